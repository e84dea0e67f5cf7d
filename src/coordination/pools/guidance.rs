use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{crumbs, require};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::platform::ids::PoolId;
use crate::platform::web::forms::{line, optional, paragraphs};
use crate::platform::web::{
    Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools::local::{self, Contact, ContactKind, Guidance};
use crate::pools::setup::SetupError;
use crate::pools::{self, Shown};

/// The rows of the form: what the names of their fields begin with, and what they are for.
const ROWS: [(&str, ContactKind, &str); 7] = [
    ("health", ContactKind::OccupationalHealth, "Occupational health"),
    ("speak_up", ContactKind::SpeakUp, "Freedom to Speak Up Guardian"),
    ("safeguarding", ContactKind::Safeguarding, "Safeguarding lead"),
    ("other", ContactKind::OtherHelp, "Other help, such as an employee assistance programme"),
    ("link_1", ContactKind::Link, "First link"),
    ("link_2", ContactKind::Link, "Second link"),
    ("link_3", ContactKind::Link, "Third link"),
];

const LONGEST_ADDRESS: usize = 300;

/// What was typed, by the names of the fields.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(super) struct GuidanceForm(BTreeMap<String, String>);

impl GuidanceForm {
    fn of(guidance: &Guidance, version: i32) -> Self {
        let mut typed = BTreeMap::from([
            ("version".to_owned(), version.to_string()),
            ("introduction".to_owned(), guidance.introduction.clone()),
        ]);
        let mut left: Vec<&Contact> = guidance.contacts.iter().collect();
        for (prefix, kind, _) in ROWS {
            let Some(at) = left.iter().position(|contact| contact.kind == kind) else { continue };
            let contact = left.remove(at);
            for (part, value) in
                [("name", &contact.label), ("telephone", &contact.telephone), ("address", &contact.href)]
            {
                typed.insert(format!("{prefix}_{part}"), value.clone());
            }
        }
        Self(typed)
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn version(&self) -> i32 {
        self.get("version").parse().unwrap_or_default()
    }

    fn parse(&self) -> Result<Guidance, FormErrors> {
        let mut errors = FormErrors::none();
        let read = |raw: &str| paragraphs(raw, "the introduction", 2000);
        let introduction = errors.take("introduction", optional(self.get("introduction"), read));
        let contacts: Vec<Contact> =
            ROWS.iter().filter_map(|(prefix, kind, _)| self.contact(prefix, *kind, &mut errors)).collect();
        match introduction {
            Some(introduction) if errors.is_empty() => {
                Ok(Guidance { introduction: introduction.unwrap_or_default(), contacts })
            }
            _ => Err(errors),
        }
    }

    /// One row; `None` when it is blank or wrong, and then what is wrong is noted.
    fn contact(&self, prefix: &str, kind: ContactKind, errors: &mut FormErrors) -> Option<Contact> {
        let names = ["name", "telephone", "address"].map(|part| format!("{prefix}_{part}"));
        let [name, telephone, address] = &names;
        if names.iter().all(|name| self.get(name).trim().is_empty()) {
            return None;
        }
        let label = errors.take(name, line(self.get(name), "what it is called", 120));
        let number = errors.take(telephone, optional(self.get(telephone), telephone_number));
        let href = errors.take(address, optional(self.get(address), https));
        let (label, number, href) = (label?, number?.unwrap_or_default(), href?.unwrap_or_default());
        if kind == ContactKind::Link && href.is_empty() {
            errors.add(address, "Enter the address it leads to");
            return None;
        }
        if number.is_empty() && href.is_empty() {
            errors.add(telephone, "Enter a telephone number or an address");
            return None;
        }
        Some(Contact { kind, label, telephone: number, href })
    }

    fn rows(&self) -> Vec<Row> {
        let field = |prefix: &str, part: &str| {
            let name = format!("{prefix}_{part}");
            Typed { value: self.get(&name).to_owned(), name }
        };
        ROWS.iter()
            .map(|(prefix, kind, legend)| Row {
                legend,
                name: field(prefix, "name"),
                telephone: kind.is_help().then(|| field(prefix, "telephone")),
                address: field(prefix, "address"),
            })
            .collect()
    }
}

/// A telephone number as people write it.
fn telephone_number(raw: &str) -> Result<String, String> {
    let number = line(raw, "the telephone number", 40)?;
    let fits = |c: char| c.is_ascii_digit() || " +()-".contains(c);
    if number.chars().all(fits) && number.chars().filter(char::is_ascii_digit).count() >= 3 {
        Ok(number)
    } else {
        Err("Enter a telephone number in digits, such as 020 7946 0000".to_owned())
    }
}

/// An address of the web that begins `https://` and names nobody.
fn https(raw: &str) -> Result<String, String> {
    let typed = line(raw, "the address", LONGEST_ADDRESS)?;
    let wrong = || "Enter an address that begins https://".to_owned();
    let address = url::Url::parse(&typed).map_err(|_| wrong())?;
    let plain = address.scheme() == "https"
        && address.host_str().is_some_and(|host| host.contains('.'))
        && address.username().is_empty()
        && address.password().is_none();
    let written = address.to_string();
    if plain && typed.starts_with("https://") && written.len() <= LONGEST_ADDRESS {
        Ok(written)
    } else {
        Err(wrong())
    }
}

/// A row as the form shows it.
struct Row {
    legend: &'static str,
    name: Typed,
    /// Links have none.
    telephone: Option<Typed>,
    address: Typed,
}

struct Typed {
    name: String,
    value: String,
}

#[derive(Template)]
#[template(path = "coordination/pools/guidance.html")]
struct GuidancePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    form: GuidanceForm,
    rows: Vec<Row>,
    errors: FormErrors,
}

impl GuidancePage {
    fn new(layout: Layout, pool: &Shown, form: GuidanceForm, errors: FormErrors) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: crumbs(pool.pool_id, &pool.name),
            pool_id: pool.pool_id,
            rows: form.rows(),
            form,
            errors,
        }
    }
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    require(&viewer, id)?;
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let (guidance, version) = local::guidance(&mut db, id).await?;
    page(&GuidancePage::new(layout, &pool, GuidanceForm::of(&guidance, version), FormErrors::none()))
}

