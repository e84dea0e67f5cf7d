//! Agreements that were changed: what was signed before can be read, nobody's proposal gets lost, nobody is written to without end.

use rapport::chemistry::model::Side;
use rapport::platform::ids::{RelationshipId, SubmissionId};
use rapport::pools::Offering;
use rapport::relationships::model::{Content, Wish};
use rapport::relationships::review::{self, Answer};
use rapport::relationships::{ActError, agreement};

use super::hub::{agreeing, begun, end, sign, sweep};
use crate::chemistry::hub::{DAY, mentor, told, within};
use crate::search::hub::Hub;
use crate::support::given::Person;

fn content(purpose: &str, sessions: i16) -> Content {
    let mut content = Content::usual(Offering::Mentoring);
    purpose.clone_into(&mut content.words.purpose);
    content.terms.sessions = Some(sessions);
    content
}

async fn propose(
    hub: &Hub,
    by: &Person,
    id: RelationshipId,
    read: i32,
    content: &Content,
) -> Result<(), ActError> {
    let submission = SubmissionId::new(hub.app.now());
    within(&hub.app, async |db| {
        agreement::propose(db, &hub.app.app, by.account_id, id, read, content, submission).await
    })
    .await
}

/// Versions of an agreement: number, sessions, who has signed.
async fn versions(hub: &Hub, id: RelationshipId) -> Vec<(i32, Option<i16>, bool, bool)> {
    sqlx::query_as(
        "select agreement_version, sessions, mentee_signed_at is not null, practitioner_signed_at is not null
         from agreement where relationship_id = $1 order by 1",
    )
    .bind(id)
    .fetch_all(&hub.app.app.db)
    .await
    .unwrap()
}

async fn answer(hub: &Hub, by: &Person, id: RelationshipId, wish: Wish, shared: bool) {
    let more = (wish == Wish::Extend).then_some(3);
    within(&hub.app, async |db| {
        let answer = |side: Side| Answer { side, wish, more, reflection: "It helps.".to_owned(), shared };
        review::answer(db, &hub.app.app, by.account_id, id, 1, answer).await
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn what_both_signed_before_can_be_read_until_its_words_are_deleted() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    for (read, purpose) in [(1, "To find my feet."), (3, "To lead a ward.")] {
        propose(&hub, &amina, id, read, &content(purpose, 4)).await.unwrap();
        if read == 1 {
            // Nobody signed this one, so it never held.
            propose(&hub, &amina, id, 2, &content("To begin with.", 5)).await.unwrap();
            sign(&hub.app, &grace, id, 3).await.unwrap();
        } else {
            sign(&hub.app, &grace, id, 4).await.unwrap();
        }
    }
    let path = format!("/relationships/{id}/agreement");
    let page = hub.app.browser_of(&grace).await.get(&path).await;
    page.assert_sees("To lead a ward.")
        .assert_sees("What you both signed before")
        .assert_sees("To begin with.");
    page.assert_sees_not("To find my feet.");
    end(&hub.app, &amina, id).await.unwrap();
    hub.app.advance(DAY * 367);
    sweep(&hub.app).await;
    let page = hub.app.browser_of(&grace).await.get(&path).await;
    page.assert_sees("The words of this agreement were deleted").assert_sees_not("To lead a ward.");
    page.assert_sees_not("nobody else is told anything");
}

#[tokio::test]
async fn which_template_of_the_pool_the_limits_are_from_is_kept_with_every_version() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    sqlx::query(
        "insert into agreement_template (agreement_template_id, pool_id, offering, template_version, minutes, review_after, review_months,
           purpose, how, contact, confidentiality, difficulty, data_kept, published_at)
         values (gen_random_uuid(), $1, 'mentoring', 7, 60, 3, 3, '', '', '', 'Our limits.', '', '', now())",
    )
    .bind(hub.pool)
    .execute(&hub.app.app.db)
    .await
    .unwrap();
    let (_, id) = agreeing(&hub, &amina, &grace).await;
    propose(&hub, &amina, id, 1, &content("To lead.", 4)).await.unwrap();
    let kept: Vec<Option<i32>> =
        sqlx::query_scalar("select template_version from agreement where relationship_id = $1")
            .bind(id)
            .fetch_all(&hub.app.app.db)
            .await
            .unwrap();
    assert_eq!(kept, [Some(7), Some(7)]);
}

