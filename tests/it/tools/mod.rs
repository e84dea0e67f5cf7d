//! The tools over HTTP: empty, full and wrong, for visitors; what they hold back and carry along; and that they keep nothing.

mod looks;
mod pages;
mod private;

/// Every tool's form.
pub const FORMS: [&str; 9] = [
    "/tools/grow",
    "/tools/checklist",
    "/tools/skill-will",
    "/tools/co-active",
    "/tools/preparation",
    "/tools/preparation/mentors",
    "/tools/reflection",
    "/tools/reflection/mentors",
    "/tools/self-check",
];

/// A state of a tool that has to be made by sending its form.
pub struct State {
    pub name: &'static str,
    pub path: &'static str,
    pub fields: Vec<(&'static str, &'static str)>,
    pub status: u16,
}

const LONG: &str = "I act up on two days a week and it goes well while Ruth is there. On the other days people come to me \
                    with everything.\n\nI have tried to write things down. Nobody reads it.";

/// A goal with everything in it. The clock of a test stands on 4 March 2027.
pub const GOAL: [(&str, &str); 15] = [
    ("goal", "Run our team meeting by myself by summer"),
    ("measure", "People stay to the end and know what they will do"),
    ("reality", LONG),
    ("options", "Watch how Ruth does it\nRun half of it\nAsk for a course\nSwap with another team"),
    ("rows", "3"),
    ("what-1", "Ask Ruth whether I may run the second half"),
    ("who-1", "Amina"),
    ("by-1-day", "9"),
    ("by-1-month", "April"),
    ("by-1-year", "2027"),
    ("what-2", "Write a short agenda"),
    ("what-3", "Say thank you"),
    ("sure", "6"),
    ("surer", "Ruth in the room"),
    ("step", "make"),
];

/// Every state worth looking at, beyond the forms as they open and as they come back empty.
pub fn states() -> Vec<State> {
    let state = |name, path, fields: &[(&'static str, &'static str)], status| State {
        name,
        path,
        fields: fields.to_vec(),
        status,
    };
    let changed = [&GOAL[..14], &[("step", "change")]].concat();
    let more = [&GOAL[..14], &[("step", "rows")]].concat();
    let check: Vec<(&str, &str)> = vec![
        ("approachability-1", "4"),
        ("approachability-2", "4"),
        ("patience-1", "1"),
        ("patience-2", "1"),
        ("questioning-1", "3"),
        ("questioning-2", "3"),
        ("probing-1", "2"),
        ("clarifying-1", "2"),
        ("clarifying-2", "1"),
        ("reframing-1", "2"),
    ];
    let agreed = [
        ("about", "The ward round"),
        ("what-1", "Draw up the rota"),
        ("who-1", "Owen Price"),
        ("by-1-day", "1"),
        ("by-1-month", "June"),
        ("by-1-year", "2027"),
        ("done-1", "It hangs in the office"),
        ("what-2", "Tell the night staff"),
    ];
    vec![
        state("a goal sheet", "/tools/grow", &GOAL, 200),
        state("a goal alone", "/tools/grow", &[("goal", "Sleep better"), ("sure", "9")], 200),
        state("a goal to change", "/tools/grow", &changed, 200),
        state("a goal with more rows", "/tools/grow", &more, 200),
        state("an empty goal sheet", "/tools/grow", &[("step", "blank")], 200),
        state(
            "a goal with errors",
            "/tools/grow",
            &[
                ("goal", ""),
                ("who-2", "Amina"),
                ("by-2-day", "31"),
                ("by-2-month", "2"),
                ("by-2-year", "2027"),
                ("sure", "99"),
            ],
            422,
        ),
        state("an agreed list", "/tools/checklist", &agreed, 200),
        state("an empty list", "/tools/checklist", &[("step", "blank")], 200),
        state("twelve rows", "/tools/checklist", &[("rows", "12"), ("step", "change")], 200),
        state(
            "a mark on the picture",
            "/tools/skill-will",
            &[("task", "Chairing the handover"), ("skill", "2"), ("will", "3")],
            200,
        ),
        state("the four styles", "/tools/skill-will", &[("step", "blank")], 200),
        state(
            "chosen questions",
            "/tools/co-active",
            &[("values", "proud"), ("sides", "old"), ("own", "Whose job is it?")],
            200,
        ),
        state("all questions", "/tools/co-active", &[("step", "blank")], 200),
        state("a preparation", "/tools/preparation", &[("topic", "My next post"), ("reality", LONG)], 200),
        state("an empty preparation", "/tools/preparation", &[("step", "blank")], 200),
        state(
            "a mentor's preparation",
            "/tools/preparation/mentors",
            &[("last", LONG), ("approach", "grow")],
            200,
        ),
        state("a reflection", "/tools/reflection", &[("will", "Ask Ruth\nSleep on it")], 200),
        state(
            "a mentor's reflection",
            "/tools/reflection/mentors",
            &[("noticed", LONG), ("approach", "clear")],
            200,
        ),
        state("a self-check", "/tools/self-check", &check, 200),
    ]
}
