use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use sqlx::PgConnection;

use super::ask_form::{AskForm, Asked, Free, LONGEST_HOPE, Offered, times_field};
use super::ask_times::{self, TimesOf};
use crate::accounts::{Viewer, first_name};
use crate::app::App;
use crate::chemistry::actions::{self, NewRequest, SendError};
use crate::chemistry::asking::{Refusal, Standing, may_ask};
use crate::chemistry::model::Times;
use crate::chemistry::people::{self, Next};
use crate::chemistry::{apart, reading};
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, ChemistryId, SubmissionId};
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, Query, page, see_other};
use crate::platform::words;
use crate::pools::Offering;
use crate::profiles;

/// Whom the address names; what was typed is never in it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskQuery {
    practitioner: Vec<String>,
    from: String,
    offering: String,
}

/// Somebody who can be asked.
pub(super) struct Person {
    id: AccountId,
    name: String,
    role: String,
    standing: Standing,
    times: TimesOf,
}

impl Person {
    fn first_name(&self) -> &str {
        first_name(&self.name)
    }
}

/// Somebody who cannot be asked now, and why.
pub(super) struct Refused {
    id: AccountId,
    name: String,
    refusal: Refusal,
}

impl Refused {
    fn first_name(&self) -> &str {
        first_name(&self.name)
    }

    /// Where their open request is.
    fn thread(&self) -> Option<String> {
        match self.refusal {
            Refusal::AlreadyOpen(id) => Some(format!("/chemistry/{id}")),
            _ => None,
        }
    }

    fn is_unproven(&self) -> bool {
        self.refusal == Refusal::Unproven
    }

    fn is_cap(&self) -> bool {
        matches!(self.refusal, Refusal::Cap(_) | Refusal::Paired)
    }

    /// They may take people again: one can wait to hear of it.
    fn can_wait(&self) -> bool {
        matches!(self.refusal, Refusal::Full | Refusal::NotAccepting(_))
    }
}

#[derive(Template)]
#[template(path = "chemistry/ask.html")]
struct AskPage {
    layout: Layout,
    people: Vec<Person>,
    refused: Vec<Refused>,
    /// Who was left out because the cap leaves room for fewer.
    beyond: Vec<String>,
    offerings: Vec<Choice>,
    next: Option<Next>,
    form: AskForm,
    errors: FormErrors,
    longest: usize,
}

impl AskPage {
    /// "Grace Okafor", "Grace Okafor and Daniel Hughes".
    fn names(&self) -> String {
        words::list(&self.people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>())
    }

    fn first_names(&self) -> String {
        words::list(&self.people.iter().map(Person::first_name).collect::<Vec<_>>())
    }

    /// In a question, where any of them counts.
    fn any_of_them(&self) -> String {
        words::either(&self.people.iter().map(Person::first_name).collect::<Vec<_>>())
    }

    /// "You can have one request open at a time".
    fn cap(&self) -> String {
        match self.people.first().map_or(1, |one| one.standing.cap) {
            1 => "You can have one request open at a time".to_owned(),
            cap => format!("You can have {} requests open at once", words::number(cap.into())),
        }
    }

    /// The place of a choice among those that are shown: without free times the first of three is missing.
    fn place(&self, of_three: usize) -> usize {
        if self.has_slots() { of_three } else { of_three - 1 }
    }

    fn has_slots(&self) -> bool {
        self.people.iter().any(|one| !one.times.slots.is_empty())
    }

    fn has_mutual(&self) -> bool {
        self.people.iter().any(|one| !one.times.mutual.is_empty())
    }

    /// How long a first conversation takes with whom a page for one is about.
    fn minutes(&self) -> i64 {
        self.people.first().map_or(30, |one| one.times.minutes)
    }

    fn is_one(&self) -> bool {
        self.people.len() == 1
    }

    /// Nobody at all can be asked before the reader shows where they work.
    fn is_unproven(&self) -> bool {
        self.refused.iter().any(Refused::is_unproven)
    }
}

/// Everything the page shows, whoever it is for.
struct Loaded {
    people: Vec<Person>,
    refused: Vec<Refused>,
    beyond: Vec<String>,
    offerings: Vec<Offering>,
    next: Option<Next>,
}

