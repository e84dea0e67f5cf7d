//! The program is killed while people sign agreements, log sessions, keep goals and notes, and confirm their month (R2, R3).

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::SignedDuration;
use rapport::app::App;
use rapport::platform::ids::{AccountId, PoolId, RelationshipId};
use rapport::returns;
use uuid::Uuid;

use super::answering::{browser, confirmed, mentor};
use super::booking::{beside, new_pool};
use super::program::{Hub, folder};
use crate::support::client::Client;
use crate::support::given::login_session;
use crate::support::{pairs, soaking, together};

/// As many as one mentor may work with, and one to spare.
const EACH: usize = 8;

/// A form as a browser would send it.
struct Filled {
    browser: Client,
    path: String,
    fields: Vec<(String, String)>,
}

impl Filled {
    /// The form with this button on a page, filled in.
    async fn from(browser: Client, page: &str, button: &str, values: &[(&str, &str)]) -> Self {
        let form = browser.get_only(page).await.assert_ok().form_with_button(button);
        let fields =
            form.filled(values).into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { browser, path: form.action.clone(), fields }
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// What is done in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Signing,
    Logging,
    Goal,
    Note,
    Month,
}

/// Everybody of one round, and what each is about to send.
struct Round {
    /// Whose agreements are signed.
    grace: AccountId,
    agreements: Vec<Uuid>,
    /// With whom sessions are held, and goals and notes kept.
    working: Vec<(RelationshipId, AccountId)>,
    /// Whose month is open.
    months: Vec<AccountId>,
    forms: BTreeMap<What, Vec<Filled>>,
}

async fn prepare(app: &App, hub: &Hub, pool: PoolId) -> Round {
    let now = app.clock.now();
    let (grace, helen) = (mentor(app, pool, "Grace Obi").await, mentor(app, pool, "Helen Next").await);
    let mut round =
        Round { grace, agreements: vec![], working: vec![], months: vec![], forms: BTreeMap::new() };
    let graces = login_session(app, grace, false).await;
    let helens = login_session(app, helen, false).await;
    let mut forms: Vec<(What, Filled)> = Vec::new();
    for _ in 0..EACH {
        let mentee = confirmed(app, "Amina Khan").await;
        let id = together::drafted(app, pool, mentee, grace).await;
        together::signed(app, mentee, id).await;
        round.agreements.push(id.0);
        let page = format!("/relationships/{id}/agreement");
        let signing = Filled::from(browser(hub, &graces), &page, "Sign this agreement", &[]);
        forms.push((What::Signing, signing.await));

        let mentee = confirmed(app, "Tom Okafor").await;
        let id = pairs::relationship(app, pool, mentee, helen, "mentoring").await;
        round.working.push((id, mentee));
        let toms = login_session(app, mentee, false).await;
        let (sessions, goals) =
            (format!("/relationships/{id}/sessions"), format!("/relationships/{id}/goals"));
        let yesterday = now.plus(SignedDuration::from_hours(-24)).timestamp().to_string();
        let day = |range: std::ops::Range<usize>| yesterday.get(range).unwrap().to_owned();
        let (year, month, date) = (day(0..4), day(5..7), day(8..10));
        let held = [
            ("held-day", date.as_str()),
            ("held-month", month.as_str()),
            ("held-year", year.as_str()),
            ("took", "50 min"),
        ];
        forms.push((What::Logging, Filled::from(browser(hub, &helens), &sessions, "Add it", &held).await));
        let aim = [("goal", "Lead a ward"), ("what-1", "Ask Ruth for a date"), ("step", "keep")];
        let new = format!("{goals}/new");
        forms.push((What::Goal, Filled::from(browser(hub, &toms), &new, "Keep this goal", &aim).await));
        let words = [("note", "What became clear today"), ("who", "both")];
        let notes = format!("/relationships/{id}/notes");
        forms.push((What::Note, Filled::from(browser(hub, &toms), &notes, "Keep the note", &words).await));
        round.months.push(with_open_month(app, pool).await);
    }
    let mut tx = app.db.begin().await.unwrap();
    returns::months(&mut tx, &app.outbox, now).await.unwrap();
    tx.commit().await.unwrap();
    for account in &round.months {
        let month: String = text(
            app,
            "select max(to_char(month, 'YYYY-MM')) from monthly_return where account_id = any ($1)",
            &[account.0],
        )
        .await;
        let his = browser(hub, &login_session(app, *account, false).await);
        let page = format!("/returns/{month}");
        let form = his.get_only(&page).await.assert_ok().form_having(&[("step", "confirm")]);
        let theme = form.options("theme")[0].clone();
        let values = [("theme", theme.as_str()), ("step", "confirm")];
        let fields =
            form.filled(&values).into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        forms.push((What::Month, Filled { browser: his, path: form.action, fields }));
    }
    for (what, form) in forms {
        round.forms.entry(what).or_default().push(form);
    }
    round
}

/// A mentor who held a session in the month before this one.
async fn with_open_month(app: &App, pool: PoolId) -> AccountId {
    let (mentor, mentee) = (mentor(app, pool, "Sam Month").await, confirmed(app, "Uma Month").await);
    let id = pairs::relationship(app, pool, mentee, mentor, "mentoring").await;
    sqlx::query(
        "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
         select $1, $2, $3, 'held', (date_trunc('month', $4::timestamptz at time zone 'Europe/London') - interval '10 days') at time zone 'Europe/London',
           60, 60, $4, $1",
    )
    .bind(Uuid::new_v4())
    .bind(pool)
    .bind(id)
    .bind(app.clock.now())
    .execute(&app.db)
    .await
    .unwrap();
    mentor
}

async fn text(app: &App, sql: &'static str, of: &[Uuid]) -> String {
    sqlx::query_scalar(sql).bind(of).fetch_one(&app.db).await.unwrap()
}

async fn number(app: &App, sql: &'static str, of: &[Uuid]) -> i64 {
    sqlx::query_scalar(sql).bind(of).fetch_one(&app.db).await.unwrap()
}

/// Of each thing how many there are, and how many there are of what belongs to each of them.
async fn there(app: &App, round: &Round) -> BTreeMap<What, Vec<i64>> {
    let working: Vec<Uuid> = round.working.iter().map(|(id, _)| id.0).collect();
    let months: Vec<Uuid> = round.months.iter().map(|account| account.0).collect();
    let (grace, agreements) = ([round.grace.0], &round.agreements);
    let mut notes = [0, 0];
    for (_, author) in &round.working {
        let mut tx = pairs::begin_as(app, *author).await;
        for (count, sql) in
            notes.iter_mut().zip(["select count(*) from note", "select count(*) from note_key"])
        {
            *count += sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut *tx).await.unwrap();
        }
    }
    BTreeMap::from([
        (
            What::Signing,
            vec![
                number(app, "select count(*) from relationship where relationship_id = any ($1) and status = 'active'", agreements).await,
                number(app, "select count(*) from agreement where relationship_id = any ($1) and practitioner_signed_at is not null", agreements).await,
                number(app, "select active::int8 from place where account_id = any ($1)", &grace).await,
                number(app, "select 8 - held::int8 from place where account_id = any ($1)", &grace).await,
                number(app, "select count(*) from event where kind = 'relationship.begun' and subject_id = any ($1)", agreements).await,
                number(app, "select count(distinct dedupe_key) from mail m join relationship r on r.mentee_id = m.account_id where r.relationship_id = any ($1) and m.kind = 'relationship-news'", agreements).await,
            ],
        ),
        (
            What::Logging,
            vec![
                number(app, "select count(*) from session where relationship_id = any ($1) and status = 'held' and minutes = 50", &working).await,
                number(app, "select count(*) from session_log join session using (session_id) where relationship_id = any ($1)", &working).await,
                number(app, "select count(*) from event where kind = 'relationship.session-logged' and subject_id = any ($1)", &working).await,
            ],
        ),
        (
            What::Goal,
            vec![
                number(app, "select count(*) from goal where relationship_id = any ($1)", &working).await,
                number(app, "select count(*) from event join goal on goal_id = subject_id where kind = 'goal.set' and relationship_id = any ($1)", &working).await,
                number(app, "select count(*) from goal_action join goal using (goal_id) where relationship_id = any ($1)", &working).await,
            ],
        ),
        (What::Note, notes.to_vec()),
        (
            What::Month,
            vec![
                number(app, "select count(*) from monthly_return where account_id = any ($1) and status = 'submitted' and themes_given", &months).await,
                number(app, "select count(*) from event join monthly_return on monthly_return_id = subject_id where kind = 'monthly-return.submitted' and account_id = any ($1)", &months).await,
            ],
        ),
    ])
}

