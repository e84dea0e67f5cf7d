use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use sqlx::PgConnection;

use super::actions;
use super::form::{AgreementForm, LONGEST, LONGEST_PURPOSE, Options, rhythm};
use super::store::{self, Agreement};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{ChemistryId, RelationshipId, SubmissionId};
use crate::platform::web::filters;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, see_other_noting, unprocessable,
};
use crate::platform::words;
use crate::relationships::error::ActError;
use crate::relationships::model::Status;
use crate::relationships::reading::{self, Seen};
use crate::relationships::store as relationships;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/chemistry/{id}/agreement", Who::SignedIn, of_request)
        .get("/relationships/{id}/agreement", Who::SignedIn, show)
        .post("/relationships/{id}/agreement", Who::SignedIn, propose)
        .get("/relationships/{id}/agreement/changes", Who::SignedIn, changes)
        .post("/relationships/{id}/agreement/signature", Who::SignedIn, sign)
}

/// Letters and pages of a first conversation lead here; the agreement has its own address.
async fn of_request(
    viewer: Viewer,
    Path(id): Path<ChemistryId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let found =
        relationships::of_request_for(&mut db, id, viewer.account_id).await?.ok_or(PageError::NotFound)?;
    Ok(axum::response::Redirect::to(&format!("{}/agreement", crate::relationships::path(found)))
        .into_response())
}

#[derive(Template)]
#[template(path = "relationships/agreement.html")]
struct AgreementPage {
    layout: Layout,
    seen: Seen,
    /// What is to be signed, or holds.
    shown: Agreement,
    /// What holds until the other is signed.
    holds: Option<Agreement>,
    /// What both had signed before, the latest first.
    earlier: Vec<Agreement>,
    /// Why nothing was done.
    instead: Option<String>,
    me: String,
}

impl AgreementPage {
    fn rhythm(agreement: &Agreement) -> String {
        rhythm(agreement.content.terms.every_weeks)
    }

    fn sessions(agreement: &Agreement) -> String {
        agreement.content.terms.sessions.map_or_else(
            || "As many as it takes".to_owned(),
            |many| words::count(many, "session", "sessions"),
        )
    }

    fn review(agreement: &Agreement) -> String {
        let terms = agreement.content.terms;
        format!(
            "After {} or {}, whichever comes first",
            words::count(terms.review_after, "session", "sessions"),
            words::count(terms.review_months, "month", "months")
        )
    }

    /// "At the start and at the end"
    fn joins(agreement: &Agreement) -> String {
        let all: Vec<String> =
            agreement.content.words.joins().iter().map(|when| when.label().to_lowercase()).collect();
        words::capitalised(&words::list(&all))
    }

    fn can_change(&self) -> bool {
        may_change(self.seen.status)
    }

    fn to_sign(&self) -> bool {
        self.can_change() && !self.shown.is_signed_by(self.seen.side)
    }

    /// When they stopped working together: "Friday 4 March 2027"
    fn ended_on(&self) -> Option<String> {
        self.seen.ended_at.map(|at| words::date(Day::new(at.in_london().date())))
    }

    /// What the agreement to be signed says otherwise than the one that holds: what it is about, how it is to be, how it was.
    fn differences(&self, old: &Agreement) -> Vec<(&'static str, String, String)> {
        let lines = |one: &Agreement| {
            let words = &one.content.words;
            [
                ("How many", Self::sessions(one)),
                ("How long", format!("{} minutes each", one.content.terms.minutes)),
                ("How often", Self::rhythm(one)),
                ("Review", Self::review(one)),
                ("What the mentee would like from it", words.purpose.clone()),
                ("Where and how we meet", words.how.clone()),
                ("Between sessions", words.contact.clone()),
                ("What stays between us, and its limits", words.confidentiality.clone()),
                ("What we add to that", words.between_us.clone()),
                ("Line manager or sponsor", Self::third(one)),
                ("If it does not work", words.difficulty.clone()),
                ("What is kept", words.data_kept.clone()),
            ]
        };
        let said = |text: String| if text.is_empty() { "Nothing".to_owned() } else { text };
        lines(&self.shown)
            .into_iter()
            .zip(lines(old))
            .filter(|((_, new), (_, old))| new != old)
            .map(|((what, new), (_, old))| (what, said(new), said(old)))
            .collect()
    }

