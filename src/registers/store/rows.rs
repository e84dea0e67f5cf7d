use serde_json::Value;
use sqlx::PgConnection;

use crate::platform::ids::PoolId;
use crate::registers::model::{ImportId, Outcome};
use crate::registers::plan::Line;

/// Rows written in one statement.
const BATCH: usize = 5000;

/// Replaces the report of an import.
pub async fn replace_rows(
    db: &mut PgConnection,
    pool: PoolId,
    id: ImportId,
    lines: &[Line],
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from register_import_row where register_import_id = $1 and pool_id = $2",
        id.0,
        pool.0
    )
    .execute(&mut *db)
    .await?;
    for batch in lines.chunks(BATCH) {
        let numbers: Vec<i32> =
            batch.iter().map(|line| i32::try_from(line.line).unwrap_or(i32::MAX)).collect();
        let outcomes: Vec<String> = batch.iter().map(|line| line.outcome.code().to_owned()).collect();
        let people: Vec<String> = batch.iter().map(|line| line.person.clone()).collect();
        let remarks: Vec<Value> = batch.iter().map(|line| Value::from(line.remarks.clone())).collect();
        sqlx::query!(
            "insert into register_import_row (pool_id, register_import_id, line, outcome, person, remarks)
             select $1, $2, line, outcome, person, remarks
             from unnest($3::int[], $4::text[], $5::text[], $6::jsonb[]) as given (line, outcome, person, remarks)",
            pool.0,
            id.0,
            &numbers,
            &outcomes,
            &people,
            &remarks,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// A row of the report.
pub struct Reported {
    pub line: i32,
    pub outcome: Outcome,
    pub person: String,
    pub remarks: Vec<String>,
}

/// Rows of one outcome, or of every one, in the order of the file.
pub async fn report(
    db: &mut PgConnection,
    pool: PoolId,
    id: ImportId,
    outcome: Option<Outcome>,
    skip: i64,
    most: i64,
) -> sqlx::Result<Vec<Reported>> {
    let rows = sqlx::query!(
        r#"select line, outcome as "outcome: Outcome", person, remarks from register_import_row
           where register_import_id = $1 and pool_id = $2 and ($3::text is null or outcome = $3)
           order by line offset $4 limit $5"#,
        id.0,
        pool.0,
        outcome.map(Outcome::code),
        skip,
        most,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Reported {
            line: row.line,
            outcome: row.outcome,
            person: row.person,
            remarks: serde_json::from_value(row.remarks).unwrap_or_default(),
        })
        .collect())
}

/// Takes somebody out of the reports of a pool's imports.
pub async fn forget_rows(db: &mut PgConnection, pool: PoolId, email: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from register_import_row
         where pool_id = $1 and right(lower(person), length($2) + 2) = ', ' || lower($2)",
        pool.0,
        email,
    )
    .execute(db)
    .await?;
    Ok(())
}
