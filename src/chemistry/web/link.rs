use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use sqlx::PgConnection;

use super::desk::Desk;
use super::form::{LONGEST_WORDS, ThreadForm};
use super::room::Room;
use super::thread::explain;
use super::verb::{Done, Trouble, Verb, failed, perform};
use crate::app::App;
use crate::chemistry::ActError;
use crate::chemistry::links::{self, Act};
use crate::chemistry::reading::{self, Seen};
use crate::platform::clock::Instant;
use crate::platform::tokens::Token;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Path, page};
use crate::platform::words;

/// What a link in mail opens: who, which staff group, when; nothing anybody wrote (S7).
#[derive(Template)]
#[template(path = "chemistry/link.html")]
struct LinkPage {
    layout: Layout,
    seen: Seen,
    desk: Desk,
    act: Act,
    now: Instant,
    longest: usize,
}

impl LinkPage {
    fn heading(&self) -> String {
        let name = self.seen.other().first_name();
        match self.act {
            Act::Confirm => format!("Ask {name} for a first conversation?"),
            Act::Answer => format!("{name} asks you for a first conversation"),
            Act::Choose => format!("Choose a time with {name}"),
            Act::Attend => format!("Did you and {name} meet?"),
            Act::Decide => format!("Would you like to go on with {name}?"),
        }
    }

    /// "Nursing", of the other.
    fn group(&self) -> &str {
        self.seen.other().profession.as_deref().unwrap_or_default()
    }

    /// When they meet or met; nothing of a meeting that was cancelled or missed.
    fn when(&self) -> String {
        self.seen
            .facts
            .meeting
            .filter(|_| matches!(self.act, Act::Attend | Act::Decide))
            .map(|span| words::date_time_in(span.starts(), &self.seen.facts.zone))
            .unwrap_or_default()
    }

    fn act(&self) -> &'static str {
        self.act.code()
    }

    /// Where the whole of it is, after a sign-in.
    fn sign_in(&self) -> String {
        format!("/sign-in?next={}", self.seen.facts.path())
    }
}

/// The same for every link that does nothing now: used, overtaken, or none of ours.
#[derive(Template)]
#[template(path = "chemistry/link_gone.html")]
struct GonePage {
    layout: Layout,
}

/// What was done by a link.
#[derive(Template)]
#[template(path = "chemistry/link_done.html")]
struct DonePage {
    layout: Layout,
    said: String,
    sign_in: String,
}

fn gone(layout: Layout) -> Result<Response, PageError> {
    Ok((StatusCode::NOT_FOUND, Html(GonePage { layout }.render()?)).into_response())
}

/// What a link is for and the request it is about, as its owner sees it.
async fn opened(
    db: &mut PgConnection,
    app: &App,
    token: &Token,
) -> Result<Option<(links::Link, Seen)>, PageError> {
    let Some(link) = links::open(db, token).await? else { return Ok(None) };
    let seen = reading::seen(db, &app.secret, link.account, link.id, app.clock.now()).await?;
    Ok(seen.map(|seen| (link, seen)))
}

async fn build(
    db: &mut PgConnection,
    app: &App,
    layout: Layout,
    token: &Token,
    act: Act,
    mut seen: Seen,
    form: ThreadForm,
) -> Result<LinkPage, PageError> {
    let now = app.clock.now();
    // Whoever reads somebody's mail does not learn here what they answered, nor that they did.
    seen.facts.answer = None;
    let room = Room::load(db, &seen, now).await?;
    let desk = Desk::new(Desk::link(token), &seen, &room, form, now);
    Ok(LinkPage { layout, seen, desk, act, now, longest: LONGEST_WORDS })
}

/// Shows what can be done. Looking does nothing, however often.
pub(super) async fn show(
    layout: Layout,
    Path(token): Path<String>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let Some(token) = Token::parse(&token) else { return gone(layout) };
    let mut db = app.db.acquire().await?;
    let Some((link, seen)) = opened(&mut db, &app, &token).await? else { return gone(layout) };
    page(&build(&mut db, &app, layout, &token, link.act, seen, ThreadForm::default()).await?)
}

/// Does it, in the name of whom the link was sent to, whoever else may be signed in here.
pub(super) async fn act(
    layout: Layout,
    Path(token): Path<String>,
    State(app): State<App>,
    Form(form): Form<ThreadForm>,
) -> Result<Response, PageError> {
    let Some(token) = Token::parse(&token) else { return gone(layout) };
    let Some(link) = links::open(&mut *app.db.acquire().await?, &token).await? else { return gone(layout) };
    let turn = crate::chemistry::turn(&app, link.id).await?;
    let mut tx = app.db.begin().await?;
    let Some((link, seen)) = opened(&mut tx, &app, &token).await? else { return gone(layout) };
    let Some(verb) = Verb::from_code(&form.act).filter(|verb| verb.is_within(link.act)) else {
        return Err(PageError::BadRequest("what is to be done".to_owned()));
    };
    // Names of colleagues, and pauses, are for the page behind a sign-in.
    let form = ThreadForm { colleague: String::new(), pause: String::new(), ..form };
    let sign_in = format!("/sign-in?next={}", seen.facts.path());
    let trouble = match perform(&mut tx, &app, link.account, &seen, verb, &form).await {
        Ok(done) => {
            tx.commit().await?;
            let said = match done {
                Done::Said(said) => said.to_owned(),
                Done::Related => {
                    "Thank you for saying so. It ends here, and you are not suggested to each other again."
                        .to_owned()
                }
            };
            return page(&DonePage { layout, said, sign_in });
        }
        Err(trouble) => trouble,
    };
    tx.rollback().await?;
    drop(turn);
    let mut db = app.db.acquire().await?;
    let Some((link, seen)) = opened(&mut db, &app, &token).await? else {
        // What was posted twice in one moment is done once, and the second finds its link gone. Whoever came too late for
        // something else is told why.
        return match trouble {
            Trouble::Act(error @ (ActError::NoPlace | ActError::Taken(_))) => Err(failed(error)),
            _ => gone(layout),
        };
    };
    let mut again = build(&mut db, &app, layout, &token, link.act, seen, form).await?;
    let trouble = match trouble {
        Trouble::Which(_) => Trouble::Form(FormErrors::none()),
        trouble => trouble,
    };
    let status = explain(&mut again.desk, verb, trouble)?;
    again.layout = again.layout.with_errors(!again.desk.errors.is_empty());
    Ok((status, Html(again.render()?)).into_response())
}
