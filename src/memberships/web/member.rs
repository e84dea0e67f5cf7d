use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::held::Held;
use super::pause::PauseForm;
use super::require;
use crate::accounts::Viewer;
use crate::app::App;
use crate::memberships::list_store::{self, Happening, Member};
use crate::memberships::{Evidence, Leaving, Move, Status, evidence_store, page_store};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{MembershipId, PoolId};
use crate::platform::web::{Choice, Crumb, FormErrors, Layout, PageError, Path, filters, page};
use crate::pools::MembershipKind;

/// What is typed into the forms of a member's page.
#[derive(Debug, Default)]
pub struct Typed {
    pub reason: String,
    pub until: PauseForm,
    pub kind: String,
    pub hours_cap: String,
    pub contract: [String; 3],
}

#[derive(Template)]
#[template(path = "memberships/member.html")]
pub struct MemberPage {
    pub layout: Layout,
    crumbs: Vec<Crumb>,
    pub member: Member,
    pub held: Held,
    /// The reader's own membership, about which somebody else decides.
    own: bool,
    kinds: Vec<Choice>,
    pub typed: Typed,
    pub errors: FormErrors,
}

impl MemberPage {
    /// Loads it in three statements, for whoever coordinates the pool.
    pub async fn load(
        db: &mut PgConnection,
        viewer: &Viewer,
        layout: Layout,
        pool: PoolId,
        id: MembershipId,
        now: Instant,
    ) -> Result<Self, PageError> {
        require(viewer, pool)?;
        let member = list_store::member(db, pool, id).await?.ok_or(PageError::NotFound)?;
        let asking = page_store::asking(db, &[pool]).await?.pop().ok_or(PageError::NotFound)?;
        let shown = evidence_store::evidence_of(db, pool, member.membership.account_id).await?;
        let membership = member.membership.clone();
        let [day, month, year] = membership.contract_ends.map_or_else(Default::default, parts);
        let typed = Typed {
            kind: membership.kind.code().to_owned(),
            hours_cap: membership.hours_cap.map(|hours| hours.to_string()).unwrap_or_default(),
            contract: [day, month, year],
            ..Typed::default()
        };
        Ok(Self {
            layout,
            crumbs: vec![
                Crumb::new(&asking.name, format!("/pools/{pool}")),
                Crumb::new("Members", format!("/pools/{pool}/members")),
            ],
            own: membership.account_id == viewer.account_id,
            held: Held::new(membership, asking, shown, day_of(now)),
            member,
            kinds: MembershipKind::ALL.map(|kind| Choice::new(kind.code(), kind.label())).to_vec(),
            typed,
            errors: FormErrors::none(),
        })
    }

    /// The address of a page or verb below this one.
    fn path(&self, below: &str) -> String {
        format!("/pools/{}/members/{}/{below}", self.held.membership.pool_id, self.held.id())
    }

    fn employer_path(&self) -> String {
        if self.own || self.member.closed || self.held.membership.status == Status::Left {
            String::new()
        } else {
            self.path("employer")
        }
    }

    fn since(&self) -> Day {
        day_of(self.held.membership.since)
    }

    fn check_path(&self, one: &Evidence) -> String {
        self.path(&format!("evidence/{}/check", one.evidence_id))
    }

    fn may(&self, made: Move) -> bool {
        !self.own && self.held.membership.status.allows(made)
    }

    fn has_died(&self) -> bool {
        self.held.membership.leaving == Some(Leaving::Died)
    }
}

fn parts(day: Day) -> [String; 3] {
    let date = day.date();
    [date.day().to_string(), date.month().to_string(), date.year().to_string()]
}

/// Something that happened, as a line of the history.
fn told(happened: &Happening) -> String {
    let word = |name: &str| happened.data.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    let kind = || {
        crate::memberships::EvidenceKind::parse(word("kind"))
            .map_or_else(|_| "Evidence".to_owned(), |kind| kind.label().to_owned())
    };
    match happened.kind.as_str() {
        "membership.admitted" => "Admitted".to_owned(),
        "membership.paused" => format!("Paused until {}", word("until")),
        "membership.resumed" => "Came back from a pause".to_owned(),
        "membership.lapsed" => "Lapsed, because evidence ran out".to_owned(),
        "membership.renewed" => "Renewed".to_owned(),
        "membership.suspended" => "Suspended".to_owned(),
        "membership.reinstated" => "Suspension ended".to_owned(),
        "membership.left" if word("leaving") == "died" => "Recorded that they have died".to_owned(),
        "membership.left" => "Left".to_owned(),
        "membership.death-taken-back" => "That they have died was a mistake".to_owned(),
        "membership.rejoined" => "Taken back".to_owned(),
        "membership.kind-changed" => "Kind of membership changed".to_owned(),
        "membership.offering-dropped" => format!("No longer offers {}", word("offering")),
        "membership.evidence-added" => format!("{} added", kind()),
        "membership.evidence-removed" => format!("{} removed", kind()),
        "membership.evidence-checked" => format!("{} checked", kind()),
        "membership.evidence-extended" => format!("{} given until {}", kind(), word("to")),
        other => other.to_owned(),
    }
}

pub async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): Path<(PoolId, MembershipId)>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    page(&MemberPage::load(&mut db, &viewer, layout, pool, id, app.clock.now()).await?)
}
