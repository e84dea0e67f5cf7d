//! Where every column about people is in a copy, or why it is not: compared with docs/DATA.md and with a real copy by tests, both ways.

/// Why a column is in no copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A secret or the hash of one.
    Secret,
    /// Somebody else’s, who decides whether it is told.
    Others,
    /// What somebody did in a role: the record of what they did has it, and the rest belongs to those it is about.
    Role,
    /// Follows from what is given.
    Derived,
    /// Keeps forms, letters and jobs apart, and says nothing of a person.
    Technical,
    /// Leads to no account.
    Nobody,
    /// Always empty while the account is open.
    Empty,
}

impl Why {
    /// The reason in words.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Secret => "a secret, or the hash of one",
            Self::Others => "somebody else’s, who decides whether it is told",
            Self::Role => "what somebody did in a role; the record of what they did has it",
            Self::Derived => "follows from what is given",
            Self::Technical => "keeps forms, letters and jobs apart, and says nothing of a person",
            Self::Nobody => "leads to no account",
            Self::Empty => "always empty while the account is open",
        }
    }
}

/// The columns of a table that are personal, special-category or confidential.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    pub name: &'static str,
    /// The section of the copy that holds it; empty: none does.
    pub section: &'static str,
    /// Columns that are given, each with the field that holds it where that has another name: `set_by=set_by_you`. One beginning with
    /// `/` is at the head of the file, because it says no more than whose copy it is.
    pub given: &'static str,
    pub left: &'static [(&'static str, Why)],
}

impl Table {
    /// Each column that is given and its field.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.given.split_whitespace().map(|word| word.split_once('=').unwrap_or((word, word)))
    }
}

const fn table(name: &'static str, section: &'static str, given: &'static str) -> Table {
    Table { name, section, given, left: &[] }
}

const fn without(table: Table, left: &'static [(&'static str, Why)]) -> Table {
    Table { left, ..table }
}

