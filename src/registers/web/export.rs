use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::report::attachment;
use super::{ours, pool_name};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::PoolId;
use crate::platform::web::fields::{Choice, Crumb};
use crate::platform::web::{FormErrors, Layout, PageError, Path, Query, page};
use crate::registers::columns::Field;
use crate::registers::guarded::{self, COLUMNS};
use crate::registers::model::RegisterEvent;
use crate::registers::{gather, store};

#[derive(Template)]
#[template(path = "registers/export.html")]
struct ExportPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    options: Vec<Choice>,
    chosen: Vec<String>,
    errors: FormErrors,
}

pub async fn choose(
    viewer: Viewer,
    Path(pool): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let name = pool_name(&mut *app.db.acquire().await?, &viewer, pool).await?;
    page(&ExportPage {
        layout,
        crumbs: vec![Crumb::new("Pools", "/pools"), Crumb::new(name, format!("/pools/{pool}"))],
        pool,
        options: COLUMNS.iter().map(|field| Choice::new(field.code(), field.label())).collect(),
        chosen: COLUMNS.iter().map(|field| field.code().to_owned()).collect(),
        errors: FormErrors::none(),
    })
}

/// The members of the pool as a file. No lived experience is ever in it. That it was taken is recorded.
pub async fn take(
    viewer: Viewer,
    Path(pool): Path<PoolId>,
    State(app): State<App>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let asked: Vec<&str> =
        asked.iter().filter(|(name, _)| name == "column").map(|(_, code)| code.as_str()).collect();
    let columns: Vec<Field> =
        COLUMNS.into_iter().filter(|column| asked.is_empty() || asked.contains(&column.code())).collect();
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let mut meanings = gather::vocabularies(&mut tx, pool, now).await?;
    let people = store::members(&mut tx, pool, &mut meanings).await?;
    let number = i64::try_from(people.len()).unwrap_or(i64::MAX);
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &RegisterEvent::Exported(pool, number))
        .await?;
    tx.commit().await?;
    let file = tokio::task::spawn_blocking(move || {
        let headings: Vec<String> = columns.iter().map(|column| column.label().to_owned()).collect();
        let rows = people.iter().map(|(_, person)| {
            columns.iter().map(|column| guarded::cell(person, *column, &meanings)).collect()
        });
        guarded::csv(&headings, rows)
    })
    .await
    .map_err(PageError::internal)?;
    Ok(attachment("register.csv", file))
}
