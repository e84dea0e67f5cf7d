//! The main navigation: what exists today, by role. The one place that knows it.

use crate::platform::web::page::{NavLink, Reader};

/// The link with the number of what waits for the reader.
const CHEMISTRY: &str = "First conversations";
/// The same for those who work together.
const TOGETHER: &str = "Working together";
/// The link with the number of people kept.
const SHORTLIST: &str = "Shortlist";

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
            let mut entries = vec![("Home", "/dashboard"), ("Find", "/find")];
            // Whoever helps or looks after others has many links, and seldom a shortlist.
            if reader.kept > 0 || !(reader.coordinator || reader.administrator || reader.practitioner) {
                entries.push((SHORTLIST, "/shortlist"));
            }
            entries.push((CHEMISTRY, "/chemistry"));
            // A coach or mentor may have begun elsewhere, and records it there.
            if reader.together.is_some() || reader.practitioner {
                entries.push((TOGETHER, "/relationships"));
            }
            entries.push(("Calendar", "/calendar"));
            if reader.practitioner {
                entries.push(("Profile", "/profile"));
            }
            entries.push(("Pools", "/pools"));
            if reader.coordinator || reader.administrator {
                entries.push(("Enquiries", "/enquiries"));
                entries.push(("Concerns", "/concerns"));
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
            count: reader.map_or(0, |reader| match label {
                CHEMISTRY => reader.waiting,
                TOGETHER => reader.together.unwrap_or(0),
                SHORTLIST => reader.kept,
                _ => 0,
            }),
            waits: matches!(label, CHEMISTRY | TOGETHER),
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
        assert_eq!(labels(&reader), ["Home", "Find", "Shortlist", CHEMISTRY, "Calendar", "Pools", "Account"]);
        reader.practitioner = true;
        assert_eq!(
            labels(&reader),
            ["Home", "Find", CHEMISTRY, TOGETHER, "Calendar", "Profile", "Pools", "Account"]
        );
        reader.practitioner = false;
        reader.together = Some(0);
        assert!(labels(&reader).contains(&TOGETHER.to_owned()));
        reader.together = None;
        reader.coordinator = true;
        assert_eq!(
            labels(&reader),
            [
                "Home",
                "Find",
                CHEMISTRY,
                "Calendar",
                "Pools",
                "Enquiries",
                "Concerns",
                "Employment",
                "Account"
            ]
        );
        (reader.administrator, reader.kept) = (true, 1);
        assert_eq!(
            labels(&reader),
            [
                "Home",
                "Find",
                "Shortlist",
                CHEMISTRY,
                "Calendar",
                "Pools",
                "Enquiries",
                "Concerns",
                "Employment",
                "Administration",
                "Account"
            ]
        );
    }

    #[test]
    fn counts_say_what_waits_and_what_is_kept() {
        let reader = Reader { waiting: 2, kept: 3, ..Reader::default() };
        let counted: Vec<(String, u32, bool)> = links(Some(&reader), "/dashboard")
            .into_iter()
            .filter(|link| link.count > 0)
            .map(|link| (link.label, link.count, link.waits))
            .collect();
        assert_eq!(counted, [(SHORTLIST.to_owned(), 3, false), (CHEMISTRY.to_owned(), 2, true)]);
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
