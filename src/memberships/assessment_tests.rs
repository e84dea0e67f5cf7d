use super::*;
use crate::platform::ids::{AccountId, EvidenceId, PoolId};
use crate::vocabulary::List;

fn day(text: &str) -> Day {
    Day::new(text.parse().unwrap())
}

fn today() -> Day {
    day("2027-03-04")
}

fn shown(kind: EvidenceKind, dated: Option<&str>, expires: Option<&str>) -> Evidence {
    Evidence {
        evidence_id: EvidenceId(uuid::Uuid::nil()),
        pool_id: PoolId(uuid::Uuid::nil()),
        account_id: AccountId(uuid::Uuid::nil()),
        kind,
        qualification_id: None,
        title: "Shown".to_owned(),
        awarding_body: String::new(),
        dated_on: dated.map(day),
        expires_on: expires.map(day),
        reference: String::new(),
        link: String::new(),
        events: 1,
        recorded_by: None,
        checked_at: None,
        imported: false,
        minutes: None,
        version: 1,
    }
}

fn qualified(term: i32, expires: Option<&str>) -> Evidence {
    Evidence {
        qualification_id: Some(TermId(term)),
        ..shown(EvidenceKind::Qualification, Some("2020-06-01"), expires)
    }
}

fn event(kind: EvidenceKind, dated: &str) -> Evidence {
    shown(kind, Some(dated), None)
}

fn terms() -> Vec<Term> {
    let term = |id, label: &str, admits_coaches| Term {
        term_id: TermId(id),
        list: List::Qualification,
        code: label.to_lowercase(),
        label: label.to_owned(),
        level: None,
        parent_id: None,
        admits_coaches,
        sensitive: false,
        valid_to: None,
        successor_id: None,
        version: 1,
    };
    vec![term(1, "ILM 3", false), term(2, "ILM 5 Certificate", true), term(3, "ICF ACC", true)]
}

fn asks() -> Requirements {
    Requirements {
        offering: Offering::Coaching,
        takes_applications: true,
        needs_qualification: false,
        qualifications: Vec::new(),
        needs_training: false,
        needs_insurance: false,
        needs_ethics: true,
        supervision_a_year: 0,
        cpd_a_year: 0,
    }
}

fn only(asked: &Requirements, held: &[Evidence]) -> State {
    let findings = assess(asked, held, &terms(), today());
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings[0].state.clone()
}

fn ran_out(state: &State) -> Option<Day> {
    let State::Missing { ran_out, .. } = state else { panic!("{state:?}") };
    *ran_out
}

#[test]
fn nothing_asked_is_nothing_found() {
    assert!(assess(&asks(), &[], &terms(), today()).is_empty());
    assert_eq!(evidence_to(&[], today()), None);
}

#[test]
fn a_qualification_counts_when_it_admits_coaches_or_is_listed() {
    let any = Requirements { needs_qualification: true, ..asks() };
    assert_eq!(only(&any, &[qualified(2, None)]), State::Met { until: None });
    assert_eq!(ran_out(&only(&any, &[qualified(1, None)])), None);
    let listed = Requirements { qualifications: vec![TermId(1)], ..any.clone() };
    assert_eq!(only(&listed, &[qualified(1, None)]), State::Met { until: None });
    assert!(matches!(only(&listed, &[qualified(2, None)]), State::Missing { .. }));
    let typed = shown(EvidenceKind::Qualification, None, None);
    assert!(matches!(only(&any, &[typed]), State::Missing { .. }));
}

#[test]
fn what_is_missing_names_what_counts() {
    let two =
        Requirements { needs_qualification: true, qualifications: vec![TermId(2), TermId(3)], ..asks() };
    let State::Missing { what, .. } = only(&two, &[]) else { panic!() };
    assert_eq!(what, "Add one of these qualifications: ILM 5 Certificate or ICF ACC.");
}

#[test]
fn a_qualification_runs_out_and_the_longest_one_decides() {
    let asked = Requirements { needs_qualification: true, ..asks() };
    let held = [qualified(2, Some("2026-12-31")), qualified(3, Some("2028-01-01"))];
    assert_eq!(only(&asked, &held), State::Met { until: Some(day("2028-01-01")) });
    assert_eq!(ran_out(&only(&asked, &held[..1])), Some(day("2026-12-31")));
    // The day itself still counts.
    assert_eq!(only(&asked, &[qualified(2, Some("2027-03-04"))]), State::Expiring { until: today() });
    assert_eq!(ran_out(&only(&asked, &[qualified(2, Some("2027-03-03"))])), Some(day("2027-03-03")));
}

#[test]
fn training_or_a_qualification_that_counts() {
    let asked = Requirements { needs_training: true, ..asks() };
    assert_eq!(only(&asked, &[shown(EvidenceKind::Training, None, None)]), State::Met { until: None });
    assert_eq!(only(&asked, &[qualified(2, None)]), State::Met { until: None });
    assert!(matches!(only(&asked, &[qualified(1, None)]), State::Missing { .. }));
}

