//! The pages, as the two walk through them.

use futures_util::future::join_all;

use super::hub::{agreeing, arrange, begun, boxes, places, status};
use crate::chemistry::hub::{DAY, mentor};
use crate::search::hub::Hub;
use crate::support::given;

#[tokio::test]
async fn from_two_yeses_to_a_session_that_is_logged_and_a_good_end() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (request, id) = agreeing(&hub, &amina, &grace).await;
    let (aminas, graces) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&grace).await);
    let page = aminas.get(&format!("/chemistry/{request}")).await;
    page.assert_ok().assert_sees("Read and sign the agreement");
    let page = aminas.get(&format!("/chemistry/{request}/agreement")).await;
    page.assert_path(&format!("/relationships/{id}/agreement")).assert_sees("told nothing");
    let form = aminas.get(&format!("/relationships/{id}/agreement/changes")).await;
    let wrong = aminas.submit(&form, &[("purpose", ""), ("how", "On Teams.")]).await;
    wrong.assert_status(422).assert_sees("There is a problem").assert_sees("On Teams.");
    let saved = aminas.submit(&form, &[("purpose", "To become a ward manager."), ("how", "On Teams.")]).await;
    saved.assert_ok().assert_sees("Saved and signed by you");
    let page = graces.get(&format!("/relationships/{id}/agreement")).await;
    page.assert_sees("To become a ward manager.").assert_sees("Changed by Amina");
    graces.press(&page, "Sign this agreement").await.assert_ok().assert_sees("can begin");
    let page = graces.get(&format!("/relationships/{id}/sessions")).await;
    let form = page.form_with_button("Book it");
    let [day, month, year] = boxes(&hub.app, 5);
    let typed = [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", "2:30pm")];
    let booked = graces.submit_form(&form, &typed).await;
    booked.assert_ok().assert_sees("in both your calendars").assert_sees("To prepare");
    hub.app.advance(DAY * 6);
    let (aminas, graces) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&grace).await);
    let page = aminas.get(&format!("/relationships/{id}")).await;
    page.assert_sees("Say how long it was");
    let session = page.attributes("main a.nhsuk-button", "href")[0].clone();
    let page = aminas.get(&session).await;
    let wrong = aminas.submit_form(&page.form_with_button("Yes, log it"), &[("took", "ages")]).await;
    wrong.assert_status(422);
    assert_eq!(wrong.attributes("#took", "value"), ["ages"], "what was typed is kept");
    aminas.press(&page, "Yes, log it").await.assert_ok().assert_sees("1 hour logged");
    let page = aminas.get(&format!("/relationships/{id}/ending")).await;
    let ended = aminas.submit_form(&page.form_with_button("End it"), &[("when", "now")]).await;
    ended.assert_ok().assert_path(&format!("/relationships/{id}/evaluation"));
    aminas.submit(&ended, &[("fit", "5")]).await.assert_status(422);
    let done = aminas.submit(&ended, &[("fit", "5"), ("recommend", "4"), ("changed", "I am braver.")]).await;
    done.assert_ok().assert_sees("Thank you");
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("ended", (0, 0)));
    let page = graces.get("/relationships/feedback").await;
    page.assert_ok().assert_sees("once 3 of them").assert_sees_not("braver");
}

#[tokio::test]
async fn s1_somebody_elses_relationship_does_not_exist() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let session = arrange(&hub.app, &amina, id, 48).await.unwrap();
    let coordinator = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    let administrator = given::account(&hub.app).named("Ruth Adeyemi").administrator().make().await;
    for person in [hub.mentee().await, coordinator, administrator] {
        let browser = hub.app.browser_of(&person).await;
        for path in ["", "/agreement", "/agreement/changes", "/sessions", "/review", "/ending", "/evaluation"]
        {
            browser.get(&format!("/relationships/{id}{path}")).await.assert_not_found();
        }
        browser.get(&format!("/relationships/{id}/sessions/{session}")).await.assert_not_found();
        for path in ["/ending", "/pause", "/agreement/signature", "/review", "/in-touch"] {
            let fields = [("when", "now"), ("number", "1"), ("weeks", "2"), ("wish", "end")];
            let status = browser.post_only(&format!("/relationships/{id}{path}"), &fields).await.status;
            assert!(matches!(status.as_u16(), 404 | 422), "{path}: {status}");
        }
    }
    assert_eq!(status(&hub.app, id).await, "active");
}

