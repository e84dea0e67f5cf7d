use jiff::SignedDuration;
use sqlx::PgConnection;

use super::ground::{Employer, Ground, Reach, Terms};
use super::making::{Maker, id};
use super::model::{Batch, Preset};
use super::random::Random;
use super::standing::{Standing, beginning_of_day};
use super::{history_store, people_store, store};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId};
use crate::pools;
use crate::vocabulary::{self, List};

/// How many to make, and how.
type Step = (usize, for<'a, 'b> fn(&'a mut Maker<'b>, usize) -> Batch);

/// Why nobody was made up.
#[derive(Debug, thiserror::Error)]
pub enum PlantError {
    #[error("this hub has people already; made-up ones go into a demonstration or an empty database")]
    RealPeople,
    #[error("the reference data must be loaded first")]
    NoReferenceData,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What became of planting a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    Now { people: usize },
    Before,
}

/// The system and the region that the smaller presets are set in.
const SYSTEM: &str = "E54000054";
const REGION: &str = "north-east-and-yorkshire";
/// Organisations with a pool of their own.
const OWN_POOLS: usize = 6;
/// People written at once.
const BATCH: usize = 2_000;

const POOL: u128 = 5;
const COORDINATOR: AccountId = AccountId(id(6, 1));
const FIRST: AccountId = AccountId(id(1, 1));

/// Makes up the people of a preset, unless some are there already: the same ones on every run of a day. Tells how far it
/// is, in people. The caller commits.
///
/// # Errors
/// `RealPeople` when this is no demonstration and somebody has an account; `NoReferenceData`; the database's.
pub async fn plant(
    db: &mut PgConnection,
    now: Instant,
    demonstration: bool,
    preset: Preset,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Planted, PlantError> {
    store::unhurried(db).await?;
    store::lock(db).await?;
    if store::account_exists(db, FIRST).await? {
        return Ok(Planted::Before);
    }
    if !demonstration && store::anybody(db).await? {
        return Err(PlantError::RealPeople);
    }
    let now = beginning_of_day(now);
    let (system, region) = match preset {
        Preset::System => (Some(SYSTEM), None),
        Preset::Region => (None, Some(REGION)),
        Preset::National | Preset::Stress => (None, None),
    };
    let employers = store::employers(db, system, region, day_of(now)).await?;
    let lists = [
        List::DevelopmentArea,
        List::Profession,
        List::Seniority,
        List::Approach,
        List::Skill,
        List::Delivery,
        List::Language,
        List::Qualification,
    ];
    let terms = Terms::new(vocabulary::terms(db, &lists).await?);
    if employers.is_empty() || terms.of(List::DevelopmentArea).next().is_none() {
        return Err(PlantError::NoReferenceData);
    }
    let pools = pools_of(db, now, preset, &employers).await?;
    let standing = Standing { qualifications: terms.qualifications(), ..Standing::default() };
    let random = Random::new(0x5eed + preset as u64);
    let mut maker =
        Maker { employers: &employers, pools: &pools, terms: &terms, now, random, made: 0, standing };
    let total = preset.practitioners() + preset.applicants() + preset.mentees();
    let mut done = 0;
    let steps: [Step; 3] = [
        (preset.practitioners(), |maker, many| maker.practitioners(many)),
        (preset.applicants(), |maker, many| maker.applicants(many)),
        (preset.mentees(), |maker, many| maker.mentees(many)),
    ];
    for (many, make) in steps {
        let mut left = many;
        while left > 0 {
            let size = left.min(BATCH);
            let batch = make(&mut maker, size);
            people_store::insert(db, &batch, COORDINATOR).await?;
            left -= size;
            done += size;
            progress(done, total);
        }
    }
    history_store::keep(db, now, preset.sessions()).await?;
    Ok(Planted::Now { people: total })
}

/// The pools of a preset, the widest first; those that are there already are used.
async fn pools_of(
    db: &mut PgConnection,
    now: Instant,
    preset: Preset,
    employers: &[Employer],
) -> Result<Vec<Ground>, sqlx::Error> {
    let mut reaches: Vec<(String, Reach)> = Vec::new();
    if preset != Preset::System {
        for (code, name) in store::region_names(db).await? {
            let reach = Reach::Region(code);
            if employers.iter().any(|employer| reach.covers(employer)) {
                reaches.push((format!("{name} coaching and mentoring"), reach));
            }
        }
    }
    let system = store::system_name(db, SYSTEM).await?.unwrap_or_else(|| "West Yorkshire".to_owned());
    reaches.push((format!("{system} coaches and mentors"), Reach::System(SYSTEM.to_owned())));
    let own = if preset == Preset::System { 2 } else { OWN_POOLS };
    for employer in
        employers.iter().filter(|employer| employer.system_code.as_deref() != Some(SYSTEM)).take(own)
    {
        reaches.push((format!("{} mentors", employer.name), Reach::Organisation(employer.organisation_id)));
    }
    let since = now.minus(SignedDuration::from_hours(24 * 2_000));
    let mut pools = Vec::new();
    for (number, (name, reach)) in (1_u128..).zip(reaches) {
        let name: String = name.chars().take(100).collect();
        let own = PoolId(id(POOL, number));
        let found = match &reach {
            Reach::System(code) => store::pool_of_system(db, code).await?,
            _ => store::pool_of(db, own, &name).await?,
        };
        let mut pool =
            Ground { pool_id: found.unwrap_or(own), name, reach, asked: Vec::new(), exists: found.is_some() };
        if !pool.exists {
            store::insert_pool(db, &pool, since).await?;
        }
        pool.asked = pools::requirements(db, pool.pool_id).await?;
        pools.push(pool);
    }
    let new: Vec<PoolId> = pools.iter().filter(|pool| !pool.exists).map(|pool| pool.pool_id).collect();
    store::insert_coordinator(db, COORDINATOR, &new, since).await?;
    Ok(pools)
}
