//! S2: whatever is done in whatever order, by whom and how often, what the database holds stays whole.

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rapport::chemistry::model::Side;
use rapport::organisations::day_of;
use rapport::platform::clock::Day;
use rapport::platform::ids::{RelationshipId, SessionId, SubmissionId};
use rapport::platform::span::Span;
use rapport::pools::Offering;
use rapport::relationships::model::{Content, Wish};
use rapport::relationships::{ActError, agreement, ending, review, sessions};

use super::hub::sweep;
use crate::chemistry::hub::{self as chemistry, mentor, within};
use crate::search::hub::Hub;
use crate::support::given::Person;
use crate::support::{soaking, together};

/// One thing somebody tries: who, with whom, what, and a number that means something to it.
#[derive(Debug, Clone, Copy)]
struct Try {
    mentee: usize,
    mentor: usize,
    by: usize,
    what: u8,
    number: i64,
}

fn tries() -> impl Strategy<Value = Try> {
    (0_usize..3, 0_usize..3, 0_usize..6, 0_u8..19, 1_i64..40)
        .prop_map(|(mentee, mentor, by, what, number)| Try { mentee, mentor, by, what, number })
}

struct Town {
    hub: Hub,
    people: Vec<Person>,
}

impl Town {
    async fn new() -> Self {
        let hub = Hub::new().await;
        let mut people = Vec::new();
        for _ in 0..3 {
            people.push(hub.mentee().await);
        }
        for name in ["Grace Obi", "Luke Marsh", "Nia Evans"] {
            people.push(mentor(&hub, name, 6).await);
        }
        Self { hub, people }
    }

    /// What is open between two, or was last.
    async fn between(&self, one: &Try) -> Option<RelationshipId> {
        sqlx::query_scalar(
            "select relationship_id from relationship where mentee_id = $1 and practitioner_id = $2
             order by status in ('ended', 'not-begun'), created_at desc limit 1",
        )
        .bind(self.people[one.mentee].account_id)
        .bind(self.people[3 + one.mentor].account_id)
        .fetch_optional(&self.hub.app.app.db)
        .await
        .unwrap()
    }

    async fn session(&self, id: RelationshipId, number: i64) -> Option<SessionId> {
        sqlx::query_scalar("select session_id from session where relationship_id = $1 order by session_id offset $2 % greatest(1, (select count(*) from session where relationship_id = $1)) limit 1")
            .bind(id)
            .bind(number)
            .fetch_optional(&self.hub.app.app.db)
            .await
            .unwrap()
    }

    async fn act(&self, one: &Try) -> Result<(), ActError> {
        let app = &self.hub.app;
        let (mentee, mentor) = (&self.people[one.mentee], &self.people[3 + one.mentor]);
        let by = self.people[one.by].account_id;
        let now = app.now();
        let Some(id) = self.between(one).await else {
            together::agreeing(app, self.hub.pool, mentee.account_id, mentor.account_id).await;
            return Ok(());
        };
        let session = self.session(id, one.number).await;
        let span = Span::of_minutes(now.plus(SignedDuration::from_hours(one.number * 5)), 60);
        let today = day_of(now);
        let day = Day::new(day_of(now.plus(SignedDuration::from_hours(24 * one.number * 2))).date());
        let submission = SubmissionId::new(now);
        within(app, async |db| {
            let app = &app.app;
            match (one.what, session) {
                (0 | 1, _) => {
                    let latest: i32 = sqlx::query_scalar(
                        "select max(agreement_version) from agreement where relationship_id = $1",
                    )
                    .bind(id)
                    .fetch_one(&mut *db)
                    .await?;
                    agreement::sign(db, app, by, id, latest - i32::from(one.number > 35)).await
                }
                (2, _) => {
                    let mut content = Content::usual(Offering::Mentoring);
                    content.words.purpose = format!("Number {}", one.number);
                    agreement::propose(
                        db,
                        app,
                        by,
                        id,
                        i32::try_from(one.number % 4).unwrap(),
                        &content,
                        submission,
                    )
                    .await
                }
                (3 | 4, _) => sessions::arrange(db, app, by, id, span, submission).await.map(|_| ()),
                (5, Some(session)) => sessions::move_to(db, app, by, id, session, span).await,
                (6, Some(session)) => sessions::cancel(db, app, by, id, session).await,
                (7 | 8, Some(session)) => {
                    sessions::log(db, app, by, id, session, i16::try_from(one.number * 5).unwrap()).await
                }
                (9, Some(session)) => sessions::missed(db, app, by, id, session).await,
                (10, Some(session)) => {
                    sessions::rebook(db, app, by, id, session, submission).await.map(|_| ())
                }
                (11, _) => review::call(db, app, by, id).await,
                (12, _) => {
                    let reviews: i16 =
                        sqlx::query_scalar("select reviews from relationship where relationship_id = $1")
                            .bind(id)
                            .fetch_one(&mut *db)
                            .await?;
                    let wish = Wish::ALL[usize::try_from(one.number).unwrap() % 4];
                    let more = (wish == Wish::Extend).then_some(2);
                    let answer = |side: Side| review::Answer {
                        side,
                        wish,
                        more,
                        reflection: String::new(),
                        shared: false,
                    };
                    review::answer(db, app, by, id, reviews + 1, answer).await
                }
                (13, _) => ending::pause(db, app, by, id, day).await,
                (14, _) => ending::resume(db, app, by, id).await,
                (15, _) => {
                    ending::plan(db, app, by, id, if one.number > 38 { today } else { day }).await.map(|_| ())
                }
                (16, _) => ending::carry_on(db, app, by, id).await,
                (17, _) if one.number > 25 => ending::end(db, app, by, id).await,
                _ => Ok(()),
            }
        })
        .await
    }

