use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Asked, theirs};
use crate::accounts::Viewer;
use crate::activity::counted::{Counts, completeness, few, half_within};
use crate::activity::joint::{Joint, Saying};
use crate::activity::model::Figures;
use crate::activity::report_store::{self, Facts};
use crate::activity::suppression::is_few;
use crate::activity::tables;
use crate::activity::themes::Themes;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, Layout, PageError, Path, Query, page};
use crate::relationships::ending::feedback::PoolFeedback;
use crate::returns::{FinancialYear, Month};

/// How many themes and searches fit on the page.
const MOST: usize = 5;

#[derive(Template)]
#[template(path = "activity/report.html")]
struct ReportPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    name: String,
    today: Day,
    year: FinancialYear,
    years: Vec<FinancialYear>,
    /// What was asked for and is no year here.
    no_year: Option<String>,
    /// The last month that is in, where others are not.
    until: Option<Month>,
    hours: Joint,
    facts: Facts,
    /// What mentees said at the end.
    said: PoolFeedback,
    themes: Themes,
    /// What was looked for and hardly found, by the same rule.
    unmet: Themes,
}

impl ReportPage {
    fn few(many: i64) -> String {
        few(many)
    }

    fn first(themes: &Themes) -> &[(String, i64)] {
        &themes.shown[..themes.shown.len().min(MOST)]
    }

    /// How many are not on the page.
    fn rest(themes: &Themes) -> usize {
        themes.shown.len().saturating_sub(MOST)
    }

    fn saying(said: &Saying) -> String {
        match said {
            Saying::Nothing => "nothing sent".to_owned(),
            Saying::LeftOut => "not shown".to_owned(),
            Saying::Minutes(minutes) => Figures { minutes: *minutes, ..Figures::default() }.hours(),
        }
    }

    /// What the months for which something was sent say together.
    fn stated(&self) -> String {
        let hours = match self.hours.said {
            Saying::Minutes(minutes) => {
                format!("{} hours with people", Figures { minutes, ..Figures::default() }.hours())
            }
            _ => "fewer than eight coaches and mentors stated them, so the sum is not shown".to_owned(),
        };
        match self.hours.sent_for() {
            Some(months) => format!("Sent for {months} only: {hours}."),
            None => format!("As stated: {hours}."),
        }
    }

    fn requests(&self) -> String {
        Counts::nested(self.facts.sent, self.facts.answered, self.facts.accepted).requests()
    }

    fn applications(&self) -> String {
        Counts::beside(self.facts.applied, self.facts.approved, self.facts.declined).applications()
    }

    /// How long answers took; none where few were answered.
    fn median(&self) -> Option<String> {
        self.facts.median_days.filter(|_| !is_few(self.facts.answered)).map(half_within)
    }

    /// How many months were confirmed, and of how many.
    fn complete(&self) -> String {
        completeness(self.facts.confirmed, self.facts.unconfirmed, self.facts.open)
    }
}

/// One page to print for a board. It leaves the pool, so figures of few people are left out.
pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    Query(asked): Query<Asked>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let year = asked.year(now);
    let mut db = app.db.acquire().await?;
    let pool = theirs(&mut db, &viewer, id).await?;
    let facts = report_store::facts(&mut db, id, year, now).await?;
    let hours = tables::by_month(&mut db, id, year, &facts.stated, now).await?;
    drop(db);
    let unmet = Themes::of(facts.unmet.iter().map(|one| (one.label.clone(), one.times)).collect());
    let counted = facts.themes.iter().map(|one| (one.label.clone(), one.times)).collect();
    page(&ReportPage {
        layout,
        crumbs: vec![
            Crumb::new(&pool.name, format!("/pools/{id}")),
            Crumb::new("Activity", format!("/pools/{id}/activity")),
        ],
        pool_id: id,
        name: pool.name,
        today: day_of(now),
        year,
        years: asked.years(now),
        no_year: asked.no_year(now),
        until: tables::in_until(year, now),
        hours,
        said: PoolFeedback::of(facts.said.0.clone()),
        facts,
        themes: Themes::of(counted),
        unmet,
    })
}
