//! Sessions of coaching supervision in the ledgers of both, and what becomes of them.

use rapport::platform::ids::PoolId;
use rapport::pools::Offering;
use uuid::Uuid;

use super::{added, coach, count, execute};
use crate::memberships::member;
use crate::returns::given::{figures, relationship, sweep};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::database::TestDatabase;
use crate::support::given::{self, Person};
use crate::support::page::Page;

struct Supervised {
    app: TestApp,
    pool: PoolId,
    grace: Person,
    tom: Person,
    at_grace: Client,
    at_tom: Client,
    relationship: Uuid,
}

/// Grace, a coach whose pool asks for supervision, is supervised by Tom since January.
async fn supervised() -> Supervised {
    let app = TestApp::start().await;
    let (pool, grace, at_grace) = coach(&app).await;
    let tom = given::account(&app).named("Tom Hale").make().await;
    member(&app, pool, &tom, &[Offering::Supervision]).await;
    let relationship =
        relationship(&app, pool, tom.account_id, grace.account_id, "supervision", "2027-01-01").await;
    let at_tom = app.browser_of(&tom).await;
    Supervised { app, pool, grace, tom, at_grace, at_tom, relationship }
}

impl Supervised {
    /// One of the two adds the session of 1 February.
    async fn met(&self, browser: &Client, took: &str) -> Page {
        let path = format!("/relationships/{}/sessions", self.relationship);
        let page = browser.get(&path).await;
        let fields = [
            ("held-day", "1"),
            ("held-month", "2"),
            ("held-year", "2027"),
            ("began", "10am"),
            ("took", took),
        ];
        browser.submit_form(&page.form_to(&format!("{path}/past")), &fields).await
    }

    async fn session(&self) -> String {
        let id: Uuid =
            sqlx::query_scalar("select session_id from session").fetch_one(&self.app.app.db).await.unwrap();
        format!("/relationships/{}/sessions/{id}", self.relationship)
    }

    /// Kind and minutes of every entry that follows a session.
    async fn entries(&self) -> Vec<(String, i16)> {
        sqlx::query_as("select kind, minutes from ledger_entry where session_id is not null order by kind")
            .fetch_all(&self.app.app.db)
            .await
            .unwrap()
    }

    /// Where the entry of Grace's that follows a session is.
    async fn entry(&self) -> String {
        let id: Uuid = sqlx::query_scalar(
            "select ledger_entry_id from ledger_entry where account_id = $1 and session_id is not null",
        )
        .bind(self.grace.account_id)
        .fetch_one(&self.app.app.db)
        .await
        .unwrap();
        format!("/supervision/{id}")
    }
}

fn both(minutes: i16) -> Vec<(String, i16)> {
    vec![("supervision-given".to_owned(), minutes), ("supervision-received".to_owned(), minutes)]
}

#[tokio::test]
async fn a_supervision_session_is_in_both_ledgers_counts_once_and_follows_the_session() {
    let one = supervised().await;
    one.met(&one.at_tom, "1 hour").await.assert_ok();
    assert_eq!(one.entries().await, both(60));
    one.at_grace
        .get("/supervision")
        .await
        .assert_sees("1 of 2 in the last twelve months.")
        .assert_sees("Supervision received, 1 February 2027, 1 hour, with Tom Hale. It follows a session.");
    sweep(&one.app, "2027-03-01T00:00:00Z").await;
    let given = [("supervision-given".to_owned(), 60, 60)];
    assert_eq!(figures(&one.app, one.tom.account_id, "2027-02").await, given, "once, not twice");
    let received = [("supervision-received".to_owned(), 60, 60)];
    assert_eq!(figures(&one.app, one.grace.account_id, "2027-02").await, received);
    let in_pool: i64 = count(
        &one.app,
        &format!("select count(*) from monthly_return_figure where kind = 'supervision-given' and minutes = 60 and pool_id = '{}'", one.pool),
    )
    .await;
    assert_eq!(in_pool, 1, "given through the pool");
    // The length is put right.
    let session = one.session().await;
    one.at_tom.post(&format!("{session}/log"), &[("took", "90 min")]).await.assert_ok();
    assert_eq!(one.entries().await, both(90));
    assert_eq!(count(&one.app, "select count(*) from evidence").await, 1);
    // And it did not happen after all.
    one.at_tom.post(&format!("{session}/missed"), &[]).await.assert_ok();
    assert_eq!(one.entries().await, []);
    assert_eq!(count(&one.app, "select count(*) from evidence").await, 0);
    one.at_grace.get("/supervision").await.assert_sees("0 of 2 in the last twelve months.");
    // But then it did.
    one.at_grace.post(&format!("{session}/log"), &[("took", "1:15")]).await.assert_ok();
    assert_eq!(one.entries().await, both(75));
}

