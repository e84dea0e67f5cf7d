use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::member::MemberPage;
use crate::accounts::Viewer;
use crate::app::App;
use crate::memberships::{Leaving, Status, list_store};
use crate::platform::ids::{MembershipId, PoolId};
use crate::platform::web::{
    Choice, FormErrors, Layout, PageError, Path, filters, page, see_other, unprocessable,
};

#[derive(Template)]
#[template(path = "memberships/ending.html")]
struct EndingPage {
    layout: Layout,
    name: String,
    pool: PoolId,
    membership_id: MembershipId,
    version: i32,
    active: i16,
    reasons: Vec<Choice>,
    errors: FormErrors,
}

impl EndingPage {
    fn back(&self) -> String {
        format!("/pools/{}/members/{}", self.pool, self.membership_id)
    }
}

/// A second page before a death is recorded: it stops letters and ends things that cannot be made good again.
#[derive(Template)]
#[template(path = "memberships/died.html")]
struct DiedPage {
    layout: Layout,
    name: String,
    pool: PoolId,
    membership_id: MembershipId,
    version: i32,
    /// Those they worked with, and those who had asked them.
    people: i64,
}

impl DiedPage {
    fn back(&self) -> String {
        format!("/pools/{}/members/{}", self.pool, self.membership_id)
    }
}

fn ending(shown: MemberPage, errors: FormErrors) -> EndingPage {
    let reason = |leaving: Leaving| {
        let choice = Choice::new(leaving.code(), leaving.label());
        match leaving {
            Leaving::Died => choice.hint(
                "This ends their memberships in every pool, and the hub writes to them no more. Write to the people they were working with before \
                 anything else",
            ),
            _ => choice.hint("They get a mail that says so"),
        }
    };
    EndingPage {
        layout: shown.layout,
        name: shown.member.name,
        pool: shown.held.membership.pool_id,
        membership_id: shown.held.membership.membership_id,
        version: shown.held.membership.version,
        active: shown.member.active,
        reasons: Leaving::BY_COORDINATOR.map(reason).to_vec(),
        errors,
    }
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): Path<(PoolId, MembershipId)>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let shown = MemberPage::load(&mut db, &viewer, layout, pool, id, app.clock.now()).await?;
    if shown.held.membership.status == Status::Left {
        return Ok(see_other(&format!("/pools/{pool}/members/{id}"), "They have left already."));
    }
    page(&ending(shown, FormErrors::none()))
}

/// Asks whether they have died.
pub async fn sure(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    at: (PoolId, MembershipId),
    version: i32,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let shown = MemberPage::load(&mut db, viewer, layout, at.0, at.1, app.clock.now()).await?;
    let people = list_store::people_around(&mut db, shown.held.membership.account_id).await?;
    page(&DiedPage {
        layout: shown.layout,
        name: shown.member.name,
        pool: at.0,
        membership_id: at.1,
        version,
        people,
    })
}

pub async fn again(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    at: (PoolId, MembershipId),
    errors: FormErrors,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let layout = layout.with_errors(true);
    let shown = MemberPage::load(&mut db, viewer, layout, at.0, at.1, app.clock.now()).await?;
    unprocessable(&ending(shown, errors))
}
