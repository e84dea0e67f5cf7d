use super::News;
use super::emails::RelationshipNews;
use crate::chemistry::model::Side;
use crate::chemistry::people::Person;
use crate::platform::words;
use crate::pools::Offering;
use crate::relationships::model::State;
use crate::relationships::relationship::Relationship;

const TO_MENTEE: &str = "You get this because you work with a coach or mentor.";
const TO_PRACTITIONER: &str = "You get this because you work with somebody as their coach or mentor.";
const TO_BOTH_AFTERWARDS: &str = "You get this because you worked with somebody through Rapport.";
const TO_COORDINATOR: &str = "You get this because you coordinate a pool.";

/// Who is told what, and what is known of the other.
pub(super) struct Telling<'a> {
    pub news: News,
    pub side: Side,
    pub one: &'a Relationship,
    pub reader: &'a Person,
    /// None when their account is closed.
    pub other: Option<&'a Person>,
}

type Said = (String, Vec<String>, &'static str);

impl Telling<'_> {
    pub fn letter(&self, path: String) -> RelationshipNews {
        let (subject, paragraphs, button) = self.said();
        RelationshipNews {
            first_name: self.reader.first_name().to_owned(),
            subject,
            paragraphs,
            button,
            path,
            why: match (self.side, self.news) {
                (_, News::Ended | News::SixMonths | News::Left | News::Unattended) => TO_BOTH_AFTERWARDS,
                (Side::Mentee, _) => TO_MENTEE,
                (Side::Practitioner, _) => TO_PRACTITIONER,
            },
        }
    }

    /// The other's first name, short enough for a subject.
    fn name(&self) -> String {
        self.other
            .map_or_else(|| "the other of you".to_owned(), |other| words::shortened(other.first_name(), 40))
    }

    const fn kind(&self) -> &'static str {
        match self.one.offering {
            Offering::Coaching => "coaching",
            Offering::Mentoring => "mentoring",
            Offering::Supervision => "supervision",
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each thing that can be told")]
    fn said(&self) -> Said {
        let (name, kind) = (self.name(), self.kind());
        match self.news {
            News::Confirmed => (
                format!("{name} confirms that you work together"),
                vec![format!("{name} has confirmed that you work together in {kind}. Next, both of you read and sign how.")],
                "Read and sign the agreement",
            ),
            News::Proposed { .. } => (
                format!("{name} has changed your agreement"),
                vec![
                    format!("{name} has changed what is written in your agreement and has signed it. Please read it, and sign it if it suits you; or change it again."),
                    "What you both signed before holds until then.".to_owned(),
                ],
                "Read the agreement",
            ),
            News::Signed => (
                format!("{name} has signed your agreement"),
                vec![format!("{name} has signed. When you have signed as well, you can begin.")],
                "Read and sign the agreement",
            ),
            News::AgreedAnew => (
                format!("You and {name} have a new agreement"),
                vec![format!("{name} has signed your changes, so they hold from now on.")],
                "Read the agreement",
            ),
            News::Begun => (
                format!("You and {name} can begin"),
                vec![
                    format!("Both of you have signed, and you work together in {kind} from now on. Arrange your first session, and think of what you would like to be different at the end."),
                    self.not_told(),
                ],
                "Arrange the first session",
            ),
            News::TimesOffered { instead: true } => (
                format!("{name} offers you other times for a session"),
                vec![format!("None of the times you offered suits {name}, who offers you others in their place. Choose one, and it is in both your calendars.")],
                "Choose a time",
            ),
            News::TimesOffered { instead: false } => (
                format!("{name} offers you times for a session"),
                vec![format!("{name} offers you times for your next session. Choose one, and it is in both your calendars.")],
                "Choose a time",
            ),
            News::DidYouMeet { .. } => (
                format!("Did you and {name} meet?"),
                vec![
                    "Your session was planned for today or a short while ago. Please say how long it was; that takes one step. If it did not happen, you can find another time: nobody asks whose fault it was.".to_owned(),
                    "We ask by email at most once a week. Any other session you have had waits on your first page.".to_owned(),
                ],
                "Say how long it was",
            ),
            News::SessionMissed { .. } => (
                format!("Find another time with {name}"),
                vec!["Your session did not happen. That is nobody's fault. You can book another time in one step.".to_owned()],
                "Find another time",
            ),
            News::ReviewDue => (
                format!("How is it going with {name}?"),
                vec![
                    "It is time to look at how it goes, as you agreed. Say in a few words what is good and what you would change, and whether you go on.".to_owned(),
                    "It takes five minutes. You choose whether the other reads what you write.".to_owned(),
                ],
                "Look at how it goes",
            ),
            News::Reviewed { to_end: false } => (
                format!("You and {name} go on"),
                vec!["Your review is done and you go on. What either of you would change, such as more sessions, is in your agreement to read and sign. The date of the next review is on your page.".to_owned()],
                "See what is next",
            ),
            News::Reviewed { to_end: true } => (
                format!("Your work with {name} comes to an end"),
                vec!["After your review your work together ends. There is time for a last session: look back at what has changed, and say goodbye well.".to_owned()],
                "See what is next",
            ),
            News::Paused => (format!("You and {name} take a break"), vec![self.pause()], "See what is next"),
            News::Resumed => (
                format!("You and {name} go on"),
                vec![self.resumed().to_owned()],
                "See what is next",
            ),
            News::EndingPlanned => (format!("{name} plans your last session"), vec![self.planned_end()], "See what is next"),
            News::CarriedOn => (
                format!("You and {name} go on after all"),
                vec![format!("{name} would like to go on, so nothing ends for now.")],
                "See what is next",
            ),
            News::Ended => (
                format!("Your work with {name} has ended"),
                vec![
                    format!("You and {name} do not work together any more. Thank you for the time you gave it."),
                    match self.side {
                        Side::Mentee => "Please say in a few words what has changed for you. It takes three minutes and helps others to choose well.",
                        Side::Practitioner => "Please say in a few words what you have learned. It takes three minutes.",
                    }
                    .to_owned(),
                ],
                "Look back",
            ),
            News::Left => (
                "Somebody you work with is not available any more".to_owned(),
                vec![format!("Your work with {name} has ended, because one of you is not available any more. A coordinator can help you find somebody else.")],
                "Look at it",
            ),
            News::Unattended => self.unattended(),
            News::Mistaken => (
                format!("Please arrange your sessions with {name} again"),
                vec![
                    "By a mistake in our records your sessions to come were taken out of both your calendars. We are very sorry.".to_owned(),
                    "You work together as before. Please arrange the next session again.".to_owned(),
                ],
                "Arrange a session",
            ),
            News::NotBegun => (
                format!("Your agreement with {name} is closed"),
                vec!["It did not begin. Nothing more happens.".to_owned()],
                "Look at it",
            ),
            News::Nudge => (
                format!("Are you and {name} still in touch?"),
                vec!["Nothing has been heard of your sessions for some weeks. Perhaps they are only not written down: log one, arrange the next, or say that all is well. If it no longer fits, you can end it kindly.".to_owned()],
                "Say how it stands",
            ),
            News::ProposeClosing => (
                format!("Shall we close your work with {name}?"),
                vec!["Nothing has been heard of your sessions for months. If you go on, say so with one tap. If neither of you does within four weeks, it is closed without blame, so that somebody else can have the place. You can begin again whenever you like.".to_owned()],
                "Go on, or end it",
            ),
            News::CheckIn => (
                format!("Are you and {name} still in touch?"),
                vec!["You meet as and when it is needed, so we ask only once in six months: are you still in touch? One tap says so.".to_owned()],
                "Say how it stands",
            ),
            News::SixMonths => (
                format!("Six months after your work with {name}"),
                vec!["One last question: looking back, has something lasted? It takes a minute, and we do not ask again.".to_owned()],
                "Answer one question",
            ),
        }
    }

    fn not_told(&self) -> String {
        match self.side {
            Side::Mentee => {
                "Your manager is not told, unless you two wrote into the agreement that they are.".to_owned()
            }
            Side::Practitioner => "Your place is taken from now on, and comes back when you end.".to_owned(),
        }
    }

    const fn resumed(&self) -> &'static str {
        match self.one.course.state {
            State::ReviewDue => {
                "Your break is over. The review you had begun is open again, with what was answered so far."
            }
            _ => "Your break is over. Arrange the next session when it suits you.",
        }
    }

    fn unattended(&self) -> Said {
        let (name, kind) = (self.name(), self.kind());
        match self.side {
            Side::Mentee => (
                format!("Your work with {name} has ended"),
                vec![
                    format!("{name} is not available for {kind} any more, so your work together has ended here. That has nothing to do with you."),
                    "You can look for somebody else whenever you like: you have a place for it again. A coordinator helps if you would rather not look alone, through the contact page.".to_owned(),
                    "Your sessions, goals and notes stay on your page.".to_owned(),
                ],
                "Find somebody else",
            ),
            Side::Practitioner => (
                format!("Your work with {name} has ended here"),
                vec![
                    format!("Because you are not available in this pool at the moment, a coordinator has ended your work with {name} in the hub, so that they can find somebody else."),
                    "Thank you for the time you gave it. Your notes stay on your page.".to_owned(),
                ],
                "Look at it",
            ),
        }
    }

    fn pause(&self) -> String {
        let name = self.name();
        match self.one.course.state {
            State::Paused { to, .. } => format!(
                "{name} has paused your work together until the end of {}. Nothing is asked of you until then, and either of you can go on sooner.",
                words::date(to)
            ),
            _ => format!("{name} has paused your work together."),
        }
    }

    fn planned_end(&self) -> String {
        let name = self.name();
        match self.one.course.state {
            State::Ending { on } => format!(
                "{name} would like to come to a good end by {}. There is time for a last session: look back at what has changed. Either of you can say that you go on after all.",
                words::date(on)
            ),
            _ => format!("{name} would like to come to a good end."),
        }
    }
}

