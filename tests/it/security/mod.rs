//! How people prove who they are, attacked: passwords, the second factor, recovery codes, addresses, login sessions.

mod email;
mod login_sessions;
mod password;
mod recovery_address;
mod second_factor;
mod throttle;
mod timing;

use jiff::SignedDuration;
use totp_rs::{Algorithm, Builder, Totp};

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::Person;
use crate::support::page::Page;

pub const PASSWORD: &str = "four quiet herons wade";
pub const OTHER: &str = "nine loud magpies argue";

/// Gives the password on the sign-in page, and stays wherever that leads.
pub async fn give_password(browser: &Client, person: &Person, password: &str) -> Page {
    let page = browser.get("/sign-in").await;
    browser.submit(&page, &[("email", &person.email), ("password", password)]).await
}

pub async fn sign_in(browser: &Client, person: &Person) {
    give_password(browser, person, PASSWORD).await.assert_path("/dashboard");
}

pub async fn is_signed_in(browser: &Client) -> bool {
    let page = browser.get("/account/security").await;
    page.heading() == "Security" || page.heading() == "Confirm it is you"
}

/// An authenticator app that does not know our code: another library's idea of the key on the page.
pub struct Authenticator(Totp);

impl Authenticator {
    pub fn of(key: &str) -> Self {
        let compact: String = key.split_whitespace().collect();
        let secret = data_encoding::BASE32_NOPAD.decode(compact.as_bytes()).expect("a key in base 32");
        let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build_noncompliant();
        Self(totp)
    }

    pub fn code(&self, app: &TestApp) -> String {
        self.0.generate(app.now().unix_seconds().unsigned_abs()).to_string()
    }
}

/// Sets an app up in a browser that is signed in. Gives it, and the recovery codes.
pub async fn set_up_app(app: &TestApp, browser: &Client) -> (Authenticator, Vec<String>) {
    let page = browser.get("/account/security/second-factor").await;
    let page = browser.submit(&page, &[("current_password", PASSWORD)]).await;
    page.assert_path("/account/security/second-factor/enrolment");
    let authenticator = Authenticator::of(&page.texts(".app-key").join(""));
    let made = browser.submit(&page, &[("code", &authenticator.code(app))]).await;
    made.assert_status(200).assert_heading("Keep your recovery codes");
    (authenticator, made.texts("ol .app-key"))
}

/// The next code: each is used once.
pub fn next_code(app: &TestApp, authenticator: &Authenticator) -> String {
    app.advance(SignedDuration::from_secs(30));
    authenticator.code(app)
}

pub async fn events(app: &TestApp, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from event where kind = $1")
        .bind(kind)
        .fetch_one(&app.app.db)
        .await
        .expect("a count")
}
