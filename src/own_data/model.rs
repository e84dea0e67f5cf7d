use serde_json::{Value as Json, json};

use super::value::{Record, Value};
use crate::events::{Recorded, Subject};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// One kind of data, with everything the hub keeps of it about one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its name in the file for programs; it does not change from one release to the next.
    pub name: &'static str,
    /// Its heading on the page.
    pub title: &'static str,
    pub records: Vec<Record>,
}

impl Section {
    #[must_use]
    pub fn new(name: &'static str, title: &'static str, records: Vec<Record>) -> Self {
        Self { name, title, records }
    }
}

/// Everything about one account at one moment, opened for its owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    pub account_id: AccountId,
    pub made_at: Instant,
    pub sections: Vec<Section>,
}

/// The number of the layout of the file; another one when a name in it means something else.
const LAYOUT: i64 = 1;

/// What is left out of every copy, and why. Shown on the page and in both files.
pub const LEFT_OUT: [(&str, &str); 6] = [
    (
        "What others keep to themselves",
        "Notes somebody wrote for themselves alone, answers and reviews they did not share with you, and whom they keep apart from. Ask the person who wrote it.",
    ),
    (
        "Concerns about you",
        "Whether there are any is not told here, so that anybody can raise one safely. Write to a coordinator if you want to ask.",
    ),
    (
        "Passwords and codes",
        "Passwords, codes, keys, secret addresses and links, and what is kept to check them. Nobody can read them, and a copy would only make you less safe.",
    ),
    ("The text of mail we sent you", "It is deleted once it is sent. That it was sent is here."),
    (
        "What you did for others as a coordinator or administrator",
        "What you decided and when is in the record of what you did. The rest belongs to the people it is about.",
    ),
    (
        "A pairing you recorded that has not been confirmed",
        "It would tell whether the address you gave is known here.",
    ),
];

impl Copy {
    /// The copy as a file for programs: UTF-8 JSON.
    ///
    /// # Errors
    /// Never for what the hub makes.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let mut file = Record::default();
        file.put("hub", Value::Text("Rapport".to_owned()));
        file.put("layout", Value::Whole(LAYOUT));
        file.put("account_id", Value::Text(self.account_id.to_string()));
        file.put("made_at", Value::of(&self.made_at));
        let left_out = LEFT_OUT.iter().map(|(what, why)| {
            let mut one = Record::default();
            one.put("what", Value::Text((*what).to_owned()));
            one.put("why", Value::Text((*why).to_owned()));
            Value::Record(one)
        });
        file.put("left_out", Value::List(left_out.collect()));
        for section in &self.sections {
            let records = section.records.iter().cloned().map(Value::Record).collect();
            file.put(section.name, Value::List(records));
        }
        let mut text = serde_json::to_string_pretty(&file)?;
        text.push('\n');
        Ok(text)
    }
}

/// How somebody takes the copy away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A file for programs.
    Json,
    /// A page to read and print.
    Html,
}

impl Format {
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "json" => Some(Self::Json),
            "html" => Some(Self::Html),
            _ => None,
        }
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
        }
    }

    /// What it is, for the browser that keeps it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

/// What is recorded of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnDataEvent {
    /// Somebody took a copy of their own data away.
    Downloaded(AccountId, Format),
}

impl Recorded for OwnDataEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Downloaded(..) => "own-data.downloaded",
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Self::Downloaded(account, _) => Subject { noun: "account", id: account.0 },
        }
    }

    fn data(&self) -> Json {
        match self {
            Self::Downloaded(_, format) => json!({ "format": format.code() }),
        }
    }
}
