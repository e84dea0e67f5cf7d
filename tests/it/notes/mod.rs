//! Notes: each author's own, shared note by note, and nobody else's whatever way they try.

mod pages;
mod phone;
mod repeats;
mod rotation;
mod sealed;
mod secrecy;

use rapport::platform::ids::{PoolId, RelationshipId};
use rapport::relationships::notes::NoteId;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::pairs;

/// Two who work together, and everybody who might like to know what they write.
struct Here {
    app: TestApp,
    pool: PoolId,
    id: RelationshipId,
    amina: Person,
    grace: Person,
    owen: Person,
    asha: Person,
    ruth: Person,
}

impl Here {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "Open mentoring pool").await;
        let amina = given::account(&app).named("Amina Khan").make().await;
        let grace = given::account(&app).named("Grace Obi").practitioner().make().await;
        let owen = given::account(&app).named("Owen Price").make().await;
        let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
        let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
        let id = pairs::relationship(&app.app, pool, amina.account_id, grace.account_id, "mentoring").await;
        Self { app, pool, id, amina, grace, owen, asha, ruth }
    }

    fn path(&self) -> String {
        format!("/relationships/{}/notes", self.id)
    }

    async fn browser(&self, person: &Person) -> Client {
        self.app.browser_of(person).await
    }

    async fn note(&self, author: &Person, text: &str, shared: bool) -> NoteId {
        pairs::note(&self.app.app, self.id, author.account_id, text, shared).await
    }

    async fn end(&self) {
        pairs::end(&self.app.app, self.id).await;
    }

    /// As the owner of the schema, who is not held by row-level security.
    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.app.database.owner().await).await.unwrap()
    }
}
