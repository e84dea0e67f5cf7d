//! R3 over real connections: every form of a first conversation sent fifty times at once is done once, mailed once, and
//! answered each time as the success it was.

use futures_util::future::join_all;
use jiff::SignedDuration;
use rapport::chemistry::actions;
use rapport::platform::ids::{ChemistryId, SubmissionId};

use super::hub::{
    accept_offering, booked, count, execute, held, mentor, outcome, request, send, status, within,
};
use crate::search::hub::Hub;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::served::Served;

const TIMES: usize = 50;
const MAILS: &str = "select count(*) from mail";
const EVENTS: &str = "select count(*) from event where subject_noun = 'chemistry'";

struct Desk {
    hub: Hub,
    served: Served,
    amina: Person,
    grace: Person,
    mentee: Client,
    mentor: Client,
}

impl Desk {
    async fn new() -> Self {
        let hub = Hub::new().await;
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 9).await);
        let served = Served::start(&hub.app).await;
        let (mentee, mentor) =
            (served.browser_of(&hub.app, &amina).await, served.browser_of(&hub.app, &grace).await);
        Self { hub, served, amina, grace, mentee, mentor }
    }

    /// The same form fifty times at once. Every answer leads on, and so many letters and changes came of it.
    async fn repeat(&self, by: &Client, path: &str, fields: &[(&str, &str)], letters: i64, changes: i64) {
        let app = &self.hub.app;
        let before = (count(app, MAILS).await, count(app, EVENTS).await);
        let answers = join_all((0..TIMES).map(|_| by.post_only(path, fields))).await;
        for answer in &answers {
            assert_eq!(answer.status, 303, "{path} {fields:?}: {answer}");
        }
        let after = (count(app, MAILS).await, count(app, EVENTS).await);
        assert_eq!((after.0 - before.0, after.1 - before.1), (letters, changes), "{path} {fields:?}");
    }

    fn fresh(&self) -> String {
        SubmissionId::new(self.hub.app.now()).to_string()
    }

    async fn sent(&self) -> ChemistryId {
        // How often one person is asked is not what is tried here.
        execute(&self.hub.app, "delete from throttle").await;
        send(&self.hub.app, &self.amina, &self.grace).await.expect("sent")
    }

    async fn end(&self, id: ChemistryId) {
        let app = &self.hub.app;
        let by = rapport::events::Actor::System;
        let why = rapport::chemistry::model::Outcome::Stopped;
        within(app, async |db| actions::stop(db, &app.app, by, id, why).await).await.expect("stopped");
        execute(app, "update chemistry_request set cool_off_to = null; delete from throttle").await;
    }
}

