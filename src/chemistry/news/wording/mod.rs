//! What each piece of news says, to whom.

mod condolences;
mod meeting;
mod resting;
#[cfg(test)]
mod samples;

use super::News;
use super::emails::ChemistryNews;
use crate::availability::Because;
use crate::chemistry::model::{Side, Status};
use crate::chemistry::people::{Next, Person};
use crate::chemistry::request::Request;
use crate::platform::words;

pub(in crate::chemistry) use condolences::{Condolence, ToWrite, condolence, condolence_mistaken, to_write};
pub(super) use resting::resting;
#[cfg(test)]
pub(super) use samples::samples;

const TO_MENTEE: &str = "You get this because you asked for a first conversation with a coach or mentor.";
const TO_PRACTITIONER: &str = "You get this because you offer your time as a coach or mentor.";

/// A stable name, so that nobody is told the same twice.
pub(super) const fn code(news: News) -> &'static str {
    match news {
        News::Asked => "asked",
        News::Entered => "entered",
        News::Question => "question",
        News::Answer => "answer",
        News::Accepted { .. } => "accepted",
        News::Offered => "offered",
        News::Declined { .. } => "declined",
        News::Withdrawn => "withdrawn",
        News::Expired => "expired",
        News::Lapsed => "lapsed",
        News::NotArranged => "not-arranged",
        News::CrowdedOut { .. } => "crowded-out",
        News::FindAnotherTime { .. } => "another-time",
        News::CalledOff { .. } => "called-off",
        News::DidItHappen => "did-it-happen",
        News::Missed { .. } => "missed",
        News::Decide => "decide",
        News::MoreTime => "more-time",
        News::Agreed => "agreed",
        News::NotAgreed => "not-agreed",
        News::NoFit => "no-fit",
        News::Reopened => "reopened",
        News::Stopped => "stopped",
        News::Resting { .. } => "resting",
        News::Reminder => "reminder",
    }
}

/// Who is told what, and what is known of the other.
pub(super) struct Telling<'a> {
    pub news: News,
    pub side: Side,
    pub reader: &'a Person,
    /// None when their account is closed.
    pub other: Option<&'a Person>,
    pub request: &'a Request,
    /// The next on the mentee's shortlist.
    pub next: Option<&'a Next>,
}

