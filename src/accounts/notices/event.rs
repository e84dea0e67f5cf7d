use crate::events::{Recorded, Subject};
use crate::platform::ids::AccountId;
use crate::platform::mail::Topic;

/// The reader chose which topics to stop.
pub(super) struct NoticesChanged<'a> {
    pub account_id: AccountId,
    pub stopped: &'a [Topic],
}

/// A link in a mail stopped topics; whoever used it need not be signed in.
pub(super) struct Unsubscribed<'a> {
    pub account_id: AccountId,
    pub stopped: &'a [Topic],
}

fn codes(topics: &[Topic]) -> serde_json::Value {
    let codes: Vec<_> = topics.iter().map(|topic| topic.code()).collect();
    serde_json::json!({ "stopped": codes })
}

impl Recorded for NoticesChanged<'_> {
    fn kind(&self) -> &'static str {
        "account.notices-changed"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.account_id.0 }
    }

    fn data(&self) -> serde_json::Value {
        codes(self.stopped)
    }
}

impl Recorded for Unsubscribed<'_> {
    fn kind(&self) -> &'static str {
        "account.unsubscribed"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.account_id.0 }
    }

    fn data(&self) -> serde_json::Value {
        codes(self.stopped)
    }
}
