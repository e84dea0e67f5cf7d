//! What docs/DATA.md says of how long things are kept, with the clock moved and every sweep of the hub run.

use jiff::SignedDuration;
use rapport::platform::sweeps::run_due;

use super::everything::Two;
use crate::support::database::execute;

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Two {
    /// Runs every periodic job of the hub, none of which may fail.
    async fn sweep(&self) {
        let sweeps = rapport::app::sweeps(&self.app.app);
        let swept = run_due(&self.app.app.db, self.app.now(), &sweeps).await;
        assert_eq!(swept.len(), sweeps.len(), "every sweep ran: {swept:?}");
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.app.database.owner().await).await.expect("a count")
    }

    async fn words(&self) -> [i64; 6] {
        [
            self.count("select count(*) from agreement where length(words) > 0").await,
            self.count("select count(*) from review_answer").await,
            self.count("select count(*) from evaluation where length(changed) > 0").await,
            self.count("select count(*) from note").await,
            self.count("select count(*) from note_key").await,
            self.count("select count(*) from goal").await,
        ]
    }

    async fn records(&self) -> [i64; 7] {
        [
            self.count("select count(*) from relationship").await,
            self.count("select count(*) from session").await,
            self.count("select count(*) from session_log").await,
            self.count("select count(*) from evaluation").await,
            self.count("select count(*) from monthly_return").await,
            self.count("select count(*) from monthly_return_figure").await,
            self.count("select count(*) from monthly_return_amendment").await,
        ]
    }

    async fn ledger(&self) -> [i64; 3] {
        [
            self.count("select count(*) from ledger_entry").await,
            self.count("select count(*) from ledger_entry where length(reflection) > 0").await,
            self.count("select count(*) from supervision_group").await,
        ]
    }
}

#[tokio::test]
async fn s14_what_the_register_promises_is_kept_and_goes_on_its_day() {
    let two = Two::new().await;
    // Sessions outlive the meetings of the calendar; until the schema says so itself.
    execute(
        &mut two.app.database.owner().await,
        "alter table session drop constraint session_meeting_fk, add constraint session_meeting_fk
           foreign key (meeting_id) references meeting (meeting_id) on delete set null",
    )
    .await;
    let (words, records, ledger) = ([2, 8, 2, 4, 2, 2], [2, 2, 2, 2, 2, 2, 2], [2, 2, 2]);
    two.sweep().await;
    assert_eq!((two.words().await, two.records().await, two.ledger().await), (words, records, ledger));
    two.app.advance(DAY * 363);
    two.sweep().await;
    assert_eq!((two.words().await, two.records().await), (words, records), "for twelve months");
    two.app.advance(DAY * 6);
    two.sweep().await;
    assert_eq!((two.words().await, two.records().await), ([0; 6], records), "words go, figures stay");
    assert_eq!(
        two.count(
            "select count(*) from chemistry_request where length(hope) > 0 and closed_at < '2027-04-01'"
        )
        .await,
        0,
        "texts of requests, too"
    );
    // Seven years after the ending, less some days.
    two.app.advance(DAY * (365 * 7 - 363 - 6 - 4));
    two.sweep().await;
    // A meeting goes after the request that led to it.
    two.app.advance(DAY);
    two.sweep().await;
    assert_eq!((two.records().await, two.ledger().await), (records, ledger), "for seven years");
    assert_eq!(
        two.count("select count(*) from meeting where starts_at < '2027-04-01'").await,
        0,
        "for 24 months"
    );
    two.app.advance(DAY * 40);
    two.sweep().await;
    assert_eq!(two.records().await, [0; 7], "relationships with their sessions, and months");
    assert_eq!(two.ledger().await, ledger, "the ledger is its owner's for as long as they want");
}