type Said = (String, Vec<String>, &'static str);

impl Telling<'_> {
    pub fn letter(&self, leads_to: String) -> ChemistryNews {
        let (subject, mut paragraphs, button) = self.said();
        if let Some(next) = self.next {
            paragraphs.push(format!(
                "Next on your shortlist is {}. You can ask them in one step, with what you wrote before.",
                next.first_name()
            ));
        }
        ChemistryNews {
            first_name: self.reader.first_name().to_owned(),
            subject,
            paragraphs,
            button,
            path: if matches!(self.news, News::Resting { .. }) {
                "/availability".to_owned()
            } else {
                leads_to
            },
            why: match self.side {
                Side::Mentee => TO_MENTEE,
                Side::Practitioner => TO_PRACTITIONER,
            },
        }
    }

    /// The other's first name, short enough for a subject.
    fn name(&self) -> String {
        self.other.map_or_else(
            || match self.side {
                Side::Mentee => "your coach or mentor".to_owned(),
                Side::Practitioner => "the mentee".to_owned(),
            },
            |other| words::shortened(other.first_name(), 40),
        )
    }

    /// "Amina (nursing)".
    fn introduced(&self) -> String {
        match self.other.and_then(|other| other.group.as_deref()) {
            Some(group) => format!("{} ({})", self.name(), words::shortened(&group.to_lowercase(), 60)),
            None => self.name(),
        }
    }

    /// "by the end of Thursday 4 March 2027".
    fn by(&self) -> String {
        let clock = self.request.thread.state.clock();
        clock.map_or_else(String::new, |clock| format!("by {}", words::by_end_of(clock.until)))
    }

    fn said(&self) -> Said {
        match self.side {
            Side::Mentee => self.to_mentee(),
            Side::Practitioner => self.to_practitioner(),
        }
    }

    fn to_mentee(&self) -> Said {
        let (name, by) = (self.name(), self.by());
        match self.news {
            News::Entered => (
                "A coordinator has prepared a request for you".to_owned(),
                vec![
                    format!(
                        "A coordinator has prepared a request for a first conversation with {name} for you. Nothing is sent before you say so."
                    ),
                    format!("Please send it, or drop it, {by}. Your manager is not told."),
                ],
                "Look at the request",
            ),
            News::Question => (
                format!("{name} has a question for you"),
                vec![
                    format!("{name} would like to know something before answering your request."),
                    format!("Please answer {by}. For your privacy, the question is not in this mail."),
                ],
                "Read the question",
            ),
            News::Accepted { offered: true } => (
                format!("{name} would like to meet you"),
                vec![
                    format!(
                        "{name} has accepted your request for a first conversation, and offers you times to choose from."
                    ),
                    format!("Please choose one {by}. Your place is held until then."),
                ],
                "Choose a time",
            ),
            News::Accepted { offered: false } => (
                format!("{name} would like to meet you"),
                vec![
                    format!("{name} has accepted your request for a first conversation."),
                    format!(
                        "Now find a time together {by}: choose one, or write to each other. Your place is held until then."
                    ),
                ],
                "Find a time",
            ),
            News::Offered => self.offered(),
            News::Declined { words, suggested } => {
                let mut said = vec![format!(
                    "{name} cannot take on your request for a first conversation. That says nothing about you."
                )];
                if words {
                    said.push(format!(
                        "{name} has left you a few words. For your privacy they are not in this mail."
                    ));
                }
                if suggested {
                    said.push(format!("{name} suggests a colleague to you instead."));
                }
                (format!("{name} cannot take this on"), said, "See the answer, and go on")
            }
            News::Expired => (
                format!("{name} has not answered in time"),
                vec![format!(
                    "{name} has not answered your request in time, so it is closed. You can ask them again later, and somebody else now."
                )],
                "Ask somebody else",
            ),
            News::Lapsed => (
                "Your request is closed".to_owned(),
                vec![format!(
                    "Your request to {name} waited for you, and its time is up, so it is closed. You can ask again whenever you like."
                )],
                "Look at the request",
            ),
            News::NotArranged => self.not_arranged(),
            News::CrowdedOut { was_sent } => (
                format!("{name} has no place left"),
                vec![if was_sent {
                    format!(
                        "Somebody else has just taken the last place that {name} had, so your request could not be accepted. That says nothing about you."
                    )
                } else {
                    format!(
                        "Somebody else has just taken the last place that {name} had, so the request that was prepared for you is closed."
                    )
                }],
                "See who is next",
            ),
            News::DidItHappen
            | News::Decide
            | News::MoreTime
            | News::Agreed
            | News::NotAgreed
            | News::NoFit
            | News::Reopened => self.after_meeting(),
            News::FindAnotherTime { why } => self.another_time(why),
            News::CalledOff { why } => self.called_off(why),
            News::Missed { for_good } => self.missed(for_good),
            News::Reminder => self.reminder(),
            News::Stopped | News::Asked | News::Answer | News::Withdrawn | News::Resting { .. } => {
                self.stopped()
            }
        }
    }

    fn to_practitioner(&self) -> Said {
        let (name, by) = (self.name(), self.by());
        match self.news {
            News::Asked => (
                format!("{name} asks you for a first conversation"),
                vec![
                    format!("{} asks you for a first conversation: about half an hour, with no obligation on either side.", self.introduced()),
                    format!("Please answer {by}. You can accept, ask something back, or say no with a few kind words, in one step and without signing in. To read what {name} hopes for, sign in."),
                ],
                "Answer the request",
            ),
            News::Answer => (
                format!("{name} has answered your question"),
                vec![
                    format!("{name} has answered your question. For their privacy the answer is not in this mail."),
                    format!("Please answer the request {by}."),
                ],
                "Answer the request",
            ),
            News::Offered => self.offered(),
            News::Withdrawn => (
                format!("{name} has taken the request back"),
                vec![format!("{name} has taken back the request for a first conversation. You need do nothing.")],
                "Look at your requests",
            ),
            News::Expired => (
                format!("The request from {name} is closed"),
                vec![
                    format!("The request from {name} was not answered in time, so it is closed, and {name} can ask somebody else."),
                    "If this is not a good time for new requests, you can pause them with one click.".to_owned(),
                ],
                "Look at your requests",
            ),
            News::Lapsed => (
                format!("The request from {name} is closed"),
                vec![format!("{name} did not follow up on your question in time, so the request is closed. You need do nothing.")],
                "Look at your requests",
            ),
            News::NotArranged => self.not_arranged(),
            News::DidItHappen | News::Decide | News::MoreTime | News::Agreed | News::NotAgreed | News::NoFit | News::Reopened => self.after_meeting(),
            News::FindAnotherTime { why } => self.another_time(why),
            News::CalledOff { why } => self.called_off(why),
            News::Missed { for_good } => self.missed(for_good),
            News::Reminder => self.reminder(),
            News::Resting { because } => (
                "We have paused new requests for you".to_owned(),
                vec![
                    match because {
                        Because::Unanswered => "The last requests to you were not answered in time. Life is full, so new requests are paused for you, and mentees no longer see you among those who take some.",
                        Because::Declined | Because::OwnWish => "You have declined several requests in a row. So that nobody asks in vain, new requests are paused for you, and mentees no longer see you among those who take some.",
                    }
                    .to_owned(),
                    "Whenever you have time again, open them with one click. A coordinator of your pool knows, and can help with what people ask you for.".to_owned(),
                ],
                "Take requests again",
            ),
            News::Stopped | News::Entered | News::Question | News::Accepted { .. } | News::Declined { .. } | News::CrowdedOut { .. } => self.stopped(),
        }
    }

    fn stopped(&self) -> Said {
        let name = self.name();
        (
            "A request is closed".to_owned(),
            vec![format!(
                "The request for a first conversation between you and {name} is closed, because one of you is not available any more. You need do nothing."
            )],
            "Look at your requests",
        )
    }

    fn reminder(&self) -> Said {
        let (name, by) = (self.name(), self.by());
        if self.request.thread.status() == Status::Agreed {
            return (
                format!("Sign how you and {name} work together"),
                vec![
                    format!("You and {name} have both said yes, and your place is kept. Your agreement is still to be signed by both of you, {by}. It takes a few minutes, and you can change what does not suit you."),
                    "If it is not signed by then, it closes by itself and somebody else can have the place. If it no longer fits, call it off kindly.".to_owned(),
                ],
                "Read and sign the agreement",
            );
        }
        let (subject, what, button) = match (self.request.thread.status(), self.side) {
            (Status::Sent, _) => (
                format!("{name} is waiting for your answer"),
                format!(
                    "{} has asked you for a first conversation and is waiting for your answer. A no with a few kind words helps as much as a yes.",
                    self.introduced()
                ),
                "Answer the request",
            ),
            (Status::Questioned, _) => (
                format!("{name} has a question for you"),
                format!("{name} has asked you something and is waiting for your answer."),
                "Read the question",
            ),
            (Status::Entered, _) => (
                "A request is ready for you to send".to_owned(),
                format!(
                    "The request to {name} that a coordinator has prepared for you is still waiting. Send it or drop it."
                ),
                "Look at the request",
            ),
            (Status::Arranging, _) => (
                format!("Find a time with {name}"),
                format!("You and {name} have not found a time for your first conversation yet."),
                "Find a time",
            ),
            _ => (
                format!("Would you like to go on with {name}?"),
                "After your first conversation your answer is still open: yes, no or not yet. It is private."
                    .to_owned(),
                "Say yes, no or not yet",
            ),
        };
        (subject, vec![what, format!("Please do so {by}. After that the request closes by itself.")], button)
    }
}
