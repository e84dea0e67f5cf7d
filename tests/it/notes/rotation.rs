//! Another outer key: while notes are written and read, by two at once, and when the old one is gone.

use rapport::app::{self, App};
use rapport::platform::key_ring::KeyRing;
use rapport::platform::secrets::Secret;
use rapport::relationships::notes::{self, Rotated};
use tokio::task::JoinSet;

use super::Here;
use crate::support::app::BASE_URL;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::pairs;

fn key(seed: u8) -> Secret {
    Secret::from_bytes(std::array::from_fn(|index| {
        seed.wrapping_mul(31).wrapping_add(u8::try_from(index).unwrap())
    }))
}

impl Here {
    /// The hub as another process with these outer keys runs it.
    fn with_keys(&self, current: u8, old: &[u8]) -> App {
        let old = old.iter().copied().map(key).collect();
        App { note_keys: KeyRing::new(&self.app.app.secret, Some(key(current)), old), ..self.app.app.clone() }
    }

    /// A browser on such a process.
    async fn browser_on(&self, app: &App, person: &Person) -> Client {
        let browser = Client::new(app::router(app), BASE_URL);
        given::sign_in(&self.app, &browser, person).await;
        browser
    }
}

#[tokio::test]
async fn every_key_is_wrapped_anew_no_note_is_touched_and_again_is_harmless() {
    let here = Here::new().await;
    let (before, after) = (here.with_keys(1, &[]), here.with_keys(2, &[1]));
    pairs::note(&before, here.id, here.amina.account_id, "Amina alone", false).await;
    pairs::note(&before, here.id, here.grace.account_id, "To Amina", true).await;
    let bodies = "select md5(string_agg(body::text, ',' order by note_id)) from note";
    let bodies = async || -> String {
        sqlx::query_scalar(bodies).fetch_one(&mut here.app.database.owner().await).await.unwrap()
    };
    let sealed = bodies().await;
    assert_eq!(notes::rotate(&after).await.unwrap(), Rotated { rewrapped: 2, unopened: 0 });
    assert_eq!(notes::rotate(&after).await.unwrap(), Rotated::default());
    assert_eq!(bodies().await, sealed);
    assert_eq!(here.count("select count(*) from note_key where rewrapped_at is not null").await, 2);
    let alone = here.with_keys(2, &[]);
    assert_eq!(notes::unopenable(&alone).await.unwrap(), 0, "the old key is needed no more");
    let page = here.browser_on(&alone, &here.amina).await.get(&here.path()).await;
    page.assert_sees("Amina alone").assert_sees("To Amina");
}

#[tokio::test]
async fn an_installation_moves_from_the_derived_key_to_one_of_its_own() {
    let here = Here::new().await;
    here.note(&here.amina, "Amina alone", false).await;
    let own = here.with_keys(5, &[]);
    here.browser_on(&own, &here.amina).await.get(&here.path()).await.assert_sees("Amina alone");
    assert_eq!(notes::rotate(&own).await.unwrap(), Rotated { rewrapped: 1, unopened: 0 });
    assert_eq!(notes::unopenable(&own).await.unwrap(), 0);
}

