use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use url::form_urlencoded::Serializer;

use crate::platform::ids::OrganisationId;
use crate::vocabulary::TermId;

const COOKIE: &str = "rapport_place";

fn is_code(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What a visitor said about themselves. It stays in their browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    pub organisation: Option<OrganisationId>,
    /// Code of a care system.
    pub system: Option<String>,
    /// Code of a region or nation, for who knows no more.
    pub region: Option<String>,
    pub seniority: Option<TermId>,
}

impl Stated {
    #[must_use]
    pub fn of(jar: &CookieJar) -> Self {
        let mut stated = Self::default();
        let Some(cookie) = jar.get(COOKIE) else { return stated };
        for (name, value) in url::form_urlencoded::parse(cookie.value().as_bytes()) {
            match name.as_ref() {
                "organisation" => stated.organisation = value.parse().ok(),
                "system" => stated.system = Some(value.into_owned()).filter(|code| is_code(code)),
                "region" => stated.region = Some(value.into_owned()).filter(|code| is_code(code)),
                "seniority" => stated.seniority = value.parse().ok(),
                _ => {}
            }
        }
        stated
    }

    /// Whether it says where they work, at least roughly.
    #[must_use]
    pub const fn has_place(&self) -> bool {
        self.organisation.is_some() || self.system.is_some() || self.region.is_some()
    }

    /// The cookie that keeps it for a month.
    #[must_use]
    pub fn cookie(&self, base_url: &str) -> Cookie<'static> {
        let mut value = Serializer::new(String::new());
        if let Some(organisation) = self.organisation {
            value.append_pair("organisation", &organisation.to_string());
        }
        if let Some(system) = &self.system {
            value.append_pair("system", system);
        }
        if let Some(region) = &self.region {
            value.append_pair("region", region);
        }
        if let Some(seniority) = self.seniority {
            value.append_pair("seniority", &seniority.to_string());
        }
        Cookie::build((COOKIE, value.finish()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(base_url.starts_with("https://"))
            .max_age(time::Duration::days(30))
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_visitor_said_comes_back_from_its_cookie() {
        let stated = Stated {
            organisation: Some(OrganisationId(uuid::Uuid::from_u128(7))),
            system: Some("E54000054".to_owned()),
            region: None,
            seniority: Some(TermId(86)),
        };
        let jar = CookieJar::new().add(stated.cookie("http://127.0.0.1:3000"));
        assert_eq!(Stated::of(&jar), stated);
        assert!(stated.has_place());
        let broken = CookieJar::new().add(Cookie::new(COOKIE, "organisation=x&seniority=%FF&system="));
        assert!(Stated::of(&broken).organisation.is_none());
    }
}
