//! Fields that are typed into.

use askama::Template;
use rapport::platform::web::{Choice, FormErrors};
use serde_json::Value;

use super::compare;
use super::example::{Caption, Example, only, words};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{{ field::text(name, caption.text, value, errors, hint=hint, kind=kind, autocomplete=autocomplete, inputmode=inputmode, width=width, size=caption.size, heading=caption.heading, classes=classes, code=code, spellcheck=spellcheck, prefix=prefix, suffix=suffix) }}"#
)]
struct Text {
    name: String,
    caption: Caption,
    value: String,
    errors: FormErrors,
    hint: String,
    kind: String,
    autocomplete: String,
    inputmode: String,
    width: String,
    classes: String,
    code: bool,
    spellcheck: bool,
    prefix: String,
    suffix: String,
}

#[test]
fn a3_text() {
    const OPTIONS: [&str; 16] = [
        "name",
        "id",
        "label",
        "value",
        "errorMessage",
        "hint",
        "type",
        "autocomplete",
        "inputmode",
        "width",
        "classes",
        "code",
        "spellcheck",
        "prefix",
        "suffix",
        "formGroup",
    ];
    compare("input", 32, |example| {
        example.only(&OPTIONS)?;
        if example.context.get("formGroup").is_some() {
            return None;
        }
        let kind = example.text("type").unwrap_or_else(|| "text".to_owned());
        Text {
            name: example.id()?,
            caption: example.caption("label")?,
            value: example.text_or_nothing("value")?,
            errors: example.errors()?,
            hint: example.text_or_nothing("hint")?,
            kind,
            autocomplete: example.text_or_nothing("autocomplete")?,
            inputmode: example.text_or_nothing("inputmode")?,
            width: example.text_or_nothing("width")?,
            classes: example.text_or_nothing("classes")?,
            code: example.flag("code"),
            spellcheck: example.context.get("spellcheck") != Some(&Value::Bool(false)),
            prefix: example.text_or_nothing("prefix")?,
            suffix: example.text_or_nothing("suffix")?,
        }
        .render()
        .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{{ field::password(name, caption.text, errors, hint=hint, autocomplete=autocomplete, size=caption.size, heading=caption.heading) }}"#
)]
struct Password {
    name: String,
    caption: Caption,
    errors: FormErrors,
    hint: String,
    autocomplete: String,
}

#[test]
fn a3_password() {
    compare("password-input", 9, |example| {
        example.only(&["name", "id", "label", "errorMessage", "hint", "autocomplete"])?;
        let autocomplete = example.text("autocomplete").unwrap_or_else(|| "current-password".to_owned());
        Password {
            name: example.id()?,
            caption: example.caption("label")?,
            errors: example.errors()?,
            hint: example.text_or_nothing("hint")?,
            autocomplete,
        }
        .render()
        .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{{ field::textarea(name, caption.text, "", errors, hint=hint, autocomplete=autocomplete, size=caption.size, heading=caption.heading) }}"#
)]
struct Textarea {
    name: String,
    caption: Caption,
    errors: FormErrors,
    hint: String,
    autocomplete: String,
}

#[test]
fn a3_textarea() {
    compare("textarea", 13, |example| {
        example.only(&["name", "id", "label", "errorMessage", "hint", "autocomplete"])?;
        Textarea {
            name: example.id()?,
            caption: example.caption("label")?,
            errors: example.errors()?,
            hint: example.text_or_nothing("hint")?,
            autocomplete: example.text_or_nothing("autocomplete")?,
        }
        .render()
        .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{{ field::counted(name, caption.text, value, errors, longest, hint=hint, rows=rows, size=caption.size, heading=caption.heading) }}"#
)]
struct Counted {
    name: String,
    caption: Caption,
    value: String,
    errors: FormErrors,
    longest: u64,
    hint: String,
    rows: u64,
}

#[test]
fn a3_counted() {
    compare("character-count", 14, |example| {
        example.only(&["name", "id", "label", "value", "errorMessage", "maxlength", "hint", "rows"])?;
        Counted {
            name: example.id()?,
            caption: example.caption("label")?,
            value: example.text_or_nothing("value")?,
            errors: example.errors()?,
            longest: example.context.get("maxlength")?.as_u64()?,
            hint: example.text_or_nothing("hint")?,
            rows: example.context.get("rows").and_then(Value::as_u64).unwrap_or(5),
        }
        .render()
        .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{{ field::select(name, caption.text, chosen, options, errors, hint=hint, size=caption.size, heading=caption.heading) }}"#
)]
struct Select {
    name: String,
    caption: Caption,
    chosen: String,
    options: Vec<Choice>,
    errors: FormErrors,
    hint: String,
}

#[test]
fn a3_select() {
    compare("select", 13, |example| {
        example.only(&["name", "id", "label", "value", "items", "errorMessage", "hint"])?;
        let mut options = Vec::new();
        for item in example.list("items") {
            only(&item, &["value", "text"])?;
            options.push(Choice::new(words(item.get("value")?)?, words(item.get("text")?)?));
        }
        Select {
            name: example.id()?,
            caption: example.caption("label")?,
            chosen: example.text("value").unwrap_or_else(|| "nothing".to_owned()),
            options,
            errors: example.errors()?,
            hint: example.text_or_nothing("hint")?,
        }
        .render()
        .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{{ field::file(name, caption.text, errors, hint=hint, size=caption.size, heading=caption.heading) }}"#
)]
struct File {
    name: String,
    caption: Caption,
    errors: FormErrors,
    hint: String,
}

#[test]
fn a3_file() {
    compare("file-upload", 13, |example| {
        example.only(&["name", "id", "label", "errorMessage", "hint"])?;
        File {
            name: example.id()?,
            caption: example.caption("label")?,
            errors: example.errors()?,
            hint: example.text_or_nothing("hint")?,
        }
        .render()
        .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{{ field::date(name, caption.text, day, month, year, errors, hint=hint, size=caption.size, heading=caption.heading) }}"#
)]
struct Date {
    name: String,
    caption: Caption,
    day: String,
    month: String,
    year: String,
    errors: FormErrors,
    hint: String,
}

/// The value of one box, and whether the error is about it.
fn date_box(example: &Example, part: &str) -> Option<(String, bool)> {
    let value = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(values) = example.context.get("values") {
        return Some((values.get(part).and_then(value).unwrap_or_default(), false));
    }
    let Some(given) = example.context.get(part) else { return Some((String::new(), false)) };
    only(given, &["value", "error"])?;
    let wrong = given.get("error").and_then(Value::as_bool).unwrap_or_default();
    Some((given.get("value").and_then(value).unwrap_or_default(), wrong))
}

#[test]
fn a3_date() {
    compare("date-input", 15, |example| {
        example.only(&["id", "fieldset", "errorMessage", "hint", "day", "month", "year", "values"])?;
        let name = example.id()?;
        let (day, day_wrong) = date_box(example, "day")?;
        let (month, month_wrong) = date_box(example, "month")?;
        let (year, year_wrong) = date_box(example, "year")?;
        let mut errors = example.errors()?;
        let parts = [("day", day_wrong), ("month", month_wrong), ("year", year_wrong)];
        if let Some((part, _)) = parts.iter().find(|(_, wrong)| *wrong) {
            let message = errors.on(&name)?.to_owned();
            errors = FormErrors::one(&format!("{name}-{part}"), message);
        }
        let html = Date {
            caption: example.legend()?,
            hint: example.text_or_nothing("hint")?,
            day,
            month,
            year,
            errors,
            name: name.clone(),
        }
        .render()
        .ok()?;
        // Theirs are named day, month and year alone; two dates on one page need ours.
        Some(html.replace(&format!("name=\"{name}-"), "name=\""))
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/field.html" as field %}{% call field::fieldset(caption.text, size=caption.size, heading=caption.heading) %}{% endcall %}"#
)]
struct Fieldset {
    caption: Caption,
}

#[test]
fn a3_fieldset() {
    compare("fieldset", 2, |example| {
        example.only(&["legend"])?;
        Fieldset { caption: example.caption("legend")? }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/parts.html" as parts %}{{ parts::label("", caption.text, size=caption.size, heading=caption.heading) }}"#
)]
struct Label {
    caption: Caption,
}

#[test]
fn a3_label() {
    compare("label", 10, |example| {
        let label = super::example::caption(&example.context)?;
        Some(Label { caption: label }.render().ok()?.replace(" for=\"\"", ""))
    });
}
