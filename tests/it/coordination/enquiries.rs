use jiff::SignedDuration;

use super::{MESSAGE, administrator, coordinator, count, only_enquiry, organisation_pool, typed, write};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn s1_only_those_who_serve_the_senders_employer_see_an_enquiry() {
    let app = TestApp::start().await;
    let (trust, elsewhere) =
        (given::organisation(&app, "Example Trust").await, given::organisation(&app, "Another Trust").await);
    let ours = organisation_pool(&app, "Example pool", trust).await;
    let theirs = organisation_pool(&app, "Another pool", elsewhere).await;
    let (grace, grace_at_work) = coordinator(&app, "Grace Okafor", ours).await;
    let (ravi, ravi_at_work) = coordinator(&app, "Ravi Singh", theirs).await;
    let (ann, ann_at_work) = administrator(&app, "Ann Lee").await;
    let amina = given::account(&app).named("Amina Khan").employed_by(trust).make().await;
    let her_browser = app.browser_of(&amina).await;

    let form = her_browser.get("/contact").await;
    form.assert_sees("Your account says you work at Example Trust");
    assert_eq!(form.form_to("/contact").value("email"), Some(amina.email.clone()));
    let sent = her_browser.submit(&form, &[("topic", "problem"), ("message", MESSAGE)]).await;
    sent.assert_path("/contact/received");

    assert_eq!(app.mails_to(&grace.email).await.len(), 1);
    assert_eq!(app.mails_to(&ravi.email).await.len() + app.mails_to(&ann.email).await.len(), 0);
    let path = format!("/enquiries/{}", only_enquiry(&app).await);
    grace_at_work.get(&path).await.assert_ok().assert_sees("Example pool");
    grace_at_work.get("/enquiries").await.assert_sees("Amina Khan");
    for outsider in [&ravi_at_work, &ann_at_work] {
        outsider.get(&path).await.assert_not_found();
        outsider.get("/enquiries").await.assert_ok().assert_sees_not("Amina Khan");
        outsider.post(&format!("{path}/reply"), &[("reply", "Hello")]).await.assert_not_found();
        outsider.post(&format!("{path}/reply"), &[("reply", " ")]).await.assert_not_found();
        outsider.post(&format!("{path}/outcome"), &[("how", "spoken")]).await.assert_not_found();
    }
    grace_at_work.get("/enquiries/not-an-id").await.assert_not_found();
    assert_eq!(count(&app, "select count(*) from enquiry where status = 'waiting'").await, 1);
}

#[tokio::test]
async fn an_enquiry_whose_pool_lost_its_coordinators_falls_to_the_administrators() {
    let app = TestApp::start().await;
    let trust = given::organisation(&app, "Example Trust").await;
    let pool = organisation_pool(&app, "Example pool", trust).await;
    coordinator(&app, "Grace Okafor", pool).await;
    let (_, ann_at_work) = administrator(&app, "Ann Lee").await;
    let amina = given::account(&app).named("Amina Khan").employed_by(trust).make().await;
    let her_browser = app.browser_of(&amina).await;
    let form = her_browser.get("/contact").await;
    her_browser.submit(&form, &[("topic", "other"), ("message", MESSAGE)]).await;
    let path = format!("/enquiries/{}", only_enquiry(&app).await);
    ann_at_work.get(&path).await.assert_not_found();
    sqlx::query("delete from account_role where role = 'coordinator'")
        .execute(&app.app.db)
        .await
        .expect("deleted");
    ann_at_work.get(&path).await.assert_ok();
    ann_at_work.get("/enquiries").await.assert_sees("Amina Khan");
}

#[tokio::test]
async fn two_coordinators_answer_at_once_one_answer_goes_and_the_other_is_told() {
    let app = TestApp::start().await;
    let (_, grace) = administrator(&app, "Grace Okafor").await;
    let (_, ravi) = administrator(&app, "Ravi Singh").await;
    write(&app, &app).await;
    let path = format!("/enquiries/{}/reply", only_enquiry(&app).await);
    let first = [("reply", "From Grace")];
    let second = [("reply", "From Ravi")];
    let (one, two) = tokio::join!(grace.post_only(&path, &first), ravi.post_only(&path, &second));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let (winner, loser) =
        if one.status.as_u16() == 303 { ("Grace Okafor", &two) } else { ("Ravi Singh", &one) };
    loser
        .assert_sees(&format!("{winner} answered first"))
        .assert_sees("Yours was not sent")
        .assert_sees("This is what you wrote");
    let answers =
        app.mails_to("sian@example.org").await.into_iter().filter(|mail| mail.kind == "enquiry-answered");
    assert_eq!(answers.count(), 1);
}

