//! Concerns: told, read by those who look after them and by nobody else, and followed up.

mod apart;
mod words;

use jiff::SignedDuration;
use rapport::concerns;
use rapport::platform::ids::{ChemistryId, ConcernId, PoolId, SubmissionId};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;
use crate::support::threads::thread;

const WORDS: &str = "He asked me about a patient by name, twice.";

/// Two coordinators, an administrator, and two people with a request between them.
struct Here {
    app: TestApp,
    pool: PoolId,
    id: ChemistryId,
    amina: Person,
    grace: Person,
    asha: Person,
    ben: Person,
    ruth: Person,
}

impl Here {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "Open mentoring pool").await;
        let amina = given::account(&app).named("Amina Khan").make().await;
        let grace = given::account(&app).named("Grace Obi").practitioner().make().await;
        let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
        let ben = given::account(&app).named("Ben Lewis").coordinator_of(pool).make().await;
        let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
        let id = thread(&app.app, pool, amina.account_id, grace.account_id, "sent").await;
        Self { app, pool, id, amina, grace, asha, ben, ruth }
    }

    async fn browser(&self, person: &Person) -> Client {
        self.app.browser_of(person).await
    }

    async fn form(&self, person: &Person) -> (Client, Page) {
        let browser = self.browser(person).await;
        let page = browser.get(&format!("/concerns/new?request={}", self.id)).await;
        page.assert_ok();
        (browser, page)
    }

    /// Raised by the mentee, with these fields beside what it says.
    async fn raised(&self, more: &[(&str, &str)]) -> ConcernId {
        let (browser, page) = self.form(&self.amina).await;
        let fields = [&[("topic", "behaviour"), ("what", WORDS)], more].concat();
        browser.submit(&page, &fields).await.assert_path("/concerns/mine");
        self.only().await
    }

    async fn only(&self) -> ConcernId {
        let found = sqlx::query_scalar("select concern_id from concern order by concern_id desc limit 1");
        found.fetch_one(&self.app.app.db).await.unwrap()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.app.app.db).await.unwrap()
    }
}

#[tokio::test]
async fn the_ways_to_help_now_come_first_and_who_reads_it_is_said() {
    let here = Here::new().await;
    let (_, page) = here.form(&here.amina).await;
    let text = page.text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(
        at("Call 999") < at("safeguarding lead")
            && at("safeguarding lead") < at("Freedom to Speak Up Guardian")
    );
    assert!(at("Freedom to Speak Up Guardian") < at("What is it about?"));
    page.assert_sees("It is read by Asha Patel and Ben Lewis, coordinators of Open mentoring pool");
    page.assert_sees("Nothing tells the other person").assert_sees("Your manager is not told");
    let refused = here.browser(&here.amina).await;
    let form = refused.get(&format!("/concerns/new?request={}", here.id)).await;
    let refused = refused.submit(&form, &[("what", "")]).await;
    refused
        .assert_status(422)
        .assert_error("what", "Enter what happened")
        .assert_error("topic", "Choose what it is about");
}

#[tokio::test]
async fn from_raised_to_closed_and_the_raiser_sees_each_step() {
    let here = Here::new().await;
    let id = here.raised(&[]).await;
    let path = format!("/concerns/{id}");
    let (asha, amina) = (here.browser(&here.asha).await, here.browser(&here.amina).await);
    asha.get("/concerns").await.assert_sees("1 concern is open, 1 to acknowledge").assert_sees_not("Amina");
    let page = asha.get(&path).await;
    page.assert_sees(WORDS).assert_sees("Grace Obi");
    asha.press(&page, "Acknowledge it").await.assert_ok();
    amina.get("/concerns/mine").await.assert_sees("Asha Patel has it and is looking into it");
    let page = asha.get(&path).await;
    let noted = asha
        .submit_form(
            &page.form_with_button("Keep the note"),
            &[("note", "I will call you on Friday."), ("audience", "raiser")],
        )
        .await;
    noted.assert_ok();
    let inner = asha.get(&path).await;
    asha.submit_form(
        &inner.form_with_button("Keep the note"),
        &[("note", "Spoke to the lead."), ("audience", "colleagues")],
    )
    .await
    .assert_ok();
    amina
        .get("/concerns/mine")
        .await
        .assert_sees("I will call you on Friday.")
        .assert_sees_not("Spoke to the lead.");
    let page = asha.get(&path).await;
    let refused = asha.submit_form(&page.form_with_button("Keep it"), &[("done", "")]).await;
    refused.assert_status(422).assert_error("outcome", "Choose what became of it");
    asha.submit_form(
        &page.form_with_button("Keep it"),
        &[("outcome", "safeguarding"), ("done", "Passed on by telephone.")],
    )
    .await
    .assert_sees("Passed on to: A safeguarding lead");
    let page = asha.get(&path).await;
    asha.press(&page, "Close it").await.assert_path("/concerns");
    amina.get("/concerns/mine").await.assert_sees("It is closed.");
    asha.post_only(&format!("{path}/acknowledgement"), &[]).await.assert_status(409);
    assert_eq!(
        here.app.mails_to(&here.amina.email).await.len(),
        5,
        "received, acknowledged, a note, passed on, closed"
    );
    assert!(here.app.mails_to(&here.grace.email).await.is_empty(), "nothing tells the other person");
}

