//! Buttons, messages and notices.

use askama::Template;
use rapport::platform::web::FormErrors;
use serde_json::Value;

use super::compare;
use super::example::{caption, words};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/button.html" as button %}{% if !href.is_empty() %}{{ button::link(text, href, kind=kind, small=small) }}{% else if once %}{{ button::once(text, kind=kind, small=small) }}{% else %}{{ button::button(text, kind=kind, small=small) }}{% endif %}"#
)]
struct Button {
    text: String,
    href: String,
    kind: String,
    small: bool,
    once: bool,
}

#[test]
fn a3_button() {
    compare("button", 29, |example| {
        example.only(&["text", "href", "variant", "small", "preventDoubleClick"])?;
        if example.context.get("preventDoubleClick") == Some(&Value::Bool(false)) {
            return None;
        }
        Button {
            text: example.text("text")?,
            href: example.text_or_nothing("href")?,
            kind: example.text_or_nothing("variant")?,
            small: example.flag("small"),
            once: example.flag("preventDoubleClick"),
        }
        .render()
        .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/errors.html" as problems %}{{ problems::summary(errors) }}"#
)]
struct Summary {
    errors: FormErrors,
}

#[test]
fn a3_a4_error_summary() {
    compare("error-summary", 3, |example| {
        example.only(&["heading", "errorList", "disableAutoFocus"])?;
        if example.flag("disableAutoFocus") || example.context.get("disableAutoFocus").is_some() {
            return None;
        }
        if example.text("heading")? != "There is a problem" {
            return None;
        }
        let mut errors = FormErrors::none();
        for error in example.list("errorList") {
            let field = error.get("href")?.as_str()?.strip_prefix('#')?.to_owned();
            errors.add(&field, words(error.get("text")?)?);
        }
        Summary { errors }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/notice.html" as notice %}{% call notice::details(title, open=open) %}{{ text }}{% endcall %}"#
)]
struct Details {
    title: String,
    text: String,
    open: bool,
}

#[test]
fn a3_details() {
    compare("details", 4, |example| {
        example.only(&["summary", "text", "open"])?;
        let (title, text) = (example.text("summary")?, example.text("text")?);
        Details { title, text, open: example.flag("open") }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/notice.html" as notice %}{% call notice::inset() %}<p>{{ text }}</p>{% endcall %}"#
)]
struct Inset {
    text: String,
}

#[test]
fn a3_inset() {
    compare("inset-text", 1, |example| {
        example.only(&["text"])?;
        Inset { text: example.text("text")? }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/notice.html" as notice %}{% call notice::warning(title) %}<p class="nhsuk-card__description">{{ text }}</p>{% endcall %}"#
)]
struct Warning {
    title: String,
    text: String,
}

#[test]
fn a3_warning() {
    compare("warning-callout", 3, |example| {
        example.only(&["heading", "text"])?;
        Warning { title: example.text("heading")?, text: example.text("text")? }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/notice.html" as notice %}{{ notice::banner(text, success=success) }}"#
)]
struct Banner {
    text: String,
    success: bool,
}

#[test]
fn a3_banner() {
    compare("notification-banner", 3, |example| {
        example.only(&["text", "variant"])?;
        let success = example.text("variant").is_some_and(|variant| variant == "success");
        Banner { text: example.text("text")?, success }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/notice.html" as notice %}{% call notice::panel(title) %}{{ text }}{% endcall %}"#
)]
struct Panel {
    title: String,
    text: String,
}

#[test]
fn a3_panel() {
    compare("panel", 3, |example| {
        example.only(&["heading", "text", "html"])?;
        let title = caption(example.context.get("heading")?)?;
        if !matches!(title.heading.as_str(), "" | "h1") || !title.size.is_empty() {
            return None;
        }
        let text = example.text("text").or_else(|| example.text("html"))?;
        Panel { title: title.text, text }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/list.html" as list %}{{ list::tag(text, colour=colour) }}"#
)]
struct Tag {
    text: String,
    colour: String,
}

#[test]
fn a3_tag() {
    compare("tag", 12, |example| {
        example.only(&["text", "colour"])?;
        Tag { text: example.text("text")?, colour: example.text_or_nothing("colour")? }.render().ok()
    });
}
