//! S2: random people do random things at random times, over and over, against Postgres. After each, everything that must
//! hold holds.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRng, TestRunner};
use rapport::chemistry::ActError;
use rapport::chemistry::actions::{self, Acceptance, Refusing};
use rapport::chemistry::model::{Answer, Change, Declining, Outcome, Side};
use rapport::events::Actor;
use rapport::platform::ids::{ChemistryId, SubmissionId};
use rapport::platform::span::Span;

use super::hub::{mentor, request, sweep, within};
use crate::search::hub::Hub;
use crate::support::given::Person;
use crate::support::soaking;

const MENTEES: usize = 8;
const MENTORS: usize = 3;

/// Who tries what. Numbers choose among people and requests.
#[derive(Debug, Clone, Copy)]
enum Try {
    Send {
        mentee: usize,
        mentor: usize,
    },
    Enter {
        mentee: usize,
        mentor: usize,
    },
    /// Anything by anybody, or mostly something that this request waits for.
    Do {
        request: usize,
        by: Side,
        what: What,
        fitting: Option<usize>,
    },
    Wait {
        hours: i64,
    },
    Sweep,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Confirm,
    Drop,
    Ask,
    Reply,
    AcceptOffering(i64),
    AcceptByMessage,
    Decline(Declining),
    Withdraw,
    Book(i64),
    Offer(i64),
    Shift(i64),
    CancelMeeting,
    CallOff,
    Held,
    Missed,
    Decide(Answer),
    Reopen,
    Stop,
}

fn what() -> impl Strategy<Value = What> {
    let hour = || prop::sample::select(vec![24_i64, 48, 72]);
    prop_oneof![
        6 => Just(What::Confirm),
        1 => Just(What::Drop),
        6 => Just(What::Ask),
        6 => Just(What::Reply),
        18 => hour().prop_map(What::AcceptOffering),
        6 => Just(What::AcceptByMessage),
        1 => prop::sample::select(Declining::ALL).prop_map(What::Decline),
        1 => Just(What::Withdraw),
        24 => hour().prop_map(What::Book),
        6 => hour().prop_map(What::Offer),
        6 => hour().prop_map(What::Shift),
        1 => Just(What::CancelMeeting),
        1 => Just(What::CallOff),
        12 => Just(What::Held),
        6 => Just(What::Missed),
        24 => prop::sample::select(Answer::ALL).prop_map(What::Decide),
        3 => Just(What::Reopen),
        1 => Just(What::Stop),
    ]
}

fn attempt() -> impl Strategy<Value = Try> {
    let side = prop::sample::select(Side::BOTH.to_vec());
    prop_oneof![
        3 => (0..MENTEES, 0..MENTORS).prop_map(|(mentee, mentor)| Try::Send { mentee, mentor }),
        1 => (0..MENTEES, 0..MENTORS).prop_map(|(mentee, mentor)| Try::Enter { mentee, mentor }),
        16 => (0_usize..1_000, side, what(), prop::option::weighted(0.7, 0_usize..60))
            .prop_map(|(request, by, what, fitting)| Try::Do { request, by, what, fitting }),
        3 => (1_i64..40).prop_map(|hours| Try::Wait { hours }),
        1 => Just(Try::Sweep),
    ]
}

struct World {
    hub: Hub,
    mentees: Vec<Person>,
    mentors: Vec<Person>,
    coordinator: Person,
    ids: Vec<ChemistryId>,
    done: BTreeMap<&'static str, usize>,
}

impl World {
    async fn new() -> Self {
        let hub = Hub::new().await;
        let (mut mentees, mut mentors) = (Vec::new(), Vec::new());
        for _ in 0..MENTEES {
            mentees.push(hub.mentee().await);
        }
        for (name, capacity) in [("Grace Obi", 1), ("Hal Reed", 2), ("Ivy Shaw", 3)] {
            mentors.push(mentor(&hub, name, capacity).await);
        }
        let coordinator =
            crate::support::given::account(&hub.app).named("Cora").coordinator_of(hub.pool).make().await;
        // Nobody is asked in vain for ninety days, which would leave little to try.
        sqlx::query("update pool_setting set cool_off_days = 2").execute(&hub.app.app.db).await.unwrap();
        Self { hub, mentees, mentors, coordinator, ids: Vec::new(), done: BTreeMap::new() }
    }

