use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::actions::{self, ProposeError};
use super::model::{LONGEST_HOPE, LONGEST_WHY, MOST, Member, Mentee, NewProposal, Picked};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::actions::{NewRequest, SendError, enter};
use crate::chemistry::model::Times;
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Path, Routes, Who, forms, page, see_other,
    unprocessable,
};
use crate::pools::{self, Offering};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/pools/{id}/matching/{account_id}", Who::Coordinator, show)
        .post("/pools/{id}/matching/{account_id}", Who::Coordinator, propose)
        .post("/pools/{id}/matching/{account_id}/request", Who::Coordinator, request)
}

/// What was chosen and typed: five people at most, each with why, or one to ask.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ProposalForm {
    submission: String,
    offering: String,
    person: Vec<String>,
    why: Vec<String>,
    asked: String,
    #[serde(rename = "request-offering")]
    request_offering: String,
    hope: String,
}

/// One row of the form.
struct Row {
    number: usize,
    chosen: String,
    why: String,
}

#[derive(Template)]
#[template(path = "coordination/matching.html")]
struct ProposePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    mentee: Mentee,
    rows: Vec<Row>,
    people: Vec<Choice>,
    offerings: Vec<Choice>,
    form: ProposalForm,
    errors: FormErrors,
    longest_hope: usize,
}

/// What the page stands on, for a coordinator of the pool and a mentee it is open to.
struct Desk {
    name: String,
    mentee: Mentee,
    members: Vec<Member>,
}

async fn desk(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    id: PoolId,
    account: AccountId,
) -> Result<Desk, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let now = app.clock.now();
    let pool = pools::find(db, id).await?.ok_or(PageError::NotFound)?;
    let mentee = store::mentee(db, id, account, viewer.account_id, day_of(now)).await?;
    let mentee = mentee.ok_or(PageError::NotFound)?;
    let members = store::members(db, id, account, now).await?;
    Ok(Desk { name: pool.name, mentee, members })
}

impl Row {
    fn person_id(&self) -> String {
        format!("person-{}", self.number)
    }

    fn why_id(&self) -> String {
        format!("why-{}", self.number)
    }
}

impl ProposePage {
    fn new(
        layout: Layout,
        app: &App,
        id: PoolId,
        desk: Desk,
        form: ProposalForm,
        errors: FormErrors,
    ) -> Self {
        let at = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
        let rows = (0..MOST)
            .map(|row| Row { number: row + 1, chosen: at(&form.person, row), why: at(&form.why, row) })
            .collect();
        let mut people = vec![Choice::new("", "Nobody")];
        people.extend(
            desk.members.iter().map(|member| Choice::new(member.account_id.to_string(), member.line())),
        );
        let offerings = Offering::ALL
            .iter()
            .filter(|offering| desk.members.iter().any(|member| member.offerings.contains(offering)))
            .map(|offering| {
                Choice::new(offering.code(), crate::platform::words::capitalised(offering.label()))
            })
            .collect();
        let fresh = SubmissionId::new(app.clock.now()).to_string();
        let submission = if form.submission.is_empty() { fresh } else { form.submission.clone() };
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: vec![
                Crumb::new(&desk.name, format!("/pools/{id}")),
                Crumb::new("Propose somebody", format!("/pools/{id}/matching")),
            ],
            pool: id,
            mentee: desk.mentee,
            rows,
            people,
            offerings,
            form: ProposalForm { submission, ..form },
            errors,
            longest_hope: LONGEST_HOPE,
        }
    }
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((id, account)): Path<(PoolId, AccountId)>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let desk = desk(&mut db, &app, &viewer, id, account).await?;
    page(&ProposePage::new(layout, &app, id, desk, ProposalForm::default(), FormErrors::none()))
}

