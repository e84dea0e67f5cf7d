//! The demonstration: what it holds, and that none of it exists elsewhere.

use http::StatusCode;
use rapport::demo::{self, SeedError};
use rapport::platform::mail::{
    EmailAddress, Envelope, Letter, MailClass, Sender, Transport, Worker, Written,
};

use crate::support::app::{BASE_URL, TestApp};

struct Welcome;

impl Letter for Welcome {
    const KIND: &'static str = "test-welcome";
    const CLASS: MailClass = MailClass::Security;

    fn write(&self, base_url: &str, _: Option<&str>) -> Result<Written, askama::Error> {
        Ok(Written {
            subject: "Welcome <b>Amina</b>".into(),
            text: format!(
                "Hello <script>alert(1)</script>\n\nGo to {base_url}/how-it-works.\nNot to https://evil.example/\n"
            ),
            html: "<p>Hello</p>".into(),
        })
    }
}

async fn welcome(app: &TestApp, address: &str) {
    let to = EmailAddress::parse(address).expect("an address");
    let envelope = Envelope { to, account_id: None, dedupe_key: None };
    let mut tx = app.app.db.begin().await.expect("a transaction");
    app.app.outbox.enqueue(&mut tx, app.now(), &envelope, &Welcome).await.expect("enqueued");
    tx.commit().await.expect("committed");
}

fn worker(app: &TestApp, keep_bodies: bool) -> Worker {
    let sender = Sender::new("Rapport <hub@rapport.example>".parse().expect("a mailbox"), None);
    let app = &app.app;
    Worker::new(app.db.clone(), app.clock.clone(), app.secret.clone(), sender, Transport::Nowhere)
        .keeping_bodies(keep_bodies)
}

async fn counts(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["account", "account_role", "pool", "organisation", "organisation_domain", "enquiry", "mail"]
    {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        counts.push(sqlx::query_scalar(sql).fetch_one(&app.app.db).await.expect("a count"));
    }
    counts
}

#[tokio::test]
async fn the_people_are_there_once_however_often_it_is_set_up() {
    let app = TestApp::start_demo().await;
    demo::seed(&app.app).await.expect("set up");
    let once = counts(&app).await;
    let (this, other) = tokio::join!(demo::seed(&app.app), demo::seed(&app.app));
    this.and(other).expect("set up again");
    assert_eq!(counts(&app).await, once);
    assert_eq!((once[0], once[1], once[2]), (6, 4, 1));
    let proofs: Vec<Option<String>> =
        sqlx::query_scalar("select employment_proof from account order by account_id")
            .fetch_all(&app.app.db)
            .await
            .expect("the proofs");
    let proofs: Vec<&str> = proofs.iter().map(|proof| proof.as_deref().unwrap_or("none")).collect();
    assert_eq!(proofs, ["mail-domain", "join-code", "person", "mail-domain", "mail-domain", "none"]);
}

#[tokio::test]
async fn the_coordinator_finds_enquiries_to_answer_and_the_mail_about_them_is_there() {
    let app = TestApp::start_demo().await;
    demo::seed(&app.app).await.expect("set up");
    app.post("/demo/sign-in", &[("person", "priya")]).await;
    let enquiries = app.get("/enquiries").await;
    for name in ["Maria Santos", "Olu Adeyemi", "Amina Khan"] {
        enquiries.assert_sees(name);
    }
    let mail = app.get("/demo/mail?to=priya.sharma@leedscommunity.example").await;
    assert_eq!(
        mail.texts("tbody tr").len(),
        5,
        "three enquiries, and two about her first conversation: {mail}"
    );
}

