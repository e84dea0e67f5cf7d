use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;

use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::condolences;
use crate::platform::clock::Instant;
use crate::platform::ids::RelationshipId;
use crate::platform::web::filters;
use crate::platform::web::{Layout, PageError, Path, page};
use crate::platform::words;
use crate::relationships::model::{Outcome, Status};
use crate::relationships::reading::{self, Seen};
use crate::relationships::sessions::{self, Session, SessionStatus};

/// Messages are kept so long after an ending.
const MESSAGES_KEPT_DAYS: i64 = 30;
/// How many sessions the page names; the rest are a page of their own.
const SHOWN: usize = 4;

#[derive(Template)]
#[template(path = "relationships/one.html")]
struct RelationshipPage {
    layout: Layout,
    seen: Seen,
    recent: Vec<Session>,
    /// Who wrote after a death, and what.
    condolence: Option<(String, String)>,
    zone: TimeZone,
    now: Instant,
}

impl RelationshipPage {
    fn next(&self) -> String {
        self.seen.next(self.now, &self.zone)
    }

    const fn status(&self) -> &'static str {
        if self.seen.still { "still" } else { self.seen.status.code() }
    }

    /// Something can be done together.
    const fn is_live(&self) -> bool {
        self.seen.status.is_live() && !self.seen.still
    }

    /// "3 of 6 sessions, 3 hours"
    fn sessions(&self) -> String {
        if self.seen.minutes > 0 {
            format!("{}, {}", self.seen.progress(), self.seen.time())
        } else {
            self.seen.progress()
        }
    }

    fn when(&self, session: &Session) -> String {
        words::date_time_in(session.starts_at, &self.zone)
    }

    fn length(session: &Session) -> String {
        super::super::duration(session.minutes.unwrap_or(session.planned_minutes).into())
    }

    fn session_path(&self, session: &Session) -> String {
        sessions::path(self.seen.id, session.id)
    }

    fn to_log_path(&self) -> String {
        self.seen.to_log.map(|id| sessions::path(self.seen.id, id)).unwrap_or_default()
    }

    fn next_path(&self) -> String {
        self.seen.next_id.map(|id| sessions::path(self.seen.id, id)).unwrap_or_default()
    }

    /// "After 3 sessions, or on Tuesday 1 June 2027"
    fn review(&self) -> Option<String> {
        let day = self.seen.review_on?;
        if self.seen.ending_on.is_some_and(|end| end < day) {
            return None;
        }
        let on = words::date(day);
        match (self.seen.status, self.seen.review_at_session) {
            (Status::ReviewDue, _) if self.seen.reviewed_by_me => {
                Some(format!("You have answered. {} is still to answer", self.seen.first_name()))
            }
            (Status::ReviewDue, _) => Some("Now".to_owned()),
            (_, Some(at)) if i64::from(at) > self.seen.held => {
                Some(format!("After session {at}, or on {on}, whichever comes first"))
            }
            _ => Some(format!("On {on}")),
        }
    }

    /// Where what they wrote can be read for a month after the ending.
    fn kept_messages_path(&self) -> Option<String> {
        let ended = self.seen.ended_at?;
        self.message_path().filter(|_| self.now.since(ended).as_hours() < 24 * MESSAGES_KEPT_DAYS)
    }

    fn message_path(&self) -> Option<String> {
        self.seen.chemistry_id.map(|id| format!("{}#messages", crate::chemistry::path(id)))
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let seen = reading::seen(&mut db, viewer.account_id, Some(id), now).await?;
    let seen = seen.into_iter().next().ok_or(PageError::NotFound)?;
    let mut recent = sessions::of_relationship(&mut db, id, None).await?;
    recent.retain(|session| session.status == SessionStatus::Held);
    recent.truncate(SHOWN);
    let condolence = match seen.outcome {
        Some(Outcome::Left) => condolences::written_about(&mut db, &app, id, viewer.account_id).await?,
        _ => None,
    };
    page(&RelationshipPage { layout, seen, recent, condolence, zone: viewer.zone(), now })
}
