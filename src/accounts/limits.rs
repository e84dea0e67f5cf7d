//! Which buckets each act takes from: the policy that slows guessing down without letting anybody lock somebody else
//! out (S12). docs/SECURITY.md tells it in words.

use std::net::IpAddr;

use jiff::SignedDuration;

use super::throttle::{Bucket, Limit};
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;

const QUARTER: SignedDuration = SignedDuration::from_mins(15);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Tries at one account from one network.
const PASSWORD_FROM_NETWORK: Limit = Limit::new(10, QUARTER);
/// Tries at one account from anywhere that it was never signed in from.
const PASSWORD_AT_ACCOUNT: Limit = Limit::new(60, HOUR);
/// Tries at all accounts from browsers never signed in from.
const PASSWORD_OVERALL: Limit = Limit::new(6000, HOUR);
/// Tries at one account from a browser that signed in to it before.
const PASSWORD_ON_DEVICE: Limit = Limit::new(20, QUARTER);
/// Codes tried after a right password or mailed code.
const SECOND_FACTOR: Limit = Limit::new(5, QUARTER);
/// Join codes tried by one account.
const JOIN_CODE: Limit = Limit::new(10, HOUR);
/// Letters with a way in that one address may be sent because somebody asked. One comes back every ten minutes,
/// which is less than any link lives: whoever is refused has a newer one in the inbox that still works.
pub const MAILED_LINK: Limit = Limit::new(6, HOUR);
/// Letters to addresses that have no account yet, all together: the hub is no machine for mailing strangers.
const STRANGERS_OVERALL: Limit = Limit::new(3000, HOUR);

/// The network somebody comes from: /24 of an IPv4 address, /56 of an IPv6 one, as providers give them to one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network([u8; 8]);

impl Network {
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let mut prefix = [0; 8];
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                prefix[0] = 4;
                prefix[1..4].copy_from_slice(&v4.octets()[..3]);
            }
            IpAddr::V6(v6) => {
                prefix[0] = 6;
                prefix[1..].copy_from_slice(&v6.octets()[..7]);
            }
        }
        Self(prefix)
    }

    /// What identifies it in the key of a bucket.
    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The hash under which a browser is known to an account; see [`super::known_device`].
pub type DeviceHash = Vec<u8>;

/// A try at a password. On a device that signed in to this account before, only that device's tries count. Anywhere
/// else those from the same network, those at the account, and all together do; never an address alone, which a whole
/// trust may share. The same whether or not the account exists (S6).
#[must_use]
pub fn password(email: &EmailAddress, network: Network, known_device: Option<&DeviceHash>) -> Vec<Bucket> {
    let account = email.as_str().to_lowercase();
    let account = account.as_bytes();
    known_device.map_or_else(
        || {
            vec![
                Bucket::new("password-network", &[account, &network.0], PASSWORD_FROM_NETWORK),
                Bucket::new("password-account", &[account], PASSWORD_AT_ACCOUNT),
                Bucket::new("password-overall", &[], PASSWORD_OVERALL),
            ]
        },
        |device| vec![Bucket::new("password-device", &[account, device], PASSWORD_ON_DEVICE)],
    )
}

/// A code from an authenticator app, or a recovery code, typed after a right password or mailed code; nobody else's
/// tries count. A known device again has tries of its own, so that somebody who stole the password cannot use up the
/// owner's.
#[must_use]
pub fn second_factor(account_id: AccountId, known_device: Option<&DeviceHash>) -> Vec<Bucket> {
    let account = account_id.0.as_bytes();
    let device: &[u8] = known_device.map_or(&[], |device| device);
    vec![Bucket::new("second-factor", &[account, device], SECOND_FACTOR)]
}

/// A password typed again by somebody signed in, before a change of credentials. Per login session, so that a
/// stolen cookie does not become a way to guess, nor a way to keep the owner from changing the password elsewhere.
#[must_use]
pub fn re_authentication(account_id: AccountId, session: &[u8]) -> Vec<Bucket> {
    vec![Bucket::new("re-authentication", &[account_id.0.as_bytes(), session], SECOND_FACTOR)]
}

/// What to say when another letter is refused: the one before still works.
pub const SEVERAL_LETTERS: &str = "We have sent several emails to this address. Follow the link in the newest one, or ask again in ten minutes";

/// A join code typed by somebody signed in. With 60 random bits in a code, ten tries an hour find nothing.
#[must_use]
pub fn join_code(account_id: AccountId) -> Vec<Bucket> {
    vec![Bucket::new("join-code", &[account_id.0.as_bytes()], JOIN_CODE)]
}

/// A letter with a sign-in code, a reset link or a confirmation link, asked for by anybody. Counts against the
/// address it goes to. When it is refused, do not send, and say [`SEVERAL_LETTERS`], the same whoever lives there (S6).
/// No overall bucket stands before letters to people who have an account, because whoever emptied it would lock out
/// everybody on a new device; they are bounded by the number of accounts.
#[must_use]
pub fn mailed_link(kind: MailedLink, to: &EmailAddress) -> Vec<Bucket> {
    let address = to.as_str().to_lowercase();
    let one = |kind| vec![Bucket::new(kind, &[address.as_bytes()], MAILED_LINK)];
    match kind {
        MailedLink::SignIn => one("mail-sign-in"),
        MailedLink::Reset => one("mail-reset"),
        MailedLink::Change => one("mail-change"),
        MailedLink::Registration => {
            let mut buckets = one("mail-registration");
            buckets.push(Bucket::new("mail-strangers", &[], STRANGERS_OVERALL));
            buckets
        }
    }
}

