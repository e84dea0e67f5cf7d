//! `/guidance`: every guide by whom it is for; `/guidance/{slug}`: one of them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Audience, Guide, guides};
use crate::accounts::Viewer;
use crate::app::App;
use crate::guidance::local;
use crate::platform::clock::Day;
use crate::platform::web::{Crumb, Layout, PageError, Path, Routes, Who, filters, page};
use crate::pools::local::Local;

pub(in crate::guidance) fn routes() -> Routes<App> {
    Routes::new().get("/guidance", Who::Public, all).get("/guidance/{slug}", Who::Public, one)
}

#[derive(Template)]
#[template(path = "guidance/guides.html")]
struct GuidesPage {
    layout: Layout,
    groups: Vec<(Audience, Vec<&'static Guide>)>,
    /// Those that were reviewed more than a year ago; `None` for readers who do not look after them.
    due: Option<Vec<&'static Guide>>,
    locals: Vec<Local>,
}

async fn all(viewer: Option<Viewer>, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let guides = guides().map_err(PageError::internal)?;
    let groups = Audience::ALL
        .into_iter()
        .map(|audience| (audience, guides.of(audience).collect::<Vec<_>>()))
        .filter(|(_, guides)| !guides.is_empty())
        .collect();
    let looks_after = layout.reader.as_ref().is_some_and(|reader| reader.coordinator || reader.administrator);
    let due = looks_after.then(|| guides.due(app.clock.now().in_london().date()));
    let locals = local::of(&app, viewer.as_ref()).await?;
    page(&GuidesPage { layout, groups, due, locals })
}

#[derive(Template)]
#[template(path = "guidance/guide.html")]
struct GuidePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    guide: &'static Guide,
    is_due: bool,
    before: Option<&'static Guide>,
    after: Option<&'static Guide>,
}

impl GuidePage {
    fn reviewed(&self) -> Day {
        Day::new(self.guide.front.reviewed)
    }
}

async fn one(
    layout: Layout,
    State(app): State<App>,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    let guides = guides().map_err(PageError::internal)?;
    let guide = guides.find(&slug).ok_or(PageError::NotFound)?;
    let (before, after) = guides.beside(guide);
    let is_due = guide.is_due(app.clock.now().in_london().date());
    let crumbs = vec![Crumb::new("Guidance", "/guidance")];
    page(&GuidePage { layout, crumbs, guide, is_due, before, after })
}

impl Guide {
    /// For templates.
    fn reviewed(&self) -> Day {
        Day::new(self.front.reviewed)
    }
}
