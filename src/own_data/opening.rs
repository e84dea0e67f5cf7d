//! Sealed texts of a copy, opened for whoever may read them. A statement gives them as hexadecimal under the name of their field.

use std::str::FromStr;

use data_encoding::HEXLOWER;

use super::model::Section;
use super::value::{Record, Value};
use crate::accounts::drafts;
use crate::app::App;
use crate::chemistry::messages::{self, MessageId};
use crate::chemistry::model::Side;
use crate::chemistry::sealed;
use crate::concerns;
use crate::coordination::{self, EnquiryId};
use crate::ledger::{EntryId, Reflection};
use crate::platform::ids::{AccountId, ChemistryId, ConcernId, RelationshipId, SessionId};
use crate::relationships::{agreement, ending, goals, review};
use crate::search::drafts::{DraftId, open};
use crate::tools::Goal;

/// What takes the place of a text that no key of the installation opens.
pub(super) const UNREADABLE: &str = "This cannot be read";

fn bytes(record: &Record, field: &str) -> Vec<u8> {
    HEXLOWER.decode(record.text(field).as_bytes()).unwrap_or_default()
}

fn id<T: FromStr>(record: &Record, field: &str) -> Option<T> {
    record.text(field).parse().ok()
}

/// Puts what was sealed in a field in its place. Nothing stays nothing.
fn opened(record: &mut Record, field: &str, open: impl FnOnce(&Record, &[u8]) -> Option<Value>) {
    let sealed = bytes(record, field);
    let value = if sealed.is_empty() {
        Value::None
    } else {
        open(record, &sealed).unwrap_or_else(|| Value::Text(UNREADABLE.to_owned()))
    };
    record.put(field, value);
}

fn side(record: &mut Record) -> Option<Side> {
    let Some(Value::Text(code)) = record.take("side") else { return None };
    Side::BOTH.into_iter().find(|side| side.code() == code)
}

/// Opens everything sealed in a section.
pub(super) fn section(app: &App, me: AccountId, mut section: Section) -> Section {
    for record in &mut section.records {
        one(app, me, section.name, record);
    }
    section
}

fn one(app: &App, me: AccountId, name: &str, record: &mut Record) {
    let secret = &app.secret;
    match name {
        // The word means clinician to who reads this.
        "roles" if record.text("role") == "practitioner" => {
            record.put("role", Value::Text("coach-or-mentor".to_owned()));
        }
        "drafts" => opened(record, "fields", |record, sealed| {
            let mut fields = Record::default();
            for (name, value) in drafts::opened(secret, me, record.text("path"), sealed)? {
                fields.put(&name, Value::Text(value));
            }
            Some(Value::Record(fields))
        }),
        "enquiries" => {
            let enquiry = id::<EnquiryId>(record, "enquiry_id");
            opened(record, "message", |_, sealed| {
                text(coordination::opened_message(secret, enquiry?, sealed))
            });
            opened(record, "reply", |_, sealed| text(coordination::opened_reply(secret, enquiry?, sealed)));
        }
        "search_drafts" | "saved_searches" => opened(record, "private", |record, sealed| {
            let own = id(record, "search_draft_id").or_else(|| id(record, "saved_search_id"))?;
            Some(Value::of(&open(secret, DraftId(own), sealed)?))
        }),
        "chemistry_requests" => {
            let request = id::<ChemistryId>(record, "chemistry_request_id");
            opened(record, "hope", |_, sealed| text(sealed::read_hope(secret, request?, sealed)));
            opened(record, "farewell", |_, sealed| text(sealed::read_farewell(secret, request?, sealed)));
        }
        "chemistry_messages" => opened(record, "words", |record, sealed| {
            text(messages::opened(secret, MessageId(id(record, "chemistry_message_id")?), sealed))
        }),
        "condolences" => opened(record, "words", |record, sealed| {
            let about = id(record, "chemistry_request_id").or_else(|| id(record, "relationship_id"))?;
            text(sealed::read_condolence(secret, about, sealed))
        }),
        "concerns" => opened(record, "words", |record, sealed| {
            text(concerns::opened(secret, id(record, "concern_id")?, sealed))
        }),
        "concern_attachments" => opened(record, "words", |record, sealed| {
            let Some(Value::Whole(position)) = record.get("position") else { return None };
            let concern: ConcernId = id(record, "concern_id")?;
            text(concerns::opened_attachment(secret, concern, i16::try_from(*position).ok()?, sealed))
        }),
        "concern_notes" => opened(record, "words", |record, sealed| {
            text(concerns::opened_note(secret, id(record, "concern_note_id")?, sealed))
        }),
        "ledger" => opened(record, "reflection", |record, sealed| {
            let entry: EntryId = id(record, "ledger_entry_id")?;
            Some(Value::of(&Reflection::open(secret, entry, me, Some(sealed)).ok()?))
        }),
        "session_reflections" => opened(record, "reflection", |record, sealed| {
            let session: SessionId = id(record, "session_id")?;
            Some(Value::of(&Reflection::open_of_session(secret, session, me, Some(sealed)).ok()?))
        }),
        _ => together(app, name, record),
    }
}

