use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions;
use super::store::{self, Through};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::SubmissionId;
use crate::platform::mail::EmailAddress;
use crate::platform::web::{
    Choice, DateBoxes, Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/relationships/new", Who::SignedIn, form).post("/relationships", Who::SignedIn, save)
}

/// The same whoever's address it is, and whether or not anybody is written to (S6).
const RECORDED: &str = "Recorded. The owner of this address is asked to confirm it, with an account of theirs or a new one. Until then you see the address alone.";

/// They manage, assess or appraise each other.
#[derive(Template)]
#[template(path = "relationships/related.html")]
pub(super) struct RelatedPage {
    pub layout: Layout,
    pub other: String,
    /// It is kept, and the two are not suggested to each other.
    pub declared: bool,
}

/// A pairing that began elsewhere, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct PairingForm {
    submission: String,
    email: String,
    through: String,
    /// They manage, assess or appraise each other.
    related: String,
    #[serde(rename = "since-day")]
    day: String,
    #[serde(rename = "since-month")]
    month: String,
    #[serde(rename = "since-year")]
    year: String,
}

enum Parsed {
    /// They manage, assess or appraise each other: nothing is recorded.
    Related,
    Whole {
        email: EmailAddress,
        through: Through,
        since: Day,
    },
}

impl PairingForm {
    fn parse(&self, through: &[Through], today: Day, own: &str) -> Result<Parsed, FormErrors> {
        let mut errors = FormErrors::none();
        let email = errors.take("email", EmailAddress::parse(&self.email));
        if email.as_ref().is_some_and(|email| email.as_str().eq_ignore_ascii_case(own)) {
            errors.add("email", "Enter the address of the person you work with, not your own");
        }
        let chosen = match through {
            [only] => Some(only.clone()),
            several => errors.take(
                "through",
                several
                    .iter()
                    .find(|one| one.value() == self.through)
                    .cloned()
                    .ok_or("Select what you do together"),
            ),
        };
        let boxes = DateBoxes { name: "since", day: &self.day, month: &self.month, year: &self.year };
        let since = boxes.parse("the day on which you began", &mut errors);
        if boxes.is_blank() {
            errors.add("since-day", "Enter the day on which you began");
        }
        if since.is_some_and(|since| since > today) {
            errors.add("since-day", "Enter a day that has passed");
        }
        match self.related.as_str() {
            "yes" => return Ok(Parsed::Related),
            "no" => {}
            _ => errors
                .add("related", "Select no, or yes if one of you manages, assesses or appraises the other"),
        }
        match (email, chosen, since) {
            (Some(email), Some(through), Some(since)) if errors.is_empty() => {
                Ok(Parsed::Whole { email, through, since })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "relationships/new.html")]
struct NewPage {
    layout: Layout,
    form: PairingForm,
    through: Vec<Choice>,
    errors: FormErrors,
}

impl NewPage {
    fn new(layout: Layout, form: PairingForm, through: &[Through], errors: FormErrors) -> Self {
        let choices = through.iter().map(|one| Choice::new(one.value(), one.label())).collect();
        Self { layout: layout.with_errors(!errors.is_empty()), form, through: choices, errors }
    }
}

async fn form(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let through = store::through(&mut db, viewer.account_id).await?;
    let submission = SubmissionId::new(app.clock.now()).to_string();
    let form = PairingForm { submission, ..PairingForm::default() };
    page(&NewPage::new(layout, form, &through, FormErrors::none()))
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<PairingForm>,
) -> Result<Response, PageError> {
    let by = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let through = store::through(&mut tx, by).await?;
    if through.is_empty() {
        return Err(PageError::Conflict(
            "Your coach or mentor records it: only members of a pool can.".to_owned(),
        ));
    }
    let own = store::email(&mut tx, by).await?;
    let (email, chosen, since) = match form.parse(&through, day_of(app.clock.now()), &own) {
        Ok(Parsed::Whole { email, through, since }) => (email, through, since),
        Ok(Parsed::Related) => {
            drop(tx);
            return page(&RelatedPage {
                layout,
                other: "the person you work with".to_owned(),
                declared: false,
            });
        }
        Err(errors) => {
            drop(tx);
            return unprocessable(&NewPage::new(layout, form, &through, errors));
        }
    };
    let submission = form
        .submission
        .parse()
        .map_err(|_| PageError::BadRequest("the form has no submission".to_owned()))?;
    let done = actions::record_pairing(&mut tx, &app, by, &email, &chosen, since, submission).await;
    match done {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(by)),
    }
    Ok(see_other("/relationships", RECORDED))
}
