//! What is sent: instructions with the question, and the contract as fenced data.

use minijinja::{Environment, context};
use pacta_domain::{
    document::Language, evidence::in_book_quotes, normalize::is_cjk, rulebook::ValueKind, trace::PromptUsed,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{answer::NO_LABEL, mask::Mask, passages::Reading, settings::Hiding};
use crate::review::engine::{Draft, Part, Question, Wants};

/// Name and text of every prompt.
const TEMPLATES: &[(&str, &str)] = &[
    ("zh/rules", include_str!("prompts/zh/rules.md")),
    ("zh/locate", include_str!("prompts/zh/locate.md")),
    ("zh/locate-several", include_str!("prompts/zh/locate-several.md")),
    ("zh/extract", include_str!("prompts/zh/extract.md")),
    ("zh/judge", include_str!("prompts/zh/judge.md")),
    ("zh/classify", include_str!("prompts/zh/classify.md")),
    ("zh/draft", include_str!("prompts/zh/draft.md")),
    ("en/draft", include_str!("prompts/en/draft.md")),
    ("en/rules", include_str!("prompts/en/rules.md")),
    ("en/locate", include_str!("prompts/en/locate.md")),
    ("en/locate-several", include_str!("prompts/en/locate-several.md")),
    ("en/extract", include_str!("prompts/en/extract.md")),
    ("en/judge", include_str!("prompts/en/judge.md")),
    ("en/classify", include_str!("prompts/en/classify.md")),
];

/// The prompts that ship with the program.
#[derive(Debug)]
pub(super) struct Prompts(Environment<'static>);

/// One request, whatever the form it will be sent in.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// The kind of node, which also names the schema.
    pub(super) kind: &'static str,
    /// The system message.
    pub(super) instructions: String,
    /// Added when the last answer had not the form.
    pub(super) reminder: String,
    /// The user message: the contract, fenced.
    pub(super) data: String,
    /// JSON schema of the answer.
    pub(super) schema: Value,
    /// What was hidden in `data`.
    pub(super) mask: Mask,
    /// For the trace.
    pub(super) used: PromptUsed,
}

impl Request {
    /// About the tokens that this costs with a short answer: one for each Chinese character, one for four others.
    pub(super) fn estimated_tokens(&self) -> u64 {
        let (mut chinese, mut other) = (0_u64, 0_u64);
        for c in self.instructions.chars().chain(self.data.chars()) {
            if is_cjk(c) { chinese += 1 } else { other += 1 }
        }
        chinese + other / 4 + 200
    }
}

impl Prompts {
    pub(super) fn new() -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        for (name, text) in TEMPLATES {
            environment.add_template(name, text)?;
        }
        Ok(Self(environment))
    }

    /// The request that asks a question about a reading.
    pub(super) fn request(
        &self,
        question: &Question<'_>,
        reading: &Reading<'_>,
        private: Hiding,
        second: bool,
    ) -> Result<Request, minijinja::Error> {
        let mut mask = Mask::default();
        let (data, fence) = fenced(reading, &mut mask, private);
        let kind = kind(&question.wants);
        let labels: Vec<minijinja::Value> = match &question.wants {
            Wants::Label(labels) => labels.iter().map(|(id, means)| context! { id => *id, means => *means }).collect(),
            _ => Vec::new(),
        };
        let value_kind = match question.wants {
            Wants::Value(kind) => value_words(kind, question.language),
            _ => "",
        };
        let words = context! {
            question => question.prompt,
            position => question.position,
            labels => labels,
            none => NO_LABEL,
            value_kind => value_kind,
            fence => fence,
            deal => question.deal.map(|deal| mask.hide(deal, private)),
            further => further(reading),
            second => second,
            context => reading.passages.iter().any(|passage| passage.part == Part::Context),
            missed => question.missed_quote.map(|quote| mask.hide(quote, private)),
        };
        self.written(kind, question.language, words, data, schema(&question.wants), mask)
    }

    /// The request that asks several locate questions about one reading.
    pub(super) fn request_for_several(
        &self,
        questions: &[&Question<'_>],
        reading: &Reading<'_>,
        private: Hiding,
    ) -> Result<Request, minijinja::Error> {
        let Some(first) = questions.first() else {
            return Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, "no question"));
        };
        let mut mask = Mask::default();
        let (data, fence) = fenced(reading, &mut mask, private);
        let asked: Vec<String> = questions.iter().map(|question| question.prompt.to_owned()).collect();
        let words = context! {
            questions => asked,
            position => first.position,
            fence => fence,
            deal => first.deal.map(|deal| mask.hide(deal, private)),
            further => further(reading),
        };
        self.written("locate-several", first.language, words, data, schema_for_several(), mask)
    }

    /// The request that asks for a wording.
    pub(super) fn request_for_draft(&self, task: &Draft<'_>, private: Hiding) -> Result<Request, minijinja::Error> {
        let mut mask = Mask::default();
        let (data, fence) = fence(mask.hide(task.clause, private));
        let mut hidden = |text: &str| mask.hide(text, private);
        let words = context! {
            position => task.position,
            why => hidden(task.why),
            words => hidden(task.words),
            standard => hidden(task.standard),
            current => hidden(task.current),
            wish => hidden(task.wish),
            rejected => task.rejected.map(|(text, _)| hidden(text)),
            faults => task.rejected.map(|(_, faults)| hidden(faults)),
            fence => fence,
        };
        let schema = object(json!({"text": {"type": "string"}}));
        self.written("draft", task.language, words, data, schema, mask)
    }

    /// A request with its instructions written from the prompt of that kind and language.
    fn written(
        &self,
        kind: &'static str,
        language: Language,
        words: minijinja::Value,
        data: String,
        schema: Value,
        mask: Mask,
    ) -> Result<Request, minijinja::Error> {
        let name = format!("{}/{kind}", language.code());
        let instructions = self.0.get_template(&name)?.render(words)?;
        let reminder = match language {
            Language::Zh => {
                "上一次的回答不是所要求的 JSON 对象，或者其中的值无法识别。只输出一个符合格式的 JSON 对象。"
            }
            Language::En => {
                "The last answer was not the JSON object asked for, or its value could not be read. Give one JSON object of that form and nothing else."
            }
        };
        let version = TEMPLATES.iter().find(|(own, _)| *own == name).map_or(0, |(_, text)| version(text));
        let used = PromptUsed { name, version, text: instructions.clone() };
        Ok(Request { kind, instructions, reminder: reminder.to_owned(), data, schema, mask, used })
    }
}

