//! The record of who did what.

use futures_util::future::join_all;
use rapport::events::{self, Actor, Recorded, Subject};

use crate::support::app::TestApp;
use crate::support::given;

struct Tried(uuid::Uuid);

impl Recorded for Tried {
    fn kind(&self) -> &'static str {
        "test.tried"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.0 }
    }
}

/// The first things somebody does may happen at one moment: each is recorded, under one key.
#[tokio::test]
async fn s13_first_acts_at_one_moment_are_all_recorded_under_one_key() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        let amina = given::account(&app).make().await;
        let acts = (0..12).map(async |_| {
            let mut tx = app.app.db.begin().await?;
            let tried = Tried(amina.account_id.0);
            events::record(&mut tx, Actor::Account(amina.account_id), app.now(), &tried).await?;
            tx.commit().await
        });
        let failed: Vec<sqlx::Error> = join_all(acts).await.into_iter().filter_map(Result::err).collect();
        assert!(failed.is_empty(), "{failed:?}");
        let (acts, keys): (i64, i64) = sqlx::query_as(
            "select count(*), count(distinct actor_key) from event where subject_id = $1 and kind = 'test.tried'",
        )
        .bind(amina.account_id)
        .fetch_one(&app.app.db)
        .await
        .unwrap();
        assert_eq!((acts, keys), (12, 1));
    }
}
