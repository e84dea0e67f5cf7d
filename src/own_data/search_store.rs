//! What somebody looked for and whom they keep.

use sqlx::PgConnection;

use super::model::Section;
use super::store::records;
use crate::platform::ids::AccountId;

/// Searches, with their private parts sealed.
pub(super) async fn searches(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let drafts = records!(
        db,
        me,
        "select search_draft_id, encode(sealed, 'hex') as private, written_at from search_draft
         where account_id = $1 order by written_at"
    );
    let saved = records!(
        db,
        me,
        "select saved_search_id, name, address, encode(sealed, 'hex') as private, cardinality(known) as people_known, created_at,
           looked_at, told_at
         from saved_search where account_id = $1 order by created_at"
    );
    let views = records!(db, me, "select day, views from view_budget where account_id = $1 order by day");
    Ok(vec![
        Section::new("search_drafts", "The private part of your searches", drafts),
        Section::new("saved_searches", "Searches you saved", saved),
        Section::new("views", "Pages of people you looked at, by day", views),
    ])
}

/// People they keep, wait for, or would rather not meet. Names as pages show them: to whoever has shown where they work.
pub(super) async fn people(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let shortlist = records!(
        db,
        me,
        "select e.practitioner_id as coach_or_mentor_id,
           case when me.employment_proven_at is not null then a.name end as coach_or_mentor, e.position, e.offering, n.note,
           n.written_at as note_written_at, e.added_at
         from shortlist_entry e join account a on a.account_id = e.practitioner_id join account me on me.account_id = e.account_id
         left join shortlist_note n on n.account_id = e.account_id and n.practitioner_id = e.practitioner_id
         where e.account_id = $1 order by e.position, e.added_at"
    );
    let watches = records!(
        db,
        me,
        "select w.practitioner_id as coach_or_mentor_id,
           case when me.employment_proven_at is not null then a.name end as coach_or_mentor, w.offering, w.asked_at
         from place_watch w join account a on a.account_id = w.practitioner_id join account me on me.account_id = w.account_id
         where w.account_id = $1 order by w.asked_at"
    );
    let avoided = records!(
        db,
        me,
        "select v.avoided_person_id, v.practitioner_id as coach_or_mentor_id,
           case when me.employment_proven_at is not null then a.name end as coach_or_mentor, v.written, v.added_at
         from avoided_person v join account me on me.account_id = v.account_id
         left join account a on a.account_id = v.practitioner_id
         where v.account_id = $1 order by v.added_at"
    );
    Ok(vec![
        Section::new("shortlist", "Your shortlist", shortlist),
        Section::new("place_watches", "Of whose place you asked to be told", watches),
        Section::new("avoided_people", "People you would rather not be matched with", avoided),
    ])
}
