//! Leaving the hub: nothing that two did together keeps either, or any retention, from letting go.

use jiff::SignedDuration;
use rapport::chemistry;
use rapport::platform::ids::RelationshipId;
use rapport::platform::sweeps::run_due;

use super::hub::{arrange, begun, boxes, end, log, outcome};
use crate::chemistry::hub::{DAY, execute, mentor, send, within};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::given::Person;
use crate::support::pairs;

/// Two who did everything that two can do: sessions held and to come, notes, a goal, a review, an evaluation, a group, months,
/// evidence, an address that was recorded.
async fn everything(hub: &Hub, amina: &Person, grace: &Person) -> RelationshipId {
    let id = begun(hub, amina, grace).await;
    let held = arrange(&hub.app, amina, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    log(&hub.app, grace, id, held, 60).await.unwrap();
    arrange(&hub.app, amina, id, 48).await.unwrap();
    for person in [amina, grace] {
        pairs::note(&hub.app.app, id, person.account_id, "What we said.", true).await;
    }
    pairs::goal(&hub.app.app, id, amina.account_id, "To become a ward manager").await;
    let (a, g, pool) = (amina.account_id, grace.account_id, hub.pool);
    execute(
        &hub.app,
        &format!(
            "insert into review_answer (relationship_id, review_number, side, wish, reflection, shared, answered_at)
               select '{id}', 1, side, 'continue', ''::bytea, true, '{now}' from unnest(array['mentee', 'practitioner']) side;
             insert into evaluation (relationship_id, side, fit, recommend, changed, may_be_read, answered_at)
               select '{id}', side, 5, 5, ''::bytea, true, '{now}' from unnest(array['mentee', 'practitioner']) side;
             insert into supervision_group (group_id, pool_id, supervisor_id, held_on, minutes, title, created_at, submission_id)
               values ('{id}', '{pool}', '{g}', '2027-01-10', 60, 'Together', '{now}', '{id}');
             insert into evidence (evidence_id, pool_id, account_id, kind, title, dated_on, submission_id, created_at)
               values ('{id}', '{pool}', '{g}', 'cpd', 'Together', '2027-01-10', '{id}', '{now}');
             insert into ledger_entry (ledger_entry_id, account_id, kind, held_on, minutes, title, counts, group_id, created_at, submission_id)
               select gen_random_uuid(), account, 'cpd', '2027-01-10', 60, 'Together', true, '{id}', '{now}', '{id}' from unnest(array['{a}', '{g}']::uuid[]) account;
             insert into ledger_evidence (ledger_entry_id, evidence_id) select ledger_entry_id, '{id}' from ledger_entry where account_id = '{g}';
             insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on)
               values ('{id}', '{g}', '2027-02-01', 'open', '{now}', '2027-03-10');
             insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes)
               values ('{id}', '{pool}', 'mentoring', 60, 60);
             insert into relationship_grant (pool_id, mentee_id, offering, granted_by, granted_at) values ('{pool}', '{a}', 'mentoring', '{g}', '{now}');
             insert into pairing (pairing_id, pool_id, recorded_by, offering, began_on, email, status, hushed, created_at, answered_at,
                 answered_by, relationship_id, submission_id)
               values ('{id}', '{pool}', '{g}', 'mentoring', '2027-01-01', 'amina@elsewhere.example', 'confirmed', false, '{now}', '{now}',
                 '{a}', '{id}', '{id}');",
            now = hub.app.now().in_london().timestamp(),
        ),
    )
    .await;
    id
}

async fn close(app: &TestApp, person: &Person) {
    let browser = app.browser_of(person).await;
    let page = browser.get("/account/closure").await;
    let form = page.form_to("/account/closure");
    browser.submit_form(&form, &[]).await.assert_ok().assert_sees("Your account is closed");
}

