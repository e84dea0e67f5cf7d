//! A supervisor puts a recorded group right.

use jiff::SignedDuration;
use rapport::platform::ids::PoolId;
use rapport::pools::Offering;

use super::groups::supervised;
use super::{coach, count, entry_path, execute};
use crate::memberships::member;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;

struct Group {
    app: TestApp,
    pool: PoolId,
    grace: Person,
    omar: Person,
    at_grace: Client,
    at_tom: Client,
    path: String,
}

/// A group of 20 February 2027 with Grace, recorded by Tom; Omar is in the pool as well.
async fn group() -> Group {
    let app = TestApp::start().await;
    let (pool, grace, at_grace) = coach(&app).await;
    let omar = given::account(&app).named("Omar Said").make().await;
    member(&app, pool, &omar, &[Offering::Coaching]).await;
    let (_, at_tom) = supervised(&app, pool, &["Grace Obi"]).await;
    let path = at_tom.get("/supervision/group").await.attributes(".app-entry strong a", "href").remove(0);
    Group { app, pool, grace, omar, at_grace, at_tom, path }
}

impl Group {
    async fn page(&self) -> Page {
        self.at_tom.get(&self.path).await
    }

    /// Sends the form with these fields, and with these of its ticks.
    async fn send(&self, page: &Page, fields: &[(&str, &str)], ticked: bool) -> Page {
        let mut sent = page.form_to(&self.path).filled(fields);
        if !ticked {
            sent.retain(|(name, _)| name != "attendee");
        }
        let sent: Vec<(&str, &str)> =
            sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.at_tom.post(&self.path, &sent).await
    }

    async fn told(&self, person: &Person) -> usize {
        let mails = self.app.mails_to(&person.email).await;
        mails.iter().filter(|mail| mail.kind == "supervision-recorded").count()
    }
}

#[tokio::test]
async fn a_group_is_put_right_for_everybody_who_was_there() {
    let one = group().await;
    let page = one.page().await;
    page.assert_sees("Put it right once, for everybody who was there.");
    let fields = [("held-day", "21"), ("length", "90 min"), ("title", "Endings"), ("attendees", "Omar")];
    one.send(&page, &fields, true)
        .await
        .assert_path("/supervision/group")
        .assert_sees("The group is put right in every ledger it is in.")
        .assert_sees("2 people have it in their ledger.");
    for browser in [&one.at_grace, &one.app.browser_of(&one.omar).await] {
        browser
            .get("/supervision")
            .await
            .assert_sees("Endings")
            .assert_sees("Supervision received, 21 February 2027, 1 hour 30 minutes, with Tom Hale.")
            .assert_sees("1 of 2 in the last twelve months.");
    }
    one.at_tom
        .get("/supervision")
        .await
        .assert_sees("Supervision given, 21 February 2027, 1 hour 30 minutes");
    assert_eq!((one.told(&one.omar).await, one.told(&one.grace).await), (1, 1), "who is added is told");
    let dated = "select count(*) from evidence where dated_on = '2027-02-21' and title = 'Endings'";
    assert_eq!(count(&one.app, dated).await, 2, "pools see what it says now");
    // Grace was not there after all.
    let page = one.page().await;
    let omar = one.omar.account_id.to_string();
    let mut sent = page.form_to(&one.path).filled(&[]);
    sent.retain(|(name, value)| name != "attendee" || *value == omar);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    one.at_tom.post(&one.path, &sent).await.assert_path("/supervision/group");
    one.at_grace
        .get("/supervision")
        .await
        .assert_sees_not("Endings")
        .assert_sees("0 of 2 in the last twelve months.");
    assert_eq!(count(&one.app, "select count(*) from evidence").await, 1);
    assert_eq!(
        count(&one.app, "select count(*) from event where kind = 'supervision-group.mended'").await,
        2
    );
}

#[tokio::test]
async fn what_is_checked_or_written_about_stays_and_it_is_said_whose() {
    let one = group().await;
    let page = one.page().await;
    one.send(&page, &[("attendees", "Omar Said")], true).await.assert_path("/supervision/group");
    let path = entry_path(&one.at_grace, "What we carry home").await;
    let entry = one.at_grace.get(&path).await;
    one.at_grace.submit_form(&entry.form_to(&path), &[("learned", "Others carry it too.")]).await;
    let priya = given::account(&one.app).named("Priya Sharma").coordinator_of(one.pool).make().await;
    execute(
        &one.app,
        &format!(
            "update evidence set checked_at = now(), checked_by = '{}' where account_id = '{}'",
            priya.account_id, one.omar.account_id
        ),
    )
    .await;
    let page = one.page().await;
    let fields = [("attendees", "Omar Said"), ("title", "Endings")];
    let done = one.send(&page, &fields, false).await;
    done.assert_path("/supervision/group")
        .assert_sees("It stays as it was in the ledger of Grace Obi and Omar Said");
    one.at_grace.get(&path).await.assert_sees("What we carry home").assert_sees("Others carry it too.");
    let at_omar = one.app.browser_of(&one.omar).await;
    at_omar.get("/supervision").await.assert_sees("What we carry home").assert_sees_not("Endings");
}