    async fn attempt(&mut self, what: Try) {
        let hub = &self.hub;
        match what {
            Try::Wait { hours } => hub.app.advance(SignedDuration::from_hours(hours)),
            Try::Sweep => {
                sweep(&hub.app).await;
                // Profiles that were paused open again, or soon nobody could be asked.
                super::hub::execute(
                    &hub.app,
                    "update place set accepting = true, closed_because = null where not accepting",
                )
                .await;
            }
            Try::Send { mentee, mentor } => {
                let new = request(&[&self.mentors[mentor]], &[], hub.app.now());
                let whose = self.mentees[mentee].account_id;
                let sent =
                    within(&hub.app, async |db| actions::send(db, &hub.app.app, whose, &new).await).await;
                self.came(sent);
            }
            Try::Enter { mentee, mentor } => {
                let new = request(&[&self.mentors[mentor]], &[], hub.app.now());
                let (by, whose) = (self.coordinator.account_id, self.mentees[mentee].account_id);
                let sent = within(&hub.app, async |db| {
                    actions::enter(db, &hub.app.app, by, hub.pool, whose, &new).await
                })
                .await;
                self.came(sent);
            }
            Try::Do { request, by, what, fitting } => {
                if !self.ids.is_empty() {
                    let id = self.ids[self.ids.len() - 1 - request % self.ids.len().min(6)];
                    let (by, what) = match fitting {
                        Some(choice) => fitting_for(&super::hub::status(&hub.app, id).await, choice, by),
                        None => (by, what),
                    };
                    match self.act(id, by, what).await {
                        Ok(()) => *self.done.entry(name(what)).or_default() += 1,
                        Err(ActError::Database(error)) => panic!("{what:?}: {error}"),
                        Err(ActError::Mail(error)) => panic!("{what:?}: {error}"),
                        Err(_) => {}
                    }
                }
            }
        }
    }

    fn came(&mut self, sent: Result<Vec<ChemistryId>, actions::SendError>) {
        match sent {
            Ok(ids) => self.ids.extend(ids),
            Err(actions::SendError::Database(error)) => panic!("{error}"),
            Err(_) => {}
        }
    }

    async fn act(&self, id: ChemistryId, side: Side, what: What) -> Result<(), ActError> {
        let app = &self.hub.app.app;
        let now = app.clock.now();
        let (mentee, practitioner): (uuid::Uuid, uuid::Uuid) = sqlx::query_as(
            "select mentee_id, practitioner_id from chemistry_request where chemistry_request_id = $1",
        )
        .bind(id.0)
        .fetch_one(&app.db)
        .await?;
        let by = rapport::platform::ids::AccountId(if side == Side::Mentee { mentee } else { practitioner });
        // On the hour, so that what one offers the other can choose and meetings meet.
        let at = |hours: i64| {
            let whole = now.unix_seconds() / 86_400 * 86_400;
            let start = rapport::platform::clock::Instant::from_microsecond(whole * 1_000_000);
            Span::of_minutes(start.plus(SignedDuration::from_hours(hours + 12)), 30)
        };
        let submission = SubmissionId::new(now);
        within(&self.hub.app, async |db| match what {
            What::Confirm => actions::confirm(db, app, by, id).await,
            What::Drop => actions::drop_entry(db, app, by, id).await,
            What::Ask => actions::ask(db, app, by, id, "Why?", submission).await,
            What::Reply => actions::reply(db, app, by, id, "Because", submission).await,
            What::AcceptOffering(hours) => {
                let how = Acceptance::Offering(vec![at(hours), at(hours + 24)]);
                actions::accept(db, app, by, id, &how).await
            }
            What::AcceptByMessage => actions::accept(db, app, by, id, &Acceptance::ByMessage).await,
            What::Decline(why) => {
                let how = Refusing { why, words: "All the best".to_owned(), suggested: None };
                actions::decline(db, app, by, id, &how).await
            }
            What::Withdraw => actions::withdraw(db, app, by, id).await,
            What::Book(hours) => {
                // Mostly what the other offers, and sometimes what nobody does.
                let offered = rapport::chemistry::offers(db, id, side.other()).await?;
                let span = offered.first().copied().filter(|_| hours < 72).unwrap_or_else(|| at(hours));
                actions::book(db, app, by, id, span).await
            }
            What::Offer(hours) => actions::offer(db, app, by, id, &[at(hours)]).await,
            What::Shift(hours) => actions::move_meeting(db, app, by, id, at(hours), Change::Work, "").await,
            What::CancelMeeting => actions::cancel_meeting(db, app, by, id, Change::Unwell, "").await,
            What::CallOff => actions::call_off(db, app, by, id, Change::NoLonger, "").await,
            What::Held => actions::held(db, app, by, id).await,
            What::Missed => actions::missed(db, app, by, id).await,
            What::Decide(answer) => actions::decide(db, app, by, id, answer).await,
            What::Reopen => actions::reopen(db, app, by, id).await,
            What::Stop => actions::stop(db, app, Actor::System, id, Outcome::Stopped).await,
        })
        .await
    }

