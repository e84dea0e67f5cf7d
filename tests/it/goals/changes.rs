//! Changing goals: together, again, too late, and wrongly.

use futures_util::future::join_all;

use super::Here;

#[tokio::test]
async fn r3_the_same_form_fifty_times_at_once_is_one_goal_with_its_steps() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let form = amina.get(&format!("{}/new", here.path())).await.form_with_button("Keep this goal");
    let sent = form.filled(&[("goal", "Lead"), ("what-1", "Ask"), ("what-2", "Read"), ("step", "keep")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = here.path();
    for answer in join_all((0..50).map(|_| amina.post_only(&path, &sent))).await {
        answer.assert_status(303);
    }
    assert_eq!(here.count("select count(*) from goal").await, 1);
    assert_eq!(here.count("select count(*) from goal_action").await, 2);
    let other: Vec<(&str, &str)> =
        sent.iter().map(|(name, value)| (*name, if *name == "goal" { "Another" } else { value })).collect();
    let refused = amina.post_only(&path, &other).await;
    refused.assert_status(422);
    assert!(refused.error_on("goal").is_some_and(|why| why.contains("this is different")), "{refused}");
    let form = refused.form_with_button("Keep this goal");
    amina.submit_form(&form, &[("step", "keep")]).await.assert_heading("Goal: Another");
}

#[tokio::test]
async fn r3_moves_and_ticks_sent_again_change_nothing_and_impossible_ones_are_refused() {
    let here = Here::new().await;
    let goal = here.goal("Lead").await;
    let own = format!("{}/{goal}", here.path());
    let amina = here.browser(&here.amina).await;
    let action: uuid::Uuid = sqlx::query_scalar("select goal_action_id from goal_action")
        .fetch_one(&here.app.app.db)
        .await
        .unwrap();
    let tick = format!("{own}/actions/{action}");
    for answer in join_all((0..20).map(|_| amina.post_only(&tick, &[("done", "yes")]))).await {
        answer.assert_status(303);
    }
    let met = format!("{own}/met");
    for answer in join_all((0..20).map(|_| amina.post_only(&met, &[]))).await {
        answer.assert_status(303);
    }
    assert_eq!(here.count("select count(*) from event where kind = 'goal.met'").await, 1);
    amina.post_only(&format!("{own}/let-go"), &[]).await.assert_status(409);
    amina
        .post_only(&format!("{own}/progress"), &[("progress", "10"), ("version", "2")])
        .await
        .assert_status(409);
    amina
        .post_only(&own, &[("goal", "Other"), ("version", "2")])
        .await
        .assert_status(409)
        .assert_sees("Other");
    for _ in 0..3 {
        amina.post_only(&format!("{own}/reopening"), &[]).await.assert_status(303);
    }
    assert_eq!(here.count("select count(*) from event where kind = 'goal.reopened'").await, 1);
    assert_eq!(here.count("select count(*) from goal_action where done_at is not null").await, 1);
}

#[tokio::test]
async fn a_goal_changed_by_both_keeps_both_until_one_of_them_chooses() {
    let here = Here::new().await;
    let goal = here.goal("Lead our team meeting").await;
    let own = format!("{}/{goal}", here.path());
    let (amina, grace) = (here.browser(&here.amina).await, here.browser(&here.grace).await);
    let (seen, graces) = (amina.get(&own).await, grace.get(&own).await);
    let change = [("goal", "Lead the whole ward"), ("what-2", "Talk to the matron"), ("step", "keep")];
    grace.submit_form(&graces.form_with_button("Save the goal"), &change).await.assert_ok();
    let form = seen.form_with_button("Save the goal");
    let stale = amina.submit_form(&form, &[("goal", "Lead our round"), ("step", "keep")]).await;
    stale.assert_status(409).assert_sees("This goal was changed meanwhile");
    stale.assert_sees("Lead the whole ward").assert_sees("Talk to the matron");
    let again = stale.form_with_button("Save the goal");
    assert_eq!(again.value("goal").as_deref(), Some("Lead our round"));
    amina.submit_form(&again, &[("step", "keep")]).await.assert_heading("Goal: Lead our round");
    // How far they are, too.
    let (seen, graces) = (amina.get(&own).await, grace.get(&own).await);
    let progress = "Save how far you are";
    grace.submit_form(&graces.form_with_button(progress), &[("progress", "40")]).await.assert_ok();
    let stale = amina.submit_form(&seen.form_with_button(progress), &[("progress", "20")]).await;
    stale.assert_status(409).assert_sees("40%: under way");
    let again = stale.form_with_button(progress);
    assert_eq!(again.value("progress").as_deref(), Some("20"));
    amina.submit_form(&again, &[]).await.assert_sees("20%: first steps");
}

#[tokio::test]
async fn what_is_done_stays_done_when_the_goal_is_rewritten_and_rows_go_where_they_are_put() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let fields = [("goal", "Lead"), ("what-1", "Ask"), ("what-2", "Read"), ("what-3", "Write")];
    let own = here.set(&amina, &fields).await.path;
    amina.press(&amina.get(&own).await, "Done: Read").await.assert_ok();
    let page = amina.get(&own).await;
    let form = page.form_with_button("Save the goal");
    let changed = [("what-1", ""), ("what-2", "Read twice"), ("what-3", "Write"), ("step", "keep")];
    let saved = amina.submit_form(&form, &changed).await;
    saved.assert_ok().assert_sees("1 step done").assert_sees("Read twice").assert_sees_not("Done: Ask");
    assert_eq!(here.count("select count(*) from goal_action").await, 2);
    let again = amina.submit_form(&form, &changed).await;
    again.assert_ok();
    assert_eq!(here.count("select version::bigint from goal").await, 2, "the same change again is no change");
}

