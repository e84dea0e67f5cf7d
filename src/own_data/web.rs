use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::actions::{self, Download};
use super::model::{Copy, Format, LEFT_OUT};
use super::reading::{self, Part};
use super::zone_store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::{Instant, london};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Routes, Who, filters, page, unprocessable,
};

/// Where it is.
const PATH: &str = "/account/data";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(PATH, Who::Fresh, show).post(PATH, Who::Fresh, download)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DownloadForm {
    format: String,
}

impl DownloadForm {
    fn parse(&self) -> Result<Format, FormErrors> {
        Format::from_code(&self.format)
            .ok_or_else(|| FormErrors::one("format", "Select how you would like the copy"))
    }
}

#[derive(Template)]
#[template(path = "own_data/data.html")]
struct DataPage {
    layout: Layout,
    form: DownloadForm,
    errors: FormErrors,
    /// In how many hours the next copy can be made, when there were too many today.
    wait_hours: Option<u32>,
}

impl DataPage {
    fn formats() -> Vec<Choice> {
        vec![
            Choice::new("html", "A page to read and print").hint("One file that opens in any browser"),
            Choice::new("json", "A file for programs").hint("JSON, to take your data elsewhere"),
        ]
    }

    const fn left_out() -> [(&'static str, &'static str); 6] {
        LEFT_OUT
    }
}

async fn show(layout: Layout) -> Result<Response, PageError> {
    let form = DownloadForm { format: Format::Html.code().to_owned() };
    page(&DataPage { layout, form, errors: FormErrors::none(), wait_hours: None })
}

async fn download(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<DownloadForm>,
) -> Result<Response, PageError> {
    let format = match form.parse() {
        Ok(format) => format,
        Err(errors) => {
            let layout = layout.with_errors(true);
            return unprocessable(&DataPage { layout, form, errors, wait_hours: None });
        }
    };
    let mut tx = app.begin(&viewer).await?;
    let copy = match actions::download(&mut tx, &app, viewer.account_id, format).await? {
        Download::Made(copy) => copy,
        Download::TooMany { seconds } => {
            let wait_hours = Some(seconds.div_ceil(3600));
            let answer = page(&DataPage { layout, form, errors: FormErrors::none(), wait_hours })?;
            let retry = [(RETRY_AFTER, seconds.to_string())];
            return Ok((StatusCode::TOO_MANY_REQUESTS, retry, answer).into_response());
        }
    };
    let zone = zone_store::of(&mut tx, viewer.account_id).await?;
    tx.commit().await?;
    let body = match format {
        Format::Json => copy.json().map_err(PageError::internal)?,
        Format::Html => {
            let zone = TimeZone::get(&zone).unwrap_or_else(|_| london());
            CopyFile::new(&copy, zone).render().map_err(PageError::internal)?
        }
    };
    let day = copy.made_at.in_london().date();
    let name = format!("attachment; filename=\"rapport-your-data-{day}.{}\"", format.code());
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// The copy as one file without anything from elsewhere.
#[derive(Template)]
#[template(path = "own_data/file.html")]
struct CopyFile {
    made_at: Instant,
    zone: TimeZone,
    parts: Vec<Part>,
    /// Titles of what there is none of.
    empty: Vec<&'static str>,
}

impl CopyFile {
    fn new(copy: &Copy, zone: TimeZone) -> Self {
        let (parts, empty) = reading::parts(copy, &zone);
        Self { made_at: copy.made_at, zone, parts, empty }
    }

    const fn left_out() -> [(&'static str, &'static str); 6] {
        LEFT_OUT
    }
}
