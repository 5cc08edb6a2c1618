//! Organisations, their people, and how they sign in.
//!
//! [`Scope`] is the key to everything else: each query takes it, and only signing in (a session or
//! an API key) makes one. So no query can forget whose data it reads.

mod passwords;

use serde::{Deserialize, Serialize};
use sqlx::AnyPool;

use crate::{
    clock::{Clock, fresh_id},
    storage::{StorageError, sha256},
};

pub use passwords::{fresh_password, fresh_token};

/// How long a sign-in lasts: two weeks.
pub const SESSION_MS: i64 = 14 * 24 * 3600 * 1000;

/// What one may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Uploads, reviews, decides.
    Lawyer,
    /// Also writes rulebooks.
    RuleAdmin,
    /// Also manages people and settings.
    Admin,
}

impl Role {
    fn code(self) -> &'static str {
        match self {
            Self::Lawyer => "lawyer",
            Self::RuleAdmin => "rule_admin",
            Self::Admin => "admin",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "admin" => Self::Admin,
            "rule_admin" => Self::RuleAdmin,
            _ => Self::Lawyer,
        }
    }
}

/// Proof of who is asking. Made only by signing in.
#[derive(Clone, Debug)]
pub struct Scope {
    organisation: String,
    user: String,
    name: String,
    role: Role,
}