const fn nothing(name: &'static str, left: &'static [(&'static str, Why)]) -> Table {
    Table { name, section: "", given: "", left }
}

use Why::{Derived, Empty, Nobody, Others, Role, Secret, Technical};

/// The account, how it signs in, and what was written to and recorded of it.
const ACCOUNT: &[Table] = &[
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

/// What somebody offers, where they belong and when they are free.
const OFFER: &[Table] = &[
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

/// What somebody looks for, whom they talk to first, and what they tell of others.
const CONTACT: &[Table] = &[
    table("view_budget", "views", "account_id=/account_id day views"),
    without(
        table("search_draft", "search_drafts", "search_draft_id account_id=/account_id sealed=private written_at"),
        &[("token_hash", Secret)],
    ),
    table(
        "shortlist_entry",
        "shortlist",
        "account_id=/account_id practitioner_id=coach_or_mentor_id position offering added_at",
    ),
    table(
        "shortlist_note",
        "shortlist",
        "account_id=/account_id practitioner_id=coach_or_mentor_id note written_at=note_written_at",
    ),
    without(
        table(
            "saved_search",
            "saved_searches",
            "saved_search_id account_id=/account_id name address sealed=private known=people_known created_at looked_at told_at",
        ),
        &[("submission_id", Technical)],
    ),
    table(
        "place_watch",
        "place_watches",
        "account_id=/account_id practitioner_id=coach_or_mentor_id offering asked_at",
    ),
    table(
        "avoided_person",
        "avoided_people",
        "avoided_person_id account_id=/account_id practitioner_id=coach_or_mentor_id written added_at",
    ),
    without(
        table(
            "chemistry_request",
            "chemistry_requests",
            "chemistry_request_id pool_id=pool mentee_id=you_asked practitioner_id=with_whom offering entered_by status hope times
             clock_from=limit_began_at clock_wd=limit_working_days until=limit_ends_at reminders reopened missed questions meeting_id
             outcome reason farewell closed_by=closed_by_you suggested_id=suggested created_at sent_at answered_at closed_at
             reopen_to=reopen_to_at cool_off_to=cool_off_to_at",
        ),
        &[("extended", Others), ("submission_id", Technical)],
    ),
    table(
        "chemistry_offer",
        "chemistry_offers",
        "chemistry_request_id side=offered_by_you starts_at ends_at",
    ),
    without(
        table("chemistry_decision", "chemistry_decisions", "chemistry_request_id answer decided_at"),
        &[("side", Derived)],
    ),
    without(
        table(
            "chemistry_message",
            "chemistry_messages",
            "chemistry_message_id chemistry_request_id author_id=written_by kind body=words written_at",
        ),
        &[("submission_id", Technical)],
    ),
    without(
        table(
            "condolence",
            "condolences",
            "chemistry_request_id deceased_id=about account_id=/account_id recorded_at told_at told_by=written_by words",
        ),
        &[("due_at", Role), ("mistaken", Role)],
    ),
    table("contact_block", "contact_blocks", "account_id=/account_id blocked_id=no_contact_with blocked_at"),
    table(
        "declared_conflict",
        "declared_conflicts",
        "one_id=works_closely_with other_id=works_closely_with declared_by=/account_id declared_at",
    ),
    nothing(
        "action_link",
        &[
            ("token_hash", Secret),
            ("chemistry_request_id", Derived),
            ("account_id", Derived),
            ("act", Derived),
            ("made_at", Derived),
        ],
    ),
    without(
        table(
            "concern",
            "concerns",
            "concern_id pool_id=pool raised_by=/account_id about_id=about chemistry_request_id topic status body=words contact_stopped
             nation raised_at due_at acknowledged_at referred_to closed_at",
        ),
        &[("acknowledged_by", Role), ("closed_by", Role), ("submission_id", Technical)],
    ),
    table("concern_exclusion", "concerns", "concern_id account_id=passes_by"),
    table(
        "concern_attachment",
        "concern_attachments",
        "concern_id position own=written_by_you written_at body=words",
    ),
    without(
        table("concern_note", "concern_notes", "concern_note_id concern_id body=words written_at"),
        &[("author_id", Role), ("for_raiser", Derived), ("submission_id", Technical)],
    ),
    without(
        table(
            "proposal",
            "proposals",
            "proposal_id pool_id=pool mentee_id=/account_id proposed_by offering status proposed_at answered_at",
        ),
        &[("submission_id", Technical)],
    ),
    table(
        "proposal_person",
        "proposals",
        "proposal_id practitioner_id=people.coach_or_mentor position=people.position why=people.why",
    ),
];

/// What two who work together agree, do and write.
const TOGETHER: &[Table] = &[
    nothing("agreement_template", &[("published_by", Role)]),
    table(
        "relationship",
        "relationships",
        "relationship_id pool_id=pool scheme_id=scheme chemistry_request_id mentee_id=you_are_the_mentee practitioner_id=with_whom
         offering status recorded_by=recorded_by_you began_on review_on review_at_session reviews paused_on paused_to ending_on ended_at
         outcome ended_by=ended_by_you touched_at nudges created_at",
    ),
    table(
        "agreement",
        "agreements",
        "relationship_id agreement_version sessions minutes every_weeks review_after review_months words template_version drafted_by
         drafted_at mentee_signed_at practitioner_signed_at=coach_or_mentor_signed_at",
    ),
    table(
        "session",
        "sessions",
        "session_id pool_id=pool relationship_id status meeting_id starts_at planned_minutes minutes asked_at created_at",
    ),
    table("session_log", "session_logs", "session_id side=said_by_you minutes logged_at"),
    table("session_offer", "session_offers", "relationship_id side=offered_by_you starts_at ends_at"),
    without(
        table("relationship_grant", "relationship_grants", "pool_id=pool mentee_id=/account_id offering granted_at"),
        &[("granted_by", Role)],
    ),
    without(
        table(
            "review_answer",
            "reviews",
            "relationship_id review_number wish more_sessions reflection shared answered_at",
        ),
        &[("side", Derived)],
    ),
    without(
        table(
            "evaluation",
            "evaluations",
            "relationship_id fit recommend skills changed may_be_read answered_at lasting lasting_at asked_at",
        ),
        &[("side", Derived)],
    ),
    nothing(
        "note_key",
        &[("relationship_id", Derived), ("author_id", Derived), ("wrapped", Secret), ("made_at", Derived)],
    ),
    table(
        "note",
        "notes",
        "note_id relationship_id author_id=written_by shared body=words session_id created_at changed_at",
    ),
    table(
        "goal",
        "goals",
        "goal_id relationship_id body=goal status progress set_by=set_by_you created_at met_at",
    ),
    table(
        "goal_action",
        "goal_actions",
        "goal_action_id goal_id body=what who=yours_to_do due_on done_at position",
    ),
];

/// Hours, supervision and CPD.
const HOURS: &[Table] = &[
    without(
        table(
            "supervision_group",
            "supervision_groups",
            "group_id pool_id=pool supervisor_id=/account_id held_on minutes title created_at",
        ),
        &[("submission_id", Technical)],
    ),
    without(
        table(
            "ledger_entry",
            "ledger",
            "ledger_entry_id account_id=/account_id kind held_on minutes title with_whom with_account_id=with_person counts pool_id=pool
             group_id reflection created_at",
        ),
        &[("submission_id", Technical)],
    ),
    table("ledger_evidence", "ledger", "ledger_entry_id evidence_id=evidence_ids"),
    table(
        "monthly_return",
        "monthly_activity",
        "monthly_return_id account_id=/account_id month status opened_at due_on noticed_at submitted_at themes_given",
    ),
    table(
        "monthly_return_figure",
        "monthly_activity_figures",
        "monthly_return_id pool_id=pool kind minutes prefilled_minutes",
    ),
    table(
        "monthly_return_amendment",
        "monthly_activity_amendments",
        "monthly_return_id version pool_id=pool kind minutes changed_at",
    ),
    nothing("theme_count", &[("count", Nobody)]),
];

/// Every table with a column about people.
pub const TABLES: [&[Table]; 5] = [ACCOUNT, OFFER, CONTACT, TOGETHER, HOURS];
