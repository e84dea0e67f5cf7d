//! Letters about enquiries. None carries what somebody wrote to a coordinator: that is read after signing in. The
//! name somebody typed is left out of the first letter, because anybody may type any address beside it.

use crate::letter;
use crate::platform::clock::Instant;
use crate::platform::web::filters;

use super::EnquiryId;

/// To the sender, at once: it arrived, and by when there is an answer.
pub struct EnquiryReceived {
    pub topic: &'static str,
    pub due_at: Instant,
}
letter!(
    EnquiryReceived,
    "enquiry-received",
    Security,
    "emails/coordination/enquiry_received.subject.txt",
    "emails/coordination/enquiry_received.txt",
    "emails/coordination/enquiry_received.html"
);

/// To each coordinator who may answer.
pub struct EnquiryArrived {
    pub enquiry_id: EnquiryId,
    pub topic: &'static str,
    pub area: Option<String>,
    pub for_administrators: bool,
    pub due_at: Instant,
}
letter!(
    EnquiryArrived,
    "enquiry-arrived",
    Action,
    "emails/coordination/enquiry_arrived.subject.txt",
    "emails/coordination/enquiry_arrived.txt",
    "emails/coordination/enquiry_arrived.html"
);

/// To the sender: the answer.
pub struct EnquiryAnswered {
    pub name: String,
    pub by: String,
    pub received_at: Instant,
    pub reply: String,
}
letter!(
    EnquiryAnswered,
    "enquiry-answered",
    Security,
    "emails/coordination/enquiry_answered.subject.txt",
    "emails/coordination/enquiry_answered.txt",
    "emails/coordination/enquiry_answered.html"
);

/// Where an enquiry is read.
fn link(base_url: &str, enquiry_id: &EnquiryId) -> String {
    format!("{base_url}/enquiries/{enquiry_id}")
}

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let at = Instant::from_microsecond(1_800_000_000_000_000);
    let arrived = |area: Option<&str>, for_administrators| EnquiryArrived {
        enquiry_id: EnquiryId::new(at),
        topic: "Something else",
        area: area.map(str::to_owned),
        for_administrators,
        due_at: at,
    };
    let text = text.to_owned();
    vec![
        Sample::of(&EnquiryReceived { topic: "Something else", due_at: at }),
        Sample::of(&arrived(Some(&text), false)),
        Sample::of(&arrived(None, true)),
        Sample::of(&EnquiryAnswered { name: text.clone(), by: text.clone(), received_at: at, reply: text }),
    ]
}
