//! Passwords: what may become one, and what somebody typed to prove they know theirs (S3).
//!
//! Both are brought to Unicode NFC first, as RFC 8265 asks, so that "ŵ" typed as one key or as two is the same
//! password. NFC changes nothing a person can see; NFKC would, and is not used. Nothing else is changed: no
//! trimming, no case folding, no cutting.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;
use zxcvbn::Score;
use zxcvbn::matching::patterns::MatchPattern;

/// The fewest characters of a password that stands alone.
pub const SHORTEST_ALONE: usize = 15;
/// The fewest characters when the account also asks for a second factor.
pub const SHORTEST_WITH_SECOND_FACTOR: usize = 8;
/// The most characters.
pub const LONGEST: usize = 128;

/// How many characters the strength estimate looks at: its cost grows faster than the length.
const ESTIMATED: usize = 100;
/// No password of 128 characters needs more bytes than this before it is brought to NFC.
const LONGEST_BYTES: usize = 4096;

/// A password as typed to prove that somebody knows it. It may be anything at all.
#[derive(Clone)]
pub struct TypedPassword(Zeroizing<String>);

impl TypedPassword {
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self(Zeroizing::new(raw.nfc().collect()))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for TypedPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TypedPassword(redacted)")
    }
}

/// A password that an account may have: long enough and not easily guessed.
#[derive(Clone)]
pub struct NewPassword(Zeroizing<String>);

/// Why a password is not taken, as a sentence for the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    #[error("Enter a password")]
    Empty,
    #[error(
        "Your password must be {shortest} characters or more; it has {length}. Three or four unrelated words are easy to remember"
    )]
    TooShort { shortest: usize, length: usize },
    #[error("Your password must be {LONGEST} characters or fewer")]
    TooLong,
    #[error(
        "This password is easy to guess because it is made of your name, your email address, your organisation or “Rapport”. Choose words that have nothing to do with you or this site"
    )]
    Context,
    #[error(
        "This password is easy to guess because it is common or repeats itself. Three or four unrelated words are harder to guess"
    )]
    Common,
}

impl NewPassword {
    /// Checks a password somebody chose. `context` holds what an attacker would try first: the person's name, e-mail
    /// address and organisation; "rapport" is added here. `second_factor` says whether the account asks for a code as
    /// well, which allows a shorter one.
    ///
    /// # Errors
    /// The first thing that is wrong with it, as a sentence.
    pub fn parse(raw: &str, context: &[&str], second_factor: bool) -> Result<Self, PasswordRefused> {
        if raw.is_empty() {
            return Err(PasswordRefused::Empty);
        }
        if raw.len() > LONGEST_BYTES {
            return Err(PasswordRefused::TooLong);
        }
        let password = Zeroizing::new(raw.nfc().collect::<String>());
        let length = password.chars().count();
        let shortest = if second_factor { SHORTEST_WITH_SECOND_FACTOR } else { SHORTEST_ALONE };
        if length < shortest {
            return Err(PasswordRefused::TooShort { shortest, length });
        }
        if length > LONGEST {
            return Err(PasswordRefused::TooLong);
        }
        // Eight random characters take 10⁸ guesses, and the code guards them as well.
        let enough = if second_factor { Score::Two } else { Score::Three };
        guessable(&password, &context_words(context), enough).map_or(Ok(Self(password)), Err)
    }

    /// The same password as somebody would type it.
    #[must_use]
    pub fn typed(&self) -> TypedPassword {
        TypedPassword(self.0.clone())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NewPassword(redacted)")
    }
}

/// Whether too few guesses would find it (10⁸, or 10⁶ beside a second factor), and why. Words of the context count as
/// the first guesses.
fn guessable(password: &str, context: &[String], enough: Score) -> Option<PasswordRefused> {
    let seen: Zeroizing<String> = Zeroizing::new(password.chars().take(ESTIMATED).collect());
    let words: Vec<&str> = context.iter().map(String::as_str).collect();
    let estimate = zxcvbn::zxcvbn(&seen, &words);
    if estimate.score() >= enough && !is_mostly(&seen, &words) {
        return None;
    }
    let of_context = is_mostly(&seen, &words)
        || estimate.sequence().iter().any(|part| {
            matches!(&part.pattern, MatchPattern::Dictionary(found) if words.contains(&found.matched_word.as_str()))
        });
    Some(if of_context { PasswordRefused::Context } else { PasswordRefused::Common })
}

/// Whether fewer than half of the characters, or fewer than six, are left once the context's words are taken out.
fn is_mostly(password: &str, words: &[&str]) -> bool {
    let lower = Zeroizing::new(password.to_lowercase());
    let mut longest_first = words.to_vec();
    longest_first.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = longest_first
        .iter()
        .filter(|word| word.chars().count() >= 4)
        .fold(lower.clone(), |text, word| Zeroizing::new(text.replace(word, "")));
    let (whole, left) = (lower.chars().count(), rest.chars().count());
    left < whole && (left < 6 || left * 2 < whole)
}

