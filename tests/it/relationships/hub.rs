//! Two who have met, and every verb in a transaction of its own.

use rapport::chemistry;
use rapport::chemistry::model::Answer;
use rapport::organisations::day_of;
use rapport::platform::ids::{ChemistryId, RelationshipId, SessionId, SubmissionId};
use rapport::platform::span::Span;
use rapport::platform::sweeps::run_due;
use rapport::relationships::{ActError, agreement, ending, sessions};

use crate::chemistry::hub::{DAY, in_hours, met, within};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::given::Person;

/// Both would like to go on: there is an agreement to sign.
pub async fn agreeing(hub: &Hub, mentee: &Person, mentor: &Person) -> (ChemistryId, RelationshipId) {
    let request = met(&hub.app, mentee, mentor).await;
    for person in [mentee, mentor] {
        within(&hub.app, async |db| {
            chemistry::actions::decide(db, &hub.app.app, person.account_id, request, Answer::Yes).await
        })
        .await
        .expect("decided");
    }
    let id = sqlx::query_scalar("select relationship_id from relationship where chemistry_request_id = $1")
        .bind(request)
        .fetch_one(&hub.app.app.db)
        .await
        .expect("drafted");
    (request, id)
}

pub async fn sign(app: &TestApp, by: &Person, id: RelationshipId, number: i32) -> Result<(), ActError> {
    within(app, async |db| agreement::sign(db, &app.app, by.account_id, id, number).await).await
}

/// Both have signed: they work together.
pub async fn begun(hub: &Hub, mentee: &Person, mentor: &Person) -> RelationshipId {
    let (_, id) = agreeing(hub, mentee, mentor).await;
    for person in [mentee, mentor] {
        sign(&hub.app, person, id, 1).await.expect("signed");
    }
    id
}

pub async fn arrange(
    app: &TestApp,
    by: &Person,
    id: RelationshipId,
    hours: i64,
) -> Result<SessionId, ActError> {
    let span = Span::of_minutes(in_hours(app, hours).starts(), 60);
    let submission = SubmissionId::new(app.now());
    within(app, async |db| sessions::arrange(db, &app.app, by.account_id, id, span, submission).await).await
}

/// A day so many days ahead, as it goes into three boxes.
pub fn boxes(app: &TestApp, days: i32) -> [String; 3] {
    let date = day_of(app.now().plus(DAY * days)).date();
    [date.day().to_string(), date.month().to_string(), date.year().to_string()]
}

pub async fn log(
    app: &TestApp,
    by: &Person,
    id: RelationshipId,
    session: SessionId,
    minutes: i16,
) -> Result<(), ActError> {
    within(app, async |db| sessions::log(db, &app.app, by.account_id, id, session, minutes).await).await
}

pub async fn end(app: &TestApp, by: &Person, id: RelationshipId) -> Result<(), ActError> {
    within(app, async |db| ending::end(db, &app.app, by.account_id, id).await).await
}

pub async fn status(app: &TestApp, id: RelationshipId) -> String {
    sqlx::query_scalar("select status from relationship where relationship_id = $1")
        .bind(id)
        .fetch_one(&app.app.db)
        .await
        .expect("a relationship")
}

pub async fn outcome(app: &TestApp, id: RelationshipId) -> Option<String> {
    sqlx::query_scalar("select outcome from relationship where relationship_id = $1")
        .bind(id)
        .fetch_one(&app.app.db)
        .await
        .expect("a relationship")
}

/// Places somebody has in use, and places that are held.
pub async fn places(app: &TestApp, person: &Person) -> (i16, i16) {
    sqlx::query_as("select active, held from place where account_id = $1")
        .bind(person.account_id)
        .fetch_one(&app.app.db)
        .await
        .expect("a place")
}

/// Runs what happens by itself and is due.
pub async fn sweep(app: &TestApp) {
    run_due(&app.app.db, app.now(), &rapport::relationships::sweeps(&app.app)).await;
}
