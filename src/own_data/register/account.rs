use super::Why::{Empty, Nobody, Role, Secret, Technical};
use super::{Table, nothing, table, without};

/// The account, how it signs in, and what was written to and recorded of it.
pub(super) const TABLES: &[Table] = &[
    without(
        table(
            "account",
            "account",
            "account_id name email email_confirmed_at recovery_email recovery_email_confirmed_at organisation_id=employer
             employment_proof employment_proven_at team line_manager zone created_at",
        ),
        &[("password_hash", Secret), ("employment_proven_by", Role), ("closed_at", Empty)],
    ),
    without(
        table("account_role", "roles", "account_id=/account_id role pool_id=pool granted_at"),
        &[("granted_by", Role)],
    ),
    without(
        table(
            "login_session",
            "login_sessions",
            "login_session_id account_id=/account_id device own_phone created_at authenticated_at second_factor_at last_seen_at
             expires_at ended_at",
        ),
        &[("token_hash", Secret), ("data", Secret)],
    ),
    without(
        table("mail", "mail", "account_id=/account_id kind topic queued_at due_at sent_at failed_at failure"),
        &[("dedupe_key", Technical), ("sealed", Secret)],
    ),
    table("mail_week", "mail_choices", "account_id=/account_id opened_at=at"),
    table("mail_stop", "mail_choices", "account_id=/account_id topic stopped_at=at"),
    table("mail_silence", "mail_choices", "account_id=/account_id since=at"),
    without(
        table("mail_unsubscribe", "mail_choices", "account_id=/account_id topic"),
        &[("token_hash", Secret)],
    ),
    without(table("actor", "events", "account_id=/account_id"), &[("actor_key", Technical)]),
    without(table("event", "events", "occurred_at kind subject_id data"), &[("actor_key", Technical)]),
    nothing("join_code", &[("code_hash", Secret), ("created_by", Role)]),
    without(
        table("second_factor", "second_factors", "account_id=/account_id confirmed_at"),
        &[("sealed_secret", Secret), ("last_step", Secret)],
    ),
    without(
        table("second_factor_enrolment", "second_factors", "account_id=/account_id started_at"),
        &[("sealed_secret", Secret)],
    ),
    without(
        table("recovery_code", "recovery_codes", "account_id=/account_id created_at used_at"),
        &[("code_hash", Secret)],
    ),
    without(
        table("known_device", "known_devices", "account_id=/account_id created_at last_used_at expires_at"),
        &[("token_hash", Secret)],
    ),
    nothing("throttle", &[("key_hash", Secret), ("whole_at", Nobody)]),
    without(
        table(
            "email_change",
            "email_changes",
            "account_id=/account_id old_email new_email requested_at expires_at confirmed_at undo_expires_at undone_at",
        ),
        &[("email_change_id", Technical), ("token_hash", Secret), ("undo_hash", Secret)],
    ),
    without(
        table(
            "recovery_address_request",
            "recovery_address_requests",
            "account_id=/account_id email requested_at expires_at",
        ),
        &[("token_hash", Secret)],
    ),
    table("draft", "drafts", "draft_id account_id=/account_id path sealed=fields created_at"),
    without(
        table("registration", "registrations", "email name workplace requested_at written_at confirmed_at"),
        &[("registration_id", Technical), ("token_hash", Secret)],
    ),
    without(
        table(
            "sign_in_code",
            "sign_in_codes",
            "email own_phone next requested_at written_at account_id=/account_id tries used_at",
        ),
        &[("sign_in_code_id", Technical), ("code_hash", Secret), ("token_hash", Secret)],
    ),
    without(
        table("password_reset", "password_resets", "email requested_at written_at account_id=/account_id used_at"),
        &[("password_reset_id", Technical), ("token_hash", Secret)],
    ),
    without(
        table(
            "enquiry",
            "enquiries",
            "account_id=/account_id name email topic organisation_id=employer system_code=area region_code=region
             sealed_message=message received_at answered_at sealed_reply=reply",
        ),
        &[("answered_by", Role)],
    ),
    nothing("scheme", &[("contact_email", Nobody)]),
];
