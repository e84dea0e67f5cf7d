use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{crumbs, require};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::memberships;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::pools::setup::{self, usual};
use crate::pools::{self, Offering, Requirements};
use crate::vocabulary::{self, List, Term, TermId};

/// What is asked of those who offer something, as the form sends it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OfferingForm {
    takes_applications: String,
    asks: Vec<String>,
    qualifications: Vec<String>,
    supervision_a_year: String,
    cpd_a_year: String,
}

const QUALIFICATION: &str = "qualification";
const TRAINING: &str = "training";
const INSURANCE: &str = "insurance";
const ETHICS: &str = "ethics";

fn asked() -> Vec<Choice> {
    vec![
        Choice::new(QUALIFICATION, "A qualification").hint("Choose below which count"),
        Choice::new(TRAINING, "Training").hint("A training day, or a qualification that includes it"),
        Choice::new(INSURANCE, "Professional insurance that is in date"),
        Choice::new(ETHICS, "That they follow the Global Code of Ethics"),
    ]
}

impl OfferingForm {
    fn of(asked: &Requirements) -> Self {
        let asks = [
            (asked.needs_qualification, QUALIFICATION),
            (asked.needs_training, TRAINING),
            (asked.needs_insurance, INSURANCE),
            (asked.needs_ethics, ETHICS),
        ];
        Self {
            takes_applications: if asked.takes_applications { "yes" } else { "no" }.to_owned(),
            asks: asks.iter().filter(|(needed, _)| *needed).map(|(_, code)| (*code).to_owned()).collect(),
            qualifications: asked.qualifications.iter().map(ToString::to_string).collect(),
            supervision_a_year: asked.supervision_a_year.to_string(),
            cpd_a_year: asked.cpd_a_year.to_string(),
        }
    }

    fn parse(&self, offering: Offering, offered: &[Choice]) -> Result<Requirements, FormErrors> {
        let mut errors = FormErrors::none();
        if !["yes", "no"].contains(&self.takes_applications.as_str()) {
            errors.add("takes_applications", "Select yes or no");
        }
        let known = |value: &String| offered.iter().any(|choice| choice.value == *value);
        if !self.qualifications.iter().all(known) {
            errors.add("qualifications", "Select qualifications from the list");
        }
        let supervision = errors.take("supervision_a_year", a_year(&self.supervision_a_year));
        let cpd = errors.take("cpd_a_year", a_year(&self.cpd_a_year));
        let asks = |code: &str| self.asks.iter().any(|asked| asked == code);
        match (supervision, cpd) {
            (Some(supervision_a_year), Some(cpd_a_year)) if errors.is_empty() => Ok(Requirements {
                offering,
                takes_applications: self.takes_applications == "yes",
                needs_qualification: asks(QUALIFICATION),
                qualifications: self
                    .qualifications
                    .iter()
                    .filter_map(|id| id.parse::<TermId>().ok())
                    .collect(),
                needs_training: asks(TRAINING),
                needs_insurance: asks(INSURANCE),
                needs_ethics: asks(ETHICS),
                supervision_a_year,
                cpd_a_year,
            }),
            _ => Err(errors),
        }
    }
}

fn a_year(raw: &str) -> Result<i16, &'static str> {
    match raw.trim() {
        "" => Ok(0),
        typed => typed
            .parse()
            .ok()
            .filter(|times| (0..=52).contains(times))
            .ok_or("Enter how many times a year, from 0 to 52"),
    }
}

#[derive(Template)]
#[template(path = "coordination/pools/offering.html")]
struct OfferingPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    offering: Offering,
    form: OfferingForm,
    asked: Vec<Choice>,
    qualifications: Vec<Choice>,
    yes_no: Vec<Choice>,
    errors: FormErrors,
}

/// The qualifications of today, and retired ones that the pool still counts.
fn qualifications(terms: &[Term], counted: &[TermId], today: Day) -> Vec<Choice> {
    terms
        .iter()
        .filter(|term| term.is_current(today) || counted.contains(&term.term_id))
        .map(|term| {
            let choice = Choice::new(term.term_id.to_string(), &term.label);
            if term.admits_coaches { choice.hint("Admits coaches elsewhere") } else { choice }
        })
        .collect()
}

struct Loaded {
    name: String,
    offering: Offering,
    current: Requirements,
    qualifications: Vec<Choice>,
}

async fn load(app: &App, viewer: &Viewer, id: PoolId, offering: &str) -> Result<Loaded, PageError> {
    require(viewer, id)?;
    let offering = Offering::parse(offering).map_err(|_| PageError::NotFound)?;
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let asked = pools::requirements(&mut db, id).await?;
    let terms = vocabulary::terms(&mut db, &[List::Qualification]).await?;
    let current =
        asked.into_iter().find(|asked| asked.offering == offering).unwrap_or_else(|| usual(offering));
    let qualifications = qualifications(&terms, &current.qualifications, day_of(app.clock.now()));
    Ok(Loaded { name: pool.name, offering, current, qualifications })
}

impl OfferingPage {
    fn new(layout: Layout, id: PoolId, loaded: Loaded, form: OfferingForm, errors: FormErrors) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: crumbs(id, &loaded.name),
            pool_id: id,
            offering: loaded.offering,
            form,
            asked: asked(),
            qualifications: loaded.qualifications,
            yes_no: vec![Choice::new("yes", "Yes"), Choice::new("no", "No, or not now")],
            errors,
        }
    }
}

pub(super) async fn show(
    viewer: Viewer,
    Path((id, offering)): Path<(PoolId, String)>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let loaded = load(&app, &viewer, id, &offering).await?;
    let form = OfferingForm::of(&loaded.current);
    page(&OfferingPage::new(layout, id, loaded, form, FormErrors::none()))
}

pub(super) async fn save(
    viewer: Viewer,
    Path((id, offering)): Path<(PoolId, String)>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<OfferingForm>,
) -> Result<Response, PageError> {
    let loaded = load(&app, &viewer, id, &offering).await?;
    let new = match form.parse(loaded.offering, &loaded.qualifications) {
        Ok(new) => new,
        Err(errors) => return unprocessable(&OfferingPage::new(layout, id, loaded, form, errors)),
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    setup::set_requirements(&mut tx, Actor::Account(viewer.account_id), now, id, &new).await?;
    let given_time = memberships::recompute_pool(&mut tx, id, now).await?;
    tx.commit().await?;
    let sentence = match given_time {
        0 => "The pool asks for this from now on.".to_owned(),
        many => format!("The pool asks for this from now on. {} time to catch up.", members_have(many)),
    };
    Ok(see_other(&format!("/pools/{id}/setup"), &sentence))
}

/// "1 member has", "12 members have".
fn members_have(many: u64) -> String {
    words::count(i64::try_from(many).unwrap_or(i64::MAX), "member has", "members have")
}
