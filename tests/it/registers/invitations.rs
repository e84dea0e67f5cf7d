use jiff::SignedDuration;
use serde_json::json;

use super::{Register, small};
use crate::support::given;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn link_to(register: &Register, address: &str) -> String {
    register.app.mail_to(address).await.link("/register-invitations/")
}

#[tokio::test]
async fn an_invitation_says_what_is_held_and_one_tap_confirms() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    assert_eq!(register.write_letters().await, 2);
    assert_eq!(register.write_letters().await, 0, "once");
    let letter = register.app.mail_to("amina@trust.example").await;
    for says in [
        "Midlands pool",
        "What we hold, and why",
        "From whom",
        "erased on 2 June 2027",
        "Remove me",
        "/privacy",
    ] {
        assert!(letter.text.contains(says), "{says}: {}", letter.text);
    }
    let visitor = register.app.another_browser();
    let page = visitor.get(&link_to(&register, "amina@trust.example").await).await;
    for says in ["Amina Khan", "I listen, and ask.", "Resilience; Confidence", "Urdu", "3"] {
        assert!(page.assert_ok().text().contains(says), "{says}: {page}");
    }
    assert_eq!(
        register.count("select count(*) from account where email = 'amina@trust.example'").await,
        0,
        "a GET acts on nothing"
    );
    let after = visitor.press(&page, "Confirm and agree").await;
    assert!(after.text().contains("You are in"), "{after}");
    assert!(visitor.cookie("rapport_session").is_none(), "signs nobody in");
    let row: (bool, Option<String>, bool, bool, i64) = sqlx::query_as(
        "select a.email_confirmed_at is not null, a.password_hash, m.imported,
                m.grace_to = ($1::timestamptz at time zone 'Europe/London')::date + 90,
                (select count(*) from account_role r where r.account_id = a.account_id and r.role = 'practitioner')
         from account a join membership m using (account_id) where a.email = 'amina@trust.example' and m.status = 'active'",
    )
    .bind(register.app.now())
    .fetch_one(&register.app.app.db)
    .await
    .expect("a member");
    assert_eq!(row, (true, None, true, true, 1));
    let place: (i16, i16, bool) = sqlx::query_as("select capacity, seen_elsewhere, accepting from place")
        .fetch_one(&register.app.app.db)
        .await
        .expect("places");
    assert_eq!(place, (3, 1, true));
    assert_eq!(register.count("select count(*) from profile_term").await, 3);
    assert_eq!(register.count("select count(*) from evidence where imported").await, 2);
    assert_eq!(
        register.count("select count(*) from membership_offering where offering = 'coaching'").await,
        1
    );

    let again = visitor.get(&link_to(&register, "amina@trust.example").await).await;
    assert!(again.text().contains("You have confirmed already"), "{again}");
    let people = register.app.get(&register.path("/register")).await;
    assert!(
        people.text().contains("1 confirmed, 1 invited, 0 waiting for their letter, 0 declined"),
        "{people}"
    );
}

#[tokio::test]
async fn publish_no_or_blank_is_shown_only_by_their_own_tick() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    register.write_letters().await;
    let visitor = register.app.another_browser();
    let page = visitor.get(&link_to(&register, "bjorn@trust.example").await).await;
    let refused = visitor.press(&page, "Confirm and agree").await;
    refused.assert_status(422);
    assert!(refused.text().contains("Tick the box if you want to be shown"), "{refused}");
    assert_eq!(register.count("select count(*) from membership").await, 0);
    assert_eq!(register.count("select count(*) from account where email like 'bjorn%'").await, 0);
    let shown = visitor.submit(&page, &[("shown", "yes"), ("answer", "confirm")]).await;
    assert!(shown.text().contains("You are in"), "{shown}");
    assert_eq!(register.count("select count(*) from membership").await, 1);
}

#[tokio::test]
async fn whoever_offers_nothing_in_the_register_is_asked() {
    let register = Register::new().await;
    register.brought_in(b"Name,Email,Offers,Publish\nAmina Khan,amina@trust.example,,Y\n").await;
    register.write_letters().await;
    let visitor = register.app.another_browser();
    let page = visitor.get(&link_to(&register, "amina@trust.example").await).await;
    visitor.press(&page, "Confirm and agree").await.assert_status(422);
    visitor.submit(&page, &[("offering", "mentoring"), ("answer", "confirm")]).await.assert_ok();
    assert_eq!(
        register.count("select count(*) from membership_offering where offering = 'mentoring'").await,
        1
    );
}

#[tokio::test]
async fn declining_erases_at_once_and_a_later_file_asks_nobody_again() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    register.write_letters().await;
    let link = link_to(&register, "amina@trust.example").await;
    let visitor = register.app.another_browser();
    let page = visitor.get(&link).await;
    let removed = visitor.press(&page, "Remove me").await;
    assert!(removed.text().contains("You are removed"), "{removed}");
    let entries = register.entries().await;
    assert!(
        entries.iter().all(|(email, person)| !email.contains("amina") && person["full-name"] != "Amina Khan")
    );
    assert_eq!(
        register.count("select count(*) from register_import_row where person ilike '%amina%'").await,
        0
    );
    let gone = visitor.get(&link).await;
    gone.assert_status(404);
    assert_eq!(gone.heading(), "This link no longer works");
    let again = register.checked(small()).await;
    assert!(again.text().contains("They have declined to be in this register here"), "{again}");
    assert!(again.text().contains("0 new, 0 changed, 1 unchanged, 1 refused"), "{again}");
}

