use sqlx::PgConnection;

use crate::platform::clock::Day;
use crate::search::{CareSystem, Ground};
use crate::vocabulary::{self, Lexicon, List};

/// The lists that free text may speak of.
const SPOKEN: [List; 8] = [
    List::DevelopmentArea,
    List::Profession,
    List::Specialty,
    List::Seniority,
    List::Approach,
    List::Qualification,
    List::Delivery,
    List::Language,
];

/// What the pages of search speak in on a day.
///
/// # Errors
/// The database's.
pub async fn ground(db: &mut PgConnection, day: Day) -> Result<Ground, sqlx::Error> {
    let terms = vocabulary::terms(&mut *db, &List::ALL).await?;
    let mut ground = Ground::default();
    for list in SPOKEN {
        let synonyms = vocabulary::synonyms(&mut *db, list).await?;
        let own: Vec<_> = terms.iter().filter(|term| term.list == list).cloned().collect();
        ground.lexicons.insert(list, Lexicon::of(&own, &synonyms));
    }
    ground.terms = terms;
    ground.systems = sqlx::query_as!(
        CareSystem,
        "select system_code as code, name, region_code from care_system
         where valid_from <= $1 and (valid_to is null or valid_to > $1) order by name, system_code",
        day as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(ground)
}
