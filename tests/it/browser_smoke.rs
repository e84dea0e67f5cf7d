//! The hub in a real browser: nothing that axe-core would hold against any page in any state (A1), nothing that needs
//! sideways scrolling on a phone, no script that fails, and the first steps without scripts (A2).

use crate::support::browser::{Browser, DESK, serve};
use crate::support::crawl::{Looks, State, Visit, pages, sendings};
use crate::support::looking;
use crate::support::world::{Cast, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a1_axe_finds_nothing_on_any_page_in_any_state_at_both_widths() {
    let (app, served) = serve(false).await;
    let world = World::around(app).await;
    let browser = Browser::start(&world.app.app.site.base_url).await;
    let mut wrong = Vec::new();
    let (mut looks, mut looked) = (Looks::default(), 0);
    for cast in Cast::READERS {
        let opened = pages(&world, cast).await.visits;
        browser.take_cookies(world.browser(cast).await.cookies()).await;
        // Each that looks like none before it, and for every role at least one page of its own.
        for (number, visit) in opened.iter().enumerate() {
            if looks.are_new(&visit.page) || number == 0 {
                looked += 1;
                look(&browser, visit, &mut wrong).await;
            }
        }
        for sending in sendings(&opened) {
            let Some(visit) = sending.send(&world).await else { continue };
            // A form that was accepted changed something, and the page it led to was opened above.
            let came_back =
                visit.page.status == 422 || visit.page.method == "GET" && visit.page.redirects.is_empty();
            if came_back && looks.are_new(&visit.page) {
                looked += 1;
                look(&browser, &visit, &mut wrong).await;
            }
        }
    }
    println!("{looked} pages looked at");
    browser.quit().await;
    served.stop().await;
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

/// Opens the page in the state of this visit and notes everything that is wrong with it at both widths.
async fn look(browser: &Browser, visit: &Visit, wrong: &mut Vec<String>) {
    browser.resize(DESK).await;
    match &visit.state {
        State::Opened => browser.open(&visit.page.path).await,
        State::Sent { form, text, from } => {
            browser.open(from).await;
            send(browser, *form, text).await;
        }
    }
    looking::look(browser, &visit.name(), visit.page.status.as_u16(), wrong).await;
}

/// Sends a form of the page past the browser's own checks, as a browser without them would.
async fn send(browser: &Browser, form: usize, text: &str) {
    let script = format!(
        "(() => {{
           const form = document.forms[{form}];
           for (const field of form.elements) {{
             if (['radio', 'checkbox'].includes(field.type)) field.checked = false;
             else if (['text', 'email', 'password', 'tel', 'search', 'number', 'textarea', 'date'].includes(field.type))
               field.value = {text:?};
           }}
           HTMLFormElement.prototype.submit.call(form);
         }})()"
    );
    looking::leave_by(browser, &script).await;
}
