//! "Where do you work?": the listed employer, the one that is not listed, and the one that nearly is.

use rapport::events::Actor;
use rapport::organisations::{self, ChoiceForm, OrganisationChoice};
use rapport::platform::ids::{OrganisationId, SubmissionId};
use rapport::platform::web::FormErrors;
use sqlx::PgConnection;

use crate::support::app::noon;
use crate::support::database::TestDatabase;

fn listed(id: OrganisationId) -> ChoiceForm {
    ChoiceForm { organisation: id.to_string(), ..ChoiceForm::default() }
}

fn not_listed(name: &str, town: &str, kind: &str) -> ChoiceForm {
    ChoiceForm {
        organisation: "not-listed".into(),
        employer_name: name.into(),
        employer_town: town.into(),
        employer_type: kind.into(),
        ..ChoiceForm::default()
    }
}

async fn resolve(db: &mut PgConnection, form: &ChoiceForm) -> Result<OrganisationChoice, FormErrors> {
    let mut errors = FormErrors::none();
    let choice = organisations::resolve(db, form, noon(), &mut errors).await.expect("the database answers");
    choice.ok_or(errors)
}

async fn settle(db: &mut PgConnection, form: &ChoiceForm, submission: SubmissionId) -> OrganisationId {
    let choice = resolve(db, form).await.expect("a choice");
    organisations::settle(db, Actor::Visitor, noon(), submission, &choice).await.expect("an organisation")
}

#[tokio::test]
async fn a_listed_employer_is_taken_and_one_that_merged_becomes_its_successor() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let leeds = organisations::id_of("RR8");
    assert_eq!(resolve(&mut db, &listed(leeds)).await, Ok(OrganisationChoice::Listed(leeds)));
    let (frimley, thames_valley) = (organisations::id_of("E54000034"), organisations::id_of("E54000070"));
    assert_eq!(resolve(&mut db, &listed(frimley)).await, Ok(OrganisationChoice::Listed(thames_valley)));
}

#[tokio::test]
async fn s1_an_id_nobody_knows_is_refused_like_nothing() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let errors = resolve(&mut db, &listed(OrganisationId::new(noon()))).await.expect_err("no such employer");
    assert!(errors.on("organisation").is_some());
    let errors =
        resolve(&mut db, &ChoiceForm { organisation: "1; drop table".into(), ..ChoiceForm::default() })
            .await
            .expect_err("not an id");
    assert!(errors.on("organisation_search").is_some());
}

#[tokio::test]
async fn an_employer_not_listed_becomes_provisional_with_its_system_when_the_town_says_so() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let hospice =
        settle(&mut db, &not_listed("LOROS", "leicester", "hospice"), SubmissionId::new(noon())).await;
    let today = organisations::day_of(noon());
    let area = organisations::area(&mut db, hospice, today).await.unwrap();
    assert_eq!(area.system.as_deref(), Some("Leicester, Leicestershire and Rutland"));
    assert_eq!(area.region.as_deref(), Some("Midlands"));
    let care_home = not_listed("Acorn Care Home", "London", "adult-social-care");
    let home = settle(&mut db, &care_home, SubmissionId::new(noon())).await;
    assert_eq!(organisations::area(&mut db, home, today).await.unwrap().label(), None);
    let (provisional, kind): (bool, String) =
        sqlx::query_as("select provisional, type_code from organisation where organisation_id = $1")
            .bind(home)
            .fetch_one(&mut db)
            .await
            .unwrap();
    assert!(provisional);
    assert_eq!(kind, "adult-social-care");
}

#[tokio::test]
async fn the_nation_that_was_chosen_wins_over_a_town_of_the_same_name() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let mut form = not_listed("Gwent Mind Matters", "Newport", "voluntary-sector");
    form.employer_region = "wales".into();
    let id = settle(&mut db, &form, SubmissionId::new(noon())).await;
    let area = organisations::area(&mut db, id, organisations::day_of(noon())).await.unwrap();
    assert_eq!((area.system, area.region.as_deref()), (None, Some("Wales")));
}

#[tokio::test]
async fn a_near_duplicate_is_offered_first_and_may_still_be_another() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let mut form = not_listed("Notingham University Hospital", "Nottingham", "acute");
    let errors = resolve(&mut db, &form).await.expect_err("it resembles one that is listed");
    assert!(errors.on("organisation").unwrap().contains("one of these"));
    let chooser = organisations::chooser(&mut db, &form, noon()).await.unwrap();
    assert!(chooser.resembling);
    assert_eq!(chooser.options[0].name, "Nottingham University Hospitals NHS Trust");
    form.employer_distinct = "yes".into();
    assert!(matches!(resolve(&mut db, &form).await, Ok(OrganisationChoice::NotListed(_))));
}

#[tokio::test]
async fn the_second_colleague_is_offered_what_the_first_one_named_and_the_search_keeps_it_to_itself() {
    let database = TestDatabase::migrated().await;
    let mut db = database.serving().await;
    let first = not_listed("Rainbow Hospice", "Loughborough", "hospice");
    let first = settle(&mut db, &first, SubmissionId::new(noon())).await;
    let second = not_listed("Rainbows Hospice", "Loughborough", "hospice");
    assert!(resolve(&mut db, &second).await.is_err());
    let chooser = organisations::chooser(&mut db, &second, noon()).await.unwrap();
    assert_eq!(chooser.options[0].organisation_id, first);
    let found = organisations::search(&mut db, "Rainbow Hospice", noon(), 8).await.unwrap();
    assert!(found.iter().all(|one| one.organisation_id != first), "{found:?}");
}

#[tokio::test]
async fn r3_the_same_form_50_times_at_once_names_one_employer() {
    let database = TestDatabase::migrated().await;
    let pool = database.pool(16);
    let submission = SubmissionId::new(noon());
    let form = not_listed("Acorn Care Home", "Loughborough", "adult-social-care");
    let choice = resolve(&mut pool.acquire().await.unwrap(), &form).await.expect("a choice");
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (pool, choice) = (pool.clone(), choice.clone());
        tasks.spawn(async move {
            let mut tx = pool.begin().await.unwrap();
            let id =
                organisations::settle(&mut tx, Actor::Visitor, noon(), submission, &choice).await.unwrap();
            tx.commit().await.unwrap();
            id
        });
    }
    let ids: std::collections::HashSet<OrganisationId> = tasks.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
    let count: i64 = sqlx::query_scalar("select count(*) from organisation where provisional")
        .fetch_one(&pool)
        .await
        .unwrap();
    let events: i64 = sqlx::query_scalar("select count(*) from event where kind = 'organisation.named'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!((count, events), (1, 1));
}
