//! The bad input paragraph: each a clear message, nothing lost, nothing half-written.

use super::workbook::packed;
use super::{Register, small};

async fn refusal(name: &str, file: &[u8]) -> String {
    let register = Register::new().await;
    let page = register.upload(&register.app, name, file).await;
    page.assert_status(422);
    assert!(page.title().starts_with("Error:"), "{page}");
    assert_eq!(register.count("select count(*) from register_import").await, 0);
    page.error_on("file").expect("a message beside the field")
}

#[tokio::test]
async fn a_zip_named_csv_is_refused() {
    let zip = packed(&[("register.csv", "Name,Email\n")]);
    assert!(refusal("register.csv", &zip).await.contains("a ZIP archive, not a table"));
}

#[tokio::test]
async fn a_csv_with_200_columns_is_refused() {
    let wide = format!("Name,Email,{}\nA,a@b.example,{}\n", ["x"; 198].join(","), ["1"; 198].join(","));
    assert!(refusal("wide.csv", wide.as_bytes()).await.contains("200 columns; at most 100"));
}

#[tokio::test]
async fn no_file_and_an_empty_file_are_refused() {
    assert!(refusal("", b"").await.contains("Choose the file"));
    assert!(refusal("register.csv", b"").await.contains("The file is empty"));
}

#[tokio::test]
async fn a_40_mb_file_gets_a_page() {
    let register = Register::new().await;
    let large = vec![b'a'; 40 * 1024 * 1024];
    let page = register.upload(&register.app, "register.csv", &large).await;
    page.assert_status(413);
    assert!(page.text().contains("too much to send at once"), "{page}");
    assert_eq!(register.count("select count(*) from register_import").await, 0);
}

#[tokio::test]
async fn odd_people_are_brought_in_as_they_are_and_nonsense_is_refused() {
    let register = Register::new().await;
    let biography = "A page of text. ".repeat(101 * 190);
    let file = format!(
        "Name,Email,About me,Job title\n\
         Madonna,one@trust.example,\"Calm 🙂 “quoted” – dashes\",Matron\n\
         Siân O’Neill-Ó Briain,two@trust.example,مرشدة منذ عشر سنوات,Consultant\n\
         李雷,three@trust.example,,\n\
         =HYPERLINK(\"x\"),four@trust.example,,\n\
         Grace Obi,five@trust.example,\"{biography}\",\n\
         Evil Name\u{7},six@trust.example,,\n\
         Eve,seven@trust.example,<script>alert(1)</script>,=1+1\n\
         ,eight@trust.example,,\n\
         Dan,dan@@trust,,\n"
    );
    let checked = register.checked(file.as_bytes()).await;
    assert!(checked.text().contains("4 new, 0 changed, 0 unchanged, 5 refused"), "{checked}");
    for says in [
        "is a formula, not a name",
        "must be 3000 characters or fewer",
        "must be on one line, without control characters",
        "There is no name",
        "“dan@@trust” is not an email address",
    ] {
        assert!(checked.text().contains(says), "{says}: {}", checked.text());
    }
    assert!(!checked.body.contains("<script>alert"), "S11");
    let after = register.app.press(&checked, "Bring the register in").await;
    register.settled(&after.path).await;
    let entries = register.entries().await;
    let named: Vec<&str> = entries.iter().filter_map(|(_, person)| person["full-name"].as_str()).collect();
    assert_eq!(named, ["Madonna", "Siân O’Neill-Ó Briain", "李雷", "Eve"]);
    assert_eq!(entries[1].1["about"], "مرشدة منذ عشر سنوات");
    assert_eq!(entries[3].1["about"], "alert(1)");
    assert_eq!(entries[3].1["job-title"], "=1+1", "harmless as text");
}

#[tokio::test]
async fn duplicates_are_merged_when_they_are_one_and_refused_when_they_are_not() {
    let register = Register::new().await;
    let file = "Ref,Name,Email,Band\n\
                1,Amina Khan,amina@trust.example,7\n\
                2,Amina Khan,AMINA@Trust.Example,7\n\
                3,Somebody Else,amina@trust.example,8a\n";
    let checked = register.checked(file.as_bytes()).await;
    assert!(checked.text().contains("1 new, 0 changed, 1 unchanged, 1 refused"), "{checked}");
    assert!(checked.text().contains("The same person as in row 2"));
    assert!(checked.text().contains("Row 2 has the same email address with other details"));
}

#[tokio::test]
async fn a_decision_made_on_an_old_page_is_refused_and_nothing_is_lost() {
    let register = Register::new().await;
    let checked = register.checked(small()).await;
    let old = checked.form_with_button("Bring the register in").value("version").expect("a version");
    let columns = register.app.get(&format!("{}/columns", checked.path)).await;
    let after = register.app.press(&columns, "Save and check the file").await;
    register.settled(&after.path).await;
    let late = register.app.post_only(&format!("{}/run", checked.path), &[("version", &old)]).await;
    late.assert_status(409);
    assert!(register.entries().await.is_empty());
    let form = register.app.get(&checked.path).await;
    form.assert_ok();
}
