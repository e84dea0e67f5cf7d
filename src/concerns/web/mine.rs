use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::accounts::Viewer;
use crate::app::App;
use crate::concerns::actions::{self, Opened};
use crate::concerns::model::Status;
use crate::platform::web::{Layout, PageError, filters, page};

#[derive(Template)]
#[template(path = "concerns/mine.html")]
struct MinePage {
    layout: Layout,
    raised: Vec<Opened>,
}

impl Opened {
    /// Where it stands, for whoever raised it.
    fn standing(&self) -> String {
        let kept = &self.kept;
        match kept.status {
            Status::Raised => {
                format!("Somebody will acknowledge it by {}.", crate::platform::words::by_end_of(kept.due_at))
            }
            Status::Acknowledged => match &kept.acknowledged_by {
                Some(name) => format!("{name} has it and is looking into it."),
                None => "Somebody has it and is looking into it.".to_owned(),
            },
            Status::Handled => "It has been dealt with.".to_owned(),
            Status::Referred => match kept.referred_to {
                Some(to) => format!("It was passed on to {}.", to.within()),
                None => "It was passed on.".to_owned(),
            },
            Status::Closed => "It is closed.".to_owned(),
        }
    }
}

pub async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let raised = actions::own(&mut db, &app, viewer.account_id).await?;
    page(&MinePage { layout, raised })
}
