use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::actions;
use crate::applications::messages::{self, Message};
use crate::applications::model::{Status, Wait, wait};
use crate::applications::portrait::{self, Portrait};
use crate::applications::store::Application;
use crate::memberships::{self, Evidence, Finding};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{ApplicationId, SubmissionId};
use crate::platform::web::filters;
use crate::platform::web::forms::paragraphs;
use crate::platform::web::{
    Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools::{self, MembershipKind};

/// The longest message of the conversation, reason or note, in characters.
pub(super) const LONGEST: usize = 2000;

/// Everything of an application, as both sides read it once it was sent.
pub(super) struct Loaded {
    pub application: Application,
    pub portrait: Portrait,
    pub evidence: Vec<Evidence>,
    pub findings: Vec<Finding>,
    pub messages: Vec<Message>,
}

impl Loaded {
    pub fn is_incomplete(&self) -> bool {
        self.findings.iter().any(Finding::is_missing)
    }

    /// What was shown for a finding.
    pub fn shown_for(&self, finding: &Finding) -> Vec<&Evidence> {
        self.evidence.iter().filter(|one| one.kind == finding.requirement.kind()).collect()
    }

    /// Evidence that no requirement asks for.
    pub fn besides(&self) -> Vec<&Evidence> {
        self.evidence
            .iter()
            .filter(|one| !self.findings.iter().any(|finding| finding.requirement.kind() == one.kind))
            .collect()
    }
}

/// Loads what the page of an application shows.
pub(super) async fn load(app: &App, application: Application) -> Result<Loaded, PageError> {
    let mut db = app.db.acquire().await?;
    let asked = pools::requirements(&mut db, application.pool_id).await?;
    let evidence = memberships::evidence_of(&mut db, application.pool_id, application.account_id).await?;
    let qualifications = memberships::qualifications(&mut db).await?;
    let portrait = portrait::portrait(&mut db, application.account_id).await?;
    let messages = messages::all(&mut db, application.application_id).await?;
    let today = day_of(app.clock.now());
    let findings = memberships::findings(&application.offerings, &asked, &evidence, &qualifications, today);
    Ok(Loaded { application, portrait, evidence, findings, messages })
}

/// What a coordinator types on the page: each form sends its own fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DecisionForm {
    pub submission: String,
    pub changes: String,
    pub note: String,
    pub incomplete: String,
    pub reason: String,
    pub message: String,
    pub hours_cap: String,
    #[serde(rename = "contract-day")]
    pub contract_day: String,
    #[serde(rename = "contract-month")]
    pub contract_month: String,
    #[serde(rename = "contract-year")]
    pub contract_year: String,
}

#[derive(Template)]
#[template(path = "applications/review.html")]
pub(super) struct ReviewPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    now: Instant,
    reader: crate::platform::ids::AccountId,
    loaded: Loaded,
    form: DecisionForm,
    longest: usize,
    errors: FormErrors,
}

impl ReviewPage {
    pub fn new(
        layout: Layout,
        now: Instant,
        viewer: &Viewer,
        loaded: Loaded,
        form: DecisionForm,
        errors: FormErrors,
    ) -> Self {
        let application = &loaded.application;
        let list = format!("/pools/{}/applications", application.pool_id);
        let crumbs = if viewer.account_id == application.account_id {
            vec![Crumb::new("Your applications", "/applications")]
        } else {
            vec![
                Crumb::new(&application.pool, format!("/pools/{}", application.pool_id)),
                Crumb::new("Applications", list),
            ]
        };
        let submission =
            if form.submission.is_empty() { SubmissionId::new(now).to_string() } else { form.submission };
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs,
            now,
            reader: viewer.account_id,
            loaded,
            form: DecisionForm { submission, ..form },
            longest: LONGEST,
            errors,
        }
    }

    /// The reader is the applicant; otherwise a coordinator.
    fn is_own(&self) -> bool {
        self.reader == self.loaded.application.account_id
    }

    fn waits(&self) -> bool {
        self.loaded.application.status == Status::Submitted
    }

    fn may_talk(&self) -> bool {
        matches!(self.loaded.application.status, Status::Submitted | Status::ChangesRequested)
    }

    fn is_associate(&self) -> bool {
        self.loaded.application.membership_kind == MembershipKind::Associate
    }

    fn wait(&self) -> Option<Wait> {
        let application = &self.loaded.application;
        Some(wait(self.now, application.overdue_at?, application.due_at?))
    }

    fn last_day(&self) -> Option<Day> {
        self.loaded.application.due_at.map(crate::platform::working_days::last_day)
    }
}

/// The page for a coordinator, with a note in the record that it was read (S13).
pub(super) async fn show(
    viewer: &Viewer,
    layout: Layout,
    app: &App,
    application: Application,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    if viewer.account_id != application.account_id {
        let mut tx = app.begin(viewer).await?;
        actions::note_read(&mut tx, viewer, now, &application).await?;
        tx.commit().await?;
    }
    let loaded = load(app, application).await?;
    let form = DecisionForm::default();
    page(&ReviewPage::new(layout, now, viewer, loaded, form, FormErrors::none()))
}

/// The page again, with what was typed and what is wrong with it.
pub(super) async fn refused(
    viewer: &Viewer,
    layout: Layout,
    app: &App,
    id: ApplicationId,
    form: DecisionForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let application = actions::visible(&mut *app.db.acquire().await?, viewer, id).await?;
    let loaded = load(app, application).await?;
    unprocessable(&ReviewPage::new(layout, app.clock.now(), viewer, loaded, form, errors))
}

pub(super) async fn reply(
    viewer: Viewer,
    Path(id): Path<ApplicationId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, PageError> {
    let message = match paragraphs(&form.message, "your message", LONGEST) {
        Ok(message) => message,
        Err(why) => {
            let errors = FormErrors::one("message", why);
            return refused(&viewer, layout, &app, id, form, errors).await;
        }
    };
    let now = app.clock.now();
    let submission = form.submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    let mut tx = app.begin(&viewer).await?;
    actions::reply(&mut tx, &app, &viewer, id, &message, submission).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/applications/{id}"), "Your message is on its way."))
}
