//! No other site can make a reader's browser act here (S9).
//!
//! Every request that may change something has to say that it comes from one of our own pages: by Sec-Fetch-Site,
//! which pages cannot set, or, from browsers too old for it, by an Origin equal to the configured one. A request that
//! says neither is refused, signed in or not. Host is not consulted: proxies rewrite it.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::ORIGIN;
use http::{HeaderMap, HeaderName, Method};

use super::error::PageError;

static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The rule for one installation.
#[derive(Debug, Clone)]
pub struct SameOrigin {
    /// As browsers write it: `https://rapport.example`, without a path or a default port.
    origin: Arc<str>,
    /// Declared paths that other programs may post to.
    open: Arc<HashSet<&'static str>>,
}

impl SameOrigin {
    /// The rule for a hub reached at `base_url`. `open` are the paths declared for one-click unsubscribing, which
    /// mail programs post to from nowhere (RFC 8058): a token in the address stands in for the origin there.
    #[must_use]
    pub fn new(base_url: &str, open: HashSet<&'static str>) -> Self {
        let origin = url::Url::parse(base_url)
            .map_or_else(|_| base_url.to_owned(), |url| url.origin().ascii_serialization());
        Self { origin: origin.into(), open: Arc::new(open) }
    }

    fn allows(&self, method: &Method, path: Option<&str>, headers: &HeaderMap) -> bool {
        is_safe(method)
            || path.is_some_and(|path| self.open.contains(path))
            || match only(headers, &SEC_FETCH_SITE) {
                Said::Nothing => {
                    matches!(only(headers, &ORIGIN), Said::Once(origin) if origin == &*self.origin)
                }
                Said::Once(site) => site == "same-origin",
                Said::Confusion => false,
            }
    }
}

enum Said<'a> {
    Nothing,
    Once(&'a str),
    Confusion,
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Said<'a> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Said::Nothing,
        (Some(value), None) => value.to_str().map_or(Said::Confusion, Said::Once),
        (Some(_), Some(_)) => Said::Confusion,
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The layer.
///
/// # Errors
/// `CrossSite` for a request that another site may have caused.
pub async fn check(
    State(rule): State<SameOrigin>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    if rule.allows(request.method(), path.as_ref().map(MatchedPath::as_str), request.headers()) {
        Ok(next.run(request).await)
    } else {
        Err(PageError::CrossSite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(method: &Method, path: &str, headers: &[(&str, &str)]) -> bool {
        let rule = SameOrigin::new("https://Rapport.example:443", HashSet::from(["/unsubscribe/{token}"]));
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        rule.allows(method, Some(path), &headers)
    }

    #[test]
    fn s9_only_our_own_pages_may_post() {
        let cases: &[(&[(&str, &str)], bool)] = &[
            (&[], false),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://rapport.example")], false),
            (&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], false),
            (&[("origin", "https://rapport.example")], true),
            (&[("origin", "https://rapport.example"), ("origin", "https://evil.example")], false),
            (&[("origin", "http://rapport.example")], false),
            (&[("origin", "https://rapport.example.evil.example")], false),
            (&[("origin", "null")], false),
            (&[("referer", "https://rapport.example/account")], false),
            (&[("host", "rapport.example")], false),
        ];
        for (headers, expected) in cases {
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
                assert_eq!(allows(&method, "/account", headers), *expected, "{method} {headers:?}");
            }
        }
    }

    #[test]
    fn s9_reading_needs_no_origin() {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            assert!(allows(&method, "/account", &[("sec-fetch-site", "cross-site")]));
        }
    }

    #[test]
    fn s9_only_a_declared_path_is_open_to_mail_programs() {
        assert!(allows(&Method::POST, "/unsubscribe/{token}", &[]));
        assert!(!allows(&Method::POST, "/unsubscribe", &[]));
    }
}
