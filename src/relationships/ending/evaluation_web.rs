use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::evaluation_store::{self as store, Evaluation};
use super::feedback::ENOUGH;
use super::feedback_store::CHANGEABLE;
use super::look_back_store;
use crate::accounts::{Viewer, hold_open};
use crate::app::App;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::RelationshipId;
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::relationships::events::{What, record};
use crate::relationships::model::Status;
use crate::relationships::reading::{self, Seen};
use crate::relationships::store as relationships;
use crate::vocabulary::{self, List};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/relationships/{id}/evaluation", Who::SignedIn, show)
        .post("/relationships/{id}/evaluation", Who::SignedIn, save)
        .post("/relationships/{id}/evaluation/lasting", Who::SignedIn, save_lasting)
}

const LONGEST: usize = 2000;

/// What one of the two says at the end, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct EvaluationForm {
    changed: String,
    fit: String,
    skills: Vec<String>,
    recommend: String,
    may_be_read: String,
}

impl EvaluationForm {
    fn of(evaluation: &Evaluation) -> Self {
        Self {
            changed: evaluation.changed.clone(),
            fit: evaluation.fit.to_string(),
            skills: evaluation.skills.clone(),
            recommend: evaluation.recommend.to_string(),
            may_be_read: if evaluation.may_be_read { "yes".to_owned() } else { String::new() },
        }
    }

    fn parse(&self, known: &[Choice]) -> Result<Evaluation, FormErrors> {
        let mut errors = FormErrors::none();
        let changed = errors.take(
            "changed",
            optional(&self.changed, |raw| paragraphs(raw, "what you write", LONGEST))
                .map(Option::unwrap_or_default),
        );
        let five = |raw: &str, sentence: &'static str| {
            raw.trim().parse::<i16>().ok().filter(|number| (1..=5).contains(number)).ok_or(sentence)
        };
        let fit = errors.take("fit", five(&self.fit, "Select whether it was a fit"));
        let recommend =
            errors.take("recommend", five(&self.recommend, "Select whether you would recommend it"));
        let skills = known
            .iter()
            .map(|choice| choice.value.clone())
            .filter(|code| self.skills.contains(code))
            .collect();
        match (changed, fit, recommend) {
            (Some(changed), Some(fit), Some(recommend)) if errors.is_empty() => {
                Ok(Evaluation { fit, recommend, skills, changed, may_be_read: self.may_be_read == "yes" })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "relationships/evaluation.html")]
struct EvaluationPage {
    layout: Layout,
    seen: Seen,
    form: EvaluationForm,
    skills: Vec<Choice>,
    errors: FormErrors,
    answered: bool,
    /// It counts by now, so only the words can be changed.
    settled: bool,
    /// Six months have passed, and whether it lasted is not said yet.
    asks_lasting: bool,
    lasting: Option<String>,
    enough: usize,
    longest: usize,
}

/// Days after the end from which whether it lasted can be said.
const LASTING_AFTER: i64 = 150;

impl EvaluationPage {
    const fn asks_changed(&self) -> &'static str {
        if self.seen.is_mentee() {
            "What has changed for you? (optional)"
        } else {
            "What have you learned? (optional)"
        }
    }

    const fn asks_recommend(&self) -> &'static str {
        if self.seen.is_mentee() {
            "Would you recommend it to a colleague?"
        } else {
            "Would you do it again?"
        }
    }

    const fn asks_lasting_words(&self) -> &'static str {
        if self.seen.is_mentee() {
            "Looking back now, has something lasted?"
        } else {
            "Looking back now, has something of it stayed with you?"
        }
    }

    const fn saves(&self) -> &'static str {
        if self.answered { "Save the change" } else { "Save" }
    }

    fn fits() -> Vec<Choice> {
        five("Not at all", "Very much")
    }

    fn recommends() -> Vec<Choice> {
        five("Not at all", "Very much")
    }

    fn lastings() -> Vec<Choice> {
        lastings()
    }
}

fn five(least: &str, most: &str) -> Vec<Choice> {
    let labels = [
        format!("1, {}", least.to_lowercase()),
        "2".into(),
        "3".into(),
        "4".into(),
        format!("5, {}", most.to_lowercase()),
    ];
    (1..).zip(labels).map(|(number, label): (i32, String)| Choice::new(number.to_string(), label)).collect()
}

