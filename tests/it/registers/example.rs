//! The example register, end to end.

use super::{Register, example};

#[tokio::test]
async fn the_example_comes_in_but_for_rows_with_a_reason() {
    let register = Register::new().await;
    let checked = register.checked(&example()).await;
    assert!(checked.text().contains("436 new, 0 changed, 0 unchanged, 6 refused"), "{}", checked.text());
    let refused = register.app.get(&format!("{}?outcome=refused", checked.path)).await;
    let text = refused.text();
    for says in [
        "“helen.mcdonald19 at care.example” is not an email address",
        "Row 6 has the same email address with other details",
        "There is no email address: the row ends before it",
        "There is no email address: the cell is empty",
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
    let file = register.app.get(&format!("{}/refused.csv", checked.path)).await;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.body.starts_with("\u{feff}Why it was refused,Ref,Surname"), "{}", &file.body[..200]);
    assert!(file.body.contains("WM0019"));

    let done = register.brought_in(&example()).await;
    assert_eq!(done.heading(), "The register is in");
    let again = register.checked(&example()).await;
    assert!(again.text().contains("0 new, 0 changed, 436 unchanged, 6 refused"), "{}", again.text());
}
