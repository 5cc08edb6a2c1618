use proptest::prelude::*;

use super::{Value, find};
use crate::{document::Language, rulebook::ValueKind};

/// The words found, and each value's own text.
fn found(text: &str, kind: ValueKind) -> Vec<(String, String)> {
    let language = if text.is_ascii() { Language::En } else { Language::Zh };
    let words = |start: usize, end: usize| text.chars().skip(start).take(end - start).collect::<String>();
    find(text, kind, language).into_iter().map(|found| (words(found.start, found.end), value(&found.value))).collect()
}

fn value(value: &Value) -> String {
    match value {
        Value::Money { value, currency } => format!("{value} {}", currency.as_deref().unwrap_or("?")),
        Value::Duration { value, business, days } => format!("{value}{} {days}", if *business { "b" } else { "" }),
        Value::Percent { value }
        | Value::Number { value }
        | Value::Date { value }
        | Value::Party { value }
        | Value::Text { value } => value.clone(),
    }
}

#[track_caller]
fn check(kind: ValueKind, cases: &[(&str, &[(&str, &str)])]) {
    for (text, expected) in cases {
        let found = found(text, kind);
        let found: Vec<(&str, &str)> = found.iter().map(|(words, value)| (words.as_str(), value.as_str())).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn finds_money() {
    check(
        ValueKind::Money,
        &[
            ("年租金为人民币 144,000 元，按季支付。", &[("人民币 144,000 元", "144000 CNY")]),
            ("押金壹拾万元整（¥100,000.00）。", &[("壹拾万元整（¥100,000.00）", "100000 CNY")]),
            ("价款人民币（大写）：叁万伍仟元整", &[("人民币（大写）：叁万伍仟元整", "35000 CNY")]),
            ("违约金12.5万元/月", &[("12.5万元", "125000 CNY")]),
            ("共计一百元五角", &[("一百元五角", "100.5 CNY")]),
            ("支付【50,000】元", &[("【50,000】元", "50000 CNY")]),
            (
                "a fee of USD 1,000,000 or US$5 million",
                &[("USD 1,000,000", "1000000 USD"), ("US$5 million", "5000000 USD")],
            ),
            ("RMB5000 only", &[("RMB5000", "5000 CNY")]),
            ("thirty thousand US dollars (US$30,000)", &[("thirty thousand US dollars (US$30,000)", "30000 USD")]),
            ("至2027年元旦，第3条，30日", &[]),
        ],
    );
}

#[test]
fn finds_shares() {
    check(
        ValueKind::Percent,
        &[
            ("按日５％支付", &[("５％", "0.05")]),
            ("每日千分之五", &[("千分之五", "0.005")]),
            ("按日十万分之五计算", &[("十万分之五", "0.00005")]),
            ("每日万分之五的违约金，不超过百分之三十（30%）", &[("万分之五", "0.0005"), ("百分之三十（30%）", "0.3")]),
            ("3‰或三分之二以上", &[("3‰", "0.003"), ("三分之二", "0.66666667")]),
            ("interest at five percent (5%) per annum", &[("five percent (5%)", "0.05")]),
            ("第5条，5元", &[]),
        ],
    );
}

#[test]
fn finds_durations() {
    check(
        ValueKind::Duration,
        &[
            ("收到后30日内，最迟九十天", &[("30日", "P30D 30"), ("九十天", "P90D 90")]),
            ("五个工作日", &[("五个工作日", "P5Db 7")]),
            ("期限两年，试用期三个月", &[("两年", "P2Y 730"), ("三个月", "P3M 90")]),
            ("半年或一年半，一个半月", &[("半年", "P6M 180"), ("一年半", "P1Y6M 545"), ("一个半月", "P1M15D 45")]),
            ("1年6个月，24个月", &[("1年6个月", "P1Y6M 545"), ("24个月", "P24M 730")]),
            ("提前【30】日书面通知，叁（3）个月", &[("【30】日", "P30D 30"), ("叁（3）个月", "P3M 90")]),
            ("24小时内，3月内", &[("24小时", "PT24H 1"), ("3月", "P3M 90")]),
            ("2026年12月1日，每月5日前，第三年，下半年，同一日", &[]),
            ("within thirty (30) days, two years", &[("thirty (30) days", "P30D 30"), ("two years", "P2Y 730")]),
            ("a 30-day notice; 10 business days", &[("30-day", "P30D 30"), ("10 business days", "P10Db 14")]),
            ("12 months, six-month term", &[("12 months", "P12M 365"), ("six-month", "P6M 180")]),
        ],
    );
}

#[test]
fn finds_dates() {
    check(
        ValueKind::Date,
        &[
            (
                "自2026年12月1日至 2027 年 2 月 28 日",
                &[("2026年12月1日", "2026-12-01"), ("2027 年 2 月 28 日", "2027-02-28")],
            ),
            ("二〇二六年十二月一日", &[("二〇二六年十二月一日", "2026-12-01")]),
            (
                "签于2026-12-01，2026/1/5，2026.3.4",
                &[("2026-12-01", "2026-12-01"), ("2026/1/5", "2026-01-05"), ("2026.3.4", "2026-03-04")],
            ),
            (
                "December 1, 2026 or Dec. 2nd, 2026",
                &[("December 1, 2026", "2026-12-01"), ("Dec. 2nd, 2026", "2026-12-02")],
            ),
            (
                "the 1st day of December, 2026; 1 December 2026",
                &[("1st day of December, 2026", "2026-12-01"), ("1 December 2026", "2026-12-01")],
            ),
            ("2026年2月30日，2026年12月", &[]),
        ],
    );
}

#[test]
fn finds_numbers_parties_and_words() {
    check(ValueKind::Number, &[("一式肆份，统一办理，第3条，5次，A4纸", &[("肆", "4"), ("5", "5")])]);
    check(
        ValueKind::Party,
        &[
            ("甲方与被许可方，任何一方", &[("甲方", "甲方"), ("被许可方", "被许可方"), ("任何一方", "任何一方")]),
            ("The Receiving Party and the Tenants", &[("Receiving Party", "Receiving Party")]),
        ],
    );
    check(ValueKind::Text, &[(" 不得转租。 ", &[("不得转租。", "不得转租。")]), ("  ", &[])]);
}

#[test]
fn shows_and_compares() {
    let shown = |text: &str, kind, language| find(text, kind, language).remove(0).value.shown(language);
    assert_eq!(shown("人民币144000元", ValueKind::Money, Language::Zh), "144,000 元");
    assert_eq!(shown("USD 1234.5", ValueKind::Money, Language::En), "USD 1,234.5");
    assert_eq!(shown("万分之五", ValueKind::Percent, Language::Zh), "0.05%");
    assert_eq!(shown("5个工作日", ValueKind::Duration, Language::Zh), "5个工作日");
    assert_eq!(shown("one year", ValueKind::Duration, Language::En), "1 year");
    assert_eq!(shown("2026-12-01", ValueKind::Date, Language::En), "December 1, 2026");
    assert_eq!(Value::Date { value: "1970-01-02".to_owned() }.as_number(), Some(1.0));
    assert_eq!(Value::Date { value: "2000-03-01".to_owned() }.as_number(), Some(11_017.0));
    assert_eq!(Value::Percent { value: "0.05".to_owned() }.as_number(), Some(0.05));
}

proptest! {
    #[test]
    fn never_leaves_the_text(text in "[零一二百千万亿点分之0-9.,()（）%年月日个半元角整第 a-zA-Z甲方【】-]{0,40}") {
        let length = text.chars().count();
        for kind in [ValueKind::Money, ValueKind::Percent, ValueKind::Number, ValueKind::Duration, ValueKind::Date, ValueKind::Party] {
            let found = find(&text, kind, Language::En);
            prop_assert!(found.iter().all(|found| found.start < found.end && found.end <= length));
            prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }
    }
}
