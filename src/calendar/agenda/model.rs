use jiff::civil::Date;

use crate::accounts::first_name;
use crate::calendar::joining::joining_link;
use crate::calendar::model::{Kind, Status, Zone};
use crate::platform::clock::Instant;
use crate::platform::ids::MeetingId;
use crate::platform::span::Span;
use crate::platform::words;

/// A meeting in its owner's calendar.
#[derive(Debug, Clone)]
pub(in crate::calendar) struct Own {
    pub id: MeetingId,
    pub kind: Kind,
    pub status: Status,
    pub span: Span,
    /// Its page.
    pub path: String,
    pub joining: String,
    /// How they meet, in words.
    pub delivery: Option<String>,
    /// Whom they meet; none when they have left.
    pub other: Option<String>,
    pub sequence: i32,
    pub version: i32,
    pub changed_at: Instant,
}

impl Own {
    /// "First conversation with Grace Mensah".
    pub fn title(&self) -> String {
        self.titled(self.other.as_deref())
    }

    /// "First conversation with Grace", for where others may look.
    pub fn short_title(&self) -> String {
        self.titled(self.other.as_deref().map(first_name))
    }

    fn titled(&self, other: Option<&str>) -> String {
        match other {
            Some(other) => format!("{} with {other}", self.kind.title()),
            None => format!("{} with somebody who has left", self.kind.title()),
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.status == Status::Cancelled
    }

    /// The address to join at, when what was said is one and nothing else.
    pub fn link(&self) -> Option<&str> {
        joining_link(&self.joining)
    }

    /// The day on which it begins in this zone.
    pub fn day(&self, zone: &Zone) -> Date {
        self.span.starts().in_zone(&zone.rules).date()
    }

    /// "2:30pm", where it begins in this zone.
    pub fn time(&self, zone: &Zone) -> String {
        words::time(self.span.starts().in_zone(&zone.rules).time())
    }

    pub fn when(&self, zone: &Zone) -> String {
        zone.tell(&self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_only_a_whole_web_address_becomes_a_link() {
        let starts = Instant::from_microsecond(1_800_000_000_000_000);
        let own = |joining: &str| Own {
            id: MeetingId::new(starts),
            kind: Kind::Session,
            status: Status::Booked,
            span: Span::of_minutes(starts, 30),
            path: "/calendar".to_owned(),
            joining: joining.to_owned(),
            delivery: None,
            other: None,
            sequence: 0,
            version: 1,
            changed_at: starts,
        };
        assert_eq!(own(" https://meet.example/abc ").link(), Some("https://meet.example/abc"));
        for other in [
            "javascript:alert(1)",
            "http://meet.example",
            "Room 4",
            "https://a b",
            "https://",
            "see https://meet.example",
        ] {
            assert_eq!(own(other).link(), None, "{other}");
        }
    }
}
