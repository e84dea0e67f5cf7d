//! What made-up people wrote to the coordinator, so that her page has something to answer.

use std::net::{IpAddr, Ipv4Addr};

use jiff::SignedDuration;
use sqlx::PgConnection;
use uuid::Uuid;

use super::people::{Person, people};
use crate::accounts::limits::Network;
use crate::app::App;
use crate::coordination::{self, EnquiryError, NewEnquiry, Place, Topic};
use crate::organisations;
use crate::platform::clock::Clock;
use crate::platform::ids::SubmissionId;
use crate::platform::mail::EmailAddress;

struct Enquiry {
    /// How long before the demonstration was set up.
    hours_ago: i64,
    name: &'static str,
    email: &'static str,
    topic: Topic,
    message: &'static str,
}

const ENQUIRIES: [Enquiry; 3] = [
    Enquiry {
        hours_ago: 70,
        name: "Maria Santos",
        email: "maria.santos@home.example",
        topic: Topic::Problem,
        message: "My account says that my employment is not confirmed yet. Our care home is small and everybody uses \
                  their own email address, so I cannot prove it that way. What do you need from me?",
    },
    Enquiry {
        hours_ago: 26,
        name: "Olu Adeyemi",
        email: "olu.adeyemi@leedscommunity.example",
        topic: Topic::Joining,
        message: "I am a healthcare assistant and work mostly nights. Could I still have a mentor if I cannot meet in \
                  the daytime? And would my manager be told?",
    },
    Enquiry {
        hours_ago: 3,
        name: "Amina Khan",
        email: "amina.khan@leedsth.example",
        topic: Topic::Finding,
        message: "I have just become a team leader on my ward and I am not sure whether coaching or mentoring fits. I \
                  would rather talk to somebody from another trust. Where do I begin?",
    },
];

/// Sends them as their writers would have, at the time they would have.
pub(super) async fn send(db: &mut PgConnection, app: &App) -> Result<(), EnquiryError> {
    let from = Network::of(IpAddr::from(Ipv4Addr::LOCALHOST));
    for (number, enquiry) in (1_u128..).zip(&ENQUIRIES) {
        let then = app.clock.now().minus(SignedDuration::from_hours(enquiry.hours_ago));
        let app = App { clock: Clock::standing(then), ..app.clone() };
        let writer = people().iter().find(|person| person.email == enquiry.email);
        let Ok(email) = EmailAddress::parse(enquiry.email) else { continue };
        let new = NewEnquiry {
            submission_id: SubmissionId(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0200 + number)),
            account_id: writer.map(Person::account_id),
            name: enquiry.name.to_owned(),
            email,
            topic: enquiry.topic,
            place: Place { organisation_id: Some(organisations::id_of("RY6")), ..Place::default() },
            message: enquiry.message.to_owned(),
        };
        coordination::send(db, &app, from, &new).await?;
    }
    Ok(())
}
