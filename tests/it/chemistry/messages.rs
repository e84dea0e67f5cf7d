//! What the two of a request write to each other: for both, and for nobody else.

use jiff::SignedDuration;
use rapport::chemistry::messages::{self, Kind};
use rapport::platform::ids::{ChemistryId, PoolId, SubmissionId};

use crate::support::app::TestApp;
use crate::support::given::{self, Person};
use crate::support::threads::thread;

const DIFFERENT: &str = "You sent a message with this form a moment ago, and this one is different. Send it again if it should go as well";

struct Two {
    app: TestApp,
    pool: PoolId,
    amina: Person,
    grace: Person,
}

impl Two {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "Open mentoring pool").await;
        let amina = given::account(&app).named("Amina Khan").make().await;
        let grace = given::account(&app).named("Grace Obi").practitioner().make().await;
        Self { app, pool, amina, grace }
    }

    async fn thread(&self, status: &str) -> ChemistryId {
        thread(&self.app.app, self.pool, self.amina.account_id, self.grace.account_id, status).await
    }
}

fn page(id: ChemistryId) -> String {
    format!("/chemistry/{id}/messages")
}

async fn stored(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from chemistry_message").fetch_one(&app.app.db).await.unwrap()
}

#[tokio::test]
async fn both_write_both_read_and_the_mail_says_only_that() {
    let two = Two::new().await;
    let id = two.thread("sent").await;
    let (amina, grace) = (two.app.browser_of(&two.amina).await, two.app.browser_of(&two.grace).await);
    let empty = amina.get(&page(id)).await;
    empty.assert_ok().assert_sees("Only you and Grace read what is written here");
    amina.submit(&empty, &[("message", "I am off on Thursday after nights.")]).await;
    let read = grace.get(&page(id)).await;
    read.assert_sees("Amina Khan, ").assert_sees("I am off on Thursday after nights.");
    grace.submit(&read, &[("message", "Thursday at two then?")]).await;
    grace.get(&page(id)).await.assert_sees("You, ").assert_sees("Thursday at two then?");
    let letter = two.app.mail_to(&two.grace.email).await;
    assert_eq!(letter.subject, "Amina wrote to you");
    for hidden in ["Thursday", "nights", "Khan", &two.amina.email] {
        assert!(!letter.text.contains(hidden), "{hidden}: {}", letter.text);
    }
    assert!(letter.text.contains(&format!("/chemistry/{id}#messages")));
}

#[tokio::test]
async fn one_letter_an_hour_however_much_is_written() {
    let two = Two::new().await;
    let id = two.thread("arranging").await;
    let write = async |text: &str| {
        let amina = two.app.browser_of(&two.amina).await;
        let form = amina.get(&page(id)).await;
        amina.submit(&form, &[("message", text)]).await
    };
    for text in ["One", "Two", "Three"] {
        write(text).await;
    }
    assert_eq!(two.app.mails_to(&two.grace.email).await.len(), 1);
    two.app.advance(SignedDuration::from_hours(1));
    write("Four").await;
    assert_eq!(two.app.mails_to(&two.grace.email).await.len(), 2);
    assert_eq!(stored(&two.app).await, 4);
}

#[tokio::test]
async fn r3_a_message_sent_again_is_there_once_and_other_words_are_not_passed_over() {
    let two = Two::new().await;
    let id = two.thread("sent").await;
    let amina = two.app.browser_of(&two.amina).await;
    let form = amina.get(&page(id)).await;
    for _ in 0..5 {
        amina.submit(&form, &[("message", "Hello Grace")]).await;
    }
    assert_eq!(stored(&two.app).await, 1);
    let other = amina.submit(&form, &[("message", "Something else")]).await;
    other.assert_status(422).assert_error("message", DIFFERENT);
    assert!(other.text().contains("Something else"));
    amina.submit(&other, &[("message", "Something else")]).await;
    assert_eq!(stored(&two.app).await, 2);
    assert_eq!(two.app.mails_to(&two.grace.email).await.len(), 1);
}

