//! Figures that are printed and never fail: `cargo nextest run --no-capture figures_of_the_guidance`.

use std::io::Write;

use http::Method;
use rapport::guidance::guides::{Guide, guides};
use rapport::platform::web::assets;
use scraper::{ElementRef, Selector};

use crate::support::app::TestApp;
use crate::support::page::Page;

/// Words, sentences and syllables of a page's paragraphs and items.
#[derive(Default)]
struct Text {
    words: f64,
    sentences: f64,
    syllables: f64,
}

impl Text {
    fn of(page: &Page) -> Self {
        let blocks = Selector::parse("main p, main li, main td, main dd").expect("a selector");
        let inner = Selector::parse("p, li").expect("a selector");
        let mut text = Self::default();
        for block in page.document().select(&blocks).filter(|block| block.select(&inner).next().is_none()) {
            let in_a_list_of_links =
                block.ancestors().filter_map(ElementRef::wrap).any(|one| one.value().name() == "nav");
            if !in_a_list_of_links {
                text.take(&block.text().collect::<String>());
            }
        }
        text
    }

    fn take(&mut self, block: &str) {
        let words: Vec<&str> =
            block.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
        if words.is_empty() {
            return;
        }
        let ends = words
            .iter()
            .filter(|word| word.trim_end_matches(['”', '’', ')', '"']).ends_with(['.', '!', '?', ':']))
            .count();
        let open = !block.trim_end().trim_end_matches(['”', '’', ')', '"']).ends_with(['.', '!', '?', ':']);
        self.words += number(words.len());
        self.sentences += number(ends + usize::from(open));
        self.syllables += number(words.iter().map(|word| syllables(word)).sum());
    }

    /// The Flesch–Kincaid grade and five years: 0.39 · words a sentence + 11.8 · syllables a word − 15.59 + 5.
    fn reading_age(&self) -> f64 {
        0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59 + 5.0
    }
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Groups of vowels, less a silent e at the end; at least one.
fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let is_vowel = |letter: &char| "aeiouy".contains(*letter);
    let mut groups = 0;
    let mut last = false;
    for letter in &letters {
        let vowel = is_vowel(letter);
        groups += usize::from(vowel && !last);
        last = vowel;
    }
    let silent = letters.len() > 2
        && letters.ends_with(&['e'])
        && !letters.ends_with(&['l', 'e'])
        && !is_vowel(&letters[letters.len() - 2]);
    (groups - usize::from(silent && groups > 1)).max(1)
}

#[test]
fn syllables_are_counted_as_one_would() {
    for (word, expected) in [
        ("mentor", 2),
        ("coaching", 2),
        ("time", 1),
        ("little", 2),
        ("the", 1),
        ("conversation", 4),
        ("A&E", 1),
    ] {
        assert_eq!(syllables(word), expected, "{word}");
    }
}

#[tokio::test]
async fn figures_of_the_guidance() {
    let app = TestApp::start().await;
    let mut paths: Vec<String> = [
        "/",
        "/how-it-works",
        "/guidance",
        "/guidance/coaching-or-mentoring",
        "/guidance/reading",
        "/guidance/search?q=goals",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend(guides().expect("guides").iter().map(Guide::href));
    println!("{:<55} {:>6} {:>11} {:>7} {:>7}", "page", "words", "reading age", "bytes", "gzip");
    let (mut ages, mut sent) = (Vec::new(), Vec::new());
    for path in &paths {
        let page = app.get(path).await;
        page.assert_ok();
        let text = Text::of(&page);
        let gzip = compressed(&page.body);
        println!(
            "{path:<55} {:>6} {:>11.1} {:>7} {gzip:>7}",
            text.words,
            text.reading_age(),
            page.body.len()
        );
        ages.push(text.reading_age());
        sent.push(gzip);
    }
    ages.sort_by(f64::total_cmp);
    sent.sort_unstable();
    let within = ages.iter().filter(|age| **age <= 11.0).count();
    println!(
        "reading age (Flesch–Kincaid grade + 5): median {:.1}, highest {:.1}; {within} of {} at 11 or below",
        ages[ages.len() / 2],
        ages[ages.len() - 1],
        ages.len()
    );
    println!("transferred: median {} bytes of HTML, most {}", sent[sent.len() / 2], sent[sent.len() - 1]);
    for asset in ["css/app.css", "js/app.js", "vendor/nhsuk-frontend/nhsuk-frontend.min.js"] {
        let answer = app.send(Method::GET, assets::url(asset), &[("accept-encoding", "br")], None).await;
        println!("once, then kept for a year: {asset} {}", answer.header("content-length").unwrap_or("?"));
    }
}

fn compressed(body: &str) -> usize {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(body.as_bytes()).expect("memory");
    writer.finish().expect("memory").len()
}

#[tokio::test]
async fn figures_of_the_guidance_clicks_from_home_to_a_search_filled_in() {
    let app = TestApp::start().await;
    app.follow().await;
    let choosing = "/guidance/coaching-or-mentoring";
    let home = app.get("/").await;
    assert!(home.attributes("main a", "href").contains(&choosing.to_owned()), "{home}");
    let form = app.get(choosing).await;
    let answers = [("change", "new-role"), ("experience", "yes"), ("help", "stories")];
    let answer = app.submit(&form, &answers).await;
    let link = answer.attributes("main .app-actions a", "href").remove(0);
    let find = app.get(&link).await;
    find.assert_ok().assert_path("/find");
    assert_eq!(find.attributes("[name='area'][checked]", "value"), ["new-role"]);
    // The link on home, the button of the form, the button of the answer.
    println!(
        "clicks from home to a search filled in: 3, and one for each question answered ({} here, 1 to 7)",
        answers.len()
    );
}
