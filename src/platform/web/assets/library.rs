//! Makes the library of assets from `static/`: one stylesheet from its parts, every reference by content.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use bytes::Bytes;
use rust_embed::Embed;
use sha2::{Digest, Sha256};

use super::encoding::{Encoding, brotli, gzip};

/// The one stylesheet; every other one is part of it.
const STYLESHEET: &str = "css/app.css";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

#[derive(Embed)]
#[folder = "static/"]
struct Files;

/// Content, its address, and its compressed forms, made when first asked for.
pub(super) struct Asset {
    pub(super) url: String,
    pub(super) hash: String,
    pub(super) media: &'static str,
    pub(super) body: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

#[derive(Default)]
pub(super) struct Library(BTreeMap<String, Asset>);

impl Asset {
    fn new(path: &str, media: &'static str, content: Vec<u8>) -> Self {
        let hash = data_encoding::BASE64URL_NOPAD.encode(&Sha256::digest(&content)[..12]);
        Self {
            url: format!("/assets/{hash}/{path}"),
            hash,
            media,
            body: Bytes::from(content),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        !matches!(self.media, "image/png" | "image/x-icon")
    }

    /// The content in an encoding; compresses once, so not for an async thread.
    pub(super) fn encoded(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Identity => self.body.clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.body)).clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.body)).clone(),
        }
    }
}

fn media(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => CSS,
        "js" => SCRIPT,
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => return None,
    })
}

impl Library {
    pub(super) fn build() -> Self {
        let mut library = Self::default();
        for path in Files::iter() {
            let part_of_the_stylesheet = media(&path) == Some(CSS) && path != STYLESHEET;
            if !part_of_the_stylesheet {
                library.include(&path);
            }
        }
        library
    }

    pub(super) fn get(&self, path: &str) -> Option<&Asset> {
        self.0.get(path)
    }

    /// Takes a file in, those it refers to first, and gives its address.
    fn include(&mut self, path: &str) -> Option<&str> {
        if !self.0.contains_key(path) {
            let media = media(path)?;
            let content = match media {
                CSS => self.stylesheet(path)?.into_bytes(),
                SCRIPT => self.script(path)?.into_bytes(),
                _ => Files::get(path)?.data.into_owned(),
            };
            self.0.insert(path.to_owned(), Asset::new(path, media, content));
        }
        self.0.get(path).map(|asset| asset.url.as_str())
    }

    fn stylesheet(&mut self, path: &str) -> Option<String> {
        let source = text(path)?;
        let source = without_comments(&source);
        let with_urls = self.readdress(&source, path, "url(", ')');
        let mut out = String::with_capacity(with_urls.len());
        for line in with_urls.lines() {
            match imported(line) {
                Some((target, layer)) => {
                    let inner = self.stylesheet(&beside(path, target))?;
                    out.extend(["@layer ", layer, "{", &inner, "}\n"]);
                }
                None if line.trim().is_empty() => {}
                None => {
                    out.push_str(line.trim_start());
                    out.push('\n');
                }
            }
        }
        Some(out)
    }

    fn script(&mut self, path: &str) -> Option<String> {
        let source = text(path)?;
        Some(self.readdress(&source, path, "from \"", '"'))
    }

    /// Replaces relative addresses after `opening` by content addresses.
    fn readdress(&mut self, source: &str, path: &str, opening: &str, closing: char) -> String {
        let mut out = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(start) = rest.find(opening) {
            let (before, from) = rest.split_at(start + opening.len());
            let end = from.find(closing).unwrap_or(from.len());
            let target = &from[..end];
            out.push_str(before);
            let is_import = before.trim_end_matches(opening).trim_end().ends_with("@import");
            match (is_import, self.include(&beside(path, target))) {
                (false, Some(address)) => out.push_str(address),
                _ => out.push_str(target),
            }
            rest = &from[end..];
        }
        out.push_str(rest);
        out
    }
}

