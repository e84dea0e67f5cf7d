//! A small hub to search in: an employer in Leeds, one in Leicester, a pool for everybody, and people in it.

use rapport::availability::{self, NewPlace};
use rapport::events::Actor;
use rapport::organisations;
use rapport::platform::ids::{OrganisationId, PoolId};
use rapport::pools::Offering;
use rapport::profiles::{self, About};
use rapport::vocabulary::{List, TermId};

use crate::memberships::member;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};

pub struct Hub {
    pub app: TestApp,
    pub pool: PoolId,
}

/// Leeds Teaching Hospitals, in West Yorkshire.
pub fn leeds() -> OrganisationId {
    organisations::id_of("RR8")
}

/// Bradford Teaching Hospitals, in West Yorkshire too.
pub fn bradford() -> OrganisationId {
    organisations::id_of("RAE")
}

/// University Hospitals of Leicester, in another region.
pub fn leicester() -> OrganisationId {
    organisations::id_of("RWE")
}

/// A coach or mentor in the making.
pub struct Made<'a> {
    pub name: &'a str,
    pub employer: OrganisationId,
    pub band: &'a str,
    pub areas: &'a [&'a str],
    pub headline: &'a str,
    pub biography: &'a str,
    pub capacity: i16,
    pub offerings: &'a [Offering],
}

impl Default for Made<'_> {
    fn default() -> Self {
        Self {
            name: "Grace Obi",
            employer: leeds(),
            band: "afc-8a",
            areas: &["confidence"],
            headline: "",
            biography: "",
            capacity: 2,
            offerings: &[Offering::Mentoring],
        }
    }
}

impl Hub {
    pub async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "A pool for everybody").await;
        Self { app, pool }
    }

    pub async fn term(&self, list: List, code: &str) -> TermId {
        let id: i32 =
            sqlx::query_scalar("select term_id from term where vocabulary_code = $1 and term_code = $2")
                .bind(list.code())
                .bind(code)
                .fetch_one(&self.app.app.db)
                .await
                .unwrap_or_else(|_| panic!("no term {code}"));
        TermId(id)
    }

    pub async fn mentor(&self, made: Made<'_>) -> Person {
        let app = &self.app;
        let person =
            given::account(app).named(made.name).employed_by(made.employer).practitioner().make().await;
        member(app, self.pool, &person, made.offerings).await;
        let mut areas = Vec::new();
        for code in made.areas {
            areas.push(self.term(List::DevelopmentArea, code).await);
        }
        let band = self.term(List::Seniority, made.band).await;
        let about = About {
            headline: made.headline.to_owned(),
            biography: made.biography.to_owned(),
            ..About::default()
        };
        let (now, account) = (app.now(), person.account_id);
        let mut tx = app.app.db.begin().await.unwrap();
        profiles::save_about(&mut tx, Actor::System, now, account, None, &about).await.unwrap();
        profiles::set_terms(&mut tx, now, account, List::DevelopmentArea, &areas).await.unwrap();
        profiles::set_seniority(&mut tx, now, account, Some(band)).await.unwrap();
        let place = NewPlace { capacity: made.capacity, seen_elsewhere: 0, accepting: true };
        availability::save_place(&mut tx, Actor::System, now, account, None, &place).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    /// A mentee at band 6 in Leeds, employment proven.
    pub async fn mentee(&self) -> Person {
        let person = self.unproven().await;
        sqlx::query(
            "update account set employment_proof = 'mail-domain', employment_proven_at = $2 where account_id = $1",
        )
        .bind(person.account_id)
        .bind(self.app.now())
        .execute(&self.app.app.db)
        .await
        .unwrap();
        person
    }

    /// A mentee at band 6 in Leeds, employment not proven yet.
    pub async fn unproven(&self) -> Person {
        let person = self.newcomer().await;
        let band = self.term(List::Seniority, "afc-6").await;
        let nursing = self.term(List::Profession, "nursing").await;
        let mut tx = self.app.app.db.begin().await.unwrap();
        profiles::introduce(&mut tx, self.app.now(), person.account_id, &[nursing], band).await.unwrap();
        tx.commit().await.unwrap();
        person
    }

    /// Somebody in Leeds who has just registered.
    pub async fn newcomer(&self) -> Person {
        given::account(&self.app).named("Amina Khan").employed_by(leeds()).make().await
    }

    /// A browser of a mentee, with the index loaded.
    pub async fn browser(&self) -> Client {
        let mentee = self.mentee().await;
        self.app.follow().await;
        self.app.browser_of(&mentee).await
    }

    /// Makes the place of somebody full, or free again.
    pub async fn set_active(&self, person: &Person, active: i16) {
        sqlx::query("update place set active = $2 where account_id = $1")
            .bind(person.account_id)
            .bind(active)
            .execute(&self.app.app.db)
            .await
            .unwrap();
    }
}
