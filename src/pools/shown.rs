use sqlx::PgConnection;
use sqlx::types::Json;

use super::Offering;
use super::local::{self, Contact};
use super::model::Level;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, OrganisationId, PoolId};

/// A pool as its own page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub pool_id: PoolId,
    pub name: String,
    pub level: Level,
    /// The name of its organisation, system or region; None for a national pool.
    pub place: Option<String>,
    pub summary: String,
    pub welcome: String,
    /// The rung below which nobody looks in it, as the seniority vocabulary counts.
    pub minimum_level: Option<i16>,
    pub terms_version: i32,
    /// What members agree to.
    pub wording: String,
    pub version: i32,
    pub valid_to: Option<Day>,
    /// The pool it was merged into.
    pub successor_id: Option<PoolId>,
    pub successor: Option<String>,
    /// Names of the organisations, systems and regions besides its own whose people may look in it.
    pub audience: Vec<String>,
    pub members: i64,
    pub coordinators: i64,
    /// What it adds to the guidance: an introduction, links, and help close by.
    pub introduction: String,
    pub contacts: Json<Vec<Contact>>,
}

impl Shown {
    /// Those of its contacts to turn to.
    #[must_use]
    pub fn help(&self) -> Vec<&Contact> {
        local::help(&self.contacts)
    }

    #[must_use]
    pub fn links(&self) -> Vec<&Contact> {
        local::links(&self.contacts)
    }

    /// Whom it serves, to follow "for".
    #[must_use]
    pub fn serves(&self) -> String {
        self.place.as_ref().map_or_else(|| "everybody".to_owned(), |place| format!("people of {place}"))
    }

    #[must_use]
    pub fn has_ended(&self, day: Day) -> bool {
        self.valid_to.is_some_and(|end| end <= day)
    }
}

/// A pool by its id, ended ones included.
///
/// # Errors
/// The database's.
pub async fn find(db: &mut PgConnection, pool: PoolId) -> Result<Option<Shown>, sqlx::Error> {
    sqlx::query_as!(
        Shown,
        r#"select p.pool_id as "pool_id!: PoolId", p.name as "name!", p.level as "level!: Level", coalesce(o.name, s.name, r.name) as "place?",
             p.summary as "summary!", p.welcome as "welcome!", p.minimum_level as "minimum_level?", p.terms_version as "terms_version!",
             w.wording as "wording!", p.version as "version!", p.valid_to as "valid_to?: Day",
             p.successor_id as "successor_id?: PoolId", n.name as "successor?",
             array(select coalesce(ao.name, asys.name, ar.name) from pool_audience a
                   left join organisation ao on ao.organisation_id = a.organisation_id
                   left join care_system asys on asys.system_code = a.system_code
                   left join region ar on ar.region_code = a.region_code
                   where a.pool_id = p.pool_id order by 1) as "audience!: Vec<String>",
             (select count(*) from membership m where m.pool_id = p.pool_id and m.status = 'active') as "members!",
             (select count(*) from account_role c where c.pool_id = p.pool_id and c.role = 'coordinator') as "coordinators!",
             coalesce((select g.introduction from pool_guidance g where g.pool_id = p.pool_id), '') as "introduction!",
             pool_contacts(p.pool_id) as "contacts!: Json<Vec<Contact>>"
           from pool p
           join pool_wording w on w.pool_id = p.pool_id and w.terms_version = p.terms_version
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system s on s.system_code = p.system_code
           left join region r on r.region_code = p.region_code
           left join pool n on n.pool_id = p.successor_id
           where p.pool_id = $1"#,
        pool.0,
    )
    .fetch_optional(db)
    .await
}

/// A pool in the list of all of them, with what it is to one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub pool_id: PoolId,
    pub name: String,
    pub level: Level,
    pub place: Option<String>,
    pub summary: String,
    /// What it takes applications for.
    pub offerings: Vec<Offering>,
    pub members: i64,
    /// It serves the place where the reader works.
    pub near: bool,
    /// The reader's standing there, when they are a member.
    pub standing: Option<String>,
}

/// The pools valid on a day: those that serve the reader's employer first, then by level and name.
///
/// # Errors
/// The database's.
pub async fn entries(
    db: &mut PgConnection,
    reader: Option<AccountId>,
    organisation: Option<OrganisationId>,
    day: Day,
) -> Result<Vec<Entry>, sqlx::Error> {
    sqlx::query_as!(
        Entry,
        r#"select p.pool_id as "pool_id!: PoolId", p.name as "name!", p.level as "level!: Level", coalesce(o.name, s.name, r.name) as "place?",
             p.summary as "summary!",
             array(select f.offering from pool_offering f where f.pool_id = p.pool_id and f.takes_applications
                   order by f.offering) as "offerings!: Vec<Offering>",
             (select count(*) from membership m where m.pool_id = p.pool_id and m.status = 'active') as "members!",
             coalesce(pool_covers(p.pool_id, coalesce($2, a.organisation_id), $3), false) as "near!",
             (select m.status from membership m where m.pool_id = p.pool_id and m.account_id = $1 and m.status <> 'left') as "standing?"
           from pool p
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system s on s.system_code = p.system_code
           left join region r on r.region_code = p.region_code
           left join account a on a.account_id = $1
           where p.valid_from <= $3 and (p.valid_to is null or p.valid_to > $3)
           order by 8 desc, array_position(array['organisation', 'system', 'region', 'national'], p.level), lower(p.name)"#,
        reader.map(|account| account.0),
        organisation.map(|id| id.0),
        day as Day,
    )
    .fetch_all(db)
    .await
}
