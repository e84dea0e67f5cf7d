use serde::Deserialize;
use sqlx::PgConnection;

use super::members::FilterForm;
use crate::memberships::list_store::{self, Filter};
use crate::platform::clock::Day;
use crate::platform::ids::{MembershipId, PoolId};

/// Whom a form is about: those ticked, or everybody a filter shows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChosenForm {
    pub member: Vec<String>,
    pub whom: String,
    pub status: String,
    pub offering: String,
    pub organisation: String,
    pub evidence: String,
    pub name: String,
}

/// Those members of the pool, in the order of their names.
pub struct Chosen {
    pub people: Vec<(MembershipId, String)>,
}

impl Chosen {
    pub async fn load(
        db: &mut PgConnection,
        pool: PoolId,
        form: &ChosenForm,
        today: Day,
    ) -> Result<Self, sqlx::Error> {
        let all = form.whom == "all";
        let filter = FilterForm {
            status: form.status.clone(),
            offering: form.offering.clone(),
            organisation: form.organisation.clone(),
            evidence: form.evidence.clone(),
            name: form.name.clone(),
            ..FilterForm::default()
        };
        let ticked = || form.member.iter().filter_map(|raw| raw.parse().ok()).collect();
        let filter = Filter { only: (!all).then(ticked), ..filter.parse() };
        let (listed, _) = list_store::list(db, pool, &filter, today, None, 0).await?;
        Ok(Self { people: listed.into_iter().map(|one| (one.membership_id, one.name)).collect() })
    }

    pub fn ids(&self) -> Vec<MembershipId> {
        self.people.iter().map(|(id, _)| *id).collect()
    }

    /// The first few names, and how many more there are.
    pub fn names(&self) -> String {
        let shown: Vec<&str> = self.people.iter().take(5).map(|(_, name)| name.as_str()).collect();
        let more = self.people.len().saturating_sub(5);
        if more == 0 {
            crate::platform::words::list(&shown)
        } else {
            format!("{} and {more} more", shown.join(", "))
        }
    }
}
