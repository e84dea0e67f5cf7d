//! What was typed into a tool. It goes from page to page with the reader and is kept nowhere.

/// A field that takes one value came with several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a field was given twice")]
pub struct GivenTwice;

/// The fields of a tool's form as they were sent, in their order. What the tool does not know is left out, so that a
/// page never sends on what it did not ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// Keeps the fields named in `once` and `often`; those of `often` may come several times.
    ///
    /// # Errors
    /// `GivenTwice` when another comes more than once.
    pub fn read(
        sent: Vec<(String, String)>,
        once: &[impl AsRef<str>],
        often: &[&str],
    ) -> Result<Self, GivenTwice> {
        let mut kept: Vec<(String, String)> = Vec::new();
        for (name, value) in sent {
            if often.contains(&name.as_str()) {
                kept.push((name, value));
            } else if once.iter().any(|known| known.as_ref() == name) {
                if kept.iter().any(|(before, _)| *before == name) {
                    return Err(GivenTwice);
                }
                kept.push((name, value));
            }
        }
        Ok(Self(kept))
    }

    /// What was typed into a field; nothing when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// Everything chosen in a group.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether nothing but white space was typed into any of these fields.
    #[must_use]
    pub fn is_blank(&self, names: &[impl AsRef<str>]) -> bool {
        names.iter().all(|name| self.get(name.as_ref()).trim().is_empty())
    }

    /// Every field with its value, to send on unseen.
    pub fn fields(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }

    /// The same with another value in one field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        match self.0.iter_mut().find(|(own, _)| own == name) {
            Some(field) => field.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
        self
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A form with these fields, any of them several times.
    pub(crate) fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn sent(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        typed(fields).0
    }

    #[test]
    fn what_a_tool_does_not_know_is_left_out() {
        let read = Typed::read(sent(&[("goal", "a"), ("role", "administrator")]), &["goal"], &[]);
        assert_eq!(read, Ok(typed(&[("goal", "a")])));
    }

    #[test]
    fn one_field_has_one_value_and_a_group_may_have_several() {
        let twice = sent(&[("goal", "a"), ("goal", "b")]);
        assert_eq!(Typed::read(twice, &["goal"], &[]), Err(GivenTwice));
        let group = Typed::read(sent(&[("question", "a"), ("question", "b")]), &[""; 0], &["question"]);
        assert_eq!(group.unwrap().all("question"), ["a", "b"]);
    }

    #[test]
    fn a_field_that_was_not_sent_is_empty() {
        let form = typed(&[("goal", " \n")]);
        assert_eq!(form.get("reality"), "");
        assert!(form.is_blank(&["goal", "reality"]));
        assert_eq!(form.clone().with("goal", "x").get("goal"), "x");
        assert_eq!(form.with("rows", "6").get("rows"), "6");
    }
}
