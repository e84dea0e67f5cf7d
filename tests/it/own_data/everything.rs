//! Somebody who did everything: a row in every table about people, with a canary in every text that is theirs.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use rapport::platform::ids::{AccountId, PoolId, RelationshipId};
use rapport::platform::seal::seal;
use rapport::platform::secrets::Purpose;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::support::app::TestApp;
use crate::support::given::{self, Person};
use crate::support::pairs;

/// What somebody typed, and what came of sealing it.
pub struct Everything {
    tag: &'static str,
    pub relationship: RelationshipId,
    /// Every canary of theirs, by the name of the text.
    pub canaries: BTreeMap<String, String>,
    /// Sealed bytes that hold one, as hexadecimal.
    pub sealed: Vec<String>,
}

impl Everything {
    pub fn of(&self, what: &str) -> &str {
        self.canaries.get(what).unwrap_or_else(|| panic!("{} typed no {what}", self.tag))
    }

    fn canary(&mut self, what: &str) -> String {
        let canary = format!("canary-{}-{what}", self.tag);
        self.canaries.insert(what.to_owned(), canary.clone());
        canary
    }
}

/// Amina, who does everything with Grace, and Grace, who does everything with Amina: each is the other's mentee once.
pub struct Two {
    pub app: TestApp,
    pub pool: PoolId,
    pub amina: Person,
    pub grace: Person,
    pub asha: Person,
    pub of_amina: Everything,
    pub of_grace: Everything,
}

impl Two {
    pub async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "North pool").await;
        let organisation = given::organisation(&app, "Riverside Trust").await;
        let person =
            |name: &'static str| given::account(&app).named(name).employed_by(organisation).practitioner();
        let amina = person("Amina canary-amina-name").with_email("amina-canary@example.org").make().await;
        let grace = person("Grace Obi").make().await;
        let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
        let coordinator = asha.account_id;
        let of_amina = everything(&app, pool, "amina", &amina, &grace, coordinator).await;
        let of_grace = everything(&app, pool, "grace", &grace, &amina, coordinator).await;
        Self { app, pool, amina, grace, asha, of_amina, of_grace }
    }
}

/// As the owner of the schema, in one session that says whose rows are written.
async fn write(app: &TestApp, me: AccountId, sql: &str) {
    let script = format!("select set_config('rapport.account_id', '{me}', false);\n{sql}");
    sqlx::raw_sql(AssertSqlSafe(script))
        .execute(&mut app.database.owner().await)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

struct Sealing<'a> {
    app: &'a TestApp,
    made: Vec<String>,
}

impl Sealing<'_> {
    /// A literal of sealed bytes.
    fn of(&mut self, purpose: Purpose, context: &[u8], text: &str) -> String {
        let sealed = HEXLOWER.encode(&seal(&self.app.app.secret, purpose, context, text.as_bytes()));
        self.made.push(sealed.clone());
        format!("'\\x{sealed}'::bytea")
    }
}

