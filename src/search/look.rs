//! What every page of a search begins with: the address read, who asks, and what their private draft adds.

use std::sync::Arc;

use axum_extra::extract::CookieJar;

use super::address::{Parsed, Search, What};
use super::asker::{self, Also, Asking, Reader, Stated};
use super::{Ground, drafts};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::PageError;

/// A search as one reader asks it.
pub(super) struct Looked {
    pub search: Search,
    pub offering_given: bool,
    pub unknown: bool,
    pub sensitive: bool,
    pub asking: Asking,
    pub ground: Arc<Ground>,
    pub day: Day,
}

/// Parameters of an address, in its order.
pub(super) type Parameters = Vec<(String, String)>;

/// Reads an address for whoever asks. One statement.
pub(super) async fn look(
    app: &App,
    viewer: Option<&Viewer>,
    jar: &CookieJar,
    parameters: &Parameters,
    spend: bool,
) -> Result<Looked, PageError> {
    let ground = app.live.ground()?;
    let now = app.clock.now();
    let day = day_of(now);
    let Parsed { mut search, offering_given, unknown, sensitive } = Search::parse(parameters, &ground, day);
    let stated = Stated::of(jar);
    let browser = drafts::browser(jar);
    // What somebody wrote as a visitor opens to visitors alone: whoever signs in on a shared browser is somebody else.
    let browser = browser.filter(|_| viewer.is_none());
    let also = Also { draft: search.draft, browser: browser.as_ref(), spend };
    let reader = viewer.map_or(Reader::Visitor(&stated), Reader::Account);
    let asking = asker::load(&mut *app.db.acquire().await?, &app.secret, reader, also, now).await?;
    match &asking.draft {
        Some((_, private)) => {
            let asked = private.asked(&ground, day).into_iter();
            // Words could be tried one by one to tell who somebody is.
            search.asked.extend(asked.filter(|asked| asking.names || !matches!(asked.what, What::Words(_))));
        }
        None => search.draft = None,
    }
    Ok(Looked { search, offering_given, unknown, sensitive, asking, ground, day })
}