/// To a coordinator, when nothing has been heard of two for some time.
pub(super) fn silent(
    first_name: &str,
    mentee: &str,
    practitioner: &str,
    one: &Relationship,
    days: i64,
) -> RelationshipNews {
    RelationshipNews {
        first_name: first_name.to_owned(),
        subject: "Two people have not been heard of for some time".to_owned(),
        paragraphs: vec![format!(
            "{} and {} work together, and nothing has been heard of their sessions for {}. Both were asked and neither answered. You may want to ask how they are.",
            words::shortened(mentee, 80),
            words::shortened(practitioner, 80),
            words::count(days / 7, "week", "weeks"),
        )],
        button: "See who works together",
        path: format!("/pools/{}/relationships", one.pool_id),
        why: TO_COORDINATOR,
    }
}

#[cfg(test)]
pub(super) fn samples(text: &str) -> Vec<RelationshipNews> {
    use jiff::SignedDuration;

    use crate::platform::clock::{Day, Instant};
    use crate::platform::ids::{AccountId, PoolId, RelationshipId, SessionId};
    use crate::relationships::model::Course;

    let now = Instant::from_microsecond(1_795_424_400_000_000);
    let id = uuid::Uuid::from_u128;
    let day = Day::new(now.plus(SignedDuration::from_hours(240)).in_london().date());
    let session = SessionId(id(9));
    let all = [
        News::Confirmed,
        News::Proposed { number: 2 },
        News::Signed,
        News::AgreedAnew,
        News::Begun,
        News::TimesOffered { instead: false },
        News::TimesOffered { instead: true },
        News::DidYouMeet { session },
        News::SessionMissed { session },
        News::ReviewDue,
        News::Reviewed { to_end: false },
        News::Reviewed { to_end: true },
        News::Paused,
        News::Resumed,
        News::EndingPlanned,
        News::CarriedOn,
        News::Ended,
        News::Left,
        News::NotBegun,
        News::Nudge,
        News::ProposeClosing,
        News::CheckIn,
        News::SixMonths,
        News::Unattended,
        News::Mistaken,
    ];
    let person = |number| Person::sample(AccountId(id(number)), text);
    let (mentee, practitioner) = (person(3), person(4));
    let mut letters = Vec::new();
    for news in all {
        for side in Side::BOTH {
            let mut course = Course::recorded(day);
            course.state = match news {
                News::Paused => State::Paused { on: day, to: day },
                _ => State::Ending { on: day },
            };
            let one = Relationship {
                id: RelationshipId(id(1)),
                pool_id: PoolId(id(2)),
                chemistry_id: None,
                mentee_id: mentee.account_id,
                practitioner_id: practitioner.account_id,
                offering: Offering::Mentoring,
                recorded_by: None,
                touched_at: now,
                nudges: 0,
                nudged_at: None,
                ended_by: None,
                version: 1,
                course,
                terms: None,
                held: 0,
                still: false,
            };
            let (reader, other) = match side {
                Side::Mentee => (&mentee, &practitioner),
                Side::Practitioner => (&practitioner, &mentee),
            };
            let telling = Telling { news, side, one: &one, reader, other: Some(other) };
            letters.push(telling.letter(news.path(one.id)));
            letters.push(silent(text, text, text, &one, 84));
        }
    }
    letters
}
