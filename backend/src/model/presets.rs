//! Servers that speak the protocol, with their usual addresses.

use serde::Serialize;

/// A known server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Preset {
    /// What one writes in settings.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Base URL.
    pub url: &'static str,
    /// A model that answers the questions of a review well enough; any other of the server may be named.
    pub model: &'static str,
    /// Whether it wants a key.
    pub needs_key: bool,
}

/// All presets. Addresses as the makers publish them; every one can be overridden.
pub const PRESETS: [Preset; 6] = [
    Preset {
        id: "glm",
        name: "智谱 GLM",
        url: "https://open.bigmodel.cn/api/paas/v4",
        model: "glm-4-plus",
        needs_key: true,
    },
    Preset {
        id: "qwen",
        name: "通义千问 Qwen",
        url: "https://dashscope.aliyuncs.com/compatible-mode/v1",
        model: "qwen-plus",
        needs_key: true,
    },
    Preset {
        id: "deepseek",
        name: "DeepSeek",
        url: "https://api.deepseek.com/v1",
        model: "deepseek-chat",
        needs_key: true,
    },
    Preset { id: "openai", name: "OpenAI", url: "https://api.openai.com/v1", model: "gpt-4o-mini", needs_key: true },
    Preset { id: "vllm", name: "vLLM", url: "http://127.0.0.1:8000/v1", model: "default", needs_key: false },
    Preset { id: "ollama", name: "Ollama", url: "http://127.0.0.1:11434/v1", model: "qwen2.5:7b", needs_key: false },
];

impl Preset {
    /// The preset of that id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        PRESETS.into_iter().find(|preset| preset.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ModelSettings, PRESETS};

    #[test]
    fn every_preset_can_be_used() {
        for preset in PRESETS {
            assert!(ModelSettings::new(preset.url, preset.model, "").base().is_ok(), "{}", preset.id);
        }
    }
}
