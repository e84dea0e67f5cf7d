use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::form::{self, GoalForm, Sent};
use super::{enter, goals_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::RelationshipId;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::relationships::Pair;
use crate::relationships::goals::actions::{self, GoalError};
use crate::relationships::goals::model::{GoalActionId, GoalId, Progress, Step};
use crate::relationships::goals::reading::{self, Seen};
use crate::tools::Typed;

#[derive(Template)]
#[template(path = "relationships/goals/goal.html")]
struct GoalPage {
    layout: Layout,
    pair: Pair,
    seen: Seen,
    zone: TimeZone,
    today: Day,
    form: GoalForm,
    errors: FormErrors,
    /// The form of the goal is being filled in, so it stands open.
    changing: bool,
    /// How far, as it is chosen in the form.
    progress: String,
    /// It was changed since the page was opened; what it says now.
    stale: Option<String>,
    /// Why what was asked was not done.
    instead: Option<String>,
}

impl GoalPage {
    /// The goal as it is, with its form as it would be typed.
    fn new(app: &App, viewer: &Viewer, layout: Layout, pair: Pair, seen: Seen) -> Self {
        let typed = seen.draft().map(|draft| form::typed_of(&draft, seen.version));
        let typed = typed.unwrap_or_else(|| Typed::default().with("version", seen.version.to_string()));
        Self {
            layout,
            zone: viewer.zone(),
            today: day_of(app.clock.now()),
            form: GoalForm::new(&pair, typed),
            errors: FormErrors::none(),
            changing: false,
            progress: seen.progress.percent().to_string(),
            stale: None,
            instead: None,
            pair,
            seen,
        }
    }

    /// The same with what was typed, to be sent again over what is there now.
    fn with(mut self, typed: Typed, errors: FormErrors) -> Self {
        self.layout = self.layout.with_errors(!errors.is_empty());
        let typed = typed.with("version", self.seen.version.to_string());
        self.form = GoalForm::new(&self.pair, typed);
        self.errors = errors;
        self.changing = true;
        self
    }

    fn other(&self) -> &str {
        self.pair.other_first_name()
    }

    fn list_path(&self) -> String {
        goals_path(&self.pair)
    }

    fn path(&self) -> String {
        format!("{}/{}", goals_path(&self.pair), self.seen.goal_id)
    }

    /// What a row is called, while they work towards it and afterwards.
    fn label(&self, row: &str) -> &'static str {
        match (row, self.seen.is_open()) {
            ("measure", true) => "How you will know",
            ("measure", false) => "How you would know",
            (_, true) => "How things are",
            (_, false) => "How things were",
        }
    }

    fn set_on(&self) -> String {
        words::date(Day::new(self.seen.created_at.in_zone(&self.zone).date()))
    }

    fn is_live(&self) -> bool {
        self.pair.status.is_live()
    }

    fn steps() -> Vec<Choice> {
        let told = |one: Progress| format!("{}%: {}", one.percent(), one.words());
        Progress::all().map(|one| Choice::new(one.percent().to_string(), told(one))).collect()
    }
}

impl Seen {
    /// Everything a goal says, for whoever typed over it.
    fn told(&self, pair: &Pair) -> String {
        let Some(goal) = &self.goal else { return self.aim().to_owned() };
        let mut lines = vec![goal.aim.clone()];
        lines.extend(goal.measure.clone());
        lines.extend(goal.reality.clone());
        lines.extend(goal.options.iter().map(|option| format!("• {option}")));
        lines.extend(
            self.actions.iter().map(|one| format!("→ {} {}", one.what, one.told(pair)).trim_end().to_owned()),
        );
        lines.push(format!("{}%: {}", self.progress.percent(), self.progress.words()));
        lines.join("\n")
    }

    /// The first day an action may be done by: what was agreed for a day that has passed may stay.
    fn earliest(&self, today: Day) -> Day {
        self.actions.iter().filter_map(|one| one.due_on).chain([today]).min().unwrap_or(today)
    }
}

async fn load(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    (id, goal): (RelationshipId, GoalId),
) -> Result<GoalPage, PageError> {
    let (mut tx, pair) = enter(app, viewer, id).await?;
    let seen = reading::one(&mut tx, &app.secret, id, goal).await?.ok_or(PageError::NotFound)?;
    tx.commit().await?;
    Ok(GoalPage::new(app, viewer, layout, pair, seen))
}

