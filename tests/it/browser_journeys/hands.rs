//! What somebody does with a finger, and what somebody does with keys.

use std::time::Instant;

use thirtyfour::prelude::*;

use crate::support::browser::Browser;

/// Taps, and counts them.
pub struct Finger<'a> {
    browser: &'a Browser,
    pub taps: u32,
    began: Instant,
}

impl<'a> Finger<'a> {
    pub fn on(browser: &'a Browser) -> Self {
        Self { browser, taps: 0, began: Instant::now() }
    }

    /// Taps the first visible thing that this selector finds.
    pub async fn tap(&mut self, css: &str) {
        for element in self.browser.driver.find_all(By::Css(css)).await.expect("elements") {
            if element.is_displayed().await.unwrap_or(false) {
                element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
                self.taps += 1;
                return;
            }
        }
        panic!("nothing to tap by {css} at {}: {}", self.browser.path().await, self.browser.text().await);
    }

    /// Taps a field and types.
    pub async fn write(&mut self, id: &str, text: &str) {
        self.tap(&format!("#{id}")).await;
        self.browser.keys(text).await;
    }

    pub fn tell(&self, what: &str) {
        println!("{what}: {} taps, {:.1} s in the browser", self.taps, self.began.elapsed().as_secs_f64());
    }
}

const PLACE: &str = "[...document.querySelectorAll('*')].indexOf(document.activeElement)";

/// Presses Tab until this is true of the focused element, which goes down the page all the while, and is seen.
async fn tab_until(browser: &Browser, condition: &str, what: &str) {
    let mut before = browser.evaluate(PLACE).await.as_i64().unwrap_or_default();
    for _ in 0..120 {
        if browser.evaluate(condition).await == true {
            assert_eq!(
                browser.evaluate("document.activeElement.matches(':focus-visible')").await,
                true,
                "{what}"
            );
            return;
        }
        browser.keys(Key::Tab).await;
        let place = browser.evaluate(PLACE).await.as_i64().unwrap_or_default();
        // Past the last one the focus begins again at the top.
        let from_the_top = browser.evaluate("document.activeElement === document.body || document.activeElement.matches('.nhsuk-skip-link')").await;
        assert!(place > before || from_the_top == true, "the focus jumps up the page on the way to {what}");
        before = place;
    }
    panic!("Tab never reaches {what} at {}: {}", browser.path().await, browser.text().await);
}

/// Goes to the field with this id and chooses it.
pub async fn choose(browser: &Browser, id: &str) {
    tab_until(browser, &format!("document.activeElement.id === {id:?}"), id).await;
    browser.keys(" ").await;
}

/// Goes to the link or button that begins with these words and presses Enter.
pub async fn enter(browser: &Browser, words: &str) {
    let condition = format!(
        "document.activeElement.matches('a, button, summary') && document.activeElement.textContent.trim().startsWith({words:?})"
    );
    tab_until(browser, &condition, words).await;
    browser.keys(Key::Enter).await;
}
