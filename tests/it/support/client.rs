//! A browser without a screen: keeps cookies, sends the headers browsers send, follows redirects, submits forms
//! as they are on the page. Calls the router in process, or speaks to a server over connections.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum_extra::extract::cookie::Cookie;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::form::Form;
use super::page::Page;
use super::served::exchange;

pub struct Client {
    hub: Hub,
    base_url: String,
    cookies: Mutex<BTreeMap<String, String>>,
    /// Sent with every request, over what a browser would send.
    headers: HeaderMap,
    address: SocketAddr,
}

/// Where requests go.
enum Hub {
    Here(Box<Router>),
    Over(SocketAddr),
}

impl Client {
    pub fn new(router: Router, base_url: &str) -> Self {
        Self::to(Hub::Here(Box::new(router)), base_url)
    }

    /// One that makes a connection for every request.
    pub fn over(address: SocketAddr, base_url: &str) -> Self {
        Self::to(Hub::Over(address), base_url)
    }

    fn to(hub: Hub, base_url: &str) -> Self {
        Self {
            hub,
            base_url: base_url.to_owned(),
            cookies: Mutex::default(),
            headers: HeaderMap::new(),
            address: ([127, 0, 0, 1], 40_000).into(),
        }
    }

    /// The same browser, which sends this header with everything; an empty value takes the header away.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header's name");
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        self
    }

    /// The same browser at another address.
    pub fn at(mut self, address: [u8; 4]) -> Self {
        self.address = (address, 40_000).into();
        self
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("the jar").get(name).cloned()
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().expect("the jar").clone()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("the jar").insert(name.to_owned(), value.to_owned());
    }

    pub fn forget_cookies(&self) {
        self.cookies.lock().expect("the jar").clear();
    }

    /// Opens a page and follows redirects.
    pub async fn get(&self, path: &str) -> Page {
        let first = self.send(Method::GET, path, &[], None).await;
        self.follow(first).await
    }

    /// Opens a page and stays there.
    pub async fn get_only(&self, path: &str) -> Page {
        self.send(Method::GET, path, &[], None).await
    }

    /// Asks for JSON.
    pub async fn get_json(&self, path: &str) -> (http::StatusCode, serde_json::Value) {
        let answer = self.send(Method::GET, path, &[("accept", "application/json")], None).await;
        let value = serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}. {answer}"));
        (answer.status, value)
    }

    /// Fills in the one POST form of the page that has these fields, submits it and follows redirects.
    pub async fn submit(&self, page: &Page, fields: &[(&str, &str)]) -> Page {
        self.submit_form(&page.form_having(fields), fields).await
    }

    /// Presses the button with this text, the fields left as they are.
    pub async fn press(&self, page: &Page, button: &str) -> Page {
        let form = page.form_with_button(button);
        let pressed: Vec<(&str, &str)> = form.button(button).into_iter().collect();
        self.submit_form(&form, &pressed).await
    }

    pub async fn submit_form(&self, form: &Form, fields: &[(&str, &str)]) -> Page {
        let sent = form.filled(fields);
        let sent: Vec<(&str, &str)> =
            sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if form.method == "get" {
            let path = form.action.split('?').next().unwrap_or_default();
            return self.get(&format!("{path}?{}", encoded(&sent))).await;
        }
        let first = self.post_only(&form.action, &sent).await;
        self.follow(first).await
    }

    /// Sends fields that no page offered, as an attacker would, and stays at the answer.
    pub async fn post_only(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(Method::POST, path, &[], Some(encoded(fields))).await
    }

    /// The same, following redirects.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let first = self.post_only(path, fields).await;
        self.follow(first).await
    }

    async fn follow(&self, mut page: Page) -> Page {
        let mut redirects = Vec::new();
        while page.status.is_redirection() {
            let location = page.header("location").unwrap_or_default().to_owned();
            let path = location.strip_prefix(&self.base_url).unwrap_or(&location).to_owned();
            assert!(path.starts_with('/'), "a redirect leaves the hub: {location}. {page}");
            assert!(redirects.len() < 10, "redirects without end: {redirects:?}");
            redirects.push(path.clone());
            page = self.send(Method::GET, &path, &[], None).await;
        }
        page.redirects = redirects;
        page
    }

    /// One request, one answer.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        extra: &[(&str, &str)],
        body: Option<String>,
    ) -> Page {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let headers = if body.is_some() { [&form, extra].concat() } else { extra.to_vec() };
        self.send_body(method, path, &headers, body.unwrap_or_default().into_bytes()).await
    }

    async fn send_body(&self, method: Method, path: &str, extra: &[(&str, &str)], body: Vec<u8>) -> Page {
        self.try_send(method, path, extra, body).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The same; a server that has gone gives an error.
    async fn try_send(
        &self,
        method: Method,
        path: &str,
        extra: &[(&str, &str)],
        body: Vec<u8>,
    ) -> std::io::Result<Page> {
        let path = path.split('#').next().unwrap_or_default();
        let headers = self.headers_of(&method, extra);
        let (status, headers, body) = match &self.hub {
            Hub::Here(router) => {
                let mut request = Request::builder()
                    .method(method.clone())
                    .uri(path)
                    .body(Body::from(body))
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
                *request.headers_mut() = headers;
                request.extensions_mut().insert(ConnectInfo(self.address));
                let response = router.clone().oneshot(request).await.expect("the router is infallible");
                let (parts, body) = response.into_parts();
                let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
                (parts.status, parts.headers, bytes.to_vec())
            }
            Hub::Over(address) => {
                let answer = exchange(*address, &method, path, &headers, &body).await?;
                (answer.status, answer.headers, answer.body)
            }
        };
        self.keep_cookies(&headers);
        Ok(Page {
            method: if method == Method::POST { "POST" } else { "GET" },
            path: path.to_owned(),
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            redirects: Vec::new(),
        })
    }

    /// Sends fields and stays at the answer; a server that has gone gives an error.
    pub async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> std::io::Result<Page> {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        self.try_send(Method::POST, path, &form, encoded(fields).into_bytes()).await
    }

    /// Sends a file with the number of its form, as a browser does, and stays at the answer.
    pub async fn upload_only(&self, path: &str, submission: &str, name: &str, file: &[u8]) -> Page {
        let edge = "----edge7MA4YWxk";
        let mut body = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"submission\"\r\n\r\n{submission}\r\n--{edge}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={edge}");
        self.send_body(Method::POST, path, &[("content-type", &kind)], body).await
    }

    fn headers_of(&self, method: &Method, extra: &[(&str, &str)]) -> HeaderMap {
        let host = self.base_url.split("//").nth(1).unwrap_or_default().to_owned();
        let mut pairs = vec![
            ("host", host),
            ("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8".to_owned()),
            (
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
            ),
            ("sec-fetch-site", "same-origin".to_owned()),
            ("sec-fetch-mode", "navigate".to_owned()),
            ("sec-fetch-dest", "document".to_owned()),
        ];
        if method == Method::POST {
            pairs.push(("origin", self.base_url.clone()));
        }
        let cookies = self.cookies();
        if !cookies.is_empty() {
            let all: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            pairs.push(("cookie", all.join("; ")));
        }
        pairs.extend(extra.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(
                HeaderName::from_bytes(name.as_bytes()).expect("a name"),
                value.parse().expect("a value"),
            );
        }
        for (name, value) in &self.headers {
            if value.is_empty() {
                headers.remove(name);
            } else {
                headers.insert(name, value.clone());
            }
        }
        headers
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut jar = self.cookies.lock().expect("the jar");
        for value in headers.get_all(header::SET_COOKIE) {
            let text = value.to_str().expect("a cookie in plain text").to_owned();
            let cookie = Cookie::parse(text.clone()).unwrap_or_else(|error| panic!("{text}: {error}"));
            let gone = cookie.max_age().is_some_and(|age| !age.is_positive());
            if gone {
                jar.remove(cookie.name());
            } else {
                jar.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
