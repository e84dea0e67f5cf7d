use sqlx::PgConnection;

use crate::chemistry::model::Side;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, RelationshipId, SubmissionId};
use crate::platform::seal::{open, seal};
use crate::platform::secrets::{Purpose, Secret};
use crate::pools::Offering;
use crate::relationships::model::{Content, Terms, Words};

/// One version of what two agree.
#[derive(Debug, Clone)]
pub struct Agreement {
    pub number: i32,
    /// Of the pool's template, where it has one: which version the limits of confidentiality are from.
    pub template: Option<i32>,
    pub content: Content,
    /// The words were deleted, a year after the ending or because one of the two has left; who signed when is kept.
    pub forgotten: bool,
    /// None: the hub drafted it.
    pub drafted_by: Option<AccountId>,
    pub drafted_at: Instant,
    pub mentee_signed_at: Option<Instant>,
    pub practitioner_signed_at: Option<Instant>,
}

impl Agreement {
    #[must_use]
    pub const fn signed_at(&self, side: Side) -> Option<Instant> {
        match side {
            Side::Mentee => self.mentee_signed_at,
            Side::Practitioner => self.practitioner_signed_at,
        }
    }

    #[must_use]
    pub const fn is_signed_by(&self, side: Side) -> bool {
        self.signed_at(side).is_some()
    }

    /// Signed by both: it holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.mentee_signed_at.is_some() && self.practitioner_signed_at.is_some()
    }
}

fn context(id: RelationshipId, number: i32) -> Vec<u8> {
    [id.0.as_bytes().as_slice(), &number.to_be_bytes()].concat()
}

/// The words of one version, opened; none when they cannot be read. Empty ones were taken away.
#[must_use]
pub fn opened_words(secret: &Secret, id: RelationshipId, number: i32, sealed: &[u8]) -> Option<Words> {
    let plain = open(secret, Purpose::Agreement, &context(id, number), sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// Keeps a new version; false when this submission kept it before, or another came first.
pub(super) async fn insert(
    db: &mut PgConnection,
    secret: &Secret,
    id: RelationshipId,
    agreement: &Agreement,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    let terms = &agreement.content.terms;
    let words =
        serde_json::to_vec(&agreement.content.words).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let sealed = seal(secret, Purpose::Agreement, &context(id, agreement.number), &words);
    let done = sqlx::query!(
        "insert into agreement (relationship_id, agreement_version, sessions, minutes, every_weeks, review_after, review_months, words,
           drafted_by, drafted_at, mentee_signed_at, practitioner_signed_at, submission_id, template_version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing",
        id.0,
        agreement.number,
        terms.sessions,
        terms.minutes,
        terms.every_weeks,
        terms.review_after,
        terms.review_months,
        sealed,
        agreement.drafted_by.map(|by| by.0),
        agreement.drafted_at as Instant,
        agreement.mentee_signed_at as Option<Instant>,
        agreement.practitioner_signed_at as Option<Instant>,
        submission.0,
        agreement.template,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The versions of an agreement that matter, newest first: the latest of all, and every one that both signed.
pub(super) async fn versions(
    db: &mut PgConnection,
    secret: &Secret,
    id: RelationshipId,
) -> Result<Vec<Agreement>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select agreement_version, template_version, sessions, minutes, every_weeks, review_after, review_months, words,
             drafted_by as "drafted_by?: AccountId", drafted_at, mentee_signed_at as "mentee_signed_at?: Instant",
             practitioner_signed_at as "practitioner_signed_at?: Instant"
           from agreement a where a.relationship_id = $1
             and (a.agreement_version = (select max(b.agreement_version) from agreement b where b.relationship_id = $1)
               or (a.mentee_signed_at is not null and a.practitioner_signed_at is not null))
           order by a.agreement_version desc"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let words: Words = if row.words.is_empty() {
                Words::default()
            } else {
                let plain = open(secret, Purpose::Agreement, &context(id, row.agreement_version), &row.words)
                    .map_err(|error| sqlx::Error::Decode(error.into()))?;
                serde_json::from_slice(&plain).map_err(|error| sqlx::Error::Decode(error.into()))?
            };
            let terms = Terms {
                sessions: row.sessions,
                minutes: row.minutes,
                every_weeks: row.every_weeks,
                review_after: row.review_after,
                review_months: row.review_months,
            };
            Ok(Agreement {
                number: row.agreement_version,
                template: row.template_version,
                content: Content { terms, words },
                forgotten: row.words.is_empty(),
                drafted_by: row.drafted_by,
                drafted_at: row.drafted_at,
                mentee_signed_at: row.mentee_signed_at,
                practitioner_signed_at: row.practitioner_signed_at,
            })
        })
        .collect()
}

/// Whether this submission kept a version before.
pub(super) async fn was_kept(db: &mut PgConnection, submission: SubmissionId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from agreement where submission_id = $1) as "kept!""#,
        submission.0
    )
    .fetch_one(db)
    .await
}