#[tokio::test]
async fn letters_come_on_days_7_and_21_and_silence_erases_after_90() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    let mut days = Vec::new();
    for day in 0..60 {
        if register.write_letters().await > 0 {
            days.push(day);
        }
        register.app.advance(DAY);
    }
    assert_eq!(days, [0, 7, 21]);
    let to = |address: &'static str| {
        let register = &register;
        async move { register.app.mails_to(address).await.len() }
    };
    assert_eq!(to("amina@trust.example").await, 3);
    assert_eq!(to("bjorn@trust.example").await, 1, "who did not agree to be published is told once");
    let link = link_to(&register, "amina@trust.example").await;
    register.app.another_browser().get(&link).await.assert_status(404);
    register.app.advance(DAY * 31);
    let sweeps = rapport::registers::sweeps(&register.app.app);
    rapport::platform::sweeps::run_due(&register.app.app.db, register.app.now(), &sweeps).await;
    assert!(register.entries().await.is_empty());
}

#[tokio::test]
async fn a_coordinator_sends_an_invitation_again_once_a_day() {
    let register = Register::new().await;
    register.brought_in(b"Name,Email,Publish\nAmina Khan,amina@trust.example,Y\n").await;
    register.write_letters().await;
    let first = link_to(&register, "amina@trust.example").await;
    let people = register.app.get(&register.path("/register")).await;
    register.app.press(&people, "Send again to Amina Khan").await;
    assert_eq!(register.app.mails_to("amina@trust.example").await.len(), 1, "not on the same day");
    register.app.advance(DAY * 2);
    register.app.sign_in_as(&register.coordinator).await;
    register.app.press(&people, "Send again to Amina Khan").await;
    assert_eq!(register.app.mails_to("amina@trust.example").await.len(), 2);
    let second = link_to(&register, "amina@trust.example").await;
    let visitor = register.app.another_browser();
    visitor.get(&first).await.assert_status(404);
    visitor.get(&second).await.assert_ok();
}

#[tokio::test]
async fn an_account_there_already_is_joined_and_what_it_holds_stays() {
    let register = Register::new().await;
    let amina = given::account(&register.app).named("Amina K").with_email("Amina@Trust.example").make().await;
    sqlx::query("insert into profile (account_id, biography, created_at, updated_at) values ($1, 'My own words', $2, $2)")
        .bind(amina.account_id)
        .bind(register.app.now())
        .execute(&register.app.app.db)
        .await
        .unwrap();
    register.brought_in(small()).await;
    register.write_letters().await;
    let visitor = register.app.another_browser();
    let page = visitor.get(&link_to(&register, "amina@trust.example").await).await;
    visitor.press(&page, "Confirm and agree").await.assert_ok();
    let (name, about): (String, String) = sqlx::query_as(
        "select a.name, p.biography from account a join profile p using (account_id) where a.account_id = $1",
    )
    .bind(amina.account_id)
    .fetch_one(&register.app.app.db)
    .await
    .unwrap();
    assert_eq!((name.as_str(), about.as_str()), ("Amina K", "My own words"));
    assert_eq!(
        register.count("select count(*) from account where lower(email) = 'amina@trust.example'").await,
        1
    );
    assert_eq!(register.count("select count(*) from profile_term").await, 3, "what was empty is filled");
}

#[tokio::test]
async fn r3_confirming_many_times_at_once_makes_one_member() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    register.write_letters().await;
    let link = link_to(&register, "amina@trust.example").await;
    let visitors: Vec<_> = (0..8).map(|_| register.app.another_browser()).collect();
    let answers = visitors.iter().map(|visitor| visitor.post_only(&link, &[("answer", "confirm")]));
    for answer in futures_util::future::join_all(answers).await {
        answer.assert_status(303);
    }
    assert_eq!(register.count("select count(*) from membership").await, 1);
    assert_eq!(register.count("select count(*) from evidence").await, 2);
    assert_eq!(register.count("select count(*) from event where kind = 'register.confirmed'").await, 1);
}

#[tokio::test]
async fn a_later_file_never_overwrites_what_its_owner_changed() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    register.write_letters().await;
    let visitor = register.app.another_browser();
    let page = visitor.get(&link_to(&register, "amina@trust.example").await).await;
    visitor.press(&page, "Confirm and agree").await.assert_ok();
    let again = register.checked(small()).await;
    assert!(again.text().contains("0 new, 0 changed, 2 unchanged"), "{again}");

    sqlx::query("update profile set biography = 'My own words'").execute(&register.app.app.db).await.unwrap();
    let later = String::from_utf8(small().to_vec())
        .unwrap()
        .replace("I listen, <b>and</b> ask.", "From the office")
        .replace("3 (term time)", "5")
        .replace("2026-11-01", "2027-01-15");
    let done = register.brought_in(later.as_bytes()).await;
    assert!(done.text().contains("0 new, 1 changed, 1 unchanged"), "{done}");
    assert!(
        done.text()
            .contains("About: they have “My own words”; the file says “From the office”. Theirs stays"),
        "{done}"
    );
    let (about, capacity): (String, i16) =
        sqlx::query_as("select biography, capacity from profile join place using (account_id)")
            .fetch_one(&register.app.app.db)
            .await
            .unwrap();
    assert_eq!((about.as_str(), capacity), ("My own words", 5), "what was as imported follows the file");
    assert_eq!(
        register.count("select count(*) from evidence where kind = 'supervision'").await,
        2,
        "evidence is added"
    );
    let third = register.checked(later.as_bytes()).await;
    assert!(third.text().contains("0 new, 0 changed, 2 unchanged"), "{third}");
    assert!(json!(register.entries().await).to_string().contains("2027-01-15"));
}
