use axum::Router;
use tower_sessions::SessionManagerLayer;
use tower_sessions::cookie::SameSite;

use super::store::LoginSessionStore;
use crate::app::App;

/// The session cookie's name and flags, decided by the base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CookieRule {
    pub name: &'static str,
    pub secure: bool,
}

impl CookieRule {
    /// Behind https the cookie is `__Host-` and Secure; plain http, which start-up allows on loopback only,
    /// gets an ordinary one that every browser accepts.
    #[must_use]
    pub fn of(base_url: &str) -> Self {
        if base_url.starts_with("https://") {
            Self { name: "__Host-rapport_session", secure: true }
        } else {
            Self { name: "rapport_session", secure: false }
        }
    }
}

/// Wraps the router in the session layer. Nothing is read from the database until a handler asks.
pub fn sessions(app: &App, router: Router<App>) -> Router<App> {
    let rule = CookieRule::of(&app.site.base_url);
    let store = LoginSessionStore::new(app.db.clone(), app.clock.clone());
    router.layer(
        SessionManagerLayer::new(store)
            .with_name(rule.name)
            .with_secure(rule.secure)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_path("/"),
    )
}
