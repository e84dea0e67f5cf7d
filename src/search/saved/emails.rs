//! Letters about saved searches and places. They name nobody and say nothing of what was asked: a subject, or a screen on a
//! ward, would tell others.

use crate::letter;
use crate::platform::words;

/// To whoever saved searches: new people match.
pub(super) struct SearchNews {
    pub first_name: String,
    pub people: i64,
    pub searches: i64,
}
letter!(
    SearchNews,
    "search-news",
    Weekly(SavedSearches),
    "emails/search/news.subject.txt",
    "emails/search/news.txt",
    "emails/search/news.html"
);

impl SearchNews {
    /// "2 new people match one of your saved searches".
    pub fn sentence(&self) -> String {
        let people = words::count(self.people, "new person", "new people");
        let verb = if self.people == 1 { "matches" } else { "match" };
        let searches = match self.searches {
            1 => "one of your saved searches".to_owned(),
            several => format!("{} of your saved searches", words::number(several)),
        };
        format!("{people} {verb} {searches}")
    }
}

/// To whoever waits for somebody: there is a place.
pub(super) struct PlaceFree {
    pub first_name: String,
    /// Their page.
    pub path: String,
}
letter!(
    PlaceFree,
    "place-free",
    Action,
    "emails/search/place_free.subject.txt",
    "emails/search/place_free.txt",
    "emails/search/place_free.html"
);

#[cfg(test)]
pub(in crate::search) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let first_name = text.to_owned();
    let path = "/practitioners/00000000-0000-7000-8000-000000000000".to_owned();
    vec![
        Sample::of(&SearchNews { first_name: first_name.clone(), people: 1, searches: 1 }),
        Sample::of(&SearchNews { first_name: first_name.clone(), people: 12, searches: 2 }),
        Sample::of(&PlaceFree { first_name, path }),
    ]
}
