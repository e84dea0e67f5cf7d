use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{ours, pool_name};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;
use crate::platform::web::fields::Crumb;
use crate::platform::web::{Layout, PageError, Pages, Path, Query, filters, page, see_other};
use crate::registers::invitations::{self, UNANSWERED};
use crate::registers::model::EntryId;
use crate::registers::store::{self, Listed, Standing};

/// People on one page.
const PER_PAGE: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u32,
}

#[derive(Template)]
#[template(path = "registers/people.html")]
struct PeoplePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    now: Instant,
    pool: PoolId,
    standing: Standing,
    people: Vec<Listed>,
    pages: Pages,
}

impl Listed {
    /// When they are erased if they say nothing.
    fn erased_on(&self) -> Day {
        day_of(self.created_at.plus(UNANSWERED))
    }
}

pub async fn list(
    viewer: Viewer,
    Path(pool): Path<PoolId>,
    Query(asked): Query<Asked>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let name = pool_name(&mut db, &viewer, pool).await?;
    let standing = store::standing(&mut db, pool).await?;
    let listed = u64::try_from(standing.total() - standing.declined).unwrap_or(0);
    let pages = Pages::new(asked.page, listed, PER_PAGE, format!("/pools/{pool}/register?page="));
    let skip = i64::from(pages.current - 1) * i64::from(PER_PAGE);
    let people = store::listed(&mut db, pool, skip, i64::from(PER_PAGE)).await?;
    page(&PeoplePage {
        layout,
        crumbs: vec![Crumb::new("Pools", "/pools"), Crumb::new(name, format!("/pools/{pool}"))],
        now: app.clock.now(),
        pool,
        standing,
        people,
        pages,
    })
}

pub async fn send_again(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, EntryId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let sent = invitations::send_again(&mut tx, &app, pool, id, viewer.account_id).await?;
    tx.commit().await?;
    let sentence = if sent {
        "The invitation is on its way again."
    } else {
        "An invitation went to them within the last day. Give them a little time."
    };
    Ok(see_other(&format!("/pools/{pool}/register"), sentence))
}