#[tokio::test]
async fn a_step_of_another_goal_cannot_be_taken_over() {
    let here = Here::new().await;
    let (first, second) = (here.goal("First").await, here.goal("Second").await);
    let action: uuid::Uuid = sqlx::query_scalar("select goal_action_id from goal_action where goal_id = $1")
        .bind(first)
        .fetch_one(&here.app.app.db)
        .await
        .unwrap();
    let amina = here.browser(&here.amina).await;
    let id = action.to_string();
    let fields = [
        ("goal", "Second"),
        ("version", "1"),
        ("what-1", "Stolen"),
        ("id-1", id.as_str()),
        ("what-2", "Stolen too"),
        ("id-2", id.as_str()),
    ];
    amina.post_only(&format!("{}/{second}", here.path()), &fields).await.assert_status(303);
    amina
        .get(&format!("{}/{first}", here.path()))
        .await
        .assert_sees("Ask Ruth for a date")
        .assert_sees_not("Stolen");
    amina.get(&format!("{}/{second}", here.path())).await.assert_sees("Stolen too");
    assert_eq!(here.count("select count(*) from goal_action").await, 3);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_rows_can_be_added() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let refused =
        here.set(&amina, &[("goal", ""), ("reality", "Hard"), ("who-1", "mentee"), ("by-2-day", "3")]).await;
    refused
        .assert_status(422)
        .assert_error("goal", "Enter your goal")
        .assert_error("what-1", "Enter what is to be done in action 1")
        .assert_sees("Hard");
    let page = amina.get(&format!("{}/new", here.path())).await;
    let form = page.form_with_button("Keep this goal");
    let more = amina.submit_form(&form, &[("goal", "Lead"), ("what-1", "Ask"), ("step", "rows")]).await;
    let form = more.form_with_button("Keep this goal");
    assert!(form.has("what-6") && form.value("goal").as_deref() == Some("Lead"), "{more}");
    assert_eq!(here.count("select count(*) from goal").await, 0);
    amina.submit_form(&form, &[("what-6", "Write"), ("step", "keep")]).await.assert_heading("Goal: Lead");
    let goal = here.goal("Other").await;
    let own = format!("{}/{goal}", here.path());
    let more = amina
        .submit_form(
            &amina.get(&own).await.form_with_button("Save the goal"),
            &[("goal", "Typed"), ("step", "rows")],
        )
        .await;
    assert_eq!(more.form_with_button("Save the goal").value("goal").as_deref(), Some("Typed"));
    let version = more.form_with_button("Save the goal").value("version");
    assert_eq!(version.as_deref(), Some("1"));
    for wrong in ["", "55", "110", "-10", "ten"] {
        let answer =
            amina.post_only(&format!("{own}/progress"), &[("progress", wrong), ("version", "1")]).await;
        answer.assert_status(422).assert_error("progress", "Choose how far you are");
    }
}
