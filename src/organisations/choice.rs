//! "Where do you work?" inside a form: a search box, the employers found, and "my employer is not listed" with its
//! own questions. Works without JavaScript: the search button renders the same form again.

use sqlx::PgConnection;

use super::area;
use super::events::Event;
use super::model::{Found, Labelled, RegionCode, TypeCode, day_of, regions, types};
use super::{search, store};
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{OrganisationId, SubmissionId};
use crate::platform::web::forms::line;
use crate::platform::web::{Choice, FormErrors};

/// The value of the radio "my employer is not listed".
pub const NOT_LISTED: &str = "not-listed";

/// The value of the search button, whose name is `step`.
pub const FIND: &str = "find-organisation";

/// How many employers the form offers.
const OFFERED: usize = 8;

/// The raw fields; flatten it into a form's raw struct.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct ChoiceForm {
    /// Which button was pressed.
    pub step: String,
    /// The text of the search box.
    pub organisation_search: String,
    /// The id of an organisation, or [`NOT_LISTED`].
    pub organisation: String,
    pub employer_name: String,
    pub employer_town: String,
    pub employer_type: String,
    pub employer_region: String,
    /// "yes": none of the employers that resemble it is the one meant.
    pub employer_distinct: String,
}

/// Where somebody says they work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganisationChoice {
    Listed(OrganisationId),
    NotListed(NewEmployer),
}

/// An employer nobody has listed yet, as somebody who works there describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEmployer {
    pub name: String,
    pub town: String,
    pub kind: TypeCode,
    /// None: they do not know it.
    pub region: Option<RegionCode>,
}

impl ChoiceForm {
    /// The reader pressed the search button: render the form again, whatever else is missing.
    #[must_use]
    pub fn wants_search(&self) -> bool {
        self.step == FIND
    }

    #[must_use]
    pub fn is_not_listed(&self) -> bool {
        self.organisation == NOT_LISTED
    }

    /// The reader said that their employer is none of those that resemble it.
    #[must_use]
    pub fn is_distinct(&self) -> bool {
        self.employer_distinct == "yes"
    }

    /// What was chosen, as far as the form alone can tell; [`resolve`] also asks the database.
    pub fn parse(&self, errors: &mut FormErrors) -> Option<OrganisationChoice> {
        if self.is_not_listed() {
            return self.parse_employer(errors).map(OrganisationChoice::NotListed);
        }
        let chosen = self.organisation.parse().ok();
        if chosen.is_none() {
            let (field, sentence) = if self.organisation_search.trim().is_empty() {
                ("organisation_search", "Enter the name, town or postcode of your employer, then search")
            } else {
                ("organisation", "Choose your employer, or “My employer is not listed”")
            };
            errors.add(field, sentence);
        }
        chosen.map(OrganisationChoice::Listed)
    }

    fn parse_employer(&self, errors: &mut FormErrors) -> Option<NewEmployer> {
        let name = errors.take("employer_name", employer_name(&self.employer_name));
        let town =
            errors.take("employer_town", line(&self.employer_town, "the town or city of your employer", 100));
        let kind = errors.take("employer_type", TypeCode::parse(&self.employer_type));
        let region = match self.employer_region.as_str() {
            "" => Some(None),
            code => errors.take("employer_region", RegionCode::parse(code)).map(Some),
        };
        Some(NewEmployer { name: name?, town: town?, kind: kind?, region: region? })
    }
}

/// The name of an employer: a line with at least two letters.
///
/// # Errors
/// A sentence for the field.
pub fn employer_name(raw: &str) -> Result<String, String> {
    let name = line(raw, "the name of your employer", 200)?;
    if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return Err("Enter the name of your employer in letters".to_owned());
    }
    Ok(name)
}

/// Everything templates/organisations/chooser.html shows.
#[derive(Debug, Clone)]
pub struct Chooser {
    pub form: ChoiceForm,
    /// A search was made, so radios (or "nothing found") are shown.
    pub searched: bool,
    pub options: Vec<Found>,
    /// The options are employers that resemble the one typed in under "not listed".
    pub resembling: bool,
    pub types: Vec<Choice>,
    pub regions: Vec<Choice>,
}

impl Chooser {
    /// The chooser of an untouched form.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            form: ChoiceForm::default(),
            searched: false,
            options: Vec::new(),
            resembling: false,
            types: options("Choose one", types()),
            regions: options("I do not know", regions()),
        }
    }

    /// A search was made and nobody fits.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        self.searched && self.options.is_empty() && !self.form.is_not_listed()
    }
}

/// A list for a select, with a first entry that chooses nothing.
#[must_use]
pub fn options(first: &str, entries: &[Labelled]) -> Vec<Choice> {
    std::iter::once(Choice::new("", first))
        .chain(entries.iter().map(|entry| Choice::new(entry.code, entry.label)))
        .collect()
}

/// The chooser for a form as it was typed: runs its search, keeps what was chosen among the options.
///
/// # Errors
/// The database's.
pub async fn chooser(db: &mut PgConnection, form: &ChoiceForm, now: Instant) -> Result<Chooser, sqlx::Error> {
    let mut chooser = Chooser { form: form.clone(), ..Chooser::empty() };
    if form.is_not_listed() && !form.is_distinct() && !form.wants_search() {
        chooser.options = search::resembling(db, &form.employer_name, &form.employer_town, now).await?;
        chooser.resembling = !chooser.options.is_empty();
    }
    let text = form.organisation_search.trim();
    if chooser.options.is_empty() && !text.is_empty() {
        chooser.options = search::search(db, text, now, OFFERED).await?;
    }
    if let Ok(chosen) = form.organisation.parse::<OrganisationId>()
        && !chooser.options.iter().any(|option| option.organisation_id == chosen)
        && !form.wants_search()
    {
        let kept = search::found(db, &[chosen], day_of(now)).await?;
        chooser.options.splice(0..0, kept);
    }
    chooser.searched = !text.is_empty() || !chooser.options.is_empty() || form.is_not_listed();
    Ok(chooser)
}

