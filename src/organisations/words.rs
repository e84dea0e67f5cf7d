//! How names of employers are cut into words, so that what people type and what is stored meet: lower case, no
//! accents or apostrophes, short names written out, words that every employer has left out.

/// Words that say nothing about which employer is meant.
const NOISE: &[&str] = &[
    "nhs",
    "trust",
    "trusts",
    "foundation",
    "ft",
    "nhsft",
    "nhst",
    "the",
    "of",
    "and",
    "for",
    "upon",
    "on",
    "under",
    "in",
    "at",
    "le",
    "my",
    "a",
];

/// Short forms and what they stand for. Several words are separated by a space.
const SHORT: &[(&str, &str)] = &[
    ("amb", "ambulance"),
    ("beds", "bedfordshire"),
    ("berks", "berkshire"),
    ("bham", "birmingham"),
    ("brum", "birmingham"),
    ("bucks", "buckinghamshire"),
    ("cambs", "cambridgeshire"),
    ("ccg", "integrated care board"),
    ("comm", "community"),
    ("derbys", "derbyshire"),
    ("dist", "district"),
    ("gen", "general"),
    ("glos", "gloucestershire"),
    ("gloster", "gloucestershire"),
    ("gp", "general practice"),
    ("hants", "hampshire"),
    ("herts", "hertfordshire"),
    ("hosp", "hospital"),
    ("hosps", "hospital"),
    ("icb", "integrated care board"),
    ("infirm", "infirmary"),
    ("lancs", "lancashire"),
    ("leics", "leicestershire"),
    ("lincs", "lincolnshire"),
    ("mcr", "manchester"),
    ("mh", "mental health"),
    ("northants", "northamptonshire"),
    ("notts", "nottinghamshire"),
    ("ntn", "northampton"),
    ("oxon", "oxfordshire"),
    ("psych", "psychiatric"),
    ("qe", "queen elizabeth"),
    ("saint", "st"),
    ("salop", "shropshire"),
    ("shrops", "shropshire"),
    ("staffs", "staffordshire"),
    ("uni", "university"),
    ("univ", "university"),
    ("warks", "warwickshire"),
    ("wilts", "wiltshire"),
    ("wolves", "wolverhampton"),
    ("worcs", "worcestershire"),
    ("yorks", "yorkshire"),
];

/// Words many employers share: they help, but decide little. In hundredths of an ordinary word's weight.
const COMMON: &[(&str, u32)] = &[
    ("ambulance", 70),
    ("board", 30),
    ("care", 25),
    ("central", 50),
    ("centre", 30),
    ("city", 40),
    ("clinic", 30),
    ("college", 40),
    ("community", 45),
    ("county", 40),
    ("dental", 45),
    ("district", 30),
    ("east", 50),
    ("general", 35),
    ("group", 30),
    ("health", 25),
    ("healthcare", 30),
    ("home", 25),
    ("hospice", 50),
    ("hospital", 20),
    ("house", 40),
    ("infirmary", 40),
    ("integrated", 30),
    ("medical", 30),
    ("mental", 60),
    ("north", 50),
    ("nursing", 40),
    ("partnership", 35),
    ("pharmacy", 40),
    ("practice", 25),
    ("royal", 40),
    ("service", 20),
    ("south", 50),
    ("st", 30),
    ("surgery", 30),
    ("teaching", 25),
    ("university", 25),
    ("west", 50),
];

/// The words of a name or of what somebody typed that are worth comparing, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for raw in plain(text).split(' ').filter(|raw| !raw.is_empty()) {
        let long = SHORT.iter().find(|(short, _)| *short == raw).map_or(raw, |(_, long)| long);
        for word in long.split(' ').filter(|word| !NOISE.contains(word)) {
            found.push(stem(word).to_owned());
        }
    }
    found
}

/// How much a word decides, in hundredths.
#[must_use]
pub fn weight(word: &str) -> u32 {
    COMMON.iter().find(|(common, _)| *common == word).map_or(100, |(_, weight)| *weight)
}

/// The short names people make of initials: "Nottingham University Hospitals NHS Trust" gives `nuh`, `nuht`,
/// `nuhnt`… At least three letters each.
#[must_use]
pub fn initials(name: &str) -> Vec<String> {
    let text = plain(name).replace("national health service", "nhs");
    let all: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let ending = |word: &&&str| matches!(**word, "nhs" | "trust" | "foundation");
    let body: Vec<&str> = all.iter().filter(|word| !ending(word)).copied().collect();
    let foundation = all.contains(&"foundation");
    let endings: &[&str] = if foundation { &["", "ft", "nhsft", "t"] } else { &["", "t", "nhst"] };
    let small = |word: &str| matches!(word, "and" | "of" | "the" | "for" | "upon" | "on");
    let mut bodies: Vec<String> = Vec::new();
    for with_and in [false, true] {
        for with_university in [true, false] {
            let letters: String = body
                .iter()
                .filter(|word| !small(word) || (with_and && **word == "and"))
                .filter(|word| with_university || **word != "university")
                .filter_map(|word| word.chars().next())
                .collect();
            if !bodies.contains(&letters) {
                bodies.push(letters);
            }
        }
    }
    let mut found: Vec<String> = Vec::new();
    for letters in &bodies {
        for ending in endings {
            let short = format!("{letters}{ending}");
            if short.len() >= 3 && letters.len() >= 2 && !found.contains(&short) {
                found.push(short);
            }
        }
    }
    found
}

