//! The ranked list: who is on it, in which order, why, and what to do when it is thin.

use rapport::vocabulary::List;

use super::hub::{Hub, Made, bradford, leicester};

const BOARD: &str = "/find/results?offering=mentoring&area=stepping-up-to-board&area-weight=must&seniority=above-2&where=my-system&where-weight=nice";

#[tokio::test]
async fn the_best_match_comes_first_and_says_why() {
    let hub = Hub::new().await;
    hub.mentor(Made {
        name: "Ada Bell",
        employer: leicester(),
        band: "afc-7",
        areas: &["stepping-up-to-board"],
        ..Made::default()
    })
    .await;
    hub.mentor(Made {
        name: "Zoe Young",
        employer: bradford(),
        band: "afc-8d",
        areas: &["stepping-up-to-board"],
        ..Made::default()
    })
    .await;
    hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    let browser = hub.browser().await;
    let page = browser.get(BOARD).await;
    page.assert_ok().assert_heading("2 mentors have all you must have");
    assert_eq!(page.texts(".app-match__name"), ["Zoe Young", "Ada Bell"]);
    assert_eq!(page.texts(".app-match .app-fit b"), ["100%", "64%"]);
    page.assert_sees("helps with this")
        .assert_sees("five above you")
        .assert_sees("one above you")
        .assert_sees_not("Ben Cole");
    let why = browser.get(&page.attributes(".app-match a[href^='/find/why/']", "href")[1]).await;
    why.assert_ok().assert_heading("Why 64%?").assert_sees("match 2 of 2");
    let points: Vec<u32> = why
        .texts("tbody td:last-child span:last-child")
        .iter()
        .map(|points| points.trim().parse().expect("a number"))
        .collect();
    assert_eq!(points.iter().sum::<u32>(), 64, "{points:?}");
}

#[tokio::test]
async fn the_same_list_comes_as_json_for_scripts() {
    let hub = Hub::new().await;
    hub.mentor(Made {
        name: "Zoe Young",
        band: "afc-8d",
        areas: &["stepping-up-to-board"],
        headline: "Ask me",
        ..Made::default()
    })
    .await;
    let browser = hub.browser().await;
    let (status, found) = browser.get_json(BOARD).await;
    assert_eq!(status, 200);
    assert_eq!(found["total"], 1);
    let person = &found["people"][0];
    assert_eq!((person["name"].as_str(), person["percent"].as_u64()), (Some("Zoe Young"), Some(100)));
    let points: u64 =
        person["reasons"].as_array().unwrap().iter().map(|reason| reason["points"].as_u64().unwrap()).sum();
    assert_eq!(points, 100);
    assert!(found["next"].is_null());
}

#[tokio::test]
async fn names_are_withheld_until_employment_is_proven() {
    let hub = Hub::new().await;
    hub.mentor(Made { name: "Grace Obi", ..Made::default() }).await;
    let unproven = hub.unproven().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&unproven).await;
    let page = browser.get("/find/results?offering=mentoring&area=confidence").await;
    page.assert_ok().assert_sees("Names appear once your employment is confirmed").assert_sees_not("Grace");
    assert_eq!(page.texts(".app-match__name"), ["Mentor"]);
    let (_, found) = browser.get_json("/find/results?offering=mentoring&area=confidence").await;
    assert!(found["people"][0]["name"].is_null());
}

#[tokio::test]
async fn few_matches_show_one_step_that_finds_more_and_it_does() {
    let hub = Hub::new().await;
    for name in ["Ada Bell", "Ben Cole", "Cy Dean"] {
        hub.mentor(Made { name, employer: leicester(), ..Made::default() }).await;
    }
    let browser = hub.browser().await;
    let page = browser
        .get("/find/results?offering=mentoring&area=confidence&where=my-system&where-weight=must")
        .await;
    page.assert_ok().assert_heading("No mentor with a place has all you must have");
    page.assert_sees("Make In my area important instead of must have").assert_sees("3 people");
    let step = page.attributes(".app-repair a", "href").remove(0);
    browser.get(&step).await.assert_heading("3 mentors have a place");
}

#[tokio::test]
async fn full_people_are_shown_apart() {
    let hub = Hub::new().await;
    hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let full = hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    hub.set_active(&full, 2).await;
    let browser = hub.browser().await;
    let page = browser.get("/find/results?offering=mentoring&area=confidence").await;
    assert_eq!(page.texts(".app-match__name"), ["Ada Bell"]);
    page.assert_sees("Full for now").assert_sees("1 person matches and has no place left");
    assert!(page.texts(".app-full h3").concat().contains("Ben Cole"), "{page}");
}

#[tokio::test]
async fn whom_the_database_no_longer_shows_is_not_shown_even_by_a_stale_index() {
    let hub = Hub::new().await;
    hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    let gone = hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    let browser = hub.browser().await;
    // Behind the back of the triggers that tell the index.
    let mut owner = hub.app.database.owner().await;
    sqlx::raw_sql("alter table membership disable trigger membership_matching_update")
        .execute(&mut owner)
        .await
        .unwrap();
    sqlx::query("update membership set status = 'suspended' where account_id = $1")
        .bind(gone.account_id)
        .execute(&mut owner)
        .await
        .unwrap();
    let page = browser.get("/find/results?offering=mentoring").await;
    assert_eq!(page.texts(".app-match__name"), ["Ada Bell"]);
    browser.get(&format!("/find/why/{}?offering=mentoring", gone.account_id)).await.assert_not_found();
}

