//! What passports and yearly statements say of months that were sent, and of those that were not.

use std::fmt::Write;

use std::collections::BTreeMap;

use data_encoding::BASE64;
use rapport::platform::ids::PoolId;
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::{coach, held};
use crate::activity::given::Dice;
use crate::returns::given::{ledger, relationship};
use crate::support::app::TestApp;
use crate::support::given::{self, Person};

/// A month of Grace's as it was sent, or is open still.
async fn stated(
    app: &TestApp,
    pool: PoolId,
    grace: &Person,
    month: &str,
    status: &str,
    figures: &[(&str, i32)],
) {
    let at = if status == "open" { "null" } else { "now()" };
    let mut sql = format!(
        "insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on, submitted_at)
         values (gen_random_uuid(), '{}', '{month}-01', '{status}', now(), '2027-12-01', {at});",
        grace.account_id
    );
    for (kind, minutes) in figures {
        let own = if ["supervision-received", "cpd"].contains(kind) {
            "null".to_owned()
        } else {
            format!("'{pool}'")
        };
        let account = grace.account_id;
        let _ = write!(
            sql,
            "insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes)
             select monthly_return_id, {own}, '{kind}', {minutes}, 0 from monthly_return where account_id = '{account}' and month = '{month}-01';",
        );
    }
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&app.app.db).await.expect("a month");
}