/// How often one of the two wrote an agreement anew since a moment.
pub(super) async fn proposed_since(
    db: &mut PgConnection,
    id: RelationshipId,
    by: AccountId,
    since: Instant,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "many!" from agreement where relationship_id = $1 and drafted_by = $2 and drafted_at > $3"#,
        id.0,
        by.0,
        since as Instant,
    )
    .fetch_one(db)
    .await
}

/// One of the two signs a version.
pub(super) async fn sign(
    db: &mut PgConnection,
    now: Instant,
    id: RelationshipId,
    number: i32,
    side: Side,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update agreement set
           mentee_signed_at = case when $3 = 'mentee' then coalesce(mentee_signed_at, $4) else mentee_signed_at end,
           practitioner_signed_at = case when $3 = 'practitioner' then coalesce(practitioner_signed_at, $4) else practitioner_signed_at end
         where relationship_id = $1 and agreement_version = $2",
        id.0,
        number,
        side.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a pool's agreements in an offering say until two change them: its own words, or ours.
pub(super) async fn template(
    db: &mut PgConnection,
    pool: PoolId,
    offering: Offering,
) -> Result<(Option<i32>, Content), sqlx::Error> {
    let row = sqlx::query!(
        "select template_version, sessions, minutes, every_weeks, review_after, review_months, purpose, how, contact,
           confidentiality, difficulty, data_kept
         from agreement_template where pool_id = $1 and offering = $2 order by template_version desc limit 1",
        pool.0,
        offering.code(),
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok((None, Content::usual(offering))) };
    let terms = Terms {
        sessions: row.sessions,
        minutes: row.minutes,
        every_weeks: row.every_weeks,
        review_after: row.review_after,
        review_months: row.review_months,
    };
    let words = Words {
        purpose: row.purpose,
        how: row.how,
        contact: row.contact,
        confidentiality: row.confidentiality,
        difficulty: row.difficulty,
        data_kept: row.data_kept,
        ..Words::default()
    };
    Ok((Some(row.template_version), Content { terms, words }))
}

/// A version of a pool's words, and who published it when.
#[derive(Debug, Clone)]
pub struct Published {
    pub number: i32,
    pub at: Instant,
    /// None: whoever it was has left.
    pub by: Option<String>,
    pub content: Content,
}

/// The versions of a pool's words in an offering, the latest first.
pub(super) async fn published(
    db: &mut PgConnection,
    pool: PoolId,
    offering: Offering,
) -> Result<Vec<Published>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select t.template_version, t.sessions, t.minutes, t.every_weeks, t.review_after, t.review_months, t.purpose, t.how, t.contact,
             t.confidentiality, t.difficulty, t.data_kept, t.published_at as "published_at: Instant",
             case when a.closed_at is null then a.name end as "by?"
           from agreement_template t left join account a on a.account_id = t.published_by
           where t.pool_id = $1 and t.offering = $2 order by t.template_version desc limit 100"#,
        pool.0,
        offering.code(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Published {
            number: row.template_version,
            at: row.published_at,
            by: row.by,
            content: Content {
                terms: Terms {
                    sessions: row.sessions,
                    minutes: row.minutes,
                    every_weeks: row.every_weeks,
                    review_after: row.review_after,
                    review_months: row.review_months,
                },
                words: Words {
                    purpose: row.purpose,
                    how: row.how,
                    contact: row.contact,
                    confidentiality: row.confidentiality,
                    difficulty: row.difficulty,
                    data_kept: row.data_kept,
                    ..Words::default()
                },
            },
        })
        .collect())
}

/// Publishes the next version of a pool's words, if nobody did since the one that was read.
pub(super) async fn publish(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    offering: Offering,
    by: AccountId,
    read: Option<i32>,
    content: &Content,
) -> Result<bool, sqlx::Error> {
    let (terms, words) = (&content.terms, &content.words);
    let done = sqlx::query!(
        "insert into agreement_template (agreement_template_id, pool_id, offering, template_version, sessions, minutes, every_weeks,
           review_after, review_months, purpose, how, contact, confidentiality, difficulty, data_kept, published_at, published_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict on constraint agreement_template_unique do nothing",
        crate::platform::ids::uuid_v7(now),
        pool.0,
        offering.code(),
        read.unwrap_or(0) + 1,
        terms.sessions,
        terms.minutes,
        terms.every_weeks,
        terms.review_after,
        terms.review_months,
        words.purpose,
        words.how,
        words.contact,
        words.confidentiality,
        words.difficulty,
        words.data_kept,
        now as Instant,
        by.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes the words away of agreements of relationships that ended before a moment, but keeps who signed when.
pub(in crate::relationships) async fn forget_words(
    db: &mut PgConnection,
    before: Instant,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update agreement a set words = ''::bytea from relationship r
         where r.relationship_id = a.relationship_id and r.ended_at < $1 and length(a.words) > 0",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
