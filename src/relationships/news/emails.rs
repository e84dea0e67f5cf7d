use std::ops::Deref;

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

/// News that asks for nothing that has a day: at most one letter a week, and the reader may stop them.
pub struct RelationshipReminder(pub RelationshipNews);

impl Deref for RelationshipReminder {
    type Target = RelationshipNews;

    fn deref(&self) -> &RelationshipNews {
        &self.0
    }
}

letter!(
    RelationshipReminder,
    "relationship-reminder",
    Weekly(WorkingTogether),
    "emails/relationships/news.subject.txt",
    "emails/relationships/news.txt",
    "emails/relationships/news.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let news = super::wording::samples(text);
    let mut all: Vec<Sample> = news.iter().map(Sample::of).collect();
    all.extend(super::wording::samples(text).into_iter().map(|one| Sample::of(&RelationshipReminder(one))));
    all
}
