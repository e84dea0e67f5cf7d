//! Regions, systems, trusts and boards, as every installation has them.

use rapport::organisations::{self, Area};
use rapport::platform::clock::Day;
use sqlx::Connection;

use crate::support::app::noon;
use crate::support::database::TestDatabase;

fn day(text: &str) -> Day {
    Day::new(text.parse().expect("a day"))
}

#[tokio::test]
async fn loading_again_changes_nothing_that_an_administrator_edited() {
    let database = TestDatabase::migrated().await;
    let mut db = database.owner().await;
    let nottingham = organisations::id_of("RX1");
    sqlx::query(
        "update organisation set name = 'Nottingham Hospitals', version = 2 where organisation_id = $1",
    )
    .bind(nottingham)
    .execute(&mut db)
    .await
    .unwrap();
    let counts = "select (select count(*) from organisation), (select count(*) from care_system), (select count(*) from region),
        (select count(*) from organisation_other_name)";
    let before: (i64, i64, i64, i64) = sqlx::query_as(counts).fetch_one(&mut db).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    organisations::load_reference_data(&mut tx, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let after: (i64, i64, i64, i64) = sqlx::query_as(counts).fetch_one(&mut db).await.unwrap();
    assert_eq!(before, after);
    assert_eq!((before.0, before.1, before.2), (207 + 49, 49, 10));
    let name: String = sqlx::query_scalar("select name from organisation where organisation_id = $1")
        .bind(nottingham)
        .fetch_one(&mut db)
        .await
        .unwrap();
    assert_eq!(name, "Nottingham Hospitals");
}

#[tokio::test]
async fn an_area_follows_the_mergers_of_systems_by_the_day() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let cambridge = organisations::id_of("RGT");
    let before = organisations::area(&mut db, cambridge, day("2026-03-31")).await.unwrap();
    let after = organisations::area(&mut db, cambridge, day("2026-04-01")).await.unwrap();
    assert_eq!(before.label(), Some("Cambridgeshire and Peterborough"));
    assert_eq!(after.label(), Some("Central East"));
    assert_eq!(after.region.as_deref(), Some("East of England"));
    let nobody =
        organisations::area(&mut db, organisations::id_of("no such code"), day("2026-04-01")).await.unwrap();
    assert_eq!(nobody, Area::default());
}

#[tokio::test]
async fn a_board_that_merged_is_known_by_its_successor() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let frimley = organisations::id_of("E54000034");
    let thames_valley = organisations::id_of("E54000070");
    let on = |text: &str| day(text);
    assert_eq!(
        organisations::organisation_on(&mut db, frimley, on("2026-03-31")).await.unwrap(),
        Some(frimley)
    );
    assert_eq!(
        organisations::organisation_on(&mut db, frimley, on("2026-04-01")).await.unwrap(),
        Some(thames_valley)
    );
}

#[tokio::test]
async fn a_town_gives_a_system_only_when_every_employer_there_agrees() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let leicester = organisations::certain_system(&mut db, "leicester", day("2027-03-04")).await.unwrap();
    assert_eq!(
        leicester.and_then(|area| area.system).as_deref(),
        Some("Leicester, Leicestershire and Rutland")
    );
    assert_eq!(organisations::certain_system(&mut db, "London", day("2027-03-04")).await.unwrap(), None);
    assert_eq!(organisations::certain_system(&mut db, "Atlantis", day("2027-03-04")).await.unwrap(), None);
}