#[tokio::test]
async fn both_accounts_of_a_pair_that_did_everything_close_one_after_the_other() {
    for ended in [false, true] {
        for mentee_first in [true, false] {
            let hub = Hub::new().await;
            let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
            let id = everything(&hub, &amina, &grace).await;
            if ended {
                end(&hub.app, &amina, id).await.unwrap();
            }
            let mut both = [&amina, &grace];
            if !mentee_first {
                both.reverse();
            }
            for person in both {
                close(&hub.app, person).await;
            }
            let expected = if ended { "early" } else { "left" };
            assert_eq!(outcome(&hub.app, id).await.as_deref(), Some(expected));
            let left: (i64, i64, i64, i64) = sqlx::query_as(
                "select (select count(*) from meeting m where m.kind = 'session'), (select count(*) from session),
                        (select count(*) from note), (select count(*) from pairing)",
            )
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
            assert_eq!(left, (0, 2, 0, 0), "the meetings go with the last of them, that they met stays");
        }
    }
}

#[tokio::test]
async fn every_retention_runs_and_is_refused_nothing_three_and_nine_years_later() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = everything(&hub, &amina, &grace).await;
    end(&hub.app, &amina, id).await.unwrap();
    let owen = mentor(&hub, "Owen Price", 2).await;
    let goes_on = begun(&hub, &amina, &owen).await;
    arrange(&hub.app, &amina, goes_on, 24).await.unwrap();
    let sweeps = rapport::app::sweeps(&hub.app.app);
    for years in [3, 6] {
        hub.app.advance(SignedDuration::from_hours(24 * 366 * years));
        for round in 0..2 {
            let swept = run_due(&hub.app.app.db, hub.app.now(), &sweeps).await;
            let names: Vec<&str> = swept.iter().map(|one| one.name).collect();
            assert_eq!(swept.len(), sweeps.len(), "year {years}, round {round}: only these ran: {names:?}");
            hub.app.advance(DAY * 2);
        }
        let sessions: i64 = sqlx::query_scalar("select count(*) from meeting where kind = 'session'")
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
        assert_eq!(sessions, 0, "meetings go after two years, whichever session refers to them");
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from relationship where relationship_id = $1")
        .bind(id)
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(kept, 0, "seven years after the ending it is gone");
}

/// Stopping contact and leaving hold accounts, then places in one order, then the rest: neither waits for the other in a ring, which
/// would cost one of them a 503.
#[tokio::test]
async fn leaving_and_stopping_contact_at_once_both_happen() {
    for _ in 0..6 {
        let hub = Hub::new().await;
        let (first, second) = (mentor(&hub, "Ada Lane", 4).await, mentor(&hub, "Bo Reed", 4).await);
        for mentee in [&first, &second] {
            execute(
                &hub.app,
                &format!(
                    "update account set employment_proof = 'mail-domain', employment_proven_at = created_at where account_id = '{}'",
                    mentee.account_id
                ),
            )
            .await;
        }
        let leaver = hub.mentee().await;
        // Whoever leaves works with the first and has asked the second; those two work with each other both ways.
        begun(&hub, &leaver, &first).await;
        pairs::relationship(&hub.app.app, hub.pool, leaver.account_id, first.account_id, "coaching").await;
        execute(&hub.app, "update pool_setting set active_relationships = 3").await;
        within::<_, sqlx::Error>(&hub.app, async |db| {
            sqlx::query("insert into relationship_grant (pool_id, mentee_id, offering, granted_by, granted_at) values ($1, $2, 'mentoring', $3, $4)")
                .bind(hub.pool)
                .bind(leaver.account_id)
                .bind(first.account_id)
                .bind(hub.app.now())
                .execute(db)
                .await
        })
        .await
        .unwrap();
        send(&hub.app, &leaver, &second).await.unwrap();
        pairs::relationship(&hub.app.app, hub.pool, first.account_id, second.account_id, "mentoring").await;
        pairs::relationship(&hub.app.app, hub.pool, second.account_id, first.account_id, "mentoring").await;
        let now = hub.app.now();
        let closing = within::<_, rapport::platform::web::PageError>(&hub.app, async |db| {
            rapport::app::forget_account(db, &hub.app.app, now, leaver.account_id).await
        });
        let stops = within(&hub.app, async |db| {
            chemistry::apart::block(db, &hub.app.app, first.account_id, second.account_id).await
        });
        let (left, stopped) = tokio::join!(closing, stops);
        assert!(left.is_ok(), "{left:?}");
        assert!(stopped.is_ok(), "{stopped:?}");
    }
}

