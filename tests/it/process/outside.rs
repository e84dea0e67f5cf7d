use std::time::Duration;

use nix::sys::signal::Signal;
use sqlx::ConnectOptions;

use super::program::{Hub, SECRET, folder, refusal};
use crate::support::database::TestDatabase;

#[tokio::test]
async fn s15_an_outside_database_serves_by_a_role_that_cannot_change_it() {
    let folder = folder();
    let data = folder.path().join("data");
    let database = TestDatabase::empty().await;
    let serving = database.as_serving().to_url_lossy().to_string();
    let owner = database.as_owner().to_url_lossy().to_string();
    let secret = ("RAPPORT_SECRET", SECRET);

    let (code, sentence) = refusal(&data, &["serve"], &[secret, ("DATABASE_URL", &serving)]);
    assert_eq!(code, 11, "{sentence}");
    assert!(sentence.contains("schema change") && sentence.contains("RAPPORT_OWNER_URL"), "{sentence}");

    let settings = [secret, ("DATABASE_URL", &*serving), ("RAPPORT_OWNER_URL", &*owner)];
    let mut hub = Hub::start(&data, &settings);
    hub.await_status("/health/ready", 200, Duration::from_secs(5));
    assert_eq!(hub.status("/demo/mail"), 404, "no demonstration on an outside database");
    hub.signal(Signal::SIGTERM);
    assert_eq!(hub.ended(), Some(0));
    assert!(!data.exists(), "nothing is kept beside an outside database");

    let mut hub = Hub::start(&data, &[secret, ("DATABASE_URL", &serving)]);
    hub.signal(Signal::SIGTERM);
    assert_eq!(hub.ended(), Some(0), "once migrated, the owner is not needed");

    let (code, sentence) = refusal(&data, &["serve"], &[secret, ("DATABASE_URL", &owner)]);
    assert_eq!(code, 3, "{sentence}");
    assert!(sentence.contains("can change the schema"), "{sentence}");
}
