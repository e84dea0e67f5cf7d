//! Goals of two who work together: set by GROW, measured, met and celebrated, by both and by nobody else.

mod changes;
mod pages;

use jiff::SignedDuration;
use rapport::platform::ids::{PoolId, RelationshipId};
use rapport::relationships::goals::GoalId;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;
use crate::support::pairs;

const DAY: SignedDuration = SignedDuration::from_hours(24);

struct Here {
    app: TestApp,
    pool: PoolId,
    id: RelationshipId,
    amina: Person,
    grace: Person,
}

impl Here {
    async fn new() -> Self {
        Self::offering("mentoring").await
    }

    async fn offering(offering: &str) -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "Open pool").await;
        let amina = given::account(&app).named("Amina Khan").make().await;
        let grace = given::account(&app).named("Grace Obi").practitioner().make().await;
        let id = pairs::relationship(&app.app, pool, amina.account_id, grace.account_id, offering).await;
        Self { app, pool, id, amina, grace }
    }

    fn path(&self) -> String {
        format!("/relationships/{}/goals", self.id)
    }

    async fn browser(&self, person: &Person) -> Client {
        self.app.browser_of(person).await
    }

    async fn goal(&self, aim: &str) -> GoalId {
        pairs::goal(&self.app.app, self.id, self.amina.account_id, aim).await
    }

    /// The form of a new goal, filled in with these fields and kept.
    async fn set(&self, browser: &Client, fields: &[(&str, &str)]) -> Page {
        let page = browser.get(&format!("{}/new", self.path())).await;
        let fields = [fields, &[("step", "keep")]].concat();
        browser.submit_form(&page.form_with_button("Keep this goal"), &fields).await
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.app.app.db).await.unwrap()
    }
}
