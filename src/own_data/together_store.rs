//! Working together: what two agreed, when they met, how they looked back, and their goals. Notes come from their own slice, which
//! records that they were read.

use sqlx::PgConnection;

use super::model::Section;
use super::store::records;
use crate::platform::ids::AccountId;

/// Those they work or worked with. A pairing that they recorded themselves and the other has not confirmed is not told: it would
/// say whose address is known here.
pub(super) async fn relationships(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let relationships = records!(
        db,
        me,
        "select r.relationship_id, p.name as pool, s.name as scheme, r.chemistry_request_id, r.mentee_id = $1 as you_are_the_mentee,
           o.name as with_whom, r.offering, r.status, coalesce(r.recorded_by = $1, false) as recorded_by_you, r.began_on, r.review_on,
           r.review_at_session, r.reviews, r.paused_on, r.paused_to, r.ending_on, r.ended_at, r.outcome,
           coalesce(r.ended_by = $1, false) as ended_by_you, r.touched_at, r.nudges, r.nudged_at,
           r.created_at
         from relationship r join pool p using (pool_id) left join scheme s on s.scheme_id = r.scheme_id
         join account o on o.account_id = case when r.mentee_id = $1 then r.practitioner_id else r.mentee_id end
         where (r.mentee_id = $1 or r.practitioner_id = $1)
           and not (r.recorded_by is not distinct from $1 and (r.status = 'recorded' or r.outcome is not distinct from 'not-confirmed'))
         order by r.created_at"
    );
    let grants = records!(
        db,
        me,
        "select p.name as pool, g.offering, g.granted_at from relationship_grant g join pool p using (pool_id)
         where g.mentee_id = $1 order by g.granted_at"
    );
    // What became of it is the other's to tell.
    let pairings = records!(
        db,
        me,
        "select g.pairing_id, p.name as pool, g.offering, g.began_on, g.email, g.created_at
         from pairing g join pool p using (pool_id) where g.recorded_by = $1 order by g.created_at"
    );
    Ok(vec![
        Section::new("pairings", "People you recorded, as you typed their addresses", pairings),
        Section::new("relationships", "People you work with", relationships),
        Section::new("relationship_grants", "Where a coordinator allows you one more", grants),
    ])
}

/// What they agreed, every version, its words sealed.
pub(super) async fn agreements(db: &mut PgConnection, me: AccountId) -> Result<Section, sqlx::Error> {
    let agreements = records!(
        db,
        me,
        "select a.relationship_id, a.agreement_version, a.sessions, a.minutes, a.every_weeks, a.review_after, a.review_months,
           encode(a.words, 'hex') as words, a.template_version,
           case when a.drafted_by = $1 then 'you' when a.drafted_by is null then 'the hub' else 'the other of you' end as drafted_by,
           a.drafted_at, a.mentee_signed_at, a.practitioner_signed_at as coach_or_mentor_signed_at
         from agreement a join relationship r using (relationship_id)
         where (r.mentee_id = $1 or r.practitioner_id = $1)
           and not (r.recorded_by is not distinct from $1 and (r.status = 'recorded' or r.outcome is not distinct from 'not-confirmed'))
         order by a.relationship_id, a.agreement_version"
    );
    Ok(Section::new("agreements", "What you agreed", agreements))
}

/// When they met and how long, and times for the next.
pub(super) async fn sessions(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let sessions = records!(
        db,
        me,
        "select s.session_id, s.relationship_id, p.name as pool, s.status, s.meeting_id, s.starts_at, s.planned_minutes, s.minutes,
           s.asked_at, s.created_at
         from session s join relationship r using (relationship_id) join pool p on p.pool_id = s.pool_id
         where r.mentee_id = $1 or r.practitioner_id = $1 order by s.starts_at"
    );
    let logs = records!(
        db,
        me,
        "select l.session_id, l.side = case when r.mentee_id = $1 then 'mentee' else 'practitioner' end as said_by_you, l.minutes,
           l.logged_at
         from session_log l join session s using (session_id) join relationship r using (relationship_id)
         where r.mentee_id = $1 or r.practitioner_id = $1 order by l.logged_at"
    );
    let offers = records!(
        db,
        me,
        "select o.relationship_id, o.side = case when r.mentee_id = $1 then 'mentee' else 'practitioner' end as offered_by_you,
           o.starts_at, o.ends_at
         from session_offer o join relationship r using (relationship_id)
         where r.mentee_id = $1 or r.practitioner_id = $1 order by o.starts_at"
    );
    Ok(vec![
        Section::new("sessions", "Your sessions", sessions),
        Section::new("session_logs", "How long sessions were, as each of you says", logs),
        Section::new("session_offers", "Times you two offered each other for a session", offers),
    ])
}

