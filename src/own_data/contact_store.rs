//! First conversations, what keeps people apart, and what somebody told about behaviour or safety.

use sqlx::PgConnection;

use super::model::Section;
use super::store::records;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// Requests for a first conversation, as each of the two may read them. Whoever is asked knows of one once it was sent, and why it
/// ended is told only where a page tells it.
pub(super) async fn requests(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let requests = records!(
        db,
        me,
        "select r.chemistry_request_id, p.name as pool, r.mentee_id = $1 as you_asked, o.name as with_whom, r.offering,
           e.name as entered_by, r.status, encode(r.hope, 'hex') as hope, r.times, r.clock_from as limit_began_at,
           r.clock_wd as limit_working_days, r.until as limit_ends_at, r.reminders, r.reopened, r.missed, r.questions, r.outcome,
           case when r.closed_by = $1 or r.outcome in ('declined', 'called-off') then r.reason end as reason,
           encode(r.farewell, 'hex') as farewell, coalesce(r.closed_by = $1, false) as closed_by_you,
           case when r.outcome = 'declined' then s.name end as suggested, r.meeting_id, r.created_at, r.sent_at, r.answered_at,
           r.closed_at, r.reopen_to as reopen_to_at, case when r.mentee_id = $1 then r.cool_off_to end as cool_off_to_at
         from chemistry_request r join pool p using (pool_id)
         join account o on o.account_id = case when r.mentee_id = $1 then r.practitioner_id else r.mentee_id end
         left join account e on e.account_id = r.entered_by left join account s on s.account_id = r.suggested_id
         where r.mentee_id = $1 or r.practitioner_id = $1 and r.sent_at is not null order by r.created_at"
    );
    let offers = records!(
        db,
        me,
        "select o.chemistry_request_id, o.side = case when r.mentee_id = $1 then 'mentee' else 'practitioner' end as offered_by_you,
           o.starts_at, o.ends_at
         from chemistry_offer o join chemistry_request r using (chemistry_request_id)
         where r.mentee_id = $1 or r.practitioner_id = $1 and r.sent_at is not null order by o.starts_at"
    );
    let decisions = records!(
        db,
        me,
        "select d.chemistry_request_id, d.answer, d.decided_at from chemistry_decision d
         join chemistry_request r using (chemistry_request_id)
         where d.side = 'mentee' and r.mentee_id = $1 or d.side = 'practitioner' and r.practitioner_id = $1 order by d.decided_at"
    );
    let condolences = records!(
        db,
        me,
        "select c.condolence_id, c.chemistry_request_id, c.relationship_id, d.name as about, b.name as written_by, encode(c.words, 'hex') as words, c.recorded_at,
           c.told_at
         from condolence c join account d on d.account_id = c.deceased_id left join account b on b.account_id = c.told_by
         where c.account_id = $1 and c.told_at is not null and not c.mistaken order by c.told_at"
    );
    Ok(vec![
        Section::new("chemistry_requests", "First conversations (chemistry meetings)", requests),
        Section::new("chemistry_offers", "Times you two offered each other", offers),
        Section::new("chemistry_decisions", "Your answers after a first conversation", decisions),
        Section::new("condolences", "What was written to you after a death", condolences),
    ])
}

/// What they wrote before they decided, and what others wrote to them for as long as pages show it.
pub(super) async fn messages(
    db: &mut PgConnection,
    me: AccountId,
    readable_since: Instant,
) -> Result<Section, sqlx::Error> {
    let messages = records!(
        db,
        me,
        "select m.chemistry_message_id, m.chemistry_request_id, case when m.author_id = $1 then 'you' else a.name end as written_by,
           m.kind, encode(m.body, 'hex') as words, m.written_at
         from chemistry_message m join chemistry_request r using (chemistry_request_id) join account a on a.account_id = m.author_id
         where m.author_id = $1
           or (r.mentee_id = $1 or r.practitioner_id = $1 and r.sent_at is not null)
             and (r.closed_at is null or r.closed_at > $2 or works_on(r.chemistry_request_id))
         order by m.written_at, m.chemistry_message_id",
        readable_since as Instant
    );
    Ok(Section::new("chemistry_messages", "What you two wrote to each other", messages))
}

/// From whom they keep apart by what they did themselves, and whom a coordinator proposed to them.
pub(super) async fn apart(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let blocks = records!(
        db,
        me,
        "select a.name as no_contact_with, b.blocked_at from contact_block b join account a on a.account_id = b.blocked_id
         where b.account_id = $1 order by b.blocked_at"
    );
    let conflicts = records!(
        db,
        me,
        "select a.name as works_closely_with, c.declared_at from declared_conflict c
         join account a on a.account_id = case when c.one_id = $1 then c.other_id else c.one_id end
         where c.declared_by = $1 order by c.declared_at"
    );
    let proposals = records!(
        db,
        me,
        "select w.proposal_id, p.name as pool, b.name as proposed_by, w.offering, w.status, w.proposed_at, w.answered_at,
           (select coalesce(json_agg(json_build_object('coach_or_mentor', a.name, 'position', q.position, 'why', q.why)
                     order by q.position), '[]')
            from proposal_person q join account a on a.account_id = q.practitioner_id where q.proposal_id = w.proposal_id) as people
         from proposal w join pool p using (pool_id) join account b on b.account_id = w.proposed_by
         where w.mentee_id = $1 order by w.proposed_at"
    );
    Ok(vec![
        Section::new("contact_blocks", "With whom you want no contact", blocks),
        Section::new("declared_conflicts", "With whom you said that you work too closely", conflicts),
        Section::new("proposals", "People a coordinator suggested to you", proposals),
    ])
}

/// What they told about behaviour or safety, sealed; never what others told of them.
pub(super) async fn concerns(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let concerns = records!(
        db,
        me,
        "select c.concern_id, p.name as pool, a.name as about, c.chemistry_request_id, c.topic, c.status,
           encode(c.body, 'hex') as words, c.contact_stopped, c.nation, c.raised_at, c.due_at, c.acknowledged_at, c.referred_to,
           c.closed_at,
           array(select x.name from concern_exclusion e join account x using (account_id) where e.concern_id = c.concern_id order by 1)
             as passes_by
         from concern c left join pool p using (pool_id) left join account a on a.account_id = c.about_id
         where c.raised_by = $1 order by c.raised_at"
    );
    let attachments = records!(
        db,
        me,
        "select t.concern_id, t.position, t.own as written_by_you, t.written_at, encode(t.body, 'hex') as words
         from concern_attachment t join concern c using (concern_id) where c.raised_by = $1 order by t.concern_id, t.position"
    );
    let notes = records!(
        db,
        me,
        "select n.concern_note_id, n.concern_id, encode(n.body, 'hex') as words, n.written_at
         from concern_note n join concern c using (concern_id)
         where c.raised_by = $1 and n.for_raiser order by n.written_at"
    );
    Ok(vec![
        Section::new("concerns", "Concerns you raised", concerns),
        Section::new("concern_attachments", "Messages you showed with them", attachments),
        Section::new("concern_notes", "What was written to you about them", notes),
    ])
}
