//! `pacta model`, and the choice of the engine.

use std::{process::ExitCode, sync::Arc};

use clap::Subcommand;
use pacta_backend::{
    model::{self, ModelEngine, ModelSettings, PRESETS},
    review::{Builtin, Engine},
};

use super::{Failure, Settings, output};

/// The legal model.
#[derive(Debug, Subcommand)]
pub enum ModelCommand {
    /// Ask the configured server a small question and say how it answers.
    Check {
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
    /// The model servers that are known by name.
    Presets {
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
}

/// The engine that the settings choose: a model when one is named, else the built-in one.
pub fn engine(settings: &Settings) -> Result<Arc<dyn Engine>, Failure> {
    match model_settings(settings) {
        Some(model) => {
            let engine = ModelEngine::new(model).map_err(|error| Failure::usage("model.settings", error))?;
            Ok(Arc::new(engine))
        }
        None => Ok(Arc::new(Builtin::new())),
    }
}

pub fn model_settings(settings: &Settings) -> Option<ModelSettings> {
    let choice = settings.model.as_ref()?;
    let mut model = ModelSettings::new(choice.url.clone(), choice.name.clone(), choice.key.clone());
    model.concurrency = choice.concurrency;
    model.mask = choice.mask.unwrap_or(model.mask);
    model.votes = choice.votes;
    model.timeout = std::time::Duration::from_secs(choice.timeout);
    model.budget_tokens = choice.budget;
    Some(model)
}

impl ModelCommand {
    pub fn is_json(&self) -> bool {
        let (Self::Check { json } | Self::Presets { json }) = self;
        *json
    }

    pub async fn run(self, settings: &Settings) -> Result<ExitCode, Failure> {
        let json = match self {
            Self::Check { json } => json,
            Self::Presets { json } => {
                if json {
                    output::line(&serde_json::json!({"presets": PRESETS}));
                } else {
                    for preset in PRESETS {
                        output::say(&format!("{:<10}{:<16}{}  {}", preset.id, preset.model, preset.url, preset.name));
                    }
                }
                return Ok(ExitCode::SUCCESS);
            }
        };
        let Some(model) = model_settings(settings) else {
            return Err(Failure::usage("model.none", "PACTA_MODEL_URL"));
        };
        let report = model::check(&model).await.map_err(|error| Failure::outside("model.failed", error))?;
        if json {
            output::line(&report);
        } else {
            output::say(&serde_json::to_string_pretty(&report).unwrap_or_default());
        }
        Ok(ExitCode::SUCCESS)
    }
}