#[tokio::test]
async fn r3_the_same_change_again_is_done_and_another_over_it_is_asked_about() {
    let one = group().await;
    let page = one.page().await;
    let sent = page.form_to(&one.path).filled(&[("title", "Endings"), ("attendees", "Omar Said")]);
    let mut tasks = tokio::task::JoinSet::new();
    let tom = clone_of(&one).await;
    for _ in 0..20 {
        let (browser, sent, path) = (one.app.browser_of(&tom).await, sent.clone(), one.path.clone());
        tasks.spawn(async move {
            let sent: Vec<(&str, &str)> =
                sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post_only(&path, &sent).await.status.as_u16()
        });
    }
    let statuses = tasks.join_all().await;
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    assert_eq!(one.told(&one.omar).await, 1);
    assert_eq!(count(&one.app, "select version::bigint from supervision_group").await, 2);
    let stale = one.send(&page, &[("title", "Else")], true).await;
    stale.assert_status(409).assert_sees("This was not saved yet");
    assert_eq!(stale.form_to(&one.path).value("title").as_deref(), Some("Else"), "what was typed is kept");
    one.at_tom.submit_form(&stale.form_to(&one.path), &[]).await.assert_path("/supervision/group");
}

/// Tom, as his browser signs in.
async fn clone_of(one: &Group) -> Person {
    let id = sqlx::query_scalar("select supervisor_id from supervision_group")
        .fetch_one(&one.app.app.db)
        .await
        .unwrap();
    let mut tom = given::account(&one.app).named("Somebody Else").make().await;
    tom.account_id = id;
    tom
}

#[tokio::test]
async fn after_thirty_days_and_for_anybody_else_there_is_nothing_to_put_right() {
    let one = group().await;
    one.at_grace.get(&one.path).await.assert_not_found();
    one.at_grace.post(&one.path, &[("title", "Mine")]).await.assert_not_found();
    let page = one.page().await;
    for (fields, field) in [
        ([("length", "x"), ("title", "Endings")], "length"),
        ([("title", ""), ("length", "1 hour")], "title"),
        ([("attendees", "Nobody"), ("title", "Endings")], "attendees"),
        ([("held-year", "2028"), ("title", "Endings")], "held-day"),
    ] {
        let refused = one.send(&page, &fields, true).await;
        refused.assert_status(422);
        assert!(refused.error_on(field).is_some(), "{field}: {refused}");
    }
    assert!(one.send(&page, &[], false).await.error_on("attendees").is_some(), "somebody was there");
    one.app.advance(SignedDuration::from_hours(24 * 31));
    let at_tom = one.app.browser_of(&clone_of(&one).await).await;
    at_tom.get(&one.path).await.assert_sees("A group can be put right for 30 days");
    let sent = page.form_to(&one.path).filled(&[("title", "Late")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    at_tom.post(&one.path, &sent).await.assert_status(409);
    assert_eq!(count(&one.app, "select count(*) from supervision_group where title = 'Late'").await, 0);
}

#[tokio::test]
async fn supervision_that_was_typed_in_for_that_day_is_asked_about() {
    let one = group().await;
    let add = async |day: &str| {
        let fields = [("kind", "supervision-given"), ("held-day", day), ("title", "By hand")];
        super::added(&one.at_tom, &fields).await
    };
    assert!(add("20").await.error_on("apart").is_some(), "there is a group on that day");
    add("22").await.assert_path("/supervision");
    let page = one.page().await;
    let refused = one.send(&page, &[("held-day", "22")], true).await;
    refused.assert_status(422);
    assert!(refused.error_on("apart").is_some(), "{refused}");
    one.at_tom
        .submit_form(&refused.form_to(&one.path), &[("apart", "yes")])
        .await
        .assert_path("/supervision/group");
    let page = one.at_tom.get("/supervision/group").await;
    let again = [
        ("held-day", "22"),
        ("held-month", "2"),
        ("held-year", "2027"),
        ("length", "1 hour"),
        ("title", "More"),
        ("attendees", "Omar Said"),
    ];
    let refused = one.at_tom.submit(&page, &again).await;
    assert!(refused.error_on("apart").is_some(), "{refused}");
    one.at_tom
        .submit_form(&refused.form_to("/supervision/group"), &[("apart", "yes")])
        .await
        .assert_path("/supervision/group");
    assert_eq!(count(&one.app, "select count(*) from supervision_group").await, 2);
}
