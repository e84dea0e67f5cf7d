//! The main navigation: what exists today, by role. The one place that knows it.

use crate::platform::web::page::{NavLink, Reader};

/// The link with the number of what waits for the reader.
const CHEMISTRY: &str = "First conversations";

/// The links for a reader, or for a visitor, on a path.
#[must_use]
pub fn links(reader: Option<&Reader>, path: &str) -> Vec<NavLink> {
    let entries: Vec<(&str, &'static str)> = match reader {
        None => vec![
            ("Find", "/find"),
            ("Guidance", "/guidance"),
            ("How it works", "/how-it-works"),
            ("Pools", "/pools"),
            ("Register", "/register"),
            ("Sign in", "/sign-in"),
        ],
        Some(reader) => {
            let mut entries = vec![("Home", "/dashboard"), ("Find", "/find"), ("Shortlist", "/shortlist")];
            entries.push((CHEMISTRY, "/chemistry"));
            if reader.practitioner {
                entries.push(("Profile", "/profile"));
            }
            entries.push(("Pools", "/pools"));
            if reader.coordinator || reader.administrator {
                entries.push(("Enquiries", "/enquiries"));
            }
            if reader.coordinator {
                entries.push(("Employment", "/coordination/employment"));
            }
            if reader.administrator {
                entries.push(("Administration", "/admin"));
            }
            entries.push(("Account", "/account"));
            entries
        }
    };
    entries
        .into_iter()
        .map(|(label, href)| NavLink {
            count: reader.filter(|_| label == CHEMISTRY).map_or(0, |reader| reader.waiting),
            label: label.to_owned(),
            href,
            current: is_within(path, href),
        })
        .collect()
}

fn is_within(path: &str, href: &str) -> bool {
    path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(reader: &Reader) -> Vec<String> {
        links(Some(reader), "/dashboard").into_iter().map(|link| link.label).collect()
    }

    #[test]
    fn each_role_sees_what_it_may_use() {
        let mut reader = Reader { first_name: "Amina".into(), ..Reader::default() };
        assert_eq!(labels(&reader), ["Home", "Find", "Shortlist", CHEMISTRY, "Pools", "Account"]);
        reader.practitioner = true;
        assert_eq!(labels(&reader), ["Home", "Find", "Shortlist", CHEMISTRY, "Profile", "Pools", "Account"]);
        reader.practitioner = false;
        reader.coordinator = true;
        assert_eq!(
            labels(&reader),
            ["Home", "Find", "Shortlist", CHEMISTRY, "Pools", "Enquiries", "Employment", "Account"]
        );
        reader.administrator = true;
        assert_eq!(
            labels(&reader),
            [
                "Home",
                "Find",
                "Shortlist",
                CHEMISTRY,
                "Pools",
                "Enquiries",
                "Employment",
                "Administration",
                "Account"
            ]
        );
    }

    #[test]
    fn a_page_below_a_link_is_its_current_place() {
        let current = |path: &str| -> Vec<&str> {
            links(Some(&Reader::default()), path)
                .iter()
                .filter(|link| link.current)
                .map(|link| link.href)
                .collect()
        };
        assert_eq!(current("/account/security"), ["/account"]);
        assert!(current("/accounts").is_empty());
    }
}
