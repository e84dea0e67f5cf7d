use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::form::{self, GoalForm, Sent};
use super::{enter, goals_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::ids::{RelationshipId, SubmissionId};
use crate::platform::web::{Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable};
use crate::relationships::Pair;
use crate::relationships::goals::actions::{self, GoalError, NewGoal};
use crate::tools::Typed;

#[derive(Template)]
#[template(path = "relationships/goals/new.html")]
pub(super) struct NewPage {
    layout: Layout,
    pair: Pair,
    form: GoalForm,
    errors: FormErrors,
    /// Why what was typed was not kept, where no other try helps.
    instead: Option<String>,
}

impl NewPage {
    pub(super) fn new(layout: Layout, pair: Pair, typed: Typed, errors: FormErrors) -> Self {
        let layout = layout.with_errors(!errors.is_empty());
        let form = GoalForm::new(&pair, typed);
        Self { layout, form, errors, pair, instead: None }
    }

    fn other(&self) -> &str {
        self.pair.other_first_name()
    }

    fn list_path(&self) -> String {
        goals_path(&self.pair)
    }

    fn is_live(&self) -> bool {
        self.pair.status.is_live()
    }
}

pub async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<RelationshipId>,
) -> Result<Response, PageError> {
    let (tx, pair) = enter(&app, &viewer, id).await?;
    tx.commit().await?;
    let typed = Typed::default().with("submission", SubmissionId::new(app.clock.now()).to_string());
    page(&NewPage::new(layout, pair, typed, FormErrors::none()))
}

pub async fn keep(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<RelationshipId>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let Sent { mut typed, more_rows } = Sent::read(fields)?;
    let (mut tx, pair) = enter(&app, &viewer, id).await?;
    if more_rows {
        return page(&NewPage::new(layout, pair, typed, FormErrors::none()));
    }
    let fresh = SubmissionId::new(now).to_string();
    let draft = match form::parse(&typed, &pair, &viewer.name, day_of(now)) {
        Ok(draft) => draft,
        Err(errors) => {
            if typed.get("submission").is_empty() {
                typed = typed.with("submission", fresh);
            }
            return unprocessable(&NewPage::new(layout, pair, typed, errors));
        }
    };
    let Ok(submission) = typed.get("submission").parse() else {
        return Err(PageError::BadRequest("the form it came from".into()));
    };
    match actions::set(&mut tx, &app, &pair, &NewGoal { submission, draft }).await {
        Ok(goal) => {
            tx.commit().await?;
            let said = format!("Your goal is kept. {} sees it too.", pair.other_first_name());
            Ok(see_other(&format!("{}/{goal}", goals_path(&pair)), &said))
        }
        Err(error @ (GoalError::Different | GoalError::Full)) => {
            let errors = FormErrors::one("goal", error.to_string());
            unprocessable(&NewPage::new(layout, pair, typed.with("submission", fresh), errors))
        }
        Err(error @ GoalError::NotLive) => {
            let shown = NewPage::new(layout, pair, typed, FormErrors::none());
            let shown = NewPage { instead: Some(error.to_string()), ..shown };
            Ok((StatusCode::CONFLICT, page(&shown)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
