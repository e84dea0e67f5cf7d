//! Lists, cards and ways to other pages.

use askama::Template;
use rapport::platform::web::{Crumb, Pages};
use serde_json::Value;

use super::compare;
use super::example::{caption, only, words};

struct Row {
    key: String,
    value: String,
    markup: String,
    href: String,
    verb: String,
    what: String,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/list.html" as list %}{% call list::summary(border=border) %}{% for row in rows %}
{% if row.markup.is_empty() %}{{ list::row(row.key, row.value, href=row.href, what=row.what, verb=row.verb) }}
{% else %}{% call list::row_with(row.key, href=row.href, what=row.what, verb=row.verb) %}{{ row.markup|safe }}{% endcall %}
{% endif %}{% endfor %}{% endcall %}"#
)]
struct SummaryList {
    border: bool,
    rows: Vec<Row>,
}

#[test]
fn a3_summary_list() {
    compare("summary-list", 5, |example| {
        example.only(&["rows", "border"])?;
        let mut rows = Vec::new();
        for row in example.list("rows") {
            only(&row, &["key", "value", "actions"])?;
            let value = row.get("value")?;
            let markup = value.get("html").and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut action = &Value::Null;
            if let Some(actions) = row.get("actions") {
                only(actions, &["items"])?;
                let [one] = actions.get("items")?.as_array()?.as_slice() else { return None };
                only(one, &["href", "text", "visuallyHiddenText"])?;
                action = one;
            }
            let part = |key: &str| action.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            rows.push(Row {
                key: words(row.get("key")?)?,
                value: if markup.is_empty() { words(value)? } else { String::new() },
                markup,
                href: part("href"),
                verb: part("text"),
                what: part("visuallyHiddenText"),
            });
        }
        let border = example.context.get("border") != Some(&Value::Bool(false));
        SummaryList { border, rows }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/navigate.html" as navigate %}{{ navigate::pages(pages) }}"#
)]
struct Pagination {
    pages: Pages,
}

#[test]
fn a3_pagination() {
    compare("pagination", 4, |example| {
        example.only(&["previous", "next", "items"])?;
        for step in ["previous", "next"] {
            example.context.get(step).map_or(Some(()), |step| only(step, &["href"]))?;
        }
        let items = example.list("items");
        let number =
            |item: &Value| item.get("number")?.as_u64().and_then(|number| u32::try_from(number).ok());
        let current = items.iter().find(|item| item.get("current").is_some())?;
        let pages =
            Pages { current: number(current)?, last: number(items.last()?)?, stem: "#/section/".to_owned() };
        Pagination { pages }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/navigate.html" as navigate %}{{ navigate::breadcrumb(crumbs) }}"#
)]
struct Breadcrumb {
    crumbs: Vec<Crumb>,
}

#[test]
fn a3_breadcrumb() {
    compare("breadcrumb", 1, |example| {
        example.only(&["items"])?;
        let mut crumbs = Vec::new();
        for item in example.list("items") {
            crumbs.push(Crumb::new(words(item.get("text")?)?, words(item.get("href")?)?));
        }
        Breadcrumb { crumbs }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/navigate.html" as navigate %}{% if action %}{{ navigate::action(text, href) }}{% else %}{{ navigate::back_link(href, text=text) }}{% endif %}"#
)]
struct Link {
    text: String,
    href: String,
    action: bool,
}

#[test]
fn a3_back_link() {
    compare("back-link", 1, |example| {
        example.only(&["text", "href"])?;
        Link { text: example.text("text")?, href: example.text("href")?, action: false }.render().ok()
    });
}

#[test]
fn a3_action_link() {
    compare("action-link", 1, |example| {
        example.only(&["text", "href"])?;
        Link { text: example.text("text")?, href: example.text("href")?, action: true }.render().ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/card.html" as card %}{% if href.is_empty() %}{% call card::card(title, kind=kind, size=size) %}<p class="nhsuk-card__description">{{ text }}</p>{% endcall %}{% else %}{{ card::link(title, href, text) }}{% endif %}"#
)]
struct Card {
    title: String,
    size: String,
    text: String,
    kind: String,
    href: String,
}

#[test]
fn a3_card() {
    compare("card", 3, |example| {
        example.only(&["heading", "description", "variant", "href", "clickable"])?;
        let title = caption(example.context.get("heading")?)?;
        let kind = example.text_or_nothing("variant")?;
        let href = example.text_or_nothing("href")?;
        let whole_link = example.flag("clickable") && kind.is_empty() && title.size == "m";
        if (!href.is_empty() && !whole_link) || matches!(kind.as_str(), "non-urgent" | "urgent" | "emergency")
        {
            return None;
        }
        Card { title: title.text, size: title.size, text: example.text("description")?, kind, href }
            .render()
            .ok()
    });
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/list.html" as list %}{% if tick %}{{ list::dos(items, title=title, heading=heading, prefix=prefix) }}{% else %}{{ list::donts(items, title=title, heading=heading, prefix=prefix) }}{% endif %}"#
)]
struct DoList {
    title: String,
    heading: String,
    items: Vec<String>,
    prefix: String,
    tick: bool,
}

#[test]
fn a3_do_and_dont_list() {
    compare("do-dont-list", 7, |example| {
        example.only(&["heading", "icon", "items", "prefixText"])?;
        let title = example.context.get("heading")?;
        let heading = format!("h{}", title.get("level").and_then(Value::as_u64).unwrap_or(3));
        let tick = example.text("icon")? == "tick";
        let mut items = Vec::new();
        for item in example.list("items") {
            items.push(words(&item)?);
        }
        let usual = if tick { "" } else { "do not" };
        let prefix = example.text("prefixText").unwrap_or_else(|| usual.to_owned());
        let title = title.as_str().or_else(|| title.get("text")?.as_str())?.to_owned();
        DoList { title, heading, items, prefix, tick }.render().ok()
    });
}

struct Task {
    id: String,
    name: String,
    status: String,
    href: String,
    hint: String,
    done: bool,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% import "components/list.html" as list %}{% call list::tasks() %}{% for task in tasks %}
{{ list::task(task.id, task.name, task.status, href=task.href, hint=task.hint, done=task.done) }}{% endfor %}{% endcall %}"#
)]
struct TaskList {
    tasks: Vec<Task>,
}

#[test]
fn a3_task_list() {
    compare("task-list", 2, |example| {
        let prefix = example.text("idPrefix")?;
        let mut tasks = Vec::new();
        for (index, item) in example.list("items").iter().enumerate() {
            only(item, &["heading", "href", "hint", "status"])?;
            let tag = item.get("status")?.get("tag")?;
            tasks.push(Task {
                id: format!("{prefix}-{}", index + 1),
                name: words(item.get("heading")?)?,
                status: words(tag.get("text")?)?,
                href: item.get("href").map_or(Some(String::new()), words)?,
                hint: item.get("hint").map_or(Some(String::new()), words)?,
                done: tag.get("border") == Some(&Value::Bool(false)),
            });
        }
        TaskList { tasks }.render().ok()
    });
}
