use axum::extract::State;
use axum::response::Response;

use super::ours;
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::{self, Meant, day_of};
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::platform::web::{Choice, Form, PageError, Path, see_other};
use crate::registers::gather::LISTS;
use crate::registers::model::ImportId;
use crate::registers::understanding::{Decision, Decisions, Subject, Unsure};
use crate::registers::{actions, job, store};
use crate::vocabulary::{self, Term, TermId};

/// Values on one page; the others come when these are decided.
const SHOWN: usize = 40;

/// A value somebody is asked about.
pub struct Question {
    /// The name of its field.
    pub name: String,
    /// Above the first of its subject.
    pub heading: Option<&'static str>,
    pub written: String,
    pub rows: u32,
    pub options: Vec<Choice>,
    pub is_employer: bool,
}

/// What is asked about the first of these values.
pub fn questions(unsure: &[Unsure], terms: &[Term], now: Instant) -> Vec<Question> {
    let today = day_of(now);
    let mut before = "";
    unsure
        .iter()
        .take(SHOWN)
        .enumerate()
        .filter_map(|(index, one)| {
            let subject = Subject::from_code(&one.subject)?;
            let heading = (before != one.subject).then(|| subject.label());
            before = &one.subject;
            let mut options = vec![Choice::new("", "Decide later")];
            if let Some((_, name)) = &one.suggestion {
                options.push(Choice::new("suggestion", format!("{name} (our suggestion)")));
            }
            options.push(Choice::new("leave-out", "Leave it out"));
            if let Subject::Terms(list) = subject {
                let current = vocabulary::current(terms, list, today);
                options.extend(current.map(|term| Choice::new(term.term_id.to_string(), term.label.clone())));
            }
            Some(Question {
                name: format!("value-{index}"),
                heading,
                written: one.written.clone(),
                rows: one.rows,
                options,
                is_employer: subject == Subject::Employers,
            })
        })
        .collect()
}

pub async fn save(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, ImportId)>,
    State(app): State<App>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    ours(&viewer, pool)?;
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let mut import = store::find(&mut tx, pool, id).await?.ok_or(PageError::NotFound)?;
    let field = |name: &str| form.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let Ok(version) = field("version").parse::<i32>() else {
        return Err(PageError::BadRequest("the form lacks its version".to_owned()));
    };
    if version != import.version {
        return Err(PageError::Conflict(
            "Somebody decided about these values meanwhile. Look at the import again: theirs are kept."
                .to_owned(),
        ));
    }
    let every = !field("accept").is_empty();
    let terms = vocabulary::terms(&mut tx, &LISTS).await?;
    let mut decided = Decisions::new();
    let mut unknown = Vec::new();
    for (index, one) in import.reading.unsure.iter().enumerate() {
        let named = field(&format!("named-{index}")).trim().to_owned();
        let decision = if !named.is_empty() && one.subject == "employer" {
            let meant = organisations::meant(&mut tx, std::slice::from_ref(&named), now).await?;
            if let Some(Meant::Certain(organisation, _)) = meant.into_iter().next() {
                Some(Decision::Employer(organisation))
            } else {
                unknown.push(named);
                None
            }
        } else {
            chosen(one, field(&format!("value-{index}")), every && index < SHOWN, &terms)
        };
        if let Some(decision) = decision {
            decided.entry(one.subject.clone()).or_default().insert(one.folded.clone(), decision);
        }
    }
    if decided.is_empty() && unknown.is_empty() {
        return Ok(see_other(
            &format!("/pools/{pool}/import/{id}"),
            "Nothing was decided yet. Choose what a value means first.",
        ));
    }
    import.version = version;
    actions::decide(&mut tx, now, &import, decided).await?;
    tx.commit().await?;
    job::start(&app, pool, id);
    let sentence = if unknown.is_empty() {
        "Your decisions are kept for this pool, and the file is being checked again.".to_owned()
    } else {
        format!(
            "Your decisions are kept. No listed employer has exactly the code or name “{}”.",
            unknown.join("”, “")
        )
    };
    Ok(see_other(&format!("/pools/{pool}/import/{id}"), &sentence))
}

fn chosen(one: &Unsure, value: &str, every: bool, terms: &[Term]) -> Option<Decision> {
    let suggestion = || one.suggestion.as_ref().map(|(decision, _)| decision.clone());
    match value {
        "" if every => suggestion(),
        "" => None,
        "suggestion" => suggestion(),
        "leave-out" => Some(Decision::LeaveOut),
        term => {
            let id: TermId = term.parse().ok()?;
            let listed = terms.iter().any(|term| term.term_id == id && term.list.code() == one.subject);
            listed.then_some(Decision::Term(id))
        }
    }
}
