//! What made-up people say of themselves.

use super::random::Random;

pub const TEAMS: [&str; 16] = [
    "Acute medicine",
    "Surgery",
    "Emergency department",
    "Community nursing",
    "Children’s services",
    "Maternity",
    "Pharmacy",
    "Theatres",
    "Older people’s care",
    "Talking therapies",
    "Radiology",
    "Pathology",
    "Workforce",
    "Digital",
    "Outpatients",
    "Intensive care",
];

/// What people of a profession are called at work, from junior to senior.
pub fn job_title(profession: &str, level: i16, random: &mut Random) -> String {
    let titles: [&str; 4] = match profession {
        "nursing" => ["Staff nurse", "Ward manager", "Matron", "Deputy director of nursing"],
        "midwifery" => ["Midwife", "Specialist midwife", "Consultant midwife", "Head of midwifery"],
        "medicine" => {
            ["Specialty doctor", "Consultant physician", "Clinical director", "Associate medical director"]
        }
        "general-practice" => ["GP", "GP partner", "GP trainer", "Primary care network clinical director"],
        "pharmacy" => ["Pharmacist", "Lead pharmacist", "Deputy chief pharmacist", "Chief pharmacist"],
        "physiotherapy" => [
            "Physiotherapist",
            "Team lead physiotherapist",
            "Consultant physiotherapist",
            "Head of therapies",
        ],
        "occupational-therapy" => [
            "Occupational therapist",
            "Team lead occupational therapist",
            "Therapy manager",
            "Head of therapies",
        ],
        "psychological-professions" => [
            "Cognitive behavioural therapist",
            "Clinical psychologist",
            "Consultant psychologist",
            "Head of psychology",
        ],
        "social-work" => {
            ["Social worker", "Advanced practitioner", "Team manager", "Principal social worker"]
        }
        "care-work" | "support-work" => {
            ["Senior carer", "Care team leader", "Deputy manager", "Registered manager"]
        }
        "digital-and-informatics" => {
            ["Analyst", "Product manager", "Head of information", "Chief information officer"]
        }
        "finance-hr-and-corporate" | "administration" => {
            ["HR adviser", "Business partner", "Head of workforce", "Director of people"]
        }
        "paramedic" => ["Paramedic", "Clinical team leader", "Consultant paramedic", "Head of operations"],
        _ => ["Practitioner", "Team lead", "Service manager", "Head of service"],
    };
    let rank = match level {
        ..=5 => 0,
        6..=8 => 1,
        9..=11 => 2,
        _ => 3,
    };
    let lead = ["", "", "", "Interim ", "Lead "];
    let title = titles[rank];
    let prefix = *random.pick(&lead);
    if prefix.is_empty() || title.starts_with("Lead") || title.starts_with("Head") {
        return title.to_owned();
    }
    format!("{prefix}{}", lower(title))
}

const AUDIENCES: [&str; 14] = [
    "new leaders",
    "nurses",
    "clinicians who lead",
    "people at a crossroads",
    "team leaders",
    "people returning to work",
    "colleagues under pressure",
    "people new to the NHS",
    "first-time managers",
    "those who feel stuck",
    "senior leaders",
    "internationally educated staff",
    "people in small teams",
    "quiet people with good ideas",
];

pub fn headline(areas: &[&str], random: &mut Random) -> String {
    let who = *random.pick(&AUDIENCES);
    let one = areas.first().map_or("finding direction", |area| area);
    let other = areas.get(1).map_or("thinking clearly", |area| area);
    let (one, other) = (lower(one), lower(other));
    let text = match random.below(8) {
        0 => format!("I help {who} with {one} and {other}"),
        1 => format!("A calm place to think about {one} and {other}"),
        2 => format!("For {who}: {one}, {other} and what comes next"),
        3 => format!("Practical help with {one}, honest talk about {other}"),
        4 => format!("Time to think for {who}, especially about {one}"),
        5 => format!("{}, {other} and the confidence to go on", upper(&one)),
        6 => format!("From {one} to {other}: one step at a time"),
        _ => format!("Good questions for {who}, about {one} or {other}"),
    };
    text.chars().take(120).collect()
}

/// "Leading change" inside a sentence. Words that are always capital stay.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// With "a" or "an" before it, by how its first letter sounds: "an HR adviser", "a GP".
fn articled(noun: &str) -> String {
    let mut letters = noun.chars();
    let first = letters.next().unwrap_or('x');
    let spelled = first.is_uppercase() && letters.next().is_some_and(char::is_uppercase);
    let vowels = if spelled { "AEFHILMNORSX" } else { "aeiouAEIOU" };
    format!("{} {noun}", if vowels.contains(first) { "an" } else { "a" })
}

