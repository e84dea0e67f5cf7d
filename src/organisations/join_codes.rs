//! Join codes: a person with the right hands one out, and who types it has proven that they work there. Shown once,
//! stored hashed, with an end.

use data_encoding::{Encoding, Specification};
use jiff::SignedDuration;
use rand::RngExt;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::area;
use super::events::Event;
use super::join_code_store::{self, NewJoinCode};
use super::model::day_of;
use crate::events::{self, Actor};
use crate::id_type;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, OrganisationId, SubmissionId};

id_type! {
    /// A join code, not its text.
    JoinCodeId
}

/// Letters and digits that are not taken for one another; 32 of them, so five bits each.
const ALPHABET: &str = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";

const LENGTH: usize = 12;

/// The text of a join code: 60 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinCode(String);

impl std::fmt::Debug for JoinCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JoinCode(redacted)")
    }
}

impl JoinCode {
    #[must_use]
    pub fn random() -> Self {
        let bytes: [u8; 10] = rand::rng().random();
        let text = encoding().map(|encoding| encoding.encode(&bytes)).unwrap_or_default();
        Self(text.chars().take(LENGTH).collect())
    }

    /// Reads a code as people type it: any case, any spaces or hyphens, O for 0 and I or L for 1. None when it cannot
    /// be a code of ours.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let text: String = raw
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.'))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                'U' => 'V',
                other => other,
            })
            .collect();
        (text.len() == LENGTH && text.chars().all(|c| ALPHABET.contains(c))).then_some(Self(text))
    }

    /// As it is shown: three groups of four.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(format!("rapport join code {}", self.0).as_bytes()).to_vec()
    }
}

fn encoding() -> Option<Encoding> {
    let mut specification = Specification::new();
    specification.symbols.push_str(ALPHABET);
    specification.encoding().ok()
}

/// How long a code works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeLife(i64);

impl CodeLife {
    /// The choices, in days.
    pub const DAYS: [i64; 3] = [7, 30, 90];

    /// # Errors
    /// A sentence for the field.
    pub fn parse(raw: &str) -> Result<Self, String> {
        raw.parse()
            .ok()
            .filter(|days| Self::DAYS.contains(days))
            .map(Self)
            .ok_or_else(|| "Choose how long the code works".to_owned())
    }

    fn end(self, now: Instant) -> Instant {
        now.plus(SignedDuration::from_hours(24 * self.0))
    }
}

/// Makes a code. None when this submission has made one already: its text was shown then and is not kept.
///
/// # Errors
/// The database's.
pub async fn create_join_code(
    db: &mut PgConnection,
    by: AccountId,
    now: Instant,
    submission: SubmissionId,
    organisation: OrganisationId,
    life: CodeLife,
) -> Result<Option<JoinCode>, sqlx::Error> {
    let id = JoinCodeId::new(now);
    let code = JoinCode::random();
    let new = NewJoinCode { id, organisation, hash: &code.hash(), submission, by, expires_at: life.end(now) };
    if !join_code_store::insert(db, now, &new).await? {
        return Ok(None);
    }
    let event = Event::JoinCodeCreated { organisation, code: id.0 };
    events::record(db, Actor::Account(by), now, &event).await?;
    Ok(Some(code))
}

/// Ends a code of this organisation at once. False when it has no such code.
///
/// # Errors
/// The database's.
pub async fn revoke_join_code(
    db: &mut PgConnection,
    by: AccountId,
    now: Instant,
    organisation: OrganisationId,
    id: JoinCodeId,
) -> Result<bool, sqlx::Error> {
    let Some(revoked_now) = join_code_store::revoke(db, now, organisation, id).await? else {
        return Ok(false);
    };
    if revoked_now {
        let event = Event::JoinCodeRevoked { organisation, code: id.0 };
        events::record(db, Actor::Account(by), now, &event).await?;
    }
    Ok(true)
}

/// The organisation whose code this is, mergers followed; None for a code that never was, has ended or was revoked,
/// without telling which. The caller limits how often somebody tries (S12).
///
/// # Errors
/// The database's.
pub async fn redeem_join_code(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    raw: &str,
) -> Result<Option<OrganisationId>, sqlx::Error> {
    let Some(code) = JoinCode::parse(raw) else { return Ok(None) };
    let Some((id, owner)) = join_code_store::redeem(db, now, &code.hash()).await? else { return Ok(None) };
    events::record(db, by, now, &Event::JoinCodeRedeemed { organisation: owner, code: id.0 }).await?;
    area::organisation_on(db, owner, day_of(now)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_60_bits_and_survives_being_read_aloud() {
        assert_eq!(ALPHABET.len(), 32);
        let code = JoinCode::random();
        assert_eq!(code.text().len(), 14);
        assert_eq!(JoinCode::parse(&code.text()), Some(code.clone()));
        let spoken =
            format!(" {} ", code.text().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
        assert_eq!(JoinCode::parse(&spoken), Some(code));
        assert_ne!(JoinCode::random(), JoinCode::random());
    }

    #[test]
    fn what_cannot_be_a_code_is_not_looked_up() {
        for bad in ["", "ABCD", "ABCD-EFGH-JKM", "ABCD-EFGH-JKM!", "ABCDEFGHJKMNP"] {
            assert_eq!(JoinCode::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn s13_a_code_is_never_printed() {
        assert_eq!(format!("{:?}", JoinCode::random()), "JoinCode(redacted)");
    }
}