/// Posts every form of a kind in turn until the server goes: how many were acknowledged.
async fn post_all(forms: Vec<Filled>) -> (usize, Vec<Filled>) {
    let mut done = 0;
    for form in &forms {
        let Ok(answer) = form.browser.try_post(&form.path, &form.fields()).await else { break };
        // A server whose database went first says that it cannot answer.
        assert!(matches!(answer.status.as_u16(), 303 | 500 | 503), "{answer}");
        if answer.status != 303 {
            break;
        }
        done += 1;
    }
    (done, forms)
}

/// Which process is killed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Program,
    Database,
}

/// Lets everybody send their forms, and kills the hub after a moment; what was acknowledged until then.
async fn until_killed(hub: Hub, round: &mut Round, wait: Duration, first: First) -> BTreeMap<What, usize> {
    let sending: Vec<_> = std::mem::take(&mut round.forms)
        .into_iter()
        .map(|(what, forms)| (what, tokio::spawn(post_all(forms))))
        .collect();
    tokio::time::sleep(wait).await;
    match first {
        First::Program => hub.kill(),
        First::Database => hub.kill_database_first(),
    }
    let mut acknowledged = BTreeMap::new();
    for (what, sent) in sending {
        let (done, forms) = sent.await.unwrap();
        acknowledged.insert(what, done);
        round.forms.insert(what, forms);
    }
    acknowledged
}

