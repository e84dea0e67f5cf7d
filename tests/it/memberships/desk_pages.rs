use rapport::memberships::{EvidenceKind, Leaving, Status};
use rapport::platform::ids::{MembershipId, PoolId};
use rapport::pools::{MembershipKind, Offering};

use super::{ask_for_insurance, count, day, evidence, load, member, mentor, show};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};

async fn desk(app: &TestApp) -> (PoolId, Person, MembershipId, Client) {
    let (pool, grace, id) = mentor(app).await;
    let asha = given::account(app).named("Asha Patel").coordinator_of(pool).make().await;
    (pool, grace, id, app.browser_of(&asha).await)
}

#[tokio::test]
async fn s1_a_pools_members_exist_for_its_coordinators_alone() {
    let app = TestApp::start().await;
    let (pool, _, id, _) = desk(&app).await;
    let south = given::pool(&app, "South coaching pool").await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(south).make().await;
    let ben = app.browser_of(&ben).await;
    for path in [
        format!("/pools/{pool}/members"),
        format!("/pools/{pool}/members/{id}"),
        format!("/pools/{south}/members/{id}"),
        format!("/pools/{pool}/members/{id}/leaving"),
        format!("/pools/{south}/members/{id}/evidence"),
    ] {
        ben.get(&path).await.assert_not_found();
    }
    ben.post(&format!("/pools/{south}/members/{id}/suspension"), &[("reason", "x")]).await.assert_not_found();
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
    ben.get(&format!("/pools/{south}/members")).await.assert_sees("Nobody is in this pool yet.");
}

#[tokio::test]
async fn members_are_counted_filtered_and_found() {
    let app = TestApp::start().await;
    let (pool, grace, _, at_work) = desk(&app).await;
    ask_for_insurance(&app, pool).await;
    show(&app, pool, &grace, &evidence(EvidenceKind::Insurance, None, Some("2027-04-01"))).await;
    let trust = given::organisation(&app, "Riverside Community Trust").await;
    let owen = given::account(&app).named("Owen % Price").employed_by(trust).make().await;
    member(&app, pool, &owen, &[Offering::Mentoring]).await;
    let list = format!("/pools/{pool}/members");
    let page = at_work.get(&list).await;
    page.assert_sees("2 active")
        .assert_sees("1 person’s runs out within 60 days")
        .assert_sees("1 person lacks something");
    page.assert_sees("2 members").assert_sees("Grace Obi").assert_sees("Owen % Price");
    for (query, found, other) in [
        ("evidence=expiring", "Grace Obi", "Owen"),
        ("evidence=missing", "Owen % Price", "Grace"),
        (format!("organisation={trust}").as_str(), "Owen % Price", "Grace"),
        ("name=gRACE", "Grace Obi", "Owen"),
        ("name=%25", "Owen % Price", "Grace"),
    ] {
        let page = at_work.get(&format!("{list}?{query}")).await;
        let rows = page.texts("tbody").join(" ");
        assert!(rows.contains(found) && !rows.contains(other), "{query}: {rows}");
    }
    at_work.get(&format!("{list}?status=left")).await.assert_sees("Nobody fits what you asked for.");
}

#[tokio::test]
async fn a_long_list_has_pages_and_costs_three_statements() {
    let app = TestApp::start().await;
    let (pool, _, id, at_work) = desk(&app).await;
    sqlx::query(
        "with made as (
           insert into account (account_id, name, email, email_confirmed_at, created_at)
           select gen_random_uuid(), 'Person ' || n, 'person' || n || '@trust.example', $2, $2 from generate_series(1, 120) n
           returning account_id)
         insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
         select gen_random_uuid(), $1, account_id, 'employee', 'active', $2, 1, $2 from made",
    )
    .bind(pool)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .unwrap();
    let list = format!("/pools/{pool}/members");
    let (page, statements) = app.statements(at_work.get(&format!("{list}?page=3"))).await;
    page.assert_ok().assert_sees("121 members");
    assert_eq!(page.texts("tbody tr").len(), 21);
    // The viewer is one of the four.
    assert!(statements.len() <= 4, "{statements:#?}");
    let (page, statements) = app.statements(at_work.get(&format!("{list}/{id}"))).await;
    page.assert_ok();
    assert!(statements.len() <= 4, "{statements:#?}");
}

