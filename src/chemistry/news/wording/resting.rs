use crate::availability::Because;
use crate::chemistry::news::emails::ChemistryNews;
use crate::platform::ids::PoolId;
use crate::platform::words;

const TO_COORDINATOR: &str = "You get this because you coordinate this pool.";

/// For a coordinator: a profile of their pool rests.
pub(in crate::chemistry::news) fn resting(
    first_name: &str,
    practitioner: &str,
    pool: &str,
    pool_id: PoolId,
    because: Because,
) -> ChemistryNews {
    let name = words::shortened(practitioner, 50);
    let what = match because {
        Because::Unanswered => "let two requests in a row go unanswered",
        Because::Declined | Because::OwnWish => "declined five requests in a row",
    };
    ChemistryNews {
        first_name: first_name.to_owned(),
        subject: format!("New requests are paused for {name}"),
        paragraphs: vec![
            format!(
                "{practitioner}, of {pool}, has {what}. New requests are paused for them, and they have been told kindly. They can open them again themselves."
            ),
            "A short call often helps: perhaps they are away, or are asked for things that are not theirs."
                .to_owned(),
        ],
        button: "See what needs you today",
        path: format!("/pools/{pool_id}/today"),
        why: TO_COORDINATOR,
    }
}
