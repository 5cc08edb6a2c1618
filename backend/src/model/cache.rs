//! Answers to questions that were asked before, whether alone or together with others.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use crate::review::engine::Reply;

/// Answers kept; the oldest goes when another comes.
const CAPACITY: usize = 4096;

/// In memory only: answers quote contracts, and those are stored in one place.
#[derive(Default)]
pub(super) struct Cache(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    replies: HashMap<String, Reply>,
    order: VecDeque<String>,
}

impl Cache {
    pub(super) fn get(&self, key: &str) -> Option<Reply> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replies.get(key).cloned()
    }

    pub(super) fn put(&self, key: String, reply: Reply) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.replies.insert(key.clone(), reply).is_some() {
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
