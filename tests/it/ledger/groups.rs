use rapport::platform::ids::PoolId;
use rapport::pools::Offering;

use super::{coach, count, entry_path, execute};
use crate::memberships::member;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};

const GROUP: [(&str, &str); 5] = [
    ("held-day", "20"),
    ("held-month", "2"),
    ("held-year", "2027"),
    ("length", "2 hours"),
    ("title", "What we carry home"),
];

/// A supervisor of the pool, signed in.
async fn supervisor(app: &TestApp, pool: PoolId) -> (Person, Client) {
    let tom = given::account(app).named("Tom Hale").make().await;
    member(app, pool, &tom, &[Offering::Supervision]).await;
    let browser = app.browser_of(&tom).await;
    (tom, browser)
}

/// A group with these people, recorded by a supervisor of the pool.
pub async fn supervised(app: &TestApp, pool: PoolId, names: &[&str]) -> (Person, Client) {
    let (tom, browser) = supervisor(app, pool).await;
    let page = browser.get("/supervision/group").await;
    let lines = names.join("\n");
    let fields = [&GROUP[..], &[("attendees", lines.as_str())]].concat();
    browser.submit(&page, &fields).await.assert_path("/supervision/group");
    (tom, browser)
}

#[tokio::test]
async fn a_group_recorded_once_is_in_everybodys_ledger_and_counts() {
    let app = TestApp::start().await;
    let (pool, grace, at_grace) = coach(&app).await;
    let omar = given::account(&app).named("Omar Said").with_email("omar@trust.example").make().await;
    member(&app, pool, &omar, &[Offering::Coaching]).await;
    let (tom, at_tom) = supervised(&app, pool, &["grace", "", "OMAR@trust.example", "Grace Obi"]).await;
    at_tom.get("/supervision/group").await.assert_sees("2 people have it in their ledger.");
    at_tom.get("/supervision").await.assert_sees("Supervision given, 20 February 2027, 2 hours");
    for (person, browser) in [(&grace, &at_grace), (&omar, &app.browser_of(&omar).await)] {
        let list = browser.get("/supervision").await;
        list.assert_sees("1 of 2 in the last twelve months.").assert_sees("What we carry home");
        list.assert_sees("Supervision received, 20 February 2027, 2 hours, with Tom Hale.");
        let mails = app.mails_to(&person.email).await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.kind == "supervision-recorded").collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("Saturday 20 February 2027, 2 hours"), "{}", told[0].text);
        assert!(!told[0].text.contains("carry home"), "what it was about is not in the mail");
        let page = browser.get(&told[0].link("/supervision/")).await;
        page.assert_sees("Tom Hale recorded this for everybody who was there.");
    }
    let recorded: i64 = count(
        &app,
        &format!(
            "select count(*) from evidence where kind = 'supervision' and recorded_by = '{}'",
            tom.account_id
        ),
    )
    .await;
    assert_eq!(recorded, 2);
    // Theirs to write about, and to remove.
    let path = entry_path(&at_grace, "What we carry home").await;
    let page = at_grace.get(&path).await;
    at_grace.submit(&page, &[("learned", "Others carry it too.")]).await.assert_path("/supervision");
    let page = at_grace.get(&path).await;
    page.assert_sees("Others carry it too.");
    at_grace
        .press(&page, "I was not there: remove it")
        .await
        .assert_sees("0 of 2 in the last twelve months.");
    at_tom.get("/supervision/group").await.assert_sees("1 person has it in their ledger.");
    assert_eq!(count(&app, "select count(*) from evidence").await, 1);
}

#[tokio::test]
async fn r3_the_same_group_fifty_times_is_one_group_and_one_letter_each() {
    let app = TestApp::start().await;
    let (pool, grace, _) = coach(&app).await;
    let (tom, at_tom) = supervisor(&app, pool).await;
    let page = at_tom.get("/supervision/group").await;
    let fields = [&GROUP[..], &[("attendees", "Grace Obi")]].concat();
    let sent = page.form_to("/supervision/group").filled(&fields);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (browser, sent) = (app.browser_of(&tom).await, sent.clone());
        tasks.spawn(async move {
            let sent: Vec<(&str, &str)> =
                sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post_only("/supervision/group", &sent).await.status.as_u16()
        });
    }
    let statuses = tasks.join_all().await;
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    assert_eq!(count(&app, "select count(*) from supervision_group").await, 1);
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 2);
    assert_eq!(count(&app, "select count(*) from evidence").await, 1);
    assert_eq!(
        app.mails_to(&grace.email).await.iter().filter(|mail| mail.kind == "supervision-recorded").count(),
        1
    );
    let other =
        at_tom.submit(&page, &[&GROUP[..4], &[("title", "Else"), ("attendees", "Grace Obi")]].concat()).await;
    other.assert_status(422);
    assert!(other.error_on("title").is_some_and(|error| error.contains("this is different")), "{other}");
}

