use super::*;

fn today() -> Day {
    Day::new("2027-03-04".parse().expect("a day"))
}

fn member() -> Member {
    Member {
        membership_id: MembershipId(uuid::Uuid::nil()),
        account_id: AccountId(uuid::Uuid::nil()),
        name: "Grace Obi".to_owned(),
        status: Status::Active,
        since: Instant::new("2026-01-01T09:00:00Z".parse().expect("a moment")),
        paused_to: None,
        accepting: true,
        capacity: 2,
        left: 1,
        areas: true,
        seniority: true,
        shown: 0,
        opened: 0,
        shortlisted: 0,
        asked: 0,
    }
}

fn why(member: &Member) -> Vec<String> {
    member.reasons(today()).into_iter().map(|reason| reason.why).collect()
}

#[test]
fn each_reason_is_said_in_words() {
    let first = |member: Member| why(&member).join("; ");
    let recently = Instant::new("2027-02-25T09:00:00Z".parse().expect("a moment"));
    assert_eq!(first(member()), "");
    assert_eq!(first(Member { accepting: false, left: 0, ..member() }), "Takes no new people for now");
    assert_eq!(first(Member { left: 0, ..member() }), "Full: none of 2 places is free");
    assert_eq!(first(Member { left: 0, capacity: 0, ..member() }), "Has no places");
    assert_eq!(first(Member { areas: false, ..member() }), "Their profile does not say what they help with");
    assert_eq!(first(Member { since: recently, ..member() }), "New: here since Thursday 25 February 2027");
    let paused = Member {
        status: Status::Paused,
        paused_to: Some(Day::new("2027-05-01".parse().expect("a day"))),
        seniority: false,
        ..member()
    };
    assert_eq!(
        why(&paused),
        ["Paused until Saturday 1 May 2027", "Their profile does not say how senior they are"]
    );
}

#[test]
fn the_distribution_is_of_active_people_and_its_longest_bar_is_whole() {
    let seen = |shown, asked| Member { shown, asked, ..member() };
    let paused = Member { status: Status::Paused, shown: 500, ..member() };
    let members = [seen(0, 0), seen(0, 0), seen(3, 0), seen(120, 6), paused];
    let found = Distribution::of(&members);
    assert_eq!((found.people, found.never(), found.shown, found.asked), (4, 2, 123, 6));
    let lengths: Vec<_> = found.bands.iter().map(|band| (band.shown_length, band.asked_length)).collect();
    assert_eq!(lengths, [(66, 100), (33, 0), (0, 33), (0, 0), (0, 0), (0, 0), (33, 0)]);
    assert_eq!(found.asked_gini, Some(0.75));
    assert_eq!(found.bands.iter().map(|band| band.shown).sum::<usize>(), found.people);
}

#[test]
fn nobody_is_no_distribution() {
    let found = Distribution::of(&[]);
    assert_eq!((found.people, found.shown_gini, found.never()), (0, None, 0));
}

#[test]
fn the_period_is_what_the_address_says() {
    assert_eq!(Period::parse("30"), Period::Month);
    assert_eq!(Period::parse("365 "), Period::Year);
    assert_eq!(Period::parse("7"), Period::Quarter);
    assert_eq!(Period::Month.begins(today()), Day::new("2027-02-03".parse().expect("a day")));
}
