//! Passwords (Argon2id) and random tokens.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use rand::{Rng, distr::Alphanumeric};

/// A password that one can read aloud: four groups of four, without letters that look alike.
#[must_use]
pub fn fresh_password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut random = rand::rng();
    let groups: Vec<String> =
        (0..4).map(|_| (0..4).map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())])).collect()).collect();
    groups.join("-")
}

/// A token of 43 letters and digits: 256 bits.
#[must_use]
pub fn fresh_token() -> String {
    rand::rng().sample_iter(Alphanumeric).take(43).map(char::from).collect()
}

/// Hashes on a thread of its own: Argon2 is slow on purpose and must not hold up other requests.
pub(super) async fn hash(password: String) -> String {
    run(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).unwrap_or_default())
        .await
        .unwrap_or_default()
}

/// Whether the password fits. Without a hash it works as long and says no, so that time does not
/// tell who has an account.
pub(super) async fn matches(password: String, hash: Option<String>) -> bool {
    run(move || match hash {
        Some(hash) => PasswordHash::new(&hash)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()),
        None => {
            let _ = Argon2::default().hash_password(password.as_bytes());
            false
        }
    })
    .await
    .unwrap_or(false)
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
