use serde::Deserialize;

use super::times;
use crate::chemistry::model::Times;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::span::Span;
use crate::platform::web::FormErrors;
use crate::platform::web::forms::paragraphs;
use crate::pools::Offering;

/// Characters of what somebody hopes for.
pub(super) const LONGEST_HOPE: usize = 1_500;

/// So many times are chosen with a request.
const MOST_SLOTS: usize = 3;

/// A request as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskForm {
    pub practitioner: Vec<String>,
    pub offering: String,
    pub hope: String,
    pub times: String,
    pub slot: Vec<String>,
    pub related: String,
    pub submission: String,
    /// The closed request whose words are carried over.
    pub from: String,
    /// Which button: `times` looks for times again and sends nothing.
    pub step: String,
}

/// What the page offered, against which the form is read.
pub(super) struct Offered<'a> {
    pub offerings: &'a [Offering],
    pub several: bool,
    /// Their free times, and those that also suit the mentee's off-duty.
    pub slots: &'a [Span],
    pub mutual: &'a [Span],
}

/// A form that can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// They manage, assess or appraise each other.
    Related,
    Whole {
        offering: Offering,
        hope: String,
        times: Times,
        slots: Vec<Span>,
    },
}

impl AskForm {
    /// Who is asked, in the order given, each once.
    pub fn people(&self) -> Vec<AccountId> {
        let mut people: Vec<AccountId> = Vec::new();
        for id in self.practitioner.iter().filter_map(|raw| raw.parse().ok()) {
            if !people.contains(&id) {
                people.push(id);
            }
        }
        people
    }

    pub fn from(&self) -> Option<ChemistryId> {
        self.from.parse().ok()
    }

    pub fn parse(&self, offered: &Offered<'_>) -> Result<Asked, FormErrors> {
        let mut errors = FormErrors::none();
        let offering = match offered.offerings {
            [only] => Some(*only),
            several => {
                let chosen = Offering::parse(&self.offering).ok().filter(|one| several.contains(one));
                errors.take("offering", chosen.ok_or("Select what you are looking for"))
            }
        };
        let hope = errors.take("hope", paragraphs(&self.hope, "what you hope for", LONGEST_HOPE));
        let times = errors.take("times", Times::from_code(&self.times).ok_or("Select how to find a time"));
        let slots = times.map(|times| self.chosen(times, offered, &mut errors)).unwrap_or_default();
        let related = match self.related.as_str() {
            "no" => Some(false),
            "yes" => Some(true),
            _ => {
                errors.add(
                    "related",
                    "Select no, or yes if one of you manages, assesses or appraises the other",
                );
                None
            }
        };
        if related == Some(true) {
            return Ok(Asked::Related);
        }
        match (offering, hope, times) {
            (Some(offering), Some(hope), Some(times)) if errors.is_empty() => {
                Ok(Asked::Whole { offering, hope, times, slots })
            }
            _ => Err(errors),
        }
    }

    fn chosen(&self, times: Times, offered: &Offered<'_>, errors: &mut FormErrors) -> Vec<Span> {
        let known = match times {
            Times::Slots if !offered.several => offered.slots,
            // Times that suit both go along, so that one of them can be accepted at once.
            Times::OffDuty if !offered.several => {
                return offered.mutual.iter().take(MOST_SLOTS).copied().collect();
            }
            _ => return Vec::new(),
        };
        let mut slots = Vec::new();
        for value in &self.slot {
            match times::find(known, [value.as_str()]) {
                Some(slot) if !slots.contains(&slot) => slots.push(slot),
                Some(_) => {}
                None => errors.add("slot", "One of the times you chose is no longer free. Choose again"),
            }
        }
        if self.slot.is_empty() {
            errors.add("slot", "Choose at least one time, or ask for some to be suggested");
        }
        if slots.len() > MOST_SLOTS {
            errors.add("slot", "Choose three times at most");
        }
        slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;

    fn slots() -> Vec<Span> {
        (1..6).map(|n| Span::of_minutes(Instant::from_microsecond(n * 86_400_000_000), 30)).collect()
    }

    fn form() -> AskForm {
        AskForm {
            hope: "  To find my feet.\r\n".into(),
            times: "slots".into(),
            slot: vec!["1970-01-02T00:00:00Z".into()],
            related: "no".into(),
            ..AskForm::default()
        }
    }

    fn parse(form: &AskForm, several: bool) -> Result<Asked, Vec<String>> {
        let slots = slots();
        let offered =
            Offered { offerings: &[Offering::Mentoring], several, slots: &slots, mutual: &slots[3..] };
        form.parse(&offered).map_err(|errors| errors.iter().map(|error| error.field.clone()).collect())
    }

    #[test]
    fn a_whole_form_is_a_request() {
        let Ok(Asked::Whole { offering, hope, times, slots: chosen }) = parse(&form(), false) else {
            panic!()
        };
        assert_eq!((offering, hope.as_str(), times), (Offering::Mentoring, "To find my feet.", Times::Slots));
        assert_eq!(chosen, slots()[..1]);
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        assert_eq!(
            parse(&AskForm::default(), false),
            Err(vec!["hope".into(), "times".into(), "related".into()])
        );
        let unoffered = AskForm { slot: vec!["1971-01-02T00:00:00Z".into()], ..form() };
        assert_eq!(parse(&unoffered, false), Err(vec!["slot".into()]));
        let none = AskForm { slot: Vec::new(), ..form() };
        assert_eq!(parse(&none, false), Err(vec!["slot".into()]));
        let four: Vec<String> = (2..6).map(|day| format!("1970-01-0{day}T00:00:00Z")).collect();
        assert_eq!(parse(&AskForm { slot: four, ..form() }, false), Err(vec!["slot".into()]));
    }

    #[test]
    fn yes_to_managing_each_other_stops_it_whatever_else_is_missing() {
        let related = AskForm { related: "yes".into(), ..AskForm::default() };
        assert_eq!(parse(&related, false), Ok(Asked::Related));
    }

    #[test]
    fn several_people_suggest_times_themselves() {
        let Ok(Asked::Whole { slots, .. }) = parse(&form(), true) else { panic!() };
        assert!(slots.is_empty());
    }
}
