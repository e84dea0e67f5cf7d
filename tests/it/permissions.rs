//! The permission matrix: every declared route, as every role, over what is theirs and what is not (S1), and from
//! another site (S9).

use std::collections::BTreeMap;

use http::Method;
use jiff::SignedDuration;
use rapport::platform::web::Who;
use rapport::platform::web::routes::{Declared, Verb};

use crate::support::client::Client;
use crate::support::given;
use crate::support::page::Page;
use crate::support::subjects::subject;
use crate::support::world::{Cast, World};

/// What the rule of a route means for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Given,
    AskedToSignIn,
    NotFound,
}

fn answer_for(who: Who, cast: Cast) -> Answer {
    match (who, cast) {
        (Who::Public, _) => Answer::Given,
        (_, Cast::Visitor | Cast::PlacedVisitor) => Answer::AskedToSignIn,
        (Who::Coordinator, cast) if !cast.coordinates() => Answer::NotFound,
        (Who::Administrator, cast) if cast != Cast::Administrator => Answer::NotFound,
        (Who::CoordinatorOrAdministrator, cast) if !cast.coordinates() && cast != Cast::Administrator => {
            Answer::NotFound
        }
        _ => Answer::Given,
    }
}

#[tokio::test]
async fn s1_every_page_answers_each_role_as_its_route_declares() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for route in declared(&world, Verb::Get) {
        for cast in Cast::ALL {
            let object = subject(&world, route.path).await;
            let browser = world.browser(cast).await;
            let expected = expected(&route, cast, &object.yours);
            let page = browser.get_only(&object.path).await;
            check(&mut wrong, &route, cast, expected, &page);
            if expected == Answer::NotFound {
                let missing = browser.get_only(&object.missing).await;
                if shown(&missing) != shown(&page) {
                    wrong.push(format!("{cast:?} can tell {} from one that does not exist", object.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn s1_every_write_answers_each_role_as_its_route_declares_and_a_refused_one_changes_nothing() {
    let mut wrong = Vec::new();
    let mut world = World::new().await;
    // The owner: the serving role sees nobody's notes here.
    let mut owner = world.app.database.owner().await;
    for route in declared(&world, Verb::Post) {
        let mut changed = false;
        for cast in Cast::ALL {
            let object = subject(&world, route.path).await;
            let browser = world.browser(cast).await;
            let expected = expected(&route, cast, &object.yours);
            let before = contents(&mut owner).await;
            let page = browser.post_only(&object.path, &[]).await;
            check(&mut wrong, &route, cast, expected, &page);
            let after = contents(&mut owner).await;
            if after != before {
                changed = true;
                if expected != Answer::Given {
                    let tables: Vec<&str> = after
                        .iter()
                        .filter(|(table, content)| before.get(*table) != Some(content))
                        .map(|(table, _)| table.as_str())
                        .collect();
                    wrong
                        .push(format!("POST {} was refused to {cast:?}, yet changed {tables:?}", route.path));
                }
            }
        }
        if changed {
            // It may have closed an account or ended an employer: the next route meets everybody as they were.
            world = World::new().await;
            owner = world.app.database.owner().await;
        }
    }
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn s1_pages_that_need_a_fresh_sign_in_ask_for_one() {
    let world = World::new().await;
    let browser = world.browser(Cast::Mentee).await;
    world.app.advance(SignedDuration::from_mins(30));
    for route in declared_all(&world).into_iter().filter(|route| route.who == Who::Fresh) {
        let object = subject(&world, route.path).await;
        let page = send(&browser, route.method, &object.path).await;
        let location = page.header("location").unwrap_or_default();
        assert!(page.status.is_redirection() && location.starts_with("/sign-in/again"), "{route:?}: {page}");
    }
}

#[tokio::test]
async fn s4_who_watches_over_others_reaches_nothing_without_a_second_factor() {
    let world = World::new().await;
    let coordinator =
        given::account(&world.app).coordinator_of(world.pool_a).without_second_factor().make().await;
    let administrator = given::account(&world.app).administrator().without_second_factor().make().await;
    let mut tried = 0;
    for person in [coordinator, administrator] {
        let browser = world.app.browser_of(&person).await;
        for route in declared_all(&world) {
            let about_security = ["/account/security", "/sign-in", "/sign-out"];
            if route.who == Who::Public || about_security.iter().any(|start| route.path.starts_with(start)) {
                continue;
            }
            let object = subject(&world, route.path).await;
            let page = send(&browser, route.method, &object.path).await;
            let location = page.header("location").unwrap_or_default();
            assert!(location.starts_with("/account/security"), "{route:?} let them through: {page}");
            tried += 1;
        }
    }
    assert!(tried > 0, "there is a route that needs a sign-in");
}

#[tokio::test]
async fn s9_every_write_from_another_site_is_refused() {
    let world = World::new().await;
    let (open, routes): (Vec<_>, Vec<_>) =
        declared(&world, Verb::Post).into_iter().partition(|route| route.one_click);
    let open: Vec<&str> = open.iter().map(|route| route.path).collect();
    assert_eq!(open, ["/unsubscribe/{token}"], "mail programs post to one path without an origin (RFC 8058)");
    let attacks: [(&str, &[(&str, &str)]); 6] = [
        ("without either header", &[("sec-fetch-site", ""), ("origin", "")]),
        ("from another site", &[("sec-fetch-site", "cross-site"), ("origin", "https://attacker.example")]),
        (
            "from a neighbouring host",
            &[("sec-fetch-site", "same-site"), ("origin", "http://other.127.0.0.1")],
        ),
        ("typed in by hand", &[("sec-fetch-site", "none"), ("origin", "")]),
        (
            "from an old browser on another site",
            &[("sec-fetch-site", ""), ("origin", "https://attacker.example")],
        ),
        ("from a frame without an origin", &[("sec-fetch-site", ""), ("origin", "null")]),
    ];
    for (how, headers) in attacks {
        for cast in [Cast::Visitor, Cast::Mentee, Cast::Administrator] {
            let browser = headers
                .iter()
                .fold(world.browser(cast).await, |browser, (name, value)| browser.with_header(name, value));
            for route in &routes {
                let page = browser.post_only(route.path, &[]).await;
                assert!(page.status == 403, "POST {} {how} as {cast:?}: {page}", route.path);
            }
        }
    }
}

#[tokio::test]
async fn s1_what_is_not_declared_does_not_exist() {
    let world = World::new().await;
    let administrator = world.browser(Cast::Administrator).await;
    for path in ["/nowhere", "/admin/", "/accounts/1", "/..%2fetc%2fpasswd", "/dashboard/extra", "/demo/mail"]
    {
        administrator.get_only(path).await.assert_status(404);
    }
    administrator.post_only("/nowhere", &[]).await.assert_status(404);
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let page = administrator.send(method.clone(), "/account", &[], None).await;
        assert!([403, 404, 405].contains(&page.status.as_u16()), "{method}: {page}");
    }
}

fn expected(route: &Declared, cast: Cast, yours: &[Cast]) -> Answer {
    match answer_for(route.who, cast) {
        Answer::Given if !yours.contains(&cast) => Answer::NotFound,
        other => other,
    }
}

fn check(wrong: &mut Vec<String>, route: &Declared, cast: Cast, expected: Answer, page: &Page) {
    let location = page.header("location").unwrap_or_default();
    // Steps of signing in lead back to its start when they are opened out of turn; a public link that changed
    // how somebody signs in leads there too.
    let to_sign_in = page.status.is_redirection() && location.starts_with("/sign-in");
    let turned_away = to_sign_in && route.who != Who::Public && !route.path.starts_with("/sign-in");
    let status = page.status.as_u16();
    let right = match expected {
        Answer::Given => !turned_away && status < 500 && ![401, 403, 404, 405].contains(&status),
        Answer::AskedToSignIn => to_sign_in || status == 401,
        Answer::NotFound => status == 404,
    };
    if !right {
        let at = format!("{} {} as {cast:?}", route.method.as_str(), route.path);
        wrong.push(format!("{at}: expected {expected:?}, got {status} {location}"));
    }
    if page.status == 422 && !page.header("content-type").unwrap_or_default().starts_with("text/html") {
        wrong.push(format!(
            "{} {}: an empty form is answered with {:?}, not with the page",
            route.method.as_str(),
            route.path,
            page.body
        ));
    }
}

fn declared_all(world: &World) -> Vec<Declared> {
    rapport::app::routes(&world.app.app).declared()
}

fn declared(world: &World, method: Verb) -> Vec<Declared> {
    declared_all(world).into_iter().filter(|route| route.method == method).collect()
}

async fn send(browser: &Client, method: Verb, path: &str) -> Page {
    match method {
        Verb::Get => browser.get_only(path).await,
        Verb::Post => browser.post_only(path, &[]).await,
    }
}

/// What a reader sees of an answer, without the number of the request.
fn shown(page: &Page) -> (u16, String, String) {
    let text = page.text();
    let words = text.split_whitespace().filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()));
    (page.status.as_u16(), page.title(), words.collect::<Vec<_>>().join(" "))
}

/// Everything the database holds, but for what a refused request may leave: a login's last use, a limit's count, a
/// form kept for after signing in, the audit. By table: the parts of a union come in no order that holds.
async fn contents(owner: &mut sqlx::PgConnection) -> BTreeMap<String, String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
           and relname not in ('_sqlx_migrations', 'login_session', 'throttle', 'draft', 'event', 'actor',
             'region', 'care_system', 'organisation') order by relname",
    )
    .fetch_all(&mut *owner)
    .await
    .expect("the tables");
    let parts: Vec<String> = tables
        .iter()
        .map(|table| {
            format!("select '{table}', coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t")
        })
        .collect();
    let contents: Vec<(String, String)> = sqlx::query_as(sqlx::AssertSqlSafe(parts.join(" union all ")))
        .fetch_all(owner)
        .await
        .expect("their contents");
    contents.into_iter().collect()
}
