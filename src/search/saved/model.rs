use super::SavedSearchId;
use crate::matching::Weight;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::secrets::Secret;
use crate::platform::words;
use crate::search::Ground;
use crate::search::address::{Search, weight_label};
use crate::search::drafts::{self, DraftId, Private};

/// So many searches one person saves.
pub(super) const MOST: i64 = 10;

/// A search that more people match than this tells nobody anything new.
pub(super) const BROAD: usize = 500;

/// Characters of a name.
pub(super) const LONGEST_NAME: usize = 120;

/// A saved search as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saved {
    pub id: SavedSearchId,
    pub account_id: AccountId,
    pub name: String,
    /// What an address may carry of it, without a draft.
    pub address: String,
    /// The rest of it.
    pub sealed: Option<Vec<u8>>,
    /// Who matched when it was saved, and who was told of since.
    pub known: Vec<AccountId>,
    pub created_at: Instant,
    pub told_at: Option<Instant>,
    pub version: i32,
}

impl Saved {
    /// What it keeps out of addresses. It is sealed for its own id.
    pub fn private(&self, secret: &Secret) -> Option<Private> {
        self.sealed.as_deref().and_then(|sealed| drafts::open(secret, DraftId(self.id.0), sealed))
    }

    /// The whole search, what is private included.
    pub fn search(&self, secret: &Secret, ground: &Ground, day: Day) -> Search {
        let mut search = Search::parse_address(&self.address, ground, day).search;
        search.draft = None;
        if let Some(private) = self.private(secret) {
            search.asked.extend(private.asked(ground, day));
        }
        search
    }
}

/// What a search asks, weight by weight: "Must have: Delegation". For its owner alone.
pub(super) fn in_words(search: &Search, ground: &Ground) -> Vec<String> {
    Weight::ALL
        .into_iter()
        .filter_map(|weight| {
            let labels: Vec<String> = search
                .asked
                .iter()
                .filter(|asked| asked.weight == weight)
                .map(|asked| asked.what.label(ground))
                .collect();
            (!labels.is_empty()).then(|| format!("{}: {}", weight_label(weight), labels.join("; ")))
        })
        .collect()
}

/// What a search is called until its owner says otherwise. Nothing private is in it.
pub(super) fn name_of(search: &Search, ground: &Ground) -> String {
    let person = words::capitalised(search.offering.person());
    let open: Vec<String> =
        search.asked.iter().filter(|asked| !asked.private).map(|asked| asked.what.label(ground)).collect();
    let name = if !open.is_empty() {
        format!("{person}: {}", open.join(", "))
    } else if search.asked.is_empty() {
        format!("Any {}", search.offering.person())
    } else {
        format!("{person}, in your own words")
    };
    words::shortened(&name, LONGEST_NAME)
}