pub async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(at): Path<(RelationshipId, GoalId)>,
) -> Result<Response, PageError> {
    page(&load(&app, &viewer, layout, at).await?)
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(at): Path<(RelationshipId, GoalId)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let Sent { typed, more_rows } = Sent::read(fields)?;
    let shown = load(&app, &viewer, layout, at).await?;
    if more_rows {
        let version = typed.get("version").to_owned();
        let mut shown = shown.with(typed, FormErrors::none());
        shown.form.version = version;
        return page(&shown);
    }
    let version = typed.get("version").parse().unwrap_or(0);
    let earliest = shown.seen.earliest(shown.today);
    let draft = match form::parse(&typed, &shown.pair, &viewer.name, earliest) {
        Ok(draft) => draft,
        Err(errors) => {
            let sent = typed.get("version").to_owned();
            let mut shown = shown.with(typed, errors);
            shown.form.version = sent;
            return unprocessable(&shown);
        }
    };
    let mut tx = app.begin(&viewer).await?;
    let changed = actions::change(&mut tx, &app, &shown.pair, at.1, version, &draft).await;
    match changed {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&shown.path(), "The goal is saved."))
        }
        Err(GoalError::Stale) => {
            drop(tx);
            let shown = load(&app, &viewer, shown.layout, at).await?;
            let stale = Some(shown.seen.told(&shown.pair));
            conflict(&GoalPage { stale, ..shown.with(typed, FormErrors::none()) })
        }
        Err(error @ (GoalError::Moved(_) | GoalError::NotLive)) => {
            drop(tx);
            let shown = load(&app, &viewer, shown.layout, at).await?;
            let typed = said(&typed);
            conflict(&GoalPage { instead: Some(format!("{error}.{typed}")), ..shown })
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed and has no form to stand in any more.
fn said(typed: &Typed) -> String {
    let words: Vec<&str> = typed
        .fields()
        .filter(|(name, value)| {
            let written = ["goal", "measure", "reality", "options", "surer"].contains(&name.as_str());
            (written || name.starts_with("what-")) && !value.trim().is_empty()
        })
        .map(|(_, value)| value.as_str())
        .collect();
    if words.is_empty() { String::new() } else { format!(" What you had written:\n\n{}", words.join("\n")) }
}

fn conflict(shown: &GoalPage) -> Result<Response, PageError> {
    Ok((StatusCode::CONFLICT, page(shown)?).into_response())
}

/// How far they are, and over which version that was said.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProgressForm {
    progress: String,
    version: String,
}

pub async fn measure(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(at): Path<(RelationshipId, GoalId)>,
    Form(form): Form<ProgressForm>,
) -> Result<Response, PageError> {
    let progress = match Progress::parse(&form.progress) {
        Ok(progress) => progress,
        Err(message) => {
            let mut shown = load(&app, &viewer, layout.with_errors(true), at).await?;
            shown.errors = FormErrors::one("progress", message);
            return if shown.seen.is_open() && shown.is_live() {
                unprocessable(&shown)
            } else {
                Err(GoalError::NotLive.into())
            };
        }
    };
    let (mut tx, pair) = enter(&app, &viewer, at.0).await?;
    let version = form.version.parse().unwrap_or(0);
    match actions::progress(&mut tx, &app, &pair, at.1, version, progress).await {
        Ok(()) => {
            tx.commit().await?;
            let said = match progress.percent() {
                100 => "All done. If you have reached it, say so below.".to_owned(),
                percent => format!("{percent}%: {}.", progress.words()),
            };
            Ok(see_other(&format!("{}/{}", goals_path(&pair), at.1), &said))
        }
        Err(GoalError::Stale) => {
            drop(tx);
            let shown = load(&app, &viewer, layout, at).await?;
            let stale = Some(shown.seen.told(&shown.pair));
            conflict(&GoalPage { stale, progress: form.progress, ..shown })
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn meet(
    viewer: Viewer,
    State(app): State<App>,
    Path(at): Path<(RelationshipId, GoalId)>,
) -> Result<Response, PageError> {
    step(&app, &viewer, at, Step::Meet, "You have reached it. Well done, both of you.").await
}

pub async fn let_go(
    viewer: Viewer,
    State(app): State<App>,
    Path(at): Path<(RelationshipId, GoalId)>,
) -> Result<Response, PageError> {
    step(&app, &viewer, at, Step::LetGo, "Let go. You can take it up again at any time.").await
}

pub async fn reopen(
    viewer: Viewer,
    State(app): State<App>,
    Path(at): Path<(RelationshipId, GoalId)>,
) -> Result<Response, PageError> {
    step(&app, &viewer, at, Step::Reopen, "The goal is open again.").await
}

async fn step(
    app: &App,
    viewer: &Viewer,
    (id, goal): (RelationshipId, GoalId),
    step: Step,
    said: &str,
) -> Result<Response, PageError> {
    let (mut tx, pair) = enter(app, viewer, id).await?;
    actions::step(&mut tx, app, &pair, goal, step).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}/{goal}", goals_path(&pair)), said))
}

/// Whether an action is done, and from which page that was said.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TickForm {
    done: String,
    from: String,
}

pub async fn tick(
    viewer: Viewer,
    State(app): State<App>,
    Path((id, goal, action)): Path<(RelationshipId, GoalId, GoalActionId)>,
    Form(form): Form<TickForm>,
) -> Result<Response, PageError> {
    let (mut tx, pair) = enter(&app, &viewer, id).await?;
    let done = form.done == "yes";
    actions::tick(&mut tx, &app, &pair, (goal, action), done).await?;
    tx.commit().await?;
    let list = goals_path(&pair);
    let back = if form.from == "list" { format!("{list}#g-{goal}") } else { format!("{list}/{goal}") };
    Ok(see_other(&back, if done { "Done. One step further." } else { "It is to be done again." }))
}