    /// Who joins when, and what they are told, in a sentence or two.
    fn third(agreement: &Agreement) -> String {
        let words = &agreement.content.words;
        if words.three_way.is_empty() {
            return "Nobody else takes part".to_owned();
        }
        format!("{}: {}. That person is told: {}", Self::joins(agreement), words.third, words.reported)
    }

    fn by_whom(&self) -> &str {
        match self.shown.drafted_by {
            Some(by) if by == self.seen.other_id => self.seen.first_name(),
            Some(_) => "you",
            None => "",
        }
    }

    /// When both had signed: "3 March 2027"
    fn signed_by_both(agreement: &Agreement) -> String {
        let at = agreement.mentee_signed_at.max(agreement.practitioner_signed_at);
        at.map_or_else(String::new, |at| words::date(Day::new(at.in_london().date())))
    }

    fn signed_by_me(&self) -> String {
        signed_on(self.shown.signed_at(self.seen.side))
    }

    fn signed_by_other(&self) -> String {
        signed_on(self.shown.signed_at(self.seen.side.other()))
    }
}

fn signed_on(moment: Option<Instant>) -> String {
    moment.map_or_else(
        || "Not signed yet".to_owned(),
        |at| format!("Signed on {}", words::date(Day::new(at.in_london().date()))),
    )
}

fn may_change(status: Status) -> bool {
    matches!(status, Status::Agreeing | Status::Active | Status::ReviewDue | Status::Ending)
}

async fn load(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    id: RelationshipId,
) -> Result<(Seen, Vec<Agreement>), PageError> {
    let seen = reading::seen(db, viewer.account_id, Some(id), app.clock.now()).await?;
    let seen = seen.into_iter().next().ok_or(PageError::NotFound)?;
    let versions = store::versions(db, &app.secret, id).await?;
    Ok((seen, versions))
}

async fn build(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    instead: Option<String>,
) -> Result<AgreementPage, PageError> {
    let mut db = app.db.acquire().await?;
    let (seen, mut versions) = load(&mut db, app, viewer, id).await?;
    if versions.is_empty() || seen.status == Status::Recorded {
        return Err(PageError::NotFound);
    }
    let shown = versions.remove(0);
    let holds = (!shown.holds() && !versions.is_empty()).then(|| versions.remove(0));
    Ok(AgreementPage { layout, seen, shown, holds, earlier: versions, instead, me: viewer.name.clone() })
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    page(&build(&app, &viewer, layout, id, None).await?)
}

