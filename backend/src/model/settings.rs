//! What a user says about the model.

use std::{fmt, time::Duration};

use super::ModelError;

/// A key; it cannot be printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a key.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key itself, for the one place that sends it.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "Secret(none)" } else { "Secret(…)" })
    }
}

/// What is replaced by placeholders before text is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hiding {
    /// Nothing.
    Nothing,
    /// Identity numbers, phones, accounts, addresses and names.
    Names,
    /// These, and amounts of money.
    NamesAndAmounts,
}

impl Hiding {
    /// Stable word for scripts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Names => "names",
            Self::NamesAndAmounts => "names_and_amounts",
        }
    }
}

/// The server, the model, and how far to go with them.
#[derive(Clone, Debug)]
pub struct ModelSettings {
    /// Base URL, as in `https://host/v1`.
    pub url: String,
    /// The model, as the server calls it.
    pub name: String,
    /// Sent as bearer token.
    pub key: Secret,
    /// Requests under way at the same time.
    pub concurrency: usize,
    /// How long one request may take.
    pub timeout: Duration,
    /// Tokens that one review may send and receive; see [`super::ModelEngine::for_review`].
    pub budget_tokens: Option<u64>,
    /// What is hidden from the server.
    pub mask: Hiding,
    /// Opinions on a yes-or-no question or a choice of labels: with 2, a second one is asked for, and where the two
    /// differ the answer is that it cannot be said.
    pub votes: u8,
    /// Further tries after 429, 5xx and lost connections.
    pub retries: u32,
    /// The first wait before such a try; it doubles each time unless the server names one.
    pub first_wait: Duration,
    /// No wait is longer, whatever the server asks.
    pub longest_wait: Duration,
    /// How long a server is left in peace after most requests failed.
    pub rest: Duration,
    /// Locate questions that share one request at most; 1 asks each alone.
    pub together: usize,
    /// Scatters the waits, so that several servers do not come back at once; tests fix it.
    pub seed: u64,
}

impl ModelSettings {
    /// The usual limits; masking is on for every host but this machine and private networks.
    #[must_use]
    pub fn new(url: impl Into<String>, name: impl Into<String>, key: impl Into<String>) -> Self {
        let url = url.into();
        Self {
            mask: if is_remote(&url) { Hiding::Names } else { Hiding::Nothing },
            votes: 1,
            url,
            name: name.into(),
            key: Secret::new(key),
            concurrency: 8,
            timeout: Duration::from_secs(60),
            budget_tokens: None,
            retries: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            rest: Duration::from_secs(30),
            together: 10,
            seed: 0,
        }
    }

    /// Whether a key is set.
    #[must_use]
    pub fn has_key(&self) -> bool {
        !self.key.expose().is_empty()
    }

    /// The base URL without what people paste after it, once all of the settings can be used.
    pub(super) fn base(&self) -> Result<String, ModelError> {
        let trimmed = self.url.trim().trim_end_matches('/');
        let base = trimmed.strip_suffix("/chat/completions").unwrap_or(trimmed);
        let url = reqwest::Url::parse(base).map_err(|_| ModelError::Address)?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(ModelError::Address);
        }
        if self.name.trim().is_empty() {
            return Err(ModelError::NoName);
        }
        // The library would panic on a header that cannot be.
        if !self.key.expose().chars().all(|c| c.is_ascii_graphic()) {
            return Err(ModelError::Key);
        }
        Ok(base.to_owned())
    }
}

/// Does text sent there leave the house?
fn is_remote(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url.trim()) else { return true };
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local()),
        Ok(std::net::IpAddr::V6(ip)) => !(ip.is_loopback() || ip.is_unique_local()),
        Err(_) => host != "localhost" && !host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Hiding, ModelSettings};

    #[test]
    fn keys_are_not_printed() {
        let settings = ModelSettings::new("http://localhost:1/v1", "m", "sk-very-secret");
        assert!(!format!("{settings:?}").contains("very-secret"));
    }

    #[test]
    fn addresses_are_checked_and_trimmed() {
        let base = |url: &str| ModelSettings::new(url, "m", "").base().ok();
        assert_eq!(base(" http://localhost:8000/v1/ ").as_deref(), Some("http://localhost:8000/v1"));
        assert_eq!(base("https://h/v1/chat/completions").as_deref(), Some("https://h/v1"));
        assert_eq!(base("localhost:8000"), None);
        assert!(ModelSettings::new("http://localhost", " ", "").base().is_err());
        assert!(ModelSettings::new("http://localhost", "m", "sk-1\n").base().is_err());
    }

    #[test]
    fn masking_is_on_for_hosts_outside() {
        let mask = |url: &str| ModelSettings::new(url, "m", "").mask == Hiding::Names;
        assert!(mask("https://api.example.com/v1") && mask("https://8.8.8.8/v1"));
        assert!(!mask("http://127.0.0.1:11434/v1") && !mask("http://[::1]:1/v1") && !mask("http://10.0.0.5/v1"));
    }
}
