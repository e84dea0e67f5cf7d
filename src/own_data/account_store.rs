//! Who somebody is here, how they sign in, and what was written to and recorded of them.

use sqlx::PgConnection;

use super::model::Section;
use super::store::records;
use crate::platform::ids::AccountId;

/// The account itself and how it is reached.
pub(super) async fn account(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let account = records!(
        db,
        me,
        "select a.account_id, a.name, a.email, a.email_confirmed_at, a.recovery_email, a.recovery_email_confirmed_at,
           a.password_hash is not null as has_password, o.name as employer, a.employment_proof, a.employment_proven_at,
           a.team, a.line_manager, a.zone, a.created_at
         from account a left join organisation o using (organisation_id) where a.account_id = $1"
    );
    let roles = records!(
        db,
        me,
        "select r.role, p.name as pool, r.granted_at from account_role r left join pool p using (pool_id)
         where r.account_id = $1 order by r.granted_at"
    );
    let registrations = records!(
        db,
        me,
        "select r.email, r.name, r.workplace, r.requested_at, r.written_at, r.confirmed_at from registration r
         join account a on lower(a.email) = lower(r.email) where a.account_id = $1 order by r.requested_at"
    );
    let changes = records!(
        db,
        me,
        "select old_email, new_email, requested_at, expires_at, confirmed_at, undo_expires_at, undone_at from email_change
         where account_id = $1 order by requested_at"
    );
    let recovery = records!(
        db,
        me,
        "select email, requested_at, expires_at from recovery_address_request where account_id = $1"
    );
    Ok(vec![
        Section::new("account", "Your account", account),
        Section::new("roles", "What you may do here", roles),
        Section::new("registrations", "How you registered", registrations),
        Section::new("email_changes", "Changes of your email address", changes),
        Section::new("recovery_address_requests", "A recovery address that waits for its link", recovery),
    ])
}

/// How they sign in, without a secret.
pub(super) async fn sign_ins(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let sessions = records!(
        db,
        me,
        "select login_session_id, device, own_phone, created_at, authenticated_at, second_factor_at, last_seen_at, expires_at,
           ended_at
         from login_session where account_id = $1 order by created_at"
    );
    let devices = records!(
        db,
        me,
        "select created_at, last_used_at, expires_at from known_device where account_id = $1 order by created_at"
    );
    let factors = records!(
        db,
        me,
        "select confirmed_at, null::timestamptz as started_at from second_factor where account_id = $1
         union all select null, started_at from second_factor_enrolment where account_id = $1"
    );
    let recovery = records!(
        db,
        me,
        "select created_at, used_at from recovery_code where account_id = $1 order by created_at, used_at"
    );
    let codes = records!(
        db,
        me,
        "select c.email, c.own_phone, c.next, c.requested_at, c.written_at, c.tries, c.used_at from sign_in_code c
         join account a on a.account_id = c.account_id or c.account_id is null and lower(a.email) = lower(c.email)
         where a.account_id = $1 order by c.requested_at"
    );
    let resets = records!(
        db,
        me,
        "select r.email, r.requested_at, r.written_at, r.used_at from password_reset r
         join account a on a.account_id = r.account_id or r.account_id is null and lower(a.email) = lower(r.email)
         where a.account_id = $1 order by r.requested_at"
    );
    Ok(vec![
        Section::new("login_sessions", "Where you are signed in", sessions),
        Section::new("known_devices", "Browsers you signed in on before", devices),
        Section::new("second_factors", "Your authenticator app", factors),
        Section::new("recovery_codes", "Your recovery codes", recovery),
        Section::new("sign_in_codes", "Sign-in codes and links you asked for", codes),
        Section::new("password_resets", "Links to a new password you asked for", resets),
    ])
}

/// Forms that were kept for them, sealed.
pub(super) async fn drafts(db: &mut PgConnection, me: AccountId) -> Result<Section, sqlx::Error> {
    let drafts = records!(
        db,
        me,
        "select draft_id, path, encode(sealed, 'hex') as fields, created_at from draft where account_id = $1 order by created_at"
    );
    Ok(Section::new("drafts", "What you were typing when a sign-in ended", drafts))
}

/// What they wrote to coordinators, and the answers, sealed.
pub(super) async fn enquiries(db: &mut PgConnection, me: AccountId) -> Result<Section, sqlx::Error> {
    let enquiries = records!(
        db,
        me,
        "select e.enquiry_id, e.name, e.email, e.topic, o.name as employer, c.name as area, r.name as region,
           encode(e.sealed_message, 'hex') as message, e.received_at, e.status, e.answered_at,
           encode(e.sealed_reply, 'hex') as reply
         from enquiry e left join organisation o using (organisation_id)
         left join care_system c on c.system_code = e.system_code left join region r on r.region_code = e.region_code
         where e.account_id = $1 order by e.received_at"
    );
    Ok(Section::new("enquiries", "Messages to a coordinator", enquiries))
}

/// That mail went to them, and which they want.
pub(super) async fn mail(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let mail = records!(
        db,
        me,
        "select kind, topic, queued_at, due_at, sent_at, failed_at, failure from mail where account_id = $1
         order by queued_at, mail_id"
    );
    let choices = records!(
        db,
        me,
        "select 'stopped' as what, topic, stopped_at as at from mail_stop where account_id = $1
         union all select 'unsubscribe link', topic, created_at from mail_unsubscribe where account_id = $1
         union all select 'weekly letter', null, opened_at from mail_week where account_id = $1
         union all select 'no mail', null, since from mail_silence where account_id = $1
         order by 3"
    );
    Ok(vec![
        Section::new("mail", "Mail we sent you", mail),
        Section::new("mail_choices", "Which mail you get", choices),
    ])
}

/// What they did, as the record of events has it. That they recorded a pairing which the other has not confirmed is not in it: it
/// would tell whose address is known here.
pub(super) async fn events(db: &mut PgConnection, me: AccountId) -> Result<Section, sqlx::Error> {
    let events = records!(
        db,
        me,
        "select e.occurred_at, e.kind, e.subject_noun, e.subject_id, p.name as pool, e.data
         from actor a join event e on e.actor_key = a.actor_key left join pool p on p.pool_id = e.pool_id
         where a.account_id = $1 and not exists (
           select from relationship r where e.subject_noun = 'relationship' and r.relationship_id = e.subject_id
             and r.recorded_by = $1 and (r.status = 'recorded' or r.outcome = 'not-confirmed'))
         order by e.occurred_at, e.event_id"
    );
    Ok(Section::new("events", "What you did", events))
}