#[tokio::test]
async fn r3_logged_by_both_at_once_it_is_one_entry_each() {
    let one = supervised().await;
    one.met(&one.at_tom, "1 hour").await.assert_ok();
    let path = format!("{}/log", one.session().await);
    let mut tasks = tokio::task::JoinSet::new();
    for turn in 0..30 {
        let person = if turn % 2 == 0 { &one.tom } else { &one.grace };
        let (browser, path) = (one.app.browser_of(person).await, path.clone());
        tasks.spawn(async move { browser.post_only(&path, &[("took", "45 min")]).await.status.as_u16() });
    }
    let statuses = tasks.join_all().await;
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    assert_eq!(one.entries().await, both(45));
}

#[tokio::test]
async fn its_day_and_length_are_the_sessions_its_title_and_reflection_its_owners() {
    let one = supervised().await;
    one.met(&one.at_tom, "1 hour").await.assert_ok();
    let (path, session) = (one.entry().await, one.session().await);
    let page = one.at_grace.get(&path).await;
    page.assert_sees("its day and length are those of the session");
    assert!(page.attributes("main a", "href").contains(&session), "{page}");
    assert!(!page.forms().iter().any(|form| form.has("held-day") || form.has("length")));
    assert!(!page.body.contains("/deletion"));
    one.at_grace
        .submit_form(
            &page.form_to(&path),
            &[("title", "Endings"), ("learned", "To wait."), ("shown", "none")],
        )
        .await
        .assert_path("/supervision")
        .assert_sees("Endings")
        .assert_sees("0 of 2 in the last twelve months.");
    one.at_grace
        .post(&format!("{path}/deletion"), &[])
        .await
        .assert_status(409)
        .assert_sees("This entry follows a session.");
    // Typed for another day by hand, nothing moves.
    let page = one.at_grace.get(&path).await;
    let version = page.form_to(&path).value("version").unwrap();
    let forged = [
        ("version", version.as_str()),
        ("title", "Endings"),
        ("held-day", "9"),
        ("length", "9 hours"),
        ("shown", "all"),
    ];
    one.at_grace.post(&path, &forged).await.assert_ok();
    assert_eq!(one.entries().await, both(60));
    one.app.browser_of(&one.tom).await.get(&path).await.assert_not_found();
}

#[tokio::test]
async fn what_a_coordinator_has_checked_stays_and_what_its_owner_wrote_is_not_lost() {
    let one = supervised().await;
    one.met(&one.at_tom, "1 hour").await.assert_ok();
    let (path, session) = (one.entry().await, one.session().await);
    let priya = given::account(&one.app).named("Priya Sharma").coordinator_of(one.pool).make().await;
    execute(
        &one.app,
        &format!("update evidence set checked_at = now(), checked_by = '{}'", priya.account_id),
    )
    .await;
    one.at_tom.post(&format!("{session}/missed"), &[]).await.assert_ok();
    assert_eq!(one.entries().await, [("supervision-received".to_owned(), 60)], "the supervisor's own goes");
    execute(&one.app, "update evidence set checked_at = null, checked_by = null").await;
    one.at_tom.post(&format!("{session}/log"), &[("took", "1 hour")]).await.assert_ok();
    let page = one.at_grace.get(&path).await;
    one.at_grace
        .submit_form(&page.form_to(&path), &[("learned", "To wait.")])
        .await
        .assert_path("/supervision");
    one.at_tom.post(&format!("{session}/missed"), &[]).await.assert_ok();
    assert_eq!(count(&one.app, "select count(*) from evidence").await, 0, "it counts towards nothing");
    let page = one.at_grace.get(&path).await;
    page.assert_sees("To wait.");
    assert!(page.body.contains("/deletion"), "its owner's to delete");
    one.at_tom.post(&format!("{session}/log"), &[("took", "50 min")]).await.assert_ok();
    assert_eq!(one.entries().await, both(50), "it follows the session again");
    one.at_grace.get(&path).await.assert_sees("To wait.").assert_sees("50 minutes");
}

