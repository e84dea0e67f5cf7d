use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::store::{self, Unproven, WithPeople};
use crate::accounts::Viewer;
use crate::accounts::employment::{self, Proof, ProveError};
use crate::admin::desk::Desk;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::{self, Found, ListedCode, Stored, day_of};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId, SubmissionId};
use crate::platform::web::filters;
use crate::platform::web::pages::Pages;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, Path, Query, page, see_other};

/// Organisations on one page of the list.
const ON_A_PAGE: u32 = 25;
/// Organisations a search shows.
const FOUND: usize = 25;
/// People shown at once; who is confirmed makes room for the next.
const PEOPLE: i64 = 100;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WaitingForm {
    q: String,
    page: String,
}

#[derive(Template)]
#[template(path = "admin/employment.html")]
struct WaitingPage {
    layout: Layout,
    desk: Desk,
    q: String,
    found: Vec<Found>,
    waiting: Vec<WithPeople>,
    pages: Pages,
    errors: FormErrors,
}

pub(super) async fn waiting(
    desk: Desk,
    State(app): State<App>,
    layout: Layout,
    Query(form): Query<WaitingForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let today = day_of(now);
    let asked: u32 = form.page.parse().ok().filter(|number| (1..=10_000).contains(number)).unwrap_or(1);
    let mut db = app.db.acquire().await?;
    let offset = i64::from((asked - 1) * ON_A_PAGE);
    let (waiting, total) =
        store::waiting(&mut db, desk.pools.as_deref(), today, i64::from(ON_A_PAGE), offset).await?;
    let mut found = organisations::search_all(&mut db, &form.q, now, FOUND).await?;
    if !found.is_empty() {
        desk.keep_own(&mut db, &mut found, |one| one.organisation_id, now).await?;
    }
    drop(db);
    let stem = format!("{}?page=", desk.employment());
    let pages = Pages::new(asked, u64::try_from(total).unwrap_or(0), ON_A_PAGE, stem);
    page(&WaitingPage { layout, desk, q: form.q, found, waiting, pages, errors: FormErrors::none() })
}

/// What the page about one organisation's employment shows.
#[derive(Template)]
#[template(path = "admin/organisation_employment.html")]
pub(super) struct EmploymentPage {
    layout: Layout,
    desk: Desk,
    organisation: Stored,
    people: Vec<Unproven>,
    codes: Vec<ListedCode>,
    submission: SubmissionId,
    lives: Vec<Choice>,
    life: String,
    now: Instant,
    errors: FormErrors,
}

impl EmploymentPage {
    /// Loads it; the desk was asked before whether it may.
    pub(super) async fn load(
        app: &App,
        viewer: &Viewer,
        layout: Layout,
        desk: Desk,
        organisation: Stored,
    ) -> Result<Self, PageError> {
        let now = app.clock.now();
        let mut db = app.db.acquire().await?;
        let people =
            store::unproven(&mut db, organisation.organisation_id, viewer.account_id, PEOPLE).await?;
        let codes = organisations::live_join_codes(&mut db, organisation.organisation_id, now).await?;
        Ok(Self {
            layout,
            desk,
            organisation,
            people,
            codes,
            submission: SubmissionId::new(now),
            lives: vec![
                Choice::new("7", "7 days"),
                Choice::new("30", "30 days"),
                Choice::new("90", "90 days"),
            ],
            life: "30".to_owned(),
            now,
            errors: FormErrors::none(),
        })
    }

    pub(super) fn with_errors(mut self, life: String, errors: FormErrors) -> Self {
        self.life = life;
        self.errors = errors;
        self.layout = self.layout.with_errors(true);
        self
    }
}

pub(super) async fn show(
    desk: Desk,
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<OrganisationId>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    desk.require(&mut db, id, app.clock.now()).await?;
    let organisation = organisations::get(&mut db, id).await?.ok_or(PageError::NotFound)?;
    drop(db);
    page(&EmploymentPage::load(&app, &viewer, layout, desk, organisation).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ProofForm {
    account: String,
}

pub(super) async fn prove(
    desk: Desk,
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<OrganisationId>,
    Form(form): Form<ProofForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    desk.require(&mut tx, id, now).await?;
    organisations::get(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let unnamed = |_| PageError::BadRequest("Choose whose employment you confirm.".to_owned());
    let account: AccountId = form.account.parse().map_err(unnamed)?;
    let by = Actor::Account(viewer.account_id);
    match employment::prove(&mut tx, by, now, account, id, Proof::Person(viewer.account_id)).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&desk.employment_of(&id), "You confirmed that they work here."))
        }
        Err(ProveError::NotThere) => Err(PageError::NotFound),
        Err(ProveError::Oneself) => Err(PageError::Conflict(
            "Nobody can confirm their own employment. Ask another coordinator, or use a join code."
                .to_owned(),
        )),
        Err(ProveError::Database(error)) => Err(error.into()),
    }
}
