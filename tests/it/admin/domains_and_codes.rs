use std::collections::HashSet;

use jiff::SignedDuration;
use rapport::events::Actor;
use rapport::organisations::{self, CodeLife, redeem_join_code};
use rapport::platform::ids::SubmissionId;
use rapport::platform::mail::EmailAddress;

use super::{LEICESTER, count, leeds, leicester, system_pool};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_mail_domain_proves_employment_for_it_and_what_is_below_it() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let path = format!("/admin/organisations/{}", leicester());
    let page = browser.get(&path).await;
    let page = browser.submit(&page, &[("domain", "@UHL-TR.nhs.uk")]).await;
    page.assert_ok().assert_sees("uhl-tr.nhs.uk");
    let mut db = app.app.db.acquire().await.unwrap();
    let mut proof = async |address: &str| {
        let address = EmailAddress::parse(address).unwrap();
        organisations::proof_by_domain(&mut db, &address, app.now()).await.unwrap()
    };
    assert_eq!(proof("amina@uhl-tr.nhs.uk").await, Some(leicester()));
    assert_eq!(proof("amina@Ward.UHL-tr.nhs.uk").await, Some(leicester()));
    assert_eq!(proof("amina@eviluhl-tr.nhs.uk").await, None);
    assert_eq!(proof("amina@nhs.uk").await, None);
    let page = browser.post(&format!("{path}/domain-removals"), &[("domain", "uhl-tr.nhs.uk")]).await;
    page.assert_ok();
    assert_eq!(proof("amina@uhl-tr.nhs.uk").await, None);
    assert_eq!(count(&app, "select count(*) from event where kind like 'organisation.domain-%'").await, 2);
}

#[tokio::test]
async fn shared_taken_and_malformed_domains_are_refused_with_the_reason() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let leeds_page = browser.get(&format!("/admin/organisations/{}", leeds())).await;
    browser.submit(&leeds_page, &[("domain", "leedsth.nhs.uk")]).await.assert_ok();
    let page = browser.get(&format!("/admin/organisations/{}", leicester())).await;
    for (domain, reason) in [
        ("nhs.net", "nhs.net is shared by many employers"),
        ("gmail.com", "Anybody can have an address at gmail.com"),
        ("leedsth.nhs.uk", "Leeds Teaching Hospitals NHS Trust has this domain already"),
        ("not a domain", "Enter a mail domain in the correct format"),
        ("", "Enter a mail domain"),
    ] {
        let back = browser.submit(&page, &[("domain", domain)]).await;
        back.assert_status(422);
        let error = back.error_on("domain").unwrap_or_default();
        assert!(error.starts_with(reason), "{domain}: {error}");
    }
    assert_eq!(count(&app, "select count(*) from organisation_domain").await, 1);
}

#[tokio::test]
async fn s13_a_join_code_is_shown_once_stored_hashed_and_proves_until_it_ends() {
    let app = TestApp::start().await;
    let pool = system_pool(&app, "Leicester pool", LEICESTER).await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let browser = app.browser_of(&asha).await;
    let path = format!("/coordination/organisations/{}/employment", leicester());
    let page = browser.get(&path).await;
    let shown = browser.submit(&page, &[("life", "7")]).await;
    shown.assert_ok();
    let code = shown.texts(".app-code").remove(0);
    assert_eq!(shown.header("cache-control"), Some("no-store"));
    let again = browser.submit(&page, &[("life", "7")]).await;
    again.assert_ok().assert_sees_not(&code).assert_sees("Nobody can show it again");
    assert_eq!(count(&app, "select count(*) from join_code").await, 1);

    let mut db = app.app.db.acquire().await.unwrap();
    let typed = code.to_lowercase().replace('-', " ");
    let proven = redeem_join_code(&mut db, Actor::Visitor, app.now(), &typed).await.unwrap();
    assert_eq!(proven, Some(leicester()));
    assert_eq!(redeem_join_code(&mut db, Actor::Visitor, app.now(), "AAAA-BBBB-CCCC").await.unwrap(), None);
    let stored: String = sqlx::query_scalar(
        "select string_agg(j::text, ' ') || (select string_agg(e::text, ' ') from event e) from join_code j",
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert!(!stored.contains(&code) && !stored.contains(&code.replace('-', "")));
    let late = app.now().plus(SignedDuration::from_hours(24 * 7));
    assert_eq!(redeem_join_code(&mut db, Actor::Visitor, late, &typed).await.unwrap(), None);
}

#[tokio::test]
async fn a_code_that_was_ended_proves_nothing_more() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let path = format!("/admin/organisations/{}/employment", leicester());
    let page = browser.get(&path).await;
    let code = browser.submit(&page, &[("life", "90")]).await.texts(".app-code").remove(0);
    let page = browser.get(&path).await;
    page.assert_sees("used 0 times");
    let end =
        page.forms().into_iter().find(|form| form.action.ends_with("/revocation")).expect("a way to end it");
    browser.submit_form(&end, &[]).await.assert_ok().assert_sees("The code no longer works");
    browser.submit_form(&end, &[]).await.assert_ok();
    let mut db = app.app.db.acquire().await.unwrap();
    assert_eq!(redeem_join_code(&mut db, Actor::Visitor, app.now(), &code).await.unwrap(), None);
    assert_eq!(
        count(&app, "select count(*) from event where kind = 'organisation.join-code-revoked'").await,
        1
    );
    let other = end.action.replace(&leicester().to_string(), &leeds().to_string());
    browser.post_only(&other, &[]).await.assert_not_found();
}

#[tokio::test]
async fn r3_the_same_form_50_times_at_once_makes_one_code() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let submission = SubmissionId::new(app.now());
    let life = CodeLife::parse("30").unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (pool, now, by) = (app.app.db.clone(), app.now(), ruth.account_id);
        tasks.spawn(async move {
            let mut tx = pool.begin().await.unwrap();
            let made = organisations::create_join_code(&mut tx, by, now, submission, leicester(), life)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            made.map(|code| code.text())
        });
    }
    let shown: HashSet<String> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(shown.len(), 1);
    assert_eq!(count(&app, "select count(*) from join_code").await, 1);
}

#[tokio::test]
async fn a_life_nobody_offers_is_refused() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let path = format!("/admin/organisations/{}/join-codes", leicester());
    browser
        .post_only(&path, &[("life", "36500")])
        .await
        .assert_error("life", "Choose how long the code works");
    assert_eq!(count(&app, "select count(*) from join_code").await, 0);
}