#[tokio::test]
async fn s12_a_flood_is_slowed_kindly_and_nothing_typed_is_lost() {
    let two = Two::new().await;
    let id = two.thread("sent").await;
    let amina = two.app.browser_of(&two.amina).await;
    let form = amina.get(&page(id)).await;
    let path = page(id);
    for number in 0..20 {
        let submission = SubmissionId::new(two.app.now()).to_string();
        let text = format!("Message {number}");
        amina.post_only(&path, &[("message", &text), ("submission", &submission)]).await.assert_status(303);
    }
    let refused = amina.submit(&form, &[("message", "The last straw")]).await;
    refused
        .assert_status(429)
        .assert_sees("It is still here: try again in 3 minutes")
        .assert_sees("The last straw");
    assert_eq!(stored(&two.app).await, 20);
    two.app.advance(SignedDuration::from_mins(3));
    amina.submit(&refused, &[("message", "The last straw")]).await;
    assert_eq!(stored(&two.app).await, 21);
}

#[tokio::test]
async fn s1_nobody_else_reads_or_writes_and_who_was_not_asked_yet_neither() {
    let two = Two::new().await;
    let id = two.thread("entered").await;
    let submission = SubmissionId::new(two.app.now()).to_string();
    let form = [("message", "Hello"), ("submission", submission.as_str())];
    let coordinator = given::account(&two.app).named("Asha Patel").coordinator_of(two.pool).make().await;
    for person in [&two.grace, &coordinator] {
        let browser = two.app.browser_of(person).await;
        browser.get(&page(id)).await.assert_not_found();
        browser.post_only(&page(id), &form).await.assert_not_found();
    }
    let amina = two.app.browser_of(&two.amina).await;
    amina.get(&page(id)).await.assert_ok().assert_sees("once you have confirmed the request");
    amina.post_only(&page(id), &form).await.assert_status(409);
    assert_eq!(stored(&two.app).await, 0);
}

#[tokio::test]
async fn a_closed_request_is_read_for_thirty_days_and_written_to_no_more() {
    let two = Two::new().await;
    let id = two.thread("closed").await;
    let mut db = two.app.app.db.acquire().await.unwrap();
    let (now, author) = (two.app.now(), two.amina.account_id);
    let submission = SubmissionId::new(now);
    let secret = &two.app.app.secret;
    let insert = async |db: &mut sqlx::PgConnection| {
        messages::insert(db, secret, now, id, author, Kind::Question, "Which band?", submission)
            .await
            .unwrap()
    };
    assert!(insert(&mut db).await);
    assert!(!insert(&mut db).await, "once");
    let grace = two.app.browser_of(&two.grace).await;
    let closed = grace.get(&page(id)).await;
    closed
        .assert_sees("Amina Khan asked, ")
        .assert_sees("You can read these until")
        .assert_sees("Which band?");
    assert!(closed.forms().iter().all(|form| form.action != page(id)));
    let other = SubmissionId::new(now).to_string();
    grace.post_only(&page(id), &[("message", "x"), ("submission", &other)]).await.assert_status(409);
    two.app.advance(SignedDuration::from_hours(24 * 30));
    let gone = two.app.browser_of(&two.grace).await.get(&page(id)).await;
    gone.assert_sees("no longer shown").assert_sees_not("Which band?");
}

#[tokio::test]
async fn s11_what_is_written_is_text_and_sealed_at_rest() {
    let two = Two::new().await;
    let id = two.thread("sent").await;
    let amina = two.app.browser_of(&two.amina).await;
    let payload = "<script>alert(1)</script>\n{{ 7*7 }} \"><img src=x onerror=alert(1)>";
    amina.submit(&amina.get(&page(id)).await, &[("message", payload)]).await;
    let page = two.app.browser_of(&two.grace).await.get(&page(id)).await;
    assert_eq!(page.texts(".app-message__body"), [payload.replace('\n', " ")]);
    assert!(page.texts("main script").is_empty() && page.texts("main img").is_empty());
    let bodies: Vec<Vec<u8>> =
        sqlx::query_scalar("select body from chemistry_message").fetch_all(&two.app.app.db).await.unwrap();
    assert!(bodies.iter().all(|body| !body.windows(6).any(|part| part == b"script")));
    for (typed, why) in
        [("", "Enter your message"), ("\u{202e}evil", "Your message must not hold control characters")]
    {
        let form = amina.get(&format!("/chemistry/{id}/messages")).await;
        amina.submit(&form, &[("message", typed)]).await.assert_status(422).assert_error("message", why);
    }
    let long = "é".repeat(2_001);
    let form = amina.get(&format!("/chemistry/{id}/messages")).await;
    let refused = amina.submit(&form, &[("message", &long)]).await;
    refused
        .assert_error("message", "Your message must be 2000 characters or fewer; it has 2001")
        .assert_sees(&long);
}
