use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Description, Kind, SchemeId};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::mail::EmailAddress;
use crate::pools::{Level, Offering};

/// What the directory is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Narrowing {
    /// Words in the name, the place or what is said.
    pub words: String,
    pub kind: Option<Wanted>,
    pub level: Option<Level>,
}

/// One kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Pools,
    Schemes(Kind),
}

impl Wanted {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Pools => "pool",
            Self::Schemes(kind) => kind.code(),
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        if code == "pool" { Some(Self::Pools) } else { Kind::from_code(code).map(Self::Schemes) }
    }
}

/// A pool or a scheme in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub id: Uuid,
    pub name: String,
    /// None for a pool itself.
    pub kind: Option<Kind>,
    pub pool: String,
    pub level: Level,
    /// The name of the organisation, system or region; None for a national one.
    pub place: Option<String>,
    pub summary: String,
    pub for_whom: String,
    /// What coaches and mentors of the pool offer.
    pub offerings: Vec<Offering>,
    pub opens_on: Option<Day>,
    pub closes_on: Option<Day>,
    /// It serves the place where the reader works.
    pub near: bool,
    /// How many entries there are in all.
    pub total: i64,
}

/// One page of the directory: what serves the reader's employer first, then from the nearest level to the widest.
pub(super) async fn entries(
    db: &mut PgConnection,
    reader: Option<AccountId>,
    narrowing: &Narrowing,
    today: Day,
    limit: i64,
    offset: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    let pattern = format!("%{}%", escaped(&narrowing.words));
    sqlx::query_as!(
        Entry,
        r#"with entry as (
             select p.pool_id as id, p.pool_id, p.name, null::text as kind, p.summary, '' as for_whom,
               null::date as opens_on, null::date as closes_on
             from pool p
             union all
             select s.scheme_id, s.pool_id, s.name, s.kind, s.summary, s.for_whom, s.opens_on, s.closes_on
             from scheme s where s.ended_at is null
           )
           select e.id as "id!", e.name as "name!", e.kind as "kind?: Kind", p.name as "pool!", p.level as "level!: Level",
             coalesce(o.name, c.name, r.name) as "place?", e.summary as "summary!", e.for_whom as "for_whom!",
             array(select f.offering from pool_offering f where f.pool_id = p.pool_id order by f.offering) as "offerings!: Vec<Offering>",
             e.opens_on as "opens_on?: Day", e.closes_on as "closes_on?: Day",
             coalesce(pool_covers(p.pool_id, a.organisation_id, $2), false) as "near!", count(*) over () as "total!"
           from entry e
           join pool p on p.pool_id = e.pool_id
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system c on c.system_code = p.system_code
           left join region r on r.region_code = p.region_code
           left join account a on a.account_id = $1
           where p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2)
             and ($3 = '%%' or concat_ws(' ', e.name, e.summary, e.for_whom, o.name, c.name, r.name) ilike $3)
             and ($4::text is null or coalesce(e.kind, 'pool') = $4)
             and ($5::text is null or p.level = $5)
           order by 12 desc, array_position(array['organisation', 'system', 'region', 'national'], p.level),
             lower(p.name), p.pool_id, e.kind is not null, lower(e.name), e.id
           limit $6 offset $7"#,
        reader.map(|account| account.0),
        today as Day,
        pattern,
        narrowing.kind.map(Wanted::code),
        narrowing.level.map(Level::code),
        limit,
        offset,
    )
    .fetch_all(db)
    .await
}

/// What was typed, with what the pattern language gives a meaning taken as it stands.
fn escaped(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().fold(String::with_capacity(words.len()), |mut text, letter| {
        if matches!(letter, '%' | '_' | '\\') {
            text.push('\\');
        }
        text.push(letter);
        text
    })
}

/// A scheme with the pool it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scheme {
    pub id: SchemeId,
    pub pool_id: PoolId,
    pub pool: String,
    pub level: Level,
    pub place: Option<String>,
    pub name: String,
    pub kind: Kind,
    pub summary: String,
    pub offers: String,
    pub for_whom: String,
    pub how_to_join: String,
    pub contact: String,
    pub contact_email: Option<EmailAddress>,
    pub link: Option<String>,
    pub opens_on: Option<Day>,
    pub closes_on: Option<Day>,
    pub ended_at: Option<Instant>,
    pub version: i32,
}

