//! The program is killed while people ask and are accepted over HTTP (R2, R4).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use rapport::accounts::roles::Granter;
use rapport::app::App;
use rapport::availability::{self, NewPlace};
use rapport::events::Actor;
use rapport::memberships::{NewMembership, admit};
use rapport::organisations;
use rapport::platform::ids::{AccountId, PoolId, SubmissionId};
use rapport::pools::{MembershipKind, Offering};

use super::booking::{SENDER, beside, new_pool, person};
use super::program::{Hub, folder};
use crate::support::client::Client;
use crate::support::given::login_session;
use crate::support::smtp::MailServer;
use crate::support::soaking;
use crate::support::threads::{Waiting, waiting};

/// As many as one person may see at once.
const EACH: usize = 12;
const YES: [(&str, &str); 2] = [("time", "message"), ("related", "no")];

/// Somebody who has confirmed their address and works in Leeds.
pub async fn confirmed(app: &App, name: &str) -> AccountId {
    let account = person(app, name).await;
    sqlx::query(
        "update account set email_confirmed_at = created_at, organisation_id = $2, employment_proof = 'mail-domain',
           employment_proven_at = created_at where account_id = $1",
    )
    .bind(account)
    .bind(organisations::id_of("RR8"))
    .execute(&app.db)
    .await
    .unwrap();
    account
}

/// A mentor of the pool with twelve places.
pub async fn mentor(app: &App, pool: PoolId, name: &str) -> AccountId {
    let account = confirmed(app, name).await;
    let now = app.clock.now();
    let new = NewMembership {
        pool,
        account,
        kind: MembershipKind::Employee,
        offerings: vec![Offering::Mentoring],
        terms_version: 1,
        approved_by: None,
        imported: false,
        grace_to: None,
        contract_ends: None,
        hours_cap: None,
    };
    let place = NewPlace { capacity: 12, seen_elsewhere: 0, accepting: true };
    let mut tx = app.db.begin().await.unwrap();
    admit(&mut tx, app, Granter::system(), &new).await.unwrap();
    availability::save_place(&mut tx, Actor::System, now, account, None, &place).await.unwrap();
    tx.commit().await.unwrap();
    account
}

