use super::emails::PasswordReset;
use super::store;
use crate::accounts::first_name;
use crate::app::App;
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::tokens::Token;

/// Writes the letters that people have asked for. Returns how many requests it dealt with.
pub(in crate::accounts) async fn write_due(app: &App) -> Result<u32, EnqueueError> {
    let mut done = 0;
    loop {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let Some(asked) = store::lock_unwritten(&mut tx).await? else { return Ok(done) };
        let letter = match (asked.account_id, asked.name) {
            (Some(account_id), Some(name)) => {
                let token = Token::random();
                let letter = PasswordReset {
                    first_name: first_name(&name).to_owned(),
                    path: format!("/password-reset/{}", token.text()),
                };
                // To the address that asked: the account's own, or its confirmed recovery address.
                let envelope = Envelope { to: asked.email, account_id: Some(account_id), dedupe_key: None };
                app.outbox.enqueue(&mut tx, now, &envelope, &letter).await?;
                Some((account_id, token.hash()))
            }
            _ => None,
        };
        store::written(&mut tx, now, asked.password_reset_id, letter).await?;
        tx.commit().await?;
        done += 1;
    }
}