#[tokio::test]
async fn r3_the_same_reply_twice_is_one_letter() {
    let app = TestApp::start().await;
    let (_, grace) = administrator(&app, "Grace Okafor").await;
    write(&app, &app).await;
    let path = format!("/enquiries/{}/reply", only_enquiry(&app).await);
    let reply = [("reply", "Yes, you can.")];
    for answer in futures_util::future::join_all((0..20).map(|_| grace.post_only(&path, &reply))).await {
        answer.assert_status(303);
    }
    assert_eq!(app.mails_to("sian@example.org").await.len(), 2);
    assert_eq!(count(&app, "select count(*) from event where kind = 'enquiry.answered'").await, 1);
}

#[tokio::test]
async fn an_answer_given_another_way_stops_the_clock_and_sends_nothing() {
    let app = TestApp::start().await;
    let (_, grace) = administrator(&app, "Grace Okafor").await;
    write(&app, &app).await;
    let path = format!("/enquiries/{}", only_enquiry(&app).await);
    let page = grace.get(&path).await;
    let refused = grace.press(&page, "Mark as answered").await;
    refused.assert_error("how", "Choose how it was answered");
    let refused = grace.press(&refused, "Send the reply").await;
    refused.assert_error("reply", "Enter your reply");
    let done = grace.submit(&refused, &[("how", "spoken")]).await;
    done.assert_path("/enquiries").assert_sees("Marked as answered.");
    grace.get(&path).await.assert_sees("Grace Okafor spoke to them");
    assert_eq!(app.mails_to("sian@example.org").await.len(), 1);
}

#[tokio::test]
async fn s13_reading_an_enquiry_is_recorded_and_nothing_readable_is_stored() {
    let app = TestApp::start().await;
    let (_, grace) = administrator(&app, "Grace Okafor").await;
    write(&app, &app).await;
    let path = format!("/enquiries/{}", only_enquiry(&app).await);
    grace.get(&path).await.assert_ok();
    grace.get(&path).await.assert_ok();
    let read =
        "select count(*) from event where kind = 'enquiry.read' and actor_kind = 'account' and data = 'null'";
    assert_eq!(count(&app, read).await, 2);
    let dump: Vec<String> = sqlx::query_scalar("select enquiry::text from enquiry union all select event::text from event union all select mail::text from mail")
        .fetch_all(&app.app.db)
        .await
        .expect("rows");
    assert!(dump.iter().all(|row| !row.contains("outside my trust")), "{dump:?}");
}

#[tokio::test]
async fn an_enquiry_is_forgotten_a_year_after_its_answer_and_never_before() {
    let app = TestApp::start().await;
    let (grace, _) = administrator(&app, "Grace Okafor").await;
    write(&app, &app).await;
    let sweep = || async {
        rapport::platform::sweeps::run_due(&app.app.db, app.now(), &[rapport::coordination::sweep()]).await
    };
    app.advance(SignedDuration::from_hours(24 * 500));
    sweep().await;
    assert_eq!(count(&app, "select count(*) from enquiry").await, 1, "one that waits is kept");
    let path = format!("/enquiries/{}/outcome", only_enquiry(&app).await);
    app.browser_of(&grace).await.post(&path, &[("how", "passed-on")]).await.assert_ok();
    app.advance(SignedDuration::from_hours(24 * 364));
    sweep().await;
    assert_eq!(count(&app, "select count(*) from enquiry").await, 1);
    app.advance(SignedDuration::from_hours(24 * 2));
    sweep().await;
    assert_eq!(count(&app, "select count(*) from enquiry").await, 0);
}

#[tokio::test]
async fn the_enquiry_pages_make_few_statements_however_many_enquiries() {
    let app = TestApp::start().await;
    let (_, grace) = administrator(&app, "Grace Okafor").await;
    let mut made = Vec::new();
    for round in 0..2 {
        for more in 0..=round {
            let form = app.get("/contact").await;
            let email = format!("person{round}{more}@example.org");
            let mut fields = typed();
            fields[1].1 = &email;
            app.submit(&form, &fields).await.assert_path("/contact/received");
        }
        let (page, statements) = app.statements(grace.get("/enquiries")).await;
        page.assert_ok();
        made.push(statements.len());
    }
    assert!(made[0] <= 3 && made[0] == made[1], "{made:?}");
    let (_, statements) = app.statements(app.get("/contact")).await;
    assert!(statements.len() <= 3, "{statements:#?}");
}
