//! Through tantivy: every fact is a token, and every want a query that gives its weight to whoever has the token. One
//! segment in memory, no lengths and no frequencies to weigh by.

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, Order, Searcher, TantivyDocument, Term};

use super::{Found, Result, tie_of};
use crate::matching::{Dimension, Facts, Geography, Offering, Seniority, WHOLE, WeekHours, Weight};
use crate::population::{self, Asking};

pub struct Text {
    searcher: Searcher,
    token: Field,
}

type Clause = (Occur, Box<dyn Query>);

impl Text {
    pub fn new(people: u64) -> Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let token = schema.add_text_field("token", TextOptions::default().set_indexing_options(indexing));
        let tie = schema.add_u64_field("tie", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 500_000_000)?;
        for number in 0..people {
            let facts = population::facts(number);
            let mut document = TantivyDocument::default();
            for word in words(&facts) {
                document.add_text(token, word);
            }
            document.add_u64(tie, tie_of(&facts));
            writer.add_document(document)?;
        }
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        Ok(Self { searcher: index.reader()?.searcher(), token })
    }

    pub fn ask(&self, asking: &Asking) -> Result<Found> {
        let asker = &asking.asker;
        let pools =
            asker.pools.iter().map(|pool| (Occur::Should, self.exact(&format!("pool-{}", pool.0), 0.0)));
        let mut clauses: Vec<Clause> = vec![
            (Occur::Must, self.exact("place", 0.0)),
            (Occur::Must, Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(pools.collect())), 0.0))),
        ];
        let hidden = asker.excluded.iter().chain(&asker.person);
        clauses
            .extend(hidden.map(|person| (Occur::MustNot, self.exact(&format!("person-{}", person.0), 0.0))));
        for want in &asking.criteria.wants {
            #[allow(clippy::cast_precision_loss, reason = "1 or 3")]
            let weight = want.weight.factor() as f32;
            let is_must = want.weight == Weight::Must;
            clauses.extend(self.clauses(asking, &want.dimension, weight, is_must));
        }
        let query = BooleanQuery::new(clauses);
        if asking.criteria.wants.is_empty() {
            let page = TopDocs::with_limit(20).order_by_u64_field("tie", Order::Desc);
            let (page, total) = self.searcher.search(&query, &(page, Count))?;
            return Ok((vec![0; page.len()], u32::try_from(total)?));
        }
        let (page, total) = self.searcher.search(&query, &(TopDocs::with_limit(20), Count))?;
        let whole = f32::from(WHOLE);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, and small")]
        let scores = page.iter().map(|(score, _)| (score * whole).round() as u32).collect();
        Ok((scores, u32::try_from(total)?))
    }

    fn clauses(&self, asking: &Asking, dimension: &Dimension, weight: f32, is_must: bool) -> Vec<Clause> {
        let occur = if is_must { Occur::Must } else { Occur::Should };
        let should = |words: Vec<(String, f32)>| {
            words.into_iter().map(|(word, worth)| (occur, self.exact(&word, worth))).collect()
        };
        match dimension {
            Dimension::Terms(_, terms) => {
                #[allow(clippy::cast_precision_loss, reason = "one or two")]
                let each = weight / terms.len() as f32;
                should(terms.iter().map(|term| (format!("term-{}", term.0), each)).collect())
            }
            Dimension::Seniority(Seniority::Above(steps)) => {
                let least = asking.asker.level.unwrap_or(0) + steps;
                let levels = (least..16).map(|level| (format!("level-{level}"), weight));
                should(levels.chain([(format!("level-{}", least - 1), weight / 2.0)]).collect())
            }
            Dimension::Geography(Geography::MySystem) => should(vec![
                (asking.asker.system.clone().unwrap_or_default(), weight / 2.0),
                (asking.asker.region.clone().unwrap_or_default(), weight / 2.0),
            ]),
            Dimension::Times(hours) => {
                #[allow(clippy::cast_precision_loss, reason = "at most 168")]
                let each = weight / hours.count() as f32;
                let hours = (0..WeekHours::HOURS).filter(|hour| hours.holds(*hour));
                should(hours.map(|hour| (format!("hour-{hour}"), each)).collect())
            }
            other => unreachable!("no question of the bench asks {other:?}"),
        }
    }

    fn exact(&self, word: &str, worth: f32) -> Box<dyn Query> {
        let term = TermQuery::new(Term::from_field_text(self.token, word), IndexRecordOption::Basic);
        Box::new(BoostQuery::new(Box::new(ConstScoreQuery::new(Box::new(term), 1.0)), worth))
    }
}

fn words(facts: &Facts) -> Vec<String> {
    let organisation = u64::try_from(facts.organisation.map_or(0, |key| key.0)).unwrap_or(0);
    let system = population::system_of(organisation);
    let mut words = vec![
        format!("person-{}", facts.person.0),
        format!("level-{}", facts.level.unwrap_or(0)),
        format!("system-{system}"),
        format!("region-{}", population::region_of(system)),
    ];
    let pools = facts.pools.iter().filter(|(_, offering)| *offering == Offering::Mentoring);
    words.extend(pools.map(|(pool, _)| format!("pool-{}", pool.0)));
    words.extend(facts.terms.iter().map(|term| format!("term-{}", term.0)));
    let hours = (0..WeekHours::HOURS).filter(|hour| facts.hours.holds(*hour));
    words.extend(hours.map(|hour| format!("hour-{hour}")));
    if facts.left > 0 {
        words.push("place".to_owned());
    }
    words.sort();
    words.dedup();
    words
}
