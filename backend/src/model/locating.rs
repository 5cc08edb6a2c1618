//! Locate questions, in company: one request reads a text once for several of them. Those that find nothing in the
//! likeliest part of a long contract get the rest to read before "missing" is said.

use std::collections::BTreeSet;

use pacta_domain::trace::{PromptUsed, Spent};

use super::{
    ModelEngine, answer, broken, cache,
    passages::{self, Reading},
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
        let keys: Vec<cache::Key> =
            questions.iter().map(|question| cache::key(&shared.settings.name, question)).collect();
        let mut answers: Vec<Option<Answered>> =
            keys.iter().map(|key| shared.cache.get(key).map(Answered::known)).collect();
        let open: Vec<usize> = (0..questions.len()).filter(|index| answers[*index].is_none()).collect();
        let asked: Vec<&Question<'_>> = open.iter().map(|index| questions[*index]).collect();
        if let Some(first) = asked.first() {
            let read: BTreeSet<usize> = asked.iter().flat_map(|question| passages::choose(question)).collect();
            let mut found = self.look(&asked, &read).await;
            let rest = passages::rest(first, &read);
            self.look_further(&asked, &mut found, &rest).await;
            for (index, answered) in open.into_iter().zip(found) {
                if let Ok(reply) = &answered.reply {
                    shared.cache.put(keys[index], reply.clone());
                }
                answers[index] = Some(answered);
            }
        }
        let nothing = || Answered::free(Reply::Places(Vec::new()));
        answers.into_iter().map(|answered| answered.unwrap_or_else(nothing)).collect()
    }

    /// The rest of the contract, for the questions that found nothing yet. All its readings are asked at once.
    async fn look_further(&self, asked: &[&Question<'_>], found: &mut [Answered], rest: &[BTreeSet<usize>]) {
        let nothing = |answered: &Answered| answered.reply == Ok(Reply::Places(Vec::new()));
        let open: Vec<usize> = (0..found.len()).filter(|index| nothing(&found[*index])).collect();
        if open.is_empty() {
            return;
        }
        let again: Vec<&Question<'_>> = open.iter().map(|index| asked[*index]).collect();
        let looked = futures::future::join_all(rest.iter().map(|places| self.look(&again, places))).await;
        for answers in looked {
            for (index, more) in open.iter().zip(answers) {
                let whole = &mut found[*index];
                whole.spent += more.spent;
                whole.rounds = 1 + more.rounds;
                whole.read = None;
                whole.reply = match (std::mem::replace(&mut whole.reply, Err(EngineError::Malformed)), more.reply) {
                    // Half an answer could pass for "nothing found".
                    (Err(error), _) | (_, Err(error)) => Err(error),
                    (Ok(Reply::Places(mut places)), Ok(Reply::Places(more))) => {
                        places.extend(more);
                        Ok(Reply::Places(places))
                    }
                    (_, other) => other,
                };
            }
        }
    }

    /// Asks questions about one reading, in one request. A question whose answer is left out, and all of them when the
    /// answer has not the form, are asked again alone.
    async fn look(&self, questions: &[&Question<'_>], places: &BTreeSet<usize>) -> Vec<Answered> {
        let [first, _, ..] = questions else {
            return match questions.first() {
                Some(only) => vec![self.ask(only, places, false).await],
                None => Vec::new(),
            };
        };
        let mut spent = Spent::default();
        let reading = Reading::of(first, places);
        let replies = self.several(questions, &reading, &mut spent).await;
        let mut answers: Vec<Option<Answered>> = Vec::with_capacity(questions.len());
        for index in 0..questions.len() {
            let (reply, prompt) = match &replies {
                Ok((replies, used)) => match replies.get(index).cloned().flatten() {
                    Some(reply) => (Ok(reply), Some(used.clone())),
                    None => {
                        answers.push(None);
                        continue;
                    }
                },
                Err(EngineError::Malformed) => {
                    answers.push(None);
                    continue;
                }
                Err(error) => (Err(error.clone()), None),
            };
            answers.push(Some(Answered {
                reply,
                spent: Spent::default(),
                read: Some(reading.blocks().collect()),
                prompt,
                together: questions.len(),
                rounds: 1,
            }));
        }
        let alone = answers.into_iter().zip(questions).map(|(answer, question)| async {
            match answer {
                Some(answer) => answer,
                None => Answered { rounds: 2, ..self.ask(question, places, false).await },
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
        Ok((self.exchange(&request, spent, read).await?, request.used))
    }
}
