use uuid::Uuid;

use crate::organisations;
use crate::platform::ids::{AccountId, OrganisationId, PoolId};

/// Somebody made up, at an employer that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// What the sign-in button sends.
    pub key: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    /// Who they are and what they come for, for the sign-in page.
    pub story: &'static str,
    /// What the account may do, as the sign-in page names it.
    pub role: &'static str,
    pub(super) number: u8,
    pub(super) employer: Employer,
    pub(super) proof: Proof,
    pub(super) team: Option<&'static str>,
    pub(super) line_manager: Option<&'static str>,
    pub(super) holds: Holds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Employer {
    /// By the code of the reference data.
    Listed(&'static str),
    /// A care home that is not listed: provisional, for an administrator to look at.
    NotListed,
}

/// How their employment is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    MailDomain,
    JoinCode,
    /// By the coordinator.
    Coordinator,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Nothing,
    Practitioner,
    Coordinator,
    Administrator,
}

/// The cast, in the order the sign-in page lists it.
pub type People = [Person; 6];

/// The pool they belong to.
pub(super) const POOL: PoolId = PoolId(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0100));
pub(super) const POOL_NAME: &str = "West Yorkshire coaching and mentoring";
pub(super) const POOL_SYSTEM: &str = "E54000054";

const PEOPLE: People = [
    Person {
        key: "amina",
        name: "Amina Khan",
        email: "amina.khan@leedsth.example",
        role: "Mentee",
        story: "A staff nurse in Leeds who has just become a team leader and would like a mentor.",
        number: 1,
        employer: Employer::Listed("RR8"),
        proof: Proof::MailDomain,
        team: Some("Acute medicine"),
        line_manager: Some("Helen Brooks"),
        holds: Holds::Nothing,
    },
    Person {
        key: "grace",
        name: "Grace Okafor",
        email: "grace.okafor@bradfordth.example",
        role: "Mentor",
        story: "A matron in Bradford who mentors nurses and midwives.",
        number: 2,
        employer: Employer::Listed("RAE"),
        proof: Proof::JoinCode,
        team: Some("Women’s services"),
        line_manager: None,
        holds: Holds::Practitioner,
    },
    Person {
        key: "daniel",
        name: "Daniel Hughes",
        email: "daniel.hughes@swyorks.example",
        role: "Coach",
        story: "A psychologist in Wakefield and a qualified coach.",
        number: 3,
        employer: Employer::Listed("RXG"),
        proof: Proof::Coordinator,
        team: Some("Talking therapies"),
        line_manager: None,
        holds: Holds::Practitioner,
    },
    Person {
        key: "priya",
        name: "Priya Sharma",
        email: "priya.sharma@leedscommunity.example",
        role: "Coordinator",
        story: "Runs the West Yorkshire pool and answers the people who write to it.",
        number: 4,
        employer: Employer::Listed("RY6"),
        proof: Proof::MailDomain,
        team: Some("Leadership and development"),
        line_manager: None,
        holds: Holds::Coordinator,
    },
    Person {
        key: "tom",
        name: "Tom Ellis",
        email: "tom.ellis@westyorkshire.example",
        role: "Administrator",
        story: "Looks after the hub: employers, coordinators and settings.",
        number: 5,
        employer: Employer::Listed(POOL_SYSTEM),
        proof: Proof::MailDomain,
        team: Some("Workforce"),
        line_manager: None,
        holds: Holds::Administrator,
    },
    Person {
        key: "maria",
        name: "Maria Santos",
        email: "maria.santos@home.example",
        role: "Mentee, employment not yet confirmed",
        story: "A senior carer in Ilkley whose care home was not listed when she registered.",
        number: 6,
        employer: Employer::NotListed,
        proof: Proof::None,
        team: None,
        line_manager: None,
        holds: Holds::Nothing,
    },
];

/// Everybody a visitor may sign in as.
#[must_use]
pub fn people() -> &'static People {
    &PEOPLE
}

impl Person {
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        AccountId(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.number)))
    }

    #[must_use]
    pub fn first_name(&self) -> &'static str {
        self.name.split(' ').next().unwrap_or(self.name)
    }

    /// The part after the `@`.
    pub(super) fn domain(&self) -> &'static str {
        self.email.rsplit('@').next().unwrap_or_default()
    }

    /// The employer's id when the reference data list it.
    pub(super) fn listed_employer(&self) -> Option<OrganisationId> {
        match self.employer {
            Employer::Listed(code) => Some(organisations::id_of(code)),
            Employer::NotListed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::platform::mail::EmailAddress;

    #[test]
    fn nobody_made_up_can_get_mail() {
        for person in people() {
            assert!(
                EmailAddress::parse(person.email).is_ok_and(|email| email.domain().ends_with(".example"))
            );
        }
    }

    #[test]
    fn keys_and_accounts_are_their_own() {
        let keys: BTreeSet<_> = people().iter().map(|person| person.key).collect();
        let accounts: BTreeSet<_> = people().iter().map(Person::account_id).collect();
        assert_eq!((keys.len(), accounts.len()), (people().len(), people().len()));
    }
}
