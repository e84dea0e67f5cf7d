mod apart;
mod bad_input;
mod correction;
mod example;
mod export;
mod import;
mod invitations;
mod measure;
mod reading;
mod workbook;

use rapport::platform::ids::{PoolId, SubmissionId};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::page::Page;

/// The example register, as a region would send it: made-up people.
pub fn example() -> Vec<u8> {
    std::fs::read("tests/fixtures/registers/example.csv").expect("the example register")
}

/// A hub with a pool and, in its own browser, the pool's coordinator.
pub struct Register {
    pub app: TestApp,
    pub pool: PoolId,
    pub coordinator: Person,
}

impl Register {
    pub async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "Midlands pool").await;
        let coordinator = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
        app.sign_in_as(&coordinator).await;
        Self { app, pool, coordinator }
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/pools/{}{rest}", self.pool)
    }

    /// Uploads a file and stays at the answer.
    pub async fn upload(&self, browser: &Client, name: &str, file: &[u8]) -> Page {
        let submission = SubmissionId::new(self.app.now()).to_string();
        browser.upload_only(&self.path("/import"), &submission, name, file).await
    }

    /// Uploads a file and has it checked with the columns as proposed; the page of the import.
    pub async fn checked(&self, file: &[u8]) -> Page {
        let answer = self.upload(&self.app, "register.csv", file).await;
        let at = answer.assert_status(303).header("location").expect("the columns").to_owned();
        let columns = self.app.get(&at).await;
        let after = self.app.press(columns.assert_ok(), "Save and check the file").await;
        self.settled(&after.path).await
    }

    /// The page of an import once the work on it has ended.
    pub async fn settled(&self, path: &str) -> Page {
        for _ in 0..600 {
            let page = self.app.get(path).await;
            if page.texts("progress").is_empty() {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the work on {path} does not end");
    }

    /// Uploads, checks and brings in; the page of the import.
    pub async fn brought_in(&self, file: &[u8]) -> Page {
        let checked = self.checked(file).await;
        let after = self.app.press(&checked, "Bring the register in").await;
        self.settled(&after.path).await
    }

    /// Email, name and the rest of everybody an import left waiting.
    pub async fn entries(&self) -> Vec<(String, serde_json::Value)> {
        sqlx::query_as("select email, imported from register_entry where pool_id = $1 order by created_at, register_entry_id")
            .bind(self.pool)
            .fetch_all(&self.app.app.db)
            .await
            .expect("the entries")
    }

    pub async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned()))
            .fetch_one(&self.app.app.db)
            .await
            .expect("a count")
    }

    /// Writes the letters that are due now.
    pub async fn write_letters(&self) -> u64 {
        let mut tx = self.app.app.db.begin().await.expect("a transaction");
        let now = self.app.now();
        let written = rapport::registers::invitations::write_due(&mut tx, &self.app.app, now, 1000)
            .await
            .expect("letters");
        tx.commit().await.expect("committed");
        written
    }
}

/// A small register.
pub fn small() -> &'static [u8] {
    "Ref,Name,Email,Band,Offer,Can help with,Languages,Max clients,Seeing now,Available?,About me,Last supervision,Qualifications,Publish\n\
     1,Amina Khan,amina@trust.example,8a,Coach,\"Resilience; Confidence\",Urdu,3 (term time),1,Yes,\"I listen, <b>and</b> ask.\",2026-11-01,ILM 7,Y\n\
     2,Björn Ek,bjorn@trust.example,7,Mentor,New role / transitions,,,,No - on leave til Jan,,,,N\n"
        .as_bytes()
}
