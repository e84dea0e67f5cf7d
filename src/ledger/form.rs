use serde::Deserialize;

use super::attendees;
use super::group_actions::Group;
use super::model::{Kind, NewEntry, Reflection, Shown};
use super::progress::PoolProgress;
use super::store::Kept;
use crate::platform::clock::Day;
use crate::platform::hours::{in_words, parse_minutes};
use crate::platform::ids::PoolId;
use crate::platform::web::forms::{line, optional, paragraphs};
use crate::platform::web::{Choice, DateBoxes, FormErrors};

/// Characters of each part of a reflection.
pub(super) const LONGEST_PART: usize = 3000;

/// The longest meeting that is taken, in minutes: twelve hours.
const LONGEST_MEETING: u16 = 12 * 60;

/// Years back from today that an entry may be of.
const YEARS_BACK: i16 = 20;

/// An entry as its owner types it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EntryForm {
    pub submission: String,
    pub version: String,
    pub kind: String,
    #[serde(rename = "held-day")]
    pub held_day: String,
    #[serde(rename = "held-month")]
    pub held_month: String,
    #[serde(rename = "held-year")]
    pub held_year: String,
    pub length: String,
    pub title: String,
    pub with_whom: String,
    /// `all`, `none`, or the id of a pool.
    pub shown: String,
    /// `yes`: it was another meeting than the one of that day that is recorded already.
    pub apart: String,
    pub happened: String,
    pub learned: String,
    pub next: String,
}

impl EntryForm {
    pub(super) fn of(kept: &Kept, reflection: Reflection) -> Self {
        let date = kept.held_on.date();
        Self {
            submission: String::new(),
            version: kept.version.to_string(),
            kind: kept.kind.code().to_owned(),
            held_day: date.day().to_string(),
            held_month: date.month().to_string(),
            held_year: date.year().to_string(),
            length: in_words(i64::from(kept.minutes)),
            title: kept.title.clone(),
            with_whom: kept.with_whom.clone(),
            shown: kept.shown().code(),
            apart: if kept.apart { "yes".to_owned() } else { String::new() },
            happened: reflection.happened,
            learned: reflection.learned,
            next: reflection.next,
        }
    }

    /// Reads all of it. `kinds` are those that may be chosen, `pools` those that somebody belongs to.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse(
        &self,
        kinds: &[Kind],
        pools: &[PoolProgress],
        today: Day,
    ) -> Result<NewEntry, FormErrors> {
        let mut errors = FormErrors::none();
        let kind = Kind::from_code(&self.kind).filter(|kind| kinds.contains(kind));
        let kind = errors.take("kind", kind.ok_or("Select what you are adding"));
        let held =
            DateBoxes { name: "held", day: &self.held_day, month: &self.held_month, year: &self.held_year };
        let held_on = held_on(&held, today, &mut errors);
        let minutes = errors.take("length", length(&self.length, kind.is_none_or(Kind::is_of_one_day)));
        let title = errors.take("title", line(&self.title, "what it was about", 200));
        let with_whom =
            errors.take("with_whom", optional(&self.with_whom, |raw| line(raw, "with whom", 200)));
        let shown = errors.take("shown", shown(&self.shown, pools));
        let reflection = self.reflection(&mut errors);
        match (kind, held_on, minutes, title, with_whom, shown, reflection) {
            (
                Some(kind),
                Some(held_on),
                Some(minutes),
                Some(title),
                Some(with_whom),
                Some(shown),
                Some(reflection),
            ) if errors.is_empty() => Ok(NewEntry {
                kind,
                held_on,
                minutes,
                title,
                with_whom: with_whom.unwrap_or_default(),
                // What nobody asks about is shown to nobody, whatever is chosen beside it.
                shown: if kind.evidence().is_none() { Shown::ToNobody } else { shown },
                reflection,
                apart: self.apart == "yes",
            }),
            _ => Err(errors),
        }
    }

    /// Reads the reflection alone, where it may still be chosen which pools see it, and of an entry that follows a session what it is
    /// called: the rest stands as it is kept.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse_on(&self, kept: &Kept, pools: &[PoolProgress]) -> Result<NewEntry, FormErrors> {
        let mut errors = FormErrors::none();
        let chooses = !kept.settled && kept.kind.evidence().is_some();
        let shown =
            if chooses { errors.take("shown", shown(&self.shown, pools)) } else { Some(kept.shown()) };
        let title = if kept.is_titled() {
            errors.take("title", line(&self.title, "what it was about", 200))
        } else {
            Some(kept.title.clone())
        };
        let reflection = self.reflection(&mut errors);
        match (shown, title, reflection) {
            (Some(shown), Some(title), Some(reflection)) => Ok(NewEntry {
                kind: kept.kind,
                held_on: kept.held_on,
                minutes: kept.minutes.unsigned_abs(),
                title,
                with_whom: kept.with_whom.clone(),
                shown,
                reflection,
                apart: kept.apart,
            }),
            _ => Err(errors),
        }
    }

    fn reflection(&self, errors: &mut FormErrors) -> Option<Reflection> {
        let happened = part_of_reflection("happened", &self.happened, errors);
        let learned = part_of_reflection("learned", &self.learned, errors);
        let next = part_of_reflection("next", &self.next, errors);
        Some(Reflection { happened: happened?, learned: learned?, next: next? })
    }
}

/// A part of a reflection, which may be empty.
pub(super) fn part_of_reflection(name: &str, raw: &str, errors: &mut FormErrors) -> Option<String> {
    let parsed = optional(raw, |raw| paragraphs(raw, "this part", LONGEST_PART));
    errors.take(name, parsed).map(Option::unwrap_or_default)
}

