use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

use super::model::Found;
use super::search;
use crate::app::App;
use crate::platform::web::page::page;
use crate::platform::web::{FormErrors, Layout, PageError, Routes, Who};

/// How many employers a search shows.
const SHOWN: usize = 8;

pub fn routes() -> Routes<App> {
    Routes::new().get("/organisations", Who::Public, find)
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct SearchForm {
    q: String,
}

#[derive(Template)]
#[template(path = "organisations/search.html")]
struct SearchPage {
    layout: Layout,
    q: String,
    found: Vec<Found>,
    errors: FormErrors,
}

#[derive(serde::Serialize)]
struct FoundJson {
    id: String,
    name: String,
    place: String,
}

/// The employers that fit, as a page, or as JSON for the form that searches while one types.
async fn find(
    State(app): State<App>,
    layout: Layout,
    headers: HeaderMap,
    Query(form): Query<SearchForm>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let found = search::search(&mut db, &form.q, app.clock.now(), SHOWN).await?;
    drop(db);
    let wants_json = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    let mut response = if wants_json {
        let organisations: Vec<FoundJson> = found
            .into_iter()
            .map(|one| FoundJson { id: one.organisation_id.to_string(), name: one.name, place: one.place })
            .collect();
        Json(serde_json::json!({ "organisations": organisations })).into_response()
    } else {
        page(&SearchPage { layout, q: form.q, found, errors: FormErrors::none() })?
    };
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(response)
}
