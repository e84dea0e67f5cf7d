use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Extra, Sent, Tool};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::forms::{line, optional};
use crate::platform::web::{Form, FormErrors, Layout, PageError, Routes, Who, page};
use crate::tools::sheet::{Body, Sheet};
use crate::tools::skill_will::{Level, Placement, Style};
use crate::tools::typed::Typed;

const PATH: &str = "/tools/skill-will";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(PATH, Who::Public, show).post(PATH, Who::Public, answer)
}

#[derive(Template)]
#[template(path = "tools/skill_will.html")]
struct SkillWillPage {
    layout: Layout,
    typed: Typed,
    errors: FormErrors,
}

fn form(layout: Layout, typed: Typed, errors: FormErrors) -> SkillWillPage {
    SkillWillPage { layout, typed, errors }
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
    let tool = Tool { path: PATH, make: |typed: &Typed| make(typed, today), blank: || blank(today), form };
    tool.answer(layout, Sent::read(sent, &["task", "skill", "will"], &[])?)
}

/// Characters of what the task is called.
const LONGEST_TASK: usize = 120;

fn make(typed: &Typed, today: Day) -> Result<(Sheet, Extra), FormErrors> {
    let mut errors = FormErrors::none();
    let task = optional(typed.get("task"), |raw| line(raw, "the task", LONGEST_TASK));
    let task = errors.take("task", task);
    let skill = Level::parse(typed.get("skill"), "Choose how much of it you can do");
    let skill = errors.take("skill", skill);
    let will = errors.take("will", Level::parse(typed.get("will"), "Choose how much you want to do it"));
    match (task, skill, will) {
        (Some(task), Some(skill), Some(will)) => {
            let placement = Placement { skill, will };
            Ok((sheet(task, placement, today), Extra::Matrix(placement)))
        }
        _ => Err(errors),
    }
}

fn sheet(task: Option<String>, placement: Placement, today: Day) -> Sheet {
    let style = placement.style();
    let bullets = |items: &[&str]| Body::Bullets(items.iter().map(|item| (*item).to_owned()).collect());
    let mut sheet = Sheet::new(format!("Your style of help: {}", style.name().to_lowercase()), today);
    if let Some(task) = task {
        sheet = sheet.part("The task", Body::Words(task));
    }
    let standing = format!("Skill: {}. Will: {}.", placement.skill_words(), placement.will_words());
    let mut sheet = sheet
        .part("Where you stand", Body::Words(standing))
        .part(format!("{}: {}", style.name(), style.place()), Body::Words(style.meaning().to_owned()))
        .part("Why", Body::Words(style.why().to_owned()))
        .part("What to ask for", bullets(style.ask_for()))
        .part("What your coach or mentor does", bullets(style.mentor_does()))
        .part("Whom to look for", Body::Words(style.whom().to_owned()));
    let near = placement.near();
    if !near.is_empty() {
        let near =
            near.iter().map(|style| format!("{} ({}): {}", style.name(), style.place(), style.meaning()));
        sheet = sheet.part("You stand close to", Body::Bullets(near.collect()));
    }
    sheet
}

/// The picture's own questions cannot be answered by hand on a sheet of ours: an empty one holds the four styles.
fn blank(today: Day) -> Sheet {
    let sheet = Sheet::new("Skill/will: the four styles", today);
    Style::ALL.into_iter().fold(sheet, |sheet, style| {
        let heading = format!("{}: {}", style.name(), style.place());
        let asked = style.ask_for().iter().map(|item| (*item).to_owned());
        sheet.part(heading, Body::Bullets(std::iter::once(style.meaning().to_owned()).chain(asked).collect()))
    })
}
