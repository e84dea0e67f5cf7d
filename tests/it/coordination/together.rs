//! Who works together, as their coordinators see it: what they can do, and that nothing happens at the first press.

use rapport::pools::Offering;

use crate::chemistry::hub::{DAY, mentor, told};
use crate::memberships::member;
use crate::relationships::hub::{begun, sweep};
use crate::search::hub::Hub;
use crate::support::client::Client;
use crate::support::given;

async fn desk(hub: &Hub) -> Client {
    let cora = given::account(&hub.app).named("Cora Wells").coordinator_of(hub.pool).make().await;
    hub.app.browser_of(&cora).await
}

#[tokio::test]
async fn a_silent_pair_is_named_with_what_comes_and_what_a_coordinator_may_do() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    begun(&hub, &amina, &grace).await;
    for _ in 0..13 {
        hub.app.advance(DAY * 7);
        sweep(&hub.app).await;
    }
    assert_eq!(told(&hub.app, &amina, "still in touch").await, 1);
    let at_desk = desk(&hub).await;
    let page = at_desk.get(&format!("/pools/{}/relationships?which=silent", hub.pool)).await;
    page.assert_sees("Both were asked on")
        .assert_sees("The hub proposes to close it on")
        .assert_sees("and four weeks later it closes by itself. You may want to ask how they are.")
        .assert_sees("Write to Grace Obi")
        .assert_sees("Find somebody else for")
        .assert_sees("last in touch")
        .assert_sees_not("last heard of");
    let write = page.attributes("main a[href*='/members/message']", "href");
    at_desk.get(&write[0]).await.assert_ok().assert_sees("Grace Obi");
    let today = at_desk.get(&format!("/pools/{}/today", hub.pool)).await;
    today.assert_sees("Pairs who have been silent for long: 1").assert_sees("with Grace Obi, last in touch");
    at_desk.get("/dashboard").await.assert_sees("who have been silent for long");
}

#[tokio::test]
async fn ending_somebodys_work_says_what_happens_before_it_does_and_names_both() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    sqlx::query(
        "update membership set status = 'suspended', suspended_reason = 'For now' where account_id = $1",
    )
    .bind(grace.account_id)
    .execute(&hub.app.app.db)
    .await
    .unwrap();
    let at_desk = desk(&hub).await;
    let today = at_desk.get(&format!("/pools/{}/today", hub.pool)).await;
    today.assert_sees("Mentees who need somebody else: 1").assert_sees("who worked with Grace Obi");
    let page = at_desk.get(&format!("/pools/{}/relationships?which=to-rehome", hub.pool)).await;
    let button = page.texts("details form[action$='/ending'] button");
    assert_eq!(button, ["End it and tell both"], "inside something that is opened first");
    page.assert_sees("End their work together")
        .assert_sees(
            "is told that Grace is not available any more, and how to find somebody else; Grace is told too.",
        )
        .assert_sees("Sessions to come leave both calendars.");
    let ended = at_desk
        .submit_form(&page.form_to(&format!("/pools/{}/relationships/{id}/ending", hub.pool)), &[])
        .await;
    ended.assert_ok().assert_sees("off this list");
}

#[tokio::test]
async fn letting_one_more_names_whom_and_in_what_and_comes_back_to_the_same_list() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    let at_desk = desk(&hub).await;
    let page = at_desk.get(&format!("/pools/{}/relationships?which=all", hub.pool)).await;
    let form = page.form_to(&format!("/pools/{}/relationships/{id}/grant", hub.pool));
    assert_eq!(form.value("which").as_deref(), Some("all"));
    let granted = at_desk.submit_form(&form, &[("which", "silent")]).await;
    let list = format!("/pools/{}/relationships?which=silent&page=1", hub.pool);
    assert_eq!(granted.redirects, [list]);
    granted.assert_sees("may work with one more in mentoring, beside this one.");
}

