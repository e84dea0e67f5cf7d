//! What stands in for `{…}` in the paths of routes: a real object, and who of the cast it belongs to.

use rapport::platform::mail::Topic;
use rapport::platform::seal::seal;
use rapport::platform::secrets::Purpose;
use rapport::platform::tokens::Token;
use uuid::Uuid;

use super::subjects_memberships::membership;
use super::world::{Cast, World};

/// An object behind a path.
pub struct Subject {
    /// The path with the object's id or token in place.
    pub path: String,
    /// The same path with an id that does not exist.
    pub missing: String,
    /// Those to whom it belongs: for anybody else it does not exist.
    pub yours: Vec<Cast>,
}

/// The object for a route's path, made in this world; the path itself when it has no parameter.
///
/// Panics for a path with a parameter that is not listed here: add it, so that the matrix covers it (S1).
pub async fn subject(world: &World, path: &'static str) -> Subject {
    if !path.contains('{') {
        return Subject { path: path.to_owned(), missing: path.to_owned(), yours: Cast::ALL.to_vec() };
    }
    if path == "/assets/{hash}/{*path}" {
        let asset = rapport::platform::web::assets::url("css/app.css").to_owned();
        return Subject { path: asset, missing: "/assets/0/none.css".to_owned(), yours: Cast::ALL.to_vec() };
    }
    if path.starts_with("/admin/") || path.starts_with("/coordination/organisations/") {
        return looked_after(world, path).await;
    }
    if path.contains("/reflection") {
        return super::subjects_ledger::reflection(world, path).await;
    }
    if path.starts_with("/relationships/{id}") {
        return super::subjects_relationships::of_relationship(world, path).await;
    }
    if path.starts_with("/pairing") {
        return super::subjects_pairings::of_pairing(world, path).await;
    }
    if path.starts_with("/applications/{id}") {
        return of_application(world, path).await;
    }
    if path.contains("{membership_id}") {
        return of_membership(world, path).await;
    }
    if path.starts_with("/pools/{id}/import/{import_id}")
        || path.starts_with("/pools/{id}/register/{entry_id}")
    {
        return super::registers::of_register(world, path).await;
    }
    if path.starts_with("/pools/{id}/matching/") || path.starts_with("/pools/{id}/requests/") {
        return super::subjects_safety::of_somebody(world, path).await;
    }
    if path.contains("{scheme_id}") || path.contains("{training_event_id}") {
        return super::subjects_directory::of_directory(world, path).await;
    }
    if path.contains("{relationship}") {
        return super::subjects_relationships::of_pool(world, path).await;
    }
    if path.starts_with("/pools/{id}/condolences/") {
        return super::subjects_safety::condolence(world, path).await;
    }
    if path.starts_with("/pools/{id}") {
        return of_pool(world, path);
    }
    let (value, yours) = match path {
        "/guidance/{slug}" => ("first-conversation".to_owned(), Cast::ALL.to_vec()),
        "/password-reset/{token}" => (password_reset(world).await, Cast::ALL.to_vec()),
        "/register/confirmation/{token}" => (registration(world).await, Cast::ALL.to_vec()),
        "/sign-in/link/{token}" => (sign_in_link(world).await, Cast::ALL.to_vec()),
        "/register-invitations/{token}" => (super::registers::invitation(world).await, Cast::ALL.to_vec()),
        "/unsubscribe/{token}" => (unsubscribe_link(world).await, Cast::ALL.to_vec()),
        "/demo/mail/{mail_id}" => (kept_mail(world).await, Cast::ALL.to_vec()),
        _ if path.starts_with("/enquiries/{id}") => {
            (super::subjects_safety::enquiry(world).await, vec![Cast::CoordinatorA])
        }
        "/email-change/{token}" => (email_change(world, false).await, Cast::ALL.to_vec()),
        "/email-change/undo/{token}" => (email_change(world, true).await, Cast::ALL.to_vec()),
        "/recovery-address/{token}" => (recovery_address(world).await, Cast::ALL.to_vec()),
        "/account/security/login-sessions/{login_session_id}/ending" => {
            (login_session(world).await, vec![Cast::Mentee])
        }
        _ if path.starts_with("/calendar/") => super::subjects_calendar::of_calendar(world, path).await,
        "/shortlist/{id}/note" => (super::subjects_search::kept(world).await, vec![Cast::Mentee]),
        _ if path.starts_with("/saved-searches/{id}") => {
            (super::subjects_search::saved(world).await, vec![Cast::Mentee])
        }
        _ if path.starts_with("/concerns/{id}") => {
            (super::subjects_safety::concern(world).await, vec![Cast::CoordinatorA])
        }
        "/supervision/groups/{group_id}" => {
            (super::subjects_ledger::group(world).await, vec![Cast::Practitioner])
        }
        _ if path.starts_with("/supervision/{entry_id}") => {
            (super::subjects_ledger::entry(world).await, vec![Cast::Mentee])
        }
        "/passport/year/{year}" => ("2026".to_owned(), Cast::SIGNED_IN.to_vec()),
        "/act/{token}" => (super::subjects_chemistry::action_link(world).await, Cast::ALL.to_vec()),
        "/chemistry/{id}/agreement" => super::subjects_relationships::of_request(world).await,
        _ if path.starts_with("/chemistry/{id}") => {
            (super::subjects_safety::thread(world).await, vec![Cast::Mentee, Cast::Practitioner])
        }
        _ if path.starts_with("/proposals/{id}") => {
            (super::subjects_safety::proposal(world).await, vec![Cast::Mentee])
        }
        _ if path.starts_with("/drafts/{draft_id}") => (draft(world).await, vec![Cast::Mentee]),
        "/practitioners/{id}" => (super::subjects_search::coach_or_mentor(world).await, Cast::ALL.to_vec()),
        "/find/why/{id}" => (world.findable.mentor.to_string(), Cast::SIGNED_IN.to_vec()),
        "/returns/{month}" => return super::subjects_returns::of_month(world, path).await,
        _ => panic!("the path {path} has a parameter: add it to tests/it/support/subjects.rs"),
    };
    let missing = if value.len() == 43 { Token::random().text() } else { Uuid::new_v4().to_string() };
    Subject { path: filled(path, &value), missing: filled(path, &missing), yours }
}

