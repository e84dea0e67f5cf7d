//! The whole hub in this process, on a database of its own, with a clock that stands still.

use std::ops::Deref;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use jiff::SignedDuration;
use rapport::accounts::hasher::{HashCost, Hasher};
use rapport::app::{self, App};
use rapport::platform::clock::{Clock, Instant};
use rapport::platform::key_ring::KeyRing;
use rapport::platform::mail::{CalendarPart, Outbox};
use rapport::platform::seal;
use rapport::platform::secrets::{Purpose, Secret};
use rapport::platform::turns::Turns;
use rapport::platform::web::{Limits, Site};
use rapport::profiles::exposure::Exposure;
use rapport::search::Live;
use tokio::task::JoinSet;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use uuid::Uuid;

use super::client::Client;
use super::database::TestDatabase;
use super::given::{self, Person};

/// The address that links in mail begin with.
pub const BASE_URL: &str = "http://127.0.0.1:3000";

/// Who letters come from.
pub const SENDER: &str = "Rapport <hub@rapport.example>";

/// A running hub. It is its own first browser: `app.get(…)`; `app.another_browser()` gives more.
pub struct TestApp {
    pub app: App,
    pub router: Router,
    pub database: TestDatabase,
    browser: Client,
    /// Ends with the test.
    following: Mutex<JoinSet<()>>,
}

/// A letter, read before or after it is sent.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct ReadMail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// What a calendar takes in.
    pub calendar: Option<CalendarPart>,
    #[serde(skip)]
    pub kind: String,
}

impl TestApp {
    /// The hub as it runs for real: no demonstration.
    pub async fn start() -> Self {
        Self::at(BASE_URL, false).await
    }

    /// The hub as a demonstration.
    pub async fn start_demo() -> Self {
        Self::at(BASE_URL, true).await
    }

    /// The hub at an address of its own.
    pub async fn at(base_url: &str, demo: bool) -> Self {
        let navigation = rapport::navigation::links;
        Self::with(Site { base_url: base_url.to_owned(), demo, operator: None, navigation }).await
    }

    pub async fn with(site: Site) -> Self {
        let database = TestDatabase::migrated().await;
        let secret = Secret::from_bytes(std::array::from_fn(|index| u8::try_from(index).expect("below 32")));
        let app = App {
            db: database.pool(8),
            clock: Clock::standing(noon()),
            note_keys: KeyRing::new(&secret, None, vec![]),
            secret: secret.clone(),
            outbox: Outbox::new(secret, site.base_url.clone(), SENDER.parse().expect("a mailbox")),
            hasher: Hasher::new(HashCost::CHEAP).expect("a hasher"),
            site: Arc::new(site),
            limits: Limits::default(),
            live: Live::new(),
            exposure: Exposure::new(),
            turns: Turns::default(),
        };
        let router = app::router(&app);
        let browser = Client::new(router.clone(), &app.site.base_url);
        Self { app, router, database, browser, following: Mutex::default() }
    }

    pub fn now(&self) -> Instant {
        self.app.clock.now()
    }

    pub fn advance(&self, by: SignedDuration) {
        self.app.clock.advance(by);
    }

    /// A browser with an empty cookie jar, on the same hub.
    pub fn another_browser(&self) -> Client {
        Client::new(self.router.clone(), &self.app.site.base_url)
    }

    /// The hub's own browser is signed in as this person from now on.
    pub async fn sign_in_as(&self, person: &Person) {
        given::sign_in(self, &self.browser, person).await;
    }

    /// Another browser, signed in as this person.
    pub async fn browser_of(&self, person: &Person) -> Client {
        let browser = self.another_browser();
        given::sign_in(self, &browser, person).await;
        browser
    }

