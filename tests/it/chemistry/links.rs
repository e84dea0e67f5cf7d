//! S7: links that let one person do one thing, for as long as it is to be done.

use rapport::chemistry::links::{self, Act, Link};
use rapport::platform::tokens::Token;

use super::hub::{accept_offering, mentor, send};
use crate::search::hub::Hub;

/// The token of the last link in somebody's mail.
fn token(text: &str) -> Token {
    let (_, rest) = text.rsplit_once("/act/").expect("a link");
    Token::parse(&rest[..43]).expect("a token")
}

#[tokio::test]
async fn s7_a_link_names_one_person_and_one_act_and_ends_with_it() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    let answer = token(&hub.app.mail_to(&grace.email).await.text);
    let mut db = hub.app.app.db.acquire().await.unwrap();
    let opened = links::open(&mut db, &answer).await.unwrap();
    assert_eq!(opened, Some(Link { id, account: grace.account_id, act: Act::Answer }));
    assert_eq!(links::open(&mut db, &Token::random()).await.unwrap(), None);
    drop(db);
    accept_offering(&hub.app, &grace, id, &[48]).await.unwrap();
    let choose = token(&hub.app.mail_to(&mentee.email).await.text);
    let mut db = hub.app.app.db.acquire().await.unwrap();
    assert_eq!(links::open(&mut db, &answer).await.unwrap(), None, "answered");
    let opened = links::open(&mut db, &choose).await.unwrap();
    assert_eq!(opened, Some(Link { id, account: mentee.account_id, act: Act::Choose }));
    let kept: Vec<Vec<u8>> =
        sqlx::query_scalar("select token_hash from action_link").fetch_all(&mut *db).await.unwrap();
    assert_eq!(kept, [choose.hash()], "only hashes are kept, and only of what is open");
}

#[tokio::test]
async fn s7_links_of_a_closed_account_open_nothing() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    send(&hub.app, &mentee, &grace).await.unwrap();
    let answer = token(&hub.app.mail_to(&grace.email).await.text);
    sqlx::query("update account set closed_at = now() where account_id = $1")
        .bind(grace.account_id)
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    let mut db = hub.app.app.db.acquire().await.unwrap();
    assert_eq!(links::open(&mut db, &answer).await.unwrap(), None);
}
