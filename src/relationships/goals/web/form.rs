//! A goal as it is typed: the fields of GROW with rows of actions, as the tool has them; who does something is one of the two.

use crate::accounts::first_name;
use crate::chemistry::model::Side;
use crate::platform::clock::Day;
use crate::platform::web::{Choice, FormErrors, PageError};
use crate::relationships::Pair;
use crate::relationships::goals::actions::{Action, Draft};
use crate::tools::action::{self, MOST_ROWS, Row};
use crate::tools::{Goal, Sureness, Typed};

/// Everything a form of a goal shows.
pub struct GoalForm {
    pub typed: Typed,
    pub rows: Vec<ShownRow>,
    /// Who may do something.
    pub whos: Vec<Choice>,
    /// How sure one may be.
    pub sureness: Vec<Choice>,
    /// Sent along unseen: which form it is, and which version it changes.
    pub submission: String,
    pub version: String,
}

/// A row with the action it stands for.
pub struct ShownRow {
    pub row: Row,
    /// The name of its hidden field.
    pub id_name: String,
    /// The id of the action; empty for a new one.
    pub id: String,
}

impl GoalForm {
    pub(super) fn new(pair: &Pair, typed: Typed) -> Self {
        let typed = with_sides(pair, typed);
        let rows = action::rows(&typed).into_iter().map(|row| {
            let id_name = id_name(row.number);
            ShownRow { id: typed.get(&id_name).to_owned(), id_name, row }
        });
        let (you, other) = (pair.side, pair.side.other());
        Self {
            rows: rows.collect(),
            whos: vec![
                Choice::new("", "Not said"),
                Choice::new(you.code(), "You"),
                Choice::new(other.code(), pair.other_first_name()),
            ],
            sureness: (Sureness::LEAST..=Sureness::MOST)
                .map(|number| Choice::new(number.to_string(), number.to_string()))
                .collect(),
            submission: typed.get("submission").to_owned(),
            version: typed.get("version").to_owned(),
            typed,
        }
    }

    pub(super) fn has_room(&self) -> bool {
        self.rows.len() < MOST_ROWS
    }
}

/// A form that came in.
pub(super) struct Sent {
    pub typed: Typed,
    /// It asks for more rows and for nothing else.
    pub more_rows: bool,
}

impl Sent {
    /// # Errors
    /// `BadRequest` when a field that takes one value came with several.
    pub(super) fn read(fields: Vec<(String, String)>) -> Result<Self, PageError> {
        let more_rows = fields.iter().any(|(name, value)| name == "step" && value == "rows");
        // How one knows that an action is done is not asked here.
        let rows = action::field_names().into_iter().filter(|name| !name.starts_with("done-"));
        let names: Vec<String> = Goal::FIELDS
            .into_iter()
            .chain(["submission", "version"])
            .map(str::to_owned)
            .chain(rows)
            .chain((1..=MOST_ROWS).map(id_name))
            .collect();
        let typed =
            Typed::read(fields, &names, &[]).map_err(|error| PageError::BadRequest(error.to_string()))?;
        let typed = if more_rows { action::with_more_rows(typed) } else { typed };
        Ok(Self { typed, more_rows })
    }
}

fn id_name(row: usize) -> String {
    format!("id-{row}")
}

/// Reads what was typed. `earliest` is the first day an action may be done by, `own_name` the reader's.
///
/// # Errors
/// A sentence for each field that is wrong.
pub(super) fn parse(typed: &Typed, pair: &Pair, own_name: &str, earliest: Day) -> Result<Draft, FormErrors> {
    let (mut goal, mut errors) = match Goal::parse(typed, earliest) {
        Ok(goal) => (Some(goal), FormErrors::none()),
        Err(errors) => (None, errors),
    };
    let filled: Vec<Row> = action::rows(typed).into_iter().filter(is_filled).collect();
    let sides: Vec<Option<Side>> =
        filled.iter().map(|row| errors.take(&row.who.name, side(row, pair, own_name)).flatten()).collect();
    let Some(goal) = goal.as_mut().filter(|_| errors.is_empty()) else { return Err(errors) };
    let written = std::mem::take(&mut goal.actions);
    let rows = filled.iter().zip(sides).zip(written);
    let actions = rows.map(|((row, who), action)| Action {
        id: typed.get(&id_name(row.number)).parse().ok(),
        what: action.what,
        who,
        by: action.by,
    });
    Ok(Draft { actions: actions.collect(), goal: goal.clone() })
}

/// Who does something as the form offers it, where it was typed in words, as the tool has it. Somebody else is named in what is to be done,
/// so that nothing typed gets lost.
fn with_sides(pair: &Pair, mut typed: Typed) -> Typed {
    for row in action::rows(&typed) {
        let who = row.who.value.trim();
        if who.is_empty() || Side::BOTH.iter().any(|side| side.code() == who) {
            continue;
        }
        if let Ok(found) = side(&row, pair, "me") {
            typed = typed.with(&row.who.name, found.map_or("", Side::code));
        } else {
            let what = format!("{} ({who})", row.what.value.trim());
            typed = typed.with(&row.what.name, what).with(&row.who.name, "");
        }
    }
    typed
}

