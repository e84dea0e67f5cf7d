use sqlx::PgConnection;
use uuid::Uuid;

use super::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::ChemistryId;
use crate::platform::span::Span;

/// Replaces the times one of the two offers.
pub(super) async fn set_offers(
    db: &mut PgConnection,
    id: ChemistryId,
    side: Side,
    offers: &[Span],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from chemistry_offer where chemistry_request_id = $1 and side = $2",
        id.0,
        side.code()
    )
    .execute(&mut *db)
    .await?;
    let starts: Vec<Instant> = offers.iter().map(Span::starts).collect();
    let ends: Vec<Instant> = offers.iter().map(Span::ends).collect();
    sqlx::query!(
        "insert into chemistry_offer (chemistry_request_id, side, starts_at, ends_at)
         select $1, $2, t.starts_at, t.ends_at from unnest($3::timestamptz[], $4::timestamptz[]) t (starts_at, ends_at)
         on conflict do nothing",
        id.0,
        side.code(),
        &starts as &[Instant],
        &ends as &[Instant],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The times one of the two offers, earliest first.
///
/// # Errors
/// The database's.
pub async fn offers(db: &mut PgConnection, id: ChemistryId, side: Side) -> Result<Vec<Span>, sqlx::Error> {
    let rows = sqlx::query!(
        "select starts_at, ends_at from chemistry_offer where chemistry_request_id = $1 and side = $2 order by starts_at",
        id.0,
        side.code(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Span::new(row.starts_at, row.ends_at)).collect())
}

/// Takes back the times that are offered for these requests.
pub(super) async fn clear_offers(db: &mut PgConnection, ids: &[ChemistryId]) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!("delete from chemistry_offer where chemistry_request_id = any ($1)", &ids)
        .execute(db)
        .await?;
    Ok(())
}
