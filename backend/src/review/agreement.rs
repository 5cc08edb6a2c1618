//! A second opinion: what the cues say where a model answered, and how sure that makes us.

use pacta_domain::trace::Agreement;

use super::{
    builtin,
    cues::CueKind,
    engine::{Question, Reply},
};

/// From which confidence on the cues are said to have found something themselves.
const DECIDED: f64 = 0.7;

/// Whether the cues of the question say what the model says.
pub(super) fn between(question: &Question<'_>, said: &Reply) -> Agreement {
    if question.cues.words.is_empty() && matches!(question.cues.kind(), CueKind::Locate { .. } | CueKind::None) {
        return Agreement::Silent;
    }
    let own = builtin::answer(question);
    match (said, &own) {
        (Reply::Places(said), Reply::Places(own)) => {
            let meets = said.iter().any(|one| own.iter().any(|other| one.block.is_some() && one.block == other.block));
            told((said.is_empty() && own.is_empty()) || meets)
        }
        // Cues that find no value do not say that there is none.
        (Reply::Value(_), Reply::Value(None)) => Agreement::Silent,
        (Reply::Value(said), Reply::Value(Some((own, _)))) => told(said.as_ref().is_some_and(|(said, _)| said == own)),
        (Reply::YesNo { answer: said, .. }, Reply::YesNo { answer: own @ Some(_), confidence, .. })
            if *confidence >= DECIDED =>
        {
            told(said == own)
        }
        (Reply::Label { label: said, .. }, Reply::Label { label: own @ Some(_), .. }) => told(said == own),
        _ => Agreement::Silent,
    }
}

fn told(same: bool) -> Agreement {
    if same { Agreement::Agree } else { Agreement::Disagree }
}

/// How sure an answer is, between 0 and 1. A model's own word counts little: it moves what the agreement with the cues
/// gives by a tenth. `agreement`: `None` for the built-in engine, whose answers carry their own confidence.
pub(super) fn confidence(reply: &Reply, agreement: Option<Agreement>) -> f64 {
    let stated = match reply {
        Reply::YesNo { confidence, .. } | Reply::Label { confidence, .. } => *confidence,
        Reply::Places(places) if places.is_empty() => 0.7,
        Reply::Value(None) => 0.7,
        Reply::Places(_) | Reply::Value(Some(_)) => 0.9,
    };
    match agreement {
        None => stated,
        Some(Agreement::Agree) => 0.85 + 0.1 * stated,
        Some(Agreement::Silent) => 0.65 + 0.1 * stated,
        Some(Agreement::Disagree) => 0.35 + 0.1 * stated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubt_weighs_more_than_what_a_model_says_of_itself() {
        let sure = Reply::YesNo { answer: Some(true), quote: None, reason: None, confidence: 1.0 };
        let unsure = Reply::YesNo { answer: Some(true), quote: None, reason: None, confidence: 0.0 };
        assert!(confidence(&sure, Some(Agreement::Disagree)) < confidence(&unsure, Some(Agreement::Silent)));
        assert!(confidence(&sure, Some(Agreement::Silent)) < confidence(&unsure, Some(Agreement::Agree)));
    }
}
