use jiff::SignedDuration;
use rapport::relationships::goals;

use super::{DAY, Here};
use crate::support::given;
use crate::support::pairs;

#[tokio::test]
async fn an_empty_list_says_what_grow_is_and_that_goals_are_optional_in_mentoring_alone() {
    for (offering, optional) in [("mentoring", true), ("coaching", false), ("supervision", true)] {
        let here = Here::offering(offering).await;
        let page = here.browser(&here.amina).await.get(&here.path()).await;
        page.assert_heading("Your goals with Grace").assert_sees("GROW leads from a wish to a plan");
        assert_eq!(page.text().contains("Goals are optional in mentoring"), optional, "{offering}");
        assert_eq!(page.attributes("main a.nhsuk-button", "href"), [format!("{}/new", here.path())]);
    }
}

#[tokio::test]
async fn a_goal_is_set_with_the_fields_of_grow_and_both_see_it() {
    let here = Here::new().await;
    let (amina, grace) = (here.browser(&here.amina).await, here.browser(&here.grace).await);
    let kept = here
        .set(
            &amina,
            &[
                ("goal", "I run our team meeting by summer"),
                ("measure", "I have led three in a row"),
                ("reality", "I take the minutes"),
                ("options", "- Ask Ruth\n- Shadow her"),
                ("what-1", "Ask Ruth for a date"),
                ("who-1", "mentee"),
                ("by-1-day", "12"),
                ("by-1-month", "3"),
                ("by-1-year", "2027"),
                ("what-2", "Send the agenda I use"),
                ("who-2", "practitioner"),
                ("by-2-day", "8"),
                ("by-2-month", "March"),
                ("by-2-year", "2027"),
                ("what-3", "Read about meetings"),
                ("sure", "8"),
            ],
        )
        .await;
    kept.assert_heading("Goal: I run our team meeting by summer")
        .assert_sees("Your goal is kept. Grace sees it too.");
    let list = grace.get(&here.path()).await;
    list.assert_sees("0%: not begun");
    let steps = list.texts(".app-steps-list__one");
    assert!(
        steps[0].contains("Send the agenda I use") && steps[0].contains("You, by Monday 8 March 2027"),
        "{steps:?}"
    );
    assert!(
        steps[1].contains("Ask Ruth for a date") && steps[1].contains("Amina, by Friday 12 March 2027"),
        "{steps:?}"
    );
    assert!(steps[2].contains("Read about meetings"), "{steps:?}");
    let page = grace.get(&kept.path).await;
    let form = page.form_with_button("Save the goal");
    for (field, value) in [
        ("goal", "I run our team meeting by summer"),
        ("measure", "I have led three in a row"),
        ("reality", "I take the minutes"),
        ("options", "Ask Ruth\nShadow her"),
        ("who-1", "mentee"),
        ("by-2-month", "3"),
        ("sure", "8"),
    ] {
        assert_eq!(form.value(field).as_deref(), Some(value), "{field}");
    }
}

#[tokio::test]
async fn s1_nobody_but_the_two_finds_goals_and_ids_of_others_lead_nowhere() {
    let here = Here::new().await;
    let goal = here.goal("Lead our team meeting").await;
    let action: uuid::Uuid = sqlx::query_scalar("select goal_action_id from goal_action")
        .fetch_one(&here.app.app.db)
        .await
        .unwrap();
    let stranger = given::account(&here.app).named("Owen Price").make().await;
    let asha = given::account(&here.app).named("Asha Patel").coordinator_of(here.pool).make().await;
    let ruth = given::account(&here.app).named("Ruth Adeyemi").administrator().make().await;
    let own = format!("{}/{goal}", here.path());
    let posts = ["", "/progress", "/met", "/let-go", "/reopening"].map(|end| format!("{own}{end}"));
    for person in [&stranger, &asha, &ruth] {
        let browser = here.browser(person).await;
        for path in [here.path(), format!("{}/new", here.path()), own.clone()] {
            browser.get(&path).await.assert_not_found();
        }
        for path in posts.iter().cloned().chain([here.path(), format!("{own}/actions/{action}")]) {
            browser
                .post_only(&path, &[("goal", "x"), ("progress", "50"), ("done", "yes")])
                .await
                .assert_not_found();
        }
    }
    // One of two elsewhere, by way of their own relationship.
    let elsewhere = pairs::relationship(
        &here.app.app,
        here.pool,
        stranger.account_id,
        here.grace.account_id,
        "mentoring",
    )
    .await;
    let browser = here.browser(&stranger).await;
    browser.get(&format!("/relationships/{elsewhere}/goals/{goal}")).await.assert_not_found();
    browser.post_only(&format!("/relationships/{elsewhere}/goals/{goal}/met"), &[]).await.assert_not_found();
    let other = pairs::goal(&here.app.app, elsewhere, stranger.account_id, "Mine").await;
    let path = format!("/relationships/{elsewhere}/goals/{other}/actions/{action}");
    browser.post_only(&path, &[("done", "yes")]).await.assert_not_found();
    assert_eq!(here.count("select count(*) from goal_action where done_at is not null").await, 0);
    assert_eq!(here.count("select count(*) from goal where version > 1 or status <> 'open'").await, 0);
}