/// The page again, with why nothing was done.
async fn refuse(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    error: ActError,
) -> Result<Response, PageError> {
    let Some(sentence) = error.sentence(viewer.account_id) else { return Err(error.page(viewer.account_id)) };
    let again = build(app, viewer, layout, id, Some(sentence)).await?;
    Ok((StatusCode::CONFLICT, Html(again.render()?)).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SignForm {
    number: String,
}

async fn sign(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(form): Form<SignForm>,
) -> Result<Response, PageError> {
    let number = form.number.parse().unwrap_or(0);
    let mut tx = app.begin(&viewer).await?;
    if let Err(error) = actions::sign(&mut tx, &app, viewer.account_id, id, number).await {
        tx.rollback().await?;
        return refuse(&app, &viewer, layout, id, error).await;
    }
    let after = reading::seen(&mut tx, viewer.account_id, Some(id), app.clock.now()).await?;
    tx.commit().await?;
    let path = crate::relationships::path(id);
    let Some(after) = after.into_iter().next() else { return Ok(see_other(&path, "You have signed.")) };
    Ok(if after.status == Status::Agreeing {
        let said =
            format!("You have signed. {} is told, and you can begin when both have.", after.first_name());
        see_other(&format!("{path}/agreement"), &said)
    } else if after.held == 0 && after.next_at.is_none() {
        see_other(&path, &format!("Both of you have signed. You and {} can begin.", after.first_name()))
    } else {
        see_other(&format!("{path}/agreement"), "Both of you have signed. It holds from now on.")
    })
}

#[derive(Template)]
#[template(path = "relationships/agreement_form.html")]
struct ChangesPage {
    layout: Layout,
    seen: Seen,
    form: AgreementForm,
    options: Options,
    limits: String,
    errors: FormErrors,
    /// It was changed meanwhile: this is how it reads now.
    meanwhile: Option<Box<Agreement>>,
    longest: usize,
    longest_purpose: usize,
}

impl ChangesPage {
    const fn asks_purpose(&self) -> &'static str {
        if self.seen.is_mentee() {
            "What would you like from it?"
        } else {
            "What would the mentee like from it?"
        }
    }
}

async fn changes(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let (seen, versions) = load(&mut db, &app, &viewer, id).await?;
    let latest = versions.into_iter().next().ok_or(PageError::NotFound)?;
    if !may_change(seen.status) {
        let said = "You do not work together now, so there is nothing to change.";
        return Ok(see_other_noting(&format!("{}/agreement", seen.path()), said));
    }
    let submission = SubmissionId::new(app.clock.now()).to_string();
    let form = AgreementForm::of(&latest.content, latest.number, submission);
    page(&changes_page(layout, seen, form, &latest, FormErrors::none(), None))
}

fn changes_page(
    layout: Layout,
    seen: Seen,
    form: AgreementForm,
    latest: &Agreement,
    errors: FormErrors,
    meanwhile: Option<Box<Agreement>>,
) -> ChangesPage {
    ChangesPage {
        layout: layout.with_errors(!errors.is_empty()),
        seen,
        options: Options::new(&form),
        form,
        limits: latest.content.words.confidentiality.clone(),
        errors,
        meanwhile,
        longest: LONGEST,
        longest_purpose: LONGEST_PURPOSE,
    }
}

async fn propose(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(mut form): Form<AgreementForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let (seen, versions) = load(&mut tx, &app, &viewer, id).await?;
    let latest = versions.into_iter().next().ok_or(PageError::NotFound)?;
    let content = match form.parse(false) {
        Ok(content) => content,
        Err(errors) => return unprocessable(&changes_page(layout, seen, form, &latest, errors, None)),
    };
    let Ok(submission) = form.submission.parse::<SubmissionId>() else {
        return Err(PageError::BadRequest("the form has no submission".to_owned()));
    };
    match actions::propose(&mut tx, &app, viewer.account_id, id, form.read(), &content, submission).await {
        Ok(()) => {
            tx.commit().await?;
            let said = format!("Saved and signed by you. {} is asked to sign it as well.", seen.first_name());
            Ok(see_other(&format!("{}/agreement", seen.path()), &said))
        }
        Err(ActError::OtherVersion) => {
            tx.rollback().await?;
            let mut db = app.db.acquire().await?;
            let (seen, versions) = load(&mut db, &app, &viewer, id).await?;
            let latest = versions.into_iter().next().ok_or(PageError::NotFound)?;
            form.read = latest.number.to_string();
            let meanwhile = Some(Box::new(latest.clone()));
            let again = changes_page(layout, seen, form, &latest, FormErrors::none(), meanwhile);
            Ok((StatusCode::CONFLICT, Html(again.render()?)).into_response())
        }
        Err(error) => {
            tx.rollback().await?;
            refuse(&app, &viewer, layout, id, error).await
        }
    }
}
