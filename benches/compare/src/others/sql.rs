//! As one SQL query, in two ways: arrays of numbers with a GIN index over them, and a boolean column for each term with
//! an index over what everybody must have.

use std::fmt::Write as _;
use std::io::Write as _;

use postgres::{Client, NoTls};

use super::{Found, Result, tie_of};
use crate::matching::{Dimension, Facts, Geography, Offering, Seniority, TermKey, WHOLE, WeekHours, Weight};
use crate::population::{self, Asking};

#[derive(Debug, Clone, Copy)]
pub enum Way {
    Arrays,
    Columns,
}

pub struct Sql {
    client: Client,
}

impl Sql {
    pub fn new(url: &str, people: u64) -> Result<Self> {
        let mut client = Client::connect(url, NoTls)?;
        let columns: String = (0..population::TERMS).fold(String::new(), |mut columns, term| {
            let _ = write!(columns, ", t{term} boolean NOT NULL");
            columns
        });
        client.batch_execute(&format!(
            "SET temp_buffers = '512MB';
             SET max_parallel_workers_per_gather = 0;
             SET work_mem = '256MB';
             SET jit = off;
             CREATE TEMPORARY TABLE coach (
                 person bigint NOT NULL, tie bigint NOT NULL, has_place boolean NOT NULL, level smallint NOT NULL,
                 system smallint NOT NULL, region smallint NOT NULL, pools integer[] NOT NULL, terms integer[] NOT NULL,
                 hours bit(168) NOT NULL{columns}
             )"
        ))?;
        let mut copy = client.copy_in("COPY coach FROM STDIN")?;
        for number in 0..people {
            writeln!(copy, "{}", line(number, &population::facts(number)))?;
        }
        copy.finish()?;
        client.batch_execute(
            "CREATE INDEX coach_terms ON coach USING gin (terms) WITH (fastupdate = off) WHERE has_place;
             CREATE INDEX coach_pools ON coach USING gin (pools) WITH (fastupdate = off) WHERE has_place;
             CREATE INDEX coach_tie ON coach (tie DESC) WHERE has_place",
        )?;
        client.batch_execute("VACUUM ANALYZE coach")?;
        Ok(Self { client })
    }

    pub fn ask(&mut self, asking: &Asking, way: Way) -> Result<Found> {
        let (filter, score) = (filter(asking, way), score(asking, way));
        // Counting beside a page by index costs less than counting while ranking, when nothing has to be ranked.
        let query = if asking.criteria.wants.is_empty() {
            format!(
                "SELECT 0, (SELECT count(*) FROM coach WHERE {filter}) FROM coach WHERE {filter} \
                 ORDER BY tie DESC, hashint8extended(person, 7) DESC LIMIT 20"
            )
        } else {
            format!(
                "SELECT score, count(*) OVER () FROM (SELECT {score} AS score, tie, person FROM coach WHERE {filter}) \
                 AS matching ORDER BY score DESC, tie DESC, hashint8extended(person, 7) DESC LIMIT 20"
            )
        };
        let rows = self.client.query(&query, &[])?;
        let total = rows.first().map_or(0, |row| row.get::<_, i64>(1));
        let scores = rows.iter().map(|row| u32::try_from(row.get::<_, i32>(0)));
        Ok((scores.collect::<std::result::Result<_, _>>()?, u32::try_from(total)?))
    }
}

fn filter(asking: &Asking, way: Way) -> String {
    let asker = &asking.asker;
    let pools: Vec<String> = asker.pools.iter().map(|pool| pool.0.to_string()).collect();
    let hidden = asker.excluded.iter().chain(&asker.person).map(|person| small(person.0).to_string());
    let hidden: Vec<String> = hidden.collect();
    let mut filter =
        format!("has_place AND pools && '{{{}}}' AND person NOT IN ({})", pools.join(","), hidden.join(","));
    for want in asking.criteria.wants.iter().filter(|want| want.weight == Weight::Must) {
        if let Dimension::Terms(_, terms) = &want.dimension {
            let _ = write!(
                filter,
                " AND ({})",
                terms.iter().map(|term| has(*term, way)).collect::<Vec<_>>().join(" OR ")
            );
        }
    }
    filter
}

fn score(asking: &Asking, way: Way) -> String {
    let asker = &asking.asker;
    let mut score = "0".to_owned();
    for want in &asking.criteria.wants {
        let whole = want.weight.factor() * u32::from(WHOLE);
        let added = match &want.dimension {
            Dimension::Terms(_, terms) => {
                let each = |term: &TermKey| format!("({})::integer", has(*term, way));
                let terms: Vec<String> = terms.iter().map(each).collect();
                write!(score, " + {whole} / {} * ({})", terms.len(), terms.join(" + "))
            }
            Dimension::Seniority(Seniority::Above(steps)) => {
                let least = asker.level.unwrap_or(0) + steps;
                let half = format!("WHEN level = {} THEN {}", least - 1, whole / 2);
                write!(score, " + CASE WHEN level >= {least} THEN {whole} {half} ELSE 0 END")
            }
            Dimension::Geography(Geography::MySystem) => {
                let number = |code: &Option<String>| {
                    code.as_ref().and_then(|code| Some(code.split_once('-')?.1.to_owned()))
                };
                let (system, region) =
                    (number(&asker.system).unwrap_or_default(), number(&asker.region).unwrap_or_default());
                let half = format!("WHEN region = {region} THEN {}", whole / 2);
                write!(score, " + CASE WHEN system = {system} THEN {whole} {half} ELSE 0 END")
            }
            Dimension::Times(hours) => {
                let shared = format!("bit_count(hours & B'{}')::integer", bits(*hours));
                write!(score, " + {whole} * {shared} / {}", hours.count())
            }
            other => unreachable!("no question of the bench asks {other:?}"),
        };
        let _ = added;
    }
    score
}

fn has(TermKey(term): TermKey, way: Way) -> String {
    match way {
        Way::Arrays => format!("terms @> '{{{term}}}'"),
        Way::Columns => format!("t{term}"),
    }
}

fn line(number: u64, facts: &Facts) -> String {
    let organisation = u64::try_from(facts.organisation.map_or(0, |key| key.0)).unwrap_or(0);
    let system = population::system_of(organisation);
    let pools = facts.pools.iter().filter(|(_, offering)| *offering == Offering::Mentoring);
    let pools: Vec<String> = pools.map(|(pool, _)| pool.0.to_string()).collect();
    let mut terms: Vec<i32> = facts.terms.iter().map(|term| term.0).collect();
    terms.sort_unstable();
    terms.dedup();
    let has: Vec<&str> = (0..population::TERMS)
        .map(|term| if terms.binary_search(&term).is_ok() { "t" } else { "f" })
        .collect();
    let terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
    let columns = [
        small(population::person(number).0).to_string(),
        // Halved, because a bigint has a sign.
        (tie_of(facts) >> 1).to_string(),
        (facts.left > 0).to_string(),
        facts.level.unwrap_or(0).to_string(),
        system.to_string(),
        population::region_of(system).to_string(),
        format!("{{{}}}", pools.join(",")),
        format!("{{{}}}", terms.join(",")),
        bits(facts.hours),
        has.join("\t"),
    ];
    columns.join("\t")
}

fn bits(hours: WeekHours) -> String {
    (0..WeekHours::HOURS).map(|hour| if hours.holds(hour) { '1' } else { '0' }).collect()
}

/// The number of one of the people, out of their id.
const fn small(person: u128) -> u128 {
    (person >> 80) & 0xff_ffff_ffff
}
