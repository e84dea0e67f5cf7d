use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use mail_parser::{MessageParser, MimeHeaders};
use rapport::app;
use rapport::calendar;
use rapport::platform::clock::Instant;
use rapport::platform::mail::{CalendarMethod, Delivered, Memory, Sender, Transport};
use rapport::platform::span::Span;

use super::given::Pair;
use super::reading::Read;
use crate::support::app::SENDER;
use crate::support::given;

/// Sends what waits: each mail as it travels, oldest first.
async fn sent(pair: &Pair) -> Vec<Delivered> {
    let memory = Memory::default();
    let sender = Sender::new(SENDER.parse().expect("a mailbox"), None);
    app::worker(&pair.app.app, sender, Transport::Memory(memory.clone())).drain().await.expect("sent");
    memory.delivered()
}

/// The calendar in a mail, after its parts were looked at.
pub fn opened(raw: &str) -> Read {
    let mail = MessageParser::default().parse(raw.as_bytes()).expect("a mail");
    let shape: Vec<String> = mail
        .parts
        .iter()
        .map(|part| {
            let kind = part.content_type().expect("a type");
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
        })
        .collect();
    let expected = [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ];
    assert_eq!(shape, expected);
    let (inline, file) = (&mail.parts[4], &mail.parts[5]);
    let kind = inline.content_type().expect("a type");
    assert_eq!(kind.attribute("charset"), Some("utf-8"));
    assert!(inline.content_disposition().is_none(), "an attachment would be no invitation to Outlook");
    assert_eq!(file.attachment_name(), Some("invite.ics"));
    assert!(file.content_disposition().is_some_and(|how| how.ctype() == "attachment"));
    assert_eq!(inline.contents(), file.contents(), "both say the same");
    let text = String::from_utf8(inline.contents().to_vec()).expect("UTF-8");
    let read = Read::of(&text);
    assert_eq!(kind.attribute("method").map(str::to_owned), read.method, "RFC 6047, 2.4");
    read
}

/// The calendar of the newest letter to somebody.
async fn newest(pair: &Pair, to: &str) -> (CalendarMethod, Read) {
    let part = pair.app.mail_to(to).await.calendar.expect("a calendar part");
    (part.method, Read::of(&part.text))
}

#[tokio::test]
async fn r11_an_invitation_has_the_shape_that_outlook_google_and_apple_document() {
    let pair = Pair::new().await;
    let mut new = pair.meeting(50);
    new.joining = "https://meet.example/abc".to_owned();
    let id = pair.book(&new).await.unwrap();
    let mails = sent(&pair).await;
    let raw = &mails.iter().find(|mail| mail.to == [pair.amina.email.as_str()]).expect("a mail").raw;
    let read = opened(raw);
    assert!(!raw.contains(&pair.grace.email), "nobody's address goes to the other");
    assert_eq!(read.method.as_deref(), Some("REQUEST"));
    assert_eq!(read.head["VERSION"], "2.0");
    assert!(!read.head["PRODID"].is_empty());
    assert_eq!(read.zones.keys().collect::<Vec<_>>(), ["Europe/London"]);
    let event = read.event();
    assert_eq!(event.value("UID"), format!("{id}@127.0.0.1"));
    assert_eq!(event.value("SEQUENCE"), "0");
    assert_eq!(event.value("DTSTAMP"), "20270304T120000Z");
    assert_eq!(event.value("DTSTART"), "20270306T140000");
    assert_eq!(event.value("DTEND"), "20270306T143000");
    assert_eq!(
        (read.starts(event), read.ends(event)),
        (new.span.starts().timestamp(), new.span.ends().timestamp())
    );
    assert_eq!(event.value("SUMMARY"), "First conversation with Grace");
    assert_eq!(event.value("LOCATION"), "https://meet.example/abc");
    assert!(event.value("DESCRIPTION").contains("http://127.0.0.1:3000/calendar"), "{event:?}");
    assert_eq!(event.value("STATUS"), "CONFIRMED");
    let (organiser, address) = event.whole("ORGANIZER");
    assert_eq!((organiser["CN"].as_str(), address.as_str()), ("Rapport", "mailto:hub@rapport.example"));
    let (attendee, address) = event.whole("ATTENDEE");
    assert_eq!((attendee["RSVP"].as_str(), attendee["ROLE"].as_str()), ("FALSE", "REQ-PARTICIPANT"));
    assert_eq!(address, format!("mailto:{}", pair.amina.email));
    assert!(!event.names().iter().any(|name| name.contains("ALARM")), "the reader's own alarms hold");
}

#[tokio::test]
async fn each_change_keeps_the_uid_and_raises_the_sequence_to_the_cancellation() {
    let pair = Pair::new().await;
    let id = pair.booked(50).await;
    let uid = newest(&pair, &pair.grace.email).await.1.event().value("UID");
    pair.move_to(id, Span::of_minutes(pair.hours(74), 30)).await.unwrap();
    let mut tx = pair.app.app.db.begin().await.unwrap();
    let joining = "Room 4, second floor; ask at the desk\nor call";
    calendar::set_joining(&mut tx, &pair.app.app, pair.app.now(), pair.grace.account_id, id, 2, joining)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (method, read) = newest(&pair, &pair.grace.email).await;
    assert_eq!((method, read.method.as_deref()), (CalendarMethod::Request, Some("REQUEST")));
    assert_eq!(read.event().value("LOCATION"), joining);
    pair.cancel(id).await.unwrap();
    let mut sequences = Vec::new();
    for mail in pair.app.mails_to(&pair.grace.email).await {
        let read = Read::of(&mail.calendar.expect("a part").text);
        assert_eq!(read.event().value("UID"), uid);
        sequences.push((read.event().value("SEQUENCE"), read.event().value("STATUS")));
    }
    let expected = [("0", "CONFIRMED"), ("1", "CONFIRMED"), ("2", "CONFIRMED"), ("3", "CANCELLED")];
    assert_eq!(sequences, expected.map(|(number, status)| (number.to_owned(), status.to_owned())));
    let read = opened(&sent(&pair).await.last().expect("a mail").raw);
    assert_eq!(read.method.as_deref(), Some("CANCEL"));
    assert_eq!(
        read.starts(read.event()),
        pair.hours(74).timestamp(),
        "RFC 5546, 3.2.5: of what is cancelled"
    );
}