fn lastings() -> Vec<Choice> {
    vec![
        Choice::new("yes", "Yes, what changed has lasted"),
        Choice::new("partly", "Partly"),
        Choice::new("no", "No, not really"),
    ]
}

async fn build(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    tried: Option<(EvaluationForm, FormErrors)>,
) -> Result<EvaluationPage, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let seen = reading::seen(&mut db, viewer.account_id, Some(id), now).await?;
    let seen = seen.into_iter().next().ok_or(PageError::NotFound)?;
    if seen.status != Status::Ended {
        return Err(PageError::NotFound);
    }
    let kept = store::of(&mut db, &app.secret, id, seen.side).await?;
    let skills = skills(&mut db, day_of(now)).await?;
    let answered = kept.is_some();
    let settled = kept.as_ref().is_some_and(|kept| kept.answered_at.plus(CHANGEABLE) <= now);
    let lasting = look_back_store::lasting(&mut db, id, seen.side).await?;
    let old = seen.ended_at.is_some_and(|at| now.since(at).as_hours() >= LASTING_AFTER * 24);
    let (form, errors) = tried.unwrap_or_else(|| {
        let form = kept.map_or_else(EvaluationForm::default, |kept| EvaluationForm::of(&kept.evaluation));
        (form, FormErrors::none())
    });
    Ok(EvaluationPage {
        layout: layout.with_errors(!errors.is_empty()),
        asks_lasting: old && lasting.is_none(),
        seen,
        form,
        skills,
        errors,
        answered,
        settled,
        lasting,
        enough: ENOUGH,
        longest: LONGEST,
    })
}

async fn skills(db: &mut sqlx::PgConnection, today: Day) -> Result<Vec<Choice>, sqlx::Error> {
    let terms = vocabulary::terms(db, &[List::Skill]).await?;
    Ok(vocabulary::current(&terms, List::Skill, today)
        .map(|term| Choice::new(term.code.clone(), term.label.clone()))
        .collect())
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    page(&build(&app, &viewer, layout, id, None).await?)
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(form): Form<EvaluationForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let by = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let known = skills(&mut tx, day_of(now)).await?;
    if !hold_open(&mut tx, by).await? {
        return Err(PageError::NotFound);
    }
    let one = relationships::hold(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let side = one.side_of(by).ok_or(PageError::NotFound)?;
    if one.course.status() != Status::Ended {
        return Err(PageError::NotFound);
    }
    // What counts by now stays; the words are their writer's.
    let settled = store::of(&mut tx, &app.secret, id, side)
        .await?
        .filter(|kept| kept.answered_at.plus(CHANGEABLE) <= now)
        .map(|kept| kept.evaluation);
    let form = match &settled {
        Some(kept) => EvaluationForm {
            changed: form.changed,
            may_be_read: form.may_be_read,
            ..EvaluationForm::of(kept)
        },
        None => form,
    };
    let evaluation = match (form.parse(&known), settled) {
        (Ok(new), Some(kept)) => Evaluation { changed: new.changed, may_be_read: new.may_be_read, ..kept },
        (Ok(new), None) => new,
        (Err(errors), _) => {
            drop(tx);
            return unprocessable(&build(&app, &viewer, layout, id, Some((form, errors))).await?);
        }
    };
    store::set(&mut tx, &app.secret, now, id, side, &evaluation).await?;
    record(&mut tx, Actor::Account(by), now, &one, What::Evaluated, None).await?;
    tx.commit().await?;
    Ok(see_other(&crate::relationships::path(id), "Thank you. That helps others to choose well."))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LastingForm {
    lasting: String,
}

async fn save_lasting(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(form): Form<LastingForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let by = viewer.account_id;
    if !lastings().iter().any(|choice| choice.value == form.lasting) {
        let mut again = build(&app, &viewer, layout, id, None).await?;
        again.errors = FormErrors::one("lasting", "Select whether it has lasted");
        again.layout = again.layout.with_errors(true);
        return unprocessable(&again);
    }
    let mut tx = app.begin(&viewer).await?;
    let one = relationships::hold(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let side = one.side_of(by).ok_or(PageError::NotFound)?;
    if one.course.status() != Status::Ended {
        return Err(PageError::NotFound);
    }
    look_back_store::set_lasting(&mut tx, now, id, side, &form.lasting).await?;
    tx.commit().await?;
    Ok(see_other(&crate::relationships::path(id), "Thank you. We do not ask again."))
}
