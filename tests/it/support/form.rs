//! A form as the browser would send it: read from the page, filled in, checked against what the page offers.

use scraper::{ElementRef, Selector};

/// A form of a rendered page.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub method: String,
    /// The text of its submit buttons.
    pub buttons: Vec<String>,
    fields: Vec<Field>,
}

#[derive(Debug, Clone)]
struct Field {
    name: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// Hidden inputs: sent as they are.
    Fixed(String),
    /// A button with a name: sent when it is the one pressed, which a test says by filling it in, or the only one.
    Button { value: String, label: String },
    /// Anything typed, with what it holds already.
    Text(String),
    /// One radio button or tick box: its value, and whether it is chosen.
    Choice { value: String, chosen: bool, radio: bool },
    /// A select with its options; the chosen one is sent.
    Select { options: Vec<String>, chosen: String },
}

impl Form {
    /// Reads a `<form>`; `path` is the page's own address, where a form without an action goes.
    pub fn read(form: ElementRef<'_>, path: &str) -> Self {
        let controls = Selector::parse("input, textarea, select, button").expect("a selector");
        let mut read = Self {
            action: form.attr("action").filter(|action| !action.is_empty()).unwrap_or(path).to_owned(),
            method: form.attr("method").unwrap_or("get").to_lowercase(),
            buttons: Vec::new(),
            fields: Vec::new(),
        };
        for control in form.select(&controls) {
            read.read_control(control);
        }
        read
    }

    fn read_control(&mut self, control: ElementRef<'_>) {
        let value = control.attr("value").unwrap_or_default().to_owned();
        let tag = control.value().name();
        let kind = control.attr("type").unwrap_or(if tag == "button" { "submit" } else { "text" });
        if tag == "button" || kind == "submit" {
            let label = if tag == "button" { visible(control) } else { value.clone() };
            self.buttons.push(label);
        }
        let Some(name) = control.attr("name").map(str::to_owned) else { return };
        if control.attr("disabled").is_some() {
            return;
        }
        let kind = match (tag, kind) {
            ("button", _) | (_, "submit") => {
                Kind::Button { label: if tag == "button" { visible(control) } else { value.clone() }, value }
            }
            (_, "hidden") => Kind::Fixed(value),
            ("textarea", _) => {
                let text = control.text().collect::<String>();
                Kind::Text(text.strip_prefix('\n').unwrap_or(&text).to_owned())
            }
            ("select", _) => select(control),
            (_, "radio" | "checkbox") => Kind::Choice {
                value: control.attr("value").unwrap_or("on").to_owned(),
                chosen: control.attr("checked").is_some(),
                radio: kind == "radio",
            },
            _ => Kind::Text(value),
        };
        self.fields.push(Field { name, kind });
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// What the field holds before anybody types.
    pub fn value(&self, name: &str) -> Option<String> {
        self.fields.iter().filter(|field| field.name == name).find_map(|field| match &field.kind {
            Kind::Fixed(value) | Kind::Text(value) => Some(value.clone()),
            Kind::Button { .. } => None,
            Kind::Choice { value, chosen, .. } => chosen.then(|| value.clone()),
            Kind::Select { chosen, .. } => Some(chosen.clone()),
        })
    }

    /// Name and value of the button with this text, when it has a name.
    pub fn button(&self, text: &str) -> Option<(&str, &str)> {
        self.fields.iter().find_map(|field| match &field.kind {
            Kind::Button { value, label } if label == text => Some((field.name.as_str(), value.as_str())),
            _ => None,
        })
    }

    /// The values a group of radio buttons, tick boxes or a select offers.
    pub fn options(&self, name: &str) -> Vec<String> {
        self.fields
            .iter()
            .filter(|field| field.name == name)
            .flat_map(|field| match &field.kind {
                Kind::Choice { value, .. } | Kind::Button { value, .. } => vec![value.clone()],
                Kind::Select { options, .. } => options.clone(),
                Kind::Fixed(_) | Kind::Text(_) => Vec::new(),
            })
            .collect()
    }

    /// What is sent when these fields are filled in and the rest is left as it is. An empty value for a tick
    /// box or radio group clears it.
    ///
    /// Panics, as a test should, when the page has no such field or does not offer the value.
    pub fn filled(&self, typed: &[(&str, &str)]) -> Vec<(String, String)> {
        for (name, value) in typed {
            assert!(
                self.has(name),
                "the form to {} has no field {name:?}; it has {:?}",
                self.action,
                self.names()
            );
            let options = self.options(name);
            assert!(
                options.is_empty() || value.is_empty() || options.iter().any(|option| option == value),
                "the field {name:?} does not offer {value:?}; it offers {options:?}"
            );
        }
        let typed_for = |name: &str| -> Vec<&str> {
            typed.iter().filter(|(key, _)| *key == name).map(|(_, value)| *value).collect()
        };
        let mut sent = Vec::new();
        for field in &self.fields {
            let typed = typed_for(&field.name);
            let first = typed.first().copied();
            let value = match &field.kind {
                Kind::Fixed(value) | Kind::Text(value) => Some(first.unwrap_or(value).to_owned()),
                Kind::Button { value, .. } => {
                    let only = first.is_none() && self.buttons.len() == 1;
                    (only || first == Some(value.as_str())).then(|| value.clone())
                }
                Kind::Choice { value, chosen, .. } if first.is_none() => chosen.then(|| value.clone()),
                Kind::Choice { value, .. } => typed.contains(&value.as_str()).then(|| value.clone()),
                Kind::Select { chosen, .. } => Some(first.unwrap_or(chosen).to_owned()),
            };
            if let Some(value) = value {
                sent.push((field.name.clone(), value));
            }
        }
        sent
    }

    /// Whether somebody fills it in, rather than only pressing its button.
    pub fn is_typed(&self) -> bool {
        self.fields.iter().any(|field| !matches!(field.kind, Kind::Fixed(_) | Kind::Button { .. }))
    }

    /// What is sent when everything that can be filled in holds this text instead, and nothing is chosen.
    pub fn filled_with(&self, text: &str) -> Vec<(String, String)> {
        let value_of = |field: &Field| match &field.kind {
            Kind::Fixed(value) => Some(value.clone()),
            Kind::Text(_) => Some(text.to_owned()),
            Kind::Button { value, .. } => (self.buttons.len() == 1).then(|| value.clone()),
            Kind::Choice { .. } => None,
            Kind::Select { options, chosen } => {
                Some(if options.contains(&String::new()) { String::new() } else { chosen.clone() })
            }
        };
        self.fields.iter().filter_map(|field| Some((field.name.clone(), value_of(field)?))).collect()
    }

    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        names.dedup();
        names
    }
}

fn select(control: ElementRef<'_>) -> Kind {
    let options_of = Selector::parse("option").expect("a selector");
    let mut options = Vec::new();
    let mut chosen = None;
    for option in control.select(&options_of) {
        let value = option.attr("value").map_or_else(|| visible(option), str::to_owned);
        if option.attr("selected").is_some() {
            chosen = Some(value.clone());
        }
        options.push(value);
    }
    let chosen = chosen.or_else(|| options.first().cloned()).unwrap_or_default();
    Kind::Select { options, chosen }
}

/// The text of an element, white space folded.
pub fn visible(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a form is filled in with, with some of it filled in otherwise.
pub fn otherwise<'a>(usual: &[(&'a str, &'a str)], other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    kept.chain(other).copied().collect()
}
