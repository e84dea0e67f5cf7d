//! How many enquiries may be sent (S12). Somebody signed in has tries of their own, which nobody else can use up.
//! Visitors are counted by the address they give together with the network they come from, and all together; never by
//! a network alone, which a whole trust may share, and never by the address they give alone, which anybody may type.
//! That one only limits the letters that say an enquiry came, so that the hub cannot be made to fill an inbox.

use jiff::SignedDuration;

use super::model::NewEnquiry;
use crate::accounts::limits::Network;
use crate::accounts::throttle::{Bucket, Limit};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

const ACCOUNT: Limit = Limit::new(10, HOUR);
const EMAIL_FROM_NETWORK: Limit = Limit::new(5, HOUR);
const VISITORS: Limit = Limit::new(1000, HOUR);
const LETTERS: Limit = Limit::new(5, HOUR);

/// The buckets that sending this enquiry takes from, most particular first.
pub fn sending(enquiry: &NewEnquiry, from: Network) -> Vec<Bucket> {
    if let Some(account_id) = enquiry.account_id {
        return vec![Bucket::new("enquiry-account", &[account_id.0.as_bytes()], ACCOUNT)];
    }
    let email = lower(enquiry);
    vec![
        Bucket::new("enquiry-network", &[email.as_bytes(), from.bytes()], EMAIL_FROM_NETWORK),
        Bucket::new("enquiry-visitors", &[], VISITORS),
    ]
}

/// The bucket of the letter that says it came.
pub fn letter(enquiry: &NewEnquiry) -> Vec<Bucket> {
    vec![Bucket::new("enquiry-letter", &[lower(enquiry).as_bytes()], LETTERS)]
}

fn lower(enquiry: &NewEnquiry) -> String {
    enquiry.email.as_str().to_lowercase()
}
