//! A mentee, mentors with places, and every verb in a transaction of its own.

use jiff::SignedDuration;
use rapport::chemistry::ActError;
use rapport::chemistry::actions::{self, NewRequest, SendError};
use rapport::chemistry::model::Times;
use rapport::platform::clock::Instant;
use rapport::platform::ids::{ChemistryId, SubmissionId};
use rapport::platform::span::Span;
use rapport::platform::sweeps::run_due;
use rapport::pools::Offering;
use sqlx::PgConnection;

use crate::search::hub::{Hub, Made};
use crate::support::app::TestApp;
use crate::support::given::Person;

pub const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Does something in a transaction, which counts only when it succeeds.
pub async fn within<T, E: From<sqlx::Error>>(
    app: &TestApp,
    act: impl AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
) -> Result<T, E> {
    let mut tx = app.app.db.begin().await?;
    let done = act(&mut tx).await?;
    tx.commit().await?;
    Ok(done)
}

pub async fn mentor(hub: &Hub, name: &str, capacity: i16) -> Person {
    hub.mentor(Made { name, capacity, ..Made::default() }).await
}

pub fn request(to: &[&Person], slots: &[Span], now: Instant) -> NewRequest {
    NewRequest {
        practitioners: to.iter().map(|person| person.account_id).collect(),
        offering: Offering::Mentoring,
        hope: "I would like to grow into a board role.".to_owned(),
        times: if slots.is_empty() { Times::Suggest } else { Times::Slots },
        slots: slots.iter().map(|slot| (to[0].account_id, *slot)).collect(),
        submission: SubmissionId::new(now),
    }
}

pub async fn send(app: &TestApp, mentee: &Person, to: &Person) -> Result<ChemistryId, SendError> {
    let new = request(&[to], &[], app.now());
    let sent = within(app, async |db| actions::send(db, &app.app, mentee.account_id, &new).await).await?;
    Ok(sent[0])
}

/// Half an hour, so many hours from now.
pub fn in_hours(app: &TestApp, hours: i64) -> Span {
    Span::of_minutes(app.now().plus(SignedDuration::from_hours(hours)), 30)
}

/// Accepted, and times offered that begin so many hours from now.
pub async fn accept_offering(
    app: &TestApp,
    by: &Person,
    id: ChemistryId,
    hours: &[i64],
) -> Result<(), ActError> {
    let how = actions::Acceptance::Offering(hours.iter().map(|hours| in_hours(app, *hours)).collect());
    within(app, async |db| actions::accept(db, &app.app, by.account_id, id, &how).await).await
}

/// Accepted, and a meeting booked in 72 hours.
pub async fn booked(app: &TestApp, mentee: &Person, mentor: &Person) -> ChemistryId {
    let id = send(app, mentee, mentor).await.expect("sent");
    accept_offering(app, mentor, id, &[72]).await.expect("accepted");
    let span = in_hours(app, 72);
    within(app, async |db| actions::book(db, &app.app, mentee.account_id, id, span).await)
        .await
        .expect("booked");
    id
}

/// They met an hour ago, and have said so.
pub async fn met(app: &TestApp, mentee: &Person, mentor: &Person) -> ChemistryId {
    let id = booked(app, mentee, mentor).await;
    app.advance(SignedDuration::from_hours(73));
    within(app, async |db| actions::held(db, &app.app, mentee.account_id, id).await).await.expect("held");
    id
}

pub async fn status(app: &TestApp, id: ChemistryId) -> String {
    sqlx::query_scalar("select status from chemistry_request where chemistry_request_id = $1")
        .bind(id.0)
        .fetch_one(&app.app.db)
        .await
        .expect("a request")
}

pub async fn outcome(app: &TestApp, id: ChemistryId) -> Option<String> {
    sqlx::query_scalar("select outcome from chemistry_request where chemistry_request_id = $1")
        .bind(id.0)
        .fetch_one(&app.app.db)
        .await
        .expect("a request")
}

/// Places held of somebody.
pub async fn held(app: &TestApp, person: &Person) -> i16 {
    sqlx::query_scalar("select held from place where account_id = $1")
        .bind(person.account_id)
        .fetch_one(&app.app.db)
        .await
        .expect("a place")
}

/// How many letters of one subject somebody got.
pub async fn told(app: &TestApp, person: &Person, subject: &str) -> usize {
    app.mails_to(&person.email).await.iter().filter(|mail| mail.subject.contains(subject)).count()
}

/// Runs what happens by itself and is due.
pub async fn sweep(app: &TestApp) {
    run_due(&app.app.db, app.now(), &rapport::chemistry::sweeps(&app.app)).await;
}

/// Something that pages cannot do.
pub async fn execute(app: &TestApp, statement: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&app.app.db).await.expect("a statement");
}

/// A number that one statement counts.
pub async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.app.db).await.expect("a count")
}
