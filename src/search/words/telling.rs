//! Which words tell something, and of whom.

use super::reading::Word;

/// Around what somebody asks for, not part of it.
const FILLER: [&str; 40] = [
    "help",
    "helping",
    "with",
    "support",
    "around",
    "about",
    "on",
    "in",
    "want",
    "i",
    "need",
    "please",
    "more",
    "better",
    "improve",
    "improving",
    "develop",
    "developing",
    "some",
    "for",
    "to",
    "me",
    "get",
    "getting",
    "at",
    "someone",
    "somebody",
    "coach",
    "mentor",
    "coaching",
    "mentoring",
    "looking",
    "would",
    "like",
    "id",
    "im",
    "am",
    "advice",
    "learn",
    "skills",
];

/// Everyday words that are not looked for in biographies.
const EVERYDAY: &str = "ability able about above actually after again ago all almost along also always am among and another \
    any anybody anyone anything approach are area areas around ask asking at away back band based be because become \
    becoming been before began being below best better between big bit boss both busy but by came can cannot cant \
    career clinical coach coached coaching colleague colleagues come comes coming could couldnt current currently daily \
    day days deal dealing department develop developing development did didnt different do does doesnt doing done \
    dont down during each either else end enough etc even ever every everybody everyone everything experience \
    experienced experiences far feel feeling feels feet felt few field find finding first focus for from full gain \
    gaining general get gets getting give given giving go goal goals going gone good got grade great grow growing had \
    half happy hard has have havent having he head health healthcare hello help helped helpful helping helps her here \
    hers hes hi high him his hope hoping hospital hospitals hour how however id idea ideal ideally if ill im important \
    improve improving in instead interested into is isnt issue issues it its ive job jobs join just keen keep keeps \
    kind know knowing knows large last late lately later lead leader leaders leadership leading learn learning least \
    leave less let level life like little long look looking lot lots love made mainly make makes making manage manager \
    managers managing many matter may maybe me mean meet meeting meetings mentor mentored mentoring mentors mentorship \
    might mine mind moment month months more most mostly move moved moving much must my myself near need needing needs \
    never new next nhs nice no nobody none nor not nothing now of off often old on once one ones only open or order \
    other others our out over own paid part past path people perhaps person personal place please point position \
    possible pretty prefer preferably problem professional put quite rather ready really recent recently right role \
    roles said same say second see seeing seem seems senior service services session set several shall she shift shifts \
    should show since size skill skills small so some somebody someone something sometimes soon sort speak speaking \
    specific staff stage start started starting step steps still stuff struggle struggled struggling such support \
    sure take taken takes taking talk talking team teams tell than thank thanks that the their them then there these \
    they thing things think thinking this those though three through time times tired to today together told too took \
    towards train training tried trust try trying two under understand understanding understands unit until up us use \
    used useful using usual usually very via want wanted wanting wants ward was wasnt way ways we week weeks well went \
    were what whats when where whether which while who whole whom whose why will wish with within without wont word \
    work worked worker working works world worried would year years yes yet you young your yours yourself";

/// Right as they are, though a slip away from a word of a vocabulary.
const RIGHT: &str = "academia adopting advance advances ambitious analyse analyses analysts appointee approve approves aspirin \
    aspirins associated balanced believed believer bengals blender blinded bounding braking burping burying caching \
    carvers cashing cations cautions chaining challenged challenger chanting charging charing clanging clashed \
    classes cleanly cleansing clearing cloning combined combing commissioned communicated complain complains \
    completing compliant computing concerts conference confidant confidential confidentiality conflicted contracts \
    crashes crashing cultured decoding dedication derision deserved dialing directory diseased dispersing disputed \
    distract diverge doubling dreaming emergence failing fatigued feeding feedings fending filipina filling financed \
    focuses fueling funding graduated gujarat gutting hanging harding identify imagine importer imposed imposing \
    indication infections infernal influenza integrate integrates interval isolate knocker leaking leaning leaping \
    leasing leavers leaving lenders lending licking loaders loading locking looming looping loosing looting managed \
    manages massaging masters mediator mediators medication medications meditation melting midlife moaning nurseries \
    nursery offices ontology optimal outdoorsy outsider overlord oversees patents patience patting performed persona \
    personality personas petting pictured pitting planing planking planting potting prepared pressured pretence \
    primacy primate processional processions profess profiled profiler programmed programmer projection promote \
    promoter promotes promoting prompted protect provide provided provides prowess punting purposed qualifier \
    qualifies qualify raiding railing raining raisins recover recovers recruiter rediscovery redundant reelection \
    resolved resorts retorts returned revolution revolve revolving romania ruining salaries sanding scaring searing \
    seating serviced shading shaking shaming shaping sharking shaving shearing sitting slaying smarter sneaker \
    sneaking snitching soaring spanning sparing specially staking staring starling starred starrer starring \
    startling starved starving stating stitching stopping stranding straying stresses supervised supporter swaying \
    synonymy tanking tasking telephoned telephony thanking thicker thinner thinning thorough tickling trailed \
    trailer trailing trusted visibly waiting weighting winging winking winning wording worming writhing";

