use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use sqlx::PgConnection;

use super::GIVEN_SAME_DAY;
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::attendees::{self, MOST};
use crate::ledger::form::GroupForm;
use crate::ledger::group_actions::{self, GroupError};
use crate::ledger::group_store;
use crate::ledger::mending::{self, DAYS, Mending, mend_group};
use crate::ledger::mending_store::{self, Attendee, KeptGroup};
use crate::ledger::model::GroupId;
use crate::organisations::day_of;
use crate::platform::hours;
use crate::platform::ids::AccountId;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::platform::words;

#[derive(Template)]
#[template(path = "ledger/mend.html")]
struct MendPage {
    layout: Layout,
    id: GroupId,
    kept: KeptGroup,
    /// Those in whose ledger it is, the supervisor left out.
    attendees: Vec<Attendee>,
    /// Whether it can still be put right.
    open: bool,
    form: GroupForm,
    most: usize,
    /// It changed elsewhere while this was typed.
    overtaken: bool,
    errors: FormErrors,
}

impl MendPage {
    fn there(&self) -> Vec<Choice> {
        let choice = |one: &Attendee| Choice::new(one.account_id.to_string(), &one.name);
        self.attendees.iter().map(choice).collect()
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.attendees.iter().map(|one| one.name.as_str()).collect();
        words::list(&names)
    }

    fn length(&self) -> String {
        hours::in_words(i64::from(self.kept.minutes))
    }

    fn held(&self) -> String {
        words::date(self.kept.held_on)
    }

    fn asks_apart(&self) -> bool {
        self.says_apart() || self.errors.on("apart").is_some()
    }

    fn says_apart(&self) -> bool {
        self.form.apart == "yes"
    }
}

/// The group with those who have it, in three statements; without a form that was sent, filled in as it is kept.
async fn load(
    db: &mut PgConnection,
    app: &App,
    layout: Layout,
    viewer: &Viewer,
    id: GroupId,
    sent: Option<GroupForm>,
) -> Result<MendPage, PageError> {
    let now = app.clock.now();
    let kept = mending_store::find(db, viewer.account_id, id).await?.ok_or(PageError::NotFound)?;
    let mut attendees = mending_store::attendees(db, id, false).await?;
    attendees.retain(|one| one.account_id != viewer.account_id);
    let open = mending::is_open(kept.created_at, now)
        && group_actions::supervising(db, viewer.account_id, kept.pool_id, day_of(now)).await?.is_some();
    let form = sent.unwrap_or_else(|| as_kept(&kept, &attendees));
    let errors = FormErrors::none();
    Ok(MendPage { layout, id, kept, attendees, open, form, most: MOST, overtaken: false, errors })
}

fn as_kept(kept: &KeptGroup, attendees: &[Attendee]) -> GroupForm {
    let date = kept.held_on.date();
    GroupForm {
        held_day: date.day().to_string(),
        held_month: date.month().to_string(),
        held_year: date.year().to_string(),
        length: hours::in_words(i64::from(kept.minutes)),
        title: kept.title.clone(),
        version: kept.version.to_string(),
        attendee: attendees.iter().map(|one| one.account_id.to_string()).collect(),
        ..GroupForm::default()
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<GroupId>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    page(&load(&mut db, &app, layout, &viewer, id, None).await?)
}

pub(super) async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<GroupId>,
    Form(form): Form<GroupForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let kept = mending_store::find(&mut tx, viewer.account_id, id).await?.ok_or(PageError::NotFound)?;
    let errors = match read(&mut tx, &app, &viewer, &kept, &form).await? {
        Ok(mending) => match mend_group(&mut tx, &app, &viewer, id, &mending).await {
            Ok(stayed) => {
                tx.commit().await?;
                return Ok(see_other("/supervision/group", &sentence(&stayed)));
            }
            Err(GroupError::SameDay) => FormErrors::one("apart", GIVEN_SAME_DAY),
            Err(GroupError::Overtaken) => {
                tx.rollback().await?;
                let mut db = app.db.acquire().await?;
                let mut again = load(&mut db, &app, layout, &viewer, id, Some(form)).await?;
                again.form.version = again.kept.version.to_string();
                again.overtaken = true;
                return Ok((StatusCode::CONFLICT, Html(again.render()?)).into_response());
            }
            Err(error) => return Err(error.into()),
        },
        Err(errors) => errors,
    };
    let mut again = load(&mut tx, &app, layout.with_errors(true), &viewer, id, Some(form)).await?;
    again.errors = errors;
    unprocessable(&again)
}

/// What the form says, with everybody it names.
async fn read(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    kept: &KeptGroup,
    form: &GroupForm,
) -> Result<Result<Mending, FormErrors>, PageError> {
    let (group, lines) = match form.parse_mending(kept.pool_id, day_of(app.clock.now())) {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(Err(errors)),
    };
    let mut added = BTreeSet::new();
    if !lines.is_empty() {
        let typed: Vec<String> = lines.iter().map(|(_, text)| text.clone()).collect();
        let found = group_store::named(db, kept.pool_id, &typed).await?;
        match attendees::resolve(&lines, &found, viewer.account_id) {
            Ok(named) => added = named,
            Err(sentence) => return Ok(Err(FormErrors::one("attendees", sentence))),
        }
    }
    let ticked = form.attendee.iter().filter_map(|one| one.parse::<AccountId>().ok());
    let there = ticked.chain(added.iter().copied()).collect();
    let version = form
        .version
        .parse()
        .map_err(|_| PageError::BadRequest("the form came without its version".to_owned()))?;
    Ok(Ok(Mending { version, group, there, added }))
}

fn sentence(stayed: &[String]) -> String {
    if stayed.is_empty() {
        return "The group is put right in every ledger it is in.".to_owned();
    }
    format!(
        "The group is put right. It stays as it was in the ledger of {}: a coordinator has checked it there, or it has been written \
         about.",
        words::list(stayed)
    )
}
