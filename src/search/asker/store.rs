use sqlx::PgConnection;
use uuid::Uuid;

use super::stated::Stated;
use crate::accounts::Viewer;
use crate::matching::{Asker, OrganisationKey, PersonKey, PoolKey};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::secrets::Secret;
use crate::platform::tokens::Token;
use crate::search::drafts::{self, DraftId, Private};
use crate::vocabulary::TermId;

/// Whose search it is.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    Account(&'a Viewer),
    Visitor(&'a Stated),
    /// An account that is not here, as when a saved search is run for its owner.
    Absent(AccountId),
}

impl Reader<'_> {
    const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(viewer) => Some(viewer.account_id),
            Self::Absent(account) => Some(*account),
            Self::Visitor(_) => None,
        }
    }
}

/// What else one look-up may bring and do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Also<'a> {
    /// The private part of the search.
    pub draft: Option<DraftId>,
    /// The browser's own token, for a draft that began before signing in.
    pub browser: Option<&'a Token>,
    /// Count one more page of people against today's budget.
    pub spend: bool,
}

/// Who asks, and what they may look in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub account_id: Option<AccountId>,
    /// Employment is proven: names may be shown.
    pub names: bool,
    pub organisation: Option<String>,
    pub system: Option<String>,
    pub system_code: Option<String>,
    pub region_code: Option<String>,
    pub seniority: Option<TermId>,
    pub professions: Vec<TermId>,
    /// Pools they may look in.
    pub pools: Vec<PoolId>,
    pub draft: Option<(DraftId, Private)>,
    /// Pages of people looked at today, this one included.
    pub views: i32,
    /// Today, in London.
    pub day: Day,
    pub asker: Asker,
}

impl Asking {
    /// Where they work is known, at least roughly.
    #[must_use]
    pub const fn has_place(&self) -> bool {
        self.organisation.is_some() || self.system_code.is_some() || self.region_code.is_some()
    }
}

/// Who asks, and from whom they are kept apart at this moment, in one statement.
///
/// # Errors
/// The database's.
pub async fn load(
    db: &mut PgConnection,
    secret: &Secret,
    reader: Reader<'_>,
    also: Also<'_>,
    now: Instant,
) -> Result<Asking, sqlx::Error> {
    let (account, day) = (reader.account(), day_of(now));
    let stated = match reader {
        Reader::Visitor(stated) => stated.clone(),
        _ => Stated::default(),
    };
    let row = sqlx::query!(
        r#"with recursive reader as (
             select a.account_id, a.employment_proven_at is not null as proven,
               organisation_on(coalesce(a.organisation_id, $2), $6) as organisation_id, t.term_id as seniority_id, t.level
             from (values (1)) one (n)
             left join account a on a.account_id = $1 and a.closed_at is null
             left join profile p on p.account_id = a.account_id
             left join term t on t.term_id = coalesce(p.seniority_id, $5) and t.vocabulary_code = 'seniority'
           ), stands as (
             select r.*, o.name as organisation, s.system_code, s.name as system,
               coalesce(s.region_code, o.region_code, $4) as region_code
             from reader r
             left join organisation o on o.organisation_id = r.organisation_id
             left join care_system s on s.system_code = care_system_on(coalesce(o.system_code, $3), $6)
           ), systems (code) as (
             select system_code from stands where system_code is not null
             union
             select c.system_code from systems n join care_system c on c.successor_code = n.code and c.valid_to <= $6
           ), organisations (id) as (
             select organisation_id from stands where organisation_id is not null
             union
             select o.organisation_id from organisations n join organisation o on o.successor_id = n.id and o.valid_to <= $6
           ), spent as (
             insert into view_budget (account_id, day, views) select account_id, $6, 1 from reader where account_id is not null and $9
             on conflict (account_id, day) do update set views = view_budget.views + 1
             returning views
           )
           select w.account_id as "account_id?: AccountId", coalesce(w.proven, false) as "proven!",
             w.organisation_id as "organisation_id?: Uuid", w.organisation as "organisation?", w.system_code as "system_code?",
             w.system as "system?", w.region_code as "region_code?", w.seniority_id as "seniority?: TermId", w.level as "level?",
             array(select t.term_id from profile_term join term t using (term_id)
                   where profile_term.account_id = w.account_id and t.vocabulary_code = 'profession'
                   order by profile_term.position, t.term_id) as "professions!: Vec<i32>",
             array(select p.pool_id from pool p
                   where p.valid_from <= $6 and (p.valid_to is null or p.valid_to > $6)
                     and (p.minimum_level is null or w.level >= p.minimum_level)
                     and (w.organisation_id is not null or w.region_code is not null)
                     and (p.level = 'national' or p.region_code = w.region_code
                          or p.system_code in (select code from systems) or p.organisation_id in (select id from organisations)
                          or exists (select from pool_audience u where u.pool_id = p.pool_id
                                     and (u.region_code = w.region_code or u.system_code in (select code from systems)
                                          or u.organisation_id in (select id from organisations))))) as "pools!: Vec<Uuid>",
             array(select kept_apart(w.account_id, $10)) as "apart!: Vec<Uuid>",
             d.search_draft_id as "draft_id?: DraftId", d.sealed as "sealed?",
             coalesce((select views from spent), 0) as "views!"
           from stands w
           left join search_draft d on d.search_draft_id = $7 and (d.account_id = w.account_id or d.token_hash = $8)"#,
        account.map(|account| account.0),
        stated.organisation.map(|organisation| organisation.0),
        stated.system,
        stated.region,
        stated.seniority.map(|term| term.0),
        day as Day,
        also.draft.map(|draft| draft.0),
        also.browser.map(Token::hash),
        also.spend,
        now as Instant,
    )
    .fetch_one(db)
    .await?;
    let draft =
        row.draft_id.zip(row.sealed).and_then(|(id, sealed)| Some((id, drafts::open(secret, id, &sealed)?)));
    let asker = Asker {
        person: row.account_id.map(|account| PersonKey(account.0.as_u128())),
        organisation: row.organisation_id.map(|id| OrganisationKey(id.as_u128())),
        system: row.system_code.clone(),
        region: row.region_code.clone(),
        level: row.level.and_then(|level| u8::try_from(level).ok()),
        pools: row.pools.iter().map(|pool| PoolKey(pool.as_u128())).collect(),
        excluded: row.apart.iter().map(|person| PersonKey(person.as_u128())).collect(),
        day: day_number(day),
    };
    Ok(Asking {
        account_id: row.account_id,
        names: row.proven,
        organisation: row.organisation,
        system: row.system,
        system_code: row.system_code,
        region_code: row.region_code,
        seniority: row.seniority,
        professions: row.professions.into_iter().map(TermId).collect(),
        pools: row.pools.into_iter().map(PoolId).collect(),
        draft,
        views: row.views,
        day,
        asker,
    })
}

/// Days since 1970-01-01.
#[must_use]
pub fn day_number(day: Day) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    day.date().since(epoch).map_or(0, |span| span.get_days())
}
