//! One person of each role, two pools and an employer, and a few people to find in a third: who meets every page in the permission matrix and the crawl.

use rapport::platform::ids::{OrganisationId, PoolId};

use super::app::TestApp;
use super::client::Client;
use super::findable::{self, Findable};
use super::given::{self, Person};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cast {
    Visitor,
    /// A visitor who said which employer is theirs: may do what the visitor may, and sees who fits.
    PlacedVisitor,
    Mentee,
    /// Somebody with the same rights as the mentee, to whom nothing of the mentee's belongs.
    OtherMentee,
    Practitioner,
    CoordinatorA,
    CoordinatorB,
    Administrator,
}

impl Cast {
    pub const ALL: [Self; 7] = [
        Self::Visitor,
        Self::Mentee,
        Self::OtherMentee,
        Self::Practitioner,
        Self::CoordinatorA,
        Self::CoordinatorB,
        Self::Administrator,
    ];

    /// Everybody with an account.
    pub const SIGNED_IN: [Self; 6] = [
        Self::Mentee,
        Self::OtherMentee,
        Self::Practitioner,
        Self::CoordinatorA,
        Self::CoordinatorB,
        Self::Administrator,
    ];

    /// Everybody whose browser shows a different hub.
    pub const READERS: [Self; 6] = [
        Self::Visitor,
        Self::PlacedVisitor,
        Self::Mentee,
        Self::Practitioner,
        Self::CoordinatorA,
        Self::Administrator,
    ];

    /// Whose rights they have.
    pub fn rights(self) -> Self {
        if self == Self::PlacedVisitor { Self::Visitor } else { self }
    }

    pub fn coordinates(self) -> bool {
        matches!(self, Self::CoordinatorA | Self::CoordinatorB)
    }
}

pub struct World {
    pub app: TestApp,
    pub organisation: OrganisationId,
    pub pool_a: PoolId,
    pub pool_b: PoolId,
    pub findable: Findable,
    people: Vec<(Cast, Person)>,
}

impl World {
    pub async fn new() -> Self {
        Self::around(TestApp::start().await).await
    }

    pub async fn demo() -> Self {
        let app = TestApp::start_demo().await;
        rapport::demo::seed(&app.app).await.expect("the people of the demonstration");
        Self::around(app).await
    }

    pub async fn around(app: TestApp) -> Self {
        let organisation = given::organisation(&app, "Riverside Community Trust").await;
        let pool_a = given::pool(&app, "North coaching pool").await;
        let pool_b = given::pool(&app, "South coaching pool").await;
        let account = |name: &str| given::account(&app).named(name).employed_by(organisation);
        let people = vec![
            (Cast::Mentee, account("Amina Khan").with_second_factor().make().await),
            (Cast::OtherMentee, account("Owen Price").make().await),
            (Cast::Practitioner, account("Grace Obi").practitioner().make().await),
            (Cast::CoordinatorA, account("Asha Patel").coordinator_of(pool_a).make().await),
            (Cast::CoordinatorB, account("Ben Lewis").coordinator_of(pool_b).make().await),
            (Cast::Administrator, account("Ruth Adeyemi").administrator().make().await),
        ];
        let open = given::pool(&app, "Open mentoring pool").await;
        let findable = findable::people(&app, open, organisation).await;
        findable::keeps(&app, people[0].1.account_id, findable).await;
        app.follow().await;
        Self { app, organisation, pool_a, pool_b, findable, people }
    }

    pub fn person(&self, cast: Cast) -> &Person {
        let found = self.people.iter().find(|(own, _)| *own == cast);
        &found.unwrap_or_else(|| panic!("{cast:?} has no account")).1
    }

    /// A browser in which this one of the cast has just signed in; the visitor has not.
    pub async fn browser(&self, cast: Cast) -> Client {
        match cast {
            Cast::Visitor => self.app.another_browser(),
            Cast::PlacedVisitor => {
                let browser = self.app.another_browser();
                browser.set_cookie("rapport_place", &format!("organisation={}", self.organisation));
                browser
            }
            signed_in => self.app.browser_of(self.person(signed_in)).await,
        }
    }
}