impl ProposalForm {
    fn picked(&self, errors: &mut FormErrors) -> Vec<Picked> {
        let mut picked: Vec<Picked> = Vec::new();
        for (row, chosen) in self.person.iter().take(MOST).enumerate().filter(|(_, one)| !one.is_empty()) {
            let field = format!("person-{}", row + 1);
            let Ok(account_id) = chosen.parse() else {
                errors.add(&field, "Choose somebody from the list");
                continue;
            };
            if picked.iter().any(|one| one.account_id == account_id) {
                errors.add(&field, "You chose this person twice");
                continue;
            }
            let why = self.why.get(row).map_or("", String::as_str);
            let why = forms::optional(why, |raw| forms::line(raw, "why", LONGEST_WHY));
            let why = errors.take(&format!("why-{}", row + 1), why).flatten().unwrap_or_default();
            picked.push(Picked { account_id, why });
        }
        if picked.is_empty() && errors.is_empty() {
            errors.add("person-1", "Choose at least one person");
        }
        picked
    }

    fn submission(&self) -> Result<SubmissionId, PageError> {
        self.submission.parse().map_err(|_| PageError::BadRequest("the form it came from".into()))
    }
}

async fn propose(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((id, account)): Path<(PoolId, AccountId)>,
    Form(form): Form<ProposalForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let desk = desk(&mut tx, &app, &viewer, id, account).await?;
    let mut errors = FormErrors::none();
    let offering = errors.take("offering", Offering::parse(&form.offering));
    let picked = form.picked(&mut errors);
    let Some(offering) = offering.filter(|_| errors.is_empty()) else {
        return unprocessable(&ProposePage::new(layout, &app, id, desk, form, errors));
    };
    let submission = form.submission()?;
    let new = NewProposal { pool: id, mentee: account, offering, picked, submission };
    match actions::propose(&mut tx, &app, viewer.account_id, &new).await {
        Ok(()) => tx.commit().await?,
        Err(ProposeError::NotTheirs(name)) => {
            let sentence =
                format!("{name} cannot be proposed for {}. Choose somebody else", offering.label());
            let errors = FormErrors::one("person-1", sentence);
            return unprocessable(&ProposePage::new(layout, &app, id, desk, form, errors));
        }
        Err(other) => return Err(other.into()),
    }
    let said = format!("Proposed. {} is told by mail, and decides.", desk.mentee.name);
    Ok(see_other(&format!("/pools/{id}/today"), &said))
}

async fn request(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((id, account)): Path<(PoolId, AccountId)>,
    Form(form): Form<ProposalForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let desk = desk(&mut tx, &app, &viewer, id, account).await?;
    let mut errors = FormErrors::none();
    let offering = errors.take("request-offering", Offering::parse(&form.request_offering));
    let asked =
        errors.take("asked", form.asked.parse::<AccountId>().map_err(|_| "Choose whom they would ask"));
    let hope = errors.take("hope", forms::paragraphs(&form.hope, "what they hope for", LONGEST_HOPE));
    let (Some(offering), Some(asked), Some(hope)) = (offering, asked, hope) else {
        return unprocessable(&ProposePage::new(layout, &app, id, desk, form, errors));
    };
    let new = NewRequest {
        practitioners: vec![asked],
        offering,
        hope,
        times: Times::Suggest,
        slots: Vec::new(),
        submission: form.submission()?,
    };
    match enter(&mut tx, &app, viewer.account_id, id, account, &new).await {
        Ok(_) => tx.commit().await?,
        // Why is between the two.
        Err(SendError::Refused(..) | SendError::NotTheirs(_) | SendError::NotOffered(_)) => {
            let errors = FormErrors::one("asked", "They cannot be asked for this now. Choose somebody else");
            return unprocessable(&ProposePage::new(layout, &app, id, desk, form, errors));
        }
        Err(other) => return Err(other.into()),
    }
    let said = format!("Entered. It goes once {} confirms it.", desk.mentee.name);
    Ok(see_other(&format!("/pools/{id}/today"), &said))
}