async fn payload(app: &TestApp, grace: &Person) -> Value {
    let page = app.browser_of(grace).await.get("/passport.json").await;
    let document: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(document["format"], "rapport-passport/2");
    let payload = BASE64.decode(document["payload"].as_str().unwrap().as_bytes()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

#[tokio::test]
async fn a_month_that_was_sent_counts_as_it_says_and_others_as_they_are_recorded() {
    let app = TestApp::start().await;
    let (pool, grace, browser) = coach(&app).await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    for at in ["2026-10-05T10:00:00Z", "2026-11-05T10:00:00Z", "2026-12-05T10:00:00Z"] {
        held(&app, pool, (&amina, &grace), at, 60).await;
    }
    ledger(&app, grace.account_id, "cpd", "2026-11-07", 30).await;
    ledger(&app, grace.account_id, "training", "2026-11-08", 120).await;
    ledger(&app, grace.account_id, "cpd", "2026-12-07", 45).await;
    // November was changed before it was sent, October says that nothing happened, and December is open.
    stated(
        &app,
        pool,
        &grace,
        "2026-11",
        "submitted",
        &[("coaching", 200), ("mentoring", 15), ("cpd", 180), ("supervision-received", 50)],
    )
    .await;
    stated(&app, pool, &grace, "2026-10", "unconfirmed", &[("coaching", 0)]).await;
    stated(&app, pool, &grace, "2026-12", "open", &[("coaching", 999)]).await;
    let page = browser.get("/passport/year/2026").await;
    let sentence = "Hours of months that Grace Obi has sent to the hub are as sent.";
    page.assert_sees(sentence)
        .assert_sees("3 sessions with 1 person, 4 hours 35 minutes in all.")
        .assert_sees("November, mentoring");
    let rows = page.texts("tbody tr");
    let row = |label: &str| rows.iter().find(|row| row.starts_with(label)).cloned().unwrap_or_default();
    assert!(row("November, coaching").contains("3 hours 20 minutes"), "{rows:?}");
    assert!(row("November, mentoring").contains("as stated"), "{rows:?}");
    assert!(row("December, coaching").contains("1 hour"), "{rows:?}");
    assert!(row("Continuing development").contains("1 hour 45 minutes"), "{rows:?}");
    assert!(row("Training").contains("2 hours"), "{rows:?}");
    assert!(row("Supervision received").contains("50 minutes"), "{rows:?}");
    browser.get("/passport").await.assert_sees(sentence).assert_sees("4 hours 35 minutes in all.");
    let payload = payload(&app, &grace).await;
    assert_eq!(payload["given"][0]["minutes"], 260);
    assert_eq!(payload["given"][0]["sessions"], 3);
}

#[tokio::test]
async fn a_supervisors_sessions_count_once_in_a_passport() {
    let app = TestApp::start().await;
    let (pool, grace, _) = coach(&app).await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    let id = relationship(&app, pool, grace.account_id, amina.account_id, "supervision", "2027-01-01").await;
    let now = app.now();
    let mut tx = app.app.db.begin().await.unwrap();
    rapport::relationships::sessions::add_held(
        &mut tx,
        &app.app,
        amina.account_id,
        rapport::platform::ids::RelationshipId(id),
        now.minus(jiff::SignedDuration::from_hours(48)),
        60,
        rapport::platform::ids::SubmissionId::new(now),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let payload = payload(&app, &grace).await;
    assert_eq!(payload["given"].as_array().unwrap().len(), 0);
    assert_eq!(payload["development"][0]["kind"], "supervision-given");
    assert_eq!(payload["development"][0]["minutes"], 60);
    let other = self::payload(&app, &amina).await;
    assert_eq!(other["development"][0]["confirmed_minutes"], 0, "the supervisor has not said so yet");
}

/// A passport against the same reckoned one month after the other, over random months.
#[tokio::test]
async fn whatever_was_sent_a_passport_adds_up_as_by_hand() {
    for seed in 1..4 {
        let app = TestApp::start().await;
        let (pool, grace, _) = coach(&app).await;
        let amina = given::account(&app).named("Amina Khan").make().await;
        let mut dice = Dice(seed);
        let mut expected: BTreeMap<(i64, String), i64> = BTreeMap::new();
        for month in 0..18_u64 {
            let (year, number) = (2025 + month / 12, month % 12 + 1);
            let name = format!("{year}-{number:02}");
            let mut recorded: BTreeMap<&str, i64> = BTreeMap::new();
            for _ in 0..dice.roll(3) {
                let minutes = i64::try_from(30 + dice.roll(60)).unwrap();
                held(
                    &app,
                    pool,
                    (&amina, &grace),
                    &format!("{name}-{:02}T12:00:00Z", 1 + dice.roll(28)),
                    i16::try_from(minutes).unwrap(),
                )
                .await;
                *recorded.entry("coaching").or_default() += minutes;
            }
            for _ in 0..dice.roll(4) {
                let kind =
                    ["supervision-received", "cpd", "training"][usize::try_from(dice.roll(3)).unwrap()];
                let minutes = i64::try_from(30 + dice.roll(60)).unwrap();
                ledger(
                    &app,
                    grace.account_id,
                    kind,
                    &format!("{name}-{:02}", 1 + dice.roll(28)),
                    i16::try_from(minutes).unwrap(),
                )
                .await;
                *recorded.entry(kind).or_default() += minutes;
            }
            let sent = ["open", "submitted", "unconfirmed", "amended", "none"]
                [usize::try_from(dice.roll(5)).unwrap()];
            let mut counts: BTreeMap<&str, i64> = recorded.clone();
            if sent != "none" {
                let said: Vec<(&str, i32)> = ["coaching", "mentoring", "supervision-received", "cpd"]
                    .into_iter()
                    .map(|kind| (kind, i32::try_from(dice.roll(200)).unwrap() * i32::from(dice.roll(3) > 0)))
                    .collect();
                stated(&app, pool, &grace, &name, sent, &said).await;
                if sent != "open" {
                    counts = said.iter().map(|(kind, minutes)| (*kind, i64::from(*minutes))).collect();
                    let (all, training) = (counts["cpd"], recorded.get("training").copied().unwrap_or(0));
                    counts.insert("training", training.min(all));
                    counts.insert("cpd", all - training.min(all));
                }
            }
            for (kind, minutes) in counts {
                *expected.entry((i64::try_from(year).unwrap(), kind.to_owned())).or_default() += minutes;
            }
        }
        expected.retain(|_, minutes| *minutes > 0);
        let payload = payload(&app, &grace).await;
        let read = |list: &str, kind: &str| -> Vec<((i64, String), i64)> {
            let rows = payload[list].as_array().unwrap().iter();
            rows.map(|row| {
                (
                    (row["year"].as_i64().unwrap(), row[kind].as_str().unwrap().to_owned()),
                    row["minutes"].as_i64().unwrap(),
                )
            })
            .filter(|(_, minutes)| *minutes > 0)
            .collect()
        };
        let shown: BTreeMap<(i64, String), i64> =
            read("given", "offering").into_iter().chain(read("development", "kind")).collect();
        assert_eq!(shown, expected, "seed {seed}");
    }
}
