use axum::extract::State;
use axum::response::Response;

use super::model::SessionStatus;
use super::past::PastForm;
use super::web::{Part, Tried, again, refused, submission};
use super::{logging, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::RelationshipId;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Path, see_other};
use crate::relationships::pair;

pub(super) async fn add(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(past): Form<PastForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    pair(&mut tx, id, viewer.account_id).await?.ok_or(PageError::NotFound)?;
    let submitted = submission(&past.submission)?;
    let (at, minutes) = match past.parse(&viewer.zone()) {
        Ok(parsed) => parsed,
        Err(errors) => {
            drop(tx);
            return again(&app, &viewer, layout, id, Part::Past, Tried { past, errors, ..Tried::default() })
                .await;
        }
    };
    let day = |at: Instant| at.in_zone(&viewer.zone()).date();
    let others = store::of_relationship(&mut tx, id, None).await?;
    let again_that_day = past.began.trim().is_empty()
        && others.iter().any(|one| {
            matches!(one.status, SessionStatus::Held | SessionStatus::Arranged)
                && day(one.starts_at) == day(at)
        })
        && store::of_submission(&mut tx, id, submitted).await?.is_none();
    if again_that_day {
        drop(tx);
        let sentence = "There is a session on this day already. Log that one; or, if you met twice, say when this one began";
        let tried = Tried { past, errors: FormErrors::one("began", sentence), ..Tried::default() };
        return again(&app, &viewer, layout, id, Part::Past, tried).await;
    }
    match logging::add_held(&mut tx, &app, viewer.account_id, id, at, minutes, submitted).await {
        Ok(_) => {
            tx.commit().await?;
            let path = format!("{}/sessions", crate::relationships::path(id));
            Ok(see_other(&path, "Added to your sessions."))
        }
        Err(error) => {
            tx.rollback().await?;
            refused(&app, &viewer, layout, id, Part::Past, Tried { past, ..Tried::default() }, error).await
        }
    }
}