    /// What must hold after every step, in one statement.
    async fn check(&self, after: Try) {
        let wrong: Vec<String> = sqlx::query_scalar(
            "select 'place of ' || p.account_id || ' holds ' || p.held from place p
             where p.held <> (select count(*) from chemistry_request r where r.practitioner_id = p.account_id
                              and r.status in ('arranging', 'booked', 'deciding', 'agreed'))
                or p.held > p.capacity
             union all
             select 'too many open of ' || r.mentee_id from chemistry_request r where r.status not in ('closed', 'agreed')
             group by r.mentee_id having count(*) > 3
             union all
             select 'no live meeting of ' || r.chemistry_request_id from chemistry_request r
             where r.status = 'booked' and 2 <> (select count(*) from booking b where b.meeting_id = r.meeting_id and b.live)
             union all
             select 'a meeting to come of a request that is ' || r.status from chemistry_request r join meeting m on m.path = '/chemistry/' || r.chemistry_request_id
             where m.status = 'booked' and m.starts_at > $1 and (r.status not in ('booked', 'deciding', 'agreed', 'closed') or r.meeting_id <> m.meeting_id)
             union all
             select 'answers of a request that is ' || r.status from chemistry_decision d join chemistry_request r using (chemistry_request_id) where r.status not in ('deciding', 'agreed')
             union all
             select 'a link to ' || l.act || ' in ' || r.status from action_link l join chemistry_request r using (chemistry_request_id)
             where not case l.act when 'confirm' then r.status = 'entered' when 'answer' then r.status = 'sent' when 'choose' then r.status = 'arranging'
                                  when 'attend' then r.status = 'booked' else r.status in ('booked', 'deciding') end
             union all
             select 'two letters alike: ' || m.dedupe_key from mail m where m.dedupe_key is not null group by m.dedupe_key having count(*) > 1",
        )
        .bind(self.hub.app.now())
        .fetch_all(&self.hub.app.app.db)
        .await
        .unwrap();
        assert!(wrong.is_empty(), "after {after:?}: {wrong:#?}");
    }
}

/// Something that a request waits for while it stands so, and by whom.
fn fitting_for(status: &str, choice: usize, by: Side) -> (Side, What) {
    use Side::{Mentee, Practitioner};
    let all: &[(Side, What)] = match status {
        "entered" => &[(Mentee, What::Confirm), (Mentee, What::Confirm), (Mentee, What::Drop)],
        "sent" => &[
            (Practitioner, What::AcceptOffering(24)),
            (Practitioner, What::AcceptOffering(24)),
            (Practitioner, What::AcceptOffering(48)),
            (Practitioner, What::Ask),
            (Practitioner, What::Decline(Declining::NoTime)),
            (Mentee, What::Withdraw),
        ],
        "questioned" => &[(Mentee, What::Reply), (Practitioner, What::AcceptByMessage)],
        "arranging" => &[
            (Mentee, What::Book(24)),
            (Mentee, What::Book(24)),
            (Practitioner, What::Offer(24)),
            (Mentee, What::Offer(48)),
        ],
        "booked" => &[
            (by, What::Held),
            (by, What::Held),
            (by, What::Missed),
            (by, What::Shift(48)),
            (by, What::CancelMeeting),
        ],
        "deciding" => &[
            (by, What::Decide(Answer::Yes)),
            (by, What::Decide(Answer::No)),
            (by, What::Decide(Answer::No)),
            (by, What::Decide(Answer::NotYet)),
        ],
        "agreed" => &[(by, What::CallOff)],
        _ => &[(by, What::Reopen)],
    };
    all[choice % all.len()]
}

const fn name(what: What) -> &'static str {
    match what {
        What::Confirm => "confirm",
        What::Drop => "drop",
        What::Ask => "ask",
        What::Reply => "reply",
        What::AcceptOffering(_) | What::AcceptByMessage => "accept",
        What::Decline(_) => "decline",
        What::Withdraw => "withdraw",
        What::Book(_) => "book",
        What::Offer(_) => "offer",
        What::Shift(_) => "shift",
        What::CancelMeeting => "cancel",
        What::CallOff => "call off",
        What::Held => "held",
        What::Missed => "missed",
        What::Decide(_) => "decide",
        What::Reopen => "reopen",
        What::Stop => "stop",
    }
}

/// Five thousand steps here, a hundred thousand in a soak; a new world every thousand.
#[tokio::test]
async fn s2_whatever_people_do_no_place_is_lost_and_nobody_is_told_twice() {
    let steps = soaking(5_000, 100_000);
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(Config::default().rng_algorithm),
    );
    let mut done: BTreeMap<&'static str, usize> = BTreeMap::new();
    for _ in 0..steps / 1_000 {
        let mut world = World::new().await;
        for _ in 0..1_000 {
            let what = attempt().new_tree(&mut runner).unwrap().current();
            world.attempt(what).await;
            world.check(what).await;
        }
        for (name, times) in world.done {
            *done.entry(name).or_default() += times;
        }
    }
    // A run that never came far would prove nothing.
    for name in [
        "confirm", "ask", "reply", "accept", "decline", "withdraw", "book", "held", "missed", "decide",
        "reopen", "stop",
    ] {
        assert!(done.get(name).is_some_and(|times| *times > 0), "nobody ever managed to {name}: {done:?}");
    }
}
