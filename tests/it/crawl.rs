//! Every page as every role: it answers, its links lead somewhere, its headers protect it, its HTML is valid.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};

use crate::support::crawl::{State, Visit, local, pages, sendings};
use crate::support::nu;
use crate::support::page::Page;
use crate::support::world::{Cast, World};

/// Every page and answer for every reader, in a hub as it runs for real.
async fn everything(world: &World) -> Vec<Visit> {
    let mut all = Vec::new();
    for cast in Cast::READERS {
        let opened = pages(world, cast).await.visits;
        let mut answered = Vec::new();
        for sending in sendings(&opened) {
            answered.extend(sending.send(world).await);
        }
        all.extend(opened);
        all.extend(answered);
    }
    let lost = world.app.get_only("/nowhere").await;
    all.push(Visit { cast: Cast::Visitor, page: lost, state: State::Opened });
    all
}

#[tokio::test]
async fn a3_every_page_is_valid_html_and_keeps_the_house_rules() {
    let world = World::new().await;
    let visits = everything(&world).await;
    let mut wrong = Vec::new();
    for visit in &visits {
        let mut note = |what: String| wrong.push(format!("{}: {what}", visit.name()));
        let document = visit.page.document();
        status(visit, &mut note);
        headers(&visit.page, &document, &mut note);
        frame(&document, &mut note);
        fields(&document, &mut note);
        fragments(&document, &mut note);
        nothing_inline(&document, &visit.page.path, &mut note);
        if visit.page.status == 422 {
            errors(&document, &mut note);
        }
    }
    titles(&visits, &mut wrong);
    // One page of a body is enough.
    let bodies: BTreeMap<&str, &Visit> =
        visits.iter().map(|visit| (visit.page.body.as_str(), visit)).collect();
    let texts: Vec<&str> = bodies.keys().copied().collect();
    for finding in nu::check(&texts) {
        let visit = bodies[texts[finding.page]];
        wrong.push(format!("{}: {}: {} in {}", visit.name(), finding.kind, finding.message, finding.extract));
    }
    println!("{} pages, {} different", visits.len(), texts.len());
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_page_of_the_demonstration_answers() {
    let world = World::demo().await;
    let visits = pages(&world, Cast::Visitor).await.visits;
    let texts: Vec<&str> = visits.iter().map(|visit| visit.page.body.as_str()).collect();
    for visit in &visits {
        let mut note = |what: String| panic!("{}: {what}", visit.name());
        let document = visit.page.document();
        headers(&visit.page, &document, &mut note);
        frame(&document, &mut note);
        nothing_inline(&document, &visit.page.path, &mut note);
    }
    let found = nu::check(&texts);
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let mut dead = Vec::new();
    for world in [World::new().await, World::demo().await] {
        for cast in Cast::READERS {
            dead.extend(pages(&world, cast).await.dead);
        }
    }
    dead.sort();
    assert!(dead.is_empty(), "{dead:#?}");
}

#[tokio::test]
async fn assets_exist_and_are_kept_for_good() {
    let world = World::new().await;
    let home = world.app.get("/").await;
    let mut assets = home.attributes("script[src]", "src");
    assets.extend(home.attributes("link[rel=stylesheet], link[rel=icon], link[rel=modulepreload]", "href"));
    assets.extend(home.attributes("img[src]", "src"));
    assert!(assets.len() >= 4, "{assets:?}");
    for asset in assets {
        let answer = world.app.get_only(&asset).await;
        answer.assert_ok();
        let kept = answer.header("cache-control").unwrap_or_default();
        assert!(kept.contains("immutable") && kept.contains("max-age=31536000"), "{asset}: {kept:?}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{asset}");
    }
}

/// What a page answered: an opened page is there, a form that was sent empty came back or went on, or was refused
/// because an earlier form of its page had settled the matter.
fn status(visit: &Visit, note: &mut impl FnMut(String)) {
    let status = visit.page.status.as_u16();
    if ![200, 404, 409, 422].contains(&status) {
        note(format!("status {status}"));
    }
}

/// S10, on every response including errors.
fn headers(page: &Page, document: &Html, note: &mut impl FnMut(String)) {
    let policy = page.header("content-security-policy").unwrap_or_default();
    for part in [
        "default-src",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        if !policy.contains(part) {
            note(format!("S10: no {part} in the policy {policy:?}"));
        }
    }
    for loose in ["unsafe-", "*", "http:", "data:"] {
        let sources = policy.split(';').filter(|directive| !directive.trim().starts_with("img-src"));
        if sources.into_iter().any(|directive| directive.contains(loose)) {
            note(format!("S10: {loose} in the policy {policy:?}"));
        }
    }
    let wanted = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin no-referrer strict-origin strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("content-type", "text/html; charset=utf-8"),
    ];
    for (name, allowed) in wanted {
        let value = page.header(name).unwrap_or_default();
        let given = if name == "content-type" {
            value.eq_ignore_ascii_case(allowed)
        } else {
            allowed.split(' ').any(|one| one == value)
        };
        if !given {
            note(format!("S10: {name} is {value:?}"));
        }
    }
    let signed_in = finds(document, "form[action='/sign-out']");
    let cache = page.header("cache-control").unwrap_or_default();
    if signed_in && !cache.contains("no-store") {
        note(format!("S10: a personal page may be stored: cache-control is {cache:?}"));
    }
}

