//! Proving once more who is there, in the form that changes a credential (S8): a cookie alone, stolen however fresh,
//! changes nothing.

use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;

use super::store::Own;
use crate::accounts::hasher::HashError;
use crate::accounts::password::TypedPassword;
use crate::accounts::throttle::Taken;
use crate::accounts::{Viewer, limits, next, throttle};
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::web::{FormErrors, PageError};

/// The field in which the password is typed again.
pub const FIELD: &str = "current_password";

/// Accounts without a password prove themselves by a mailed code, given this recently.
const JUST_NOW: SignedDuration = SignedDuration::from_mins(5);

/// Sends somebody without a password to a mailed code first, unless they gave one just now. `Some` is the answer to
/// give instead of the page at `path`.
pub fn first(viewer: &Viewer, own: &Own, now: Instant, path: &str) -> Option<Response> {
    let proven = own.password_hash.is_some() || now.since(viewer.authenticated_at) < JUST_NOW;
    (!proven).then(|| Redirect::to(&next::again(path)).into_response())
}

/// Checks the password typed again; adds to `errors` what is wrong. Five tries a login session, then one every
/// three minutes. For accounts without a password [`first`] is the proof.
///
/// # Errors
/// `TooMany` while too many passwords are being checked; the database's.
pub async fn check(
    app: &App,
    viewer: &Viewer,
    own: &Own,
    typed: &str,
    errors: &mut FormErrors,
) -> Result<(), PageError> {
    let Some(stored) = own.password_hash.as_deref() else { return Ok(()) };
    if typed.is_empty() {
        errors.add(FIELD, "Enter your password");
        return Ok(());
    }
    let buckets = limits::re_authentication(viewer.account_id, viewer.login_session_id.0.as_bytes());
    if let Taken::Wait { seconds } = throttle::take(&app.db, app.clock.now(), &buckets).await? {
        errors.add(FIELD, wait(seconds));
        return Ok(());
    }
    let verdict = match app.hasher.verify(&TypedPassword::new(typed), Some(stored)).await {
        Ok(verdict) => verdict,
        Err(HashError::Busy) => return Err(PageError::TooMany { retry_after_seconds: 5 }),
        Err(error) => return Err(PageError::internal(error)),
    };
    if verdict.is_right() {
        throttle::give_back_all(&app.db, &buckets).await?;
    } else {
        errors.add(FIELD, "That is not your password");
    }
    Ok(())
}

/// How long to wait, in words.
pub fn wait(seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    let time = if minutes == 1 { "a minute".to_owned() } else { format!("{minutes} minutes") };
    format!("That was wrong too often. Wait {time} and try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_told_in_minutes() {
        assert_eq!(wait(1), "That was wrong too often. Wait a minute and try again");
        assert_eq!(wait(121), "That was wrong too often. Wait 3 minutes and try again");
    }
}
