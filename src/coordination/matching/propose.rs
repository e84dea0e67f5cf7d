use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::actions::{self, ProposeError};
use super::form::{ProposalForm, Step};
use super::model::{LONGEST_HOPE, LONGEST_WHY, Member, Mentee, NewProposal};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::actions::{NewRequest, SendError, enter};
use crate::chemistry::model::Times;
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, forms, page, see_other,
    unprocessable,
};
use crate::platform::words;
use crate::pools::{self, Offering};
use crate::search::by_hand::{self, Wanted, Why};
use crate::vocabulary::{self, List, TermId};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/pools/{id}/matching/{account_id}", Who::Coordinator, show)
        .post("/pools/{id}/matching/{account_id}", Who::Coordinator, propose)
        .post("/pools/{id}/matching/{account_id}/request", Who::Coordinator, request)
}

/// One of those who are chosen so far.
struct Row {
    number: usize,
    person: String,
    /// Who they are; none when they cannot be proposed any more.
    member: Option<Member>,
    why: String,
}

impl Row {
    fn person_id(&self) -> String {
        format!("person-{}", self.number)
    }

    fn why_id(&self) -> String {
        format!("why-{}", self.number)
    }

    fn name(&self) -> &str {
        self.member.as_ref().map_or("Somebody who cannot be proposed any more", |member| member.name.as_str())
    }
}

/// Somebody who was found.
struct Found {
    id: AccountId,
    line: String,
    name: String,
    /// None when they were found by name.
    percent: Option<u8>,
    why: Vec<Why>,
}

#[derive(Template)]
#[template(path = "coordination/matching.html")]
struct ProposePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    mentee: Mentee,
    rows: Vec<Row>,
    /// None before anybody was looked for.
    found: Option<Vec<Found>>,
    offerings: Vec<Choice>,
    areas: Vec<Choice>,
    professions: Vec<Choice>,
    form: ProposalForm,
    errors: FormErrors,
    longest_hope: usize,
    longest_why: usize,
}

impl ProposePage {
    /// Those who can be asked for the mentee: whoever is chosen.
    fn people(&self) -> Vec<Choice> {
        self.rows
            .iter()
            .filter_map(|row| Some(Choice::new(row.person.clone(), row.member.as_ref()?.line())))
            .collect()
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= super::model::MOST
    }

    fn area(&self, at: usize) -> &str {
        self.form.area.get(at).map_or("", String::as_str)
    }
}

/// What the page stands on, for a coordinator of the pool and a mentee it is open to.
struct Desk {
    name: String,
    mentee: Mentee,
    offerings: Vec<Offering>,
    /// Who sits at it: not to be chosen, because being left out would tell them that the mentee keeps away from them.
    reader: AccountId,
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
    let pool = pools::find(db, id).await?.ok_or(PageError::NotFound)?;
    let mentee = store::mentee(db, id, account, viewer.account_id, day_of(app.clock.now())).await?;
    let mentee = mentee.ok_or(PageError::NotFound)?;
    let offerings = pools::requirements(db, id).await?.into_iter().map(|one| one.offering).collect();
    Ok(Desk { name: pool.name, mentee, offerings, reader: viewer.account_id })
}

/// The page, with whom was chosen and what was looked for.
async fn shown(
    db: &mut PgConnection,
    app: &App,
    layout: Layout,
    id: PoolId,
    desk: Desk,
    form: ProposalForm,
    errors: FormErrors,
) -> Result<ProposePage, PageError> {
    let now = app.clock.now();
    let chosen = form.person.iter().filter_map(|raw| raw.parse().ok());
    let chosen: Vec<AccountId> = chosen.filter(|person| *person != desk.reader).collect();
    let members = store::members_of(db, id, desk.mentee.account_id, &chosen, now).await?;
    let rows = (1..)
        .zip(form.people())
        .map(|(number, (person, why))| Row {
            number,
            member: members.iter().find(|member| member.account_id.to_string() == person).cloned(),
            person,
            why,
        })
        .collect();
    let found = if form.looks() { Some(found(db, app, id, &desk, &form).await?) } else { None };
    let terms = vocabulary::terms(db, &[List::DevelopmentArea, List::Profession]).await?;
    let options = |list: List, none: &str| {
        let mut options = vec![Choice::new("", none)];
        options.extend(
            vocabulary::current(&terms, list, day_of(now))
                .map(|term| Choice::new(term.term_id.0.to_string(), term.label.clone())),
        );
        options
    };
    let offerings = desk
        .offerings
        .iter()
        .map(|offering| Choice::new(offering.code(), words::capitalised(offering.label())))
        .collect();
    let submission =
        if form.submission.is_empty() { SubmissionId::new(now).to_string() } else { form.submission.clone() };
    let offering = match (form.offering.as_str(), desk.offerings.as_slice()) {
        ("", [only]) => only.code().to_owned(),
        (chosen, _) => chosen.to_owned(),
    };
    Ok(ProposePage {
        layout: layout.with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new(&desk.name, format!("/pools/{id}")),
            Crumb::new("Propose somebody", format!("/pools/{id}/matching")),
        ],
        pool: id,
        mentee: desk.mentee,
        rows,
        found,
        offerings,
        areas: options(List::DevelopmentArea, "Anything"),
        professions: options(List::Profession, "Any profession"),
        form: ProposalForm { submission, offering, ..form },
        errors,
        longest_hope: LONGEST_HOPE,
        longest_why: LONGEST_WHY,
    })
}

