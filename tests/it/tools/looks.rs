//! The tools in a real browser, and their sheets as HTML: every state at both widths, on paper, and by keyboard alone.

use serde_json::json;
use thirtyfour::prelude::*;

use super::{FORMS, states};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, DESK, PHONE, serve};
use crate::support::nu;

#[tokio::test]
async fn a3_every_state_is_valid_html() {
    let app = TestApp::start().await;
    let mut pages = Vec::new();
    for state in states() {
        pages.push((state.name, app.post_only(state.path, &state.fields).await.body));
    }
    for path in FORMS {
        pages.push((path, app.get(path).await.body));
        pages.push((path, app.post_only(path, &[]).await.body));
    }
    let bodies: Vec<&str> = pages.iter().map(|(_, body)| body.as_str()).collect();
    let found: Vec<String> = nu::check(&bodies)
        .into_iter()
        .map(|finding| format!("{}: {} in {}", pages[finding.page].0, finding.message, finding.extract))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Sends these fields from a page of the hub, as a form of it would.
async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) {
    browser.open(path).await;
    let script = format!(
        "(() => {{
           const form = document.createElement('form');
           form.method = 'post';
           form.action = '{path}';
           for (const [name, value] of {}) {{
             const field = document.createElement('input');
             field.type = 'hidden';
             Object.assign(field, {{ name, value }});
             form.append(field);
           }}
           document.body.append(form);
           window.isBeforeSending = true;
           form.submit();
         }})()",
        json!(fields)
    );
    browser.evaluate(&script).await;
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        if browser.evaluate("!window.isBeforeSending && document.readyState === 'complete'").await == true {
            return;
        }
    }
    panic!("the form to {path} was not answered");
}

/// Pages of A4 the page shown prints on. The renderer writes each page as an object of that type.
async fn printed(browser: &Browser, name: &str) -> usize {
    let margin = 0.4;
    let answer = browser
        .command(
            "Page.printToPDF",
            json!({"paperWidth": 8.27, "paperHeight": 11.69, "marginTop": margin, "marginBottom": margin,
                   "marginLeft": margin, "marginRight": margin}),
        )
        .await;
    let pdf =
        data_encoding::BASE64.decode(answer["data"].as_str().unwrap_or_default().as_bytes()).expect("a PDF");
    if let Ok(folder) = std::env::var("RAPPORT_TEST_SCREENSHOTS") {
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(format!("{folder}/{}.pdf", name.replace(' ', "-")), &pdf).expect("a file");
    }
    let text = String::from_utf8_lossy(&pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a1_every_state_looks_right_at_both_widths_and_fits_on_two_pages_of_paper() {
    let (app, served) = serve(false).await;
    let browser = Browser::start(&app.app.site.base_url).await;
    let mut wrong = Vec::new();
    for state in states() {
        browser.resize(DESK).await;
        send(&browser, state.path, &state.fields).await;
        for element in browser.without_visible_focus().await {
            wrong.push(format!("{}: the focus cannot be seen on {element}", state.name));
        }
        for (size, width) in [(DESK, "wide"), (PHONE, "narrow")] {
            browser.resize(size).await;
            browser.picture(&format!("{} {width}", state.name)).await;
            for violation in browser.violations().await {
                wrong.push(format!("{} ({width}): {}: {:#?}", state.name, violation.help, violation.nodes));
            }
            let overflow = browser.overflow().await;
            if overflow > 0 {
                wrong.push(format!("{} ({width}): {overflow} px wider than the window", state.name));
            }
        }
        browser.resize(DESK).await;
        if browser.evaluate("!!document.querySelector('.app-sheet')").await == true {
            let pages = printed(&browser, state.name).await;
            println!("{}: {pages} printed", state.name);
            if !(1..=2).contains(&pages) {
                wrong.push(format!("{}: prints on {pages} pages", state.name));
            }
        }
    }
    browser.quit().await;
    served.stop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a2_a_goal_from_the_list_to_the_sheet_and_back_by_keyboard_without_scripts() {
    let (app, served) = serve(false).await;
    let browser = Browser::start(&app.app.site.base_url).await;
    browser.resize(PHONE).await;
    browser.scripts(false).await;
    browser.open("/tools/grow").await;
    browser.tab_to("goal").await;
    browser.keys("Run our team meeting").await;
    browser.tab_to("reality").await;
    browser.keys("Ruth runs it").await;
    browser.tab_to("options").await;
    browser.keys("Watch").await;
    browser.keys(Key::Enter).await;
    browser.keys("Run half").await;
    browser.tab_to("what-1").await;
    browser.keys("Ask Ruth").await;
    browser.tab_to("by-1-day").await;
    browser.keys("31").await;
    browser.tab_to("by-1-month").await;
    browser.keys("4").await;
    browser.tab_to("by-1-year").await;
    browser.keys("2027").await;
    browser.tab_to("sure").await;
    browser.keys(Key::Space).await;
    // Enter in a line of text presses the button that makes the sheet.
    browser.tab_to("surer").await;
    browser.keys(Key::Enter).await;
    browser.wait_for_text("There is no such day: check the date of action 1").await;
    assert!(browser.driver.title().await.expect("a title").starts_with("Error: "));

    browser.tab_to("by-1-day").await;
    browser.keys("30").await;
    browser.keys(Key::Enter).await;
    browser.wait_for_text("Friday 30 April 2027").await;
    assert_eq!(browser.path().await, "/tools/grow", "nothing typed is in the address");
    let text = browser.text().await;
    for words in ["Run our team meeting", "Ruth runs it", "Run half", "Ask Ruth", "1 out of 10"] {
        assert!(text.contains(words), "{words}: {text}");
    }

    for _ in 0..40 {
        if browser.focused().await == "Change it" {
            break;
        }
        browser.keys(Key::Tab).await;
    }
    browser.keys(Key::Enter).await;
    browser.wait_for_text("Goal: what do you want?").await;
    let options = browser.evaluate("document.getElementById('options').value").await;
    assert_eq!(options, "Watch\nRun half");
    browser.quit().await;
    served.stop().await;
}
