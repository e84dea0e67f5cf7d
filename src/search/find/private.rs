use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use jiff::SignedDuration;
use serde::Deserialize;

use super::understood;
use super::web::FindPage;
use crate::accounts::Viewer;
use crate::accounts::limits::Network;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::platform::clock::Day;
use crate::platform::tokens::Token;
use crate::platform::web::forms::paragraphs;
use crate::platform::web::{
    Choice, ClientAddress, Form, FormErrors, Layout, PageError, Routes, Who, see_other, unprocessable,
};
use crate::search::Ground;
use crate::search::drafts::{self, Owner, Private};
use crate::search::look::{Looked, Parameters, look};
use crate::search::words::{Understood, understand};
use crate::vocabulary::{self, List};

pub(super) fn routes() -> Routes<App> {
    Routes::new().post("/find", Who::Public, save).post("/find/private/removal", Who::Public, remove)
}

const LONGEST: usize = 1000;

/// How many drafts the visitors of one network may write: a trust's is shared by thousands.
const VISITORS_DRAFTS: Limit = Limit::new(300, SignedDuration::from_hours(1));

/// What was typed and ticked that stays out of the address.
#[derive(Debug, Clone, Default)]
pub(super) struct PrivateForm {
    pub own_words: String,
    pub private_area: Vec<String>,
    pub private_weight: String,
    /// Which button was pressed.
    step: String,
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
                step: String::new(),
            },
        )
    }

    /// The private fields of the one form; the others are those of an address.
    fn read(parameters: &Parameters) -> Self {
        let all = |name: &str| -> Vec<String> {
            let named = parameters.iter().filter(|(known, _)| known == name);
            named.map(|(_, value)| value.clone()).collect()
        };
        let first = |name: &str| all(name).into_iter().next().unwrap_or_default();
        Self {
            own_words: first("own_words"),
            private_area: all("private_area"),
            private_weight: first("private_weight"),
            step: first("step"),
        }
    }

    /// Where the button leads.
    fn path(&self, has_place: bool) -> &'static str {
        match self.step.as_str() {
            "place" => "/find/place",
            "about-me" => "/find/about-me",
            _ if has_place => "/find/results",
            _ => "/find/place",
        }
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

/// Takes the one form: what is coded goes into the address it leads to, what is private into a draft.
async fn save(
    viewer: Option<Viewer>,
    layout: Layout,
    jar: CookieJar,
    ClientAddress(client): ClientAddress,
    State(app): State<App>,
    Form(parameters): Form<Parameters>,
) -> Result<Response, PageError> {
    let mut looked = look(&app, viewer.as_ref(), &jar, &parameters, false).await?;
    let form = PrivateForm::read(&parameters);
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
    let before = looked.asking.draft.as_ref().map(|(_, private)| private.clone()).unwrap_or_default();
    let is_new = text != before.text;
    let understood =
        if is_new { understand(&text, &looked.ground, looked.day) } else { Understood::default() };
    let words = if is_new { understood.rest.clone() } else { before.words.clone() };
    let private = private(&form, &text, &understood, words, &looked);
    understood::add(&mut looked.search, &understood, &looked.ground);
    let draft = looked.search.draft;
    let mut cookie = None;
    if draft.is_some() || !private.is_empty() {
        let (owner, new) = owner(viewer.as_ref(), &jar);
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if let Owner::Browser(_) = owner {
            let bucket = Bucket::new("search-draft", &[Network::of(client).bytes()], VISITORS_DRAFTS);
            if let Taken::Wait { seconds } = throttle::take_on(&mut tx, now, &[bucket]).await? {
                return Err(PageError::TooMany { retry_after_seconds: seconds });
            }
        }
        looked.search.draft = drafts::save(&mut tx, &app.secret, now, &owner, draft, &private).await?;
        tx.commit().await?;
        cookie = new.map(|token| drafts::browser_cookie(&token, &app.site.base_url));
    }
    let path = form.path(viewer.is_some() || looked.asking.has_place());
    let to = format!("{path}?{}", looked.search.address(&looked.ground));
    // What was understood is not said in the flash, which is a cookie: the tags of the page say it.
    let answer = if understood.terms.is_empty() && understood.rest.is_empty() {
        Redirect::to(&to).into_response()
    } else {
        see_other(&to, "We read your words. What we understood is below: take away what you did not mean.")
    };
    Ok(match cookie {
        Some(cookie) => (CookieJar::new().add(cookie), answer).into_response(),
        None => answer,
    })
}

/// What goes into the draft: the text, the sensitive areas ticked or understood, and the words nobody's list knows.
fn private(
    form: &PrivateForm,
    text: &str,
    understood: &Understood,
    words: Vec<String>,
    looked: &Looked,
) -> Private {
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
    Private { text: text.to_owned(), areas, weight: weight.to_owned(), words }
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
    let (owner, _) = owner(viewer.as_ref(), &jar);
    let mut tx = app.db.begin().await?;
    let id = drafts::save(&mut tx, &app.secret, app.clock.now(), &owner, Some(id), &private).await?;
    tx.commit().await?;
    looked.search.draft = id;
    let address = looked.search.address(&looked.ground);
    Ok(see_other(&format!("/find/results?{address}"), "Taken out of your search."))
}