/// What they answered in reviews, and what the other let them read of theirs once they had answered too; sealed.
pub(super) async fn reviews(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let own = records!(
        db,
        me,
        "select a.relationship_id, a.side, a.review_number, a.wish, a.more_sessions, encode(a.reflection, 'hex') as reflection,
           a.shared, a.answered_at
         from review_answer a join relationship r using (relationship_id)
         where a.side = 'mentee' and r.mentee_id = $1 or a.side = 'practitioner' and r.practitioner_id = $1
         order by a.relationship_id, a.review_number"
    );
    let shared = records!(
        db,
        me,
        "select a.relationship_id, a.side, a.review_number, o.name as written_by, encode(a.reflection, 'hex') as reflection,
           a.answered_at
         from review_answer a join relationship r using (relationship_id)
         join account o on o.account_id = case when a.side = 'mentee' then r.mentee_id else r.practitioner_id end
         where (a.side = 'practitioner' and r.mentee_id = $1 or a.side = 'mentee' and r.practitioner_id = $1)
           and a.shared and length(a.reflection) > 0
           and exists (select from review_answer b where b.relationship_id = a.relationship_id
                 and b.review_number = a.review_number and b.side <> a.side)
         order by a.relationship_id, a.review_number"
    );
    Ok(vec![
        Section::new("reviews", "What you answered in reviews", own),
        Section::new("reviews_shared_with_you", "What the other shared with you in reviews", shared),
    ])
}

/// What they said at the end, sealed, and the words mentees let a coach or mentor read: never whose they are.
pub(super) async fn evaluations(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let own = records!(
        db,
        me,
        "select e.relationship_id, e.side, e.fit, e.recommend, e.skills, encode(e.changed, 'hex') as changed, e.may_be_read,
           e.answered_at, e.asked_at, e.lasting, e.lasting_at
         from evaluation e join relationship r using (relationship_id)
         where e.side = 'mentee' and r.mentee_id = $1 or e.side = 'practitioner' and r.practitioner_id = $1 order by e.answered_at"
    );
    let words = records!(
        db,
        me,
        "select e.relationship_id, e.side, encode(e.changed, 'hex') as changed
         from evaluation e join relationship r using (relationship_id)
         where e.side = 'mentee' and r.practitioner_id = $1 and r.status = 'ended' and e.may_be_read and length(e.changed) > 0
         order by e.changed limit 500"
    );
    let looked_back = records!(
        db,
        me,
        "select l.relationship_id, l.asked_at, l.lasting, l.answered_at from look_back l join relationship r using (relationship_id)
         where l.side = 'mentee' and r.mentee_id = $1 or l.side = 'practitioner' and r.practitioner_id = $1
         order by l.asked_at nulls first, l.answered_at"
    );
    Ok(vec![
        Section::new("look_backs", "Whether something has lasted, six months later", looked_back),
        Section::new("evaluations", "What you said at the end", own),
        Section::new("feedback", "What mentees let you read", words),
    ])
}

/// What they want to reach with another, sealed.
pub(super) async fn goals(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let goals = records!(
        db,
        me,
        "select g.goal_id, g.relationship_id, encode(g.body, 'hex') as goal, g.status, g.progress, g.set_by = $1 as set_by_you,
           g.created_at, g.met_at
         from goal g join relationship r using (relationship_id) where r.mentee_id = $1 or r.practitioner_id = $1
         order by g.created_at"
    );
    let actions = records!(
        db,
        me,
        "select a.goal_action_id, a.goal_id, encode(a.body, 'hex') as what,
           a.who = case when r.mentee_id = $1 then 'mentee' else 'practitioner' end as yours_to_do, a.due_on, a.done_at, a.position
         from goal_action a join goal g using (goal_id) join relationship r using (relationship_id)
         where r.mentee_id = $1 or r.practitioner_id = $1 order by a.goal_id, a.position"
    );
    Ok(vec![
        Section::new("goals", "Your goals", goals),
        Section::new("goal_actions", "What you two will do towards them", actions),
    ])
}
