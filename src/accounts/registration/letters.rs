use super::emails::{AlreadyRegistered, Confirmation};
use super::store;
use crate::accounts::first_name;
use crate::app::App;
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::tokens::Token;

/// Writes the letters that people have asked for. Returns how many registrations it dealt with.
pub(in crate::accounts) async fn write_due(app: &App) -> Result<u32, EnqueueError> {
    let mut done = 0;
    loop {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let Some(asked) = store::lock_unwritten(&mut tx).await? else { return Ok(done) };
        let token = if let (Some(account_id), Some(name)) = (asked.account_id, asked.account_name) {
            let letter = AlreadyRegistered { first_name: first_name(&name).to_owned() };
            let envelope = Envelope { to: asked.email, account_id: Some(account_id), dedupe_key: None };
            app.outbox.enqueue(&mut tx, now, &envelope, &letter).await?;
            None
        } else {
            let token = Token::random();
            let letter = Confirmation {
                first_name: first_name(&asked.name).to_owned(),
                path: format!("/register/confirmation/{}", token.text()),
            };
            let envelope = Envelope { to: asked.email, account_id: None, dedupe_key: None };
            app.outbox.enqueue(&mut tx, now, &envelope, &letter).await?;
            Some(token.hash())
        };
        store::written(&mut tx, now, asked.registration_id, token).await?;
        tx.commit().await?;
        done += 1;
    }
}