/// A form as a browser would send it: where to, and what.
type Posted = (String, Vec<(&'static str, String)>);

/// One round's people and forms.
struct Round {
    grace: AccountId,
    asked: AccountId,
    waiting: Vec<Waiting>,
    session: String,
    asking: Vec<(String, Posted)>,
}

async fn prepare(app: &App, pool: PoolId) -> Round {
    let (grace, asked) = (mentor(app, pool, "Grace Obi").await, mentor(app, pool, "Helen Next").await);
    // What their admission wrote is not looked at here.
    sqlx::query("delete from mail where account_id = any ($1)")
        .bind([grace.0, asked.0])
        .execute(&app.db)
        .await
        .unwrap();
    let waiting = waiting(app, pool, grace, asked, EACH).await;
    let session = login_session(app, grace, false).await;
    let mut asking = Vec::new();
    for _ in 0..EACH {
        let mentee = confirmed(app, "Tom Okafor").await;
        let fields = vec![
            ("practitioner", asked.to_string()),
            ("hope", "To lead a ward.".to_owned()),
            ("times", "suggest".to_owned()),
            ("related", "no".to_owned()),
            ("submission", SubmissionId::new(app.clock.now()).to_string()),
        ];
        asking.push((login_session(app, mentee, false).await, ("/chemistry".to_owned(), fields)));
    }
    Round { grace, asked, waiting, session, asking }
}

pub fn browser(hub: &Hub, session: &str) -> Client {
    let browser = Client::over(hub.address, &format!("http://{}", hub.address));
    browser.set_cookie("rapport_session", session);
    browser
}

/// Whether a form was acknowledged; none when the server went first.
async fn acknowledged(browser: &Client, path: &str, fields: &[(&str, &str)]) -> Option<bool> {
    let answer = browser.try_post(path, fields).await.ok()?;
    // A server whose database went first says that it cannot answer.
    assert!(matches!(answer.status.as_u16(), 303 | 500 | 503), "{answer}");
    Some(answer.status == 303)
}

fn fields((_, fields): &Posted) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Posts every acceptance in turn until the server goes: how many were acknowledged.
async fn accept_all(browser: Client, paths: Vec<String>) -> usize {
    let mut done = 0;
    for path in &paths {
        match acknowledged(&browser, path, &YES).await {
            Some(true) => done += 1,
            Some(false) | None => break,
        }
    }
    done
}

async fn ask_all(browsers: Vec<(Client, Posted)>) -> usize {
    let mut done = 0;
    for (browser, posted) in &browsers {
        match acknowledged(browser, &posted.0, &fields(posted)).await {
            Some(true) => done += 1,
            Some(false) | None => break,
        }
    }
    done
}

async fn number(app: &App, sql: &'static str, of: AccountId) -> i64 {
    sqlx::query_scalar(sql).bind(of).fetch_one(&app.db).await.unwrap()
}

/// What there is of a round: acceptances, and what belongs to each of them; requests, and what belongs to each of those.
async fn there(app: &App, round: &Round) -> ([i64; 4], [i64; 3]) {
    let accepted = [
        number(app, "select held::int8 from place where account_id = $1", round.grace).await,
        number(app, "select count(*) from chemistry_request where practitioner_id = $1 and status = 'arranging'", round.grace).await,
        number(app, "select count(distinct dedupe_key) from mail where kind = 'chemistry-news' and account_id in (select mentee_id from chemistry_request where practitioner_id = $1)", round.grace).await,
        number(app, "select count(*) from action_link l join chemistry_request r using (chemistry_request_id) where r.practitioner_id = $1 and l.act = 'choose'", round.grace).await,
    ];
    let asked = [
        number(app, "select count(*) from chemistry_request where practitioner_id = $1", round.asked).await,
        number(
            app,
            "select count(*) from mail where kind = 'chemistry-news' and account_id = $1",
            round.asked,
        )
        .await,
        number(app, "select count(*) from action_link where act = 'answer' and account_id = $1", round.asked)
            .await,
    ];
    (accepted, asked)
}

/// Lets people accept and ask, and kills the hub after a moment; what was acknowledged until then.
async fn until_killed(hub: Hub, round: &Round, wait: Duration) -> (usize, usize) {
    let paths = round.waiting.iter().map(|one| format!("/chemistry/{}/acceptance", one.id)).collect();
    let accepting = tokio::spawn(accept_all(browser(&hub, &round.session), paths));
    let asking =
        round.asking.iter().map(|(session, posted)| (browser(&hub, session), posted.clone())).collect();
    let asking = tokio::spawn(ask_all(asking));
    tokio::time::sleep(wait).await;
    hub.kill();
    (accepting.await.unwrap(), asking.await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_r4_killed_while_people_ask_and_are_accepted_it_loses_nothing_and_the_same_forms_work_again() {
    let (folder, server, kills) = (folder(), MailServer::start().await, soaking(3, 200));
    let data = folder.path().join("data");
    let url = server.url().to_string();
    let settings = [("RAPPORT_SMTP_URL", url.as_str()), ("RAPPORT_MAIL_FROM", SENDER)];
    let (mut pool, mut rounds) = (None, Vec::new());
    let (mut accepted, mut asked, mut again) = (0, 0, 0);
    for number in 0..kills {
        let hub = Hub::start(&data, &settings);
        let app = beside(&data);
        let pool = if let Some(pool) = pool { pool } else { *pool.insert(new_pool(&app).await) };
        let round = prepare(&app, pool).await;
        app.db.close().await;
        let wait = Duration::from_millis(60 + 240 * (u64::try_from(number).unwrap() % 6));
        let acknowledged = until_killed(hub, &round, wait).await;
        accepted += acknowledged.0;
        asked += acknowledged.1;

        let hub = Hub::start(&data, &settings);
        let app = beside(&data);
        let (of_acceptances, of_requests) = there(&app, &round).await;
        assert!(of_acceptances.iter().all(|one| *one == of_acceptances[0]), "{of_acceptances:?}");
        assert!(of_requests.iter().all(|one| *one == of_requests[0]), "{of_requests:?}");
        // The one that was under way may be there without having been acknowledged.
        let (least, more) = (i64::try_from(acknowledged.0).unwrap(), of_acceptances[0]);
        assert!(more == least || more == least + 1, "{more} of {least} acknowledged");
        let (least, more) = (i64::try_from(acknowledged.1).unwrap(), of_requests[0]);
        assert!(more == least || more == least + 1, "{more} of {least} acknowledged");

        let device = browser(&hub, &round.session);
        for one in &round.waiting {
            let path = format!("/chemistry/{}/acceptance", one.id);
            device.post_only(&path, &YES).await.assert_status(303);
        }
        for (session, posted) in &round.asking {
            browser(&hub, session).post_only(&posted.0, &fields(posted)).await.assert_status(303);
        }
        again += 2 * EACH;
        let all = i64::try_from(EACH).unwrap();
        assert_eq!(there(&app, &round).await, ([all; 4], [all; 3]));
        app.db.close().await;
        drop(hub);
        rounds.push(round);
    }
    each_letter_arrives(&data, &settings, &server, &rounds).await;
    println!(
        "{kills} kills while {accepted} acceptances and {asked} requests were acknowledged, 0 lost; {again} forms sent again"
    );
}

/// Everybody is written to once, whatever died; a second copy is the same mail.
async fn each_letter_arrives(data: &Path, settings: &[(&str, &str)], server: &MailServer, rounds: &[Round]) {
    let hub = Hub::start(data, settings);
    let app = beside(data);
    // The killed worker's leases would run out in two minutes.
    sqlx::query("update mail set leased_until = null where sent_at is null").execute(&app.db).await.unwrap();
    let since = std::time::Instant::now();
    let left = "select count(*) from mail where sent_at is null and failed_at is null and kind = 'chemistry-news' and $1::uuid is not null";
    while number(&app, left, rounds[0].grace).await > 0 {
        assert!(since.elapsed() < Duration::from_mins(3), "mail is left");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mentees: BTreeSet<&str> =
        rounds.iter().flat_map(|round| &round.waiting).map(|one| one.mentee.email.as_str()).collect();
    let received = server.received();
    let mut copies: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut count = 0;
    for mail in received.iter().filter(|mail| mentees.contains(mail.to[0].as_str())) {
        count += 1;
        let subject = mail.header("Subject").unwrap();
        copies.entry((mail.to[0].clone(), subject)).or_default().insert(mail.message_id());
    }
    assert_eq!(copies.len(), mentees.len(), "each mentee hears of it, and of nothing else");
    assert!(copies.values().all(|ids| ids.len() == 1), "a second copy has the Message-ID of the first");
    println!("{count} letters to {} mentees, {} of them twice", copies.len(), count - copies.len());
    drop(hub);
}
