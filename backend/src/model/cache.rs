//! Answers to questions that were asked before, whether alone or together with others.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use sha2::{Digest, Sha256};

use crate::review::engine::{Question, Reply};

/// Answers kept; the oldest goes when another comes.
const CAPACITY: usize = 4096;

/// What identifies a question: a hash, so that no contract text is a key.
pub(super) type Key = [u8; 32];

/// The key of a question: all that its answer depends on.
pub(super) fn key(model: &str, question: &Question<'_>) -> Key {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    add(model);
    add(question.language.code());
    add(question.position);
    add(question.prompt);
    add(&format!("{:?}", question.wants));
    add(question.missed_quote.unwrap_or_default());
    for passage in question.passages {
        add(passage.place.unwrap_or_default());
        passage.headings.iter().for_each(|heading| add(heading));
        add(passage.text);
        add(&format!("{:?} {:?}", passage.part, passage.located));
    }
    hash.finalize().into()
}

/// In memory only: answers quote contracts, and those are stored in one place.
#[derive(Default)]
pub(super) struct Cache(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    replies: HashMap<Key, Reply>,
    order: VecDeque<Key>,
}

impl Cache {
    pub(super) fn get(&self, key: &Key) -> Option<Reply> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replies.get(key).cloned()
    }

    pub(super) fn put(&self, key: Key, reply: Reply) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.replies.insert(key, reply).is_some() {
            return;
        }
        entries.order.push_back(key);
        if entries.order.len() > CAPACITY
            && let Some(oldest) = entries.order.pop_front()
        {
            entries.replies.remove(&oldest);
        }
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}