#[test]
fn insurance_is_expiring_within_sixty_days() {
    let asked = Requirements { needs_insurance: true, ..asks() };
    let until = |expires| only(&asked, &[shown(EvidenceKind::Insurance, Some("2026-06-01"), Some(expires))]);
    assert_eq!(until("2027-05-03"), State::Expiring { until: day("2027-05-03") });
    assert_eq!(until("2027-05-04"), State::Met { until: Some(day("2027-05-04")) });
    assert_eq!(ran_out(&until("2027-03-03")), Some(day("2027-03-03")));
    assert!(matches!(only(&asked, &[shown(EvidenceKind::Insurance, None, None)]), State::Missing { .. }));
}

#[test]
fn two_supervisions_a_year_last_until_the_second_newest_is_a_year_old() {
    use EvidenceKind::Supervision;
    let asked = Requirements { supervision_a_year: 2, ..asks() };
    let held = [
        event(Supervision, "2026-05-10"),
        event(Supervision, "2026-11-20"),
        event(Supervision, "2025-01-01"),
    ];
    assert_eq!(only(&asked, &held), State::Met { until: Some(day("2027-05-09")) });
    let newer = [event(Supervision, "2026-09-10"), event(Supervision, "2026-11-20")];
    assert_eq!(only(&asked, &newer), State::Met { until: Some(day("2027-09-09")) });
}

#[test]
fn one_of_two_supervisions_says_when_it_stopped_being_enough() {
    use EvidenceKind::Supervision;
    let asked = Requirements { supervision_a_year: 2, ..asks() };
    let held = [event(Supervision, "2026-11-20"), event(Supervision, "2026-03-04")];
    // Held a year ago today: its year ended yesterday.
    let state = only(&asked, &held);
    assert_eq!(ran_out(&state), Some(day("2027-03-03")));
    let State::Missing { what, .. } = &state else { panic!() };
    assert_eq!(what, "Add 1 more supervision of the last twelve months.");
    let State::Missing { what, ran_out } = only(&asked, &[]) else { panic!() };
    assert_eq!((what.as_str(), ran_out), ("Add 2 supervisions of the last twelve months.", None));
    // The day before it was still enough.
    let yesterday = assess(&asked, &held, &terms(), day("2027-03-03"));
    assert_eq!(yesterday[0].state, State::Expiring { until: day("2027-03-03") });
}

#[test]
fn an_imported_entry_may_stand_for_several_events_and_one_without_a_date_counts_for_none() {
    use EvidenceKind::Cpd;
    let asked = Requirements { cpd_a_year: 3, ..asks() };
    let several = Evidence { events: 3, ..event(Cpd, "2026-12-01") };
    assert_eq!(only(&asked, std::slice::from_ref(&several)), State::Met { until: Some(day("2027-11-30")) });
    let undated = Evidence { dated_on: None, ..several };
    assert!(matches!(only(&asked, &[undated]), State::Missing { ran_out: None, .. }));
}

#[test]
fn a_coordinator_may_have_given_an_event_longer_and_the_future_does_not_count() {
    use EvidenceKind::Supervision;
    let asked = Requirements { supervision_a_year: 1, ..asks() };
    let longer = shown(Supervision, Some("2025-11-01"), Some("2027-08-01"));
    assert_eq!(only(&asked, &[longer]), State::Met { until: Some(day("2027-08-01")) });
    assert!(matches!(only(&asked, &[event(Supervision, "2027-03-05")]), State::Missing { .. }));
}

#[test]
fn an_event_of_a_leap_day_is_a_year_old_on_the_last_day_of_february() {
    let asked = Requirements { cpd_a_year: 1, ..asks() };
    let findings = assess(&asked, &[event(EvidenceKind::Cpd, "2028-02-29")], &[], day("2028-03-01"));
    assert_eq!(findings[0].state, State::Met { until: Some(day("2029-02-27")) });
}

#[test]
fn the_earliest_of_everything_decides() {
    let asked =
        Requirements { needs_qualification: true, needs_insurance: true, supervision_a_year: 1, ..asks() };
    let held = [
        qualified(2, None),
        shown(EvidenceKind::Insurance, None, Some("2027-09-30")),
        event(EvidenceKind::Supervision, "2026-08-01"),
    ];
    assert_eq!(evidence_to(&assess(&asked, &held, &terms(), today()), today()), Some(day("2027-07-31")));
    let without = assess(&asked, &held[..2], &terms(), today());
    assert_eq!(evidence_to(&without, today()), Some(day("2027-03-03")));
    let lapsed =
        [qualified(2, None), shown(EvidenceKind::Insurance, None, Some("2026-09-30")), held[2].clone()];
    assert_eq!(evidence_to(&assess(&asked, &lapsed, &terms(), today()), today()), Some(day("2026-09-30")));
}

#[test]
fn a_retired_qualification_and_its_successor_count_as_each_others() {
    let mut terms = terms();
    terms[0].successor_id = Some(TermId(2));
    let state = |asked: &Requirements, held| {
        assess(asked, &[qualified(held, None)], &terms, today())[0].state.clone()
    };
    let any = Requirements { needs_qualification: true, ..asks() };
    assert_eq!(state(&any, 1), State::Met { until: None });
    for (listed, held) in [(1, 2), (2, 1), (1, 1)] {
        let asked = Requirements { qualifications: vec![TermId(listed)], ..any.clone() };
        assert_eq!(state(&asked, held), State::Met { until: None }, "{listed} {held}");
    }
    let other = Requirements { qualifications: vec![TermId(3)], ..any };
    assert!(matches!(state(&other, 1), State::Missing { .. }));
}
