//! Hours as stated in monthly activity, on pages and in files, against the rows added up one after the other.

use std::collections::{BTreeMap, BTreeSet};

use rapport::activity::model::Figures;
use rapport::activity::suppression::FEWEST;
use rapport::platform::ids::PoolId;
use uuid::Uuid;

use super::given::Dice;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;

const KINDS: [(&str, &str); 5] = [
    ("coaching", "Coaching"),
    ("mentoring", "Mentoring"),
    ("supervision-given", "Supervision given"),
    ("supervision-received", "Supervision received"),
    ("cpd", "CPD"),
];

/// A figure as it lies in the tables.
#[derive(Debug, Clone, sqlx::FromRow)]
struct Row {
    account: Uuid,
    pool: Option<String>,
    month: String,
    status: String,
    kind: String,
    minutes: i32,
}

struct Hub {
    app: TestApp,
    pool: PoolId,
    coordinator: Person,
    rows: Vec<Row>,
}

/// Two pools, and coaches and mentors who stated random months of 2026.
async fn hub(seed: u64, people: u64) -> Hub {
    let app = TestApp::start().await;
    let mut dice = Dice(seed);
    let pools = [given::pool(&app, "North pool").await, given::pool(&app, "South pool").await];
    let coordinator = given::account(&app).named("Priya Sharma").coordinator_of(pools[0]).make().await;
    for _ in 0..people {
        let account = given::account(&app).named("Grace Obi").make().await.account_id;
        for month in 3..=10 {
            let status =
                ["open", "submitted", "unconfirmed", "amended"][usize::try_from(dice.roll(4)).unwrap()];
            let id = Uuid::new_v4();
            sqlx::query(
                "insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on, submitted_at)
                 values ($1, $2, make_date(2026, $3, 1), $4, now(), '2027-12-01', case when $4 <> 'open' then now() end)",
            )
            .bind(id)
            .bind(account)
            .bind(month)
            .bind(status)
            .execute(&app.app.db)
            .await
            .unwrap();
            for (kind, _) in KINDS {
                for pool in [Some(pools[0]), Some(pools[1]), None] {
                    let often = match kind {
                        "coaching" => 2,
                        "cpd" => 3,
                        _ => 9,
                    };
                    if dice.roll(often) > 0
                        || (pool.is_none() && KINDS[..3].iter().any(|(own, _)| *own == kind))
                    {
                        continue;
                    }
                    sqlx::query(
                        "insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes) values ($1, $2, $3, $4, 0)",
                    )
                    .bind(id)
                    .bind(pool)
                    .bind(kind)
                    .bind(i32::try_from(dice.roll(300)).unwrap())
                    .execute(&app.app.db)
                    .await
                    .unwrap();
                }
            }
        }
    }
    let rows = sqlx::query_as(
        "select m.account_id as account, p.name as pool, to_char(m.month, 'YYYY-MM') as month, m.status, f.kind, f.minutes
         from monthly_return m join monthly_return_figure f using (monthly_return_id) left join pool p using (pool_id)",
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap();
    Hub { app, pool: pools[0], coordinator, rows }
}

/// Minutes, and of how many people, of each key and kind and (a key of "") of all keys; kind "" is all that is with people.
type Sums = BTreeMap<(String, String), (i64, i64)>;

fn reckon(rows: &[Row], key: impl Fn(&Row) -> Option<String>) -> Sums {
    let mut sums: BTreeMap<(String, String), (i64, BTreeSet<Uuid>)> = BTreeMap::new();
    for row in rows {
        let in_year = row.month.as_str() >= "2026-04";
        if row.status == "open" || row.minutes == 0 || !in_year {
            continue;
        }
        let Some(key) = key(row) else { continue };
        let mut add = |key: &str, kind: &str| {
            let sum = sums.entry((key.to_owned(), kind.to_owned())).or_default();
            sum.0 += i64::from(row.minutes);
            sum.1.insert(row.account);
        };
        add(&key, &row.kind);
        add("", &row.kind);
        if KINDS[..3].iter().any(|(kind, _)| *kind == row.kind) {
            add("", "");
        }
    }
    sums.into_iter()
        .map(|(at, (minutes, people))| (at, (minutes, i64::try_from(people.len()).unwrap())))
        .collect()
}

fn of_pool(row: &Row) -> Option<String> {
    (row.pool.as_deref() == Some("North pool")).then(|| row.month.clone())
}

fn hours(minutes: i64) -> String {
    Figures { minutes, ..Figures::default() }.hours()
}

fn decimal(minutes: i64) -> String {
    Figures { minutes, ..Figures::default() }.decimal_hours()
}

fn month(code: &str) -> String {
    code.parse::<rapport::returns::Month>().unwrap().to_string()
}

/// The table of stated hours: label, then what its cells say without their headings.
fn lines(page: &Page) -> BTreeMap<String, Vec<String>> {
    let labels = page.texts(".app-stated tbody th");
    let cells = page.texts(".app-stated tbody td");
    let each = cells.len() / labels.len().max(1);
    let said = |cell: &String| {
        let headings = KINDS.iter().map(|(_, heading)| *heading).chain(["Hours as stated"]);
        let heading =
            headings.filter(|heading| cell.starts_with(heading)).max_by_key(|heading| heading.len());
        cell.trim_start_matches(heading.unwrap_or_default()).trim().to_owned()
    };
    labels.into_iter().zip(cells.chunks(each.max(1)).map(|row| row.iter().map(said).collect())).collect()
}

async fn file(browser: &Client, path: &str) -> Vec<Vec<String>> {
    let answer = browser.get_only(path).await;
    answer.assert_ok();
    let text = answer.body.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn a_pools_own_page_says_exactly_what_was_stated_by_month_and_by_kind() {
    for seed in [1, 2] {
        let hub = hub(seed, 9).await;
        let browser = hub.app.browser_of(&hub.coordinator).await;
        let sums = reckon(&hub.rows, of_pool);
        let minutes =
            |key: &str, kind: &str| sums.get(&(key.to_owned(), kind.to_owned())).map_or(0, |sum| sum.0);
        assert!(sums.len() > 20, "there is something to reckon");
        let path = format!("/pools/{}/activity?year=2026", hub.pool);
        let (page, statements) = hub.app.statements(browser.get(&format!("{path}&by=month"))).await;
        assert!(statements.len() <= 4, "the viewer's and three: {statements:#?}");
        let shown = lines(&page);
        for code in ["2026-04", "2026-05", "2026-10", "2027-01"] {
            let sent = hub.rows.iter().any(|row| {
                row.month == code && row.status != "open" && row.pool.as_deref() == Some("North pool")
            });
            let said = |kind| if sent { hours(minutes(code, kind)) } else { "nothing sent".to_owned() };
            let expected: Vec<String> = KINDS.iter().map(|(kind, _)| said(kind)).collect();
            assert_eq!(shown[&month(code)], expected, "{code}, seed {seed}");
        }
        let together: Vec<String> = KINDS.iter().map(|(kind, _)| hours(minutes("", kind))).collect();
        assert_eq!(shown["Together"], together);
        let page = browser.get(&format!("{path}&by=offering")).await;
        let shown = lines(&page);
        for (kind, heading) in KINDS {
            assert_eq!(shown[heading], [hours(minutes("", kind))], "{heading}");
        }
        assert_eq!(shown["Coaching, mentoring and supervision given, together"], [hours(minutes("", ""))]);
        for by in ["organisation", "profession"] {
            assert!(lines(&browser.get(&format!("{path}&by={by}")).await).is_empty());
        }
    }
}

/// What is shown is right and of enough, and what is left out of a sum is never one alone.
fn check(what: &str, rows: &[(String, String, String)], sums: &Sums, said: impl Fn(i64) -> String) -> usize {
    let mut out: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, kind, cell) in rows {
        let (minutes, people) = sums.get(&(key.clone(), kind.clone())).copied().unwrap_or_default();
        if cell == "not shown" {
            *out.entry(kind.as_str()).or_default() += usize::from(!key.is_empty());
        } else if cell.is_empty() || cell == "nothing sent" {
            assert_eq!(minutes, 0, "{what}: {key} {kind}");
        } else {
            assert_eq!(*cell, said(minutes), "{what}: {key} {kind}");
            assert!(people == 0 || people >= FEWEST, "{what}: {key} {kind} shows {people} people");
        }
    }
    for kind in KINDS.iter().map(|(kind, _)| *kind).chain([""]) {
        let total = rows.iter().find(|(key, own, _)| key.is_empty() && own == kind);
        let total_is_out = total.is_some_and(|(.., cell)| cell == "not shown");
        assert!(
            total_is_out || out.get(kind).copied().unwrap_or(0) != 1,
            "{what}: one alone comes back of {kind}"
        );
    }
    out.values().sum()
}

/// What was stated by month with people: of months that are in.
fn with_people(row: &Row) -> Option<String> {
    let own = KINDS[..3].iter().any(|(kind, _)| *kind == row.kind);
    of_pool(row).filter(|_| own)
}

fn by_month(rows: &[Row]) -> Sums {
    let mut sums = reckon(rows, with_people);
    let mut people: BTreeMap<(String, String), (i64, BTreeSet<Uuid>)> = BTreeMap::new();
    for row in
        rows.iter().filter(|row| row.status != "open" && row.minutes > 0 && row.month.as_str() >= "2026-04")
    {
        if let Some(key) = with_people(row) {
            let sum = people.entry((key, String::new())).or_default();
            sum.0 += i64::from(row.minutes);
            sum.1.insert(row.account);
        }
    }
    for (at, (minutes, people)) in people {
        sums.insert(at, (minutes, i64::try_from(people.len()).unwrap()));
    }
    sums
}

#[tokio::test]
async fn s13_what_leaves_the_pool_shows_nothing_that_few_stated() {
    let mut left_out = 0;
    for (seed, people) in [(3, 12), (4, 24), (6, 40)] {
        let hub = hub(seed, people).await;
        let browser = hub.app.browser_of(&hub.coordinator).await;
        let sums = by_month(&hub.rows);
        let rows = file(&browser, &format!("/pools/{}/activity.csv?year=2026&by=month", hub.pool)).await;
        assert_eq!(rows[0], ["Month", "Hours", "Meetings", "People", "Hours as stated"]);
        assert_eq!(rows[rows.len() - 2][0], "January 2027", "the last that is in on 4 March");
        let codes: BTreeMap<String, String> =
            (4..=12).map(|number| format!("2026-{number:02}")).map(|code| (month(&code), code)).collect();
        let key = |label: &str| match label {
            "Total" | "Together" => String::new(),
            label => codes.get(label).cloned().unwrap_or_else(|| label.to_owned()),
        };
        let cells: Vec<(String, String, String)> =
            rows[1..].iter().map(|row| (key(&row[0]), String::new(), row[4].clone())).collect();
        left_out += check("file by month", &cells, &sums, decimal);
        let rows = file(&browser, &format!("/pools/{}/activity.csv?year=2026&by=offering", hub.pool)).await;
        assert_eq!(rows[0][4], "Hours as stated");
        let kind = |label: &str| match label {
            "Total" => Some(""),
            "Coaching supervision" => Some("supervision-given"),
            label => KINDS.iter().find(|(_, heading)| *heading == label).map(|(kind, _)| *kind),
        };
        let cells: Vec<(String, String, String)> = rows[1..]
            .iter()
            .map(|row| (String::new(), kind(&row[0]).unwrap_or_default().to_owned(), row[4].clone()))
            .collect();
        let all = reckon(&hub.rows, of_pool);
        check("file by kind", &cells, &all, decimal);
        let (report, statements) =
            hub.app.statements(browser.get(&format!("/pools/{}/report?year=2026", hub.pool))).await;
        assert!(statements.len() <= 4, "the viewer's and three: {statements:#?}");
        let labels = report.texts(".app-report tbody th");
        let shown = report.texts(".app-report tbody td:nth-child(3)");
        assert_eq!(labels.len(), shown.len());
        let cells: Vec<(String, String, String)> = labels
            .iter()
            .zip(shown)
            .map(|(label, cell)| {
                (key(label), String::new(), cell.replace("Hours as stated", "").trim().to_owned())
            })
            .collect();
        check("report", &cells, &sums, hours);
    }
    assert!(left_out > 0, "a small pool leaves something out");
}

/// What is left out of hours from sessions is left out of hours as stated, and what was sent for some months only is said so.
#[tokio::test]
async fn s13_a_month_is_left_out_of_both_or_of_neither() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let coordinator = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let mut mentors = Vec::new();
    for _ in 0..9 {
        mentors.push(given::account(&app).named("Grace Obi").make().await.account_id);
    }
    // Nine meet in July to October, but in August only five of them do, and in October only seven send their month.
    for (at, mentor) in mentors.iter().enumerate() {
        let mentee = given::account(&app).named("Amina Khan").make().await.account_id;
        let id =
            crate::returns::given::relationship(&app, pool, *mentor, mentee, "mentoring", "2026-05-01").await;
        for month in 7..=10 {
            if month == 8 && at > 4 {
                continue;
            }
            let minutes = i16::try_from(30 + 10 * at).unwrap();
            crate::returns::given::held(&app, id, &format!("2026-{month:02}-10T09:00Z"), minutes).await;
            if month == 10 && at > 6 {
                continue;
            }
            let sent = Uuid::new_v4();
            sqlx::query(
                "insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on, submitted_at)
                 values ($1, $2, make_date(2026, $3, 1), 'submitted', now(), '2027-12-01', now())",
            )
            .bind(sent)
            .bind(mentor)
            .bind(month)
            .execute(&app.app.db)
            .await
            .unwrap();
            sqlx::query(
                "insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes) values ($1, $2, 'mentoring', $3, 0)",
            )
            .bind(sent)
            .bind(pool)
            .bind(i32::from(minutes))
            .execute(&app.app.db)
            .await
            .unwrap();
        }
    }
    let browser = app.browser_of(&coordinator).await;
    let rows = file(&browser, &format!("/pools/{pool}/activity.csv?year=2026&by=month")).await;
    let cells = |label: &str| {
        let row = rows.iter().find(|row| row[0] == label).unwrap();
        (row[1].clone(), row[4].clone())
    };
    let shown = |one: &str, other: &str| (one.into(), other.into());
    assert_eq!(cells("September 2026"), shown("10.50", "10.50"));
    // The few of August and October may be the same people, so July goes with them.
    for label in ["July 2026", "August 2026", "October 2026"] {
        assert_eq!(cells(label), shown("not shown", "not shown"), "{label}");
    }
    assert_eq!(cells("November 2026"), shown("0.00", ""), "nobody sent November");
    let report = browser.get(&format!("/pools/{pool}/report?year=2026")).await;
    report.assert_sees("Sent for July 2026 to October 2026 only:").assert_sees("hours with people.");
    browser.get(&format!("/pools/{pool}/activity?year=2026")).await.assert_sees("nothing sent");
}

