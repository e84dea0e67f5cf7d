//! What the demonstration's pool publishes: schemes, and training and events to come.

use jiff::ToSpan;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::{Holds, POOL, Person, people};
use crate::app::App;
use crate::availability::{WallTime, on_the_wall};
use crate::events::Actor;
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::{Day, Instant, london};
use crate::platform::ids::SubmissionId;
use crate::platform::mail::EmailAddress;
use crate::platform::working_days::is_working_day;
use crate::schemes::{self, Description, SchemeError};
use crate::training::{self, Audience, Event, Kind};

struct Scheme {
    name: &'static str,
    kind: schemes::Kind,
    summary: &'static str,
    offers: &'static str,
    for_whom: &'static str,
    how_to_join: &'static str,
}

const SCHEMES: [Scheme; 4] = [
    Scheme {
        name: "First year as a ward manager",
        kind: schemes::Kind::Profession,
        summary: "A mentor from another trust for your first year in charge of a ward",
        offers: "A mentor who has run a ward, an hour a month for a year.\n\nFour evenings with the others of your year, \
                 about rosters, difficult conversations and looking after yourself.",
        for_whom: "Nurses and midwives in their first year as ward manager or team leader",
        how_to_join: "Choose “first-time leadership” when you look for a mentor, and say in your request that you are new \
                      in the role. You can join in any month.",
    },
    Scheme {
        name: "Board and ward",
        kind: schemes::Kind::Reverse,
        summary: "Colleagues from the wards mentor directors, as equals",
        offers: "You meet a director every six weeks for nine months. You tell what work is like where you are; the \
                 director listens and learns. There is a half day of preparation for both.",
        for_whom: "Anybody up to band 6 who would like to tell a director how things are",
        how_to_join: "Write to us with two sentences about yourself. We ring you before anything else happens.",
    },
    Scheme {
        name: "Coaching in threes",
        kind: schemes::Kind::Peer,
        summary: "Three colleagues coach each other, with a short training to begin with",
        offers: "A training of half a day, then six meetings of ninety minutes in the same group of three. Each of you is \
                 coach, coachee and observer in turn.",
        for_whom: "Everybody in health and care in West Yorkshire",
        how_to_join: "Come to an introduction: they are under Training and events.",
    },
    Scheme {
        name: "Next step",
        kind: schemes::Kind::UnderRepresented,
        summary: "Mentoring and an open door for colleagues from ethnic minorities who want to move up",
        offers: "A mentor two levels above you, an interview practice, and a circle that meets every other month.",
        for_whom: "Colleagues from ethnic minorities in bands 5 to 8a",
        how_to_join: "Write to us. Who takes part is known to the two people who run the scheme and to nobody else.",
    },
];

struct Date {
    days_ahead: i32,
    from: i32,
    to: i32,
    title: &'static str,
    kind: Kind,
    audience: Audience,
    about: &'static str,
    place: &'static str,
    booking: &'static str,
    cpd_half_hours: Option<i16>,
}

const DATES: [Date; 4] = [
    Date {
        days_ahead: 12,
        from: 18 * 60,
        to: 19 * 60 + 30,
        title: "Group supervision for coaches",
        kind: Kind::Supervision,
        audience: Audience::CoachesMentors,
        about: "Bring a question from your practice. Six coaches at most, with a qualified supervisor.",
        place: "",
        booking: "Write to the pool’s team with the evening you would like. You get the link two days before.",
        cpd_half_hours: Some(3),
    },
    Date {
        days_ahead: 19,
        from: 9 * 60 + 30,
        to: 12 * 60 + 30,
        title: "Mentor training: the first three meetings",
        kind: Kind::Training,
        audience: Audience::CoachesMentors,
        about: "Listening, asking and holding back advice, with practice in pairs. It counts as mentor training for joining \
                the pool.",
        place: "Education centre, room 4, Leeds",
        booking: "Write to the pool’s team. There are sixteen places, and tea.",
        cpd_half_hours: Some(6),
    },
    Date {
        days_ahead: 26,
        from: 12 * 60 + 15,
        to: 13 * 60,
        title: "Coaching or mentoring: forty-five minutes to find out",
        kind: Kind::Introduction,
        audience: Audience::Everybody,
        about: "What each is, what happens in a first conversation, and your questions. Cameras can stay off.",
        place: "",
        booking: "Just come: the link is in the staff bulletin of your employer.",
        cpd_half_hours: None,
    },
    Date {
        days_ahead: 40,
        from: 17 * 60 + 30,
        to: 19 * 60,
        title: "Coaches and mentors of West Yorkshire meet",
        kind: Kind::Network,
        audience: Audience::CoachesMentors,
        about: "Twice a year we hear from each other what works, and what people bring.",
        place: "Town hall, Wakefield",
        booking: "Tell the pool’s team that you are coming, for the sandwiches.",
        cpd_half_hours: Some(3),
    },
];

/// Publishes them as their coordinator would have.
pub(super) async fn publish(db: &mut PgConnection, app: &App) -> Result<(), SchemeError> {
    let Some(priya) = people().iter().find(|person| person.holds == Holds::Coordinator) else {
        return Ok(());
    };
    let (by, now) = (Actor::Account(Person::account_id(priya)), app.clock.now());
    for (number, scheme) in (1_u128..).zip(&SCHEMES) {
        let new = Description {
            name: scheme.name.to_owned(),
            kind: scheme.kind,
            summary: scheme.summary.to_owned(),
            offers: scheme.offers.to_owned(),
            for_whom: scheme.for_whom.to_owned(),
            how_to_join: scheme.how_to_join.to_owned(),
            contact: "The pool’s team".to_owned(),
            contact_email: EmailAddress::parse("mentoring@westyorkshire.example").ok(),
            link: None,
            opens_on: None,
            closes_on: None,
        };
        schemes::add(db, by, now, POOL, submission(number), &new).await?;
    }
    for (number, date) in (51_u128..).zip(&DATES) {
        let (Some(starts_at), Some(ends_at)) = (at(now, date, date.from), at(now, date, date.to)) else {
            continue;
        };
        let new = Event {
            title: date.title.to_owned(),
            kind: date.kind,
            audience: date.audience,
            about: date.about.to_owned(),
            starts_at,
            ends_at,
            online: date.place.is_empty(),
            place: date.place.to_owned(),
            booking: date.booking.to_owned(),
            link: None,
            book_by: None,
            cost: String::new(),
            cpd_half_hours: date.cpd_half_hours,
        };
        training::add(db, by, now, POOL, submission(number), &new).await?;
    }
    Ok(())
}

fn submission(number: u128) -> SubmissionId {
    SubmissionId(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0400 + number))
}

/// A time so many days ahead, on the next working day.
fn at(now: Instant, date: &Date, minutes: i32) -> Option<Instant> {
    let mut day = now.in_london().date().checked_add(date.days_ahead.days()).ok()?;
    while !is_working_day(Day::new(day), Nation::England) {
        day = day.tomorrow().ok()?;
    }
    Some(on_the_wall(&london(), day, WallTime::from_minutes(minutes)?)?.edge())
}
