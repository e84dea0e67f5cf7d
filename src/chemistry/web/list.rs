use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::times;
use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::model::{Side, Status};
use crate::chemistry::reading::{self, Closed, Listed};
use crate::platform::clock::{Day, Instant};
use crate::platform::span::Span;
use crate::platform::web::{Layout, PageError, Pages, Query, page};
use crate::platform::words;

const PER_PAGE: u32 = 20;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    page: u32,
}

/// Open requests of one side, under a heading of their own where somebody has both.
struct Group {
    heading: &'static str,
    listed: Vec<Listed>,
}

#[derive(Template)]
#[template(path = "chemistry/list.html")]
struct ListPage {
    layout: Layout,
    now: Instant,
    waiting: usize,
    groups: Vec<Group>,
    closed: Vec<Closed>,
    pages: Pages,
    /// Coaches and mentors are asked; everybody may ask.
    practitioner: bool,
}

impl ListPage {
    /// "Tuesday 9 March 2027, 6pm", in the reader's zone.
    fn time(listed: &Listed, span: &Span) -> String {
        words::date_time_in(span.starts(), &listed.facts.zone)
    }

    fn value(span: &Span) -> String {
        times::value(span.starts())
    }

    /// A request to answer, here and now.
    fn can_answer(listed: &Listed) -> bool {
        listed.facts.side == Side::Practitioner && listed.facts.status == Status::Sent
    }

    fn closed_on(closed: &Closed) -> String {
        let day = closed.facts.closed_at.map(|at| Day::new(at.in_zone(&closed.facts.zone).date()));
        day.map(words::short_date).unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.closed.is_empty()
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let open = reading::open(&mut db, viewer.account_id, now).await?;
    let asked = query.page.max(1);
    let offset = i64::from(asked - 1) * i64::from(PER_PAGE);
    let mut closed = reading::closed(&mut db, viewer.account_id, PER_PAGE.into(), offset).await?;
    let current = if closed.is_empty() && asked > 1 {
        // A page after the last: the first is shown instead.
        closed = reading::closed(&mut db, viewer.account_id, PER_PAGE.into(), 0).await?;
        1
    } else {
        asked
    };
    let total = closed.first().map_or(0, |one| one.total);
    let pages = Pages::new(current, u64::try_from(total).unwrap_or(0), PER_PAGE, "/chemistry?page=");
    let waiting = open.iter().filter(|one| one.facts.waits_for_me(now)).count();
    let (asked_of_me, asked_by_me): (Vec<Listed>, Vec<Listed>) =
        open.into_iter().partition(|one| one.facts.side == Side::Practitioner);
    let groups = [("People who asked you", asked_of_me), ("People you asked", asked_by_me)]
        .into_iter()
        .filter(|(_, listed)| !listed.is_empty())
        .map(|(heading, listed)| Group { heading, listed })
        .collect();
    page(&ListPage { layout, now, waiting, groups, closed, pages, practitioner: viewer.roles.practitioner })
}