    /// Has the matching index loaded and kept fresh, as a running hub has. Without it there is none, and pages of search
    /// answer 503.
    pub async fn follow(&self) {
        let (live, clock) = (self.app.live.clone(), self.app.clock.clone());
        let following = live.clone().follow(self.app.db.clone(), clock, std::future::pending());
        self.following.lock().expect("the tasks").spawn(following);
        let loaded = async {
            while !live.is_loaded() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), loaded).await.expect("the index is loaded soon");
    }

    /// Waits until every change committed so far is in the matching index; needs [`Self::follow`].
    pub async fn caught_up(&self) {
        let caught_up = self.app.live.caught_up(&self.app.db);
        let waited = tokio::time::timeout(Duration::from_secs(20), caught_up).await;
        waited.expect("the index catches up soon").expect("the database answers");
    }

    /// Every letter whose text is still kept, oldest first. Writes those that were asked for, as the worker would.
    pub async fn mails(&self) -> Vec<ReadMail> {
        rapport::accounts::letters::write_due(&self.app).await.expect("the letters that were asked for");
        let rows: Vec<(Uuid, String, Vec<u8>)> = sqlx::query_as(
            "select mail_id, kind, sealed from mail where sealed is not null order by queued_at, mail_id",
        )
        .fetch_all(&self.app.db)
        .await
        .expect("the outbox");
        let read = |(mail_id, kind, sealed): (Uuid, String, Vec<u8>)| {
            let body = seal::open(&self.app.secret, Purpose::Mail, mail_id.as_bytes(), &sealed)
                .expect("sealed by this App");
            let mail: ReadMail = serde_json::from_slice(&body).expect("a letter");
            ReadMail { kind, ..mail }
        };
        rows.into_iter().map(read).collect()
    }

    pub async fn mails_to(&self, address: &str) -> Vec<ReadMail> {
        self.mails().await.into_iter().filter(|mail| mail.to.eq_ignore_ascii_case(address)).collect()
    }

    /// The newest letter to this address.
    pub async fn mail_to(&self, address: &str) -> ReadMail {
        let all = self.mails().await;
        let found = all.iter().rev().find(|mail| mail.to.eq_ignore_ascii_case(address)).cloned();
        found.unwrap_or_else(|| panic!("no mail to {address}; there are {all:#?}"))
    }

    /// Runs something and gives the SQL statements it made, without those that only frame a transaction. The
    /// test must run on one thread, as `#[tokio::test]` does.
    pub async fn statements<T>(&self, act: impl Future<Output = T>) -> (T, Vec<String>) {
        let seen = Statements::default();
        let subscriber = tracing_subscriber::registry().with(seen.clone());
        let scope = tracing::subscriber::set_default(subscriber);
        let result = act.await;
        drop(scope);
        let statements = seen.0.lock().expect("the list").clone();
        let framing = ["begin", "commit", "rollback", "select set_config"];
        let counts = |sql: &String| !framing.iter().any(|start| sql.to_lowercase().starts_with(start));
        (result, statements.into_iter().filter(counts).collect())
    }
}

/// The hub's own browser.
impl Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.browser
    }
}

impl ReadMail {
    /// The path and query of the first link that begins with this path.
    pub fn link(&self, path: &str) -> String {
        let paths = self.text.split_whitespace().filter_map(|word| {
            let word = word.trim_start_matches(['<', '(']).trim_end_matches(['.', ',', ')', '>']);
            Some(url::Url::parse(word).ok()?[url::Position::BeforePath..].to_owned())
        });
        let link = paths.into_iter().find(|link| link.starts_with(path));
        link.unwrap_or_else(|| panic!("no link to {path} in the mail: {self:#?}"))
    }

    /// The sign-in code: two groups of four digits.
    pub fn sign_in_code(&self) -> String {
        let digits: Vec<&str> = self.subject.split(' ').rev().take(2).collect();
        format!("{}{}", digits[1], digits[0])
    }

    /// The first number of this many digits that stands alone.
    pub fn code(&self, digits: usize) -> String {
        let mut words = self.text.split(|c: char| !c.is_ascii_alphanumeric());
        let code = words.find(|word| word.len() == digits && word.bytes().all(|byte| byte.is_ascii_digit()));
        code.unwrap_or_else(|| panic!("no code of {digits} digits in the mail: {self:#?}")).to_owned()
    }
}

/// Where the clock of every test stands: Thursday 4 March 2027, noon in London.
pub fn noon() -> Instant {
    Instant::new("2027-03-04T12:00:00Z".parse().expect("a timestamp"))
}

#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut statement = Statement::default();
            event.record(&mut statement);
            let sql = if statement.whole.trim().is_empty() { statement.summary } else { statement.whole };
            self.0.lock().expect("the list").push(sql.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
