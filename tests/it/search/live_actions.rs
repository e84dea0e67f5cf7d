//! Whatever happens to people, the followed index is what a fresh one would be, and what the database says.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use rapport::availability::{NewPlace, NewWindow, SettingsChange, WallTime, Weekday};
use rapport::events::Actor;
use rapport::matching::{
    Answer, Asker, Criteria, Dimension, Geography, Index, Offering, PersonKey, PoolKey, Question, Seniority,
    TermKey, TermKind, Want, WeekHours, Weight, everybody, rank,
};
use rapport::memberships::{By, Leaving};
use rapport::platform::clock::Day;
use rapport::platform::ids::{AccountId, MembershipId, PoolId};
use rapport::presets::{Preset, plant};
use rapport::search::{Ground, Live};
use rapport::vocabulary::List;
use rapport::{app, availability, memberships, pools, profiles};
use uuid::Uuid;

use crate::memberships::{at, no_session, today};
use crate::support::app::TestApp;

const OFFERINGS: [Offering; 3] = [Offering::Coaching, Offering::Mentoring, Offering::Supervision];

fn nice(dimension: Dimension) -> Want {
    Want { weight: Weight::Nice, dimension }
}

/// Wants that together ask for everything the index knows of somebody.
fn wants(ground: &Ground) -> Vec<Want> {
    let mut wants = vec![
        nice(Dimension::Seniority(Seniority::Level(10))),
        nice(Dimension::Qualification(1)),
        nice(Dimension::Times(WeekHours::of(0..WeekHours::HOURS))),
    ];
    for (list, kind) in [
        (List::DevelopmentArea, TermKind::Area),
        (List::Profession, TermKind::Profession),
        (List::Specialty, TermKind::Profession),
        (List::Approach, TermKind::Approach),
        (List::Delivery, TermKind::Delivery),
        (List::Language, TermKind::Language),
    ] {
        let terms: Vec<TermKey> = ground
            .terms
            .iter()
            .filter(|term| term.list == list)
            .map(|term| TermKey(term.term_id.0))
            .collect();
        wants.extend(terms.chunks(10).map(|some| nice(Dimension::Terms(kind, some.to_vec()))));
    }
    for kind in rapport::organisations::types() {
        wants.push(nice(Dimension::OrganisationType(vec![kind.code.to_owned()])));
    }
    for system in &ground.systems {
        wants.push(nice(Dimension::Geography(Geography::System(system.code.clone()))));
    }
    wants
}

/// Everything an index says about everybody in these pools.
fn picture(index: &Index, ground: &Ground, pools: &[PoolKey]) -> Vec<Answer> {
    let mut answers = Vec::new();
    for pool in pools {
        let asker = Asker { pools: vec![*pool], level: Some(9), ..Asker::default() };
        for offering in OFFERINGS {
            for some in wants(ground).chunks(Criteria::MOST) {
                let criteria = Criteria { offering, wants: some.to_vec() };
                for full in [false, true] {
                    let question = Question {
                        asker: &asker,
                        criteria: &criteria,
                        hits: None,
                        full,
                        after: None,
                        take: 10_000,
                    };
                    answers.push(rank(index, &question));
                }
            }
        }
    }
    answers
}

async fn all_pools(app: &TestApp) -> Vec<PoolKey> {
    let pools: Vec<Uuid> = sqlx::query_scalar("select pool_id from pool order by pool_id")
        .fetch_all(&app.app.db)
        .await
        .expect("the pools");
    pools.into_iter().map(|pool| PoolKey(pool.as_u128())).collect()
}

/// The followed index answers as one that is loaded now. Gives how many people are in it.
pub async fn assert_like_fresh(app: &TestApp) -> usize {
    app.caught_up().await;
    let fresh = Live::new();
    fresh.load(&app.app.db, today(app)).await.expect("it loads");
    let pools = all_pools(app).await;
    let ground = fresh.ground().expect("it is loaded");
    let (followed, fresh) =
        (app.app.live.index().expect("it is loaded"), fresh.index().expect("it is loaded"));
    assert_eq!(followed.len(), fresh.len());
    let (ours, theirs) = (picture(&followed, &ground, &pools), picture(&fresh, &ground, &pools));
    for (one, other) in ours.iter().zip(&theirs) {
        assert_eq!(one, other);
    }
    fresh.len()
}

async fn world() -> TestApp {
    let app = TestApp::start().await;
    let mut tx = app.app.db.begin().await.unwrap();
    plant(&mut tx, app.now(), false, Preset::System, &mut |_, _| {}).await.unwrap();
    tx.commit().await.unwrap();
    app.follow().await;
    app
}

