use super::decisions::Subject;
use super::meanings::{Meanings, Settled};
use crate::platform::mail::EmailAddress;
use crate::platform::web::forms::{line, paragraphs};
use crate::registers::columns::{Field, folded};
use crate::registers::person::{Employer, Held, Person};
use crate::registers::reading::Row;
use crate::registers::values::{self, PartialDate, parts, plain, says_nothing};
use crate::vocabulary::{List, TermId};

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Understood {
    pub person: Person,
    /// What was left out or changed, in sentences.
    pub remarks: Vec<String>,
    /// Why the row cannot be brought in; empty when it can.
    pub refused: Vec<String>,
    /// Columns with a value that somebody has to decide about.
    pub unsure: Vec<Field>,
    /// Columns with a value that could not be read.
    pub unread: Vec<Field>,
}

/// Reads a row by what its columns mean.
pub fn understand(row: &Row, columns: &[Option<Field>], meanings: &mut Meanings) -> Understood {
    let mut reading = Reading { row, columns, meanings, understood: Understood::default() };
    reading.identity();
    reading.work();
    reading.practice();
    reading.evidence();
    reading.places();
    reading.words();
    if row.cut {
        reading.understood.refused.push(
            "A cell is longer than a spreadsheet can hold: a closing quotation mark may be missing"
                .to_owned(),
        );
    }
    reading.understood
}

struct Reading<'a> {
    row: &'a Row,
    columns: &'a [Option<Field>],
    meanings: &'a mut Meanings,
    understood: Understood,
}

