//! Requests for a first conversation, put into the database as they stand, for what only needs one to be there.

use rapport::app::App;
use rapport::chemistry::sealed;
use rapport::platform::ids::{AccountId, ChemistryId, PoolId};
use rapport::platform::tokens::Token;
use uuid::Uuid;

use super::given::Person;

/// A request of this status between the two: any but booked and deciding, which need a meeting. The open one where there is
/// one. No place is held for it.
pub async fn thread(
    app: &App,
    pool: PoolId,
    mentee: AccountId,
    practitioner: AccountId,
    status: &str,
) -> ChemistryId {
    let db = &app.db;
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
    let now = app.clock.now();
    let id = ChemistryId::new(now);
    let hope = sealed::hope(&app.secret, id, "To find my feet as a ward manager.");
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

/// A request that waits for an answer.
pub struct Waiting {
    pub mentee: Person,
    pub id: ChemistryId,
    /// The link in the mail by which the coach or mentor answers.
    pub link: String,
}

/// So many mentees who each wait for an answer of the same person, with somebody else next on their shortlist.
pub async fn waiting(
    app: &App,
    pool: PoolId,
    practitioner: AccountId,
    next: AccountId,
    many: usize,
) -> Vec<Waiting> {
    let now = app.clock.now();
    let (mut made, mut hopes, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..many {
        let (account_id, id, token) = (AccountId::new(now), ChemistryId::new(now), Token::random());
        hopes.push(sealed::hope(&app.secret, id, "To find my feet as a ward manager."));
        tokens.push(token.hash());
        let email = format!("mentee{number}.{}@example.org", &account_id.0.simple().to_string()[24..]);
        let mentee =
            Person { account_id, name: format!("Amina {number}"), email, password: None, totp: None };
        made.push(Waiting { mentee, id, link: format!("/act/{}", token.text()) });
    }
    let accounts: Vec<Uuid> = made.iter().map(|one| one.mentee.account_id.0).collect();
    let ids: Vec<Uuid> = made.iter().map(|one| one.id.0).collect();
    let names: Vec<&str> = made.iter().map(|one| one.mentee.name.as_str()).collect();
    let emails: Vec<&str> = made.iter().map(|one| one.mentee.email.as_str()).collect();
    sqlx::query(
        "with people as (
           insert into account (account_id, name, email, email_confirmed_at, created_at, organisation_id)
           select id, name, email, $9, $9, (select organisation_id from account where account_id = $7) from unnest($1::uuid[], $2::text[], $3::text[]) t (id, name, email)),
         requests as (
           insert into chemistry_request (chemistry_request_id, pool_id, mentee_id, practitioner_id, offering, status, hope, times,
             clock_from, clock_wd, until, created_at, sent_at, submission_id)
           select id, $6, mentee, $7, 'mentoring', 'sent', hope, 'suggest', $9, 10, $9 + interval '14 days', $9, $9, gen_random_uuid()
           from unnest($4::uuid[], $1::uuid[], $5::bytea[]) t (id, mentee, hope)),
         listed as (
           insert into shortlist_entry (account_id, practitioner_id, position, offering, added_at)
           select id, $8, 1, 'mentoring', $9 from unnest($1::uuid[]) t (id))
         insert into action_link (token_hash, chemistry_request_id, account_id, act, made_at)
         select hash, id, $7, 'answer', $9 from unnest($10::bytea[], $4::uuid[]) t (hash, id)",
    )
    .bind(&accounts)
    .bind(&names)
    .bind(&emails)
    .bind(&ids)
    .bind(&hopes)
    .bind(pool)
    .bind(practitioner)
    .bind(next)
    .bind(now)
    .bind(&tokens)
    .execute(&app.db)
    .await
    .expect("requests that wait");
    made
}