/// What a mailed link is for; each kind has limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailedLink {
    SignIn,
    Reset,
    /// Goes to an address that has no account yet.
    Registration,
    /// Confirms a new e-mail or recovery address of somebody signed in.
    Change,
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::platform::clock::Instant;

    /// The throttle table in memory.
    #[derive(Default)]
    struct Table(HashMap<Bucket, Instant>);

    impl Table {
        fn take(&mut self, now: Instant, buckets: &[Bucket]) -> bool {
            let taken: Result<Vec<_>, _> =
                buckets.iter().map(|bucket| bucket.limit().take(self.0.get(bucket).copied(), now)).collect();
            taken.is_ok_and(|taken| {
                self.0.extend(buckets.iter().cloned().zip(taken));
                true
            })
        }
    }

    fn owner() -> EmailAddress {
        EmailAddress::parse("amina@trust.example").unwrap()
    }

    fn network(text: &str) -> Network {
        Network::of(text.parse().unwrap())
    }

    #[test]
    fn s12_a_network_is_a_site_and_not_one_machine() {
        assert_eq!(network("203.0.113.7"), network("203.0.113.200"));
        assert_eq!(network("203.0.113.7"), network("::ffff:203.0.113.9"));
        assert_ne!(network("203.0.113.7"), network("203.0.112.7"));
        assert_eq!(network("2001:db8:1:ff00::1"), network("2001:db8:1:ffff:9::2"));
        assert_ne!(network("2001:db8:1:fe00::1"), network("2001:db8:1:ff00::1"));
    }

    #[test]
    fn s12_no_bucket_is_keyed_by_a_network_alone() {
        let other = EmailAddress::parse("grace@trust.example").unwrap();
        let mine = password(&owner(), network("203.0.113.7"), None);
        let theirs = password(&other, network("203.0.113.7"), None);
        let shared: Vec<_> = mine.iter().filter(|bucket| theirs.contains(bucket)).map(Bucket::kind).collect();
        assert_eq!(shared, ["password-overall"]);
    }

    #[test]
    fn s12_capitals_in_the_address_buy_no_more_tries() {
        let shouting = EmailAddress::parse("AMINA@TRUST.EXAMPLE").unwrap();
        let from = network("203.0.113.7");
        assert_eq!(password(&owner(), from, None), password(&shouting, from, None));
        assert_eq!(mailed_link(MailedLink::Reset, &owner()), mailed_link(MailedLink::Reset, &shouting));
    }

    /// A thousand addresses, some of them beside the owner's own, hammer one account for a day with passwords and
    /// with requests for mail. The owner gets in at once where they signed in before, and by a mailed link, no older
    /// than its 30 minutes, everywhere else; and the attacker gets only so many guesses.
    #[test]
    fn s12_no_lockout_an_attacker_can_cause() {
        let link_lives = SignedDuration::from_mins(30);
        let device: DeviceHash = vec![7; 32];
        let home = network("198.51.100.20");
        let attackers: Vec<_> = (0..1000_u32)
            .map(|n| if n % 50 == 0 { home } else { network(&format!("10.{}.{}.9", n / 250, n % 250)) })
            .map(|from| password(&owner(), from, None))
            .collect();
        let letter = mailed_link(MailedLink::SignIn, &owner());
        let mut table = Table::default();
        let (mut guesses, mut last_letter) = (0, None);
        let start = Instant::from_microsecond(1_800_000_000_000_000);
        for second in 0..86_400_i64 {
            let now = start.plus(SignedDuration::from_secs(second));
            for turn in 0..5_i64 {
                let tried = &attackers[usize::try_from((second * 5 + turn) % 1000).unwrap()];
                guesses += i64::from(table.take(now, tried));
            }
            if table.take(now, &letter) {
                last_letter = Some(now);
            }
            if second % 977 == 0 {
                assert!(
                    table.take(now, &password(&owner(), home, Some(&device))),
                    "refused on a known device after {second} s"
                );
                if table.take(now, &letter) {
                    last_letter = Some(now);
                }
                let age = now.since(last_letter.unwrap());
                assert!(age < link_lives, "the newest link is {age} old after {second} s");
            }
        }
        assert!(guesses <= 60 + 24 * 60, "{guesses} guesses in a day");
    }

    #[test]
    fn s12_whoever_empties_the_overall_bucket_still_locks_nobody_out() {
        let mut table = Table::default();
        let now = Instant::from_microsecond(1_800_000_000_000_000);
        let mut stuffed = 0;
        for n in 0..20_000 {
            let somebody = EmailAddress::parse(&format!("person{n}@trust.example")).unwrap();
            stuffed += i64::from(table.take(now, &password(&somebody, network("192.0.2.1"), None)));
            table.take(now, &mailed_link(MailedLink::Registration, &somebody));
        }
        assert_eq!(stuffed, 6000);
        assert!(table.take(now, &password(&owner(), network("192.0.2.1"), Some(&vec![7; 32]))));
        assert!(table.take(now, &mailed_link(MailedLink::SignIn, &owner())));
        assert!(table.take(now, &mailed_link(MailedLink::Reset, &owner())));
    }
}
