use super::Why::{Derived, Others, Role, Secret, Technical};
use super::{Table, nothing, table, without};

/// What somebody looks for, whom they talk to first, and what they tell of others.
pub(super) const TABLES: &[Table] = &[
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
            "condolence_id chemistry_request_id relationship_id deceased_id=about account_id=/account_id recorded_at told_at told_by=written_by
             words",
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
