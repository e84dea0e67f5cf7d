use axum_extra::extract::CookieJar;
use http::HeaderMap;

use super::store;
use crate::accounts::recovery_codes::{self, RecoveryCode};
use crate::accounts::throttle::{self, Taken};
use crate::accounts::totp::TotpSecret;
use crate::accounts::{known_device, limits};
use crate::app::App;
use crate::platform::ids::AccountId;
use crate::platform::web::PageError;

/// What somebody offers as their second factor.
pub enum Offered<'a> {
    /// Six digits from an app.
    AppCode(&'a str),
    RecoveryCode(&'a str),
}

/// What came of it.
pub enum Checked {
    Right,
    /// `last`: it was the last of the tries for now.
    Wrong {
        last: bool,
    },
    /// Too many tries; how many seconds to wait.
    Wait {
        seconds: u32,
    },
}

/// Checks and uses up a second factor: a code works once, and five tries are followed by a wait (S4). Only somebody
/// who passed the first step gets here, so nobody else can use the tries up.
///
/// # Errors
/// The database's.
pub async fn check(
    app: &App,
    headers: &HeaderMap,
    account_id: AccountId,
    offered: Offered<'_>,
) -> Result<Checked, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let device = match known_device::token(&CookieJar::from_headers(headers), &app.site.base_url) {
        Some(token) => known_device::recognise_for(&mut db, now, account_id, &token).await?,
        None => None,
    };
    drop(db);
    let buckets = limits::second_factor(account_id, device.as_ref());
    if let Taken::Wait { seconds } = throttle::take(&app.db, now, &buckets).await? {
        return Ok(Checked::Wait { seconds });
    }
    let mut db = app.db.acquire().await?;
    let right = match offered {
        Offered::RecoveryCode(typed) => match RecoveryCode::parse(typed) {
            Some(code) => recovery_codes::spend(&mut db, now, account_id, &code).await?,
            None => false,
        },
        Offered::AppCode(typed) => match store::in_force(&mut db, account_id).await? {
            Some(in_force) => {
                let secret = TotpSecret::open(&app.secret, account_id, &in_force.sealed_secret)
                    .map_err(PageError::internal)?;
                match secret.check(typed, now, Some(in_force.last_step)) {
                    Some(step) => store::use_step(&mut db, account_id, step).await?,
                    None => false,
                }
            }
            None => false,
        },
    };
    drop(db);
    if right {
        throttle::give_back_all(&app.db, &buckets).await?;
        return Ok(Checked::Right);
    }
    let last = !throttle::would_allow(&app.db, now, &buckets).await?;
    Ok(Checked::Wrong { last })
}
