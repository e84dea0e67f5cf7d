use data_encoding::BASE64;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;

use super::{added, coach, execute, held};
use crate::memberships::{evidence, show};
use crate::support::app::TestApp;
use crate::support::given;
use rapport::memberships::EvidenceKind;

async fn document(browser: &crate::support::client::Client) -> (String, Value) {
    let page = browser.get("/passport.json").await;
    page.assert_ok();
    assert_eq!(page.header("content-type"), Some("application/json"));
    let document: Value = serde_json::from_str(&page.body).unwrap();
    let payload = BASE64.decode(document["payload"].as_str().unwrap().as_bytes()).unwrap();
    (page.body, serde_json::from_slice(&payload).unwrap())
}

#[tokio::test]
async fn a_passport_says_standing_hours_supervision_and_cpd_and_names_no_mentee() {
    let app = TestApp::start().await;
    let (pool, grace, browser) = coach(&app).await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    held(&app, pool, (&amina, &grace), "2026-11-03T10:00:00Z", 60).await;
    held(&app, pool, (&amina, &grace), "2026-12-31T23:30:00Z", 45).await;
    held(&app, pool, (&amina, &grace), "2027-02-03T10:00:00Z", 90).await;
    let ilm = evidence(EvidenceKind::Qualification, Some("2020-06-01"), None);
    let named = rapport::memberships::NewEvidence {
        title: "ILM 7 Certificate".to_owned(),
        awarding_body: "ILM".to_owned(),
        ..ilm
    };
    show(&app, pool, &grace, &named).await;
    added(&browser, &[("learned", "To wait, said the canary.")]).await;
    super::groups::supervised(&app, pool, &["Grace Obi"]).await;
    let page = browser.get("/passport").await;
    page.assert_heading("Grace Obi");
    for text in [
        "North coaching pool: Coaching. Active, since 4 March 2027.",
        "ILM 7 Certificate, ILM, 1 June 2020 (as stated by its holder)",
        "3 hours 15 minutes in all",
        "2027, coaching",
        "1 session with 1 person",
        "2 sessions with 1 person",
        "1 hour 45 minutes",
        "2027, Supervision received",
        "2 entries, 2 hours of it confirmed",
        "3 hours 30 minutes",
    ] {
        page.assert_sees(text);
    }
    page.assert_sees_not("Amina").assert_sees_not("canary");
    let (text, payload) = document(&browser).await;
    assert!(!text.contains("Amina") && !payload.to_string().contains("Amina"));
    assert!(!payload.to_string().contains("canary"));
    assert_eq!(payload["given"][1]["minutes"], 105);
    assert_eq!(payload["development"][0]["confirmed_minutes"], 120);
    assert_eq!(payload["name"], "Grace Obi");
    assert_eq!(payload["issued_at"], "2027-03-04T12:00:00Z");
    let owen = given::account(&app).named("Owen Price").make().await;
    app.browser_of(&owen).await.get("/passport").await.assert_ok().assert_sees("There is nothing in it yet.");
}

#[tokio::test]
async fn anybody_can_check_a_passport_with_the_published_key() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    let (text, _) = document(&browser).await;
    let document: Value = serde_json::from_str(&text).unwrap();
    let visitor = app.another_browser();
    let (status, key) = visitor.get_json("/.well-known/rapport-passport-key.json").await;
    assert_eq!(status, 200);
    let bytes = |value: &Value| BASE64.decode(value.as_str().unwrap().as_bytes()).unwrap();
    let public = UnparsedPublicKey::new(&ED25519, bytes(&key["public_key"]));
    let (payload, signature) = (bytes(&document["payload"]), bytes(&document["signature"]));
    public.verify(&payload, &signature).expect("genuine");
    let mut altered = payload.clone();
    altered[20] ^= 1;
    assert!(public.verify(&altered, &signature).is_err());
    // As docs/PASSPORT.md tells it, with nothing but openssl.
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("key.pem"), key["public_key_pem"].as_str().unwrap()).unwrap();
    std::fs::write(at("signature"), &signature).unwrap();
    for (name, content, genuine) in [("payload", &payload, true), ("altered", &altered, false)] {
        std::fs::write(at(name), content).unwrap();
        let run = std::process::Command::new("openssl")
            .args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"])
            .arg(at("key.pem"))
            .arg("-in")
            .arg(at(name))
            .arg("-sigfile")
            .arg(at("signature"))
            .output();
        // A machine without it has checked the same above.
        if let Ok(run) = run {
            assert_eq!(run.status.success(), genuine, "{}", String::from_utf8_lossy(&run.stderr));
        }
    }
}

#[tokio::test]
async fn the_check_page_tells_what_is_genuine_and_what_is_not() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    let (text, _) = document(&browser).await;
    let visitor = app.another_browser();
    let page = visitor.get("/passport/check").await;
    let genuine = visitor.submit(&page, &[("document", &text)]).await;
    genuine
        .assert_ok()
        .assert_heading("This passport is genuine")
        .assert_sees("This hub gave it to Grace Obi on Thursday 4 March 2027");
    let refused = async |document: &str, sentence: &str| {
        let page = visitor.submit(&page, &[("document", document)]).await;
        page.assert_status(422);
        let error = page.error_on("document").unwrap_or_default();
        assert!(error.contains(sentence), "{error}");
    };
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut altered = whole.clone();
    let payload = BASE64.decode(whole["payload"].as_str().unwrap().as_bytes()).unwrap();
    let other = String::from_utf8(payload).unwrap().replace("Grace Obi", "Grace Obu");
    altered["payload"] = BASE64.encode(other.as_bytes()).into();
    refused(&altered.to_string(), "This is not genuine").await;
    let mut signature = BASE64.decode(whole["signature"].as_str().unwrap().as_bytes()).unwrap();
    signature[7] ^= 1;
    let mut resigned = whole.clone();
    resigned["signature"] = BASE64.encode(&signature).into();
    refused(&resigned.to_string(), "This is not genuine").await;
    let mut foreign = whole.clone();
    foreign["key_id"] = "00".repeat(16).into();
    refused(&foreign.to_string(), "did not sign it with the key it has now").await;
    refused(&text[..text.len() / 2], "not a whole passport").await;
    refused("<script>alert(1)</script>", "not a whole passport").await;
    refused("", "Paste the whole passport").await;
    execute(&app, "delete from evidence").await;
    visitor.submit(&page, &[("document", &text)]).await.assert_heading("This passport is genuine");
}