/// An application of the mentee's: a draft that is theirs alone, or one that waits for the coordinators of pool A.
async fn of_application(world: &World, path: &'static str) -> Subject {
    let end = path.trim_start_matches("/applications/{id}");
    let (sent, yours) = match end {
        "" | "/messages" => (true, vec![Cast::Mentee, Cast::CoordinatorA]),
        "/withdrawal" => (true, vec![Cast::Mentee]),
        "/changes" | "/approval" | "/refusal" => (true, vec![Cast::CoordinatorA]),
        _ => (false, vec![Cast::Mentee]),
    };
    let mentee = world.person(Cast::Mentee);
    let id = if sent {
        super::given::application(&world.app, mentee, world.pool_a).await
    } else {
        super::given::draft_application(&world.app, mentee, world.pool_b).await
    };
    Subject { path: filled(path, &id.to_string()), missing: filled(path, &Uuid::new_v4().to_string()), yours }
}

/// Pool A: its page is for everybody, setting it up for its coordinators and administrators, its people for its
/// coordinators.
fn of_pool(world: &World, path: &'static str) -> Subject {
    let yours = match path {
        "/pools/{id}" => Cast::ALL.to_vec(),
        _ if path.starts_with("/pools/{id}/setup") => vec![Cast::CoordinatorA, Cast::Administrator],
        _ => vec![Cast::CoordinatorA],
    };
    let fill = |pool: &str| filled(path, pool).replace("{offering}", "coaching");
    Subject { path: fill(&world.pool_a.to_string()), missing: fill(&Uuid::new_v4().to_string()), yours }
}

/// The practitioner's membership of pool A: their own page's, and the coordinators'.
async fn of_membership(world: &World, path: &'static str) -> Subject {
    let (membership, evidence) = membership(world).await;
    let fill = |pool: String, membership: Uuid, evidence: Uuid| {
        path.replace("{id}", &pool)
            .replace("{membership_id}", &membership.to_string())
            .replace("{evidence_id}", &evidence.to_string())
    };
    let yours = if path.starts_with("/pools/") { vec![Cast::CoordinatorA] } else { vec![Cast::Practitioner] };
    Subject {
        path: fill(world.pool_a.to_string(), membership, evidence),
        missing: fill(Uuid::new_v4().to_string(), Uuid::new_v4(), Uuid::new_v4()),
        yours,
    }
}

