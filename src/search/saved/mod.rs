//! Saved searches: "tell me when somebody new matches", at most one letter a week, and "tell me when there is a place", one
//! letter when it is so. Letters name nobody and repeat nothing of what was asked: both are read after signing in.

mod actions;
mod emails;
mod model;
mod news;
mod place_watch;
mod place_watch_store;
mod place_watch_web;
mod store;
mod web;

use jiff::SignedDuration;
use sqlx::PgConnection;

use crate::app::App;
use crate::platform::ids::AccountId;
use crate::platform::sweeps::Sweep;
use crate::platform::web::Routes;

crate::id_type! {
    /// A search whose owner wants to hear of new people.
    SavedSearchId
}

pub use news::tell_news;
pub use place_watch::tell_places;

#[cfg(test)]
pub(super) use emails::samples;

pub(super) fn routes() -> Routes<App> {
    web::routes().merge(place_watch_web::routes())
}

/// The periodic jobs of saved searches.
pub(super) fn sweeps(app: &App) -> [Sweep; 2] {
    let (news, places) = (app.clone(), app.clone());
    [
        Sweep::new("saved-searches-news", SignedDuration::from_hours(1), move |db, now| {
            let app = news.clone();
            Box::pin(async move { Ok(tell_news(db, &app, now).await?) })
        }),
        Sweep::new("place-watches", SignedDuration::from_mins(10), move |db, now| {
            let app = places.clone();
            Box::pin(async move { Ok(tell_places(db, &app, now).await?) })
        }),
    ]
}

/// Takes away what an account saved, and who waits for a place with it, as closing it does.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    store::forget(db, account).await?;
    place_watch_store::forget(db, account).await
}
