//! The private part of a search: free text and sensitive areas, sealed, for nobody but who wrote them.

crate::id_type! {
    /// The private part of one search.
    DraftId
}
