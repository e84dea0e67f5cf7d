use rapport::organisations::day_of;
use rapport::search::Ground;
use rapport::search::words::{self, Daytime, Hint, Understood, understand};
use rapport::vocabulary::{self, List};

use crate::profiles::{execute, member, profile};
use crate::support::app::{TestApp, noon};
use crate::support::database::TestDatabase;
use crate::support::given;

const SENTENCES: &str = include_str!("sentences.tsv");

async fn ground() -> Ground {
    let database = TestDatabase::migrated().await;
    let mut db = database.owner().await;
    let terms = vocabulary::terms(&mut db, &List::ALL).await.unwrap();
    let mut ground = Ground { terms, ..Ground::default() };
    for list in List::ALL {
        ground.lexicons.insert(list, vocabulary::lexicon(&mut db, list).await.unwrap());
    }
    ground
}

fn read(ground: &Ground, text: &str) -> Understood {
    understand(text, ground, day_of(noon()))
}

/// Codes of what was understood; those of other lists than the areas with the list's name before them.
fn codes(ground: &Ground, understood: &Understood) -> Vec<String> {
    let code = |id| &ground.term(id).unwrap().code;
    let named = |term: &words::Understanding| match term.list {
        List::DevelopmentArea => code(term.term_id).clone(),
        list => format!("{}:{}", list.code(), code(term.term_id)),
    };
    understood.terms.iter().map(named).collect()
}