/// The same forms again, as somebody sends them who does not know whether they arrived.
async fn again(hub: &Hub, round: &Round) -> usize {
    let mut sent = 0;
    for form in round.forms.values().flatten() {
        let session = form.browser.cookie("rapport_session").unwrap();
        browser(hub, &session).post_only(&form.path, &form.fields()).await.assert_status(303);
        sent += 1;
    }
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_killed_while_two_sign_log_and_write_it_loses_nothing_and_the_same_forms_work_again() {
    let (folder, kills) = (folder(), soaking(4, 100));
    let data = folder.path().join("data");
    let mut pool = None;
    let (mut all, mut forms): (BTreeMap<What, usize>, usize) = (BTreeMap::new(), 0);
    for turn in 0..kills {
        let hub = Hub::start(&data, &[]);
        let app = beside(&data);
        let pool = if let Some(pool) = pool { pool } else { *pool.insert(new_pool(&app).await) };
        let mut round = prepare(&app, &hub, pool).await;
        app.db.close().await;
        let wait = Duration::from_millis(60 + 200 * (u64::try_from(turn).unwrap() % 5));
        let first = if turn % 2 == 0 { First::Program } else { First::Database };
        let acknowledged = until_killed(hub, &mut round, wait, first).await;

        let hub = Hub::start(&data, &[]);
        let app = beside(&data);
        for (what, counts) in there(&app, &round).await {
            assert!(counts.iter().all(|one| *one == counts[0]), "{what:?}: all of it or nothing: {counts:?}");
            let least = i64::try_from(acknowledged[&what]).unwrap();
            // The one that was under way may be there without having been acknowledged.
            assert!(
                (least..=least + 1).contains(&counts[0]),
                "{what:?}: {} of {least} acknowledged",
                counts[0]
            );
            *all.entry(what).or_default() += acknowledged[&what];
        }
        forms += again(&hub, &round).await;
        for (what, counts) in there(&app, &round).await {
            let whole = i64::try_from(EACH).unwrap();
            assert!(counts.iter().all(|one| *one == whole), "{what:?}, once each: {counts:?}");
        }
        // Sealed before the kill, and still to be read by its author.
        let (id, author) = round.working[0];
        let toms = browser(&hub, &login_session(&app, author, false).await);
        toms.get_only(&format!("/relationships/{id}/notes"))
            .await
            .assert_ok()
            .assert_sees("What became clear today");
        app.db.close().await;
        drop(hub);
    }
    println!("{kills} kills while {all:?} were acknowledged, 0 lost; {forms} forms sent again");
}