#[tokio::test]
async fn when_the_key_is_not_there_readers_are_told_kindly_and_nothing_is_lost() {
    let here = Here::new().await;
    let (before, without) = (here.with_keys(1, &[]), here.with_keys(2, &[]));
    let note = pairs::note(&before, here.id, here.amina.account_id, "Amina alone", true).await;
    assert_eq!(notes::unopenable(&without).await.unwrap(), 1);
    assert_eq!(notes::rotate(&without).await.unwrap(), Rotated { rewrapped: 0, unopened: 1 });
    for person in [&here.amina, &here.grace] {
        let page = here.browser_on(&without, person).await.get(&here.path()).await;
        page.assert_ok().assert_sees("This note cannot be opened at the moment. It is not lost");
    }
    let amina = here.browser_on(&without, &here.amina).await;
    let own = format!("{}/{note}", here.path());
    amina.get(&own).await.assert_ok().assert_sees("whoever runs this hub can put it back");
    let page = amina.get(&here.path()).await;
    let refused = amina.submit(&page, &[("note", "Typed meanwhile")]).await;
    refused
        .assert_status(503)
        .assert_sees("Typed meanwhile")
        .assert_sees("Notes cannot be sealed at the moment");
    let changed = [("note", "Other words"), ("who", "me"), ("version", "1")];
    amina.post_only(&own, &changed).await.assert_status(503).assert_sees("Other words");
    // Who has no key yet writes with one of today.
    let grace = here.browser_on(&without, &here.grace).await;
    grace.submit(&grace.get(&here.path()).await, &[("note", "Grace alone")]).await.assert_sees("Grace alone");
    let back = here.with_keys(2, &[1]);
    assert_eq!(notes::unopenable(&back).await.unwrap(), 0);
    here.browser_on(&back, &here.amina).await.get(&here.path()).await.assert_sees("Amina alone");
}

/// Who write together in the tests of crowds.
const PAIRS: usize = 130;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotating_twice_at_once_while_notes_are_written_and_read_loses_none() {
    let here = Here::new().await;
    // A rolling change: some processes wrap with the old key still, and know the new one already.
    let (old, new) = (here.with_keys(1, &[2]), here.with_keys(2, &[1]));
    let mut ids = vec![here.id];
    for number in 1..PAIRS {
        let mentee = given::account(&here.app).named(&format!("Mentee {number}")).make().await;
        let id =
            pairs::relationship(&old, here.pool, mentee.account_id, here.grace.account_id, "mentoring").await;
        pairs::note(&old, id, mentee.account_id, "Before", true).await;
        ids.push(id);
    }
    let (grace, amina) = (here.grace.account_id, here.amina.account_id);
    let mut tasks = JoinSet::new();
    for (app, ids) in [(old.clone(), ids.clone()), (new.clone(), ids.iter().rev().copied().collect())] {
        tasks.spawn(async move {
            for id in ids {
                pairs::note(&app, id, grace, "Meanwhile", false).await;
            }
        });
    }
    for app in [old.clone(), new.clone()] {
        let (reader, path) = (here.browser_on(&app, &here.amina).await, here.path());
        let id = here.id;
        tasks.spawn(async move {
            for number in 0..25 {
                pairs::note(&app, id, amina, &format!("Own {number}"), true).await;
                reader.get(&path).await.assert_ok().assert_sees_not("cannot be opened");
            }
        });
    }
    let rotations: Vec<_> = (0..2)
        .map(|_| {
            let app = new.clone();
            tokio::spawn(async move { notes::rotate(&app).await.unwrap() })
        })
        .collect();
    let mut rewrapped = 0;
    for rotation in rotations {
        let rotated = rotation.await.unwrap();
        assert_eq!(rotated.unopened, 0);
        rewrapped += rotated.rewrapped;
    }
    assert!(rewrapped >= u64::try_from(PAIRS - 1).unwrap(), "each key once: {rewrapped}");
    tasks.join_all().await;
    // What the old process made after the runs is for the next one.
    notes::rotate(&new).await.unwrap();
    let alone = here.with_keys(2, &[]);
    assert_eq!(notes::unopenable(&alone).await.unwrap(), 0);
    let written = here.count("select count(*) from note").await;
    assert_eq!(usize::try_from(written).unwrap(), (PAIRS - 1) + 2 * PAIRS + 50, "none is lost");
    let reader = here.browser_on(&alone, &here.grace).await;
    for id in ids {
        let page = reader.get(&format!("/relationships/{id}/notes")).await;
        page.assert_ok().assert_sees("Meanwhile").assert_sees_not("cannot be opened");
    }
}
