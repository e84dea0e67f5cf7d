//! What the self-check asks and suggests, skill by skill: things one does or does not do, so that an honest answer is
//! possible.

/// A skill of a good coach or mentor.
#[derive(Debug, PartialEq, Eq)]
pub struct Skill {
    /// The code of its term in the vocabulary of skills.
    pub code: &'static str,
    pub name: &'static str,
    /// Two things somebody with this skill does.
    pub statements: [&'static str; 2],
    /// Something to try in the next meeting.
    pub practice: &'static str,
    /// Something to learn, with others or from them.
    pub cpd: &'static str,
}

pub const SKILLS: [Skill; 11] = [
    Skill {
        code: "approachability",
        name: "Approachability",
        statements: [
            "People come to me with small questions, not only with big ones.",
            "When I have no time now, I say when I will.",
        ],
        practice: "For two weeks, end each meeting with one sentence: how to reach you, and that a short message is welcome.",
        cpd: "Ask three colleagues, one of them junior to you, what makes it easy or hard to come to you.",
    },
    Skill {
        code: "genuine-interest",
        name: "Genuine interest",
        statements: [
            "I ask about the person before I ask about the problem.",
            "I could say what matters to the people I work with, in their own words.",
        ],
        practice: "Begin the next meeting with “What has been good since we met?” and ask two questions about the answer.",
        cpd: "Spend half a day beside somebody whose work you do not know, and write down what surprised you.",
    },
    Skill {
        code: "patience",
        name: "Patience",
        statements: [
            "I let a silence last until the other person ends it.",
            "I let people find their own way, even when I see a shorter one.",
        ],
        practice: "After your next important question, count to ten in your head before you say anything.",
        cpd: "Watch a recorded coaching session, or sit in on one, and note how long the coach waits.",
    },
    Skill {
        code: "objectivity",
        name: "Objectivity",
        statements: [
            "I hear how it looks from the other side before I make up my mind.",
            "I notice what I would choose myself, and keep it out of my questions.",
        ],
        practice: "When you next hear of a conflict, ask “How would they tell it?” before anything else.",
        cpd: "Take one case to supervision, or to a colleague who thinks differently, and ask what you might not be seeing.",
    },
    Skill {
        code: "questioning",
        name: "Questioning",
        statements: [
            "I ask questions to which I do not know the answer.",
            "I ask one short question at a time.",
        ],
        practice: "In the next meeting, begin your questions with “what” or “how”, and stop after the question mark.",
        cpd: "Practise in threes: one talks, one may only ask, one counts the questions that were advice in disguise.",
    },
    Skill {
        code: "active-listening",
        name: "Active listening",
        statements: [
            "I say back what I heard before I say what I think.",
            "The other person talks for at least two thirds of the time.",
        ],
        practice: "Twice in the next meeting, say “What I hear is …” and ask whether that is right.",
        cpd: "Take a short course on listening skills, or record a practice talk with consent and work out who spoke how long.",
    },
    Skill {
        code: "challenging",
        name: "Challenging",
        statements: [
            "I say it, kindly, when what somebody says and what they do are far apart.",
            "I ask for more when somebody settles for less than they can do.",
        ],
        practice: "Ask for leave first: “May I say something you may not like?” Then say one thing you saw, without “but”.",
        cpd: "Role-play a hard message with a colleague, then swap places and hear how it lands.",
    },
    Skill {
        code: "probing",
        name: "Probing",
        statements: [
            "I ask “What else?” after the first answer.",
            "When it gets uncomfortable, I ask whether we may stay with it.",
        ],
        practice: "After each answer to your main question, ask “And what else?” twice before you move on.",
        cpd: "Read up on one method that goes deeper step by step, such as GROW or the ladder of inference, and try it out.",
    },
    Skill {
        code: "clarifying",
        name: "Clarifying",
        statements: [
            "I ask what people mean by words such as “supported” or “difficult”.",
            "At the end of a meeting we would both write down the same thing.",
        ],
        practice: "Close the next meeting by asking them to sum it up in two sentences. Correct nothing; ask.",
        cpd: "Learn to agree and close a meeting well: how a coach contracts at the start and sums up at the end.",
    },
    Skill {
        code: "reframing",
        name: "Reframing",
        statements: [
            "I offer another way to look at it, and let them say whether it fits.",
            "I help people learn from a setback without making it smaller.",
        ],
        practice: "When somebody says “I can’t”, try “What would have to be true for it to work?”",
        cpd: "Read about solution-focused or cognitive-behavioural coaching, and note three questions that turn a view round.",
    },
    Skill {
        code: "opening-doors",
        name: "Opening doors",
        statements: [
            "I introduce people to somebody who can help them.",
            "I pass on chances to people who would not have heard of them.",
        ],
        practice: "Think of one person they should meet, ask both whether they would like to, and write the introduction the same day.",
        cpd: "Learn how sponsorship differs from mentoring, and look at whom you have recommended in the past year: who is missing?",
    },
];
