//! A real browser on the real server: headless Chromium, at a phone's width and a desk's, with scripts and without.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use rapport::platform::server;
use rapport::platform::web::Limits;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities, Cookie, LoggingPrefsLogLevel, TypingData};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, MutexGuard, oneshot};
use tokio::task::JoinHandle;

use super::app::TestApp;

/// Two browsers at once would fight over two cores and run into each other's time limits.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// A phone held upright, at the width WCAG asks for reflow (1.4.10), and a desk.
pub const PHONE: (u32, u32) = (320, 640);
pub const DESK: (u32, u32) = (1280, 900);

const AXE: &str = include_str!("../../vendor/axe-core/axe.min.js");

/// The hub behind its real accept loop on a loopback port.
pub struct Served {
    stop: Option<oneshot::Sender<()>>,
    done: Option<JoinHandle<()>>,
}

/// Starts a hub that knows its own address, and serves it.
pub async fn serve(demo: bool) -> (TestApp, Served) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    let app = TestApp::at(&base_url, demo).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let router = app.router.clone();
    let done = tokio::spawn(async move {
        let limits = Limits::default();
        server::run(listener, router, &limits, async move { drop(stopped.await) }).await;
    });
    (app, Served { stop: Some(stop), done: Some(done) })
}

impl Served {
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(done) = self.done.take() {
            done.await.expect("the server ends");
        }
    }
}

pub struct Browser {
    pub driver: WebDriver,
    base_url: String,
    process: Child,
    _home: TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// What axe-core holds against a page.
#[derive(Debug, serde::Deserialize)]
pub struct Violation {
    pub id: String,
    pub help: String,
    pub nodes: Vec<String>,
}

impl Browser {
    /// A fresh browser that will look at the hub at this address.
    pub async fn start(base_url: &str) -> Self {
        let alone = ONE_AT_A_TIME.lock().await;
        let home = tempfile::tempdir().expect("a folder for the browser");
        let (process, port) = start_driver(&home);
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities(&home)).await;
        let driver = driver.unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        Self { driver, base_url: base_url.to_owned(), process, _home: home, _alone: alone }
    }

    pub async fn resize(&self, (width, height): (u32, u32)) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Switches the scripts of pages on or off, as a reader can.
    pub async fn scripts(&self, on: bool) {
        self.command("Emulation.setScriptExecutionDisabled", json!({"value": !on})).await;
    }

    pub async fn command(&self, command: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(command, parameters).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Opens a path of the hub.
    pub async fn open(&self, path: &str) {
        let address = format!("{}{path}", self.base_url);
        self.driver.goto(&address).await.unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// The path and query of the page shown.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.expect("an address");
        url[url::Position::BeforePath..].to_owned()
    }

    /// Takes over the cookies of a test's own browser, so that this one is signed in too.
    pub async fn take_cookies(&self, cookies: impl IntoIterator<Item = (String, String)>) {
        // A cookie can only be set for the site that is open.
        self.open("/health/live").await;
        self.driver.delete_all_cookies().await.expect("no cookies");
        for (name, value) in cookies {
            let mut cookie = Cookie::new(name, value);
            cookie.path = Some("/".to_owned());
            self.driver.add_cookie(cookie).await.expect("a cookie");
        }
    }

    /// Types into the field with this id, over what it held.
    pub async fn fill(&self, field: &str, text: &str) {
        let element =
            self.driver.find(By::Id(field)).await.unwrap_or_else(|error| panic!("{field}: {error}"));
        element.clear().await.expect("an empty field");
        element.send_keys(text).await.unwrap_or_else(|error| panic!("{field}: {error}"));
    }

    /// Clicks the visible button with this text, or else the visible link.
    pub async fn press(&self, label: &str) {
        for tag in ["button", "a"] {
            let path = format!("//{tag}[contains(normalize-space(.), '{label}')]");
            for element in self.driver.find_all(By::XPath(path)).await.expect("elements") {
                let is_it = element.text().await.is_ok_and(|text| text.trim() == label);
                if is_it && element.is_displayed().await.unwrap_or(false) {
                    element.click().await.unwrap_or_else(|error| panic!("{label}: {error}"));
                    return;
                }
            }
        }
        panic!("no button {label:?} to see at {}: {}", self.path().await, self.text().await);
    }

    /// Presses keys wherever the focus is.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        self.driver.action_chain().send_keys(keys).perform().await.expect("keys are pressed");
    }

    /// Presses Tab until the element with this id has the focus.
    pub async fn tab_to(&self, id: &str) {
        for _ in 0..60 {
            if self.evaluate("document.activeElement.id").await == id {
                return;
            }
            self.keys(Key::Tab).await;
        }
        panic!("Tab never reaches {id} at {}", self.path().await);
    }

    /// The words of the element that has the focus.
    pub async fn focused(&self) -> String {
        self.evaluate("document.activeElement.innerText.trim()").await.as_str().unwrap_or_default().to_owned()
    }

