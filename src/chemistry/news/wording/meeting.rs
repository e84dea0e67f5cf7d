use super::{Said, Telling};
use crate::chemistry::model::Change;
use crate::chemistry::news::News;

/// What is said of finding a time, of the meeting, and of what comes after it: the same to both.
impl Telling<'_> {
    pub(super) fn offered(&self) -> Said {
        let name = self.name();
        (
            format!("{name} offers you times"),
            vec![format!(
                "{name} offers you times for your first conversation. Please choose one {}.",
                self.by()
            )],
            "Choose a time",
        )
    }

    pub(super) fn not_arranged(&self) -> Said {
        let name = self.name();
        (
            format!("No time was found with {name}"),
            vec![format!(
                "You and {name} did not find a time for your first conversation within the limit of the pool, so the request is closed and the place is free again. You can start again whenever it suits you both."
            )],
            "Look at the request",
        )
    }

    pub(super) fn after_meeting(&self) -> Said {
        let (name, by) = (self.name(), self.by());
        match self.news {
            News::DidItHappen => (
                format!("Did you and {name} meet?"),
                vec![format!("Your first conversation with {name} was planned for today or a short while ago. Please say whether it happened. If it did not, you can find another time: nobody asks whose fault it was.")],
                "Say whether it happened",
            ),
            News::Decide => (
                format!("Would you like to go on with {name}?"),
                vec![
                    format!("After your first conversation with {name}, please say {by} whether you would like to go on: yes, no, or not yet."),
                    "Your answer is private. If you do not both say yes, you both get the same words, whoever said what.".to_owned(),
                ],
                "Say yes, no or not yet",
            ),
            News::MoreTime => (
                "You have more time to decide".to_owned(),
                vec![format!("There is more time to decide whether you and {name} go on: please answer {by}. You can change an answer you have given until then.")],
                "Say yes, no or not yet",
            ),
            News::Agreed => (
                format!("You and {name} would both like to go on"),
                vec![
                    format!("You and {name} have both said yes, and your place is kept."),
                    format!("Next you agree how you work together: how often, where, and what stays between you. An agreement is ready for you to read, change where you like, and sign {by}. You begin when both of you have signed. Either of you can still call it off kindly."),
                ],
                "Read and sign the agreement",
            ),
            News::NotAgreed => (
                format!("Your agreement with {name} was not signed"),
                vec![format!("You and {name} both said yes, and the agreement was not signed by both of you in time, so it is closed and the place is free again. That is nobody's fault: if the moment is better later, you can ask again.")],
                "See what you can do next",
            ),
            News::Reopened => (
                format!("{name} would like to think again"),
                vec![
                    format!("{name} has opened your first conversation again, so that you can both think once more. Please say {by} whether you would like to go on."),
                    "Your answer is private, and there is no obligation.".to_owned(),
                ],
                "Say yes, no or not yet",
            ),
            _ => (
                format!("Your first conversation with {name} is not taken further"),
                vec![
                    format!("Thank you for meeting {name}. It is not taken further this time. Many people meet two or three before they find the right match."),
                    "These words are the same whoever answered what, and also when somebody did not answer.".to_owned(),
                ],
                "See what you can do next",
            ),
        }
    }

    pub(super) fn another_time(&self, why: Change) -> Said {
        let name = self.name();
        (
            format!("{name} needs another time"),
            vec![
                format!("{name} cannot come to your first conversation. The reason given: {}.", because(why)),
                format!("Please find another time {}. The place is held until then.", self.by()),
            ],
            "Find another time",
        )
    }

    pub(super) fn called_off(&self, why: Change) -> Said {
        let name = self.name();
        (
            format!("{name} has called off your first conversation"),
            vec![format!(
                "{name} has called off your first conversation. The reason given: {}. The place is free again.",
                because(why)
            )],
            "Look at the request",
        )
    }

    pub(super) fn missed(&self, for_good: bool) -> Said {
        let name = self.name();
        if for_good {
            return (
                format!("Your first conversation with {name} did not come about"),
                vec![format!(
                    "Your first conversation with {name} did not happen for a second time, so the request is closed. That is nobody's fault: it was not the right moment."
                )],
                "See what you can do next",
            );
        }
        (
            format!("Find another time with {name}"),
            vec![format!(
                "Your first conversation with {name} did not happen. That is nobody's fault. Please find another time {}.",
                self.by()
            )],
            "Find another time",
        )
    }
}

/// A reason inside a sentence.
const fn because(why: Change) -> &'static str {
    match why {
        Change::Work => "something at work",
        Change::Unwell => "not being well",
        Change::Personal => "something personal",
        Change::Mistake => "a wrong time was chosen",
        Change::NoLonger => "it is no longer needed",
        Change::Other => "another reason",
    }
}
