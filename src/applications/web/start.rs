use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::actions::{self, BeginError, Start};
use crate::applications::store::{self, Own};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Query, page, see_other, unprocessable,
};
use crate::pools::{self, Entry, MembershipKind, Offering};

/// What somebody would like to offer where, as the form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StartForm {
    submission: String,
    pool: String,
    offerings: Vec<String>,
    kind: String,
}

impl StartForm {
    fn parse(&self, pools: &[Entry], now: Instant) -> Result<Start, FormErrors> {
        let mut errors = FormErrors::none();
        let pool = self.pool.parse::<PoolId>().ok().filter(|id| pools.iter().any(|pool| pool.pool_id == *id));
        if pool.is_none() {
            errors.add("pool", BeginError::NoPool.to_string());
        }
        let offerings = errors.take("offerings", chosen(&self.offerings));
        let kind = errors.take("kind", MembershipKind::parse(&self.kind));
        match (pool, offerings, kind) {
            (Some(pool), Some(offerings), Some(kind)) => Ok(Start {
                pool,
                offerings,
                kind,
                submission: self.submission.parse().unwrap_or_else(|_| SubmissionId::new(now)),
            }),
            _ => Err(errors),
        }
    }
}

/// What was ticked: at least one offering.
pub(super) fn chosen(raw: &[String]) -> Result<Vec<Offering>, String> {
    let mut offerings = Vec::new();
    for one in raw {
        let offering = Offering::parse(one)?;
        if !offerings.contains(&offering) {
            offerings.push(offering);
        }
    }
    if offerings.is_empty() { Err("Choose what you would like to offer".to_owned()) } else { Ok(offerings) }
}

/// What may be offered, each in a sentence.
pub(super) fn offering_choices() -> Vec<Choice> {
    vec![
        Choice::new("mentoring", "Mentoring").hint(
            "You share experience with somebody less far along. No certificates are needed in most pools, and it takes one page",
        ),
        Choice::new("coaching", "Coaching")
            .hint("You hold a coaching qualification and are under supervision. It takes eight short steps, saved as you go"),
        Choice::new("supervision", "Coaching supervision").hint("You supervise coaches"),
    ]
}

pub(super) fn kind_choices() -> Vec<Choice> {
    vec![
        Choice::new("employee", "As somebody who works in health or care"),
        Choice::new("retired-volunteer", "As a volunteer who has retired"),
        Choice::new("associate", "As a paid associate")
            .hint("You have, or expect, a contract with this pool"),
    ]
}

#[derive(Template)]
#[template(path = "applications/start.html")]
struct StartPage {
    layout: Layout,
    form: StartForm,
    pools: Vec<Choice>,
    offerings: Vec<Choice>,
    kinds: Vec<Choice>,
    own: Vec<Own>,
    errors: FormErrors,
}

/// The pools that take applications: those where the reader works first.
fn choices(entries: &[Entry]) -> Vec<Choice> {
    entries
        .iter()
        .map(|entry| {
            let labels: Vec<&str> = entry.offerings.iter().map(|offering| offering.label()).collect();
            let place = entry.place.as_deref().unwrap_or("Everybody");
            let near = if entry.near { "Serves where you work. " } else { "" };
            let takes = crate::platform::words::list(&labels);
            Choice::new(entry.pool_id.to_string(), &entry.name)
                .hint(format!("{near}For {place}. Takes applications for {takes}"))
        })
        .collect()
}

async fn load(app: &App, viewer: &Viewer) -> Result<(Vec<Entry>, Vec<Own>), PageError> {
    let mut db = app.db.acquire().await?;
    let today = day_of(app.clock.now());
    let mut entries = pools::entries(&mut db, Some(viewer.account_id), None, today).await?;
    entries.retain(|entry| !entry.offerings.is_empty());
    let own = store::own(&mut db, viewer.account_id).await?;
    Ok((entries, own))
}

impl StartPage {
    fn new(layout: Layout, form: StartForm, entries: &[Entry], own: Vec<Own>, errors: FormErrors) -> Self {
        let taken = |choice: &Choice| {
            entries.iter().any(|entry| entry.offerings.iter().any(|offering| offering.code() == choice.value))
        };
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            form,
            pools: choices(entries),
            offerings: offering_choices().into_iter().filter(taken).collect(),
            kinds: kind_choices(),
            own: own.into_iter().filter(|one| !one.status.is_over()).collect(),
            errors,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ForPool {
    pool: String,
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<ForPool>,
) -> Result<Response, PageError> {
    let (entries, own) = load(&app, &viewer).await?;
    let nearest = entries.first().filter(|entry| entry.near || entries.len() == 1);
    let asked = entries.iter().find(|entry| entry.pool_id.to_string() == query.pool);
    let form = StartForm {
        submission: SubmissionId::new(app.clock.now()).to_string(),
        pool: asked.or(nearest).map(|entry| entry.pool_id.to_string()).unwrap_or_default(),
        kind: MembershipKind::Employee.code().to_owned(),
        ..StartForm::default()
    };
    page(&StartPage::new(layout, form, &entries, own, FormErrors::none()))
}

pub(super) async fn begin(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<StartForm>,
) -> Result<Response, PageError> {
    let (entries, own) = load(&app, &viewer).await?;
    let now = app.clock.now();
    let start = match form.parse(&entries, now) {
        Ok(start) => start,
        Err(errors) => return unprocessable(&StartPage::new(layout, form, &entries, own, errors)),
    };
    let mut tx = app.begin(&viewer).await?;
    let refused = match actions::begin(&mut tx, &viewer, now, &start).await {
        Ok(id) => {
            tx.commit().await?;
            return Ok(see_other(
                &format!("/applications/{id}"),
                "Your application is begun. Everything you save is kept for you.",
            ));
        }
        Err(BeginError::Database(error)) => return Err(error.into()),
        Err(refused @ BeginError::NoPool) => FormErrors::one("pool", refused.to_string()),
        Err(refused) => FormErrors::one("offerings", refused.to_string()),
    };
    unprocessable(&StartPage::new(layout, form, &entries, own, refused))
}
