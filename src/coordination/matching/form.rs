use serde::Deserialize;

use super::model::{LONGEST_WHY, MOST, Picked};
use crate::platform::ids::SubmissionId;
use crate::platform::web::{FormErrors, PageError, forms};
use crate::pools::Offering;

/// What was looked for, who is chosen so far and why; or one to ask.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProposalForm {
    pub submission: String,
    pub offering: String,
    /// Part of a name to look for.
    pub who: String,
    /// Development areas and a profession to look for, by their terms.
    pub area: Vec<String>,
    pub profession: String,
    /// Which button: `find`, `add:` or another with an account's id, `propose` or nothing.
    pub step: String,
    /// Those who are chosen, in order, and why.
    pub person: Vec<String>,
    pub why: Vec<String>,
    pub asked: String,
    #[serde(rename = "request-offering")]
    pub request_offering: String,
    pub hope: String,
}

/// What a button of the form does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Find,
    Add(String),
    Remove(String),
    /// One place up the list.
    Raise(String),
    Propose,
}

impl ProposalForm {
    pub fn step(&self) -> Step {
        match self.step.split_once(':') {
            Some(("add", id)) => Step::Add(id.to_owned()),
            Some(("remove", id)) => Step::Remove(id.to_owned()),
            Some(("raise", id)) => Step::Raise(id.to_owned()),
            _ if self.step == "find" => Step::Find,
            _ => Step::Propose,
        }
    }

    /// Whether people are to be shown to choose from.
    pub fn looks(&self) -> bool {
        matches!(self.step(), Step::Find | Step::Add(_))
    }

    /// Those who are chosen, with why, without gaps.
    pub fn people(&self) -> Vec<(String, String)> {
        let why = |row: usize| self.why.get(row).cloned().unwrap_or_default();
        let chosen = self.person.iter().enumerate().filter(|(_, one)| !one.is_empty()).take(MOST);
        chosen.map(|(row, one)| (one.clone(), why(row))).collect()
    }

    /// Does to the list what a button asks.
    pub fn apply(&mut self, step: &Step) {
        let mut people = self.people();
        let at = |people: &[(String, String)], id: &str| people.iter().position(|(one, _)| one == id);
        match step {
            Step::Add(id) if at(&people, id).is_none() && people.len() < MOST => {
                people.push((id.clone(), String::new()));
            }
            Step::Remove(id) => people.retain(|(one, _)| one != id),
            Step::Raise(id) => {
                if let Some(place) = at(&people, id).filter(|place| *place > 0) {
                    people.swap(place, place - 1);
                }
            }
            Step::Add(_) | Step::Find | Step::Propose => {}
        }
        (self.person, self.why) = people.into_iter().unzip();
    }

    /// For what, or the one thing the pool offers.
    pub fn offering(&self, offered: &[Offering]) -> Option<Offering> {
        match offered {
            [only] => Some(*only),
            several => Offering::parse(&self.offering).ok().filter(|one| several.contains(one)),
        }
    }

    pub fn picked(&self, errors: &mut FormErrors) -> Vec<Picked> {
        let mut picked: Vec<Picked> = Vec::new();
        for (row, (chosen, why)) in self.people().iter().enumerate() {
            let field = format!("person-{}", row + 1);
            let Ok(account_id) = chosen.parse() else {
                errors.add(&field, "Choose somebody from the list");
                continue;
            };
            if picked.iter().any(|one| one.account_id == account_id) {
                errors.add(&field, "You chose this person twice");
                continue;
            }
            let why = forms::optional(why, |raw| forms::line(raw, "why", LONGEST_WHY));
            let why = errors.take(&format!("why-{}", row + 1), why).flatten().unwrap_or_default();
            picked.push(Picked { account_id, why });
        }
        if picked.is_empty() && errors.is_empty() {
            errors.add("who", "Find somebody and add them to your list first");
        }
        picked
    }

    pub fn submission(&self) -> Result<SubmissionId, PageError> {
        self.submission.parse().map_err(|_| PageError::BadRequest("the form it came from".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(form: &ProposalForm) -> Vec<(&str, &str)> {
        form.person.iter().map(String::as_str).zip(form.why.iter().map(String::as_str)).collect()
    }

    #[test]
    fn people_are_added_raised_and_removed_with_their_reasons() {
        let mut form = ProposalForm {
            person: vec!["a".into(), String::new(), "b".into()],
            why: vec!["first".into(), "of nobody".into(), "second".into()],
            ..ProposalForm::default()
        };
        form.apply(&Step::Add("c".into()));
        form.apply(&Step::Add("a".into()));
        assert_eq!(chosen(&form), [("a", "first"), ("b", "second"), ("c", "")]);
        form.apply(&Step::Raise("b".into()));
        form.apply(&Step::Raise("b".into()));
        assert_eq!(chosen(&form), [("b", "second"), ("a", "first"), ("c", "")]);
        form.apply(&Step::Remove("a".into()));
        assert_eq!(chosen(&form), [("b", "second"), ("c", "")]);
        for id in ["d", "e", "f", "g"] {
            form.apply(&Step::Add(id.into()));
        }
        assert_eq!(form.person, ["b", "c", "d", "e", "f"], "five at most");
    }

    #[test]
    fn a_button_says_what_it_does() {
        let step = |step: &str| ProposalForm { step: step.into(), ..ProposalForm::default() }.step();
        assert_eq!(step("find"), Step::Find);
        assert_eq!(step("add:7"), Step::Add("7".into()));
        assert_eq!(step(""), Step::Propose);
        assert_eq!(step("propose"), Step::Propose);
    }
}
