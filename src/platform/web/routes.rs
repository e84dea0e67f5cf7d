//! One declaration a route: method, path, who may, handler. It builds the router and the permission matrix alike,
//! so a route that says nothing about who may use it cannot exist (S1).

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};

/// Who may use a route. Whose object it is, and of which pool, is checked again by the query that loads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Anybody, signed in or not.
    Public,
    /// Any account.
    SignedIn,
    /// Any account that signed in within the last few minutes; others are asked to sign in again first.
    Fresh,
    /// Any account; on "my own phone", where a login session lasts thirty days, after a fresh sign-in (S5).
    Confidant,
    /// A coordinator of at least one pool.
    Coordinator,
    /// A coordinator of at least one pool, or an administrator: whoever answers people.
    CoordinatorOrAdministrator,
    /// An administrator.
    Administrator,
}

/// One route of the permission matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    pub method: Verb,
    pub path: &'static str,
    pub who: Who,
    /// Mail programs may post here without an origin (RFC 8058); everything else needs one (S9).
    pub one_click: bool,
    /// Bytes of body this path takes, when not the usual number.
    pub body_limit: Option<usize>,
}

/// The methods pages use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    Get,
    Post,
}

impl Verb {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// The routes of a slice, or of the whole application once merged.
pub struct Routes<S> {
    entries: Vec<(Declared, MethodRouter<S>)>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    #[must_use]
    pub fn new() -> Self {
        Self { entries: Vec::new() }
    }

    #[must_use]
    pub fn get<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Verb::Get, path, who, on(MethodFilter::GET, handler))
    }

    #[must_use]
    pub fn post<H, T>(self, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Verb::Post, path, who, on(MethodFilter::POST, handler))
    }

    /// A form that takes up to `body_limit` bytes: files, long texts.
    #[must_use]
    pub fn post_up_to<H, T>(self, body_limit: usize, path: &'static str, who: Who, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.post(path, who, handler).last(|declared| declared.body_limit = Some(body_limit))
    }

    /// A one-click unsubscribe (RFC 8058): mail programs post here from no page at all, so the same-origin rule
    /// makes way for the token in the path. Whoever is signed in must not matter to the handler.
    #[must_use]
    pub fn post_one_click<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.post(path, Who::Public, handler).last(|declared| declared.one_click = true)
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self
    }

    /// Every route and who may use it, in declaration order.
    #[must_use]
    pub fn declared(&self) -> Vec<Declared> {
        self.entries.iter().map(|(declared, _)| declared.clone()).collect()
    }

    /// The router, each route behind `guard`, which enforces its [`Who`].
    pub fn into_router(self, guard: impl Fn(Who, MethodRouter<S>) -> MethodRouter<S>) -> Router<S> {
        self.entries.into_iter().fold(Router::new(), |router, (declared, method)| {
            router.route(declared.path, guard(declared.who, method))
        })
    }

    fn add(mut self, method: Verb, path: &'static str, who: Who, router: MethodRouter<S>) -> Self {
        self.entries.push((Declared { method, path, who, one_click: false, body_limit: None }, router));
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Declared)) -> Self {
        if let Some((declared, _)) = self.entries.last_mut() {
            change(declared);
        }
        self
    }
}