#[tokio::test]
async fn progress_is_drawn_and_said_steps_are_ticked_and_a_met_goal_is_celebrated() {
    let here = Here::new().await;
    let goal = here.goal("Lead our team meeting").await;
    let own = format!("{}/{goal}", here.path());
    let (amina, grace) = (here.browser(&here.amina).await, here.browser(&here.grace).await);
    let page = amina.get(&own).await;
    let form = page.form_with_button("Save how far you are");
    assert_eq!(form.options("progress").len(), 11);
    let page = amina.submit_form(&form, &[("progress", "60")]).await;
    page.assert_sees("60%: well on the way");
    assert_eq!(page.attributes("progress", "value"), ["60"]);
    let list = grace.get(&here.path()).await;
    let ticked = grace.press(&list, "Done: Ask Ruth for a date").await;
    ticked.assert_path(&here.path()).assert_sees("1 step done").assert_sees("Done on Thursday 4 March 2027");
    let back = grace.press(&ticked, "Not done after all: Ask Ruth for a date").await;
    back.assert_sees_not("1 step done");
    here.app.advance(DAY * 12);
    let grace = here.browser(&here.grace).await;
    let met = grace.press(&grace.get(&own).await, "We have reached it").await;
    met.assert_sees("You have reached it. Well done, both of you.");
    met.assert_sees("You reached this on Tuesday 16 March 2027, 12 days after you set it.");
    let list = here.browser(&here.amina).await.get(&here.path()).await;
    list.assert_sees("What you have reached")
        .assert_sees("Well done.")
        .assert_sees("12 days after you set it");
    let open = grace.press(&met, "Open it again").await;
    open.assert_sees("The goal is open again.").assert_sees("60%: well on the way");
    let gone = grace.press(&open, "Let it go").await;
    gone.assert_sees("You can take it up again at any time.");
    grace.get(&here.path()).await.assert_sees("What you have let go");
    assert_eq!(
        here.count("select count(*) from event where kind in ('goal.set', 'goal.progressed', 'goal.met', 'goal.reopened', 'goal.let_go')").await,
        5
    );
}

#[tokio::test]
async fn goals_belong_to_the_time_together_and_stay_to_be_read_after_it() {
    let here = Here::new().await;
    let goal = here.goal("Lead our team meeting").await;
    let own = format!("{}/{goal}", here.path());
    let amina = here.browser(&here.amina).await;
    let (new, open) = (amina.get(&format!("{}/new", here.path())).await, amina.get(&own).await);
    pairs::end(&here.app.app, here.id).await;
    let late = amina
        .submit_form(&new.form_with_button("Keep this goal"), &[("goal", "Typed too late"), ("step", "keep")])
        .await;
    late.assert_status(409);
    assert_eq!(late.forms().iter().find_map(|form| form.value("goal")).as_deref(), Some("Typed too late"));
    let late = amina
        .submit_form(&open.form_with_button("Save the goal"), &[("goal", "Typed too late"), ("step", "keep")])
        .await;
    late.assert_status(409).assert_sees("Typed too late").assert_sees("Goals belong to the time");
    for end in ["/met", "/let-go", "/progress"] {
        let fields = [("progress", "50"), ("version", "1")];
        amina.post_only(&format!("{own}{end}"), &fields).await.assert_status(409);
    }
    let list = amina.get(&here.path()).await;
    list.assert_sees("Lead our team meeting");
    let page = amina.get(&own).await;
    page.assert_sees("Ask Ruth for a date").assert_sees("Set on");
    for page in [list, page] {
        assert!(page.forms().iter().all(|form| !form.action.contains("/goals")), "nothing to change: {page}");
    }
    amina.get(&format!("{}/new", here.path())).await.assert_sees("Goals belong to the time");
    assert_eq!(here.count("select count(*) from goal where version = 1 and status = 'open'").await, 1);
}