#[tokio::test]
async fn a_coordinator_pauses_suspends_and_brings_back() {
    let app = TestApp::start().await;
    let (pool, grace, id, at_work) = desk(&app).await;
    let path = format!("/pools/{pool}/members/{id}");
    let page = at_work.get(&path).await;
    let form = page.form_to(&format!("{path}/suspension"));
    let blank = at_work.submit_form(&form, &[("reason", " ")]).await;
    blank.assert_status(422).assert_error("reason", "Enter the reason");
    let done = at_work.submit_form(&form, &[("reason", "A concern is being looked into.")]).await;
    done.assert_path(&path)
        .assert_sees("A concern is being looked into.")
        .assert_sees("Suspended, by Asha Patel");
    let done = at_work.press(&done, "End the suspension").await;
    done.assert_sees("The suspension is over.");
    let form = done.form_to(&format!("{path}/pause"));
    let wrong = at_work.submit_form(&form, &[("until-day", "40")]).await;
    wrong.assert_status(422);
    let paused =
        at_work.submit_form(&form, &[("until-day", "1"), ("until-month", "6"), ("until-year", "2027")]).await;
    paused.assert_path(&path).assert_sees("Paused until");
    at_work.press(&paused, "End the pause now").await.assert_sees("with time to catch up");
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
    assert_eq!(app.mails_to(&grace.email).await.len(), 2);

    // A page from before all this is refused.
    let stale =
        at_work.submit_form(&page.form_to(&format!("{path}/kind")), &[("kind", "retired-volunteer")]).await;
    stale.assert_status(409);
    let fresh = at_work.get(&path).await.form_to(&format!("{path}/kind"));
    let typed = [
        ("kind", "associate"),
        ("hours_cap", "40"),
        ("contract-day", "1"),
        ("contract-month", "9"),
        ("contract-year", "2027"),
    ];
    let past = [typed[0], typed[1], typed[2], ("contract-month", "2"), typed[4]];
    at_work
        .submit_form(&fresh, &past)
        .await
        .assert_status(422)
        .assert_sees("Error: The contract must end today or later");
    at_work.submit_form(&fresh, &typed).await.assert_sees("Paid associate");
    let found = load(&app, pool, id).await;
    assert_eq!(
        (found.kind, found.hours_cap, found.contract_ends),
        (MembershipKind::Associate, Some(40), Some(day("2027-09-01")))
    );
}

#[tokio::test]
async fn evidence_and_employer_are_recorded_for_somebody_and_told_in_the_history() {
    let app = TestApp::start().await;
    let (pool, _, id, at_work) = desk(&app).await;
    ask_for_insurance(&app, pool).await;
    let path = format!("/pools/{pool}/members/{id}");
    let form = at_work.get(&format!("{path}/evidence?kind=insurance")).await;
    form.assert_sees("Add evidence for Grace Obi");
    let typed = [("expires-day", "1"), ("expires-month", "1"), ("expires-year", "2028")];
    let done = at_work.submit(&form, &typed).await;
    done.assert_path(&path).assert_sees("Insurance added, by Asha Patel");
    at_work.press(&done, "Mark as checked: Insurance").await.assert_sees("Insurance checked, by Asha Patel");
    assert_eq!(load(&app, pool, id).await.evidence_to, Some(day("2028-01-01")));

    let page = at_work.get(&format!("{path}/employer")).await;
    page.assert_heading("Where Grace Obi works");
    let employer = format!("{path}/employer");
    let search = [("organisation_search", "leeds teaching"), ("step", "find-organisation")];
    let found = at_work.submit_form(&page.form_to(&employer), &search).await;
    let form = found.form_to(&employer);
    let first = form.options("organisation").into_iter().next().unwrap();
    let done = at_work.submit_form(&form, &[("organisation", &first)]).await;
    done.assert_path(&path).assert_sees("Leeds Teaching Hospitals").assert_sees("confirmed by you");
    assert_eq!(count(&app, "select count(*) from event where kind = 'account.employer-recorded'").await, 1);
    assert_eq!(count(&app, "select count(*) from account where employment_proof = 'person'").await, 1);
}

