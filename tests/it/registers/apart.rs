//! Whom a register neither brings in nor asks: those who left, those who died, and whoever brings it in.

use jiff::SignedDuration;

use super::{Register, small};
use crate::support::given;

const ASHA: &[u8] = b"Name,Email,Offers,Publish\nAsha Patel,asha@trust.example,Coach,Y\n";

impl Register {
    pub async fn act(&self, sql: &str) {
        sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
            .bind(self.app.now())
            .execute(&self.app.app.db)
            .await
            .expect("done");
    }

    /// Somebody confirms by the link in their newest letter.
    pub async fn confirms(&self, address: &str) {
        let link = self.app.mail_to(address).await.link("/register-invitations/");
        let visitor = self.app.another_browser();
        let page = visitor.get(&link).await;
        visitor.press(&page, "Confirm and agree").await.assert_ok();
    }
}

#[tokio::test]
async fn no_letter_goes_to_who_has_died_or_is_a_member() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    given::account(&register.app).named("Amina Khan").with_email("Amina@trust.example").make().await;
    register.act("insert into mail_silence (account_id, since) select account_id, $1 from account where lower(email) = 'amina@trust.example'").await;
    assert_eq!(register.write_letters().await, 1, "to Björn alone");
    register.app.advance(SignedDuration::from_hours(48));
    given::account(&register.app).named("Björn Ek").with_email("bjorn@trust.example").make().await;
    register
        .act(
            "insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
             select gen_random_uuid(), p.pool_id, a.account_id, 'employee', 'active', $1, p.terms_version, $1
             from pool p, account a where a.email = 'bjorn@trust.example'",
        )
        .await;
    register.app.sign_in_as(&register.coordinator).await;
    let people = register.app.get(&register.path("/register")).await;
    assert!(!people.assert_ok().text().contains("Send again"), "{people}");
    let later = register.checked(small()).await;
    assert!(later.text().contains("We no longer write to this address"), "{later}");
}

#[tokio::test]
async fn a_letter_to_somebody_with_an_account_is_theirs() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    let amina =
        given::account(&register.app).named("Amina Khan").with_email("Amina@trust.example").make().await;
    assert_eq!(register.write_letters().await, 2);
    let letters =
        register.count(&format!("select count(*) from mail where account_id = '{}'", amina.account_id)).await;
    assert_eq!(letters, 1);
}

#[tokio::test]
async fn who_left_is_not_asked_again_even_when_the_register_is_forgotten() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    register.write_letters().await;
    register.confirms("amina@trust.example").await;
    register
        .act("update membership set status = 'left', left_at = $1, leaving = 'own-wish', changed_at = $1")
        .await;
    register.act("delete from register_entry where $1::timestamptz is not null").await;
    let again = register.brought_in(small()).await;
    assert!(again.text().contains("They have left the pool; a file does not bring them back"), "{again}");
    assert!(again.text().contains("1 new, 0 changed, 1 unchanged, 0 refused"), "{again}");
    assert_eq!(register.write_letters().await, 1, "to Björn alone");
}

#[tokio::test]
async fn a_coordinator_cannot_admit_themselves_with_a_file() {
    let register = Register::new().await;
    register.brought_in(ASHA).await;
    register.write_letters().await;
    register.act("update account set email = 'Asha@trust.example' where name = 'Asha Patel' and $1::timestamptz is not null").await;
    let link = register.app.mail_to("asha@trust.example").await.link("/register-invitations/");
    let visitor = register.app.another_browser();
    let page = visitor.get(&link).await;
    assert!(page.assert_ok().text().contains("another coordinator has to approve you"), "{page}");
    let refused = visitor.post(&link, &[("answer", "confirm")]).await;
    refused.assert_status(422);
    assert!(refused.text().contains("apply instead"), "{refused}");
    assert_eq!(register.count("select count(*) from membership").await, 0);
    visitor.press(&page, "Remove me").await.assert_ok();

    register.act("delete from register_entry where $1::timestamptz is not null").await;
    let checked = register.checked(ASHA).await;
    assert!(checked.text().contains("0 new, 0 changed, 0 unchanged, 1 refused"), "{checked}");
    assert!(checked.text().contains("Another coordinator has to approve them"), "{checked}");

    let member = format!(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
         select gen_random_uuid(), pool_id, '{}', 'employee', 'active', $1, terms_version, $1 from pool where pool_id = '{}'",
        register.coordinator.account_id, register.pool,
    );
    register.act(&member).await;
    let checked = register.checked(ASHA).await;
    assert!(checked.text().contains("a file does not change what is held of them"), "{checked}");
    assert!(checked.text().contains("0 new, 0 changed, 1 unchanged, 0 refused"), "{checked}");
}

#[tokio::test]
async fn without_a_capacity_places_are_as_the_pool_has_them() {
    let register = Register::new().await;
    register.brought_in(ASHA).await;
    register.act("update pool_setting set default_capacity = 4 where $1::timestamptz is not null").await;
    register.write_letters().await;
    register.confirms("asha@trust.example").await;
    assert_eq!(register.count("select count(*) from place where capacity = 4 and accepting").await, 1);
}

#[tokio::test]
async fn who_declined_in_a_pool_is_known_in_the_one_it_became_part_of() {
    let register = Register::new().await;
    let other = given::pool(&register.app, "Northern pool").await;
    register.brought_in(small()).await;
    register.write_letters().await;
    let link = register.app.mail_to("amina@trust.example").await.link("/register-invitations/");
    let visitor = register.app.another_browser();
    let page = visitor.get(&link).await;
    visitor.press(&page, "Remove me").await.assert_ok();
    register
        .act(&format!("update register_entry set pool_id = '{other}' where $1::timestamptz is not null"))
        .await;
    let mut db = register.app.app.db.acquire().await.expect("a connection");
    rapport::registers::move_entries(&mut db, other, register.pool).await.expect("moved");
    let again = register.checked(small()).await;
    assert!(again.text().contains("They have declined to be in this register here"), "{again}");

    // An entry that was there before the mark came is erased beside it.
    register
        .act(
            "insert into register_entry (register_entry_id, pool_id, email, imported, created_at, updated_at)
             select gen_random_uuid(), pool_id, 'amina@trust.example', '{\"full-name\": \"Amina Khan\"}', $1, $1
             from register_entry limit 1",
        )
        .await;
    register.write_letters().await;
    let link = register.app.mail_to("amina@trust.example").await.link("/register-invitations/");
    let page = visitor.get(&link).await;
    visitor.press(&page, "Remove me").await.assert_ok();
    assert_eq!(register.count("select count(*) from register_entry where declined_at is not null").await, 1);
    assert_eq!(register.count("select count(*) from register_entry where email like 'amina%'").await, 0);
}
