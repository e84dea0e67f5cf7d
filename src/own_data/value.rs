//! What is copied, in the order in which it is told: JSON whose objects keep their order, so that a file reads as it was meant.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing was given.
    None,
    Yes(bool),
    Whole(i64),
    Decimal(f64),
    /// Text, a day as ISO 8601, or a moment as ISO 8601 with its offset.
    Text(String),
    List(Vec<Value>),
    Record(Record),
}

/// Named values in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record(Vec<(String, Value)>);

impl Record {
    /// Its fields in order.
    #[must_use]
    pub fn fields(&self) -> &[(String, Value)] {
        &self.0
    }

    /// The value of a field; none when there is no such field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// The text of a field; empty when there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// Takes a field out.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(own, _)| own == name)?;
        Some(self.0.remove(at).1)
    }

    /// Adds a field at the end, or replaces the one there is in its place.
    pub fn put(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }
}

impl Value {
    /// Anything that serialises, as a value.
    #[must_use]
    pub fn of(what: &impl Serialize) -> Self {
        serde_json::to_string(what)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or(Self::None)
    }

    /// Text, or nothing where there is none.
    #[must_use]
    pub fn text(text: Option<String>) -> Self {
        text.map_or(Self::None, Self::Text)
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::None => true,
            Self::Text(text) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Record(record) => record.0.is_empty(),
            Self::Yes(_) | Self::Whole(_) | Self::Decimal(_) => false,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_unit(),
            Self::Yes(yes) => serializer.serialize_bool(*yes),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Decimal(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => list.serialize(serializer),
            Self::Record(record) => record.serialize(serializer),
        }
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Record(record) => Ok(record),
            _ => Err(serde::de::Error::custom("an object was expected")),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::None)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Yes(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Text(number.to_string()), Value::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Decimal(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut record = Record::default();
        while let Some((name, value)) = entries.next_entry::<String, Value>()? {
            record.0.push((name, value));
        }
        Ok(Value::Record(record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again_in_the_same_order() {
        let text = r#"{"z":1,"a":[true,null,"Gr\u00fc\u00dfe",{"y":-2,"b":0.5}],"m":{}}"#;
        let record: Record = serde_json::from_str(text).unwrap();
        let again = serde_json::to_string(&record).unwrap();
        assert_eq!(again, text.replace("\\u00fc", "ü").replace("\\u00df", "ß"));
        assert!(serde_json::from_str::<Record>("[1]").is_err());
    }

    #[test]
    fn a_field_is_replaced_in_its_place() {
        let mut record: Record = serde_json::from_str(r#"{"a":"6869","b":2}"#).unwrap();
        record.put("a", Value::Text("hi".to_owned()));
        assert_eq!(record.text("a"), "hi");
        assert_eq!(record.take("b"), Some(Value::Whole(2)));
        assert_eq!(record.fields().len(), 1);
    }
}
