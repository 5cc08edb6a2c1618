//! `pacta user` and `pacta key`.

use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use pacta_backend::{
    accounts::{self, Role},
    clock::Clock,
    storage,
};

use super::{Failure, Settings, output};

/// Roles one can give.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleArg {
    Lawyer,
    RuleAdmin,
    Admin,
}

/// People of the organisation.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a person; the one-time password is printed.
    Add {
        /// What they sign in with.
        sign_in: String,
        /// Name as redlines show it.
        #[arg(long)]
        name: Option<String>,
        /// What they may do.
        #[arg(long, value_enum, default_value = "lawyer")]
        role: RoleArg,
    },
    /// Give somebody a new one-time password and end their sessions.
    Password {
        /// What they sign in with.
        sign_in: String,
    },
}

/// API keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key that acts for a person; it is printed once.
    Create {
        /// What the key is for.
        #[arg(long)]
        name: String,
        /// For whom it acts.
        #[arg(long, default_value = "admin")]
        user: String,
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
}

impl UserCommand {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode, Failure> {
        let db = storage::open(&settings.database()).await?;
        let password = accounts::fresh_password();
        match self {
            Self::Add { sign_in, name, role } => {
                let Some(organisation) = accounts::sole_organisation(&db).await? else {
                    return Err(Failure::usage("account.no_organisation", "pacta serve"));
                };
                let role = match role {
                    RoleArg::Lawyer => Role::Lawyer,
                    RoleArg::RuleAdmin => Role::RuleAdmin,
                    RoleArg::Admin => Role::Admin,
                };
                let name = name.unwrap_or_else(|| sign_in.clone());
                accounts::add_user(&db, &Clock::system(), &organisation, &sign_in, &name, role, &password).await?;
                output::say(&format!("{sign_in}  {password}"));
            }
            Self::Password { sign_in } => {
                if !accounts::set_password(&db, &sign_in, &password).await? {
                    return Err(Failure::usage("account.unknown", sign_in));
                }
                output::say(&format!("{sign_in}  {password}"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl KeyCommand {
    pub fn is_json(&self) -> bool {
        let Self::Create { json, .. } = self;
        *json
    }

    pub async fn run(self, settings: &Settings) -> Result<ExitCode, Failure> {
        let Self::Create { name, user, json } = self;
        let db = storage::open(&settings.database()).await?;
        let Some(key) = accounts::create_key(&db, &Clock::system(), &user, &name).await? else {
            return Err(Failure::usage("account.unknown", user));
        };
        if json {
            output::line(&serde_json::json!({"name": name, "key": key}));
        } else {
            output::say(&key);
        }
        Ok(ExitCode::SUCCESS)
    }
}
