use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::require;
use crate::accounts::Viewer;
use crate::app::App;
use crate::memberships::Status;
use crate::memberships::list_store::{self, Counts, Filter, Lacking, Listed};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::platform::web::{Choice, Crumb, FormErrors, Layout, PageError, Pages, Path, Query, filters, page};
use crate::pools::Offering;

/// Members on one page.
const ON_A_PAGE: u32 = 50;

/// What the address of a list says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FilterForm {
    pub status: String,
    pub offering: String,
    pub organisation: String,
    pub evidence: String,
    pub name: String,
    pub page: String,
}

impl FilterForm {
    /// The filter; what cannot be read filters nothing.
    pub fn parse(&self) -> Filter {
        Filter {
            status: Status::from_code(&self.status),
            offering: Offering::parse(&self.offering).ok(),
            organisation: self.organisation.parse().ok(),
            evidence: Lacking::ALL.into_iter().find(|one| one.code() == self.evidence),
            name: self
                .name
                .chars()
                .filter(|c| !c.is_control())
                .take(100)
                .collect::<String>()
                .trim()
                .to_owned(),
            only: None,
        }
    }

    fn is_everybody(&self) -> bool {
        self.parse() == Filter::default()
    }

    /// As the query of an address, to be followed by `page`.
    fn query(&self) -> String {
        let fields = [
            ("status", &self.status),
            ("offering", &self.offering),
            ("organisation", &self.organisation),
            ("evidence", &self.evidence),
            ("name", &self.name),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

#[derive(Template)]
#[template(path = "memberships/members.html")]
struct MembersPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    today: Day,
    counts: Counts,
    form: FilterForm,
    members: Vec<Listed>,
    total: i64,
    statuses: Vec<Choice>,
    offerings: Vec<Choice>,
    employers: Vec<Choice>,
    lacking: Vec<Choice>,
    pages: Pages,
    errors: FormErrors,
}

impl MembersPage {
    fn is_empty_pool(&self) -> bool {
        let counts = &self.counts;
        counts.active + counts.paused + counts.lapsed + counts.suspended + counts.left == 0
    }

    fn link(&self, query: &str) -> String {
        format!("/pools/{}/members?{query}", self.pool)
    }
}

pub async fn list(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(pool): Path<PoolId>,
    Query(form): Query<FilterForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let today = day_of(app.clock.now());
    let asked: u32 = form.page.parse().ok().filter(|number| (1..=10_000).contains(number)).unwrap_or(1);
    let mut db = app.db.acquire().await?;
    let counts = list_store::counts(&mut db, pool, today).await?.ok_or(PageError::NotFound)?;
    let employers = list_store::employers(&mut db, pool).await?;
    let offset = i64::from((asked - 1) * ON_A_PAGE);
    let filter = form.parse();
    let (members, total) =
        list_store::list(&mut db, pool, &filter, today, Some(i64::from(ON_A_PAGE)), offset).await?;
    drop(db);
    let query = form.query();
    let stem = format!("/pools/{pool}/members?{query}{}page=", if query.is_empty() { "" } else { "&" });
    let pages = Pages::new(asked, u64::try_from(total).unwrap_or(0), ON_A_PAGE, stem);
    let all = |label: &str| std::iter::once(Choice::new("", label));
    page(&MembersPage {
        layout,
        crumbs: vec![Crumb::new(&counts.pool, format!("/pools/{pool}"))],
        pool,
        today,
        counts,
        members,
        total,
        statuses: all("Everybody who has not left")
            .chain(Status::ALL.map(|status| Choice::new(status.code(), status.label())))
            .collect(),
        offerings: all("Anything")
            .chain(Offering::ALL.map(|one| Choice::new(one.code(), one.label())))
            .collect(),
        employers: all("Any employer")
            .chain(
                employers
                    .into_iter()
                    .map(|(id, name, members)| Choice::new(id.to_string(), format!("{name} ({members})"))),
            )
            .collect(),
        lacking: vec![
            Choice::new("", "Any"),
            Choice::new("expiring", "Runs out within 60 days"),
            Choice::new("missing", "Something is missing"),
        ],
        form,
        pages,
        errors: FormErrors::none(),
    })
}