/// The number in a prompt's first line, `{#- version 2 -#}`; a test sees to it that each has one.
fn version(text: &str) -> u32 {
    let line = text.lines().next().unwrap_or_default();
    line.split_whitespace().find_map(|word| word.parse().ok()).unwrap_or(0)
}

fn kind(wants: &Wants<'_>) -> &'static str {
    match wants {
        Wants::Places => "locate",
        Wants::Value(_) => "extract",
        Wants::YesNo => "judge",
        Wants::Label(_) => "classify",
    }
}

/// Whether some of it stands in further documents.
fn further(reading: &Reading<'_>) -> bool {
    reading.passages.iter().any(|passage| passage.source.is_some())
}

/// The passages with their numbers between two fences. The fence is a hash of the text it holds, so that no
/// text can contain the fence that ends it.
fn fenced(reading: &Reading<'_>, mask: &mut Mask, private: Hiding) -> (String, String) {
    let mut text = String::new();
    for (number, passage) in (1..).zip(&reading.passages) {
        let mark = if passage.part == Part::Context { "* " } else { "" };
        let source = passage.source.map(in_book_quotes);
        let mut heading: Vec<&str> = source.as_deref().into_iter().collect();
        heading.extend(passage.headings.iter().map(String::as_str));
        heading.extend(passage.place);
        let place = mask.hide(&heading.join(" › "), private);
        text.push_str(&format!("[{number}] {mark}{place}\n{}\n", mask.hide(passage.text, private)));
    }
    fence(text)
}

fn fence(text: String) -> (String, String) {
    let hash = Sha256::digest(text.as_bytes());
    let fence: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    (format!("<contract-{fence}>\n{text}</contract-{fence}>"), format!("contract-{fence}"))
}

fn value_words(kind: ValueKind, language: Language) -> &'static str {
    match (language, kind) {
        (Language::Zh, ValueKind::Money) => "金额",
        (Language::Zh, ValueKind::Percent) => "比例",
        (Language::Zh, ValueKind::Number) => "数字",
        (Language::Zh, ValueKind::Duration) => "期间",
        (Language::Zh, ValueKind::Date) => "日期",
        (Language::Zh, ValueKind::Party) => "当事人",
        (Language::Zh, ValueKind::Text) => "文字",
        (Language::En, ValueKind::Money) => "amount of money",
        (Language::En, ValueKind::Percent) => "percentage",
        (Language::En, ValueKind::Number) => "number",
        (Language::En, ValueKind::Duration) => "length of time",
        (Language::En, ValueKind::Date) => "date",
        (Language::En, ValueKind::Party) => "party",
        (Language::En, ValueKind::Text) => "wording",
    }
}

/// The schema of answers to several locate questions.
fn schema_for_several() -> Value {
    let place = object(json!({"passage": {"type": "integer"}, "quote": {"type": "string"}}));
    let answer = object(json!({"question": {"type": "integer"}, "places": {"type": "array", "items": place}}));
    object(json!({"answers": {"type": "array", "items": answer}}))
}

fn object(fields: Value) -> Value {
    let required: Vec<&String> = fields.as_object().map(|fields| fields.keys().collect()).unwrap_or_default();
    json!({"type": "object", "properties": fields, "required": required, "additionalProperties": false})
}

/// The answer's schema, in the subset that strict servers accept: every field required, nothing else allowed.
fn schema(wants: &Wants<'_>) -> Value {
    let number = json!({"type": ["integer", "null"]});
    let words = json!({"type": ["string", "null"]});
    match wants {
        Wants::Places => object(json!({
            "places": {"type": "array", "items": object(json!({"passage": {"type": "integer"}, "quote": {"type": "string"}}))},
        })),
        Wants::Value(_) => {
            object(json!({"found": {"type": "boolean"}, "passage": number, "quote": words, "value": words}))
        }
        Wants::YesNo => object(json!({
            "passage": number,
            "quote": words,
            "reason": {"type": "string"},
            "answer": {"type": "string", "enum": ["yes", "no", "unclear"]},
            "confidence": {"type": "number"},
        })),
        Wants::Label(labels) => {
            let ids: Vec<&str> = labels.iter().map(|(id, _)| *id).chain([NO_LABEL]).collect();
            object(json!({
                "passage": number,
                "quote": words,
                "label": {"type": "string", "enum": ids},
                "confidence": {"type": "number"},
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TEMPLATES, version};

    #[test]
    fn every_prompt_says_its_version() {
        for (name, text) in TEMPLATES {
            assert!(version(text) > 0, "{name}");
        }
    }
}
