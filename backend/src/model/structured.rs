//! The form of an answer: asking for JSON as strictly as a server can, and finding it in what comes.

use serde::Serialize;
use serde_json::{Map, Value};

/// How an answer's form is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The server holds the answer to a JSON schema.
    JsonSchema,
    /// The server promises some JSON object; the prompt says which.
    JsonObject,
    /// Only the prompt asks.
    Text,
}

impl Form {
    /// Stable word for scripts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::JsonSchema => "json_schema",
            Self::JsonObject => "json_object",
            Self::Text => "text",
        }
    }

    /// What to ask of a server that refused this form.
    pub(super) fn weaker(self) -> Option<Self> {
        match self {
            Self::JsonSchema => Some(Self::JsonObject),
            Self::JsonObject => Some(Self::Text),
            Self::Text => None,
        }
    }
}

/// The first whole JSON object in a text: models wrap it in thoughts, fences and courtesies.
pub(super) fn object_in(content: &str) -> Option<Map<String, Value>> {
    let content = content.rsplit_once("</think>").map_or(content, |(_, answer)| answer);
    let mut rest = content;
    // A handful of braces in the words before is usual; a text full of them is no answer.
    for _ in 0..16 {
        let start = rest.find('{')?;
        let from = rest.get(start..)?;
        if let Some(Ok(Value::Object(object))) = serde_json::Deserializer::from_str(from).into_iter::<Value>().next() {
            return Some(object);
        }
        if let Some(object) = mended(from) {
            return Some(object);
        }
        rest = from.get(1..)?;
    }
    None
}

/// Mends what small models get wrong: a comma before a closing bracket, and an end that is missing
/// because the answer was cut.
fn mended(text: &str) -> Option<Map<String, Value>> {
    let mut mended = String::with_capacity(text.len());
    let mut open = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = false,
                // A raw line break inside a string is the commonest breach of the grammar.
                '\n' => {
                    mended.push_str("\\n");
                    continue;
                }
                _ => {}
            }
            mended.push(c);
            continue;
        }
        match c {
            '"' => quoted = true,
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                let kept = mended.trim_end().trim_end_matches(',').len();
                mended.truncate(kept);
                if open.pop() != Some(c) {
                    return None;
                }
            }
            _ => {}
        }
        mended.push(c);
        if open.is_empty() {
            break;
        }
    }
    // Inside a string nobody knows how it would have gone on.
    if quoted {
        return None;
    }
    // The end of a fence may follow where the end of the object is missing.
    let kept = mended.trim_end_matches(|c: char| c.is_whitespace() || c == ',' || c == '`').len();
    mended.truncate(kept);
    mended.extend(open.into_iter().rev());
    serde_json::from_str(&mended).ok()
}

#[cfg(test)]
mod tests {
    use super::object_in;

    #[test]
    fn finds_the_object_among_words() {
        let cases = [
            r#"{"answer": "yes"}"#,
            "```json\n{\"answer\": \"yes\"}\n```",
            "<think>{maybe}</think> Sure! {\"answer\": \"yes\"} Anything else?",
            "{\"answer\": \"yes\",}",
            "{\"answer\": \"yes\", \"more\": [1, 2",
            "Set {a, b}: {\"answer\": \"yes\", \"text\": \"two\nlines\"}",
        ];
        for case in cases {
            let object = object_in(case).unwrap_or_default();
            assert_eq!(object.get("answer").and_then(|answer| answer.as_str()), Some("yes"), "{case}");
        }
    }

    #[test]
    fn gives_up_on_the_rest() {
        for case in ["", "yes", "{\"answer\": \"ye", "{{{{{{{{{{{{{{{{{{{{{{{{{{{{", "[1]"] {
            assert!(object_in(case).is_none(), "{case}");
        }
    }
}
