use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{crumbs, require};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::platform::ids::PoolId;
use crate::platform::web::{
    Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools::{self, Settings, setup};

/// One limit as the form asks for it.
struct Limit {
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    least: i16,
    most: i16,
}

const fn limit(name: &'static str, label: &'static str, unit: &'static str, least: i16, most: i16) -> Limit {
    Limit { name, label, unit, least, most }
}

const WD: &str = "working days";

/// The bounds are those of the table's constraints.
const LIMITS: [Limit; 15] = [
    limit("application_answer_wd", "Answer an application within", WD, 1, 60),
    limit("application_overdue_wd", "Remind coordinators of an application after", WD, 1, 60),
    limit("request_expiry_wd", "A request for a first conversation runs out after", WD, 1, 60),
    limit("booking_wd", "After a yes, book the first conversation within", WD, 1, 60),
    limit("decision_wd", "After it, both decide within", WD, 1, 60),
    limit("agreement_wd", "Both sign an agreement within", WD, 1, 60),
    limit("reopen_days", "Either may reopen a decision for", "days", 0, 365),
    limit("open_requests", "Requests one mentee may have open", "requests", 1, 5),
    limit(
        "active_relationships",
        "Relationships of one kind a mentee may have at once",
        "relationships",
        1,
        5,
    ),
    limit("default_capacity", "People a new coach or mentor sees at once", "people", 1, 12),
    limit("cool_off_days", "After a no, the same person can be asked again in", "days", 0, 730),
    limit("pause_months", "A coach or mentor may pause for up to", "months", 1, 24),
    limit("catch_up_days", "After a pause, bring evidence up to date within", "days", 0, 365),
    limit("concern_wd", "Acknowledge a concern within", WD, 1, 10),
    limit("condolence_wd", "After a death, write to those who had asked within", WD, 1, 20),
];

const REMINDERS: &str = "request_reminder_days";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LimitsForm {
    #[serde(flatten)]
    typed: BTreeMap<String, String>,
}

impl LimitsForm {
    fn of(settings: &Settings) -> Self {
        let numbers = [
            settings.application_answer_wd,
            settings.application_overdue_wd,
            settings.request_expiry_wd,
            settings.booking_wd,
            settings.decision_wd,
            settings.agreement_wd,
            settings.reopen_days,
            settings.open_requests,
            settings.active_relationships,
            settings.default_capacity,
            settings.cool_off_days,
            settings.pause_months,
            settings.catch_up_days,
            settings.concern_wd,
            settings.condolence_wd,
        ];
        let mut typed: BTreeMap<String, String> = LIMITS
            .iter()
            .zip(numbers)
            .map(|(limit, number)| (limit.name.to_owned(), number.to_string()))
            .collect();
        let days: Vec<String> = settings.request_reminder_days.iter().map(ToString::to_string).collect();
        typed.insert(REMINDERS.to_owned(), days.join(", "));
        Self { typed }
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn parse(&self) -> Result<Settings, FormErrors> {
        let mut errors = FormErrors::none();
        let mut numbers = [0; LIMITS.len()];
        for (number, limit) in numbers.iter_mut().zip(&LIMITS) {
            if let Some(taken) = errors.take(limit.name, within(self.value(limit.name), limit)) {
                *number = taken;
            }
        }
        let days = errors.take(REMINDERS, reminders(self.value(REMINDERS)));
        let [
            answer,
            overdue,
            request,
            booking,
            decision,
            agreement,
            reopen,
            open,
            active,
            capacity,
            cool_off,
            pause,
            catch_up,
            concern,
            condolence,
        ] = numbers;
        if errors.is_empty() && overdue > answer {
            errors.add(
                "application_overdue_wd",
                "Remind coordinators before the answer is due, or on the same day",
            );
        }
        match days {
            Some(request_reminder_days) if errors.is_empty() => Ok(Settings {
                application_answer_wd: answer,
                application_overdue_wd: overdue,
                request_expiry_wd: request,
                request_reminder_days,
                booking_wd: booking,
                decision_wd: decision,
                agreement_wd: agreement,
                reopen_days: reopen,
                open_requests: open,
                active_relationships: active,
                default_capacity: capacity,
                cool_off_days: cool_off,
                pause_months: pause,
                catch_up_days: catch_up,
                concern_wd: concern,
                condolence_wd: condolence,
            }),
            _ => Err(errors),
        }
    }
}

fn within(raw: &str, limit: &Limit) -> Result<i16, String> {
    raw.trim()
        .parse()
        .ok()
        .filter(|number| (limit.least..=limit.most).contains(number))
        .ok_or_else(|| format!("Enter a number of {} from {} to {}", limit.unit, limit.least, limit.most))
}

fn reminders(raw: &str) -> Result<Vec<i16>, String> {
    let days: Option<Vec<i16>> = raw
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok().filter(|day| (1..=60).contains(day)))
        .collect();
    let mut days = days.ok_or_else(|| "Enter days as numbers, like 3, 7".to_owned())?;
    days.sort_unstable();
    days.dedup();
    if days.len() > 5 { Err("Enter at most 5 days".to_owned()) } else { Ok(days) }
}

#[derive(Template)]
#[template(path = "coordination/pools/limits.html")]
struct LimitsPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    limits: &'static [Limit],
    form: LimitsForm,
    errors: FormErrors,
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    require(&viewer, id)?;
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let form = LimitsForm::of(&pools::settings(&mut db, id).await?);
    let crumbs = crumbs(id, &pool.name);
    page(&LimitsPage { layout, crumbs, pool_id: id, limits: &LIMITS, form, errors: FormErrors::none() })
}