/// The words of names and addresses, in lower case: each whole text and its parts of three letters or more.
fn context_words(context: &[&str]) -> Vec<String> {
    let mut words = vec!["rapport".to_owned()];
    for text in context {
        let text = text.nfc().collect::<String>().to_lowercase();
        words.extend(
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().count() >= 3)
                .map(str::to_owned),
        );
        words.push(text.split_whitespace().collect());
        words.push(text);
    }
    words.retain(|word| word.chars().count() >= 3);
    words.sort();
    words.dedup();
    words.truncate(64);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: [&str; 3] = ["Amina Khan", "amina.khan@stmarys.example", "St Mary’s Hospital"];

    fn refused(raw: &str) -> Option<PasswordRefused> {
        NewPassword::parse(raw, &CONTEXT, false).err()
    }

    #[test]
    fn s3_fifteen_characters_alone_and_eight_with_a_second_factor() {
        assert_eq!(refused("vK9#mQ2!xW7$pL"), Some(PasswordRefused::TooShort { shortest: 15, length: 14 }));
        assert_eq!(refused("vK9#mQ2!xW7$pLz"), None);
        assert!(NewPassword::parse("vK9#mQ2!", &CONTEXT, true).is_ok());
        assert_eq!(
            NewPassword::parse("vK9#mQ2", &CONTEXT, true).err(),
            Some(PasswordRefused::TooShort { shortest: 8, length: 7 })
        );
        assert_eq!(refused(""), Some(PasswordRefused::Empty));
    }

    #[test]
    fn s3_a_hundred_and_twenty_eight_characters_are_taken_and_one_more_is_not() {
        let long: String = "violet kettle marching sideways through fog ".chars().cycle().take(128).collect();
        assert_eq!(refused(&long), None);
        assert_eq!(refused(&format!("{long}x")), Some(PasswordRefused::TooLong));
        assert_eq!(refused(&"é".repeat(5000)), Some(PasswordRefused::TooLong));
    }

    #[test]
    fn s3_no_rules_of_composition() {
        for good in [
            "kettle violet marching",
            "ystafell goch ddistaw",
            "猫が窓から月を静かに見ている夜の歌",
            "829 144 607 355 918 2",
        ] {
            assert_eq!(refused(good), None, "{good}");
        }
    }

    #[test]
    fn s3_common_passwords_are_refused() {
        for common in [
            "passwordpassword",
            "aaaaaaaaaaaaaaaaaa",
            "123456789012345678",
            "qwertyuiopasdfghjkl",
            "letmeinletmeinletmein",
        ] {
            assert_eq!(refused(common), Some(PasswordRefused::Common), "{common}");
        }
        for common in ["password1", "football", "Liverpool1"] {
            assert_eq!(
                NewPassword::parse(common, &CONTEXT, true).err(),
                Some(PasswordRefused::Common),
                "{common}"
            );
        }
    }

    #[test]
    fn s3_context_words_are_refused() {
        for own in [
            "aminakhanaminakhan",
            "RapportRapport2026",
            "stmaryshospital1",
            "Amina.Khan.Rapport!",
            "amina.khan@stmarys.example",
        ] {
            assert_eq!(refused(own), Some(PasswordRefused::Context), "{own}");
        }
        assert_eq!(refused("amina rides violet kettles sideways"), None);
    }

    #[test]
    fn s3_the_same_letters_are_the_same_password_however_they_were_typed() {
        let composed = NewPassword::parse("dŵr oer yn y bore tawel", &[], false).unwrap();
        let decomposed = TypedPassword::new("dw\u{302}r oer yn y bore tawel");
        assert_eq!(composed.bytes(), decomposed.bytes());
        assert_ne!(composed.bytes(), TypedPassword::new(" dŵr oer yn y bore tawel").bytes());
    }

    #[test]
    fn s13_passwords_do_not_print() {
        let password = NewPassword::parse("kettle violet marching", &[], false).unwrap();
        assert!(!format!("{password:?} {:?}", password.typed()).contains("kettle"));
    }

    #[test]
    fn s12_the_estimate_has_a_bounded_cost() {
        let started = std::time::Instant::now();
        for hard in ["a1".repeat(64), "p4ssw0rd".repeat(16), "ß".repeat(128), "@4({[<€1!|".repeat(12)] {
            let _ = NewPassword::parse(&hard, &CONTEXT, false);
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
        println!("four hard estimates took {:?}", started.elapsed());
    }
}
