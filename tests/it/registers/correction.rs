//! A later register corrects what an earlier one said of somebody who confirmed.

use super::Register;

fn file(qualifications: &str, cpd: &str, capacity: u8) -> String {
    format!(
        "Name,Email,Offers,Max clients,Qualifications,CPD,Publish\n\
         Amina Khan,amina@trust.example,Coach,{capacity},{qualifications},{cpd},Y\n"
    )
}

async fn confirmed() -> Register {
    let register = Register::new().await;
    register.brought_in(file("ILM 5", "3 events", 2).as_bytes()).await;
    register.write_letters().await;
    register.confirms("amina@trust.example").await;
    assert_eq!(of(&register, "qualification").await, 1);
    assert_eq!(of(&register, "cpd").await, 1);
    register
}

async fn of(register: &Register, kind: &str) -> i64 {
    register.count(&format!("select count(*) from evidence where kind = '{kind}'")).await
}

async fn changed(register: &Register, file: &str) {
    let done = register.brought_in(file.as_bytes()).await;
    assert!(done.text().contains("0 new, 1 changed"), "{done}");
}

#[tokio::test]
async fn a_longer_list_leaves_one_of_each_and_development_does_not_add_up() {
    let register = confirmed().await;
    changed(&register, &file("ILM 5; EMCC Practitioner", "4 events", 2)).await;
    assert_eq!(of(&register, "qualification").await, 2);
    let titles =
        register.count("select count(distinct title) from evidence where kind = 'qualification'").await;
    assert_eq!(titles, 2, "one of each");
    assert_eq!(of(&register, "cpd").await, 1);
    assert_eq!(register.count("select sum(events)::bigint from evidence where kind = 'cpd'").await, 4);
}

#[tokio::test]
async fn what_a_coordinator_checked_stays_and_is_not_said_twice() {
    let register = confirmed().await;
    register.act("update evidence set checked_at = $1, checked_by = (select account_id from account where name = 'Asha Patel') where kind = 'qualification'").await;
    changed(&register, &file("ILM 5; EMCC Practitioner", "3 events", 2)).await;
    assert_eq!(of(&register, "qualification").await, 2);
    let checked = register.count("select count(*) from evidence where checked_at is not null").await;
    assert_eq!(checked, 1);
}

#[tokio::test]
async fn evidence_its_owner_removed_does_not_come_back() {
    let register = confirmed().await;
    register.act("delete from evidence where kind = 'qualification' and $1::timestamptz is not null").await;
    let same = register.checked(file("ILM 5", "3 events", 2).as_bytes()).await;
    assert!(same.text().contains("0 new, 0 changed, 1 unchanged"), "{same}");
    assert_eq!(of(&register, "qualification").await, 0);
    changed(&register, &file("ILM 5", "3 events", 5)).await;
    assert_eq!(of(&register, "qualification").await, 0, "another cell of the row changed");
    assert_eq!(of(&register, "cpd").await, 1);
}