#[tokio::test]
async fn pages_of_twenty_follow_each_other_without_gap_or_repeat() {
    let hub = Hub::new().await;
    for number in 0..45 {
        let name = format!("Person {number:02}");
        let areas: &[&str] = if number % 2 == 0 { &["confidence"] } else { &["delegation"] };
        hub.mentor(Made { name: &name, areas, ..Made::default() }).await;
    }
    let browser = hub.browser().await;
    let mut path = "/find/results?offering=mentoring&area=confidence".to_owned();
    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    loop {
        let page = browser.get(&path).await;
        let names = page.texts(".app-match__name");
        sizes.push(names.len());
        seen.extend(names);
        match page.attributes("main a.nhsuk-button[href*='after=']", "href").pop() {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(sizes, [20, 20, 5]);
    let mut all = seen.clone();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 45, "{seen:?}");
}

#[tokio::test]
async fn s12_a_day_of_looking_has_an_end() {
    let hub = Hub::new().await;
    hub.mentor(Made::default()).await;
    let mentee = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.browser_of(&mentee).await;
    sqlx::query("insert into view_budget (account_id, day, views) values ($1, '2027-03-04', 59)")
        .bind(mentee.account_id)
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    browser.get("/find/results?offering=mentoring").await.assert_ok();
    let page = browser.get("/find/results?offering=mentoring").await;
    page.assert_status(429).assert_heading("That is a lot of people for one day").assert_sees_not("Grace");
    let (status, _) = browser.get_json("/find/results?offering=mentoring").await;
    assert_eq!(status, 429);
    hub.app.advance(jiff::SignedDuration::from_hours(24));
    let browser = hub.app.browser_of(&mentee).await;
    browser.get("/find/results?offering=mentoring").await.assert_ok();
}

#[tokio::test]
async fn a_page_of_results_makes_three_statements_however_many_people_there_are() {
    let hub = Hub::new().await;
    hub.mentor(Made { biography: "Sailing, and wards", ..Made::default() }).await;
    let browser = hub.browser().await;
    let form = browser.get("/find").await.form_to("/find");
    let found = browser.submit_form(&form, &[("own_words", "sailing")]).await;
    let path = found.path.clone();
    let (page, few) = hub.app.statements(browser.get_only(&path)).await;
    page.assert_ok();
    for number in 0..25 {
        hub.mentor(Made { name: &format!("Person {number}"), ..Made::default() }).await;
    }
    hub.app.caught_up().await;
    let (_, many) = hub.app.statements(browser.get_only(&path)).await;
    assert_eq!(few.len(), many.len(), "{many:#?}");
    assert!(many.len() <= 4, "the viewer's and three: {many:#?}");
}

#[tokio::test]
async fn words_in_what_people_wrote_count_as_nice_to_have() {
    let hub = Hub::new().await;
    hub.mentor(Made {
        name: "Ada Bell",
        areas: &["delegation"],
        biography: "I sail at weekends.",
        ..Made::default()
    })
    .await;
    hub.mentor(Made { name: "Ben Cole", areas: &["delegation"], ..Made::default() }).await;
    let browser = hub.browser().await;
    let form = browser.get("/find").await.form_to("/find");
    let page = browser.submit_form(&form, &[("own_words", "somebody who likes sailing")]).await;
    assert_eq!(page.texts(".app-match__name")[0], "Ada Bell");
    page.assert_sees("sailing");
}

#[tokio::test]
async fn special_1_lived_experience_is_no_filter_and_changes_nothing() {
    let hub = Hub::new().await;
    let ada = hub.mentor(Made { name: "Ada Bell", ..Made::default() }).await;
    hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await;
    let browser = hub.browser().await;
    let plain = "/find/results?offering=mentoring&area=confidence";
    let (_, before) = browser.get_json(plain).await;
    let term = hub.term(List::LivedExperience, "disabled").await;
    sqlx::query("insert into lived_experience (account_id, term_id, usage, consent_version, consented_at) values ($1, $2, 'matched', 1, $3)")
        .bind(ada.account_id)
        .bind(term)
        .bind(hub.app.now())
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    hub.app.caught_up().await;
    let asking = [
        "lived-experience=disabled",
        "lived-experience=disabled&lived-experience-weight=must",
        "area=disabled:must",
        "profession=disabled",
        "language=disabled",
    ];
    for asked in asking {
        let (_, after) = browser.get_json(&format!("{plain}&{asked}")).await;
        assert_eq!(after["people"], before["people"], "{asked}");
        assert_eq!(after["total"], before["total"], "{asked}");
    }
}

#[tokio::test]
async fn r12_until_the_index_is_loaded_a_search_says_try_again() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    let browser = hub.app.browser_of(&mentee).await;
    browser.get("/find/results?offering=mentoring").await.assert_status(503);
    hub.app.follow().await;
    browser.get("/find/results?offering=mentoring").await.assert_ok();
}

#[tokio::test]
async fn the_first_ten_are_counted_as_shown_once_for_each_look() {
    let hub = Hub::new().await;
    for number in 0..12 {
        let name = format!("Mentor Number{number}");
        hub.mentor(Made { name: &name, ..Made::default() }).await;
    }
    let browser = hub.browser().await;
    for _ in 0..2 {
        browser.get("/find/results?offering=mentoring").await.assert_ok();
    }
    let app = &hub.app.app;
    assert_eq!(app.exposure.flush(&app.db).await.unwrap(), 10);
    let (people, times): (i64, i64) =
        sqlx::query_as("select count(*), sum(shown) from exposure where opened = 0")
            .fetch_one(&app.db)
            .await
            .unwrap();
    assert_eq!((people, times), (10, 20));
}
