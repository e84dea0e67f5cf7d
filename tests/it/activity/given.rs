//! A hub of random people who met, and the same hub read row by row to reckon with plain arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use rapport::platform::ids::{AccountId, OrganisationId, PoolId};
use uuid::Uuid;

use crate::returns::given::{held, relationship};
use crate::support::app::TestApp;
use crate::support::database::execute;
use crate::support::given::{self, Person};

/// Numbers that look random and are the same on every run.
pub struct Dice(pub u64);

impl Dice {
    /// From 0 to below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

pub struct Town {
    pub pool: PoolId,
    pub other: PoolId,
    pub coordinator: Person,
}

/// Employers in a system and a region each, by their names.
pub const PLACES: [(&str, Option<(&str, &str)>); 5] = [
    ("=Hill Trust", Some(("Aire System", "North"))),
    ("Lake Trust", Some(("Aire System", "North"))),
    ("River Trust", Some(("Brook System", "North"))),
    ("Sea Trust", Some(("Cove System", "South"))),
    ("Charity", None),
];

async fn places(app: &TestApp) -> Vec<OrganisationId> {
    let mut all = Vec::new();
    for (name, place) in PLACES {
        let id = given::organisation(app, name).await;
        if let Some((system, region)) = place {
            for statement in [
                "insert into region (region_code, name, nation, position) values ($2, $2, 'england', 90) on conflict do nothing",
                "insert into care_system (system_code, name, region_code, valid_from) values ($1, $1, $2, '2020-01-01') on conflict do nothing",
                "update organisation set system_code = $1, region_code = $2 where organisation_id = $3",
            ] {
                let owner = &mut app.database.owner().await;
                let values = [("$1", system), ("$2", region), ("$3", &id.to_string())];
                let written = values.iter().fold(statement.to_owned(), |text, (name, value)| {
                    text.replace(name, &format!("'{value}'"))
                });
                execute(owner, &written).await;
            }
        }
        all.push(id);
    }
    all
}

/// Two pools whose people met at random over two years.
pub async fn town(app: &TestApp, seed: u64, mentees: u64) -> Town {
    let mut dice = Dice(seed);
    let pool = given::pool(app, "North pool").await;
    let other = given::pool(app, "South pool").await;
    let coordinator = given::account(app).named("Priya Sharma").coordinator_of(pool).make().await;
    let employers = places(app).await;
    let professions: Vec<i32> = sqlx::query_scalar(
        "select term_id from term where vocabulary_code = 'profession' order by position limit 4",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("professions");
    let mut mentors = Vec::new();
    for _ in 0..6 {
        mentors.push(given::account(app).named("Grace Obi").make().await.account_id);
    }
    for _ in 0..mentees {
        let mut maker = given::account(app).named("Owen Price");
        let place = dice.roll(20);
        let place = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 9]
            [usize::try_from(place).expect("small")];
        if let Some(employer) = employers.get(place) {
            maker = maker.employed_by(*employer);
        }
        let mentee = maker.make().await.account_id;
        if dice.roll(4) > 0 {
            profession(app, mentee, professions[usize::try_from(dice.roll(4)).expect("small")]).await;
        }
        for _ in 0..=dice.roll(2) {
            let whose = if dice.roll(5) == 0 { other } else { pool };
            let offering =
                ["mentoring", "coaching", "supervision"][usize::try_from(dice.roll(3)).expect("small")];
            let mentor = mentors[usize::try_from(dice.roll(6)).expect("small")];
            let Some(with) = once(app, whose, mentor, mentee, offering).await else { continue };
            for _ in 0..dice.roll(4) {
                let day = 1 + dice.roll(28);
                let (year, month) = (2026 + dice.roll(2), 1 + dice.roll(12));
                let minutes = i16::try_from(30 + dice.roll(60)).expect("small");
                held(app, with, &format!("{year}-{month:02}-{day:02}T{:02}:30Z", dice.roll(24)), minutes)
                    .await;
            }
        }
    }
    Town { pool, other, coordinator }
}

async fn once(
    app: &TestApp,
    pool: PoolId,
    mentor: AccountId,
    mentee: AccountId,
    offering: &str,
) -> Option<Uuid> {
    let there: bool = sqlx::query_scalar(
        "select exists (select from relationship where mentee_id = $1 and practitioner_id = $2 and offering = $3)",
    )
    .bind(mentee)
    .bind(mentor)
    .bind(offering)
    .fetch_one(&app.app.db)
    .await
    .expect("relationships");
    if there { None } else { Some(relationship(app, pool, mentor, mentee, offering, "2026-01-01").await) }
}

async fn profession(app: &TestApp, account: AccountId, term: i32) {
    sqlx::query("insert into profile (account_id, created_at, updated_at) values ($1, $2, $2)")
        .bind(account)
        .bind(app.now())
        .execute(&app.app.db)
        .await
        .expect("a profile");
    sqlx::query("insert into profile_term (account_id, term_id) values ($1, $2)")
        .bind(account)
        .bind(term)
        .execute(&app.app.db)
        .await
        .expect("a profession");
}

/// A meeting as it lies in the tables, with all that it can be told apart by.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Raw {
    pub pool: String,
    pub mentee: Uuid,
    pub offering: String,
    pub at: rapport::platform::clock::Instant,
    pub minutes: i16,
    pub organisation: Option<String>,
    pub system: Option<String>,
    pub region: Option<String>,
    pub profession: Option<String>,
}

pub async fn raw(app: &TestApp) -> Vec<Raw> {
    sqlx::query_as(
        "select p.name as pool, r.mentee_id as mentee, r.offering, s.starts_at as at, s.minutes, o.name as organisation, c.name as system,
           g.name as region, (select t.label from profile_term f join term t using (term_id)
             where f.account_id = r.mentee_id and t.vocabulary_code = 'profession') as profession
         from session s join relationship r using (relationship_id) join pool p on p.pool_id = r.pool_id
         join account a on a.account_id = r.mentee_id
         left join organisation o on o.organisation_id = a.organisation_id left join care_system c on c.system_code = o.system_code
         left join region g on g.region_code = o.region_code
         where s.status = 'held'",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("the rows")
}

/// Minutes, meetings and people by a label, and of all together.
pub type Sums = BTreeMap<String, (i64, i64, usize)>;

/// Reckoned one meeting after the other.
pub fn reckon(meetings: &[Raw], label: impl Fn(&Raw) -> String) -> Sums {
    let mut lines: BTreeMap<String, (i64, i64, BTreeSet<Uuid>)> = BTreeMap::new();
    for one in meetings {
        for label in [label(one), "Together".to_owned()] {
            let line = lines.entry(label).or_default();
            line.0 += i64::from(one.minutes);
            line.1 += 1;
            line.2.insert(one.mentee);
        }
    }
    lines
        .into_iter()
        .map(|(label, (minutes, meetings, people))| (label, (minutes, meetings, people.len())))
        .collect()
}
