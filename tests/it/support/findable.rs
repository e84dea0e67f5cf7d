//! Who can be found in the small world: a mentor with a place, one who is full, a coach; and what the mentee keeps of them.

use rapport::platform::ids::{AccountId, OrganisationId, PoolId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::app::TestApp;

/// A search in which each want of each sign is seen.
pub const SEARCH: &str = "offering=mentoring&area=stepping-up-to-board&area=confidence:must&seniority=above-2\
    &where=my-system&where-weight=nice&delivery=video&language=cym&language-weight=nice";

/// Nobody has all that it must have.
const TOO_MUCH: &str = "offering=mentoring&area=confidence:must&language=cym&language-weight=must";

#[derive(Debug, Clone, Copy)]
pub struct Findable {
    pub mentor: AccountId,
    pub full: AccountId,
    pub coach: AccountId,
}

struct Made {
    id: AccountId,
    name: &'static str,
    headline: &'static str,
    offerings: &'static str,
    areas: &'static str,
    active: i16,
}

/// In a pool that is open to everybody.
pub async fn people(app: &TestApp, pool: PoolId, organisation: OrganisationId) -> Findable {
    let found = Findable {
        mentor: AccountId(Uuid::new_v4()),
        full: AccountId(Uuid::new_v4()),
        coach: AccountId(Uuid::new_v4()),
    };
    let made = [
        Made {
            id: found.mentor,
            name: "Meera Hart",
            headline: "From ward to board, and what I would do differently",
            offerings: "'mentoring', 'coaching'",
            areas: "'stepping-up-to-board', 'confidence'",
            active: 0,
        },
        Made {
            id: found.full,
            name: "Luke Fox",
            headline: "Steadier in hard meetings",
            offerings: "'mentoring'",
            areas: "'confidence'",
            active: 2,
        },
        Made {
            id: found.coach,
            name: "Carla Winn",
            headline: "",
            offerings: "'coaching'",
            areas: "'delegation', 'confidence'",
            active: 1,
        },
    ];
    let statements: String = made.iter().map(|one| statements(app, pool, organisation, one)).collect();
    // One round trip: this is done for every world.
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(&app.app.db).await.expect("people to find");
    found
}

fn statements(app: &TestApp, pool: PoolId, organisation: OrganisationId, one: &Made) -> String {
    let (id, now, membership) = (one.id, app.now().timestamp(), Uuid::new_v4());
    let Made { name, headline, offerings, areas, active, .. } = one;
    format!(
        "insert into account (account_id, name, email, email_confirmed_at, organisation_id, created_at)
           values ('{id}', '{name}', '{membership}@example.org', '{now}', '{organisation}', '{now}');
         insert into profile (account_id, headline, job_title, biography, how_i_work, seniority_id, created_at, updated_at)
           values ('{id}', '{headline}', 'Matron', 'I began on a ward and lead a service now.', 'We meet, and I listen.',
             (select term_id from term where vocabulary_code = 'seniority' and term_code = 'afc-8d'), '{now}', '{now}');
         insert into profile_term (account_id, term_id)
           select '{id}', term_id from term where (vocabulary_code, term_code) in
             (('delivery', 'video'), ('language', 'eng'), ('profession', 'nursing'))
             or vocabulary_code = 'development-area' and term_code in ({areas});
         insert into place (account_id, capacity, active, updated_at) values ('{id}', 2, {active}, '{now}');
         insert into availability (account_id, outline, updated_at) values ('{id}', 'Tuesday mornings', '{now}');
         insert into reply_record (account_id, asked, answered, median_hours) values ('{id}', 5, 4, 40);
         insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
           values ('{membership}', '{pool}', '{id}', 'employee', 'active', '{now}', 1, '{now}');
         insert into membership_offering (pool_id, membership_id, offering)
           select '{pool}', '{membership}', unnest(array[{offerings}]);"
    )
}

/// What somebody whose employment is proven keeps of them: a shortlist with a note, a saved search, a wait for a place,
/// somebody to avoid. They are a nurse at band 6.
pub async fn keeps(app: &TestApp, account: AccountId, found: Findable) {
    let now = app.now().timestamp();
    let Findable { mentor, full, coach } = found;
    let statements = format!(
        "update account set employment_proof = 'mail-domain', employment_proven_at = '{now}' where account_id = '{account}';
         insert into profile (account_id, seniority_id, created_at, updated_at)
           select '{account}', term_id, '{now}', '{now}' from term
           where vocabulary_code = 'seniority' and term_code = 'afc-6';
         insert into profile_term (account_id, term_id) select '{account}', term_id from term
           where vocabulary_code = 'profession' and term_code = 'nursing';
         insert into shortlist_entry (account_id, practitioner_id, position, offering, added_at)
           values ('{account}', '{mentor}', 1, 'mentoring', '{now}'), ('{account}', '{full}', 2, 'mentoring', '{now}'),
             ('{account}', '{coach}', 3, 'coaching', '{now}');
         select set_config('rapport.account_id', '{account}', false);
         insert into shortlist_note (account_id, practitioner_id, note, written_at)
           values ('{account}', '{mentor}', 'Spoke at the spring conference. Ask about the board.', '{now}');
         select set_config('rapport.account_id', '', false);
         insert into saved_search (saved_search_id, account_id, name, address, created_at, looked_at, submission_id)
           values (gen_random_uuid(), '{account}', 'Towards the board', '{SEARCH}', '{now}', '{now}', gen_random_uuid());
         insert into place_watch (account_id, practitioner_id, offering, asked_at)
           values ('{account}', '{full}', 'mentoring', '{now}');
         insert into avoided_person (avoided_person_id, account_id, written, added_at)
           values (gen_random_uuid(), '{account}', 'Morgan Vale', '{now}');"
    );
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(&app.app.db).await.expect("what somebody keeps");
}

/// Addresses that no list of routes has: a search with wants, one that finds nobody, why somebody fits, a comparison.
pub fn addresses(found: Findable) -> Vec<String> {
    let Findable { mentor, full, coach } = found;
    vec![
        format!("/find?{SEARCH}"),
        format!("/find/results?{SEARCH}"),
        format!("/find/results?{TOO_MUCH}"),
        "/find/results?offering=coaching".to_owned(),
        format!("/find/why/{mentor}?{SEARCH}"),
        format!("/find/why/{full}?{SEARCH}"),
        format!("/practitioners/{mentor}"),
        format!("/practitioners/{full}"),
        format!("/shortlist?{SEARCH}"),
        format!("/shortlist/comparison?{SEARCH}&who={mentor}&who={full}&who={coach}"),
    ]
}
