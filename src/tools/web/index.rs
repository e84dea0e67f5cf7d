use askama::Template;
use axum::response::Response;

use crate::app::App;
use crate::platform::web::{Layout, PageError, Routes, Who, page};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/tools", Who::Public, index)
}

/// A tool, as the list of them tells of it.
struct Entry {
    path: &'static str,
    name: &'static str,
    what: &'static str,
    when: &'static str,
    minutes: &'static str,
}

/// Tools for one purpose.
struct Group {
    heading: &'static str,
    entries: &'static [Entry],
}

const GROUPS: [Group; 3] = [
    Group {
        heading: "To think something through",
        entries: &[
            Entry {
                path: "/tools/grow",
                name: "GROW",
                what: "Four steps from a wish to a plan: goal, reality, options, and what you will do.",
                when: "You want something to be different and do not know where to begin.",
                minutes: "15 to 30 minutes",
            },
            Entry {
                path: "/tools/skill-will",
                name: "Skill/will matrix",
                what: "A picture of how able and how keen you are, and the style of help that suits it.",
                when: "A task is in front of you and you wonder what to ask for.",
                minutes: "2 minutes",
            },
            Entry {
                path: "/tools/co-active",
                name: "Co-active questions",
                what: "Questions about what you value, what you want more of, and how else you could look at it.",
                when: "It is about a direction, and not about a task.",
                minutes: "5 minutes to choose, as long as you like to answer",
            },
        ],
    },
    Group {
        heading: "For your meetings",
        entries: &[
            Entry {
                path: "/tools/preparation",
                name: "Prepare for a meeting",
                what: "A short sheet to take along, for either side.",
                when: "You meet your coach or mentor, or the person you coach or mentor, in the next days.",
                minutes: "5 to 10 minutes",
            },
            Entry {
                path: "/tools/checklist",
                name: "Agreed actions",
                what: "The checklist style: what you agreed, who does it, by when, and how you know that it is done.",
                when: "At the end of a meeting, to look at together in the next one.",
                minutes: "5 minutes",
            },
            Entry {
                path: "/tools/reflection",
                name: "Look back at a meeting",
                what: "What stayed with you and what you will do, for either side.",
                when: "On the same day, while you remember.",
                minutes: "5 to 10 minutes",
            },
        ],
    },
    Group {
        heading: "For coaches and mentors",
        entries: &[Entry {
            path: "/tools/self-check",
            name: "Private self-check",
            what: "How often you do what a good coach or mentor does, what to practise, and what to put on your profile.",
            when: "Before you join a pool, before supervision, or once a year.",
            minutes: "5 minutes",
        }],
    },
];

#[derive(Template)]
#[template(path = "tools/index.html")]
struct IndexPage {
    layout: Layout,
    groups: &'static [Group],
}

async fn index(layout: Layout) -> Result<Response, PageError> {
    page(&IndexPage { layout, groups: &GROUPS })
}