impl Loaded {
    fn offered(&self) -> Offered<'_> {
        let free = |one| -> Free<'_> {
            let Person { id, times, .. }: &Person = one;
            Free { id: *id, name: one.first_name(), slots: &times.slots, mutual: &times.mutual }
        };
        Offered { offerings: &self.offerings, people: self.people.iter().map(free).collect() }
    }

    fn page(mut self, layout: Layout, form: AskForm, errors: FormErrors) -> AskPage {
        let offerings = if self.offerings.len() > 1 {
            self.offerings
                .iter()
                .map(|one| Choice::new(one.code(), words::capitalised(one.label())))
                .collect()
        } else {
            Vec::new()
        };
        let several = self.people.len() > 1;
        for (place, one) in (1..).zip(&mut self.people) {
            one.times.tick(one.id, place, several, &form.slot);
        }
        AskPage {
            layout: layout.with_errors(!errors.is_empty()),
            people: self.people,
            refused: self.refused,
            beyond: self.beyond,
            offerings,
            next: self.next,
            form,
            errors,
            longest: LONGEST_HOPE,
        }
    }
}

async fn load(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    asked: &[AccountId],
) -> Result<Loaded, PageError> {
    let now = app.clock.now();
    let mut people: Vec<Person> = Vec::new();
    let mut refused = Vec::new();
    let mut beyond = Vec::new();
    for id in asked {
        let standing = may_ask(db, viewer.account_id, *id, now).await?;
        let shown = profiles::shown(db, *id, viewer, day_of(now)).await?;
        let (name, role) = shown
            .map_or_else(|| ("This person".to_owned(), String::new()), |shown| (shown.title(), role(&shown)));
        match standing.refusal {
            Some(refusal) => refused.push(Refused { id: *id, name, refusal }),
            None if i64::try_from(people.len()).unwrap_or(i64::MAX) >= standing.left() => {
                beyond.push(name);
            }
            None => people.push(Person { id: *id, name, role, standing, times: TimesOf::default() }),
        }
    }
    let offerings = common(&people);
    let ids: Vec<AccountId> = people.iter().map(|one| one.id).collect();
    for (one, times) in people.iter_mut().zip(ask_times::load(db, viewer.account_id, &ids, now).await?) {
        one.times = times;
    }
    let next = if people.is_empty() {
        people::next_on_shortlist(db, viewer.account_id, now)
            .await?
            .filter(|next| !asked.contains(&next.account_id))
    } else {
        None
    };
    Ok(Loaded { people, refused, beyond, offerings, next })
}