fn frame(document: &Html, note: &mut impl FnMut(String)) {
    for css in ["h1", "main", "head > title", "header", "footer", "a.nhsuk-skip-link[href='#maincontent']"] {
        let there = all(document, css).len();
        if there != 1 {
            note(format!("has {there} of {css}, not one"));
        }
    }
    let title: String = all(document, "head > title").iter().flat_map(ElementRef::text).collect();
    if !title.ends_with("– Rapport") {
        note(format!("the title is {title:?}"));
    }
    for link in ["/contact", "/privacy", "/cookies", "/accessibility"] {
        if !finds(document, &format!("footer a[href='{link}']")) {
            note(format!("A6: no {link} in the footer"));
        }
    }
    let mut level = 0_u8;
    for heading in all(document, "h1, h2, h3, h4, h5, h6") {
        // Messages stand before everything else.
        let class = heading.attr("class").unwrap_or_default();
        if class.contains("error-summary") || class.contains("banner") {
            continue;
        }
        let own = heading.value().name().as_bytes()[1] - b'0';
        if own > level + 1 {
            note(format!("the heading {:?} skips a level", heading.text().collect::<String>()));
        }
        level = own;
    }
}

/// A4: every field has a label, and what describes it exists.
fn fields(document: &Html, note: &mut impl FnMut(String)) {
    for control in all(document, "input:not([type=hidden]):not([hidden]), select, textarea") {
        let id = control.attr("id").unwrap_or_default();
        let labelled = !id.is_empty() && finds(document, &format!("label[for='{id}']"));
        if !labelled && control.attr("aria-label").is_none() && control.attr("aria-labelledby").is_none() {
            note(format!("A4: no label for {}", control.html()));
        }
        for described in control.attr("aria-describedby").unwrap_or_default().split_whitespace() {
            if !finds(document, &format!("[id='{described}']")) {
                note(format!("A4: {id} is described by {described}, which is not there"));
            }
        }
    }
}

fn fragments(document: &Html, note: &mut impl FnMut(String)) {
    for link in attributes(document, "a[href]", "href") {
        if let Some(id) = link.strip_prefix('#')
            && !finds(document, &format!("[id='{id}']"))
        {
            note(format!("a link to #{id}, which is not there"));
        }
        if link.starts_with("javascript:") || link == "#" || link.is_empty() {
            note(format!("S11: a link to {link:?}"));
        }
    }
}

/// S10: nothing inline that the policy would refuse, and nothing from elsewhere.
fn nothing_inline(document: &Html, path: &str, note: &mut impl FnMut(String)) {
    if finds(document, "script:not([src]), style, [style]") {
        note("S10: inline script or style".to_owned());
    }
    for element in all(document, "*") {
        if let Some((name, _)) = element.value().attrs().find(|(name, _)| name.starts_with("on")) {
            note(format!("S10: the attribute {name} on {}", element.value().name()));
        }
    }
    let mut sources = attributes(document, "[src]", "src");
    sources.extend(attributes(document, "link[href]", "href"));
    for source in sources {
        if local(source, path).is_none() && !source.starts_with("data:image/") {
            note(format!("fetches {source} from elsewhere"));
        }
    }
}

/// A4: an error summary whose links lead to the fields, each field tied to its message.
fn errors(document: &Html, note: &mut impl FnMut(String)) {
    let title: String = all(document, "head > title").iter().flat_map(ElementRef::text).collect();
    if !title.starts_with("Error:") {
        note(format!("A4: the title is {title:?}"));
    }
    let links = attributes(document, ".nhsuk-error-summary a[href]", "href");
    if links.is_empty() {
        note("A4: no error summary with links".to_owned());
    }
    for link in links {
        let field = link.trim_start_matches('#');
        if !finds(
            document,
            &format!(
                "input[id='{field}'], select[id='{field}'], textarea[id='{field}'], button[id='{field}']"
            ),
        ) {
            note(format!("A4: the summary links to {link}, which is no field"));
        }
    }
    for message in all(document, ".nhsuk-error-message[id]") {
        let id = message.attr("id").unwrap_or_default();
        if !finds(document, &format!("[aria-describedby~='{id}']")) {
            note(format!("A4: nothing is described by the message {id}"));
        }
    }
}

/// Titles tell pages apart: two pages that one reader sees under one title are of one kind.
fn titles(visits: &[Visit], wrong: &mut Vec<String>) {
    let mut paths: BTreeMap<(Cast, String), BTreeSet<String>> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.page.status == 200) {
        let path = visit.page.path.split('?').next().unwrap_or_default();
        let kind: Vec<&str> = path.split('/').filter(|part| part.len() < 30).collect();
        paths.entry((visit.cast, visit.page.title())).or_default().insert(kind.join("/"));
    }
    for ((cast, title), paths) in paths.into_iter().filter(|(_, paths)| paths.len() > 1) {
        wrong.push(format!("{cast:?} sees the title {title:?} on several pages: {paths:?}"));
    }
}

fn all<'a>(document: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"));
    document.select(&selector).collect()
}

fn attributes<'a>(document: &'a Html, css: &str, attribute: &str) -> Vec<&'a str> {
    all(document, css).into_iter().filter_map(|element| element.attr(attribute)).collect()
}

fn finds(document: &Html, css: &str) -> bool {
    let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"));
    document.select(&selector).next().is_some()
}
