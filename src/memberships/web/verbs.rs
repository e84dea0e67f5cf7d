use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::member::{MemberPage, Typed};
use super::pause::PauseForm;
use super::require;
use crate::accounts::Viewer;
use crate::app::{App, condolences_path, death_taken_back, membership_ended};
use crate::memberships::{
    By, Leaving, MembershipError, Target, change_kind, check_evidence, drop_offering, leave, pause,
    reinstate, renew, resume, store, suspend, take_back_death,
};
use crate::organisations::day_of;
use crate::platform::ids::{EvidenceId, MembershipId, PoolId};
use crate::platform::web::forms::paragraphs;
use crate::platform::web::{DateBoxes, Form, FormErrors, Layout, PageError, Path, see_other, unprocessable};
use crate::pools::{MembershipKind, Offering};

type At = Path<(PoolId, MembershipId)>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VersionForm {
    version: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    version: String,
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LeavingForm {
    version: String,
    leaving: String,
    /// They said that they are sure.
    confirmed: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfferingForm {
    offering: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct KindForm {
    version: String,
    kind: String,
    hours_cap: String,
    #[serde(rename = "contract-day")]
    contract_day: String,
    #[serde(rename = "contract-month")]
    contract_month: String,
    #[serde(rename = "contract-year")]
    contract_year: String,
}

fn target(pool: PoolId, membership: MembershipId, version: &str) -> Target {
    Target { pool, membership, version: version.parse().ok() }
}

fn back(pool: PoolId, id: MembershipId, sentence: &str) -> Response {
    see_other(&format!("/pools/{pool}/members/{id}"), sentence)
}

/// The page again, with what was typed and what is wrong with it.
async fn again(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    at: (PoolId, MembershipId),
    errors: FormErrors,
    typed: impl FnOnce(&mut Typed),
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let layout = layout.with_errors(true);
    let mut page = MemberPage::load(&mut db, viewer, layout, at.0, at.1, app.clock.now()).await?;
    page.errors = errors;
    typed(&mut page.typed);
    unprocessable(&page)
}

pub async fn set_aside(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<PauseForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let mut errors = FormErrors::none();
    let until = form.boxes().parse("the last day", &mut errors);
    if let (None, true) = (until, errors.is_empty()) {
        errors.add("until-day", "Enter the last day of the pause");
    }
    if let Some(until) = until {
        let mut tx = app.begin(&viewer).await?;
        let target = Target { pool, membership: id, version: form.version() };
        match pause(&mut tx, By::coordinator(&viewer), app.clock.now(), target, until).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(back(pool, id, "Paused. Nothing runs out meanwhile."));
            }
            Err(MembershipError::Limit(sentence)) => errors.add("until-day", sentence),
            Err(other) => return Err(other.into()),
        }
    }
    again(&app, &viewer, layout, (pool, id), errors, |typed| typed.until = form).await
}

pub async fn bring_back(
    viewer: Viewer,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<VersionForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let target = target(pool, id, &form.version);
    resume(&mut tx, By::coordinator(&viewer), app.clock.now(), target).await?;
    tx.commit().await?;
    Ok(back(pool, id, "They are back, with time to catch up."))
}

pub async fn give_time(
    viewer: Viewer,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<VersionForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let target = target(pool, id, &form.version);
    renew(&mut tx, By::coordinator(&viewer), app.clock.now(), target).await?;
    tx.commit().await?;
    Ok(back(pool, id, "They are active again, with time to catch up."))
}

pub async fn stop(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<ReasonForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let reason = match paragraphs(&form.reason, "the reason", 1000) {
        Ok(reason) => reason,
        Err(sentence) => {
            let errors = FormErrors::one("reason", sentence);
            return again(&app, &viewer, layout, (pool, id), errors, |typed| typed.reason = form.reason)
                .await;
        }
    };
    let mut tx = app.begin(&viewer).await?;
    let target = target(pool, id, &form.version);
    suspend(&mut tx, &app.outbox, By::coordinator(&viewer), app.clock.now(), target, &reason).await?;
    ended(&mut tx, &app, &viewer, (pool, id)).await?;
    tx.commit().await?;
    Ok(back(pool, id, "Suspended. They are told, with your reason."))
}

/// Whoever asked them for a first conversation through this pool is told that it comes to nothing.
async fn ended(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    (pool, id): (PoolId, MembershipId),
) -> Result<(), PageError> {
    let member = store::find(db, pool, id).await?.ok_or(PageError::NotFound)?;
    membership_ended(db, app, viewer, member.account_id).await
}

pub async fn lift(
    viewer: Viewer,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<VersionForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let target = target(pool, id, &form.version);
    reinstate(&mut tx, &app.outbox, By::coordinator(&viewer), app.clock.now(), target).await?;
    tx.commit().await?;
    Ok(back(pool, id, "The suspension is over. They are told."))
}

pub async fn end(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<LeavingForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let Some(leaving) = Leaving::BY_COORDINATOR.into_iter().find(|one| one.code() == form.leaving) else {
        let errors = FormErrors::one("leaving", "Choose why the membership ends");
        return super::ending::again(&app, &viewer, layout, (pool, id), errors).await;
    };
    if leaving == Leaving::Died && form.confirmed != "yes" {
        let version = form.version.parse().unwrap_or(0);
        return super::ending::sure(&app, &viewer, layout, (pool, id), version).await;
    }
    let mut tx = app.begin(&viewer).await?;
    let target = target(pool, id, &form.version);
    leave(&mut tx, &app.outbox, By::coordinator(&viewer), app.clock.now(), target, leaving).await?;
    ended(&mut tx, &app, &viewer, (pool, id)).await?;
    if leaving == Leaving::Died {
        let member = store::find(&mut tx, pool, id).await?.ok_or(PageError::NotFound)?;
        let write = condolences_path(&mut tx, &viewer, pool, member.account_id).await?;
        tx.commit().await?;
        return Ok(match write {
            Some(path) => see_other(
                &path,
                "Recorded. Now please write to those who had asked them or worked with them.",
            ),
            None => {
                back(pool, id, "Recorded. They have left every pool, and the hub writes to them no more.")
            }
        });
    }
    tx.commit().await?;
    Ok(back(pool, id, "The membership has ended. They are told."))
}

pub async fn take_back(
    viewer: Viewer,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<VersionForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let target = target(pool, id, &form.version);
    take_back_death(&mut tx, &app.outbox, By::coordinator(&viewer), app.clock.now(), target).await?;
    let member = store::find(&mut tx, pool, id).await?.ok_or(PageError::NotFound)?;
    death_taken_back(&mut tx, &app, member.account_id).await?;
    tx.commit().await?;
    Ok(back(pool, id, "It is taken back. The hub writes to them again, and you can take them back in."))
}

pub async fn set_kind(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<KindForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let mut errors = FormErrors::none();
    let kind = errors.take("kind", MembershipKind::parse(&form.kind));
    let boxes = DateBoxes {
        name: "contract",
        day: &form.contract_day,
        month: &form.contract_month,
        year: &form.contract_year,
    };
    let ends = boxes.parse("the end of the contract", &mut errors);
    let past = ends.is_some_and(|day| day < day_of(app.clock.now()));
    if kind == Some(MembershipKind::Associate) && past {
        errors.add("contract-day", "The contract must end today or later");
    }
    let cap = match form.hours_cap.trim() {
        "" => None,
        typed => {
            let hours = typed.parse().ok().filter(|hours| (1..=2000).contains(hours));
            errors.take("hours_cap", hours.ok_or("Enter a number of hours from 1 to 2000"))
        }
    };
    let (Some(kind), true) = (kind, errors.is_empty()) else {
        return again(&app, &viewer, layout, (pool, id), errors, |typed| {
            typed.contract = [form.contract_day, form.contract_month, form.contract_year];
            (typed.kind, typed.hours_cap) = (form.kind, form.hours_cap);
        })
        .await;
    };
    let mut tx = app.begin(&viewer).await?;
    let target = target(pool, id, &form.version);
    change_kind(&mut tx, By::coordinator(&viewer), app.clock.now(), target, kind, ends, cap).await?;
    tx.commit().await?;
    Ok(back(pool, id, "Saved."))
}

pub async fn drop_one(
    viewer: Viewer,
    State(app): State<App>,
    Path((pool, id)): At,
    Form(form): Form<OfferingForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let offering =
        Offering::parse(&form.offering).map_err(|sentence| PageError::BadRequest(format!("{sentence}.")))?;
    let mut tx = app.begin(&viewer).await?;
    let target = Target { pool, membership: id, version: None };
    drop_offering(&mut tx, By::coordinator(&viewer), app.clock.now(), target, offering).await?;
    tx.commit().await?;
    Ok(back(pool, id, &format!("They no longer offer {offering} here.")))
}

pub async fn check(
    viewer: Viewer,
    State(app): State<App>,
    Path((pool, id, evidence)): Path<(PoolId, MembershipId, EvidenceId)>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let mut tx = app.begin(&viewer).await?;
    let member = owner(&mut tx, pool, id).await?;
    check_evidence(&mut tx, viewer.account_id, app.clock.now(), pool, member, evidence).await?;
    tx.commit().await?;
    Ok(back(pool, id, "Marked as checked."))
}

/// Whose membership of this pool it is.
pub async fn owner(
    db: &mut PgConnection,
    pool: PoolId,
    id: MembershipId,
) -> Result<crate::platform::ids::AccountId, PageError> {
    let found = store::find(db, pool, id).await?.ok_or(PageError::NotFound)?;
    Ok(found.account_id)
}
