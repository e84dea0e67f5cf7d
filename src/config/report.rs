//! What `rapport config` prints.

use std::fmt::Write;

use url::Url;

use super::layers::{self, Environment, Found, Source};
use super::settings::{SETTINGS, Setting, Shown};
use super::{ConfigError, unknown_variables};

/// Every setting with its value, where that came from and what holds otherwise. Secrets are never in it.
///
/// # Errors
/// When the settings file cannot be read.
pub fn report(environment: &Environment) -> Result<String, ConfigError> {
    let layers = layers::read(environment)?;
    let mut text = String::new();
    for setting in SETTINGS {
        describe(&mut text, setting, layers.get(setting.key));
    }
    for name in unknown_variables(environment) {
        let _ = writeln!(text, "{name} is set, and is no setting of Rapport.");
    }
    Ok(text)
}

fn describe(text: &mut String, setting: &Setting, found: Option<&Found>) {
    let value =
        found.map_or_else(|| format!("not set: {}", setting.otherwise), |found| shown(setting, &found.text));
    let source = match found.map(|found| &found.source) {
        None | Some(Source::Default) => "default".to_owned(),
        Some(Source::Environment) => "environment".to_owned(),
        Some(Source::File(path)) => format!("{}", path.display()),
    };
    let default = setting.default.unwrap_or(setting.otherwise);
    let _ = writeln!(text, "{} ({} in the settings file)", setting.variable, setting.key);
    let _ = writeln!(text, "  value:   {value}");
    let _ = writeln!(text, "  source:  {source}");
    let _ = writeln!(text, "  default: {default}");
    let _ = writeln!(text, "  meaning: {}\n", setting.meaning);
}

fn shown(setting: &Setting, value: &str) -> String {
    match setting.shown {
        Shown::Plainly => value.to_owned(),
        Shown::Never => "set, not shown".to_owned(),
        Shown::WithoutPassword => without_password(value),
    }
}

/// An address without what could be a password: neither the part before the `@` nor any parameter's value.
fn without_password(value: &str) -> String {
    let Ok(mut url) = Url::parse(value) else { return "set, not shown".to_owned() };
    if url.password().is_some() && url.set_password(Some("REDACTED")).is_err() {
        return "set, not shown".to_owned();
    }
    let names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    if names.iter().any(|name| name.to_ascii_lowercase().contains("pass")) {
        url.set_query(Some("REDACTED"));
    }
    url.to_string()
}