/// An active membership, another each time.
async fn somebody(app: &TestApp, nth: i64) -> (AccountId, PoolId, MembershipId) {
    sqlx::query_as(
        "select account_id, pool_id, membership_id from membership where status = 'active'
         order by md5(membership_id::text || $1::text) limit 1",
    )
    .bind(nth)
    .fetch_one(&app.app.db)
    .await
    .expect("an active member")
}

/// Does one of the things that happen to people.
#[expect(clippy::too_many_lines, reason = "a list, each a few lines")]
async fn happen(app: &TestApp, nth: i64) -> &'static str {
    let (account, pool, membership) = somebody(app, nth).await;
    let (now, by, actor) = (app.now(), By::Member(account, no_session()), Actor::Account(account));
    let target = at(pool, membership);
    let mut tx = app.app.db.begin().await.unwrap();
    let what = match nth % 13 {
        0 => {
            let until = Day::new(today(app).date().saturating_add(jiff::Span::new().days(40)));
            memberships::pause(&mut tx, by, now, target, until).await.unwrap();
            "a pause"
        }
        1 => {
            memberships::leave(&mut tx, &app.app.outbox, by, now, target, Leaving::OwnWish).await.unwrap();
            "a leaving"
        }
        2 | 3 => {
            let new =
                NewPlace { capacity: i16::try_from(nth % 5).unwrap(), seen_elsewhere: 1, accepting: true };
            availability::save_place(&mut tx, actor, now, account, None, &new).await.unwrap();
            "a capacity"
        }
        4 => {
            let new = NewPlace { capacity: 3, seen_elsewhere: 0, accepting: false };
            availability::save_place(&mut tx, actor, now, account, None, &new).await.unwrap();
            "no requests for now"
        }
        5 => {
            let terms: Vec<_> = app.app.live.ground().unwrap().terms.clone();
            let some: Vec<_> = terms
                .iter()
                .filter(|term| term.list == List::DevelopmentArea)
                .map(|term| term.term_id)
                .skip(usize::try_from(nth).unwrap() % 7)
                .step_by(3)
                .collect();
            profiles::set_terms(&mut tx, now, account, List::DevelopmentArea, &some).await.unwrap();
            "other areas"
        }
        6 => {
            let level =
                app.app.live.ground().unwrap().by_code(List::Seniority, "afc-9").map(|term| term.term_id);
            profiles::set_seniority(&mut tx, now, account, level).await.unwrap();
            "another band"
        }
        7 => {
            app::forget_account(&mut tx, &app.app, now, account).await.unwrap();
            sqlx::query("update account set closed_at = $1 where account_id = $2")
                .bind(now)
                .bind(account)
                .execute(&mut *tx)
                .await
                .unwrap();
            "a closed account"
        }
        8 => {
            sqlx::query(
                "update account set employment_proof = null, employment_proven_at = null, organisation_id =
                   (select organisation_id from organisation order by md5(organisation_id::text || $1::text) limit 1)
                 where account_id = $2",
            )
            .bind(nth)
            .bind(account)
            .execute(&mut *tx)
            .await
            .unwrap();
            "another employer"
        }
        9 => {
            let to = SettingsChange {
                zone: "Asia/Kolkata".to_owned(),
                chemistry_minutes: 30,
                meeting_minutes: 60,
                notice_hours: 48,
                horizon_days: 56,
                buffer_minutes: 0,
                joining: String::new(),
                outline: String::new(),
            };
            availability::ensure(&mut tx, now, account).await.unwrap();
            let version: i32 = sqlx::query_scalar("select version from availability where account_id = $1")
                .bind(account)
                .fetch_one(&mut *tx)
                .await
                .unwrap();
            availability::save_settings(&mut tx, actor, now, account, version, &to).await.unwrap();
            "another time zone"
        }
        10 => {
            let dawn = WallTime::from_minutes(60).unwrap();
            let window = NewWindow::at(Weekday::ALL[0], dawn, WallTime::from_minutes(150).unwrap());
            availability::add_windows(&mut tx, actor, now, account, &[window]).await.unwrap();
            "another window"
        }
        11 => {
            sqlx::query(
                "insert into reply_record (account_id, asked, answered, median_hours, last_asked_at) values ($1, 9, 8, 30, $2)
                 on conflict (account_id) do update set asked = 9, answered = 8, median_hours = 30, last_asked_at = $2",
            )
            .bind(account)
            .bind(now)
            .execute(&mut *tx)
            .await
            .unwrap();
            "an answer"
        }
        _ => {
            memberships::change_kind(
                &mut tx,
                By::System,
                now,
                target,
                pools::MembershipKind::Associate,
                None,
                None,
            )
            .await
            .unwrap();
            "a contract"
        }
    };
    tx.commit().await.unwrap();
    what
}

