use super::Why::{Derived, Nobody, Others, Role, Secret, Technical};
use super::{Table, nothing, table, without};

/// What somebody offers, where they belong and when they are free.
pub(super) const TABLES: &[Table] = &[
    without(
        table(
            "place",
            "places",
            "account_id=/account_id capacity seen_elsewhere active held accepting updated_at resumes_on closed_because reopened_at",
        ),
        &[("version", Technical)],
    ),
    without(
        table(
            "availability",
            "availability",
            "account_id=/account_id zone meeting_minutes notice_hours horizon_days buffer_minutes outline updated_at
             chemistry_minutes joining",
        ),
        &[("version", Technical)],
    ),
    without(
        table(
            "availability_window",
            "availability_windows",
            "account_id=/account_id weekday from_time to_time delivery_id=delivery place",
        ),
        &[("availability_window_id", Technical)],
    ),
    without(
        table(
            "availability_exception",
            "availability_exceptions",
            "account_id=/account_id kind from_day to_day from_time to_time delivery_id=delivery place added_at",
        ),
        &[("availability_exception_id", Technical)],
    ),
    table("off_duty", "off_duty", "account_id=/account_id day shift"),
    table(
        "meeting",
        "meetings",
        "meeting_id pool_id=pool kind status starts_at ends_at path delivery_id=delivery joining sequence timed_at reminded_at
         created_at changed_at",
    ),
    table("booking", "meetings", "meeting_id account_id=/account_id during=taken_from_at live=takes_your_time"),
    without(
        table("calendar_feed", "calendar_feeds", "account_id=/account_id made_at fetched_on"),
        &[("token_hash", Secret), ("sealed", Secret)],
    ),
    without(
        table(
            "profile",
            "profile",
            "account_id=/account_id job_title headline biography how_i_work pronouns seniority_id=seniority created_at updated_at",
        ),
        &[("version", Technical), ("words", Derived)],
    ),
    table("profile_term", "profile_terms", "account_id=/account_id term_id=term position"),
    table("reply_record", "reply_record", "account_id=/account_id asked answered median_hours last_asked_at"),
    table(
        "lived_experience",
        "lived_experience",
        "account_id=/account_id term_id=term usage consent_version consented_at",
    ),
    table("exposure", "exposure", "account_id=/account_id day shown opened shortlisted asked"),
    without(
        table(
            "application",
            "applications",
            "application_id account_id=/account_id offerings membership_kind status statement steps_done terms_version
             ethics_agreed_at created_at updated_at submitted_at overdue_at due_at reminded_at decided_at decision_reason",
        ),
        &[("decided_by", Role)],
    ),
    table(
        "application_message",
        "application_messages",
        "application_message_id application_id author_id=written_by body asks_for_changes written_at",
    ),
    without(
        table(
            "membership",
            "memberships",
            "membership_id account_id=/account_id kind status since=since_at terms_version paused_to suspended_reason left_at leaving
             evidence_to grace_to contract_ends hours_cap imported changed_at",
        ),
        &[("approved_by", Role)],
    ),
    table("membership_offering", "memberships", "membership_id offering=offerings"),
    without(
        table(
            "evidence",
            "evidence",
            "evidence_id account_id=/account_id kind qualification_id=qualification title awarding_body dated_on expires_on reference
             link events recorded_by=recorded_by_another checked_at imported created_at",
        ),
        &[("checked_by", Role)],
    ),
    nothing(
        "register_import",
        &[("uploaded_by", Role), ("file_name", Role), ("sealed_file", Others), ("reading", Role)],
    ),
    nothing("register_import_row", &[("outcome", Nobody), ("person", Nobody), ("remarks", Nobody)]),
    without(
        table(
            "register_entry",
            "register_entries",
            "register_entry_id email reference imported invited_at invitations confirmed_at declined_at account_id=/account_id
             created_at updated_at",
        ),
        &[("token_hash", Secret)],
    ),
];
