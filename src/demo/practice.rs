//! What the demonstration's mentor and coach show of themselves, and their standing in its pool.

use jiff::ToSpan;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::{Holds, POOL, Person, people};
use super::seed::SeedError;
use super::store;
use crate::accounts::roles::Granter;
use crate::app::App;
use crate::events::Actor;
use crate::memberships::{EvidenceKind, NewEvidence, NewMembership, add_evidence, admit, qualifications};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, SubmissionId};
use crate::pools::{MembershipKind, Offering};
use crate::profiles::exposure::{self, Counts, Seen};

/// A face, in terms of the shipped vocabularies.
pub(super) struct Face {
    pub key: &'static str,
    pub offering: Offering,
    pub job_title: &'static str,
    pub headline: &'static str,
    pub biography: &'static str,
    pub how_i_work: &'static str,
    pub seniority: &'static str,
    pub terms: &'static [&'static str],
    pub capacity: i16,
    pub outline: &'static str,
}

const FACES: [Face; 2] = [
    Face {
        key: "grace",
        offering: Offering::Mentoring,
        job_title: "Matron, women’s services",
        headline: "A matron who remembers her first week in charge",
        biography: "I trained in Lagos, came to Bradford in 2004 and have worked in women’s services ever since: as a \
                    midwife, a ward manager and now a matron.\n\nPeople bring me new roles, difficult conversations and \
                    the feeling of not being ready. I was not ready either.",
        how_i_work: "We meet once a month for an hour, on a screen or over tea in Bradford. You bring what is on your \
                     mind; I bring questions and the odd story of what went wrong for me.",
        seniority: "afc-8a",
        terms: &["midwifery", "nursing", "eng", "yor", "video", "face-to-face", "patience", "opening-doors"],
        capacity: 3,
        outline: "Tuesday evenings and most Friday mornings",
    },
    Face {
        key: "daniel",
        offering: Offering::Coaching,
        job_title: "Consultant psychologist",
        headline: "Coaching for people who lead while still seeing patients",
        biography: "I am a psychologist in Wakefield and have coached for nine years. I work with clinicians who lead, \
                    and with leaders who miss their clinic.\n\nMost people come with a decision that will not settle.",
        how_i_work: "Six meetings over six months. We agree what you want in the first, and look back at it in the \
                     third. Between meetings you try one thing.",
        seniority: "afc-8c",
        terms: &[
            "psychological-professions",
            "eng",
            "video",
            "walk-and-talk",
            "grow",
            "systemic",
            "active-listening",
        ],
        capacity: 2,
        outline: "Thursdays, and early mornings",
    },
];

/// How long they have been members: longer than the first of their stories.
const MEMBER_FOR_MONTHS: i32 = 14;

/// Gives both their profile, places, times, evidence and membership.
pub(super) async fn begin(db: &mut PgConnection, app: &App) -> Result<(), SeedError> {
    let now = app.clock.now();
    let coordinator =
        people().iter().find(|person| person.holds == Holds::Coordinator).map(Person::account_id);
    let terms = qualifications(db).await?;
    for face in &FACES {
        let Some(person) = people().iter().find(|person| person.key == face.key) else { continue };
        let account = person.account_id();
        store::insert_face(db, now, account, face).await?;
        let new = NewMembership {
            pool: POOL,
            account,
            kind: MembershipKind::Employee,
            offerings: vec![face.offering],
            terms_version: 1,
            approved_by: coordinator,
            imported: false,
            grace_to: None,
            contract_ends: None,
            hours_cap: None,
        };
        admit(db, app, Granter::system(), &new)
            .await
            .map_err(|error| SeedError::Misfit(error.to_string()))?;
        exposure::add(db, &seen(account, face.capacity.into(), day_of(now))).await?;
        // Daniel's older supervision is nearly a year old, so that he has something to renew.
        let shown: &[(EvidenceKind, &str, i32)] = match face.offering {
            Offering::Coaching => &[
                (EvidenceKind::Qualification, "emcc-practitioner", 1_100),
                (EvidenceKind::Supervision, "Group supervision with Ruth", 60),
                (EvidenceKind::Supervision, "Group supervision with Ruth", 330),
                (EvidenceKind::Cpd, "Systemic coaching workshop", 90),
                (EvidenceKind::Cpd, "Reflective practice day", 200),
            ],
            _ => &[(EvidenceKind::Training, "Mentor training day", 400)],
        };
        for (number, (kind, title, days)) in (1_u128..).zip(shown) {
            let term = terms.iter().find(|term| term.code == *title);
            let evidence = NewEvidence {
                submission_id: SubmissionId(Uuid::from_u128(account.0.as_u128() ^ ((0x700 + number) << 32))),
                kind: *kind,
                qualification_id: term.map(|term| term.term_id),
                title: term.map_or_else(|| (*title).to_owned(), |term| term.label.clone()),
                awarding_body: String::new(),
                dated_on: Some(Day::new(day_of(now).date().saturating_sub(days.days()))),
                expires_on: None,
                reference: String::new(),
                link: String::new(),
                events: 1,
                imported: false,
            };
            add_evidence(db, Actor::Account(account), now, POOL, account, &evidence)
                .await
                .map_err(|error| SeedError::Misfit(error.to_string()))?;
        }
        let since = Day::new(day_of(now).date().saturating_sub(MEMBER_FOR_MONTHS.months()));
        store::joined(db, account, since).await?;
    }
    Ok(())
}

/// A few weeks in which they were seen, the more the more places they have.
fn seen(account_id: AccountId, often: i32, today: Day) -> Vec<Seen> {
    let week = |week: i32| Seen {
        account_id,
        day: Day::new(today.date().saturating_sub((week * 7).days())),
        counts: Counts {
            shown: often * (3 + week % 3),
            opened: often,
            shortlisted: week % 2,
            asked: i32::from(week == 3),
        },
    };
    (1..=6).map(week).collect()
}
