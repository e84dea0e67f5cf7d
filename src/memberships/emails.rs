//! Letters about somebody's standing in a pool, and what a coordinator writes to members. All are of the class
//! "action": what depends on them, being found by mentees, does not wait for a weekly turn.

use sqlx::PgConnection;

use super::model::{Membership, MembershipError};
use super::standing::Leaving;
use super::store;
use crate::letter;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{MembershipId, PoolId};
use crate::platform::mail::{Envelope, Outbox};
use crate::platform::web::filters;
use crate::platform::words;

/// To a member, 60, 30 and 7 days before their evidence is no longer complete.
pub struct EvidenceReminder {
    pub membership_id: MembershipId,
    pub first_name: String,
    pub pool: String,
    /// The last day on which they are found.
    pub until: Day,
    /// What runs out or is missing: a requirement and how it stands.
    pub items: Vec<String>,
}
letter!(
    EvidenceReminder,
    "evidence-reminder",
    Action,
    "emails/memberships/evidence_reminder.subject.txt",
    "emails/memberships/evidence_reminder.txt",
    "emails/memberships/evidence_reminder.html"
);

/// To a member who is no longer found, because their evidence has run out.
pub struct MembershipLapsed {
    pub membership_id: MembershipId,
    pub first_name: String,
    pub pool: String,
    pub items: Vec<String>,
}
letter!(
    MembershipLapsed,
    "membership-lapsed",
    Action,
    "emails/memberships/lapsed.subject.txt",
    "emails/memberships/lapsed.txt",
    "emails/memberships/lapsed.html"
);

/// How a standing changed without its owner doing it.
pub enum Change {
    Suspended {
        reason: String,
    },
    Reinstated,
    /// A pause is over.
    Back {
        catch_up_to: Option<Day>,
    },
    Ended {
        leaving: Leaving,
    },
    ContractEnded,
    /// A coordinator gave evidence of a kind longer to run.
    Extended {
        kind: &'static str,
        reason: &'static str,
    },
}

/// To a member whose standing somebody else changed, or a day did.
pub struct StandingChanged {
    pub first_name: String,
    pub pool: String,
    pub change: Change,
}
letter!(
    StandingChanged,
    "membership-standing",
    Action,
    "emails/memberships/standing.subject.txt",
    "emails/memberships/standing.txt",
    "emails/memberships/standing.html"
);

impl StandingChanged {
    fn subject(&self) -> String {
        let pool = words::shortened(&self.pool, 60);
        match &self.change {
            Change::Suspended { .. } => format!("You are suspended in {pool}"),
            Change::Reinstated => format!("Your suspension in {pool} is over"),
            Change::Back { .. } => format!("Welcome back to {pool}"),
            Change::Ended { .. } | Change::ContractEnded => format!("You have left {pool}"),
            Change::Extended { .. } => format!("You have longer in {pool}"),
        }
    }

    fn paragraphs(&self) -> Vec<String> {
        let pool = &self.pool;
        match &self.change {
            Change::Suspended { reason } => vec![
                format!("A coordinator has suspended you in {pool}. Mentees do not find you there until the suspension ends."),
                format!("The reason they gave: {reason}"),
                "If this is a surprise, or you see it differently, please talk to a coordinator of the pool.".to_owned(),
            ],
            Change::Reinstated => vec![format!(
                "A coordinator has ended your suspension in {pool}. Mentees find you again from now on, as far as you have places."
            )],
            Change::Back { catch_up_to } => {
                let mut said = vec![format!(
                    "Your pause in {pool} is over. Mentees find you again from now on, as far as you have places."
                )];
                if let Some(day) = catch_up_to {
                    said.push(format!(
                        "Nothing ran out while you were away. You have until {} to bring your evidence up to date.",
                        words::date(*day)
                    ));
                }
                said.push("If you need longer, pause again.".to_owned());
                said
            }
            Change::Ended { leaving } => vec![
                format!("A coordinator has ended your membership of {pool}. The reason they gave: {}.", leaving.label()),
                "Mentees do not find you there any more. Thank you for what you gave. If this is not right, please write to a coordinator of the pool.".to_owned(),
            ],
            Change::ContractEnded => vec![
                format!("Your contract as an associate of {pool} has ended, and with it your membership."),
                "Thank you for what you gave. If your contract goes on, please tell a coordinator of the pool, who can take you back in.".to_owned(),
            ],
            Change::Extended { kind, reason } => vec![
                format!("A coordinator of {pool} has given your evidence more time: {kind}."),
                format!("Why: {reason}. You need do nothing. Your page shows the new dates."),
            ],
        }
    }
}

