use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::{Hub, Id, caption, crumbs, editable, hold, onward};
use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::model::Step;
use crate::applications::store::{self, Application};
use crate::events::Actor;
use crate::memberships::{self, Evidence, EvidenceForm, EvidenceKind, Finding, NewEvidence};
use crate::organisations::day_of;
use crate::platform::ids::{EvidenceId, SubmissionId};
use crate::platform::web::filters;
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, page, see_other, unprocessable,
};
use crate::pools;
use crate::vocabulary::Term;

#[derive(Template)]
#[template(path = "applications/steps/evidence.html")]
struct EvidencePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    caption: String,
    application: Application,
    findings: Vec<Finding>,
    shown: Vec<Evidence>,
    kinds: Vec<Choice>,
    qualifications: Vec<Choice>,
    form: EvidenceForm,
    errors: FormErrors,
}

struct Loaded {
    application: Application,
    findings: Vec<Finding>,
    shown: Vec<Evidence>,
    qualifications: Vec<Term>,
}

async fn load(app: &App, application: Application) -> Result<Loaded, PageError> {
    let mut db = app.db.acquire().await?;
    let asked = pools::requirements(&mut db, application.pool_id).await?;
    let shown = memberships::evidence_of(&mut db, application.pool_id, application.account_id).await?;
    let qualifications = memberships::qualifications(&mut db).await?;
    let today = day_of(app.clock.now());
    let findings = memberships::findings(&application.offerings, &asked, &shown, &qualifications, today);
    Ok(Loaded { application, findings, shown, qualifications })
}

impl EvidencePage {
    fn new(app: &App, layout: Layout, loaded: Loaded, form: EvidenceForm, errors: FormErrors) -> Self {
        let now = app.clock.now();
        let today = day_of(now);
        let mut qualifications = vec![Choice::new("", "None of these, or not a qualification")];
        qualifications.extend(
            loaded
                .qualifications
                .iter()
                .filter(|term| term.is_current(today))
                .map(|term| Choice::new(term.term_id.to_string(), &term.label)),
        );
        let submission =
            if form.submission.is_empty() { SubmissionId::new(now).to_string() } else { form.submission };
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: crumbs(&loaded.application),
            caption: caption(Step::Evidence),
            application: loaded.application,
            findings: loaded.findings,
            shown: loaded.shown,
            kinds: EvidenceKind::ALL.map(|kind| Choice::new(kind.code(), kind.label())).to_vec(),
            qualifications,
            form: EvidenceForm { submission, ..form },
            errors,
        }
    }
}

pub(super) async fn show(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let loaded = load(&app, editable(&app, &viewer, id.0).await?).await?;
    page(&EvidencePage::new(&app, layout, loaded, EvidenceForm::default(), FormErrors::none()))
}

pub(super) async fn add(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<EvidenceForm>,
) -> Result<Response, PageError> {
    let loaded = load(&app, editable(&app, &viewer, id.0).await?).await?;
    let now = app.clock.now();
    let submission = form.submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    let new = match NewEvidence::parse(&form, submission, &loaded.qualifications, day_of(now)) {
        Ok(new) => new,
        Err(errors) => return unprocessable(&EvidencePage::new(&app, layout, loaded, form, errors)),
    };
    let by = Actor::Account(viewer.account_id);
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    memberships::add_evidence(&mut tx, by, now, application.pool_id, viewer.account_id, &new).await?;
    store::mark_step(&mut tx, now, id.0, Step::Evidence.code()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/applications/{}/evidence", id.0), &format!("Added: {}.", new.title)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::applications::web) struct RemovalForm {
    evidence: String,
}

pub(super) async fn remove(
    viewer: Viewer,
    id: Id,
    app: Hub,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let by = Actor::Account(viewer.account_id);
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    if let Ok(evidence) = form.evidence.parse::<EvidenceId>() {
        memberships::remove_evidence(&mut tx, by, now, application.pool_id, viewer.account_id, evidence)
            .await?;
    }
    tx.commit().await?;
    Ok(see_other(&format!("/applications/{}/evidence", id.0), "Taken away."))
}

/// On to the next step, with what is there.
pub(super) async fn finish(viewer: Viewer, id: Id, app: Hub) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    store::mark_step(&mut tx, now, id.0, Step::Evidence.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::Evidence))
}
