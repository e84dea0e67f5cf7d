//! Looks at pages one after the other: in the browser at those that look like none before.

use serde_json::json;

use crate::search::hub::Hub;
use crate::support::browser::{Browser, DESK, PHONE, Served, serve};
use crate::support::client::Client;
use crate::support::crawl::Looks;
use crate::support::given::{self, Person};
use crate::support::looking;
use crate::support::nu;
use crate::support::page::Page;
use crate::support::rules;

pub struct Camera {
    pub hub: Hub,
    served: Served,
    browser: Browser,
    looks: Looks,
    looked: usize,
    pages: Vec<(String, Page)>,
    wrong: Vec<String>,
}

/// How the browser comes to a page.
enum Way<'a> {
    Open(&'a str),
    /// By sending these fields there, from this page.
    Send(&'a str, &'a str, &'a [(&'a str, &'a str)]),
}

impl Camera {
    pub async fn start() -> Self {
        let (app, served) = serve(false).await;
        let pool = given::pool(&app, "A pool for everybody").await;
        let browser = Browser::start(&app.app.site.base_url).await;
        let hub = Hub { app, pool };
        Self {
            hub,
            served,
            browser,
            looks: Looks::default(),
            looked: 0,
            pages: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// A page as this person sees it.
    pub async fn opens(&mut self, name: &str, who: &Person, path: &str) -> Page {
        let client = self.hub.app.browser_of(who).await;
        let page = client.get(path).await;
        page.assert_ok();
        self.keep(name, &client, page, Way::Open(path)).await
    }

    /// A page as somebody without a sign-in sees it.
    pub async fn visits(&mut self, name: &str, path: &str) -> Page {
        let client = self.hub.app.another_browser();
        let page = client.get(path).await;
        self.keep(name, &client, page, Way::Open(path)).await
    }

    /// What comes back when this person sends something wrong from the page `from`. It changes nothing, so that it can be sent
    /// once more in the browser.
    pub async fn sends(
        &mut self,
        name: &str,
        who: &Person,
        (from, to): (&str, &str),
        fields: &[(&str, &str)],
        status: u16,
    ) -> Page {
        let client = self.hub.app.browser_of(who).await;
        let page = client.post(to, fields).await;
        page.assert_status(status);
        self.keep(name, &client, page, Way::Send(from, to, fields)).await
    }

    /// The same without a sign-in: behind a link in mail.
    pub async fn sends_by_link(&mut self, name: &str, link: &str, fields: &[(&str, &str)]) -> Page {
        let client = self.hub.app.another_browser();
        let page = client.post(link, fields).await;
        page.assert_status(422);
        self.keep(name, &client, page, Way::Send(link, link, fields)).await
    }

    /// A page that is only there once, such as the answer to a form that did something.
    pub fn keeps(&mut self, name: &str, page: Page) {
        rules::check(&page, &mut |what| self.wrong.push(format!("{name}: {what}")));
        self.pages.push((name.to_owned(), page));
    }

    async fn keep(&mut self, name: &str, client: &Client, page: Page, way: Way<'_>) -> Page {
        let new = self.looks.are_new(&page);
        let pictured = std::env::var_os("RAPPORT_TEST_SCREENSHOTS").is_some();
        if new || pictured {
            self.browser.take_cookies(client.cookies()).await;
            self.browser.resize(DESK).await;
            match way {
                Way::Open(path) => self.browser.open(path).await,
                Way::Send(from, to, fields) => {
                    self.browser.open(from).await;
                    looking::leave_by(&self.browser, &sending(to, fields)).await;
                }
            }
        }
        if new {
            self.looked += 1;
            looking::look(&self.browser, name, page.status.as_u16(), &mut self.wrong).await;
        } else if pictured {
            for (size, width) in [(DESK, "wide"), (PHONE, "320 px")] {
                self.browser.resize(size).await;
                self.browser.picture(&format!("{name} {width}")).await;
            }
            self.browser.complaints().await;
        }
        self.keeps(name, page.clone());
        page
    }

    /// Asks the Nu checker about all of them, and tells everything that is wrong.
    pub async fn finish(self) {
        let Self { served, browser, looked, pages, mut wrong, .. } = self;
        browser.quit().await;
        served.stop().await;
        let bodies: Vec<&str> = pages.iter().map(|(_, page)| page.body.as_str()).collect();
        for finding in nu::check(&bodies) {
            let (name, _) = &pages[finding.page];
            wrong.push(format!("A3 {name}: {}: {} in {}", finding.kind, finding.message, finding.extract));
        }
        println!("{} pages, {looked} of them in the browser", pages.len());
        assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// A script that sends a form which no page has.
fn sending(to: &str, fields: &[(&str, &str)]) -> String {
    format!(
        "(() => {{
           const form = document.createElement('form');
           form.method = 'post';
           form.action = {};
           for (const [name, value] of {}) {{
             const field = document.createElement('textarea');
             [field.name, field.value] = [name, value];
             form.append(field);
           }}
           document.body.append(form);
           form.submit();
         }})()",
        json!(to),
        json!(fields)
    )
}
