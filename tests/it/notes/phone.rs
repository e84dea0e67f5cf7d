//! S5: on "my own phone", where a login session lasts thirty days, notes ask for a fresh sign-in.

use jiff::SignedDuration;

use super::Here;
use crate::support::client::Client;

async fn on_own_phone(here: &Here) -> Client {
    let browser = here.browser(&here.amina).await;
    sqlx::query("update login_session set own_phone = true, expires_at = $1 where account_id = $2")
        .bind(here.app.now().plus(SignedDuration::from_hours(24 * 30)))
        .bind(here.amina.account_id)
        .execute(&here.app.app.db)
        .await
        .unwrap();
    browser
}

#[tokio::test]
async fn s5_on_my_own_phone_notes_ask_for_a_fresh_sign_in_and_keep_what_was_typed() {
    let here = Here::new().await;
    let id = here.note(&here.amina, "Own words", false).await;
    let phone = on_own_phone(&here).await;
    let page = phone.get(&here.path()).await;
    page.assert_sees("Own words");
    here.app.advance(SignedDuration::from_hours(24 * 7));
    for path in [here.path(), format!("{}/{id}", here.path())] {
        phone.get(&path).await.assert_heading("Confirm it is you").assert_sees_not("Own words");
    }
    let asked = phone.submit(&page, &[("note", "Typed on the bus")]).await;
    asked.assert_heading("Confirm it is you");
    assert_eq!(here.count("select count(*) from note").await, 1);
    assert_eq!(here.count("select count(*) from draft").await, 1, "A5: it waits for them");
    // Everything else on the phone goes on.
    phone.get(&format!("/relationships/{}/goals", here.id)).await.assert_ok();
}

#[tokio::test]
async fn s5_elsewhere_a_session_that_lasts_is_enough() {
    let here = Here::new().await;
    here.note(&here.amina, "Own words", false).await;
    let desk = here.browser(&here.amina).await;
    for _ in 0..4 {
        here.app.advance(SignedDuration::from_mins(40));
        desk.get(&here.path()).await.assert_ok().assert_sees("Own words");
    }
}
