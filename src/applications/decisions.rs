//! What coordinators do with an application.

use jiff::ToSpan;
use sqlx::PgConnection;

use super::actions::{DecideError, first_name, recorded, taken, to_applicant};
use super::events::What;
use super::model::Move;
use super::{emails, messages, store};
use crate::accounts::Viewer;
use crate::accounts::roles::Granter;
use crate::app::App;
use crate::events::Actor;
use crate::memberships::{self, NewMembership};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{ApplicationId, SubmissionId};
use crate::pools::{self, MembershipKind};

/// Asks the applicant for changes. The same form again changes nothing (R3).
///
/// # Errors
/// As [`DecideError`] says.
pub async fn request_changes(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    id: ApplicationId,
    message: &str,
    submission: SubmissionId,
) -> Result<(), DecideError> {
    let now = app.clock.now();
    store::lock(db, id).await?;
    if messages::was_sent(db, id, submission).await? {
        return Ok(());
    }
    let (application, next) = taken(db, by, id, Move::RequestChanges).await?;
    store::set_status(db, now, id, next).await?;
    messages::insert(db, now, &application, by.account_id, message, true, submission).await?;
    recorded(db, by, now, &application, What::ChangesRequested).await?;
    let letter = emails::ChangesRequested {
        first_name: first_name(&application),
        pool: application.pool.clone(),
        application_id: id,
    };
    to_applicant(db, app, &application, &letter).await
}

/// What a coordinator says when approving.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approval {
    /// To the applicant; may be empty.
    pub note: String,
    /// They may join although something the pool asks for is missing, and have the pool's days to catch up.
    pub incomplete: bool,
    /// For paid associates.
    pub contract_ends: Option<Day>,
    /// For paid associates, in hours.
    pub hours_cap: Option<i16>,
}

/// Days somebody has to show what was missing when they were approved.
pub const GRACE_DAYS: i32 = 90;

/// Approves an application: the applicant is a member of the pool from now on.
///
/// # Errors
/// `Incomplete` unless the approval allows for what is missing; otherwise as [`DecideError`] says.
pub async fn approve(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    id: ApplicationId,
    approval: &Approval,
) -> Result<(), DecideError> {
    let now = app.clock.now();
    let today = day_of(now);
    let (application, next) = taken(db, by, id, Move::Approve).await?;
    let asked = pools::requirements(db, application.pool_id).await?;
    let shown = memberships::evidence_of(db, application.pool_id, application.account_id).await?;
    let qualifications = memberships::qualifications(db).await?;
    let findings = memberships::findings(&application.offerings, &asked, &shown, &qualifications, today);
    let incomplete = findings.iter().any(memberships::Finding::is_missing);
    if incomplete && !approval.incomplete {
        return Err(DecideError::Incomplete);
    }
    store::decide(db, now, id, next, by.account_id, &approval.note).await?;
    let grace = today.date().checked_add(GRACE_DAYS.days()).ok().map(Day::new);
    let associate = application.membership_kind == MembershipKind::Associate;
    let new = NewMembership {
        pool: application.pool_id,
        account: application.account_id,
        kind: application.membership_kind,
        offerings: application.offerings.clone(),
        terms_version: application.terms_version.unwrap_or(1),
        approved_by: Some(by.account_id),
        imported: false,
        grace_to: grace.filter(|_| incomplete),
        contract_ends: approval.contract_ends.filter(|_| associate),
        hours_cap: approval.hours_cap.filter(|_| associate),
    };
    let granter = Granter { actor: Actor::Account(by.account_id), login_session_id: by.login_session_id };
    memberships::admit(db, app, granter, &new).await?;
    recorded(db, by, now, &application, What::Approved { incomplete }).await?;
    let letter = emails::ApplicationApproved {
        first_name: first_name(&application),
        pool: application.pool.clone(),
        application_id: id,
        offerings: application.offerings.clone(),
        grace_to: grace.filter(|_| incomplete),
    };
    to_applicant(db, app, &application, &letter).await
}

/// Declines an application, with a reason that the applicant reads.
///
/// # Errors
/// As [`DecideError`] says.
pub async fn decline(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    id: ApplicationId,
    reason: &str,
) -> Result<(), DecideError> {
    let now = app.clock.now();
    let (application, next) = taken(db, by, id, Move::Decline).await?;
    store::decide(db, now, id, next, by.account_id, reason).await?;
    recorded(db, by, now, &application, What::Declined).await?;
    let letter = emails::ApplicationDeclined {
        first_name: first_name(&application),
        pool: application.pool.clone(),
        application_id: id,
    };
    to_applicant(db, app, &application, &letter).await
}
