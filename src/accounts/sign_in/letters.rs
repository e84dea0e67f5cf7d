use super::emails::SignInCode;
use super::{code, store};
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
        let id = asked.sign_in_code_id;
        let letter = match (asked.account_id, asked.name, asked.email) {
            (Some(account_id), Some(name), Some(to)) => {
                let (digits, token) = (code::random(), Token::random());
                let letter = SignInCode {
                    first_name: first_name(&name).to_owned(),
                    code: code::grouped(&digits),
                    path: format!("/sign-in/link/{}", token.text()),
                };
                let envelope = Envelope { to, account_id: Some(account_id), dedupe_key: None };
                app.outbox.enqueue(&mut tx, now, &envelope, &letter).await?;
                Some((account_id, code::hash(&app.secret, id, &digits), token.hash()))
            }
            _ => None,
        };
        store::written(&mut tx, now, id, letter).await?;
        tx.commit().await?;
        done += 1;
    }
}