/// Organisations and accounts, which every administrator looks after; national pools cover every organisation.
async fn looked_after(world: &World, path: &'static str) -> Subject {
    let organisation = world.organisation.to_string();
    let values = if path.starts_with("/admin/accounts/") {
        vec![world.person(Cast::Mentee).account_id.to_string()]
    } else if path.starts_with("/admin/vocabularies/") {
        vocabulary(world, path).await
    } else if path == "/admin/pools/{id}/merger" {
        vec![world.pool_a.to_string()]
    } else if path == "/admin/pools/{id}/merger/{into}" {
        vec![
            super::given::pool(&world.app, &format!("Pool {}", Uuid::new_v4())).await.to_string(),
            world.pool_a.to_string(),
        ]
    } else if path.ends_with("/merger/{into}") {
        vec![super::given::organisation(&world.app, "Hillside Trust").await.to_string(), organisation]
    } else if path.contains("{code}") {
        let code = join_code(world).await;
        vec![organisation, code]
    } else {
        vec![organisation]
    };
    let fill = |values: &[String]| values.iter().fold(path.to_owned(), |path, value| filled(&path, value));
    let missing: Vec<String> = values.iter().map(|_| Uuid::new_v4().to_string()).collect();
    Subject { path: fill(&values), missing: fill(&missing), yours: Cast::ALL.to_vec() }
}

/// The approaches, and one of them that is retired when the path brings it back.
async fn vocabulary(world: &World, path: &'static str) -> Vec<String> {
    let list = "approach".to_owned();
    if !path.contains("{term}") {
        return vec![list];
    }
    let term: i32 =
        sqlx::query_scalar("select term_id from term where vocabulary_code = $1 order by position limit 1")
            .bind(&list)
            .fetch_one(&world.app.app.db)
            .await
            .expect("an approach");
    vec![list, term.to_string()]
}

/// A join code of the employer that still works.
async fn join_code(world: &World) -> String {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into join_code (join_code_id, organisation_id, code_hash, submission_id, created_at, expires_at)
         values ($1, $2, $3, $1, $4, $5)",
    )
    .bind(id)
    .bind(world.organisation)
    .bind(id.as_bytes().to_vec())
    .bind(world.app.now())
    .bind(world.app.now().plus(jiff::SignedDuration::from_hours(24)))
    .execute(&world.app.app.db)
    .await
    .expect("a join code");
    id.to_string()
}

/// The path with its first parameter replaced.
fn filled(path: &str, value: &str) -> String {
    let (before, rest) = path.split_once('{').expect("a parameter");
    let (_, after) = rest.split_once('}').expect("a closing brace");
    format!("{before}{value}{after}")
}

/// A link that finishes a registration.
async fn registration(world: &World) -> String {
    let token = Token::random();
    sqlx::query(
        "insert into registration (registration_id, email, name, workplace, requested_at, written_at, token_hash)
         values ($1, $2, 'Somebody New', '{}', $3, $3, $4)",
    )
    .bind(Uuid::new_v4())
    .bind(format!("{}@example.org", Uuid::new_v4().simple()))
    .bind(world.app.now())
    .bind(token.hash())
    .execute(&world.app.app.db)
    .await
    .expect("a registration");
    token.text()
}

/// A link that chooses a new password for the mentee.
async fn password_reset(world: &World) -> String {
    let token = Token::random();
    sqlx::query(
        "insert into password_reset (password_reset_id, email, requested_at, written_at, account_id, token_hash)
         values (gen_random_uuid(), $1, $2, $2, $3, $4)",
    )
    .bind(&world.person(Cast::Mentee).email)
    .bind(world.app.now())
    .bind(world.person(Cast::Mentee).account_id)
    .bind(token.hash())
    .execute(&world.app.app.db)
    .await
    .expect("a password reset");
    token.text()
}

