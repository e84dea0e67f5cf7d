use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;

use super::{AGAIN, SAME_DAY, new_submission};
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::actions::{self, Keeping};
use crate::ledger::form::{EntryForm, LONGEST_PART, kinds, shown_choices};
use crate::ledger::model::Shown;
use crate::ledger::progress::{PoolProgress, progress};
use crate::ledger::store::{self, Listed};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::hours;
use crate::platform::ids::{AccountId, SubmissionId};
use crate::platform::web::filters;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Query, page, see_other, unprocessable,
};

/// Entries of one year on the page.
const MOST: i64 = 400;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct YearQuery {
    year: String,
}

#[derive(Template)]
#[template(path = "ledger/list.html")]
struct ListPage {
    layout: Layout,
    pools: Vec<PoolProgress>,
    entries: Vec<Listed>,
    /// The year whose entries are listed, and the others there are.
    year: i16,
    years: Vec<i16>,
    this_year: i16,
    form: EntryForm,
    kinds: Vec<Choice>,
    shown: Vec<Choice>,
    longest: usize,
    errors: FormErrors,
}

impl ListPage {
    /// What to show of one year. Three statements.
    async fn load(
        db: &mut PgConnection,
        layout: Layout,
        account: AccountId,
        today: Day,
        year: Option<i16>,
        form: EntryForm,
    ) -> Result<Self, PageError> {
        let this_year = today.date().year();
        let year = year.unwrap_or(this_year);
        let pools = progress(db, account, today).await?;
        let entries = store::of_year(db, account, year, MOST).await?;
        let found = store::years(db, account).await?;
        let mut years: Vec<i16> = found.into_iter().filter_map(|year| i16::try_from(year).ok()).collect();
        years.extend([year, this_year]);
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        let kinds = kinds(&pools).iter().map(|kind| Choice::new(kind.code(), kind.label())).collect();
        Ok(Self {
            layout,
            shown: shown_choices(&pools, Shown::ToAll),
            pools,
            entries,
            year,
            years,
            this_year,
            form,
            kinds,
            longest: LONGEST_PART,
            errors: FormErrors::none(),
        })
    }

    fn title(&self) -> &'static str {
        if self.pools.is_empty() { "CPD" } else { "Supervision and CPD" }
    }

    /// The one kind there is to choose, where there is one.
    fn only_kind(&self) -> Option<&Choice> {
        if let [only] = self.kinds.as_slice() { Some(only) } else { None }
    }

    /// Whether to ask if what is typed was another meeting.
    fn asks_apart(&self) -> bool {
        self.says_apart() || self.errors.on("apart").is_some()
    }

    fn says_apart(&self) -> bool {
        self.form.apart == "yes"
    }

    fn supervises(&self) -> bool {
        self.pools.iter().any(|pool| pool.supervises)
    }

    fn total(&self) -> String {
        hours::in_words(self.entries.iter().map(|entry| i64::from(entry.minutes)).sum())
    }

    fn length(entry: &Listed) -> String {
        hours::in_words(i64::from(entry.minutes))
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<YearQuery>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let today = day_of(now);
    let year = query.year.parse().ok().filter(|year| (1990..=today.date().year()).contains(year));
    let mut db = app.db.acquire().await?;
    let form = EntryForm { submission: new_submission(now), shown: "all".to_owned(), ..EntryForm::default() };
    page(&ListPage::load(&mut db, layout, viewer.account_id, today, year, form).await?)
}

pub(super) async fn add(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(mut form): Form<EntryForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let (account, today) = (viewer.account_id, day_of(now));
    let submission: SubmissionId = form.submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    form.submission = submission.to_string();
    let mut tx = app.begin(&viewer).await?;
    let pools = progress(&mut tx, account, today).await?;
    let errors = match form.parse(&kinds(&pools), &pools, today) {
        Ok(new) => match actions::record(&mut tx, &app, account, submission, &new).await? {
            Keeping::Kept(_) => {
                tx.commit().await?;
                let year = new.held_on.date().year();
                let back = if year == today.date().year() {
                    "/supervision".to_owned()
                } else {
                    format!("/supervision?year={year}")
                };
                return Ok(see_other(&back, "It is in your ledger."));
            }
            Keeping::SameDay => FormErrors::one("apart", SAME_DAY),
            Keeping::Again => FormErrors::one("apart", AGAIN),
            Keeping::Different => {
                form.submission = new_submission(now);
                FormErrors::one(
                    "title",
                    "You added something with this form a moment ago, and this is different. Add it again if it should be \
                     kept as well",
                )
            }
        },
        Err(errors) => errors,
    };
    drop(tx);
    let mut db = app.db.acquire().await?;
    let mut shown = ListPage::load(&mut db, layout.with_errors(true), account, today, None, form).await?;
    shown.errors = errors;
    unprocessable(&shown)
}
