//! What stands in for the parameters of pages about requests, concerns and matching by hand.

use rapport::platform::seal::seal;
use rapport::platform::secrets::Purpose;
use uuid::Uuid;

use super::subjects::Subject;
use super::threads;
use super::world::{Cast, World};

/// A request of the mentee's to the practitioner.
pub async fn thread(world: &World) -> String {
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast).account_id);
    threads::thread(&world.app.app, world.pool_a, mentee, practitioner, "sent").await.to_string()
}

/// What the mentee told the coordinators of pool A.
pub async fn concern(world: &World) -> String {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into concern (concern_id, pool_id, raised_by, about_id, topic, body, contact_stopped, nation, raised_at, due_at, submission_id)
         values ($1, $2, $3, $4, 'other', $5, false, 'england', $6, $6, $1)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(world.person(Cast::Mentee).account_id)
    .bind(world.person(Cast::Practitioner).account_id)
    .bind(seal(&world.app.app.secret, Purpose::Concern, id.as_bytes(), b"Something was not right."))
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a concern");
    id.to_string()
}

/// The practitioner, proposed to the mentee by a coordinator of pool A.
pub async fn proposal(world: &World) -> String {
    let id = Uuid::new_v4();
    let mut tx = world.app.app.db.begin().await.expect("a transaction");
    sqlx::query(
        "insert into proposal (proposal_id, pool_id, mentee_id, proposed_by, offering, proposed_at, submission_id)
         values ($1, $2, $3, $4, 'mentoring', $5, $1)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(world.person(Cast::Mentee).account_id)
    .bind(world.person(Cast::CoordinatorA).account_id)
    .bind(world.app.now())
    .execute(&mut *tx)
    .await
    .expect("a proposal");
    sqlx::query("insert into proposal_person (proposal_id, practitioner_id, position, why) values ($1, $2, 1, 'She led a ward too.')")
        .bind(id)
        .bind(world.person(Cast::Practitioner).account_id)
        .execute(&mut *tx)
        .await
        .expect("somebody proposed");
    tx.commit().await.expect("committed");
    id.to_string()
}

/// The mentee, to whom pool A is open, or a request of theirs that is stuck: for the coordinators of pool A.
pub async fn of_somebody(world: &World, path: &'static str) -> Subject {
    let value = if path.contains("{request_id}") {
        let id = thread(world).await;
        sqlx::query("update chemistry_request set until = clock_from + interval '2 hours' where chemistry_request_id = $1::uuid")
            .bind(Uuid::parse_str(&id).expect("an id"))
            .execute(&world.app.app.db)
            .await
            .expect("stuck");
        id
    } else {
        world.person(Cast::Mentee).account_id.to_string()
    };
    let fill = |pool: &str, value: &str| {
        path.replace("{id}", pool).replace("{account_id}", value).replace("{request_id}", value)
    };
    Subject {
        path: fill(&world.pool_a.to_string(), &value),
        missing: fill(&world.pool_a.to_string(), &Uuid::new_v4().to_string()),
        yours: vec![Cast::CoordinatorA],
    }
}

/// Somebody who has died, with a request of the mentee's that stopped with it: for the coordinators of pool A.
pub async fn condolence(world: &World, path: &'static str) -> Subject {
    let deceased = super::given::account(&world.app).named("Ruth Hale").make().await.account_id;
    let mentee = world.person(Cast::Mentee).account_id;
    let id = threads::thread(&world.app.app, world.pool_a, mentee, deceased, "closed").await;
    sqlx::query(
        "insert into condolence (chemistry_request_id, deceased_id, account_id, recorded_at, due_at)
         values ($1, $2, $3, $4, $4 + interval '7 days')",
    )
    .bind(id)
    .bind(deceased)
    .bind(mentee)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a condolence");
    let fill = |value: &str| path.replace("{id}", &world.pool_a.to_string()).replace("{account_id}", value);
    Subject {
        path: fill(&deceased.to_string()),
        missing: fill(&Uuid::new_v4().to_string()),
        yours: vec![Cast::CoordinatorA],
    }
}

/// What the mentee wrote to the coordinators of pool A.
pub async fn enquiry(world: &World) -> String {
    let enquiry_id = Uuid::new_v4();
    let sealed =
        seal(&world.app.app.secret, Purpose::Enquiry, enquiry_id.as_bytes(), b"May I ask something?");
    sqlx::query(
        "insert into enquiry (enquiry_id, submission_id, account_id, name, email, topic, pool_id, nation,
           sealed_message, received_at, due_at, status)
         values ($1, $1, $2, 'Amina Khan', 'amina@example.org', 'other', $3, 'england', $4, $5, $6, 'waiting')",
    )
    .bind(enquiry_id)
    .bind(world.person(Cast::Mentee).account_id)
    .bind(world.pool_a)
    .bind(sealed)
    .bind(world.app.now())
    .bind(world.app.now().plus(jiff::SignedDuration::from_hours(72)))
    .execute(&world.app.app.db)
    .await
    .expect("an enquiry");
    enquiry_id.to_string()
}
