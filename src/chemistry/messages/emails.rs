//! The letter that says that there is a message. What it says is read after signing in.

use crate::letter;

/// To the other of the two.
pub struct MessageWritten {
    pub first_name: String,
    /// The first name of who wrote.
    pub author: String,
    pub path: String,
}
impl MessageWritten {
    fn link(&self, base_url: &str) -> String {
        format!("{base_url}{}", self.path)
    }
}
letter!(
    MessageWritten,
    "chemistry-message",
    Action,
    "emails/chemistry/message.subject.txt",
    "emails/chemistry/message.txt",
    "emails/chemistry/message.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    vec![Sample::of(&MessageWritten {
        first_name: text.to_owned(),
        author: text.to_owned(),
        path: "/chemistry/0197f0f0-0000-7000-8000-000000000000#messages".to_owned(),
    })]
}
