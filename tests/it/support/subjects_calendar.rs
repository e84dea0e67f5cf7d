//! What stands in for the ids of calendars: a meeting of the mentee and the practitioner, and the mentee's own calendar.

use jiff::SignedDuration;
use rapport::calendar::{self, Kind, NewMeeting};
use rapport::platform::ids::MeetingId;
use rapport::platform::span::Span;
use rapport::platform::tokens::Token;

use super::world::{Cast, World};

/// What stands in a path of the calendar, and whose it is.
pub async fn of_calendar(world: &World, path: &str) -> (String, Vec<Cast>) {
    match path {
        "/calendar/months/{month}" => ("2027-03".to_owned(), Cast::SIGNED_IN.to_vec()),
        "/calendar/{file}" => (feed(world).await, Cast::ALL.to_vec()),
        _ => (meeting(world).await, vec![Cast::Mentee, Cast::Practitioner]),
    }
}

/// The one meeting the two have, booked when it is first asked for.
async fn meeting(world: &World) -> String {
    let (app, mentee) = (&world.app, world.person(Cast::Mentee).account_id);
    let booked: Option<MeetingId> =
        sqlx::query_scalar("select meeting_id from booking where account_id = $1 and live limit 1")
            .bind(mentee)
            .fetch_optional(&app.app.db)
            .await
            .expect("the bookings");
    if let Some(booked) = booked {
        return booked.to_string();
    }
    let new = NewMeeting {
        pool: world.pool_a,
        kind: Kind::Chemistry,
        span: Span::of_minutes(app.now().plus(SignedDuration::from_hours(72)), 30),
        people: [mentee, world.person(Cast::Practitioner).account_id],
        path: "/calendar".to_owned(),
        delivery: None,
        joining: "https://meet.example/abc".to_owned(),
    };
    let mut tx = app.app.db.begin().await.expect("a transaction");
    let booked = calendar::book(&mut tx, &app.app, app.now(), &new).await.expect("booked");
    tx.commit().await.expect("a commit");
    booked.to_string()
}

/// The file of a calendar of the mentee's, with a meeting in it.
async fn feed(world: &World) -> String {
    meeting(world).await;
    let token = Token::random();
    sqlx::query(
        "insert into calendar_feed (account_id, token_hash, sealed, made_at) values ($1, $2, '\\x00', $3)
         on conflict (account_id) do update set token_hash = excluded.token_hash",
    )
    .bind(world.person(Cast::Mentee).account_id)
    .bind(token.hash())
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a feed");
    format!("{}.ics", token.text())
}
