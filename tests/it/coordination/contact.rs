use jiff::SignedDuration;

use super::{MESSAGE, administrator, count, only_enquiry, typed, write};
use crate::support::app::TestApp;

#[tokio::test]
async fn a_visitor_writes_an_administrator_answers_and_the_clock_shows() {
    let app = TestApp::start().await;
    let (grace, at_work) = administrator(&app, "Grace Okafor").await;

    // Thursday 4 March 2027, noon: three working days end with Tuesday 9 March.
    let received = write(&app, &app).await;
    received.assert_path("/contact/received").assert_sees("by the end of Tuesday 9 March 2027");
    let confirmation = app.mail_to("sian@example.org").await;
    assert!(confirmation.text.contains("by the end of Tuesday 9 March 2027"), "{confirmation:#?}");
    let arrived = app.mail_to(&grace.email).await;
    assert!(arrived.text.contains("by the end of Tuesday 9 March 2027"), "{arrived:#?}");
    for letter in [&confirmation, &arrived] {
        assert!(
            !letter.text.contains("outside my trust") && !letter.html.contains("outside my trust"),
            "{letter:#?}"
        );
        assert!(!letter.text.contains("Siân"), "a name anybody may type is not mailed: {letter:#?}");
    }

    let list = at_work.get("/enquiries").await;
    list.assert_sees("Siân O’Neill").assert_sees("Tuesday 9 March 2027").assert_sees("3 working days left");
    app.advance(SignedDuration::from_hours(24 * 5));
    let at_work = app.browser_of(&grace).await;
    at_work.get("/enquiries").await.assert_sees("due today");
    app.advance(SignedDuration::from_hours(24));
    let at_work = app.browser_of(&grace).await;
    at_work.get("/enquiries").await.assert_sees("1 working day late").assert_sees("longer than we promised");

    let enquiry = at_work.get(&arrived.link("/enquiries/")).await;
    enquiry
        .assert_heading("Enquiry from Siân O’Neill")
        .assert_sees("outside my trust")
        .assert_sees("They were not signed in");
    let done = at_work.submit(&enquiry, &[("reply", "Yes, you can.\nLook under “other areas”.")]).await;
    done.assert_path("/enquiries")
        .assert_sees("Your reply is on its way.")
        .assert_sees("Nobody is waiting for an answer.");
    let answer = app.mail_to("sian@example.org").await;
    assert_eq!(answer.subject, "Your answer from a coordinator");
    assert!(answer.text.contains("Grace Okafor answers:\n\nYes, you can.\nLook under"), "{answer:#?}");
    assert!(!answer.text.contains("outside my trust"), "{answer:#?}");

    let kept = at_work.get(&arrived.link("/enquiries/")).await;
    kept.assert_sees("Grace Okafor answered by mail").assert_sees("Yes, you can.");
}

#[tokio::test]
async fn a4_a_form_with_mistakes_comes_back_with_everything_typed() {
    let app = TestApp::start().await;
    let form = app.get("/contact").await;
    let page = app
        .submit(
            &form,
            &[("name", " "), ("email", "sian at example.org"), ("message", "Please keep this text.")],
        )
        .await;
    page.assert_error("name", "Enter your name").assert_error("topic", "Choose what it is about");
    assert!(page.error_on("email").is_some(), "{page}");
    let again = page.form_to("/contact");
    assert_eq!(again.value("email").as_deref(), Some("sian at example.org"));
    assert_eq!(again.value("message").as_deref(), Some("Please keep this text."));
    assert_eq!(count(&app, "select count(*) from enquiry").await, 0);
    let long = "x".repeat(4001);
    let page = app
        .submit(&page, &[("name", "A"), ("email", "a@b.uk"), ("topic", "other"), ("message", &long)])
        .await;
    page.assert_error("message", "Your message must be 4000 characters or fewer; it has 4001");
}

#[tokio::test]
async fn s11_what_people_write_is_shown_as_text() {
    let app = TestApp::start().await;
    let (_, at_work) = administrator(&app, "Grace Okafor").await;
    let hostile = "<script>alert(1)</script> {{ 7*7 }} \"><img src=x onerror=alert(1)>";
    let form = app.get("/contact").await;
    let fields = [("name", hostile), ("email", "a@example.org"), ("topic", "other"), ("message", hostile)];
    app.submit(&form, &fields).await.assert_path("/contact/received");
    for path in ["/enquiries".to_owned(), format!("/enquiries/{}", only_enquiry(&app).await)] {
        let page = at_work.get(&path).await;
        page.assert_sees("<script>alert(1)</script>");
        assert_eq!(page.texts("main script, main img").len(), 0, "{page}");
    }
}

#[tokio::test]
async fn r3_the_same_form_fifty_times_in_parallel_is_one_enquiry_and_one_mail_to_each() {
    let app = TestApp::start().await;
    let (grace, _) = administrator(&app, "Grace Okafor").await;
    let (ravi, _) = administrator(&app, "Ravi Singh").await;
    let form = app.get("/contact").await.form_to("/contact").filled(&typed());
    let fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answers = futures_util::future::join_all((0..50).map(|_| app.post_only("/contact", &fields))).await;
    for answer in &answers {
        answer.assert_status(303);
    }
    assert_eq!(count(&app, "select count(*) from enquiry").await, 1);
    for address in ["sian@example.org", &grace.email, &ravi.email] {
        assert_eq!(app.mails_to(address).await.len(), 1, "{address}");
    }
    assert_eq!(count(&app, "select count(*) from event where kind = 'enquiry.received'").await, 1);
}

#[tokio::test]
async fn r3_another_message_by_the_same_form_is_not_swallowed() {
    let app = TestApp::start().await;
    let form = app.get("/contact").await;
    app.submit(&form, &typed()).await.assert_path("/contact/received");
    let mut other = typed();
    other[3].1 = "And one more question.";
    let back = app.submit(&form, &other).await;
    assert!(back.error_on("message").is_some_and(|error| error.contains("this one is different")), "{back}");
    assert_eq!(back.form_to("/contact").value("message").as_deref(), Some("And one more question."));
    app.submit(&back, &[]).await.assert_path("/contact/received");
    assert_eq!(count(&app, "select count(*) from enquiry").await, 2);
}

#[tokio::test]
async fn s12_many_from_one_sender_are_asked_to_wait_and_nobody_else_is() {
    let app = TestApp::start().await;
    let mut last = app.get("/contact").await;
    for round in 0..5 {
        let form = app.get("/contact").await;
        let message = format!("Question {round}");
        let mut fields = typed();
        fields[3].1 = &message;
        last = app.submit(&form, &fields).await;
        last.assert_path("/contact/received");
    }
    let form = app.get("/contact").await;
    let refused = app.submit(&form, &typed()).await;
    refused.assert_status(429).assert_sees("try again in");
    assert!(refused.header("retry-after").is_some(), "{refused}");
    assert_eq!(refused.form_to("/contact").value("message").as_deref(), Some(MESSAGE));

    let mut colleague = typed();
    colleague[1].1 = "colleague@example.org";
    let form = app.get("/contact").await;
    app.submit(&form, &colleague).await.assert_path("/contact/received");
    let elsewhere = app.another_browser().at([203, 0, 113, 9]);
    let form = elsewhere.get("/contact").await;
    elsewhere.submit(&form, &typed()).await.assert_path("/contact/received");
    assert_eq!(app.mails_to("sian@example.org").await.len(), 5, "letters to one address are few: {last}");
}
