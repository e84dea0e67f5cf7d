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
    ]
}
