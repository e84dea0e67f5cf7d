use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;

use super::SAME_DAY;
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::actions;
use crate::ledger::form::{EntryForm, LONGEST_PART, kinds, shown_choices};
use crate::ledger::model::{EntryId, Kind, LedgerError, Reflection};
use crate::ledger::progress::{PoolProgress, progress};
use crate::ledger::store::{self, Kept};
use crate::organisations::day_of;
use crate::platform::hours;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::relationships::sessions;

#[derive(Template)]
#[template(path = "ledger/entry.html")]
struct EntryPage {
    layout: Layout,
    kept: Kept,
    form: EntryForm,
    kinds: Vec<Choice>,
    shown: Vec<Choice>,
    longest: usize,
    /// It changed elsewhere while this was typed.
    overtaken: bool,
    errors: FormErrors,
}

impl EntryPage {
    fn new(layout: Layout, kept: Kept, pools: &[PoolProgress], form: EntryForm) -> Self {
        Self {
            layout,
            kinds: may_be(&kept, pools).iter().map(|kind| Choice::new(kind.code(), kind.label())).collect(),
            shown: shown_choices(pools, kept.shown()),
            kept,
            form,
            longest: LONGEST_PART,
            overtaken: false,
            errors: FormErrors::none(),
        }
    }

    /// Whether its facts stand: others recorded them, or a coordinator has checked them.
    fn is_fixed(&self) -> bool {
        is_fixed(&self.kept)
    }

    /// Whether it may still be chosen who sees it.
    fn chooses(&self) -> bool {
        !self.kept.settled && self.kept.kind.evidence().is_some()
    }

    fn length(&self) -> String {
        hours::in_words(i64::from(self.kept.minutes))
    }

    fn year(&self) -> i16 {
        self.kept.held_on.date().year()
    }

    fn held(&self) -> String {
        words::date(self.kept.held_on)
    }

    /// Where the session is that it follows.
    fn session(&self) -> Option<String> {
        Some(sessions::path(self.kept.relationship_id?, self.kept.session_id?))
    }

    fn says_apart(&self) -> bool {
        self.form.apart == "yes"
    }

    /// Whether to ask if it was another meeting.
    fn asks_apart(&self) -> bool {
        self.says_apart() || self.errors.on("apart").is_some()
    }

    /// The button's words: somebody else recorded it, so removing it says something about having been there.
    fn removal(&self) -> &'static str {
        if self.kept.supervisor.is_some() { "I was not there: remove it" } else { "Remove it" }
    }
}

fn is_fixed(kept: &Kept) -> bool {
    kept.settled || !kept.is_typed()
}

/// What an entry may be changed into: what may be entered, and what it is.
fn may_be(kept: &Kept, pools: &[PoolProgress]) -> Vec<Kind> {
    let mut kinds = kinds(pools);
    if !kinds.contains(&kept.kind) {
        kinds.push(kept.kind);
    }
    kinds
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<EntryId>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let kept = store::find(&mut db, viewer.account_id, id).await?.ok_or(PageError::NotFound)?;
    let pools = progress(&mut db, viewer.account_id, day_of(app.clock.now())).await?;
    let reflection = Reflection::open(&app.secret, id, viewer.account_id, kept.reflection.as_deref())
        .map_err(PageError::internal)?;
    let form = EntryForm::of(&kept, reflection);
    page(&EntryPage::new(layout, kept, &pools, form))
}

pub(super) async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<EntryId>,
    Form(form): Form<EntryForm>,
) -> Result<Response, PageError> {
    let (account, today) = (viewer.account_id, day_of(app.clock.now()));
    let mut tx = app.begin(&viewer).await?;
    let kept = store::find(&mut tx, account, id).await?.ok_or(PageError::NotFound)?;
    let pools = progress(&mut tx, account, today).await?;
    if is_fixed(&kept) && !kept.is_titled() && !form.title.is_empty() {
        // The form is from when its facts could still be changed: nothing typed may be dropped in silence.
        return overtaken(layout, kept, &pools, form);
    }
    let parsed = if is_fixed(&kept) {
        form.parse_on(&kept, &pools)
    } else {
        form.parse(&may_be(&kept, &pools), &pools, today)
    };
    let (version, new) = match (form.version.parse::<i32>(), parsed) {
        (Ok(version), Ok(new)) => (version, new),
        (_, Err(errors)) => {
            let mut again = EntryPage::new(layout.with_errors(true), kept, &pools, form);
            again.errors = errors;
            return unprocessable(&again);
        }
        (Err(_), Ok(_)) => return Err(PageError::BadRequest("the form came without its version".to_owned())),
    };
    match actions::change(&mut tx, &app, account, id, version, &new).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other("/supervision", "Your change is saved."))
        }
        Err(LedgerError::SameDay) => {
            let mut again = EntryPage::new(layout.with_errors(true), kept, &pools, form);
            again.errors = FormErrors::one("apart", SAME_DAY);
            unprocessable(&again)
        }
        Err(LedgerError::Overtaken | LedgerError::Checked) => {
            drop(tx);
            let mut db = app.db.acquire().await?;
            let kept = store::find(&mut db, account, id).await?.ok_or(PageError::NotFound)?;
            overtaken(layout, kept, &pools, form)
        }
        Err(error) => Err(error.into()),
    }
}

/// The page as the entry is now, with all that was typed.
fn overtaken(
    layout: Layout,
    kept: Kept,
    pools: &[PoolProgress],
    mut form: EntryForm,
) -> Result<Response, PageError> {
    form.version = kept.version.to_string();
    let mut again = EntryPage::new(layout, kept, pools, form);
    again.overtaken = true;
    Ok((StatusCode::CONFLICT, Html(again.render()?)).into_response())
}

pub(super) async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<EntryId>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    actions::remove(&mut tx, &app, viewer.account_id, id).await?;
    tx.commit().await?;
    Ok(see_other("/supervision", "It is removed, also from what it counted towards."))
}
