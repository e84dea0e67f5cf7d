use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, Refusal};
use super::model::Whom;
use super::{AvoidedId, store};
use crate::accounts::{Viewer, local_path};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::AccountId;
use crate::platform::web::forms::line;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Routes, Who, filters, page, see_other, unprocessable,
};
use crate::search::asker::{self, Also, Reader};
use crate::search::cards::{self, Sight};

const PAGE: &str = "/find/people-to-avoid";

pub(in crate::search) fn routes() -> Routes<App> {
    Routes::new().get(PAGE, Who::SignedIn, show).post(PAGE, Who::SignedIn, add).post(
        "/find/people-to-avoid/removals",
        Who::SignedIn,
        remove,
    )
}

/// What was typed, or whose page the button was on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AvoidedForm {
    written: String,
    practitioner: String,
    /// Where to go afterwards: a local path.
    next: String,
}

impl AvoidedForm {
    fn parse(&self) -> Result<Whom, FormErrors> {
        if let Ok(person) = self.practitioner.parse() {
            return Ok(Whom::Person(person));
        }
        let short = "Enter an email address or a full name, of at least 3 characters";
        match line(&self.written, "an email address or a full name", 254) {
            Ok(written) if written.chars().count() < 3 => Err(FormErrors::one("written", short)),
            Ok(written) => Ok(Whom::Written(written)),
            Err(message) => Err(FormErrors::one("written", message)),
        }
    }
}

/// One line of the list.
struct Line {
    id: AvoidedId,
    /// As it was written, or the name if the reader may see it.
    label: String,
    day: Day,
}

#[derive(Template)]
#[template(path = "search/avoided.html")]
struct AvoidedPage {
    layout: Layout,
    lines: Vec<Line>,
    /// Names and addresses count: the reader's employment is proven.
    proven: bool,
    form: AvoidedForm,
    errors: FormErrors,
}

async fn load(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    form: AvoidedForm,
) -> Result<AvoidedPage, PageError> {
    let mut db = app.db.acquire().await?;
    let list = store::list(&mut db, viewer.account_id).await?;
    let people: Vec<AccountId> = list
        .iter()
        .filter_map(|one| if let Whom::Person(person) = one.whom { Some(person) } else { None })
        .collect();
    let cards = if people.is_empty() {
        Vec::new()
    } else {
        let (reader, now) = (Reader::Account(viewer), app.clock.now());
        let asking = asker::load(&mut db, &app.secret, reader, Also::default(), now).await?;
        cards::load(&mut db, &asking, &people, Sight::EvenApart).await?
    };
    let lines = list
        .into_iter()
        .map(|one| Line {
            id: one.avoided_id,
            label: match one.whom {
                Whom::Written(written) => written,
                Whom::Person(person) => cards
                    .iter()
                    .find(|card| card.account_id == person)
                    .map_or_else(|| "Somebody you chose on a page".to_owned(), cards::Card::title),
            },
            day: day_of(one.added_at),
        })
        .collect();
    Ok(AvoidedPage { layout, lines, proven: viewer.employment_proven, form, errors: FormErrors::none() })
}

async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    page(&load(&app, &viewer, layout, AvoidedForm::default()).await?)
}

async fn add(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<AvoidedForm>,
) -> Result<Response, PageError> {
    let whom = match form.parse() {
        Ok(whom) => whom,
        Err(errors) => return refused(&app, &viewer, layout, form, errors).await,
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    if let Whom::Person(person) = whom {
        let reader = Reader::Account(&viewer);
        let asking = asker::load(&mut tx, &app.secret, reader, Also::default(), now).await?;
        if cards::load(&mut tx, &asking, &[person], Sight::EvenApart).await?.is_empty() {
            return Err(PageError::NotFound);
        }
    }
    match actions::add(&mut tx, now, viewer.account_id, &whom).await {
        Ok(()) => tx.commit().await?,
        Err(Refusal::TooMany) => {
            drop(tx);
            let errors = FormErrors::one("written", Refusal::TooMany.to_string());
            return refused(&app, &viewer, layout, form, errors).await;
        }
        Err(Refusal::Database(error)) => return Err(error.into()),
    }
    let to = if form.next.is_empty() { PAGE.to_owned() } else { local_path(&form.next) };
    // The same words whether or not such a person exists.
    let said = if viewer.employment_proven || matches!(whom, Whom::Person(_)) {
        "They are on your list. You will not be matched with them, and they are not told."
    } else {
        "They are on your list. It counts once your employment is confirmed, and they are not told."
    };
    Ok(see_other(&to, said))
}

async fn refused(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    form: AvoidedForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let shown = load(app, viewer, layout.with_errors(true), form).await?;
    unprocessable(&AvoidedPage { errors, ..shown })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RemovalForm {
    avoided: String,
}

async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    let Ok(id) = form.avoided.parse() else {
        return Err(PageError::BadRequest("who to remove".into()));
    };
    let mut tx = app.begin(&viewer).await?;
    actions::remove(&mut tx, viewer.account_id, id).await?;
    tx.commit().await?;
    Ok(see_other(PAGE, "Removed from your list."))
}
