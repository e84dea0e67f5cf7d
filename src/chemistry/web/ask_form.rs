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
    /// Those who are asked, in order.
    pub people: Vec<Free<'a>>,
}

/// When somebody who is asked is free.
pub(super) struct Free<'a> {
    pub id: AccountId,
    pub name: &'a str,
    pub slots: &'a [Span],
    /// Those that go along when they are to suit the mentee's off-duty.
    pub mutual: &'a [Span],
}

/// The name of the field of somebody's times, by their place among those asked, from 1: of one person's it is `slot`.
#[must_use]
pub(super) fn times_field(place: usize, several: bool) -> String {
    if several { format!("slot-{place}") } else { "slot".to_owned() }
}

/// How a form sends a time of one of several people.
#[must_use]
pub(super) fn value_of(id: AccountId, value: &str) -> String {
    format!("{id}/{value}")
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
        /// Whose, and when.
        slots: Vec<(AccountId, Span)>,
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

    fn chosen(&self, times: Times, offered: &Offered<'_>, errors: &mut FormErrors) -> Vec<(AccountId, Span)> {
        match times {
            Times::Suggest => Vec::new(),
            // Times that suit both go along, so that one of them can be accepted at once.
            Times::OffDuty => offered
                .people
                .iter()
                .flat_map(|one| one.mutual.iter().take(MOST_SLOTS).map(|span| (one.id, *span)))
                .collect(),
            Times::Slots => self.ticked(offered, errors),
        }
    }

    fn ticked(&self, offered: &Offered<'_>, errors: &mut FormErrors) -> Vec<(AccountId, Span)> {
        let several = offered.people.len() > 1;
        let mut slots = Vec::new();
        for (place, one) in (1..).zip(&offered.people) {
            let field = times_field(place, several);
            let mut theirs: Vec<Span> = Vec::new();
            for value in self.slot.iter().filter_map(|value| of_person(value, one.id, several)) {
                match times::find(one.slots, [value]) {
                    Some(slot) if !theirs.contains(&slot) => theirs.push(slot),
                    Some(_) => {}
                    None => errors.add(
                        &field,
                        if several {
                            format!(
                                "One of the times you chose is no longer free for {}. Choose again",
                                one.name
                            )
                        } else {
                            "One of the times you chose is no longer free. Choose again".to_owned()
                        },
                    ),
                }
            }
            if theirs.len() > MOST_SLOTS {
                errors.add(&field, "Choose three times at most");
            }
            slots.extend(theirs.into_iter().map(|slot| (one.id, slot)));
        }
        if self.slot.is_empty() {
            let first = offered.people.iter().position(|one| !one.slots.is_empty()).unwrap_or(0);
            errors.add(
                &times_field(first + 1, several),
                "Choose at least one time, or ask for some to be suggested",
            );
        }
        slots
    }
}

/// The time in a value that is this person's: the whole of it where one is asked.
fn of_person(value: &str, id: AccountId, several: bool) -> Option<&str> {
    match value.split_once('/') {
        Some((whose, time)) => (whose.parse() == Ok(id)).then_some(time),
        None => (!several).then_some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;

    fn slots() -> Vec<Span> {
        (1..6).map(|n| Span::of_minutes(Instant::from_microsecond(n * 86_400_000_000), 30)).collect()
    }

    fn grace() -> AccountId {
        AccountId(uuid::Uuid::from_u128(1))
    }

    fn owen() -> AccountId {
        AccountId(uuid::Uuid::from_u128(2))
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
        let free = |id| Free { id, name: "Grace", slots: &slots, mutual: &slots[3..] };
        let people = if several { vec![free(grace()), free(owen())] } else { vec![free(grace())] };
        let offered = Offered { offerings: &[Offering::Mentoring], people };
        form.parse(&offered).map_err(|errors| errors.iter().map(|error| error.field.clone()).collect())
    }

    #[test]
    fn a_whole_form_is_a_request() {
        let Ok(Asked::Whole { offering, hope, times, slots: chosen }) = parse(&form(), false) else {
            panic!()
        };
        assert_eq!((offering, hope.as_str(), times), (Offering::Mentoring, "To find my feet.", Times::Slots));
        assert_eq!(chosen, [(grace(), slots()[0])]);
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
    fn each_of_several_people_has_times_of_their_own() {
        let of = |id, day: u8| value_of(id, &format!("1970-01-0{day}T00:00:00Z"));
        let chosen = |slot: Vec<String>| match parse(&AskForm { slot, ..form() }, true) {
            Ok(Asked::Whole { slots, .. }) => Ok(slots),
            Ok(Asked::Related) => panic!("related"),
            Err(fields) => Err(fields),
        };
        let both = vec![of(owen(), 3), of(grace(), 2), of(owen(), 2)];
        let [first, second] = [slots()[0], slots()[1]];
        assert_eq!(chosen(both), Ok(vec![(grace(), first), (owen(), second), (owen(), first)]));
        assert_eq!(chosen(vec![of(owen(), 3)]), Ok(vec![(owen(), second)]), "Grace suggests some");
        assert_eq!(chosen(Vec::new()), Err(vec!["slot-1".into()]));
        assert_eq!(chosen(vec![of(owen(), 9)]), Err(vec!["slot-2".into()]));
        let four = (2..6).map(|day| of(owen(), day)).collect();
        assert_eq!(chosen(four), Err(vec!["slot-2".into()]));
        let off_duty = AskForm { times: "off-duty".into(), slot: Vec::new(), ..form() };
        let Ok(Asked::Whole { slots, .. }) = parse(&off_duty, true) else { panic!() };
        assert_eq!(
            slots.iter().map(|(whose, _)| *whose).collect::<Vec<_>>(),
            [grace(), grace(), owen(), owen()]
        );
    }
}
