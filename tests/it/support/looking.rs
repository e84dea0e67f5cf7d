//! Looking at a page in the browser: everything that axe-core, the width of a phone, a keyboard and the browser's own log
//! hold against it.

use std::time::Duration;

use super::browser::{Browser, DESK, PHONE};

/// Notes everything that is wrong with the page that is open at a desk's width, at both widths.
pub async fn look(browser: &Browser, name: &str, status: u16, wrong: &mut Vec<String>) {
    for element in browser.without_visible_focus().await {
        wrong.push(format!("{name}: the focus cannot be seen on {element}"));
    }
    for (size, width) in [(DESK, "wide"), (PHONE, "320 px")] {
        browser.resize(size).await;
        browser.picture(&format!("{name} {width}")).await;
        for violation in browser.violations().await {
            let nodes = violation.nodes.join("\n    ");
            wrong.push(format!("A1 {name} ({width}): {}: {}\n    {nodes}", violation.id, violation.help));
        }
        let overflow = browser.overflow().await;
        if overflow > 0 {
            wrong.push(format!("{name} ({width}): {overflow} px wider than the window"));
        }
    }
    let known = format!("status of {status}");
    for complaint in browser.complaints().await {
        if status < 400 || !complaint.contains(&known) {
            wrong.push(format!("{name}: the browser says {complaint}"));
        }
    }
}

/// Runs a script that leaves the page, and waits until the next one is there.
pub async fn leave_by(browser: &Browser, script: &str) {
    browser.evaluate(&format!("window.isBeforeLeaving = true; {script}")).await;
    // The answer is there when the page that held the mark is gone.
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(30)).await;
        let there = browser.evaluate("!window.isBeforeLeaving && document.readyState === 'complete'").await;
        if there == true {
            return;
        }
    }
    panic!("nothing came: {}", browser.path().await);
}
