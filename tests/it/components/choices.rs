//! Radios and checkboxes.

use askama::Template;
use rapport::platform::web::FormErrors;
use serde_json::Value;

use super::compare;
use super::example::{Caption, Example, only, words};

/// One item of a group.
struct Item {
    value: String,
    label: String,
    hint: String,
    checked: bool,
    exclusive: bool,
    divider: Option<String>,
    /// Markup of the design system's example, revealed by this item.
    reveals: Option<String>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/choice.html" as choice %}{% call choice::radio_group(name, caption.text, errors, hint=hint, size=caption.size, heading=caption.heading, inline=inline, small=small) %}
{% for item in items %}{% let position = loop.index %}
{% if let Some(divider) = item.divider %}{{ choice::radio_divider(divider) }}
{% else if let Some(reveals) = item.reveals %}{% call choice::radio_revealing(name, position, item.value, item.label, chosen, hint=item.hint) %}{{ reveals|safe }}{% endcall %}
{% else %}{{ choice::radio(name, position, item.value, item.label, chosen, hint=item.hint) }}
{% endif %}{% endfor %}{% endcall %}"#
)]
struct Radios {
    name: String,
    caption: Caption,
    hint: String,
    chosen: String,
    items: Vec<Item>,
    errors: FormErrors,
    inline: bool,
    small: bool,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/choice.html" as choice %}{% call choice::checkbox_group(name, caption.text, errors, hint=hint, size=caption.size, heading=caption.heading, small=small) %}
{% for item in items %}{% let position = loop.index %}
{% if let Some(divider) = item.divider %}{{ choice::checkbox_divider(divider) }}
{% else if let Some(reveals) = item.reveals %}{% call choice::checkbox_revealing(name, position, item.value, item.label, item.checked, hint=item.hint) %}{{ reveals|safe }}{% endcall %}
{% else if item.exclusive %}{{ choice::checkbox_none(name, position, item.value, item.label, item.checked) }}
{% else %}{{ choice::checkbox(name, position, item.value, item.label, item.checked, hint=item.hint) }}
{% endif %}{% endfor %}{% endcall %}"#
)]
struct Checkboxes {
    name: String,
    caption: Caption,
    hint: String,
    items: Vec<Item>,
    errors: FormErrors,
    small: bool,
}

const OPTIONS: [&str; 10] =
    ["fieldset", "name", "idPrefix", "items", "small", "inline", "hint", "errorMessage", "value", "values"];

fn items(example: &Example, chosen: &[String]) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    for item in example.list("items") {
        only(
            &item,
            &["value", "text", "hint", "checked", "divider", "conditional", "behaviour", "exclusive"],
        )?;
        let value = item.get("value").map_or(Some(String::new()), words)?;
        let conditional = match item.get("conditional") {
            None => None,
            Some(conditional) => Some(conditional.get("html")?.as_str()?.to_owned()),
        };
        items.push(Item {
            label: item.get("text").map_or(Some(String::new()), words)?,
            hint: item.get("hint").map_or(Some(String::new()), words)?,
            checked: item.get("checked").and_then(Value::as_bool).unwrap_or_default()
                || chosen.contains(&value),
            exclusive: item.get("behaviour").and_then(Value::as_str) == Some("exclusive"),
            divider: item.get("divider").and_then(words),
            reveals: conditional,
            value,
        });
    }
    Some(items)
}

#[test]
fn a3_radios() {
    compare("radios", 33, |example| {
        example.only(&OPTIONS)?;
        let chosen: Vec<String> = example.text("value").into_iter().collect();
        let items = items(example, &chosen)?;
        let chosen = items.iter().find(|item| item.checked).map_or("nothing", |item| &item.value).to_owned();
        Radios {
            name: example.id()?,
            caption: example.legend()?,
            hint: example.text_or_nothing("hint")?,
            chosen,
            items,
            errors: example.errors()?,
            inline: example.flag("inline"),
            small: example.flag("small"),
        }
        .render()
        .ok()
    });
}

#[test]
fn a3_checkboxes() {
    compare("checkboxes", 33, |example| {
        example.only(&OPTIONS)?;
        let chosen: Vec<String> = example.list("values").iter().filter_map(words).collect();
        if example.flag("inline") {
            return None;
        }
        Checkboxes {
            name: example.id()?,
            caption: example.legend()?,
            hint: example.text_or_nothing("hint")?,
            items: items(example, &chosen)?,
            errors: example.errors()?,
            small: example.flag("small"),
        }
        .render()
        .ok()
    });
}