/// What a coordinator wrote to members of their pool.
pub struct PoolMessage {
    pub pool: String,
    pub by: String,
    pub subject: String,
    pub body: String,
}
letter!(
    PoolMessage,
    "pool-message",
    Action,
    "emails/memberships/message.subject.txt",
    "emails/memberships/message.txt",
    "emails/memberships/message.html"
);

/// To a pool's coordinators, when somebody was told that a member has died; and when that was a mistake.
pub struct DeathRecorded {
    pub pool_id: PoolId,
    pub membership_id: MembershipId,
    pub pool: String,
    pub name: String,
    pub mistake: bool,
}
letter!(
    DeathRecorded,
    "member-died",
    Action,
    "emails/memberships/death.subject.txt",
    "emails/memberships/death.txt",
    "emails/memberships/death.html"
);

impl DeathRecorded {
    fn subject(&self) -> String {
        let name = words::shortened(&self.name, 60);
        if self.mistake { format!("{name} has not died") } else { format!("{name} has died") }
    }

    fn path(&self) -> String {
        format!("/pools/{}/members/{}", self.pool_id, self.membership_id)
    }

    fn paragraphs(&self) -> Vec<String> {
        let Self { name, pool, .. } = self;
        if self.mistake {
            return vec![
                format!("It was recorded that {name}, of {pool}, has died. That was a mistake, and it is taken back."),
                "The hub writes to them again. Their membership stays ended: write to them, and take them back in when they would like to go on.".to_owned(),
            ];
        }
        vec![
            format!("A coordinator has recorded that {name}, of {pool}, has died. Every membership of theirs has ended, and the hub writes to them no more."),
            "Before anything else, write or speak to the people they were working with yourself: nobody should learn it from a machine. Then help each of them to find somebody else, when they are ready.".to_owned(),
            "If this is a mistake, you can take it back on their page.".to_owned(),
        ]
    }
}

/// The page that asks only for what is missing or runs out.
pub(super) fn renewal_path(membership_id: &MembershipId) -> String {
    format!("/memberships/{membership_id}/renewal")
}

/// Tells a member of a change; nobody whose account is closed.
pub(super) async fn told(
    db: &mut PgConnection,
    outbox: &Outbox,
    now: Instant,
    member: &Membership,
    change: Change,
) -> Result<(), MembershipError> {
    let Some(addressee) = store::addressee(db, member.pool_id, member.account_id).await? else {
        return Ok(());
    };
    let envelope = Envelope { to: addressee.email, account_id: Some(member.account_id), dedupe_key: None };
    let first_name = crate::accounts::first_name(&addressee.name).to_owned();
    let letter = StandingChanged { first_name, pool: addressee.pool, change };
    Ok(outbox.enqueue(db, now, &envelope, &letter).await?)
}

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let membership_id = MembershipId(uuid::Uuid::nil());
    let day = Day::new(jiff::civil::date(2027, 3, 4));
    let (first_name, pool) = (|| text.to_owned(), || text.to_owned());
    let items = vec![text.to_owned()];
    let changes = [
        Change::Suspended { reason: text.to_owned() },
        Change::Reinstated,
        Change::Back { catch_up_to: Some(day) },
        Change::Back { catch_up_to: None },
        Change::Ended { leaving: Leaving::Retired },
        Change::ContractEnded,
        Change::Extended { kind: "Supervision", reason: "There were too few places" },
    ];
    let standing = |change| Sample::of(&StandingChanged { first_name: first_name(), pool: pool(), change });
    let mut samples: Vec<Sample> = changes.into_iter().map(standing).collect();
    samples.push(Sample::of(&EvidenceReminder {
        membership_id,
        first_name: first_name(),
        pool: pool(),
        until: day,
        items: items.clone(),
    }));
    samples.push(Sample::of(&MembershipLapsed {
        membership_id,
        first_name: first_name(),
        pool: pool(),
        items,
    }));
    for mistake in [false, true] {
        samples.push(Sample::of(&DeathRecorded {
            pool_id: PoolId(uuid::Uuid::nil()),
            membership_id,
            pool: pool(),
            name: text.to_owned(),
            mistake,
        }));
    }
    samples.push(Sample::of(&PoolMessage {
        pool: pool(),
        by: text.to_owned(),
        subject: text.to_owned(),
        body: text.to_owned(),
    }));
    samples
}
