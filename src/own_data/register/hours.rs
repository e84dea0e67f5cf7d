use super::Why::{Nobody, Technical};
use super::{Table, nothing, table, without};

/// Hours, supervision and CPD.
pub(super) const TABLES: &[Table] = &[
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
             group_id session_id apart reflection created_at",
        ),
        &[("submission_id", Technical)],
    ),
    table(
        "session_reflection",
        "session_reflections",
        "session_id account_id=/account_id body=reflection in_statement written_at changed_at",
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
    nothing("theme_giver_count", &[("givers", Nobody)]),
];
