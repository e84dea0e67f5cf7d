use rapport::events::Actor;
use rapport::organisations::day_of;
use rapport::vocabulary::{self, List, Renaming, Resolution};
use sqlx::Connection;

use super::term;
use crate::support::app::{TestApp, noon};
use crate::support::database::TestDatabase;

#[tokio::test]
async fn every_vocabulary_is_there_and_loading_again_adds_nothing() {
    let database = TestDatabase::migrated().await;
    let mut db = database.owner().await;
    let counts = "select (select count(*) from vocabulary), (select count(*) from term), (select count(*) from term_synonym)";
    let before: (i64, i64, i64) = sqlx::query_as(counts).fetch_one(&mut db).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    vocabulary::load_reference_data(&mut tx, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let after: (i64, i64, i64) = sqlx::query_as(counts).fetch_one(&mut db).await.unwrap();
    assert_eq!(before, after);
    assert_eq!((before.0, before.1), (11, 229));
    assert!(before.2 > 1000, "{} synonyms", before.2);
    let parentless: i64 = sqlx::query_scalar(
        "select count(*) from term where (vocabulary_code = 'specialty') <> (parent_id is not null)",
    )
    .fetch_one(&mut db)
    .await
    .unwrap();
    assert_eq!(parentless, 0);
}

#[tokio::test]
async fn loading_again_keeps_what_an_administrator_edited() {
    let app = TestApp::start().await;
    let (list, now) = (List::Approach, app.now());
    let (grow, clear, nlp) =
        (term(&app, list, "grow").await, term(&app, list, "clear").await, term(&app, list, "nlp").await);
    let mut db = app.app.db.acquire().await.unwrap();
    let to =
        Renaming { label: "The GROW model".into(), level: None, admits_coaches: false, sensitive: false };
    let by = Actor::System;
    vocabulary::rename(&mut db, by, now, (list, grow.term_id, 1), &to).await.unwrap();
    vocabulary::retire(&mut db, by, now, (list, clear.term_id, 1), Some(grow.term_id)).await.unwrap();
    vocabulary::remove_synonym(&mut db, by, now, (list, nlp.term_id), "NLP coaching").await.unwrap();
    let before = vocabulary::terms(&mut db, &[list]).await.unwrap();
    let mut owner = app.database.owner().await;
    vocabulary::load_reference_data(&mut owner, now).await.unwrap();
    assert_eq!(vocabulary::terms(&mut db, &[list]).await.unwrap(), before);
    let lexicon = vocabulary::lexicon(&mut db, list).await.unwrap();
    let meaning = |text: &str| lexicon.resolve(text, day_of(now));
    assert_eq!(meaning("GROW"), Resolution::Certain(grow.term_id), "what it was called still finds it");
    assert_eq!(meaning("CLEAR"), Resolution::Certain(grow.term_id), "the successor");
    assert!(!matches!(meaning("NLP coaching"), Resolution::Certain(_)), "removed stays removed");
}

#[tokio::test]
async fn the_values_of_real_registers_are_certain() {
    let app = TestApp::start().await;
    let mut db = app.app.db.acquire().await.unwrap();
    for (list, values) in [
        (
            List::Profession,
            "Finance|Admin|nurse|IT|GP|OT|Physiotherapy|Digital / Informatics|Healthcare Science|General Practice|Radiography|Estates and Facilities|Pharmacy|Social Work|Paramedic|Medicine|Hospital Doctor|Administration & Clerical|HR & OD|Physio|Public Health|HR|Midwifery|Psychology",
        ),
        (List::Seniority, "SAS|8b|Consultant|8A|AfC 8b|9|8c|Band 8a|VSM|5|7|Band 7|8d|6"),
        (
            List::Qualification,
            "AC Accredited|In-house mentor training day|EMCC EIA Practitioner|ILM L7 Diploma|Deanery coaching programme|ILM Level 5|ICF PCC|EMCC Senior Practitioner|ILM 7|ICF ACC|PG Cert Coaching|ILM5 Certificate in Coaching & Mentoring|CMI 5",
        ),
        (
            List::DevelopmentArea,
            "Inclusive leadership|career development|System leadership|Return to work|Difficult conversations|Career progression|Portfolio careers|New role / transitions|Conflict|Confidence|Leading teams|Board level|Delegation|Leading change|Presentation skills|Work life balance|Imposter syndrome|Retirement planning|Decision making|Time management|First time leader|Interview skills|Resilience|Influencing|Wellbeing",
        ),
        (
            List::Approach,
            "Narrative|CBC|GROW|OSKAR|Skill/Will|Co-active|Systemic|CLEAR|Gestalt|Strengths based|Time to Think|TA|Solution focused",
        ),
        (List::Delivery, "Walk & talk|MS Teams|Teams|F2F|Face to face|Phone|Either|Virtual only"),
        (List::Language, "Romanian|Urdu|Welsh|Yoruba|BSL|Punjabi|French|Spanish|Hindi|Gujarati|Polish"),
    ] {
        let lexicon = vocabulary::lexicon(&mut db, list).await.unwrap();
        for value in values.split('|') {
            let meaning = lexicon.resolve(value, day_of(app.now()));
            assert!(matches!(meaning, Resolution::Certain(_)), "{value} in {list:?}: {meaning:?}");
        }
    }
}