#[tokio::test]
async fn more_sessions_after_a_review_do_not_take_away_what_one_had_proposed() {
    let hub = Hub::new().await;
    for both in [true, false] {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        let id = begun(&hub, &amina, &grace).await;
        propose(&hub, &amina, id, 1, &content("To lead.", 6)).await.unwrap();
        sign(&hub.app, &grace, id, 2).await.unwrap();
        propose(&hub, &grace, id, 2, &content("To lead well.", 8)).await.unwrap();
        within(&hub.app, async |db| review::call(db, &hub.app.app, amina.account_id, id).await)
            .await
            .unwrap();
        answer(&hub, &amina, id, Wish::Extend, false).await;
        answer(&hub, &grace, id, if both { Wish::Extend } else { Wish::Continue }, false).await;
        let kept = versions(&hub, id).await;
        if both {
            // Nine hold at once; what Grace proposed stays hers, with as many more.
            assert_eq!(kept[3..], [(4, Some(9), true, true), (5, Some(11), false, true)]);
        } else {
            // The wish of one goes with what lies there, and neither has signed that yet.
            assert_eq!(kept[3..], [(4, Some(11), false, false)]);
            assert_eq!(told(&hub.app, &grace, "has changed your agreement").await, 2);
        }
        let page = hub.app.browser_of(&amina).await.get(&format!("/relationships/{id}/agreement")).await;
        page.assert_sees("To lead well.").assert_sees("11 sessions");
    }
}

#[tokio::test]
async fn what_one_wishes_for_in_a_review_is_shown_to_the_other_only_when_they_let_it_be_read() {
    let hub = Hub::new().await;
    for shared in [true, false] {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        let id = begun(&hub, &amina, &grace).await;
        within(&hub.app, async |db| review::call(db, &hub.app.app, amina.account_id, id).await)
            .await
            .unwrap();
        answer(&hub, &amina, id, Wish::End, shared).await;
        answer(&hub, &grace, id, Wish::Continue, false).await;
        let page = hub.app.browser_of(&grace).await.get(&format!("/relationships/{id}/review")).await;
        page.assert_sees("You decided to come to a good end.");
        let whose = page.texts("h3").join(" ");
        assert_eq!(whose.contains("Amina"), shared, "{whose}");
        assert_eq!(page.text().contains("keeps it private"), !shared);
    }
}

#[tokio::test]
async fn what_began_with_a_first_conversation_is_called_off_there_and_not_by_another_form() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (_, id) = agreeing(&hub, &amina, &grace).await;
    let aminas = hub.app.browser_of(&amina).await;
    let refused = aminas.post_only(&format!("/relationships/{id}/withdrawal"), &[]).await;
    refused.assert_status(409).assert_sees("Call it off on that page");
    assert_eq!(super::hub::status(&hub.app, id).await, "agreeing");
}

#[tokio::test]
async fn s12_nobody_is_written_to_without_end_about_an_agreement() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (_, id) = agreeing(&hub, &amina, &grace).await;
    let mut kept = 0;
    for read in 1..20 {
        match propose(&hub, &amina, id, read, &content("To lead.", 4)).await {
            Ok(()) => kept += 1,
            Err(error) => {
                assert!(matches!(error, ActError::Invalid(_)), "{error:?}");
                break;
            }
        }
    }
    assert_eq!(kept, 6);
    hub.app.advance(DAY + DAY / 24);
    propose(&hub, &amina, id, 7, &content("To lead.", 4)).await.expect("another day");
}

#[tokio::test]
async fn whoever_is_to_sign_changes_reads_what_is_different_and_all_that_holds() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let mut changed = content("To lead well.", 9);
    changed.words.three_way = vec!["end".to_owned()];
    changed.words.third = "my line manager".to_owned();
    changed.words.reported = "that we have finished".to_owned();
    propose(&hub, &amina, id, 1, &changed).await.unwrap();
    let graces = hub.app.browser_of(&grace).await;
    let page = graces.get(&format!("/relationships/{id}/agreement")).await;
    let different = page.text();
    let (_, different) = different.split_once("What is different").expect("a part that says it");
    let different = different.split("Between").next().unwrap();
    for says in [
        "9 sessions",
        "Before: ",
        "my line manager",
        "that we have finished",
        "Before: Nobody else takes part",
    ] {
        assert!(different.contains(says), "{says}: {different}");
    }
    assert!(!different.contains("If it does not work"), "what is the same is not said: {different}");
    page.assert_sees("What holds now")
        .assert_sees("Nobody else takes part, and nobody else is told anything.");
    graces.press(&page, "Sign this agreement").await.assert_ok();
    graces
        .get(&format!("/relationships/{id}/agreement"))
        .await
        .assert_sees_not("What is different")
        .assert_sees("It holds until you both sign another.");
    end(&hub.app, &grace, id).await.unwrap();
    graces
        .get(&format!("/relationships/{id}/agreement"))
        .await
        .assert_sees("It held until you stopped working together on");
    graces
        .get(&format!("/relationships/{id}/agreement/changes"))
        .await
        .assert_sees("You do not work together now, so there is nothing to change.")
        .assert_sees_not("Success");
}

#[tokio::test]
async fn a_draft_says_what_the_mentee_hoped_for_when_they_asked() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (_, id) = agreeing(&hub, &amina, &grace).await;
    let page = hub.app.browser_of(&amina).await.get(&format!("/relationships/{id}/agreement")).await;
    page.assert_sees("What the mentee would like from it").assert_sees_not("Nothing is written here yet.");
}
