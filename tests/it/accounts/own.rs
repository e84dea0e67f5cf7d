use crate::support::app::TestApp;
use crate::support::given::{self, Person};

const PASSWORD: &str = "four quiet herons wade";

async fn signed_in(app: &TestApp) -> Person {
    let organisation = given::organisation(app, "Foxglove Hospice").await;
    let amina = given::account(app).with_password(PASSWORD).employed_by(organisation).make().await;
    let page = app.get("/sign-in").await;
    app.submit(&page, &[("email", &amina.email), ("password", PASSWORD)]).await.assert_path("/dashboard");
    amina
}

#[tokio::test]
async fn details_are_changed_and_shown() {
    let app = TestApp::start().await;
    signed_in(&app).await;
    let page = app.get("/account/details").await;
    let saved =
        app.submit(&page, &[("name", "Amina O’Neill"), ("team", "Ward 7"), ("line_manager", "")]).await;
    saved.assert_path("/account").assert_sees("Amina O’Neill").assert_sees("Ward 7");
}

#[tokio::test]
async fn a_stale_form_is_told_what_is_kept_and_loses_nothing() {
    let app = TestApp::start().await;
    signed_in(&app).await;
    let (one, other) = (app.get("/account/details").await, app.get("/account/details").await);
    app.submit(&one, &[("team", "Ward 7")]).await.assert_path("/account");
    let stale = app.submit(&other, &[("team", "Ward 9")]).await;
    stale.assert_status(409).assert_sees("Ward 7");
    assert_eq!(stale.form_to("/account/details").value("team").as_deref(), Some("Ward 9"));
    app.submit(&stale, &[("team", "Ward 9")]).await.assert_path("/account").assert_sees("Ward 9");
}

#[tokio::test]
async fn changing_employer_forgets_what_was_known_of_the_last_one() {
    let app = TestApp::start().await;
    let amina = signed_in(&app).await;
    sqlx::query("update account set employment_proof = 'join-code', employment_proven_at = now() where account_id = $1")
        .bind(amina.account_id)
        .execute(&app.app.db)
        .await
        .expect("a proof");
    app.get("/account").await.assert_sees("Confirmed by a join code");
    let page = app.get("/account/employer").await;
    let form = page.form_to("/account/employer");
    let found = app
        .submit_form(&form, &[("organisation_search", "leeds teaching"), ("step", "find-organisation")])
        .await;
    let form = found.form_to("/account/employer");
    let first = form.options("organisation").into_iter().next().expect("an employer");
    let account = app.submit_form(&form, &[("organisation", &first)]).await;
    account.assert_path("/account").assert_sees("Leeds Teaching").assert_sees("Not confirmed yet");
}

#[tokio::test]
async fn roles_and_proofs_posted_by_their_owner_are_ignored() {
    let app = TestApp::start().await;
    let amina = signed_in(&app).await;
    let page = app.get("/account/details").await;
    let form = page.form_to("/account/details");
    let mut fields = form.filled(&[]);
    for (name, value) in [
        ("role", "administrator"),
        ("administrator", "true"),
        ("employment_proof", "person"),
        ("email", "x@example.org"),
    ] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.post("/account/details", &fields).await.assert_path("/account");
    let (email, proof): (String, Option<String>) =
        sqlx::query_as("select email, employment_proof from account where account_id = $1")
            .bind(amina.account_id)
            .fetch_one(&app.app.db)
            .await
            .expect("the account");
    assert_eq!((email, proof), (amina.email, None));
    let roles: i64 = sqlx::query_scalar("select count(*) from account_role")
        .fetch_one(&app.app.db)
        .await
        .expect("a count");
    assert_eq!(roles, 0);
}

#[tokio::test]
async fn closing_an_account_erases_who_it_was_and_ends_every_session() {
    let app = TestApp::start().await;
    let amina = signed_in(&app).await;
    let page = app.get("/account/closure").await;
    let home = app.press(&page, "Close my account").await;
    home.assert_path("/").assert_sees("Your account is closed");
    app.get("/account").await.assert_heading("Sign in");
    let page = app.get("/sign-in").await;
    app.submit(&page, &[("email", &amina.email), ("password", PASSWORD)]).await.assert_status(422);
    let goodbye = app.mail_to(&amina.email).await;
    assert_eq!(goodbye.subject, "Your Rapport account is closed");
    // The goodbye itself goes once it is sent; nothing else in the database holds the name or the address.
    sqlx::query("delete from mail").execute(&app.app.db).await.expect("mail sent");
    let everything = app.database.everything_as_text().await;
    assert!(!everything.contains(&amina.email) && !everything.contains("Amina"), "{everything}");
}

#[tokio::test]
async fn the_only_administrator_cannot_leave() {
    let app = TestApp::start().await;
    let noor = given::account(&app).named("Noor Ali").with_password(PASSWORD).administrator().make().await;
    app.sign_in_as(&noor).await;
    app.get("/account/closure").await.assert_sees("You are the only administrator");
    app.post_only("/account/closure", &[]).await.assert_status(409);
    let open: bool =
        sqlx::query_scalar("select closed_at is null from account").fetch_one(&app.app.db).await.expect("it");
    assert!(open);
}

#[tokio::test]
async fn a_time_zone_is_chosen_of_all_there_are_and_taken_back() {
    let app = TestApp::start().await;
    signed_in(&app).await;
    app.get("/account").await.assert_sees("Not given");
    let page = app.get("/account/zone").await;
    let offered = page.form_to("/account/zone").options("zone");
    assert_eq!(offered[..3], ["", "Europe/London", "Europe/Dublin"]);
    assert!(offered.len() > 300, "{}", offered.len());
    app.submit(&page, &[("zone", "Asia/Manila")]).await.assert_path("/account").assert_sees("Philippines");
    let page = app.get("/account/zone").await;
    assert_eq!(page.form_to("/account/zone").value("zone").as_deref(), Some("Asia/Manila"));
    let wrong = app.post("/account/zone", &[("zone", "Mars/Olympus")]).await;
    wrong.assert_error("zone", "Select a time zone from the list");
    app.submit(&page, &[("zone", "")]).await.assert_path("/account").assert_sees("Not given");
}
