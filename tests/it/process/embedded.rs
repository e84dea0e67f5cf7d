use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::program::{Hub, await_end, command, folder, refusal, run};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// How often the program is killed: a few times always, for long by `bin/soak`.
fn kills(usually: usize, soaking: usize) -> usize {
    if std::env::var_os("RAPPORT_SOAK").is_some() { soaking } else { usually }
}

#[test]
fn s5_s15_r6_the_embedded_hub_starts_refuses_a_second_one_is_joined_and_stops() {
    let folder = folder();
    let data = folder.path().join("data");
    let first = Instant::now();
    let mut hub = Hub::start(&data, &[]);
    let first = first.elapsed();
    hub.await_status("/health/ready", 200, Duration::from_secs(5));

    for private in ["", "postgres", "run", "secrets"] {
        assert_eq!(mode(&data.join(private)), 0o700, "{private:?}");
    }
    assert_eq!(mode(&data.join("secrets/secret")), 0o600);
    let secret = std::fs::read_to_string(data.join("secrets/secret")).unwrap();

    let (code, sentence) = refusal(&data, &["serve"], &[]);
    assert_eq!(code, 5, "{sentence}");
    assert!(sentence.contains("in use by another rapport process"), "{sentence}");
    let migrated = run(&data, &["migrate"], &[]);
    assert!(migrated.status.success(), "{migrated:?}");
    hub.await_status("/health/ready", 200, Duration::from_secs(5));

    let database = hub.database_pid();
    let asked = Instant::now();
    hub.signal(Signal::SIGTERM);
    assert_eq!(hub.ended(), Some(0));
    await_end(database);
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    assert!(!data.join("postgres/postmaster.pid").exists(), "the database was stopped in order");

    let second = Instant::now();
    let mut hub = Hub::start(&data, &[]);
    let second = second.elapsed();
    assert_eq!(std::fs::read_to_string(data.join("secrets/secret")).unwrap(), secret);
    assert!(second < first, "first {first:?}, second {second:?}");
    println!("first start {first:?}, second {second:?}");
    hub.signal(Signal::SIGINT);
    assert_eq!(hub.ended(), Some(0));

    let alone = run(&data, &["migrate"], &[]);
    assert!(alone.status.success(), "{alone:?}");
    assert!(!data.join("postgres/postmaster.pid").exists(), "a command that started the database stops it");
}

