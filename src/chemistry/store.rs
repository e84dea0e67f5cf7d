use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Answer, Answers, Clock, Closing, Outcome, Side, State, Status, Thread, Times};
use super::request::Request;
use super::sealed;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, ChemistryId, MeetingId, PoolId, SubmissionId};
use crate::platform::secrets::Secret;
use crate::platform::span::Span;
use crate::pools::Offering;

/// Who is asked. It never changes, so it may be read before anything is locked.
pub(super) async fn practitioner(
    db: &mut PgConnection,
    id: ChemistryId,
) -> Result<Option<AccountId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select practitioner_id as "id: AccountId" from chemistry_request where chemistry_request_id = $1"#,
        id.0
    )
    .fetch_optional(db)
    .await
}

/// A request, held until the transaction ends. Take the coach's or mentor's place first.
pub(super) async fn lock(db: &mut PgConnection, id: ChemistryId) -> Result<Option<Request>, sqlx::Error> {
    let Some(mut request) = lock_all(db, &[id]).await?.pop() else { return Ok(None) };
    if let State::Deciding(clock, _) = request.thread.state {
        request.thread.state = State::Deciding(clock, answers(db, id).await?);
    }
    Ok(Some(request))
}

/// Requests of one coach or mentor, held until the transaction ends, without what was answered after a meeting. Take the
/// place first.
pub(super) async fn lock_all(
    db: &mut PgConnection,
    ids: &[ChemistryId],
) -> Result<Vec<Request>, sqlx::Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select r.chemistry_request_id, r.pool_id, r.mentee_id, r.practitioner_id, r.offering as "offering: Offering",
             r.entered_by as "entered_by?: AccountId", r.status as "status: Status", r.times as "times: Times",
             r.clock_from as "clock_from?: Instant", r.clock_wd as "clock_wd?", r.until as "until?: Instant", r.reminders,
             r.extended, r.reopened, r.missed, r.questions, r.meeting_id as "meeting_id?: MeetingId",
             r.outcome as "outcome?: Outcome", r.created_at, r.sent_at as "sent_at?: Instant",
             r.answered_at as "answered_at?: Instant", r.closed_at as "closed_at?: Instant",
             r.reopen_to as "reopen_to?: Instant", r.cool_off_to as "cool_off_to?: Instant", r.version,
             m.starts_at as "starts_at?: Instant", m.ends_at as "ends_at?: Instant"
           from chemistry_request r left join meeting m on m.meeting_id = r.meeting_id
           where r.chemistry_request_id = any ($1) order by r.chemistry_request_id for no key update of r"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let clock = row.clock_from.zip(row.until).map(|(from, until)| Clock {
                from,
                days: row.clock_wd.and_then(|days| u16::try_from(days).ok()).unwrap_or(0),
                until,
            });
            let closing = row.outcome.zip(row.closed_at).map(|(outcome, at)| Closing {
                outcome,
                at,
                reopen_to: row.reopen_to,
                cool_off_to: row.cool_off_to,
            });
            let meeting = row.starts_at.zip(row.ends_at).and_then(|(starts, ends)| Span::new(starts, ends));
            let state = match (row.status, clock, closing) {
                (Status::Entered, Some(clock), _) => State::Entered(clock),
                (Status::Sent, Some(clock), _) => State::Sent(clock),
                (Status::Questioned, Some(clock), _) => State::Questioned(clock),
                (Status::Arranging, Some(clock), _) => State::Arranging(clock),
                (Status::Booked, Some(clock), _) => State::Booked(
                    clock,
                    meeting.ok_or_else(|| incomplete("a booked request without its meeting"))?,
                ),
                (Status::Deciding, Some(clock), _) => State::Deciding(clock, Answers::default()),
                (Status::Agreed, Some(clock), _) => State::Agreed(clock),
                (Status::Closed, _, Some(closing)) => State::Closed(closing),
                _ => return Err(incomplete("a request without what its status needs")),
            };
            let small = |number: i16| u8::try_from(number).unwrap_or(u8::MAX);
            Ok(Request {
                id: row.chemistry_request_id,
                pool_id: row.pool_id,
                mentee_id: row.mentee_id,
                practitioner_id: row.practitioner_id,
                offering: row.offering,
                entered_by: row.entered_by,
                times: row.times,
                meeting_id: row.meeting_id,
                created_at: row.created_at,
                sent_at: row.sent_at,
                answered_at: row.answered_at,
                reminders: row.reminders,
                version: row.version,
                thread: Thread {
                    state,
                    questions: small(row.questions),
                    missed: small(row.missed),
                    extended: row.extended,
                    reopened: row.reopened,
                },
            })
        })
        .collect()
}

