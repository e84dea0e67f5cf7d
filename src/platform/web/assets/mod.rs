//! Stylesheets, scripts and images: inside the binary, under addresses that change with their content, so that a
//! browser keeps them for good and never shows an old one with a new page.
//!
//! Files refer to each other by relative addresses, as they lie in `static/`. Here `@import` lines of the stylesheet
//! become its content (each in its layer), `url(…)` in it and `import … from "…"` in scripts become content addresses.

mod encoding;
mod library;

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use encoding::Encoding;
use library::{Asset, Library};

use super::error::PageError;
use super::routes::{Routes, Who};

const FAVICON: &str = "img/favicon.ico";

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::build);

/// The address of a file of `static/`, for pages: `assets::url("css/app.css")`.
#[must_use]
pub fn url(path: &str) -> &'static str {
    LIBRARY.get(path).map_or("/assets/unknown", |asset| &asset.url)
}

/// The routes of the assets, for anybody.
#[must_use]
pub fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new().get("/assets/{hash}/{*path}", Who::Public, serve).get("/favicon.ico", Who::Public, favicon)
}

async fn serve(
    Path((hash, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let asset = LIBRARY.get(&path).ok_or(PageError::NotFound)?;
    // A page of the previous release may ask this one during an update: it gets today's file, not to be kept.
    let keep = if hash == asset.hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    respond(asset, keep, &headers).await
}

/// Browsers ask for it here whatever the page says.
async fn favicon(headers: HeaderMap) -> Result<Response, PageError> {
    let asset = LIBRARY.get(FAVICON).ok_or(PageError::NotFound)?;
    respond(asset, "public, max-age=86400", &headers).await
}

async fn respond(
    asset: &'static Asset,
    keep: &'static str,
    asked: &HeaderMap,
) -> Result<Response, PageError> {
    let encoding = if asset.is_text() { Encoding::best(asked) } else { Encoding::Identity };
    let etag = format!("\"{}{}\"", asset.hash, encoding.suffix());
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = match encoding {
            Encoding::Identity => asset.body.clone(),
            _ => tokio::task::spawn_blocking(move || asset.encoded(encoding))
                .await
                .map_err(PageError::internal)?,
        };
        ([(header::CONTENT_TYPE, asset.media)], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::ETAG, HeaderValue::try_from(etag).map_err(PageError::internal)?);
    if asset.is_text() {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let (Some(name), StatusCode::OK) = (encoding.name(), response.status()) {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Ok(response)
}