#[tokio::test]
async fn s15_outside_a_demonstration_none_of_it_exists() {
    let app = TestApp::start().await;
    assert!(matches!(demo::seed(&app.app).await, Err(SeedError::NotADemonstration)));
    welcome(&app, "amina@trust.example").await;
    let mail_id: uuid::Uuid =
        sqlx::query_scalar("select mail_id from mail").fetch_one(&app.app.db).await.expect("a mail");
    for path in ["/demo/mail".to_owned(), format!("/demo/mail/{mail_id}"), "/demo/sign-in".to_owned()] {
        assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let posted = app.post_only("/demo/sign-in", &[("person", "tom")]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    let declared = rapport::app::routes(&app.app).declared();
    assert!(declared.iter().all(|route| !route.path.starts_with("/demo")));
    let accounts: i64 =
        sqlx::query_scalar("select count(*) from account").fetch_one(&app.app.db).await.expect("a count");
    assert_eq!(accounts, 0);
}

#[tokio::test]
async fn every_mail_can_be_read_after_it_was_sent_and_its_links_followed() {
    let app = TestApp::start_demo().await;
    app.get("/demo/mail").await.assert_sees("Nothing has been sent yet");
    welcome(&app, "amina@trust.example").await;
    welcome(&app, "grace@trust.example").await;
    assert_eq!(worker(&app, true).drain().await.expect("sent").sent, 2);

    let list = app.get("/demo/mail").await;
    assert!(
        list.text().contains("amina@trust.example") && list.text().contains("grace@trust.example"),
        "{list}"
    );
    let only = app.get("/demo/mail?to=Amina@trust.example").await;
    assert!(only.text().contains("To amina@trust.example, newest first"), "{only}");
    let nobody = app.get("/demo/mail?to=nobody@trust.example").await;
    assert!(nobody.text().contains("Nothing has been sent to nobody@trust.example"), "{nobody}");

    let mail_id: uuid::Uuid =
        sqlx::query_scalar("select mail_id from mail").fetch_one(&app.app.db).await.expect("a mail");
    let letter = app.get(&format!("/demo/mail/{mail_id}")).await;
    assert_eq!(letter.heading(), "Welcome <b>Amina</b>");
    assert!(letter.body.contains("<a href=\"/how-it-works\">"), "{letter}");
    assert!(letter.text().contains(&format!("{BASE_URL}/how-it-works")), "{letter}");
    assert!(
        !letter.body.contains("<script>alert") && !letter.body.contains("href=\"https://evil"),
        "{letter}"
    );
}

#[tokio::test]
async fn a_letter_that_does_not_exist_is_not_found() {
    let app = TestApp::start_demo().await;
    for path in ["/demo/mail/x", "/demo/mail/01930000-0000-7000-8000-000000000000"] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn one_click_signs_in_as_anybody_in_the_cast_whatever_their_role() {
    let app = TestApp::start_demo().await;
    demo::seed(&app.app).await.expect("set up");
    for person in demo::people() {
        let browser = app.another_browser();
        let page = browser.get("/sign-in").await;
        page.assert_sees(person.story);
        let form = page.form_with_button(&format!("Sign in as {}", person.first_name()));
        assert_eq!(form.action, "/demo/sign-in");
        browser.press(&page, &format!("Sign in as {}", person.first_name())).await;
        browser.get_only("/account/notices").await.assert_ok();
    }
    let factors: Vec<bool> = sqlx::query_scalar("select second_factor_at is not null from login_session")
        .fetch_all(&app.app.db)
        .await
        .expect("the login sessions");
    assert_eq!(factors, [true; 6]);
}

#[tokio::test]
async fn the_sign_in_page_of_a_real_hub_names_nobody() {
    let app = TestApp::start().await;
    let page = app.get("/sign-in").await;
    page.assert_ok();
    assert!(!page.body.contains("demo"), "{page}");
    for person in demo::people() {
        page.assert_sees_not(person.name);
    }
}

#[tokio::test]
async fn nobody_else_is_signed_in_and_a_closed_account_says_so() {
    let app = TestApp::start_demo().await;
    demo::seed(&app.app).await.expect("set up");
    for who in ["", "root", "../tom"] {
        app.post_only("/demo/sign-in", &[("person", who)]).await.assert_not_found();
    }
    let from_elsewhere = app.another_browser().with_header("sec-fetch-site", "cross-site");
    from_elsewhere.post_only("/demo/sign-in", &[("person", "tom")]).await.assert_status(403);
    sqlx::query("update account set closed_at = $1 where email like 'amina%'")
        .bind(app.now())
        .execute(&app.app.db)
        .await
        .expect("closed");
    let closed = app.post("/demo/sign-in", &[("person", "amina")]).await;
    closed.assert_path("/sign-in").assert_sees("Amina’s account is closed. Choose somebody else.");
}

#[tokio::test]
async fn a_code_asked_for_in_the_demonstration_is_written_and_shown() {
    let app = TestApp::start_demo().await;
    demo::seed(&app.app).await.expect("set up");
    let page = app.get("/sign-in/code").await;
    app.submit(&page, &[("email", "amina.khan@leedsth.example")]).await.assert_ok();
    let sender = Sender::new("Rapport <hub@rapport.example>".parse().expect("a mailbox"), None);
    let sent = rapport::app::worker(&app.app, sender, Transport::Nowhere).drain().await.expect("sent");
    assert_eq!((sent.retried, sent.failed), (0, 0));
    let list = app.get("/demo/mail?to=amina.khan@leedsth.example").await;
    let letter = app.get(&list.attributes("table a", "href")[0]).await;
    let link = letter
        .attributes(".app-letter a", "href")
        .into_iter()
        .find(|href| href.starts_with("/sign-in/link/"));
    app.get(&link.expect("a link that signs in")).await.assert_ok();
}
