//! Saved searches: "tell me when somebody new matches", and "tell me when there is a place".

crate::id_type! {
    /// A search whose owner wants to hear of new people.
    SavedSearchId
}
