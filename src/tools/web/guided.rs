//! The sheets for before and after a meeting.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Extra, Sent, Tool};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, Routes, Who, page};
use crate::tools::approaches;
use crate::tools::guides::{
    AFTER_MENTEE, AFTER_MENTOR, ALL, APPROACH, BEFORE_MENTEE, BEFORE_MENTOR, Guide, LONGEST, When,
};
use crate::tools::typed::Typed;

pub(super) fn routes() -> Routes<App> {
    ALL.into_iter().fold(Routes::new(), |routes, guide| {
        let show =
            async move |layout: Layout| page(&form(guide, layout, Typed::default(), FormErrors::none()));
        let answer =
            async move |layout: Layout, State(app): State<App>, Form(sent): Form<Vec<(String, String)>>| {
                answer(guide, layout, &app, sent)
            };
        routes.get(guide.path(), Who::Public, show).post(guide.path(), Who::Public, answer)
    })
}

#[derive(Template)]
#[template(path = "tools/guided.html")]
struct GuidedPage {
    layout: Layout,
    guide: &'static Guide,
    typed: Typed,
    errors: FormErrors,
}

impl GuidedPage {
    /// The same for who is coached or mentored, and for the coach or mentor.
    fn pair(&self) -> [&'static Guide; 2] {
        match self.guide.when {
            When::Before => [&BEFORE_MENTEE, &BEFORE_MENTOR],
            When::After => [&AFTER_MENTEE, &AFTER_MENTOR],
        }
    }

    fn approaches() -> Vec<Choice> {
        approaches::choices()
    }
}

fn form(guide: &'static Guide, layout: Layout, typed: Typed, errors: FormErrors) -> GuidedPage {
    GuidedPage { layout, guide, typed, errors }
}

fn answer(
    guide: &'static Guide,
    layout: Layout,
    app: &App,
    sent: Vec<(String, String)>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let tool = Tool {
        path: guide.path(),
        make: |typed: &Typed| Ok((guide.parse(typed, today)?, Extra::None)),
        blank: || guide.blank(today),
        form: |layout, typed, errors| form(guide, layout, typed, errors),
    };
    tool.answer(layout, Sent::read(sent, &guide.fields(), &[])?)
}