fn upper(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

const CAREERS: [&str; 10] = [
    "I came into health care late, after some years in retail.",
    "I trained abroad and know what it is to start again.",
    "I have worked on wards, in the community and in an office without windows.",
    "My career has gone sideways more often than up, and I am glad of it.",
    "I have led teams of three and of three hundred.",
    "I returned after a long break and remember how strange it felt.",
    "I have worked part-time for most of my career.",
    "I once left the NHS for two years and came back on purpose.",
    "I have moved between clinical and managerial work three times.",
    "I still work clinically one day a week.",
];
const BRINGS: [&str; 10] = [
    "People bring me decisions that will not settle.",
    "Most people come with one question and leave with a better one.",
    "People come when a new role feels bigger than they are.",
    "Often we begin with a conversation somebody has been putting off.",
    "People bring what they cannot say in their own team.",
    "Many come to me before an interview and stay for what follows.",
    "People bring their doubts; we look at what is behind them.",
    "I work with people who are good at their job and tired of it.",
    "People come to me to practise being heard.",
    "What people bring is usually smaller than they fear.",
];
const STYLES: [&str; 10] = [
    "I listen more than I talk.",
    "I ask plain questions and wait for the answer.",
    "I will tell you what I notice, kindly.",
    "I like a whiteboard and a walk.",
    "I keep notes of what you decide, and ask about it next time.",
    "I do not give advice unless you ask for it twice.",
    "I share what went wrong for me as readily as what went well.",
    "I bring structure; you bring the agenda.",
    "I like silence, and I like laughing.",
    "I challenge, and I stay on your side.",
];
const ASIDES: [&str; 10] = [
    "Away from work I grow vegetables, badly.",
    "I sing in a choir on Tuesdays.",
    "At weekends you find me on a hill.",
    "I have two teenagers and a patient dog.",
    "I referee junior football.",
    "I bake for night shifts.",
    "I am learning Welsh, slowly.",
    "I swim outdoors until October.",
    "I volunteer at a food bank.",
    "I mend bicycles.",
];

pub fn biography(title: &str, years: i32, random: &mut Random) -> String {
    let opening = match random.below(4) {
        0 => format!("I am {} with {years} years in health and care.", articled(&lower(title))),
        1 => format!("After {years} years in health and care I work as {}.", articled(&lower(title))),
        2 => format!("I have been in health and care for {years} years, now as {}.", articled(&lower(title))),
        _ => format!("{title} by day, with {years} years behind me."),
    };
    let mut text = format!("{opening} {} {}", random.pick(&CAREERS), random.pick(&BRINGS));
    text.push_str("\n\n");
    text.push_str(random.pick::<&str>(&STYLES));
    if random.percent(70) {
        text.push(' ');
        text.push_str(random.pick::<&str>(&ASIDES));
    }
    text
}

const WAYS: [&str; 8] = [
    "We meet once a month for an hour, and you write to me between if something cannot wait.",
    "We agree what you want in the first meeting, and look back at it in the third.",
    "I offer six meetings over six months. After that we decide together whether there is more to do.",
    "I work with what is on your mind that day, and keep an eye on what you came for.",
    "Each meeting ends with one thing you will try. The next begins with how it went.",
    "We can meet on a screen, on the telephone or walking. Whatever helps you think.",
    "I am flexible about times: early, late, or between shifts.",
    "I like to begin with your story so far. Then we look forward.",
];

pub fn how_i_work(random: &mut Random) -> String {
    let ways = random.several(&WAYS, 2);
    ways.join(" ")
}

pub const OUTLINES: [&str; 8] = [
    "",
    "Evenings after six, most weeks",
    "Tuesday and Thursday lunchtimes",
    "Early mornings before clinic",
    "Flexible around my shifts",
    "Fridays, and some evenings",
    "School hours only",
    "Afternoons, most days",
];

pub const STATEMENTS: [&str; 6] = [
    "I was mentored in my first year as a ward manager and would like to give that back.",
    "I finished my coaching qualification this spring and have completed forty hours of practice.",
    "I supervise colleagues already and am often asked for advice about careers. I would like to do it properly.",
    "My line manager supports two hours a week for this.",
    "I trained abroad and would like to help others who come the same way.",
    "I am retiring next year and want to stay in touch with the service.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_stay_capital_and_articles_follow_the_sound() {
        for (title, said) in [
            ("GP trainer", "a GP trainer"),
            ("HR adviser", "an HR adviser"),
            ("Interim GP trainer", "an interim GP trainer"),
            ("Occupational therapist", "an occupational therapist"),
            ("Matron", "a matron"),
        ] {
            assert_eq!(articled(&lower(title)), said);
        }
        let mut random = Random::new(7);
        for _ in 0..200 {
            let title = job_title("general-practice", 9, &mut random);
            assert!(title.contains("GP trainer"), "{title}");
        }
    }
}
