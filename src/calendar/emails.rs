//! Letters about meetings, each with its reader's days and, but for the reminder, a part for their calendar. Subjects name the
//! kind of meeting and the other's first name: never what it is about (S11, special categories).

use sqlx::PgConnection;

use super::booking_store as store;
use super::ics::{self, Entry, Mailbox};
use super::model::{Meeting, Party};
use crate::app::App;
use crate::letter;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, MeetingId};
use crate::platform::mail::{CalendarPart, EnqueueError, Envelope, joined};
use crate::platform::span::Span;
use crate::platform::words;

/// A meeting as one of the two reads of it.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub meeting: Meeting,
    pub reader: Party,
    /// None when they have left.
    pub other: Option<Party>,
}

impl About {
    /// "First conversation with Grace".
    pub fn title(&self) -> String {
        match &self.other {
            Some(other) => format!(
                "{} with {}",
                self.meeting.kind.title(),
                words::shortened(other.first_name(), LONGEST_NAME)
            ),
            None => self.meeting.kind.title().to_owned(),
        }
    }

    /// Whom they meet, by the whole name.
    pub fn other(&self) -> &str {
        self.other.as_ref().map_or("somebody who has left", |other| other.name.as_str())
    }

    /// What the reader's calendar takes in.
    fn for_calendar(&self, app: &App, now: Instant) -> CalendarPart {
        let base_url = &app.site.base_url;
        let (title, page) = (self.title(), joined(base_url, &self.meeting.path));
        let entry = Entry {
            meeting: self.meeting.id,
            sequence: self.meeting.sequence,
            status: self.meeting.status,
            span: self.meeting.span,
            zone: &self.reader.zone,
            title: &title,
            page: &page,
            delivery: self.meeting.delivery.as_deref(),
            joining: &self.meeting.joining,
        };
        let address = app.outbox.sender_address();
        let organiser = Mailbox { name: app.outbox.sender_name(), address: &address };
        let attendee = Mailbox { name: &self.reader.name, address: self.reader.email.as_str() };
        ics::invitation(&entry, base_url, now, organiser, attendee)
    }

    /// From when to when, in the reader's zone.
    pub fn when(&self) -> String {
        self.reader.zone.tell(&self.meeting.span)
    }

    /// When it begins, in the reader's zone.
    pub fn begins(&self) -> String {
        words::local_date_time(self.meeting.span.starts(), &self.reader.zone.rules)
    }
}

/// Characters of a first name in a subject or a title.
const LONGEST_NAME: usize = 30;

/// To both, when a meeting is booked.
pub(super) struct MeetingInvitation {
    pub about: About,
}
letter!(
    MeetingInvitation,
    "meeting-invitation",
    Action,
    "emails/calendar/invitation.subject.txt",
    "emails/calendar/invitation.txt",
    "emails/calendar/invitation.html"
);

/// To both, when it is at another time.
pub(super) struct MeetingMoved {
    pub about: About,
    pub from: Span,
}
letter!(
    MeetingMoved,
    "meeting-moved",
    Action,
    "emails/calendar/moved.subject.txt",
    "emails/calendar/moved.txt",
    "emails/calendar/moved.html"
);

impl MeetingMoved {
    /// The time it had, in the reader's zone.
    pub fn was(&self) -> String {
        self.about.reader.zone.tell(&self.from)
    }
}

/// To both, when it does not take place.
pub(super) struct MeetingCancelled {
    pub about: About,
}
letter!(
    MeetingCancelled,
    "meeting-cancelled",
    Action,
    "emails/calendar/cancelled.subject.txt",
    "emails/calendar/cancelled.txt",
    "emails/calendar/cancelled.html"
);

/// To both, a day before.
pub(super) struct MeetingReminder {
    pub about: About,
}
letter!(
    MeetingReminder,
    "meeting-reminder",
    Action,
    "emails/calendar/reminder.subject.txt",
    "emails/calendar/reminder.txt",
    "emails/calendar/reminder.html"
);

/// To both, when how to join has changed.
pub(super) struct MeetingJoining {
    pub about: About,
}
letter!(
    MeetingJoining,
    "meeting-joining",
    Action,
    "emails/calendar/joining.subject.txt",
    "emails/calendar/joining.txt",
    "emails/calendar/joining.html"
);

