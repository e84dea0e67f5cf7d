//! Drafts: a form that was posted after the login session had ended, kept encrypted for its owner until they
//! have signed in again (A5). Bound to the account and the path; deleted on use; gone after a day.

mod store;
mod web;

use axum::body::to_bytes;
use axum::extract::Request;
use axum_extra::extract::CookieJar;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use uuid::Uuid;

use super::sessions::CookieRule;
use crate::app::App;
use crate::platform::ids::AccountId;
use crate::platform::web::PageError;

pub use store::{opened, sweep};
pub(super) use web::routes;

/// The largest form that is kept, in bytes.
const LARGEST: usize = 64 * 1024;

/// The page that gives a draft back.
pub(super) fn path(draft: Uuid) -> String {
    format!("/drafts/{draft}")
}

/// Whose login session the request's cookie was, until it ran out.
pub(super) async fn lapsed_owner(app: &App, headers: &HeaderMap) -> Result<Option<AccountId>, PageError> {
    let jar = CookieJar::from_headers(headers);
    match jar.get(CookieRule::of(&app.site.base_url).name) {
        Some(cookie) => {
            Ok(super::sessions::store::lapsed_owner(&app.db, app.clock.now(), cookie.value()).await?)
        }
        None => Ok(None),
    }
}

/// Keeps a posted form; `None` when it is no ordinary form or too large to keep.
pub(super) async fn keep(app: &App, owner: AccountId, request: Request) -> Result<Option<Uuid>, PageError> {
    let is_form = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let path = request.uri().path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default();
    if !is_form || path.starts_with("//") || path.len() > 2_000 {
        return Ok(None);
    }
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else { return Ok(None) };
    let fields = without_secrets(&body);
    if fields.is_empty() {
        return Ok(None);
    }
    Ok(Some(store::insert(app, owner, &path, fields.as_bytes()).await?))
}

/// Passwords and codes are typed again, never kept.
fn without_secrets(body: &[u8]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(
            url::form_urlencoded::parse(body).filter(|(name, _)| {
                !(name.contains("password") || name == "code" || name.contains("secret"))
            }),
        )
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s13_passwords_and_codes_are_not_kept() {
        let kept = without_secrets(b"name=Si%C3%A2n&new_password=correct-horse&code=123456");
        assert_eq!(kept, "name=Si%C3%A2n");
    }
}