fn cells_of(page: &Page, codes: &BTreeMap<String, String>) -> Vec<(String, String, String)> {
    let mut cells = Vec::new();
    for (label, row) in lines(page) {
        let key =
            if label == "Together" { String::new() } else { codes.get(&label).cloned().unwrap_or(label) };
        cells.extend(KINDS.iter().zip(row).map(|((kind, _), cell)| (key.clone(), (*kind).to_owned(), cell)));
    }
    assert!(!cells.is_empty(), "{page}");
    cells
}

#[tokio::test]
async fn s13_the_whole_hub_says_by_pool_what_was_stated() {
    let hub = hub(5, 12).await;
    let ruth = given::account(&hub.app).named("Ruth Adeyemi").administrator().make().await;
    // There have to be sessions for the page to have a table.
    let mentee = given::account(&hub.app).named("Amina Khan").make().await;
    let id = crate::returns::given::relationship(
        &hub.app,
        hub.pool,
        ruth.account_id,
        mentee.account_id,
        "coaching",
        "2026-05-01",
    )
    .await;
    crate::returns::given::held(&hub.app, id, "2026-05-10T09:00Z", 60).await;
    let browser = hub.app.browser_of(&ruth).await;
    let sums = reckon(&hub.rows, |row| Some(row.pool.clone().unwrap_or_else(|| "Of no pool".to_owned())));
    let page = browser.get("/admin/activity?year=2026&by=pool").await;
    let cells = cells_of(&page, &BTreeMap::new());
    assert_eq!(cells.len(), 20, "two pools, none, and all together");
    check("hub", &cells, &sums, hours);
    let page = browser.get("/admin/activity?year=2026&by=region").await;
    assert!(lines(&page).is_empty());
    page.assert_sees("Hours of places are those of sessions");
}
