//! First conversations of the made-up people, in several states, made by the same acts as anybody's.

use jiff::SignedDuration;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::{Person, people};
use super::seed::SeedError;
use crate::app::App;
use crate::availability::{self, NewWindow, WallTime, Weekday};
use crate::chemistry::actions::{self, Acceptance, NewRequest, Refusing};
use crate::chemistry::model::{Declining, Times};
use crate::events::Actor;
use crate::platform::clock::Clock;
use crate::platform::ids::{AccountId, ChemistryId, SubmissionId};
use crate::platform::span::Span;
use crate::pools::Offering;

const HOPES: [&str; 5] = [
    "I became team leader three weeks ago and everybody I now lead was a colleague before. I would like to talk to \
     somebody who has been there about the first difficult conversation, which I keep putting off.",
    "I have to choose between a clinical and a managerial path by the summer and go round in circles. It would help to think \
     aloud with somebody who asks good questions.",
    "I look after a team that is spread over four places and hardly meets. I would like to hear how a matron keeps people \
     together across wards.",
    "I am new to leading projects and say yes to too much. I hope to find a way of working that I can keep up.",
    "We are being restructured. I would like to stay calm and useful for my team meanwhile.",
];

/// Lets things happen between them over the last weeks.
pub(super) async fn begin(db: &mut PgConnection, app: &App) -> Result<(), SeedError> {
    let (Some(amina), Some(grace), Some(daniel), Some(priya), Some(tom)) =
        (id("amina"), id("grace"), id("daniel"), id("priya"), id("tom"))
    else {
        return Ok(());
    };
    offer_times(db, app, grace, &[(2, 18, 20), (5, 9, 12)]).await?;
    offer_times(db, app, daniel, &[(4, 9, 12), (4, 17, 19), (1, 7, 9)]).await?;

    // Amina and Grace have met, and each is to decide.
    let request = ask(db, app, 24 * 16, [amina, grace], Offering::Mentoring, HOPES[0]).await?;
    let met = time(db, app, 24 * 15, grace, Some(20)).await?;
    let then = ago(app, 24 * 15);
    did(actions::accept(db, &then, grace, request, &Acceptance::Offering(vec![met])).await)?;
    did(actions::book(db, &ago(app, 24 * 14), amina, request, met).await)?;
    did(actions::held(db, &ago(app, 12), grace, request).await)?;

    // Daniel would like to know more before he answers Amina.
    let request = ask(db, app, 50, [amina, daniel], Offering::Coaching, HOPES[1]).await?;
    let question =
        "Thank you for asking me. Which of the two would you choose if nobody but you were affected?";
    let submission = SubmissionId(request.0);
    did(actions::ask(db, &ago(app, 26), daniel, request, question, submission).await)?;

    // Daniel could not take Tom on last month.
    let request = ask(db, app, 24 * 30, [tom, daniel], Offering::Coaching, HOPES[4]).await?;
    let refusing =
        Refusing { why: Declining::NoTime, words: Declining::NoTime.ready_words("Tom"), suggested: None };
    did(actions::decline(db, &ago(app, 24 * 28), daniel, request, &refusing).await)?;

    // Tom has asked Grace, who is to answer.
    ask(db, app, 5, [tom, grace], Offering::Mentoring, HOPES[2]).await?;

    // Priya meets Daniel soon.
    let request = ask(db, app, 24 * 6, [priya, daniel], Offering::Coaching, HOPES[3]).await?;
    let soon = time(db, app, 24 * 4, daniel, None).await?;
    did(actions::accept(db, &ago(app, 24 * 4), daniel, request, &Acceptance::Offering(vec![soon])).await)?;
    did(actions::book(db, &ago(app, 24 * 3), priya, request, soon).await)?;

    Ok(())
}

pub(super) fn id(key: &str) -> Option<AccountId> {
    people().iter().find(|person| person.key == key).map(Person::account_id)
}

/// The hub as it was so many hours ago.
pub(super) fn ago(app: &App, hours: i64) -> App {
    let then = app.clock.now().minus(SignedDuration::from_hours(hours));
    App { clock: Clock::standing(then), ..app.clone() }
}

pub(super) fn did<T, E: std::fmt::Display>(done: Result<T, E>) -> Result<T, SeedError> {
    done.map_err(|error| SeedError::Misfit(error.to_string()))
}

/// Weekly times: weekday, from and to which hour.
async fn offer_times(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    weekly: &[(i16, i32, i32)],
) -> Result<(), SeedError> {
    let hour = |hour: i32| WallTime::from_minutes(hour * 60);
    let windows: Vec<NewWindow> = weekly
        .iter()
        .filter_map(|(day, from, to)| {
            Some(NewWindow::at(Weekday::from_number(*day)?, hour(*from)?, hour(*to)?))
        })
        .collect();
    did(availability::add_windows(db, Actor::Account(account), app.clock.now(), account, &windows).await)?;
    Ok(())
}

/// Sends a request so many hours ago, asking for times.
async fn ask(
    db: &mut PgConnection,
    app: &App,
    hours: i64,
    [mentee, practitioner]: [AccountId; 2],
    offering: Offering,
    hope: &str,
) -> Result<ChemistryId, SeedError> {
    let new = NewRequest {
        practitioners: vec![practitioner],
        offering,
        hope: hope.to_owned(),
        times: Times::Suggest,
        slots: Vec::new(),
        submission: SubmissionId(Uuid::from_u128(mentee.0.as_u128() ^ (practitioner.0.as_u128() << 64))),
    };
    let sent = did(actions::send(db, &ago(app, hours), mentee, &new).await)?;
    sent.first().copied().ok_or_else(|| SeedError::Misfit("a request was not sent".to_owned()))
}

/// A free time as it looked so many hours ago: the last that has ended so many hours before now, or the first to come.
pub(super) async fn time(
    db: &mut PgConnection,
    app: &App,
    hours: i64,
    account: AccountId,
    ended: Option<i64>,
) -> Result<Span, SeedError> {
    let now = app.clock.now();
    let then = ago(app, hours).clock.now();
    let slots = availability::slots_of(db, account, then, 30, None).await?;
    let mut spans = slots.into_iter().map(|slot| slot.span);
    let found = match ended {
        Some(hours) => {
            let before = now.minus(SignedDuration::from_hours(hours));
            spans.rfind(|span| span.ends() <= before)
        }
        None => spans.find(|span| span.starts() >= now.plus(SignedDuration::from_hours(12))),
    };
    found.ok_or_else(|| SeedError::Misfit("nobody is free".to_owned()))
}
