use sqlx::PgConnection;

use crate::memberships::evidence::{Evidence, EvidenceKind};
use crate::memberships::page_store::{self, Asking};
use crate::memberships::{Finding, Membership, findings, store};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, MembershipId};
use crate::platform::web::{Choice, PageError};
use crate::vocabulary::Term;

/// A membership, what was shown for it, and how that stands to what the pool asks.
pub struct Held {
    pub membership: Membership,
    pub asking: Asking,
    pub shown: Vec<Evidence>,
    pub findings: Vec<Finding>,
}

impl Held {
    pub fn new(membership: Membership, asking: Asking, shown: Vec<Evidence>, today: Day) -> Self {
        let findings = findings(&membership.offerings, &asking.asked, &shown, &asking.terms, today);
        Self { membership, asking, shown, findings }
    }

    pub fn id(&self) -> MembershipId {
        self.membership.membership_id
    }

    /// Whether something is missing or soon will be.
    pub fn needs_renewal(&self) -> bool {
        self.findings.iter().any(|finding| finding.is_missing() || finding.is_expiring())
    }

    /// What somebody offers, in a sentence: "coaching and mentoring".
    pub fn offers(&self) -> String {
        let labels: Vec<&str> = self.membership.offerings.iter().map(|one| one.label()).collect();
        crate::platform::words::list(&labels)
    }
}

/// Every membership of the reader, in three statements.
pub async fn all(db: &mut PgConnection, account: AccountId, now: Instant) -> Result<Vec<Held>, PageError> {
    let memberships = store::of_account(db, account).await?;
    if memberships.is_empty() {
        return Ok(Vec::new());
    }
    let pools: Vec<_> = memberships.iter().map(|one| one.pool_id).collect();
    let asking = page_store::asking(db, &pools).await?;
    let shown = page_store::evidence_of_account(db, account).await?;
    Ok(memberships
        .into_iter()
        .filter_map(|membership| {
            let pool = membership.pool_id;
            let asking = asking.iter().find(|asking| asking.pool_id == pool)?.clone();
            let shown = shown.iter().filter(|one| one.pool_id == pool).cloned().collect();
            Some(Held::new(membership, asking, shown, day_of(now)))
        })
        .collect())
}

/// One membership of the reader; nobody else's exists for them (S1).
pub async fn one(
    db: &mut PgConnection,
    account: AccountId,
    membership: MembershipId,
    now: Instant,
) -> Result<Held, PageError> {
    let all = all(db, account, now).await?;
    all.into_iter().find(|held| held.id() == membership).ok_or(PageError::NotFound)
}

/// The qualifications a form offers: those that are current, after none at all.
pub fn qualification_choices(terms: &[Term], today: Day) -> Vec<Choice> {
    let current = terms.iter().filter(|term| term.is_current(today));
    std::iter::once(Choice::new("", "Choose one, or leave this and type its name"))
        .chain(current.map(|term| Choice::new(term.term_id.to_string(), &term.label)))
        .collect()
}

pub fn kind_choices() -> Vec<Choice> {
    EvidenceKind::ALL.map(|kind| Choice::new(kind.code(), kind.label())).to_vec()
}