impl Scope {
    /// Id of the organisation whose data may be read.
    #[must_use]
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// Id of the person who acts.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Name of the person, as redlines and reports show it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the person may do.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}

#[derive(sqlx::FromRow)]
struct ScopeRow {
    id: String,
    organisation_id: String,
    name: String,
    role: String,
}

impl From<ScopeRow> for Scope {
    fn from(row: ScopeRow) -> Self {
        Self { organisation: row.organisation_id, user: row.id, name: row.name, role: Role::from_code(&row.role) }
    }
}

/// The account that the first start makes.
#[derive(Debug)]
pub struct FirstSignIn {
    /// What to sign in with.
    pub sign_in: String,
    /// Shown once, on the terminal.
    pub password: String,
}

/// Makes an organisation with an admin when there is nobody yet; `None` when there is.
///
/// # Errors
/// When the database fails.
pub async fn set_up(db: &AnyPool, clock: &Clock) -> Result<Option<FirstSignIn>, StorageError> {
    let people: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM users").fetch_one(db).await?;
    if people > 0 {
        return Ok(None);
    }
    let organisation = fresh_id();
    sqlx::query("INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, $3)")
        .bind(&organisation)
        .bind("Pacta")
        .bind(clock.now_ms())
        .execute(db)
        .await?;
    let password = fresh_password();
    add_user(db, clock, &organisation, "admin", "Admin", Role::Admin, &password).await?;
    Ok(Some(FirstSignIn { sign_in: "admin".into(), password }))
}

/// Adds a person; returns the id.
///
/// # Errors
/// When the sign-in name is taken or the database fails.
pub async fn add_user(
    db: &AnyPool,
    clock: &Clock,
    organisation: &str,
    sign_in: &str,
    name: &str,
    role: Role,
    password: &str,
) -> Result<String, StorageError> {
    let id = fresh_id();
    let hash = passwords::hash(password.to_owned()).await;
    sqlx::query(
        "INSERT INTO users (id, organisation_id, sign_in, name, role, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(organisation)
    .bind(sign_in)
    .bind(name)
    .bind(role.code())
    .bind(hash)
    .bind(clock.now_ms())
    .execute(db)
    .await?;
    Ok(id)
}

/// Id of the only organisation, for the command line; `None` when there is none or more than one.
///
/// # Errors
/// When the database fails.
pub async fn sole_organisation(db: &AnyPool) -> Result<Option<String>, StorageError> {
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM organisations LIMIT 2").fetch_all(db).await?;
    Ok(match ids.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    })
}

/// Sets a new password and ends the person's sessions; false when nobody signs in so.
///
/// # Errors
/// When the database fails.
pub async fn set_password(db: &AnyPool, sign_in: &str, password: &str) -> Result<bool, StorageError> {
    let hash = passwords::hash(password.to_owned()).await;
    let id: Option<String> = sqlx::query_scalar("UPDATE users SET password_hash = $1 WHERE sign_in = $2 RETURNING id")
        .bind(hash)
        .bind(sign_in)
        .fetch_optional(db)
        .await?;
    let Some(id) = id else { return Ok(false) };
    sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(id).execute(db).await?;
    Ok(true)
}

/// Checks a password and opens a session; the token goes into the cookie, only its hash is kept.
///
/// # Errors
/// When the database fails. A wrong name or password gives `None`, both in the same time.
pub async fn sign_in(
    db: &AnyPool,
    clock: &Clock,
    sign_in: &str,
    password: &str,
) -> Result<Option<String>, StorageError> {
    let row: Option<(String, String)> = sqlx::query_as("SELECT id, password_hash FROM users WHERE sign_in = $1")
        .bind(sign_in)
        .fetch_optional(db)
        .await?;
    let (user, hash) = row.map_or((None, None), |(id, hash)| (Some(id), Some(hash)));
    if !passwords::matches(password.to_owned(), hash).await {
        return Ok(None);
    }
    let Some(user) = user else { return Ok(None) };
    let token = fresh_token();
    sqlx::query("DELETE FROM sessions WHERE expires_at < $1").bind(clock.now_ms()).execute(db).await?;
    sqlx::query("INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, $3)")
        .bind(sha256(token.as_bytes()))
        .bind(user)
        .bind(clock.now_ms() + SESSION_MS)
        .execute(db)
        .await?;
    Ok(Some(token))
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(db: &AnyPool, token: &str) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1").bind(sha256(token.as_bytes())).execute(db).await?;
    Ok(())
}

/// Whose session this is; `None` when it ended.
///
/// # Errors
/// When the database fails.
pub async fn by_session(db: &AnyPool, clock: &Clock, token: &str) -> Result<Option<Scope>, StorageError> {
    let row: Option<ScopeRow> = sqlx::query_as(
        "SELECT u.id, u.organisation_id, u.name, u.role FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.token_hash = $1 AND s.expires_at > $2",
    )
    .bind(sha256(token.as_bytes()))
    .bind(clock.now_ms())
    .fetch_optional(db)
    .await?;
    Ok(row.map(Scope::from))
}

/// Makes an API key that acts for a person; the key is shown once.
///
/// # Errors
/// When nobody signs in so (`None`) or the database fails.
pub async fn create_key(
    db: &AnyPool,
    clock: &Clock,
    acting_for: &str,
    name: &str,
) -> Result<Option<String>, StorageError> {
    let row: Option<(String, String)> = sqlx::query_as("SELECT id, organisation_id FROM users WHERE sign_in = $1")
        .bind(acting_for)
        .fetch_optional(db)
        .await?;
    let Some((user, organisation)) = row else { return Ok(None) };
    let key = format!("pacta_{}", fresh_token());
    sqlx::query(
        "INSERT INTO api_keys (id, organisation_id, user_id, name, key_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(fresh_id())
    .bind(organisation)
    .bind(user)
    .bind(name)
    .bind(sha256(key.as_bytes()))
    .bind(clock.now_ms())
    .execute(db)
    .await?;
    Ok(Some(key))
}

/// Whose API key this is; `None` when unknown or revoked.
///
/// # Errors
/// When the database fails.
pub async fn by_key(db: &AnyPool, key: &str) -> Result<Option<Scope>, StorageError> {
    let row: Option<ScopeRow> = sqlx::query_as(
        "SELECT u.id, u.organisation_id, u.name, u.role FROM api_keys k JOIN users u ON u.id = k.user_id
         WHERE k.key_hash = $1 AND k.revoked_at IS NULL",
    )
    .bind(sha256(key.as_bytes()))
    .fetch_optional(db)
    .await?;
    Ok(row.map(Scope::from))
}