#[tokio::test]
async fn each_line_that_is_not_clear_is_named_and_nothing_is_recorded() {
    let app = TestApp::start().await;
    let (pool, _, _) = coach(&app).await;
    for name in ["Omar Said", "Omar Saidi"] {
        let person = given::account(&app).named(name).make().await;
        member(&app, pool, &person, &[Offering::Mentoring]).await;
    }
    let other_pool = given::pool(&app, "South coaching pool").await;
    let foreign = given::account(&app).named("Nia Rees").with_email("nia@trust.example").make().await;
    member(&app, other_pool, &foreign, &[Offering::Coaching]).await;
    let (_, at_tom) = supervisor(&app, pool).await;
    let page = at_tom.get("/supervision/group").await;
    let lines = "Omar\nOmar Said\nNia Rees\nnia@trust.example\nTom Hale";
    let refused = at_tom.submit(&page, &[&GROUP[..], &[("attendees", lines)]].concat()).await;
    refused.assert_status(422);
    let told = refused.error_on("attendees").unwrap_or_default();
    for part in [
        "Line 1, “Omar”: this could be Omar Said or Omar Saidi.",
        "Line 3: nobody in this pool is called “Nia Rees”",
        "Line 4: nobody in this pool is called “nia@trust.example”",
        "Line 5 is you",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("Line 2"), "a whole name is clear although another begins with it: {told}");
    assert_eq!(refused.form_to("/supervision/group").value("attendees").as_deref(), Some(lines));
    assert_eq!(count(&app, "select count(*) from supervision_group").await, 0);
    let empty = at_tom.submit_form(&page.form_to("/supervision/group"), &[]).await;
    for field in ["held-day", "length", "title", "attendees"] {
        assert!(empty.error_on(field).is_some(), "{field}");
    }
}

#[tokio::test]
async fn s1_only_supervisors_of_a_pool_record_groups_of_it() {
    let app = TestApp::start().await;
    let (pool, grace, at_grace) = coach(&app).await;
    at_grace
        .get("/supervision/group")
        .await
        .assert_ok()
        .assert_sees("You do not offer coaching supervision in a pool.");
    let posted = [&GROUP[..], &[("attendees", "Grace Obi")]].concat();
    let pool_id = pool.to_string();
    let named = [&posted[..], &[("pool", pool_id.as_str())]].concat();
    at_grace.post("/supervision/group", &named).await.assert_status(422);
    let south = given::pool(&app, "South coaching pool").await;
    let (tom, at_tom) = supervisor(&app, south).await;
    at_tom.post("/supervision/group", &named).await.assert_status(422);
    execute(
        &app,
        &format!("update membership set status = 'suspended' where account_id = '{}'", tom.account_id),
    )
    .await;
    at_tom.post("/supervision/group", &posted).await.assert_status(422);
    execute(
        &app,
        &format!("update membership set status = 'active' where account_id = '{}'", tom.account_id),
    )
    .await;
    member(&app, south, &grace, &[Offering::Coaching]).await;
    at_tom
        .post("/supervision/group", &posted)
        .await
        .assert_path("/supervision/group")
        .assert_sees("that of 1 person");
    let of: Vec<PoolId> =
        sqlx::query_scalar("select pool_id from evidence").fetch_all(&app.app.db).await.unwrap();
    assert_eq!(of, [south], "a group counts in its own pool alone");
}

#[tokio::test]
async fn five_hundred_members_make_a_group_no_slower_to_name() {
    let app = TestApp::start().await;
    let (pool, _, _) = coach(&app).await;
    execute(
        &app,
        &format!(
            "with made as (
               insert into account (account_id, name, email, email_confirmed_at, created_at)
               select gen_random_uuid(), 'Person ' || n || ' Number', 'person' || n || '@trust.example', now(), now()
               from generate_series(1, 500) n returning account_id)
             insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
             select gen_random_uuid(), '{pool}', account_id, 'employee', 'active', now(), 1, now() from made"
        ),
    )
    .await;
    let (_, at_tom) = supervisor(&app, pool).await;
    let page = at_tom.get("/supervision/group").await;
    assert!(page.body.len() < 30_000, "the pool is not listed");
    let lines: Vec<String> = (1..=40).map(|n| format!("Person {n} Number")).collect();
    let lines = lines.join("\n");
    let done = at_tom.submit(&page, &[&GROUP[..], &[("attendees", lines.as_str())]].concat()).await;
    done.assert_path("/supervision/group").assert_sees("that of 40 people");
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 41);
}
