//! The rule of each route, enforced before its handler runs (S1, A5).

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE};
use tower_sessions::Session;

use super::sessions::{self, VIEWER};
use super::viewer::Viewer;
use super::{drafts, next};
use crate::app::App;
use crate::platform::web::{PageError, Reader, Who};

/// Puts a route behind the rule it declared.
pub fn guard(app: &App, who: Who, method: MethodRouter<App>) -> MethodRouter<App> {
    method.layer(from_fn_with_state((app.clone(), who), admit))
}

async fn admit(
    State((app, who)): State<(App, Who)>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let Some(viewer) = viewer(&session).await? else {
        return by_rule(&app, who, None, request, next).await;
    };
    let reader = Reader {
        first_name: viewer.first_name().to_owned(),
        coordinator: viewer.is_coordinator(),
        administrator: viewer.roles.administrator,
        practitioner: viewer.roles.practitioner,
        waiting: viewer.waiting,
        together: viewer.together,
        kept: viewer.kept,
    };
    request.extensions_mut().insert(reader.clone());
    request.extensions_mut().insert(viewer.clone());
    let mut response = by_rule(&app, who, Some(viewer), request, next).await.into_response();
    // For the frame of the error page, should there have to be one.
    response.extensions_mut().insert(reader);
    Ok(response)
}

async fn by_rule(
    app: &App,
    who: Who,
    viewer: Option<Viewer>,
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    match (who, viewer) {
        (Who::Public, _) => Ok(next.run(request).await),
        (_, None) => ask_to_sign_in(app, request).await,
        (_, Some(viewer)) if must_enrol(app, &viewer) && !is_about_security(request.uri().path()) => {
            Ok(Redirect::to(ENROL).into_response())
        }
        (Who::Coordinator, Some(viewer)) if !viewer.is_coordinator() => Err(PageError::NotFound),
        (Who::CoordinatorOrAdministrator, Some(viewer)) if !viewer.watches_over_others() => {
            Err(PageError::NotFound)
        }
        (Who::Administrator, Some(viewer)) if !viewer.roles.administrator => Err(PageError::NotFound),
        (Who::Fresh, Some(viewer)) if !viewer.is_fresh(app.clock.now()) => {
            ask_to_sign_in_again(app, &viewer, request).await
        }
        (Who::Confidant, Some(viewer)) if viewer.own_phone && !viewer.is_fresh(app.clock.now()) => {
            ask_to_sign_in_again(app, &viewer, request).await
        }
        (_, Some(viewer)) => {
            let path = request.uri().clone();
            let is_get = request.method() == Method::GET;
            let response = next.run(request).await;
            // A handler of a role's route may ask for a fresh sign-in itself.
            if is_get && response.status() == http::StatusCode::FORBIDDEN && !viewer.is_fresh(app.clock.now())
            {
                return Ok(Redirect::to(&next::again(&next::of(&path))).into_response());
            }
            Ok(response)
        }
    }
}

const ENROL: &str = "/account/security/second-factor";

/// Coordinators and administrators set up a second factor before anything else (S4). The demonstration's
/// one-click people are let off: nobody could hold their authenticator.
fn must_enrol(app: &App, viewer: &Viewer) -> bool {
    viewer.watches_over_others() && !viewer.second_factor && !app.site.demo
}

fn is_about_security(path: &str) -> bool {
    path.starts_with("/account/security") || path.starts_with("/sign-in") || path == "/sign-out"
}

async fn viewer(session: &Session) -> Result<Option<Viewer>, PageError> {
    if session.id().is_none() {
        return Ok(None);
    }
    session.get::<Viewer>(VIEWER).await.map_err(sessions::failed)
}

async fn ask_to_sign_in(app: &App, request: Request) -> Result<Response, PageError> {
    if wants_json(&request) {
        return Err(PageError::SignInRequired);
    }
    if request.method() == Method::GET {
        return Ok(Redirect::to(&next::sign_in(&next::of(request.uri()))).into_response());
    }
    let kept = match drafts::lapsed_owner(app, request.headers()).await? {
        Some(account_id) => drafts::keep(app, account_id, request).await?,
        None => None,
    };
    let after = kept.map_or_else(|| "/dashboard".to_owned(), drafts::path);
    Ok(Redirect::to(&next::sign_in(&after)).into_response())
}

async fn ask_to_sign_in_again(app: &App, viewer: &Viewer, request: Request) -> Result<Response, PageError> {
    if wants_json(&request) {
        return Err(PageError::FreshSignInRequired);
    }
    if request.method() == Method::GET {
        return Ok(Redirect::to(&next::again(&next::of(request.uri()))).into_response());
    }
    let kept = drafts::keep(app, viewer.account_id, request).await?;
    let after = kept.map_or_else(|| "/dashboard".to_owned(), drafts::path);
    Ok(Redirect::to(&next::again(&after)).into_response())
}

fn wants_json(request: &Request) -> bool {
    let holds_json = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
            .is_some_and(|value| value.contains("application/json"))
    };
    holds_json(ACCEPT) || holds_json(CONTENT_TYPE)
}
