use sqlx::PgConnection;

use crate::platform::bank_holidays::Nation;
use crate::platform::ids::PoolId;

/// The limits and caps of a pool; `_wd` counts working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub application_answer_wd: i16,
    pub application_overdue_wd: i16,
    pub request_expiry_wd: i16,
    /// On which days after it was sent somebody is reminded of a request.
    pub request_reminder_days: Vec<i16>,
    pub booking_wd: i16,
    pub decision_wd: i16,
    pub agreement_wd: i16,
    pub reopen_days: i16,
    /// Chemistry requests that one mentee may have open.
    pub open_requests: i16,
    /// Relationships that one mentee may have for each offering.
    pub active_relationships: i16,
    pub default_capacity: i16,
    pub cool_off_days: i16,
    /// The longest pause of a membership.
    pub pause_months: i16,
    /// Time to bring evidence up to date after a pause.
    pub catch_up_days: i16,
    pub concern_wd: i16,
    /// A coordinator writes after a death; then a neutral letter goes by itself.
    pub condolence_wd: i16,
}

/// The settings of a pool.
///
/// # Errors
/// The database's; `RowNotFound` when there is no such pool.
pub async fn settings(db: &mut PgConnection, pool: PoolId) -> Result<Settings, sqlx::Error> {
    sqlx::query_as!(
        Settings,
        "select application_answer_wd, application_overdue_wd, request_expiry_wd, request_reminder_days, booking_wd,
           decision_wd, agreement_wd, reopen_days, open_requests, active_relationships, default_capacity, cool_off_days,
           pause_months, catch_up_days, concern_wd, condolence_wd
         from pool_setting where pool_id = $1",
        pool.0,
    )
    .fetch_one(db)
    .await
}

/// Keeps the settings of a pool.
///
/// # Errors
/// The database's.
pub async fn save_settings(db: &mut PgConnection, pool: PoolId, new: &Settings) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update pool_setting set application_answer_wd = $2, application_overdue_wd = $3, request_expiry_wd = $4,
           request_reminder_days = $5, booking_wd = $6, decision_wd = $7, agreement_wd = $8, reopen_days = $9,
           open_requests = $10, active_relationships = $11, default_capacity = $12, cool_off_days = $13,
           pause_months = $14, catch_up_days = $15, concern_wd = $16,
           condolence_wd = $17
         where pool_id = $1",
        pool.0,
        new.application_answer_wd,
        new.application_overdue_wd,
        new.request_expiry_wd,
        &new.request_reminder_days,
        new.booking_wd,
        new.decision_wd,
        new.agreement_wd,
        new.reopen_days,
        new.open_requests,
        new.active_relationships,
        new.default_capacity,
        new.cool_off_days,
        new.pause_months,
        new.catch_up_days,
        new.concern_wd,
        new.condolence_wd,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose bank holidays count in a pool: those of its region, or England's for a national one.
///
/// # Errors
/// The database's.
pub async fn nation(db: &mut PgConnection, pool: PoolId) -> Result<Nation, sqlx::Error> {
    let known = sqlx::query_scalar!(
        r#"select r.nation as "nation: Nation"
           from pool p
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system s on s.system_code = coalesce(p.system_code, o.system_code)
           join region r on r.region_code = coalesce(p.region_code, s.region_code, o.region_code)
           where p.pool_id = $1"#,
        pool.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(known.unwrap_or(Nation::England))
}
