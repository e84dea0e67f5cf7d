use rapport::organisations::day_of;
use rapport::vocabulary::{self, List, Resolution};

use super::term;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;

async fn administrator(app: &TestApp) -> Client {
    let ruth = given::account(app).administrator().make().await;
    app.browser_of(&ruth).await
}

async fn meaning(app: &TestApp, list: List, text: &str) -> Resolution {
    let lexicon = vocabulary::lexicon(&mut app.app.db.acquire().await.unwrap(), list).await.unwrap();
    lexicon.resolve(text, day_of(app.now()))
}

async fn events(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select kind from event where kind like 'term.%' order by occurred_at, event_id")
        .fetch_all(&app.app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_vocabulary_is_listed_with_its_terms() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let page = browser.get("/admin").await;
    assert!(page.attributes("a", "href").contains(&"/admin/vocabularies".to_owned()), "{page}");
    let page = browser.get("/admin/vocabularies").await;
    page.assert_ok();
    for list in List::ALL {
        page.assert_sees(list.label());
        browser.get(&format!("/admin/vocabularies/{}", list.code())).await.assert_ok();
    }
    browser.get_only("/admin/vocabularies/colours").await.assert_not_found();
    let foreign = term(&app, List::Skill, "patience").await.term_id;
    browser.get_only(&format!("/admin/vocabularies/approach/terms/{foreign}")).await.assert_not_found();
}

#[tokio::test]
async fn r3_a_term_is_added_once_and_two_of_a_label_are_refused() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let page = browser.get("/admin/vocabularies/approach").await;
    for _ in 0..2 {
        let list = browser.submit(&page, &[("label", "Ontological coaching")]).await;
        list.assert_ok().assert_sees("“Ontological coaching” is in the list, at its end.");
    }
    let added = term(&app, List::Approach, "ontological-coaching").await;
    assert_eq!(events(&app).await, ["term.added"]);
    assert_eq!(
        meaning(&app, List::Approach, "ontological COACHING").await,
        Resolution::Certain(added.term_id)
    );
    let back = browser.submit(&page, &[("label", "gestalt")]).await;
    back.assert_error("label", "There is already a term with this label");
    let back = browser.submit(&page, &[("label", "")]).await;
    back.assert_error("label", "Enter a label");
}

#[tokio::test]
async fn lists_with_levels_codes_and_professions_ask_for_them() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let page = browser.get("/admin/vocabularies/seniority").await;
    for (level, message) in
        [("", "Enter a level: where it stands among all pay ladders"), ("21", "Enter a level from 0 to 20")]
    {
        browser.submit(&page, &[("label", "Partner"), ("level", level)]).await.assert_error("level", message);
    }
    browser.submit(&page, &[("label", "Partner"), ("level", "11")]).await.assert_ok();
    assert_eq!(term(&app, List::Seniority, "partner").await.level, Some(11));
    let page = browser.get("/admin/vocabularies/language").await;
    let back = browser.submit(&page, &[("label", "Irish"), ("code", "g1")]).await;
    back.assert_error("code", "Enter the three letters of its ISO 639-3 code, like cym for Welsh");
    browser
        .submit(&page, &[("label", "Cymraeg"), ("code", "cym")])
        .await
        .assert_error("code", "There is already a term with this code");
    browser.submit(&page, &[("label", "Irish"), ("code", "GLE")]).await.assert_ok();
    assert_eq!(term(&app, List::Language, "gle").await.label, "Irish");
    let page = browser.get("/admin/vocabularies/specialty").await;
    browser
        .submit(&page, &[("label", "Podiatric surgery")])
        .await
        .assert_error("parent", "Select the profession it belongs to");
    let nursing = term(&app, List::Profession, "nursing").await.term_id;
    browser
        .submit(&page, &[("label", "Research nursing"), ("parent", &nursing.to_string())])
        .await
        .assert_ok();
    assert_eq!(term(&app, List::Specialty, "research-nursing").await.parent_id, Some(nursing));
    let page = browser.get("/admin/vocabularies/qualification").await;
    browser
        .submit(&page, &[("label", "MSc in coaching"), ("level", "7"), ("admits_coaches", "yes")])
        .await
        .assert_ok();
    assert!(term(&app, List::Qualification, "msc-in-coaching").await.admits_coaches);
}

