#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::response::Response;

use crate::app::App;
use crate::applications::completeness::{self, Gap};
use crate::applications::messages::{self, Message};
use crate::applications::model::{Status, Step};
use crate::applications::store::Application;
use crate::memberships::{self, Finding};
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, SubmissionId};
use crate::platform::web::filters;
use crate::platform::web::{FormErrors, Layout, PageError, page};
use crate::pools::{self, Requirements};

#[derive(Template)]
#[template(path = "applications/steps/tasks.html")]
struct TasksPage {
    layout: Layout,
    reader: AccountId,
    application: Application,
    gaps: Vec<Gap>,
    missing: usize,
    messages: Vec<Message>,
    submission: String,
    longest: usize,
    errors: FormErrors,
    message: String,
}

impl TasksPage {
    fn is_done(&self, step: &Step) -> bool {
        self.application.steps_done.iter().any(|done| done == step.code())
            && !self.gaps.iter().any(|gap| gap.step == *step)
    }

    fn status(&self, step: &Step) -> &'static str {
        match (self.is_done(step), self.application.steps_done.iter().any(|done| done == step.code())) {
            (true, _) if *step == Step::Evidence && self.missing > 0 => "Something is missing",
            (true, _) => "Done",
            (false, true) => "Something is missing",
            (false, false) => "Not begun",
        }
    }

    fn done(&self) -> usize {
        Step::ALL.iter().filter(|step| self.is_done(step)).count()
    }

    fn path(&self, step: &Step) -> String {
        format!("/applications/{}/{}", self.application.application_id, step.code())
    }
}

pub(super) async fn show(
    layout: Layout,
    app: &App,
    application: Application,
    asked: &[Requirements],
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, application.pool_id).await?.ok_or(PageError::NotFound)?;
    let facts = completeness::facts(&mut db, application.account_id).await?;
    let shown = memberships::evidence_of(&mut db, application.pool_id, application.account_id).await?;
    let qualifications = memberships::qualifications(&mut db).await?;
    let messages = messages::all(&mut db, application.application_id).await?;
    let findings = memberships::findings(&application.offerings, asked, &shown, &qualifications, day_of(now));
    page(&TasksPage {
        layout,
        reader: application.account_id,
        gaps: completeness::gaps(&application, asked, &facts, pool.terms_version),
        missing: findings.iter().filter(|finding: &&Finding| finding.is_missing()).count(),
        application,
        messages,
        submission: SubmissionId::new(now).to_string(),
        longest: super::super::review::LONGEST,
        errors: FormErrors::none(),
        message: String::new(),
    })
}
