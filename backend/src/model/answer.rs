//! From a model's JSON to a [`Reply`]: what has not the form is no answer, what it quotes is looked up.

use std::ops::Range;

use pacta_domain::{
    document::Language,
    normalize::Folded,
    numerals,
    rulebook::ValueKind,
    values::{self, Value},
};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::passages::Reading;
use crate::review::engine::{Passage, Question, QuoteClaim, Reply, Wants};

#[derive(Deserialize)]
struct PlacesAnswer {
    places: Vec<Quoted>,
}

#[derive(Deserialize)]
struct SeveralAnswer {
    answers: Vec<NumberedAnswer>,
}

#[derive(Deserialize)]
struct NumberedAnswer {
    question: u64,
    places: Vec<Quoted>,
}

/// Words and the number of the passage they are said to stand in.
#[derive(Deserialize)]
struct Quoted {
    #[serde(default)]
    passage: Json,
    #[serde(default)]
    quote: Option<String>,
}

#[derive(Deserialize)]
struct ValueAnswer {
    found: bool,
    #[serde(default)]
    value: Option<String>,
    #[serde(flatten)]
    quoted: Quoted,
}

#[derive(Deserialize)]
struct JudgeAnswer {
    answer: YesNoUnclear,
    #[serde(flatten)]
    quoted: Quoted,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    confidence: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum YesNoUnclear {
    Yes,
    No,
    Unclear,
}

#[derive(Deserialize)]
struct LabelAnswer {
    label: String,
    #[serde(flatten)]
    quoted: Quoted,
    #[serde(default)]
    confidence: Option<f64>,
}

/// The label that means "none of these".
pub(super) const NO_LABEL: &str = "none";

/// Reads an answer; `None` when it has not the form asked for.
pub(super) fn read(object: Map<String, Json>, question: &Question<'_>, reading: &Reading<'_>) -> Option<Reply> {
    let object = Json::Object(object);
    match &question.wants {
        Wants::Places => {
            let answer: PlacesAnswer = serde_json::from_value(object).ok()?;
            places(answer.places, reading).map(Reply::Places)
        }
        Wants::Value(kind) => {
            let answer: ValueAnswer = serde_json::from_value(object).ok()?;
            if !answer.found {
                return Some(Reply::Value(None));
            }
            // What it found must be readable as a value of the kind: "in due time" is no duration.
            let (value, words) = typed(answer.value.as_deref()?.trim(), *kind, question.language)?;
            Some(Reply::Value(Some((value, value_claim(&words, answer.quoted, reading)))))
        }
        Wants::YesNo => {
            let answer: JudgeAnswer = serde_json::from_value(object).ok()?;
            Some(Reply::YesNo {
                answer: match answer.answer {
                    YesNoUnclear::Yes => Some(true),
                    YesNoUnclear::No => Some(false),
                    YesNoUnclear::Unclear => None,
                },
                quote: claim(answer.quoted, reading),
                reason: answer.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty()),
                confidence: share(answer.confidence),
            })
        }
        Wants::Label(labels) => {
            let answer: LabelAnswer = serde_json::from_value(object).ok()?;
            let label = answer.label.trim();
            let known = labels.iter().any(|(id, _)| *id == label);
            if !known && label != NO_LABEL {
                return None;
            }
            Some(Reply::Label {
                label: known.then(|| label.to_owned()),
                quote: claim(answer.quoted, reading),
                confidence: share(answer.confidence),
            })
        }
    }
}

/// Reads the answers to several locate questions; a question that was left out has none. `None` when the whole has not
/// the form asked for.
pub(super) fn read_several(
    object: Map<String, Json>,
    count: usize,
    reading: &Reading<'_>,
) -> Option<Vec<Option<Reply>>> {
    let answer: SeveralAnswer = serde_json::from_value(Json::Object(object)).ok()?;
    let mut replies: Vec<Option<Reply>> = vec![None; count];
    for own in answer.answers {
        let place = usize::try_from(own.question).ok()?.checked_sub(1)?;
        let slot = replies.get_mut(place)?;
        let places = places(own.places, reading)?;
        match slot {
            Some(Reply::Places(known)) => known.extend(places),
            _ => *slot = Some(Reply::Places(places)),
        }
    }
    Some(replies)
}