/// "Matron · Bradford Teaching Hospitals".
fn role(shown: &profiles::Shown) -> String {
    let parts = [Some(shown.about.job_title.as_str()), shown.organisation.as_deref()];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What all of them offer.
fn common(people: &[Person]) -> Vec<Offering> {
    let mut all = people.first().map(|one| one.standing.offerings()).unwrap_or_default();
    all.retain(|offering| people.iter().all(|person| person.standing.offerings().contains(offering)));
    all
}

pub(super) async fn form(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<AskQuery>,
) -> Result<Response, PageError> {
    let mut form = AskForm { practitioner: query.practitioner, from: query.from, ..AskForm::default() };
    let asked = form.people();
    if asked.is_empty() {
        // Whom to ask is chosen there.
        return Ok(Redirect::to("/shortlist").into_response());
    }
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let loaded = load(&mut db, &app, &viewer, &asked).await?;
    form.offering = query.offering;
    form.submission = SubmissionId::new(now).to_string();
    first_choice(&loaded).code().clone_into(&mut form.times);
    if let Some(from) = form.from() {
        let before = reading::seen(&mut db, &app.secret, viewer.account_id, from, now).await?;
        if let Some(before) = before.filter(|before| before.facts.is_mentee()) {
            form.hope = before.hope;
            if form.offering.is_empty() {
                before.facts.offering.code().clone_into(&mut form.offering);
            }
        }
    }
    page(&loaded.page(layout, form, FormErrors::none()))
}

/// What most people will want where nothing is chosen yet.
fn first_choice(loaded: &Loaded) -> Times {
    if loaded.people.iter().all(|one| one.times.slots.is_empty()) { Times::Suggest } else { Times::Slots }
}

pub(super) async fn send(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(mut form): Form<AskForm>,
) -> Result<Response, PageError> {
    let people = form.people();
    if people.is_empty() {
        return Err(PageError::BadRequest("who is asked".to_owned()));
    }
    let now = app.clock.now();
    let submission = form.submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    form.submission = submission.to_string();
    let mut tx = app.begin(&viewer).await?;
    let sent = actions::sent_by(&mut tx, viewer.account_id, submission).await?;
    if !sent.is_empty() {
        return Ok(after(&sent));
    }
    let loaded = load(&mut tx, &app, &viewer, &people).await?;
    if form.step == "times" {
        return page(&loaded.page(layout, form, FormErrors::none()));
    }
    if loaded.people.is_empty() {
        // The same form, sent twice in one moment: what the other sent is the answer to both.
        let sent = actions::sent_by(&mut tx, viewer.account_id, submission).await?;
        if !sent.is_empty() {
            return Ok(after(&sent));
        }
        return again(StatusCode::CONFLICT, &loaded.page(layout, form, FormErrors::none()));
    }
    let (offering, hope, times, slots) = match form.parse(&loaded.offered()) {
        Ok(Asked::Related) => {
            for person in &loaded.people {
                apart::declare(&mut tx, &app, viewer.account_id, person.id).await?;
            }
            tx.commit().await?;
            return page(&RelatedPage { layout, names: related_names(&loaded) });
        }
        Ok(Asked::Whole { offering, hope, times, slots }) => (offering, hope, times, slots),
        Err(errors) => {
            return again(StatusCode::UNPROCESSABLE_ENTITY, &loaded.page(layout, form, errors));
        }
    };
    let new = NewRequest {
        practitioners: loaded.people.iter().map(|person| person.id).collect(),
        offering,
        hope,
        times,
        slots,
        submission,
    };
    match actions::send(&mut tx, &app, viewer.account_id, &new).await {
        Ok(ids) => {
            tx.commit().await?;
            Ok(after(&ids))
        }
        Err(SendError::Refused(..) | SendError::NotOffered(_) | SendError::NotTheirs(_)) => {
            // Something changed between looking and sending: how things stand now, with everything that was typed.
            tx.rollback().await?;
            let mut db = app.db.acquire().await?;
            let loaded = load(&mut db, &app, &viewer, &people).await?;
            let errors = if loaded.people.is_empty() || form.slot.is_empty() {
                FormErrors::none()
            } else {
                FormErrors::one(
                    &times_field(1, loaded.people.len() > 1),
                    "One of the times you chose is no longer free. Choose again",
                )
            };
            again(StatusCode::CONFLICT, &loaded.page(layout, form, errors))
        }
        Err(SendError::TooMany { seconds }) => {
            tx.rollback().await?;
            let mut db = app.db.acquire().await?;
            let loaded = load(&mut db, &app, &viewer, &people).await?;
            let hours = words::count(seconds.div_ceil(3600), "hour", "hours");
            let sentence = format!(
                "You have asked and taken back several times lately, so this was not sent. It is still here: try again in {hours}"
            );
            let page = loaded.page(layout, form, FormErrors::one("hope", sentence));
            again(StatusCode::TOO_MANY_REQUESTS, &page)
        }
        Err(error) => Err(error.into()),
    }
}

fn related_names(loaded: &Loaded) -> String {
    words::list(&loaded.people.iter().map(Person::first_name).collect::<Vec<_>>())
}

fn again(status: StatusCode, again: &AskPage) -> Result<Response, PageError> {
    Ok((status, Html(again.render()?)).into_response())
}

/// Where one goes after sending: the request, or all of them.
fn after(ids: &[ChemistryId]) -> Response {
    match ids {
        [one] => see_other(&format!("/chemistry/{one}"), "Your request is on its way."),
        _ => see_other("/chemistry", "Your requests are on their way."),
    }
}

/// Nothing was sent: they manage, assess or appraise each other.
#[derive(Template)]
#[template(path = "chemistry/related.html")]
pub(super) struct RelatedPage {
    pub layout: Layout,
    pub names: String,
}
