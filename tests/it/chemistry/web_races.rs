//! R1 over real connections: whatever is posted at once, the last place goes once, and everybody else is told the truth.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use rapport::platform::ids::ChemistryId;

use super::hub::{accept_offering, held, mentor, send};
use crate::search::hub::Hub;
use crate::support::client::Client;
use crate::support::page::Page;
use crate::support::served::Served;
use crate::support::soaking;
use crate::support::threads::{Waiting, waiting};

const YES: [(&str, &str); 2] = [("time", "message"), ("related", "no")];
const BY_LINK: [(&str, &str); 3] = [("act", "acceptance"), ("time", "message"), ("related", "no")];
const GONE: &str = "There is no place left: the last one has been taken meanwhile.";

fn path(id: ChemistryId, verb: &str) -> String {
    format!("/chemistry/{id}/{verb}")
}

/// Posts a form as somebody does who is told that the hub is busy: again, once it has told so. How often it was told.
async fn post(browser: &Client, path: &str, fields: &[(&str, &str)]) -> (Page, usize) {
    let mut told = 0;
    loop {
        let answer = browser.post_only(path, fields).await;
        if answer.status != 503 {
            return (answer, told);
        }
        assert_eq!(answer.header("retry-after"), Some("5"), "{answer}");
        told += 1;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// How many answers there are of each status.
fn tally(answers: &[Page]) -> BTreeMap<u16, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry(answer.status.as_u16()).or_default() += 1;
    }
    tally
}

async fn texts(hub: &Hub, sql: &'static str) -> Vec<(String, i64)> {
    sqlx::query_as(sql).fetch_all(&hub.app.app.db).await.expect("counts")
}

/// What everybody but the one winner finds: the truth on their own page, with the next on their list, and one letter.
async fn each_is_told(hub: &Hub, served: &Served, all: &[Waiting]) {
    let outcomes =
        texts(hub, "select coalesce(outcome, status), count(*) from chemistry_request group by 1 order by 1")
            .await;
    let others = i64::try_from(all.len()).unwrap() - 1;
    assert_eq!(outcomes, [("arranging".to_owned(), 1), ("full".to_owned(), others)]);
    let letters = texts(hub, "select kind, count(*) from mail group by kind").await;
    assert_eq!(letters, [("chemistry-news".to_owned(), others + 1)], "one each, the winner too");
    let readers: i64 = sqlx::query_scalar("select count(distinct account_id) from mail")
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(readers, others + 1);
    let winners = stream::iter(all)
        .map(async |one| {
            let page = served
                .browser_of(&hub.app, &one.mentee)
                .await
                .get_only(&format!("/chemistry/{}", one.id))
                .await;
            page.assert_ok();
            if page.heading() == "Grace said yes: find a time" {
                return 1;
            }
            page.assert_heading("Grace’s last place went to somebody else")
                .assert_sees("Next on your shortlist: Helen Next")
                .assert_sees("Ask Helen");
            0
        })
        .buffer_unordered(8)
        .fold(0, async |sum, one| sum + one)
        .await;
    assert_eq!(winners, 1);
}

struct Race {
    hub: Hub,
    served: Served,
    grace: crate::support::given::Person,
    all: Vec<Waiting>,
}

/// Two hundred who wait for Grace, who has one place.
async fn race() -> Race {
    let hub = Hub::new().await;
    let (grace, helen) = (mentor(&hub, "Grace Obi", 1).await, mentor(&hub, "Helen Next", 2).await);
    sqlx::query("delete from mail").execute(&hub.app.app.db).await.unwrap();
    let all = waiting(&hub.app.app, hub.pool, grace.account_id, helen.account_id, 200).await;
    let served = Served::start(&hub.app).await;
    Race { hub, served, grace, all }
}

