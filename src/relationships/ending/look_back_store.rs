use sqlx::PgConnection;

use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::RelationshipId;

/// What one of the two said of whether something has lasted; none before they said it.
pub(super) async fn lasting(
    db: &mut PgConnection,
    id: RelationshipId,
    side: Side,
) -> Result<Option<String>, sqlx::Error> {
    let row = sqlx::query_scalar!(
        "select lasting from look_back where relationship_id = $1 and side = $2",
        id.0,
        side.code(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.flatten())
}

/// Keeps the answer to the one question that is asked six months later.
pub(super) async fn set_lasting(
    db: &mut PgConnection,
    now: Instant,
    id: RelationshipId,
    side: Side,
    lasting: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into look_back (relationship_id, side, lasting, answered_at) values ($1, $2, $3, $4)
         on conflict (relationship_id, side) do update set lasting = excluded.lasting, answered_at = excluded.answered_at",
        id.0,
        side.code(),
        lasting,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Relationships that came to their end six months ago or a little more, of which neither was asked the one question that follows.
pub(in crate::relationships) async fn to_ask_again(
    db: &mut PgConnection,
    from: Instant,
    to: Instant,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.relationship_id as "id: RelationshipId" from relationship r
           where r.status = 'ended' and r.outcome in ('planned', 'early') and r.ended_at > $1 and r.ended_at <= $2
             and not exists (select from look_back l where l.relationship_id = r.relationship_id and l.asked_at is not null)
             and (select count(*) from look_back l where l.relationship_id = r.relationship_id and l.lasting is not null) < 2
             and not exists (select from mail_silence s where s.account_id in (r.mentee_id, r.practitioner_id))
           order by r.ended_at limit 500"#,
        from as Instant,
        to as Instant,
    )
    .fetch_all(db)
    .await
}

/// Notes that both were asked, and says who has not answered yet.
pub(in crate::relationships) async fn ask(
    db: &mut PgConnection,
    now: Instant,
    id: RelationshipId,
) -> Result<Vec<Side>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with asked as (
             insert into look_back (relationship_id, side, asked_at)
             select $1, s.side, $2 from (values ('mentee'), ('practitioner')) s (side)
             on conflict (relationship_id, side) do update set asked_at = excluded.asked_at
             returning side, lasting
           )
           select side as "side!: Side" from asked where lasting is null order by side"#,
        id.0,
        now as Instant,
    )
    .fetch_all(db)
    .await
}
