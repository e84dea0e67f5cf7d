//! Requests for a first conversation, put into the database as they stand, for what only needs one to be there.

use rapport::platform::ids::{AccountId, ChemistryId, PoolId};
use rapport::platform::seal::seal;
use rapport::platform::secrets::Purpose;

use super::app::TestApp;

/// A request of this status between the two: any but booked and deciding, which need a meeting. The open one where there is
/// one. No place is held for it.
pub async fn thread(
    app: &TestApp,
    pool: PoolId,
    mentee: AccountId,
    practitioner: AccountId,
    status: &str,
) -> ChemistryId {
    let db = &app.app.db;
    let open: Option<ChemistryId> = sqlx::query_scalar(
        "select chemistry_request_id from chemistry_request where mentee_id = $1 and practitioner_id = $2 and status <> 'closed'",
    )
    .bind(mentee)
    .bind(practitioner)
    .fetch_optional(db)
    .await
    .expect("requests");
    if let Some(open) = open.filter(|_| status != "closed") {
        return open;
    }
    let (id, now) = (ChemistryId::new(app.now()), app.now());
    let hope =
        seal(&app.app.secret, Purpose::Chemistry, id.0.as_bytes(), b"To find my feet as a ward manager.");
    sqlx::query(
        "insert into chemistry_request (chemistry_request_id, pool_id, mentee_id, practitioner_id, offering, status, hope, times,
           clock_from, clock_wd, until, outcome, created_at, sent_at, closed_at, submission_id)
         values ($1, $2, $3, $4, 'mentoring', $5, $6, 'suggest',
           case when $5 <> 'closed' then $7::timestamptz end, case when $5 <> 'closed' then 10 end,
           case when $5 <> 'closed' then $7 + interval '14 days' end, case when $5 = 'closed' then 'withdrawn' end,
           $7, case when $5 <> 'entered' then $7 end, case when $5 = 'closed' then $7 end, gen_random_uuid())",
    )
    .bind(id)
    .bind(pool)
    .bind(mentee)
    .bind(practitioner)
    .bind(status)
    .bind(hope)
    .bind(now)
    .execute(db)
    .await
    .expect("a request");
    id
}
