use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions;
use super::store::{self, Answer};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::RelationshipId;
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::relationships::model::{Status, Wish};
use crate::relationships::reading::{self, Seen};

pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/relationships/{id}/review", Who::SignedIn, show)
        .post("/relationships/{id}/review", Who::SignedIn, save)
        .post("/relationships/{id}/review/opening", Who::SignedIn, open)
}

const LONGEST: usize = 2000;
/// More sessions that can be wished for at once.
const MORE: std::ops::RangeInclusive<i16> = 1..=12;

/// What one of the two answers, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ReviewForm {
    number: String,
    wish: String,
    more: String,
    reflection: String,
    shared: String,
}

struct Parsed {
    wish: Wish,
    more: Option<i16>,
    reflection: String,
    shared: bool,
}

impl ReviewForm {
    fn parse(&self) -> Result<Parsed, FormErrors> {
        let mut errors = FormErrors::none();
        let reflection = errors.take(
            "reflection",
            optional(&self.reflection, |raw| paragraphs(raw, "what you write", LONGEST))
                .map(Option::unwrap_or_default),
        );
        let wish =
            errors.take("wish", Wish::from_code(&self.wish).ok_or("Select how you would like to go on"));
        let more = if wish == Some(Wish::Extend) {
            errors.take(
                "more",
                self.more
                    .trim()
                    .parse()
                    .ok()
                    .filter(|more| MORE.contains(more))
                    .ok_or("Select how many more"),
            )
        } else {
            None
        };
        match (wish, reflection) {
            (Some(wish), Some(reflection)) if errors.is_empty() => {
                Ok(Parsed { wish, more, reflection, shared: self.shared == "yes" })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "relationships/review.html")]
struct ReviewPage {
    layout: Layout,
    seen: Seen,
    number: i16,
    form: ReviewForm,
    errors: FormErrors,
    /// The reader has answered.
    answered: bool,
    /// What the other answered, where they let it be read.
    theirs: Option<Answer>,
    other_answered: bool,
    /// The latest review that is done, where there is one.
    before: Vec<Answer>,
    longest: usize,
}

impl ReviewPage {
    fn is_due(&self) -> bool {
        self.seen.status == Status::ReviewDue
    }

    const fn saves(&self) -> &'static str {
        if self.answered { "Save the change" } else { "Save my review" }
    }

    fn may_open(&self) -> bool {
        self.seen.status == Status::Active
    }

    fn wishes(&self) -> Vec<Choice> {
        Wish::ALL
            .iter()
            .filter(|wish| **wish != Wish::Extend || self.counts_sessions())
            .map(|wish| {
                let choice = Choice::new(wish.code(), wish.label());
                match wish {
                    Wish::Extend => choice.hint("Your agreement then says so"),
                    Wish::Change => choice.hint("You can write it into your agreement afterwards"),
                    Wish::End => choice.hint("There is time for a last session"),
                    Wish::Continue => choice,
                }
            })
            .collect()
    }

    fn counts_sessions(&self) -> bool {
        self.seen.terms.is_some_and(|terms| terms.sessions.is_some())
    }

    fn more() -> Vec<Choice> {
        let mut choices = vec![Choice::new("", "Choose")];
        choices.extend(MORE.map(|more| Choice::new(more.to_string(), more.to_string())));
        choices
    }

    fn whose(&self, answer: &Answer) -> String {
        if answer.side == self.seen.side { "You".to_owned() } else { self.seen.first_name().to_owned() }
    }

    /// Whether the reader may read an answer.
    fn is_mine_or_shared(&self, answer: &Answer) -> bool {
        answer.side == self.seen.side || answer.shared && self.before.len() == 2
    }

    /// What came of the review before.
    fn outcome(&self) -> &'static str {
        if self.before.iter().any(|answer| answer.wish == Wish::End) {
            "You decided to come to a good end."
        } else {
            "You decided to go on."
        }
    }
}

