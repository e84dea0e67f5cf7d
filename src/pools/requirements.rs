use sqlx::PgConnection;

use super::Offering;
use crate::platform::ids::PoolId;
use crate::vocabulary::TermId;

/// What a pool asks of those who offer something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that a coordinator ticks")]
pub struct Requirements {
    pub offering: Offering,
    pub takes_applications: bool,
    pub needs_qualification: bool,
    /// Any one of these counts. Empty: any qualification that admits coaches.
    pub qualifications: Vec<TermId>,
    pub needs_training: bool,
    pub needs_insurance: bool,
    /// To follow the Global Code of Ethics.
    pub needs_ethics: bool,
    /// Supervisions held within a year.
    pub supervision_a_year: i16,
    /// Events of continuing development within a year.
    pub cpd_a_year: i16,
}

impl Requirements {
    /// Whether anything has to be shown.
    #[must_use]
    pub fn asks_for_evidence(&self) -> bool {
        self.needs_qualification
            || self.needs_training
            || self.needs_insurance
            || self.supervision_a_year > 0
            || self.cpd_a_year > 0
    }
}

/// What a pool offers, each with what it asks, coaching first.
///
/// # Errors
/// The database's.
pub async fn requirements(db: &mut PgConnection, pool: PoolId) -> Result<Vec<Requirements>, sqlx::Error> {
    sqlx::query_as!(
        Requirements,
        r#"select offering as "offering: Offering", takes_applications, needs_qualification, needs_training, needs_insurance,
             needs_ethics, supervision_a_year, cpd_a_year,
             array(select term_id from pool_qualification q where q.pool_id = o.pool_id and q.offering = o.offering
                   order by term_id) as "qualifications!: Vec<TermId>"
           from pool_offering o where pool_id = $1 order by offering"#,
        pool.0,
    )
    .fetch_all(db)
    .await
}
