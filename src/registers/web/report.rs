use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::ours;
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::PoolId;
use crate::platform::web::{PageError, Path};
use crate::registers::model::{ImportId, Outcome, RegisterEvent};
use crate::registers::reading::{MOST_ROWS, Table};
use crate::registers::{actions, guarded, store};

/// The heading of the column that says why.
pub const REASON: &str = "Why it was refused";

/// The refused rows as a file to be corrected and brought in again.
pub async fn refused(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, ImportId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let import = store::find(&mut tx, pool, id).await?.ok_or(PageError::NotFound)?;
    let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let rows = store::report(&mut tx, pool, id, Some(Outcome::Refused), 0, most).await?;
    let table = actions::table(&app, &mut tx, &import).await?;
    let by = Actor::Account(viewer.account_id);
    events::record(&mut tx, by, app.clock.now(), &RegisterEvent::RefusedTaken(pool, id)).await?;
    tx.commit().await?;
    let reasons = rows.into_iter().map(|row| (u32::try_from(row.line).unwrap_or(0), row.remarks)).collect();
    Ok(attachment("refused.csv", refused_rows(&table, &reasons)))
}

/// The rows of a table that were refused, each with the reasons.
#[must_use]
pub fn refused_rows(table: &Table, reasons: &HashMap<u32, Vec<String>>) -> Vec<u8> {
    let headings: Vec<String> = std::iter::once(REASON.to_owned()).chain(table.headings.clone()).collect();
    let rows = table.rows.iter().filter_map(|row| {
        let why = reasons.get(&row.line)?;
        let why = format!("Row {}: {}", row.line, why.join(". "));
        Some(std::iter::once(why).chain(row.cells.clone()).collect())
    });
    guarded::csv(&headings, rows)
}

/// A file to keep.
pub fn attachment(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
