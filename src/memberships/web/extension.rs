use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::chosen::{Chosen, ChosenForm};
use super::held::kind_choices;
use super::{require, submission};
use crate::accounts::Viewer;
use crate::app::App;
use crate::memberships::assessment::moved;
use crate::memberships::bulk::{self, Extension, Longer, Why};
use crate::memberships::{By, EvidenceKind};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::web::{
    Choice, DateBoxes, Form, FormErrors, Layout, PageError, Path, Query, filters, page, see_other,
    unprocessable,
};
use jiff::ToSpan;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExtensionForm {
    submission: String,
    kind: String,
    how: String,
    months: String,
    #[serde(rename = "to-day")]
    to_day: String,
    #[serde(rename = "to-month")]
    to_month: String,
    #[serde(rename = "to-year")]
    to_year: String,
    why: String,
    step: String,
    #[serde(flatten)]
    chosen: ChosenForm,
}

struct Asked {
    kind: EvidenceKind,
    longer: Longer,
    why: Why,
}

impl ExtensionForm {
    fn parse(&self, today: Day) -> Result<Asked, FormErrors> {
        let mut errors = FormErrors::none();
        let kind =
            errors.take("kind", EvidenceKind::parse(&self.kind).map_err(|_| "Choose what is extended"));
        let longer = match self.how.as_str() {
            "months" => {
                let months = self.months.trim().parse().ok().filter(|months| (1..=24).contains(months));
                errors
                    .take("months", months.map(Longer::Months).ok_or("Enter a number of months from 1 to 24"))
            }
            "to" => self.day(today, &mut errors),
            _ => {
                errors.add("how", "Choose by how much");
                None
            }
        };
        let why = Why::ALL.into_iter().find(|why| why.code() == self.why).ok_or("Choose why");
        let why = errors.take("why", why);
        match (kind, longer, why) {
            (Some(kind), Some(longer), Some(why)) => Ok(Asked { kind, longer, why }),
            _ => Err(errors),
        }
    }

    fn day(&self, today: Day, errors: &mut FormErrors) -> Option<Longer> {
        let boxes = DateBoxes { name: "to", day: &self.to_day, month: &self.to_month, year: &self.to_year };
        let day = boxes.parse("the day", errors);
        match day {
            Some(day) if day <= today || day > moved(today, 2.years()) => {
                errors.add("to-day", "Enter a day after today, at most two years away");
                None
            }
            Some(day) => Some(Longer::To(day)),
            None => {
                errors.add("to-day", "Enter the day until which it runs");
                None
            }
        }
    }
}

#[derive(Template)]
#[template(path = "memberships/extension.html")]
struct ExtensionPage {
    layout: Layout,
    pool: PoolId,
    chosen: Chosen,
    form: ExtensionForm,
    kinds: Vec<Choice>,
    reasons: Vec<Choice>,
    /// What would change, once it is clear what is asked for.
    preview: Option<Vec<Extension>>,
    errors: FormErrors,
}

impl ExtensionPage {
    fn new(layout: Layout, pool: PoolId, chosen: Chosen, form: ExtensionForm) -> Self {
        Self {
            layout,
            pool,
            chosen,
            form,
            kinds: kind_choices(),
            reasons: Why::ALL.map(|why| Choice::new(why.code(), why.label())).to_vec(),
            preview: None,
            errors: FormErrors::none(),
        }
    }
}

/// How many people an extension changes something for.
fn changed(preview: &[Extension]) -> usize {
    preview.iter().filter(|one| !one.changes.is_empty()).count()
}

impl ExtensionPage {
    fn back(&self) -> String {
        format!("/pools/{}/members", self.pool)
    }
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(pool): Path<PoolId>,
    Query(asked): Query<ChosenForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let chosen = Chosen::load(&mut db, pool, &asked, day_of(now)).await?;
    if chosen.people.is_empty() {
        return Ok(see_other(
            &format!("/pools/{pool}/members"),
            "Tick at least one member, or choose everybody in the list.",
        ));
    }
    let form = ExtensionForm {
        submission: SubmissionId::new(now).to_string(),
        how: "months".to_owned(),
        chosen: asked,
        ..ExtensionForm::default()
    };
    page(&ExtensionPage::new(layout, pool, chosen, form))
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(pool): Path<PoolId>,
    Form(form): Form<ExtensionForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let now = app.clock.now();
    let today = day_of(now);
    let mut tx = app.begin(&viewer).await?;
    let chosen = Chosen::load(&mut tx, pool, &form.chosen, today).await?;
    let asked = match form.parse(today) {
        Ok(asked) => asked,
        Err(errors) => {
            let mut shown = ExtensionPage::new(layout.with_errors(true), pool, chosen, form);
            shown.errors = errors;
            return unprocessable(&shown);
        }
    };
    let ids = chosen.ids();
    if form.step == "change" {
        return page(&ExtensionPage::new(layout, pool, chosen, form));
    }
    if form.step != "save" {
        let preview =
            bulk::preview_extension(&mut tx, viewer.account_id, today, pool, &ids, asked.kind, asked.longer)
                .await?;
        let mut shown = ExtensionPage::new(layout, pool, chosen, form);
        shown.preview = Some(preview);
        return page(&shown);
    }
    let submission = submission(&form.submission, now);
    let by = By::coordinator(&viewer);
    let (kind, longer, why) = (asked.kind, asked.longer, asked.why);
    let done = bulk::extend(&mut tx, &app.outbox, by, now, pool, &ids, kind, longer, why, submission).await?;
    tx.commit().await?;
    let many = crate::platform::words::count(i64::try_from(done).unwrap_or(i64::MAX), "person", "people");
    Ok(see_other(&format!("/pools/{pool}/members"), &format!("Extended for {many}. They are told.")))
}
