use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn today() -> Day {
    Day::new(date(2026, 11, 20))
}

/// "23E 24N": days of the month and the first letters of what is worked.
fn said(text: &str) -> String {
    match read(text, today()) {
        Ok(days) => days
            .into_iter()
            .map(|(day, shift)| {
                let code = match shift {
                    Shift::Off => "o",
                    Shift::Early => "e",
                    Shift::Late => "l",
                    Shift::LongDay => "ld",
                    Shift::Night => "n",
                    Shift::Leave => "al",
                };
                format!("{}{code}", day.date().day())
            })
            .collect::<Vec<_>>()
            .join(" "),
        Err(sentence) => format!("! {sentence}"),
    }
}

#[test]
fn an_off_duty_is_read_as_wards_write_it() {
    for text in [
        "Mon 23 Nov E, Tue 24 Nov N, Wed 25 Nov N, Thu 26 Nov OFF",
        "23 Nov: E N N off",
        "23 Nov - E N N off",
        "23/11 early\n24/11 night\n25/11 night\n26/11 D/O",
        "2026-11-23 E N N RD",
        "Monday 23rd November 2026 E\nTuesday 24th N\nWednesday 25th N\nThursday 26th off",
        "23.11.26 e | n | n | o",
        "23-Nov-26 E; 24-Nov-26 N; 25-Nov-26 N; 26-Nov-26 O",
        "Nov 23 E, Nov 24 N, Nov 25 N, Nov 26 rest day",
        "23 Nov:E\n24 Nov:N\n25 Nov:N\n26 Nov:day off",
        // Days above, codes below.
        "23/11 24/11 25/11 26/11\nE N N D/O",
        "23/11\t24/11\t25/11\t26/11\nE\tN\tN\tD/O",
        "Mon\tTue\tWed\tThu\n23 Nov\t24 Nov\t25 Nov\t26 Nov\nE\tN\tN\tD/O",
        "November 2026\nMon Tue Wed Thu\n23 24 25 26\nE N N O",
        "23 Nov\n24 Nov\n25 Nov\n26 Nov\nE\nN\nN\nO",
        "23 Nov – 26 Nov: E N N O",
        "23 - 26 Nov: E N N O",
        // A week and its days.
        "w/c 23 Nov\nMon Tue Wed Thu\nE N N O",
        "Week commencing Monday 23 November 2026: E N N O",
        "w/c 23/11/2026\nMon E Tue N Wed N Thu O",
        "w/c 23/11/2026\nMon\tTue\tWed\tThu\nE\tN\tN\tO",
        // A row of a table with names, grades and hours beside it.
        "Name\tBand\tMon 23/11\tTue 24/11\tWed 25/11\tThu 26/11\tHours\nA Khan\t6\tE\tN\tN\tD/O\t37.5",
        // A table with a day on each line.
        "Date\tDay\tShift\n23/11/2026\tMon\tEarly\n24/11/2026\tTue\tNight\n25/11/2026\tWed\tNight\n26/11/2026\tThu\tOff",
    ] {
        assert_eq!(said(text), "23e 24n 25n 26o", "{text}");
    }
    assert_eq!(said("23 Nov E L N LD D/O AL"), "23e 24l 25n 26ld 27o 28al");
    assert_eq!(said("23 Nov annual leave, 24 Nov long day"), "23al 24ld");
}

#[test]
fn a_day_without_a_code_stays_unsaid_and_moves_no_other() {
    for text in [
        "23 Nov E ? N",
        "23 Nov E - N",
        "23 Nov\tE\t\tN",
        "23/11\t24/11\t25/11\nE\t\tN",
        "Mon 23/11\tTue 24/11\tWed 25/11\nE\t\tN\t",
        "w/c 23 Nov\nMon E Wed N",
        "23/11 E\n24/11\n25/11 N",
        "23/11/2026\tMon\tE\n24/11/2026\tTue\t\n25/11/2026\tWed\tN",
        "w/c 23 Nov\nMon\tTue\tWed\nE\t\tN",
    ] {
        assert_eq!(said(text), "23e 25n", "{text}");
    }
}

