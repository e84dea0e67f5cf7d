//! What the privacy notice says is kept. Each line is kept true by the sweep or the action it tells of.

/// One kind of data.
#[derive(Debug)]
pub struct Kept {
    pub what: &'static str,
    pub detail: &'static str,
    pub why: &'static str,
    pub how_long: &'static str,
}

/// When the notice last changed in what it says.
pub const DATED: jiff::civil::Date = jiff::civil::date(2026, 11, 30);

pub const KEPT: &[Kept] = &[
    Kept {
        what: "Your account",
        detail: "Name, email address, employer and how you showed that you work there. If you give them: team, line \
                 manager, a personal recovery address.",
        why: "To know who is who, to reach you, and to know which pool serves you.",
        how_long: "While the account is open. An address that is never confirmed goes after 72 hours.",
    },
    Kept {
        what: "How you sign in",
        detail: "Your password as a hash, and what your second factor needs, encrypted.",
        why: "To let you in and nobody else.",
        how_long: "Until you change them or close the account.",
    },
    Kept {
        what: "Where you are signed in",
        detail: "The kind of browser, when you signed in and when it was last used. Browsers you signed in on, as \
                 hashes.",
        why: "So that you can see it and end it, and so that a shared computer signs you out by itself.",
        how_long: "Up to 24 hours after it ended; known browsers for a year. A form you were typing when it ended is \
                   kept encrypted for up to a day, so that you get it back.",
    },
    Kept {
        what: "Your profile, as a coach or mentor",
        detail: "What you write about yourself, what you can help with, how you meet, how many people you see and when \
                 you are free.",
        why: "So that people can choose somebody who fits, and do not ask in vain.",
        how_long: "Until you change it or close the account.",
    },
    Kept {
        what: "Your application and membership of a pool",
        detail: "What you asked to offer, what you and the coordinators wrote about it, the decision, your standing, and \
                 the qualifications, training, supervision, development and insurance you showed.",
        why: "So that a pool can stand for the people in it.",
        how_long: "A draft for 90 days after you last changed it, a declined or withdrawn application for a year, a \
                   membership until two years after you left.",
    },
    Kept {
        what: "Your line in an existing register",
        detail: "When a pool brings its register into the hub: what that register says of you.",
        why: "To ask you whether you wish to be in it. Nobody finds you before you confirm.",
        how_long: "90 days unless you confirm, and gone at once when you decline. The file itself for 30 days, \
                   encrypted.",
    },
    Kept {
        what: "Your lived experience, if you choose to tell it",
        detail: "For each thing: whether it is shown or only used to match, and which wording you agreed to.",
        why: "For schemes you join that ask for it, with your consent and for nothing else.",
        how_long: "Until you take it back, which erases it at once.",
    },
    Kept {
        what: "What you look for",
        detail: "Searches you save, your shortlist, and whom you would rather not be matched with. Words of a search are encrypted.",
        why: "So that you can go on where you stopped, and hear when somebody fits.",
        how_long: "Until you delete it; a search you did not save, a day.",
    },
    Kept {
        what: "First conversations",
        detail: "Whom you asked, when, how it went on, and what you two wrote to each other, encrypted. What each of you decided is deleted when it closes.",
        why: "To bring you together, and to give everybody an answer in time.",
        how_long: "What you wrote, a year after it closed, or for as long as you work together. That you asked, two years.",
    },
    Kept {
        what: "Working together",
        detail: "Your agreement, reviews and what you say at the end, encrypted; that you met, when and how long.",
        why: "To hold what you two agreed, and to count hours without anybody having to.",
        how_long: "What you wrote, 12 months after the ending. That you met, seven years.",
    },
    Kept {
        what: "Notes and goals",
        detail: "What you write for yourself or share with the other, encrypted with keys that are not in the database.",
        why: "To help you two work. Nobody else reads them.",
        how_long: "12 months after the ending.",
    },
    Kept {
        what: "Supervision, training and monthly activity of coaches and mentors",
        detail: "Hours, providers and days; what you learned, encrypted and for you alone. Themes are counted for a whole pool, apart from whose they were.",
        why: "To keep the standing that a pool asks for, and to show what a pool does.",
        how_long: "Seven years, or until you delete it.",
    },
    Kept {
        what: "Messages to a coordinator",
        detail: "What you wrote and the answer, both encrypted, with the name, address and area you gave.",
        why: "To answer you within 3 working days.",
        how_long: "12 months after the answer.",
    },
    Kept {
        what: "Mail we sent you",
        detail: "What kind and when. The text is encrypted while it waits to be sent.",
        why: "To send it once, and no more of it than promised.",
        how_long: "The text until it is sent. That it was sent, for 90 days.",
    },
    Kept {
        what: "Who did what",
        detail: "A record of acts and of who read what, under a random key, without any words that people wrote.",
        why: "To find out what happened when something goes wrong.",
        how_long: "The record stays. The key that leads to you goes when you are erased.",
    },
    Kept {
        what: "Tries",
        detail: "How often somebody tried to sign in or to send a form, as hashes of the address given and the network.",
        why: "To slow down guessing without locking you out.",
        how_long: "At most a day.",
    },
];