/// What says that the one before speaks of themselves.
const OF_ME: [&str; 13] = [
    "im",
    "am",
    "as",
    "was",
    "being",
    "ive",
    "been",
    "work",
    "working",
    "worked",
    "qualified",
    "currently",
    "myself",
];

/// What says that the one before speaks of somebody else, or of where they go.
const OF_OTHERS: [&str; 27] = [
    "with",
    "from",
    "who",
    "whos",
    "someone",
    "somebody",
    "another",
    "fellow",
    "by",
    "for",
    "want",
    "need",
    "become",
    "becoming",
    "into",
    "to",
    "looking",
    "seeking",
    "find",
    "like",
    "mentor",
    "coach",
    "preferably",
    "ideally",
    "either",
    "than",
    "they",
];

/// Before the name of a profession these make it where somebody wants to go.
const ON_THE_WAY: [&str; 5] = ["become", "becoming", "into", "towards", "chief"];

/// After the name of a profession these make it a thing, not somebody's trade: "a nursing post".
const THINGS: [&str; 22] = [
    "post",
    "posts",
    "role",
    "roles",
    "job",
    "jobs",
    "position",
    "team",
    "teams",
    "practice",
    "department",
    "ward",
    "wards",
    "service",
    "services",
    "patients",
    "students",
    "student",
    "vacancy",
    "interview",
    "home",
    "homes",
];

/// What follows when somebody opened with what they are: "Physio hoping to …".
const GOES_ON: [&str; 22] = [
    "want",
    "wanting",
    "need",
    "needing",
    "looking",
    "hoping",
    "hope",
    "struggling",
    "seeking",
    "keen",
    "moving",
    "returning",
    "trying",
    "starting",
    "stepping",
    "thinking",
    "finding",
    "wishing",
    "who",
    "aspiring",
    "i",
    "im",
];

/// Whether a profession, from its first word to its last, names no person: a post, a team, or what somebody hopes to be.
pub(super) fn is_no_person(words: &[Word], first: usize, last: usize) -> bool {
    let here = |word: &&Word| word.sentence == words[first].sentence;
    let thing = words.get(last + 1).filter(here).is_some_and(|next| THINGS.contains(&next.lower.as_str()));
    let before: Vec<&str> =
        words[..first].iter().rev().filter(here).take(3).map(|word| word.lower.as_str()).collect();
    let ahead = before.iter().any(|word| ON_THE_WAY.contains(word));
    thing || ahead
}

/// Whether a word only leads to what somebody asks for.
pub(super) fn is_filler(word: &Word) -> bool {
    FILLER.contains(&word.lower.as_str())
}

/// Whether a word may be another with a slip in it.
pub(super) fn may_have_a_slip(word: &Word) -> bool {
    let right = RIGHT.split_whitespace().any(|right| right == word.lower || right == word.folded);
    !right && !is_everyday(&word.lower)
}

fn is_everyday(lower: &str) -> bool {
    EVERYDAY.split_whitespace().any(|word| word == lower)
}

/// Words worth looking for in biographies, each once.
pub(super) fn rest<'a>(words: impl Iterator<Item = &'a Word>, most: usize) -> Vec<String> {
    let mut rest: Vec<String> = Vec::new();
    for word in words.filter(|word| !word.small && !is_filler(word)) {
        let long = word.lower.chars().count() >= 3 && word.lower.chars().all(char::is_alphabetic);
        if long && rest.len() < most && !is_everyday(&word.lower) && !rest.contains(&word.lower) {
            rest.push(word.lower.clone());
        }
    }
    rest
}

/// Whether what stands at a place says what its writer is: "I am a newly qualified …", "as a …", or the opening of a
/// sentence that goes on with what they want.
pub(super) fn is_mine(words: &[Word], at: usize) -> bool {
    let sentence = words[at].sentence;
    let before: Vec<&Word> =
        words[..at].iter().rev().take_while(|word| word.sentence == sentence).take(6).collect();
    for (back, word) in (0..).zip(&before) {
        let lower = word.lower.as_str();
        let further = || before[back..].iter().skip(1).take(4);
        if OF_OTHERS.contains(&lower) {
            return false;
        }
        if OF_ME.contains(&lower) {
            return !further().any(|word| {
                ["who", "someone", "somebody", "mentor", "coach", "they"].contains(&word.lower.as_str())
            });
        }
        if lower == "in"
            && before
                .get(back + 1)
                .is_some_and(|word| ["years", "months", "year"].contains(&word.lower.as_str()))
        {
            return true;
        }
        if lower == "my" && before.len() > back + 1 && before[back + 1].lower == "background" {
            return true;
        }
    }
    let opens = before.len() < 4 && before.iter().all(|word| word.part == words[at].part);
    opens
        && words[at + 1..]
            .iter()
            .take_while(|word| word.sentence == sentence)
            .any(|word| GOES_ON.contains(&word.lower.as_str()))
}