pub(super) async fn save(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<GuidanceForm>,
) -> Result<Response, PageError> {
    require(&viewer, id)?;
    let pool = pools::find(&mut *app.db.acquire().await?, id).await?.ok_or(PageError::NotFound)?;
    let guidance = match form.parse() {
        Ok(guidance) => guidance,
        Err(errors) => return unprocessable(&GuidancePage::new(layout, &pool, form, errors)),
    };
    let mut tx = app.begin(&viewer).await?;
    let by = Actor::Account(viewer.account_id);
    match local::save_guidance(&mut tx, by, app.clock.now(), id, form.version(), &guidance).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(
                &format!("/pools/{id}/setup"),
                "The people of this pool see it in the guidance from now on.",
            ))
        }
        Err(SetupError::Overtaken) => {
            drop(tx);
            let (_, version) = local::guidance(&mut *app.db.acquire().await?, id).await?;
            let mut form = form;
            form.0.insert("version".to_owned(), version.to_string());
            let sentence = "Somebody else changed this meanwhile. What you typed is kept below; send it again to put it in \
                            its place";
            let errors = FormErrors::one("introduction", sentence);
            unprocessable(&GuidancePage::new(layout, &pool, form, errors))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_only_https_addresses_are_taken() {
        for good in ["https://staff.example.org/help", "https://example.org", "https://example.org/a?b=c#d"] {
            assert!(https(good).is_ok(), "{good}");
        }
        for bad in [
            "http://example.org",
            "javascript:alert(1)",
            "//example.org",
            "example.org",
            "https://user:word@example.org/",
            "https://",
            "data:text/html,x",
            "https://localhost/",
            " https:example.org",
        ] {
            assert!(https(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_telephone_number_is_digits() {
        assert_eq!(telephone_number(" 020 7946 0000 ").as_deref(), Ok("020 7946 0000"));
        for bad in ["call me", "12", "<b>999</b>", "0800 HELP"] {
            assert!(telephone_number(bad).is_err(), "{bad}");
        }
    }
}
