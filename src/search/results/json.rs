use serde_json::{Value, json};

use super::view::{self, Match};
use super::web::Found;
use crate::matching::Met;

/// The same page for scripts. docs/SEARCH.md describes it.
pub(super) fn of(found: &Found) -> Value {
    let search = &found.looked.search;
    let asked: Vec<Value> = search
        .asked
        .iter()
        .map(|asked| {
            json!({
                "group": asked.what.group().code(),
                "label": asked.what.label(&found.looked.ground),
                "weight": asked.weight_code(),
                "private": asked.private,
            })
        })
        .collect();
    let repairs: Vec<Value> = view::steps(&found.ranking, &found.looked)
        .into_iter()
        .map(|step| json!({ "loosen": step.asked, "brings": step.brings, "address": step.address }))
        .collect();
    json!({
        "offering": search.offering.code(),
        "address": found.address,
        "asked": asked,
        "total": found.ranking.answer.total,
        "full": found.ranking.answer.full,
        "people": found.matches.iter().map(person).collect::<Vec<_>>(),
        "full_people": found.full.iter().map(person).collect::<Vec<_>>(),
        "repairs": repairs,
        "next": found.next,
    })
}

fn person(one: &Match) -> Value {
    let reasons: Vec<Value> = one
        .reasons
        .iter()
        .map(|reason| {
            json!({
                "asked": reason.asked,
                "weight": reason.weight,
                "met": match reason.met {
                    Met::Fully => "fully",
                    Met::Partly => "partly",
                    Met::Not => "not",
                },
                "words": reason.words,
                "points": reason.points,
            })
        })
        .collect();
    json!({
        "id": one.card.account_id,
        "url": format!("/practitioners/{}", one.card.account_id),
        "name": one.card.name,
        "role": one.card.role(),
        "line": one.card.headline,
        "percent": one.percent,
        "reasons": reasons,
        "places_left": one.card.left,
        "reply": one.card.reply(),
        "next_free": one.card.next_free.map(|moment| moment.timestamp().to_string()),
    })
}
