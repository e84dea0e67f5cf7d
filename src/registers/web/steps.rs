use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::decisions::{Question, questions};
use super::ours;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::platform::web::fields::Crumb;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Pages, Path, Query, filters, page, see_other,
};
use crate::registers::gather::LISTS;
use crate::registers::model::{Import, ImportId, Outcome, Status};
use crate::registers::store::{self, Reported};
use crate::registers::{actions, job};
use crate::vocabulary;

/// Rows of the report on one page.
const PER_PAGE: u32 = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    outcome: String,
    page: u32,
}

#[derive(Template)]
#[template(path = "registers/progress.html")]
struct ProgressPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    import: Import,
}

impl ProgressPage {
    /// A bar of nothing at all is no bar.
    fn most(&self) -> i32 {
        self.import.rows_total.max(1)
    }
}

#[derive(Template)]
#[template(path = "registers/report.html")]
struct ReportPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    import: Import,
    now: Instant,
    rows: Vec<Reported>,
    outcome: Option<Outcome>,
    pages: Pages,
    questions: Vec<Question>,
    /// Undecided values beyond those on the page.
    more: usize,
    errors: FormErrors,
}

impl ReportPage {
    fn done(&self) -> bool {
        self.import.status == Status::Done
    }

    /// People the run would bring in or change.
    fn brings(&self) -> i64 {
        self.import.reading.counts.created + self.import.reading.counts.updated
    }

    fn is_shown(&self, outcome: Outcome) -> bool {
        self.outcome == Some(outcome)
    }
}

#[derive(Template)]
#[template(path = "registers/failed.html")]
struct FailedPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    import: Import,
}

pub fn crumbs(import: &Import) -> Vec<Crumb> {
    let pool = import.pool_id;
    vec![
        Crumb::new("Pools", "/pools"),
        Crumb::new(import.pool.clone(), format!("/pools/{pool}")),
        Crumb::new("Bring in a register", format!("/pools/{pool}/import")),
    ]
}

pub async fn show(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, ImportId)>,
    Query(asked): Query<Asked>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let mut db = app.db.acquire().await?;
    let import = store::find(&mut db, pool, id).await?.ok_or(PageError::NotFound)?;
    let crumbs = crumbs(&import);
    match import.status {
        Status::Uploaded => {
            drop(db);
            super::columns::show(viewer, Path((pool, id)), layout, State(app)).await
        }
        Status::Checking | Status::Running => page(&ProgressPage { layout, crumbs, import }),
        Status::Failed | Status::Discarded => page(&FailedPage { layout, crumbs, import }),
        Status::Checked | Status::Done => {
            let outcome = Outcome::from_code(&asked.outcome);
            let counts = import.reading.counts;
            let total = outcome.map_or_else(|| counts.total(), |outcome| counts.of(outcome));
            let code = outcome.map_or("", Outcome::code);
            let stem = format!("/pools/{pool}/import/{id}?outcome={code}&page=");
            let pages = Pages::new(asked.page, u64::try_from(total).unwrap_or(0), PER_PAGE, stem);
            let skip = i64::from(pages.current - 1) * i64::from(PER_PAGE);
            let rows = store::report(&mut db, pool, id, outcome, skip, i64::from(PER_PAGE)).await?;
            let questions = if import.status == Status::Checked && !import.reading.unsure.is_empty() {
                questions(&import.reading.unsure, &vocabulary::terms(&mut db, &LISTS).await?, app.clock.now())
            } else {
                Vec::new()
            };
            page(&ReportPage {
                layout,
                crumbs,
                now: app.clock.now(),
                more: import.reading.unsure.len() - questions.len().min(import.reading.unsure.len()),
                import,
                rows,
                outcome,
                pages,
                questions,
                errors: FormErrors::none(),
            })
        }
    }
}

/// A button that acts on an import as it was looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pressed {
    version: String,
}

async fn looked_at(
    db: &mut sqlx::PgConnection,
    pool: PoolId,
    id: ImportId,
    pressed: &Pressed,
) -> Result<Import, PageError> {
    let mut import = store::find(db, pool, id).await?.ok_or(PageError::NotFound)?;
    import.version = pressed.version.parse().unwrap_or(0);
    Ok(import)
}

pub async fn run(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, ImportId)>,
    State(app): State<App>,
    Form(pressed): Form<Pressed>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let import = looked_at(&mut tx, pool, id, &pressed).await?;
    actions::run(&mut tx, &app, &viewer, &import).await?;
    tx.commit().await?;
    job::start(&app, pool, id);
    Ok(see_other(&format!("/pools/{pool}/import/{id}"), "The register is being brought in."))
}

pub async fn discard(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, ImportId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let import = store::find(&mut tx, pool, id).await?.ok_or(PageError::NotFound)?;
    let discarded = actions::discard(&mut tx, &app, &viewer, &import).await?;
    tx.commit().await?;
    if !discarded && import.status != Status::Discarded {
        return Err(PageError::Conflict("This register is in already, or on its way in.".to_owned()));
    }
    Ok(see_other(
        &format!("/pools/{pool}/import"),
        "The file and what was read from it are gone. Nothing was brought in.",
    ))
}
