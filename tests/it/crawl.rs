//! Every page as every role: it answers, its links lead somewhere, its headers protect it, its HTML is valid.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::crawl::{State, Visit, pages, sendings};
use crate::support::nu;
use crate::support::rules;
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
        status(visit, &mut note);
        rules::check(&visit.page, &mut note);
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
        rules::check(&visit.page, &mut note);
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