#[tokio::test]
async fn s4_an_administrator_is_made_from_the_command_line_beside_a_running_hub() {
    let folder = folder();
    let data = folder.path().join("data");
    let hub = Hub::start(&data, &[("RAPPORT_LOG", "error")]);
    let base_url = format!("http://{}", hub.address);
    let creating = |email: &str, more: &[&str]| {
        let arguments = [&["create-administrator", "--email", email, "--name", "Ada Finch"], more].concat();
        command(&data, &arguments, &[("RAPPORT_BASE_URL", &base_url)])
    };
    let made = creating("ada.finch@hospital.example", &[]).output().unwrap();
    let words = String::from_utf8(made.stdout).unwrap();
    let link = words.lines().find(|line| line.starts_with("http://")).unwrap();
    assert_eq!(hub.status(link.strip_prefix(&base_url).unwrap()), 200, "{words}");
    let again = creating("Ada.Finch@hospital.example", &[]).output().unwrap();
    assert!(String::from_utf8(again.stdout).unwrap().contains("already"));

    let typed = creating("ben.finch@hospital.example", &["--password-from-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut typed = typed.unwrap();
    typed.stdin.take().unwrap().write_all(b"seven orange herons wade\n").unwrap();
    assert!(typed.wait().unwrap().success());
    let weak = creating("cat.finch@hospital.example", &["--password-from-stdin"]).output().unwrap();
    assert_eq!(weak.status.code(), Some(3), "{weak:?}");

    let mut connection = hub.database().await.unwrap();
    let made: Vec<(String, bool)> = sqlx::query_as(
        "select a.email, a.password_hash like '$argon2id$v=19$m=19456,t=2,p=1$%' is true
         from account a join account_role r using (account_id)
         where r.role = 'administrator' and a.name = 'Ada Finch' order by a.email",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(
        made,
        [("ada.finch@hospital.example".into(), false), ("ben.finch@hospital.example".into(), true)]
    );
}

#[test]
fn a_data_folder_that_only_its_owner_may_reach_and_one_with_a_long_name_both_work() {
    let private = folder();
    std::fs::set_permissions(private.path(), PermissionsExt::from_mode(0o700)).unwrap();
    let data = private.path().join("a".repeat(120));
    let hub = Hub::start(&data, &[]);
    hub.await_status("/health/ready", 200, Duration::from_secs(5));
    hub.kill();
    let far = std::fs::read_to_string(data.join("socket")).unwrap();
    std::fs::remove_dir_all(far.trim()).unwrap();
}

/// Writes until the database goes, and notes what it was told is kept.
async fn write_until_it_ends(mut connection: PgConnection, ledger: Arc<Mutex<Vec<uuid::Uuid>>>) {
    loop {
        let id = uuid::Uuid::new_v4();
        let written = sqlx::query(
            "insert into event (event_id, occurred_at, actor_kind, kind, subject_noun, subject_id, data)
             values ($1, now(), 'system', 'test.written', 'test', $1, 'null')",
        )
        .bind(id)
        .execute(&mut connection)
        .await;
        match written {
            Ok(_) => ledger.lock().unwrap().push(id),
            Err(_) => return,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_killing_the_program_stops_its_database_and_loses_nothing_acknowledged() {
    let folder = folder();
    let data = folder.path().join("data");
    let ledger = Arc::new(Mutex::new(Vec::new()));
    for round in 0..kills(5, 500) {
        let hub = Hub::start(&data, &[]);
        let writers: Vec<_> = [hub.database().await.unwrap(), hub.database().await.unwrap()]
            .into_iter()
            .map(|connection| tokio::spawn(write_until_it_ends(connection, Arc::clone(&ledger))))
            .collect();
        tokio::time::sleep(Duration::from_millis(20 + 37 * (round as u64 % 6))).await;
        hub.kill();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let hub = Hub::start(&data, &[]);
    let mut connection = hub.database().await.unwrap();
    let acknowledged = ledger.lock().unwrap().clone();
    assert!(acknowledged.len() > kills(5, 500) * 5, "{} writes", acknowledged.len());
    let kept: i64 = sqlx::query_scalar("select count(*) from event where event_id = any($1)")
        .bind(&acknowledged)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(usize::try_from(kept).unwrap(), acknowledged.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_r5_a_killed_database_is_started_again_and_has_lost_nothing_acknowledged() {
    let folder = folder();
    let data = folder.path().join("data");
    let hub = Hub::start(&data, &[]);
    let ledger = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..kills(2, 100) {
        let writer = tokio::spawn(write_until_it_ends(hub.database().await.unwrap(), Arc::clone(&ledger)));
        tokio::time::sleep(Duration::from_millis(60)).await;
        kill(hub.database_pid(), Signal::SIGKILL).unwrap();
        writer.await.unwrap();
        assert_eq!(hub.status("/health/live"), 200, "the hub itself lives on (R12)");
        hub.await_status("/health/ready", 200, Duration::from_secs(5));
    }
    let acknowledged = ledger.lock().unwrap().clone();
    let mut connection = hub.database().await.unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from event where event_id = any($1)")
        .bind(&acknowledged)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(usize::try_from(kept).unwrap(), acknowledged.len());
}

#[test]
fn r2_a_database_that_died_and_that_nobody_has_waited_for_is_in_nobodys_way() {
    let folder = folder();
    let hub = Hub::start(folder.path(), &[]);
    let database = hub.kill_unburied();
    let lock = folder.path().join("run/.s.PGSQL.5432.lock");
    let holder = std::fs::read_to_string(lock).unwrap();
    assert_eq!(holder.lines().next(), Some(database.to_string().as_str()), "a lock is left that looks alive");
    let mut hub = Hub::start(folder.path(), &[]);
    hub.await_status("/health/ready", 200, Duration::from_secs(5));
    hub.signal(Signal::SIGTERM);
    assert_eq!(hub.ended(), Some(0));
}

#[tokio::test]
async fn data_of_a_newer_release_are_refused_and_left_alone() {
    let folder = folder();
    let data = folder.path().join("data");
    let mut hub = Hub::start(&data, &[]);
    let mut owner = sqlx::postgres::PgConnectOptions::new_without_pgpass()
        .socket(data.join("run"))
        .username("rapport_owner")
        .database("rapport");
    owner = owner.ssl_mode(sqlx::postgres::PgSslMode::Disable);
    let mut owner = PgConnection::connect_with(&owner).await.unwrap();
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (20991231235959, 'from the future', true, '\\x00', 0)";
    sqlx::query(AssertSqlSafe(newer)).execute(&mut owner).await.unwrap();
    owner.close().await.unwrap();
    hub.signal(Signal::SIGTERM);
    hub.ended();
    let (code, sentence) = refusal(&data, &["serve"], &[]);
    assert_eq!(code, 10, "{sentence}");
    assert!(sentence.contains("newer release") && sentence.contains("20991231235959"), "{sentence}");
    assert!(!data.join("postgres/postmaster.pid").exists(), "the database was stopped again");

    std::fs::write(data.join("postgres/PG_VERSION"), "9\n").unwrap();
    let (code, sentence) = refusal(&data, &["serve"], &[]);
    assert_eq!(code, 9, "{sentence}");
    assert!(sentence.contains("written by Postgres 9, and only Postgres"), "{sentence}");
}