#[tokio::test]
async fn s13_letters_say_nothing_reading_is_recorded_and_what_is_kept_is_sealed() {
    let here = Here::new().await;
    let id = here.raised(&[]).await;
    for person in [&here.asha, &here.ben, &here.amina] {
        let letter = here.app.mail_to(&person.email).await;
        for hidden in ["Grace", "patient", "behaved", "concern"] {
            assert!(!letter.subject.contains(hidden), "{}", letter.subject);
            assert!(!letter.text.replace("/concerns/", "/").contains(hidden), "{hidden}: {}", letter.text);
        }
    }
    assert_eq!(here.count("select count(*) from event where kind = 'concern.read'").await, 0);
    let asha = here.browser(&here.asha).await;
    asha.get(&format!("/concerns/{id}")).await.assert_ok();
    asha.get(&format!("/concerns/{id}")).await.assert_ok();
    assert_eq!(here.count("select count(*) from event where kind = 'concern.read'").await, 2);
    let kept: Vec<u8> =
        sqlx::query_scalar("select body from concern").fetch_one(&here.app.app.db).await.unwrap();
    assert!(!kept.windows(7).any(|part| part == b"patient"));
}

#[tokio::test]
async fn s1_who_is_passed_over_or_concerned_never_sees_it() {
    let here = Here::new().await;
    let ben = here.ben.account_id.to_string();
    let path = format!("/concerns/{}", here.raised(&[("bypass", &ben)]).await);
    here.browser(&here.asha).await.get(&path).await.assert_ok();
    let elsewhere = given::pool(&here.app, "Another pool").await;
    let olga = given::account(&here.app).named("Olga Reid").coordinator_of(elsewhere).make().await;
    for outsider in [&here.ben, &here.ruth, &olga] {
        let browser = here.browser(outsider).await;
        browser.get(&path).await.assert_not_found();
        browser.get("/concerns").await.assert_ok().assert_sees("no concern to look after");
        for end in ["acknowledgement", "notes", "outcome", "closing"] {
            browser.post_only(&format!("{path}/{end}"), &[]).await.assert_not_found();
        }
    }
    assert!(
        here.app.mails_to(&here.ben.email).await.is_empty()
            && here.app.mails_to(&here.ruth.email).await.is_empty()
    );
    here.browser(&here.amina).await.get(&path).await.assert_not_found();
}

#[tokio::test]
async fn s1_a_coordinator_who_is_one_of_the_two_does_not_look_after_it_and_then_administrators_do() {
    let here = Here::new().await;
    let id = thread(&here.app.app, here.pool, here.amina.account_id, here.asha.account_id, "sent").await;
    let amina = here.browser(&here.amina).await;
    let page = amina.get(&format!("/concerns/new?request={id}")).await;
    page.assert_sees("It is read by Ben Lewis, coordinator of").assert_sees_not("Asha Patel and");
    let ben = here.ben.account_id.to_string();
    let fields = [("topic", "safety"), ("what", WORDS), ("bypass", ben.as_str())];
    amina.submit(&page, &fields).await.assert_path("/concerns/mine");
    let path = format!("/concerns/{}", here.only().await);
    for outsider in [&here.asha, &here.ben] {
        here.browser(outsider).await.get(&path).await.assert_not_found();
    }
    here.browser(&here.ruth).await.get(&path).await.assert_ok().assert_sees(WORDS);
    assert_eq!(here.app.mails_to(&here.ruth.email).await.len(), 1);
}

#[tokio::test]
async fn only_the_messages_that_were_ticked_are_shown() {
    let here = Here::new().await;
    let mut db = here.app.app.db.acquire().await.unwrap();
    for (author, text) in
        [(&here.grace, "Come to my flat"), (&here.amina, "Please do not"), (&here.grace, "Never mind")]
    {
        let (now, secret) = (here.app.now(), &here.app.app.secret);
        let kind = rapport::chemistry::messages::Kind::Message;
        let submission = SubmissionId::new(now);
        rapport::chemistry::messages::insert(
            &mut db,
            secret,
            now,
            here.id,
            author.account_id,
            kind,
            text,
            submission,
        )
        .await
        .unwrap();
    }
    let first: uuid::Uuid =
        sqlx::query_scalar("select chemistry_message_id from chemistry_message order by 1 limit 1")
            .fetch_one(&here.app.app.db)
            .await
            .unwrap();
    let amina = here.browser(&here.amina).await;
    let thread = amina.get(&format!("/chemistry/{}/messages", here.id)).await;
    let report = format!("/concerns/new?request={}&message={first}", here.id);
    assert!(thread.attributes("main a", "href").contains(&report), "{thread}");
    let page = amina.get(&report).await;
    assert_eq!(page.attributes("input[name=messages][checked]", "value"), [first.to_string()]);
    amina.submit(&page, &[("topic", "boundaries"), ("what", WORDS)]).await.assert_path("/concerns/mine");
    let read = here.browser(&here.asha).await.get(&format!("/concerns/{}", here.only().await)).await;
    assert_eq!(read.texts(".app-message__body"), ["Come to my flat"]);
}

