//! A sentence shown once, on the page after a redirect: a short-lived cookie, no database row.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::{HeaderValue, header};

pub const COOKIE: &str = "rapport_flash";

/// The sentence, and how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashKind {
    /// Something the reader asked for is done.
    Success,
    /// Something the reader should know.
    Notice,
}

impl Flash {
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.kind == FlashKind::Success
    }

    /// The cookie that carries it for a minute. The text is encoded, and shown as text whatever it holds.
    #[must_use]
    pub fn cookie(&self) -> Cookie<'static> {
        let kind = match self.kind {
            FlashKind::Success => 's',
            FlashKind::Notice => 'n',
        };
        let value = data_encoding::BASE64URL_NOPAD.encode(format!("{kind}{}", self.text).as_bytes());
        Cookie::build((COOKIE, value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(time::Duration::minutes(1))
            .build()
    }

    /// Reads the cookie's value; `None` for anything that is not ours or longer than a sentence or two.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(value.as_bytes()).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let kind = match text.chars().next()? {
            's' => FlashKind::Success,
            'n' => FlashKind::Notice,
            _ => return None,
        };
        let text = text[1..].to_owned();
        (text.chars().count() <= 500).then_some(Self { kind, text })
    }

    /// The cookie that takes it away once shown.
    #[must_use]
    pub fn removal() -> Cookie<'static> {
        Cookie::build((COOKIE, "")).path("/").http_only(true).max_age(time::Duration::ZERO).build()
    }
}

/// Takes the cookie away with the first page that could show it. A layer around every route.
pub async fn clear_shown_flash(request: Request, next: Next) -> Response {
    let brought = CookieJar::from_headers(request.headers()).get(COOKIE).is_some();
    let mut response = next.run(request).await;
    let is_page = !response.status().is_redirection()
        && response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
    if brought
        && is_page
        && !sets_flash(&response)
        && let Ok(removal) = HeaderValue::try_from(Flash::removal().to_string())
    {
        response.headers_mut().append(header::SET_COOKIE, removal);
    }
    response
}

fn sets_flash(response: &Response) -> bool {
    response.headers().get_all(header::SET_COOKIE).iter().any(|cookie| {
        cookie.as_bytes().strip_prefix(COOKIE.as_bytes()).is_some_and(|rest| rest.starts_with(b"="))
    })
}
