//! Makers of people and what belongs to them: `given::account(&app).named("Amina Khan").make().await`.

use rapport::accounts::password::NewPassword;
use rapport::accounts::totp::TotpSecret;
use rapport::app::App;
use rapport::platform::ids::{AccountId, ApplicationId, OrganisationId, PoolId};
use sha2::{Digest, Sha256};

use super::app::TestApp;
use super::client::Client;

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Person {
    pub account_id: AccountId,
    pub name: String,
    pub email: String,
    pub password: Option<String>,
    /// What their authenticator app holds, when they have one.
    pub totp: Option<TotpSecret>,
}

/// An account in the making: confirmed, a mentee, without a password unless told otherwise.
#[must_use]
pub struct AccountMaker<'a> {
    app: &'a TestApp,
    name: String,
    email: Option<String>,
    confirmed: bool,
    organisation: Option<OrganisationId>,
    roles: Vec<(&'static str, Option<PoolId>)>,
    second_factor: Option<bool>,
    password: Option<String>,
}

pub fn account(app: &TestApp) -> AccountMaker<'_> {
    AccountMaker {
        app,
        name: "Amina Khan".to_owned(),
        email: None,
        confirmed: true,
        organisation: None,
        roles: Vec::new(),
        second_factor: None,
        password: None,
    }
}

impl AccountMaker<'_> {
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    pub fn with_email(mut self, email: &str) -> Self {
        self.email = Some(email.to_owned());
        self
    }

    pub fn unconfirmed(mut self) -> Self {
        self.confirmed = false;
        self
    }

    pub fn employed_by(mut self, organisation: OrganisationId) -> Self {
        self.organisation = Some(organisation);
        self
    }

    pub fn practitioner(mut self) -> Self {
        self.roles.push(("practitioner", None));
        self
    }

    pub fn coordinator_of(mut self, pool: PoolId) -> Self {
        self.roles.push(("coordinator", Some(pool)));
        self
    }

    pub fn administrator(mut self) -> Self {
        self.roles.push(("administrator", None));
        self
    }

    /// With an authenticator app; coordinators and administrators have one unless told otherwise (S4).
    pub fn with_second_factor(mut self) -> Self {
        self.second_factor = Some(true);
        self
    }

    pub fn without_second_factor(mut self) -> Self {
        self.second_factor = Some(false);
        self
    }

    pub fn with_password(mut self, password: &str) -> Self {
        self.password = Some(password.to_owned());
        self
    }

    pub async fn make(self) -> Person {
        let now = self.app.now();
        let account_id = AccountId::new(now);
        let local: String = self.name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let email = self
            .email
            .unwrap_or_else(|| format!("{local}.{}@example.org", &account_id.0.simple().to_string()[24..]));
        let hash = match &self.password {
            Some(password) => {
                let password = NewPassword::parse(password, &[], false).expect("a password that is accepted");
                Some(self.app.app.hasher.hash(&password).await.expect("a hash"))
            }
            None => None,
        };
        sqlx::query(
            "insert into account (account_id, name, email, email_confirmed_at, organisation_id, created_at, password_hash)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(account_id)
        .bind(&self.name)
        .bind(&email)
        .bind(self.confirmed.then_some(now))
        .bind(self.organisation)
        .bind(now)
        .bind(hash)
        .execute(&self.app.app.db)
        .await
        .expect("an account");
        let watches_over_others = self.roles.iter().any(|(role, _)| *role != "practitioner");
        for (role, pool) in self.roles {
            sqlx::query(
                "insert into account_role (account_id, role, pool_id, granted_at) values ($1, $2, $3, $4)",
            )
            .bind(account_id)
            .bind(role)
            .bind(pool)
            .bind(now)
            .execute(&self.app.app.db)
            .await
            .expect("a role");
        }
        let mut totp = None;
        if self.second_factor.unwrap_or(watches_over_others) {
            let secret = TotpSecret::random();
            sqlx::query(
                "insert into second_factor (account_id, sealed_secret, confirmed_at, last_step) values ($1, $2, $3, 0)",
            )
            .bind(account_id)
            .bind(secret.seal(&self.app.app.secret, account_id))
            .bind(now)
            .execute(&self.app.app.db)
            .await
            .expect("a second factor");
            totp = Some(secret);
        }
        Person { account_id, name: self.name, email, password: self.password, totp }
    }
}

