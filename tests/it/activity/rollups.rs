//! What pages and files say, against the same reckoned one meeting after the other.

use std::collections::BTreeMap;

use jiff::civil::date;
use rapport::activity::model::Figures;
use rapport::activity::suppression::FEWEST;

use super::given::{Raw, Sums, raw, reckon, town};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::page::Page;

/// The meetings of a financial year, by London's calendar.
fn of_year(meetings: &[Raw], april: i16) -> Vec<Raw> {
    let within = |one: &&Raw| {
        let day = one.at.in_london().date();
        day >= date(april, 4, 1) && day < date(april + 1, 4, 1)
    };
    meetings.iter().filter(within).cloned().collect()
}

fn of_pool(meetings: &[Raw], pool: &str) -> Vec<Raw> {
    meetings.iter().filter(|one| one.pool == pool).cloned().collect()
}

/// The lines of the page's table: label, hours, meetings, people as they are written.
fn lines(page: &Page) -> BTreeMap<String, Vec<String>> {
    let labels = page.texts("table:not(.app-stated) tbody th");
    let cells = page.texts("table:not(.app-stated) tbody td");
    assert_eq!(cells.len(), labels.len() * 3, "{page}");
    let rows = cells.chunks(3).map(|row| {
        row.iter()
            .map(|cell| cell.split_once(' ').map_or(cell.as_str(), |(_, value)| value).to_owned())
            .collect()
    });
    labels.into_iter().zip(rows).collect()
}

fn written(sums: &Sums) -> BTreeMap<String, Vec<String>> {
    sums.iter()
        .map(|(label, (minutes, meetings, people))| {
            let hours = Figures { minutes: *minutes, ..Figures::default() }.hours();
            (label.clone(), vec![hours, meetings.to_string(), people.to_string()])
        })
        .collect()
}

fn label(by: &str, one: &Raw) -> String {
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match by {
        "month" => {
            let day = one.at.in_london().date();
            format!("{} {}", months[usize::try_from(day.month() - 1).unwrap()], day.year())
        }
        "offering" => match one.offering.as_str() {
            "coaching" => "Coaching".to_owned(),
            "mentoring" => "Mentoring".to_owned(),
            _ => "Coaching supervision".to_owned(),
        },
        "organisation" => one.organisation.clone().unwrap_or_else(|| "Employer not known".to_owned()),
        "system" => one.system.clone().unwrap_or_else(|| "Area not known".to_owned()),
        "region" => one.region.clone().unwrap_or_else(|| "Region not known".to_owned()),
        "pool" => one.pool.clone(),
        _ => one.profession.clone().unwrap_or_else(|| "Profession not known".to_owned()),
    }
}

async fn file(browser: &Client, path: &str) -> Vec<Vec<String>> {
    let answer = browser.get_only(path).await;
    answer.assert_ok();
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = answer.body.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

const BY: [&str; 6] = ["month", "offering", "organisation", "system", "region", "profession"];

#[tokio::test]
async fn a_pools_own_page_is_exact_by_everything() {
    for seed in [1, 2] {
        let app = TestApp::start().await;
        let town = town(&app, seed, 60).await;
        let browser = app.browser_of(&town.coordinator).await;
        let meetings = of_pool(&of_year(&raw(&app).await, 2026), "North pool");
        assert!(meetings.len() > 20, "there is something to reckon");
        for by in BY {
            let page = browser.get(&format!("/pools/{}/activity?year=2026&by={by}", town.pool)).await;
            let mut shown = lines(&page);
            let expected = written(&reckon(&meetings, |one| label(by, one)));
            if by == "month" {
                shown.retain(|_, cells| cells[1] != "0");
            }
            assert_eq!(shown, expected, "by {by}, seed {seed}");
            assert_eq!(
                page.texts("svg.app-bars text.app-bars__label").len() + 1,
                lines(&page).len(),
                "a bar a line"
            );
        }
    }
}

#[tokio::test]
async fn s13_what_leaves_the_pool_shows_no_figure_of_few_and_none_that_gives_one_away() {
    for seed in 1..6 {
        let app = TestApp::start().await;
        let town = town(&app, seed, 40).await;
        let browser = app.browser_of(&town.coordinator).await;
        let mut meetings = of_pool(&of_year(&raw(&app).await, 2026), "North pool");
        // It is 4 March 2027: February is not in yet.
        meetings.retain(|one| one.at.in_london().date() < date(2027, 2, 1));
        let mut left_out = 0;
        for by in BY {
            let path = format!("/pools/{}/activity.csv?year=2026&by={by}", town.pool);
            let rows = file(&browser, &path).await;
            let exact = reckon(&meetings, |one| label(by, one));
            let mut hidden = Vec::new();
            for row in &rows[1..] {
                let name = if row[0] == "Total" { "Together" } else { row[0].trim_start_matches('\'') };
                let Some((minutes, sessions, people)) = exact.get(name).copied() else {
                    assert!(
                        row[1..4] == ["0.00", "0", "0"] || row[1].is_empty(),
                        "a month of nothing: {row:?}"
                    );
                    continue;
                };
                if row[1] == "not shown" {
                    assert_eq!(row[1..4], ["not shown"; 3]);
                    hidden.push(people);
                } else {
                    let few = i64::try_from(people).unwrap() < FEWEST;
                    assert!(!few, "seed {seed}: {name} by {by} shows {people} people");
                    let hours = Figures { minutes, ..Figures::default() }.decimal_hours();
                    assert_eq!(row[1..4], [hours, sessions.to_string(), people.to_string()]);
                }
            }
            let total_is_out = rows.iter().any(|row| row[0] == "Total" && row[1] == "not shown");
            assert!(
                total_is_out || hidden.len() != 1,
                "seed {seed}: one alone comes back from the total, by {by}"
            );
            left_out += hidden.len();
        }
        assert!(left_out > 0, "a small pool leaves something out");
    }
}

#[tokio::test]
async fn s11_a_file_runs_nothing_and_taking_it_is_recorded() {
    let app = TestApp::start().await;
    let town = town(&app, 3, 60).await;
    let browser = app.browser_of(&town.coordinator).await;
    let rows = file(&browser, &format!("/pools/{}/activity.csv?year=2026&by=organisation", town.pool)).await;
    assert_eq!(rows[0], ["Organisation", "Hours", "Meetings", "People"]);
    assert!(rows.iter().any(|row| row[0] == "'=Hill Trust"), "{rows:?}");
    let (kind, data): (String, serde_json::Value) =
        sqlx::query_as("select kind, data from event where kind like 'activity.%'")
            .fetch_one(&app.app.db)
            .await
            .expect("one event");
    assert_eq!(
        (kind.as_str(), data),
        ("activity.taken", serde_json::json!({"year": 2026, "by": "organisation"}))
    );
}

#[tokio::test]
async fn the_hub_counts_every_hour_once_and_leaves_out_what_few_are_behind() {
    let app = TestApp::start().await;
    let _ = town(&app, 4, 60).await;
    let administrator =
        crate::support::given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let browser = app.browser_of(&administrator).await;
    let meetings = of_year(&raw(&app).await, 2026);
    for by in ["pool", "system", "region"] {
        let page = browser.get(&format!("/admin/activity?year=2026&by={by}")).await;
        let exact = reckon(&meetings, |one| label(by, one));
        let expected = written(&exact);
        for (name, cells) in lines(&page) {
            if cells[0] == "not shown" || cells == ["shown"; 3] {
                continue;
            }
            assert_eq!(cells, expected[&name], "{name} by {by}");
            assert!(exact[&name].2 >= 8);
        }
    }
}
