//! Every page somebody can reach, and the states of its forms: how it looks when a form comes back, and when a search
//! finds nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rapport::platform::web::routes::Verb;

use super::client::Client;
use super::findable;
use super::form::Form;
use super::page::Page;
use super::soaking;
use super::subjects::subject;
use super::world::{Cast, World};

/// A page as one of the cast sees it.
pub struct Visit {
    pub cast: Cast,
    pub page: Page,
    pub state: State,
}

/// How a page came to look as it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Opened,
    /// Its form number so many (from 0) was sent with nothing in it, or with this text, and came back.
    Sent {
        form: usize,
        text: &'static str,
        from: String,
    },
}

impl Visit {
    pub fn name(&self) -> String {
        match &self.state {
            State::Opened => format!("{:?} at {}", self.cast, self.page.path),
            State::Sent { form, text, from } => {
                format!("{:?} at {from}, form {form} sent with {text:?}", self.cast)
            }
        }
    }
}

/// What pages looked like so far, to tell which show anything new.
#[derive(Default)]
pub struct Looks {
    shapes: BTreeSet<String>,
    neighbours: BTreeSet<(String, String)>,
}

impl Looks {
    /// Whether a page shows two elements beside or inside each other that no page before it showed so. In a soak every page
    /// is new whose main part is built as none before it.
    pub fn are_new(&mut self, page: &Page) -> bool {
        let shape = shape(page);
        let before = self.neighbours.len();
        self.neighbours.extend(shape.windows(2).map(|two| (two[0].clone(), two[1].clone())));
        let new_shape = self.shapes.insert(shape.join(" "));
        self.neighbours.len() > before || new_shape && soaking(0, 1) == 1
    }
}

/// The elements of a page's main part with their classes, whatever the words, after the status.
fn shape(page: &Page) -> Vec<String> {
    let document = page.document();
    let main = scraper::Selector::parse("main *").expect("a selector");
    let mut shape = vec![format!("{:?}", page.status)];
    shape.extend(document.select(&main).map(|element| {
        let classes = element.attr("class").unwrap_or_default();
        format!("{}.{classes}", element.value().name())
    }));
    shape.dedup();
    shape
}

/// Where the crawl begins.
const DECLARED: &str = "its declaration";

/// Far more pages than a small world has: a link that leads ever further is a fault.
const TOO_MANY: usize = 560;

/// So many pages of one kind show how the kind looks.
const ENOUGH: usize = 8;

/// What one of the cast reached.
pub struct Crawled {
    pub visits: Vec<Visit>,
    /// Links that led nowhere, each as a sentence.
    pub dead: Vec<String>,
}

/// Every page this one of the cast reaches: all routes that are theirs, and what those link to.
pub async fn pages(world: &World, cast: Cast) -> Crawled {
    let browser = world.browser(cast).await;
    let mut waiting: VecDeque<(String, String)> = VecDeque::new();
    for route in rapport::app::routes(&world.app.app).declared() {
        if route.method == Verb::Get {
            let object = subject(world, route.path).await;
            if object.yours.contains(&cast.rights()) {
                waiting.push_back((object.path, DECLARED.to_owned()));
            }
        }
    }
    if cast != Cast::Visitor {
        let signed_in = ["/practitioners/", "/shortlist"];
        let addresses = findable::addresses(world.findable).into_iter().filter(|address| {
            cast != Cast::PlacedVisitor || !signed_in.iter().any(|start| address.starts_with(start))
        });
        waiting.extend(addresses.map(|address| (address, DECLARED.to_owned())));
    }
    let mut opened = 0;
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let mut dead = Vec::new();
    let mut seen = BTreeSet::new();
    let mut found: BTreeMap<String, Page> = BTreeMap::new();
    while let Some((path, from)) = waiting.pop_front() {
        let path = path.split('#').next().unwrap_or_default().to_owned();
        if path.is_empty() || !seen.insert(one_of_many(&path)) {
            continue;
        }
        if let Some(kind) = of_a_search(&path) {
            let number = alike.entry(kind.to_owned()).or_default();
            *number += 1;
            if *number > ENOUGH {
                continue;
            }
        }
        opened += 1;
        assert!(opened < TOO_MANY, "links without end: {seen:?}");
        let page = browser.get(&path).await;
        // A letter and its link lead their own reader somewhere; the demonstration shows letters to everybody.
        let is_letter = from.starts_with("/demo/mail/") || from.starts_with("/act/");
        if is_letter && !page.status.is_success() {
            continue;
        }
        if from != DECLARED && !is_letter && !page.status.is_success() {
            dead.push(format!("{cast:?} finds a link on {from} to {path}, which answers {}", page.status));
        }
        if is_html(&page) {
            for link in page.attributes("a[href]", "href") {
                if let Some(path) = local(&link, &page.path) {
                    waiting.push_back((path, page.path.clone()));
                }
            }
            found.insert(page.path.clone(), page);
        }
    }
    let page_of = |page| Visit { cast, page, state: State::Opened };
    Crawled { visits: found.into_values().map(page_of).collect(), dead }
}

