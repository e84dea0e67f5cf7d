use jiff::SignedDuration;

use crate::support::app::TestApp;
use crate::support::given;
use crate::support::page::Page;

/// Fills in the form, searches for the employer and chooses the first that is found.
async fn register(app: &TestApp, name: &str, email: &str, employer: &str) -> Page {
    let page = app.get("/register").await;
    let form = page.form_to("/register");
    let typed =
        [("name", name), ("email", email), ("organisation_search", employer), ("step", "find-organisation")];
    let found = app.submit_form(&form, &typed).await;
    let form = found.form_to("/register");
    assert_eq!(form.value("email").as_deref(), Some(email), "searching keeps what was typed");
    let first = form.options("organisation").into_iter().next().expect("an employer");
    app.submit_form(&form, &[("organisation", &first)]).await
}

#[tokio::test]
async fn somebody_new_registers_confirms_and_is_signed_in() {
    let app = TestApp::start().await;
    let sent = register(&app, "Amina Khan", "amina@example.org", "nottingham university").await;
    sent.assert_heading("Check your email");
    let link = app.mail_to("amina@example.org").await.link("/register/confirmation/");
    let page = app.get(&link).await;
    page.assert_heading("Finish registering").assert_sees("amina@example.org");
    let weak = app.submit(&page, &[("new_password", "amina khan amina")]).await;
    assert!(weak.error_on("new_password").is_some(), "{weak}");
    let home = app.submit(&page, &[("new_password", "four quiet herons wade")]).await;
    home.assert_path("/dashboard").assert_sees("Hello Amina");
    let account = app.get("/account").await;
    account.assert_sees("Nottingham University Hospitals NHS Trust").assert_sees("Not confirmed yet");
}

#[tokio::test]
async fn a_password_is_optional_and_an_address_of_the_employer_proves_employment() {
    let app = TestApp::start().await;
    register(&app, "Amina Khan", "amina@nuh.example", "nottingham university").await;
    let link = app.mail_to("amina@nuh.example").await.link("/register/confirmation/");
    sqlx::query(
        "insert into organisation_domain (domain, organisation_id, added_at)
         select 'nuh.example', organisation_id, now() from organisation where name = 'Nottingham University Hospitals NHS Trust'",
    )
    .execute(&app.app.db)
    .await
    .expect("a domain");
    let page = app.get(&link).await;
    app.press(&page, "Confirm and continue").await.assert_path("/dashboard");
    app.get("/account").await.assert_sees("Confirmed by your work email address");
}

#[tokio::test]
async fn s6_an_address_that_has_an_account_is_answered_the_same_and_only_its_owner_is_told() {
    let app = TestApp::start().await;
    given::account(&app).with_email("amina@example.org").make().await;
    let known = register(&app, "Amina", "Amina@Example.org", "leeds").await;
    let new = register(&app, "Bilal", "bilal@example.org", "leeds").await;
    assert_eq!((known.status, &known.body), (new.status, &new.body));
    assert_eq!(app.mail_to("amina@example.org").await.subject, "You already have a Rapport account");
    assert_eq!(app.mail_to("bilal@example.org").await.subject, "Confirm your email address for Rapport");
}

#[tokio::test]
async fn s7_a_confirmation_link_acts_only_on_its_button_once_and_for_three_days() {
    let app = TestApp::start().await;
    register(&app, "Amina", "amina@example.org", "leeds").await;
    let link = app.mail_to("amina@example.org").await.link("/register/confirmation/");
    for _ in 0..3 {
        app.another_browser().get(&link).await.assert_heading("Finish registering");
    }
    let accounts = || async {
        sqlx::query_scalar::<_, i64>("select count(*) from account")
            .fetch_one(&app.app.db)
            .await
            .expect("a count")
    };
    assert_eq!(accounts().await, 0);
    app.post(&link, &[]).await.assert_path("/dashboard");
    app.another_browser().post_only(&link, &[]).await.assert_status(422);
    assert_eq!(accounts().await, 1);
    register(&app, "Bilal", "bilal@example.org", "leeds").await;
    let link = app.mail_to("bilal@example.org").await.link("/register/confirmation/");
    app.advance(SignedDuration::from_hours(72));
    app.another_browser().get(&link).await.assert_heading("This link no longer works");
}

#[tokio::test]
async fn r3_the_same_form_fifty_times_at_once_is_one_registration_and_one_mail() {
    let app = TestApp::start().await;
    let page = app.get("/register").await;
    let form = page.form_to("/register");
    let found =
        app.submit_form(&form, &[("organisation_search", "leeds"), ("step", "find-organisation")]).await;
    let form = found.form_to("/register");
    let organisation = form.options("organisation").into_iter().next().expect("an employer");
    let fields =
        form.filled(&[("name", "Amina"), ("email", "amina@example.org"), ("organisation", &organisation)]);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let all = (0..50).map(|_| app.post_only("/register", &fields));
    for answer in futures_util::future::join_all(all).await {
        answer.assert_status(303);
    }
    assert_eq!(app.mails_to("amina@example.org").await.len(), 1);
}

#[tokio::test]
async fn a4_every_mistake_is_shown_at_once_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let page = app.get("/register").await;
    let form = page.form_to("/register");
    let refused = app
        .submit_form(&form, &[("name", ""), ("email", "amina at work"), ("organisation_search", "leeds")])
        .await;
    refused.assert_status(422).assert_error("name", "Enter your name");
    assert!(refused.error_on("email").is_some() && refused.error_on("organisation").is_some(), "{refused}");
    let form = refused.form_to("/register");
    assert_eq!(form.value("email").as_deref(), Some("amina at work"));
    assert_eq!(form.value("organisation_search").as_deref(), Some("leeds"));
}

#[tokio::test]
async fn an_employer_that_is_not_listed_is_made_once_the_address_is_confirmed() {
    let app = TestApp::start().await;
    let page = app.get("/register").await;
    let form = page.form_to("/register");
    let found =
        app.submit_form(&form, &[("organisation_search", "zzzz qqqq"), ("step", "find-organisation")]).await;
    let form = found.form_to("/register");
    let kind = form.options("employer_type").into_iter().find(|kind| kind == "hospice").expect("a kind");
    let sent = app
        .submit_form(
            &form,
            &[
                ("name", "Amina"),
                ("email", "amina@example.org"),
                ("organisation", "not-listed"),
                ("employer_name", "Rainbow Meadow Hospice"),
                ("employer_town", "Nottingham"),
                ("employer_type", &kind),
            ],
        )
        .await;
    sent.assert_heading("Check your email");
    let provisional = || async {
        sqlx::query_scalar::<_, i64>("select count(*) from organisation where provisional")
            .fetch_one(&app.app.db)
            .await
            .expect("a count")
    };
    assert_eq!(provisional().await, 0);
    let link = app.mail_to("amina@example.org").await.link("/register/confirmation/");
    app.post(&link, &[]).await.assert_path("/dashboard");
    assert_eq!(provisional().await, 1);
    app.get("/account")
        .await
        .assert_sees("Rainbow Meadow Hospice")
        .assert_sees("Nottingham and Nottinghamshire");
}

#[tokio::test]
async fn s12_an_address_is_not_mailed_without_end_and_the_page_says_nothing_of_it() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        let sent = register(&app, "Amina", "amina@example.org", "leeds").await;
        sent.assert_heading("Check your email");
    }
    assert_eq!(app.mails_to("amina@example.org").await.len(), 6);
    app.advance(SignedDuration::from_mins(10));
    register(&app, "Amina", "amina@example.org", "leeds").await;
    assert_eq!(app.mails_to("amina@example.org").await.len(), 7);
}