/// What two who work together wrote.
fn together(app: &App, name: &str, record: &mut Record) {
    let secret = &app.secret;
    let relationship = id::<RelationshipId>(record, "relationship_id");
    match name {
        "agreements" => opened(record, "words", |record, sealed| {
            let Some(Value::Whole(number)) = record.get("agreement_version") else { return None };
            let number = i32::try_from(*number).ok()?;
            Some(Value::of(&agreement::opened_words(secret, relationship?, number, sealed)?))
        }),
        "reviews" | "reviews_shared_with_you" => {
            let side = side(record);
            opened(record, "reflection", |record, sealed| {
                let Some(Value::Whole(number)) = record.get("review_number") else { return None };
                let number = i16::try_from(*number).ok()?;
                // What is the other's is here because it is shared.
                let shared = record.get("shared").is_none_or(|shared| *shared == Value::Yes(true));
                words(review::opened_reflection(secret, (relationship?, side?), number, shared, sealed))
            });
        }
        "evaluations" | "feedback" => {
            let side = side(record);
            opened(record, "changed", |record, sealed| {
                let may_be_read = record.get("may_be_read").is_none_or(|read| *read == Value::Yes(true));
                words(ending::opened_evaluation(secret, (relationship?, side?), may_be_read, sealed))
            });
            if name == "feedback" {
                // Whose words they are is not the reader's to know.
                record.take("relationship_id");
            }
        }
        "goals" => opened(record, "goal", |record, sealed| {
            Some(Value::Record(goal(&goals::read_goal(secret, id(record, "goal_id")?, sealed)?)))
        }),
        "goal_actions" => opened(record, "what", |record, sealed| {
            text(goals::read_action(secret, id(record, "goal_action_id")?, sealed))
        }),
        _ => {}
    }
}

fn text(opened: Option<String>) -> Option<Value> {
    opened.map(Value::Text)
}

/// Words that are empty when they could not be read.
fn words(opened: String) -> Option<Value> {
    Some(opened).filter(|opened| !opened.is_empty()).map(Value::Text)
}

fn goal(goal: &Goal) -> Record {
    let mut record = Record::default();
    record.put("aim", Value::Text(goal.aim.clone()));
    record.put("measure", Value::text(goal.measure.clone()));
    record.put("reality", Value::text(goal.reality.clone()));
    record.put("options", Value::List(goal.options.iter().cloned().map(Value::Text).collect()));
    let sureness = goal.sureness.map_or(Value::None, |sureness| Value::Whole(sureness.number().into()));
    record.put("sureness", sureness);
    record.put("surer", Value::text(goal.surer.clone()));
    record
}
