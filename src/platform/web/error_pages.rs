//! The pages people see when a page cannot be given: what happened, what to do next, and a reference for whoever
//! is asked to help. Internals are logged here, once, and never shown.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::error::{Failed, PageError};
use super::limits::{RETRY_AFTER_SECONDS, Shed};
use super::observe::RequestId;
use super::page::{Layout, Reader, Site};
use crate::platform::telemetry::describe;

/// What a reader is told.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    title: &'static str,
    /// What happened, and why.
    happened: String,
    next: &'static str,
    link: Option<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage<'a> {
    layout: Layout,
    words: &'a Words,
    reference: String,
}

/// The layer that turns every failure into a page, or into JSON for programs that ask for it: ours, and the
/// framework's own refusals, whose raw text is never shown.
pub async fn render(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Asked::of(&parts);
    let response = next.run(Request::from_parts(parts, body)).await;
    if !needs_page(&response) {
        return response;
    }
    let failure = response.extensions().get::<Failed>().map(|failed| Arc::clone(&failed.0));
    if let Some(error) = failure.as_deref() {
        log(error);
    } else if response.status().is_server_error() {
        tracing::error!(status = response.status().as_u16(), "a response failed without saying why");
    }
    let words = words(response.status(), failure.as_deref());
    let retry_after = retry_after(response.status(), failure.as_deref());
    let reader = response.extensions().get::<Reader>().cloned();
    let page = asked.page(response.status(), &words, reader);
    replace(response, page, retry_after)
}

fn needs_page(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let is_ours = kind.starts_with(b"text/html") || kind.starts_with(b"application/json");
    (status.is_client_error() || status.is_server_error())
        && response.extensions().get::<Shed>().is_none()
        && (response.extensions().get::<Failed>().is_some() || !is_ours)
}

/// What is not ours to repair needs no line of its own: the status is in the request's.
fn log(error: &PageError) {
    if let PageError::Internal(error) = error {
        tracing::error!(error = describe(&**error), "a page failed");
    }
}

/// What of the request the page needs, kept aside while the request is answered.
struct Asked {
    parts: Parts,
    json: bool,
}

impl Asked {
    fn of(parts: &Parts) -> Self {
        let (mut kept, ()) = Request::new(()).into_parts();
        kept.uri = parts.uri.clone();
        for cookie in parts.headers.get_all(http::header::COOKIE) {
            kept.headers.append(http::header::COOKIE, cookie.clone());
        }
        if let Some(site) = parts.extensions.get::<Arc<Site>>() {
            kept.extensions.insert(Arc::clone(site));
        }
        if let Some(id) = parts.extensions.get::<RequestId>() {
            kept.extensions.insert(*id);
        }
        Self { parts: kept, json: wants_json(&parts.headers) }
    }

    fn page(mut self, status: StatusCode, words: &Words, reader: Option<Reader>) -> Response {
        let reference = self.parts.extensions.get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        if self.json {
            return axum::Json(serde_json::json!({
                "status": status.as_u16(),
                "title": words.title,
                "detail": format!("{} {}", words.happened, words.next),
                "reference": reference,
            }))
            .into_response();
        }
        if let Some(reader) = reader {
            self.parts.extensions.insert(reader);
        }
        page(Layout::of(&self.parts), words, reference)
    }
}

fn page(layout: Layout, words: &Words, reference: String) -> Response {
    match (ErrorPage { layout, words, reference }).render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page failed");
            format!("{}. {} {}", words.title, words.happened, words.next).into_response()
        }
    }
}

/// Puts the page in the response's place; what else the response said (Allow, cookies) stays.
fn replace(response: Response, page: Response, retry_after: Option<u32>) -> Response {
    let (mut head, _) = response.into_parts();
    let (page, body) = page.into_parts();
    head.headers.remove(CONTENT_LENGTH);
    head.headers.extend(page.headers);
    if let Some(seconds) = retry_after {
        head.headers.entry(RETRY_AFTER).or_insert(HeaderValue::from(seconds));
    }
    Response::from_parts(head, body)
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accepted.contains("application/json") && !accepted.contains("text/html")
}

fn retry_after(status: StatusCode, error: Option<&PageError>) -> Option<u32> {
    match error {
        Some(PageError::TooMany { retry_after_seconds }) => Some((*retry_after_seconds).max(1)),
        _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(RETRY_AFTER_SECONDS),
        _ => None,
    }
}