/// The same for leaving a pool, showing evidence, logging and signing while the account closes.
#[tokio::test]
async fn closing_an_account_waits_in_no_ring_with_what_its_owner_does_elsewhere() {
    for _ in 0..4 {
        let hub = Hub::new().await;
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 3).await);
        let id = everything(&hub, &amina, &grace).await;
        let session = arrange(&hub.app, &amina, id, 90).await.unwrap();
        // Amina supervises Grace: what is said of their session is in both ledgers, and counts for Grace's pool.
        let supervision =
            pairs::relationship(&hub.app.app, hub.pool, grace.account_id, amina.account_id, "supervision")
                .await;
        let past = format!("/relationships/{supervision}/sessions");
        let page = hub.app.browser_of(&amina).await.get(&past).await;
        let [day, month, year] = boxes(&hub.app, -1);
        let typed = [("held-day", &*day), ("held-month", &*month), ("held-year", &*year), ("took", "1 hour")];
        hub.app
            .browser_of(&amina)
            .await
            .submit_form(&page.form_to(&format!("{past}/past")), &typed)
            .await
            .assert_ok();
        let (supervised,): (uuid::Uuid,) =
            sqlx::query_as("select session_id from session where relationship_id = $1")
                .bind(supervision)
                .fetch_one(&hub.app.app.db)
                .await
                .unwrap();
        hub.app.advance(DAY * 5);
        let ben = hub.mentee().await;
        let (_, signing) = super::hub::agreeing(&hub, &ben, &grace).await;
        let (entry,): (uuid::Uuid,) =
            sqlx::query_as("select ledger_entry_id from ledger_entry where account_id = $1")
                .bind(grace.account_id)
                .fetch_one(&hub.app.app.db)
                .await
                .unwrap();
        let (membership,): (uuid::Uuid,) =
            sqlx::query_as("select membership_id from membership where account_id = $1")
                .bind(grace.account_id)
                .fetch_one(&hub.app.app.db)
                .await
                .unwrap();
        let graces = [(); 4].map(|()| hub.app.browser_of(&grace));
        let [one, two, three, four] = graces;
        let (one, two, three, four) = (one.await, two.await, three.await, four.await);
        let (aminas, supervisors) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&amina).await);
        let correction = format!("{past}/{supervised}/log");
        let logging = format!("/relationships/{id}/sessions/{session}/log");
        let removal = format!("/supervision/{entry}/deletion");
        let leaving = format!("/memberships/{membership}/leaving");
        let signature = format!("/relationships/{signing}/agreement/signature");
        let done = tokio::join!(
            one.post_only("/account/closure", &[]),
            two.post_only(&removal, &[("version", "1")]),
            three.post_only(&leaving, &[("leaving", "own-wish"), ("version", "1")]),
            four.post_only(&signature, &[("number", "1")]),
            aminas.post_only(&logging, &[("took", "1 hour")]),
            supervisors.post_only(&correction, &[("took", "90 min")]),
        );
        let codes =
            [done.0.status, done.1.status, done.2.status, done.3.status, done.4.status, done.5.status]
                .map(|code| code.as_u16());
        assert!(codes.iter().all(|code| *code < 500), "{codes:?}");
        assert_eq!(codes[0], 303, "the account closes: {codes:?}");
    }
}
