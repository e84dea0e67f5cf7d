use super::{TO_MENTEE, TO_PRACTITIONER};
use crate::accounts::first_name;
use crate::chemistry::condolences::About;
use crate::chemistry::model::Side;
use crate::chemistry::news::emails::ChemistryNews;
use crate::chemistry::people::{Next, Person};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::words;

const TO_COORDINATOR: &str = "You get this because you coordinate this pool.";

/// What a coordinator is told of those who wait for their words.
pub(in crate::chemistry) struct ToWrite<'a> {
    pub deceased: &'a str,
    pub people: i64,
    pub due: Instant,
    pub pool: &'a str,
    pub path: String,
    /// They were told before.
    pub again: bool,
}

/// For a coordinator: people who had asked somebody who has died are to be written to.
pub(in crate::chemistry) fn to_write(first_name: &str, what: &ToWrite<'_>) -> ChemistryNews {
    let people = words::count(what.people, "person", "people");
    let by = words::by_end_of(what.due);
    let still = if what.again { "are still waiting" } else { "are waiting" };
    let still = if what.people == 1 { still.replacen("are", "is", 1) } else { still.to_owned() };
    ChemistryNews {
        first_name: first_name.to_owned(),
        subject: format!("Please write to {people} about {}", words::shortened(what.deceased, 50)),
        paragraphs: vec![
            format!(
                "{}, of {}, has died. {} who had asked them, or worked with them, {still} for a word from a coordinator: nothing has been said so far.",
                what.deceased,
                what.pool,
                words::capitalised(&people)
            ),
            format!(
                "There are words to begin from, and you can change them. If nobody has written by {by}, a short letter in neutral words goes by itself."
            ),
        ],
        button: "Write to them",
        path: what.path.clone(),
        why: TO_COORDINATOR,
    }
}

/// A coordinator's letter after a death.
pub(in crate::chemistry) struct Condolence<'a> {
    pub deceased: &'a str,
    pub words: &'a str,
    pub signed: String,
    pub next: Option<&'a Next>,
    pub about: About,
}

const fn button(about: About) -> &'static str {
    match about {
        About::Request(_) => "See your request",
        About::Pair(_) => "See your page",
    }
}

const fn why(side: Side) -> &'static str {
    match side {
        Side::Mentee => TO_MENTEE,
        Side::Practitioner => TO_PRACTITIONER,
    }
}

/// For whoever had a request open with somebody who has died, or worked with them: a coordinator's words as they wrote them.
pub(in crate::chemistry) fn condolence(
    reader: &Person,
    side: Side,
    letter: &Condolence<'_>,
) -> ChemistryNews {
    let mut paragraphs: Vec<String> = letter
        .words
        .split("\n\n")
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|part| !part.is_empty())
        .collect();
    paragraphs.push(letter.signed.clone());
    if let Some(next) = letter.next {
        paragraphs.push(format!(
            "When you are ready, and not before: next on your shortlist is {}. You can ask them in one step, with what you wrote before.",
            next.first_name()
        ));
    }
    ChemistryNews {
        first_name: reader.first_name().to_owned(),
        subject: format!("About {}", words::shortened(letter.deceased, 50)),
        paragraphs,
        button: button(letter.about),
        path: letter.about.path(),
        why: why(side),
    }
}

/// For whoever got such a letter, when nobody has died.
pub(in crate::chemistry) fn condolence_mistaken(
    reader: &Person,
    side: Side,
    alive: &str,
    written: Instant,
    about: About,
) -> ChemistryNews {
    let first = first_name(alive);
    let closed = match about {
        About::Request(_) => format!("The request between you and {first} stays closed for now"),
        About::Pair(_) => {
            format!("Your work with {first} stays ended here for now, and you can begin again together")
        }
    };
    ChemistryNews {
        first_name: reader.first_name().to_owned(),
        subject: format!("What we wrote about {} was a mistake", words::shortened(alive, 50)),
        paragraphs: vec![
            format!(
                "On {} a coordinator wrote to you about {alive}. That letter rested on a mistake in our records: {first} has not died. We are very sorry for the distress it must have caused you.",
                words::date(day_of(written))
            ),
            format!(
                "{closed}. You need do nothing; if you would like to know more, write to a coordinator through the contact page."
            ),
        ],
        button: button(about),
        path: about.path(),
        why: why(side),
    }
}
