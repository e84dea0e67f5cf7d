use super::{Register, example, small};
use crate::support::given;

#[tokio::test]
async fn a_register_goes_from_file_to_people_and_again_changes_nothing() {
    let register = Register::new().await;
    let checked = register.checked(small()).await;
    assert_eq!(checked.heading(), "What would become of every row");
    assert!(checked.text().contains("2 new, 0 changed, 0 unchanged, 0 refused"), "{checked}");
    assert!(register.entries().await.is_empty(), "a dry run changes nothing");

    let after = register.app.press(&checked, "Bring the register in").await;
    let done = register.settled(&after.path).await;
    assert_eq!(done.heading(), "The register is in");
    let entries = register.entries().await;
    assert_eq!(entries.len(), 2);
    let amina = &entries[0].1;
    assert_eq!(amina["full-name"], "Amina Khan");
    assert_eq!(amina["about"], "I listen, and ask.");
    assert_eq!(amina["capacity"], 3);
    assert_eq!(amina["outline"], "term time");
    assert_eq!(amina["offering"], serde_json::json!(["coaching"]));
    assert_eq!(amina["last-supervision"], "2026-11-01");
    assert_eq!(amina["areas"].as_array().map(Vec::len), Some(2));
    let bjorn = &entries[1].1;
    assert_eq!(bjorn["publish"], false);
    assert_eq!(bjorn["areas"].as_array().map(Vec::len), Some(1), "New role / transitions is one value");
    assert_eq!(bjorn["available"], false);
    assert_eq!(bjorn["outline"], "on leave til Jan");

    let again = register.checked(small()).await;
    assert!(again.text().contains("0 new, 0 changed, 2 unchanged, 0 refused"), "{again}");
    assert!(again.text().contains("Bringing it in would change nothing"));
}

#[tokio::test]
async fn a_later_file_changes_those_who_have_not_confirmed() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    let later = String::from_utf8(small().to_vec()).unwrap().replace("Mentor,New role", "Both,New role");
    let done = register.brought_in(later.as_bytes()).await;
    assert!(done.text().contains("0 new, 1 changed, 1 unchanged"), "{done}");
    assert_eq!(register.entries().await[1].1["offering"], serde_json::json!(["coaching", "mentoring"]));
    let partly = b"Name,Email,Job title\nAmina Khan,AMINA@trust.example,Matron\n";
    register.brought_in(partly).await;
    let amina = &register.entries().await[0].1;
    assert_eq!(amina["job-title"], "Matron");
    assert_eq!(amina["capacity"], 3, "what a file has no column for stays");
}

#[tokio::test]
async fn the_mapping_is_edited_and_remembered() {
    let register = Register::new().await;
    let file = b"Name,Email,Passion\nAmina Khan,amina@trust.example,Resilience\n";
    let answer = register.upload(&register.app, "register.csv", file).await;
    let columns = register.app.get(answer.header("location").expect("the columns")).await;
    let form = columns.form_having(&[("column-2", "areas")]);
    assert_eq!(form.value("column-2").as_deref(), Some(""), "nobody knows what Passion means");
    let wrong = register.app.submit(&columns, &[("column-1", ""), ("column-2", "areas")]).await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("Choose the column that holds the email address"), "{wrong}");
    assert_eq!(
        wrong.form_having(&[("column-2", "")]).value("column-2").as_deref(),
        Some("areas"),
        "kept as chosen"
    );
    let after = register.app.submit(&wrong, &[("column-1", "email")]).await;
    register.settled(&after.path).await;

    let next = register.upload(&register.app, "register.csv", file).await;
    let next = register.app.get(next.header("location").expect("the columns")).await;
    assert_eq!(next.form_having(&[("column-2", "")]).value("column-2").as_deref(), Some("areas"));
}

#[tokio::test]
async fn unsure_values_are_decided_once() {
    let register = Register::new().await;
    let file = "Name,Email,Can help with,Trust\n\
                Amina Khan,amina@trust.example,Resilliance; Basket weaving; Foo,Riverside\n\
                Grace Obi,grace@trust.example,Basket weaving,Riverside\n";
    given::organisation(&register.app, "Riverside Community Trust").await;
    let checked = register.checked(file.as_bytes()).await;
    let text = checked.text();
    assert!(text.contains("Values we are not sure of"), "{checked}");
    assert!(text.contains("“Basket weaving”, in 2 rows"), "{text}");
    let form = checked.form_with_button("Save the decisions");
    let names: Vec<String> =
        (0..4).map(|index| format!("value-{index}")).filter(|name| form.has(name)).collect();
    assert_eq!(names.len(), 4, "three areas and an employer: {text}");
    let left_out: Vec<(&str, &str)> = names
        .iter()
        .map(|name| {
            (
                name.as_str(),
                if form.options(name).contains(&"suggestion".to_owned()) {
                    "suggestion"
                } else {
                    "leave-out"
                },
            )
        })
        .collect();
    assert!(left_out.iter().any(|(_, value)| *value == "suggestion"), "a typing mistake has a suggestion");
    let mut fields = form.filled(&left_out);
    fields.retain(|(name, _)| name != "accept");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let after = register.app.post(&form.action, &fields).await;
    let after = register.settled(&after.path).await;
    assert!(!after.text().contains("Values we are not sure of"), "{after}");
    register.app.press(&after, "Bring the register in").await;
    register.settled(&after.path).await;
    let entries = register.entries().await;
    assert_eq!(entries[0].1["areas"].as_array().map(Vec::len), Some(1));

    let again = register.checked(file.as_bytes()).await;
    assert!(!again.text().contains("Values we are not sure of"), "what was decided is remembered: {again}");
}

