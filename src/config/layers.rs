//! Where values come from: defaults, then the settings file, then the environment; the last one wins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::ConfigError;
use super::settings::{FILE_VARIABLE, SETTINGS};

/// Where a value was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Default,
    File(PathBuf),
    Environment,
}

/// A value as somebody wrote it.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    pub text: String,
    pub source: Source,
}

/// The raw value of each setting that has one, by key.
pub type Layers = BTreeMap<&'static str, Found>;

/// The environment, as a test or the process gives it.
pub type Environment = BTreeMap<String, String>;

const FROM_ENVIRONMENT: &str = "environment";
const FROM_DEFAULTS: &str = "default";

struct Named(&'static str, Dict);

impl Provider for Named {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.0)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.1.clone())]))
    }
}

/// Reads all layers.
///
/// # Errors
/// When the settings file cannot be read, is not TOML, or names a setting that does not exist.
pub fn read(environment: &Environment) -> Result<Layers, ConfigError> {
    let defaults = SETTINGS.iter().filter_map(|setting| Some((setting.key, setting.default?)));
    let mut figment = Figment::from(Named(FROM_DEFAULTS, dict(defaults)));
    let file = environment.get(FILE_VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    if let Some(path) = &file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::File { path: path.clone(), why: error.to_string() })?;
        let layer = Figment::from(Toml::string(&text));
        refuse_unknown(path, &layer)?;
        figment = figment.merge(layer);
    }
    // An empty variable is how many tools write "not set".
    let variables = SETTINGS.iter().filter_map(|setting| {
        environment
            .get(setting.variable)
            .filter(|value| !value.is_empty())
            .map(|value| (setting.key, &**value))
    });
    let figment = figment.merge(Named(FROM_ENVIRONMENT, dict(variables)));

    let mut layers = Layers::new();
    for setting in SETTINGS {
        let Ok(value) = figment.find_value(setting.key) else { continue };
        let source = match (figment.get_metadata(value.tag()).map(|metadata| &*metadata.name), &file) {
            (Some(FROM_ENVIRONMENT), _) => Source::Environment,
            (Some(FROM_DEFAULTS), _) | (_, None) => Source::Default,
            (_, Some(path)) => Source::File(path.clone()),
        };
        let text = text_of(&value).ok_or_else(|| ConfigError::Value {
            variable: setting.variable,
            why: "must be a single text, number, true or false".to_owned(),
        })?;
        layers.insert(setting.key, Found { text, source });
    }
    Ok(layers)
}

/// Variables that look like settings of ours and are none, most likely typing mistakes.
#[must_use]
pub fn unknown_variables(environment: &Environment) -> Vec<&str> {
    let known = |name: &str| {
        name == FILE_VARIABLE
            || name.starts_with("RAPPORT_TEST_")
            || name == "RAPPORT_SOAK"
            || SETTINGS.iter().any(|setting| setting.variable == name)
    };
    environment
        .keys()
        .map(String::as_str)
        .filter(|name| name.starts_with("RAPPORT_") && !known(name))
        .collect()
}

fn dict<'a>(values: impl Iterator<Item = (&'static str, &'a str)>) -> Dict {
    values.map(|(key, value)| (key.to_owned(), Value::from(value))).collect()
}

fn refuse_unknown(path: &Path, layer: &Figment) -> Result<(), ConfigError> {
    let data =
        layer.data().map_err(|error| ConfigError::File { path: path.to_owned(), why: error.to_string() })?;
    let unknown = data
        .values()
        .flat_map(|dict| dict.keys())
        .find(|key| SETTINGS.iter().all(|setting| setting.key != key.as_str()));
    unknown.map_or(Ok(()), |key| {
        Err(ConfigError::File { path: path.to_owned(), why: format!("there is no setting named {key}") })
    })
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.clone()),
        Value::Bool(_, yes) => Some(yes.to_string()),
        Value::Num(_, number) => {
            number.to_u128().map(|n| n.to_string()).or_else(|| number.to_i128().map(|n| n.to_string()))
        }
        _ => None,
    }
}