fn text(path: &str) -> Option<String> {
    Some(String::from_utf8_lossy(&Files::get(path)?.data).into_owned())
}

/// The file and layer of a line `@import url(file) layer(name);`.
fn imported(line: &str) -> Option<(&str, &str)> {
    let (target, rest) = line.trim().strip_prefix("@import url(")?.split_once(')')?;
    let layer = rest.trim().strip_prefix("layer(")?.split_once(')')?.0;
    Some((target, layer))
}

fn without_comments(source: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = source;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    if out.is_empty() && rest.len() == source.len() { Cow::Borrowed(source) } else { Cow::Owned(out + rest) }
}

/// The path of a file named relative to another.
fn beside(path: &str, relative: &str) -> String {
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    for step in relative.split('/') {
        match step {
            "." => {}
            ".." => {
                folders.pop();
            }
            name => folders.push(name),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::{LIBRARY, url};
    use super::*;

    #[test]
    fn every_reference_of_the_stylesheet_and_the_scripts_has_become_a_content_address() {
        for (path, asset) in &LIBRARY.0 {
            let text = String::from_utf8_lossy(&asset.body);
            if asset.media == CSS {
                for target in text.split("url(").skip(1) {
                    assert!(
                        target.starts_with("/assets/") || target.starts_with("data:"),
                        "{path}: {target:.60}"
                    );
                }
                assert!(!text.contains("@import"), "{path} imports at run time");
            }
            if asset.media == SCRIPT {
                assert!(!text.contains("from \"."), "{path} imports by a relative address");
            }
        }
    }

    #[test]
    fn every_asset_a_template_names_exists() {
        fn visit(folder: &std::path::Path, found: &mut usize) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    visit(&path, found);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for rest in text.split("assets::url(\"").skip(1) {
                    let name = rest.split('"').next().unwrap();
                    assert_ne!(url(name), "/assets/unknown", "{name} in {}", path.display());
                    *found += 1;
                }
            }
        }
        let mut found = 0;
        visit(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")), &mut found);
        assert!(found > 0);
    }

    /// A part that leaves a block open would take the parts after it into that block and its layer.
    #[test]
    fn every_part_of_the_stylesheet_closes_what_it_opens() {
        let parts: Vec<_> = Files::iter().filter(|path| media(path) == Some(CSS)).collect();
        assert!(parts.len() > 5, "{parts:?}");
        for path in parts {
            let source = text(&path).unwrap();
            let mut open: Vec<usize> = Vec::new();
            for (number, line) in without_comments(&source).lines().enumerate() {
                for character in line.chars() {
                    match character {
                        '{' => open.push(number + 1),
                        '}' => assert!(open.pop().is_some(), "{path}: a block is closed twice: {line}"),
                        _ => {}
                    }
                }
            }
            assert!(open.is_empty(), "{path}: what is opened on lines {open:?} is not closed");
        }
    }

    #[test]
    fn no_font_or_address_of_another_host_is_in_the_stylesheet() {
        let css = String::from_utf8_lossy(&LIBRARY.0[STYLESHEET].body);
        assert!(!css.contains("@font-face") && !css.contains("//assets.nhs.uk"));
    }

    #[test]
    fn compressed_forms_hold_the_same_content() {
        let asset = &LIBRARY.0[STYLESHEET];
        let mut out = Vec::new();
        std::io::copy(&mut brotli::Decompressor::new(&asset.encoded(Encoding::Brotli)[..], 4096), &mut out)
            .unwrap();
        assert_eq!(out, asset.body);
        let mut out = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(&asset.encoded(Encoding::Gzip)[..]), &mut out)
            .unwrap();
        assert_eq!(out, asset.body);
    }

    #[test]
    fn relative_names_resolve() {
        assert_eq!(beside("css/app.css", "../vendor/a/b.css"), "vendor/a/b.css");
        assert_eq!(beside("js/app.js", "./other.js"), "js/other.js");
    }
}
