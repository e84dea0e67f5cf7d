//! `rapport rotate-note-keys`.

use super::database::Opened;
use super::failure::{Code, Failure};
use super::{hub, runtime, secret};
use crate::relationships::notes;

/// Wraps every key of notes that an older outer key wrapped with the current one, and says how many.
pub(super) fn run() -> Result<(), Failure> {
    let config = hub::settings()?;
    let base_url = config.base_url_for(config.listen)?;
    let secret = secret::load(&config)?;
    let opened = Opened::shared(&config)?;
    let outcome = runtime()?.block_on(async {
        opened.prepare().await?;
        let app = hub::app(&config, &opened, &base_url, secret)?;
        let outcome = notes::rotate(&app).await;
        app.db.close().await;
        Ok::<_, Failure>(outcome?)
    });
    opened.close();
    let rotated = outcome?;
    println!("{}", rotated.sentence());
    if rotated.unopened > 0 {
        return Err(Failure::new(
            Code::Setting,
            format!(
                "{} could not be opened, because no configured key wrapped them. Give the key in RAPPORT_NOTE_KEYS_OLD and run \
                 this again; nothing of theirs was changed.",
                rotated.left()
            ),
        ));
    }
    Ok(())
}
