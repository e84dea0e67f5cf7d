//! What somebody offers as a coach or mentor, where they belong, and when they are free.

use sqlx::PgConnection;

use super::model::Section;
use super::store::records;
use crate::platform::ids::AccountId;

/// What mentees see of them, and what only they see.
pub(super) async fn profile(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let profile = records!(
        db,
        me,
        "select p.job_title, p.headline, p.biography, p.how_i_work, p.pronouns, t.label as seniority, p.created_at, p.updated_at
         from profile p left join term t on t.term_id = p.seniority_id where p.account_id = $1"
    );
    let terms = records!(
        db,
        me,
        "select v.label as vocabulary, t.label as term, p.position from profile_term p join term t using (term_id)
         join vocabulary v using (vocabulary_code) where p.account_id = $1 order by v.position, p.position, t.position"
    );
    let lived = records!(
        db,
        me,
        "select v.label as vocabulary, t.label as term, l.usage, l.consent_version, l.consented_at from lived_experience l
         join term t using (term_id) join vocabulary v using (vocabulary_code) where l.account_id = $1 order by 1, 2"
    );
    let replies = records!(
        db,
        me,
        "select asked, answered, median_hours, last_asked_at from reply_record where account_id = $1"
    );
    let exposure = records!(
        db,
        me,
        "select day, shown, opened, shortlisted, asked from exposure where account_id = $1 order by day"
    );
    Ok(vec![
        Section::new("profile", "Your profile", profile),
        Section::new("profile_terms", "What your profile says in terms of the lists", terms),
        Section::new("lived_experience", "Your lived experience, with your consents", lived),
        Section::new("reply_record", "How you answered requests", replies),
        Section::new("exposure", "How often you were seen, by day", exposure),
    ])
}

/// How many people they see, when they are free, and their calendar.
pub(super) async fn availability(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let places = records!(
        db,
        me,
        "select capacity, seen_elsewhere, active, held, accepting, resumes_on, closed_because, reopened_at, updated_at
         from place where account_id = $1"
    );
    let availability = records!(
        db,
        me,
        "select zone, meeting_minutes, chemistry_minutes, notice_hours, horizon_days, buffer_minutes, outline, joining, updated_at
         from availability where account_id = $1"
    );
    let windows = records!(
        db,
        me,
        "select w.weekday, w.from_time, w.to_time, t.label as delivery, w.place from availability_window w
         left join term t on t.term_id = w.delivery_id where w.account_id = $1 order by w.weekday, w.from_time"
    );
    let exceptions = records!(
        db,
        me,
        "select e.kind, e.from_day, e.to_day, e.from_time, e.to_time, t.label as delivery, e.place, e.added_at
         from availability_exception e left join term t on t.term_id = e.delivery_id where e.account_id = $1 order by e.from_day"
    );
    let duty = records!(db, me, "select day, shift from off_duty where account_id = $1 order by day");
    let feeds = records!(db, me, "select made_at, fetched_on from calendar_feed where account_id = $1");
    let meetings = records!(
        db,
        me,
        "select m.meeting_id, p.name as pool, m.kind, m.status, m.starts_at, m.ends_at, lower(b.during) as taken_from_at,
           upper(b.during) as taken_to_at, b.live as takes_your_time, m.path, t.label as delivery, m.joining, m.sequence,
           m.timed_at, m.reminded_at, m.created_at, m.changed_at
         from booking b join meeting m using (meeting_id) left join pool p on p.pool_id = m.pool_id
         left join term t on t.term_id = m.delivery_id where b.account_id = $1 order by m.starts_at"
    );
    Ok(vec![
        Section::new("places", "How many people you see", places),
        Section::new("availability", "How you meet", availability),
        Section::new("availability_windows", "Times you offer", windows),
        Section::new("availability_exceptions", "Days away, and times you offer once", exceptions),
        Section::new("off_duty", "Your off-duty", duty),
        Section::new("calendar_feeds", "Your calendar’s address", feeds),
        Section::new("meetings", "Your calendar", meetings),
    ])
}

/// Pools they asked to join or belong to, with what they showed.
pub(super) async fn memberships(db: &mut PgConnection, me: AccountId) -> Result<Vec<Section>, sqlx::Error> {
    let applications = records!(
        db,
        me,
        "select a.application_id, p.name as pool, a.offerings, a.membership_kind, a.status, a.statement, a.steps_done,
           a.terms_version, a.ethics_agreed_at, a.created_at, a.updated_at, a.submitted_at, a.overdue_at, a.due_at, a.reminded_at,
           a.decided_at, a.decision_reason
         from application a join pool p using (pool_id) where a.account_id = $1 order by a.created_at"
    );
    let messages = records!(
        db,
        me,
        "select m.application_message_id, m.application_id,
           case when m.author_id = $1 then 'you' when m.author_id = a.account_id then 'the applicant' else 'a coordinator' end
             as written_by,
           m.body, m.asks_for_changes, m.written_at
         from application_message m join application a using (application_id)
         where a.account_id = $1 or m.author_id = $1 order by m.written_at"
    );
    let memberships = records!(
        db,
        me,
        "select m.membership_id, p.name as pool, m.kind, m.status,
           array(select o.offering from membership_offering o where o.membership_id = m.membership_id order by 1) as offerings,
           m.since as since_at, m.terms_version, m.paused_to, m.suspended_reason, m.left_at, m.leaving, m.evidence_to, m.grace_to,
           m.contract_ends, m.hours_cap, m.imported, m.changed_at
         from membership m join pool p using (pool_id) where m.account_id = $1 order by m.since"
    );
    let evidence = records!(
        db,
        me,
        "select e.evidence_id, p.name as pool, e.kind, t.label as qualification, e.title, e.awarding_body, e.dated_on, e.expires_on,
           e.reference, e.link, e.events, e.recorded_by is distinct from $1 as recorded_by_another, e.checked_at, e.imported,
           e.created_at
         from evidence e join pool p using (pool_id) left join term t on t.term_id = e.qualification_id
         where e.account_id = $1 order by e.created_at"
    );
    let entries = records!(
        db,
        me,
        "select e.register_entry_id, p.name as pool, e.email, e.reference, e.imported, e.invited_at, e.invitations, e.confirmed_at,
           e.declined_at, e.created_at, e.updated_at
         from register_entry e join pool p using (pool_id)
         join account a on a.account_id = e.account_id or e.account_id is null and lower(a.email) = lower(e.email)
         where a.account_id = $1 order by e.created_at"
    );
    Ok(vec![
        Section::new("applications", "Pools you asked to join", applications),
        Section::new("application_messages", "What you and coordinators wrote about applications", messages),
        Section::new("memberships", "Pools you belong to", memberships),
        Section::new("evidence", "What you showed pools", evidence),
        Section::new("register_entries", "Your line in an existing register", entries),
    ])
}
