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
    for table in ["account", "account_role", "pool", "organisation", "organisation_domain"] {
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
    let empty = app.get("/demo/mail").await;
    assert!(empty.text().contains("Nothing has been sent yet"), "{empty}");
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