#[tokio::test]
async fn s11_hostile_names_and_words_stay_within_their_property() {
    let long = "Ωμέγα".repeat(19);
    let hostile = [
        "Eve\r\nATTENDEE:mailto:eve@evil.example\r\nEND:VEVENT",
        "O\"Neill;CN=\"x\":mailto:eve@evil.example",
        "Comma, Semicolon; Backslash\\ End",
        "\u{202e}Siân\u{2028}BEGIN:VALARM 🙂",
        long.as_str(),
    ];
    for name in hostile {
        let pair = Pair::new().await;
        let other = given::account(&pair.app).named(name).with_email("other@example.org").make().await;
        let mut new = pair.meeting(50);
        new.people = [pair.amina.account_id, other.account_id];
        name.clone_into(&mut new.joining);
        pair.book(&new).await.unwrap();
        let mails = sent(&pair).await;
        assert_eq!(mails.len(), 2);
        for mail in mails {
            let head = mail.raw.split("\r\n\r\n").next().unwrap();
            assert!(!head.contains("\r\nATTENDEE") && !head.contains("evil.example"), "{head}");
            let read = opened(&mail.raw);
            let event = read.event();
            assert_eq!(event.names().iter().filter(|one| **one == "ATTENDEE").count(), 1, "{event:?}");
            assert_eq!(event.whole("ATTENDEE").1, format!("mailto:{}", mail.to[0]));
            assert_eq!(event.value("LOCATION"), name.replace("\r\n", "\n").replace('\u{2028}', "\n"));
        }
    }
}

/// The first and the last half hours around both changes of the clocks, and one in each month, for readers in zones of every
/// kind: with the same changes at other local times, without any, with other changes, and with none that repeat.
#[tokio::test]
async fn r11_meetings_at_clock_changes_and_across_zones_are_read_at_the_same_moment_by_both() {
    let zones = [
        "Europe/London",
        "Europe/Lisbon",
        "Asia/Kolkata",
        "America/New_York",
        "Africa/Casablanca",
        "Europe/Dublin",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
    ];
    let pair = Pair::new().await;
    let mut moments: Vec<Timestamp> = Vec::new();
    for change in ["2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z"] {
        let change: Timestamp = change.parse().unwrap();
        moments.extend((-5..5).map(|half| change + SignedDuration::from_mins(30 * half)));
    }
    moments
        .extend((4..=12).map(|month| format!("2027-{month:02}-15T17:30:00Z").parse::<Timestamp>().unwrap()));
    pair.lives_in(&pair.amina, "Europe/London").await;
    pair.lives_in(&pair.grace, "Europe/London").await;
    let mut read_back = 0;
    for zone in zones {
        sqlx::query("update availability set zone = $1 where account_id = $2")
            .bind(zone)
            .bind(pair.grace.account_id)
            .execute(&pair.app.app.db)
            .await
            .unwrap();
        for at in &moments {
            let span = Span::of_minutes(Instant::new(*at), 30);
            let id =
                pair.book(&pair.between([pair.amina.account_id, pair.grace.account_id], span)).await.unwrap();
            for to in [&pair.amina.email, &pair.grace.email] {
                let (_, read) = newest(&pair, to).await;
                let (starts, ends) = (read.starts(read.event()), read.ends(read.event()));
                assert_eq!((starts, ends), (*at, span.ends().timestamp()), "{zone} {at}");
                read_back += 1;
            }
            pair.cancel(id).await.unwrap();
            sqlx::query("delete from mail").execute(&pair.app.app.db).await.unwrap();
        }
    }
    assert_eq!(read_back, zones.len() * moments.len() * 2);
}

/// Every half hour of eleven years through the rules that an invitation brings along.
#[tokio::test]
async fn r11_every_half_hour_of_2025_to_2035_in_london_is_where_the_invitation_says() {
    let pair = Pair::new().await;
    // The rules begin a year before the meeting: of 2026 they hold from 2025 on.
    let before = Instant::new("2026-01-05T10:00:00Z".parse().unwrap());
    pair.app.advance(before.since(pair.app.now()));
    pair.booked(50).await;
    let (_, read) = newest(&pair, &pair.amina.email).await;
    let rules = &read.zones["Europe/London"];
    let london = TimeZone::get("Europe/London").unwrap();
    let mut at: Timestamp = "2025-03-30T01:00:00Z".parse().unwrap();
    let end: Timestamp = "2036-01-01T00:00:00Z".parse().unwrap();
    let (mut looked, mut mismatches) = (0, 0);
    while at < end {
        mismatches += usize::from(rules.offset(at) != london.to_offset(at));
        looked += 1;
        at += SignedDuration::from_mins(30);
    }
    assert_eq!((looked, mismatches), (188_590, 0));
}
