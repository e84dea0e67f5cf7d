//! Letters about applications. None carries what somebody wrote: that is read after signing in.

use crate::letter;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::ApplicationId;
use crate::platform::web::filters;
use crate::pools::Offering;

/// To the applicant: it arrived, and by when there is an answer.
pub struct ApplicationReceived {
    pub first_name: String,
    pub pool: String,
    pub application_id: ApplicationId,
    pub due_at: Instant,
}
letter!(
    ApplicationReceived,
    "application-received",
    Action,
    "emails/applications/received.subject.txt",
    "emails/applications/received.txt",
    "emails/applications/received.html"
);

/// To each coordinator of the pool.
pub struct ApplicationArrived {
    pub pool: String,
    pub application_id: ApplicationId,
    pub offerings: Vec<Offering>,
    /// It comes back after changes.
    pub again: bool,
    pub due_at: Instant,
}
letter!(
    ApplicationArrived,
    "application-arrived",
    Action,
    "emails/applications/arrived.subject.txt",
    "emails/applications/arrived.txt",
    "emails/applications/arrived.html"
);

/// To the applicant: a coordinator asks for something.
pub struct ChangesRequested {
    pub first_name: String,
    pub pool: String,
    pub application_id: ApplicationId,
}
letter!(
    ChangesRequested,
    "application-changes-requested",
    Action,
    "emails/applications/changes.subject.txt",
    "emails/applications/changes.txt",
    "emails/applications/changes.html"
);

/// To the other side of the conversation.
pub struct MessageArrived {
    pub to_applicant: bool,
    pub pool: String,
    pub application_id: ApplicationId,
}
letter!(
    MessageArrived,
    "application-message",
    Action,
    "emails/applications/message.subject.txt",
    "emails/applications/message.txt",
    "emails/applications/message.html"
);

/// To the applicant.
pub struct ApplicationApproved {
    pub first_name: String,
    pub pool: String,
    pub application_id: ApplicationId,
    pub offerings: Vec<Offering>,
    /// Until when what is missing may be shown.
    pub grace_to: Option<Day>,
}
letter!(
    ApplicationApproved,
    "application-approved",
    Action,
    "emails/applications/approved.subject.txt",
    "emails/applications/approved.txt",
    "emails/applications/approved.html"
);

/// To the applicant.
pub struct ApplicationDeclined {
    pub first_name: String,
    pub pool: String,
    pub application_id: ApplicationId,
}
letter!(
    ApplicationDeclined,
    "application-declined",
    Action,
    "emails/applications/declined.subject.txt",
    "emails/applications/declined.txt",
    "emails/applications/declined.html"
);

/// To each coordinator of the pool.
pub struct ApplicationWithdrawn {
    pub pool: String,
}
letter!(
    ApplicationWithdrawn,
    "application-withdrawn",
    Action,
    "emails/applications/withdrawn.subject.txt",
    "emails/applications/withdrawn.txt",
    "emails/applications/withdrawn.html"
);

/// To each coordinator of the pool: somebody waits too long.
pub struct ApplicationOverdue {
    pub pool: String,
    pub application_id: ApplicationId,
    pub due_at: Instant,
    /// The promised answer is late already.
    pub late: bool,
}
letter!(
    ApplicationOverdue,
    "application-overdue",
    Action,
    "emails/applications/overdue.subject.txt",
    "emails/applications/overdue.txt",
    "emails/applications/overdue.html"
);

/// "coaching and mentoring".
fn offered(offerings: &[Offering]) -> String {
    let labels: Vec<&str> = offerings.iter().map(|offering| offering.label()).collect();
    crate::platform::words::list(&labels)
}

/// Where an application is read.
fn link(base_url: &str, id: &ApplicationId) -> String {
    format!("{base_url}/applications/{id}")
}

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let at = Instant::from_microsecond(1_800_000_000_000_000);
    let day = crate::organisations::day_of(at);
    let id = ApplicationId::new(at);
    let (first_name, pool) = (text.to_owned(), text.to_owned());
    let offerings = vec![Offering::Coaching, Offering::Mentoring];
    let arrived = |again| ApplicationArrived {
        pool: pool.clone(),
        application_id: id,
        offerings: offerings.clone(),
        again,
        due_at: at,
    };
    let message = |to_applicant| MessageArrived { to_applicant, pool: pool.clone(), application_id: id };
    let approved = |grace_to| ApplicationApproved {
        first_name: first_name.clone(),
        pool: pool.clone(),
        application_id: id,
        offerings: offerings.clone(),
        grace_to,
    };
    let overdue = |late| ApplicationOverdue { pool: pool.clone(), application_id: id, due_at: at, late };
    vec![
        Sample::of(&ApplicationReceived {
            first_name: first_name.clone(),
            pool: pool.clone(),
            application_id: id,
            due_at: at,
        }),
        Sample::of(&arrived(false)),
        Sample::of(&arrived(true)),
        Sample::of(&ChangesRequested {
            first_name: first_name.clone(),
            pool: pool.clone(),
            application_id: id,
        }),
        Sample::of(&message(true)),
        Sample::of(&message(false)),
        Sample::of(&approved(None)),
        Sample::of(&approved(Some(day))),
        Sample::of(&ApplicationDeclined {
            first_name: first_name.clone(),
            pool: pool.clone(),
            application_id: id,
        }),
        Sample::of(&ApplicationWithdrawn { pool: pool.clone() }),
        Sample::of(&overdue(false)),
        Sample::of(&overdue(true)),
    ]
}