/// R3: the same form fifty times at once changes things once.
#[tokio::test]
async fn r3_the_same_form_fifty_times_is_one_change_and_one_letter() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (_, id) = agreeing(&hub, &amina, &grace).await;
    let graces = hub.app.browser_of(&grace).await;
    let fifty = async |path: String, fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let all = join_all((0..50).map(|_| graces.post_only(&path, &fields))).await;
        let done = all.iter().filter(|page| page.status == 303).count();
        assert_eq!(done, 50, "{path}: {:?}", all.iter().map(|page| page.status.as_u16()).collect::<Vec<_>>());
    };
    fifty(format!("/relationships/{id}/agreement/signature"), vec![("number", "1".into())]).await;
    super::hub::sign(&hub.app, &amina, id, 1).await.unwrap();
    let page = graces.get(&format!("/relationships/{id}/sessions")).await;
    let form = page.form_with_button("Book it");
    let [day, month, year] = boxes(&hub.app, 7);
    let submission = form.value("submission").unwrap();
    let mut fields = vec![("time", "other".into()), ("at", "2pm".into()), ("submission", submission)];
    fields.extend([("on-day", day), ("on-month", month), ("on-year", year)]);
    fifty(format!("/relationships/{id}/sessions"), fields).await;
    let sessions: i64 =
        sqlx::query_scalar("select count(*) from session").fetch_one(&hub.app.app.db).await.unwrap();
    let signed = crate::chemistry::hub::told(&hub.app, &amina, "has signed").await;
    assert_eq!((sessions, signed), (1, 1));
    fifty(format!("/relationships/{id}/ending"), vec![("when", "now".into())]).await;
    assert_eq!(crate::chemistry::hub::told(&hub.app, &amina, "has ended").await, 1);
    assert_eq!(places(&hub.app, &grace).await, (0, 0));
}

#[tokio::test]
async fn a_page_takes_few_statements_however_many_there_are() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 9).await;
    let graces = hub.app.browser_of(&grace).await;
    let first = begun(&hub, &hub.mentee().await, &grace).await;
    for _ in 0..4 {
        begun(&hub, &hub.mentee().await, &grace).await;
    }
    let session = arrange(&hub.app, &grace, first, 48).await.unwrap();
    for path in [
        "/relationships".to_owned(),
        format!("/relationships/{first}/sessions/{session}"),
        format!("/relationships/{first}"),
        format!("/relationships/{first}/agreement"),
        format!("/relationships/{first}/sessions"),
        format!("/relationships/{first}/review"),
    ] {
        graces.get(&path).await.assert_ok();
        let (_, statements) = hub.app.statements(graces.get_only(&path)).await;
        assert!(statements.len() <= 6, "{path}: {} statements\n{}", statements.len(), statements.join("\n"));
    }
}

#[tokio::test]
async fn coordinators_write_the_words_agreements_begin_with() {
    let hub = Hub::new().await;
    let coordinator = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    let browser = hub.app.browser_of(&coordinator).await;
    let path = format!("/pools/{}/agreements", hub.pool);
    browser.get(&path).await.assert_ok().assert_sees("Our words");
    let page = browser.get(&format!("{path}/mentoring")).await;
    browser.submit(&page, &[("limits", "")]).await.assert_status(422);
    let limits = "Between us, but for risk of harm and safeguarding.";
    for empty in ["how", "difficulty", "data_kept"] {
        let back = browser.submit(&page, &[("limits", limits), (empty, " ")]).await;
        back.assert_status(422);
        assert!(back.error_on(empty).is_some(), "{empty}");
    }
    let look = browser.submit(&page, &[("limits", limits), ("sessions", "8")]).await;
    look.assert_ok()
        .assert_heading("Agreement for mentoring Publish these words?")
        .assert_sees(limits)
        .assert_sees("8 sessions of 60 minutes");
    browser.get(&path).await.assert_sees_not("number 1");
    let change = browser.press(&look, "Change them").await;
    change.assert_ok();
    let kept = change.form_to(&format!("{path}/mentoring"));
    assert_eq!(
        (kept.value("limits").as_deref(), kept.value("sessions").as_deref()),
        (Some(limits), Some("8"))
    );
    browser.press(&look, "Publish these words").await.assert_ok().assert_sees("number 1");
    let stale = browser.submit(&page, &[("limits", "Other words.")]).await;
    stale.assert_status(409).assert_sees("Other words.").assert_sees("changed meanwhile");
    let page = browser.get(&format!("{path}/mentoring")).await;
    let look = browser.submit(&page, &[("limits", "Later words.")]).await;
    browser.press(&look, "Publish these words").await.assert_ok().assert_sees("number 2");
    let page = browser.get(&format!("{path}/mentoring")).await;
    page.assert_sees("Number 1, 4 March 2027, by Asha Patel")
        .assert_sees("Number 2, 4 March 2027, by Asha Patel");
    let from = page.attributes("a[href*='from=']", "href");
    assert_eq!(from, [format!("{path}/mentoring?from=1")], "those in use need not be begun from");
    let again = browser.get(&from[0]).await;
    assert_eq!(again.form_to(&format!("{path}/mentoring")).value("limits").as_deref(), Some(limits));
    browser.get(&format!("{path}/mentoring?from=9")).await.assert_not_found();
    let look = browser.submit_form(&again.form_to(&format!("{path}/mentoring")), &[]).await;
    browser.press(&look, "Publish these words").await.assert_ok().assert_sees("number 3");
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (_, id) = agreeing(&hub, &amina, &grace).await;
    let page = hub.app.browser_of(&amina).await.get(&format!("/relationships/{id}/agreement")).await;
    page.assert_sees(limits).assert_sees("8 sessions");
}
