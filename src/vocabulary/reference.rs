//! The vocabularies and terms shipped inside the binary (data/README.md).

use sqlx::PgConnection;

use super::words::fold;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};

const VOCABULARIES: &str = include_str!("data/vocabularies.tsv");
const TERMS: &str = include_str!("data/terms.tsv");
const SYNONYMS: &str = include_str!("data/synonyms.tsv");

const AREA: &str = "development-area";
const THEME: &str = "theme";

/// The rows of a file after its heading; a missing cell is empty.
fn rows<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    file.lines().skip(1).filter(|line| !line.is_empty()).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

/// The terms of the file; themes begin with the development areas.
fn term_rows() -> Vec<[&'static str; 7]> {
    let stored = rows::<7>(TERMS);
    let areas = rows::<7>(TERMS)
        .filter(|row| row[0] == AREA)
        .map(|[_, code, label, level, parent, admits, _]| [THEME, code, label, level, parent, admits, ""]);
    areas.chain(stored).collect()
}

fn synonym_rows() -> Vec<[&'static str; 3]> {
    let areas =
        rows::<3>(SYNONYMS).filter(|row| row[0] == AREA).map(|[_, code, synonym]| [THEME, code, synonym]);
    rows::<3>(SYNONYMS).chain(areas).collect()
}

/// Brings the shipped vocabularies, terms and synonyms into the database. What is there stays as it is.
///
/// # Errors
/// The database's.
pub async fn load_reference_data(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    load_vocabularies(db).await?;
    load_terms(db, now).await?;
    load_synonyms(db).await
}

