/// What a weekly mail is about. Readers choose topics, not single letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// New people who match a search the reader saved.
    SavedSearches,
    /// News from the pools the reader belongs to.
    PoolNews,
    /// How to get started with what the reader has not used yet.
    Tips,
    /// How it goes with somebody the reader works with.
    WorkingTogether,
}

impl Topic {
    /// Every topic, in the order pages list them.
    pub const ALL: [Self; 4] = [Self::WorkingTogether, Self::SavedSearches, Self::PoolNews, Self::Tips];

    /// The word the database and forms keep.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SavedSearches => "saved-searches",
            Self::PoolNews => "pool-news",
            Self::Tips => "tips",
            Self::WorkingTogether => "working-together",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }

    /// What pages and mails call it, to follow "about".
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::SavedSearches => "new people who match your saved searches",
            Self::PoolNews => "news from your pool",
            Self::Tips => "tips for getting started",
            Self::WorkingTogether => "how it goes with the people you work with",
        }
    }
}