/// A link that signs the mentee in.
async fn sign_in_link(world: &World) -> String {
    let token = Token::random();
    sqlx::query(
        "insert into sign_in_code
           (sign_in_code_id, email, own_phone, next, requested_at, written_at, account_id, code_hash, token_hash)
         values (gen_random_uuid(), $1, false, '/dashboard', $2, $2, $3, '', $4)",
    )
    .bind(&world.person(Cast::Mentee).email)
    .bind(world.app.now())
    .bind(world.person(Cast::Mentee).account_id)
    .bind(token.hash())
    .execute(&world.app.app.db)
    .await
    .expect("a sign-in link");
    token.text()
}

/// A link that confirms a new address of the mentee's, or one that undoes the change.
async fn email_change(world: &World, made: bool) -> String {
    let (token, now) = (Token::random(), world.app.now());
    sqlx::query(
        "insert into email_change (email_change_id, account_id, old_email, new_email, token_hash, requested_at,
           expires_at, confirmed_at, undo_hash, undo_expires_at)
         select gen_random_uuid(), account_id, email, 'amina@new.example', $2, $3::timestamptz,
                $3::timestamptz + interval '30 minutes', case when $5 then $3::timestamptz end,
                case when $5 then $4 end, case when $5 then $3::timestamptz + interval '72 hours' end
           from account where account_id = $1",
    )
    .bind(world.person(Cast::Mentee).account_id)
    .bind(if made { Token::random().hash() } else { token.hash() })
    .bind(now)
    .bind(token.hash())
    .bind(made)
    .execute(&world.app.app.db)
    .await
    .expect("a change of address");
    token.text()
}

/// A link that confirms a recovery address of the mentee's.
async fn recovery_address(world: &World) -> String {
    let token = Token::random();
    sqlx::query(
        "insert into recovery_address_request (account_id, email, token_hash, requested_at, expires_at)
         values ($1, 'amina@home.example', $2, $3::timestamptz, $3::timestamptz + interval '30 minutes')
         on conflict (account_id) do update set token_hash = $2",
    )
    .bind(world.person(Cast::Mentee).account_id)
    .bind(token.hash())
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a recovery address");
    token.text()
}

/// A second login session of the mentee's.
async fn login_session(world: &World) -> String {
    let mentee = world.person(Cast::Mentee).account_id;
    world.app.browser_of(world.person(Cast::Mentee)).await;
    let id: Uuid = sqlx::query_scalar(
        "select login_session_id from login_session where account_id = $1 order by login_session_id desc limit 1",
    )
    .bind(mentee)
    .fetch_one(&world.app.app.db)
    .await
    .expect("a login session");
    id.to_string()
}

/// A form of the mentee's that was sent after their login session had ended, and is kept for them.
async fn draft(world: &World) -> String {
    let (owner, path) = (world.person(Cast::Mentee).account_id, "/account/name");
    let context = format!("{owner} {path}");
    let sealed = seal(&world.app.app.secret, Purpose::Draft, context.as_bytes(), b"name=Amina");
    let draft_id = Uuid::new_v4();
    sqlx::query(
        "insert into draft (draft_id, account_id, path, sealed, created_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(draft_id)
    .bind(owner)
    .bind(path)
    .bind(sealed)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a draft");
    draft_id.to_string()
}

/// A link that stops the mentee's weekly mail.
async fn unsubscribe_link(world: &World) -> String {
    let token = Token::random();
    sqlx::query(
        "insert into mail_unsubscribe (token_hash, account_id, topic, created_at) values ($1, $2, $3, $4)",
    )
    .bind(token.hash())
    .bind(world.person(Cast::Mentee).account_id)
    .bind(Topic::PoolNews.code())
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("an unsubscribe link");
    token.text()
}

/// A letter to the mentee that a demonstration shows.
async fn kept_mail(world: &World) -> String {
    let mail_id = Uuid::new_v4();
    let text = "Hello Amina,\n\nSomebody asked for this letter.";
    let body = serde_json::json!({
        "to": world.person(Cast::Mentee).email, "subject": "A letter", "text": text, "html": "<p>Hello Amina</p>",
    });
    let sealed = seal(&world.app.app.secret, Purpose::Mail, mail_id.as_bytes(), body.to_string().as_bytes());
    sqlx::query(
        "insert into mail (mail_id, kind, class, sealed, queued_at, due_at, sent_at)
         values ($1, 'test-letter', 'security', $2, $3, $3, $3)",
    )
    .bind(mail_id)
    .bind(sealed)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a letter");
    mail_id.to_string()
}
