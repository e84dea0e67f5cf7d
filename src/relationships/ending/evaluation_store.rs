use sqlx::PgConnection;

use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, RelationshipId};
use crate::platform::secrets::Secret;
use crate::relationships::sealed;

const WHAT: &str = "changed";
/// So many mentees have to have answered before anything of it reaches the coach or mentor.
pub const ENOUGH: i64 = 3;

/// What one of the two says at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// 1 (not at all) to 5 (very much).
    pub fit: i16,
    pub recommend: i16,
    /// Skills the coach or mentor showed, by code of the vocabulary.
    pub skills: Vec<String>,
    /// May be empty.
    pub changed: String,
    /// The coach or mentor may read the words.
    pub may_be_read: bool,
}

/// Whether something has lasted, six months later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub evaluation: Evaluation,
    pub lasting: Option<String>,
}

/// What one of the two wrote at the end, opened; empty when it says nothing or cannot be read.
#[must_use]
pub fn opened_evaluation(secret: &Secret, id: RelationshipId, side: Side, sealed: &[u8]) -> String {
    sealed::read(secret, id, side, WHAT, sealed)
}

/// Keeps an evaluation in place of the one before.
pub(super) async fn set(
    db: &mut PgConnection,
    secret: &Secret,
    now: Instant,
    id: RelationshipId,
    side: Side,
    evaluation: &Evaluation,
) -> Result<(), sqlx::Error> {
    let words = sealed::text(secret, id, side, WHAT, &evaluation.changed);
    sqlx::query!(
        "insert into evaluation (relationship_id, side, fit, recommend, skills, changed, may_be_read, answered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (relationship_id, side) do update set fit = excluded.fit, recommend = excluded.recommend, skills = excluded.skills,
           changed = excluded.changed, may_be_read = excluded.may_be_read",
        id.0,
        side.code(),
        evaluation.fit,
        evaluation.recommend,
        &evaluation.skills,
        words,
        evaluation.may_be_read,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What one of the two said.
pub(super) async fn of(
    db: &mut PgConnection,
    secret: &Secret,
    id: RelationshipId,
    side: Side,
) -> Result<Option<Kept>, sqlx::Error> {
    let row = sqlx::query!(
        "select fit, recommend, skills, changed, may_be_read, lasting from evaluation where relationship_id = $1 and side = $2",
        id.0,
        side.code(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Kept {
        evaluation: Evaluation {
            fit: row.fit,
            recommend: row.recommend,
            skills: row.skills,
            changed: sealed::read(secret, id, side, WHAT, &row.changed),
            may_be_read: row.may_be_read,
        },
        lasting: row.lasting,
    }))
}

/// Keeps the answer to the one question that is asked six months later. Whether there was an evaluation to keep it with.
pub(super) async fn set_lasting(
    db: &mut PgConnection,
    now: Instant,
    id: RelationshipId,
    side: Side,
    lasting: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update evaluation set lasting = $3, lasting_at = $4 where relationship_id = $1 and side = $2",
        id.0,
        side.code(),
        lasting,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What mentees said of a coach or mentor, together: never whose it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feedback {
    pub answers: i64,
    /// Tenths of the mean.
    pub fit: i64,
    pub recommend: i64,
    /// Codes of skills and how many named them.
    pub skills: Vec<(String, i64)>,
    /// Words whose writers let them be read, in no order that tells whose they are.
    pub words: Vec<String>,
}

/// What mentees said of a coach or mentor in relationships that ended, once there are enough of them; none before. Words alone are
/// there by their writer's consent, however many there are.
pub(super) async fn feedback(
    db: &mut PgConnection,
    secret: &Secret,
    practitioner: AccountId,
) -> Result<Feedback, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select e.relationship_id as "relationship_id!: RelationshipId", e.fit, e.recommend, e.skills, e.changed, e.may_be_read
           from evaluation e join relationship r on r.relationship_id = e.relationship_id
           where r.practitioner_id = $1 and e.side = 'mentee' and r.status = 'ended' order by md5(e.relationship_id::text) limit 500"#,
        practitioner.0,
    )
    .fetch_all(db)
    .await?;
    let words = rows
        .iter()
        .filter(|row| row.may_be_read)
        .map(|row| sealed::read(secret, row.relationship_id, Side::Mentee, WHAT, &row.changed))
        .filter(|text| !text.is_empty())
        .collect();
    let answers = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if answers < ENOUGH {
        return Ok(Feedback { answers: 0, words, ..Feedback::default() });
    }
    let mean = |sum: i64| (sum * 10 + answers / 2) / answers;
    let mut skills = std::collections::BTreeMap::<String, i64>::new();
    for code in rows.iter().flat_map(|row| row.skills.iter()) {
        *skills.entry(code.clone()).or_default() += 1;
    }
    // A skill that only one or two named would say whose answer it is.
    let mut skills: Vec<(String, i64)> = skills.into_iter().filter(|(_, many)| *many >= ENOUGH).collect();
    skills.sort_by_key(|(code, many)| (-many, code.clone()));
    Ok(Feedback {
        answers,
        fit: mean(rows.iter().map(|row| i64::from(row.fit)).sum()),
        recommend: mean(rows.iter().map(|row| i64::from(row.recommend)).sum()),
        skills,
        words,
    })
}

/// Relationships that ended six months ago or a little more, and whose mentee said something at the end and has not been asked the
/// one question that follows.
pub(in crate::relationships) async fn to_ask_again(
    db: &mut PgConnection,
    from: Instant,
    to: Instant,
) -> Result<Vec<RelationshipId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.relationship_id as "id: RelationshipId" from relationship r
           join evaluation e on e.relationship_id = r.relationship_id and e.side = 'mentee'
           where r.status = 'ended' and r.outcome in ('planned', 'early') and r.ended_at > $1 and r.ended_at <= $2 and e.lasting is null
             and e.asked_at is null
           order by r.ended_at limit 500"#,
        from as Instant,
        to as Instant,
    )
    .fetch_all(db)
    .await
}

/// Notes that the mentee was asked the one question that follows.
pub(in crate::relationships) async fn set_asked(
    db: &mut PgConnection,
    now: Instant,
    id: RelationshipId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update evaluation set asked_at = $2 where relationship_id = $1 and side = 'mentee'",
        id.0,
        now as Instant
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the words away that were said at the end of what ended before a moment.
pub(in crate::relationships) async fn forget_words(
    db: &mut PgConnection,
    before: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update evaluation e set changed = ''::bytea from relationship r
         where r.relationship_id = e.relationship_id and r.ended_at < $1 and length(e.changed) > 0",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
