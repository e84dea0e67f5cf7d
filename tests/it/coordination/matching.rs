//! What needs a coordinator today, and matching by hand.

use rapport::availability::{self, NewPlace};
use rapport::events::Actor;
use rapport::pools::Offering;

use crate::memberships::member;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};
use crate::support::threads::thread;
use rapport::platform::ids::{AccountId, PoolId};

struct Here {
    app: TestApp,
    pool: PoolId,
    amina: Person,
    grace: Person,
    asha: Person,
}

impl Here {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let pool = given::pool(&app, "Open mentoring pool").await;
        let trust = given::organisation(&app, "Example Trust").await;
        let amina = given::account(&app).named("Amina Khan").employed_by(trust).make().await;
        sqlx::query("update account set employment_proof = 'mail-domain', employment_proven_at = created_at where account_id = $1")
            .bind(amina.account_id)
            .execute(&app.app.db)
            .await
            .unwrap();
        let asha =
            given::account(&app).named("Asha Patel").employed_by(trust).coordinator_of(pool).make().await;
        let grace = Self::mentor(&app, pool, "Grace Obi").await;
        Self { app, pool, amina, grace, asha }
    }

    async fn mentor(app: &TestApp, pool: PoolId, name: &str) -> Person {
        let person = given::account(app).named(name).practitioner().make().await;
        member(app, pool, &person, &[Offering::Mentoring]).await;
        let place = NewPlace { capacity: 2, seen_elsewhere: 0, accepting: true };
        let mut db = app.app.db.acquire().await.unwrap();
        availability::save_place(&mut db, Actor::System, app.now(), person.account_id, None, &place)
            .await
            .unwrap();
        person
    }

    async fn desk(&self) -> Client {
        self.app.browser_of(&self.asha).await
    }

    fn path(&self, end: &str) -> String {
        format!("/pools/{}/{end}", self.pool)
    }

    fn propose(&self) -> String {
        self.path(&format!("matching/{}", self.amina.account_id))
    }

    async fn shortlist(&self) -> Vec<AccountId> {
        sqlx::query_scalar(
            "select practitioner_id from shortlist_entry where account_id = $1 order by position",
        )
        .bind(self.amina.account_id)
        .fetch_all(&self.app.app.db)
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn a_quiet_day_says_so_and_a_stuck_request_shows_ages_and_no_contents() {
    let here = Here::new().await;
    let desk = here.desk().await;
    desk.get(&here.path("today")).await.assert_sees("Nothing needs you today");
    let id = thread(&here.app.app, here.pool, here.amina.account_id, here.grace.account_id, "sent").await;
    desk.get(&here.path("today")).await.assert_sees("Nothing needs you today");
    sqlx::query("update chemistry_request set until = clock_from + interval '2 days'")
        .execute(&here.app.app.db)
        .await
        .unwrap();
    let (page, statements) = here.app.statements(desk.get(&here.path("today"))).await;
    page.assert_sees("Grace Obi: no answer yet").assert_sees_not("Amina").assert_sees_not("ward manager");
    assert!(statements.len() <= 7, "one for each kind: {statements:#?}");
    desk.get("/dashboard").await.assert_sees("1 stuck request");
    let path = here.path(&format!("requests/{id}/reminder"));
    for _ in 0..3 {
        desk.post_only(&path, &[]).await.assert_status(303);
    }
    let letters = here.app.mails_to(&here.grace.email).await;
    assert_eq!(letters.iter().filter(|letter| letter.kind == "chemistry-waits").count(), 1, "once a day");
    desk.get(&here.path("today")).await.assert_sees("Reminded today");
}

#[tokio::test]
async fn somebody_is_found_by_exactly_who_they_are_and_nobody_is_listed() {
    let here = Here::new().await;
    let desk = here.desk().await;
    let look = async |who: &str| {
        let form = desk.get(&here.path("matching")).await;
        desk.submit(&form, &[("who", who)]).await
    };
    for who in ["amina KHAN", &here.amina.email] {
        look(who).await.assert_sees("Example Trust").assert_sees_not(&here.amina.email.to_uppercase());
    }
    for who in ["Amina", "%", "@example.org", "Asha Patel", "Khan"] {
        look(who).await.assert_ok().assert_sees("Nobody of that name or address is found");
    }
    look(" ").await.assert_status(422);
    let elsewhere = given::account(&here.app).named("Zara Quinn").make().await;
    look("Zara Quinn").await.assert_sees("Nobody of that name");
    desk.get(&here.path(&format!("matching/{}", elsewhere.account_id))).await.assert_not_found();
}

#[tokio::test]
async fn people_are_proposed_in_order_and_taken_over_in_one_step() {
    let here = Here::new().await;
    let tom = Here::mentor(&here.app, here.pool, "Tom Reed").await;
    let desk = here.desk().await;
    let page = desk.get(&here.propose()).await;
    page.assert_sees_not("Grace Obi");
    let submission = page.form_with_button("Find people").value("submission").unwrap();
    let (first, second) = (tom.account_id.to_string(), here.grace.account_id.to_string());
    let fields = [
        ("submission", submission.as_str()),
        ("offering", "mentoring"),
        ("person", &first),
        ("why", "He led a ward too."),
        ("person", &second),
        ("why", ""),
    ];
    for _ in 0..3 {
        desk.post_only(&here.propose(), &fields).await.assert_status(303);
    }
    let proposals: i64 =
        sqlx::query_scalar("select count(*) from proposal").fetch_one(&here.app.app.db).await.unwrap();
    assert_eq!(proposals, 1, "R3");
    let letter = here.app.mail_to(&here.amina.email).await;
    assert!(!letter.text.contains("Grace") && !letter.text.contains("Tom"), "{}", letter.text);
    let amina = here.app.browser_of(&here.amina).await;
    amina.get("/dashboard").await.assert_sees("Asha Patel suggests some people to you");
    let (list, statements) = here.app.statements(amina.get("/shortlist")).await;
    list.assert_sees("Asha Patel, a coordinator, suggests 2 people to you");
    assert!(statements.len() <= 4, "three beside the viewer's: {statements:#?}");
    let id: uuid::Uuid =
        sqlx::query_scalar("select proposal_id from proposal").fetch_one(&here.app.app.db).await.unwrap();
    let path = format!("/proposals/{id}");
    amina.get(&path).await.assert_sees("Tom Reed").assert_sees("He led a ward too.");
    desk.get(&path).await.assert_not_found();
    for _ in 0..2 {
        amina.post_only(&format!("{path}/taking"), &[]).await.assert_status(303);
    }
    assert_eq!(here.shortlist().await, [tom.account_id, here.grace.account_id]);
    amina.get("/dashboard").await.assert_sees_not("suggests some people");
    amina.get("/shortlist").await.assert_sees_not("suggests 2 people");
}

#[tokio::test]
async fn a_proposal_is_declined_and_bad_forms_come_back_with_what_was_typed() {
    let here = Here::new().await;
    let desk = here.desk().await;
    let page = desk.get(&here.propose()).await;
    let submission = page.form_with_button("Find people").value("submission").unwrap();
    let base = [("submission", submission.as_str()), ("offering", "mentoring")];
    let nobody = desk.post(&here.propose(), &base).await;
    nobody.assert_status(422).assert_error("who", "Find somebody and add them to your list first");
    let grace = here.grace.account_id.to_string();
    let twice =
        [&base[..], &[("person", &grace), ("why", "<b>x</b>"), ("person", &grace), ("why", "")]].concat();
    let refused = desk.post(&here.propose(), &twice).await;
    refused.assert_error("person-2", "You chose this person twice").assert_status(422);
    assert_eq!(refused.attributes("#why-1", "value"), ["<b>x</b>"]);
    let own = here.asha.account_id.to_string();
    let other = [&base[..], &[("person", own.as_str())]].concat();
    desk.post(&here.propose(), &other)
        .await
        .assert_status(422)
        .assert_sees("cannot be proposed for mentoring");
    let good = [&base[..], &[("person", grace.as_str())]].concat();
    desk.post_only(&here.propose(), &good).await.assert_status(303);
    let id: uuid::Uuid =
        sqlx::query_scalar("select proposal_id from proposal").fetch_one(&here.app.app.db).await.unwrap();
    let amina = here.app.browser_of(&here.amina).await;
    let page = amina.get(&format!("/proposals/{id}")).await;
    amina.press(&page, "No, thank you").await.assert_path("/dashboard");
    assert!(here.shortlist().await.is_empty());
}

#[tokio::test]
async fn people_are_found_by_name_or_by_what_they_help_with_and_put_in_order() {
    let here = Here::new().await;
    let tom = Here::mentor(&here.app, here.pool, "Tómas Reed").await;
    sqlx::query(
        "insert into profile (account_id, created_at, updated_at) values ($1, $2, $2) on conflict do nothing",
    )
    .bind(tom.account_id)
    .bind(here.app.now())
    .execute(&here.app.app.db)
    .await
    .unwrap();
    sqlx::query(
        "insert into profile_term (account_id, term_id, position)
         select $1, term_id, 1 from term where vocabulary_code = 'development-area' and term_code = 'confidence'",
    )
    .bind(tom.account_id)
    .execute(&here.app.app.db)
    .await
    .unwrap();
    let confidence: i32 = sqlx::query_scalar(
        "select term_id from term where vocabulary_code = 'development-area' and term_code = 'confidence'",
    )
    .fetch_one(&here.app.app.db)
    .await
    .unwrap();
    here.app.follow().await;
    let desk = here.desk().await;
    // By name, whatever the accents and the case; nobody is listed without one.
    let by_name = desk.post(&here.propose(), &[("step", "find"), ("who", "TOMAS")]).await;
    by_name.assert_ok().assert_sees("Tómas Reed").assert_sees_not("Grace Obi");
    for nobody in ["%", "_", "Asha"] {
        let none = desk.post(&here.propose(), &[("step", "find"), ("who", nobody)]).await;
        none.assert_sees("Nobody found").assert_sees_not("Grace Obi");
    }
    // By what they help with, best first, with the reasons.
    let area = confidence.to_string();
    let (fits, statements) = here
        .app
        .statements(desk.post(
            &here.propose(),
            &[("step", "find"), ("offering", "mentoring"), ("area", &area), ("area", ""), ("who", "")],
        ))
        .await;
    fits.assert_ok().assert_sees("fits 100%").assert_sees("Confidence: helps with this");
    let text = fits.text();
    assert!(text.find("Tómas Reed").unwrap() < text.find("Grace Obi").unwrap(), "{text}");
    assert!(statements.len() <= 10, "{statements:#?}");
    // Added one by one, moved and removed, with everything typed kept; nothing is stored meanwhile.
    let (grace, toms) = (here.grace.account_id.to_string(), tom.account_id.to_string());
    let one = desk
        .post(
            &here.propose(),
            &[("step", &format!("add:{grace}")), ("offering", "mentoring"), ("area", &area)],
        )
        .await;
    one.assert_sees("1. Grace Obi").assert_sees("Tómas Reed").assert_sees_not("2. ");
    let kept = [("person", grace.as_str()), ("why", "She led a ward too."), ("offering", "mentoring")];
    let two = desk.post(&here.propose(), &[&kept[..], &[("step", &format!("add:{toms}"))]].concat()).await;
    two.assert_sees("2. Tómas Reed");
    assert_eq!(two.attributes("#why-1", "value"), ["She led a ward too."]);
    let both = [&kept[..], &[("person", toms.as_str()), ("why", "")]].concat();
    let raised =
        desk.post(&here.propose(), &[&both[..], &[("step", &format!("raise:{toms}"))]].concat()).await;
    raised.assert_sees("1. Tómas Reed").assert_sees("2. Grace Obi");
    assert_eq!(raised.attributes("#why-2", "value"), ["She led a ward too."]);
    let removed =
        desk.post(&here.propose(), &[&both[..], &[("step", &format!("remove:{grace}"))]].concat()).await;
    removed.assert_sees("1. Tómas Reed").assert_sees_not("Grace Obi");
    let nothing = desk.post(&here.propose(), &[("step", "find"), ("who", "")]).await;
    nothing.assert_status(422).assert_error("offering", "Select for what, or write a name");
    let stored: i64 =
        sqlx::query_scalar("select count(*) from proposal").fetch_one(&here.app.app.db).await.unwrap();
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn a_request_is_entered_for_somebody_and_waits_for_them() {
    let here = Here::new().await;
    let desk = here.desk().await;
    let grace = here.grace.account_id.to_string();
    let page = desk.get(&here.propose()).await;
    page.assert_sees("find that person above and add them to the list first");
    let chosen = [("step", format!("add:{grace}")), ("offering", "mentoring".to_owned())];
    let chosen: Vec<(&str, &str)> = chosen.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = desk.post(&here.propose(), &[&chosen[..], &[("who", "Grace")]].concat()).await;
    let form = page.form_with_button("Enter the request");
    let refused = desk.submit_form(&form, &[("hope", "")]).await;
    refused.assert_status(422).assert_error("hope", "Enter what they hope for").assert_sees("1. Grace Obi");
    let form = refused.form_with_button("Enter the request");
    let fields =
        [("asked", grace.as_str()), ("request-offering", "mentoring"), ("hope", "To find her feet.")];
    desk.submit_form(&form, &fields).await.assert_sees("It goes once Amina Khan confirms it");
    let status: String =
        sqlx::query_scalar("select status from chemistry_request").fetch_one(&here.app.app.db).await.unwrap();
    assert_eq!(status, "entered");
    assert!(
        here.app.mails_to(&here.grace.email).await.is_empty(),
        "nobody is asked before the mentee says so"
    );
}
