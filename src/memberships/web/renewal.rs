use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::held::{self, Held, qualification_choices};
use super::{named, submission};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::memberships::{EvidenceForm, EvidenceKind, Finding, NewEvidence, Requirement, add_evidence};
use crate::organisations::day_of;
use crate::platform::ids::{MembershipId, SubmissionId};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};

/// Fields for one piece of evidence.
struct Group {
    prefix: String,
    finding: Finding,
    /// Which of several of its kind, and of how many.
    nth: usize,
    of: usize,
    form: EvidenceForm,
}

/// Asks only for what is missing or runs out soon.
#[derive(Template)]
#[template(path = "memberships/renewal.html")]
struct RenewalPage {
    layout: Layout,
    held: Held,
    groups: Vec<Group>,
    qualifications: Vec<Choice>,
    errors: FormErrors,
}

impl RenewalPage {
    fn submission_field(&self, group: &Group) -> String {
        debug_assert!(!self.groups.is_empty(), "shown within a group");
        named(&group.prefix, "submission")
    }
}

/// The most pieces of one kind that one page asks for.
const MOST: i16 = 3;

fn groups(held: &Held, typed: &BTreeMap<String, String>, fresh: impl Fn() -> SubmissionId) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for finding in held.findings.iter().filter(|finding| finding.is_missing() || finding.is_expiring()) {
        let kind = finding.requirement.kind();
        if groups.iter().any(|group| group.finding.requirement.kind() == kind) {
            continue;
        }
        let of = match finding.requirement {
            Requirement::Supervision(many) | Requirement::Cpd(many) if finding.is_missing() => many.min(MOST),
            _ => 1,
        };
        let of = usize::try_from(of).unwrap_or(1);
        for nth in 1..=of {
            let prefix = format!("{}{nth}-", kind.code());
            let mut form = read(typed, &prefix, kind);
            if form.submission.is_empty() {
                form.submission = fresh().to_string();
            }
            groups.push(Group { prefix, finding: finding.clone(), nth, of, form });
        }
    }
    groups
}

fn read(typed: &BTreeMap<String, String>, prefix: &str, kind: EvidenceKind) -> EvidenceForm {
    let value = |name: &str| typed.get(&named(prefix, name)).cloned().unwrap_or_default();
    EvidenceForm {
        submission: value("submission"),
        kind: kind.code().to_owned(),
        qualification: value("qualification"),
        title: value("title"),
        awarding_body: value("awarding_body"),
        dated_day: value("dated-day"),
        dated_month: value("dated-month"),
        dated_year: value("dated-year"),
        expires_day: value("expires-day"),
        expires_month: value("expires-month"),
        expires_year: value("expires-year"),
        reference: value("reference"),
        link: value("link"),
    }
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let held = held::one(&mut db, viewer.account_id, id, now).await?;
    let groups = groups(&held, &BTreeMap::new(), || SubmissionId::new(now));
    let qualifications = qualification_choices(&held.asking.terms, day_of(now));
    page(&RenewalPage { layout, held, groups, qualifications, errors: FormErrors::none() })
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let today = day_of(now);
    let mut tx = app.begin(&viewer).await?;
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    let groups = groups(&held, &typed, || SubmissionId::new(now));
    if groups.is_empty() {
        return Ok(see_other("/memberships", "Everything this pool asks for is up to date."));
    }
    let mut errors = FormErrors::none();
    let mut new = Vec::new();
    for group in groups.iter().filter(|group| !group.form.is_blank()) {
        let submission = submission(&group.form.submission, now);
        match NewEvidence::parse(&group.form, submission, &held.asking.terms, today) {
            Ok(one) => new.push(one),
            Err(wrong) => {
                for error in &wrong {
                    errors.add(&named(&group.prefix, &error.field), error.message.as_str());
                }
            }
        }
    }
    if errors.is_empty() && new.is_empty() {
        let first = groups.first().map(|group| named(&group.prefix, first_field(group))).unwrap_or_default();
        errors.add(&first, "Fill in at least one of these");
    }
    if !errors.is_empty() {
        let qualifications = qualification_choices(&held.asking.terms, today);
        let layout = layout.with_errors(true);
        return unprocessable(&RenewalPage { layout, held, groups, qualifications, errors });
    }
    let pool = held.membership.pool_id;
    for one in &new {
        add_evidence(&mut tx, Actor::Account(viewer.account_id), now, pool, viewer.account_id, one).await?;
    }
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    tx.commit().await?;
    let sentence = if held.findings.iter().any(Finding::is_missing) {
        "Thank you. Something is still missing: see below."
    } else {
        "Thank you. Everything this pool asks for is up to date."
    };
    Ok(see_other("/memberships", sentence))
}

/// Where the error summary leads when a group was left blank.
fn first_field(group: &Group) -> &'static str {
    match group.finding.requirement.kind() {
        EvidenceKind::Qualification => "qualification",
        EvidenceKind::Insurance => "expires-day",
        _ => "dated-day",
    }
}
