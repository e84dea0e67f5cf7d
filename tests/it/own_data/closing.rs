//! Somebody writes at the moment their account closes: what they wrote is gone with it.

use rapport::platform::ids::{AccountId, RelationshipId, SubmissionId};
use rapport::relationships::notes::{self, NewNote, Written};
use rapport::relationships::pair;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;
use crate::support::pairs;

struct Here {
    app: TestApp,
    amina: Person,
    id: RelationshipId,
    browser: Client,
}

impl Here {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "North pool").await;
        let amina = given::account(&app).named("Amina Khan").make().await;
        let grace = given::account(&app).named("Grace Obi").practitioner().make().await;
        let id = pairs::relationship(&app.app, pool, amina.account_id, grace.account_id, "mentoring").await;
        let browser = app.browser_of(&amina).await;
        Self { app, amina, id, browser }
    }

    /// A note, a goal and an entry of the ledger, sent at once.
    async fn write_all(&self) -> [Page; 3] {
        let (notes, goals) =
            (format!("/relationships/{}/notes", self.id), format!("/relationships/{}/goals", self.id));
        let [one, two, three] = [(); 3].map(|()| SubmissionId::new(self.app.now()).to_string());
        let note = [("note", "In flight"), ("who", "me"), ("submission", one.as_str())];
        let goal =
            [("goal", "In flight"), ("what-1", "A step"), ("step", "keep"), ("submission", two.as_str())];
        let entry = [
            ("kind", "cpd"),
            ("held-day", "1"),
            ("held-month", "2"),
            ("held-year", "2027"),
            ("length", "90 min"),
            ("title", "In flight"),
            ("learned", "In flight"),
            ("submission", three.as_str()),
        ];
        let (note, goal, entry) = tokio::join!(
            self.browser.post_only(&notes, &note),
            self.browser.post_only(&goals, &goal),
            self.browser.post_only("/supervision", &entry),
        );
        [note, goal, entry]
    }

    async fn left(&self) -> Vec<i64> {
        let mut owner = self.app.database.owner().await;
        let mut left = Vec::new();
        for sql in [
            "select count(*) from note n join account a on a.account_id = n.author_id where a.closed_at is not null",
            "select count(*) from note_key n join account a on a.account_id = n.author_id where a.closed_at is not null",
            "select count(*) from goal n join account a on a.account_id = n.set_by where a.closed_at is not null",
            "select count(*) from ledger_entry n join account a using (account_id) where a.closed_at is not null",
            "select count(*) from actor n join account a using (account_id) where a.closed_at is not null",
        ] {
            left.push(sqlx::query_scalar(sql).fetch_one(&mut owner).await.unwrap());
        }
        left
    }
}

async fn write(app: &TestApp, db: &mut sqlx::PgConnection, id: RelationshipId, me: AccountId) -> bool {
    let Some(pair) = pair(db, id, me).await.unwrap() else { return false };
    let new = NewNote {
        submission: SubmissionId::new(app.now()),
        written: Written { text: "A note in flight".to_owned(), shared: false },
        session: None,
    };
    notes::write(db, &app.app, &pair, &new).await.is_ok()
}

/// Whether the hub waits for a lock in this database.
async fn somebody_waits(app: &TestApp) -> bool {
    sqlx::query_scalar(
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')",
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s13_a_note_under_way_is_waited_for_and_taken_along() {
    let here = Here::new().await;
    let me = here.amina.account_id;
    let mut tx = pairs::begin_as(&here.app.app, me).await;
    assert!(write(&here.app, &mut tx, here.id, me).await);
    let browser = here.app.browser_of(&here.amina).await;
    let closing = tokio::spawn(async move { browser.post_only("/account/closure", &[]).await });
    while !closing.is_finished() && !somebody_waits(&here.app).await {
        tokio::task::yield_now().await;
    }
    tx.commit().await.unwrap();
    assert!(closing.await.unwrap().status.is_redirection());
    assert_eq!(here.left().await, [0; 5]);
    let mut tx = pairs::begin_as(&here.app.app, me).await;
    assert!(!write(&here.app, &mut tx, here.id, me).await, "and what comes after is refused");
}

#[tokio::test]
async fn s13_whatever_is_written_while_an_account_closes_is_gone_afterwards() {
    for _ in 0..8 {
        let here = Here::new().await;
        for answer in here.write_all().await {
            assert_eq!(answer.status.as_u16(), 303, "as long as it is open: {answer}");
        }
        let (_, answers) = tokio::join!(here.browser.post_only("/account/closure", &[]), here.write_all());
        for answer in &answers {
            assert!(answer.status.as_u16() < 500, "{answer}");
        }
        assert_eq!(here.left().await, [0; 5]);
        let closed: bool =
            sqlx::query_scalar("select closed_at is not null from account where account_id = $1")
                .bind(here.amina.account_id)
                .fetch_one(&here.app.app.db)
                .await
                .unwrap();
        assert!(closed);
    }
}
