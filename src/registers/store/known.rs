use std::collections::HashMap;

use serde_json::Value;
use sqlx::PgConnection;

use crate::memberships::EvidenceKind;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, OrganisationId, PoolId};
use crate::pools::Offering;
use crate::registers::model::EntryId;
use crate::registers::person::{Employer, Fields, Held, Person};
use crate::registers::plan::{Apart, Entry, Known};
use crate::registers::understanding::{Meanings, Settled};
use crate::registers::values::{Cpd, PartialDate};
use crate::vocabulary::{List, TermId};

/// Everything a pool holds that an import is held against. The same number of statements however many people there are.
pub async fn known(db: &mut PgConnection, pool: PoolId, meanings: &mut Meanings) -> sqlx::Result<Known> {
    let mut known = Known::default();
    let rows = sqlx::query!(
        r#"select register_entry_id as "entry_id: EntryId", email, imported, account_id as "account_id?: AccountId",
             declined_at is not null as "declined!"
           from register_entry where pool_id = $1"#,
        pool.0,
    )
    .fetch_all(&mut *db)
    .await?;
    for row in rows {
        if row.declined {
            known.declined.insert(row.email);
            continue;
        }
        let imported = if let Value::Object(fields) = row.imported { fields } else { Fields::new() };
        let entry = Entry { entry_id: row.entry_id, imported, account_id: row.account_id };
        known.entries.insert(row.email.to_lowercase(), entry);
    }
    for (account, person) in members(db, pool, meanings).await? {
        known.addresses.insert(person.email.to_lowercase(), account);
        known.members.insert(account, person.fields());
    }
    known.apart = apart(db, pool).await?;
    Ok(known)
}

/// Those whom no file brings in or changes, by address in lower case.
async fn apart(db: &mut PgConnection, pool: PoolId) -> sqlx::Result<HashMap<String, Apart>> {
    let rows = sqlx::query!(
        r#"select lower(a.email) as "email!", s.account_id is not null as "silenced!",
             m.status = 'left' as "left?"
           from account a
           left join mail_silence s on s.account_id = a.account_id
           left join membership m on m.account_id = a.account_id and m.pool_id = $1
           where a.closed_at is null
             and (s.account_id is not null or m.status = 'left'
                  or exists (select from account_role r
                             where r.account_id = a.account_id and r.pool_id = $1 and r.role = 'coordinator'))"#,
        pool.0,
    )
    .fetch_all(db)
    .await?;
    let why = |silenced: bool, left: Option<bool>| match (silenced, left) {
        (_, Some(true)) => Apart::Left,
        (true, _) => Apart::Silenced,
        (false, None) => Apart::Coordinates,
        (false, Some(false)) => Apart::CoordinatingMember,
    };
    Ok(rows.into_iter().map(|row| (row.email, why(row.silenced, row.left))).collect())
}