#[tokio::test]
async fn a_renamed_term_is_found_by_both_names_and_a_stale_form_answers_409() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let grow = term(&app, List::Approach, "grow").await;
    let path = format!("/admin/vocabularies/approach/terms/{}", grow.term_id);
    let page = browser.get(&path).await;
    browser.submit(&page, &[("label", "The GROW way")]).await.assert_ok().assert_heading("The GROW way");
    for text in ["GROW", "the grow way"] {
        assert_eq!(meaning(&app, List::Approach, text).await, Resolution::Certain(grow.term_id), "{text}");
    }
    let stale = browser.submit(&page, &[("label", "GROW, revised")]).await;
    stale.assert_status(409).assert_sees("It is called “The GROW way” now");
    assert!(stale.body.contains("value=\"GROW, revised\""), "what was typed stays: {stale}");
    browser
        .submit(&page, &[("label", "gestalt")])
        .await
        .assert_error("label", "There is already a term with this label");
}

#[tokio::test]
async fn terms_move_up_and_down() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let second = term(&app, List::Approach, "co-active").await.term_id;
    let path = format!("/admin/vocabularies/approach/terms/{second}/move");
    let first_three = async || -> Vec<String> {
        let terms =
            vocabulary::terms(&mut app.app.db.acquire().await.unwrap(), &[List::Approach]).await.unwrap();
        terms.into_iter().take(3).map(|term| term.code).collect()
    };
    browser.post(&path, &[("direction", "up")]).await.assert_ok();
    assert_eq!(first_three().await, ["co-active", "grow", "skill-will"]);
    browser.post(&path, &[("direction", "up")]).await.assert_ok();
    assert_eq!(first_three().await, ["co-active", "grow", "skill-will"], "already the first");
    browser.post(&path, &[("direction", "down")]).await.assert_ok();
    browser.post(&path, &[("direction", "down")]).await.assert_ok();
    assert_eq!(first_three().await, ["grow", "skill-will", "co-active"]);
}

#[tokio::test]
async fn a_term_is_retired_for_another_and_comes_back() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let (nlp, clear) = (term(&app, List::Approach, "nlp").await, term(&app, List::Approach, "clear").await);
    let path = format!("/admin/vocabularies/approach/terms/{}", nlp.term_id);
    let page = browser.get(&path).await;
    let foreign = term(&app, List::Skill, "patience").await.term_id.to_string();
    let retirement = format!("{path}/retirement");
    for bad in [foreign.as_str(), "x", &nlp.term_id.to_string()] {
        let back = browser.post_only(&retirement, &[("version", "1"), ("successor", bad)]).await;
        back.assert_error("successor", "Select a term of this list that is still in use");
    }
    let done = browser.submit(&page, &[("successor", &clear.term_id.to_string())]).await;
    done.assert_ok().assert_sees("Retired on 4 March 2027");
    assert_eq!(meaning(&app, List::Approach, "NLP").await, Resolution::Certain(clear.term_id));
    browser.post_only(&retirement, &[("version", "1")]).await.assert_status(409);
    browser.get("/admin/vocabularies/approach").await.assert_sees("NLP, on 4 March 2027; now CLEAR");
    browser.press(&done, "Offer it again").await.assert_ok().assert_sees("Retire it");
    assert_eq!(meaning(&app, List::Approach, "NLP").await, Resolution::Certain(nlp.term_id));
    assert_eq!(events(&app).await, ["term.retired", "term.brought-back"]);
}

#[tokio::test]
async fn s11_synonyms_find_their_term_mean_one_thing_and_are_shown_as_text() {
    let app = TestApp::start().await;
    let browser = administrator(&app).await;
    let nursing = term(&app, List::Profession, "nursing").await;
    let path = format!("/admin/vocabularies/profession/terms/{}", nursing.term_id);
    let synonyms = format!("{path}/synonyms");
    let add = async |text: &str| browser.post(&synonyms, &[("synonym", text)]).await;
    let page = add("Sister & Charge Nurse").await;
    page.assert_ok().assert_sees("Sister & Charge Nurse");
    assert_eq!(
        meaning(&app, List::Profession, "sister and charge nurses").await,
        Resolution::Certain(nursing.term_id)
    );
    let taken = add("physio").await;
    taken.assert_error("synonym", "This already stands for “Physiotherapy”");
    let label = add("midwifery").await;
    label.assert_error("synonym", "This already stands for “Midwifery”");
    add("—").await.assert_error("synonym", "Enter letters or numbers: this has none to compare");
    let page = add("<img src=x onerror=alert(1)>").await;
    assert!(!page.body.contains("<img src=x"), "{page}");
    let gone =
        browser.post(&format!("{path}/synonym-removals"), &[("synonym", "Sister & Charge Nurse")]).await;
    gone.assert_ok().assert_sees_not("Sister & Charge Nurse");
    let kinds = events(&app).await;
    assert_eq!(kinds, ["term.synonym-added", "term.synonym-added", "term.synonym-removed"]);
}
