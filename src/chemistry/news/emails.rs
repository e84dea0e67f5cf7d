use crate::letter;

/// What happened to a request, or is to be done about it. Its sentences come from `wording`.
pub struct ChemistryNews {
    pub first_name: String,
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// The one thing to do: what the button says, and where it leads.
    pub button: &'static str,
    pub path: String,
    pub why: &'static str,
}
letter!(
    ChemistryNews,
    "chemistry-news",
    Action,
    "emails/chemistry/news.subject.txt",
    "emails/chemistry/news.txt",
    "emails/chemistry/news.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use super::wording;
    use crate::platform::mail::Sample;
    wording::samples(text).iter().map(Sample::of).collect()
}