#[tokio::test]
async fn r3_the_same_form_many_times_is_one_concern_and_one_letter_each() {
    let here = Here::new().await;
    let (amina, page) = here.form(&here.amina).await;
    let fields = [("topic", "other"), ("what", WORDS)];
    let again = (0..20).map(|_| amina.submit(&page, &fields));
    futures_util::future::join_all(again).await;
    assert_eq!(here.count("select count(*) from concern").await, 1);
    for person in [&here.asha, &here.ben, &here.amina] {
        assert_eq!(here.app.mails_to(&person.email).await.len(), 1);
    }
}

#[tokio::test]
async fn s11_what_is_told_is_text_wherever_it_is_read() {
    let here = Here::new().await;
    let payload = "<script>alert(1)</script>{{ 7*7 }}\"><img src=x onerror=alert(1)>";
    let (amina, page) = here.form(&here.amina).await;
    amina.submit(&page, &[("topic", "other"), ("what", payload)]).await;
    let asha = here.browser(&here.asha).await;
    let path = format!("/concerns/{}", here.only().await);
    let note = asha.get(&path).await;
    asha.submit_form(&note.form_with_button("Keep the note"), &[("note", payload), ("audience", "raiser")])
        .await
        .assert_ok();
    for page in [asha.get(&path).await, amina.get("/concerns/mine").await] {
        page.assert_sees(payload);
        assert!(page.texts("main script").is_empty() && page.texts("main img").is_empty());
    }
}

#[tokio::test]
async fn what_waits_too_long_is_brought_up_each_working_day() {
    let here = Here::new().await;
    let id = here.raised(&[]).await;
    let remind = async || {
        let mut tx = here.app.app.db.begin().await.unwrap();
        let told = concerns::remind(&mut tx, &here.app.app, here.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        told
    };
    // Thursday: two working days end with Monday.
    here.app.advance(SignedDuration::from_hours(24 * 4));
    assert_eq!(remind().await, 0);
    here.app.advance(SignedDuration::from_hours(24));
    for _ in 0..3 {
        remind().await;
    }
    assert_eq!(here.app.mails_to(&here.asha.email).await.len(), 2, "when it came, and once today");
    here.browser(&here.asha)
        .await
        .post_only(&format!("/concerns/{id}/acknowledgement"), &[])
        .await
        .assert_status(303);
    here.app.advance(SignedDuration::from_hours(24));
    assert_eq!(remind().await, 0);
}

#[tokio::test]
async fn s2_the_database_refuses_moves_that_nobody_drew() {
    let here = Here::new().await;
    here.raised(&[]).await;
    let all = ["raised", "acknowledged", "handled", "referred", "closed"];
    let allowed = [
        ("raised", "acknowledged"),
        ("acknowledged", "handled"),
        ("acknowledged", "referred"),
        ("handled", "closed"),
        ("referred", "closed"),
    ];
    for from in all {
        for to in all.into_iter().filter(|to| *to != from) {
            let moved = allowed.contains(&(from, to));
            let status: String =
                sqlx::query_scalar("select status from concern").fetch_one(&here.app.app.db).await.unwrap();
            if status != from {
                continue;
            }
            let mut tx = here.app.app.db.begin().await.unwrap();
            let done = sqlx::query(
                "update concern set status = $1, referred_to = 'other',
                   acknowledged_at = case when $1 <> 'raised' then raised_at end,
                   closed_at = case when $1 = 'closed' then raised_at end",
            )
            .bind(to)
            .execute(&mut *tx)
            .await;
            assert_eq!(done.is_ok(), moved, "{from} to {to}");
        }
        let next = match from {
            "raised" => "acknowledged",
            "acknowledged" => "handled",
            _ => "closed",
        };
        sqlx::query(
            "update concern set status = $1, acknowledged_at = raised_at, closed_at = case when $1 = 'closed' then raised_at end
             where status = $2",
        )
        .bind(next)
        .bind(from)
        .execute(&here.app.app.db)
        .await
        .unwrap();
    }
}
