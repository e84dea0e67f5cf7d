//! What a pool adds to the guidance for the people it serves: an introduction, links, and help close by.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::setup::{SetupError, changed};
use crate::events::Actor;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId};

/// What a contact is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactKind {
    Link,
    OccupationalHealth,
    SpeakUp,
    Safeguarding,
    OtherHelp,
}

impl ContactKind {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::OccupationalHealth => "occupational-health",
            Self::SpeakUp => "speak-up",
            Self::Safeguarding => "safeguarding",
            Self::OtherHelp => "other-help",
        }
    }

    /// As pages say it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Link => "Link",
            Self::OccupationalHealth => "Occupational health",
            Self::SpeakUp => "Freedom to Speak Up",
            Self::Safeguarding => "Safeguarding lead",
            Self::OtherHelp => "Other help at work",
        }
    }

    /// Whether it is somebody to turn to.
    #[must_use]
    pub fn is_help(self) -> bool {
        self != Self::Link
    }
}

/// Somebody or something a pool points to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Contact {
    pub kind: ContactKind,
    /// Its name.
    pub label: String,
    /// Empty for none, as is the address.
    pub telephone: String,
    /// An address that begins `https://`.
    pub href: String,
}

/// What one pool adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guidance {
    pub introduction: String,
    pub contacts: Vec<Contact>,
}

/// What one pool adds, as one of its people sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    pub pool_id: PoolId,
    pub name: String,
    pub introduction: String,
    pub contacts: Vec<Contact>,
}

impl Local {
    /// Those to turn to.
    #[must_use]
    pub fn help(&self) -> Vec<&Contact> {
        help(&self.contacts)
    }

    #[must_use]
    pub fn links(&self) -> Vec<&Contact> {
        links(&self.contacts)
    }
}

/// Those to turn to.
#[must_use]
pub fn help(contacts: &[Contact]) -> Vec<&Contact> {
    contacts.iter().filter(|contact| contact.kind.is_help()).collect()
}

/// The others.
#[must_use]
pub fn links(contacts: &[Contact]) -> Vec<&Contact> {
    contacts.iter().filter(|contact| !contact.kind.is_help()).collect()
}

/// What the pools that somebody may look in add, for their employer's area, the nearest first.
///
/// # Errors
/// The database's.
pub async fn local(db: &mut PgConnection, reader: AccountId, day: Day) -> Result<Vec<Local>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select p.pool_id as "pool_id!: PoolId", p.name as "name!", coalesce(g.introduction, '') as "introduction!",
             pool_contacts(p.pool_id) as "contacts!: Json<Vec<Contact>>"
           from account a
           join pool p on exists (select from pool_guidance w where w.pool_id = p.pool_id)
             and pool_open_to(p.pool_id, a.organisation_id, $2)
           join pool_guidance g on g.pool_id = p.pool_id
           where a.account_id = $1
           order by array_position(array['organisation', 'system', 'region', 'national'], p.level), lower(p.name)
           limit 5"#,
        reader.0,
        day as Day,
    )
    .fetch_all(db)
    .await?;
    let adds = |local: &Local| !local.introduction.is_empty() || !local.contacts.is_empty();
    Ok(rows
        .into_iter()
        .map(|row| Local {
            pool_id: row.pool_id,
            name: row.name,
            introduction: row.introduction,
            contacts: row.contacts.0,
        })
        .filter(adds)
        .collect())
}

/// What a pool adds, and its version: 0 before there is anything.
///
/// # Errors
/// The database's.
pub async fn guidance(db: &mut PgConnection, pool: PoolId) -> Result<(Guidance, i32), sqlx::Error> {
    let row = sqlx::query!(
        r#"select coalesce(g.introduction, '') as "introduction!", coalesce(g.version, 0) as "version!",
             pool_contacts(p.pool_id) as "contacts!: Json<Vec<Contact>>"
           from pool p left join pool_guidance g using (pool_id) where p.pool_id = $1"#,
        pool.0,
    )
    .fetch_one(db)
    .await?;
    Ok((Guidance { introduction: row.introduction, contacts: row.contacts.0 }, row.version))
}

/// Changes it.
///
/// # Errors
/// `Overtaken` when `version` is not the present one any more.
pub async fn save_guidance(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    version: i32,
    new: &Guidance,
) -> Result<(), SetupError> {
    let done = sqlx::query!(
        "insert into pool_guidance as g (pool_id, introduction) values ($1, $3)
         on conflict (pool_id) do update set introduction = $3, version = g.version + 1 where g.version = $2",
        pool.0,
        version,
        new.introduction,
    )
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Err(SetupError::Overtaken);
    }
    sqlx::query!("delete from pool_contact where pool_id = $1", pool.0).execute(&mut *db).await?;
    let of = |part: fn(&Contact) -> &str| -> Vec<String> {
        new.contacts.iter().map(|contact| part(contact).to_owned()).collect()
    };
    sqlx::query!(
        "insert into pool_contact (pool_id, position, kind, label, telephone, href)
         select $1, position, kind, label, telephone, href
           from unnest($2::text[], $3::text[], $4::text[], $5::text[])
             with ordinality as given (kind, label, telephone, href, position)",
        pool.0,
        &of(|contact| contact.kind.code()),
        &of(|contact| &contact.label),
        &of(|contact| &contact.telephone),
        &of(|contact| &contact.href),
    )
    .execute(&mut *db)
    .await?;
    Ok(changed(db, by, now, pool, "guidance").await?)
}