/// Grace is signed in on eight devices and accepts all two hundred at once. More than the hub works on at once may be told to
/// come again (R7): the same form is then answered with the truth, and nothing is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_two_hundred_acceptances_posted_at_once_for_a_last_place_have_one_winner_and_199_clear_answers() {
    let (rounds, began) = (soaking(3, 100), Instant::now());
    let (mut racing, mut busy) = (Duration::ZERO, 0);
    for _ in 0..rounds {
        let Race { hub, served, grace, all } = race().await;
        let devices: Vec<Client> = join_all((0..8).map(|_| served.browser_of(&hub.app, &grace))).await;
        let since = Instant::now();
        let posting = all.iter().enumerate().map(async |(index, one)| {
            post(&devices[index % devices.len()], &path(one.id, "acceptance"), &YES).await
        });
        let (answers, told): (Vec<Page>, Vec<usize>) = join_all(posting).await.into_iter().unzip();
        racing += since.elapsed();
        busy += told.iter().sum::<usize>();
        assert_eq!(tally(&answers), BTreeMap::from([(303, 1), (409, 199)]), "{}", answers[1]);
        for answer in answers.iter().filter(|answer| answer.status == 409) {
            answer
                .assert_heading("You had no place left")
                .assert_sees(GONE)
                .assert_sees("Nothing was changed here.");
        }
        assert_eq!(held(&hub.app, &grace).await, 1);
        each_is_told(&hub, &served, &all).await;
    }
    println!(
        "{rounds} races of 200 acceptances over HTTP in {:.1?}, {:.0?} a race until the last answer; {busy} times busy first",
        began.elapsed(),
        racing / u32::try_from(rounds).unwrap()
    );
}

/// Sixty answers of Grace's wait for her place while something long is done about it: everybody else still reads their pages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r7_a_crowd_around_one_person_leaves_the_hub_its_connections() {
    let Race { hub, served, grace, all } = race().await;
    let device = served.browser_of(&hub.app, &grace).await;
    let reader = served.browser_of(&hub.app, &all[100].mentee).await;
    let mut long = hub.app.app.db.begin().await.unwrap();
    sqlx::query("select from place where account_id = $1 for update")
        .bind(grace.account_id)
        .execute(&mut *long)
        .await
        .unwrap();
    let crowd = join_all(
        all.iter().take(60).map(async |one| device.post_only(&path(one.id, "acceptance"), &YES).await),
    );
    let reading = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        for _ in 0..5 {
            reader.get_only("/chemistry").await.assert_ok();
        }
        long.commit().await.unwrap();
    };
    let (answers, ()) = tokio::join!(crowd, reading);
    assert_eq!(tally(&answers), BTreeMap::from([(303, 1), (409, 59)]));
}

