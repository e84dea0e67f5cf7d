use super::*;
use crate::platform::ids::SubmissionId;

fn today() -> Day {
    Day::new(jiff::civil::date(2027, 3, 4))
}

fn terms() -> Vec<Term> {
    vec![Term {
        term_id: TermId(7),
        list: List::Qualification,
        code: "ilm-5-certificate".to_owned(),
        label: "ILM 5 Certificate".to_owned(),
        level: Some(5),
        parent_id: None,
        admits_coaches: true,
        sensitive: false,
        valid_to: None,
        successor_id: None,
        version: 1,
    }]
}

fn form(kind: &str) -> EvidenceForm {
    EvidenceForm { kind: kind.to_owned(), ..EvidenceForm::default() }
}

fn dated(mut form: EvidenceForm, day: &str, month: &str, year: &str) -> EvidenceForm {
    (form.dated_day, form.dated_month, form.dated_year) = (day.to_owned(), month.to_owned(), year.to_owned());
    form
}

fn expiring(mut form: EvidenceForm, day: &str, month: &str, year: &str) -> EvidenceForm {
    (form.expires_day, form.expires_month, form.expires_year) =
        (day.to_owned(), month.to_owned(), year.to_owned());
    form
}

fn parse(form: &EvidenceForm) -> Result<NewEvidence, FormErrors> {
    NewEvidence::parse(form, SubmissionId(uuid::Uuid::nil()), &terms(), today())
}

fn error(form: &EvidenceForm, field: &str) -> String {
    parse(form).unwrap_err().on(field).unwrap_or_default().to_owned()
}

#[test]
fn a_qualification_takes_its_title_from_the_term_and_needs_one_or_the_other() {
    let chosen = EvidenceForm { qualification: "7".to_owned(), ..form("qualification") };
    let new = parse(&chosen).unwrap();
    assert_eq!((new.title.as_str(), new.qualification_id), ("ILM 5 Certificate", Some(TermId(7))));
    let typed = EvidenceForm { title: " Diploma in   Coaching ".to_owned(), ..form("qualification") };
    assert_eq!(parse(&typed).unwrap().title, "Diploma in Coaching");
    assert!(error(&form("qualification"), "qualification").contains("type its name"));
    let unknown = EvidenceForm { qualification: "8".to_owned(), ..form("qualification") };
    assert!(error(&unknown, "qualification").contains("from the list"));
}

#[test]
fn events_need_a_date_that_is_not_to_come_and_take_no_expiry() {
    assert!(error(&form("supervision"), "dated-day").contains("Enter the date"));
    assert!(error(&dated(form("cpd"), "5", "3", "2027"), "dated-day").contains("in the past"));
    assert_eq!(parse(&dated(form("cpd"), "4", "3", "2027")).unwrap().dated_on, Some(today()));
    let forever = expiring(dated(form("supervision"), "4", "3", "2027"), "1", "1", "2040");
    assert!(error(&forever, "expires-day").contains("a year from its date"));
}

#[test]
fn insurance_covers_somebody_today() {
    assert!(error(&form("insurance"), "expires-day").contains("last day"));
    assert!(error(&expiring(form("insurance"), "3", "3", "2027"), "expires-day").contains("has run out"));
    assert!(parse(&expiring(form("insurance"), "4", "3", "2027")).is_ok());
    let reversed = expiring(dated(form("insurance"), "1", "3", "2027"), "28", "2", "2027");
    assert!(error(&reversed, "expires-day").contains("after the date"));
    assert!(error(&expiring(form("insurance"), "1", "1", "2099"), "expires-day").contains("year"));
}

#[test]
fn s11_links_lead_to_the_web_and_nowhere_else() {
    for good in ["https://trust.sharepoint.com/a.pdf", " https://drive.google.com/x?y=1#z "] {
        assert!(secure_link(good).is_ok(), "{good}");
    }
    for bad in [
        "http://trust.example/a.pdf",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "file:///home/me/a.pdf",
        "C:\\Users\\me\\a.pdf",
        "\\\\server\\share\\a.pdf",
        "/home/me/a.pdf",
        "a.pdf",
        "//trust.example/a.pdf",
        "https://localhost/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://intranet/a",
        "https://me:secret@trust.example/",
        "https://me@trust.example/",
        "java\nscript:alert(1)",
    ] {
        assert!(secure_link(bad).is_err(), "{bad}");
    }
    assert!(secure_link(&format!("https://trust.example/{}", "a".repeat(500))).is_err());
}

#[test]
fn every_mistake_is_told_at_once_and_texts_are_bounded() {
    let form = EvidenceForm {
        title: "x".repeat(201),
        awarding_body: "x".repeat(201),
        reference: "x".repeat(101),
        link: "javascript:alert(1)".to_owned(),
        ..dated(form("training"), "31", "2", "2027")
    };
    let errors = parse(&form).unwrap_err();
    for field in ["title", "awarding_body", "reference", "link", "dated-day"] {
        assert!(errors.on(field).is_some(), "{field}: {errors:?}");
    }
    assert!(error(&EvidenceForm::default(), "kind").contains("Select"));
}
