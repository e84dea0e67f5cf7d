//! What pages read: one statement each, whatever the number of rows.

use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::evidence::{Evidence, EvidenceKind};
use crate::platform::ids::{AccountId, PoolId};
use crate::pools::{Offering, Requirements};
use crate::vocabulary::{List, Term, TermId};

/// What a pool asks, as pages that hold evidence against it need it.
#[derive(Debug, Clone)]
pub struct Asking {
    pub pool_id: PoolId,
    pub name: String,
    pub pause_months: i16,
    pub asked: Vec<Requirements>,
    /// Qualifications, retired ones included.
    pub terms: Vec<Term>,
}

#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "as the table has them")]
struct RawAsked {
    offering: Offering,
    takes_applications: bool,
    needs_qualification: bool,
    qualifications: Vec<TermId>,
    needs_training: bool,
    needs_insurance: bool,
    needs_ethics: bool,
    supervision_a_year: i16,
    cpd_a_year: i16,
}

#[derive(Debug, Deserialize)]
struct RawTerm {
    term_id: TermId,
    term_code: String,
    label: String,
    level: Option<i16>,
    admits_coaches: bool,
    valid_to: Option<crate::platform::clock::Day>,
    successor_id: Option<TermId>,
    version: i32,
}

impl From<RawAsked> for Requirements {
    fn from(raw: RawAsked) -> Self {
        Self {
            offering: raw.offering,
            takes_applications: raw.takes_applications,
            needs_qualification: raw.needs_qualification,
            qualifications: raw.qualifications,
            needs_training: raw.needs_training,
            needs_insurance: raw.needs_insurance,
            needs_ethics: raw.needs_ethics,
            supervision_a_year: raw.supervision_a_year,
            cpd_a_year: raw.cpd_a_year,
        }
    }
}

impl From<RawTerm> for Term {
    fn from(raw: RawTerm) -> Self {
        Self {
            term_id: raw.term_id,
            list: List::Qualification,
            code: raw.term_code,
            label: raw.label,
            level: raw.level,
            parent_id: None,
            admits_coaches: raw.admits_coaches,
            sensitive: false,
            valid_to: raw.valid_to,
            successor_id: raw.successor_id,
            version: raw.version,
        }
    }
}

/// What these pools ask.
pub(super) async fn asking(db: &mut PgConnection, pools: &[PoolId]) -> Result<Vec<Asking>, sqlx::Error> {
    let ids: Vec<Uuid> = pools.iter().map(|pool| pool.0).collect();
    let rows = sqlx::query!(
        r#"select p.pool_id as "pool_id!: PoolId", p.name as "name!", s.pause_months as "pause_months!",
             (select coalesce(json_agg(json_build_object(
                  'offering', o.offering, 'takes_applications', o.takes_applications,
                  'needs_qualification', o.needs_qualification, 'needs_training', o.needs_training,
                  'needs_insurance', o.needs_insurance, 'needs_ethics', o.needs_ethics,
                  'supervision_a_year', o.supervision_a_year, 'cpd_a_year', o.cpd_a_year,
                  'qualifications', array(select q.term_id from pool_qualification q
                                          where q.pool_id = o.pool_id and q.offering = o.offering order by q.term_id))
                order by o.offering), '[]')
              from pool_offering o where o.pool_id = p.pool_id) as "asked!: Json<Vec<RawAsked>>",
             (select coalesce(json_agg(t order by t.position, t.term_id), '[]') from term t
              where t.vocabulary_code = 'qualification') as "terms!: Json<Vec<RawTerm>>"
           from pool p join pool_setting s using (pool_id) where p.pool_id = any ($1)"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Asking {
            pool_id: row.pool_id,
            name: row.name,
            pause_months: row.pause_months,
            asked: row.asked.0.into_iter().map(Requirements::from).collect(),
            terms: row.terms.0.into_iter().map(Term::from).collect(),
        })
        .collect())
}

/// What an account has shown to every pool.
pub(super) async fn evidence_of_account(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Evidence>, sqlx::Error> {
    sqlx::query_as!(
        Evidence,
        r#"select evidence_id, pool_id, account_id, kind as "kind: EvidenceKind", qualification_id, title,
             awarding_body, dated_on, expires_on, reference, link, events, recorded_by as "recorded_by: AccountId",
             checked_at, imported,
             (select e.minutes from ledger_evidence l join ledger_entry e on e.ledger_entry_id = l.ledger_entry_id
              where l.evidence_id = evidence.evidence_id) as "minutes?",
             version
           from evidence where account_id = $1
           order by array_position(array['qualification', 'training', 'supervision', 'cpd', 'insurance'], kind),
             dated_on desc nulls last, created_at desc, evidence_id"#,
        account.0,
    )
    .fetch_all(db)
    .await
}
