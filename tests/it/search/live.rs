//! The index follows the database: within a second (R8), after a lost connection, and over midnight.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use rapport::matching::PersonKey;
use rapport::platform::ids::AccountId;
use rapport::pools::Offering;
use rapport::search::Live;
use rapport::vocabulary::List;

use crate::memberships::{at, member, mentor, no_session, today};
use crate::support::app::TestApp;
use crate::support::given;

pub fn key(account: AccountId) -> PersonKey {
    PersonKey(account.0.as_u128())
}

pub fn finds(app: &TestApp, account: AccountId) -> bool {
    app.app.live.index().expect("it is loaded").contains(key(account))
}

pub async fn sql(app: &TestApp, statement: &'static str, account: AccountId) {
    sqlx::query(statement).bind(account).execute(&app.app.db).await.expect("a change");
}

/// Waits until it holds, a second at most.
pub async fn within_a_second(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(1), "{what} took longer than a second");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn who_cannot_be_chosen_is_not_in_the_index() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let mut people = Vec::new();
    for name in ["Grace Obi", "Owen Price", "Siân Rees", "Ben Lewis", "Asha Patel"] {
        let person = given::account(&app).named(name).make().await;
        member(&app, pool, &person, &[Offering::Mentoring]).await;
        people.push(person.account_id);
    }
    let mentee = given::account(&app).make().await;
    sql(&app, "update place set accepting = false where account_id = $1", people[1]).await;
    sql(&app, "update membership set kind = 'associate' where account_id = $1", people[2]).await;
    sql(&app, "update account set closed_at = now() where account_id = $1", people[3]).await;
    let paused = "update membership set status = 'paused', paused_to = '2027-05-01' where account_id = $1";
    sql(&app, paused, people[4]).await;
    app.follow().await;
    let found: Vec<bool> = people.iter().map(|account| finds(&app, *account)).collect();
    assert_eq!(found, [true, false, false, false, false]);
    assert!(!finds(&app, mentee.account_id));
}

#[tokio::test]
async fn r8_two_instances_follow_one_database_within_a_second() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    app.follow().await;
    let other = Live::new();
    let db = app.database.pool(4);
    let clock = app.app.clock.clone();
    let following = tokio::spawn(other.clone().follow(db, clock, std::future::pending()));
    within_a_second("loading", || other.is_loaded()).await;
    let both = |there: bool| {
        let in_other = other.index().expect("it is loaded").contains(key(grace.account_id));
        finds(&app, grace.account_id) == there && in_other == there
    };
    assert!(both(true));
    let by = rapport::memberships::By::Member(grace.account_id, no_session());
    let until = crate::memberships::day("2027-05-01");
    let mut tx = app.app.db.begin().await.unwrap();
    rapport::memberships::pause(&mut tx, by, app.now(), at(pool, id), until).await.unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(both(true), "what is not committed is not seen");
    tx.commit().await.unwrap();
    within_a_second("a pause", || both(false)).await;
    let mut tx = app.app.db.begin().await.unwrap();
    rapport::memberships::resume(&mut tx, by, app.now(), at(pool, id)).await.unwrap();
    tx.commit().await.unwrap();
    within_a_second("a return", || both(true)).await;
    following.abort();
}

#[tokio::test]
async fn r8_a_lost_connection_means_a_whole_load() {
    let app = TestApp::start().await;
    let (_, grace, _) = mentor(&app).await;
    app.follow().await;
    // Told to nobody: as if it had happened while the connection was away.
    let mut owner = app.database.owner().await;
    crate::support::database::execute(&mut owner, "alter table place disable trigger user").await;
    sql(&app, "update place set accepting = false where account_id = $1", grace.account_id).await;
    app.caught_up().await;
    assert!(finds(&app, grace.account_id), "nothing was told");
    let ended: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
         where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()",
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!(ended, 1, "one connection listens");
    within_a_second("noticing", || !finds(&app, grace.account_id)).await;
    crate::support::database::execute(&mut owner, "alter table place enable trigger user").await;
    sql(&app, "update place set accepting = true where account_id = $1", grace.account_id).await;
    within_a_second("following again", || finds(&app, grace.account_id)).await;
}

#[tokio::test]
async fn the_day_changes_at_midnight_in_london() {
    let app = TestApp::start().await;
    let (pool, grace, _) = mentor(&app).await;
    sqlx::query("update pool set valid_to = '2027-03-05' where pool_id = $1")
        .bind(pool)
        .execute(&app.app.db)
        .await
        .unwrap();
    app.follow().await;
    assert!(finds(&app, grace.account_id), "the pool ends tomorrow");
    app.advance(SignedDuration::from_hours(12));
    app.caught_up().await;
    assert!(!finds(&app, grace.account_id), "it is tomorrow");
}

#[tokio::test]
async fn new_words_and_new_terms_are_known_at_once() {
    let app = TestApp::start().await;
    app.follow().await;
    let day = today(&app);
    let ground = || app.app.live.ground().expect("it is loaded");
    let lexicon = |text: &str| ground().lexicons[&List::DevelopmentArea].is_certain(text, day);
    assert!(lexicon("Delegation") && !lexicon("Handing things over"));
    let area = ground().by_code(List::DevelopmentArea, "delegation").expect("a term").term_id;
    sqlx::query(
        "insert into term_synonym (vocabulary_code, synonym, folded, term_id) values ('development-area', 'Handing things over', $2, $1)",
    )
    .bind(area)
    .bind(rapport::vocabulary::fold("Handing things over"))
    .execute(&app.app.db)
    .await
    .unwrap();
    within_a_second("a synonym", || lexicon("Handing things over")).await;
    sqlx::query("update term set label = 'Letting go' where term_id = $1")
        .bind(area)
        .execute(&app.app.db)
        .await
        .unwrap();
    within_a_second("a label", || ground().term(area).is_some_and(|term| term.label == "Letting go")).await;
    assert!(!ground().systems.is_empty() && ground().system("E54000054").is_some());
}

#[tokio::test]
async fn an_employer_that_was_added_later_is_known_when_somebody_names_it() {
    let app = TestApp::start().await;
    let (_, grace, _) = mentor(&app).await;
    app.follow().await;
    let hospice = given::organisation(&app, "St Elsewhere Hospice").await;
    sqlx::query(
        "update organisation set type_code = 'hospice', region_code = 'london' where organisation_id = $1",
    )
    .bind(hospice)
    .execute(&app.app.db)
    .await
    .unwrap();
    sqlx::query("update account set organisation_id = $1 where account_id = $2")
        .bind(hospice)
        .bind(grace.account_id)
        .execute(&app.app.db)
        .await
        .unwrap();
    app.caught_up().await;
    super::live_actions::assert_like_fresh(&app).await;
}
