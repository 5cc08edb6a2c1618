//! A model that knows the right answers: those of a review by the built-in engine. It answers only from the text that
//! it is shown, so what was not sent is lost here as it would be with any model.

use std::collections::HashMap;

use pacta_domain::{
    review::{Answer, ExtractAnswer, JudgeAnswer, LocateAnswer},
    trace::PointTrace,
};
use serde_json::{Value, json};

use super::model_server::Seen;

/// The right answers by question.
#[derive(Clone, Debug, Default)]
pub struct Oracle {
    answers: HashMap<String, Answer>,
}

/// The passages of a request, by number.
fn passages(data: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for line in data.lines() {
        let number = line.strip_prefix('[').and_then(|rest| rest.split_once(']')).and_then(|(n, _)| n.parse().ok());
        match (number, found.last_mut()) {
            (Some(number), _) => found.push((number, String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

impl Oracle {
    /// Learns from a review.
    pub fn of(trace: &[PointTrace]) -> Self {
        let steps = trace.iter().flat_map(|point| &point.steps);
        Self { answers: steps.map(|step| (step.question.clone(), step.answer.clone())).collect() }
    }

    /// Learns more from another review.
    pub fn learn(&mut self, trace: &[PointTrace]) {
        self.answers.extend(Self::of(trace).answers);
    }

    /// The answer to a request.
    pub fn answer(&self, request: &Seen) -> Value {
        let passages = passages(request.data());
        let numbered: Vec<&str> = request
            .instructions()
            .lines()
            .filter_map(|line| line.split_once(". ").filter(|(n, _)| n.parse::<usize>().is_ok()))
            .map(|(_, question)| question)
            .collect();
        if request.instructions().contains("\"answers\"") {
            let answers = numbered
                .iter()
                .zip(1..)
                .map(|(question, number)| json!({"question": number, "places": self.places(question, &passages)}));
            return json!({"answers": answers.collect::<Vec<_>>()});
        }
        // The longest, where one question begins as another does.
        let question = self.answers.keys().filter(|question| request.instructions().contains(question.as_str()));
        let Some(question) = question.max_by_key(|question| question.len()) else {
            return json!({"places": [], "found": false, "answer": "unclear", "label": "none", "confidence": 0});
        };
        let quoted = |text: &str| {
            let place = passages.iter().find(|(_, passage)| passage.contains(text)).map(|(number, _)| *number);
            (place, place.map(|_| text.to_owned()))
        };
        match &self.answers[question] {
            Answer::Locate { .. } => json!({"places": self.places(question, &passages)}),
            Answer::Extract { answer: ExtractAnswer::Ok, quote: Some(quote), .. } => {
                let (passage, quote) = quoted(&quote.text);
                json!({"found": quote.is_some(), "passage": passage, "quote": quote, "value": quote})
            }
            Answer::Extract { .. } => json!({"found": false, "passage": null, "quote": null, "value": null}),
            Answer::Judge { answer, quote, confidence, .. } => {
                let (passage, quote) = quote.as_ref().map(|quote| quoted(&quote.text)).unwrap_or_default();
                let answer = match answer {
                    JudgeAnswer::Yes => "yes",
                    JudgeAnswer::No => "no",
                    JudgeAnswer::Unclear => "unclear",
                };
                json!({"answer": answer, "passage": passage, "quote": quote, "reason": "", "confidence": confidence})
            }
            Answer::Classify { answer, quote, confidence } => {
                let (passage, quote) = quote.as_ref().map(|quote| quoted(&quote.text)).unwrap_or_default();
                let label = if answer == "other" { "none" } else { answer };
                json!({"label": label, "passage": passage, "quote": quote, "confidence": confidence})
            }
            Answer::Compare { .. } | Answer::Failed { .. } => json!({}),
        }
    }

    fn places(&self, question: &str, passages: &[(usize, String)]) -> Vec<Value> {
        let Some(Answer::Locate { answer: LocateAnswer::Found, spans }) = self.answers.get(question) else {
            return Vec::new();
        };
        let shown = spans.iter().filter_map(|span| {
            let place = passages.iter().find(|(_, passage)| passage.contains(&span.text))?;
            Some(json!({"passage": place.0, "quote": span.text}))
        });
        shown.collect()
    }
}
