use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Extra, Sent, Tool};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Routes, Who, page};
use crate::tools::questions::{Chosen, GROUPS, Group, all_of_them, group_fields};
use crate::tools::typed::Typed;

const PATH: &str = "/tools/co-active";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(PATH, Who::Public, show).post(PATH, Who::Public, answer)
}

#[derive(Template)]
#[template(path = "tools/co_active.html")]
struct CoActivePage {
    layout: Layout,
    typed: Typed,
    errors: FormErrors,
    groups: &'static [Group],
}

fn form(layout: Layout, typed: Typed, errors: FormErrors) -> CoActivePage {
    CoActivePage { layout, typed, errors, groups: &GROUPS }
}

async fn show(layout: Layout) -> Result<Response, PageError> {
    page(&form(layout, Typed::default(), FormErrors::none()))
}

async fn answer(
    layout: Layout,
    State(app): State<App>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let tool = Tool {
        path: PATH,
        make: |typed: &Typed| Ok((Chosen::parse(typed)?.sheet(today), Extra::None)),
        blank: || all_of_them(today),
        form,
    };
    tool.answer(layout, Sent::read(sent, &[Chosen::OWN], &group_fields())?)
}
