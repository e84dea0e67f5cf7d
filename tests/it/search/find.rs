//! Saying what one wants: the form, the private part, where a visitor works, and what is asked once.

use super::hub::{Hub, Made, leeds};
use crate::support::given;

#[tokio::test]
async fn the_form_comes_back_as_its_address_says() {
    let hub = Hub::new().await;
    let browser = hub.browser().await;
    let page = browser
        .get("/find?offering=coaching&area=confidence&area=delegation:nice&area-weight=must&seniority=above-2&day=tue&part=evening")
        .await;
    page.assert_ok().assert_heading("Find a coach or mentor");
    let checked = page.attributes("form[action='/find'] input[checked]", "value");
    for value in ["coaching", "confidence", "delegation:nice", "above-2", "tue", "evening", "must"] {
        assert!(checked.contains(&value.to_owned()), "{value} in {checked:?}");
    }
    let results = browser.submit_form(&page.form_to("/find"), &[]).await;
    results.assert_ok();
    assert!(results.text().contains("Delegation"), "{results}");
}

#[tokio::test]
async fn a_first_search_asks_two_things_and_never_again() {
    let hub = Hub::new().await;
    hub.app.follow().await;
    let newcomer = hub.newcomer().await;
    let browser = hub.app.browser_of(&newcomer).await;
    let page = browser.get("/find?offering=mentoring&area=confidence").await;
    page.assert_path("/find/about-me").assert_heading("Two questions, once");
    let again = browser.submit_form(&page.form_to("/find/about-me"), &[]).await;
    again.assert_status(422);
    again.assert_error("profession", "Choose the staff group nearest to yours");
    again.assert_error("band", "Choose your band or grade");
    let nursing = hub.term(rapport::vocabulary::List::Profession, "nursing").await.to_string();
    let band = hub.term(rapport::vocabulary::List::Seniority, "afc-6").await.to_string();
    let found = browser.submit(&again, &[("profession", &nursing), ("band", &band)]).await;
    found.assert_path("/find").assert_sees("You are not asked again");
    assert!(found.path.ends_with("area=confidence"), "{}", found.path);
    browser.get("/find").await.assert_path("/find");
}

#[tokio::test]
async fn a_first_search_can_wait_with_the_two_questions() {
    let hub = Hub::new().await;
    hub.app.follow().await;
    let newcomer = hub.newcomer().await;
    let browser = hub.app.browser_of(&newcomer).await;
    let page = browser.get("/find").await;
    browser.press(&page, "Not now").await.assert_heading("Find a coach or mentor");
    browser.get("/find").await.assert_path("/find");
}

#[tokio::test]
async fn own_words_find_their_subjects_and_stay_out_of_every_address() {
    let hub = Hub::new().await;
    hub.mentor(Made { areas: &["stepping-up-to-board"], ..Made::default() }).await;
    let browser = hub.browser().await;
    let page = browser.get("/find").await;
    let form = page.form_to("/find");
    let words = "I want to move from ward to board, and there is conflict with my manager";
    let results = browser.submit_form(&form, &[("own_words", words)]).await;
    results.assert_ok().assert_sees("What we understood is below").assert_sees("Stepping up to board");
    let address = results.path.clone();
    assert!(address.starts_with("/find/results?"), "{address}");
    assert!(address.contains("area=stepping-up-to-board") && address.contains("draft="), "{address}");
    for secret in ["conflict", "ward", "manager"] {
        assert!(!address.contains(secret), "{secret} in {address}");
    }
    let tags = results.texts(".app-want");
    assert!(tags.iter().any(|tag| tag.contains("Conflict")), "{tags:?}");
    let without =
        browser.submit_form(&results.form_having(&[("what", "conflict")]), &[("what", "conflict")]).await;
    assert!(!without.texts(".app-want").iter().any(|tag| tag.contains("Conflict")), "{without}");
}

#[tokio::test]
async fn s1_a_draft_is_of_no_use_to_anybody_else() {
    let hub = Hub::new().await;
    let browser = hub.browser().await;
    let page = browser.get("/find").await;
    let form = page.form_to("/find");
    let results = browser.submit_form(&form, &[("own_words", "I burned out last winter")]).await;
    let address = results.path.clone();
    assert!(results.texts(".app-want").iter().any(|tag| tag.contains("Wellbeing")), "{results}");
    let other = given::account(&hub.app).named("Tess Ray").employed_by(leeds()).make().await;
    let stranger = hub.app.browser_of(&other).await;
    let seen = stranger.get(&address).await;
    seen.assert_ok();
    assert!(seen.texts(".app-want").is_empty(), "{seen}");
    seen.assert_sees_not("Wellbeing");
    let query = &address["/find/results?".len()..];
    let posted =
        stranger.post_only("/find/private/removal", &[("what", "wellbeing"), ("address", query)]).await;
    posted.assert_status(303);
    let kept = browser.get(&address).await;
    assert!(kept.texts(".app-want").iter().any(|tag| tag.contains("Wellbeing")), "{kept}");
}

#[tokio::test]
async fn sensitive_subjects_in_an_address_are_left_out_and_the_page_says_where_they_belong() {
    let hub = Hub::new().await;
    let browser = hub.browser().await;
    for path in ["/find", "/find/results"] {
        let page = browser.get(&format!("{path}?offering=mentoring&area=conflict&area=confidence")).await;
        page.assert_ok().assert_sees("Some subjects stay out of addresses");
        assert!(!page.text().contains("Must have Conflict"));
    }
}

