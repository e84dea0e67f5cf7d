use crate::letter;

/// What happened between two who work together, or is to be done. Its sentences come from `wording`.
pub struct RelationshipNews {
    pub first_name: String,
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// The one thing to do: what the button says, and where it leads.
    pub button: &'static str,
    pub path: String,
    pub why: &'static str,
}
letter!(
    RelationshipNews,
    "relationship-news",
    Action,
    "emails/relationships/news.subject.txt",
    "emails/relationships/news.txt",
    "emails/relationships/news.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    super::wording::samples(text).iter().map(Sample::of).collect()
}