#[expect(clippy::too_many_lines, reason = "a row for each table")]
async fn everything(
    app: &TestApp,
    pool: PoolId,
    tag: &'static str,
    me: &Person,
    with: &Person,
    coordinator: AccountId,
) -> Everything {
    let (email, me, other) = (me.email.clone(), me.account_id, with.account_id);
    let relationship = pairs::relationship(&app.app, pool, me, other, "mentoring").await;
    let mut all = Everything { tag, relationship, canaries: BTreeMap::new(), sealed: Vec::new() };
    let mut sealing = Sealing { app, made: Vec::new() };
    let now = format!("'{}'::timestamptz", app.now().timestamp());
    let mut c = |what: &str| all.canary(what);
    if tag == "amina" {
        c("name");
    }

    let draft_path = "/account/details";
    let context = format!("{me} {draft_path}");
    let draft = sealing.of(Purpose::Draft, context.as_bytes(), &format!("team={}", c("draft")));
    let enquiry = Uuid::new_v4();
    let message = sealing.of(Purpose::Enquiry, enquiry.as_bytes(), &c("enquiry"));
    let reply_context = [enquiry.as_bytes().as_slice(), b"/reply"].concat();
    let reply = sealing.of(Purpose::Enquiry, &reply_context, &c("reply"));
    let [team, manager, mail_change, device] = ["team", "manager", "mail-change", "device"].map(&mut c);
    let [job, headline, biography, work, pronouns] =
        ["job", "headline", "biography", "how-i-work", "pronouns"].map(&mut c);
    let [outline, joining, place, extra] = ["outline", "joining", "place", "extra-place"].map(&mut c);
    let (hash, other_hash) = (hex(), hex());
    write(
        app,
        me,
        &format!(
            "update account set team = '{team}', line_manager = '{manager}', zone = 'Europe/Paris', employment_proof = 'join-code',
               employment_proven_at = {now}, recovery_email = 'canary-{tag}-recovery@example.org', recovery_email_confirmed_at = {now}
             where account_id = '{me}';
             insert into login_session (token_hash, login_session_id, account_id, data, device, created_at, last_seen_at, expires_at,
               ended_at) values ('{hash}', gen_random_uuid(), '{me}', '{{}}', '{device}', {now}, {now}, {now}, {now});
             insert into mail (mail_id, account_id, kind, class, topic, queued_at, due_at, sent_at, dedupe_key)
               values (gen_random_uuid(), '{me}', 'saved-search', 'weekly', 'saved-searches', {now}, {now}, {now}, 'test/{me}');
             insert into mail_week (account_id, mail_id, opened_at) select '{me}', mail_id, {now} from mail where account_id = '{me}' limit 1;
             insert into mail_stop (account_id, topic, stopped_at) values ('{me}', 'tips', {now});
             insert into mail_unsubscribe (token_hash, account_id, topic, created_at) values ('{hash}', '{me}', 'tips', {now});
             insert into second_factor (account_id, sealed_secret, confirmed_at, last_step) values ('{me}', '', {now}, 0) on conflict do nothing;
             insert into second_factor_enrolment (account_id, sealed_secret, started_at) values ('{me}', '', {now});
             insert into recovery_code (account_id, code_hash, created_at) values ('{me}', '{hash}', {now});
             insert into known_device (account_id, token_hash, created_at, last_used_at, expires_at)
               values ('{me}', '{hash}', {now}, {now}, {now} + interval '1 year');
             insert into email_change (email_change_id, account_id, old_email, new_email, token_hash, requested_at, expires_at)
               values (gen_random_uuid(), '{me}', '{email}', '{mail_change}@example.org', '{hash}', {now}, {now});
             insert into recovery_address_request (account_id, email, token_hash, requested_at, expires_at)
               values ('{me}', '{mail_change}@example.net', '{hash}', {now}, {now});
             insert into draft (draft_id, account_id, path, sealed, created_at) values (gen_random_uuid(), '{me}', '{draft_path}', {draft}, {now});
             insert into registration (registration_id, email, name, workplace, requested_at) values (gen_random_uuid(), '{email}', 'A', '{{}}', {now});
             insert into sign_in_code (sign_in_code_id, email, own_phone, next, requested_at, account_id)
               values (gen_random_uuid(), '{email}', false, '/', {now}, '{me}');
             insert into password_reset (password_reset_id, email, requested_at, account_id) values (gen_random_uuid(), '{email}', {now}, '{me}');
             insert into enquiry (enquiry_id, submission_id, account_id, name, email, topic, nation, sealed_message, received_at, due_at,
               status, answered_at, answered_by, answered_how, sealed_reply)
               values ('{enquiry}', gen_random_uuid(), '{me}', 'A', '{email}', 'other', 'england', {message}, {now}, {now} + interval '1 day',
               'answered', {now}, '{coordinator}', 'mail', {reply});

             insert into profile (account_id, job_title, headline, biography, how_i_work, pronouns, created_at, updated_at)
               values ('{me}', '{job}', '{headline}', '{biography}', '{work}', '{pronouns}', {now}, {now});
             insert into profile_term (account_id, term_id) select '{me}', min(term_id) from term;
             insert into lived_experience (account_id, term_id, usage, consent_version, consented_at) select '{me}', min(term_id), 'matched', 1, {now} from term;
             insert into reply_record (account_id) values ('{me}');
             insert into exposure (account_id, day, shown) values ('{me}', {now}::date, 3);
             insert into place (account_id, updated_at) values ('{me}', {now}) on conflict do nothing;
             insert into availability (account_id, outline, joining, updated_at) values ('{me}', '{outline}', '{joining}', {now});
             insert into availability_window (availability_window_id, account_id, weekday, from_time, to_time, place)
               values (gen_random_uuid(), '{me}', 1, '09:00', '10:00', '{place}');
             insert into availability_exception (availability_exception_id, account_id, kind, from_day, to_day, from_time, to_time, place, added_at)
               values (gen_random_uuid(), '{me}', 'extra', {now}::date, {now}::date, '09:00', '10:00', '{extra}', {now});
             insert into off_duty (account_id, day, shift) values ('{me}', {now}::date, 'late');
             insert into calendar_feed (account_id, token_hash, sealed, made_at) values ('{me}', '{other_hash}', '', {now});"
        ),
    )
    .await;

    let [statement, asked, name, body_, reference, link] =
        ["statement", "application-message", "evidence", "awarding-body", "reference", "link"].map(&mut c);
    let (meeting, application, membership) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let register = c("register");
    let how = c("meeting-joining");
    let offset = if tag == "amina" { 24 } else { 48 };
    write(
        app,
        me,
        &format!(
            "insert into meeting (meeting_id, pool_id, kind, starts_at, ends_at, path, joining, timed_at, created_at, changed_at)
               values ('{meeting}', '{pool}', 'session', {now} + interval '{offset} hours', {now} + interval '{offset} hours 30 minutes', '/chemistry', '{how}', {now}, {now}, {now});
             insert into booking (meeting_id, account_id, during) select '{meeting}', '{me}', tstzrange(starts_at, ends_at) from meeting where meeting_id = '{meeting}';
             insert into application (application_id, pool_id, account_id, offerings, status, statement, submission_id, created_at, updated_at)
               values ('{application}', '{pool}', '{me}', '{{mentoring}}', 'draft', '{statement}', gen_random_uuid(), {now}, {now});
             insert into application_message (application_message_id, pool_id, application_id, author_id, body, submission_id, written_at)
               values (gen_random_uuid(), '{pool}', '{application}', '{me}', '{asked}', gen_random_uuid(), {now});
             insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
               values ('{membership}', '{pool}', '{me}', 'employee', 'active', {now}, 1, {now});
             insert into membership_offering (pool_id, membership_id, offering) values ('{pool}', '{membership}', 'mentoring');
             insert into evidence (evidence_id, pool_id, account_id, kind, title, awarding_body, reference, link, recorded_by, submission_id, created_at)
               values ('{application}', '{pool}', '{me}', 'cpd', '{name}', '{body_}', '{reference}', '{link}', '{me}', gen_random_uuid(), {now});
             insert into register_entry (register_entry_id, pool_id, email, reference, imported, confirmed_at, account_id, created_at, updated_at)
               values (gen_random_uuid(), '{pool}', '{email}', 'R', '{{\"words\": \"{register}\"}}', {now}, '{me}', {now}, {now});"
        ),
    )
    .await;

    let (draft, saved) = (Uuid::new_v4(), Uuid::new_v4());
    let private =
        |text: String| format!("{{\"text\":\"{text}\",\"areas\":[],\"weight\":\"must\",\"words\":[]}}");
    let search = sealing.of(Purpose::Search, draft.as_bytes(), &private(c("search")));
    let kept = sealing.of(Purpose::Search, saved.as_bytes(), &private(c("saved-search")));
    let [title, note, written] = ["saved-name", "shortlist-note", "avoided"].map(&mut c);
    write(
        app,
        me,
        &format!(
            "insert into view_budget (account_id, day, views) values ('{me}', {now}::date, 3);
             insert into search_draft (search_draft_id, account_id, sealed, written_at) values ('{draft}', '{me}', {search}, {now});
             insert into saved_search (saved_search_id, account_id, name, address, sealed, created_at, looked_at, submission_id)
               values ('{saved}', '{me}', '{title}', 'offering=mentoring', {kept}, {now}, {now}, gen_random_uuid());
             insert into shortlist_entry (account_id, practitioner_id, position, offering, added_at) values ('{me}', '{other}', 1, 'mentoring', {now});
             insert into shortlist_note (account_id, practitioner_id, note, written_at) values ('{me}', '{other}', '{note}', {now});
             insert into place_watch (account_id, practitioner_id, offering, asked_at) values ('{me}', '{other}', 'mentoring', {now});
             insert into avoided_person (avoided_person_id, account_id, written, added_at) values (gen_random_uuid(), '{me}', '{written}', {now});"
        ),
    )
    .await;

    let (request, past, words) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
    let hope_context = |id: Uuid, what: &[u8]| [id.as_bytes().as_slice(), what].concat();
    let hope = sealing.of(Purpose::Chemistry, &hope_context(request, b"hope"), &c("hope"));
    let past_hope = sealing.of(Purpose::Chemistry, &hope_context(past, b"hope"), &c("past-hope"));
    let farewell = sealing.of(Purpose::Chemistry, &hope_context(past, b"farewell"), &c("farewell"));
    let condolence = sealing.of(Purpose::Chemistry, &hope_context(past, b"condolence"), &c("condolence"));
    let message = sealing.of(Purpose::Chemistry, words.as_bytes(), &c("message"));
    let concern = Uuid::new_v4();
    let told = sealing.of(Purpose::Concern, concern.as_bytes(), &c("concern"));
    let attached_context = [concern.as_bytes().as_slice(), b"/message/", &1_i16.to_be_bytes()].concat();
    let attached = sealing.of(Purpose::Concern, &attached_context, &c("attachment"));
    let (answer, apart) = (Uuid::new_v4(), Uuid::new_v4());
    let answered = sealing.of(Purpose::Concern, answer.as_bytes(), &c("concern-answer"));
    let aside = sealing.of(Purpose::Concern, apart.as_bytes(), &format!("canary-desk-{tag}"));
    let why = c("why");
    let decision = if tag == "amina" { "not-yet" } else { "no" };
    write(
        app,
        me,
        &format!(
            "insert into chemistry_request (chemistry_request_id, pool_id, mentee_id, practitioner_id, offering, status, hope, times, clock_from,
               clock_wd, until, meeting_id, created_at, sent_at, submission_id)
               values ('{request}', '{pool}', '{me}', '{other}', 'mentoring', 'deciding', {hope}, 'suggest', {now}, 10,
               {now} + interval '14 days', '{meeting}', {now}, {now}, gen_random_uuid());
             insert into chemistry_request (chemistry_request_id, pool_id, mentee_id, practitioner_id, offering, status, hope, times, outcome,
               reason, farewell, closed_by, created_at, sent_at, closed_at, submission_id)
               values ('{past}', '{pool}', '{me}', '{other}', 'mentoring', 'closed', {past_hope}, 'suggest', 'called-off', 'work', {farewell},
               '{me}', {now}, {now}, {now}, gen_random_uuid());
             insert into chemistry_offer (chemistry_request_id, side, starts_at, ends_at)
               values ('{request}', 'mentee', {now}, {now} + interval '30 minutes');
             insert into chemistry_decision (chemistry_request_id, side, answer, decided_at) values ('{request}', 'mentee', '{decision}', {now});
             insert into chemistry_message (chemistry_message_id, chemistry_request_id, author_id, kind, body, written_at, submission_id)
               values ('{words}', '{request}', '{me}', 'message', {message}, {now}, gen_random_uuid());
             insert into condolence (chemistry_request_id, deceased_id, account_id, recorded_at, due_at, told_at, told_by, words)
               values ('{past}', '{other}', '{me}', {now}, {now}, {now}, '{coordinator}', {condolence});
             insert into action_link (token_hash, chemistry_request_id, account_id, act, made_at) values ('{hash}', '{request}', '{me}', 'decide', {now});
             insert into contact_block (account_id, blocked_id, blocked_at) values ('{me}', '{coordinator}', {now});
             insert into declared_conflict (one_id, other_id, declared_by, declared_at)
               values (least('{me}'::uuid, '{coordinator}'::uuid), greatest('{me}'::uuid, '{coordinator}'::uuid), '{me}', {now});
             insert into concern (concern_id, pool_id, raised_by, about_id, topic, status, body, contact_stopped, nation, raised_at, due_at, submission_id)
               values ('{concern}', '{pool}', '{me}', '{other}', 'other', 'raised', {told}, false, 'england', {now}, {now}, gen_random_uuid());
             insert into concern_exclusion (concern_id, account_id) values ('{concern}', '{coordinator}');
             insert into concern_attachment (concern_id, position, own, written_at, body) values ('{concern}', 1, true, {now}, {attached});
             insert into concern_note (concern_note_id, concern_id, author_id, for_raiser, body, written_at, submission_id)
               values ('{answer}', '{concern}', '{coordinator}', true, {answered}, {now}, gen_random_uuid()),
                      ('{apart}', '{concern}', '{coordinator}', false, {aside}, {now}, gen_random_uuid());
             insert into proposal (proposal_id, pool_id, mentee_id, proposed_by, offering, status, proposed_at, submission_id)
               values ('{request}', '{pool}', '{me}', '{coordinator}', 'mentoring', 'waiting', {now}, gen_random_uuid());
             insert into proposal_person (proposal_id, practitioner_id, position, why) values ('{request}', '{other}', 1, '{why}');"
        ),
    )
    .await;

    let relation = relationship.0;
    let side = |what: &str| [relation.as_bytes().as_slice(), b"mentee", what.as_bytes()].concat();
    let words_of = |text: String| format!("{{\"purpose\":\"{text}\"}}");
    let version = [relation.as_bytes().as_slice(), &1_i32.to_be_bytes()].concat();
    let agreed = sealing.of(Purpose::Agreement, &version, &words_of(c("agreement")));
    let review = sealing.of(Purpose::Agreement, &side("review"), &c("review-shared"));
    let unshared = sealing.of(Purpose::Agreement, &side("review"), &c("review"));
    let changed = sealing.of(Purpose::Agreement, &side("changed"), &c("evaluation"));
    let private_note = pairs::note(&app.app, relationship, me, &c("note"), false).await;
    let shared_note = pairs::note(&app.app, relationship, me, &c("note-shared"), true).await;
    let goal = pairs::goal(&app.app, relationship, me, &c("goal")).await;
    let (session, entry) = (Uuid::new_v4(), Uuid::new_v4());
    let reflection = format!(r#"{{"happened":"{}","learned":"","next":""}}"#, c("reflection"));
    let ledger_context = [entry.as_bytes().as_slice(), me.0.as_bytes()].concat();
    let reflection = sealing.of(Purpose::Ledger, &ledger_context, &reflection);
    let of_session = format!(r#"{{"happened":"{}","learned":"","next":""}}"#, c("session-reflection"));
    let session_context = [b"session/".as_slice(), session.as_bytes(), me.0.as_bytes()].concat();
    let of_session = sealing.of(Purpose::Ledger, &session_context, &of_session);
    let typed = format!("{}@b.example", c("pairing"));
    let [ledger, whom, group] = ["ledger", "ledger-with", "group"].map(&mut c);
    write(
        app,
        me,
        &format!(
            "insert into agreement (relationship_id, agreement_version, minutes, review_after, review_months, words, drafted_by, drafted_at,
               mentee_signed_at, practitioner_signed_at, submission_id) values ('{relation}', 1, 60, 3, 3, {agreed}, '{me}', {now}, {now}, {now}, gen_random_uuid());
             insert into session (session_id, pool_id, relationship_id, status, meeting_id, starts_at, planned_minutes, minutes, created_at, submission_id)
               values ('{session}', '{pool}', '{relation}', 'held', '{meeting}', {now}, 60, 55, {now}, gen_random_uuid());
             insert into session_log (session_id, side, minutes, logged_at) values ('{session}', 'mentee', 55, {now});
             insert into session_offer (relationship_id, side, starts_at, ends_at) values ('{relation}', 'mentee', {now}, {now} + interval '1 hour');
             insert into relationship_grant (pool_id, mentee_id, offering, granted_by, granted_at) values ('{pool}', '{me}', 'mentoring', '{coordinator}', {now});
             insert into review_answer (relationship_id, review_number, side, wish, reflection, shared, answered_at)
               values ('{relation}', 1, 'mentee', 'continue', {review}, true, {now}), ('{relation}', 2, 'mentee', 'continue', {unshared}, false, {now}),
                      ('{relation}', 1, 'practitioner', 'continue', '', false, {now}), ('{relation}', 2, 'practitioner', 'continue', '', false, {now});
             update relationship set status = 'ended', outcome = 'planned', ended_at = {now} where relationship_id = '{relation}';
             insert into evaluation (relationship_id, side, fit, recommend, changed, may_be_read, answered_at)
               values ('{relation}', 'mentee', 4, 4, {changed}, {readable}, {now});
             insert into look_back (relationship_id, side, asked_at, lasting, answered_at) values ('{relation}', 'mentee', {now}, 'partly', {now});
             insert into session_reflection (session_id, account_id, body, in_statement, written_at, changed_at)
               values ('{session}', '{me}', {of_session}, true, {now}, {now});
             insert into pairing (pairing_id, pool_id, recorded_by, offering, began_on, email, status, hushed, created_at, submission_id)
               values (gen_random_uuid(), '{pool}', '{me}', 'mentoring', '2027-01-01', '{typed}', 'waiting', false, {now}, gen_random_uuid());
             insert into supervision_group (group_id, pool_id, supervisor_id, held_on, minutes, title, created_at, submission_id)
               values ('{entry}', '{pool}', '{me}', {now}::date, 60, '{group}', {now}, gen_random_uuid());
             insert into ledger_entry (ledger_entry_id, account_id, kind, held_on, minutes, title, with_whom, counts, reflection, created_at, submission_id)
               values ('{entry}', '{me}', 'cpd', {now}::date, 60, '{ledger}', '{whom}', true, {reflection}, {now}, gen_random_uuid());
             insert into ledger_evidence (ledger_entry_id, evidence_id) values ('{entry}', '{application}');
             insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on, submitted_at)
               values ('{entry}', '{me}', '2027-02-01', 'amended', {now}, '2027-03-10', {now});
             insert into monthly_return_figure (monthly_return_id, kind, minutes, prefilled_minutes) values ('{entry}', 'mentoring', 60, 55);
             insert into monthly_return_amendment (monthly_return_id, version, kind, minutes, changed_at) values ('{entry}', 1, 'mentoring', 55, {now});",
            readable = tag == "grace",
        ),
    )
    .await;
    let made = sealing.made;
    let notes: Vec<(Vec<u8>,)> = sqlx::query_as(
        "select body from note where note_id in ($1, $2) union all select body from goal where goal_id = $3
         union all select body from goal_action where goal_id = $3
         union all select wrapped from note_key where author_id = $4",
    )
    .bind(private_note)
    .bind(shared_note)
    .bind(goal)
    .bind(me)
    .fetch_all(&mut app.database.owner().await)
    .await
    .expect("what was sealed");
    all.sealed = made.into_iter().chain(notes.iter().map(|(bytes,)| HEXLOWER.encode(bytes))).collect();
    all
}

/// Bytes that nothing else has, as a literal's inside.
fn hex() -> String {
    format!("\\x{}", HEXLOWER.encode(Uuid::new_v4().as_bytes()))
}
