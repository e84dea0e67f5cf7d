use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{crumbs, require};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::platform::ids::PoolId;
use crate::platform::web::forms::{line, optional, paragraphs};
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools::setup::{self, Description, SetupError};
use crate::pools::{self, Shown};
use crate::vocabulary::{self, List, Term};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AboutForm {
    version: i32,
    name: String,
    summary: String,
    welcome: String,
    minimum_level: String,
}

impl AboutForm {
    fn of(pool: &Shown) -> Self {
        Self {
            version: pool.version,
            name: pool.name.clone(),
            summary: pool.summary.clone(),
            welcome: pool.welcome.clone(),
            minimum_level: pool.minimum_level.map(|level| level.to_string()).unwrap_or_default(),
        }
    }

    fn parse(&self, levels: &[Choice]) -> Result<Description, FormErrors> {
        let mut errors = FormErrors::none();
        let name = errors.take("name", name(&self.name));
        let summary =
            errors.take("summary", optional(&self.summary, |raw| line(raw, "the pool in one line", 200)));
        let welcome =
            errors.take("welcome", optional(&self.welcome, |raw| paragraphs(raw, "the welcome", 4000)));
        if !levels.iter().any(|level| level.value == self.minimum_level) {
            errors.add("minimum_level", "Select a seniority from the list");
        }
        match (name, summary, welcome) {
            (Some(name), Some(summary), Some(welcome)) if errors.is_empty() => Ok(Description {
                name,
                summary: summary.unwrap_or_default(),
                welcome: welcome.unwrap_or_default(),
                minimum_level: self.minimum_level.parse().ok(),
            }),
            _ => Err(errors),
        }
    }
}

fn name(raw: &str) -> Result<String, String> {
    let name = line(raw, "a name for the pool", 200)?;
    if name.chars().count() < 2 { Err("Enter a name of at least 2 characters".to_owned()) } else { Ok(name) }
}

/// The rungs of the seniority vocabulary, each with everything that stands on it.
fn levels(terms: &[Term]) -> Vec<Choice> {
    let mut rungs: Vec<(i16, Vec<&str>)> = Vec::new();
    for term in terms {
        let Some(level) = term.level.filter(|_| term.valid_to.is_none()) else { continue };
        match rungs.iter_mut().find(|(rung, _)| *rung == level) {
            Some((_, labels)) => labels.push(&term.label),
            None => rungs.push((level, vec![&term.label])),
        }
    }
    rungs.sort_by_key(|(level, _)| *level);
    let mut choices = vec![Choice::new("", "Everybody")];
    choices.extend(
        rungs
            .iter()
            .map(|(level, labels)| Choice::new(level.to_string(), format!("From {} up", labels.join(", ")))),
    );
    choices
}

#[derive(Template)]
#[template(path = "coordination/pools/about.html")]
struct AboutPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    form: AboutForm,
    levels: Vec<Choice>,
    errors: FormErrors,
}

async fn load(app: &App, viewer: &Viewer, id: PoolId) -> Result<(Shown, Vec<Choice>), PageError> {
    require(viewer, id)?;
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let terms = vocabulary::terms(&mut db, &[List::Seniority]).await?;
    Ok((pool, levels(&terms)))
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let (pool, levels) = load(&app, &viewer, id).await?;
    let form = AboutForm::of(&pool);
    let crumbs = crumbs(id, &pool.name);
    page(&AboutPage { layout, crumbs, pool_id: id, form, levels, errors: FormErrors::none() })
}

pub(super) async fn save(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<AboutForm>,
) -> Result<Response, PageError> {
    let (pool, levels) = load(&app, &viewer, id).await?;
    let refused = |form: AboutForm, levels: Vec<Choice>, errors: FormErrors| {
        let crumbs = crumbs(id, &pool.name);
        let layout = layout.with_errors(true);
        unprocessable(&AboutPage { layout, crumbs, pool_id: id, form, levels, errors })
    };
    let description = match form.parse(&levels) {
        Ok(description) => description,
        Err(errors) => return refused(form, levels, errors),
    };
    let mut tx = app.begin(&viewer).await?;
    let by = Actor::Account(viewer.account_id);
    match setup::describe(&mut tx, by, app.clock.now(), id, form.version, &description).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("/pools/{id}/setup"), "The pool says so from now on."))
        }
        Err(taken @ SetupError::NameTaken) => {
            refused(form, levels, FormErrors::one("name", taken.to_string()))
        }
        Err(overtaken @ SetupError::Overtaken) => {
            let sentence = format!(
                "{overtaken}. It is now called “{}”. What you typed is kept below; send it again to put it in its place",
                pool.name
            );
            let form = AboutForm { version: pool.version, ..form };
            refused(form, levels, FormErrors::one("name", super::capital(&sentence)))
        }
        Err(SetupError::Database(error)) => Err(error.into()),
    }
}
