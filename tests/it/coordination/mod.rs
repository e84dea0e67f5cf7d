//! Enquiries: somebody writes, those who may answer are told and see a clock, one of them answers.

mod contact;
mod dashboard;
mod enquiries;
mod exposure;
mod matching;
mod own;
mod routing;
mod together;

use rapport::coordination::EnquiryId;
use rapport::platform::ids::{OrganisationId, PoolId};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;

pub const MESSAGE: &str = "How do I find a mentor outside my trust?\n\nI work nights.";

pub fn typed<'a>() -> [(&'a str, &'a str); 4] {
    [("name", "Siân O’Neill"), ("email", "sian@example.org"), ("topic", "finding"), ("message", MESSAGE)]
}

pub async fn write(app: &TestApp, from: &Client) -> Page {
    let form = from.get("/contact").await;
    let page = from.submit(&form, &typed()).await;
    assert_eq!(app.mails_to("sian@example.org").await.len(), 1, "{page}");
    page
}

pub async fn coordinator(app: &TestApp, name: &str, pool: PoolId) -> (Person, Client) {
    let person = given::account(app).named(name).coordinator_of(pool).make().await;
    let browser = app.browser_of(&person).await;
    (person, browser)
}

pub async fn administrator(app: &TestApp, name: &str) -> (Person, Client) {
    let person = given::account(app).named(name).administrator().make().await;
    let browser = app.browser_of(&person).await;
    (person, browser)
}

pub async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.app.db).await.expect("a count")
}

pub async fn only_enquiry(app: &TestApp) -> EnquiryId {
    sqlx::query_scalar("select enquiry_id from enquiry").fetch_one(&app.app.db).await.expect("one enquiry")
}

pub async fn organisation_pool(app: &TestApp, name: &str, organisation: OrganisationId) -> PoolId {
    let pool_id = PoolId::new(app.now());
    sqlx::query(
        "insert into pool (pool_id, name, level, organisation_id, valid_from, created_at)
         values ($1, $2, 'organisation', $3, '2026-01-01', $4)",
    )
    .bind(pool_id)
    .bind(name)
    .bind(organisation)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a pool");
    pool_id
}