    /// Everything a reader sees.
    pub async fn text(&self) -> String {
        self.evaluate("document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    pub async fn wait_for_text(&self, text: &str) {
        for _ in 0..100 {
            if self.text().await.contains(text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no {text:?} at {}: {}", self.path().await, self.text().await);
    }

    pub async fn wait_for_path(&self, path: &str) {
        for _ in 0..100 {
            if self.path().await == path {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still at {}, not at {path}: {}", self.path().await, self.text().await);
    }

    /// What can be reached with Tab but does not look any different with the focus on it (WCAG 2.4.7).
    pub async fn without_visible_focus(&self) -> Vec<String> {
        let found = self
            .evaluate(
                "(() => {
                   const look = element => {
                     const [own, around] = [element, element.closest('label, div, li') || element].map(one => {
                       const {outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderWidth, backgroundColor, color} = getComputedStyle(one);
                       return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderWidth, backgroundColor, color];
                     });
                     const marks = ['::before', '::after'].map(part => getComputedStyle(element.labels?.[0] || element, part).boxShadow);
                     return JSON.stringify([own, around, marks]);
                   };
                   const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]');
                   const wrong = [];
                   for (const element of all) {
                     if (!element.checkVisibility() || element.disabled) continue;
                     document.activeElement.blur();
                     const before = look(element);
                     element.focus();
                     if (document.activeElement !== element || look(element) === before) wrong.push(element.outerHTML.slice(0, 200));
                   }
                   document.activeElement.blur();
                   scrollTo(0, 0);
                   return wrong;
                 })()",
            )
            .await;
        serde_json::from_value(found).expect("a list of elements")
    }

    /// Runs a script in the page, whatever its policy and whether its own scripts run or not.
    pub async fn evaluate(&self, script: &str) -> Value {
        let parameters = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
        let answer = self.command("Runtime.evaluate", parameters).await;
        assert!(
            answer.get("exceptionDetails").is_none(),
            "{}: {answer:#}",
            script.chars().take(200).collect::<String>()
        );
        answer["result"]["value"].clone()
    }

    /// Everything axe-core holds against the page shown (A1).
    pub async fn violations(&self) -> Vec<Violation> {
        if self.evaluate("typeof axe").await != "object" {
            self.evaluate(&format!("{AXE}; 0")).await;
        }
        let found = self
            .evaluate(
                "axe.run(document, {
                   runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
                   resultTypes: ['violations'],
                 }).then(result => result.violations.map(violation => ({
                   id: violation.id, help: violation.help,
                   nodes: violation.nodes.map(node => node.html + ' ' + (node.failureSummary || '')),
                 })))",
            )
            .await;
        serde_json::from_value(found).expect("a list of violations")
    }

    /// How many pixels the page is wider than the window: above 0 the reader must scroll sideways (WCAG 1.4.10).
    pub async fn overflow(&self) -> i64 {
        let wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        self.evaluate(wider).await.as_i64().unwrap_or(0)
    }

    /// Errors of the page's scripts and refusals of its policy since the last time of asking.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap_or_default();
        log.iter().map(|entry| format!("{entry:?}")).collect()
    }

    /// Keeps a picture of the page where `RAPPORT_TEST_SCREENSHOTS` names a folder.
    pub async fn picture(&self, name: &str) {
        let Ok(folder) = std::env::var("RAPPORT_TEST_SCREENSHOTS") else { return };
        std::fs::create_dir_all(&folder).expect("the folder for pictures");
        let plain: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(100).collect();
        let answer = self
            .command("Page.captureScreenshot", json!({"format": "png", "captureBeyondViewport": true}))
            .await;
        let bytes = data_encoding::BASE64.decode(answer["data"].as_str().unwrap_or_default().as_bytes());
        std::fs::write(PathBuf::from(folder).join(format!("{plain}.png")), bytes.expect("a picture"))
            .expect("a file");
    }

    pub async fn quit(self) {
        self.driver.clone().quit().await.expect("the browser quits");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver and every process of its Chromium are one group.
        if let Ok(id) = i32::try_from(self.process.id()) {
            let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
        let _ = self.process.wait();
    }
}

fn start_driver(home: &TempDir) -> (Child, u16) {
    let mut process = Command::new("chromedriver")
        .arg("--port=0")
        .env("HOME", home.path())
        .env("TMPDIR", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("XDG_CACHE_HOME", home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("chromedriver starts: run bin/test, which installs it");
    let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        line.strip_suffix('.').unwrap_or(&line).rsplit_once("successfully on port ")?.1.parse().ok()
    });
    (process, port.expect("chromedriver tells its port"))
}

fn capabilities(home: &TempDir) -> Capabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // As on a phone, where they lie over the page: 320 px are for the page.
        "--hide-scrollbars",
    ] {
        capabilities.add_arg(argument).expect("an argument");
    }
    capabilities
        .add_arg(&format!("--user-data-dir={}", home.path().join("profile").display()))
        .expect("a profile");
    if let Some(program) =
        ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| on_path(name))
    {
        capabilities.set_binary(&program).expect("a program");
    }
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::Warning).expect("a level");
    capabilities.into()
}

fn on_path(program: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())?;
    Some(found.to_string_lossy().into_owned())
}
