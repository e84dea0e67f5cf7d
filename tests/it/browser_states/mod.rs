//! Every state of a first conversation as both see it, the pages around it, and their forms when they come back: by
//! axe-core at both widths (A1), by the Nu checker (A3) and by the rules of the house. With `RAPPORT_TEST_SCREENSHOTS` naming
//! a folder, a picture of each is kept there, to look at.

mod answering;
mod around;
mod asking;
mod camera;
mod deciding;
mod meeting;
mod sessions;
mod times;
mod working;

use camera::Camera;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a1_a3_asking_and_answering_in_every_state() {
    let mut camera = Camera::start().await;
    asking::states(&mut camera).await;
    answering::states(&mut camera).await;
    camera.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a1_a3_meeting_and_deciding_in_every_state() {
    let mut camera = Camera::start().await;
    meeting::states(&mut camera).await;
    deciding::states(&mut camera).await;
    camera.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a1_a3_concerns_times_and_coordinators_in_every_state() {
    let mut camera = Camera::start().await;
    around::concerns(&mut camera).await;
    times::states(&mut camera).await;
    around::coordinators(&mut camera).await;
    camera.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a1_a3_notes_and_goals_in_every_state() {
    let mut camera = Camera::start().await;
    working::notes_and_goals(&mut camera).await;
    camera.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a1_a3_sessions_in_every_state() {
    let mut camera = Camera::start().await;
    sessions::states(&mut camera).await;
    camera.finish().await;
}
