//! Values as numbers for comparison and as words for people.

use super::{Value, days_since_epoch};
use crate::{document::Language, numerals::Decimal};

impl Value {
    /// The value for comparison: money and numbers plain, percent as a fraction, a duration in days, a date
    /// in days since 1970-01-01; `None` for parties and words.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "days of four-digit years are far below 2^53")]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Money { value, .. } | Self::Percent { value } | Self::Number { value } => value.parse().ok(),
            Self::Duration { days, .. } => Some(f64::from(*days)),
            Self::Date { value } => days_since_epoch(value).map(|days| days as f64),
            Self::Party { .. } | Self::Text { .. } => None,
        }
    }

    /// The value in words of a language, for screens and reports.
    #[must_use]
    pub fn shown(&self, language: Language) -> String {
        match self {
            Self::Money { value, currency } => money(value, currency.as_deref(), language),
            Self::Percent { value } => percent(value),
            Self::Number { value } => grouped(value),
            Self::Duration { value, business, .. } => duration(value, *business, language),
            Self::Date { value } => date(value, language),
            Self::Party { value } | Self::Text { value } => value.clone(),
        }
    }
}

fn money(value: &str, currency: Option<&str>, language: Language) -> String {
    let amount = grouped(value);
    match (language, currency) {
        (_, None) => amount,
        (Language::En, Some(code)) => format!("{code} {amount}"),
        (Language::Zh, Some(code)) => {
            let unit = match code {
                "CNY" => "元",
                "USD" => "美元",
                "HKD" => "港元",
                "EUR" => "欧元",
                "GBP" => "英镑",
                "JPY" => "日元",
                "SGD" => "新加坡元",
                other => return format!("{amount} {other}"),
            };
            format!("{amount} {unit}")
        }
    }
}

/// Thousands set off by commas.
fn grouped(value: &str) -> String {
    let (whole, fraction) = value.split_once('.').map_or((value, None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    fraction.map_or(text.clone(), |fraction| format!("{text}.{fraction}"))
}

/// Small shares as lawyers write them: 0.0005 is 0.05%.
fn percent(value: &str) -> String {
    let shown = value.parse::<Decimal>().ok().and_then(|share| share.shifted(2));
    shown.map_or_else(|| value.to_owned(), |share| format!("{share}%"))
}

fn duration(iso: &str, business: bool, language: Language) -> String {
    let mut parts = Vec::new();
    let mut digits = String::new();
    for c in iso.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            parts.push(unit(&std::mem::take(&mut digits), c, business, language));
        }
    }
    match (parts.is_empty(), language) {
        (true, _) => iso.to_owned(),
        (_, Language::Zh) => parts.concat(),
        (_, Language::En) => parts.join(" and "),
    }
}

fn unit(count: &str, letter: char, business: bool, language: Language) -> String {
    let (chinese, english) = match letter {
        'Y' => ("年", "year"),
        'M' => ("个月", "month"),
        'H' => ("小时", "hour"),
        _ if business => ("个工作日", "business day"),
        _ => ("日", "day"),
    };
    match language {
        Language::Zh => format!("{count}{chinese}"),
        Language::En => format!("{count} {english}{}", if count == "1" { "" } else { "s" }),
    }
}

fn date(iso: &str, language: Language) -> String {
    let mut parts = iso.splitn(3, '-').map(|part| part.trim_start_matches('0'));
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return iso.to_owned();
    };
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let name = month.parse::<usize>().ok().and_then(|month| NAMES.get(month.checked_sub(1)?));
    match (language, name) {
        (Language::Zh, _) => format!("{year}年{month}月{day}日"),
        (Language::En, Some(name)) => format!("{name} {day}, {year}"),
        (Language::En, None) => iso.to_owned(),
    }
}
