//! A3: the macros of templates/components give the design system's own markup. Each of its published examples that
//! uses only options we offer is rendered by our macro from the example's options and compared with its HTML.
//!
//! tests/fixtures/nhsuk-frontend holds those examples; one that cannot be rendered, or renders otherwise, fails.

mod choices;
mod example;
mod fields;
mod html;
mod lists;
mod notices;

use example::Example;
use html::normal;

/// Roles the design system writes out and ours do not: those an element has by itself, which the Nu checker calls
/// redundant, and `text`, which no ARIA specification has.
const REFUSED_ROLES: [(&str, &str); 4] =
    [("nav", "navigation"), ("ul", "list"), ("fieldset", "group"), ("span", "text")];

/// Renders every example of a component and compares it; `expected` is how many there are, so that none gets lost.
fn compare(component: &str, expected: usize, render: impl Fn(&Example) -> Option<String>) {
    let examples = example::of(component);
    assert_eq!(examples.len(), expected, "examples of {component}");
    for example in &examples {
        let Some(ours) = render(example) else {
            panic!("{component}, “{}”: an option we do not offer", example.name);
        };
        let theirs = example.html_with_ids_as_names();
        pretty_assert(component, &example.name, &normal(&ours), &normal(&theirs));
    }
}

fn pretty_assert(component: &str, name: &str, ours: &str, theirs: &str) {
    assert!(ours == theirs, "{component}, “{name}”\n--- ours\n{ours}\n--- the design system's\n{theirs}");
}

#[test]
fn a3_the_comparison_notices_a_difference() {
    let theirs = r#"<nav class="a b" role="navigation"><a href="/x">Go <b>on</b></a></nav>"#;
    assert_eq!(normal(theirs), normal("<nav class='b a'>\n <a href='/x'> Go <b>on</b></a> </nav>"));
    for other in [
        r#"<nav class="a"><a href="/x">Go <b>on</b></a></nav>"#,
        r#"<nav class="a b"><a href="/y">Go <b>on</b></a></nav>"#,
        r#"<nav class="a b"><a href="/x">Go <i>on</i></a></nav>"#,
        r#"<nav class="a b"><a href="/x">Go <b>off</b></a></nav>"#,
        r#"<nav class="a b" role="menu"><a href="/x">Go <b>on</b></a></nav>"#,
        r#"<nav class="a b"><a href="/x">Go <b>on</b></a><p></p></nav>"#,
    ] {
        assert_ne!(normal(theirs), normal(other), "{other}");
    }
}
