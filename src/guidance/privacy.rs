//! What the privacy notice says is kept. Each line is kept true by the sweep or the action it tells of.

/// One kind of data.
#[derive(Debug)]
pub struct Kept {
    pub what: &'static str,
    pub why: &'static str,
    pub how_long: &'static str,
}

/// When the notice last changed in what it says.
pub const DATED: jiff::civil::Date = jiff::civil::date(2026, 11, 22);

pub const KEPT: &[Kept] = &[
    Kept {
        what: "Your account: name, email address, employer and how you showed that you work there, and, if you give them, \
               team, line manager and a recovery address",
        why: "To know who is who, to reach you, and to know which pool serves you.",
        how_long: "While the account is open. An address that is never confirmed goes after 72 hours.",
    },
    Kept {
        what: "Your password, as a hash, and what your second factor needs",
        why: "To let you in and nobody else.",
        how_long: "Until you change them or close the account.",
    },
    Kept {
        what: "Where you are signed in: the kind of browser, and when it was last used",
        why: "So that you can see it and end it, and so that a shared computer signs you out by itself.",
        how_long: "Up to 24 hours after it ended. A form you were typing when it ended is kept encrypted for as long, so \
                   that you get it back.",
    },
    Kept {
        what: "Messages to a coordinator, with the name and address you gave, and the answer",
        why: "To answer you within 3 working days.",
        how_long: "12 months after the answer.",
    },
    Kept {
        what: "Mail we sent you: what kind and when. The text is encrypted while it waits",
        why: "To send it once, and no more than promised.",
        how_long: "The text until it is sent; that it was sent, as long as the record below.",
    },
    Kept {
        what: "A record of who did what and when, by random key, without any words that people wrote",
        why: "To find out what happened when something goes wrong, and to show who read what.",
        how_long: "The record stays. The key that leads to you goes when you are erased.",
    },
    Kept {
        what: "How often somebody tried to sign in or to send a form, as hashes",
        why: "To slow down guessing without locking you out.",
        how_long: "At most a day.",
    },
];