/// An employer with this name.
pub async fn organisation(app: &TestApp, name: &str) -> OrganisationId {
    let organisation_id = OrganisationId::new(app.now());
    sqlx::query("insert into organisation (organisation_id, name, created_at) values ($1, $2, $3)")
        .bind(organisation_id)
        .bind(name)
        .bind(app.now())
        .execute(&app.app.db)
        .await
        .expect("an organisation");
    organisation_id
}

/// A national pool with this name.
pub async fn pool(app: &TestApp, name: &str) -> PoolId {
    let pool_id = PoolId::new(app.now());
    sqlx::query("insert into pool (pool_id, name, level, valid_from, created_at) values ($1, $2, 'national', '2026-01-01', $3)")
        .bind(pool_id)
        .bind(name)
        .bind(app.now())
        .execute(&app.app.db)
        .await
        .expect("a pool");
    pool_id
}

/// Somebody's application to offer mentoring in a pool, being written; the open one where there is one.
pub async fn draft_application(app: &TestApp, person: &Person, pool: PoolId) -> ApplicationId {
    let open = "select application_id from application
         where pool_id = $1 and account_id = $2 and status in ('draft', 'submitted', 'changes-requested')";
    let found: Option<ApplicationId> = sqlx::query_scalar(open)
        .bind(pool)
        .bind(person.account_id)
        .fetch_optional(&app.app.db)
        .await
        .expect("applications");
    if let Some(id) = found {
        return id;
    }
    let id = ApplicationId::new(app.now());
    sqlx::query(
        "insert into application (application_id, pool_id, account_id, offerings, status, submission_id, created_at, updated_at)
         values ($1, $2, $3, '{mentoring}', 'draft', $1, $4, $4)",
    )
    .bind(id)
    .bind(pool)
    .bind(person.account_id)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a draft");
    id
}

/// Somebody's application to offer mentoring in a pool, waiting for an answer.
pub async fn application(app: &TestApp, person: &Person, pool: PoolId) -> ApplicationId {
    let id = draft_application(app, person, pool).await;
    sqlx::query(
        "update application set status = 'submitted', terms_version = 1, submitted_at = $2::timestamptz,
           overdue_at = $2::timestamptz + interval '11 days', due_at = $2::timestamptz + interval '15 days'
         where application_id = $1",
    )
    .bind(id)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("an application");
    id
}

/// Signs somebody in with this browser as if they had just done so, without going through the pages.
pub async fn sign_in(app: &TestApp, browser: &Client, person: &Person) {
    let token = login_session(&app.app, person.account_id, person.totp.is_some()).await;
    browser.set_cookie("rapport_session", &token);
}

/// A session of somebody who has just signed in: what their browser keeps.
pub async fn login_session(app: &App, account_id: AccountId, second_factor: bool) -> String {
    let token = tower_sessions::session::Id::default().to_string();
    let now = app.clock.now();
    let login = serde_json::json!({"login": {
        "account_id": account_id,
        "authenticated_at": now,
        "second_factor_at": second_factor.then_some(now),
        "own_phone": false,
        "device": "Firefox on Linux",
    }});
    sqlx::query(
        "insert into login_session (token_hash, login_session_id, account_id, data, device, created_at,
           authenticated_at, second_factor_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, 'Firefox on Linux', $5, $5, $6, $5, $7)",
    )
    .bind(Sha256::digest(token.as_bytes()).to_vec())
    .bind(rapport::platform::ids::uuid_v7(now))
    .bind(account_id)
    .bind(login)
    .bind(now)
    .bind(second_factor.then_some(now))
    .bind(now.plus(jiff::SignedDuration::from_hours(12)))
    .execute(&app.db)
    .await
    .expect("a login session");
    token
}
