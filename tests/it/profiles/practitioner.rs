use rapport::organisations::{RegionCode, id_of};
use rapport::pools::Place;

use super::{execute, member, profile, terms};
use crate::admin::pool;
use crate::support::app::TestApp;
use crate::support::given::{self, Person};

struct Scene {
    app: TestApp,
    pool: rapport::platform::ids::PoolId,
    grace: Person,
    path: String,
}

/// Grace mentors in the Midlands, where Leicester's trust is and Leeds's is not.
async fn scene() -> Scene {
    let app = TestApp::start().await;
    let midlands = Place::Region(RegionCode::parse("midlands").unwrap());
    let pool = pool(&app, "Midlands mentoring", midlands).await;
    let grace = given::account(&app)
        .named("Grace Obi")
        .with_email("grace.obi@trust.example")
        .employed_by(id_of("RWE"))
        .practitioner()
        .make()
        .await;
    profile(&app, grace.account_id).await;
    member(&app, grace.account_id, pool).await;
    let path = format!("/practitioners/{}", grace.account_id);
    Scene { app, pool, grace, path }
}

async fn prove(app: &TestApp, person: &Person) {
    sqlx::query(
        "update account set employment_proof = 'join-code', employment_proven_at = $2 where account_id = $1",
    )
    .bind(person.account_id)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_mentee_of_the_area_sees_the_whole_person_but_no_address() {
    let Scene { app, path, .. } = scene().await;
    let amina = given::account(&app).employed_by(id_of("RX1")).make().await;
    prove(&app, &amina).await;
    execute(
        &app,
        "insert into reply_record (account_id, asked, answered, median_hours) select account_id, 4, 3, 40 from profile",
    )
    .await;
    let page = app.browser_of(&amina).await.get(&path).await;
    page.assert_ok().assert_heading("Grace Obi");
    for text in [
        "I help new ward managers find their feet",
        "she/her",
        "I have led wards for ten years.",
        "We meet once a month.",
        "Delegation",
        "Video call, Walk and talk",
        "English, Welsh",
        "Nursing",
        "Agenda for Change band 8a",
        "University Hospitals of Leicester NHS Trust",
        "Leicester, Leicestershire and Rutland",
        "Midlands",
        "2 places left",
        "Usually replies in 2 days",
        "Approved by Midlands mentoring for mentoring, since March 2027",
        "GO",
    ] {
        page.assert_sees(text);
    }
    assert!(!page.body.contains("grace.obi@"), "{page}");
    assert!(page.attributes("main img", "src").is_empty(), "initials, no photograph");
}

#[tokio::test]
async fn s1_others_see_a_page_that_is_not_there() {
    let Scene { app, path, pool, .. } = scene().await;
    let leeds = given::account(&app).employed_by(id_of("RR8")).make().await;
    let nowhere = given::account(&app).make().await;
    let administrator = given::account(&app).administrator().make().await;
    for person in [&leeds, &nowhere, &administrator] {
        app.browser_of(person).await.get_only(&path).await.assert_not_found();
    }
    app.another_browser().get_only(&path).await.assert_status(303);
    let other = crate::admin::pool(&app, "Other", Place::Organisation(id_of("RR8"))).await;
    let stranger = given::account(&app).coordinator_of(other).make().await;
    app.browser_of(&stranger).await.get_only(&path).await.assert_not_found();
    sqlx::query("insert into pool_audience (pool_audience_id, pool_id, organisation_id) values (gen_random_uuid(), $1, $2)")
        .bind(pool)
        .bind(id_of("RR8"))
        .execute(&app.app.db)
        .await
        .unwrap();
    app.browser_of(&leeds).await.get(&path).await.assert_ok();
}

#[tokio::test]
async fn an_unproven_reader_sees_no_name_anywhere() {
    let Scene { app, path, .. } = scene().await;
    let amina = given::account(&app).employed_by(id_of("RX1")).make().await;
    let page = app.browser_of(&amina).await.get(&path).await;
    page.assert_ok()
        .assert_heading("Mentor")
        .assert_sees("Their name appears once your employment is confirmed");
    assert!(!page.body.contains("Grace") && !page.body.contains("Obi"), "{page}");
}

#[tokio::test]
async fn who_is_not_active_is_not_there_for_mentees_and_is_for_coordinators() {
    let Scene { app, path, pool, grace } = scene().await;
    let amina = given::account(&app).employed_by(id_of("RX1")).make().await;
    prove(&app, &amina).await;
    let asha = given::account(&app).coordinator_of(pool).make().await;
    let (mentee, coordinator) = (app.browser_of(&amina).await, app.browser_of(&asha).await);
    let owner = app.browser_of(&grace).await;
    for (change, word) in [
        (
            "update membership set status = 'paused', paused_to = '2027-06-01'",
            Some("paused in Midlands mentoring"),
        ),
        ("update membership set status = 'active', paused_to = null", None),
        ("update membership set status = 'lapsed'", Some("lapsed in Midlands mentoring")),
        ("update membership set status = 'suspended'", Some("suspended in Midlands mentoring")),
    ] {
        execute(&app, change).await;
        owner.get(&path).await.assert_ok();
        let seen = coordinator.get(&path).await;
        seen.assert_ok().assert_heading("Grace Obi");
        match word {
            Some(word) => {
                seen.assert_sees(word);
                mentee.get_only(&path).await.assert_not_found();
            }
            None => {
                mentee.get(&path).await.assert_ok();
            }
        }
    }
    execute(&app, "update membership set status = 'left', left_at = now(), leaving = 'retired'").await;
    coordinator.get_only(&path).await.assert_not_found();
    mentee.get_only(&path).await.assert_not_found();
    owner.get(&path).await.assert_ok();
}

#[tokio::test]
async fn a_closed_account_and_a_paid_associate_are_shown_to_no_mentee() {
    let Scene { app, path, .. } = scene().await;
    let amina = given::account(&app).employed_by(id_of("RX1")).make().await;
    let mentee = app.browser_of(&amina).await;
    execute(&app, "update membership set kind = 'associate'").await;
    mentee.get_only(&path).await.assert_not_found();
    execute(&app, "update membership set kind = 'employee'").await;
    mentee.get(&path).await.assert_ok();
    execute(&app, "update account set closed_at = now() where name = 'Grace Obi'").await;
    mentee.get_only(&path).await.assert_not_found();
}

#[tokio::test]
async fn a_pools_least_seniority_counts_for_who_looks() {
    let Scene { app, path, .. } = scene().await;
    let amina = given::account(&app).employed_by(id_of("RX1")).make().await;
    let mentee = app.browser_of(&amina).await;
    execute(&app, "update pool set minimum_level = 8").await;
    mentee.get_only(&path).await.assert_not_found();
    for (code, sees) in [("afc-7", false), ("afc-8a", true), ("consultant-or-gp", true)] {
        let level = terms(&app, rapport::vocabulary::List::Seniority, &[code]).await[0];
        let mut db = app.app.db.acquire().await.unwrap();
        rapport::profiles::set_seniority(&mut db, app.now(), amina.account_id, Some(level)).await.unwrap();
        assert_eq!(mentee.get_only(&path).await.status == 200, sees, "{code}");
    }
}

#[tokio::test]
async fn places_left_count_those_seen_elsewhere_and_those_held() {
    let Scene { app, path, grace, .. } = scene().await;
    let amina = given::account(&app).employed_by(id_of("RX1")).make().await;
    let mentee = app.browser_of(&amina).await;
    for (change, words) in [
        ("update place set capacity = 3, seen_elsewhere = 1, active = 1", "1 place left"),
        ("update place set held = 1", "No place left for now"),
        ("update place set active = 9", "No place left for now"),
        ("update place set active = 0, accepting = false", "Takes no new people for now"),
    ] {
        execute(&app, change).await;
        mentee.get(&path).await.assert_sees(words);
    }
    app.browser_of(&grace).await.get("/profile/preview").await.assert_sees("This is what a mentee sees");
}

#[tokio::test]
async fn the_next_free_time_is_told_by_the_readers_clock() {
    let Scene { app, path, grace, .. } = scene().await;
    let amina = given::account(&app).employed_by(id_of("RX1")).make().await;
    prove(&app, &amina).await;
    let mentor = app.browser_of(&grace).await;
    mentor.post("/availability/presets", &[("preset", "evenings")]).await.assert_ok();
    let browser = app.browser_of(&amina).await;
    browser.get(&path).await.assert_ok().assert_sees("Monday 8 March 2027, 6pm");
    browser.post("/account/zone", &[("zone", "Asia/Manila")]).await.assert_ok();
    browser.get(&path).await.assert_sees("Tuesday 9 March 2027, 2am, Manila time");
    browser.post("/account/zone", &[("zone", "Europe/Lisbon")]).await.assert_ok();
    browser.get(&path).await.assert_sees("Monday 8 March 2027, 6pm").assert_sees_not("Lisbon time");
}
