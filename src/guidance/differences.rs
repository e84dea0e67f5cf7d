//! How coaching and mentoring differ, and what neither of them is.

/// One row of the comparison.
#[derive(Debug)]
pub struct Difference {
    pub what: &'static str,
    pub coaching: &'static str,
    pub mentoring: &'static str,
}

/// Something at work that sounds alike.
#[derive(Debug)]
pub struct NotThis {
    pub name: &'static str,
    pub instead: &'static str,
}

pub const DIFFERENCES: &[Difference] = &[
    Difference {
        what: "Purpose",
        coaching: "To reach a goal you set, or work out one thing that is in your way.",
        mentoring: "To grow in your work and career, with somebody who knows the ground.",
    },
    Difference {
        what: "How long it lasts",
        coaching: "Short: a number of meetings agreed at the start.",
        mentoring: "Longer: as long as it is useful to you both, sometimes only as and when.",
    },
    Difference {
        what: "Structure of a meeting",
        coaching: "Clear steps towards the goal, often by a method such as GROW: goal, reality, options, will.",
        mentoring: "A conversation of 45 to 60 minutes that goes where it is needed.",
    },
    Difference {
        what: "Agenda",
        coaching: "Your goal. You agree it at the start and come back to it each time.",
        mentoring: "Yours, and broad. It may change from one meeting to the next, and goals are optional.",
    },
    Difference {
        what: "Who leads",
        coaching: "The coach leads the thinking with questions. You find the answers.",
        mentoring: "You lead. Your mentor listens, tells you what they have seen, and may open a door.",
    },
    Difference {
        what: "Experience they need",
        coaching: "Experience of coaching. They need none of your job, and asking is their craft.",
        mentoring: "More than you of what you want to learn: a role, a profession or an organisation. In reverse mentoring \
                    (also called reciprocal mentoring) the junior person is the mentor.",
    },
    Difference {
        what: "Qualification and supervision",
        coaching: "Usually an assessed coaching programme, such as EMCC Practitioner or ILM level 5. A supervisor of \
                   coaches looks at their practice with them, without your name.",
        mentoring: "Mentor training, or long experience. Supervision is open to mentors and not usually required.",
    },
    Difference {
        what: "Feedback to you",
        coaching: "On what you notice, try and change, set against your goal.",
        mentoring: "On your ideas and plans, from somebody who has tried some of them.",
    },
    Difference {
        what: "Your line manager",
        coaching: "Is not told and gets no report. Your coach never manages, assesses or appraises you.",
        mentoring: "Is not told and gets no report. Your mentor never manages, assesses or appraises you.",
    },
    Difference {
        what: "How it ends",
        coaching: "When the goal is reached or the agreed meetings are used. You extend it only if you both want to.",
        mentoring: "When either of you feels it has done its work. A look back now and then helps you notice.",
    },
];

pub const NOT_THESE: &[NotThis] = &[
    NotThis {
        name: "Practice supervision and assessment",
        instead: "Supports students in practice and decides whether they pass. Nursing and midwifery once called this \
                  mentoring; here the word means something else.",
    },
    NotThis {
        name: "Preceptorship",
        instead: "Guides newly registered staff through their first months, as a programme of the employer.",
    },
    NotThis {
        name: "Educational or clinical supervision",
        instead: "Oversees a person’s training, or looks at their clinical work with them. Talk about patients there.",
    },
    NotThis {
        name: "Appraisal",
        instead: "Reviews how the year went, for your employer, your training or your revalidation.",
    },
];
