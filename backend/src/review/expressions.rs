//! Expressions of compare nodes: Common Expression Language over the values extracted on the path.

use std::collections::BTreeMap;

use cel::{Context, Program};
use pacta_domain::values::Value;

use super::amounts::{days, measure};

/// Why an expression has no answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ExpressionError(String);

/// Whether an expression can be read.
///
/// # Errors
/// What is wrong with it.
pub fn check(expression: &str) -> Result<(), ExpressionError> {
    Program::compile(&decimal(expression)).map(drop).map_err(|error| ExpressionError(error.to_string()))
}

/// The truth of an expression.
///
/// # Errors
/// When it cannot be read, lacks a value, or is neither true nor false.
pub fn holds(expression: &str, values: &BTreeMap<String, Value>) -> Result<bool, ExpressionError> {
    let wrong = |error: &dyn std::fmt::Display| ExpressionError(error.to_string());
    let program = Program::compile(&decimal(expression)).map_err(|error| wrong(&error))?;
    let mut context = Context::default();
    for (node, value) in values {
        let name = node.replace('-', "_");
        let number = measure(value);
        match (number, value) {
            (Some(number), _) => context.add_variable_from_value(name, number),
            (None, Value::Party { value } | Value::Text { value }) => {
                context.add_variable_from_value(name, value.clone())
            }
            (None, _) => {}
        }
    }
    match program.execute(&context).map_err(|error| wrong(&error))? {
        cel::Value::Bool(answer) => Ok(answer),
        _ => Err(ExpressionError("the expression is neither true nor false".into())),
    }
}

/// All numbers become decimals, and `duration("30d")` and `date("2026-01-01")` numbers of days, so
/// that whole and decimal numbers, spans and days compare with each other.
fn decimal(expression: &str) -> String {
    let mut out = String::new();
    let mut rest = expression;
    while let Some(c) = rest.chars().next() {
        let call = ["duration(", "date("].iter().find_map(|name| {
            let inner = rest.strip_prefix(name)?;
            let end = inner.find(')')?;
            let word = inner[..end].trim().trim_matches(['"', '\'']);
            let count = if name.starts_with("date") { days(word) } else { span(word) };
            Some((count?, name.len() + end + 1))
        });
        let taken = if let Some((days, length)) = call {
            out.push_str(&format!("{days:.1}"));
            length
        } else if c == '"' || c == '\'' {
            let length = rest[1..].find(c).map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..length]);
            length
        } else if c.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            out.push_str(&rest[..length]);
            if !rest[..length].contains('.') {
                out.push_str(".0");
            }
            length
        } else {
            let length = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|end| *end > 0)
                .unwrap_or_else(|| if c.is_alphanumeric() || c == '_' { rest.len() } else { c.len_utf8() });
            out.push_str(&rest[..length]);
            length
        };
        rest = &rest[taken..];
    }
    out
}

/// `30d`, `6m`, `2y` in days.
fn span(word: &str) -> Option<f64> {
    let unit = word.chars().last()?;
    let count: f64 = word[..word.len() - unit.len_utf8()].parse().ok()?;
    Some(
        count
            * match unit {
                'd' => 1.0,
                'w' => 7.0,
                'm' => 30.0,
                'y' => 365.0,
                _ => return None,
            },
    )
}