#[tokio::test]
async fn after_a_death_the_page_says_to_write_first() {
    let app = TestApp::start().await;
    let (pool, grace, id, at_work) = desk(&app).await;
    let path = format!("/pools/{pool}/members/{id}/leaving");
    let page = at_work.get(&path).await;
    at_work
        .submit_form(&page.form_to(&path), &[])
        .await
        .assert_error("leaving", "Choose why the membership ends");
    let sure = at_work.submit(&page, &[("leaving", "died")]).await;
    sure.assert_ok()
        .assert_heading("Record that Grace Obi has died?")
        .assert_sees("Nobody worked with them or had asked them.");
    assert_eq!(load(&app, pool, id).await.leaving, None, "nothing is recorded at the first press");
    let done = at_work.press(&sure, "Yes, record it").await;
    done.assert_sees("They have died").assert_sees("write or speak to the people they were working with");
    assert_eq!(load(&app, pool, id).await.leaving, Some(Leaving::Died));
    assert!(app.mails_to(&grace.email).await.is_empty());
}

#[tokio::test]
async fn s1_a_coordinator_who_is_a_member_decides_nothing_about_themselves() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let id = member(&app, pool, &asha, &[Offering::Mentoring]).await;
    let shown = show(&app, pool, &asha, &evidence(EvidenceKind::Training, None, None)).await;
    let at_work = app.browser_of(&asha).await;
    let path = format!("/pools/{pool}/members/{id}");
    at_work.get(&path).await.assert_sees("This is your own membership").assert_sees_not("Mark as checked");
    for (below, field) in [
        ("suspension", ("reason", "x")),
        ("kind", ("kind", "associate")),
        ("evidence", ("kind", "training")),
        ("leaving", ("leaving", "removed")),
        (&format!("evidence/{shown}/check"), ("version", "1")),
    ] {
        at_work.post(&format!("{path}/{below}"), &[field]).await.assert_status(409);
    }
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
}

#[tokio::test]
async fn members_are_written_to_after_a_preview_and_once() {
    let app = TestApp::start().await;
    let (pool, grace, id, at_work) = desk(&app).await;
    let owen = given::account(&app).named("Owen Price").make().await;
    member(&app, pool, &owen, &[Offering::Mentoring]).await;
    let list = format!("/pools/{pool}/members");
    at_work.get(&format!("{list}/message")).await.assert_path(&list).assert_sees("Tick at least one member");
    let page = at_work.get(&format!("{list}/message?member={id}")).await;
    page.assert_sees("To 1 person: Grace Obi.");
    let page = at_work.get(&format!("{list}/message?whom=all")).await;
    page.assert_sees("To 2 people: Grace Obi and Owen Price.");
    let wrong = at_work.submit(&page, &[("subject", "")]).await;
    wrong.assert_error("subject", "Enter a subject").assert_error("body", "Enter your message");
    let preview = at_work.submit(&wrong, &[("subject", "Learning set"), ("body", "Thursday at four.")]).await;
    preview.assert_heading("Check your message").assert_sees("Thursday at four.");
    assert_eq!(app.mails().await.len(), 0);
    for _ in 0..2 {
        at_work
            .press(&preview, "Send it")
            .await
            .assert_path(&list)
            .assert_sees("Your message is on its way to 2 people.");
    }
    assert_eq!(app.mails_to(&grace.email).await.len(), 1);
    assert_eq!(app.mails().await.len(), 2);
}

#[tokio::test]
async fn expiries_are_extended_after_a_preview() {
    let app = TestApp::start().await;
    let (pool, grace, id, at_work) = desk(&app).await;
    ask_for_insurance(&app, pool).await;
    show(&app, pool, &grace, &evidence(EvidenceKind::Insurance, None, Some("2027-03-31"))).await;
    let list = format!("/pools/{pool}/members");
    let page = at_work.get(&format!("{list}/extension?whom=all")).await;
    let wrong = at_work.submit(&page, &[("how", "months"), ("months", "99")]).await;
    wrong
        .assert_error("kind", "Choose what is extended")
        .assert_error("months", "Enter a number of months from 1 to 24");
    let typed = [("kind", "insurance"), ("how", "months"), ("months", "3"), ("why", "no-places")];
    let preview = at_work.submit(&wrong, &typed).await;
    preview.assert_sees("from 31 March 2027 to 30 June 2027");
    assert_eq!(load(&app, pool, id).await.evidence_to, Some(day("2027-03-31")));
    at_work.press(&preview, "Extend it").await.assert_sees("Extended for 1 person.");
    assert_eq!(load(&app, pool, id).await.evidence_to, Some(day("2027-06-30")));
}