#[tokio::test]
async fn a_page_past_the_end_is_the_last_one() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    begun(&hub, &amina, &grace).await;
    let at_desk = desk(&hub).await;
    let path = format!("/pools/{}/relationships?which=all&page=", hub.pool);
    let silent = format!("/pools/{}/relationships?which=silent&page=", hub.pool);
    for (path, seen) in [(&path, "1 pair."), (&silent, "Nobody has been silent")] {
        let page = at_desk.get(&format!("{path}9")).await;
        page.assert_ok().assert_sees(seen);
        assert_eq!(page.redirects, [format!("{path}1")]);
    }
}

/// The set-wise reckoning of a pool's pairs says the same as the one of each pair.
#[tokio::test]
async fn pairs_to_rehome_are_those_that_need_somebody_else() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 9).await;
    let owen = mentor(&hub, "Owen Price", 9).await;
    for coach in [&grace, &grace, &owen] {
        let mentee = hub.mentee().await;
        begun(&hub, &mentee, coach).await;
    }
    let same = "select (select count(*) from relationship r where needs_somebody_else(r, now())) = (select count(*) from pool p, pairs_to_rehome(p.pool_id, now()))
                  and not exists (select from pool p, pairs_to_rehome(p.pool_id, now()) g (id) join relationship r on r.relationship_id = g.id
                                  where r.pool_id <> p.pool_id or not needs_somebody_else(r, now())),
                  (select count(*) from relationship r where needs_somebody_else(r, now()))";
    for (change, expected) in [
        ("select 1", 0),
        (
            "update membership set status = 'left', left_at = now(), leaving = 'own-wish' where account_id = (select account_id from account where name = 'Grace Obi')",
            2,
        ),
        (
            "update relationship set status = 'ended', outcome = 'left', ended_at = now() - interval '20 days' where practitioner_id = (select account_id from account where name = 'Grace Obi') and status = 'active'",
            2,
        ),
        ("update relationship set ended_at = now() - interval '61 days' where outcome = 'left'", 0),
    ] {
        sqlx::query(change).execute(&hub.app.app.db).await.expect(change);
        let (agree, many): (bool, i64) = sqlx::query_as(same).fetch_one(&hub.app.app.db).await.unwrap();
        assert_eq!((agree, many), (true, expected), "{change}");
    }
}

#[tokio::test]
async fn evidence_that_runs_out_is_the_same_number_everywhere() {
    let hub = Hub::new().await;
    let mut ids = Vec::new();
    for name in ["Grace Obi", "Owen Price", "Hal Reed", "Sam Birch", "Ada Moss"] {
        let person = given::account(&hub.app).named(name).practitioner().make().await;
        ids.push(member(&hub.app, hub.pool, &person, &[Offering::Mentoring]).await);
    }
    // It is 4 March 2027. Ran out; runs out in 10 and in 45 days; the same but paused; in 61 days.
    for (id, (days, status)) in
        ids.iter().zip([(-3, "active"), (10, "active"), (45, "active"), (45, "paused"), (61, "active")])
    {
        sqlx::query(
            "update membership set evidence_to = date '2027-03-04' + $2, grace_to = date '2027-03-20', status = $3,
               paused_to = case when $3 = 'paused' then date '2027-06-01' end where membership_id = $1",
        )
        .bind(id.0)
        .bind(days)
        .bind(status)
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    }
    let at_desk = desk(&hub).await;
    let home = at_desk.get("/dashboard").await;
    let list = format!("/pools/{}/members?evidence=expiring", hub.pool);
    assert!(home.attributes("main a", "href").contains(&list), "{home}");
    home.assert_sees("whose evidence runs out within 60 days").assert_sees("2 members");
    let today = at_desk.get(&format!("/pools/{}/today", hub.pool)).await;
    today.assert_sees("Evidence runs out within 60 days").assert_sees("2 members");
    assert!(today.attributes("main a", "href").contains(&list));
    let members = at_desk.get(&list).await;
    members.assert_sees("Owen Price").assert_sees("Hal Reed");
    for other in ["Grace Obi", "Sam Birch", "Ada Moss"] {
        members.assert_sees_not(other);
    }
}
