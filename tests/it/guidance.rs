//! The public pages: what they say, that their links lead somewhere, and that they need no script.

mod decide;
mod figures;
mod guides;
mod local;
mod search;

use std::collections::BTreeSet;

use rapport::platform::web::Site;

use crate::support::app::{BASE_URL, TestApp};
use crate::support::given;
use crate::support::page::Page;

const PAGES: [&str; 11] = [
    "/",
    "/guidance",
    "/guidance/reading",
    "/guidance/search",
    "/guidance/coaching-or-mentoring",
    "/how-it-works",
    "/privacy",
    "/cookies",
    "/accessibility",
    "/contact",
    "/contact/received",
];

#[tokio::test]
async fn public_pages_have_one_heading_a_title_and_no_script_in_the_page() {
    let app = TestApp::start().await;
    for path in PAGES {
        let page = app.get(path).await;
        page.assert_ok();
        assert_eq!(page.texts("h1").len(), 1, "{page}");
        assert!(page.title().ends_with(" – Rapport"), "{page}");
        assert_eq!(page.attributes("html", "lang"), ["en-GB"], "{page}");
        assert_eq!(page.texts("script:not([src]), style, [style]").len(), 0, "{page}");
        assert!(page.texts("main p").iter().all(|text| !text.is_empty()), "{page}");
        levels_do_not_skip(&page);
    }
}

/// Headings go down one level at a time, so that a screen reader's list of them makes sense.
fn levels_do_not_skip(page: &Page) {
    let document = page.document();
    let all = scraper::Selector::parse("main h1, main h2, main h3, main h4").expect("a selector");
    let mut last = 0;
    for heading in document.select(&all) {
        let level: u8 = heading.value().name()[1..].parse().expect("a level");
        assert!(level <= last + 1, "h{last} is followed by h{level}. {page}");
        last = level;
    }
}

#[tokio::test]
async fn a6_every_footer_leads_to_the_accessibility_statement() {
    let app = TestApp::start().await;
    for path in PAGES {
        let page = app.get(path).await;
        assert!(page.attributes("footer a", "href").contains(&"/accessibility".to_owned()), "{page}");
    }
    let statement = app.get("/accessibility").await;
    statement
        .assert_sees("partial compliance")
        .assert_sees("If something stops you")
        .assert_sees("30 November 2026");
}

#[tokio::test]
async fn links_inside_public_pages_lead_to_pages_and_headings_that_exist() {
    let app = TestApp::start().await;
    let declared: BTreeSet<&str> =
        rapport::app::routes(&app.app).declared().iter().map(|route| route.path).collect();
    for path in PAGES {
        let page = app.get(path).await;
        let outside = |href: &String| href.starts_with("https://");
        for href in page.attributes("main a", "href").into_iter().filter(|href| !outside(href)) {
            let (target, fragment) = href.split_once('#').unwrap_or((&href, ""));
            let target = if target.is_empty() { path } else { target };
            // Pages of other people's making are followed by the crawl; here they only have to be declared.
            if PAGES.contains(&target) {
                let target = app.get(target).await;
                target.assert_ok();
                if !fragment.is_empty() {
                    assert_eq!(target.texts(&format!("[id='{fragment}']")).len(), 1, "{href} on {path}");
                }
            } else {
                assert!(
                    declared.contains(target)
                        || target.starts_with("/guidance/")
                        || ["/register", "/sign-in", "/account", "/dashboard"].contains(&target),
                    "{href} on {path} leads nowhere"
                );
            }
        }
    }
}

#[tokio::test]
async fn home_speaks_to_mentees_mentors_and_coordinators_and_links_to_nothing_that_is_not_there() {
    let app = TestApp::start().await;
    let home = app.get("/").await;
    home.assert_heading("Find a coach or mentor who fits, and hear back");
    assert_eq!(home.texts("ol.app-steps > li").len(), 3, "{home}");
    for id in ["mentees", "mentors", "coordinators"] {
        assert_eq!(home.texts(&format!("h3[id='{id}']")).len(), 1, "{home}");
    }
    home.assert_sees("Your manager is not told").assert_sees("Grace is made up.");
    assert!(home.attributes("main a", "href").contains(&"/find".to_owned()), "{home}");
    assert!(home.attributes("main a, nav a", "href").contains(&"/guidance".to_owned()), "{home}");
    assert!(!home.attributes("a", "href").contains(&"/chemistry".to_owned()), "{home}");
}

