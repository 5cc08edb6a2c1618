//! Time and fresh ids come from here and nowhere else, so that tests can hold both.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Timestamp::now))
    }

    /// A clock that stands still.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self(Arc::new(move || at))
    }

    /// Milliseconds since 1970, UTC.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        (self.0)().as_millisecond()
    }

    /// Today in UTC, `2026-11-23`.
    #[must_use]
    pub fn today(&self) -> String {
        rfc3339(self.now_ms()).chars().take(10).collect()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// RFC 3339 to the second, UTC: `2026-11-23T08:15:00Z`.
#[must_use]
pub fn rfc3339(ms: i64) -> String {
    let seconds = Timestamp::from_second(ms.div_euclid(1000)).unwrap_or(Timestamp::UNIX_EPOCH);
    seconds.to_string()
}

/// A fresh id: UUIDv7, so that ids sort by time.
#[must_use]
pub fn fresh_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
