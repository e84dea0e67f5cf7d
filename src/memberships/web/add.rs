use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::held::{self, Held, kind_choices, qualification_choices};
use super::member::MemberPage;
use super::submission;
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::memberships::{
    EvidenceForm, EvidenceKind, MembershipError, NewEvidence, Status, add_evidence, remove_evidence,
};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{EvidenceId, MembershipId, PoolId, SubmissionId};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Query, page, see_other, unprocessable,
};

#[derive(Template)]
#[template(path = "memberships/evidence.html")]
struct EvidencePage {
    layout: Layout,
    pool: String,
    /// Where the form is posted, and where its reader goes back to.
    action: String,
    back: String,
    /// Whose evidence it is, when it is not the reader's.
    whose: Option<String>,
    form: EvidenceForm,
    kinds: Vec<Choice>,
    qualifications: Vec<Choice>,
    errors: FormErrors,
}

impl EvidencePage {
    fn kind(&self) -> Option<EvidenceKind> {
        EvidenceKind::parse(&self.form.kind).ok()
    }

    fn kind_label(&self) -> &'static str {
        self.kind().map_or("", EvidenceKind::label)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct KindQuery {
    kind: String,
}

fn evidence_page(
    layout: Layout,
    held: &Held,
    form: EvidenceForm,
    today: crate::platform::clock::Day,
) -> EvidencePage {
    EvidencePage {
        layout,
        pool: held.asking.name.clone(),
        action: format!("/memberships/{}/evidence", held.id()),
        back: "/memberships".to_owned(),
        whose: None,
        form,
        kinds: kind_choices(),
        qualifications: qualification_choices(&held.asking.terms, today),
        errors: FormErrors::none(),
    }
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
    Query(query): Query<KindQuery>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let held = held::one(&mut db, viewer.account_id, id, now).await?;
    let form = EvidenceForm {
        submission: SubmissionId::new(now).to_string(),
        kind: query.kind,
        ..EvidenceForm::default()
    };
    page(&evidence_page(layout, &held, form, day_of(now)))
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
    Form(form): Form<EvidenceForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    let parsed =
        NewEvidence::parse(&form, submission(&form.submission, now), &held.asking.terms, day_of(now));
    let new = match parsed {
        Ok(new) => new,
        Err(errors) => {
            let mut shown = evidence_page(layout.with_errors(true), &held, form, day_of(now));
            shown.errors = errors;
            return unprocessable(&shown);
        }
    };
    let by = Actor::Account(viewer.account_id);
    add_evidence(&mut tx, by, now, held.membership.pool_id, viewer.account_id, &new).await?;
    tx.commit().await?;
    Ok(see_other("/memberships", "It is added."))
}

fn for_them(shown: &MemberPage, today: Day, form: EvidenceForm) -> EvidencePage {
    let (pool, id) = (shown.held.membership.pool_id, shown.held.id());
    EvidencePage {
        action: format!("/pools/{pool}/members/{id}/evidence"),
        back: format!("/pools/{pool}/members/{id}"),
        whose: Some(shown.member.name.clone()),
        ..evidence_page(shown.layout.clone(), &shown.held, form, today)
    }
}

/// A member's page, for as long as they belong to the pool.
async fn member_of(
    db: &mut PgConnection,
    viewer: &Viewer,
    layout: Layout,
    pool: PoolId,
    id: MembershipId,
    now: Instant,
) -> Result<MemberPage, PageError> {
    let shown = MemberPage::load(db, viewer, layout, pool, id, now).await?;
    if shown.held.membership.status == Status::Left {
        return Err(PageError::NotFound);
    }
    Ok(shown)
}

pub async fn ask_for_them(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): Path<(PoolId, MembershipId)>,
    Query(query): Query<KindQuery>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let shown = member_of(&mut db, &viewer, layout, pool, id, now).await?;
    let form = EvidenceForm {
        submission: SubmissionId::new(now).to_string(),
        kind: query.kind,
        ..EvidenceForm::default()
    };
    page(&for_them(&shown, day_of(now), form))
}

pub async fn save_for_them(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): Path<(PoolId, MembershipId)>,
    Form(form): Form<EvidenceForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let shown = member_of(&mut tx, &viewer, layout, pool, id, now).await?;
    let account = shown.held.membership.account_id;
    if account == viewer.account_id {
        return Err(MembershipError::Oneself.into());
    }
    let terms = &shown.held.asking.terms;
    let new = match NewEvidence::parse(&form, submission(&form.submission, now), terms, day_of(now)) {
        Ok(new) => new,
        Err(errors) => {
            let mut again = for_them(&shown, day_of(now), form);
            again.layout = again.layout.with_errors(true);
            again.errors = errors;
            return unprocessable(&again);
        }
    };
    add_evidence(&mut tx, Actor::Account(viewer.account_id), now, pool, account, &new).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/pools/{pool}/members/{id}"), "It is recorded, and so is that you recorded it."))
}

pub async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Path((id, evidence)): Path<(MembershipId, EvidenceId)>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    let by = Actor::Account(viewer.account_id);
    let pool = held.membership.pool_id;
    if !remove_evidence(&mut tx, by, now, pool, viewer.account_id, evidence).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see_other("/memberships", "It is removed."))
}
