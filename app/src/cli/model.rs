//! `pacta model`, and the choice of the engine.

use std::{process::ExitCode, sync::Arc};

use clap::Subcommand;
use pacta_backend::{
    model::{self, ModelEngine, ModelSettings},
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

fn model_settings(settings: &Settings) -> Option<ModelSettings> {
    let choice = settings.model.as_ref()?;
    let mut model = ModelSettings::new(choice.url.clone(), choice.name.clone(), choice.key.clone());
    model.concurrency = choice.concurrency;
    Some(model)
}

impl ModelCommand {
    pub fn is_json(&self) -> bool {
        let Self::Check { json } = self;
        *json
    }

    pub async fn run(self, settings: &Settings) -> Result<ExitCode, Failure> {
        let Self::Check { json } = self;
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
