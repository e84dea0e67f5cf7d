use jiff::SignedDuration;

use super::{invitations, job, store};
use crate::app::App;
use crate::platform::sweeps::Sweep;

/// How long an import is kept, with its file and its report.
const IMPORTS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Invitations written at once: a large register goes out over an hour or two, not in one burst.
const INVITATIONS: i64 = 300;

/// The periodic jobs of this slice: letters that are due, work that somebody left, and what has been kept long enough.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    let (writing, working) = (app.clone(), app.clone());
    vec![
        Sweep::new("register-invitations", SignedDuration::from_mins(1), move |db, now| {
            let app = writing.clone();
            Box::pin(async move { Ok(invitations::write_due(db, &app, now, INVITATIONS).await?) })
        }),
        Sweep::new("register-work", SignedDuration::from_secs(30), move |db, now| {
            let app = working.clone();
            Box::pin(async move {
                let abandoned = store::abandoned(db, now.minus(job::ABANDONED)).await?;
                for (pool, import) in &abandoned {
                    job::start(&app, *pool, *import);
                }
                Ok(abandoned.len() as u64)
            })
        }),
        Sweep::new("register-clean-up", SignedDuration::from_hours(1), |db, now| {
            Box::pin(async move {
                let imports = store::delete_before(db, now.minus(IMPORTS)).await?;
                let unanswered = store::erase_unanswered(db, now.minus(invitations::UNANSWERED)).await?;
                Ok(imports + unanswered + store::erase_left(db, now.minus(invitations::UNANSWERED)).await?)
            })
        }),
    ]
}
