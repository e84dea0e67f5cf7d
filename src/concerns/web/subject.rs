use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::messages::{self, Message, Standing};
use crate::concerns::thread_store as places;
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::platform::web::PageError;
use crate::pools::{self, Coordinator};
use crate::profiles;

/// Whom and what a concern is about, as far as the page it is raised from says, and who would look after it.
pub(super) struct Subject {
    pub request: Option<ChemistryId>,
    /// The other person, and the name by which the reader knows them.
    pub about: Option<(AccountId, String)>,
    /// Messages that can be shown with it.
    pub messages: Vec<Message>,
    pub pool_id: Option<PoolId>,
    pub pool: Option<String>,
    /// Coordinators who would see it: never one of the two.
    pub coordinators: Vec<Coordinator>,
}

impl Subject {
    /// From the request or the profile that the page was opened from.
    ///
    /// # Errors
    /// `NotFound` for a request that is not the reader's, or a person they may not see.
    pub async fn load(
        db: &mut PgConnection,
        app: &App,
        viewer: &Viewer,
        request: &str,
        person: &str,
    ) -> Result<Self, PageError> {
        let today = day_of(app.clock.now());
        let (mut about, mut messages, mut pool_id, mut thread) = (None, Vec::new(), None, None);
        if !request.is_empty() {
            let id: ChemistryId = request.parse().map_err(|_| PageError::NotFound)?;
            let between = messages::between(db, id).await?.ok_or(PageError::NotFound)?;
            let side = between.side(viewer.account_id).ok_or(PageError::NotFound)?;
            let (other, name) = between.other(side);
            about = Some((other, name.clone()));
            if !matches!(between.standing(app.clock.now()), Standing::Gone) {
                messages = messages::of_thread(db, &app.secret, id).await?;
            }
            pool_id = Some(between.pool_id);
            thread = Some(id);
        } else if !person.is_empty() {
            let id: AccountId = person.parse().map_err(|_| PageError::NotFound)?;
            let shown = profiles::shown(db, id, viewer, today).await?.ok_or(PageError::NotFound)?;
            if id == viewer.account_id {
                return Err(PageError::NotFound);
            }
            pool_id = shown.standing.first().map(|standing| standing.pool_id);
            about = Some((id, shown.title()));
        }
        if pool_id.is_none() {
            pool_id = places::pool_of_account(db, viewer.account_id, today).await?;
        }
        let (pool, coordinators) = match pool_id {
            Some(pool) => (Some(places::terms(db, pool).await?.name), pools::coordinators(db, pool).await?),
            None => (None, Vec::new()),
        };
        let concerned = |account| {
            account == viewer.account_id || about.as_ref().is_some_and(|(other, _)| *other == account)
        };
        let coordinators = coordinators.into_iter().filter(|one| !concerned(one.account_id)).collect();
        Ok(Self { request: thread, about, messages, pool_id, pool, coordinators })
    }

    pub fn name(&self) -> Option<&str> {
        self.about.as_ref().map(|(_, name)| name.as_str())
    }
}
