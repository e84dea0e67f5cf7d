//! Codes from an authenticator app: TOTP (RFC 6238), six digits every thirty seconds, as every app makes them (S4).

use data_encoding::BASE32_NOPAD;
use qrcode::{Color, QrCode};
use rand::RngExt;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::seal::{Unsealable, open, seal};
use crate::platform::secrets::{Purpose, Secret};

/// Bytes of a secret: 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// Seconds of one step.
const STEP_SECONDS: i64 = 30;
/// White modules around a QR code, as ISO/IEC 18004 asks.
const QUIET: usize = 4;
/// The name an authenticator app shows.
const ISSUER: &str = "Rapport";

/// A thirty-second step since 1970. The code of each is used once.
pub type Step = i64;

/// The secret an authenticator app and the hub share.
#[derive(Clone)]
pub struct TotpSecret(Zeroizing<[u8; SECRET_BYTES]>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TotpSecret(redacted)")
    }
}

impl TotpSecret {
    #[must_use]
    pub fn random() -> Self {
        Self(Zeroizing::new(rand::rng().random()))
    }

    /// Encrypts the secret for its table row; it opens for this account only.
    #[must_use]
    pub fn seal(&self, key: &Secret, account_id: AccountId) -> Vec<u8> {
        seal(key, Purpose::SecondFactor, account_id.0.as_bytes(), self.0.as_slice())
    }

    /// Opens what [`TotpSecret::seal`] made.
    ///
    /// # Errors
    /// `Unsealable` when it was sealed for another account, with another key, or altered.
    pub fn open(key: &Secret, account_id: AccountId, sealed: &[u8]) -> Result<Self, Unsealable> {
        let bytes = Zeroizing::new(open(key, Purpose::SecondFactor, account_id.0.as_bytes(), sealed)?);
        let bytes = <[u8; SECRET_BYTES]>::try_from(bytes.as_slice()).map_err(|_| Unsealable)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The key as people type it into an app: eight groups of four letters and digits.
    #[must_use]
    pub fn groups(&self) -> String {
        let text = BASE32_NOPAD.encode(self.0.as_slice());
        text.as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The step whose code this is, if it is of this step, the one before or the one after, and later than
    /// `last_used`. White space between the digits is ignored. The caller stores the step, and must do so only where
    /// the stored one is still earlier: of two that use a code at once, one wins.
    #[must_use]
    pub fn check(&self, typed: &str, now: Instant, last_used: Option<Step>) -> Option<Step> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let totp = self.totp("account");
        let current = now.unix_seconds().div_euclid(STEP_SECONDS);
        // Every step is compared, so that the answer takes as long whichever it is.
        (current - 1..=current + 1)
            .filter(|step| {
                let start = u64::try_from(step * STEP_SECONDS).unwrap_or(0);
                totp.check(&digits, start).is_some()
            })
            .filter(|step| last_used.is_none_or(|used| *step > used))
            .min()
    }

    /// The code of the step that `now` is in, as an app would show it.
    #[must_use]
    pub fn code_at(&self, now: Instant) -> String {
        self.totp("account").generate(u64::try_from(now.unix_seconds()).unwrap_or(0)).to_string()
    }

    /// The address an app reads from the QR code. `account` is what it shows beside "Rapport".
    #[must_use]
    pub fn url(&self, account: &str) -> String {
        let mut url = format!("otpauth://totp/{ISSUER}:");
        url.extend(
            url::form_urlencoded::byte_serialize(account.as_bytes()).map(|part| part.replace('+', "%20")),
        );
        url.push_str("?secret=");
        url.push_str(&BASE32_NOPAD.encode(self.0.as_slice()));
        url.push_str("&issuer=");
        url.push_str(ISSUER);
        url
    }

    /// The QR code of [`TotpSecret::url`]; `None` when the account's name is too long for one.
    #[must_use]
    pub fn picture(&self, account: &str) -> Option<QrPicture> {
        QrPicture::of(&self.url(account))
    }

    /// One step wide: [`TotpSecret::check`] tries the neighbours itself, to know which of them it was.
    fn totp(&self, account: &str) -> Totp {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(0)
            .with_step_duration(STEP_SECONDS.unsigned_abs())
            .with_secret(self.0.to_vec())
            .with_account_name(account)
            .build_noncompliant()
    }
}

/// A QR code as one SVG path: a template puts it into `<path d="…">` of an SVG whose view box is `side` square.
#[derive(Clone, PartialEq, Eq)]
pub struct QrPicture {
    /// Width and height in modules, with the quiet zone.
    pub side: usize,
    /// Moves and lines only: digits, `M`, `h`, `v`, `z` and spaces.
    pub path: String,
}

impl std::fmt::Debug for QrPicture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("QrPicture(redacted)")
    }
}

