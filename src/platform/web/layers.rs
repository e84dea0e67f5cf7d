//! What every request passes through, outermost first: security headers, the log line, compression, error pages, the
//! same-origin rule, the limits, and a net for panics.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, COOKIE};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, Predicate};

use super::client;
use super::csrf::{self, SameOrigin};
use super::error::PageError;
use super::error_pages::{self, BusyPage};
use super::flash;
use super::headers::{self, SecurityHeaders};
use super::limits::{self, Door, Limits, Shed};
use super::observe::observe;
use super::page::Site;
use super::routes::Declared;

/// Puts a router behind everything that holds for all of its routes, and for its fallback.
pub fn around(router: Router, declared: &[Declared], site: &Arc<Site>, limits: &Limits) -> Router {
    let open: HashSet<&'static str> =
        declared.iter().filter(|route| route.one_click).map(|route| route.path).collect();
    let body_limits: HashMap<&'static str, usize> =
        declared.iter().filter_map(|route| Some((route.path, route.body_limit?))).collect();
    let door = Door::new(limits, body_limits, BusyPage::new(site));
    router.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(SecurityHeaders::new(&site.base_url), headers::add))
            .layer(from_fn(observe))
            .layer(Extension(Arc::clone(site)))
            .layer(from_fn(no_oracle))
            .layer(compression())
            .layer(from_fn(flash::clear_shown_flash))
            .layer(from_fn(error_pages::render))
            .layer(from_fn_with_state(SameOrigin::new(&site.base_url, open), csrf::check))
            .layer(from_fn_with_state(door, limits::bound))
            .layer(from_fn_with_state(limits.trusted_proxies.clone(), client::identify))
            .layer(CatchPanicLayer::custom(panicked))
            // The door has measured the body already, by the figure of its route.
            .layer(DefaultBodyLimit::disable()),
    )
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    // What was said may hold data; the panic hook has logged where it happened.
    PageError::internal("panicked").into_response()
}

fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().quality(CompressionLevel::Precise(3)).compress_when(is_page)
}

/// Pages only: assets are compressed already, and a busy hub compresses nothing.
fn is_page(_: StatusCode, _: Version, headers: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<Shed>().is_none()
        && headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Compressing a page tells whoever watches its length whether text of theirs repeats a secret on it (BREACH). Our
/// pages hold no CSRF token to find, but a few show codes; so a page that another site had a signed-in browser fetch
/// is sent uncompressed.
async fn no_oracle(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    let from_elsewhere =
        headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site");
    if from_elsewhere && headers.contains_key(COOKIE) {
        headers.remove(ACCEPT_ENCODING);
    }
    next.run(request).await
}