/// What stands for a page that is like hundreds of others: of the terms of a vocabulary one is enough.
fn one_of_many(path: &str) -> String {
    match path.split_once("/terms/") {
        Some((list, term)) if list.starts_with("/admin/vocabularies/") => {
            let rest = term.split_once('/').map_or("", |(_, rest)| rest);
            format!("{list}/terms/…/{rest}")
        }
        _ => path.to_owned(),
    }
}

/// The kind of page whose address carries a search, or whom a search led to: every tag, person and step of a list has one.
/// So has every month, and what is listed in a directory or kept at a desk.
fn of_a_search(path: &str) -> Option<&str> {
    let kinds = [
        "/find/results?",
        "/find/why/",
        "/chemistry/new?",
        "/find?",
        "/find/",
        "/practitioners/",
        "/shortlist?",
        "/sign-in?",
        "/calendar/months/",
        "/apply?",
        "/events/",
        "/events?",
        "/schemes/",
    ];
    if path.starts_with("/admin/pools/") && path.contains("/merger/") {
        return Some("/merger/");
    }
    let of_a_pool =
        ["/events/", "/schemes/", "/import/", "/condolences/", "/activity?", "/activity.csv", "/report?"];
    kinds.into_iter().find(|kind| path.starts_with(kind)).or_else(|| {
        let rest = path.strip_prefix("/pools/")?;
        of_a_pool.into_iter().find(|kind| rest.contains(kind))
    })
}

/// A form to be sent with nothing in it or, when it is a search, with a word that is nowhere.
pub struct Sending<'a> {
    visit: &'a Visit,
    number: usize,
    form: Form,
}

/// One sending for every form that somebody fills in. Nothing that only presses a button is pressed.
pub fn sendings(visits: &[Visit]) -> Vec<Sending<'_>> {
    let mut known = BTreeSet::new();
    let mut sendings = Vec::new();
    for visit in visits {
        for (number, form) in visit.page.forms().into_iter().enumerate() {
            if form.is_typed() && known.insert((visit.cast, form.action.clone(), form.method.clone())) {
                sendings.push(Sending { visit, number, form });
            }
        }
    }
    sendings
}

impl Sending<'_> {
    /// Sends it and gives the page that comes back; `None` when that is no page.
    pub async fn send(&self, world: &World) -> Option<Visit> {
        let browser = world.browser(self.visit.cast).await;
        let (text, page) = if self.form.method == "post" {
            ("", post_emptied(&browser, &self.form).await)
        } else {
            let nowhere = "zqxjkv";
            let sent = self.form.filled_with(nowhere);
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish();
            let path = self.form.action.split('?').next().unwrap_or_default();
            (nowhere, browser.get(&format!("{path}?{query}")).await)
        };
        let state = State::Sent { form: self.number, text, from: self.visit.page.path.clone() };
        is_html(&page).then_some(Visit { cast: self.visit.cast, page, state })
    }
}

async fn post_emptied(browser: &Client, form: &Form) -> Page {
    let sent = form.filled_with("");
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&form.action, &sent).await
}

fn is_html(page: &Page) -> bool {
    page.header("content-type").unwrap_or_default().starts_with("text/html")
}

/// A link's path on this hub; `None` when it leads elsewhere.
pub fn local(link: &str, page: &str) -> Option<String> {
    if link.starts_with("mailto:") || link.starts_with("tel:") {
        return None;
    }
    let base = url::Url::parse("http://hub.invalid").ok()?.join(page).ok()?;
    let target = base.join(link).ok()?;
    if target.host_str() != Some("hub.invalid") {
        return None;
    }
    Some(target[url::Position::BeforePath..].to_owned())
}
