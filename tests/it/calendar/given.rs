//! Two people, and meetings of theirs.

use jiff::SignedDuration;
use rapport::calendar::{self, BookError, Kind, NewMeeting};
use rapport::platform::clock::Instant;
use rapport::platform::ids::{AccountId, MeetingId, PoolId};
use rapport::platform::span::Span;

use crate::support::app::TestApp;
use crate::support::given::{self, Person};

pub struct Pair {
    pub app: TestApp,
    pub pool: PoolId,
    pub amina: Person,
    pub grace: Person,
}

pub const PATH: &str = "/calendar";

impl Pair {
    pub async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "National pool").await;
        let amina = given::account(&app).named("Amina Khan").make().await;
        let grace = given::account(&app).named("Grace Mensah").make().await;
        Self { app, pool, amina, grace }
    }

    pub fn hours(&self, hours: i64) -> Instant {
        self.app.now().plus(SignedDuration::from_hours(hours))
    }

    /// A meeting of these two, so many hours from now, half an hour long.
    pub fn meeting(&self, hours: i64) -> NewMeeting {
        self.between([self.amina.account_id, self.grace.account_id], Span::of_minutes(self.hours(hours), 30))
    }

    pub fn between(&self, people: [AccountId; 2], span: Span) -> NewMeeting {
        NewMeeting {
            pool: self.pool,
            kind: Kind::Chemistry,
            span,
            people,
            path: PATH.to_owned(),
            delivery: None,
            joining: String::new(),
        }
    }

    pub async fn book(&self, new: &NewMeeting) -> Result<MeetingId, BookError> {
        book(&self.app, new).await
    }

    pub async fn booked(&self, hours: i64) -> MeetingId {
        self.book(&self.meeting(hours)).await.expect("booked")
    }

    pub async fn move_to(&self, meeting: MeetingId, to: Span) -> Result<(), BookError> {
        let mut tx = self.app.app.db.begin().await.expect("a transaction");
        calendar::move_to(&mut tx, &self.app.app, self.app.now(), meeting, to).await?;
        tx.commit().await.map_err(BookError::Database)
    }

    pub async fn cancel(&self, meeting: MeetingId) -> Result<(), BookError> {
        let mut tx = self.app.app.db.begin().await.expect("a transaction");
        calendar::cancel(&mut tx, &self.app.app, self.app.now(), meeting).await?;
        tx.commit().await.map_err(BookError::Database)
    }

    /// Of how many meetings both were reminded now.
    pub async fn reminded(&self) -> u64 {
        let mut tx = self.app.app.db.begin().await.expect("a transaction");
        let count = calendar::remind(&mut tx, &self.app.app, self.app.now()).await.expect("reminders");
        tx.commit().await.expect("a commit");
        count
    }

    /// How many meetings retention changed now.
    pub async fn retained(&self) -> u64 {
        let mut tx = self.app.app.db.begin().await.expect("a transaction");
        let count = calendar::retain(&mut tx, self.app.now()).await.expect("retention");
        tx.commit().await.expect("a commit");
        count
    }

    /// Their zone, as their availability says it.
    pub async fn lives_in(&self, person: &Person, zone: &str) {
        sqlx::query("insert into availability (account_id, zone, updated_at) values ($1, $2, $3)")
            .bind(person.account_id)
            .bind(zone)
            .bind(self.app.now())
            .execute(&self.app.app.db)
            .await
            .expect("a zone");
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.app.app.db).await.expect("a count")
    }
}

pub async fn book(app: &TestApp, new: &NewMeeting) -> Result<MeetingId, BookError> {
    let mut tx = app.app.db.begin().await.expect("a transaction");
    let id = calendar::book(&mut tx, &app.app, app.now(), new).await?;
    tx.commit().await.map_err(BookError::Database)?;
    Ok(id)
}
