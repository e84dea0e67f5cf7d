use sqlx::PgConnection;

use super::{happened, record};
use crate::app::App;
use crate::availability;
use crate::calendar;
use crate::chemistry::error::ActError;
use crate::chemistry::events::{Happened, What};
use crate::chemistry::links;
use crate::chemistry::model::{Side, State, Status, Thread};
use crate::chemistry::news::{self, News};
use crate::chemistry::request::{Held, Request};
use crate::chemistry::{offer_store, people, store};
use crate::events::{self, Actor};
use crate::platform::ids::{AccountId, ChemistryId};

/// A move that is about to be written.
pub(in crate::chemistry) struct Put {
    /// As it was, but for what the move changes beside the thread.
    pub request: Request,
    after: Thread,
    what: What,
    code: Option<&'static str>,
}

impl Put {
    pub fn new(held: Held, after: Thread, what: What) -> Self {
        Self { request: held.request, after, what, code: None }
    }

    /// With the code of a reason, for the record.
    pub fn because(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// Writes it: takes or gives back the place, cancels a meeting that will not be, ends links, and when this took the last
    /// place closes the requests that nobody has answered yet.
    ///
    /// # Errors
    /// `NoPlace` when there is none to hold; the database's or a letter's.
    pub async fn write(self, db: &mut PgConnection, app: &App, by: Actor) -> Result<Request, ActError> {
        let held_before = self.request.thread.status().holds_place();
        let request = self.apply(db, app, by).await?;
        if !held_before && request.thread.status().holds_place() {
            crowd_out(db, app, &request).await?;
        }
        Ok(request)
    }

    async fn apply(mut self, db: &mut PgConnection, app: &App, by: Actor) -> Result<Request, ActError> {
        let now = app.clock.now();
        let (before, after) = (self.request.thread.status(), self.after.status());
        if after.holds_place() && !before.holds_place() {
            if !availability::hold(db, now, self.request.practitioner_id).await? {
                return Err(ActError::NoPlace);
            }
        } else if before.holds_place() && !after.holds_place() {
            availability::release(db, now, self.request.practitioner_id).await?;
        }
        if let (State::Booked(_, meeting), Some(id)) = (&self.request.thread.state, self.request.meeting_id)
            && matches!(after, Status::Arranging | Status::Closed)
            && meeting.starts() > now
        {
            calendar::cancel(db, app, now, id)
                .await
                .map_err(|error| ActError::of_booking(error, self.request.mentee_id))?;
        }
        // More time is a time of its own.
        let began = |thread: &Thread| thread.state.clock().map(|clock| clock.from);
        if before != after || began(&self.request.thread) != began(&self.after) {
            self.request.reminders = 0;
        }
        self.request.thread = self.after;
        store::save(db, &self.request).await?;
        self.request.version += 1;
        if matches!(after, Status::Booked | Status::Closed) {
            offer_store::clear_offers(db, &[self.request.id]).await?;
        }
        if after == Status::Closed && !matches!(before, Status::Entered | Status::Sent | Status::Questioned) {
            store::clear_decisions(db, self.request.id).await?;
        }
        if before != after {
            links::close(db, &[self.request.id], after).await?;
        }
        record(db, by, now, &self.request, self.what, self.code).await?;
        if before == Status::Agreed && after == Status::Closed {
            crate::app::agreement_off(db, now, by, &self.request).await?;
        }
        Ok(self.request)
    }
}

/// When no place is left, whoever waits for an answer from the same person is told now rather than never. None of them holds a
/// place, a meeting or a decision, so that much is done for all of them at once and two hundred take no longer than they must.
async fn crowd_out(db: &mut PgConnection, app: &App, winner: &Request) -> Result<(), ActError> {
    let now = app.clock.now();
    let left = availability::lock_place(db, winner.practitioner_id).await?.map_or(0, |place| place.left());
    if left > 0 {
        return Ok(());
    }
    let waiting = store::unanswered_to(db, winner.practitioner_id, winner.id).await?;
    let mut closed = Vec::with_capacity(waiting.len());
    for mut request in store::lock_all(db, &waiting).await? {
        let Ok(after) = request.thread.crowded_out(now) else { continue };
        let was_sent = request.thread.status() != Status::Entered;
        (request.thread, request.reminders) = (after, 0);
        store::save(db, &request).await?;
        request.version += 1;
        closed.push((request, was_sent));
    }
    if closed.is_empty() {
        return Ok(());
    }
    let ids: Vec<ChemistryId> = closed.iter().map(|(request, _)| request.id).collect();
    offer_store::clear_offers(db, &ids).await?;
    links::close(db, &ids, Status::Closed).await?;
    let events: Vec<Happened> =
        closed.iter().map(|(request, _)| happened(request, What::CrowdedOut, None)).collect();
    events::record_all(db, Actor::System, now, &events).await?;
    let mentees = closed.iter().map(|(request, _)| request.mentee_id);
    let everybody: Vec<AccountId> = mentees.chain([winner.practitioner_id]).collect();
    let everybody = people::people(db, &everybody).await?;
    for (request, was_sent) in &closed {
        let news = News::CrowdedOut { was_sent: *was_sent };
        news::tell_among(db, app, now, request, Side::Mentee, news, &everybody).await?;
    }
    Ok(())
}
