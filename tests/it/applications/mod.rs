//! Applying to a pool: the short form, the long one, the conversation and the decision.

mod closing;
mod deciding;
mod long;
mod short;
mod sweeping;

use rapport::platform::ids::{ApplicationId, PoolId};
use rapport::vocabulary::{List, terms};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;

/// A national pool with its coordinator at work.
async fn pool(app: &TestApp, name: &str) -> (PoolId, Person, Client) {
    let pool = given::pool(app, name).await;
    let coordinator = given::account(app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&coordinator).await;
    (pool, coordinator, browser)
}

/// The id of a term, as forms send it.
async fn term(app: &TestApp, list: List, code: &str) -> String {
    let mut db = app.app.db.acquire().await.expect("a connection");
    let terms = terms(&mut db, &[list]).await.expect("the terms");
    let found = terms.iter().find(|term| term.code == code);
    found.unwrap_or_else(|| panic!("no term {code}")).term_id.to_string()
}

/// Begins an application through the form; the page it leads to.
async fn begin(browser: &Client, pool: PoolId, offering: &str) -> Page {
    let start = browser.get("/apply").await;
    let pool = pool.to_string();
    browser.submit(&start, &[("pool", &pool), ("offerings", offering), ("kind", "employee")]).await
}

/// The id in the path of an application's page.
fn id_of(page: &Page) -> ApplicationId {
    let id = page.path.trim_start_matches("/applications/").split('/').next().unwrap_or_default();
    id.parse().unwrap_or_else(|_| panic!("{} is no application's page", page.path))
}

/// A short form filled in as somebody would.
async fn filled(app: &TestApp) -> Vec<(&'static str, String)> {
    vec![
        ("headline", "I help new ward managers find their feet".to_owned()),
        ("job_title", "Matron".to_owned()),
        ("profession", term(app, List::Profession, "nursing").await),
        ("seniority", term(app, List::Seniority, "afc-8a").await),
        ("areas", term(app, List::DevelopmentArea, "confidence").await),
        ("delivery", term(app, List::Delivery, "video").await),
        ("capacity", "2".to_owned()),
        ("terms", "yes".to_owned()),
    ]
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn assert_error_about(page: &Page, field: &str, part: &str) {
    let error = page.error_on(field).unwrap_or_default();
    assert!(error.contains(part), "expected {part:?} beside {field}, found {error:?}");
}

async fn status(app: &TestApp, id: ApplicationId) -> String {
    sqlx::query_scalar("select status from application where application_id = $1")
        .bind(id)
        .fetch_one(&app.app.db)
        .await
        .expect("the application")
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.app.db).await.expect(sql)
}