#[tokio::test]
async fn r3_two_coordinators_running_the_same_import_have_one_effect() {
    let register = Register::new().await;
    let checked = register.checked(&example()).await;
    let version = checked.form_with_button("Bring the register in").value("version").expect("a version");
    let other = given::account(&register.app).named("Ben Lewis").coordinator_of(register.pool).make().await;
    let other = register.app.browser_of(&other).await;
    let path = format!("{}/run", checked.path);
    let fields = [("version", version.as_str())];
    let (one, two) = tokio::join!(register.app.post_only(&path, &fields), other.post_only(&path, &fields));
    one.assert_status(303);
    two.assert_status(303);
    register.settled(&checked.path).await;
    let again = register.app.post_only(&path, &fields).await;
    again.assert_status(303);
    assert_eq!(register.count("select count(*) from event where kind = 'register.run-asked'").await, 1);
    assert_eq!(register.count("select count(*) from event where kind = 'register.brought-in'").await, 1);
    assert_eq!(register.count("select count(*) from register_entry").await, 436);
}

#[tokio::test]
async fn work_that_was_cut_short_is_taken_up_again_and_leaves_nothing_half_done() {
    let register = Register::new().await;
    let checked = register.checked(small()).await;
    // As after a crash right after somebody pressed the button.
    sqlx::query("update register_import set status = 'running'").execute(&register.app.app.db).await.unwrap();
    assert!(register.entries().await.is_empty());
    register.app.advance(jiff::SignedDuration::from_mins(5));
    let sweeps = rapport::registers::sweeps(&register.app.app);
    rapport::platform::sweeps::run_due(&register.app.app.db, register.app.now(), &sweeps).await;
    let done = register.settled(&checked.path).await;
    assert_eq!(done.heading(), "The register is in");
    assert_eq!(register.entries().await.len(), 2);
}

#[tokio::test]
async fn a_file_is_sealed_discarded_when_asked_and_deleted_after_30_days() {
    let register = Register::new().await;
    let checked = register.checked(small()).await;
    let sealed: Vec<u8> = sqlx::query_scalar("select sealed_file from register_import")
        .fetch_one(&register.app.app.db)
        .await
        .unwrap();
    assert!(!sealed.windows(10).any(|part| part == b"Amina Khan"));
    let gone = register.app.press(&checked, "Discard this file").await;
    assert!(gone.text().contains("Bring in a register"), "{gone}");
    let discarded = register.app.get(&checked.path).await;
    assert_eq!(discarded.heading(), "This file was discarded");
    assert_eq!(register.count("select count(*) from register_import_row").await, 0);
    assert_eq!(register.count("select count(*) from register_import where sealed_file is not null").await, 0);

    register.brought_in(small()).await;
    register.app.advance(jiff::SignedDuration::from_hours(31 * 24));
    let sweeps = rapport::registers::sweeps(&register.app.app);
    rapport::platform::sweeps::run_due(&register.app.app.db, register.app.now(), &sweeps).await;
    assert_eq!(register.count("select count(*) from register_import").await, 0);
    assert_eq!(register.entries().await.len(), 2, "people stay until they answer or 90 days are over");
}

#[tokio::test]
async fn s1_a_coordinator_of_another_pool_finds_nothing() {
    let register = Register::new().await;
    let checked = register.checked(small()).await;
    let elsewhere = given::pool(&register.app, "Another pool").await;
    let other = given::account(&register.app).named("Ben Lewis").coordinator_of(elsewhere).make().await;
    let other = register.app.browser_of(&other).await;
    for path in [
        register.path("/import"),
        checked.path.clone(),
        register.path("/register"),
        register.path("/export.csv"),
    ] {
        other.get(&path).await.assert_status(404);
    }
    let import = checked.path.rsplit('/').next().expect("an id");
    let through_own = format!("/pools/{elsewhere}/import/{import}");
    other.get(&through_own).await.assert_status(404);
    other.post_only(&format!("{through_own}/run"), &[("version", "3")]).await.assert_status(404);
    other.post_only(&format!("{}/run", checked.path), &[("version", "3")]).await.assert_status(404);
}
