//! Changing the outer key of notes from the command line.

use rapport::app::App;
use rapport::platform::key_ring::KeyRing;
use rapport::platform::secrets::Secret;
use sqlx::ConnectOptions;

use super::program::{SECRET, folder, run};
use crate::support::app::TestApp;
use crate::support::given;
use crate::support::pairs;

const FIRST: &str = "1f8b4c6d2e3a5970b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5a69788";
const SECOND: &str = "7a1c9e3f5b2d4860c4e6a8fb0d1f2e3c5b7a9d8e6f4c2b1a0918273645f1e2d3";

#[tokio::test]
async fn the_keys_of_notes_are_wrapped_anew_from_the_command_line_and_none_is_printed() {
    let folder = folder();
    let data = folder.path().join("data");
    let app = TestApp::start().await;
    let pool = given::pool(&app, "Open mentoring pool").await;
    let amina = given::account(&app).named("Amina Khan").make().await.account_id;
    let grace = given::account(&app).named("Grace Obi").practitioner().make().await.account_id;
    let id = pairs::relationship(&app.app, pool, amina, grace, "mentoring").await;
    let first = KeyRing::new(&app.app.secret, Some(Secret::parse(FIRST).unwrap()), vec![]);
    pairs::note(&App { note_keys: first, ..app.app.clone() }, id, amina, "Amina alone", false).await;

    let url = app.database.as_serving().to_url_lossy().to_string();
    let settings = [("DATABASE_URL", url.as_str()), ("RAPPORT_SECRET", SECRET), ("RAPPORT_NOTE_KEY", SECOND)];
    let with_first = [&settings[..], &[("RAPPORT_NOTE_KEYS_OLD", FIRST)]].concat();
    let mut told = String::new();
    for (settings, code, words) in [
        (&settings[..], 3, "1 key could not be opened, because no configured key wrapped them."),
        (&with_first[..], 0, "1 key of notes is wrapped by the current outer key now."),
        (&settings[..], 0, "No key of notes was wrapped by an older outer key that is configured."),
    ] {
        let output = run(&data, &["rotate-note-keys"], settings);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "{said}");
        told.push_str(&said);
    }
    let shown = run(&data, &["config"], &with_first);
    told.push_str(&String::from_utf8(shown.stdout).unwrap());
    for secret in [FIRST, SECOND, SECRET] {
        assert!(!told.contains(secret), "{told}");
    }
    let refused =
        run(&data, &["rotate-note-keys"], &[settings[0], settings[1], ("RAPPORT_NOTE_KEY", "changeme")]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("RAPPORT_NOTE_KEY must be 64 hexadecimal digits"), "{said}");
}
