//! Totals of tables that are not the sum of their column, rows whose price is not count times unit price,
//! and instalments that make more than the whole.

use std::{collections::BTreeMap, sync::LazyLock};

use pacta_domain::{
    document::{Block, CellPlace, Document, Language, slice},
    evidence::Span,
    numerals::{self, Decimal, Form},
    review::Severity,
    rulebook::ValueKind,
    values::{self, Value},
};
use regex::Regex;

use super::{Issue, Looked, in_language, quote};

static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:合\s*计|总\s*计|共\s*计|总\s*额|合计金额|总金额|total|grand total)\s*(?:[（(].{0,10}[)）])?\s*[：:]?\s*$").expect("a constant pattern")
});
/// An instalment of one price.
static INSTALMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:支付|付至|付清|付)[^。；;]{0,12}?(?:合同|协议)?(?:总价款?|总金额|总额|总费用|价款)(?:款)?的\s*$")
        .expect("a constant pattern")
});
/// Words that tell a penalty or a running total from an instalment.
static NO_INSTALMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"违约|赔偿|付至|累计|不超过|退还|返还|保证金|或者|上限").expect("a constant pattern"));

/// A row of cells by grid column.
type Row<'a> = BTreeMap<usize, Vec<&'a Block>>;

pub(super) fn check(document: &Document) -> Looked {
    let (mut looked, mut issues) = (0, Vec::new());
    for rows in tables(document) {
        let (seen, found) = totals(&rows, document.language);
        looked += seen;
        issues.extend(found);
    }
    let (seen, found) = instalments(document);
    (looked + seen, issues.into_iter().chain(found).collect())
}

/// The tables of a document as rows of cells.
fn tables(document: &Document) -> Vec<Vec<Row<'_>>> {
    let mut tables: BTreeMap<usize, BTreeMap<usize, Row<'_>>> = BTreeMap::new();
    for block in &document.blocks {
        if let Some(CellPlace { table, row, column, .. }) = block.cell {
            tables.entry(table).or_default().entry(row).or_default().entry(column).or_default().push(block);
        }
    }
    tables.into_values().map(|rows| rows.into_values().collect()).collect()
}

/// Compares each number of a total row with the sum of the numbers above it, where every row has one.
fn totals(rows: &[Row<'_>], language: Language) -> Looked {
    let (mut looked, mut issues) = (0, Vec::new());
    let mut from = 0;
    for (at, row) in rows.iter().enumerate() {
        let is_total = row.values().flatten().next().is_some_and(|first| TOTAL.is_match(&first.text));
        if !is_total {
            continue;
        }
        for (column, cell) in row {
            let Some(stated) = number(cell) else { continue };
            let above: Vec<Option<Decimal>> =
                rows[from..at].iter().map(|row| row.get(column).and_then(|cell| number(cell))).collect();
            // The heading has no number; below it every row must have one.
            let counted: Vec<Decimal> =
                above.iter().skip_while(|value| value.is_none()).copied().collect::<Option<_>>().unwrap_or_default();
            if counted.len() < 2 {
                continue;
            }
            let Some(sum) = counted.iter().try_fold(Decimal::from(0), |sum, value| sum.plus(*value)) else { continue };
            looked += 1;
            if sum != stated {
                issues.extend(wrong_total(cell, sum, language));
            }
        }
        from = at + 1;
    }
    (looked, issues)
}

/// The number that a cell is, its unit aside; `None` when it holds anything else.
fn number(cell: &[&Block]) -> Option<Decimal> {
    let [block] = cell else { return None };
    let chars: Vec<char> = block.text.trim().trim_start_matches(['¥', '￥', '$']).chars().collect();
    let numeral = numerals::read(&chars, 0).filter(|numeral| numeral.form == Form::Arabic)?;
    let unit: String = chars.get(numeral.end..)?.iter().collect();
    matches!(unit.trim(), "" | "元" | "%" | "％" | "万元").then_some(numeral.value)
}

fn wrong_total(cell: &[&Block], sum: Decimal, language: Language) -> Option<Issue> {
    let block = cell.first()?;
    Some(Issue {
        severity: Severity::High,
        title: in_language(language, "合计数与各行之和不符", "The total is not the sum of its rows").to_owned(),
        explanation: match language {
            Language::Zh => format!("本列各行相加为 {sum}，合计写作 {}。", block.text.trim()),
            Language::En => format!("The rows add up to {sum}; the total says {}.", block.text.trim()),
        },
        quotes: vec![quote(block, 0, block.text.chars().count())?],
    })
}

/// Instalments of one clause that make more than the whole price.
fn instalments(document: &Document) -> Looked {
    let mut shares: BTreeMap<&str, Vec<(Decimal, Span)>> = BTreeMap::new();
    for block in &document.blocks {
        let Some(clause) = document.clause(block.clause.as_deref().unwrap_or_default()) else { continue };
        let group = clause.parent.as_deref().unwrap_or(&clause.id);
        for found in values::find(&block.text, ValueKind::Percent, Language::Zh) {
            let Value::Percent { value } = &found.value else { continue };
            let sentence = sentence(&block.text, found.start);
            let Some(before) = slice(&block.text, sentence.0, found.start) else { continue };
            let Some(whole) = slice(&block.text, sentence.0, sentence.1) else { continue };
            if !INSTALMENT.is_match(before) || NO_INSTALMENT.is_match(whole) {
                continue;
            }
            if let (Some(share), Some(span)) = (numerals::parse(value), quote(block, found.start, found.end)) {
                shares.entry(group).or_default().push((share, span));
            }
        }
    }
    let rows: Vec<Vec<(Decimal, Span)>> = shares.into_values().filter(|row| row.len() >= 2).collect();
    let looked = rows.len();
    let issues = rows.into_iter().filter_map(|row| {
        let sum = row.iter().try_fold(Decimal::from(0), |sum, (share, _)| sum.plus(*share))?;
        let percent = sum.shifted(2)?;
        (percent.to_f64() > 100.0).then(|| too_much(percent, row, document.language))
    });
    (looked, issues.collect())
}

fn too_much(percent: Decimal, row: Vec<(Decimal, Span)>, language: Language) -> Issue {
    Issue {
        severity: Severity::High,
        title: in_language(language, "各期付款比例超过总价", "The instalments make more than the price").to_owned(),
        explanation: match language {
            Language::Zh => format!("各期付款相加为总价的 {percent}%。"),
            Language::En => format!("The instalments add up to {percent} % of the price."),
        },
        quotes: row.into_iter().map(|(_, span)| span).collect(),
    }
}

/// The sentence around a place, in code points.
fn sentence(text: &str, at: usize) -> (usize, usize) {
    let chars: Vec<char> = text.chars().collect();
    let ends = |c: &char| "。；;\n".contains(*c);
    let from = chars[..at].iter().rposition(ends).map_or(0, |end| end + 1);
    let to = chars[at..].iter().position(ends).map_or(chars.len(), |end| at + end);
    (from, to)
}
