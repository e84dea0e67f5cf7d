//! A real browser on the real server: headless Chromium, at a phone's width and a desk's, with scripts and without.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use rapport::platform::server;
use rapport::platform::web::Limits;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{
    Capabilities, ChromiumLikeCapabilities, Cookie, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver,
};
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