/// What is stored in `organisation.search_terms`.
#[must_use]
pub fn terms(name: &str, town: Option<&str>, ods_code: Option<&str>, aliases: &[impl AsRef<str>]) -> String {
    let mut terms = words(name);
    terms.extend(town.map(words).unwrap_or_default());
    terms.extend(aliases.iter().flat_map(|alias| words(alias.as_ref())));
    terms.extend(aliases.iter().filter_map(|alias| compact(alias.as_ref())));
    terms.extend(initials(name));
    terms.extend(ods_code.map(str::to_lowercase));
    let mut unique: Vec<String> = Vec::with_capacity(terms.len());
    for term in terms {
        if !unique.contains(&term) {
            unique.push(term);
        }
    }
    unique.join(" ")
}

/// A short text run together, as initials and codes are compared: `R D & E` gives `rde`. None when it is too long to
/// be a short name.
#[must_use]
pub fn compact(text: &str) -> Option<String> {
    let letters: String = plain(&text.replace('&', "")).chars().filter(|c| *c != ' ').collect();
    (2..=10).contains(&letters.len()).then_some(letters)
}

/// The start of a postcode without its space, when the text looks like one: `ng7 2` gives `NG72`.
#[must_use]
pub fn postcode_start(text: &str) -> Option<String> {
    let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let bytes = letters.as_bytes();
    let area = bytes.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let looks_right = (1..=2).contains(&area)
        && (area + 1..=7).contains(&bytes.len())
        && bytes[area].is_ascii_digit()
        && bytes.iter().all(u8::is_ascii_alphanumeric);
    looks_right.then_some(letters)
}

/// Lower case ASCII letters and digits, words apart by one space; `&` becomes "and", `'s` and apostrophes go.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().flat_map(char::to_lowercase).peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '&' => plain.push_str(" and "),
            '\'' | '’' | '‘' | '`' | '´' => {
                let mut ahead = letters.clone();
                let possessive =
                    ahead.next() == Some('s') && !ahead.next().is_some_and(char::is_alphanumeric);
                if possessive {
                    letters.next();
                }
            }
            '.' => {}
            _ => push_folded(&mut plain, letter),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_folded(plain: &mut String, letter: char) {
    let folded = match letter {
        'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ŵ' => 'w',
        'ŷ' | 'ÿ' => 'y',
        other if other.is_ascii_alphanumeric() => other,
        _ => ' ',
    };
    plain.push(folded);
}

/// Without a plural's s.
fn stem(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(single) if word.len() >= 4 && !single.ends_with('s') => single,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_written_out_and_noise_is_left_out() {
        assert_eq!(words("Notts Healthcare NHS FT"), ["nottinghamshire", "healthcare"]);
        assert_eq!(words("Saint George's"), words("St Georges"));
        assert_eq!(words("Guy's & St Thomas'"), words("Guys and St Thomas"));
        assert_eq!(words("St. Ives"), words("Saint Ives"));
        assert_eq!(words("Ysbyty Môn"), ["ysbyty", "mon"]);
        assert!(words("The NHS Foundation Trust").is_empty());
    }

    #[test]
    fn initials_cover_what_staff_write() {
        for (name, short) in [
            ("Nottingham University Hospitals NHS Trust", "nuh"),
            ("University Hospitals of Leicester NHS Trust", "uhl"),
            ("Leicestershire Partnership NHS Trust", "lpt"),
            ("The Shrewsbury and Telford Hospital NHS Trust", "sath"),
            ("Great Ormond Street Hospital for Children NHS Foundation Trust", "goshc"),
            ("Northamptonshire Healthcare NHS Foundation Trust", "nhft"),
            ("Wrightington, Wigan and Leigh NHS Foundation Trust", "wwl"),
        ] {
            assert!(initials(name).contains(&short.to_owned()), "{name}: {:?}", initials(name));
        }
    }

    #[test]
    fn postcode_starts_are_told_from_words() {
        assert_eq!(postcode_start("ng7 2"), Some("NG72".into()));
        assert_eq!(postcode_start("EC1V"), Some("EC1V".into()));
        assert_eq!(postcode_start("R1"), Some("R1".into()));
        for other in ["", "leeds", "123", "NG7 2UH 99", "ngx7", "st ives"] {
            assert_eq!(postcode_start(other), None, "{other}");
        }
    }
}
