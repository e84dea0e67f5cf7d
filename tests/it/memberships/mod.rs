//! Memberships: how somebody's standing changes, what evidence does to it, and what coordinators do to many at once.

mod admission;
mod bulk;
mod desk_pages;
mod own_pages;
mod standing;
mod sweeps;

use rapport::accounts::roles::Granter;
use rapport::events::Actor;
use rapport::memberships::{
    EvidenceKind, Membership, NewEvidence, NewMembership, Target, add_evidence, admit, find,
};
use rapport::organisations::day_of;
use rapport::platform::clock::Day;
use rapport::platform::ids::{EvidenceId, LoginSessionId, MembershipId, PoolId, SubmissionId};
use rapport::pools::{MembershipKind, Offering};
use uuid::Uuid;

use crate::support::app::TestApp;
use crate::support::given::{self, Person};

pub fn day(text: &str) -> Day {
    Day::new(text.parse().expect("a day"))
}

pub fn today(app: &TestApp) -> Day {
    day_of(app.now())
}

pub fn new_member(pool: PoolId, person: &Person, offerings: &[Offering]) -> NewMembership {
    NewMembership {
        pool,
        account: person.account_id,
        kind: MembershipKind::Employee,
        offerings: offerings.to_vec(),
        terms_version: 1,
        approved_by: None,
        imported: false,
        grace_to: None,
        contract_ends: None,
        hours_cap: None,
    }
}

/// Admits somebody.
pub async fn member(app: &TestApp, pool: PoolId, person: &Person, offerings: &[Offering]) -> MembershipId {
    let mut tx = app.app.db.begin().await.unwrap();
    let id = admit(&mut tx, &app.app, Granter::system(), &new_member(pool, person, offerings)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A pool, and somebody in it who mentors.
pub async fn mentor(app: &TestApp) -> (PoolId, Person, MembershipId) {
    let pool = given::pool(app, "North coaching pool").await;
    let person = given::account(app).named("Grace Obi").make().await;
    let id = member(app, pool, &person, &[Offering::Mentoring]).await;
    (pool, person, id)
}

/// The pool's mentors must have insurance from now on.
pub async fn ask_for_insurance(app: &TestApp, pool: PoolId) {
    sqlx::query("update pool_offering set needs_insurance = true where pool_id = $1")
        .bind(pool)
        .execute(&app.app.db)
        .await
        .unwrap();
}

pub fn evidence(kind: EvidenceKind, dated: Option<&str>, expires: Option<&str>) -> NewEvidence {
    NewEvidence {
        submission_id: SubmissionId(Uuid::new_v4()),
        kind,
        qualification_id: None,
        title: kind.label().to_owned(),
        awarding_body: String::new(),
        dated_on: dated.map(day),
        expires_on: expires.map(day),
        reference: String::new(),
        link: String::new(),
        events: 1,
        imported: false,
    }
}

pub async fn show(app: &TestApp, pool: PoolId, person: &Person, new: &NewEvidence) -> EvidenceId {
    let mut tx = app.app.db.begin().await.unwrap();
    let by = Actor::Account(person.account_id);
    let id = add_evidence(&mut tx, by, app.now(), pool, person.account_id, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub async fn load(app: &TestApp, pool: PoolId, id: MembershipId) -> Membership {
    let mut db = app.app.db.acquire().await.unwrap();
    find(&mut db, pool, id).await.unwrap().expect("a membership")
}

pub fn at(pool: PoolId, membership: MembershipId) -> Target {
    Target { pool, membership, version: None }
}

pub fn no_session() -> LoginSessionId {
    LoginSessionId(Uuid::nil())
}

pub async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.app.db).await.expect("a count")
}
