use http::StatusCode;

use super::errors::without_database;
use crate::support::app::TestApp;
use crate::support::client::Client;

#[tokio::test]
async fn r12_both_answers_are_good_while_the_database_is_there() {
    let app = TestApp::start().await;
    app.follow().await;
    assert_eq!(app.get("/health/live").await.status, StatusCode::OK);
    assert_eq!(app.get("/health/ready").await.status, StatusCode::OK);
}

#[tokio::test]
async fn r12_until_the_matching_index_is_loaded_the_hub_is_alive_and_not_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/health/live").await.status, StatusCode::OK);
    let ready = app.get("/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.body.contains("waiting for the matching index"), "{ready}");
}

#[tokio::test]
async fn r12_without_the_database_the_hub_is_alive_and_not_ready() {
    let (router, base_url) = without_database();
    let client = Client::new(router, &base_url);
    assert_eq!(client.get("/health/live").await.status, StatusCode::OK);
    let ready = client.get("/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.header("retry-after").is_some());
}
