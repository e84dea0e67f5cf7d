use std::collections::HashSet;

use sqlx::PgPool;

use super::facts::Setting;
use super::{employers_store, facts_store};
use crate::matching::{Facts, Index, Organisation, PersonKey};
use crate::platform::ids::AccountId;

/// What some people have become, read and ready to be written into an index.
#[derive(Debug)]
pub struct Changes {
    /// When somebody's employer was added since they were read.
    pub organisations: Option<Vec<Organisation>>,
    pub people: Vec<Change>,
}

#[derive(Debug)]
pub enum Change {
    Found(Box<Facts>),
    Gone(PersonKey),
}

impl Changes {
    /// Reads these people anew.
    ///
    /// # Errors
    /// The database's.
    pub async fn read(db: &PgPool, setting: &mut Setting, people: &[AccountId]) -> Result<Self, sqlx::Error> {
        let rows = facts_store::rows(db, people, setting.day).await?;
        let mut organisations = None;
        if !setting.knows_employers_of(&rows) {
            setting.employers = employers_store::employers(&mut *db.acquire().await?, setting.day).await?;
            organisations = Some(setting.employers.all().to_vec());
        }
        let found: Vec<Facts> = rows.into_iter().filter_map(|row| setting.facts(row)).collect();
        let there: HashSet<PersonKey> = found.iter().map(|facts| facts.person).collect();
        let asked = people.iter().map(|account| PersonKey(account.0.as_u128()));
        let gone: Vec<Change> = asked.filter(|person| !there.contains(person)).map(Change::Gone).collect();
        let found = found.into_iter().map(|facts| Change::Found(Box::new(facts)));
        Ok(Self { organisations, people: found.chain(gone).collect() })
    }

    pub fn write(self, index: &mut Index) {
        if let Some(organisations) = self.organisations {
            index.set_organisations(organisations);
        }
        for change in &self.people {
            change.write(index);
        }
    }
}

impl Change {
    pub fn write(&self, index: &mut Index) {
        match self {
            Self::Found(facts) => index.upsert(facts),
            Self::Gone(person) => _ = index.remove(*person),
        }
    }
}
