use jiff::SignedDuration;

use super::{FORMS, GOAL, states};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn the_list_leads_to_every_tool_and_says_when_to_use_it() {
    let app = TestApp::start().await;
    let page = app.get("/tools").await;
    page.assert_ok().assert_sees("nothing you write is stored");
    let links = page.attributes("main .app-tools a", "href");
    for path in FORMS.iter().filter(|path| !path.ends_with("/mentors")) {
        assert!(links.contains(&(*path).to_owned()), "{path}: {links:?}");
        app.get(path).await.assert_ok();
    }
    assert_eq!(page.texts(".app-tools__one strong").len(), links.len());
    for path in ["/tools/preparation", "/tools/reflection"] {
        let pair = app.get(path).await;
        assert!(pair.attributes("main nav a", "href").contains(&format!("{path}/mentors")), "{pair}");
    }
}

#[tokio::test]
async fn every_state_answers_as_it_should_and_its_page_is_never_kept() {
    let app = TestApp::start().await;
    for state in states() {
        let page = app.post_only(state.path, &state.fields).await;
        page.assert_status(state.status);
        assert_eq!(page.header("cache-control"), Some("no-store"), "{}", state.name);
        assert_eq!(page.headers.get_all("set-cookie").iter().count(), 0, "{}", state.name);
        assert!(!page.path.contains('?'), "{page}");
    }
}

#[tokio::test]
async fn a_goal_comes_back_as_a_sheet_and_can_be_changed_without_losing_a_word() {
    let app = TestApp::start().await;
    let sheet = app.post_only("/tools/grow", &GOAL).await;
    sheet.assert_ok().assert_heading("Goal sheet").assert_sees("Friday 9 April 2027");
    assert_eq!(
        sheet.texts(".app-sheet ol li"),
        ["Watch how Ruth does it", "Run half of it", "Ask for a course", "Swap with another team"]
    );
    assert_eq!(
        sheet.texts(".app-sheet tbody th"),
        ["Ask Ruth whether I may run the second half", "Write a short agenda", "Say thank you"]
    );
    let copy = sheet.texts("#plain-text").join(" ");
    assert!(
        copy.contains("1. Ask Ruth whether I may run the second half – Amina, by Friday 9 April 2027"),
        "{copy}"
    );

    let form = app.press(&sheet, "Change it").await;
    form.assert_ok().assert_heading("GROW: from a wish to a plan");
    let shown = form.form_to("/tools/grow");
    for (name, value) in GOAL.iter().filter(|(name, _)| *name != "step") {
        assert_eq!(shown.value(name).map(|text| text.replace('\r', "")).as_deref(), Some(*value), "{name}");
    }
    let again = app.submit_form(&shown, &[("step", "make"), ("goal", "Run it by May")]).await;
    again.assert_ok().assert_sees("Run it by May").assert_sees("Ruth in the room");
}

#[tokio::test]
async fn rows_are_added_without_a_script_and_keep_what_is_typed() {
    let app = TestApp::start().await;
    let mut page = app.get("/tools/checklist").await;
    for shown in [6, 9, 12] {
        let form = page.form_to("/tools/checklist");
        page = app.submit_form(&form, &[("step", "rows"), ("what-1", "Draw up the rota")]).await;
        assert_eq!(page.texts(".app-tool__row").len(), shown);
        assert_eq!(page.form_to("/tools/checklist").value("what-1").as_deref(), Some("Draw up the rota"));
    }
    page.assert_sees("A sheet holds 12 actions");
    assert!(page.form_to("/tools/checklist").button("Add 3 more actions").is_none());
    let last = page.form_to("/tools/checklist");
    let made = app.submit_form(&last, &[("step", "make"), ("what-12", "Tell the night staff")]).await;
    assert_eq!(made.texts(".app-sheet tbody th"), ["Draw up the rota", "Tell the night staff"]);
    let button = app.get("/tools/checklist").await.attributes("button[formaction]", "formaction");
    assert_eq!(button, ["/tools/checklist#what-4"], "the page opens where the new rows begin");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let long = "é".repeat(301);
    let page = app
        .post_only(
            "/tools/grow",
            &[
                ("goal", &long),
                ("what-2", "Ask"),
                ("by-2-day", "27"),
                ("by-2-month", "11"),
                ("by-2-year", "2020"),
                ("sure", "11"),
                ("reality", "  It is\r\nhard  "),
            ],
        )
        .await;
    page.assert_error("goal", "Your goal must be 300 characters or fewer; it has 301")
        .assert_error("sure", "Choose a number from 1 to 10");
    assert_eq!(
        page.texts("a[href='#by-2-day']"),
        ["The date of action 2 has passed: enter today or a later day"]
    );
    let form = page.form_to("/tools/grow");
    assert_eq!(form.value("goal").as_deref(), Some(long.as_str()));
    assert_eq!(form.value("by-2-year").as_deref(), Some("2020"));
    assert!(form.value("reality").is_some_and(|text| text.contains("hard")), "{page}");

    for (path, field, message) in [
        ("/tools/grow", "goal", "Enter your goal"),
        ("/tools/checklist", "what-1", "Enter at least one action, or make an empty list to write on"),
        ("/tools/skill-will", "skill", "Choose how much of it you can do"),
        ("/tools/skill-will", "will", "Choose how much you want to do it"),
        ("/tools/co-active", "values", "Choose at least one question, or write one of your own"),
        ("/tools/preparation", "since", "Write a few words somewhere, or make an empty sheet to write on"),
        (
            "/tools/preparation/mentors",
            "last",
            "Write a few words somewhere, or make an empty sheet to write on",
        ),
        ("/tools/reflection", "clearer", "Write a few words somewhere, or make an empty sheet to write on"),
        (
            "/tools/reflection/mentors",
            "noticed",
            "Write a few words somewhere, or make an empty sheet to write on",
        ),
        ("/tools/self-check", "approachability-1", "Answer at least one statement"),
    ] {
        app.post_only(path, &[]).await.assert_error(field, message);
    }
}