#[tokio::test]
async fn supervision_typed_in_for_the_same_day_is_asked_about_in_either_order() {
    let one = supervised().await;
    one.met(&one.at_tom, "1 hour").await.assert_ok();
    let refused = added(&one.at_grace, &[]).await;
    refused.assert_status(422);
    assert!(refused.error_on("apart").is_some_and(|error| error.contains("already")), "{refused}");
    assert_eq!(count(&one.app, "select count(*) from ledger_entry where session_id is null").await, 0);
    let form = refused.form_to("/supervision");
    assert_eq!(form.value("title").as_deref(), Some("Managing endings"), "what was typed is kept");
    let kept = one.at_grace.submit_form(&form, &[("apart", "yes")]).await;
    kept.assert_path("/supervision").assert_sees_not("if this is the same meeting");
    assert_eq!(count(&one.app, "select count(*) from ledger_entry where apart").await, 1);
    // Another kind, and another day, are asked about nothing.
    added(&one.at_grace, &[("kind", "cpd")]).await.assert_path("/supervision");
    // The other way round: typed in before it was recorded.
    let session = one.session().await;
    one.at_tom.post(&format!("{session}/missed"), &[]).await.assert_ok();
    execute(&one.app, "update ledger_entry set apart = false").await;
    one.at_grace.post(&format!("{session}/log"), &[("took", "1 hour")]).await.assert_ok();
    one.at_grace.get("/supervision").await.assert_sees("Supervision of this day is recorded for you as well");
    one.at_grace
        .get(&one.entry().await)
        .await
        .assert_sees("You typed in supervision of the same day as well.");
    // Moving an entry to that day asks as well.
    let moved = added(&one.at_grace, &[("held-day", "2"), ("title", "Beginnings")]).await;
    moved.assert_path("/supervision");
    let path = super::entry_path(&one.at_grace, "Beginnings").await;
    let page = one.at_grace.get(&path).await;
    let refused = one.at_grace.submit_form(&page.form_to(&path), &[("held-day", "1")]).await;
    refused.assert_status(422);
    assert!(refused.error_on("apart").is_some(), "{refused}");
    one.at_grace.submit_form(&refused.form_to(&path), &[("apart", "yes")]).await.assert_path("/supervision");
}

