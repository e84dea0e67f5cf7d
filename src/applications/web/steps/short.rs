use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::check::sent;
use super::groups::{load as load_profile, place_form};
use super::{Hub, Id, editable, hold, not_saved, places_not_saved};
use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::actions::{self, SubmitError};
use crate::applications::messages::{self, Message};
use crate::applications::model::{Status, Step};
use crate::applications::store::{self, Application};
use crate::applications::web::review::LONGEST;
use crate::availability::{self, NewPlace, forms::PlaceForm};
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::SubmissionId;
use crate::platform::web::filters;
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, page, see_other, unprocessable};
use crate::pools::{self, Shown};
use crate::profiles::forms::{AboutForm, HelpForm, Options, WaysForm, WorkForm};
use crate::profiles::{self, About, Profile};
use crate::vocabulary::{List, TermId};

const LISTS: [List; 4] = [List::DevelopmentArea, List::Profession, List::Seniority, List::Delivery];

/// Everything a pool asks of somebody who has nothing to show, on one page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::applications::web) struct ShortForm {
    headline: String,
    job_title: String,
    profession: String,
    seniority: String,
    areas: Vec<String>,
    delivery: Vec<String>,
    capacity: String,
    biography: String,
    statement: String,
    terms: String,
    /// The number of the wording on the page.
    terms_version: i32,
    /// Which button: `save` keeps it for later.
    step: String,
}

/// What the page says, read.
struct Answers {
    about: About,
    professions: Vec<TermId>,
    seniority: Option<TermId>,
    areas: Vec<TermId>,
    delivery: Vec<TermId>,
    place: Option<(NewPlace, String)>,
    statement: String,
}

impl ShortForm {
    fn of(application: &Application, pool: &Shown, profile: &Profile, place: PlaceForm) -> Self {
        let about = AboutForm::of(profile);
        let work = WorkForm::of(profile);
        let agreed = application.terms_version == Some(pool.terms_version);
        Self {
            headline: about.headline,
            job_title: about.job_title,
            profession: work.professions.first().cloned().unwrap_or_default(),
            seniority: work.seniority,
            areas: HelpForm::of(profile).areas,
            delivery: WaysForm::of(profile).delivery,
            capacity: place.capacity,
            biography: about.biography,
            statement: application.statement.clone(),
            terms: if agreed { "yes".to_owned() } else { String::new() },
            terms_version: pool.terms_version,
            step: String::new(),
        }
    }

    fn is_for_later(&self) -> bool {
        self.step == "save"
    }

    /// Reads it. What may be missing while it is written is missing only when it is sent: `actions::submit` says so.
    fn parse(&self, profile: &Profile, options: &Options, place: &PlaceForm) -> Result<Answers, FormErrors> {
        let mut errors = FormErrors::none();
        let mut gather = |found: FormErrors| {
            for error in &found {
                errors.add(&error.field, error.message.clone());
            }
        };
        let about = AboutForm {
            headline: self.headline.clone(),
            job_title: self.job_title.clone(),
            biography: self.biography.clone(),
            ..AboutForm::of(profile)
        };
        let about = about.parse().map_err(&mut gather).ok();
        // Other professions that somebody has already are kept behind the one chosen here.
        let mut professions = vec![self.profession.clone()];
        professions.extend(WorkForm::of(profile).professions.into_iter().skip(1));
        let professions = options.read(List::Profession, &professions, 5);
        let seniority = options.read(List::Seniority, std::slice::from_ref(&self.seniority), 1);
        let areas = options.read(List::DevelopmentArea, &self.areas, 12);
        let delivery = options.read(List::Delivery, &self.delivery, 20);
        let place = PlaceForm { capacity: self.capacity.clone(), ..place.clone() };
        let place = if self.capacity.trim().is_empty() {
            Some(None)
        } else {
            place.parse().map_err(&mut gather).ok().map(Some)
        };
        let statement =
            optional(&self.statement, |raw| paragraphs(raw, "what you would like to say", LONGEST));
        let statement = errors.take("statement", statement);
        let professions = errors.take("profession", professions);
        let seniority = errors.take("seniority", seniority);
        let areas = errors.take("areas", areas);
        let delivery = errors.take("delivery", delivery);
        match (about, professions, seniority, areas, delivery, place, statement) {
            (
                Some(about),
                Some(professions),
                Some(seniority),
                Some(areas),
                Some(delivery),
                Some(place),
                Some(statement),
            ) => Ok(Answers {
                about,
                professions,
                seniority: seniority.first().copied(),
                areas,
                delivery,
                place,
                statement: statement.unwrap_or_default(),
            }),
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "applications/steps/short.html")]
struct ShortPage {
    layout: Layout,
    application: Application,
    pool: Shown,
    answer_wd: i16,
    messages: Vec<Message>,
    message_submission: String,
    form: ShortForm,
    options: Options,
    longest: usize,
    errors: FormErrors,
}

struct Loaded {
    application: Application,
    pool: Shown,
    answer_wd: i16,
    messages: Vec<Message>,
    profile: Profile,
    options: Options,
    place: PlaceForm,
}

async fn load(app: &App, viewer: &Viewer, application: Application) -> Result<Loaded, PageError> {
    let (profile, options) = load_profile(app, viewer, &LISTS).await?;
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, application.pool_id).await?.ok_or(PageError::NotFound)?;
    let answer_wd = pools::settings(&mut db, application.pool_id).await?.application_answer_wd;
    let messages = messages::all(&mut db, application.application_id).await?;
    let place = place_form(&mut db, viewer, &application).await?;
    Ok(Loaded { application, pool, answer_wd, messages, profile, options, place })
}