#[tokio::test]
async fn the_picture_marks_where_one_stands_and_says_it_in_words() {
    let app = TestApp::start().await;
    let mut places = std::collections::BTreeSet::new();
    for skill in ["1", "2", "3", "4"] {
        for will in ["1", "2", "3", "4"] {
            let page = app.post_only("/tools/skill-will", &[("skill", skill), ("will", will)]).await;
            page.assert_ok();
            let said = page.texts("svg[role='img'] > title").join("");
            assert!(said.contains(&format!("skill {skill} of 4, will {will} of 4")), "{said}");
            places.insert((page.attributes("svg circle", "cx"), page.attributes("svg circle", "cy")));
            let style = page.heading().replace("Your style of help: ", "");
            assert_eq!(page.texts(".app-matrix__quarter--here").len(), 1);
            assert!(said.to_lowercase().contains(&style), "{said} and {style}");
        }
    }
    assert_eq!(places.len(), 16);
    let form = app.get("/tools/skill-will").await;
    assert_eq!(form.texts("svg circle").len(), 0, "no mark before one has answered");
}

#[tokio::test]
async fn an_approach_brings_its_questions_to_a_mentors_sheet() {
    let app = TestApp::start().await;
    for (path, heading) in [
        ("/tools/preparation/mentors", "Questions to have ready: GROW"),
        ("/tools/reflection/mentors", "Questions to look back with: GROW"),
    ] {
        let page = app.post_only(path, &[("approach", "grow")]).await;
        page.assert_ok().assert_sees(heading);
        assert_eq!(page.texts(".app-sheet ul li").len(), 4);
    }
    app.post_only("/tools/preparation", &[("approach", "grow")]).await.assert_status(422);
}

#[tokio::test]
async fn a_self_check_names_the_terms_that_a_profile_lacks() {
    let app = TestApp::start().await;
    let strong = [("patience-1", "4"), ("patience-2", "4"), ("probing-1", "4"), ("questioning-1", "1")];
    let visitor = app.post_only("/tools/self-check", &strong).await;
    visitor
        .assert_ok()
        .assert_sees("Worth practising: questioning")
        .assert_sees("18 statements without an answer were not counted");
    assert_eq!(visitor.texts(".app-terms li"), ["Patience", "Probing"]);
    assert!(visitor.attributes(".app-sheet a", "href").contains(&"/pools".to_owned()), "{visitor}");

    let grace = given::account(&app).practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    let ways = browser.get("/profile/ways").await;
    let options = ways.texts("input[name='skills'] + label");
    let place = options.iter().position(|label| label == "Patience").expect("the term");
    let patience = ways.form_having(&[("skills", "")]).options("skills")[place].clone();
    let delivery = ways.form_having(&[("skills", "")]).options("delivery")[0].clone();
    browser.submit(&ways, &[("skills", &patience), ("delivery", &delivery)]).await.assert_path("/profile");
    let own = browser.post_only("/tools/self-check", &strong).await;
    own.assert_ok().assert_sees("Your profile names these already: Patience");
    assert_eq!(own.texts(".app-terms li"), ["Probing", "Patience"]);
    assert!(own.attributes(".app-sheet a", "href").contains(&"/profile/ways".to_owned()), "{own}");

    let retired = sqlx::query(
        "update term set valid_to = '2027-03-05' where vocabulary_code = 'skill' and term_code = 'probing'",
    );
    retired.execute(&app.app.db).await.expect("a term is retired");
    app.advance(SignedDuration::from_hours(24));
    let later = app.post_only("/tools/self-check", &strong).await;
    assert_eq!(later.texts(".app-terms li"), ["Patience"], "a term that is not offered is not suggested");
}
