//! Locate questions, in company: one reading of the contract serves several of them. Whatever is called missing was looked
//! for in the whole contract.

use std::collections::BTreeSet;

use pacta_domain::trace::{PromptUsed, Spent};

use super::{
    ModelEngine, answer, broken,
    passages::{self, Reading},
    waited,
};
use crate::review::engine::{Answered, EngineError, Question, Reply};

impl ModelEngine {
    /// Answers locate questions about one contract, in their order.
    pub(super) async fn located(&self, questions: Vec<&Question<'_>>) -> Vec<Answered> {
        let shared = &self.shared;
        // An empty contract is not worth a question.
        if questions.iter().all(|question| question.passages.is_empty()) {
            return questions.iter().map(|question| Answered::free(answer::nothing(&question.wants))).collect();
        }
        let keys: Vec<String> = questions.iter().map(|question| question.fingerprint(&shared.settings.name)).collect();
        let mut answers: Vec<Option<Answered>> =
            keys.iter().map(|key| shared.cache.get(key).map(Answered::known)).collect();
        let open: Vec<usize> = (0..questions.len()).filter(|index| answers[*index].is_none()).collect();
        let asked: Vec<&Question<'_>> = open.iter().map(|index| questions[*index]).collect();
        let found = match asked.as_slice() {
            [] => Vec::new(),
            [only] => vec![self.alone(only).await],
            [first, ..] => {
                let whole = passages::rest(first, &BTreeSet::new());
                let looked = whole.iter().map(|places| self.look(&asked, places));
                let looked = futures::future::join_all(looked).await;
                let mut found = looked.into_iter();
                let first = found.next().unwrap_or_default();
                found
                    .fold(first, |found, more| found.into_iter().zip(more).map(|(one, more)| both(one, more)).collect())
            }
        };
        for (index, answered) in open.into_iter().zip(found) {
            if let Ok(reply) = &answered.reply {
                shared.cache.put(keys[index].clone(), reply.clone());
            }
            answers[index] = Some(answered);
        }
        let nothing = || Answered::free(Reply::Places(Vec::new()));
        answers.into_iter().map(|answered| answered.unwrap_or_else(nothing)).collect()
    }

    /// A question that no other shares: it reads the likeliest part of a long contract, and the rest when there is nothing.
    async fn alone(&self, question: &Question<'_>) -> Answered {
        let read = passages::choose(question);
        let found = self.ask(question, &read, false).await;
        let rest = passages::rest(question, &read);
        if found.reply != Ok(Reply::Places(Vec::new())) || rest.is_empty() {
            return found;
        }
        let looked = futures::future::join_all(rest.iter().map(|places| self.ask(question, places, false))).await;
        let first = found.rounds;
        let mut whole = looked.into_iter().fold(Answered { rounds: 0, ..found }, both);
        whole.rounds += first;
        whole
    }

    /// Asks questions about one reading, in one request. A question whose answer is left out, and all of them when the
    /// answer has not the form, are asked again alone.
    async fn look(&self, questions: &[&Question<'_>], places: &BTreeSet<usize>) -> Vec<Answered> {
        let Some(first) = questions.first() else { return Vec::new() };
        let mut spent = Spent::default();
        let reading = Reading::of(first, places);
        let replies = self.several(questions, &reading, &mut spent).await;
        let shared = |index: usize| {
            let (reply, prompt) = match &replies {
                Ok((replies, used)) => (Ok(replies.get(index)?.clone()?), Some(used.clone())),
                Err(EngineError::Malformed) => return None,
                Err(error) => (Err(error.clone()), None),
            };
            let read = Some(reading.blocks().collect());
            let (spent, rounds) = (Spent::default(), waited(&spent));
            Some(Answered { reply, spent, read, prompt, together: questions.len(), rounds })
        };
        let alone = questions.iter().enumerate().map(|(index, question)| {
            let (shared, spent) = (shared(index), &spent);
            async move {
                match shared {
                    Some(answered) => answered,
                    None => {
                        let mut answered = self.ask(question, places, false).await;
                        answered.rounds += waited(spent);
                        answered
                    }
                }
            }
        });
        let mut answers = futures::future::join_all(alone).await;
        // The shared request is counted once.
        if let Some(first) = answers.first_mut() {
            first.spent += spent;
        }
        answers
    }

    async fn several(
        &self,
        questions: &[&Question<'_>],
        reading: &Reading<'_>,
        spent: &mut Spent,
    ) -> Result<(Vec<Option<Reply>>, PromptUsed), EngineError> {
        let shared = &self.shared;
        let request = shared
            .prompts
            .request_for_several(questions, reading, shared.settings.mask)
            .map_err(|error| broken(&error))?;
        let read = |object| answer::read_several(object, questions.len(), reading);
        let following = questions.iter().map(|question| question.following).max().unwrap_or(0);
        Ok((self.exchange(&request, following, spent, read).await?, request.used))
    }
}

/// What two readings of one contract gave together. Half an answer could pass for "nothing found".
fn both(one: Answered, more: Answered) -> Answered {
    let mut whole = one;
    whole.spent += more.spent;
    whole.rounds = whole.rounds.max(more.rounds);
    whole.read = whole.read.zip(more.read).map(|(mut read, more)| {
        read.extend(more);
        read
    });
    whole.prompt = whole.prompt.or(more.prompt);
    whole.reply = match (whole.reply, more.reply) {
        (Err(error), _) | (_, Err(error)) => Err(error),
        (Ok(Reply::Places(mut places)), Ok(Reply::Places(more))) => {
            places.extend(more);
            Ok(Reply::Places(places))
        }
        (_, other) => other,
    };
    whole
}
