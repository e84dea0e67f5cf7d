//! What an applicant says of themselves, read across profile, places and availability for the page of an application.

use sqlx::PgConnection;
use sqlx::types::Json;

use crate::platform::ids::AccountId;
use crate::vocabulary::List;

/// One term of the profile.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Said {
    pub list: String,
    pub label: String,
}

/// An applicant's own words and choices.
#[derive(Debug, Clone)]
pub struct Portrait {
    pub job_title: String,
    pub headline: String,
    pub biography: String,
    pub how_i_work: String,
    pub pronouns: String,
    pub seniority: Option<String>,
    pub terms: Json<Vec<Said>>,
    pub capacity: Option<i16>,
    pub seen_elsewhere: Option<i16>,
    pub outline: Option<String>,
}

impl Portrait {
    /// The terms of one vocabulary, in the order their owner gave them.
    pub fn of(&self, list: List) -> Vec<&str> {
        self.terms.iter().filter(|said| said.list == list.code()).map(|said| said.label.as_str()).collect()
    }

    /// The vocabularies a page shows, each with what it is called there and what was chosen.
    pub fn chosen(&self) -> Vec<(&'static str, Vec<&str>)> {
        let shown = [
            (List::Profession, "Profession"),
            (List::Specialty, "Specialty"),
            (List::DevelopmentArea, "Can help with"),
            (List::Skill, "Skills"),
            (List::Approach, "Approaches"),
            (List::Delivery, "Ways to meet"),
            (List::Language, "Languages"),
        ];
        shown
            .into_iter()
            .map(|(list, label)| (label, self.of(list)))
            .filter(|(_, terms)| !terms.is_empty())
            .collect()
    }
}

/// Reads it, in one statement.
pub(super) async fn portrait(db: &mut PgConnection, account: AccountId) -> Result<Portrait, sqlx::Error> {
    sqlx::query_as!(
        Portrait,
        r#"select coalesce(p.job_title, '') as "job_title!", coalesce(p.headline, '') as "headline!",
             coalesce(p.biography, '') as "biography!", coalesce(p.how_i_work, '') as "how_i_work!",
             coalesce(p.pronouns, '') as "pronouns!", s.label as "seniority?",
             coalesce((select jsonb_agg(jsonb_build_object('list', t.vocabulary_code, 'label', t.label) order by x.position, t.position)
                       from profile_term x join term t using (term_id) where x.account_id = a.account_id), '[]') as "terms!: Json<Vec<Said>>",
             pl.capacity as "capacity?", pl.seen_elsewhere as "seen_elsewhere?", v.outline as "outline?"
           from account a
           left join profile p on p.account_id = a.account_id
           left join term s on s.term_id = p.seniority_id
           left join place pl on pl.account_id = a.account_id
           left join availability v on v.account_id = a.account_id
           where a.account_id = $1"#,
        account.0,
    )
    .fetch_one(db)
    .await
}
