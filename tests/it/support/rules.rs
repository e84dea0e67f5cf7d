//! The rules of the house that every page keeps, whatever it shows.

use scraper::{ElementRef, Html, Selector};

use super::crawl::local;
use super::page::Page;

/// Everything an answer in HTML is held to; an error beside a field too.
pub fn check(page: &Page, note: &mut impl FnMut(String)) {
    let document = page.document();
    headers(page, &document, note);
    frame(&document, note);
    fields(&document, note);
    fragments(&document, note);
    nothing_inline(&document, &page.path, note);
    if page.status == 422 {
        errors(&document, note);
    }
}

/// S10, on every response including errors.
fn headers(page: &Page, document: &Html, note: &mut impl FnMut(String)) {
    let policy = page.header("content-security-policy").unwrap_or_default();
    for part in [
        "default-src",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        if !policy.contains(part) {
            note(format!("S10: no {part} in the policy {policy:?}"));
        }
    }
    for loose in ["unsafe-", "*", "http:", "data:"] {
        let sources = policy.split(';').filter(|directive| !directive.trim().starts_with("img-src"));
        if sources.into_iter().any(|directive| directive.contains(loose)) {
            note(format!("S10: {loose} in the policy {policy:?}"));
        }
    }
    let wanted = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin no-referrer strict-origin strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("content-type", "text/html; charset=utf-8"),
    ];
    for (name, allowed) in wanted {
        let value = page.header(name).unwrap_or_default();
        let given = if name == "content-type" {
            value.eq_ignore_ascii_case(allowed)
        } else {
            allowed.split(' ').any(|one| one == value)
        };
        if !given {
            note(format!("S10: {name} is {value:?}"));
        }
    }
    let signed_in = finds(document, "form[action='/sign-out']");
    let cache = page.header("cache-control").unwrap_or_default();
    if signed_in && !cache.contains("no-store") {
        note(format!("S10: a personal page may be stored: cache-control is {cache:?}"));
    }
}

fn frame(document: &Html, note: &mut impl FnMut(String)) {
    for css in ["h1", "main", "head > title", "header", "footer", "a.nhsuk-skip-link[href='#maincontent']"] {
        let there = all(document, css).len();
        if there != 1 {
            note(format!("has {there} of {css}, not one"));
        }
    }
    let title: String = all(document, "head > title").iter().flat_map(ElementRef::text).collect();
    if !title.ends_with("– Rapport") {
        note(format!("the title is {title:?}"));
    }
    for link in ["/contact", "/privacy", "/cookies", "/accessibility"] {
        if !finds(document, &format!("footer a[href='{link}']")) {
            note(format!("A6: no {link} in the footer"));
        }
    }
    let mut level = 0_u8;
    for heading in all(document, "h1, h2, h3, h4, h5, h6") {
        // Messages stand before everything else.
        let class = heading.attr("class").unwrap_or_default();
        if class.contains("error-summary") || class.contains("banner") {
            continue;
        }
        let own = heading.value().name().as_bytes()[1] - b'0';
        if own > level + 1 {
            note(format!("the heading {:?} skips a level", heading.text().collect::<String>()));
        }
        level = own;
    }
}

/// A4: every field has a label, and what describes it exists.
fn fields(document: &Html, note: &mut impl FnMut(String)) {
    for control in all(document, "input:not([type=hidden]):not([hidden]), select, textarea") {
        let id = control.attr("id").unwrap_or_default();
        let labelled = !id.is_empty() && finds(document, &format!("label[for='{id}']"));
        if !labelled && control.attr("aria-label").is_none() && control.attr("aria-labelledby").is_none() {
            note(format!("A4: no label for {}", control.html()));
        }
        for described in control.attr("aria-describedby").unwrap_or_default().split_whitespace() {
            if !finds(document, &format!("[id='{described}']")) {
                note(format!("A4: {id} is described by {described}, which is not there"));
            }
        }
    }
}

fn fragments(document: &Html, note: &mut impl FnMut(String)) {
    for link in attributes(document, "a[href]", "href") {
        if let Some(id) = link.strip_prefix('#')
            && !finds(document, &format!("[id='{id}']"))
        {
            note(format!("a link to #{id}, which is not there"));
        }
        if link.starts_with("javascript:") || link == "#" || link.is_empty() {
            note(format!("S11: a link to {link:?}"));
        }
    }
}

/// S10: nothing inline that the policy would refuse, and nothing from elsewhere.
fn nothing_inline(document: &Html, path: &str, note: &mut impl FnMut(String)) {
    if finds(document, "script:not([src]), style, [style]") {
        note("S10: inline script or style".to_owned());
    }
    for element in all(document, "*") {
        if let Some((name, _)) = element.value().attrs().find(|(name, _)| name.starts_with("on")) {
            note(format!("S10: the attribute {name} on {}", element.value().name()));
        }
    }
    let mut sources = attributes(document, "[src]", "src");
    sources.extend(attributes(document, "link[href]", "href"));
    for source in sources {
        if local(source, path).is_none() && !source.starts_with("data:image/") {
            note(format!("fetches {source} from elsewhere"));
        }
    }
}

/// A4: an error summary whose links lead to the fields, each field tied to its message.
fn errors(document: &Html, note: &mut impl FnMut(String)) {
    let title: String = all(document, "head > title").iter().flat_map(ElementRef::text).collect();
    if !title.starts_with("Error:") {
        note(format!("A4: the title is {title:?}"));
    }
    let links = attributes(document, ".nhsuk-error-summary a[href]", "href");
    if links.is_empty() {
        note("A4: no error summary with links".to_owned());
    }
    for link in links {
        let field = link.trim_start_matches('#');
        if !finds(
            document,
            &format!(
                "input[id='{field}'], select[id='{field}'], textarea[id='{field}'], button[id='{field}']"
            ),
        ) {
            note(format!("A4: the summary links to {link}, which is no field"));
        }
    }
    for message in all(document, ".nhsuk-error-message[id]") {
        let id = message.attr("id").unwrap_or_default();
        if !finds(document, &format!("[aria-describedby~='{id}']")) {
            note(format!("A4: nothing is described by the message {id}"));
        }
    }
}

fn all<'a>(document: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"));
    document.select(&selector).collect()
}

fn attributes<'a>(document: &'a Html, css: &str, attribute: &str) -> Vec<&'a str> {
    all(document, css).into_iter().filter_map(|element| element.attr(attribute)).collect()
}

fn finds(document: &Html, css: &str) -> bool {
    let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"));
    document.select(&selector).next().is_some()
}