/// What there is to tell of a meeting.
#[derive(Debug, Clone, Copy)]
pub(super) enum News {
    Invited,
    Moved {
        from: Span,
    },
    /// How to join has changed.
    Joining,
    Cancelled,
    /// Cancelled because this person leaves, who is not written to.
    CancelledBy(AccountId),
    /// It is tomorrow.
    Tomorrow,
}

impl News {
    /// Sets this letter apart from others about the same state of a meeting.
    const fn code(self) -> &'static str {
        match self {
            Self::Tomorrow => "reminder",
            _ => "change",
        }
    }
}

/// Writes to both about a meeting as it stands now. Each is told once of each state.
///
/// # Errors
/// The database's or a letter's.
pub(super) async fn tell(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    id: MeetingId,
    news: News,
) -> Result<(), EnqueueError> {
    let Some(meeting) = store::lock(db, id).await? else { return Ok(()) };
    let parties = store::parties(db, id).await?;
    for reader in &parties {
        if matches!(news, News::CancelledBy(leaver) if leaver == reader.account_id) {
            continue;
        }
        let other = parties.iter().find(|party| party.account_id != reader.account_id).cloned();
        let about = About { meeting: meeting.clone(), reader: reader.clone(), other };
        write(db, app, now, about, news).await?;
    }
    Ok(())
}

async fn write(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    about: About,
    news: News,
) -> Result<(), EnqueueError> {
    let (meeting, reader) = (&about.meeting, &about.reader);
    let key = format!("meeting/{}/{}/{}/{}", meeting.id, meeting.sequence, news.code(), reader.account_id);
    let envelope =
        Envelope { to: reader.email.clone(), account_id: Some(reader.account_id), dedupe_key: Some(key) };
    let part = Some(about.for_calendar(app, now));
    let outbox = &app.outbox;
    match news {
        News::Invited => outbox.enqueue_with(db, now, &envelope, &MeetingInvitation { about }, part).await,
        News::Moved { from } => {
            outbox.enqueue_with(db, now, &envelope, &MeetingMoved { about, from }, part).await
        }
        News::Joining => outbox.enqueue_with(db, now, &envelope, &MeetingJoining { about }, part).await,
        News::Cancelled | News::CancelledBy(_) => {
            outbox.enqueue_with(db, now, &envelope, &MeetingCancelled { about }, part).await
        }
        News::Tomorrow => outbox.enqueue(db, now, &envelope, &MeetingReminder { about }).await,
    }
}

#[cfg(test)]
pub(super) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use super::model::{Kind, Status, Zone};
    use crate::platform::mail::{EmailAddress, Sample};
    let at = Instant::from_microsecond(1_800_000_000_000_000);
    let span = Span::of_minutes(at, 30);
    let party = |zone: &str| Party {
        account_id: AccountId::new(at),
        name: text.to_owned(),
        email: EmailAddress::parse("amina@trust.example").unwrap(),
        zone: Zone::named(zone),
    };
    let meeting = Meeting {
        id: MeetingId::new(at),
        kind: Kind::Chemistry,
        status: Status::Booked,
        span,
        path: "/chemistry/00000000-0000-7000-8000-000000000000".to_owned(),
        joining: text.to_owned(),
        delivery: Some("Video call".to_owned()),
        sequence: 0,
        version: 1,
    };
    let about = About {
        meeting: meeting.clone(),
        reader: party("Europe/London"),
        other: Some(party("Asia/Kolkata")),
    };
    let alone = About {
        other: None,
        reader: party("Asia/Kolkata"),
        meeting: Meeting { joining: String::new(), delivery: None, ..meeting },
    };
    [about, alone]
        .into_iter()
        .flat_map(|about| {
            vec![
                Sample::of(&MeetingInvitation { about: about.clone() }),
                Sample::of(&MeetingMoved { about: about.clone(), from: span.widened(60) }),
                Sample::of(&MeetingCancelled { about: about.clone() }),
                Sample::of(&MeetingReminder { about: about.clone() }),
                Sample::of(&MeetingJoining { about }),
            ]
        })
        .collect()
}
