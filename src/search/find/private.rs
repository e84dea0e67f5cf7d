use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::understood;
use super::web::FindPage;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Day;
use crate::platform::tokens::Token;
use crate::platform::web::forms::paragraphs;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Routes, Who, see_other, unprocessable,
};
use crate::platform::words;
use crate::search::Ground;
use crate::search::drafts::{self, Owner, Private};
use crate::search::look::{Looked, Parameters, look};
use crate::search::words::{Understood, understand};
use crate::vocabulary::{self, List};

pub(super) fn routes() -> Routes<App> {
    Routes::new().post("/find/private", Who::Public, save).post("/find/private/removal", Who::Public, remove)
}

const LONGEST: usize = 1000;

/// What was typed and ticked that stays out of the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PrivateForm {
    pub own_words: String,
    pub private_area: Vec<String>,
    pub private_weight: String,
    /// The rest of the search, coded.
    pub address: String,
}

impl PrivateForm {
    pub fn of(private: Option<&Private>) -> Self {
        let usual = "important".to_owned();
        private.map_or_else(
            || Self { private_weight: usual.clone(), ..Self::default() },
            |private| Self {
                own_words: private.text.clone(),
                private_area: private.areas.clone(),
                private_weight: if private.weight.is_empty() {
                    usual.clone()
                } else {
                    private.weight.clone()
                },
                address: String::new(),
            },
        )
    }
}

/// The sensitive areas there are to choose.
pub(super) fn areas(ground: &Ground, day: Day) -> Vec<Choice> {
    vocabulary::current(&ground.terms, List::DevelopmentArea, day)
        .filter(|term| term.sensitive)
        .map(|term| Choice::new(term.code.clone(), term.label.clone()))
        .collect()
}

fn parameters(address: &str) -> Parameters {
    url::form_urlencoded::parse(address.as_bytes()).into_owned().collect()
}

/// Whose draft it will be; a visitor's browser gets a token when it has none.
fn owner(viewer: Option<&Viewer>, jar: &CookieJar) -> (Owner, Option<Token>) {
    if let Some(viewer) = viewer {
        return (Owner::Account(viewer.account_id), None);
    }
    if let Some(token) = drafts::browser(jar) {
        return (Owner::Browser(token), None);
    }
    let token = Token::random();
    (Owner::Browser(token.clone()), Some(token))
}

async fn save(
    viewer: Option<Viewer>,
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Form(form): Form<PrivateForm>,
) -> Result<Response, PageError> {
    let mut looked = look(&app, viewer.as_ref(), &jar, &parameters(&form.address), false).await?;
    let text = form.own_words.trim();
    let text = if text.is_empty() {
        Ok(String::new())
    } else {
        paragraphs(text, "what you are looking for", LONGEST)
    };
    let text = match text {
        Ok(text) => text,
        Err(sentence) => {
            let errors = FormErrors::one("own_words", sentence);
            let page = FindPage::of(&app, layout, looked, viewer.is_some(), errors).await?;
            return unprocessable(&page.with_private(form));
        }
    };
    let understood = understand(&text, &looked.ground, looked.day);
    let private = private(&form, &text, &understood, &looked);
    let said = sentence(&understood, &private, &looked.ground);
    understood::add(&mut looked.search, &understood, &looked.ground);
    let (owner, new) = owner(viewer.as_ref(), &jar);
    looked.search.draft = if private.is_empty() && looked.search.draft.is_none() {
        None
    } else {
        let mut tx = app.db.begin().await?;
        let now = app.clock.now();
        let draft = looked.search.draft;
        let id = drafts::save(&mut tx, &app.secret, now, &owner, draft, &private).await?;
        tx.commit().await?;
        Some(id)
    };
    let address = looked.search.address(&looked.ground);
    let path = if looked.asking.has_place() { "/find/results" } else { "/find" };
    let answer = see_other(&format!("{path}?{address}"), &said);
    Ok(match new {
        Some(token) => {
            (CookieJar::new().add(drafts::browser_cookie(&token, &app.site.base_url)), answer).into_response()
        }
        None => answer,
    })
}

/// What goes into the draft: the text, the sensitive areas ticked or understood, and the words nobody's list knows.
fn private(form: &PrivateForm, text: &str, understood: &Understood, looked: &Looked) -> Private {
    let offered = areas(&looked.ground, looked.day);
    let mut areas: Vec<String> = offered
        .iter()
        .map(|area| area.value.clone())
        .filter(|code| form.private_area.contains(code))
        .collect();
    for term in understood.terms.iter().filter_map(|found| looked.ground.term(found.term_id)) {
        if term.sensitive && !areas.contains(&term.code) {
            areas.push(term.code.clone());
        }
    }
    let weight = match form.private_weight.as_str() {
        weight @ ("must" | "nice") => weight,
        _ => "important",
    };
    Private { text: text.to_owned(), areas, weight: weight.to_owned(), words: understood.rest.clone() }
}

/// "We understood: Stepping up to board and Confidence. We look for “ward” in what people wrote."
fn sentence(understood: &Understood, private: &Private, ground: &Ground) -> String {
    if private.text.is_empty() {
        return "Kept out of the address, and only you can see it.".to_owned();
    }
    let labels: Vec<&str> = understood
        .terms
        .iter()
        .filter_map(|found| ground.term(found.term_id))
        .map(|term| term.label.as_str())
        .collect();
    let quoted: Vec<String> = understood.rest.iter().take(6).map(|word| format!("“{word}”")).collect();
    let topics = if labels.is_empty() {
        "None of our topics is in your words yet.".to_owned()
    } else {
        format!("We understood: {}.", words::list(&labels))
    };
    if quoted.is_empty() {
        topics
    } else {
        format!("{topics} We also look for {} in what people wrote.", words::either(&quoted))
    }
}

/// One thing to be taken out of a draft.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RemovalForm {
    /// Code of an area, or "words".
    what: String,
    address: String,
}

async fn remove(
    viewer: Option<Viewer>,
    jar: CookieJar,
    State(app): State<App>,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    let mut looked = look(&app, viewer.as_ref(), &jar, &parameters(&form.address), false).await?;
    let Some((id, mut private)) = looked.asking.draft.clone() else {
        // Gone, or never theirs: nothing of it is in this search either way.
        let address = looked.search.address(&looked.ground);
        return Ok(Redirect::to(&format!("/find/results?{address}")).into_response());
    };
    if form.what == "words" {
        private.words.clear();
        private.text.clear();
    } else {
        private.areas.retain(|code| *code != form.what);
    }
    let (owner, _) = match drafts::browser(&jar).filter(|_| viewer.is_none()) {
        Some(token) => (Owner::Browser(token), None::<Token>),
        None => owner(viewer.as_ref(), &jar),
    };
    let mut tx = app.db.begin().await?;
    let id = drafts::save(&mut tx, &app.secret, app.clock.now(), &owner, Some(id), &private).await?;
    tx.commit().await?;
    looked.search.draft = (!private.is_empty()).then_some(id);
    let address = looked.search.address(&looked.ground);
    Ok(see_other(&format!("/find/results?{address}"), "Taken out of your search."))
}
