use sqlx::PgConnection;

use super::actions::Renaming;
use super::lexicon::Lexicon;
use super::model::{List, Synonym, Term, TermId};
use crate::platform::clock::{Day, Instant};

/// A vocabulary as a list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub list: List,
    /// Terms that may be chosen.
    pub current: i64,
    pub retired: i64,
}

/// Every vocabulary with the number of its terms on a day.
///
/// # Errors
/// The database's.
pub async fn overviews(db: &mut PgConnection, day: Day) -> Result<Vec<Overview>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select v.vocabulary_code, count(t.term_id) filter (where t.valid_to is null or t.valid_to > $1) as "current!",
             count(t.term_id) filter (where t.valid_to <= $1) as "retired!"
           from vocabulary v left join term t using (vocabulary_code)
           group by v.vocabulary_code, v.position order by v.position"#,
        day as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let list = List::from_code(&row.vocabulary_code)?;
            Some(Overview { list, current: row.current, retired: row.retired })
        })
        .collect())
}

/// The terms of some vocabularies, retired ones included, in the order lists show them.
///
/// # Errors
/// The database's.
pub async fn terms(db: &mut PgConnection, lists: &[List]) -> Result<Vec<Term>, sqlx::Error> {
    let codes: Vec<String> = lists.iter().map(|list| list.code().to_owned()).collect();
    let rows = sqlx::query!(
        r#"select term_id, vocabulary_code, term_code, label, level, parent_id as "parent_id?: TermId", admits_coaches, sensitive,
             valid_to as "valid_to?: Day", successor_id as "successor_id?: TermId", version
           from term where vocabulary_code = any($1) order by vocabulary_code, position, term_id"#,
        &codes,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Term {
                term_id: row.term_id,
                list: List::from_code(&row.vocabulary_code)?,
                code: row.term_code,
                label: row.label,
                level: row.level,
                parent_id: row.parent_id,
                admits_coaches: row.admits_coaches,
                sensitive: row.sensitive,
                valid_to: row.valid_to,
                successor_id: row.successor_id,
                version: row.version,
            })
        })
        .collect())
}

/// One term of a vocabulary.
///
/// # Errors
/// The database's.
pub async fn term(db: &mut PgConnection, list: List, id: TermId) -> Result<Option<Term>, sqlx::Error> {
    Ok(terms(db, &[list]).await?.into_iter().find(|term| term.term_id == id))
}

/// The synonyms of a vocabulary, in alphabetical order.
///
/// # Errors
/// The database's.
pub async fn synonyms(db: &mut PgConnection, list: List) -> Result<Vec<Synonym>, sqlx::Error> {
    let rows = sqlx::query!(
        "select synonym, term_id from term_synonym where vocabulary_code = $1 and not removed order by lower(synonym), synonym",
        list.code(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Synonym { list, text: row.synonym, term_id: row.term_id }).collect())
}

/// What finds the terms of a vocabulary in what people write.
///
/// # Errors
/// The database's.
pub async fn lexicon(db: &mut PgConnection, list: List) -> Result<Lexicon, sqlx::Error> {
    let terms = terms(db, &[list]).await?;
    Ok(Lexicon::of(&terms, &synonyms(db, list).await?))
}

/// How many profiles, records of evidence and entry requirements name a term. Lived experience is not counted: few
/// would be someone.
///
/// # Errors
/// The database's.
pub async fn uses(db: &mut PgConnection, id: TermId) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select (select count(*) from profile_term where term_id = $1) + (select count(*) from profile where seniority_id = $1)
             + (select count(*) from evidence where qualification_id = $1)
             + (select count(*) from pool_qualification where term_id = $1) as "uses!""#,
        id.0,
    )
    .fetch_one(db)
    .await
}

/// Holds a vocabulary until the transaction ends, so that two changes to it come one after the other.
pub(super) async fn lock(db: &mut PgConnection, list: List) -> Result<(), sqlx::Error> {
    sqlx::query!("select 1 as one from vocabulary where vocabulary_code = $1 for update", list.code())
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(super) struct Row<'a> {
    pub code: &'a str,
    pub label: &'a str,
    pub level: Option<i16>,
    pub parent: Option<TermId>,
    pub admits_coaches: bool,
    pub sensitive: bool,
}

/// At the end of its list.
pub(super) async fn insert(
    db: &mut PgConnection,
    list: List,
    row: &Row<'_>,
    day: Day,
    now: Instant,
) -> Result<TermId, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into term (vocabulary_code, term_code, label, position, level, parent_id, admits_coaches, sensitive, valid_from, created_at)
         select $1, $2, $3, coalesce(max(position), 0) + 10, $4, $5, $6, $7, $8, $9 from term where vocabulary_code = $1
         returning term_id",
        list.code(),
        row.code,
        row.label,
        row.level,
        row.parent.map(|parent| parent.0),
        row.admits_coaches,
        row.sensitive,
        day as Day,
        now as Instant,
    )
    .fetch_one(db)
    .await
}

/// What may change about a term. False when the version is not the row's.
pub(super) async fn update(
    db: &mut PgConnection,
    id: TermId,
    version: i32,
    to: &Renaming,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update term set label = $3, level = $4, admits_coaches = $5, sensitive = $6, version = version + 1
         where term_id = $1 and version = $2",
        id.0,
        version,
        to.label,
        to.level,
        to.admits_coaches,
        to.sensitive,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_end(
    db: &mut PgConnection,
    id: TermId,
    version: i32,
    end: Option<Day>,
    successor: Option<TermId>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update term set valid_to = case when $3::date is not null then greatest($3, valid_from) end, successor_id = $4, version = version + 1
         where term_id = $1 and version = $2",
        id.0,
        version,
        end as Option<Day>,
        successor.map(|term| term.0),
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes the order of a list: the terms as given, ten apart.
pub(super) async fn set_order(db: &mut PgConnection, order: &[TermId]) -> Result<(), sqlx::Error> {
    let ids: Vec<i32> = order.iter().map(|term| term.0).collect();
    sqlx::query!(
        "update term set position = 10 * given.place
         from unnest($1::int4[]) with ordinality as given (id, place) where term_id = given.id",
        &ids,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The term that a folded text already stands for, if it is not this one.
pub(super) async fn insert_synonym(
    db: &mut PgConnection,
    list: List,
    id: TermId,
    text: &str,
    folded: &str,
) -> Result<Option<TermId>, sqlx::Error> {
    let written = sqlx::query!(
        "insert into term_synonym (vocabulary_code, synonym, folded, term_id) values ($1, $2, $3, $4)
         on conflict (vocabulary_code, folded) do update
         set synonym = excluded.synonym, term_id = excluded.term_id, removed = false
         where term_synonym.removed",
        list.code(),
        text,
        folded,
        id.0,
    )
    .execute(&mut *db)
    .await?;
    if written.rows_affected() == 1 {
        return Ok(None);
    }
    let owner = sqlx::query_scalar!(
        "select term_id from term_synonym where vocabulary_code = $1 and folded = $2",
        list.code(),
        folded,
    )
    .fetch_one(db)
    .await?;
    Ok((owner != id).then_some(owner))
}

/// Kept as removed, so that the reference data do not bring it back.
pub(super) async fn remove_synonym(
    db: &mut PgConnection,
    list: List,
    id: TermId,
    folded: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update term_synonym set removed = true
         where vocabulary_code = $1 and folded = $2 and term_id = $3 and not removed",
        list.code(),
        folded,
        id.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