#[tokio::test]
async fn real_sentences_are_understood() {
    let ground = ground().await;
    let (mut asked, mut found, mut said, mut right) = (0_u32, 0, 0_u32, 0);
    let mut wrong = Vec::new();
    let rows = SENTENCES.lines().skip(1);
    for row in rows.clone() {
        let mut cells = row.split('\t');
        let (sentence, expected, fine) =
            (cells.next().unwrap(), cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let expected: Vec<&str> = expected.split_whitespace().collect();
        let fine: Vec<&str> = fine.split_whitespace().collect();
        for code in expected.iter().chain(&fine) {
            let (list, code) = code.split_once(':').unwrap_or(("development-area", code));
            assert!(ground.by_code(List::from_code(list).unwrap(), code).is_some(), "{list}:{code}");
        }
        let understood = codes(&ground, &read(&ground, sentence));
        let missing: Vec<&&str> =
            expected.iter().filter(|code| !understood.iter().any(|own| own == *code)).collect();
        let surplus: Vec<&String> = understood
            .iter()
            .filter(|code| !expected.contains(&code.as_str()) && !fine.contains(&code.as_str()))
            .collect();
        asked += u32::try_from(expected.len()).unwrap();
        found += u32::try_from(expected.len() - missing.len()).unwrap();
        said += u32::try_from(understood.len()).unwrap();
        right += u32::try_from(understood.len() - surplus.len()).unwrap();
        if !missing.is_empty() || !surplus.is_empty() {
            wrong.push(format!("{sentence}\n    missing {missing:?}, too much {surplus:?}"));
        }
    }
    let (recall, precision) = (f64::from(found) / f64::from(asked), f64::from(right) / f64::from(said));
    println!(
        "{} sentences: recall {found}/{asked} = {recall:.3}, precision {right}/{said} = {precision:.3}\n{}",
        rows.count(),
        wrong.join("\n")
    );
    assert!(
        recall >= 0.95 && precision >= 0.97,
        "recall {recall:.3}, precision {precision:.3}\n{}",
        wrong.join("\n")
    );
}

#[tokio::test]
async fn what_was_understood_names_the_words_that_said_it_and_keeps_the_rest() {
    let ground = ground().await;
    let understood = read(
        &ground,
        "I am a band 6 theatre nurse. I'd like a mentor two bands above me, in my area but outside my trust, evenings, \
         who knows robotics. I want to move from ward to board.",
    );
    let phrases: Vec<&str> = understood.terms.iter().map(|term| term.phrase.as_str()).collect();
    assert_eq!(phrases, ["from ward to board"]);
    let mine: Vec<&str> = understood.mine.iter().map(|term| term.phrase.as_str()).collect();
    assert_eq!(mine, ["band 6", "theatre nurse"]);
    let hints: Vec<Hint> = understood.hints.iter().map(|hinted| hinted.hint).collect();
    assert_eq!(
        hints,
        [
            Hint::Offering(rapport::pools::Offering::Mentoring),
            Hint::Above(2),
            Hint::MySystem(true),
            Hint::MyOrganisation(false),
            Hint::When(Daytime::Evenings),
        ]
    );
    assert_eq!(understood.rest, ["robotics"]);
}

#[tokio::test]
async fn hints_say_what_terms_cannot() {
    let ground = ground().await;
    let hints =
        |text: &str| -> Vec<Hint> { read(&ground, text).hints.iter().map(|hinted| hinted.hint).collect() };
    assert_eq!(
        hints("not in my trust, at lunchtime"),
        [Hint::MyOrganisation(false), Hint::When(Daytime::Lunchtimes)]
    );
    assert_eq!(hints("reverse mentoring"), [Hint::MoreJunior]);
    assert_eq!(hints("somebody more senior than me near home"), [Hint::Above(1), Hint::MySystem(true)]);
    let board = ground.by_code(List::Seniority, "afc-8d").unwrap().term_id;
    assert_eq!(
        hints("Somebody at band 8d on a Friday"),
        [Hint::Level(board), Hint::When(Daytime::Weekday(4))]
    );
    assert!(hints("").is_empty());
}

/// Assurance, special-category data 4: no text becomes a filter by who somebody is.
#[tokio::test]
async fn lived_experience_and_themes_are_never_read_out_of_a_text() {
    let ground = ground().await;
    for list in [List::LivedExperience, List::Theme] {
        for term in ground.terms.iter().filter(|term| term.list == list) {
            let understood = read(&ground, &format!("I am {} and want to talk about it", term.label));
            assert!(
                understood.terms.iter().chain(&understood.mine).all(|own| own.list != list),
                "{}",
                term.label
            );
        }
    }
}

#[tokio::test]
async fn s11_no_text_is_too_strange() {
    let ground = ground().await;
    for text in ["", "…", "' | ! & (", "\u{0}\u{202e}", "a", "NOT", "no no no", "🙂🙂", "İ", "ﬁnding my feet"]
    {
        let understood = read(&ground, text);
        assert!(understood.terms.len() < 2, "{text:?}");
    }
    let long = "delegation and ".repeat(20_000);
    assert_eq!(read(&ground, &long).terms.len(), 1);
}

#[tokio::test]
async fn s11_words_find_who_wrote_them_whatever_they_hold() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North").await;
    let mut made = Vec::new();
    for name in ["Grace Obi", "Omar Aziz", "Lee Brown"] {
        let person = given::account(&app).named(name).practitioner().make().await;
        profile(&app, person.account_id).await;
        made.push(person.account_id);
    }
    member(&app, made[0], pool).await;
    member(&app, made[1], pool).await;
    execute(&app, "update membership set status = 'lapsed' where account_id in (select account_id from account where name = 'Omar Aziz')").await;
    let mut db = app.app.db.acquire().await.unwrap();
    let mut found = async |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words::hits(&mut db, &words).await.unwrap()
    };
    assert_eq!(found(&["trained"]).await, [made[0]], "not who has lapsed, nor who is no member");
    assert_eq!(found(&["training", "submarines"]).await, [made[0]], "any of the words, in any form");
    assert!(found(&["submarines"]).await.is_empty());
    assert!(found(&[]).await.is_empty());
    for hostile in [
        "' | 'x",
        "!trained",
        "trained:*",
        "a & (",
        "\\",
        "<->",
        "and",
        "or",
        "-",
        "\"",
        "trained'); drop table profile",
    ] {
        found(&[hostile]).await;
    }
    assert!(found(&["submarines", "!x"]).await.is_empty(), "nothing in a word is an operator");
}
