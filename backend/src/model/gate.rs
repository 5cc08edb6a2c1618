//! The one limit on requests under way. Who waits is let in by what still follows: a question that begins a long chain goes
//! before one that ends its point, so that a review takes little longer than its longest chain.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// Lets a number of requests in at a time.
#[derive(Clone, Debug)]
pub(super) struct Gate(Arc<Mutex<Places>>);

#[derive(Debug)]
struct Places {
    free: usize,
    waiting: BinaryHeap<Waiting>,
    came: u64,
}

#[derive(Debug)]
struct Waiting {
    /// Questions that follow, then who came first.
    order: (usize, Reverse<u64>),
    bell: oneshot::Sender<Place>,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order.cmp(&other.order)
    }
}

/// A place under the limit; it is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place(Option<Gate>);

impl Gate {
    pub(super) fn new(places: usize) -> Self {
        Self(Arc::new(Mutex::new(Places { free: places.max(1), waiting: BinaryHeap::new(), came: 0 })))
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, at once or when one's turn comes. `following`: questions that can only be asked after this one.
    pub(super) async fn enter(&self, following: usize) -> Place {
        let bell = {
            let mut places = self.places();
            if places.free > 0 {
                places.free -= 1;
                return Place(Some(self.clone()));
            }
            let (bell, called) = oneshot::channel();
            let order = (following, Reverse(places.came));
            places.came += 1;
            places.waiting.push(Waiting { order, bell });
            called
        };
        // The gate lives as long as those who wait at it, so nobody waits in vain.
        bell.await.unwrap_or(Place(None))
    }

    /// Gives a place that became free to whoever is next.
    fn pass_on(&self) {
        loop {
            let next = {
                let mut places = self.places();
                let next = places.waiting.pop();
                if next.is_none() {
                    places.free += 1;
                }
                next
            };
            let Some(next) = next else { return };
            match next.bell.send(Place(Some(self.clone()))) {
                Ok(()) => return,
                // Who left the queue needs no place; it goes to the next one here, not when it is dropped.
                Err(mut place) => drop(place.0.take()),
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(gate) = self.0.take() {
            gate.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::Gate;

    #[tokio::test]
    async fn the_longest_chain_goes_first_and_who_leaves_blocks_nobody() {
        let gate = Gate::new(1);
        let order = Arc::new(Mutex::new(Vec::new()));
        let held = gate.enter(0).await;
        let waiting: Vec<_> = [1, 3, 2, 3]
            .into_iter()
            .enumerate()
            .map(|(number, following)| {
                let (gate, order) = (gate.clone(), Arc::clone(&order));
                tokio::spawn(async move {
                    let _place = gate.enter(following).await;
                    order.lock().unwrap().push(number);
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(20)).await;
        waiting[1].abort();
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(held);
        for (number, one) in waiting.into_iter().enumerate() {
            assert_eq!(one.await.is_ok(), number != 1);
        }
        assert_eq!(*order.lock().unwrap(), [3, 2, 0]);
        // All places are free again.
        drop(gate.enter(0).await);
    }
}