impl Reading<'_> {
    /// The cells of a field, put together where several columns hold it.
    fn cell(&self, field: Field) -> String {
        let cells: Vec<String> = self
            .columns
            .iter()
            .zip(&self.row.cells)
            .filter(|(column, _)| **column == Some(field))
            .map(|(_, cell)| plain(cell))
            .filter(|cell| !cell.is_empty())
            .collect();
        cells.join("\n")
    }

    fn remark(&mut self, sentence: String) {
        self.understood.remarks.push(sentence);
    }

    fn unread(&mut self, field: Field, cell: &str, why: &str) {
        self.understood.unread.push(field);
        self.remark(format!("{} says “{}”, {why}; it is left out", field.label(), shortened(cell)));
    }

    fn identity(&mut self) {
        self.understood.person.email = self.email();
        self.understood.person.full_name = self.name();
        let reference = self.cell(Field::Reference);
        match line(&reference, "the reference", 100) {
            _ if reference.is_empty() => {}
            Ok(reference) if !is_formula(&reference) => self.understood.person.reference = reference,
            _ => self.unread(Field::Reference, &reference, "which is no reference"),
        }
        let pronouns = self.cell(Field::Pronouns);
        if !says_nothing(&pronouns) {
            match line(&pronouns, "the pronouns", 40) {
                Ok(pronouns) => self.understood.person.pronouns = pronouns,
                Err(_) => self.unread(Field::Pronouns, &pronouns, "which is too long"),
            }
        }
    }

    fn email(&mut self) -> String {
        let cell = self.cell(Field::Email);
        let address = cell.strip_prefix("mailto:").unwrap_or(&cell).trim();
        if address.is_empty() {
            let why = if self.row.short { "the row ends before it" } else { "the cell is empty" };
            self.understood.refused.push(format!("There is no email address: {why}"));
            return String::new();
        }
        match EmailAddress::parse(address) {
            Ok(parsed) if !is_formula(address) => parsed.as_str().to_owned(),
            _ => {
                self.understood.refused.push(format!("“{}” is not an email address", shortened(address)));
                shortened(address)
            }
        }
    }

    fn name(&mut self) -> String {
        let (forename, surname) = (self.cell(Field::Forename), self.cell(Field::Surname));
        let whole = self.cell(Field::FullName);
        let (forename, surname) = (tidy(&forename), tidy(&surname));
        let name = if whole.is_empty() || !(forename.is_empty() && surname.is_empty()) {
            format!("{forename} {surname}").trim().to_owned()
        } else {
            tidy(&turned(&whole))
        };
        if name.is_empty() {
            self.understood.refused.push("There is no name".to_owned());
        } else if is_formula(&name) || is_formula(&surname) {
            self.understood.refused.push(format!("“{}” is a formula, not a name", shortened(&name)));
        } else if !name.chars().any(char::is_alphabetic) {
            self.understood.refused.push(format!("“{}” is not a name", shortened(&name)));
        } else {
            match line(&name, "the name", 100) {
                Ok(name) => return name,
                Err(sentence) => self.understood.refused.push(sentence),
            }
        }
        shortened(&name)
    }

    fn work(&mut self) {
        let title = self.cell(Field::JobTitle);
        if !says_nothing(&title) {
            match line(&title, "the job title", 120) {
                Ok(title) => self.understood.person.job_title = title,
                Err(sentence) => self.understood.refused.push(sentence),
            }
        }
        let employer = self.cell(Field::Employer).split_whitespace().collect::<Vec<_>>().join(" ");
        if says_nothing(&employer) {
        } else if is_nobodys(&employer) {
            self.remark(format!(
                "“{}” is no employer; they choose one themselves if they have one",
                shortened(&employer)
            ));
        } else {
            match self.meanings.employer(&employer) {
                Settled::Is(employer) => self.understood.person.employer = Some(employer),
                Settled::LeftOut => {}
                Settled::Unsure => {
                    self.understood.unsure.push(Field::Employer);
                    self.remark(format!("It is not certain which employer “{}” is", shortened(&employer)));
                    let name = employer.chars().take(200).collect();
                    self.understood.person.employer = Some(Employer { id: None, name });
                }
            }
        }
        self.understood.person.seniority =
            self.terms(Field::Seniority, List::Seniority, false).first().copied();
        self.understood.person.profession = self.terms(Field::Profession, List::Profession, true);
    }

    fn practice(&mut self) {
        let cell = self.cell(Field::Offering);
        match values::offering(&cell) {
            Ok(Some(offering)) => self.understood.person.offering = offering,
            Ok(None) => {
                if self.columns.contains(&Some(Field::Offering)) {
                    self.remark(
                        "It does not say whether they coach or mentor; they are asked when they confirm"
                            .to_owned(),
                    );
                }
            }
            Err(values::Unread) => self.unread(Field::Offering, &cell, "which is neither coach nor mentor"),
        }
        self.understood.person.areas = self.terms(Field::Areas, List::DevelopmentArea, true);
        self.understood.person.approaches = self.terms(Field::Approaches, List::Approach, true);
        self.understood.person.delivery = self.terms(Field::Delivery, List::Delivery, true);
        self.understood.person.languages = self.terms(Field::Languages, List::Language, true);
    }

    fn evidence(&mut self) {
        let cell = self.cell(Field::Qualifications);
        for value in self.values(&cell, List::Qualification) {
            if folded(&value).starts_with("none") || says_nothing(&value) {
                continue;
            }
            let held = match self.meanings.term(List::Qualification, &value) {
                Settled::Is(term) => Held::Term(term),
                Settled::LeftOut => continue,
                Settled::Unsure => {
                    self.understood.unsure.push(Field::Qualifications);
                    self.remark(format!(
                        "The qualification “{}” is kept as it is written",
                        shortened(&value)
                    ));
                    Held::Title(value.chars().take(200).collect())
                }
            };
            if !self.understood.person.qualifications.contains(&held) {
                self.understood.person.qualifications.push(held);
            }
        }
        self.understood.person.date_qualified = self.date(Field::DateQualified);
        self.understood.person.last_supervision = self.date(Field::LastSupervision);
        self.understood.person.insurance_expiry = self.date(Field::InsuredTo);
        self.understood.person.cpd = values::cpd(&self.cell(Field::Cpd));
    }

    fn date(&mut self, field: Field) -> Option<PartialDate> {
        let cell = self.cell(field);
        PartialDate::parse(&cell).unwrap_or_else(|_| {
            self.unread(field, &cell, "which is no date");
            None
        })
    }

    fn places(&mut self) {
        let cell = self.cell(Field::Capacity);
        let (capacity, times) = values::capacity(&cell);
        self.understood.person.capacity = capacity;
        let cell = self.cell(Field::SeeingNow);
        match values::seeing_now(&cell) {
            Ok(seeing) => self.understood.person.seeing_now = seeing,
            Err(values::Unread) => self.unread(Field::SeeingNow, &cell, "which is no number"),
        }
        let (available, words) = values::available(&self.cell(Field::Available));
        self.understood.person.available = available;
        let outline: Vec<String> = [times, words].into_iter().filter(|text| !text.is_empty()).collect();
        let outline = outline.join("; ").split_whitespace().collect::<Vec<_>>().join(" ");
        self.understood.person.outline = outline.chars().filter(|c| !c.is_control()).take(300).collect();
    }

    fn words(&mut self) {
        let about = self.cell(Field::About);
        if !about.is_empty() {
            match paragraphs(&about, "the text about them", 3000) {
                Ok(about) => self.understood.person.about = about,
                Err(sentence) => self.understood.refused.push(sentence),
            }
        }
        let publish = self.cell(Field::Publish);
        self.understood.person.publish = values::publish(&publish);
        if self.columns.contains(&Some(Field::Publish)) && self.understood.person.publish != Some(true) {
            self.remark(
                "They have not agreed to be published; they are shown only if they say so themselves"
                    .to_owned(),
            );
        }
    }

    fn values(&mut self, cell: &str, list: List) -> Vec<String> {
        parts(cell, |text| self.meanings.is_known(list, text))
    }

    fn terms(&mut self, field: Field, list: List, several: bool) -> Vec<TermId> {
        let cell = self.cell(field);
        let values = if several || cell.contains('\n') { self.values(&cell, list) } else { vec![cell] };
        let mut terms = Vec::new();
        for value in values.into_iter().filter(|value| !says_nothing(value)) {
            match self.meanings.term(list, &value) {
                Settled::Is(term) if terms.contains(&term) => {}
                Settled::Is(term) => terms.push(term),
                Settled::LeftOut => {}
                Settled::Unsure => {
                    self.understood.unsure.push(field);
                    self.remark(format!(
                        "{}: it is not certain what “{}” means",
                        Subject::Terms(list).label(),
                        shortened(&value)
                    ));
                }
            }
        }
        terms
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

/// Said of people whom nobody employs.
fn is_nobodys(employer: &str) -> bool {
    let text = folded(employer);
    ["self employed", "retired", "freelance", "independent coach", "associate"]
        .iter()
        .any(|one| text.starts_with(one))
}

/// "Khan, Amina" is Amina Khan.
fn turned(name: &str) -> String {
    match name.split_once(',') {
        Some((surname, forename)) if !forename.contains(',') && !forename.trim().is_empty() => {
            format!("{} {}", forename.trim(), surname.trim())
        }
        _ => name.to_owned(),
    }
}

/// Without doubled spaces; a name all in capitals as names are written.
fn tidy(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.len() < 3 || !letters.iter().all(|c| c.is_uppercase()) {
        return name;
    }
    let mut starts = true;
    name.chars()
        .flat_map(|letter| {
            let written: Vec<char> = if starts { vec![letter] } else { letter.to_lowercase().collect() };
            starts = !letter.is_alphabetic();
            written
        })
        .collect()
}

fn shortened(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() <= 80 {
        text
    } else {
        format!("{}…", text.chars().take(80).collect::<String>())
    }
}
