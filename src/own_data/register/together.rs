use super::Why::{Derived, Others, Role, Secret};
use super::{Table, nothing, table, without};

/// What two who work together agree, do and write.
pub(super) const TABLES: &[Table] = &[
    nothing("agreement_template", &[("published_by", Role)]),
    without(table(
        "relationship",
        "relationships",
        "relationship_id pool_id=pool scheme_id=scheme chemistry_request_id mentee_id=you_are_the_mentee practitioner_id=with_whom
         offering status recorded_by=recorded_by_you began_on review_on review_at_session reviews paused_on paused_to ending_on ended_at
         outcome ended_by=ended_by_you touched_at nudges nudged_at created_at",
    ), &[("helped_at", Role), ("helped_by", Role)]),
    without(
        table(
            "pairing",
            "pairings",
            "pairing_id pool_id=pool recorded_by=/account_id offering began_on email created_at",
        ),
        &[
            ("status", Others),
            ("hushed", Others),
            ("answered_at", Others),
            ("answered_by", Others),
            ("token_hash", Secret),
            ("relationship_id", Derived),
        ],
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
    without(
        table("look_back", "look_backs", "relationship_id asked_at lasting answered_at"),
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
