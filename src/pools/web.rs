use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::shown::{self, Entry, Shown};
use super::{Requirements, requirements};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, Layout, PageError, Path, Routes, Who, page};
use crate::vocabulary::{self, List, Term};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/pools", Who::Public, list).get("/pools/{id}", Who::Public, show)
}

#[derive(Template)]
#[template(path = "pools/pools.html")]
struct PoolsPage {
    layout: Layout,
    near: Vec<Entry>,
    others: Vec<Entry>,
    signed_in: bool,
}

async fn list(viewer: Option<Viewer>, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let reader = viewer.as_ref().map(|viewer| viewer.account_id);
    let entries = shown::entries(&mut *app.db.acquire().await?, reader, None, today).await?;
    let (near, others) = entries.into_iter().partition(|entry| entry.near);
    page(&PoolsPage { layout, near, others, signed_in: viewer.is_some() })
}

#[derive(Template)]
#[template(path = "pools/pool.html")]
struct PoolPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: Shown,
    today: Day,
    requirements: Vec<Requirements>,
    terms: Vec<Term>,
    /// The reader coordinates this pool.
    coordinates: bool,
    administers: bool,
}

impl PoolPage {
    /// The labels of the qualifications that count, by name where the pool lists them.
    fn qualifications(&self, asked: &Requirements) -> Vec<&str> {
        let counts = |term: &&Term| {
            if asked.qualifications.is_empty() {
                term.admits_coaches && term.is_current(self.today)
            } else {
                asked.qualifications.contains(&term.term_id)
            }
        };
        self.terms
            .iter()
            .filter(|term| term.list == List::Qualification)
            .filter(counts)
            .map(|term| term.label.as_str())
            .collect()
    }

    /// The lowest seniority that may look in the pool, in words.
    fn minimum(&self) -> Option<String> {
        let level = self.pool.minimum_level?;
        let labels: Vec<&str> = self
            .terms
            .iter()
            .filter(|term| term.list == List::Seniority && term.level == Some(level))
            .map(|term| term.label.as_str())
            .collect();
        (!labels.is_empty()).then(|| labels.join(", "))
    }

    fn open(&self) -> Vec<&Requirements> {
        self.requirements.iter().filter(|asked| asked.takes_applications).collect()
    }
}

async fn show(
    viewer: Option<Viewer>,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let pool = shown::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let requirements = requirements(&mut db, id).await?;
    let terms = vocabulary::terms(&mut db, &[List::Qualification, List::Seniority]).await?;
    page(&PoolPage {
        layout,
        crumbs: vec![Crumb::new("Pools", "/pools")],
        today: day_of(app.clock.now()),
        pool,
        requirements,
        terms,
        coordinates: viewer.as_ref().is_some_and(|viewer| viewer.coordinates(id)),
        administers: viewer.is_some_and(|viewer| viewer.roles.administrator),
    })
}
