use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect, Response};

use super::pool_name;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::web::fields::Crumb;
use crate::platform::web::{FormErrors, Layout, PageError, Path, filters, page, unprocessable};
use crate::registers::actions::{self, Arrived, UploadError};
use crate::registers::model::Import;
use crate::registers::store::{self, Standing};

#[derive(Template)]
#[template(path = "registers/upload.html")]
struct UploadPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    now: Instant,
    pool: PoolId,
    imports: Vec<Import>,
    standing: Standing,
    submission: SubmissionId,
    errors: FormErrors,
}

pub async fn show(
    viewer: Viewer,
    Path(pool): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    page(&load(&app, &viewer, pool, layout, FormErrors::none()).await?)
}

async fn load(
    app: &App,
    viewer: &Viewer,
    pool: PoolId,
    layout: Layout,
    errors: FormErrors,
) -> Result<UploadPage, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let name = pool_name(&mut db, viewer, pool).await?;
    Ok(UploadPage {
        layout: layout.with_errors(!errors.is_empty()),
        crumbs: vec![Crumb::new("Pools", "/pools"), Crumb::new(name, format!("/pools/{pool}"))],
        now,
        pool,
        imports: store::latest(&mut db, pool).await?,
        standing: store::standing(&mut db, pool).await?,
        submission: SubmissionId::new(now),
        errors,
    })
}

pub async fn upload(
    viewer: Viewer,
    Path(pool): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    super::ours(&viewer, pool)?;
    let refused = async |sentence: &str| {
        unprocessable(&load(&app, &viewer, pool, layout.clone(), FormErrors::one("file", sentence)).await?)
    };
    let Some(arrived) = (match form {
        Ok(form) => received(form).await?,
        Err(_) => None,
    }) else {
        return refused("Choose the file that holds your register").await;
    };
    match actions::upload(&app, &viewer, pool, arrived).await {
        Ok(import) => Ok(Redirect::to(&format!("/pools/{pool}/import/{import}/columns")).into_response()),
        Err(UploadError::Read(error)) => refused(&error.to_string()).await,
        Err(UploadError::Database(error)) => Err(error.into()),
        Err(error @ UploadError::CutShort) => Err(PageError::internal(error)),
    }
}

/// The parts of the form; `None` when no file was chosen.
async fn received(mut form: Multipart) -> Result<Option<Arrived>, PageError> {
    let unreadable = |_| PageError::BadRequest("the form could not be read".to_owned());
    let mut submission = None;
    let mut file = None;
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("submission") => submission = part.text().await.map_err(unreadable)?.parse().ok(),
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                file = Some((name, part.bytes().await.map_err(unreadable)?));
            }
            _ => {}
        }
    }
    let submission: SubmissionId =
        submission.ok_or_else(|| PageError::BadRequest("the form lacks its number".to_owned()))?;
    Ok(file
        .filter(|(name, bytes)| !(name.is_empty() && bytes.is_empty()))
        .map(|(file_name, bytes)| Arrived { submission, file_name, bytes: bytes.to_vec() }))
}