#[tokio::test]
async fn nothing_more_is_recorded_for_somebody_who_has_left() {
    let app = TestApp::start().await;
    let (pool, _, id, at_work) = desk(&app).await;
    let path = format!("/pools/{pool}/members/{id}");
    let page = at_work.get(&path).await;
    let values = page.texts(".nhsuk-summary-list__value");
    assert!(values.iter().any(|value| value.trim() == "Thursday 4 March 2027"), "{values:?}");
    assert!(page.attributes("a", "href").contains(&format!("{path}/employer")));
    let page = at_work.get(&format!("{path}/leaving")).await;
    let left = at_work.submit(&page, &[("leaving", "retired")]).await;
    assert!(!left.attributes("a", "href").contains(&format!("{path}/employer")));
    for below in ["employer", "evidence"] {
        at_work.get(&format!("{path}/{below}")).await.assert_not_found();
        at_work.post(&format!("{path}/{below}"), &[("kind", "training")]).await.assert_not_found();
    }
}

#[tokio::test]
async fn a_death_ends_every_membership_tells_each_pool_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let (pool, grace, id, at_work) = desk(&app).await;
    let south = given::pool(&app, "South coaching pool").await;
    let second = member(&app, south, &grace, &[Offering::Mentoring]).await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(south).make().await;
    let path = format!("/pools/{pool}/members/{id}");
    let page = at_work.get(&format!("{path}/leaving")).await;
    let sure = at_work.submit(&page, &[("leaving", "died")]).await;
    at_work.press(&sure, "Yes, record it").await.assert_sees("They have left every pool");
    let there = load(&app, south, second).await;
    assert_eq!((there.status, there.leaving), (Status::Left, Some(Leaving::Died)));
    assert_eq!(count(&app, "select count(*) from account_role where role = 'practitioner'").await, 0);
    let told = app.mail_to(&ben.email).await;
    assert_eq!((told.kind.as_str(), told.subject.trim()), ("member-died", "Grace Obi has died"));
    assert!(told.text.contains("write or speak to the people"), "{told:#?}");
    // Sent again it is the same death.
    at_work.press(&sure, "Yes, record it").await.assert_path(&path);
    assert_eq!(app.mails().await.len(), 1);

    let shown = at_work.get(&path).await;
    for _ in 0..2 {
        at_work.press(&shown, "They have not died").await.assert_path(&path).assert_sees("It is taken back.");
    }
    for (pool, id) in [(pool, id), (south, second)] {
        let ended = load(&app, pool, id).await;
        assert_eq!((ended.status, ended.leaving), (Status::Left, Some(Leaving::Removed)));
    }
    assert_eq!(count(&app, "select count(*) from mail_silence").await, 0);
    assert_eq!(count(&app, "select count(*) from event where kind = 'membership.death-taken-back'").await, 2);
    assert_eq!(app.mail_to(&ben.email).await.subject.trim(), "Grace Obi has not died");
    assert!(app.mails_to(&grace.email).await.is_empty());
    at_work.post(&format!("{path}/mistaken-death"), &[]).await.assert_status(409);
    member(&app, pool, &grace, &[Offering::Mentoring]).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
}

#[tokio::test]
async fn a_death_is_recorded_for_somebody_who_left_meanwhile() {
    let app = TestApp::start().await;
    let (pool, _, id, at_work) = desk(&app).await;
    let page = at_work.get(&format!("/pools/{pool}/members/{id}/leaving")).await;
    at_work.submit(&page, &[("leaving", "own-wish")]).await.assert_sees("Their own wish");
    at_work.submit(&page, &[("leaving", "removed")]).await.assert_status(409);
    let sure = at_work.submit(&page, &[("leaving", "died")]).await;
    at_work.press(&sure, "Yes, record it").await.assert_sees("They have died");
    assert_eq!(load(&app, pool, id).await.leaving, Some(Leaving::Died));
    assert_eq!(count(&app, "select count(*) from mail_silence").await, 1);
}