/// The schemes of a pool, those that run first; or one scheme by its id. Ended ones are among them.
pub(super) async fn schemes(
    db: &mut PgConnection,
    pool: Option<PoolId>,
    scheme: Option<SchemeId>,
) -> Result<Vec<Scheme>, sqlx::Error> {
    sqlx::query_as!(
        Scheme,
        r#"select s.scheme_id as "id!: SchemeId", s.pool_id as "pool_id!: PoolId", p.name as "pool!", p.level as "level!: Level",
             coalesce(o.name, c.name, r.name) as "place?", s.name as "name!", s.kind as "kind!: Kind", s.summary as "summary!",
             s.offers as "offers!", s.for_whom as "for_whom!", s.how_to_join as "how_to_join!", s.contact as "contact!",
             s.contact_email as "contact_email?: EmailAddress", s.link as "link?", s.opens_on as "opens_on?: Day",
             s.closes_on as "closes_on?: Day", s.ended_at as "ended_at?: Instant", s.version as "version!"
           from scheme s
           join pool p on p.pool_id = s.pool_id
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system c on c.system_code = p.system_code
           left join region r on r.region_code = p.region_code
           where ($1::uuid is null or s.pool_id = $1) and ($2::uuid is null or s.scheme_id = $2)
           order by s.ended_at is not null, lower(s.name), s.scheme_id"#,
        pool.map(|pool| pool.0),
        scheme.map(|scheme| scheme.0),
    )
    .fetch_all(db)
    .await
}

/// The scheme that an earlier sending of the same form made.
pub(super) async fn of_submission(
    db: &mut PgConnection,
    submission: SubmissionId,
) -> Result<Option<SchemeId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select scheme_id as "scheme_id: SchemeId" from scheme where submission_id = $1"#,
        submission.0
    )
    .fetch_optional(db)
    .await
}

/// False when the submission or the name is taken.
pub(super) async fn insert(
    db: &mut PgConnection,
    now: Instant,
    scheme: SchemeId,
    pool: PoolId,
    submission: SubmissionId,
    new: &Description,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into scheme (scheme_id, pool_id, submission_id, name, kind, summary, offers, for_whom, how_to_join, contact,
           contact_email, link, opens_on, closes_on, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing",
        scheme.0,
        pool.0,
        submission.0,
        new.name,
        new.kind.code(),
        new.summary,
        new.offers,
        new.for_whom,
        new.how_to_join,
        new.contact,
        new.contact_email.as_ref().map(EmailAddress::as_str),
        new.link,
        new.opens_on as Option<Day>,
        new.closes_on as Option<Day>,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether another scheme that runs in this pool has the name.
pub(super) async fn is_named(
    db: &mut PgConnection,
    pool: PoolId,
    but: SchemeId,
    name: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from scheme where pool_id = $1 and scheme_id <> $2 and lower(name) = lower($3)
             and ended_at is null) as "taken!""#,
        pool.0,
        but.0,
        name,
    )
    .fetch_one(db)
    .await
}

/// False when the scheme has another version by now, has ended, or is not this pool's.
pub(super) async fn update(
    db: &mut PgConnection,
    scheme: SchemeId,
    pool: PoolId,
    version: i32,
    new: &Description,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update scheme set name = $4, kind = $5, summary = $6, offers = $7, for_whom = $8, how_to_join = $9, contact = $10,
           contact_email = $11, link = $12, opens_on = $13, closes_on = $14, version = version + 1
         where scheme_id = $1 and pool_id = $2 and version = $3 and ended_at is null",
        scheme.0,
        pool.0,
        version,
        new.name,
        new.kind.code(),
        new.summary,
        new.offers,
        new.for_whom,
        new.how_to_join,
        new.contact,
        new.contact_email.as_ref().map(EmailAddress::as_str),
        new.link,
        new.opens_on as Option<Day>,
        new.closes_on as Option<Day>,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when it had ended before.
pub(super) async fn end(
    db: &mut PgConnection,
    now: Instant,
    scheme: SchemeId,
    pool: PoolId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update scheme set ended_at = $3, version = version + 1 where scheme_id = $1 and pool_id = $2 and ended_at is null",
        scheme.0,
        pool.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The schemes of a pool that became part of another. One whose name is taken there has the old pool's name behind it.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update scheme s set pool_id = $2, version = s.version + 1,
           name = case when s.ended_at is null and exists (select from scheme t where t.pool_id = $2 and t.ended_at is null
               and lower(t.name) = lower(s.name))
             then left(s.name, 70) || ' (' || left(p.name, 40) || ')' else s.name end
         from pool p where s.pool_id = $1 and p.pool_id = $1",
        from.0,
        into.0,
    )
    .execute(db)
    .await?;
    Ok(())
}
