//! How much is shipped: the binary, and what a browser loads for the home page.

use std::collections::BTreeSet;
use std::path::Path;

use crate::hub::Hub;
use crate::{Result, http, row};

pub fn binary() -> Result<()> {
    let bytes = std::fs::metadata(Path::new(env!("CARGO_BIN_EXE_rapport")))?.len();
    row("release binary", &format!("{:.1} MB", f64::from(u32::try_from(bytes / 1000)?) / 1e3));
    Ok(())
}

/// Bytes on the wire, heads left out: cold with everything the page and its scripts name, warm the page alone.
pub async fn home_page(hub: &Hub) -> Result<()> {
    let packed = [("accept-encoding", "br".to_owned())];
    let page = http::get(hub.address, "/", &packed).await?.body.len();
    let plain = http::get(hub.address, "/", &[]).await?.body;
    let mut known = BTreeSet::new();
    let mut open: Vec<String> = named(&String::from_utf8_lossy(&plain));
    let mut cold = page;
    while let Some(path) = open.pop() {
        if !known.insert(path.clone()) {
            continue;
        }
        cold += http::get(hub.address, &path, &packed).await?.body.len();
        // A stylesheet's images load only where they are used.
        if Path::new(&path).extension().is_some_and(|kind| kind == "js") {
            open.extend(named(&String::from_utf8_lossy(&http::get(hub.address, &path, &[]).await?.body)));
        }
    }
    row(
        "home page, transferred",
        &format!("{cold} bytes cold in {} answers, {page} bytes warm", known.len() + 1),
    );
    Ok(())
}

/// The assets a text names.
fn named(text: &str) -> Vec<String> {
    text.split(['"', '\''])
        .filter(|part| part.starts_with("/assets/") && part.contains('.'))
        .map(str::to_owned)
        .collect()
}