#[tokio::test]
async fn the_differences_are_one_table_with_headed_rows_and_columns() {
    let app = TestApp::start().await;
    let page = app.get("/guidance/coaching-or-mentoring").await;
    assert_eq!(page.texts("table caption"), ["How coaching and mentoring differ"]);
    assert_eq!(page.texts("thead th[scope='col']"), ["What differs", "Coaching", "Mentoring"]);
    assert_eq!(
        page.texts("tbody th[scope='row']"),
        [
            "Purpose",
            "How long it lasts",
            "Structure of a meeting",
            "Agenda",
            "Who leads",
            "Experience they need",
            "Qualification and supervision",
            "Feedback to you",
            "Your line manager",
            "How it ends"
        ]
    );
    for row in page.document().select(&scraper::Selector::parse("tbody tr").expect("a selector")) {
        let cells = row.select(&scraper::Selector::parse("td").expect("a selector")).count();
        assert_eq!(cells, 2);
    }
}

#[tokio::test]
async fn the_only_telephone_numbers_are_the_emergency_ones() {
    let app = TestApp::start().await;
    let page = app.get("/guidance/coaching-or-mentoring").await;
    page.assert_sees("999").assert_sees("NHS 111").assert_sees("116 123").assert_sees("mental health option");
    let numbers = telephone_numbers(&page.text());
    assert!(numbers.is_empty(), "{numbers:?}");
}

/// Runs of more than four digits, with or without gaps, but for the one number that ships.
fn telephone_numbers(text: &str) -> Vec<String> {
    text.replace(['\u{a0}', '-', '(', ')'], " ")
        .replace("116 123", "")
        .split(|c: char| !c.is_ascii_digit() && c != ' ')
        .map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|digits| digits.len() > 4)
        .collect()
}

#[test]
fn a_telephone_number_is_known_however_it_is_written() {
    for written in ["0800 123 456", "01234567890", "(020) 7946-0958", "call 0300\u{a0}123 now"] {
        assert_eq!(telephone_numbers(written).len(), 1, "{written}");
    }
    assert!(telephone_numbers("116\u{a0}123, 999, 45 to 60 minutes in 2026, 2,000 people").is_empty());
}

#[tokio::test]
async fn s5_the_cookies_page_lists_every_cookie_the_hub_sets() {
    let app = TestApp::start().await;
    let listed = app.get("/cookies").await.texts("tbody th code");
    // Somebody signs in, and does something that leaves a sentence for the next page.
    let amina = given::account(&app).with_password("four quiet herons wade").make().await;
    let page = app.get("/sign-in").await;
    let fields = [("email", amina.email.as_str()), ("password", "four quiet herons wade")];
    app.submit(&page, &fields).await.assert_path("/dashboard");
    let form = app.get("/contact").await;
    let fields = [("topic", "other"), ("message", "Hello")];
    let filled = form.form_having(&fields).filled(&fields);
    let filled: Vec<(&str, &str)> =
        filled.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.post_only("/contact", &filled).await.assert_status(303);
    // A visitor looks for somebody, in their own words too; an account puts two questions off.
    app.follow().await;
    let visitor = app.another_browser();
    let place = visitor.get("/find/place?offering=mentoring").await;
    visitor.submit(&place, &[("area", "system-E54000054")]).await.assert_ok();
    let find = visitor.get("/find").await;
    visitor.submit_form(&find.form_to("/find"), &[("own_words", "confidence")]).await.assert_ok();
    let questions = app.get("/find").await;
    app.press(&questions, "Not now").await.assert_ok();
    app.post_only("/contact", &filled).await;
    for (name, value) in visitor.cookies() {
        app.set_cookie(&name, &value);
    }
    let mut given: Vec<String> = app.cookies().into_keys().collect();
    let mut listed = listed;
    given.sort();
    listed.sort();
    assert_eq!(given, listed, "the page lists what the browser was given, no more and no less");
}

#[tokio::test]
async fn the_privacy_notice_names_a_controller_notes_and_rights() {
    let app = TestApp::start().await;
    let page = app.get("/privacy").await;
    page.assert_sees("The organisation that runs this hub at http://127.0.0.1:3000 is the controller")
        .assert_sees("article 6(1)(e)")
        .assert_sees("12 months after a relationship ends")
        .assert_sees("a court may too")
        .assert_sees("Information Commissioner");
    assert!(page.attributes("main a", "href").contains(&"/cookies".to_owned()), "{page}");
}

#[tokio::test]
async fn the_privacy_notice_names_the_operator_that_the_settings_name() {
    let app = TestApp::with(Site {
        base_url: BASE_URL.to_owned(),
        demo: false,
        operator: Some("Example Integrated Care Board".to_owned()),
        navigation: rapport::navigation::links,
    })
    .await;
    app.get("/privacy")
        .await
        .assert_sees("Example Integrated Care Board runs this hub and is the controller");
    let demo = TestApp::start_demo().await;
    demo.get("/privacy").await.assert_sees("This copy of the hub is a demonstration.");
}
