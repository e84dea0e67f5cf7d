//! Profiles: the owner's pages, who sees them and what of them, lived experience.

mod exposure;
mod lived_experience;
mod own;
mod practitioner;

use rapport::events::Actor;
use rapport::platform::ids::{AccountId, MembershipId, PoolId};
use rapport::profiles::{self, About};
use rapport::vocabulary::{self, List, TermId};

use crate::support::app::TestApp;

/// A membership as approving an application makes it.
pub async fn member(app: &TestApp, account: AccountId, pool: PoolId) -> MembershipId {
    let id = MembershipId::new(app.now());
    sqlx::query(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
         values ($1, $2, $3, 'employee', 'active', $4, 1, $4)",
    )
    .bind(id)
    .bind(pool)
    .bind(account)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a membership");
    sqlx::query(
        "insert into membership_offering (pool_id, membership_id, offering) values ($1, $2, 'mentoring')",
    )
    .bind(pool)
    .bind(id)
    .execute(&app.app.db)
    .await
    .expect("an offering");
    id
}

/// The terms of a list with these codes.
pub async fn terms(app: &TestApp, list: List, codes: &[&str]) -> Vec<TermId> {
    let all = vocabulary::terms(&mut app.app.db.acquire().await.unwrap(), &[list]).await.unwrap();
    let find = |code: &&str| all.iter().find(|term| term.code == *code).expect("a code").term_id;
    codes.iter().map(find).collect()
}

/// A profile with words and terms.
pub async fn profile(app: &TestApp, account: AccountId) {
    let mut db = app.app.db.acquire().await.unwrap();
    let about = About {
        headline: "I help new ward managers find their feet".into(),
        job_title: "Matron".into(),
        pronouns: "she/her".into(),
        biography: "I trained in Leeds.\nI have led wards for ten years.".into(),
        how_i_work: "We meet once a month.".into(),
    };
    let by = Actor::Account(account);
    profiles::save_about(&mut db, by, app.now(), account, None, &about).await.unwrap();
    for (list, codes) in [
        (List::DevelopmentArea, &["delegation", "confidence"][..]),
        (List::Profession, &["nursing"]),
        (List::Delivery, &["video", "walk-and-talk"]),
        (List::Language, &["eng", "cym"]),
    ] {
        let terms = terms(app, list, codes).await;
        profiles::set_terms(&mut db, app.now(), account, list, &terms).await.unwrap();
    }
    let senior = terms(app, List::Seniority, &["afc-8a"]).await;
    profiles::set_seniority(&mut db, app.now(), account, senior.first().copied()).await.unwrap();
    rapport::availability::ensure(&mut db, app.now(), account).await.unwrap();
}

pub async fn execute(app: &TestApp, statement: &'static str) {
    sqlx::query(statement).execute(&app.app.db).await.unwrap();
}
