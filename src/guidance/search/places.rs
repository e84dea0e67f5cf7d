//! Pages that are no guide and can be found all the same.

use super::document::Document;

/// Address, title, kind, summary, and what people call it.
type Place = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const PLACES: &[Place] = &[
    (
        "/guidance/coaching-or-mentoring",
        "Coaching or mentoring: which fits?",
        "Page",
        "Seven questions that help you choose, the two side by side, what neither of them is, and where to turn for another \
         kind of help.",
        &[
            "difference between coaching and mentoring",
            "coaching vs mentoring",
            "help me decide",
            "which one",
            "therapy",
            "counselling",
            "mental health",
            "crisis",
            "practice supervision",
            "practice assessor",
            "preceptorship",
            "appraisal",
            "clinical supervision",
            "what is mentoring",
            "what is coaching",
            "burnout",
            "stress",
            "samaritans",
        ],
    ),
    (
        "/how-it-works",
        "How it works",
        "Page",
        "Each step from registering to a good ending, who does what, and by when.",
        &[
            "steps",
            "time limit",
            "deadline",
            "how long until somebody answers",
            "working days",
            "no reply",
            "waiting",
        ],
    ),
    (
        "/find",
        "Find a coach or mentor",
        "Page",
        "Say what you want help with, and see who fits and why.",
        &[
            "search",
            "look for a mentor",
            "get a coach",
            "match",
            "matching",
            "find somebody",
            "i want a mentor",
            "browse",
        ],
    ),
    (
        "/pools",
        "Pools of coaches and mentors",
        "Page",
        "Registers of approved coaches and mentors: whom each serves, what it asks, and how to join.",
        &["register of coaches", "join a pool", "become a coach", "my area", "entry requirements"],
    ),
    (
        "/contact",
        "Contact a coordinator",
        "Page",
        "Write to a person. You get an answer within 3 working days.",
        &[
            "help",
            "support",
            "ask a question",
            "talk to a person",
            "helpdesk",
            "problem with the site",
            "feedback",
        ],
    ),
    (
        "/concerns/new",
        "Tell a coordinator about a concern",
        "Page",
        "About how somebody behaved, or about safety. You choose what to attach, and nothing tells the other person by itself.",
        &[
            "report",
            "complaint",
            "safeguarding",
            "bullying",
            "harassment",
            "unsafe",
            "raise a concern",
            "speak up",
        ],
    ),
    (
        "/register",
        "Register",
        "Page",
        "Your name, an email address and where you work. Any email address will do.",
        &["sign up", "create an account", "join", "new account"],
    ),
    (
        "/sign-in",
        "Sign in",
        "Page",
        "With your password, or with a code we send you by email.",
        &["log in", "login", "forgotten password", "cannot get in", "code"],
    ),
    (
        "/privacy",
        "Privacy notice",
        "Page",
        "What is kept about you, why, for how long, who sees it, and your rights.",
        &[
            "gdpr",
            "data protection",
            "personal data",
            "delete my account",
            "who can see",
            "notes",
            "does my manager know",
        ],
    ),
    (
        "/cookies",
        "Cookies",
        "Page",
        "The cookies this hub sets, and no others.",
        &["tracking", "analytics", "browser storage"],
    ),
    (
        "/accessibility",
        "Accessibility statement",
        "Page",
        "What you can do, what we know is missing, and what to do if something stops you.",
        &["screen reader", "large print", "wcag", "keyboard", "dyslexia", "easy read", "contrast"],
    ),
    (
        "/schemes",
        "Schemes and pools",
        "Page",
        "What each scheme and pool offers, for whom, how to join, and whom to contact.",
        &[
            "directory",
            "programme",
            "mentoring scheme",
            "which schemes are there",
            "join a scheme",
            "find a scheme",
        ],
    ),
    (
        "/events",
        "Training and events",
        "Page",
        "Training and development (CPD) for coaches and mentors, with dates, places and how to book.",
        &["training day", "course", "workshop", "cpd events", "webinar", "book a place", "learn to mentor"],
    ),
    (
        "/tools",
        "Tools to use by yourself or together",
        "Tool",
        "GROW, skill/will, agreed actions, co-active questions and more, on the screen or on paper.",
        &["tools", "worksheets", "templates", "printable", "exercises"],
    ),
    (
        "/tools/grow",
        "GROW: from a wish to a plan",
        "Tool",
        "Goal, reality, options, will: a guided page that turns a wish into a next step.",
        &["grow model", "goal setting", "action plan", "goal reality options will", "whitmore"],
    ),
    (
        "/tools/skill-will",
        "Skill/will: which help suits you?",
        "Tool",
        "A picture to place yourself on, and the style of help it suggests.",
        &["skill will matrix", "situational leadership", "motivation", "delegating", "coaching style"],
    ),
    (
        "/tools/checklist",
        "Agreed actions: the checklist style",
        "Tool",
        "Who does what by when, as a list both of you keep.",
        &["action list", "to do list", "actions", "agreed actions", "checklist"],
    ),
    (
        "/tools/co-active",
        "Co-active questions",
        "Tool",
        "Open questions to use with somebody, or with yourself.",
        &["powerful questions", "coaching questions", "open questions", "coactive"],
    ),
    (
        "/tools/self-check",
        "A private self-check for coaches and mentors",
        "Tool",
        "How you do it today, for your eyes alone, with ideas for your profile and your development.",
        &[
            "self assessment",
            "am i a good mentor",
            "am i a good coach",
            "skills check",
            "reflection",
            "cpd ideas",
        ],
    ),
];

/// All of them.
pub(super) fn documents() -> Vec<Document> {
    PLACES
        .iter()
        .map(|(href, title, kind, summary, words)| Document {
            href: (*href).to_owned(),
            title: (*title).to_owned(),
            kind,
            summary: (*summary).to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            passages: Vec::new(),
        })
        .collect()
}
