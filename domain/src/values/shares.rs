//! Shares: percent, per mille, Chinese fractions.

use crate::{
    numerals::{Decimal, read_fraction},
    values::{Found, Value, scan::Scan},
};

/// Signs and words after a number, with the power of ten that makes it a fraction.
const SIGNS: &[(&str, i32)] = &[
    ("%", -2),
    ("‰", -3),
    ("个百分点", -2),
    ("percentage points", -2),
    ("percent", -2),
    ("per cent", -2),
    ("per mille", -3),
    ("basis points", -4),
    ("个基点", -4),
];

pub(super) fn find(scan: &Scan) -> Vec<Found> {
    let mut found: Vec<Found> = signed(scan).chain(fractions(scan)).collect();
    found.sort_by_key(|found| found.start);
    found
}

fn signed(scan: &Scan) -> impl Iterator<Item = Found> {
    scan.amounts.iter().filter(|amount| !amount.glued).filter_map(|amount| {
        let (power, end) = scan.after_any(scan.skip_blanks(amount.end), SIGNS)?;
        Some(share(amount.value.shifted(power)?, amount.start, end))
    })
}

/// 百分之五 and the like: looks back from each 分之.
fn fractions(scan: &Scan) -> impl Iterator<Item = Found> {
    let signs = (1..scan.chars.len()).filter(|at| scan.get(*at) == '分' && scan.get(at + 1) == '之');
    signs.filter_map(|sign| {
        // 三分之二 begins with a number of its own, 百分之 with a bare unit.
        let own =
            scan.amounts.binary_search_by_key(&sign, |amount| amount.end).ok().and_then(|at| scan.amounts.get(at));
        let start = own.map_or(sign - 1, |amount| amount.start);
        let (value, end) = read_fraction(&scan.chars, start).or_else(|| read_fraction(&scan.chars, sign - 1))?;
        Some(share(value, start, end))
    })
}

fn share(value: Decimal, start: usize, end: usize) -> Found {
    Found { value: Value::Percent { value: value.to_string() }, start, end }
}