fn is_filled(row: &Row) -> bool {
    [&row.what.value, &row.who.value, &row.day, &row.month, &row.year]
        .iter()
        .any(|value| !value.trim().is_empty())
}

/// Who does what is in a row: one of the two, or nobody said. Names are understood, because the tool asks for one.
fn side(row: &Row, pair: &Pair, own_name: &str) -> Result<Option<Side>, String> {
    let told = row.who.value.trim().to_lowercase();
    let is = |name: &str| told == name.to_lowercase() || told == first_name(name).to_lowercase();
    if told.is_empty() {
        Ok(None)
    } else if let Some(side) = Side::BOTH.into_iter().find(|side| side.code() == told) {
        Ok(Some(side))
    } else if is(&pair.other_name) {
        Ok(Some(pair.side.other()))
    } else if is(own_name) || ["me", "i", "myself"].contains(&told.as_str()) {
        Ok(Some(pair.side))
    } else {
        Err(format!("Choose who does action {}: one of you two", row.number))
    }
}

/// What is kept, as somebody would type it.
pub(super) fn typed_of(draft: &Draft, version: i32) -> Typed {
    let Draft { goal, actions } = draft;
    let sure = goal.sureness.map(|sureness| sureness.number().to_string());
    let mut typed = Typed::default()
        .with("goal", goal.aim.clone())
        .with("measure", goal.measure.clone().unwrap_or_default())
        .with("reality", goal.reality.clone().unwrap_or_default())
        .with("options", goal.options.join("\n"))
        .with("sure", sure.unwrap_or_default())
        .with("surer", goal.surer.clone().unwrap_or_default())
        .with("version", version.to_string());
    for (number, action) in (1..).zip(actions) {
        typed = typed
            .with(&format!("what-{number}"), action.what.clone())
            .with(&format!("who-{number}"), action.who.map_or("", Side::code));
        if let Some(id) = action.id {
            typed = typed.with(&id_name(number), id.to_string());
        }
        if let Some(day) = action.by.map(Day::date) {
            typed = typed
                .with(&format!("by-{number}-day"), day.day().to_string())
                .with(&format!("by-{number}-month"), day.month().to_string())
                .with(&format!("by-{number}-year"), day.year().to_string());
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;
    use crate::platform::ids::{AccountId, PoolId, RelationshipId};
    use crate::pools::Offering;
    use crate::relationships::model::Status;

    const TODAY: Day = Day::new(jiff::civil::date(2027, 3, 4));

    fn pair() -> Pair {
        let now = Instant::from_microsecond(1_800_000_000_000_000);
        Pair {
            relationship_id: RelationshipId::new(now),
            pool_id: PoolId::new(now),
            offering: Offering::Coaching,
            status: Status::Active,
            side: Side::Mentee,
            me: AccountId::new(now),
            other: AccountId::new(now),
            other_name: "Grace Obi".to_owned(),
        }
    }

    fn read(fields: &[(&str, &str)]) -> Result<Draft, FormErrors> {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        parse(&Sent::read(fields).unwrap().typed, &pair(), "Amina Khan", TODAY)
    }

    #[test]
    fn who_does_it_is_one_of_the_two_by_code_or_by_name() {
        for (typed, who) in [
            ("mentee", Some(Side::Mentee)),
            ("practitioner", Some(Side::Practitioner)),
            (" grace ", Some(Side::Practitioner)),
            ("Grace Obi", Some(Side::Practitioner)),
            ("Amina", Some(Side::Mentee)),
            ("me", Some(Side::Mentee)),
            ("", None),
        ] {
            let draft = read(&[("goal", "Lead"), ("what-2", "Ask Ruth"), ("who-2", typed)]).unwrap();
            assert_eq!(draft.actions[0].who, who, "{typed:?}");
        }
        let wrong = read(&[("goal", "Lead"), ("what-2", "Ask"), ("who-2", "Ruth")]).unwrap_err();
        assert_eq!(wrong.on("who-2"), Some("Choose who does action 2: one of you two"));
    }

    #[test]
    fn what_is_kept_is_typed_as_it_was() {
        let draft = read(&[
            ("goal", "Lead a team"),
            ("measure", "I run the round"),
            ("options", "Shadow\nAsk"),
            ("sure", "8"),
            ("what-1", "Ask Ruth"),
            ("who-1", "Grace"),
            ("by-1-day", "1"),
            ("by-1-month", "april"),
            ("by-1-year", "2027"),
            ("what-3", "Read"),
        ])
        .unwrap();
        assert_eq!(draft.actions.len(), 2);
        let again = parse(&typed_of(&draft, 3), &pair(), "Amina Khan", TODAY).unwrap();
        assert_eq!(again, draft);
    }
}
