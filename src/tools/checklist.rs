//! The checklist style: after talking, the two agree a short list of actions and look at it together next time.

use super::action::{self, Action};
use super::sheet::{Body, Sheet};
use super::typed::Typed;
use crate::platform::clock::Day;
use crate::platform::web::FormErrors;
use crate::platform::web::forms::{line, optional};

/// Characters of what the list is about.
const LONGEST_ABOUT: usize = 120;

/// An agreed list: one to twelve actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    pub about: Option<String>,
    pub actions: Vec<Action>,
}

impl Checklist {
    /// The names of the fields, but for those of the rows.
    pub const FIELDS: [&str; 1] = ["about"];

    /// What was typed as a list. `today` is the earliest day an action may be done by.
    ///
    /// # Errors
    /// A sentence for each field that is wrong; beside the first action when there is none at all.
    pub fn parse(typed: &Typed, today: Day) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let about = optional(typed.get("about"), |raw| line(raw, "what the list is about", LONGEST_ABOUT));
        let about = errors.take("about", about);
        let actions = action::parse(typed, today, &mut errors);
        if actions.is_empty() && errors.is_empty() {
            errors.add("what-1", "Enter at least one action, or make an empty list to write on");
        }
        match about {
            Some(about) if errors.is_empty() => Ok(Self { about, actions }),
            _ => Err(errors),
        }
    }

    /// The list on one page.
    #[must_use]
    pub fn sheet(self, made_on: Day) -> Sheet {
        let sheet = Sheet::new("Agreed actions", made_on);
        let sheet = match self.about {
            Some(about) => sheet.part("About", Body::Words(about)),
            None => sheet,
        };
        sheet
            .part("What we agreed", Body::Actions { actions: self.actions, done_when: true })
            .part("When we look at it again", Body::Room(1))
    }

    /// The same page with nothing on it, to fill in by hand.
    #[must_use]
    pub fn blank(made_on: Day) -> Sheet {
        Sheet::new("Agreed actions", made_on)
            .part("About", Body::Room(1))
            .part("What we agreed", Body::RoomForActions { rows: 8, done_when: true })
            .part("When we look at it again", Body::Room(1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::typed;
    use super::*;

    const TODAY: Day = Day::new(jiff::civil::date(2027, 3, 4));

    #[test]
    fn a_list_has_at_least_one_action() {
        let errors = Checklist::parse(&typed(&[("about", "Ward round")]), TODAY).unwrap_err();
        assert_eq!(errors.on("what-1"), Some("Enter at least one action, or make an empty list to write on"));
        let list = Checklist::parse(&typed(&[("what-12", "Ask"), ("done-12", "Asked")]), TODAY).unwrap();
        assert_eq!(list.actions[0].done_when.as_deref(), Some("Asked"));
        assert_eq!(list.sheet(TODAY).parts.len(), 2);
    }

    #[test]
    fn a_wrong_row_is_the_only_complaint() {
        let errors = Checklist::parse(&typed(&[("by-1-day", "4")]), TODAY).unwrap_err();
        assert!(errors.on("what-1") == Some("Enter what is to be done in action 1"), "{errors:?}");
        assert!(errors.on("by-1-month").is_some());
    }
}