fn incomplete(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

/// What both have answered so far.
pub(super) async fn answers(db: &mut PgConnection, id: ChemistryId) -> Result<Answers, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select side as "side: Side", answer as "answer: Answer" from chemistry_decision where chemistry_request_id = $1"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.iter().fold(Answers::default(), |answers, row| answers.with(row.side, row.answer)))
}

/// Writes a request as it is now over the version it was read at.
pub(super) async fn save(db: &mut PgConnection, request: &Request) -> Result<(), sqlx::Error> {
    let thread = &request.thread;
    let clock = thread.state.clock();
    let closing = match &thread.state {
        State::Closed(closing) => Some(*closing),
        _ => None,
    };
    let done = sqlx::query!(
        "update chemistry_request set status = $3, clock_from = $4, clock_wd = $5, until = $6, reminders = $7, extended = $8,
           reopened = $9, missed = $10, questions = $11, meeting_id = $12, outcome = $13, sent_at = $14, answered_at = $15,
           closed_at = $16, reopen_to = $17, cool_off_to = $18, version = version + 1
         where chemistry_request_id = $1 and version = $2",
        request.id.0,
        request.version,
        thread.status().code(),
        clock.map(|clock| clock.from) as Option<Instant>,
        clock.map(|clock| i16::try_from(clock.days).unwrap_or(i16::MAX)),
        clock.map(|clock| clock.until) as Option<Instant>,
        request.reminders,
        thread.extended,
        thread.reopened,
        i16::from(thread.missed),
        i16::from(thread.questions),
        request.meeting_id.map(|meeting| meeting.0),
        closing.map(|closing| closing.outcome.code()),
        request.sent_at as Option<Instant>,
        request.answered_at as Option<Instant>,
        closing.map(|closing| closing.at) as Option<Instant>,
        closing.and_then(|closing| closing.reopen_to) as Option<Instant>,
        closing.and_then(|closing| closing.cool_off_to) as Option<Instant>,
    )
    .execute(db)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// A request to be written.
pub(super) struct New<'a> {
    pub request: &'a Request,
    /// Sealed.
    pub hope: &'a [u8],
    pub submission: SubmissionId,
}

/// Writes a new request; false when this submission wrote it before.
pub(super) async fn insert(db: &mut PgConnection, new: &New<'_>) -> Result<bool, sqlx::Error> {
    let request = new.request;
    let clock = request.thread.state.clock();
    let done = sqlx::query!(
        "insert into chemistry_request (chemistry_request_id, pool_id, mentee_id, practitioner_id, offering, entered_by, status,
           hope, times, clock_from, clock_wd, until, created_at, sent_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         on conflict on constraint chemistry_request_submission_unique do nothing",
        request.id.0,
        request.pool_id.0,
        request.mentee_id.0,
        request.practitioner_id.0,
        request.offering.code(),
        request.entered_by.map(|account| account.0),
        request.thread.status().code(),
        new.hope,
        request.times.code(),
        clock.map(|clock| clock.from) as Option<Instant>,
        clock.map(|clock| i16::try_from(clock.days).unwrap_or(i16::MAX)),
        clock.map(|clock| clock.until) as Option<Instant>,
        request.created_at as Instant,
        request.sent_at as Option<Instant>,
        new.submission.0,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a submission of a mentee has written already, in the order it was written.
///
/// # Errors
/// The database's.
pub async fn of_submission(
    db: &mut PgConnection,
    mentee: AccountId,
    submission: SubmissionId,
) -> Result<Vec<ChemistryId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select chemistry_request_id as "id: ChemistryId" from chemistry_request
           where submission_id = $1 and mentee_id = $2 order by chemistry_request_id"#,
        submission.0,
        mentee.0,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn set_decision(
    db: &mut PgConnection,
    now: Instant,
    id: ChemistryId,
    side: Side,
    answer: Answer,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into chemistry_decision (chemistry_request_id, side, answer, decided_at) values ($1, $2, $3, $4)
         on conflict (chemistry_request_id, side) do update set answer = excluded.answer, decided_at = excluded.decided_at",
        id.0,
        side.code(),
        answer.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn clear_decisions(db: &mut PgConnection, id: ChemistryId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from chemistry_decision where chemistry_request_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// How a request ended, in the words of who ended it.
pub(super) struct Farewell<'a> {
    pub reason: Option<&'static str>,
    /// Sealed.
    pub words: Option<&'a [u8]>,
    pub by: Option<AccountId>,
    pub suggested: Option<AccountId>,
}

pub(super) async fn set_farewell(
    db: &mut PgConnection,
    id: ChemistryId,
    farewell: &Farewell<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update chemistry_request set reason = $2, farewell = $3, closed_by = $4, suggested_id = $5 where chemistry_request_id = $1",
        id.0,
        farewell.reason,
        farewell.words,
        farewell.by.map(|account| account.0),
        farewell.suggested.map(|account| account.0),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Requests to somebody that are not answered yet, but one.
pub(super) async fn unanswered_to(
    db: &mut PgConnection,
    practitioner: AccountId,
    except: ChemistryId,
) -> Result<Vec<ChemistryId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select chemistry_request_id as "id: ChemistryId" from chemistry_request
           where practitioner_id = $1 and chemistry_request_id <> $2 and status in ('entered', 'sent', 'questioned')
           order by chemistry_request_id"#,
        practitioner.0,
        except.0,
    )
    .fetch_all(db)
    .await
}

/// Open requests between two people, or all of one person.
///
/// # Errors
/// The database's.
pub async fn open_of(
    db: &mut PgConnection,
    one: AccountId,
    other: Option<AccountId>,
) -> Result<Vec<ChemistryId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select chemistry_request_id as "id: ChemistryId" from chemistry_request
           where status <> 'closed' and ((mentee_id = $1 and ($2::uuid is null or practitioner_id = $2))
                                      or (practitioner_id = $1 and ($2::uuid is null or mentee_id = $2)))
           order by practitioner_id, chemistry_request_id"#,
        one.0,
        other.map(|other| other.0) as Option<Uuid>,
    )
    .fetch_all(db)
    .await
}

