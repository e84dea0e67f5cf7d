//! The page on which coordinators see who is seen.

use jiff::ToSpan;
use rapport::platform::clock::Day;
use rapport::platform::ids::PoolId;
use rapport::pools::Offering;

use crate::memberships::{member, today};
use crate::support::app::TestApp;
use crate::support::given::{self, Person};

async fn pool_with(app: &TestApp, names: &[&str]) -> (PoolId, Person, Vec<Person>) {
    let employer = given::organisation(app, "Riverside Community Trust").await;
    let pool = given::pool(app, "North coaching pool").await;
    let asha = given::account(app).named("Asha Patel").coordinator_of(pool).make().await;
    given::account(app).named("Amina Khan").employed_by(employer).make().await;
    let mut people = Vec::new();
    for name in names {
        let person = given::account(app).named(name).employed_by(employer).make().await;
        member(app, pool, &person, &[Offering::Mentoring]).await;
        people.push(person);
    }
    (pool, asha, people)
}

async fn change(app: &TestApp, sql: &'static str, person: &Person) {
    sqlx::query(sql).bind(person.account_id).execute(&app.app.db).await.expect("a change");
}

#[tokio::test]
async fn the_page_says_how_often_people_were_seen_and_why_some_never_were() {
    let app = TestApp::start().await;
    let names = ["Grace Obi", "Owen Price", "Siân Rees", "Ben Lewis", "Ruth Adeyemi"];
    let (pool, asha, people) = pool_with(&app, &names).await;
    let ago = |days: i32| Day::new(today(&app).date().saturating_sub(days.days()));
    for _ in 0..12 {
        app.app.exposure.shown(&[people[0].account_id], ago(3));
    }
    app.app.exposure.opened(people[0].account_id, ago(3));
    app.app.exposure.shown(&[people[1].account_id], ago(45));
    app.app.exposure.flush(&app.app.db).await.unwrap();
    change(&app, "update place set accepting = false where account_id = $1", &people[2]).await;
    change(&app, "update place set capacity = 0 where account_id = $1", &people[3]).await;
    let paused = "update membership set status = 'paused', paused_to = '2027-05-01' where account_id = $1";
    change(&app, paused, &people[4]).await;
    app.sign_in_as(&asha).await;
    let page = app.get(&format!("/pools/{pool}/exposure")).await;
    let text = page.assert_ok().text();
    assert!(text.contains("4 active people were shown 13 times"), "{text}");
    assert!(text.contains("Being shown: 0.71"), "{text}");
    for words in [
        "Takes no new people for now",
        "Has no places",
        "Paused until Saturday 1 May 2027",
        "New: here since Thursday 4 March 2027",
        "Their profile does not say what they help with",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Nobody can look in this pool"), "{text}");
    let month = app.get(&format!("/pools/{pool}/exposure?days=30")).await;
    assert!(month.text().contains("4 active people were shown 12 times"), "{month}");
    let year = app.get(&format!("/pools/{pool}/exposure?days=365")).await;
    assert!(year.text().contains("4 active people were shown 13 times"), "{year}");
}

#[tokio::test]
async fn s1_the_page_is_its_own_coordinators_alone() {
    let app = TestApp::start().await;
    let (pool, _, people) = pool_with(&app, &["Grace Obi"]).await;
    let other_pool = given::pool(&app, "South coaching pool").await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(other_pool).make().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    for person in [&people[0], &ben, &ruth] {
        app.browser_of(person).await.get(&format!("/pools/{pool}/exposure")).await.assert_status(404);
    }
    let browser = app.browser_of(&ruth).await;
    let setup = browser.get(&format!("/pools/{pool}/setup")).await;
    assert!(
        !setup.assert_ok().body.contains("/exposure"),
        "an administrator is not led where they may not go"
    );
}

#[tokio::test]
async fn an_empty_pool_says_what_to_do_and_a_closed_one_whom_to_let_in() {
    let app = TestApp::start().await;
    let (pool, asha, _) = pool_with(&app, &[]).await;
    app.sign_in_as(&asha).await;
    let page = app.get(&format!("/pools/{pool}/exposure")).await;
    assert!(page.assert_ok().text().contains("Nobody is in this pool yet"), "{page}");

    let elsewhere = given::organisation(&app, "Hillside Hospice").await;
    let grace = given::account(&app).named("Grace Obi").employed_by(elsewhere).make().await;
    member(&app, pool, &grace, &[Offering::Mentoring]).await;
    sqlx::query("update pool set level = 'organisation', organisation_id = $1 where pool_id = $2")
        .bind(elsewhere)
        .bind(pool)
        .execute(&app.app.db)
        .await
        .unwrap();
    let page = app.get(&format!("/pools/{pool}/exposure")).await;
    assert!(page.text().contains("Nobody can look in this pool"), "{page}");
    assert!(page.text().contains("Nobody has been shown yet"), "{page}");
}

#[tokio::test]
async fn the_page_makes_three_statements_however_many_people_there_are() {
    let app = TestApp::start().await;
    let (pool, asha, _) = pool_with(&app, &["Grace Obi", "Owen Price", "Siân Rees"]).await;
    let browser = app.browser_of(&asha).await;
    let path = format!("/pools/{pool}/exposure");
    browser.get(&path).await.assert_ok();
    let (page, statements) = app.statements(browser.get(&path)).await;
    page.assert_ok();
    let own = statements.iter().filter(|sql| !sql.contains("login_session")).count();
    assert_eq!(own, 3, "{statements:#?}");
}