#[tokio::test]
async fn pages_elsewhere_learn_what_is_next() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    here.goal("Lead our team meeting").await;
    here.set(
        &amina,
        &[
            ("goal", "Write for the journal"),
            ("what-1", "Send a draft"),
            ("who-1", "practitioner"),
            ("by-1-day", "9"),
            ("by-1-month", "3"),
            ("by-1-year", "2027"),
        ],
    )
    .await;
    let open = async |account, limit| {
        let mut db = here.app.app.db.acquire().await.unwrap();
        goals::open_of(&mut db, &here.app.app.secret, account, limit).await.unwrap()
    };
    let found = open(here.amina.account_id, 10).await;
    let told: Vec<(&str, &str, Option<bool>)> = found
        .iter()
        .map(|goal| (goal.aim.as_str(), goal.other.as_str(), goal.next.as_ref().and_then(|next| next.mine)))
        .collect();
    assert_eq!(
        told,
        [("Write for the journal", "Grace", Some(false)), ("Lead our team meeting", "Grace", Some(true))]
    );
    assert_eq!(found[0].next.as_ref().unwrap().what, "Send a draft");
    amina.get(&found[0].path()).await.assert_heading("Goal: Write for the journal");
    assert_eq!(open(here.grace.account_id, 1).await[0].next.as_ref().unwrap().mine, Some(true));
    pairs::end(&here.app.app, here.id).await;
    assert_eq!(open(here.amina.account_id, 10).await, []);
}

#[tokio::test]
async fn the_pages_take_three_statements_however_many_goals_there_are() {
    let here = Here::new().await;
    let mut last = here.goal("Lead 0").await;
    for number in 1..6 {
        last = here.goal(&format!("Lead {number}")).await;
    }
    let amina = here.browser(&here.amina).await;
    for path in [here.path(), format!("{}/new", here.path()), format!("{}/{last}", here.path())] {
        let (page, statements) = here.app.statements(amina.get_only(&path)).await;
        page.assert_ok();
        assert!(statements.len() <= 4, "{path}: {statements:#?}");
    }
}

#[tokio::test]
async fn a_step_whose_day_has_passed_says_so_and_may_stay() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let kept = here
        .set(
            &amina,
            &[
                ("goal", "Lead"),
                ("what-1", "Ask"),
                ("by-1-day", "5"),
                ("by-1-month", "3"),
                ("by-1-year", "2027"),
            ],
        )
        .await;
    let own = kept.path.clone();
    here.app.advance(SignedDuration::from_hours(24 * 10));
    let amina = here.browser(&here.amina).await;
    amina.get(&here.path()).await.assert_sees("The day has passed. By Friday 5 March 2027");
    let form = amina.get(&own).await.form_with_button("Save the goal");
    amina
        .submit_form(&form, &[("goal", "Lead well"), ("step", "keep")])
        .await
        .assert_heading("Goal: Lead well");
}

#[tokio::test]
async fn a_goal_worked_out_with_the_tool_is_kept_with_the_one_somebody_works_with() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let grow = amina.get("/tools/grow").await;
    let typed = [
        ("goal", "Lead a ward"),
        ("options", "Ask\nRead"),
        ("what-1", "Ask Ruth"),
        ("who-1", "me"),
        ("what-2", "Walk the ward"),
        ("who-2", "My manager Sam"),
    ];
    let form = grow.form_with_button("Make my goal sheet");
    let sheet = amina.submit_form(&form, &[&typed[..], &[("step", "make")]].concat()).await;
    let kept = amina.press(&sheet, "Keep it as a goal").await;
    kept.assert_ok().assert_heading("A new goal with Grace");
    let form = kept.form_with_button("Keep this goal");
    assert_eq!(form.value("goal").as_deref(), Some("Lead a ward"));
    assert_eq!(form.value("who-1").as_deref(), Some("mentee"));
    assert_eq!(form.value("what-2").as_deref(), Some("Walk the ward (My manager Sam)"));
    amina.submit_form(&form, &[("step", "keep")]).await.assert_heading("Goal: Lead a ward");
    assert_eq!(here.count("select count(*) from goal").await, 1);
    assert_eq!(here.count("select count(*) from goal_action").await, 2);

    let other = crate::support::given::account(&here.app).named("Helen Next").practitioner().make().await;
    crate::support::pairs::relationship(
        &here.app.app,
        here.pool,
        here.amina.account_id,
        other.account_id,
        "coaching",
    )
    .await;
    let choose = amina.press(&sheet, "Keep it as a goal").await;
    choose.assert_heading("With whom do you share this goal?");
    let new = amina.press(&choose, "Coaching with Helen").await;
    new.assert_heading("A new goal with Helen");
    let owen = crate::support::given::account(&here.app).named("Owen Price").make().await;
    let owen = here.browser(&owen).await;
    owen.post("/relationships/goals", &typed).await.assert_heading("Nobody to share it with yet");
}