/// What was chosen, checked against what exists: a listed employer is followed through its mergers; an employer typed
/// in that resembles others is refused once, so that the form can ask "is it one of these?".
///
/// # Errors
/// The database's.
pub async fn resolve(
    db: &mut PgConnection,
    form: &ChoiceForm,
    now: Instant,
    errors: &mut FormErrors,
) -> Result<Option<OrganisationChoice>, sqlx::Error> {
    match form.parse(errors) {
        Some(OrganisationChoice::Listed(id)) => {
            let today = store::choosable(db, id, day_of(now)).await?;
            if today.is_none() {
                errors
                    .add("organisation", "Choose your employer again: the one you chose is no longer listed");
            }
            Ok(today.map(OrganisationChoice::Listed))
        }
        Some(OrganisationChoice::NotListed(employer)) => {
            if !form.is_distinct()
                && !search::resembling(db, &employer.name, &employer.town, now).await?.is_empty()
            {
                errors.add(
                    "organisation",
                    "Is your employer one of these? Choose it, or tick “It is none of these”",
                );
                return Ok(None);
            }
            Ok(Some(OrganisationChoice::NotListed(employer)))
        }
        None => Ok(None),
    }
}

/// The organisation of a choice; creates a provisional one for an employer that is not listed. The same submission
/// again gives the same organisation.
///
/// # Errors
/// The database's.
pub async fn settle(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    submission: SubmissionId,
    choice: &OrganisationChoice,
) -> Result<OrganisationId, sqlx::Error> {
    let employer = match choice {
        OrganisationChoice::Listed(id) => return Ok(*id),
        OrganisationChoice::NotListed(employer) => employer,
    };
    let certain = area::certain_system(db, &employer.town, day_of(now)).await?.filter(|certain| {
        employer.region.is_none_or(|region| certain.region_code.as_deref() == Some(region.as_str()))
    });
    let region = employer
        .region
        .map(|region| region.as_str().to_owned())
        .or_else(|| certain.as_ref().and_then(|certain| certain.region_code.clone()));
    let system = certain.and_then(|certain| certain.system_code);
    let new =
        store::NewProvisional { employer, system: system.as_deref(), region: region.as_deref(), submission };
    let id = OrganisationId::new(now);
    if store::insert_provisional(db, id, now, &new).await? {
        events::record(db, by, now, &Event::Provisional(id)).await?;
        return Ok(id);
    }
    store::of_submission(db, submission).await
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% import "organisations/chooser.html" as organisations %}{{ organisations::chooser(chooser, errors) }}"#
    )]
    struct Page {
        chooser: Chooser,
        errors: FormErrors,
    }

    fn rendered(chooser: Chooser) -> String {
        Page { chooser, errors: FormErrors::none() }.render().unwrap()
    }

    #[test]
    fn the_employers_stay_hidden_until_a_search_and_what_was_typed_stays() {
        assert!(rendered(Chooser::empty()).contains("data-app-chooser-results hidden"));
        let found = Found {
            organisation_id: OrganisationId(uuid::Uuid::nil()),
            name: "St Ann’s <b>Hospice</b>".into(),
            place: "Leeds".into(),
        };
        let form = ChoiceForm {
            organisation_search: "ann\"s".into(),
            organisation: uuid::Uuid::nil().to_string(),
            employer_distinct: "yes".into(),
            ..ChoiceForm::default()
        };
        let page = rendered(Chooser { form, searched: true, options: vec![found], ..Chooser::empty() });
        assert!(page.contains("ann&#34;s"), "{page}");
        assert!(page.contains("&#60;b&#62;Hospice"), "{page}");
        assert!(page.contains(r#"value="00000000-0000-0000-0000-000000000000" checked"#), "{page}");
        assert!(page.contains(r#"type="hidden" name="employer_distinct" value="yes""#), "{page}");
        assert!(!page.contains("data-app-chooser-results hidden"), "{page}");
    }

    #[test]
    fn employers_that_resemble_come_with_a_way_to_say_none_of_these() {
        let form = ChoiceForm { organisation: NOT_LISTED.into(), ..ChoiceForm::default() };
        let page = rendered(Chooser { form, searched: true, resembling: true, ..Chooser::empty() });
        assert!(page.contains("Is it one of these?"), "{page}");
        assert!(page.contains(r#"name="employer_distinct" type="checkbox""#), "{page}");
    }

    #[test]
    fn nothing_chosen_says_which_step_is_next() {
        let mut errors = FormErrors::none();
        assert_eq!(ChoiceForm::default().parse(&mut errors), None);
        assert!(errors.on("organisation_search").is_some());
        let mut errors = FormErrors::none();
        let typed = ChoiceForm { organisation_search: "leeds".into(), ..ChoiceForm::default() };
        assert_eq!(typed.parse(&mut errors), None);
        assert!(errors.on("organisation").is_some());
    }

    #[test]
    fn an_employer_not_listed_asks_name_place_and_kind_at_once() {
        let mut errors = FormErrors::none();
        let form = ChoiceForm { organisation: NOT_LISTED.into(), ..ChoiceForm::default() };
        assert_eq!(form.parse(&mut errors), None);
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["employer_name", "employer_town", "employer_type"]);
    }

    #[test]
    fn s11_a_name_of_signs_or_with_line_breaks_is_refused() {
        assert!(employer_name("=1+1").is_err());
        assert!(employer_name("St Ann's\r\nBcc: x").is_err());
        assert!(employer_name("St Ann's Hospice").is_ok());
    }
}
