//! Meetings as calendars read them (RFC 5545, and for invitations RFC 5546). docs/CALENDAR.md says which shapes Outlook,
//! Google and Apple document.

mod lines;
mod zone;

use jiff::civil::DateTime;
use lines::{Lines, quoted};

use super::model::{Status, Zone};
use crate::platform::clock::Instant;
use crate::platform::ids::MeetingId;
use crate::platform::mail::{CalendarMethod, CalendarPart};
use crate::platform::span::Span;

/// A meeting as an entry of one person's calendar.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub meeting: MeetingId,
    pub sequence: i32,
    pub status: Status,
    pub span: Span,
    pub zone: &'a Zone,
    pub title: &'a str,
    /// The full address of its page.
    pub page: &'a str,
    /// How they meet, in words.
    pub delivery: Option<&'a str>,
    pub joining: &'a str,
}

/// A name and an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mailbox<'a> {
    pub name: &'a str,
    pub address: &'a str,
}

/// An invitation, or the cancellation when it is cancelled, for one person and from the hub: nobody else is named in it.
/// It asks for no answer, because answers are given on the page.
pub(super) fn invitation(
    entry: &Entry<'_>,
    base_url: &str,
    now: Instant,
    organiser: Mailbox<'_>,
    attendee: Mailbox<'_>,
) -> CalendarPart {
    let method = match entry.status {
        Status::Booked => CalendarMethod::Request,
        Status::Cancelled => CalendarMethod::Cancel,
    };
    let mut lines = begin();
    lines.line("METHOD", method.code());
    let told = zone::write(&mut lines, entry.zone, entry.span.starts());
    let people = |lines: &mut Lines| {
        lines.line(
            &format!("ORGANIZER;CN={}", quoted(organiser.name)),
            &format!("mailto:{}", organiser.address),
        );
        let parameters = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE";
        lines.line(
            &format!("ATTENDEE;{parameters};CN={}", quoted(attendee.name)),
            &format!("mailto:{}", attendee.address),
        );
    };
    event(&mut lines, entry, told, base_url, now, people);
    lines.line("END", "VCALENDAR");
    CalendarPart { method, text: lines.finish() }
}

/// A calendar to be followed: entries without invitations, each with when it last changed.
pub(super) fn feed(entries: &[(Entry<'_>, Instant)], base_url: &str) -> String {
    let mut lines = begin();
    lines.text("NAME", "Rapport");
    lines.text("X-WR-CALNAME", "Rapport");
    lines.line("REFRESH-INTERVAL;VALUE=DURATION", "PT4H");
    lines.line("X-PUBLISHED-TTL", "PT4H");
    // Everybody has one zone.
    let first = entries.iter().min_by_key(|(entry, _)| entry.span.starts());
    let told = first.is_some_and(|(first, _)| zone::write(&mut lines, first.zone, first.span.starts()));
    for (entry, changed_at) in entries {
        event(&mut lines, entry, told, base_url, *changed_at, |_| {});
    }
    lines.line("END", "VCALENDAR");
    lines.finish()
}

fn begin() -> Lines {
    let mut lines = Lines::default();
    lines.line("BEGIN", "VCALENDAR");
    lines.line("PRODID", "-//Rapport//Calendar//EN");
    lines.line("VERSION", "2.0");
    lines.line("CALSCALE", "GREGORIAN");
    lines
}

/// `told`: the rules of the zone are written.
fn event(
    lines: &mut Lines,
    entry: &Entry<'_>,
    told: bool,
    base_url: &str,
    stamp: Instant,
    people: impl FnOnce(&mut Lines),
) {
    lines.line("BEGIN", "VEVENT");
    lines.line("UID", &format!("{}@{}", entry.meeting, host(base_url)));
    lines.line("SEQUENCE", &entry.sequence.to_string());
    lines.line("DTSTAMP", &utc(stamp));
    moment(lines, "DTSTART", entry.span.starts(), entry.zone, told);
    moment(lines, "DTEND", entry.span.ends(), entry.zone, told);
    lines.text("SUMMARY", entry.title);
    lines.text("DESCRIPTION", &description(entry));
    let place = place(entry);
    if !place.is_empty() {
        lines.text("LOCATION", &place);
    }
    lines.line("URL", entry.page);
    people(lines);
    let (status, busy) = match entry.status {
        Status::Booked => ("CONFIRMED", "BUSY"),
        Status::Cancelled => ("CANCELLED", "FREE"),
    };
    lines.line("STATUS", status);
    // Colleagues who may look at somebody's calendar see that they are busy, not with whom.
    lines.line("CLASS", "PRIVATE");
    lines.line("TRANSP", if busy == "BUSY" { "OPAQUE" } else { "TRANSPARENT" });
    lines.line("X-MICROSOFT-CDO-BUSYSTATUS", busy);
    lines.line("END", "VEVENT");
}

fn description(entry: &Entry<'_>) -> String {
    let how = entry.delivery.map(|how| format!("How you meet: {how}\n")).unwrap_or_default();
    let joining = match entry.joining {
        "" => String::new(),
        joining => format!("How to join: {joining}\n"),
    };
    format!("{how}{joining}See it, move it or cancel it: {}", entry.page)
}

/// Where it is: what was said about joining, or else how they meet.
fn place(entry: &Entry<'_>) -> String {
    match (entry.joining, entry.delivery) {
        ("", how) => how.unwrap_or_default().to_owned(),
        (joining, _) => joining.to_owned(),
    }
}

/// A moment on the zone's clocks, if its rules are told. When those show the same time twice, the second is written in UTC,
/// because a local time means the first (3.3.5).
fn moment(lines: &mut Lines, name: &str, at: Instant, zone: &Zone, told: bool) {
    let shown = at.in_zone(&zone.rules);
    let read_back = shown.datetime().to_zoned(zone.rules.clone());
    if told && read_back.is_ok_and(|read| read.timestamp() == at.timestamp()) {
        lines.line(&format!("{name};TZID={}", zone.name), &local(shown.datetime()));
    } else {
        lines.line(name, &utc(at));
    }
}

/// "20270304T143000".
fn local(wall: DateTime) -> String {
    wall.strftime("%Y%m%dT%H%M%S").to_string()
}

/// "20270304T143000Z".
fn utc(at: Instant) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Where the hub lives, for ids that are nobody else's.
fn host(base_url: &str) -> String {
    let host = url::Url::parse(base_url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "rapport".to_owned())
}