/// Half of them by the links in the mails, which are nobody's any more once the place is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_s7_links_and_sign_ins_that_race_for_a_last_place_have_one_winner() {
    for _ in 0..soaking(1, 50) {
        let Race { hub, served, grace, all } = race().await;
        let (device, phone) = (served.browser_of(&hub.app, &grace).await, served.visitor(&hub.app));
        let posting = all.iter().enumerate().map(async |(index, one)| {
            if index % 2 == 0 {
                post(&phone, &one.link, &BY_LINK).await.0
            } else {
                post(&device, &path(one.id, "acceptance"), &YES).await.0
            }
        });
        let answers = join_all(posting).await;
        let done = answers.iter().filter(|answer| matches!(answer.status.as_u16(), 200 | 303)).count();
        assert_eq!(done, 1, "{:?}", tally(&answers));
        for answer in &answers {
            match answer.status.as_u16() {
                200 => _ = answer.assert_sees("You said yes, and a place is held."),
                303 => {}
                404 => _ = answer.assert_sees("Nothing is left to do with this link"),
                409 => _ = answer.assert_sees(GONE),
                _ => panic!("{answer}"),
            }
        }
        each_is_told(&hub, &served, &all).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_the_same_time_booked_by_eight_at_once_is_one_meeting_and_the_others_are_told() {
    for _ in 0..soaking(2, 100) {
        let hub = Hub::new().await;
        let (grace, helen) = (mentor(&hub, "Grace Obi", 9).await, mentor(&hub, "Helen Next", 2).await);
        let all = waiting(&hub.app.app, hub.pool, grace.account_id, helen.account_id, 8).await;
        let served = Served::start(&hub.app).await;
        let mut browsers = Vec::new();
        for one in &all {
            accept_offering(&hub.app, &grace, one.id, &[72, 96]).await.unwrap();
            browsers.push(served.browser_of(&hub.app, &one.mentee).await);
        }
        let fields = [("time", "2027-03-07T12:00:00Z")];
        let posting = all
            .iter()
            .zip(&browsers)
            .map(async |(one, browser)| browser.post_only(&path(one.id, "booking"), &fields).await);
        let answers = join_all(posting).await;
        assert_eq!(answers.iter().filter(|one| one.status == 303).count(), 1, "{:?}", tally(&answers));
        for answer in answers.iter().filter(|one| one.status != 303) {
            answer.assert_status(409).assert_sees("in another meeting at this time");
            let left = answer.attributes("input[name=time]", "value");
            assert_eq!(left, ["2027-03-08T12:00:00Z"], "what is taken is not offered again: {answer}");
        }
        let meetings: i64 = sqlx::query_scalar("select count(*) from booking where live")
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
        assert_eq!(meetings, 2, "one meeting of two people");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_an_acceptance_and_a_withdrawal_posted_at_once_have_one_order_and_both_are_told() {
    let hub = Hub::new().await;
    let (grace, helen) = (mentor(&hub, "Grace Obi", 12).await, mentor(&hub, "Helen Next", 2).await);
    let served = Served::start(&hub.app).await;
    let at_work = served.browser_of(&hub.app, &grace).await;
    let mut accepted = 0;
    for round in 0..soaking(10, 300) {
        sqlx::query("update place set active = 0, held = 0").execute(&hub.app.app.db).await.unwrap();
        let all = waiting(&hub.app.app, hub.pool, grace.account_id, helen.account_id, 1).await;
        let (one, own) = (&all[0], served.browser_of(&hub.app, &all[0].mentee).await);
        let (accept, withdraw) = (path(one.id, "acceptance"), path(one.id, "withdrawal"));
        let (yes, back) = if round % 2 == 0 {
            tokio::join!(at_work.post_only(&accept, &YES), own.post_only(&withdraw, &[]))
        } else {
            let (back, yes) = tokio::join!(own.post_only(&withdraw, &[]), at_work.post_only(&accept, &YES));
            (yes, back)
        };
        let mut both = [yes.status.as_u16(), back.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [303, 409], "{yes} {back}");
        if yes.status == 303 {
            accepted += 1;
            back.assert_heading("Grace said yes: find a time").assert_sees("this request is accepted");
        } else {
            yes.assert_heading("Amina withdrew the request").assert_sees("this request is closed now");
        }
        assert_eq!(held(&hub.app, &grace).await, i16::from(yes.status == 303));
    }
    println!("accepted first {accepted} times");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_one_mentee_who_is_accepted_by_two_at_once_for_the_same_hour_is_booked_once() {
    for _ in 0..soaking(2, 100) {
        let hub = Hub::new().await;
        let (mentee, grace, hal) =
            (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Hal Reed", 2).await);
        let served = Served::start(&hub.app).await;
        let browser = served.browser_of(&hub.app, &mentee).await;
        let mut ids = Vec::new();
        for person in [&grace, &hal] {
            let id = send(&hub.app, &mentee, person).await.unwrap();
            accept_offering(&hub.app, person, id, &[72]).await.unwrap();
            ids.push(id);
        }
        let fields = [("time", "2027-03-07T12:00:00Z")];
        let answers =
            join_all(ids.iter().map(async |id| browser.post_only(&path(*id, "booking"), &fields).await))
                .await;
        assert_eq!(tally(&answers), BTreeMap::from([(303, 1), (409, 1)]));
    }
}