#[tokio::test]
async fn after_whatever_happened_the_followed_index_is_as_one_freshly_loaded() {
    let app = world().await;
    assert!(assert_like_fresh(&app).await > 50);
    for nth in 0..52 {
        let what = happen(&app, nth).await;
        if nth % 7 == 0 {
            println!("after {what}");
            assert_like_fresh(&app).await;
        }
    }
    let people = assert_like_fresh(&app).await;
    let pools: Vec<(PoolId,)> = sqlx::query_as(
        "select p.pool_id from pool p join membership m using (pool_id)
         where not exists (select from application a where a.pool_id = p.pool_id and a.status in ('submitted', 'changes-requested'))
         group by p.pool_id order by count(*) desc, p.pool_id",
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap();
    if let [(into,), .., (from,)] = pools[..] {
        let mut tx = app.app.db.begin().await.unwrap();
        let wording = pools::merge(&mut tx, Actor::System, app.now(), from, into).await.unwrap();
        memberships::merge_pools(&mut tx, app.now(), from, into, wording).await.unwrap();
        tx.commit().await.unwrap();
        assert_like_fresh(&app).await;
    }
    // Evidence and pauses run out, and the sweep says so.
    app.advance(SignedDuration::from_hours(24 * 120));
    rapport::platform::sweeps::run_due(&app.app.db, app.now(), &app::sweeps(&app.app)).await;
    let later = assert_like_fresh(&app).await;
    assert!(later < people, "some lapsed: {later} of {people}");
}

#[tokio::test]
async fn a_change_to_very_many_people_is_told_once_and_followed() {
    let app = world().await;
    sqlx::query("update place set capacity = 5, seen_elsewhere = 0").execute(&app.app.db).await.unwrap();
    sqlx::query("update account set name = name || ' '").execute(&app.app.db).await.unwrap();
    assert_like_fresh(&app).await;
}

#[tokio::test]
async fn people_are_where_the_database_says_their_employers_have_gone() {
    let app = world().await;
    let db = &app.app.db;
    sqlx::query(
        "with few as (select organisation_id, lead(organisation_id) over (order by organisation_id) as next,
                         row_number() over (order by organisation_id) as n
                       from organisation where organisation_id in (select organisation_id from account))
         update organisation o set valid_to = date '2027-03-01' + few.n::int, successor_id = few.next
         from few where few.organisation_id = o.organisation_id and few.next is not null and few.n % 3 <> 0",
    )
    .execute(db)
    .await
    .unwrap();
    for days in [0, 2, 10, 400] {
        let day = Day::new(today(&app).date().saturating_add(jiff::Span::new().days(days)));
        let live = Live::new();
        live.load(db, day).await.unwrap();
        let rows: Vec<(Uuid, Option<Uuid>, Option<String>)> = sqlx::query_as(
            "select a.account_id, o.organisation_id, s.system_code from account a
             left join organisation o on o.organisation_id = organisation_on(a.organisation_id, $1)
             left join care_system s on s.system_code = care_system_on(o.system_code, $1)",
        )
        .bind(day)
        .fetch_all(db)
        .await
        .unwrap();
        let index = live.index().unwrap();
        let there = |row: &&(Uuid, Option<Uuid>, Option<String>)| index.contains(PersonKey(row.0.as_u128()));
        let employers: BTreeSet<Uuid> = rows.iter().filter(there).filter_map(|row| row.1).collect();
        assert!(employers.len() > 2, "{employers:?}");
        for employer in employers {
            let asker = Asker {
                pools: all_pools(&app).await,
                organisation: Some(rapport::matching::OrganisationKey(employer.as_u128())),
                ..Asker::default()
            };
            let expected: BTreeSet<u128> = rows
                .iter()
                .filter(there)
                .filter(|row| row.1 == Some(employer))
                .map(|row| row.0.as_u128())
                .collect();
            let mut found = BTreeSet::new();
            for (offering, full) in OFFERINGS.into_iter().flat_map(|one| [(one, false), (one, true)]) {
                let wants = vec![Want { weight: Weight::Must, dimension: Dimension::SameOrganisation(true) }];
                let criteria = Criteria { offering, wants };
                let question =
                    Question { asker: &asker, criteria: &criteria, hits: None, full, after: None, take: 0 };
                found.extend(everybody(&index, &question).into_iter().map(|person| person.0));
            }
            assert_eq!(found, expected, "on {}", day.date());
        }
    }
}