/// The places that are named; `None` when one is named without words: it must not pass for "nowhere".
fn places(quoted: Vec<Quoted>, reading: &Reading<'_>) -> Option<Vec<QuoteClaim>> {
    quoted.into_iter().map(|quoted| claim(quoted, reading)).collect()
}

/// What nothing says when there was nothing to read.
pub(super) fn nothing(wants: &Wants<'_>) -> Reply {
    match wants {
        Wants::Places => Reply::Places(Vec::new()),
        Wants::Value(_) => Reply::Value(None),
        Wants::YesNo => Reply::YesNo { answer: None, quote: None, reason: None, confidence: 0.0 },
        Wants::Label(_) => Reply::Label { label: None, quote: None, confidence: 0.0 },
    }
}

/// A model that does not say how sure it is, is not sure.
fn share(confidence: Option<f64>) -> f64 {
    confidence.unwrap_or(0.5).clamp(0.0, 1.0)
}

/// The value that words say, and just the words that say it.
fn typed(words: &str, kind: ValueKind, language: Language) -> Option<(Value, String)> {
    let whole = || words.to_owned();
    match kind {
        _ if words.is_empty() => None,
        ValueKind::Text => Some((Value::Text { value: whole() }, whole())),
        ValueKind::Party => Some((Value::Party { value: whole() }, whole())),
        _ => match values::find(words, kind, language).into_iter().next() {
            Some(found) => Some((found.value, slice(words, found.start..found.end))),
            None if kind == ValueKind::Number => {
                numerals::parse(words).map(|number| (Value::Number { value: number.to_string() }, whole()))
            }
            None => None,
        },
    }
}

/// The claim that a quote makes, with its place when the words stand there just once.
fn claim(quoted: Quoted, reading: &Reading<'_>) -> Option<QuoteClaim> {
    let words = quoted.quote.as_deref().map(str::trim).filter(|quote| !quote.is_empty())?;
    let named = passage(&quoted.passage, reading);
    let found = named.and_then(|passage| once(passage.text, words).map(|range| (passage, range)));
    // A right quote with a wrong number is common.
    let found = found.or_else(|| {
        let mut all =
            reading.passages.iter().filter_map(|passage| once(passage.text, words).map(|range| (*passage, range)));
        all.next().filter(|_| all.next().is_none())
    });
    Some(match found {
        Some((passage, range)) => placed(passage, range),
        None => {
            QuoteClaim { block: named.map(|passage| passage.block.to_owned()), range: None, text: words.to_owned() }
        }
    })
}

/// The claim of a value: its words, looked for within the sentence that is quoted for them.
fn value_claim(words: &str, quoted: Quoted, reading: &Reading<'_>) -> QuoteClaim {
    let numbered = Quoted { passage: quoted.passage.clone(), quote: Some(words.to_owned()) };
    let sentence = claim(quoted, reading);
    let within = sentence.as_ref().and_then(|sentence| {
        let outer = sentence.range.clone()?;
        let passage = reading.passages.iter().find(|passage| Some(passage.block) == sentence.block.as_deref())?;
        let inner = once(&sentence.text, words)?;
        Some(placed(passage, outer.start + inner.start..outer.start + inner.end))
    });
    let alone = || claim(numbered, reading);
    within.or_else(alone).unwrap_or(QuoteClaim { block: None, range: None, text: words.to_owned() })
}

fn placed(passage: &Passage<'_>, range: Range<usize>) -> QuoteClaim {
    QuoteClaim { block: Some(passage.block.to_owned()), text: slice(passage.text, range.clone()), range: Some(range) }
}

/// The passage of a number that may have come as text.
fn passage<'a>(number: &Json, reading: &Reading<'a>) -> Option<&'a Passage<'a>> {
    let number = number.as_u64().or_else(|| number.as_str()?.trim().parse().ok())?;
    reading.passages.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

/// The code points where words stand, when they stand there exactly once, whatever the width of their commas.
fn once(text: &str, words: &str) -> Option<Range<usize>> {
    let (text, words) = (Folded::loose(text), Folded::loose(words).text);
    let start = if words.is_empty() { None } else { text.text.find(&words) }?;
    let end = start + words.len();
    let next = start + words.chars().next().map_or(1, char::len_utf8);
    let repeats = text.text.get(next..).is_some_and(|rest| rest.contains(&words));
    (!repeats).then(|| text.original_range(start..end))
}

fn slice(text: &str, range: Range<usize>) -> String {
    text.chars().skip(range.start).take(range.len()).collect()
}