pub(super) async fn save(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<LimitsForm>,
) -> Result<Response, PageError> {
    require(&viewer, id)?;
    let mut tx = app.begin(&viewer).await?;
    let pool = pools::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    match form.parse() {
        Ok(settings) => {
            setup::set_limits(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), id, &settings)
                .await?;
            tx.commit().await?;
            Ok(see_other(
                &format!("/pools/{id}/setup"),
                "The limits are changed. What runs already keeps the limits it began with.",
            ))
        }
        Err(errors) => {
            let crumbs = crumbs(id, &pool.name);
            let layout = layout.with_errors(true);
            unprocessable(&LimitsPage { layout, crumbs, pool_id: id, limits: &LIMITS, form, errors })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(change: &[(&str, &str)]) -> LimitsForm {
        let mut form = LimitsForm { typed: BTreeMap::new() };
        for limit in &LIMITS {
            form.typed.insert(limit.name.to_owned(), limit.least.to_string());
        }
        for (name, value) in change {
            form.typed.insert((*name).to_owned(), (*value).to_owned());
        }
        form
    }

    #[test]
    fn what_is_kept_comes_back_as_it_was() {
        let form = typed(&[(REMINDERS, "7, 3"), ("application_answer_wd", " 12 ")]);
        let settings = form.parse().unwrap();
        assert_eq!(settings.request_reminder_days, [3, 7]);
        assert_eq!(LimitsForm::of(&settings).parse(), Ok(settings));
    }

    #[test]
    fn a_limit_out_of_bounds_says_which_bounds() {
        let errors = typed(&[("open_requests", "6"), (REMINDERS, "soon")]).parse().unwrap_err();
        assert_eq!(errors.on("open_requests"), Some("Enter a number of requests from 1 to 5"));
        assert!(errors.on(REMINDERS).is_some());
    }

    #[test]
    fn a_reminder_comes_before_the_answer_is_due() {
        let late = typed(&[("application_answer_wd", "5"), ("application_overdue_wd", "9")]);
        assert!(late.parse().unwrap_err().on("application_overdue_wd").is_some());
    }
}