    async fn check(&self, step: usize, one: &Try) {
        let wrong: Vec<String> = sqlx::query_scalar(
            "select 'places of ' || p.account_id || ': ' || p.active || ' in use' from place p
             where p.active <> (select count(*) from relationship r where r.practitioner_id = p.account_id
                                  and r.status in ('active', 'review-due', 'paused', 'ending'))
             union all
             select 'held of ' || p.account_id from place p
             where p.held <> (select count(*) from chemistry_request c where c.practitioner_id = p.account_id
                                and c.status in ('arranging', 'booked', 'deciding', 'agreed'))
             union all
             select 'unsigned ' || r.relationship_id from relationship r
             where r.status in ('active', 'review-due', 'paused', 'ending', 'ended')
               and not exists (select from agreement a where a.relationship_id = r.relationship_id
                                 and a.mentee_signed_at is not null and a.practitioner_signed_at is not null)
             union all
             select 'more than the cap of ' || r.mentee_id from relationship r
             where r.status in ('active', 'review-due', 'paused', 'ending') group by r.mentee_id, r.offering having count(*) > 1
             union all
             select 'to come after the end ' || s.session_id from session s join relationship r using (relationship_id)
             where s.status = 'arranged' and s.starts_at > $1 and (r.status in ('ended', 'not-begun', 'paused')
                 or r.status = 'ending' and (s.starts_at at time zone 'Europe/London')::date > r.ending_on)
             union all
             select 'calendar of ' || s.session_id from session s join meeting m using (meeting_id)
             where s.status = 'arranged' and s.starts_at > $1
               and (m.status <> 'booked' or m.starts_at <> s.starts_at or (select count(*) from booking b where b.meeting_id = m.meeting_id and b.live) <> 2)
             union all
             select 'minutes of ' || s.session_id from session s
             where s.status = 'held' and s.minutes is distinct from coalesce(
               (select l.minutes from session_log l where l.session_id = s.session_id and l.side = 'practitioner'),
               (select l.minutes from session_log l where l.session_id = s.session_id and l.side = 'mentee'))
             union all
             select 'agreed and not to be signed ' || c.chemistry_request_id from chemistry_request c
             where c.status = 'agreed' and not exists (select from relationship r where r.chemistry_request_id = c.chemistry_request_id and r.status = 'agreeing')",
        )
        .bind(self.hub.app.now())
        .fetch_all(&self.hub.app.app.db)
        .await
        .unwrap();
        assert!(wrong.is_empty(), "after step {step}, {one:?}: {wrong:#?}");
    }
}

/// 5,000 steps here, 100,000 in a soak: people, clock jumps, sweeps, things done to what ended long ago.
#[tokio::test]
async fn s2_random_steps_leave_the_database_whole() {
    let town = Town::new().await;
    let mut runner = TestRunner::deterministic();
    let strategy = tries();
    let mut done = 0;
    for step in 0..soaking(5_000, 100_000) {
        let one = strategy.new_tree(&mut runner).unwrap().current();
        match town.act(&one).await {
            Ok(()) => done += 1,
            Err(ActError::Database(error)) => panic!("step {step}, {one:?}: {error}"),
            Err(ActError::Mail(error)) => panic!("step {step}, {one:?}: {error}"),
            Err(_) => {}
        }
        if one.what == 18 {
            town.hub.app.advance(SignedDuration::from_hours(one.number * 3));
            if one.number % 4 == 0 {
                sweep(&town.hub.app).await;
                chemistry::sweep(&town.hub.app).await;
            }
        }
        if step % 5 == 0 || matches!(one.what, 0 | 1 | 13 | 17) {
            town.check(step, &one).await;
        }
    }
    assert!(done > 500, "most of what was tried was refused: {done} done");
}
