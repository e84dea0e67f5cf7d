//! Monthly activity, supervision and CPD.

use sqlx::PgConnection;

use super::model::Section;
use super::store::records;
use crate::platform::ids::AccountId;

/// Every month, with its figures and what they were before each change.
pub(super) async fn returns(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let returns = records!(
        db,
        me,
        "select monthly_return_id, to_char(month, 'YYYY-MM') as month, status, opened_at, due_on, noticed_at, submitted_at, themes_given
         from monthly_return where account_id = $1 order by monthly_return.month"
    );
    let figures = records!(
        db,
        me,
        "select f.monthly_return_id, to_char(m.month, 'YYYY-MM') as month, p.name as pool, f.kind, f.minutes, f.prefilled_minutes
         from monthly_return_figure f join monthly_return m using (monthly_return_id) left join pool p on p.pool_id = f.pool_id
         where m.account_id = $1 order by m.month, f.kind, p.name"
    );
    let amendments = records!(
        db,
        me,
        "select a.monthly_return_id, to_char(m.month, 'YYYY-MM') as month, a.version, p.name as pool, a.kind, a.minutes, a.changed_at
         from monthly_return_amendment a join monthly_return m using (monthly_return_id) left join pool p on p.pool_id = a.pool_id
         where m.account_id = $1 order by m.month, a.version, a.kind"
    );
    Ok(vec![
        Section::new("monthly_activity", "Your monthly activity", returns),
        Section::new("monthly_activity_figures", "Its hours", figures),
        Section::new("monthly_activity_amendments", "Its hours before each change", amendments),
    ])
}

/// The ledger, reflections sealed, and the groups they supervised.
pub(super) async fn ledger(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let entries = records!(
        db,
        me,
        "select e.ledger_entry_id, e.kind, e.held_on, e.minutes, e.title, e.with_whom, w.name as with_person, e.counts,
           p.name as pool, e.group_id, e.session_id, e.apart, encode(e.reflection, 'hex') as reflection, e.created_at,
           array(select v.evidence_id from ledger_evidence v where v.ledger_entry_id = e.ledger_entry_id order by 1) as evidence_ids
         from ledger_entry e left join account w on w.account_id = e.with_account_id left join pool p on p.pool_id = e.pool_id
         where e.account_id = $1 order by e.held_on, e.created_at"
    );
    let groups = records!(
        db,
        me,
        "select g.group_id, p.name as pool, g.held_on, g.minutes, g.title, g.created_at,
           array(select a.name from ledger_entry e join account a using (account_id)
                 where e.group_id = g.group_id and e.account_id <> $1 order by a.name) as people
         from supervision_group g left join pool p using (pool_id) where g.supervisor_id = $1 order by g.held_on"
    );
    let reflections = records!(
        db,
        me,
        "select x.session_id, encode(x.body, 'hex') as reflection, x.in_statement, x.written_at, x.changed_at
         from session_reflection x where x.account_id = $1 order by x.written_at"
    );
    Ok(vec![
        Section::new("session_reflections", "What you wrote about sessions for your CPD", reflections),
        Section::new("ledger", "Your supervision and CPD", entries),
        Section::new("supervision_groups", "Group supervisions you recorded", groups),
    ])
}
