//! Sums of money.

use crate::{
    numerals::{Decimal, read},
    values::{
        Found, Value,
        scan::{Amount, Scan},
    },
};

/// Currency names before a number, longest first.
const PREFIXES: &[(&str, &str)] = &[
    ("人民币元", "CNY"),
    ("人民币¥", "CNY"),
    ("人民币", "CNY"),
    ("RMB¥", "CNY"),
    ("RMB", "CNY"),
    ("CNY", "CNY"),
    ("Renminbi", "CNY"),
    ("¥", "CNY"),
    ("US$", "USD"),
    ("USD", "USD"),
    ("HK$", "HKD"),
    ("HKD", "HKD"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("港币", "HKD"),
    ("港元", "HKD"),
    ("欧元", "EUR"),
    ("英镑", "GBP"),
    ("日元", "JPY"),
    ("EUR", "EUR"),
    ("€", "EUR"),
    ("GBP", "GBP"),
    ("£", "GBP"),
    ("JPY", "JPY"),
    ("SGD", "SGD"),
    ("S$", "SGD"),
    ("$", "USD"),
];

/// Currency names after a number, longest first.
const SUFFIXES: &[(&str, &str)] = &[
    ("元人民币", "CNY"),
    ("人民币元", "CNY"),
    ("人民币", "CNY"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("港元", "HKD"),
    ("港币", "HKD"),
    ("欧元", "EUR"),
    ("英镑", "GBP"),
    ("日元", "JPY"),
    ("新加坡元", "SGD"),
    ("元", "CNY"),
    ("圆", "CNY"),
    ("块钱", "CNY"),
    ("RMB", "CNY"),
    ("CNY", "CNY"),
    ("yuan", "CNY"),
    ("renminbi", "CNY"),
    ("USD", "USD"),
    ("US dollars", "USD"),
    ("U.S. dollars", "USD"),
    ("United States dollars", "USD"),
    ("dollars", "USD"),
    ("dollar", "USD"),
    ("HKD", "HKD"),
    ("EUR", "EUR"),
    ("euros", "EUR"),
    ("euro", "EUR"),
    ("GBP", "GBP"),
    ("pounds sterling", "GBP"),
    ("pounds", "GBP"),
    ("JPY", "JPY"),
    ("SGD", "SGD"),
];

pub(super) fn find(scan: &Scan) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for amount in &scan.amounts {
        // 五角 after 一百元 is part of the sum before it.
        if found.last().is_some_and(|last| amount.start < last.end) {
            continue;
        }
        found.extend(sum(scan, amount));
    }
    found
}

/// The sum that a number is, when a currency stands before or after it.
fn sum(scan: &Scan, amount: &Amount) -> Option<Found> {
    let prefix = prefix(scan, amount.start);
    let after = scan.skip_blanks(amount.end);
    // 元旦 is a feast.
    let suffix = scan.after_any(after, SUFFIXES).filter(|(_, end)| scan.before(*end) != '元' || scan.get(*end) != '旦');
    let (start, currency) = match (prefix, suffix) {
        (Some((currency, start)), _) => (start, currency),
        (None, Some((currency, _))) if !amount.glued => (amount.start, currency),
        _ => return None,
    };
    let (mut value, mut end) = (amount.value, amount.end);
    if let Some((_, after)) = suffix {
        end = after;
        for (unit, power) in [('角', -1), ('分', -2)] {
            let Some(part) = read(&scan.chars, end).filter(|part| scan.get(part.end) == unit) else { continue };
            value = value.plus(part.value.shifted(power)?)?;
            end = part.end + 1;
        }
        if matches!(scan.get(end), '整' | '正') {
            end += 1;
        }
    }
    Some(Found { value: money(value, currency), start, end })
}

fn money(value: Decimal, currency: &str) -> Value {
    Value::Money { value: value.to_string(), currency: Some(currency.to_owned()) }
}

/// The currency that ends before `at`, over blanks, a colon, and （大写）.
fn prefix(scan: &Scan, at: usize) -> Option<(&'static str, usize)> {
    let mut end = scan.back_over_blanks(at);
    if matches!(scan.before(end), ':') {
        end = scan.back_over_blanks(end - 1);
    }
    for label in ["(大写)", "(小写)", "大写", "小写"] {
        if let Some(start) = scan.ending(end, label) {
            end = scan.back_over_blanks(start);
            if scan.before(end) == '(' {
                end -= 1;
            }
            break;
        }
    }
    PREFIXES.iter().find_map(|(word, currency)| scan.ending(end, word).map(|start| (*currency, start)))
}
