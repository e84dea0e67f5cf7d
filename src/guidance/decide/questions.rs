//! The questions, and which way each answer leans: the whole of the decision as a table.

/// Which way an answer leans, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    Nowhere,
    Coaching(u8),
    Mentoring(u8),
    /// It is a line manager's to settle.
    Manager(u8),
    /// It is about health or distress, and neither coaching nor mentoring is for that.
    Health,
    /// It is about safety, or about how somebody behaves.
    Safety,
}

/// An answer one can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub code: &'static str,
    pub label: &'static str,
    pub lean: Lean,
    /// The reason it gives, as a sentence to the reader.
    pub because: &'static str,
    /// The area of development it suggests for a search. Never a sensitive one.
    pub area: Option<&'static str>,
}

/// A question, and the answers to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The field's name.
    pub name: &'static str,
    pub legend: &'static str,
    pub hint: &'static str,
    pub answers: &'static [Answer],
}

const fn answer(code: &'static str, label: &'static str, lean: Lean, because: &'static str) -> Answer {
    Answer { code, label, lean, because, area: None }
}

const fn about(area: &'static str, answer: Answer) -> Answer {
    Answer { area: Some(area), ..answer }
}

/// "I cannot say yet", which leans nowhere.
const fn unsure(label: &'static str) -> Answer {
    answer("unsure", label, Lean::Nowhere, "")
}

/// How many questions there are.
pub const MANY: usize = 7;

/// In the order of the page.
pub const QUESTIONS: [Question; MANY] = [
    Question {
        name: "change",
        legend: "What would you most like to change?",
        hint: "",
        answers: &[
            about(
                "career-progression",
                answer(
                    "next-step",
                    "My next step: another role, a promotion, a different path",
                    Lean::Mentoring(1),
                    "A next step is easier to see with somebody who has taken one like it.",
                ),
            ),
            about(
                "new-role",
                answer(
                    "new-role",
                    "How I find my feet in a role that is new to me",
                    Lean::Mentoring(1),
                    "Somebody who knows such a role can tell you what nobody wrote down.",
                ),
            ),
            about(
                "leading-teams",
                answer(
                    "leading",
                    "How I lead people",
                    Lean::Coaching(1),
                    "How you lead is a thing to try, look at and try again, which is what coaching does.",
                ),
            ),
            about(
                "confidence",
                answer(
                    "myself",
                    "Something in me: confidence, a habit, how I come across",
                    Lean::Coaching(1),
                    "What is in you changes through your own thinking, and a coach’s questions start it.",
                ),
            ),
            answer(
                "situation",
                "One situation at work that I am stuck in",
                Lean::Coaching(1),
                "One situation, thought through properly, is a good piece of work for a coach.",
            ),
            about(
                "building-networks",
                answer(
                    "knowing",
                    "Knowing how things work, and whom to ask",
                    Lean::Mentoring(2),
                    "You want to know how things work, and a mentor tells you what they have seen.",
                ),
            ),
            answer(
                "conditions",
                "My workload, hours, pay or equipment",
                Lean::Manager(2),
                "Workload, hours, pay and equipment are your employer’s to settle, through your line manager.",
            ),
            answer(
                "behaviour",
                "How somebody behaves towards me or others, or something unsafe",
                Lean::Safety,
                "How somebody behaves, or a risk to people, is for those who can act on it.",
            ),
            unsure("I cannot say yet"),
        ],
    },
    Question {
        name: "when",
        legend: "By when?",
        hint: "",
        answers: &[
            answer(
                "weeks",
                "In weeks",
                Lean::Coaching(1),
                "You want to get there in weeks, and coaching is short: a few meetings, agreed at the start.",
            ),
            answer("months", "In some months", Lean::Nowhere, ""),
            answer(
                "years",
                "There is no date: it is about the next years",
                Lean::Mentoring(1),
                "There is no date, and mentoring lasts as long as it is useful to you both.",
            ),
            unsure("I do not know"),
        ],
    },
    Question {
        name: "shape",
        legend: "Is it a task or a direction?",
        hint: "A task is done one day. A direction is where you are going.",
        answers: &[
            answer(
                "task",
                "A task: I would know when it is done",
                Lean::Coaching(1),
                "You would know when it is done, so there is a goal to work towards.",
            ),
            answer(
                "direction",
                "A direction: it is wider than one thing",
                Lean::Mentoring(1),
                "It is wider than one thing, and mentoring has room for that.",
            ),
            unsure("Some of each, or I cannot tell"),
        ],
    },
    Question {
        name: "agenda",
        legend: "Who should decide what you talk about?",
        hint: "",
        answers: &[
            answer(
                "goal",
                "I set a goal once, and want to be kept to it",
                Lean::Coaching(1),
                "You want to be kept to a goal, and a coach comes back to it each time.",
            ),
            answer(
                "me",
                "I do, each time: whatever is on my mind",
                Lean::Mentoring(1),
                "You want to bring whatever is on your mind, and a mentor follows you there.",
            ),
            answer(
                "manager",
                "My manager has already said what I should work on",
                Lean::Manager(1),
                "Your manager has said what to work on, so they need to be part of the first talk about it.",
            ),
            unsure("I have no view"),
        ],
    },
    Question {
        name: "experience",
        legend: "Does it matter that they have done work like yours?",
        hint: "",
        answers: &[
            answer(
                "yes",
                "Yes: I want to hear from somebody who has been there",
                Lean::Mentoring(2),
                "You want somebody who has been there. That is what a mentor is.",
            ),
            answer(
                "no",
                "No: a fresh eye would be better",
                Lean::Coaching(2),
                "You want a fresh eye. A coach needs no experience of your job.",
            ),
            unsure("It does not matter"),
        ],
    },
    Question {
        name: "help",
        legend: "What would help you most?",
        hint: "",
        answers: &[
            answer(
                "questions",
                "Questions that make me think",
                Lean::Coaching(2),
                "Good questions would help you most, and asking them is a coach’s craft.",
            ),
            answer(
                "stories",
                "Advice, stories and introductions",
                Lean::Mentoring(2),
                "Advice, stories and introductions would help you most. Mentors give them; coaches seldom do.",
            ),
            answer(
                "decision",
                "A decision, time, money or training that my employer gives",
                Lean::Manager(2),
                "You need a decision, and only your employer can make it.",
            ),
            unsure("I do not know yet"),
        ],
    },
    Question {
        name: "health",
        legend: "Is it mainly about your health, or about being in distress?",
        hint: "You need not answer this. Nothing you choose on this page is kept.",
        answers: &[
            answer("no", "No", Lean::Nowhere, ""),
            answer("partly", "In part: it wears me down", Lean::Nowhere, ""),
            answer(
                "yes",
                "Yes",
                Lean::Health,
                "It is mainly about your health or about distress. Coaching and mentoring are neither therapy nor \
                 counselling, and you deserve help that is made for this.",
            ),
        ],
    },
];

/// The question about health, and the answer to it that leaves the outcome as it is and shows help beside it.
pub const HEALTH: &str = "health";
pub const PARTLY: &str = "partly";

/// The question about experience, and the answer that asks for somebody further on.
pub const EXPERIENCE: &str = "experience";
pub const BEEN_THERE: &str = "yes";
