//! Everybody's own data: a copy that is complete and holds nothing of anybody else's, and an account that is closed leaves nothing.

mod closing;
mod erasure;
mod everything;
mod pages;
mod register;
mod retention;

use serde_json::Value;

use crate::support::client::Client;
use crate::support::page::Page;

/// Asks for a copy and stays at the answer.
async fn copy(browser: &Client, format: &str) -> Page {
    browser.post_only("/account/data", &[("format", format)]).await
}

async fn json(browser: &Client) -> Value {
    let copy = copy(browser, "json").await;
    copy.assert_status(200);
    serde_json::from_str(&copy.body).expect("JSON")
}