async fn load_vocabularies(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    let all: Vec<[&str; 3]> = rows::<3>(VOCABULARIES).collect();
    let special: Vec<bool> = all.iter().map(|row| !row[2].is_empty()).collect();
    sqlx::query!(
        "insert into vocabulary (vocabulary_code, label, position, special_category)
         select code, label, position, special
         from unnest($1::text[], $2::text[], $3::bool[]) with ordinality as given (code, label, special, position)
         on conflict (vocabulary_code) do update
         set label = excluded.label, position = excluded.position, special_category = excluded.special_category",
        &texts(&all, 0),
        &texts(&all, 1),
        &special,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn load_terms(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    let all = term_rows();
    let levels: Vec<Option<i16>> = all.iter().map(|row| row[3].parse().ok()).collect();
    let admits: Vec<bool> = all.iter().map(|row| !row[5].is_empty()).collect();
    let sensitive: Vec<bool> = all.iter().map(|row| !row[6].is_empty()).collect();
    sqlx::query!(
        "insert into term (vocabulary_code, term_code, label, position, level, admits_coaches, sensitive, valid_from, created_at)
         select vocabulary, code, label, 10 * row_number() over (partition by vocabulary order by position), level, admits, sensitive, $7, $8
         from unnest($1::text[], $2::text[], $3::text[], $4::int2[], $5::bool[], $6::bool[])
           with ordinality as given (vocabulary, code, label, level, admits, sensitive, position)
         on conflict do nothing",
        &texts(&all, 0),
        &texts(&all, 1),
        &texts(&all, 2),
        &levels as &[Option<i16>],
        &admits,
        &sensitive,
        day_of(now) as Day,
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    let children: Vec<&[&str; 7]> = all.iter().filter(|row| !row[4].is_empty()).collect();
    let column = |index: usize| children.iter().map(|row| row[index].to_owned()).collect::<Vec<String>>();
    sqlx::query!(
        "update term set parent_id = parent.term_id
         from unnest($1::text[], $2::text[], $3::text[]) as given (vocabulary, code, parent_code)
         join term parent on parent.vocabulary_code = 'profession' and parent.term_code = given.parent_code
         where term.vocabulary_code = given.vocabulary and term.term_code = given.code and term.parent_id is null",
        &column(0),
        &column(1),
        &column(4),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn load_synonyms(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    let all = synonym_rows();
    let folded: Vec<String> = all.iter().map(|row| fold(row[2])).collect();
    sqlx::query!(
        "insert into term_synonym (vocabulary_code, synonym, folded, term_id)
         select distinct on (given.vocabulary, given.folded) given.vocabulary, synonym, given.folded, term.term_id
         from unnest($1::text[], $2::text[], $3::text[], $4::text[])
           with ordinality as given (vocabulary, code, synonym, folded, place)
         join term on term.vocabulary_code = given.vocabulary and term.term_code = given.code
         order by given.vocabulary, given.folded, place
         on conflict do nothing",
        &texts(&all, 0),
        &texts(&all, 1),
        &texts(&all, 2),
        &folded,
    )
    .execute(db)
    .await?;
    Ok(())
}

fn texts<const N: usize>(rows: &[[&'static str; N]], index: usize) -> Vec<String> {
    rows.iter().map(|row| row[index].to_owned()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::{HashMap, HashSet};

    use super::super::model::{List, Synonym, Term, TermId};
    use super::*;

    /// The shipped terms and synonyms of a list, as the database would give them.
    pub fn shipped(list: List) -> (Vec<Term>, Vec<Synonym>) {
        let terms: Vec<Term> = (1..)
            .zip(term_rows().into_iter().filter(|row| row[0] == list.code()))
            .map(|(id, row)| Term {
                term_id: TermId(id),
                list,
                code: row[1].to_owned(),
                label: row[2].to_owned(),
                level: row[3].parse().ok(),
                parent_id: None,
                admits_coaches: !row[5].is_empty(),
                sensitive: !row[6].is_empty(),
                valid_to: None,
                successor_id: None,
                version: 1,
            })
            .collect();
        let synonyms = synonym_rows()
            .into_iter()
            .filter(|row| row[0] == list.code())
            .map(|row| {
                let term = terms.iter().find(|term| term.code == row[1]).expect("a synonym of a term");
                Synonym { list, text: row[2].to_owned(), term_id: term.term_id }
            })
            .collect();
        (terms, synonyms)
    }

    #[test]
    fn every_list_is_shipped_and_no_other() {
        let shipped: Vec<&str> = rows::<3>(VOCABULARIES).map(|row| row[0]).collect();
        let known: Vec<&str> = List::ALL.iter().map(|list| list.code()).collect();
        assert_eq!(shipped, known);
        for row in rows::<3>(VOCABULARIES) {
            assert_eq!(Some(row[1]), List::from_code(row[0]).map(List::label));
        }
        let sizes: Vec<usize> = List::ALL.iter().map(|list| super::tests::shipped(*list).0.len()).collect();
        assert_eq!(sizes, [31, 24, 26, 17, 17, 11, 19, 10, 20, 16, 38]);
    }

    #[test]
    fn a_synonym_means_one_term_and_is_no_other_terms_label() {
        for list in List::ALL {
            let (terms, synonyms) = shipped(list);
            let labels: HashMap<String, TermId> =
                terms.iter().map(|term| (fold(&term.label), term.term_id)).collect();
            assert_eq!(labels.len(), terms.len(), "two labels of {list:?} fold alike");
            let mut meaning = HashMap::new();
            for synonym in synonyms {
                let (text, term) = (synonym.text, synonym.term_id);
                let before = meaning.insert(fold(&text), term);
                assert!(before.is_none_or(|before| before == term), "{list:?}: {text} means two things");
                // The one text that a plural tells from a label: the program, and a team.
                let label = labels.get(&fold(&text)).filter(|_| text != "Teams");
                assert!(label.is_none_or(|label| *label == term), "{list:?}: {text} is a label");
            }
        }
    }

    #[test]
    fn codes_are_unique_and_every_seniority_has_a_level() {
        let mut codes = HashSet::new();
        for row in term_rows() {
            assert!(codes.insert((row[0], row[1])), "{row:?}");
            assert!(row[0] != "seniority" || row[3].parse::<i16>().is_ok(), "{row:?}");
            assert_eq!(row[0] == "specialty", !row[4].is_empty(), "{row:?}");
            let parent =
                row[4].is_empty() || term_rows().iter().any(|p| p[0] == "profession" && p[1] == row[4]);
            assert!(parent, "{row:?}");
        }
    }
}
