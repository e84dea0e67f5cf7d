//! People somebody would rather not be matched with. They are never told.

crate::id_type! {
    /// Somebody a mentee would rather not be matched with.
    AvoidedId
}
