use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;

use super::{enter, goals_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::RelationshipId;
use crate::platform::web::{Layout, PageError, Path, page};
use crate::pools::Offering;
use crate::relationships::Pair;
use crate::relationships::goals::model::Status;
use crate::relationships::goals::reading::{self, Seen};

#[derive(Template)]
#[template(path = "relationships/goals/list.html")]
struct ListPage {
    layout: Layout,
    pair: Pair,
    open: Vec<Seen>,
    met: Vec<Seen>,
    let_go: Vec<Seen>,
    zone: TimeZone,
    today: Day,
}

impl ListPage {
    fn other(&self) -> &str {
        self.pair.other_first_name()
    }

    fn path(&self) -> String {
        goals_path(&self.pair)
    }

    fn new_path(&self) -> String {
        format!("{}/new", goals_path(&self.pair))
    }

    fn is_live(&self) -> bool {
        self.pair.status.is_live()
    }

    /// Goals are at the heart of coaching, and optional elsewhere.
    fn is_optional(&self) -> bool {
        self.pair.offering != Offering::Coaching
    }

    fn is_empty(&self) -> bool {
        self.open.is_empty() && self.met.is_empty() && self.let_go.is_empty()
    }
}

pub async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<RelationshipId>,
) -> Result<Response, PageError> {
    let (mut tx, pair) = enter(&app, &viewer, id).await?;
    let goals = reading::all(&mut tx, &app.secret, id).await?;
    tx.commit().await?;
    let (open, closed): (Vec<Seen>, Vec<Seen>) =
        goals.into_iter().partition(|goal| goal.status == Status::Open);
    let (met, let_go) = closed.into_iter().partition(|goal| goal.status == Status::Met);
    let today = day_of(app.clock.now());
    page(&ListPage { layout, pair, open, met, let_go, zone: viewer.zone(), today })
}
