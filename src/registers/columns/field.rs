use super::words::{alike, folded};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident $code:literal $label:literal [$($synonym:literal),* $(,)?];)*) => {
        /// What a column of a register says about somebody.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// Every field, in the order pages and exports have them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As it is stored and as forms send it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What pages call it, and the heading of an export.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// What registers call it, folded; the most telling first.
            const fn synonyms(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($synonym,)*],)* }
            }
        }
    };
}

fields! {
    Reference "reference" "Reference" ["ref", "reference", "ref no", "register number", "id", "membership number", "unique id"];
    Surname "surname" "Surname" ["surname", "last name", "family name", "second name"];
    Forename "forename" "Forename" ["forename", "first name", "given name", "forenames", "known as", "preferred name"];
    FullName "full-name" "Full name" ["full name", "name", "coach name", "mentor name", "name of coach", "name of mentor"];
    Email "email" "Email" ["email", "work email", "email address", "nhs email", "mail", "contact email"];
    /// Not kept: the hub has no use for it.
    Telephone "telephone" "Telephone" ["tel", "telephone", "phone", "mobile", "phone number", "telephone number", "contact number", "work phone", "mobile number"];
    Pronouns "pronouns" "Pronouns" ["pronouns", "preferred pronouns"];
    JobTitle "job-title" "Job title" ["job title", "job", "role", "position", "post", "job role", "current role"];
    Employer "employer" "Employer" ["employer", "organisation", "organization", "trust", "employing organisation", "workplace", "ods code", "company", "place of work"];
    Seniority "seniority" "Pay band or grade" ["pay band", "band", "grade", "seniority", "afc band", "pay band or grade", "pay grade"];
    Profession "profession" "Profession" ["profession", "staff group", "profession staff group", "professional group", "discipline", "professional background"];
    Offering "offering" "Coach or mentor" ["coach mentor or both", "coach or mentor", "coach mentor", "offering", "offers", "coaching or mentoring", "type of support", "coaching mentoring"];
    Qualifications "qualifications" "Qualifications" ["qualifications", "qualification", "coaching qualification", "accreditation", "training completed", "qualification s", "coach training"];
    DateQualified "date-qualified" "Date qualified" ["date qualified", "qualified on", "year qualified", "qualification date", "date of qualification", "date trained"];
    LastSupervision "last-supervision" "Last supervision" ["last supervision", "supervision", "date of last supervision", "supervision date", "most recent supervision"];
    Cpd "cpd" "CPD in the last year" ["cpd", "cpd last 12m", "cpd last 12 months", "continuing professional development", "cpd in the last year", "cpd hours"];
    InsuredTo "insurance-expiry" "Insurance runs out" ["insurance expiry", "insurance", "indemnity expiry", "insurance runs out", "insurance expires", "insurance end date", "indemnity insurance"];
    Areas "areas" "Can help with" ["areas of expertise", "can help with", "areas", "expertise", "development areas", "specialisms", "topics", "help with", "areas of interest"];
    Approaches "approaches" "Approaches" ["approach", "approaches", "models", "approach models", "coaching models", "coaching approach", "coaching style", "tools and models"];
    Delivery "delivery" "How they meet" ["how delivered", "delivery", "how they meet", "delivery method", "mode of delivery", "format", "face to face or virtual", "how you meet"];
    Languages "languages" "Languages" ["languages", "language", "languages other than english", "languages spoken", "other languages"];
    Capacity "capacity" "How many people they see" ["capacity", "max no of clients", "maximum clients", "how many people they see", "max clients", "number of clients", "max number of coachees", "max mentees"];
    SeeingNow "seeing-now" "Seeing now" ["currently seeing", "seeing now", "current clients", "current coachees", "current mentees", "no of current clients", "active clients"];
    Available "available" "Available" ["available", "availability", "available y n", "taking new clients", "accepting new clients", "accepting"];
    About "about" "About" ["about me", "about", "biography", "bio", "profile text", "personal statement", "pen portrait", "description"];
    Publish "publish" "Publish" ["publish", "happy for profile to be published", "consent to publish", "published", "permission to publish", "ok to publish", "publish profile", "consent"];
}

impl Field {
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.code() == code)
    }

    /// Whether several columns may hold it; their values are put together.
    #[must_use]
    pub const fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Areas
                | Self::Approaches
                | Self::Delivery
                | Self::Languages
                | Self::Qualifications
                | Self::Profession
                | Self::Telephone
        )
    }

    /// The field that a heading names, and how surely, from 1 to 100.
    #[must_use]
    pub fn of_heading(heading: &str) -> Option<(Self, u8)> {
        let heading = folded(heading);
        let words: Vec<&str> = heading.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() || words.len() > 14 {
            return None;
        }
        Self::ALL
            .iter()
            .filter_map(|field| {
                Some((*field, field.synonyms().iter().filter_map(|one| fit(&heading, &words, one)).max()?))
            })
            .max_by_key(|(field, fit)| (*fit, std::cmp::Reverse(*field)))
    }
}

/// How well a heading fits a synonym: the same, the same but for typing, or all of its words among others.
fn fit(heading: &str, words: &[&str], synonym: &str) -> Option<u8> {
    if heading == synonym {
        return Some(100);
    }
    let wanted: Vec<&str> = synonym.split(' ').collect();
    if wanted.len() == words.len() && wanted.iter().zip(words).all(|(want, word)| alike(want, word)) {
        return Some(95);
    }
    if !wanted.iter().all(|want| words.iter().any(|word| alike(want, word))) {
        return None;
    }
    // The larger the share of the heading that is explained, the surer.
    let share = u8::try_from(wanted.len() * 40 / words.len()).unwrap_or(0);
    Some(50 + share.min(40))
}
