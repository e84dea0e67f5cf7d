use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::store::{self, Held, Holder, Person};
use crate::accounts::Viewer;
use crate::accounts::roles::{self, Granter, Role, RoleError};
use crate::app::App;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;
use crate::platform::web::filters;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::pools;

/// More people than any region has coordinators.
const HOLDERS: i64 = 500;

pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/roles", Who::Administrator, show)
        .post("/admin/roles", Who::Administrator, find)
        .get("/admin/accounts/{id}", Who::Administrator, show_person)
        .post("/admin/accounts/{id}/roles", Who::Administrator, grant)
        .post("/admin/accounts/{id}/role-removals", Who::Administrator, revoke)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FindForm {
    email: String,
}

#[derive(Template)]
#[template(path = "admin/roles.html")]
struct RolesPage {
    layout: Layout,
    holders: Vec<Holder>,
    form: FindForm,
    errors: FormErrors,
}

async fn show(State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let holders = store::holders(&mut *app.db.acquire().await?, HOLDERS).await?;
    page(&RolesPage { layout, holders, form: FindForm::default(), errors: FormErrors::none() })
}

/// A POST, so that the address stands in no address line, history or log.
async fn find(
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<FindForm>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let sentence = match EmailAddress::parse(&form.email) {
        Ok(email) => match store::by_email(&mut db, email.as_str()).await? {
            Some(id) => return Ok(Redirect::to(&format!("/admin/accounts/{id}")).into_response()),
            None => "Nobody has an account with this address. Ask them to register first".to_owned(),
        },
        Err(error) => error.to_string(),
    };
    let holders = store::holders(&mut db, HOLDERS).await?;
    drop(db);
    let errors = FormErrors::one("email", sentence);
    unprocessable(&RolesPage { layout: layout.with_errors(true), holders, form, errors })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RoleForm {
    /// `administrator`, `practitioner`, or `coordinator:` and a pool's id.
    role: String,
}

#[derive(Template)]
#[template(path = "admin/account.html")]
struct PersonPage {
    layout: Layout,
    person: Person,
    held: Vec<Held>,
    /// What can be given: everything they do not have.
    choices: Vec<Choice>,
    form: RoleForm,
    now: Instant,
    errors: FormErrors,
}

impl PersonPage {
    async fn load(app: &App, layout: Layout, id: AccountId) -> Result<Self, PageError> {
        let now = app.clock.now();
        let mut db = app.db.acquire().await?;
        let person = store::person(&mut db, id).await?.ok_or(PageError::NotFound)?;
        let held = store::held(&mut db, id).await?;
        let pools = pools::all(&mut db, day_of(now)).await?;
        let mut choices = vec![
            Choice::new("practitioner", "Coach or mentor"),
            Choice::new("administrator", "Administrator").hint("Sees every organisation, and gives roles"),
        ];
        choices.extend(pools.into_iter().map(|pool| {
            Choice::new(format!("coordinator:{}", pool.pool_id), format!("Coordinator of {}", pool.name))
        }));
        choices.retain(|choice| !held.iter().any(|held| held.value() == choice.value));
        Ok(Self { layout, person, held, choices, form: RoleForm::default(), now, errors: FormErrors::none() })
    }
}

async fn show_person(
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<AccountId>,
) -> Result<Response, PageError> {
    page(&PersonPage::load(&app, layout, id).await?)
}

fn parse_role(raw: &str) -> Option<Role> {
    match raw.split_once(':') {
        Some(("coordinator", pool)) => pool.parse().ok().map(Role::Coordinator),
        None if raw == "administrator" => Some(Role::Administrator),
        None if raw == "practitioner" => Some(Role::Practitioner),
        _ => None,
    }
}

fn granter(viewer: &Viewer) -> Granter {
    Granter { actor: Actor::Account(viewer.account_id), login_session_id: viewer.login_session_id }
}

async fn grant(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<AccountId>,
    Form(form): Form<RoleForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    viewer.require_fresh(now)?;
    let mut tx = app.begin(&viewer).await?;
    let role = match parse_role(&form.role) {
        Some(Role::Coordinator(pool)) if !store::pool_is_valid(&mut tx, pool, day_of(now)).await? => None,
        parsed => parsed,
    };
    let Some(role) = role else {
        drop(tx);
        let mut shown = PersonPage::load(&app, layout.with_errors(true), id).await?;
        shown.errors = FormErrors::one("role", "Choose a role");
        return unprocessable(&shown);
    };
    refuse(roles::grant(&mut tx, granter(&viewer), now, id, role).await)?;
    tx.commit().await?;
    Ok(see_other(
        &format!("/admin/accounts/{id}"),
        "They have the role now. They were signed out everywhere, and get it when they sign in again.",
    ))
}

async fn revoke(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Form(form): Form<RoleForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    viewer.require_fresh(now)?;
    let mut tx = app.begin(&viewer).await?;
    store::person(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let role = parse_role(&form.role)
        .ok_or_else(|| PageError::BadRequest("Choose which role to take away.".to_owned()))?;
    refuse(roles::revoke(&mut tx, granter(&viewer), now, id, role).await)?;
    tx.commit().await?;
    let own = id == viewer.account_id && role == Role::Administrator;
    let next = if own { "/account".to_owned() } else { format!("/admin/accounts/{id}") };
    Ok(see_other(&next, "The role is taken away, and they were signed out everywhere."))
}

fn refuse(done: Result<bool, RoleError>) -> Result<(), PageError> {
    match done {
        Ok(_) => Ok(()),
        Err(RoleError::NotThere) => Err(PageError::NotFound),
        Err(RoleError::Database(error)) => Err(error.into()),
        Err(last) => Err(PageError::Conflict(format!("{last}."))),
    }
}