async fn build(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    tried: Option<(ReviewForm, FormErrors)>,
) -> Result<ReviewPage, PageError> {
    let mut db = app.db.acquire().await?;
    let seen = reading::seen(&mut db, viewer.account_id, Some(id), app.clock.now()).await?;
    let seen = seen.into_iter().next().ok_or(PageError::NotFound)?;
    if matches!(seen.status, Status::Recorded | Status::Agreeing | Status::NotBegun) {
        return Err(PageError::NotFound);
    }
    let number = seen.reviews + 1;
    let due = seen.status == Status::ReviewDue;
    let answers = if due { store::answers(&mut db, &app.secret, id, number).await? } else { Vec::new() };
    let before = if seen.reviews > 0 {
        store::answers(&mut db, &app.secret, id, seen.reviews).await?
    } else {
        Vec::new()
    };
    let mine = answers.iter().find(|answer| answer.side == seen.side).cloned();
    let theirs = answers.iter().find(|answer| answer.side != seen.side).cloned();
    let answered = mine.is_some();
    let (form, errors) = tried.unwrap_or_else(|| {
        let form = mine.map_or_else(ReviewForm::default, |mine| ReviewForm {
            wish: mine.wish.code().to_owned(),
            more: mine.more.map(|more| more.to_string()).unwrap_or_default(),
            reflection: mine.reflection,
            shared: if mine.shared { "yes".to_owned() } else { String::new() },
            ..ReviewForm::default()
        });
        (ReviewForm { number: number.to_string(), ..form }, FormErrors::none())
    });
    Ok(ReviewPage {
        layout: layout.with_errors(!errors.is_empty()),
        other_answered: theirs.is_some(),
        // Neither reads the other before having answered.
        theirs: theirs.filter(|theirs| answered && theirs.shared),
        seen,
        number,
        form,
        errors,
        answered,
        before,
        longest: LONGEST,
    })
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    page(&build(&app, &viewer, layout, id, None).await?)
}

async fn open(
    viewer: Viewer,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match actions::call(&mut tx, &app, viewer.account_id, id).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    let path = format!("{}/review", crate::relationships::path(id));
    Ok(see_other(&path, "Your review is open. Both of you are asked."))
}

const SAVED: &str = "Your review is saved. Thank you.";

/// What is said to whoever has answered a review of this number: what came of it, where both have.
fn came_of(after: &Seen, number: i16) -> String {
    match after.status {
        _ if after.reviews < number => format!("{SAVED} {} is still to answer.", after.first_name()),
        Status::Ending => after.ending_on.map_or_else(
            || SAVED.to_owned(),
            |on| format!("{SAVED} Your work together ends on {}.", words::date(on)),
        ),
        _ if after.is_proposed() && !after.signed_by_me => {
            format!("You both go on. {} would like more sessions: read and sign.", after.first_name())
        }
        _ => "Thank you. You both go on.".to_owned(),
    }
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(form): Form<ReviewForm>,
) -> Result<Response, PageError> {
    let parsed = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => {
            return unprocessable(&build(&app, &viewer, layout, id, Some((form, errors))).await?);
        }
    };
    let number = form.number.parse().unwrap_or(0);
    let mut tx = app.begin(&viewer).await?;
    let changes = parsed.wish == Wish::Change;
    let answer = |side| Answer {
        side,
        wish: parsed.wish,
        more: parsed.more,
        reflection: parsed.reflection,
        shared: parsed.shared,
    };
    if let Err(error) = actions::answer(&mut tx, &app, viewer.account_id, id, number, answer).await {
        return Err(error.page(viewer.account_id));
    }
    let after =
        reading::seen(&mut tx, viewer.account_id, Some(id), app.clock.now()).await?.into_iter().next();
    tx.commit().await?;
    let path = crate::relationships::path(id);
    Ok(if changes {
        see_other(
            &format!("{path}/agreement/changes"),
            "Your review is saved. Write here what you would change.",
        )
    } else {
        see_other(&path, &after.map_or_else(|| SAVED.to_owned(), |after| came_of(&after, number)))
    })
}