/// The members of a pool, as a register would say them, in the order of their names.
pub async fn members(
    db: &mut PgConnection,
    pool: PoolId,
    meanings: &mut Meanings,
) -> sqlx::Result<Vec<(AccountId, Person)>> {
    let mut shown = evidence(db, pool, meanings).await?;
    let rows = sqlx::query!(
        r#"select m.account_id as "account_id!: AccountId", a.name as "name!", a.email as "email!",
             o.organisation_id as "organisation_id?: OrganisationId", o.name as "organisation?",
             p.job_title as "job_title?", p.biography as "biography?", p.pronouns as "pronouns?",
             p.seniority_id as "seniority_id?: TermId", pl.capacity as "capacity?", pl.seen_elsewhere as "seen_elsewhere?",
             pl.accepting as "accepting?", av.outline as "outline?", e.reference as "reference?",
             array(select t.term_id from profile_term t where t.account_id = m.account_id order by t.position, t.term_id)
               as "terms!: Vec<TermId>",
             array(select x.vocabulary_code from profile_term t join term x using (term_id)
                   where t.account_id = m.account_id order by t.position, t.term_id) as "lists!: Vec<String>",
             array(select f.offering from membership_offering f
                   where f.membership_id = m.membership_id and f.pool_id = m.pool_id order by f.offering) as "offerings!: Vec<String>"
           from membership m
           join account a on a.account_id = m.account_id
           left join organisation o on o.organisation_id = a.organisation_id
           left join profile p on p.account_id = m.account_id
           left join place pl on pl.account_id = m.account_id
           left join availability av on av.account_id = m.account_id
           left join register_entry e on e.account_id = m.account_id and e.pool_id = m.pool_id
           where m.pool_id = $1 and m.status <> 'left' and a.closed_at is null
           order by lower(a.name), m.account_id"#,
        pool.0,
    )
    .fetch_all(db)
    .await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let mut person = shown.remove(&row.account_id).unwrap_or_default();
        let of = |list: List| -> Vec<TermId> {
            let both = row.terms.iter().zip(&row.lists);
            both.filter(|(_, code)| *code == list.code())
                .map(|(term, _)| meanings.current(list, *term))
                .collect()
        };
        person.areas = of(List::DevelopmentArea);
        person.profession = of(List::Profession);
        person.approaches = of(List::Approach);
        person.delivery = of(List::Delivery);
        person.languages = of(List::Language);
        person.seniority = row.seniority_id.map(|term| meanings.current(List::Seniority, term));
        person.offering = row.offerings.iter().filter_map(|code| Offering::parse(code).ok()).collect();
        person.full_name = row.name;
        person.email = row.email;
        person.employer = row.organisation.map(|name| Employer { id: row.organisation_id, name });
        person.job_title = row.job_title.unwrap_or_default();
        person.about = row.biography.unwrap_or_default();
        person.pronouns = row.pronouns.unwrap_or_default();
        person.capacity = row.capacity;
        person.seeing_now = row.seen_elsewhere;
        person.available = row.accepting;
        person.outline = row.outline.unwrap_or_default();
        person.reference = row.reference.unwrap_or_default();
        person.publish = Some(true);
        people.push((row.account_id, person));
    }
    Ok(people)
}

/// What members show the pool, gathered as a register has it.
async fn evidence(
    db: &mut PgConnection,
    pool: PoolId,
    meanings: &mut Meanings,
) -> sqlx::Result<HashMap<AccountId, Person>> {
    let rows = sqlx::query!(
        r#"select account_id as "account_id!: AccountId", kind as "kind!: EvidenceKind", qualification_id as "qualification_id?: TermId",
             title as "title!", dated_on as "dated_on?: Day", expires_on as "expires_on?: Day", events as "events!"
           from evidence where pool_id = $1 order by created_at, evidence_id"#,
        pool.0,
    )
    .fetch_all(db)
    .await?;
    let mut shown: HashMap<AccountId, Person> = HashMap::new();
    for row in rows {
        let person = shown.entry(row.account_id).or_default();
        let dated = row.dated_on.map(PartialDate::of);
        match row.kind {
            EvidenceKind::Qualification | EvidenceKind::Training => {
                let held = match row.qualification_id {
                    Some(term) => Held::Term(meanings.current(List::Qualification, term)),
                    None => match meanings.looked_up(List::Qualification, &row.title) {
                        Settled::Is(term) => Held::Term(term),
                        _ => Held::Title(row.title),
                    },
                };
                if !person.qualifications.contains(&held) {
                    person.qualifications.push(held);
                }
                person.date_qualified = person.date_qualified.or(dated);
            }
            EvidenceKind::Supervision => person.last_supervision = later(person.last_supervision, dated),
            EvidenceKind::Insurance => {
                person.insurance_expiry = later(person.insurance_expiry, row.expires_on.map(PartialDate::of));
            }
            EvidenceKind::Cpd => {
                let before = person.cpd.take();
                let events = before.as_ref().map_or(0, |cpd| cpd.events).saturating_add(row.events).min(52);
                person.cpd = Some(Cpd { events, title: before.map(|cpd| cpd.title).unwrap_or_default() });
            }
        }
    }
    Ok(shown)
}

fn later(one: Option<PartialDate>, other: Option<PartialDate>) -> Option<PartialDate> {
    one.into_iter().chain(other).max_by_key(|date| date.first_day())
}