/// Who of the pool is called so, or fits what was chosen, best first; without those who are on the list already.
async fn found(
    db: &mut PgConnection,
    app: &App,
    id: PoolId,
    desk: &Desk,
    form: &ProposalForm,
) -> Result<Vec<Found>, PageError> {
    let mentee = desk.mentee.account_id;
    let name = form.who.trim();
    let mut found: Vec<Found> = if name.is_empty() {
        let Some(offering) = form.offering(&desk.offerings) else { return Ok(Vec::new()) };
        let term = |raw: &String| raw.parse().ok().map(TermId);
        let wanted = Wanted {
            offering,
            areas: form.area.iter().filter_map(term).collect(),
            professions: term(&form.profession).into_iter().collect(),
        };
        let suited = by_hand::suited(db, app, id, mentee, &wanted).await?;
        let line = |one: &by_hand::Suited| {
            let role = one.card.role();
            let places = words::count(one.card.left, "place", "places");
            if role.is_empty() { places } else { format!("{role} ({places})") }
        };
        suited
            .into_iter()
            .map(|one| Found {
                id: one.card.account_id,
                line: line(&one),
                name: one.card.title(),
                percent: (!one.why.is_empty()).then_some(one.percent),
                why: one.why,
            })
            .collect()
    } else {
        store::members_named(db, id, mentee, name, app.clock.now())
            .await?
            .into_iter()
            .map(|member| Found {
                id: member.account_id,
                line: member.offers(),
                name: member.name,
                percent: None,
                why: Vec::new(),
            })
            .collect()
    };
    found.retain(|one| one.id != desk.reader && !form.person.contains(&one.id.to_string()));
    Ok(found)
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((id, account)): Path<(PoolId, AccountId)>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let desk = desk(&mut db, &app, &viewer, id, account).await?;
    page(&shown(&mut db, &app, layout, id, desk, ProposalForm::default(), FormErrors::none()).await?)
}

/// Looks for people, adds, moves and removes them, and in the end proposes them: nothing is kept before that.
async fn propose(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((id, account)): Path<(PoolId, AccountId)>,
    Form(mut form): Form<ProposalForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let desk = desk(&mut tx, &app, &viewer, id, account).await?;
    let mut errors = FormErrors::none();
    let step = form.step();
    if step != Step::Propose {
        form.apply(&step);
        if step == Step::Find && form.who.trim().is_empty() && form.offering(&desk.offerings).is_none() {
            errors.add("offering", "Select for what, or write a name");
            let again = shown(&mut tx, &app, layout, id, desk, form, errors).await?;
            return unprocessable(&again);
        }
        return page(&shown(&mut tx, &app, layout, id, desk, form, errors).await?);
    }
    let offering = errors.take("offering", Offering::parse(&form.offering));
    let picked = form.picked(&mut errors);
    let Some(offering) = offering.filter(|_| errors.is_empty()) else {
        return unprocessable(&shown(&mut tx, &app, layout, id, desk, form, errors).await?);
    };
    let submission = form.submission()?;
    let new = NewProposal { pool: id, mentee: account, offering, picked, submission };
    match actions::propose(&mut tx, &app, viewer.account_id, &new).await {
        Ok(()) => tx.commit().await?,
        Err(ProposeError::NotTheirs(name)) => {
            let sentence =
                format!("{name} cannot be proposed for {}. Choose somebody else", offering.label());
            let errors = FormErrors::one("person-1", sentence);
            return unprocessable(&shown(&mut tx, &app, layout, id, desk, form, errors).await?);
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
        return unprocessable(&shown(&mut tx, &app, layout, id, desk, form, errors).await?);
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
            return unprocessable(&shown(&mut tx, &app, layout, id, desk, form, errors).await?);
        }
        Err(other) => return Err(other.into()),
    }
    let said = format!("Entered. It goes once {} confirms it.", desk.mentee.name);
    Ok(see_other(&format!("/pools/{id}/today"), &said))
}
