//! Days of the calendar.

use crate::{
    numerals::{Form, read},
    values::{Found, Value, scan::Scan},
};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub(super) fn find(scan: &Scan) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.chars.len() {
        match date_at(scan, at) {
            Some((value, end)) => {
                found.push(Found { value: Value::Date { value }, start: at, end });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn date_at(scan: &Scan, at: usize) -> Option<(String, usize)> {
    let first = scan.get(at);
    if scan.before(at).is_ascii_alphanumeric() && first.is_ascii_alphanumeric() {
        return None;
    }
    if first.is_ascii_alphabetic() {
        return month_first(scan, at);
    }
    year_first(scan, at).or_else(|| day_first(scan, at))
}

/// 2026年12月1日, 二〇二六年十二月一日, 2026-12-01, 2026/12/1, 2026.12.1.
fn year_first(scan: &Scan, at: usize) -> Option<(String, usize)> {
    let (year, end) = number(scan, at, 4)?;
    let next = scan.skip_blanks(end);
    let separator = scan.get(next);
    if !matches!(separator, '年' | '-' | '/' | '.') || (separator != '年' && !scan.get(at).is_ascii_digit()) {
        return None;
    }
    let (month, end) = number(scan, scan.skip_blanks(next + 1), 2)?;
    let next = scan.skip_blanks(end);
    let expected = if separator == '年' { '月' } else { separator };
    if scan.get(next) != expected {
        return None;
    }
    let (day, end) = number(scan, scan.skip_blanks(next + 1), 2)?;
    let close = scan.skip_blanks(end);
    let end = match (separator, scan.get(close)) {
        ('年', '日' | '号') => close + 1,
        ('年', _) => return None,
        _ => end,
    };
    iso(year, month, day).map(|date| (date, end))
}

/// December 1, 2026; Dec. 1st, 2026.
fn month_first(scan: &Scan, at: usize) -> Option<(String, usize)> {
    let (month, end) = month(scan, at)?;
    let (day, end) = ordinal(scan, scan.skip_blanks(end))?;
    let (year, end) = year(scan, end)?;
    iso(year, month, day).map(|date| (date, end))
}

/// 1 December 2026; 1st day of December, 2026.
fn day_first(scan: &Scan, at: usize) -> Option<(String, usize)> {
    let (day, end) = ordinal(scan, at)?;
    let mut next = scan.skip_blanks(end);
    for word in ["day", "of"] {
        next = scan.after(next, word).map_or(next, |end| scan.skip_blanks(end));
    }
    let (month, end) = month(scan, next)?;
    let (year, end) = year(scan, end)?;
    iso(year, month, day).map(|date| (date, end))
}

/// Digits, or a Chinese numeral; a form's brackets around it (`【2026】`) are passed over.
fn number(scan: &Scan, at: usize, most_digits: usize) -> Option<(u64, usize)> {
    let open = scan.get(at) == '[';
    let at = if open { scan.skip_blanks(at + 1) } else { at };
    let (value, end) = if scan.get(at).is_ascii_digit() {
        let digits: String = (at..at + most_digits).map(|at| scan.get(at)).take_while(char::is_ascii_digit).collect();
        let end = at + digits.len();
        if scan.get(end).is_ascii_digit() {
            return None;
        }
        (digits.parse().ok()?, end)
    } else {
        let numeral = read(&scan.chars, at).filter(|numeral| numeral.form == Form::Chinese)?;
        (numeral.value.whole()?, numeral.end)
    };
    if !open {
        return Some((value, end));
    }
    let close = scan.skip_blanks(end);
    (scan.get(close) == ']').then_some((value, close + 1))
}

fn ordinal(scan: &Scan, at: usize) -> Option<(u64, usize)> {
    if !scan.get(at).is_ascii_digit() {
        return None;
    }
    let (day, end) = number(scan, at, 2)?;
    let suffix = ["st", "nd", "rd", "th"].iter().find_map(|suffix| scan.after(end, suffix));
    Some((day, suffix.unwrap_or(end)))
}

fn month(scan: &Scan, at: usize) -> Option<(u64, usize)> {
    MONTHS.iter().zip(1..).find_map(|(name, number)| {
        let short = name.get(..3).and_then(|short| scan.after(at, short));
        let sept = if *name == "september" { scan.after(at, "sept") } else { None };
        let end = scan.after(at, name).or(sept).or(short)?;
        Some((number, if scan.get(end) == '.' { end + 1 } else { end }))
    })
}

fn year(scan: &Scan, at: usize) -> Option<(u64, usize)> {
    let next = scan.skip_blanks(at);
    let next = if scan.get(next) == ',' { scan.skip_blanks(next + 1) } else { next };
    if scan.get(next).is_ascii_digit() { number(scan, next, 4) } else { None }
}

fn iso(year: u64, month: u64, day: u64) -> Option<String> {
    let date = format!("{year:04}-{month:02}-{day:02}");
    (year >= 1000).then(|| days_since_epoch(&date)).flatten().map(|_| date)
}

/// Days from 1970-01-01 to an ISO date of the Gregorian calendar; `None` when there is no such day.
#[must_use]
pub fn days_since_epoch(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(1..=9999).contains(&year) {
        return None;
    }
    // Counted from 1 March of year 0, so that the leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    Some(year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468)
}