#[test]
fn rows_run_over_the_end_of_a_month_and_of_a_year() {
    assert_eq!(said("30 Dec LD LD N A/L"), "30ld 31ld 1n 2al");
    assert_eq!(said("30 Nov E\n1 L"), "30e 1l");
    assert_eq!(said("29 30 1 2\nE L N O"), "29e 30l 1n 2o");
    assert_eq!(said("November 2026\n29 30 1 2\nE L N O"), "29e 30l 1n 2o");
    assert_eq!(said("28 Dec – 2 Jan: E E L L N N"), "28e 29e 30l 31l 1n 2n");
    let days = read("30 Dec LD LD N A/L", today()).unwrap();
    assert_eq!(days.last_key_value().unwrap().0.date(), date(2027, 1, 2));
    assert_eq!(
        said("Tue 23 Nov 2027 E"),
        "! Tuesday 23 November 2027 is more than a year ahead. Check the year"
    );
    assert_eq!(said("1 Nov E"), "! Sunday 1 November 2026 has passed. Paste days from today on");
}

#[test]
fn what_could_mean_two_things_is_refused_and_said() {
    for (text, part) in [
        ("23 Nov X9", "X9"),
        ("E L N", "Write a day before the first code"),
        ("31 Nov E", "There is no day 31 of month 11"),
        ("29 Feb 2027 E", "There is no day 29 of month 2"),
        ("Tue 23 Nov E", "Monday 23 November 2026 is the day we read"),
        ("Tue 23 Nov 2026 E", "Monday 23 November 2026 is the day we read"),
        ("23 Nov E\n23 Nov L", "two different codes for Monday 23 November 2026"),
        ("23/11\t24/11\nE\tL\nN\tN", "two different codes"),
        ("23/11 24/11\nE L N", "more codes than days"),
        ("23/11 24/11 25/11\nE L", "fewer codes than days"),
        ("23 Nov\n24 Nov\nE", "fewer codes than days"),
        ("23 Nov 07:30-15:30", "Leave out the times of day"),
        ("23 Nov E 7.5", "7.5"),
        ("23 Nov 9-5", "9-5"),
        ("  ", "at least one day"),
        ("23 Nov", "at least one day"),
    ] {
        let told = said(text);
        assert!(told.starts_with("! ") && told.contains(part), "{text}: {told}");
    }
    let long = format!("1 Dec {}", "E ".repeat(121));
    assert_eq!(said(&long), "! Paste at most 120 days at once");
}

proptest! {
    #[test]
    fn anything_may_be_pasted(text in "\\PC{0,200}|[0-9 /.\\-–\t\nELNOmontuwechvde?:]{0,120}") {
        let _ = read(&text, today());
    }

    #[test]
    fn what_is_written_day_by_day_or_as_a_table_is_read_back(
        codes in prop::collection::vec(prop::option::weighted(0.8, 0_usize..6), 1..60), start in 0_i64..300,
    ) {
        prop_assume!(codes.iter().any(Option::is_some));
        let named = ["O", "E", "L", "LD", "N", "A/L"];
        let first = today().date().saturating_add(start.days());
        let days: Vec<_> = first.series(1.day()).take(codes.len()).collect();
        let expected: Vec<_> = days
            .iter()
            .zip(&codes)
            .filter_map(|(day, code)| Some((Day::new(*day), Shift::ALL[(*code)?])))
            .collect();
        let code = |code: &Option<usize>| code.map_or("", |code| named[code]);
        let by_day: Vec<String> = days.iter().zip(&codes).map(|(day, one)| format!("{day} {}", code(one))).collect();
        let weekday = |day: &jiff::civil::Date| day.strftime("%a %d/%m").to_string();
        let above: Vec<String> = days.iter().map(weekday).collect();
        let below: Vec<&str> = codes.iter().map(code).collect();
        let mut texts = vec![by_day.join("\n"), by_day.join(" ")];
        if codes.len() > 1 && start < 200 {
            texts.push(format!("{}\n{}", above.join("\t"), below.join("\t")));
        }
        if codes.iter().all(Option::is_some) {
            texts.push(format!("{first}: {}", below.join(" ")));
        } else {
            texts.remove(1);
        }
        for text in texts {
            let back: Vec<_> = read(&text, today()).map_err(TestCaseError::fail)?.into_iter().collect();
            prop_assert_eq!(&back, &expected, "{}", text);
        }
    }
}