#[tokio::test]
async fn coaching_makes_no_entry_and_who_is_no_member_shows_it_to_nobody() {
    let one = supervised().await;
    let mentee = given::account(&one.app).named("Amina Khan").make().await;
    for (offering, expected) in [("coaching", 0), ("supervision", 2)] {
        let id =
            relationship(&one.app, one.pool, one.tom.account_id, mentee.account_id, offering, "2027-01-01")
                .await;
        let path = format!("/relationships/{id}/sessions");
        let page = one.at_tom.get(&path).await;
        let fields = [
            ("held-day", "2"),
            ("held-month", "2"),
            ("held-year", "2027"),
            ("began", if expected == 0 { "9am" } else { "4pm" }),
            ("took", "1 hour"),
        ];
        one.at_tom.submit_form(&page.form_to(&format!("{path}/past")), &fields).await.assert_ok();
        assert_eq!(one.entries().await.len(), expected, "{offering}");
    }
    assert_eq!(count(&one.app, "select count(*) from evidence").await, 0);
    assert_eq!(
        count(
            &one.app,
            "select count(*) from ledger_entry where kind = 'supervision-received' and not counts"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn sessions_that_were_held_before_are_in_both_ledgers_after_the_migration() {
    let database = TestDatabase::empty().await;
    let mut owner = database.owner().await;
    let mut files: Vec<_> =
        std::fs::read_dir("migrations").unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let of = |name: &str| files.iter().position(|file| file.to_string_lossy().contains(name)).unwrap();
    let at = of("20261130101000");
    for file in &files[..at] {
        let sql = std::fs::read_to_string(file).unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
    }
    let before = "
        insert into account (account_id, name, email, email_confirmed_at, created_at)
          select gen_random_uuid(), n, lower(n) || '@trust.example', now(), now() from unnest(array['Grace', 'Tom']) n;
        insert into pool (pool_id, name, level, valid_from, created_at) values (gen_random_uuid(), 'North pool', 'national', '2026-01-01', now());
        insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
          select gen_random_uuid(), pool_id, account_id, 'employee', 'active', now(), 1, now() from pool, account where account.name = 'Grace';
        insert into membership_offering (membership_id, pool_id, offering) select membership_id, pool_id, 'coaching' from membership;
        insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, began_on, touched_at, created_at,
            submission_id)
          select gen_random_uuid(), p.pool_id, g.account_id, t.account_id, 'supervision', 'active', '2027-01-01', now(), now(), gen_random_uuid()
          from pool p, account g, account t where g.name = 'Grace' and t.name = 'Tom';
        insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
          select gen_random_uuid(), pool_id, relationship_id, 'held', '2027-01-31T23:30+00'::timestamptz + n * interval '1 day', 60, 50, now(),
            gen_random_uuid()
          from relationship, generate_series(0, 1) n";
    sqlx::raw_sql(before).execute(&mut owner).await.unwrap();
    let sql = std::fs::read_to_string(&files[at]).unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
    let made: Vec<(String, String, i16, String)> = sqlx::query_as(
        "select a.name, e.kind, e.minutes, e.held_on::text from ledger_entry e join account a using (account_id) order by 1, 4",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let expected = [
        ("Grace", "supervision-received", "2027-01-31"),
        ("Grace", "supervision-received", "2027-02-01"),
        ("Tom", "supervision-given", "2027-01-31"),
        ("Tom", "supervision-given", "2027-02-01"),
    ];
    assert_eq!(
        made,
        expected.map(|(name, kind, day)| (name.to_owned(), kind.to_owned(), 50, day.to_owned()))
    );
    let shown: i64 = sqlx::query_scalar(
        "select count(*) from ledger_evidence join evidence using (evidence_id) join account using (account_id) where name = 'Grace'",
    )
    .fetch_one(&mut owner)
    .await
    .unwrap();
    assert_eq!(shown, 2, "the pool that asks for supervision sees them");
}

/// Whoever is supervised alone says that a session was held, reflects on it and says that it was not: nobody has confirmed it, and
/// nothing seems so.
#[tokio::test]
async fn s13_what_a_supervisor_never_said_is_confirmed_by_nobody() {
    let one = supervised().await;
    one.met(&one.at_grace, "1 hour").await.assert_ok();
    let (path, session) = (one.entry().await, one.session().await);
    let confirmed = async || -> i64 {
        sqlx::query_scalar(
            "select coalesce(sum(confirmed), 0)::bigint from accounted_minutes($1, '2027-01-01', '2028-01-01')",
        )
        .bind(one.grace.account_id)
        .fetch_one(&one.app.app.db)
        .await
        .unwrap()
    };
    assert_eq!(confirmed().await, 0, "the supervisor has not said it");
    let page = one.at_grace.get(&path).await;
    one.at_grace.submit_form(&page.form_to(&path), &[("learned", "To wait.")]).await.assert_ok();
    one.at_grace.post(&format!("{session}/missed"), &[]).await.assert_ok();
    assert_eq!(
        count(&one.app, "select count(*) from ledger_entry where with_account_id is not null").await,
        0
    );
    assert_eq!(confirmed().await, 0);
    one.at_grace.get("/passport").await.assert_sees_not("of it confirmed");
    one.at_grace.get(&path).await.assert_sees("To wait.");
    // It was held after all, as the supervisor says.
    one.at_tom.post(&format!("{session}/log"), &[("took", "45 min")]).await.assert_ok();
    assert_eq!(confirmed().await, 45);
    one.at_grace.get("/supervision").await.assert_sees("45 minutes, with Tom Hale");
}
