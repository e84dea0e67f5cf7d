use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use super::{GIVEN_SAME_DAY, new_submission};
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::attendees::{self, MOST};
use crate::ledger::form::GroupForm;
use crate::ledger::group_actions::{Noted, record_group};
use crate::ledger::group_store::{self, ListedGroup};
use crate::ledger::progress::{PoolProgress, progress};
use crate::memberships::Status;
use crate::organisations::day_of;
use crate::platform::hours;
use crate::platform::ids::SubmissionId;
use crate::platform::web::filters;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, page, see_other, unprocessable};
use crate::platform::words;

#[derive(Template)]
#[template(path = "ledger/group.html")]
struct GroupPage {
    layout: Layout,
    pools: Vec<Choice>,
    recorded: Vec<ListedGroup>,
    form: GroupForm,
    most: usize,
    errors: FormErrors,
}

impl GroupPage {
    /// Whether to ask if it was another meeting than the one typed in.
    fn asks_apart(&self) -> bool {
        self.says_apart() || self.errors.on("apart").is_some()
    }

    fn says_apart(&self) -> bool {
        self.form.apart == "yes"
    }

    fn length(group: &ListedGroup) -> String {
        hours::in_words(i64::from(group.minutes))
    }
}

/// The pools in which somebody may record a group.
fn supervising(pools: &[PoolProgress]) -> Vec<&PoolProgress> {
    pools.iter().filter(|pool| pool.supervises && pool.status != Status::Suspended).collect()
}

async fn group_page(
    db: &mut PgConnection,
    layout: Layout,
    viewer: &Viewer,
    pools: &[PoolProgress],
    form: GroupForm,
) -> Result<GroupPage, PageError> {
    let recorded = group_store::of_supervisor(db, viewer.account_id).await?;
    let pools =
        supervising(pools).iter().map(|pool| Choice::new(pool.pool_id.to_string(), &pool.pool)).collect();
    Ok(GroupPage { layout, pools, recorded, form, most: MOST, errors: FormErrors::none() })
}

pub(super) async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let pools = progress(&mut db, viewer.account_id, day_of(now)).await?;
    let form = GroupForm { submission: new_submission(now), ..GroupForm::default() };
    page(&group_page(&mut db, layout, &viewer, &pools, form).await?)
}

pub(super) async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(mut form): Form<GroupForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let submission: SubmissionId = form.submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    form.submission = submission.to_string();
    let mut tx = app.begin(&viewer).await?;
    let pools = progress(&mut tx, viewer.account_id, day_of(now)).await?;
    let errors = match form.parse(&supervising(&pools), day_of(now)) {
        Ok((group, lines)) => {
            let typed: Vec<String> = lines.iter().map(|(_, text)| text.clone()).collect();
            let found = group_store::named(&mut tx, group.pool, &typed).await?;
            match attendees::resolve(&lines, &found, viewer.account_id) {
                Ok(attendees) => {
                    let noted = record_group(&mut tx, &app, &viewer, submission, &group, &attendees).await?;
                    if noted == Noted::Kept {
                        tx.commit().await?;
                        let many =
                            words::count(i64::try_from(attendees.len()).unwrap_or(0), "person", "people");
                        let sentence =
                            format!("It is in your ledger and in that of {many}. We have told them.");
                        return Ok(see_other("/supervision/group", &sentence));
                    }
                    if noted == Noted::SameDay {
                        FormErrors::one("apart", GIVEN_SAME_DAY)
                    } else {
                        form.submission = new_submission(now);
                        FormErrors::one(
                            "title",
                            "You recorded a group with this form a moment ago, and this is different. Record it again if it \
                             should be kept as well",
                        )
                    }
                }
                Err(sentence) => FormErrors::one("attendees", sentence),
            }
        }
        Err(errors) => errors,
    };
    let mut again = group_page(&mut tx, layout.with_errors(true), &viewer, &pools, form).await?;
    again.errors = errors;
    unprocessable(&again)
}
