//! What is around every page: assets, navigation, the flash, the demonstration's bar.

use http::Method;
use rapport::platform::web::assets;
use rapport::platform::web::flash::{self, Flash, FlashKind};

use crate::support::app::TestApp;

const A_PAGE: &str = "/";

#[tokio::test]
async fn every_asset_a_page_names_is_there_and_kept_for_a_year() {
    let app = TestApp::start().await;
    let page = app.get(A_PAGE).await;
    let mut addresses = page.attributes("link[href], script[src], img[src]", "href");
    addresses.extend(page.attributes("script[src], img[src]", "src"));
    assert!(addresses.len() >= 5, "{addresses:?}");
    for address in addresses {
        let asset = app.get_only(&address).await;
        asset.assert_ok();
        assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"), "{address}");
        assert!(asset.header("etag").is_some(), "{address}");
    }
}

#[tokio::test]
async fn an_asset_comes_compressed_and_is_not_sent_twice() {
    let app = TestApp::start().await;
    let address = assets::url("css/app.css");
    let plain = app.get_only(address).await;
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain.header("content-type"), Some("text/css; charset=utf-8"));
    for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")] {
        let sent = app.send(Method::GET, address, &[("accept-encoding", accepted)], None).await;
        assert_eq!(sent.header("content-encoding"), Some(encoding), "{accepted}");
        assert_eq!(sent.header("vary"), Some("accept-encoding"));
        let tag = sent.header("etag").expect("an etag").to_owned();
        let again = app
            .send(Method::GET, address, &[("accept-encoding", accepted), ("if-none-match", &tag)], None)
            .await;
        again.assert_status(304);
        assert!(again.body.is_empty());
    }
}

#[tokio::test]
async fn what_is_no_asset_is_not_found_and_another_releases_address_is_not_kept() {
    let app = TestApp::start().await;
    for path in
        ["/assets/x/css/none.css", "/assets/x/../Cargo.toml", "/assets/x/vendor/nhsuk-frontend/LICENCE"]
    {
        app.get_only(path).await.assert_not_found();
    }
    let other = app.get_only("/assets/another-release/css/app.css").await;
    assert_eq!(other.assert_ok().header("cache-control"), Some("no-cache"));
    let icon = app.get_only("/favicon.ico").await;
    assert_eq!(icon.assert_ok().header("content-type"), Some("image/x-icon"));
}

#[tokio::test]
async fn a6_every_page_leads_to_help_and_to_what_we_promise() {
    let app = TestApp::start().await;
    let page = app.get(A_PAGE).await;
    let footer = page.attributes("footer a", "href");
    assert_eq!(footer, ["/contact", "/guidance", "/how-it-works", "/privacy", "/cookies", "/accessibility"]);
    assert_eq!(
        page.attributes("body > a", "href"),
        ["#maincontent"],
        "the way past the navigation comes first"
    );
    assert_eq!(page.attributes("html", "lang"), ["en-GB"]);
    assert!(page.title().ends_with("– Rapport"));
}

#[tokio::test]
async fn a_sentence_after_a_change_is_shown_once_and_as_text() {
    let app = TestApp::start().await;
    let said = Flash { kind: FlashKind::Success, text: "Your <b>name</b> is changed.".to_owned() };
    app.set_cookie(flash::COOKIE, said.cookie().value());
    let page = app.get(A_PAGE).await;
    page.assert_sees("Your <b>name</b> is changed.");
    assert_eq!(page.attributes("[role=alert]", "aria-labelledby"), ["nhsuk-notification-banner-title"]);
    assert_eq!(app.cookie(flash::COOKIE), None);
    app.get(A_PAGE).await.assert_sees_not("is changed");
}

#[tokio::test]
async fn an_asset_does_not_use_up_the_sentence_and_rubbish_says_nothing() {
    let app = TestApp::start().await;
    let said = Flash { kind: FlashKind::Notice, text: "We are closed on Monday.".to_owned() };
    app.set_cookie(flash::COOKIE, said.cookie().value());
    app.get_only(assets::url("css/app.css")).await.assert_ok();
    app.get(A_PAGE).await.assert_sees("We are closed on Monday.");
    app.set_cookie(flash::COOKIE, "not-ours");
    let page = app.get(A_PAGE).await;
    assert!(page.texts(".nhsuk-notification-banner").is_empty());
    assert_eq!(app.cookie(flash::COOKIE), None);
}

#[tokio::test]
async fn only_a_demonstration_says_it_is_one() {
    let app = TestApp::start().await;
    assert!(app.get(A_PAGE).await.texts(".app-demo").is_empty());
    let demo = TestApp::start_demo().await;
    assert_eq!(demo.get(A_PAGE).await.attributes(".app-demo a", "href"), ["/demo/mail"]);
}
