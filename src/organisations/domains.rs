//! Mail domains: an address of an organisation's own domain proves employment there.

use sqlx::PgConnection;

use super::events::Event;
use super::model::day_of;
use super::{area, domain_store};
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::OrganisationId;
use crate::platform::mail::EmailAddress;

/// Where anybody can have an address.
const ANYBODYS: &[&str] = &[
    "aol.com",
    "aol.co.uk",
    "blueyonder.co.uk",
    "btinternet.com",
    "btopenworld.com",
    "duck.com",
    "fastmail.com",
    "gmail.com",
    "gmx.co.uk",
    "gmx.com",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hey.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mac.com",
    "mail.com",
    "me.com",
    "msn.com",
    "ntlworld.com",
    "outlook.co.uk",
    "outlook.com",
    "plus.com",
    "plusnet.com",
    "proton.me",
    "protonmail.com",
    "rocketmail.com",
    "sky.com",
    "talktalk.co.uk",
    "talktalk.net",
    "tiscali.co.uk",
    "virginmedia.com",
    "yahoo.co.uk",
    "yahoo.com",
    "yandex.com",
    "ymail.com",
    "zoho.com",
];

/// Where many employers' staff have an address: it proves that somebody works in health and care, not where.
const SHARED: &[&str] = &["careemail.uk", "nhs.net", "nhs.scot", "hscni.net", "wales.nhs.uk", "nhs.wales"];

/// Ends of names under which anybody, or many employers, register their own.
const SUFFIXES: &[&str] = &[
    "ac.uk",
    "co.uk",
    "com.uk",
    "gov.uk",
    "ltd.uk",
    "me.uk",
    "net.uk",
    "nhs.uk",
    "org.uk",
    "plc.uk",
    "police.uk",
    "sch.uk",
];

/// A mail domain that one employer has to itself: lower case, at least two labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDomain(String);

/// Why a text is not such a domain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    #[error("Enter a mail domain, like example.nhs.uk")]
    Empty,
    #[error(
        "Enter a mail domain in the correct format, like example.nhs.uk, without spaces or a web address"
    )]
    Format,
    #[error("Anybody can have an address at {0}, so it cannot prove where somebody works")]
    Anybodys(String),
    #[error(
        "{0} is shared by many employers, so it cannot prove where somebody works. Use join codes instead"
    )]
    Shared(String),
}

impl MailDomain {
    /// Reads a domain; an `@` in front is forgiven.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence for the field.
    pub fn parse(raw: &str) -> Result<Self, DomainError> {
        let text = raw.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase();
        if text.is_empty() {
            return Err(DomainError::Empty);
        }
        let labels: Vec<&str> = text.split('.').collect();
        let is_label = |label: &&str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let top_is_letters = labels.last().is_some_and(|top| {
            top.len() >= 2 && (top.starts_with("xn--") || top.bytes().all(|byte| byte.is_ascii_alphabetic()))
        });
        if text.len() > 253 || labels.len() < 2 || !labels.iter().all(is_label) || !top_is_letters {
            return Err(DomainError::Format);
        }
        if SUFFIXES.contains(&text.as_str()) || SHARED.contains(&text.as_str()) {
            return Err(DomainError::Shared(text));
        }
        if ANYBODYS.contains(&text.as_str()) {
            return Err(DomainError::Anybodys(text));
        }
        Ok(Self(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The domain of an address and those above it that one employer may have to itself, longest first.
fn proving(domain: &str) -> Vec<String> {
    let mut domains = Vec::new();
    let mut rest = domain;
    while let Ok(own) = MailDomain::parse(rest) {
        domains.push(own.0);
        let Some((_, above)) = rest.split_once('.') else { break };
        rest = above;
    }
    domains
}

/// The organisation whose mail domain this address has, or whose domain is above it; mergers followed. None when
/// no organisation has it.
///
/// # Errors
/// The database's.
pub async fn proof_by_domain(
    db: &mut PgConnection,
    address: &EmailAddress,
    now: Instant,
) -> Result<Option<OrganisationId>, sqlx::Error> {
    let Some(owner) = domain_store::owner(db, &proving(&address.domain())).await? else { return Ok(None) };
    area::organisation_on(db, owner, day_of(now)).await
}

/// Why a domain could not be given to an organisation.
#[derive(Debug, thiserror::Error)]
pub enum AddDomainError {
    /// Another organisation has it.
    #[error("{name} has this domain already. Take it away there first")]
    Taken { name: String },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Lets addresses of a domain prove employment at an organisation. Repeating it changes nothing.
///
/// # Errors
/// `Taken` when another organisation has it.
pub async fn add_domain(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    organisation: OrganisationId,
    domain: &MailDomain,
) -> Result<(), AddDomainError> {
    if domain_store::insert(db, organisation, domain.as_str(), now).await? {
        events::record(db, by, now, &Event::DomainAdded(organisation)).await?;
        return Ok(());
    }
    match domain_store::owner_named(db, domain.as_str()).await? {
        Some((owner, name)) if owner != organisation => Err(AddDomainError::Taken { name }),
        _ => Ok(()),
    }
}

/// Takes a domain away from an organisation; who has proven their employment by it keeps the proof.
///
/// # Errors
/// The database's.
pub async fn remove_domain(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    organisation: OrganisationId,
    domain: &str,
) -> Result<(), sqlx::Error> {
    if domain_store::delete(db, organisation, domain).await? {
        events::record(db, by, now, &Event::DomainRemoved(organisation)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_employers_own_domain_parses() {
        for (raw, domain) in [
            (" NUH.nhs.uk ", "nuh.nhs.uk"),
            ("@leedsth.nhs.uk", "leedsth.nhs.uk"),
            ("example.org.", "example.org"),
        ] {
            assert_eq!(MailDomain::parse(raw).map(|domain| domain.0), Ok(domain.to_owned()));
        }
    }

    #[test]
    fn domains_of_anybody_and_of_many_employers_prove_nothing() {
        assert!(matches!(MailDomain::parse("gmail.com"), Err(DomainError::Anybodys(_))));
        for shared in ["nhs.net", "nhs.uk", "co.uk", "gov.uk", "ac.uk"] {
            assert!(matches!(MailDomain::parse(shared), Err(DomainError::Shared(_))), "{shared}");
        }
    }

    #[test]
    fn s11_what_is_no_domain_is_refused() {
        for bad in [
            "uk",
            "a b.uk",
            "http://nuh.nhs.uk",
            "nuh..uk",
            "-a.uk",
            "a@b.uk",
            "192.168.0.1",
            "%.uk",
            "a.uk\r\nb",
        ] {
            assert_eq!(MailDomain::parse(bad), Err(DomainError::Format), "{bad:?}");
        }
    }

    #[test]
    fn an_address_is_proven_by_its_domain_or_one_above_but_never_by_a_shared_one() {
        assert_eq!(proving("ward.nuh.nhs.uk"), ["ward.nuh.nhs.uk", "nuh.nhs.uk"]);
        assert_eq!(proving("nhs.net"), Vec::<String>::new());
        assert_eq!(proving("evilnuh.nhs.uk"), ["evilnuh.nhs.uk"]);
    }
}
