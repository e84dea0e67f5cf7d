//! Every cookie the hub sets. A test signs in and compares this list with what the browser was given.

/// One cookie, as the cookies page tells of it.
#[derive(Debug)]
pub struct Cookie {
    pub name: &'static str,
    pub purpose: &'static str,
    pub stays: &'static str,
}

/// The session cookie's name follows the address of the installation: over https it cannot be set by anything but us.
pub fn set(secure: bool) -> Vec<Cookie> {
    vec![
        Cookie {
            name: if secure { "__Host-rapport_session" } else { "rapport_session" },
            purpose: "Knows that it is you while you are signed in. It holds a random number and nothing about you.",
            stays: "Until you sign out. Otherwise 12 hours at most, and 60 minutes without use (30 for coordinators and \
                    administrators); 30 days if you said it is your own phone.",
        },
        Cookie {
            name: if secure { "__Host-rapport_device" } else { "rapport_device" },
            purpose: "Knows a browser that somebody signed in on before, so that strangers who guess at a password \
                      elsewhere cannot keep its owner out. It signs nobody in and says nothing about who you are.",
            stays: "A year after the last sign-in on that browser.",
        },
        Cookie {
            name: "rapport_flash",
            purpose: "Carries one sentence, such as “Your name is changed”, to the next page.",
            stays: "Until that page has shown it, and one minute at most.",
        },
        Cookie {
            name: "rapport_place",
            purpose: "Keeps where you work, and your band, when you look for somebody before you have an account.",
            stays: "30 days.",
        },
        Cookie {
            name: "rapport_wants",
            purpose: "Keeps what you last looked for before you had an account, so that you need not choose again. Nothing \
                      that you wrote in your own words, and no subject that is private, is in it.",
            stays: "A week.",
        },
        Cookie {
            name: "rapport_search",
            purpose: "Knows the browser in which you wrote something in your own words before you had an account, so that \
                      nobody else can read it. It holds a random number.",
            stays: "Until you close the browser.",
        },
        Cookie {
            name: "rapport_later",
            purpose: "Remembers that you did not want to give your staff group and band just now.",
            stays: "30 days.",
        },
    ]
}
