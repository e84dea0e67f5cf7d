//! The headers that every response carries, errors and assets included (S10).

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SERVER, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; \
                      frame-ancestors 'none'";

/// Nothing here needs any of them.
const NO_DEVICES: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
                          geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
                          screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

/// The fixed headers of one installation.
#[derive(Debug, Clone)]
pub struct SecurityHeaders(Arc<HeaderMap>);

impl SecurityHeaders {
    /// The headers for a hub reached at `base_url`: behind TLS browsers are told to insist on it for two years.
    #[must_use]
    pub fn new(base_url: &str) -> Self {
        let fixed = |value| HeaderValue::from_static(value);
        let mut headers = HeaderMap::from_iter([
            (CONTENT_SECURITY_POLICY, fixed(POLICY)),
            (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
            (X_FRAME_OPTIONS, fixed("DENY")),
            // Not no-referrer: browsers would then send "Origin: null" with our own forms.
            (REFERRER_POLICY, fixed("same-origin")),
            (HeaderName::from_static("permissions-policy"), fixed(NO_DEVICES)),
            (HeaderName::from_static("cross-origin-opener-policy"), fixed("same-origin")),
            (HeaderName::from_static("cross-origin-resource-policy"), fixed("same-origin")),
            (HeaderName::from_static("origin-agent-cluster"), fixed("?1")),
        ]);
        if base_url.starts_with("https://") {
            headers.insert(STRICT_TRANSPORT_SECURITY, fixed("max-age=63072000; includeSubDomains"));
        }
        Self(Arc::new(headers))
    }
}

/// Whether the addresses of a route hold a secret: a token from a mail, or the name of somebody's calendar.
fn holds_secret(route: &str) -> bool {
    route.contains("{token}") || route.contains("{secret}") || route == "/calendar/{file}"
}

/// What a page with a secret in its address may say of that address to whatever follows from it: nothing. Browsers that know
/// Sec-Fetch-Site need no more; those too old for it prove by their Origin that a form is ours, which "no-referrer" would
/// withhold, so they may say the site's name and nothing of the path.
fn of_secrets(request: &Request) -> HeaderValue {
    let knows = request.headers().contains_key("sec-fetch-site");
    HeaderValue::from_static(if knows { "no-referrer" } else { "strict-origin" })
}

/// The layer. What says nothing about caching is personal until shown otherwise, and is not kept: on a shared
/// computer the back button shows nothing after signing out.
pub async fn add(State(fixed): State<SecurityHeaders>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let secret = route.is_some_and(|route| holds_secret(route.as_str())).then(|| of_secrets(&request));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.remove(SERVER);
    for (name, value) in fixed.0.iter() {
        headers.insert(name.clone(), value.clone());
    }
    if let Some(policy) = secret {
        headers.insert(REFERRER_POLICY, policy);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn s7_an_old_browser_keeps_its_origin_and_says_no_path_either() {
        let asked = |header: Option<&str>| {
            let mut request = Request::new(Body::empty());
            if let Some(site) = header {
                request.headers_mut().insert("sec-fetch-site", HeaderValue::from_str(site).unwrap());
            }
            of_secrets(&request)
        };
        assert_eq!(asked(Some("none")), "no-referrer");
        assert_eq!(asked(Some("cross-site")), "no-referrer");
        assert_eq!(asked(None), "strict-origin");
    }

    #[test]
    fn only_addresses_with_a_secret_are_kept_back() {
        for route in ["/act/{token}", "/email-change/undo/{token}", "/calendar/{file}"] {
            assert!(holds_secret(route), "{route}");
        }
        for route in ["/calendar/months/{month}", "/chemistry/{id}", "/calendar/feed"] {
            assert!(!holds_secret(route), "{route}");
        }
    }
}