#[tokio::test]
async fn a_visitor_says_where_they_work_and_sees_reasons_without_names() {
    let hub = Hub::new().await;
    hub.mentor(Made { name: "Grace Obi", headline: "From ward to board", ..Made::default() }).await;
    hub.app.follow().await;
    let visitor = hub.app.another_browser();
    let page = visitor.get("/find/results?offering=mentoring&area=confidence").await;
    page.assert_path("/find/place").assert_heading("Where do you work?");
    let nothing = visitor.submit(&page, &[]).await;
    nothing.assert_status(422).assert_error("area", "Choose your employer, or the area you work in");
    let results = visitor.submit(&nothing, &[("area", "system-E54000054")]).await;
    results.assert_ok().assert_heading("1 mentor has a place");
    results.assert_sees("helps with this").assert_sees_not("Grace").assert_sees_not("Obi");
    assert!(results.attributes(".app-match a", "href").iter().all(|href| href.starts_with("/find/why/")));
    assert!(visitor.cookie("rapport_wants").is_some_and(|kept| kept.contains("confidence")));
    let (status, _) = visitor.get_json("/find/results?offering=mentoring").await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn what_a_visitor_chose_survives_registration() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.another_browser();
    let place = browser.get("/find/place?offering=coaching&area=delegation").await;
    browser.submit(&place, &[("area", "system-E54000054")]).await.assert_ok();
    given::sign_in(&hub.app, &browser, &mentee).await;
    let page = browser.get("/find").await;
    page.assert_ok().assert_sees("We kept what was chosen here before you signed in");
    let checked = page.attributes("input[checked]", "value");
    assert!(
        checked.contains(&"delegation".to_owned()) && checked.contains(&"coaching".to_owned()),
        "{checked:?}"
    );
}

#[tokio::test]
async fn counts_follow_the_choices() {
    let hub = Hub::new().await;
    hub.mentor(Made { name: "Ada Bell", areas: &["confidence"], ..Made::default() }).await;
    hub.mentor(Made { name: "Ben Cole", areas: &["delegation"], ..Made::default() }).await;
    let browser = hub.browser().await;
    for (query, total) in [
        ("offering=mentoring", 2),
        ("offering=mentoring&area=confidence", 2),
        ("offering=mentoring&area=confidence&area-weight=must", 1),
        ("offering=coaching", 0),
    ] {
        let (status, counted) = browser.get_json(&format!("/find/count?{query}")).await;
        assert_eq!((status.as_u16(), counted["total"].as_u64()), (200, Some(total)), "{query}: {counted}");
    }
}

#[tokio::test]
async fn wants_of_before_signing_in_are_taken_up_once() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.another_browser();
    let place = browser.get("/find/place?offering=coaching&area=delegation").await;
    browser.submit(&place, &[("area", "system-E54000054")]).await.assert_ok();
    given::sign_in(&hub.app, &browser, &mentee).await;
    browser.get("/find").await.assert_sees("We kept what was chosen here before you signed in");
    browser.get("/find").await.assert_sees_not("We kept what was chosen here before you signed in");
}

#[tokio::test]
async fn what_a_visitor_wrote_is_not_shown_to_who_signs_in_on_the_same_browser() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    hub.app.follow().await;
    let browser = hub.app.another_browser();
    let place = browser.get("/find/place?offering=mentoring").await;
    browser.submit(&place, &[("area", "system-E54000054")]).await.assert_ok();
    let find = browser.get("/find").await;
    let words = [("own_words", "I am being bullied and burned out"), ("private_area", "conflict")];
    let results = browser.submit_form(&find.form_to("/find"), &words).await;
    assert!(results.texts(".app-want").iter().any(|tag| tag.contains("Conflict")), "{results}");
    let address = results.path.clone();
    for cookie in browser.cookies().values() {
        assert!(!cookie.contains("conflict") && !cookie.contains("draft"), "{cookie}");
    }
    given::sign_in(&hub.app, &browser, &mentee).await;
    for path in ["/find", address.as_str()] {
        let page = browser.get(path).await;
        page.assert_ok().assert_sees_not("bullied");
        assert!(!page.texts(".app-want").iter().any(|tag| tag.contains("Conflict")), "{page}");
    }
}

#[tokio::test]
async fn a2_nothing_typed_is_lost_whichever_button_is_pressed() {
    let hub = Hub::new().await;
    hub.app.follow().await;
    let visitor = hub.app.another_browser();
    let page = visitor.get("/find").await;
    let filled = [("own_words", "to sail"), ("area", "delegation"), ("offering", "coaching")];
    let place = visitor.submit_form(&page.form_to("/find"), &filled).await;
    place.assert_heading("Where do you work?");
    let results = visitor.submit(&place, &[("area", "system-E54000054")]).await;
    let again = visitor.get(&results.attributes("main a[href^='/find?']", "href")[0]).await;
    let checked = again.attributes("input[checked]", "value");
    assert!(
        checked.contains(&"delegation".to_owned()) && checked.contains(&"coaching".to_owned()),
        "{checked:?}"
    );
    again.assert_sees("to sail");
}
