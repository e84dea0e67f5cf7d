use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;
use sqlx::PgConnection;

use super::store::{self, Desk, Standing};
use crate::accounts::Viewer;
use crate::activity::desk::{self, Brief};
use crate::app::App;
use crate::chemistry::model::Status;
use crate::chemistry::reading::{self, Facts};
use crate::concerns;
use crate::coordination::store::{Waiting, waiting};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::hours::in_words;
use crate::platform::ids::PoolId;
use crate::platform::web::{Layout, PageError, Routes, Who, page};
use crate::platform::words;
use crate::relationships::goals::{self, OpenGoal};
use crate::relationships::reading::{self as together, Seen};
use crate::relationships::recording::{self, Pairing};
use crate::returns::{self, Month, OfKind, OpenReturn};

pub(in crate::coordination) fn routes() -> Routes<App> {
    Routes::new().get("/dashboard", Who::SignedIn, show)
}

#[derive(Template)]
#[template(path = "coordination/dashboard.html")]
struct DashboardPage {
    layout: Layout,
    first_name: String,
    standing: Standing,
    /// Requests for a first conversation that wait for the reader, by deadline.
    waiting: Vec<Facts>,
    /// Those they work with, what waits for the reader first.
    together: Vec<Seen>,
    /// Who says that they work with the reader, and waits for their word.
    pairings: Vec<Pairing>,
    /// A session was held, so there is something in a statement of their learning.
    has_learned: bool,
    zone: TimeZone,
    /// What they want to reach, with what is to be done next.
    goals: Vec<OpenGoal>,
    /// There for coaches and mentors.
    month: Option<MonthDesk>,
    /// The next first conversation in their calendar.
    meeting: Option<Facts>,
    now: Instant,
    /// There for coordinators and administrators.
    enquiries: Option<Waiting>,
    /// There for administrators.
    desk: Option<Desk>,
    /// What is told to those who look after others, and waits; there for coordinators and administrators.
    concerns: Option<concerns::Waiting>,
    /// The year of the first pools they coordinate.
    years: Vec<Brief>,
}

/// What a coach or mentor did this month, and which months wait for their word.
struct MonthDesk {
    now: Month,
    so_far: Vec<OfKind>,
    open: Vec<OpenReturn>,
}

impl MonthDesk {
    async fn load(db: &mut PgConnection, viewer: &Viewer, now: Instant) -> Result<Self, PageError> {
        let mut so_far = returns::month_so_far(db, viewer.account_id, now).await?;
        so_far.retain(|one| one.minutes > 0);
        Ok(Self { now: Month::now(now), so_far, open: returns::open_returns(db, viewer.account_id).await? })
    }

    /// "Coaching 2 hours, CPD 1 hour"; nothing where there is nothing yet.
    fn in_words(&self) -> String {
        let all: Vec<String> =
            self.so_far.iter().map(|one| format!("{} {}", one.kind.label(), in_words(one.minutes))).collect();
        all.join(", ")
    }

    /// "3 hours", "Nothing yet"
    fn total(&self) -> String {
        if self.so_far.is_empty() {
            return "Nothing yet".to_owned();
        }
        in_words(self.so_far.iter().map(|one| one.minutes).sum())
    }
}

/// Of how many pools the page draws the year.
const YEARS: usize = 3;

/// How many goals the page names.
const GOALS: i64 = 3;

impl DashboardPage {
    fn next_step(goal: &OpenGoal) -> String {
        goal.next.as_ref().map_or_else(
            || "Say what you will do first.".to_owned(),
            |next| match next.due_on {
                Some(on) => format!("Next: {}, by {}.", next.what, words::short_date(on)),
                None => format!("Next: {}.", next.what),
            },
        )
    }

    fn next(&self, one: &Seen) -> String {
        one.next(self.now, &self.zone)
    }

    /// The same, with whatever else waits for the reader.
    fn next_and_waiting(&self, one: &Seen) -> String {
        let more = one.waiting().into_iter().map(|(sentence, ..)| sentence);
        std::iter::once(self.next(one)).chain(more).collect::<Vec<_>>().join(" ")
    }

    /// Whether they coach, mentor, work with somebody already or look after others: looking for somebody is not what they came for then.
    fn gives_or_has(&self) -> bool {
        self.standing.memberships > 0 || !self.together.is_empty() || self.enquiries.is_some()
    }
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let standing = store::standing(&mut db, viewer.account_id, now, day_of(now)).await?;
    let open = reading::open(&mut db, viewer.account_id, now).await?;
    let mut together = match viewer.together {
        Some(_) => together::seen(&mut db, viewer.account_id, None, now).await?,
        None => Vec::new(),
    };
    let mut pairings = match viewer.together {
        Some(_) => recording::of_account(&mut db, viewer.account_id, None, now).await?,
        None => Vec::new(),
    };
    pairings.retain(|one| one.asks_me);
    let has_learned = together.iter().any(|one| one.held > 0);
    let goals = if together.is_empty() {
        Vec::new()
    } else {
        goals::open_of(&mut db, &app.secret, viewer.account_id, GOALS).await?
    };
    let month =
        if viewer.roles.practitioner { Some(MonthDesk::load(&mut db, &viewer, now).await?) } else { None };
    together.retain(|one| one.is_on_the_desk(now));
    together.sort_by_key(Seen::order);
    let open: Vec<Facts> = open.into_iter().map(|one| one.facts).collect();
    let meeting = open
        .iter()
        .filter(|one| one.status == Status::Booked && !one.is_past(now))
        .min_by_key(|one| one.meeting)
        .cloned();
    let mine = open.into_iter().filter(|one| one.waits_for_me(now)).collect();
    let desk = if viewer.roles.administrator { Some(store::desk(&mut db).await?) } else { None };
    let watches = viewer.watches_over_others();
    let concerns =
        if watches { Some(concerns::waiting(&mut db, viewer.account_id, None, now).await?) } else { None };
    let enquiries = if viewer.is_coordinator() || viewer.roles.administrator {
        Some(waiting(&mut db, &viewer, now).await?)
    } else {
        None
    };
    let pools: Vec<PoolId> = standing.pools.iter().take(YEARS).map(|pool| pool.pool_id).collect();
    let years = if pools.is_empty() { Vec::new() } else { desk::briefs(&mut db, &pools, now).await? };
    let first_name = viewer.first_name().to_owned();
    page(&DashboardPage {
        layout,
        first_name,
        standing,
        waiting: mine,
        together,
        pairings,
        has_learned,
        goals,
        month,
        zone: viewer.zone(),
        meeting,
        now,
        enquiries,
        desk,
        concerns,
        years,
    })
}
