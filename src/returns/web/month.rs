#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::web::filters;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::returns::actions::{self, Done, Intent, SendError, Typed};
use crate::returns::minutes;
use crate::returns::model::{Figure, Line, Return, Status};
use crate::returns::month::Month;
use crate::returns::store::{self, Before};
use crate::vocabulary::{self, List, TermId};

/// A figure's field: what is stored, and what was typed.
struct Row {
    line: Line,
    typed: String,
}

/// The figures of a pool, or of none.
struct Group<'a> {
    pool: Option<&'a str>,
    rows: Vec<&'a Row>,
}

/// What a return said before one change.
struct Change<'a> {
    at: Instant,
    figures: Vec<&'a Before>,
}

#[derive(Template)]
#[template(path = "returns/month.html")]
struct MonthPage {
    layout: Layout,
    found: Return,
    rows: Vec<Row>,
    themes: Vec<Choice>,
    chosen: Vec<String>,
    history: Vec<Before>,
    /// The return changed while this was typed.
    overtaken: bool,
    errors: FormErrors,
}

impl MonthPage {
    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for row in &self.rows {
            match groups.last_mut().filter(|group| group.rows[0].line.pool_id == row.line.pool_id) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { pool: row.line.pool.as_deref(), rows: vec![row] }),
            }
        }
        groups
    }

    fn changes(&self) -> Vec<Change<'_>> {
        self.history
            .chunk_by(|one, other| one.version == other.version)
            .map(|figures| Change { at: figures[0].changed_at, figures: figures.iter().collect() })
            .collect()
    }

    /// What was recorded after the return was sent, as sentences.
    fn late(&self) -> Vec<String> {
        let late = |row: &Row| {
            let minutes = row.line.came_late(self.found.status)?;
            let sent = minutes::words(row.line.shown(self.found.status));
            Some(format!(
                "{}: {} recorded now, {sent} in your figures",
                row.line.name(),
                minutes::words(minutes)
            ))
        };
        self.rows.iter().filter_map(late).collect()
    }

    fn words(minutes: &i32) -> String {
        minutes::words(*minutes)
    }

    fn is_open(&self) -> bool {
        self.found.status == Status::Open
    }
}

/// The return with its figures, what can be chosen or what was changed; none when there is none of that month.
async fn load(
    db: &mut PgConnection,
    viewer: &Viewer,
    month: Month,
    today: Day,
    layout: Layout,
) -> Result<MonthPage, PageError> {
    let found = store::find(db, viewer.account_id, month).await?.ok_or(PageError::NotFound)?;
    let lines = store::lines(db, viewer.account_id, &found).await?;
    let (mut themes, mut history) = (Vec::new(), Vec::new());
    if found.status.takes_themes() {
        let terms = vocabulary::terms(db, &[List::Theme]).await?;
        themes = vocabulary::current(&terms, List::Theme, today)
            .map(|term| Choice::new(term.term_id.to_string(), &term.label))
            .collect();
    } else {
        history = store::history(db, found.monthly_return_id).await?;
    }
    let row = |line: Line| Row { typed: minutes::field(line.shown(found.status)), line };
    let rows = lines.into_iter().map(row).collect();
    Ok(MonthPage {
        layout,
        found,
        rows,
        themes,
        chosen: Vec::new(),
        history,
        overtaken: false,
        errors: FormErrors::none(),
    })
}

pub(super) async fn show(
    viewer: Viewer,
    Path(month): Path<Month>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    page(&load(&mut db, &viewer, month, day_of(app.clock.now()), layout).await?)
}

impl MonthPage {
    /// Takes over what was typed, whatever it is.
    fn typed(&mut self, fields: &[(String, String)]) {
        for row in &mut self.rows {
            let field = row.line.field();
            if let Some((_, text)) = fields.iter().find(|(name, _)| *name == field) {
                row.typed.clone_from(text);
            }
        }
        let offered = |value: &String| self.themes.iter().any(|theme| theme.value == *value);
        let chosen = fields.iter().filter(|(name, _)| name == "theme").map(|(_, value)| value.clone());
        self.chosen = chosen.filter(offered).collect();
    }

    fn parse(&self, fields: &[(String, String)]) -> Result<Typed, FormErrors> {
        let mut errors = FormErrors::none();
        let mut figures = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let read = minutes::parse(&row.typed)
                .map_err(|sentence| format!("{}: {}", row.line.name(), words::uncapitalised(&sentence)));
            if let Some(minutes) = errors.take(&row.line.field(), read) {
                figures.push(Figure { pool_id: row.line.pool_id, kind: row.line.kind, minutes });
            }
        }
        let seen = self.rows.iter().filter_map(|row| {
            let name = row.line.seen_field();
            let said = fields.iter().find(|(field, _)| *field == name)?;
            let minutes = said.1.parse().ok()?;
            Some(Figure { pool_id: row.line.pool_id, kind: row.line.kind, minutes })
        });
        let seen = seen.collect();
        let said =
            |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        let intent = if said("step") == Some("keep") { Intent::Keep } else { Intent::Confirm };
        let themes: Vec<TermId> = self.chosen.iter().filter_map(|code| code.parse().ok()).collect();
        let version = said("version").and_then(|version| version.parse().ok()).unwrap_or(self.found.version);
        if errors.is_empty() { Ok(Typed { version, intent, figures, seen, themes }) } else { Err(errors) }
    }
}

pub(super) async fn save(
    viewer: Viewer,
    Path(month): Path<Month>,
    layout: Layout,
    State(app): State<App>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let mut shown = load(&mut tx, &viewer, month, day_of(now), layout).await?;
    shown.typed(&fields);
    let typed = match shown.parse(&fields) {
        Ok(typed) => typed,
        Err(errors) => {
            shown.layout = shown.layout.with_errors(true);
            shown.errors = errors;
            return unprocessable(&shown);
        }
    };
    let changes = fields.iter().any(|(name, value)| name == "step" && value == "change");
    let unkept = typed.intent == Intent::Keep && !typed.themes.is_empty();
    match actions::send(&mut tx, viewer.account_id, now, month, &typed).await {
        Ok(done) => {
            tx.commit().await?;
            Ok(match done {
                Done::Kept if unkept => see_other(
                    &month.path(),
                    "Your figures are kept. The themes you ticked are not, so that nothing leads from them to you: tick them when you confirm.",
                ),
                Done::Kept => {
                    see_other(&month.path(), "Your figures are kept. Confirm them when they are complete.")
                }
                Done::Already if changes => {
                    see_other(&month.path(), "Nothing was different, so nothing is changed.")
                }
                Done::Confirmed | Done::Already => {
                    see_other("/returns", &format!("{month} is confirmed. Thank you."))
                }
                Done::Amended => {
                    see_other(&month.path(), "The figures are changed. What they said before is kept below.")
                }
            })
        }
        Err(SendError::NotFound) => Err(PageError::NotFound),
        Err(SendError::Database(error)) => Err(error.into()),
        Err(SendError::Overtaken) => {
            shown.overtaken = true;
            Ok((StatusCode::CONFLICT, Html(shown.render()?)).into_response())
        }
    }
}
