//! Letters that somebody asked for at an address. Asking answers the same whoever lives there; here, in the
//! background, the address is looked up and the letter written (S6). A request survives a crash: it is a row.

use super::{registration, reset, sign_in};
use crate::app::App;
use crate::platform::mail::EnqueueError;

/// Writes every letter that was asked for. Returns how many requests were dealt with.
///
/// # Errors
/// When a template fails or the database refuses.
pub async fn write_due(app: &App) -> Result<u32, EnqueueError> {
    Ok(registration::write_due(app).await? + sign_in::write_due(app).await? + reset::write_due(app).await?)
}
