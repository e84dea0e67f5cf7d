//! S2: the database refuses the moves of a request that the model does not make, whoever writes them.

use super::hub::{mentor, send};
use crate::search::hub::Hub;

const STATUSES: [&str; 8] =
    ["entered", "sent", "questioned", "arranging", "booked", "deciding", "agreed", "closed"];

/// As `is_drawn` of the model's own tests has them.
fn is_drawn(from: &str, to: &str) -> bool {
    match from {
        "entered" => ["sent", "closed"].contains(&to),
        "sent" => ["questioned", "arranging", "booked", "closed"].contains(&to),
        "questioned" => ["sent", "arranging", "booked", "closed"].contains(&to),
        "arranging" => ["booked", "closed"].contains(&to),
        "booked" => ["arranging", "deciding", "closed"].contains(&to),
        "deciding" => ["arranging", "agreed", "closed"].contains(&to),
        "agreed" => to == "closed",
        _ => false,
    }
}

#[tokio::test]
async fn s2_the_database_makes_the_same_moves_as_the_model() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    // The trigger alone is tried here: what else a status needs is not there.
    let mut db = hub.app.database.owner().await;
    for constraint in [
        "chemistry_request_closed_whole",
        "chemistry_request_clock_whole",
        "chemistry_request_meeting_whole",
        "chemistry_request_sent_whole",
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "alter table chemistry_request drop constraint {constraint}"
        )))
        .execute(&mut db)
        .await
        .unwrap();
    }
    for from in STATUSES {
        for to in STATUSES.into_iter().filter(|to| *to != from) {
            sqlx::raw_sql("alter table chemistry_request disable trigger chemistry_request_moves")
                .execute(&mut db)
                .await
                .unwrap();
            sqlx::query("update chemistry_request set status = $2 where chemistry_request_id = $1")
                .bind(id.0)
                .bind(from)
                .execute(&mut db)
                .await
                .unwrap();
            sqlx::raw_sql("alter table chemistry_request enable trigger chemistry_request_moves")
                .execute(&mut db)
                .await
                .unwrap();
            let moved =
                sqlx::query("update chemistry_request set status = $2 where chemistry_request_id = $1")
                    .bind(id.0)
                    .bind(to)
                    .execute(&mut db)
                    .await;
            assert_eq!(moved.is_ok(), is_drawn(from, to), "{from} to {to}");
        }
    }
}