fn at(id: ChemistryId, verb: &str) -> String {
    format!("/chemistry/{id}/{verb}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r3_asking_and_every_answer_to_it_fifty_times_at_once() {
    let desk = Desk::new().await;
    let app = &desk.hub.app;
    let (to, submission) = (desk.grace.account_id.to_string(), desk.fresh());
    let ask = [
        ("practitioner", to.as_str()),
        ("hope", "I would like to grow into a board role."),
        ("times", "suggest"),
        ("related", "no"),
        ("submission", submission.as_str()),
    ];
    desk.repeat(&desk.mentee, "/chemistry", &ask, 1, 1).await;
    assert_eq!(count(app, "select count(*) from chemistry_request").await, 1);
    let id: ChemistryId = sqlx::query_scalar("select chemistry_request_id from chemistry_request")
        .fetch_one(&app.app.db)
        .await
        .unwrap();

    let submission = desk.fresh();
    let message = [("message", "Is Tuesday good for you?"), ("submission", submission.as_str())];
    desk.repeat(&desk.mentee, &at(id, "messages"), &message, 1, 0).await;
    assert_eq!(count(app, "select count(*) from chemistry_message").await, 1);
    let submission = desk.fresh();
    let question = [("question", "What would change?"), ("submission", submission.as_str())];
    desk.repeat(&desk.mentor, &at(id, "question"), &question, 1, 1).await;
    let submission = desk.fresh();
    let reply = [("reply", "I would sleep."), ("submission", submission.as_str())];
    desk.repeat(&desk.mentee, &at(id, "answer"), &reply, 1, 1).await;
    assert_eq!(count(app, "select count(*) from chemistry_message").await, 3);

    desk.repeat(&desk.mentor, &at(id, "acceptance"), &[("time", "message"), ("related", "no")], 1, 1).await;
    assert_eq!((status(app, id).await.as_str(), held(app, &desk.grace).await), ("arranging", 1));
    desk.end(id).await;

    let id = desk.sent().await;
    let decline = [("reason", "no-time"), ("words", "I am full until May."), ("pause", "no")];
    desk.repeat(&desk.mentor, &at(id, "decline"), &decline, 1, 1).await;
    assert_eq!(outcome(app, id).await.as_deref(), Some("declined"));
    execute(app, "update chemistry_request set cool_off_to = null").await;

    let id = desk.sent().await;
    desk.repeat(&desk.mentee, &at(id, "withdrawal"), &[], 1, 1).await;
    assert_eq!(outcome(app, id).await.as_deref(), Some("withdrawn"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r3_finding_a_time_and_changing_it_fifty_times_at_once() {
    let desk = Desk::new().await;
    let app = &desk.hub.app;
    let id = desk.sent().await;
    accept_offering(app, &desk.grace, id, &[72]).await.unwrap();
    let offers = [("day_1", "2027-03-10"), ("at_1", "7.30am")];
    desk.repeat(&desk.mentee, &at(id, "offers"), &offers, 1, 1).await;
    desk.repeat(&desk.mentor, &at(id, "booking"), &[("time", "2027-03-10T07:30:00Z")], 2, 1).await;
    assert_eq!(count(app, "select count(*) from booking where live").await, 2);

    super::web::free_on_tuesdays(&desk.hub, &desk.grace).await;
    let shift = [("time", "2027-03-09T18:00:00Z"), ("reason", "work"), ("words", "")];
    desk.repeat(&desk.mentee, &at(id, "move"), &shift, 2, 1).await;
    assert_eq!(count(app, "select count(*) from booking where live").await, 2);

    // A double click on "find another time" must not call the whole of it off.
    let another = [("after", "find-another"), ("reason", "unwell"), ("words", "")];
    desk.repeat(&desk.mentee, &at(id, "cancellation"), &another, 3, 1).await;
    assert_eq!((status(app, id).await.as_str(), held(app, &desk.grace).await), ("arranging", 1));
    let off = [("after", "call-off"), ("reason", "personal"), ("words", "")];
    desk.repeat(&desk.mentee, &at(id, "cancellation"), &off, 1, 1).await;
    assert_eq!((outcome(app, id).await.as_deref(), held(app, &desk.grace).await), (Some("called-off"), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r3_the_decision_and_what_follows_fifty_times_at_once() {
    let desk = Desk::new().await;
    let app = &desk.hub.app;
    let id = booked(app, &desk.amina, &desk.grace).await;
    app.advance(SignedDuration::from_hours(73));
    let (mentee, mentor) =
        (desk.served.browser_of(app, &desk.amina).await, desk.served.browser_of(app, &desk.grace).await);
    desk.repeat(&mentee, &at(id, "attendance"), &[("happened", "yes")], 2, 1).await;
    desk.repeat(&mentee, &at(id, "decision"), &[("answer", "not-yet")], 1, 1).await;
    desk.repeat(&mentee, &at(id, "decision"), &[("answer", "yes")], 0, 1).await;
    assert_eq!(count(app, "select count(*) from chemistry_decision").await, 1);
    desk.repeat(&mentor, &at(id, "decision"), &[("answer", "no")], 2, 1).await;
    assert_eq!((outcome(app, id).await.as_deref(), held(app, &desk.grace).await), (Some("no-fit"), 0));
    desk.repeat(&mentee, &at(id, "reopening"), &[], 1, 1).await;
    desk.repeat(&mentor, &at(id, "decision"), &[("answer", "yes")], 0, 1).await;
    desk.repeat(&mentee, &at(id, "decision"), &[("answer", "yes")], 2, 1).await;
    assert_eq!((status(app, id).await.as_str(), held(app, &desk.grace).await), ("agreed", 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r3_what_a_coordinator_entered_and_a_meeting_that_was_missed_fifty_times_at_once() {
    let desk = Desk::new().await;
    let app = &desk.hub.app;
    let cora = given::account(app).named("Cora").coordinator_of(desk.hub.pool).make().await;
    for (confirm, letters) in [("drop", 0), ("yes", 1)] {
        let new = request(&[&desk.grace], &[], app.now());
        let (by, whose) = (cora.account_id, desk.amina.account_id);
        let ids = within(app, async |db| actions::enter(db, &app.app, by, desk.hub.pool, whose, &new).await)
            .await
            .unwrap();
        desk.repeat(
            &desk.mentee,
            &at(ids[0], "confirmation"),
            &[("confirm", confirm), ("related", "no")],
            letters,
            1,
        )
        .await;
        if confirm == "yes" {
            desk.end(ids[0]).await;
        }
    }
    let id = booked(app, &desk.amina, &desk.grace).await;
    app.advance(SignedDuration::from_hours(73));
    let mentee = desk.served.browser_of(app, &desk.amina).await;
    desk.repeat(&mentee, &at(id, "attendance"), &[("happened", "no")], 1, 1).await;
    assert_eq!(status(app, id).await, "arranging");
}