impl ShortPage {
    fn new(layout: Layout, now: Instant, loaded: Loaded, form: ShortForm, errors: FormErrors) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            application: loaded.application,
            pool: loaded.pool,
            answer_wd: loaded.answer_wd,
            messages: loaded.messages,
            message_submission: SubmissionId::new(now).to_string(),
            form,
            options: loaded.options,
            longest: LONGEST,
            errors,
        }
    }
}

impl ShortPage {
    /// With a first entry that chooses none.
    fn professions(&self) -> Vec<Choice> {
        std::iter::once(Choice::new("", "Choose one")).chain(self.options.professions()).collect()
    }
}

pub(super) async fn show(
    viewer: &Viewer,
    layout: Layout,
    app: &App,
    application: Application,
) -> Result<Response, PageError> {
    let loaded = load(app, viewer, application).await?;
    let form = ShortForm::of(&loaded.application, &loaded.pool, &loaded.profile, loaded.place.clone());
    page(&ShortPage::new(layout, app.clock.now(), loaded, form, FormErrors::none()))
}

pub(super) async fn save(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<ShortForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let loaded = load(&app, &viewer, editable(&app, &viewer, id.0).await?).await?;
    let current = loaded.pool.terms_version;
    let parsed = form.parse(&loaded.profile, &loaded.options, &loaded.place).and_then(|answers| {
        if form.terms == "yes" && form.terms_version != current {
            let sentence = "The terms changed while you were writing. Read them again, then agree";
            return Err(FormErrors::one("terms", sentence));
        }
        Ok(answers)
    });
    let form = ShortForm { terms_version: current, ..form };
    let answers = match parsed {
        Ok(answers) => answers,
        Err(errors) => return unprocessable(&ShortPage::new(layout, now, loaded, form, errors)),
    };
    let mut tx = app.begin(&viewer).await?;
    hold(&mut tx, &viewer, id.0).await?;
    keep(&mut tx, &viewer, now, id.0, &answers, Some(current).filter(|_| form.terms == "yes")).await?;
    if form.is_for_later() {
        tx.commit().await?;
        return Ok(see_other("/applications", "Saved. Go on whenever you like."));
    }
    match actions::submit(&mut tx, &app, &viewer, id.0).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(sent(id.0))
        }
        Err(SubmitError::Gaps(gaps)) => {
            // What was typed is kept in the page and in the draft alike.
            tx.commit().await?;
            let mut errors = FormErrors::none();
            for gap in gaps {
                errors.add(gap.field, gap.sentence);
            }
            unprocessable(&ShortPage::new(layout, now, loaded, form, errors))
        }
        Err(SubmitError::Move(error)) => Err(error.into()),
    }
}

async fn keep(
    db: &mut PgConnection,
    viewer: &Viewer,
    now: Instant,
    id: crate::platform::ids::ApplicationId,
    answers: &Answers,
    agreed: Option<i32>,
) -> Result<(), PageError> {
    let account = viewer.account_id;
    let by = Actor::Account(account);
    profiles::save_about(db, by, now, account, None, &answers.about).await.map_err(not_saved)?;
    profiles::set_terms(db, now, account, List::Profession, &answers.professions).await?;
    profiles::set_seniority(db, now, account, answers.seniority).await?;
    profiles::set_terms(db, now, account, List::DevelopmentArea, &answers.areas).await?;
    profiles::set_terms(db, now, account, List::Delivery, &answers.delivery).await?;
    if let Some((place, outline)) = &answers.place {
        availability::save_place(db, by, now, account, None, place).await.map_err(places_not_saved)?;
        availability::save_outline(db, now, account, outline).await?;
    }
    store::set_statement(db, now, id, &answers.statement).await?;
    store::set_agreement(db, now, id, agreed, false).await?;
    for step in [Step::Offer, Step::About, Step::Role, Step::Help, Step::Approach, Step::Availability] {
        store::mark_step(db, now, id, step.code()).await?;
    }
    Ok(())
}
