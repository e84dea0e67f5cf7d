use jiff::SignedDuration;
use rapport::events::Actor;
use rapport::organisations::{self, MergeError, day_of, id_of};
use rapport::platform::mail::EmailAddress;

use super::organisations::provisional;
use super::{count, leeds, leicester};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_merger_moves_people_domains_and_names_and_keeps_the_history() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let named = provisional(&app, "Leicester Royal Infirmary Trust").await;
    let amina = given::account(&app).named("Amina Khan").employed_by(named).make().await;
    let mut db = app.app.db.acquire().await.unwrap();
    let domain = organisations::MailDomain::parse("lri.example.org").unwrap();
    organisations::add_domain(&mut db, Actor::System, app.now(), named, &domain).await.unwrap();
    let browser = app.browser_of(&ruth).await;

    let choose = browser.get(&format!("/admin/organisations/{named}/merger")).await;
    choose.assert_ok().assert_sees("University Hospitals of Leicester NHS Trust");
    let confirm = browser.get(&format!("/admin/organisations/{named}/merger/{}", leicester())).await;
    confirm
        .assert_ok()
        .assert_sees("1 person of Leicester Royal Infirmary Trust")
        .assert_sees("lri.example.org");
    let done = browser.press(&confirm, "Merge them").await;
    done.assert_ok().assert_heading("University Hospitals of Leicester NHS Trust");
    done.assert_sees("They are one organisation now.").assert_sees("Leicester Royal Infirmary Trust");

    let now_at: uuid::Uuid = sqlx::query_scalar("select organisation_id from account where account_id = $1")
        .bind(amina.account_id)
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(now_at, leicester().0);
    let today = day_of(app.now());
    let follows = organisations::organisation_on(&mut db, named, today).await.unwrap();
    let before = organisations::organisation_on(
        &mut db,
        named,
        day_of(app.now().minus(SignedDuration::from_hours(24))),
    )
    .await;
    assert_eq!((follows, before.unwrap()), (Some(leicester()), Some(named)));
    let address = EmailAddress::parse("amina@ward.lri.example.org").unwrap();
    assert_eq!(
        organisations::proof_by_domain(&mut db, &address, app.now()).await.unwrap(),
        Some(leicester())
    );
    let found =
        organisations::search(&mut db, "leicester royal infirmary trust", app.now(), 8).await.unwrap();
    assert_eq!(found[0].organisation_id, leicester());
    let old = browser.get(&format!("/admin/organisations/{named}")).await;
    old.assert_ok().assert_sees("Part of University Hospitals of Leicester NHS Trust since 4 March 2027");
    let merged: (String, String) =
        sqlx::query_as("select actor_kind, data->>'into' from event where kind = 'organisation.merged'")
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    assert_eq!(merged, ("account".to_owned(), leicester().to_string()));
}

#[tokio::test]
async fn r3_the_same_merger_many_times_at_once_happens_once() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let named = provisional(&app, "Leicester Royal").await;
    let mut tasks = tokio::task::JoinSet::new();
    let path = format!("/admin/organisations/{named}/merger/{}", leicester());
    for _ in 0..20 {
        let (browser, path) = (app.browser_of(&ruth).await, path.clone());
        tasks.spawn(async move { browser.post_only(&path, &[("keep_name", "yes")]).await.status.as_u16() });
    }
    let statuses = tasks.join_all().await;
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    assert_eq!(count(&app, "select count(*) from event where kind = 'organisation.merged'").await, 1);
}

#[tokio::test]
async fn s2_mergers_in_circles_or_into_what_has_ended_are_refused() {
    let app = TestApp::start().await;
    let mut db = app.app.db.acquire().await.unwrap();
    let derby = id_of("RTG");
    let mut merge =
        async |from, into| organisations::merge(&mut db, Actor::System, app.now(), from, into, true).await;
    assert!(matches!(merge(leeds(), leeds()).await, Err(MergeError::Itself)));
    assert!(merge(leeds(), leicester()).await.unwrap());
    assert!(!merge(leeds(), leicester()).await.unwrap());
    assert!(matches!(merge(leicester(), leeds()).await, Err(MergeError::IntoEnded)));
    assert!(matches!(merge(leeds(), derby).await, Err(MergeError::AlreadyMerged)));
    assert!(matches!(merge(derby, leeds()).await, Err(MergeError::IntoEnded)));
}

#[tokio::test]
async fn s2_two_mergers_across_each_other_end_with_one_organisation() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let (one, other) = (app.browser_of(&ruth).await, app.browser_of(&ruth).await);
    let there = format!("/admin/organisations/{}/merger/{}", leeds(), leicester());
    let back = format!("/admin/organisations/{}/merger/{}", leicester(), leeds());
    let (first, second) = tokio::join!(one.post_only(&there, &[]), other.post_only(&back, &[]));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let ended = sqlx::query_scalar::<_, i64>(
        "select count(*) from organisation where organisation_id = any($1) and valid_to is not null",
    )
    .bind(vec![leeds().0, leicester().0])
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!(ended, 1);
}