/// A group as its supervisor types it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct GroupForm {
    pub submission: String,
    pub pool: String,
    #[serde(rename = "held-day")]
    pub held_day: String,
    #[serde(rename = "held-month")]
    pub held_month: String,
    #[serde(rename = "held-year")]
    pub held_year: String,
    pub length: String,
    pub title: String,
    pub attendees: String,
    /// `yes`: it was another meeting than the one typed in for that day.
    pub apart: String,
    /// Of a group that is put right: the version that was seen, and who of those in whose ledger it is was there.
    pub version: String,
    pub attendee: Vec<String>,
}

/// A group, and the lines that say who was there.
pub(super) type ParsedGroup = (Group, Vec<(usize, String)>);

impl GroupForm {
    /// `pools` are those in which somebody supervises.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse(&self, pools: &[&PoolProgress], today: Day) -> Result<ParsedGroup, FormErrors> {
        let mut errors = FormErrors::none();
        let chosen = match (pools, self.pool.trim()) {
            ([only], "") => Some(only.pool_id),
            (pools, raw) => pools.iter().map(|one| one.pool_id).find(|id| id.to_string() == raw),
        };
        let pool = errors.take("pool", chosen.ok_or("Select the pool it was for"));
        // Whatever is wrong is said at once, though there is no pool yet.
        let group = self.group(pool.unwrap_or(PoolId(uuid::Uuid::nil())), today, &mut errors);
        let lines = errors.take("attendees", attendees::lines(&self.attendees));
        match (group, lines) {
            (Some(group), Some(lines)) if errors.is_empty() => Ok((group, lines)),
            _ => Err(errors),
        }
    }

    /// Reads what a group of a pool says now, and who was added to it; nobody need be.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse_mending(&self, pool: PoolId, today: Day) -> Result<ParsedGroup, FormErrors> {
        let mut errors = FormErrors::none();
        let lines = if self.attendees.trim().is_empty() && !self.attendee.is_empty() {
            Some(Vec::new())
        } else {
            errors.take("attendees", attendees::lines(&self.attendees))
        };
        let group = self.group(pool, today, &mut errors);
        match (group, lines) {
            (Some(group), Some(lines)) if errors.is_empty() => Ok((group, lines)),
            _ => Err(errors),
        }
    }

    fn group(&self, pool: PoolId, today: Day, errors: &mut FormErrors) -> Option<Group> {
        let held =
            DateBoxes { name: "held", day: &self.held_day, month: &self.held_month, year: &self.held_year };
        let held_on = held_on(&held, today, errors);
        let minutes = errors.take("length", length(&self.length, true));
        let title = errors.take("title", line(&self.title, "what it was about", 200));
        Some(Group { pool, held_on: held_on?, minutes: minutes?, title: title?, apart: self.apart == "yes" })
    }
}

/// How long something was, in minutes. A course may have taken weeks; a meeting is of one day.
fn length(raw: &str, of_one_day: bool) -> Result<u16, &'static str> {
    let minutes = parse_minutes(raw)?;
    if of_one_day && minutes > LONGEST_MEETING {
        return Err("That is long for one meeting: check it, or enter each day on its own");
    }
    Ok(minutes)
}

fn held_on(boxes: &DateBoxes<'_>, today: Day, errors: &mut FormErrors) -> Option<Day> {
    if boxes.is_blank() {
        errors.add("held-day", "Enter the date on which it was held");
        return None;
    }
    let day = boxes.parse("the date", errors)?;
    if day > today {
        errors.add("held-day", "The date must be today or in the past");
        return None;
    }
    if day.date().year() < today.date().year() - YEARS_BACK {
        errors.add("held-day", "Check the year of the date");
        return None;
    }
    Some(day)
}

/// Whoever is in no pool is not asked.
fn shown(raw: &str, pools: &[PoolProgress]) -> Result<Shown, &'static str> {
    match raw.trim() {
        "all" => Ok(Shown::ToAll),
        "" if pools.is_empty() => Ok(Shown::ToAll),
        "none" => Ok(Shown::ToNobody),
        raw => raw
            .parse::<PoolId>()
            .ok()
            .filter(|id| pools.iter().any(|pool| pool.pool_id == *id))
            .map(Shown::To)
            .ok_or("Select who sees it"),
    }
}

/// Which pools an entry can be shown to. `now` is what it is shown to already: one pool of somebody's only one is offered by name
/// where an entry names it, as a supervisor's group does.
pub(super) fn shown_choices(pools: &[PoolProgress], now: Shown) -> Vec<Choice> {
    let named = |pool: &&PoolProgress| pools.len() > 1 || now.pool() == Some(pool.pool_id);
    let only = |pool: &PoolProgress| Choice::new(pool.pool_id.to_string(), format!("{} only", pool.pool));
    std::iter::once(Choice::new("all", "Every pool of mine that asks for it"))
        .chain(pools.iter().filter(named).map(only))
        .chain([Choice::new("none", "Nobody: it is for me")])
        .collect()
}

/// What somebody may enter: mentees their CPD, coaches and mentors all that pools ask for, supervisors what they gave too.
pub(super) fn kinds(pools: &[PoolProgress]) -> Vec<Kind> {
    let member = !pools.is_empty();
    let supervises = pools.iter().any(|pool| pool.supervises);
    Kind::ALL
        .iter()
        .copied()
        .filter(|kind| match kind {
            Kind::Cpd => true,
            Kind::SupervisionReceived | Kind::Training => member,
            Kind::SupervisionGiven => supervises,
        })
        .collect()
}
