use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::accounts::limits::Network;
use crate::app::App;
use crate::coordination::actions::{self, Sent};
use crate::coordination::model::{LONGEST, NewEnquiry, Place, Topic};
use crate::coordination::store::{self, Area, Sender};
use crate::platform::clock::Day;
use crate::platform::ids::SubmissionId;
use crate::platform::mail::EmailAddress;
use crate::platform::web::fields::Choice;
use crate::platform::web::{
    ClientAddress, Form, FormErrors, Layout, PageError, forms, page, see_other, unprocessable,
};
use crate::platform::words;

/// The form as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    name: String,
    email: String,
    topic: String,
    area: String,
    message: String,
    submission_id: String,
}

impl ContactForm {
    fn parse(&self, writer: &Writer, areas: &[Area], fresh: SubmissionId) -> Result<NewEnquiry, FormErrors> {
        let mut errors = FormErrors::none();
        let name = errors.take("name", forms::line(&self.name, "your name", 100));
        let email = errors.take("email", EmailAddress::parse(&self.email));
        let topic = errors.take("topic", Topic::from_code(&self.topic).ok_or("Choose what it is about"));
        let place = errors.take("area", self.place(writer, areas));
        let message = errors.take("message", forms::paragraphs(&self.message, "your message", LONGEST));
        match (name, email, topic, place, message) {
            (Some(name), Some(email), Some(topic), Some(place), Some(message)) => Ok(NewEnquiry {
                submission_id: self.submission_id.parse().unwrap_or(fresh),
                account_id: writer.viewer.as_ref().map(|viewer| viewer.account_id),
                name,
                email,
                topic,
                place,
                message,
            }),
            _ => Err(errors),
        }
    }

    /// The employer of somebody signed in, else the area they chose, if any.
    fn place(&self, writer: &Writer, areas: &[Area]) -> Result<Place, &'static str> {
        if let Some(organisation_id) = writer.sender.as_ref().and_then(|sender| sender.organisation_id) {
            return Ok(Place { organisation_id: Some(organisation_id), ..Place::default() });
        }
        if self.area.is_empty() {
            return Ok(Place::default());
        }
        let area = areas.iter().find(|area| area_code(area) == self.area);
        let area = area.ok_or("Choose an area from the list, or leave it at “I am not sure”")?;
        let region_code = area.system_code.is_none().then(|| area.region_code.clone());
        Ok(Place { organisation_id: None, system_code: area.system_code.clone(), region_code })
    }
}

/// Who writes: a visitor, or somebody signed in with what is known of them.
struct Writer {
    viewer: Option<Viewer>,
    sender: Option<Sender>,
}

impl Writer {
    async fn of(app: &App, viewer: Option<Viewer>) -> Result<Self, PageError> {
        let mut db = app.db.acquire().await?;
        let sender = match &viewer {
            Some(viewer) => store::sender(&mut db, viewer.account_id).await?,
            None => None,
        };
        Ok(Self { viewer, sender })
    }

    fn organisation(&self) -> Option<String> {
        self.sender.as_ref().and_then(|sender| sender.organisation.clone())
    }
}

#[derive(Template)]
#[template(path = "coordination/contact.html")]
struct ContactPage {
    layout: Layout,
    form: ContactForm,
    errors: FormErrors,
    topics: Vec<Choice>,
    areas: Vec<Choice>,
    /// The employer whose coordinators get it; visitors choose an area instead.
    organisation: Option<String>,
    longest: usize,
}

impl ContactPage {
    fn new(layout: Layout, form: ContactForm, errors: FormErrors, writer: &Writer, areas: &[Area]) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            form,
            errors,
            topics: Topic::ALL.map(|topic| Choice::new(topic.code(), topic.label())).to_vec(),
            areas: area_choices(areas),
            organisation: writer.organisation(),
            longest: LONGEST,
        }
    }
}

pub async fn form(
    viewer: Option<Viewer>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let writer = Writer::of(&app, viewer).await?;
    let areas = areas(&app).await?;
    let mut form = ContactForm { submission_id: fresh(&app).to_string(), ..ContactForm::default() };
    if let Some(sender) = &writer.sender {
        form.name.clone_from(&sender.name);
        form.email.clone_from(&sender.email);
    }
    page(&ContactPage::new(layout, form, FormErrors::none(), &writer, &areas))
}

pub async fn send(
    viewer: Option<Viewer>,
    client: ClientAddress,
    layout: Layout,
    State(app): State<App>,
    Form(mut form): Form<ContactForm>,
) -> Result<Response, PageError> {
    let writer = Writer::of(&app, viewer).await?;
    let areas = areas(&app).await?;
    let enquiry = match form.parse(&writer, &areas, fresh(&app)) {
        Ok(enquiry) => enquiry,
        Err(errors) => return unprocessable(&ContactPage::new(layout, form, errors, &writer, &areas)),
    };
    let mut tx = app.db.begin().await?;
    match actions::send(&mut tx, &app, Network::of(client.0), &enquiry).await? {
        Sent::Kept { due_at } => {
            tx.commit().await?;
            let by = words::by_end_of(due_at);
            Ok(see_other(
                "/contact/received",
                &format!("We have your message. You will get an answer by {by}."),
            ))
        }
        Sent::Different => {
            form.submission_id = fresh(&app).to_string();
            let sentence = "You sent a message with this form a moment ago, and this one is different. Send it again \
                            if it should go as well";
            let errors = FormErrors::one("message", sentence);
            unprocessable(&ContactPage::new(layout, form, errors, &writer, &areas))
        }
        Sent::TooMany { seconds } => {
            let minutes = words::count(seconds.div_ceil(60), "minute", "minutes");
            let sentence = format!(
                "Many messages came this way just now, so this one was not sent. It is still here: try again in {minutes}"
            );
            let errors = FormErrors::one("message", sentence);
            let again = ContactPage::new(layout, form, errors, &writer, &areas).render()?;
            let wait = [(http::header::RETRY_AFTER, seconds.to_string())];
            Ok((StatusCode::TOO_MANY_REQUESTS, wait, Html(again)).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "coordination/received.html")]
struct ReceivedPage {
    layout: Layout,
}

pub async fn received(layout: Layout) -> Result<Response, PageError> {
    page(&ReceivedPage { layout })
}

async fn areas(app: &App) -> Result<Vec<Area>, PageError> {
    let mut db = app.db.acquire().await?;
    Ok(store::areas(&mut db, Day::new(app.clock.now().in_london().date())).await?)
}

fn area_choices(areas: &[Area]) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", "I am not sure")];
    choices.extend(areas.iter().map(|area| {
        let label = match &area.system_code {
            Some(_) => format!("{} ({})", area.name, area.region),
            None => area.name.clone(),
        };
        Choice::new(area_code(area), label)
    }));
    choices
}

fn area_code(area: &Area) -> String {
    area.system_code
        .as_ref()
        .map_or_else(|| format!("region-{}", area.region_code), |code| format!("system-{code}"))
}

fn fresh(app: &App) -> SubmissionId {
    SubmissionId::new(app.clock.now())
}
