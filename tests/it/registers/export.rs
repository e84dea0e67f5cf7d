use super::{Register, example, small};
use crate::support::given;

async fn confirm_everybody(register: &Register) {
    register.write_letters().await;
    let visitor = register.app.another_browser();
    let letters = register.app.mails().await;
    for letter in letters.iter().filter(|letter| letter.kind == "register-invitation") {
        let link = letter.link("/register-invitations/");
        let fields = [("answer", "confirm"), ("shown", "yes"), ("offering", "mentoring")];
        visitor.post_only(&link, &fields).await.assert_status(303);
    }
}

#[tokio::test]
async fn an_export_comes_in_again_and_changes_nothing() {
    let register = Register::new().await;
    // Sixty of the example's people, to be quick.
    let table = rapport::registers::reading::read(&example()).expect("a table");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.headings).unwrap();
    for row in table.rows.iter().take(60) {
        writer.write_record(&row.cells).unwrap();
    }
    register.brought_in(&writer.into_inner().unwrap()).await;
    confirm_everybody(&register).await;
    let members = register.count("select count(*) from membership where status = 'active'").await;
    assert_eq!(members, 59);
    let export = register.app.get(&register.path("/export.csv")).await;
    assert!(export.body.starts_with("\u{feff}Reference,Full name,Email,"), "{}", &export.body[..100]);
    assert_eq!(register.count("select count(*) from event where kind = 'register.exported'").await, 1);
    let checked = register.checked(export.body.as_bytes()).await;
    assert!(checked.text().contains("0 new, 0 changed, 59 unchanged, 0 refused"), "{}", checked.text());
    assert!(!checked.text().contains("Theirs stays"), "{}", checked.text());
    assert!(!checked.text().contains("Values we are not sure of"), "{}", checked.text());
}

#[tokio::test]
async fn an_export_has_the_columns_that_were_chosen_and_nothing_a_spreadsheet_runs() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    confirm_everybody(&register).await;
    sqlx::query("update profile set job_title = '=1+1', biography = '@SUM(A1)' where biography <> ''")
        .execute(&register.app.app.db)
        .await
        .unwrap();
    let page = register.app.get(&register.path("/export")).await;
    assert!(page.assert_ok().text().contains("That you took it is recorded"), "{page}");
    let path = register.path("/export.csv?column=full-name&column=job-title&column=about");
    let export = register.app.get(&path).await;
    assert_eq!(export.header("content-disposition"), Some("attachment; filename=\"register.csv\""));
    assert_eq!(
        export.body,
        "\u{feff}Full name,Job title,About\r\nAmina Khan,'=1+1,'@SUM(A1)\r\nBjörn Ek,,\r\n"
    );
}

#[tokio::test]
async fn lived_experience_is_never_exported() {
    let register = Register::new().await;
    register.brought_in(small()).await;
    confirm_everybody(&register).await;
    sqlx::query(
        "insert into lived_experience (account_id, term_id, usage, consent_version, consented_at)
         select p.account_id, t.term_id, 'shown', 1, $1 from profile p, term t
         where t.vocabulary_code = 'lived-experience'",
    )
    .bind(register.app.now())
    .execute(&register.app.app.db)
    .await
    .unwrap();
    let labels: Vec<String> =
        sqlx::query_scalar("select label from term where vocabulary_code = 'lived-experience'")
            .fetch_all(&register.app.app.db)
            .await
            .unwrap();
    let export = register.app.get(&register.path("/export.csv")).await;
    for label in labels {
        assert!(!export.body.contains(&label), "{label}");
    }
}

#[tokio::test]
async fn an_empty_pool_exports_its_headings() {
    let register = Register::new().await;
    given::account(&register.app).named("Somebody").make().await;
    let export = register.app.get(&register.path("/export.csv")).await;
    assert_eq!(export.body.lines().count(), 1);
}
