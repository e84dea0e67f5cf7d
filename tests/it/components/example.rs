//! The design system's published examples: options and the HTML they give.

use std::path::Path;

use rapport::platform::web::FormErrors;
use serde_json::Value;

#[derive(Debug, serde::Deserialize)]
pub struct Example {
    pub name: String,
    pub context: Value,
    html: String,
}

/// A label or legend: its text, the heading around it (empty for none) and its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    pub text: String,
    pub heading: String,
    pub size: String,
}

pub fn of(component: &str) -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/nhsuk-frontend")
        .join(format!("{component}.json"));
    serde_json::from_str(&std::fs::read_to_string(&path).expect("the examples")).expect("JSON")
}

impl Example {
    /// `None` when the example has an option other than these.
    pub fn only(&self, options: &[&str]) -> Option<()> {
        only(&self.context, options)
    }

    /// A field's name and id: ours are one, so an example's id is taken for both.
    pub fn id(&self) -> Option<String> {
        let id = self.text("idPrefix").or_else(|| self.text("id"));
        id.or_else(|| self.text("name")).filter(|id| !id.is_empty())
    }

    pub fn html_with_ids_as_names(&self) -> String {
        match (self.id(), self.text("name")) {
            (Some(id), Some(name)) => {
                self.html.replace(&format!("name=\"{name}\""), &format!("name=\"{id}\""))
            }
            _ => self.html.clone(),
        }
    }

    pub fn text(&self, option: &str) -> Option<String> {
        words(self.context.get(option)?)
    }

    /// The text of an option that may be absent: then empty. `None` when it is there and holds markup.
    pub fn text_or_nothing(&self, option: &str) -> Option<String> {
        self.context.get(option).map_or(Some(String::new()), words)
    }

    pub fn flag(&self, option: &str) -> bool {
        self.context.get(option).and_then(Value::as_bool).unwrap_or_default()
    }

    pub fn list(&self, option: &str) -> Vec<Value> {
        self.context.get(option).and_then(Value::as_array).cloned().unwrap_or_default()
    }

    pub fn caption(&self, option: &str) -> Option<Caption> {
        caption(self.context.get(option)?)
    }

    pub fn legend(&self) -> Option<Caption> {
        let fieldset = self.context.get("fieldset")?;
        only(fieldset, &["legend"])?;
        caption(fieldset.get("legend")?)
    }

    /// The field's error, as a form has it. `None` when the message holds markup.
    pub fn errors(&self) -> Option<FormErrors> {
        let Some(message) = self.context.get("errorMessage") else { return Some(FormErrors::none()) };
        Some(FormErrors::one(&self.id()?, words(message)?))
    }
}

pub fn only(value: &Value, options: &[&str]) -> Option<()> {
    value.as_object()?.keys().all(|key| options.contains(&key.as_str())).then_some(())
}

/// A text given as such, as `{text}`, as a number, or as `{html}` without markup.
pub fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(_) => {
            only(value, &["text", "html"])?;
            let text = value.get("text").or_else(|| value.get("html"))?.as_str()?;
            (value.get("text").is_some() || !text.contains(['<', '&'])).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// Reads `"text"`, `{text, size}`, `{heading: "text", size}` and `{text, heading: {level}}`.
pub fn caption(value: &Value) -> Option<Caption> {
    if let Value::String(text) = value {
        return Some(Caption { text: text.clone(), heading: String::new(), size: String::new() });
    }
    only(value, &["text", "heading", "size"])?;
    let get = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut size = get("size").unwrap_or_default();
    let (text, heading) = match value.get("heading") {
        None => (get("text")?, String::new()),
        Some(Value::String(text)) => (text.clone(), "h1".to_owned()),
        Some(heading) => {
            only(heading, &["text", "level", "size"])?;
            if let Some(given) = heading.get("size").and_then(Value::as_str) {
                given.clone_into(&mut size);
            }
            let level = heading.get("level").and_then(Value::as_u64).unwrap_or(1);
            let text = heading.get("text").and_then(Value::as_str).map(str::to_owned).or_else(|| get("text"));
            (text?, format!("h{level}"))
        }
    };
    Some(Caption { text, heading, size })
}
