use super::{Condolence, Telling, ToWrite, condolence, condolence_mistaken, resting, to_write};
use crate::availability::Because;
use crate::chemistry::condolences::About;
use crate::chemistry::model::{Answers, Change, Clock, Side, State, Thread, Times};
use crate::chemistry::news::News;
use crate::chemistry::news::emails::ChemistryNews;
use crate::chemistry::people::{Next, Person};
use crate::chemistry::request::Request;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId, RelationshipId};
use crate::platform::mail::EmailAddress;
use crate::pools::Offering;

/// Everything that can be told, to each of the two, with hostile words in it.
pub(in crate::chemistry::news) fn samples(text: &str) -> Vec<ChemistryNews> {
    let account = AccountId(uuid::Uuid::nil());
    let at = Instant::from_microsecond(1_800_000_000_000_000);
    let person = || Person {
        account_id: account,
        name: text.to_owned(),
        group: Some(text.to_owned()),
        email: EmailAddress::parse("amina@trust.example").unwrap(),
    };
    let (reader, other) = (person(), person());
    let next = Next { account_id: account, name: text.to_owned() };
    let clock = Clock { from: at, days: 10, until: at };
    let states = [
        State::Entered(clock),
        State::Sent(clock),
        State::Questioned(clock),
        State::Arranging(clock),
        State::Deciding(clock, Answers::default()),
        State::Agreed(clock),
    ];
    let mut all = vec![resting(text, text, text, PoolId(uuid::Uuid::nil()), Because::Unanswered)];
    let what = ToWrite {
        deceased: text,
        people: 2,
        due: at,
        pool: text,
        path: "/pools/1/condolences/1".to_owned(),
        again: true,
    };
    all.push(to_write(text, &what));
    let nobody = uuid::Uuid::nil();
    for side in Side::BOTH {
        for about in [About::Request(ChemistryId(nobody)), About::Pair(RelationshipId(nobody))] {
            let letter =
                Condolence { deceased: text, words: text, signed: text.to_owned(), next: Some(&next), about };
            all.push(condolence(&reader, side, &letter));
            all.push(condolence_mistaken(&reader, side, text, at, about));
        }
    }
    for state in states {
        let request = Request {
            id: ChemistryId(uuid::Uuid::nil()),
            pool_id: PoolId(uuid::Uuid::nil()),
            mentee_id: account,
            practitioner_id: account,
            offering: Offering::Mentoring,
            entered_by: None,
            times: Times::Suggest,
            meeting_id: None,
            created_at: at,
            sent_at: None,
            answered_at: None,
            reminders: 0,
            version: 1,
            thread: Thread { state, questions: 0, missed: 0, extended: false, reopened: false },
        };
        for news in [
            News::Asked,
            News::Entered,
            News::Question,
            News::Answer,
            News::Accepted { offered: true },
            News::Accepted { offered: false },
            News::Offered,
            News::Declined { words: true, suggested: true },
            News::Withdrawn,
            News::Expired,
            News::Lapsed,
            News::NotArranged,
            News::CrowdedOut { was_sent: true },
            News::CrowdedOut { was_sent: false },
            News::FindAnotherTime { why: Change::Work },
            News::CalledOff { why: Change::Unwell },
            News::DidItHappen,
            News::Missed { for_good: false },
            News::Missed { for_good: true },
            News::Decide,
            News::MoreTime,
            News::Agreed,
            News::NotAgreed,
            News::NoFit,
            News::Reopened,
            News::Stopped,
            News::Resting { because: Because::Declined },
            News::Reminder,
        ] {
            for side in Side::BOTH {
                let telling = Telling {
                    news,
                    side,
                    reader: &reader,
                    other: Some(&other),
                    request: &request,
                    next: (side == Side::Mentee && news.offers_next()).then_some(&next),
                };
                all.push(telling.letter("/chemistry/1".to_owned()));
            }
        }
    }
    all
}
