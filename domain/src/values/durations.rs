//! Lengths of time.

use crate::{
    numerals::Decimal,
    values::{
        Found, Value,
        scan::{Amount, Scan},
    },
};

/// What a unit counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    BusinessDay,
    Hour,
}

/// Chinese units, longest first.
const CHINESE: &[(&str, Unit)] = &[
    ("个银行工作日", Unit::BusinessDay),
    ("银行工作日", Unit::BusinessDay),
    ("个工作日", Unit::BusinessDay),
    ("工作日", Unit::BusinessDay),
    ("个工作天", Unit::BusinessDay),
    ("个交易日", Unit::BusinessDay),
    ("交易日", Unit::BusinessDay),
    ("个营业日", Unit::BusinessDay),
    ("营业日", Unit::BusinessDay),
    ("个自然日", Unit::Day),
    ("自然日", Unit::Day),
    ("个日历日", Unit::Day),
    ("日历日", Unit::Day),
    ("日历天", Unit::Day),
    ("个日历月", Unit::Month),
    ("个自然月", Unit::Month),
    ("个整月", Unit::Month),
    ("个月", Unit::Month),
    ("个周年", Unit::Year),
    ("周年", Unit::Year),
    ("个年度", Unit::Year),
    ("整年", Unit::Year),
    ("年", Unit::Year),
    ("个星期", Unit::Week),
    ("星期", Unit::Week),
    ("周", Unit::Week),
    ("个季度", Unit::Quarter),
    ("季度", Unit::Quarter),
    ("个小时", Unit::Hour),
    ("小时", Unit::Hour),
    ("日", Unit::Day),
    ("天", Unit::Day),
];

/// English units.
const ENGLISH: &[(&str, Unit)] = &[
    ("years", Unit::Year),
    ("year", Unit::Year),
    ("quarters", Unit::Quarter),
    ("quarter", Unit::Quarter),
    ("months", Unit::Month),
    ("month", Unit::Month),
    ("weeks", Unit::Week),
    ("week", Unit::Week),
    ("days", Unit::Day),
    ("day", Unit::Day),
    ("hours", Unit::Hour),
    ("hour", Unit::Hour),
];

/// Words between an English number and its unit; true for those that make days working days.
const QUALIFIERS: &[(&str, bool)] = &[
    ("business", true),
    ("working", true),
    ("banking", true),
    ("trading", true),
    ("calendar", false),
    ("consecutive", false),
    ("successive", false),
    ("full", false),
    ("additional", false),
    ("further", false),
    ("lunar", false),
];

/// A length in the parts in which it was written.
#[derive(Clone, Copy, Default)]
struct Length {
    years: u64,
    months: u64,
    days: u64,
    hours: u64,
    business: bool,
}

pub(super) fn find(scan: &Scan) -> Vec<Found> {
    let mut found: Vec<(Length, usize, usize)> = Vec::new();
    let mut halves = (0..scan.chars.len()).filter(|at| scan.get(*at) == '半').peekable();
    for amount in &scan.amounts {
        while let Some(at) = halves.next_if(|at| *at < amount.start) {
            found.extend(half(scan, at));
        }
        let Some((length, end)) = one(scan, amount) else { continue };
        while halves.next_if(|at| *at < end).is_some() {}
        found.push((length, amount.start, end));
    }
    found.extend(halves.filter_map(|at| half(scan, at)));
    join(scan, found).into_iter().map(|(length, start, end)| Found { value: length.value(), start, end }).collect()
}

/// Joins 一年 and 六个月 that stand together, perhaps with 零 or `and` between.
fn join(scan: &Scan, found: Vec<(Length, usize, usize)>) -> Vec<(Length, usize, usize)> {
    let mut joined: Vec<(Length, usize, usize)> = Vec::with_capacity(found.len());
    for (length, start, end) in found {
        if let Some((last, _, last_end)) = joined.last_mut() {
            let gap = scan.skip_blanks(*last_end);
            let gap = ["零", "又", "and"].iter().find_map(|word| scan.after(gap, word)).unwrap_or(gap);
            let descends = last.years > 0 && length.years == 0 || last.months > 0 && length.years + length.months == 0;
            if descends && scan.skip_blanks(gap) == start && last.business == length.business {
                *last = Length {
                    years: last.years,
                    months: last.months + length.months,
                    days: last.days + length.days,
                    hours: last.hours + length.hours,
                    business: last.business,
                };
                *last_end = end;
                continue;
            }
        }
        joined.push((length, start, end));
    }
    joined
}

