//! The guides: every one can be read, says when it was reviewed, and leads somewhere.

use std::collections::BTreeSet;

use axum::Router;
use axum::routing::get;
use jiff::SignedDuration;
use rapport::guidance::guides::{Audience, Guide, Guides, guides};

use crate::support::app::TestApp;
use crate::support::given;

fn all() -> &'static Guides {
    guides().unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn every_guide_has_one_heading_a_summary_and_the_day_of_its_review() {
    let app = TestApp::start().await;
    for guide in all() {
        let page = app.get(&guide.href()).await;
        page.assert_ok().assert_heading(&guide.front.title);
        super::levels_do_not_skip(&page);
        assert_eq!(page.texts("main .nhsuk-lede-text"), std::slice::from_ref(&guide.front.summary), "{page}");
        assert!(page.text().contains("Reviewed "), "{page}");
        assert_eq!(page.texts("script:not([src]), style, [style]").len(), 0, "{page}");
        assert!(!guide.front.next.is_empty(), "{} has no next step", guide.slug);
        assert!(!guide.front.words.is_empty(), "{} has no words people use for it", guide.slug);
    }
}

#[tokio::test]
async fn the_list_has_every_guide_under_whom_it_is_for() {
    let app = TestApp::start().await;
    let page = app.get("/guidance").await;
    page.assert_ok().assert_heading("Guidance").assert_sees_not("Due another look");
    for audience in Audience::ALL {
        let section = format!("section[aria-labelledby='{}'] a", audience.code());
        let listed = page.attributes(&section, "href");
        let expected: Vec<String> = all().of(audience).map(rapport::guidance::guides::Guide::href).collect();
        assert_eq!(listed, expected, "{page}");
    }
}

#[tokio::test]
async fn guides_lead_to_the_one_before_and_the_one_after_for_the_same_people() {
    let app = TestApp::start().await;
    let mentees: Vec<String> = all().of(Audience::Mentees).map(Guide::href).collect();
    let around = |page: &crate::support::page::Page, rel: &str| {
        page.attributes(&format!(".nhsuk-pagination a[rel='{rel}']"), "href")
    };
    let first = app.get(&mentees[0]).await;
    assert!(around(&first, "prev").is_empty(), "{first}");
    assert_eq!(around(&first, "next"), [mentees[1].clone()], "{first}");
    let last = app.get(mentees.last().expect("a guide")).await;
    assert!(around(&last, "next").is_empty(), "{last}");
}

#[tokio::test]
async fn a_guide_nobody_reviewed_for_a_year_says_so_and_is_listed_for_those_who_look_after_it() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let coordinator = given::account(&app).coordinator_of(pool).make().await;
    let mentee = given::account(&app).make().await;
    let guide = all().iter().next().expect("a guide");
    app.get(&guide.href()).await.assert_sees_not("more than a year ago");
    let page = app.browser_of(&coordinator).await.get("/guidance").await;
    page.assert_sees("Every guide was reviewed within the last year");
    app.advance(SignedDuration::from_hours(24 * 400));
    let old = app.get(&guide.href()).await;
    old.assert_sees("more than a year ago").assert_sees("tell a coordinator");
    let page = app.browser_of(&coordinator).await.get("/guidance").await;
    let listed = page.attributes("section[aria-labelledby='due'] a", "href");
    assert!(listed.contains(&guide.href()), "{page}");
    for browser in [app.another_browser(), app.browser_of(&mentee).await] {
        browser.get("/guidance").await.assert_ok().assert_sees_not("Due another look");
    }
}

#[tokio::test]
async fn every_link_of_every_guide_leads_to_a_page_and_a_heading_that_exist() {
    let app = TestApp::start().await;
    let router = rapport::app::routes(&app.app)
        .declared()
        .iter()
        .map(|route| route.path)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .fold(Router::<()>::new(), |router, path| router.route(path, get(|| async {})));
    let leads = async |path: &str| {
        let request = http::Request::get(path).body(axum::body::Body::empty()).expect("a request");
        let answer = tower::ServiceExt::oneshot(router.clone(), request).await.expect("an answer");
        answer.status().is_success()
    };
    let mut dead = Vec::new();
    for guide in all() {
        let own = guide.href();
        let links = guide.body.links.iter().chain(guide.front.next.iter().map(|step| &step.href));
        for link in links.filter(|link| !link.starts_with("https://")) {
            let (page, fragment) = link.split_once('#').unwrap_or((link, ""));
            let (page, _) = page.split_once('?').unwrap_or((page, ""));
            let page = if page.is_empty() { own.as_str() } else { page };
            let slug = page.strip_prefix("/guidance/");
            let known = match slug.and_then(|slug| all().find(slug)) {
                Some(other) => {
                    fragment.is_empty() || other.body.headings.iter().any(|heading| heading.id == fragment)
                }
                None if slug.is_some() => app.get_only(page).await.status.as_u16() < 400,
                None => leads(page).await,
            };
            if !known {
                dead.push(format!("{}: {link}", guide.slug));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn no_guide_gives_a_telephone_number_but_the_emergency_ones() {
    for guide in all() {
        let words: Vec<&str> = guide.body.passages.iter().map(|passage| passage.text.as_str()).collect();
        let numbers = super::telephone_numbers(&words.join(" "));
        assert!(numbers.is_empty(), "{}: {numbers:?}", guide.slug);
    }
}
