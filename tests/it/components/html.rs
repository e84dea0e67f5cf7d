//! HTML as a text that is the same for markup that means the same.

use std::fmt::Write as _;

use scraper::node::Node;
use scraper::{ElementRef, Html};

use super::REFUSED_ROLES;

/// One line an element, attributes and classes in order, white space folded, refused roles left out.
pub fn normal(html: &str) -> String {
    let parsed = Html::parse_fragment(html);
    let mut out = String::new();
    write_children(&mut out, parsed.root_element(), 0);
    out
}

fn write_children(out: &mut String, parent: ElementRef<'_>, depth: usize) {
    let mut text = String::new();
    for child in parent.children() {
        match child.value() {
            Node::Text(words) => text.push_str(words),
            Node::Element(element) => {
                write_text(out, &mut text, depth);
                let indent = "  ".repeat(depth);
                let _ = write!(out, "{indent}<{}", element.name());
                let mut attributes: Vec<(String, String)> = element
                    .attrs()
                    .filter(|(name, value)| {
                        !(*name == "role" && REFUSED_ROLES.contains(&(element.name(), value)))
                    })
                    .map(|(name, value)| (name.to_owned(), ordered(name, value)))
                    .collect();
                attributes.sort();
                for (name, value) in attributes {
                    let _ = write!(out, " {name}={value:?}");
                }
                out.push_str(">\n");
                if let Some(element) = ElementRef::wrap(child) {
                    write_children(out, element, depth + 1);
                }
            }
            _ => {}
        }
    }
    write_text(out, &mut text, depth);
}

fn ordered(name: &str, value: &str) -> String {
    if name != "class" {
        return value.to_owned();
    }
    let mut classes: Vec<&str> = value.split_whitespace().collect();
    classes.sort_unstable();
    classes.join(" ")
}

fn write_text(out: &mut String, text: &mut String, depth: usize) {
    let folded = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    text.clear();
    if !folded.is_empty() {
        let _ = writeln!(out, "{}{folded}", "  ".repeat(depth));
    }
}