/// The length that a number and the unit after it make.
fn one(scan: &Scan, amount: &Amount) -> Option<(Length, usize)> {
    if amount.glued || amount.ordinal {
        return None;
    }
    let at = scan.skip_blanks(amount.end);
    // 一个半月: the half stands between.
    let (value, at) = match scan.after(at, "个半") {
        Some(end) if scan.get(end) == '月' => {
            return Some((length_of(amount.value.plus(Decimal::new(5, 1))?, Unit::Month)?, end + 1));
        }
        Some(end) => (amount.value.plus(Decimal::new(5, 1))?, end),
        None => (amount.value, at),
    };
    if let Some((unit, end)) = scan.after_any(at, CHINESE) {
        return chinese(scan, amount, value, unit, end);
    }
    if let Some(end) = bare_month(scan, amount, at) {
        return Some((length_of(value, Unit::Month)?, end));
    }
    let mut at = if scan.get(at) == '-' { at + 1 } else { at };
    let mut business = false;
    while let Some((working, end)) = scan.after_any(at, QUALIFIERS) {
        business |= working;
        at = scan.skip_blanks(end);
        at = if scan.get(at) == '-' { at + 1 } else { at };
    }
    let (unit, end) = scan.after_any(at, ENGLISH)?;
    // "1st day of December" is caught by its ordinal; "year 2026" has its number behind.
    let unit = if unit == Unit::Day && business { Unit::BusinessDay } else { unit };
    Some((length_of(value, unit)?, end))
}

fn chinese(scan: &Scan, amount: &Amount, value: Decimal, unit: Unit, end: usize) -> Option<(Length, usize)> {
    match unit {
        // 2026年: a year of the calendar.
        Unit::Year if value >= Decimal::from(1000) => return None,
        // 12月1日, 每月5日, 本月底前10日: a day of the calendar.
        Unit::Day if scan.before(scan.back_over_blanks(amount.start)) == '月' && scan.before(end) == '日' => {
            return None;
        }
        _ => {}
    }
    let mut length = length_of(value, unit)?;
    let mut end = end;
    if unit == Unit::Year && scan.get(end) == '半' && !matches!(scan.get(end + 1), '年' | '个') {
        length.months += 6;
        end += 1;
    }
    Some((length, end))
}

/// `3月内`: a month without 个 is a length only when what follows says so; else it is a month's name.
fn bare_month(scan: &Scan, amount: &Amount, at: usize) -> Option<usize> {
    let follows = |words: &str| scan.after(at + 1, words).is_some();
    let spans = follows("内") || follows("以内") || follows("之内") || follows("期");
    (scan.get(at) == '月' && spans && scan.before(amount.start) != '年').then_some(at + 1)
}

/// 半年, 半个月, 半日.
fn half(scan: &Scan, at: usize) -> Option<(Length, usize, usize)> {
    // 上半年 and 下半年 are parts of a year of the calendar; 一年半 was read with its number.
    if "上下前后过大年".contains(scan.before(at)) {
        return None;
    }
    let next = scan.skip_blanks(at + 1);
    let (unit, end) = scan.after_any(next, CHINESE)?;
    Some((length_of(Decimal::new(5, 1), unit)?, at, end))
}

fn length_of(value: Decimal, unit: Unit) -> Option<Length> {
    let none = Length::default();
    Some(match unit {
        Unit::Year => match (value.whole(), value.times(Decimal::from(12))?.whole()) {
            (Some(years), _) => Length { years, ..none },
            (None, Some(months)) => Length { months, ..none },
            _ => Length { days: value.times(Decimal::from(365))?.ceiling()?, ..none },
        },
        Unit::Quarter => Length { months: value.times(Decimal::from(3))?.ceiling()?, ..none },
        Unit::Month => {
            let months = value.floor()?;
            let all = value.times(Decimal::from(30))?.ceiling()?;
            Length { months, days: all.saturating_sub(months.checked_mul(30)?), ..none }
        }
        Unit::Week => Length { days: value.times(Decimal::from(7))?.ceiling()?, ..none },
        Unit::Day | Unit::BusinessDay => {
            let business = unit == Unit::BusinessDay;
            match value.whole() {
                Some(days) => Length { days, business, ..none },
                None => Length { hours: value.times(Decimal::from(24))?.ceiling()?, business, ..none },
            }
        }
        Unit::Hour => Length { hours: value.ceiling()?, ..none },
    })
}

/// Days of a length for comparison: a month has 30, twelve months are a year, a year has 365. So 24 months
/// are as long as two years, which a reader expects, though 24 × 30 is less.
#[must_use]
pub fn days_of(years: u64, months: u64, days: u64) -> u32 {
    let years = years.saturating_add(months / 12);
    let all = years.saturating_mul(365).saturating_add(months % 12 * 30).saturating_add(days);
    u32::try_from(all).unwrap_or(u32::MAX)
}

impl Length {
    fn value(self) -> Value {
        Value::Duration { value: self.iso(), business: self.business, days: self.in_days() }
    }

    /// Five working days take seven days of the calendar, so that 30 working days are longer than 30 days.
    fn in_days(self) -> u32 {
        let days = self.days.saturating_add(self.hours.div_ceil(24));
        let days = if self.business { days.saturating_mul(7).div_ceil(5) } else { days };
        days_of(self.years, self.months, days)
    }

    /// ISO 8601, largest unit first, empty ones left out.
    fn iso(self) -> String {
        let mut text = "P".to_owned();
        for (count, letter) in [(self.years, 'Y'), (self.months, 'M'), (self.days, 'D')] {
            if count > 0 {
                text.push_str(&format!("{count}{letter}"));
            }
        }
        if self.hours > 0 {
            text.push_str(&format!("T{}H", self.hours));
        }
        if text == "P" { "P0D".to_owned() } else { text }
    }
}
