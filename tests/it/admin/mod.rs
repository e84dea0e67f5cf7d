//! Administrators' and coordinators' pages: organisations, employment, roles, pools.

mod domains_and_codes;
mod employment;
mod merge;
mod organisations;
mod pools;
mod roles;

use rapport::events::Actor;
use rapport::organisations::id_of;
use rapport::platform::ids::{OrganisationId, PoolId, SubmissionId};
use rapport::pools::{NewPool, Place, create};

use crate::support::app::TestApp;

/// A pool of one system, as an administrator starts it.
pub async fn system_pool(app: &TestApp, name: &str, system: &str) -> PoolId {
    pool(app, name, Place::System(system.to_owned())).await
}

pub async fn pool(app: &TestApp, name: &str, place: Place) -> PoolId {
    let mut db = app.app.db.acquire().await.unwrap();
    let new = NewPool { name: name.to_owned(), place };
    create(&mut db, Actor::System, app.now(), SubmissionId::new(app.now()), &new).await.unwrap()
}

/// Leicester's acute trust, whose system is [`LEICESTER`].
pub fn leicester() -> OrganisationId {
    id_of("RWE")
}

/// Leeds's, in another region.
pub fn leeds() -> OrganisationId {
    id_of("RR8")
}

pub const LEICESTER: &str = "E54000015";

pub async fn count(app: &TestApp, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&app.app.db).await.unwrap()
}