impl QrPicture {
    fn of(text: &str) -> Option<Self> {
        use std::fmt::Write as _;

        let code = QrCode::new(text.as_bytes()).ok()?;
        let width = code.width();
        let colors = code.to_colors();
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|left, right| left == right) {
                if run.first() == Some(&Color::Dark) {
                    let (left, top, length) = (x + QUIET, y + QUIET, run.len());
                    // Writing to a string does not fail.
                    let _ = write!(path, "M{left} {top}h{length}v1h-{length}z");
                }
                x += run.len();
            }
        }
        Some(Self { side: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    /// The secret and two moments of RFC 6238, appendix B, cut to six digits.
    fn rfc() -> TotpSecret {
        TotpSecret(Zeroizing::new(*b"12345678901234567890"))
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_microsecond(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(rfc().code_at(at(seconds)), code);
            assert_eq!(rfc().check(code, at(seconds), None), Some(seconds / 30));
        }
    }

    #[test]
    fn s4_a_code_holds_for_its_step_and_its_neighbours() {
        let now = at(1_234_567_890);
        let code = rfc().code_at(now);
        for (away, taken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let then = now.plus(SignedDuration::from_secs(away));
            assert_eq!(rfc().check(&code, then, None).is_some(), taken, "{away} s away");
        }
    }

    #[test]
    fn s4_a_code_is_used_once() {
        let now = at(1_234_567_890);
        let code = rfc().code_at(now);
        let step = rfc().check(&code, now, None).unwrap();
        assert_eq!(rfc().check(&code, now, Some(step)), None);
        assert_eq!(rfc().check(&code, now.plus(SignedDuration::from_secs(30)), Some(step)), None);
        let next = now.plus(SignedDuration::from_secs(30));
        assert_eq!(rfc().check(&rfc().code_at(next), next, Some(step)), Some(step + 1));
        assert_eq!(rfc().check(&code, now, Some(step + 1)), None, "nor one before the last used");
    }

    #[test]
    fn spaces_are_fine_and_anything_else_is_not() {
        let now = at(1_234_567_890);
        assert!(rfc().check(" 005 924 ", now, None).is_some());
        for wrong in ["", "5924", "+05924", "0059240", "٠٠٥٩٢٤", "005925"] {
            assert_eq!(rfc().check(wrong, now, None), None, "{wrong}");
        }
    }

    #[test]
    fn the_secret_opens_for_its_account_only() {
        let key = Secret::from_bytes([7; 32]);
        let (one, other) = (AccountId::new(at(1)), AccountId::new(at(2)));
        let secret = TotpSecret::random();
        let sealed = secret.seal(&key, one);
        assert_eq!(TotpSecret::open(&key, one, &sealed).unwrap().groups(), secret.groups());
        assert!(TotpSecret::open(&key, other, &sealed).is_err());
    }

    #[test]
    fn the_key_comes_in_groups_of_four_and_the_address_is_one_an_app_reads() {
        assert_eq!(rfc().groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let url = rfc().url("siân o'neill+x@example.org");
        let read = Totp::from_url(&url).unwrap();
        assert_eq!(read.account_name(), "siân o'neill+x@example.org");
        assert_eq!(read.issuer(), Some("Rapport"));
        assert_eq!(read.generate(1_234_567_890).to_string(), "005924");
    }

    #[test]
    fn s11_the_picture_holds_nothing_but_moves_and_lines() {
        let picture = rfc().picture("\"><script>alert(1)</script>@example.org").unwrap();
        assert!(picture.side >= 21 + 2 * QUIET);
        assert!(picture.path.chars().all(|c| c.is_ascii_digit() || "Mhvz -".contains(c)), "{}", picture.path);
        assert!(
            picture.path.starts_with("M4 4h7"),
            "the first finder pattern begins at the quiet zone's edge"
        );
    }

    #[test]
    fn s13_secrets_do_not_print() {
        let shown = format!("{:?} {:?}", rfc(), rfc().picture("a@b.uk"));
        assert_eq!(shown, "TotpSecret(redacted) Some(QrPicture(redacted))");
    }
}
