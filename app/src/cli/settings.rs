//! Settings: flags win over the environment, that over a TOML file.

use std::path::PathBuf;

use clap::Args;
use pacta_backend::model::{Hiding, PRESETS, Preset};
use serde::Deserialize;

use super::Failure;

/// Flags of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Flags {
    /// TOML file with settings (the keys are the names of these flags).
    #[arg(long, global = true, env = "PACTA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for database, search index and files.
    #[arg(long, global = true, env = "PACTA_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Database: sqlite:… or postgres:…; default: SQLite in the data folder.
    #[arg(long, global = true, env = "PACTA_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// A known model server: glm, qwen, deepseek, openai, vllm, ollama. Address and name may still be given.
    #[arg(long, global = true, env = "PACTA_MODEL_PRESET", value_name = "PRESET")]
    model_preset: Option<String>,
    /// OpenAI-compatible server; without it the built-in engine answers.
    #[arg(long, global = true, env = "PACTA_MODEL_URL", value_name = "URL")]
    model_url: Option<String>,
    /// Name of the model.
    #[arg(long, global = true, env = "PACTA_MODEL_NAME", value_name = "NAME")]
    model_name: Option<String>,
    /// Key for the model server.
    #[arg(long, global = true, env = "PACTA_MODEL_KEY", value_name = "KEY", hide_env_values = true)]
    model_key: Option<String>,
    /// Requests to the model at the same time.
    #[arg(long, global = true, env = "PACTA_MODEL_CONCURRENCY", value_name = "N")]
    model_concurrency: Option<usize>,
    /// What is hidden from the model: nothing, names, or names-and-amounts. Default: names for hosts outside.
    #[arg(long, global = true, env = "PACTA_MODEL_MASK", value_name = "WHAT")]
    model_mask: Option<String>,
    /// Opinions on each judgement: 1 or 2. Where two differ, a lawyer decides.
    #[arg(long, global = true, env = "PACTA_MODEL_VOTES", value_name = "N")]
    model_votes: Option<u8>,
    /// Seconds that one request may take.
    #[arg(long, global = true, env = "PACTA_MODEL_TIMEOUT", value_name = "SECONDS")]
    model_timeout: Option<u64>,
    /// Tokens that one review may use.
    #[arg(long, global = true, env = "PACTA_MODEL_BUDGET", value_name = "TOKENS")]
    model_budget: Option<u64>,
    /// What to log, as in `info` or `pacta_backend=debug`.
    #[arg(long, global = true, env = "PACTA_LOG", value_name = "FILTER")]
    log: Option<String>,
}

/// The same keys in a TOML file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    database_url: Option<String>,
    listen: Option<String>,
    model_preset: Option<String>,
    model_url: Option<String>,
    model_name: Option<String>,
    model_key: Option<String>,
    model_concurrency: Option<usize>,
    model_mask: Option<String>,
    model_votes: Option<u8>,
    model_timeout: Option<u64>,
    model_budget: Option<u64>,
    log: Option<String>,
}

/// What holds for this run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder for database, index and files.
    pub data: PathBuf,
    /// Database, when named.
    pub database_url: Option<String>,
    /// Address to listen on, when the file names one.
    pub listen: Option<String>,
    /// The model server, when one is set.
    pub model: Option<ModelChoice>,
    /// Log filter.
    pub log: String,
}

/// Which model to ask.
#[derive(Clone)]
pub struct ModelChoice {
    /// Base URL.
    pub url: String,
    /// Model name.
    pub name: String,
    /// Key; empty when the server needs none.
    pub key: String,
    /// Requests at the same time.
    pub concurrency: usize,
    /// What is hidden from it; `None` for the usual.
    pub mask: Option<Hiding>,
    /// Opinions on each judgement.
    pub votes: u8,
    /// Seconds that one request may take.
    pub timeout: u64,
    /// Tokens of one review.
    pub budget: Option<u64>,
}

fn known_presets() -> String {
    PRESETS.map(|preset| preset.id).join(", ")
}

impl std::fmt::Debug for ModelChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Keys never reach logs.
        f.debug_struct("ModelChoice").field("url", &self.url).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Settings {
    /// Puts flags, environment and file together.
    pub fn gather(flags: Flags) -> Result<Self, Failure> {
        let file = match &flags.config {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| Failure::usage("input.unreadable", format!("{}: {error}", path.display())))?;
                toml::from_str(&text)
                    .map_err(|error| Failure::usage("settings.malformed", error.message().to_owned()))?
            }
            None => File::default(),
        };
        let preset = match flags.model_preset.or(file.model_preset).filter(|id| !id.trim().is_empty()) {
            Some(id) => {
                Some(Preset::named(id.trim()).ok_or_else(|| Failure::usage("settings.malformed", known_presets()))?)
            }
            None => None,
        };
        let url = flags.model_url.or(file.model_url).filter(|url| !url.trim().is_empty());
        let url = url.or(preset.map(|preset| preset.url.to_owned()));
        let mask = flags.model_mask.or(file.model_mask);
        let mask = match mask.as_deref() {
            None => None,
            Some("nothing") => Some(Hiding::Nothing),
            Some("names") => Some(Hiding::Names),
            Some("names-and-amounts") => Some(Hiding::NamesAndAmounts),
            Some(_) => return Err(Failure::usage("settings.malformed", "nothing, names, names-and-amounts")),
        };
        let name = flags.model_name.or(file.model_name).or(preset.map(|preset| preset.model.to_owned()));
        let model = url.map(|url| ModelChoice {
            url,
            name: name.unwrap_or_else(|| "default".into()),
            key: flags.model_key.or(file.model_key).unwrap_or_default(),
            concurrency: flags.model_concurrency.or(file.model_concurrency).unwrap_or(8).clamp(1, 256),
            mask,
            votes: flags.model_votes.or(file.model_votes).unwrap_or(1).clamp(1, 2),
            timeout: flags.model_timeout.or(file.model_timeout).unwrap_or(60).clamp(1, 3600),
            budget: flags.model_budget.or(file.model_budget),
        });
        Ok(Self {
            data: flags.data.or(file.data).unwrap_or_else(default_data),
            database_url: flags.database_url.or(file.database_url),
            listen: file.listen,
            model,
            log: flags.log.or(file.log).unwrap_or_else(|| "warn,pacta_app=info,pacta_backend=info".into()),
        })
    }

    /// The database to open.
    pub fn database(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", self.data.join("pacta.sqlite").display()))
    }

    /// Whether a database is there already: named, or a file in the data folder.
    pub fn has_database(&self) -> bool {
        self.database_url.is_some() || self.data.join("pacta.sqlite").exists()
    }
}

/// The platform's data folder: `$XDG_DATA_HOME/pacta`, `~/.local/share/pacta`, `%APPDATA%\pacta`.
fn default_data() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("XDG_DATA_HOME")
        .or_else(|| variable("APPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".local").join("share")))
        .map_or_else(|| PathBuf::from("pacta-data"), |base| base.join("pacta"))
}
