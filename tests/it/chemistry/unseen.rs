//! What nobody is to see: an answer given before, behind a link in mail; a time that is not to be; what somebody else is to do.

use rapport::chemistry::actions;
use rapport::chemistry::model::{Answer, Change};

use super::hub::{DAY, booked, mentor, met, send, status, told, within};
use crate::search::hub::Hub;
use crate::support::given::Person;

async fn link(hub: &Hub, person: &Person) -> String {
    hub.app.mail_to(&person.email).await.link("/act/")
}

#[tokio::test]
async fn s7_a_link_tells_nobody_what_was_answered_by_it_nor_that_it_was() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    met(&hub.app, &amina, &grace).await;
    let decide = link(&hub, &grace).await;
    let phone = hub.app.another_browser();
    let before = phone.get(&decide).await;
    phone.submit(&before, &[("answer", "no")]).await.assert_ok();
    let stranger = hub.app.another_browser();
    let after = stranger.get(&decide).await;
    after.assert_ok();
    assert!(after.attributes("input[checked]", "value").is_empty(), "{after}");
    after.assert_sees_not("change your answer").assert_sees_not("You have answered");
    assert_eq!(before.text(), after.text(), "the page is as it was");
    let own = hub.app.browser_of(&grace).await;
    let thread = own.get("/chemistry").await.attributes(".app-thread__title a", "href")[0].clone();
    assert_eq!(own.get(&thread).await.attributes("input[checked]", "value"), ["no"], "behind the sign-in");
}

#[tokio::test]
async fn s7_a_link_to_find_another_time_shows_no_time_that_is_cancelled() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = booked(&hub.app, &amina, &grace).await;
    within(&hub.app, async |db| {
        actions::cancel_meeting(db, &hub.app.app, grace.account_id, id, Change::Work, "").await
    })
    .await
    .unwrap();
    let choose = link(&hub, &amina).await;
    hub.app.another_browser().get(&choose).await.assert_ok().assert_sees_not("The meeting:");
}

#[tokio::test]
async fn a_request_that_asks_for_suggestions_is_not_booked_into_an_off_duty() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let now = hub.app.now();
    let mut db = hub.app.app.db.acquire().await.unwrap();
    for days in 0..21 {
        sqlx::query(
            "insert into off_duty (account_id, day, shift) values ($1, ($2::timestamptz)::date + $3, 'off')",
        )
        .bind(amina.account_id)
        .bind(now)
        .bind(days)
        .execute(&mut *db)
        .await
        .unwrap();
        sqlx::query(
            "insert into availability_window (availability_window_id, account_id, weekday, from_time, to_time)
             select gen_random_uuid(), $1, $2, '18:00', '20:00' where $2 <= 7",
        )
        .bind(grace.account_id)
        .bind(i16::try_from(days + 1).unwrap())
        .execute(&mut *db)
        .await
        .unwrap();
    }
    drop(db);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let own = hub.app.browser_of(&grace).await;
    let page = own.get(&format!("/chemistry/{id}")).await;
    let times = page.attributes("form[action$=acceptance] input[name=time]", "value");
    assert_eq!(times, ["offer", "message"], "Amina is to choose");
    let mutual = {
        let mut db = hub.app.app.db.acquire().await.unwrap();
        rapport::availability::mutual(&mut db, grace.account_id, amina.account_id, now, 30).await.unwrap()
    };
    let span = mutual.first().expect("times that would suit both").span;
    let at = actions::Acceptance::At(span);
    let booked =
        within(&hub.app, async |db| actions::accept(db, &hub.app.app, grace.account_id, id, &at).await).await;
    assert!(matches!(booked, Err(rapport::chemistry::ActError::NotOffered)), "{booked:?}");
    sqlx::query("update chemistry_request set times = 'off-duty'").execute(&hub.app.app.db).await.unwrap();
    within(&hub.app, async |db| actions::accept(db, &hub.app.app, grace.account_id, id, &at).await)
        .await
        .expect("what she asked for");
    assert_eq!(status(&hub.app, id).await, "booked");
}

#[tokio::test]
async fn more_time_brings_reminders_of_its_own() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = met(&hub.app, &amina, &grace).await;
    let remind = "Would you like to go on with Grace?";
    for _ in 0..10 {
        hub.app.advance(DAY);
        super::hub::sweep(&hub.app).await;
    }
    let before = told(&hub.app, &amina, remind).await;
    assert_eq!(before, 3, "to decide, and on days 3 and 7");
    within(&hub.app, async |db| {
        actions::decide(db, &hub.app.app, grace.account_id, id, Answer::NotYet).await
    })
    .await
    .unwrap();
    for _ in 0..13 {
        hub.app.advance(DAY);
        super::hub::sweep(&hub.app).await;
    }
    assert_eq!(status(&hub.app, id).await, "deciding");
    assert_eq!(told(&hub.app, &amina, remind).await, before + 2);
}

#[tokio::test]
async fn leave_uses_up_no_reminder() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    // Thursday 4 March: away from Friday on for two weeks.
    sqlx::query(
        "insert into availability_exception (availability_exception_id, account_id, kind, from_day, to_day, added_at)
         values (gen_random_uuid(), $1, 'away', '2027-03-05', '2027-03-18', $2)",
    )
    .bind(grace.account_id)
    .bind(hub.app.now())
    .execute(&hub.app.app.db)
    .await
    .unwrap();
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let mut reminded = Vec::new();
    for day in 5..=31 {
        hub.app.advance(DAY);
        super::hub::sweep(&hub.app).await;
        let count = told(&hub.app, &grace, "Amina is waiting for your answer").await;
        if count > reminded.len() {
            reminded.push(day);
        }
    }
    assert_eq!(reminded, [21, 25], "three and seven days after, without those away");
    assert_eq!(status(&hub.app, id).await, "sent", "ten working days from the 19th on");
}

#[tokio::test]
async fn the_next_on_a_shortlist_is_somebody_who_can_be_asked() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    let (grace, coach) = (mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Carl Dee", 2).await);
    let luke = mentor(&hub, "Luke Fox", 2).await;
    for (position, (person, offering)) in
        [(&coach, "coaching"), (&grace, "mentoring"), (&luke, "mentoring")].into_iter().enumerate()
    {
        sqlx::query("insert into shortlist_entry (account_id, practitioner_id, position, offering, added_at) values ($1, $2, $3, $4, $5)")
            .bind(amina.account_id)
            .bind(person.account_id)
            .bind(i32::try_from(position).unwrap())
            .bind(offering)
            .bind(hub.app.now())
            .execute(&hub.app.app.db)
            .await
            .unwrap();
    }
    let next = async || {
        let mut db = hub.app.app.db.acquire().await.unwrap();
        let next =
            rapport::chemistry::people::next_on_shortlist(&mut db, amina.account_id, hub.app.now()).await;
        next.unwrap().map(|next| next.name)
    };
    assert_eq!(next().await.as_deref(), Some("Grace Obi"), "Carl coaches nobody");
    sqlx::query("update pool set minimum_level = 20 where pool_id = $1")
        .bind(hub.pool)
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(next().await, None, "no pool of theirs is open to her");
}