fn words(status: StatusCode, error: Option<&PageError>) -> Words {
    let say = |title, happened: &str, next| Words { title, happened: happened.to_owned(), next, link: None };
    match error {
        Some(PageError::Conflict(sentence)) => {
            return Words {
                title: "Something changed meanwhile",
                happened: sentence.clone(),
                next: "Nothing you sent just now was kept. Go back, load the page again and look at how things stand.",
                link: None,
            };
        }
        Some(PageError::FreshSignInRequired) => {
            return Words {
                link: Some(("/sign-in", "Sign in again")),
                ..say(
                    "Sign in again to go on",
                    "This page shows or changes something private, and your last sign-in was a while ago.",
                    "Sign in again, then open the page once more.",
                )
            };
        }
        Some(PageError::TooMany { retry_after_seconds }) => {
            return Words {
                happened: format!(
                    "This was asked for many times in a row, so we are pausing it for {}.",
                    wait(*retry_after_seconds)
                ),
                ..say(
                    "Wait a little before trying again",
                    "",
                    "Wait, then try once more. Nothing is blocked for good.",
                )
            };
        }
        _ => {}
    }
    match status.as_u16() {
        401 => Words {
            link: Some(("/sign-in", "Sign in")),
            ..say(
                "Sign in to see this page",
                "This page is for people who are signed in.",
                "Sign in and open it again.",
            )
        },
        403 => say(
            "We did not do that, to keep your account safe",
            "Your browser did not confirm that this came from a page of Rapport, so another website could have sent it. \
             Nothing was changed.",
            "Open Rapport in a new tab and do it from there. If it happens again, try a different browser.",
        ),
        404 | 410 => say(
            "Page not found",
            "There is nothing to show you at this address. It may have gone, or it may belong to somebody else.",
            "If you typed the address, check each part of it. If you followed a link, check that all of it was copied.",
        ),
        405 => say(
            "This page cannot be used that way",
            "The address is right, but it does not take this kind of request.",
            "Go back and use the link or the button on the page you came from.",
        ),
        409 => say(
            "Something changed meanwhile",
            "Somebody else changed the same thing before your request arrived.",
            "Go back, load the page again and look at how things stand.",
        ),
        413 => say(
            "That is too much to send at once",
            "What you sent is larger than this page takes, so nothing was kept.",
            "Go back, shorten the text or choose a smaller file, and send it again.",
        ),
        408 => say(
            "That took too long to arrive",
            "Your connection was too slow to send everything in time, so nothing was kept.",
            "Go back and send it again, from a better connection if you can.",
        ),
        429 => say(
            "Wait a little before trying again",
            "This was asked for many times in a row, so we are pausing it.",
            "Wait a few minutes, then try once more. Nothing is blocked for good.",
        ),
        503 | 504 => say(
            "Rapport cannot answer just now",
            "It is busy or being restarted. If you were sending something, it may not have been kept.",
            "Wait a few seconds and load the page again.",
        ),
        400..=499 => say(
            "We could not read that",
            "Part of what your browser sent was missing or in a form we do not understand, so nothing was changed.",
            "Go back and try again. If you followed a link, check that all of it was copied.",
        ),
        _ => say(
            "Something went wrong on our side",
            "This is our fault, not yours, and we have noted what happened.",
            "Try again in a few minutes. If it goes on, contact a coordinator and give them the reference below.",
        ),
    }
}

/// "5 seconds", "2 minutes": rounded up.
fn wait(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0..=90 => (seconds.max(1), "second"),
        91..=5400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// The page for requests that are turned away before any work is done on them, written once: refusing must cost
/// next to nothing when there is too much to do (R7).
#[derive(Debug, Clone)]
pub struct BusyPage {
    html: Bytes,
}

impl BusyPage {
    #[must_use]
    pub fn new(site: &Arc<Site>) -> Self {
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.extensions.insert(Arc::clone(site));
        let mut layout = Layout::of(&parts);
        // Written for nobody in particular, so it offers neither "sign in" nor "account".
        layout.nav.clear();
        let words = words(StatusCode::SERVICE_UNAVAILABLE, None);
        let html = ErrorPage { layout, words: &words, reference: String::new() }
            .render()
            .unwrap_or_else(|_| format!("{}. {}", words.title, words.next));
        Self { html: html.into() }
    }

    #[must_use]
    pub fn response(&self) -> Response {
        let mut response = (StatusCode::SERVICE_UNAVAILABLE, Body::from(self.html.clone())).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
        response.extensions_mut().insert(Shed);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_in_words() {
        assert_eq!(wait(1), "1 second");
        assert_eq!(wait(90), "90 seconds");
        assert_eq!(wait(91), "2 minutes");
        assert_eq!(wait(7200), "2 hours");
    }

    #[test]
    fn every_error_has_words_that_say_what_to_do() {
        for status in (400..600).filter_map(|code| StatusCode::from_u16(code).ok()) {
            let words = words(status, None);
            for text in [words.title, &words.happened, words.next] {
                assert!(text.len() > 12, "{status}: {text:?}");
                assert!(!text.contains('!'), "{status}: {text:?}");
            }
        }
    }

    #[test]
    fn json_is_for_programs_only() {
        let accepting =
            |value: &'static str| HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(value))]);
        assert!(wants_json(&accepting("application/json")));
        assert!(!wants_json(&accepting("text/html,application/json;q=0.9")));
        assert!(!wants_json(&HeaderMap::new()));
    }
}