/// What speaks against opening a request again: another one between the two, that one of them is not to be met any more, or what
/// the mentee has open and agreed meanwhile.
pub(super) struct Against {
    pub another_open: bool,
    pub not_available: bool,
    /// The mentee works with as many in the same offering as the pool lets them, or has agreed to.
    pub paired: bool,
    /// Requests the mentee has open, and how many they may have.
    pub open: i64,
    pub cap: i16,
}

pub(super) async fn against_reopening(
    db: &mut PgConnection,
    request: &Request,
) -> Result<Against, sqlx::Error> {
    sqlx::query_as!(
        Against,
        r#"select
             exists (select from chemistry_request r
                     where r.mentee_id = $1 and r.practitioner_id = $2 and r.status <> 'closed') as "another_open!",
             exists (select from contact_block b where (b.account_id, b.blocked_id) in (($1, $2), ($2, $1)))
               or exists (select from declared_conflict c where c.one_id = least($1, $2) and c.other_id = greatest($1, $2))
               or exists (select from account a where a.account_id in ($1, $2) and a.closed_at is not null)
               or not exists (select from membership m where m.account_id = $2 and m.pool_id = $3 and m.status in ('active', 'paused'))
               as "not_available!",
             is_paired($1, $4, $3) as "paired!",
             (select count(*) from chemistry_request r where r.mentee_id = $1 and r.status not in ('closed', 'agreed')) as "open!",
             coalesce((select s.open_requests from pool_setting s where s.pool_id = $3), 3::int2) as "cap!""#,
        request.mentee_id.0,
        request.practitioner_id.0,
        request.pool_id.0,
        request.offering.code(),
    )
    .fetch_one(db)
    .await
}

/// Days somebody said they are away, from `from` on: first and last of each stretch.
pub(super) async fn away(
    db: &mut PgConnection,
    account: AccountId,
    from: Day,
) -> Result<Vec<(Day, Day)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select from_day, to_day from availability_exception where account_id = $1 and kind = 'away' and to_day >= $2
         order by from_day",
        account.0,
        from as Day,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.from_day, row.to_day)).collect())
}

/// The name of a pool.
pub(super) async fn pool_name(db: &mut PgConnection, pool: PoolId) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!("select name from pool where pool_id = $1", pool.0).fetch_one(db).await
}

/// Takes away what somebody wrote, and what they decided.
pub(super) async fn forget_texts(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("update chemistry_request set hope = '' where mentee_id = $1", account.0)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "update chemistry_request set farewell = null where closed_by = $1 or mentee_id = $1",
        account.0
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a mentee hoped for when they asked; none when it cannot be read or is kept no more.
///
/// # Errors
/// The database's.
pub async fn hope_of(
    db: &mut PgConnection,
    secret: &Secret,
    id: ChemistryId,
) -> Result<Option<String>, sqlx::Error> {
    let sealed =
        sqlx::query_scalar!("select hope from chemistry_request where chemistry_request_id = $1", id.0)
            .fetch_one(db)
            .await?;
    Ok(sealed::read_hope(secret, id, &sealed).filter(|hope| !hope.trim().is_empty()))
}
