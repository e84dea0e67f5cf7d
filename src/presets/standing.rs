use std::collections::HashMap;

use super::ground::Ground;
use super::making::{Maker, id};
use super::model::{Application, Batch, Member, Person};
use crate::memberships::{Evidence, EvidenceKind, Leaving, Status, evidence_to, findings};
use crate::organisations::day_of;
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{EvidenceId, PoolId};
use crate::platform::working_days::deadline;
use crate::pools::{MembershipKind, Offering};
use crate::vocabulary::{Term, TermId};

const MEMBERSHIP: u128 = 2;
const EVIDENCE: u128 = 3;
const APPLICATION: u128 = 4;

/// What counts memberships, evidence and applications, and holds the qualifications they name.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    pub qualifications: Vec<Term>,
    pub members: u128,
    pub evidence: u128,
    pub applications: u128,
    /// How many have applied to each pool.
    pub applied: HashMap<PoolId, usize>,
}

/// How well somebody keeps their evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeping {
    Well,
    RunsOutSoon,
    RanOut,
}

impl Maker<'_> {
    /// Puts somebody into the pools of where they work: always the widest, often the nearer ones too.
    pub(super) fn join(&mut self, batch: &mut Batch, person: &Person, employer: usize, offers: &[Offering]) {
        let pools = self.pools;
        let employer = &self.employers[employer];
        let mut joined = false;
        for pool in pools.iter().filter(|pool| pool.reach.covers(employer)) {
            if joined && !self.random.percent(60) {
                continue;
            }
            joined = true;
            self.member(batch, person, pool, offers);
        }
    }

    fn member(&mut self, batch: &mut Batch, person: &Person, pool: &Ground, offers: &[Offering]) {
        self.standing.members += 1;
        let asked: Vec<Offering> = offers
            .iter()
            .copied()
            .filter(|one| pool.asked.iter().any(|asked| asked.offering == *one))
            .collect();
        let offers = if asked.is_empty() { vec![Offering::Mentoring] } else { asked };
        let mut status = self.random.weighted(&[
            (Status::Active, 885),
            (Status::Paused, 40),
            (Status::Lapsed, 45),
            (Status::Suspended, 5),
            (Status::Left, 25),
        ]);
        let keeping = if status == Status::Lapsed {
            Keeping::RanOut
        } else {
            self.random.weighted(&[(Keeping::Well, 84), (Keeping::RunsOutSoon, 10), (Keeping::RanOut, 6)])
        };
        let kind = self.random.weighted(&[
            (MembershipKind::Employee, 92),
            (MembershipKind::RetiredVolunteer, 5),
            (MembershipKind::Associate, 3),
        ]);
        let shown = self.evidence(person, pool.pool_id, &offers, keeping);
        let today = self.today();
        let found = findings(&offers, &pool.asked, &shown, &self.standing.qualifications, today);
        let to = evidence_to(&found, today);
        let missing = to.is_some_and(|day| day < today);
        if status == Status::Lapsed && !missing {
            status = Status::Active;
        }
        let days = i32::try_from(self.now.since(person.created_at).as_hours() / 24).unwrap_or(3);
        let since_days = self.random.between(1, days.max(2));
        let since = self.ago(since_days);
        let associate = kind == MembershipKind::Associate;
        let left = status == Status::Left;
        let paused_days = self.random.between(5, 200);
        let contract_days = self.random.between(30, 500);
        let grace_days = self.random.between(8, 58);
        let left_days = self.random.between(1, 400).min(days.max(2) - 1);
        batch.members.push(Member {
            membership_id: id(MEMBERSHIP, self.standing.members),
            pool_id: pool.pool_id,
            account_id: person.account_id,
            kind,
            status,
            since: if left { person.created_at } else { since },
            offerings: offers,
            paused_to: (status == Status::Paused).then(|| self.day(paused_days)),
            suspended_reason: if status == Status::Suspended {
                "A question is being looked into."
            } else {
                ""
            },
            left_at: left.then(|| self.ago(left_days)),
            leaving: left.then(|| *self.random.pick(&Leaving::BY_MEMBER)),
            evidence_to: to,
            grace_to: (missing && status != Status::Lapsed).then(|| self.day(grace_days)),
            contract_ends: associate.then(|| self.day(contract_days)),
            hours_cap: associate.then_some(60),
        });
        batch.evidence.extend(shown);
    }

    fn evidence(
        &mut self,
        person: &Person,
        pool: PoolId,
        offers: &[Offering],
        keeping: Keeping,
    ) -> Vec<Evidence> {
        let mut shown = Vec::new();
        if offers == [Offering::Mentoring] {
            if self.random.percent(45) {
                let days = self.random.between(60, 2_500);
                shown.push(self.one(person, pool, EvidenceKind::Training, "Mentor training day", days, None));
            }
            return shown;
        }
        let admitting: Vec<(TermId, String)> = self
            .standing
            .qualifications
            .iter()
            .filter(|term| term.admits_coaches)
            .map(|term| (term.term_id, term.label.clone()))
            .collect();
        if let Some((term, label)) = admitting.get(self.random.below(admitting.len())) {
            let days = self.random.between(200, 4_000);
            let expires = (days < 1_000 && self.random.percent(30)).then(|| self.day(1_825 - days));
            let mut one = self.one(person, pool, EvidenceKind::Qualification, label, days, expires);
            one.qualification_id = Some(*term);
            shown.push(one);
        }
        // The second newest of each kind decides until when it lasts.
        let oldest = match keeping {
            Keeping::Well => self.random.between(100, 295),
            Keeping::RunsOutSoon => self.random.between(308, 362),
            Keeping::RanOut => self.random.between(372, 500),
        };
        for (kind, title) in [
            (EvidenceKind::Supervision, "Supervision in a group"),
            (EvidenceKind::Cpd, "A workshop on coaching skills"),
        ] {
            let newest = self.random.between(5, 100);
            shown.push(self.one(person, pool, kind, title, newest, None));
            shown.push(self.one(person, pool, kind, title, oldest, None));
        }
        if self.random.percent(30) {
            let left = self.random.between(20, 340);
            let until = self.day(left);
            shown.push(self.one(
                person,
                pool,
                EvidenceKind::Insurance,
                "Indemnity insurance",
                365 - left,
                Some(until),
            ));
        }
        shown
    }

    fn one(
        &mut self,
        person: &Person,
        pool: PoolId,
        kind: EvidenceKind,
        title: &str,
        days_ago: i32,
        expires_on: Option<Day>,
    ) -> Evidence {
        self.standing.evidence += 1;
        Evidence {
            evidence_id: EvidenceId(id(EVIDENCE, self.standing.evidence)),
            pool_id: pool,
            account_id: person.account_id,
            kind,
            qualification_id: None,
            title: title.to_owned(),
            awarding_body: String::new(),
            dated_on: Some(self.day(-days_ago)),
            expires_on,
            reference: String::new(),
            link: String::new(),
            events: 1,
            recorded_by: None,
            checked_at: None,
            imported: false,
            minutes: None,
            version: 1,
        }
    }

    /// Applies to the nearest pool of where somebody works, at one of the stages an application goes through.
    pub(super) fn apply(
        &mut self,
        batch: &mut Batch,
        person: &Person,
        employer: usize,
        offers: &[Offering],
        number: usize,
    ) {
        const STAGES: [&str; 8] = [
            "submitted",
            "submitted",
            "changes-requested",
            "submitted",
            "draft",
            "declined",
            "submitted",
            "withdrawn",
        ];
        let pools = self.pools;
        let employer = &self.employers[employer];
        // The last pool that covers an employer is the nearest.
        let Some(pool) = pools.iter().rfind(|pool| pool.reach.covers(employer)) else { return };
        let status = STAGES[number % STAGES.len()];
        let asked: Vec<Offering> = offers
            .iter()
            .copied()
            .filter(|one| pool.asked.iter().any(|asked| asked.offering == *one && asked.takes_applications))
            .collect();
        let offers = if asked.is_empty() { vec![Offering::Mentoring] } else { asked };
        // Every other one of those that wait has waited too long.
        let days =
            if number.is_multiple_of(2) { self.random.between(1, 8) } else { self.random.between(12, 24) };
        let created_at = self.ago(days + 2).max(person.created_at);
        let submitted_at = (status != "draft").then(|| self.ago(days).max(created_at));
        let due = |days| submitted_at.map(|at| deadline(at, days, Nation::England));
        let keeping = if number % 5 == 4 { Keeping::RanOut } else { Keeping::Well };
        let shown = self.evidence(person, pool.pool_id, &offers, keeping);
        batch.evidence.extend(shown);
        self.standing.applications += 1;
        *self.standing.applied.entry(pool.pool_id).or_default() += 1;
        batch.applications.push(Application {
            application_id: id(APPLICATION, self.standing.applications),
            pool_id: pool.pool_id,
            account_id: person.account_id,
            offerings: offers,
            status,
            statement: self.random.pick::<&str>(&super::words::STATEMENTS),
            created_at,
            submitted_at,
            overdue_at: due(7),
            due_at: due(10),
            decided_at: (status == "declined").then(|| self.later(submitted_at)),
            decision_reason: if status == "declined" {
                "We ask for a finished qualification. Please apply again once you have it."
            } else {
                ""
            },
        });
    }

    fn later(&self, at: Option<Instant>) -> Instant {
        at.map_or(self.now, |at| at.plus(jiff::SignedDuration::from_hours(20)).min(self.now))
    }
}

/// The beginning of a day in London: the same people are made all day long.
pub fn beginning_of_day(now: Instant) -> Instant {
    day_of(now)
        .date()
        .to_zoned(crate::platform::clock::london())
        .map_or(now, |zoned| Instant::new(zoned.timestamp()))
}
