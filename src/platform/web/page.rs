//! The frame of every page: who is reading, the navigation, the flash, whether this is a demonstration.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::StatusCode;
use http::request::Parts;

use super::error::PageError;
use super::flash::{self, Flash, FlashKind};

/// Facts about this installation that every page may show. Inserted as a request extension for every route.
#[derive(Debug, Clone)]
pub struct Site {
    /// Without a trailing slash: `http://127.0.0.1:3000`.
    pub base_url: String,
    pub demo: bool,
    /// Who runs this installation, as its privacy notice names them.
    pub operator: Option<String>,
    /// The main navigation: `crate::navigation::links`.
    pub navigation: Navigation,
}

/// Makes the main navigation for a reader on a path. The platform knows no slice, so the application brings it.
pub type Navigation = fn(Option<&Reader>, &str) -> Vec<NavLink>;

/// The signed-in reader, as far as the frame shows them. Inserted by the accounts guard.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    pub first_name: String,
    pub coordinator: bool,
    pub administrator: bool,
    pub practitioner: bool,
    /// How many requests for a first conversation wait for them.
    pub waiting: u32,
    /// How much waits for them in what they do together with others; none when they have worked with nobody.
    pub together: Option<u32>,
    /// How many people are on their shortlist.
    pub kept: u32,
}

/// A link of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavLink {
    pub label: String,
    pub href: &'static str,
    pub current: bool,
    /// Shown beside the label when above zero.
    pub count: u32,
    /// The number is of what waits for the reader.
    pub waits: bool,
}

/// Everything `layouts/base.html` needs. Every page struct has one, named `layout`.
#[derive(Debug, Clone)]
pub struct Layout {
    pub reader: Option<Reader>,
    pub nav: Vec<NavLink>,
    pub flash: Option<Flash>,
    pub demo: bool,
    pub base_url: String,
    /// The path of this page, without its query.
    pub path: String,
    /// True when the page shows a form with errors: its title then begins "Error:" (A4).
    pub has_errors: bool,
}

impl Layout {
    /// The frame of a page outside any request, as error pages of last resort use it.
    #[must_use]
    pub fn bare(path: &str) -> Self {
        Self {
            reader: None,
            nav: Vec::new(),
            flash: None,
            demo: false,
            base_url: String::new(),
            path: path.to_owned(),
            has_errors: false,
        }
    }

    /// The frame for one request.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        let reader = parts.extensions.get::<Reader>().cloned();
        let site = parts.extensions.get::<Arc<Site>>();
        let path = parts.uri.path().to_owned();
        let flash = CookieJar::from_headers(&parts.headers)
            .get(flash::COOKIE)
            .and_then(|cookie| Flash::parse(cookie.value()));
        Self {
            nav: site.map(|site| (site.navigation)(reader.as_ref(), &path)).unwrap_or_default(),
            reader,
            flash,
            demo: site.is_some_and(|site| site.demo),
            base_url: site.map(|site| site.base_url.clone()).unwrap_or_default(),
            path,
            has_errors: false,
        }
    }

    /// The same frame, for a form that is shown again with errors.
    #[must_use]
    pub fn with_errors(mut self, any: bool) -> Self {
        self.has_errors = any;
        self
    }
}

impl<S: Sync> FromRequestParts<S> for Layout {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// Sends the reader on after a write, with a sentence for the next page.
#[must_use]
pub fn see_other(path: &str, sentence: &str) -> Response {
    see_other_with(FlashKind::Success, path, sentence)
}

/// The same where nothing was done: why.
#[must_use]
pub fn see_other_noting(path: &str, sentence: &str) -> Response {
    see_other_with(FlashKind::Notice, path, sentence)
}

fn see_other_with(kind: FlashKind, path: &str, sentence: &str) -> Response {
    let flash = Flash { kind, text: sentence.to_owned() };
    (CookieJar::new().add(flash.cookie()), Redirect::to(path)).into_response()
}

/// Renders a page.
///
/// # Errors
/// `Internal` when the template fails.
pub fn page(template: &impl Template) -> Result<Response, PageError> {
    Ok(Html(template.render()?).into_response())
}

/// Renders a form again with its errors and everything that was typed: status 422.
///
/// # Errors
/// `Internal` when the template fails.
pub fn unprocessable(template: &impl Template) -> Result<Response, PageError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(template.render()?)).into_response())
}
