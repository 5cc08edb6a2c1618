//! The cues of a node, compiled, with the names of the sides filled in.

use std::{
    borrow::Cow,
    num::NonZeroUsize,
    sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError},
};

use lru::LruCache;
use pacta_domain::{
    document::Language,
    rulebook::{Ask, Pick, YesNo},
};
use regex::{Regex, RegexBuilder};

use super::reading::FoldedDocument;

/// The compiled cues of one node.
#[derive(Debug)]
pub struct Cues {
    /// The node's question with the names of the sides in its patterns.
    filled: Filled,
    kind: OnceLock<CueKind>,
    /// The words looked for, readable.
    pub words: Vec<String>,
    /// The contract as patterns see it, shared by all nodes.
    pub contract: Arc<FoldedDocument>,
}

/// Compiled cues; alternatives are joined into one pattern, `None` where nothing was written.
#[derive(Debug)]
pub enum CueKind {
    /// Of a locate node.
    Locate {
        /// One must occur in the sentence.
        any: Option<Pattern>,
        /// One must occur in the block or its heading.
        near: Option<Pattern>,
        /// None may occur in the sentence.
        not: Option<Pattern>,
        /// Headings.
        heading: Option<Pattern>,
    },
    /// Of an extract node.
    Extract {
        /// Stands before the value.
        after: Option<Pattern>,
        /// Stands after the value.
        before: Option<Pattern>,
        /// With a group `value`.
        pattern: Vec<Pattern>,
        /// Which of several.
        pick: Pick,
    },
    /// Of a judge node.
    Judge {
        /// Says yes.
        yes: Option<Pattern>,
        /// Says no.
        no: Option<Pattern>,
        /// When both match.
        prefer: Option<YesNo>,
        /// When neither matches.
        otherwise: Option<YesNo>,
    },
    /// Of a classify node: label and pattern.
    Classify(Vec<(String, Option<Pattern>)>),
    /// Compare nodes ask nobody.
    None,
}

/// A compiled pattern; clones share what matching has learnt about it.
pub type Pattern = Arc<Regex>;

/// The most memory one compiled pattern may take, in bytes; a rulebook whose pattern needs more is refused.
const LARGEST: usize = 4 << 20;

/// The most memory that matching may use to remember what it learnt about one pattern, in bytes.
const LEARNT: usize = 512 << 10;

/// Patterns kept compiled: those of about ten rulebooks.
const KEPT: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// Compiling takes longer than matching, and the next contract calls its parties by the same names.
static COMPILED: LazyLock<Mutex<LruCache<(Language, String), Pattern>>> =
    LazyLock::new(|| Mutex::new(LruCache::new(KEPT)));

/// Compiles one pattern as rulebooks mean it.
///
/// # Errors
/// When it is no regular expression, or one that needs too much memory.
pub fn compile(pattern: &str, language: Language) -> Result<Pattern, regex::Error> {
    let key = (language, pattern.to_owned());
    if let Some(known) = COMPILED.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Ok(Arc::clone(known));
    }
    let source = if language == Language::En { Cow::Owned(in_ascii(pattern)) } else { Cow::Borrowed(pattern) };
    let compiled = RegexBuilder::new(&source)
        .case_insensitive(language == Language::En)
        .size_limit(LARGEST)
        .dfa_size_limit(LEARNT)
        .build()?;
    let compiled = Arc::new(compiled);
    COMPILED.lock().unwrap_or_else(PoisonError::into_inner).put(key, Arc::clone(&compiled));
    Ok(compiled)
}

/// An English pattern whose words, digits and word boundaries are those of ASCII: the tables of all the world's letters
/// make a pattern a hundred times larger, and contracts in English need none of them. What negates a class stays as it is.
fn in_ascii(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars();
    let mut in_class = 0_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match (chars.next(), in_class > 0) {
                (Some('b'), false) => out.push_str(r"(?-u:\b)"),
                (Some('w'), false) => out.push_str("[0-9A-Za-z_]"),
                (Some('w'), true) => out.push_str("0-9A-Za-z_"),
                (Some('d'), false) => out.push_str("[0-9]"),
                (Some('d'), true) => out.push_str("0-9"),
                (Some(other), _) => out.extend(['\\', other]),
                (None, _) => out.push('\\'),
            },
            '[' => {
                in_class += 1;
                out.push(c);
            }
            ']' => {
                in_class = in_class.saturating_sub(1);
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The patterns of a node with the names of the sides filled in, not compiled yet.
#[derive(Clone, Debug)]
pub struct Filled {
    ask: Ask,
    language: Language,
}

impl Filled {
    /// Puts the names of the sides into the patterns of a node.
    #[must_use]
    pub fn new(ask: &Ask, language: Language, fill: &dyn Fn(&str) -> String) -> Self {
        let mut ask = ask.clone();
        ask.patterns_mut().into_iter().for_each(|pattern| *pattern = fill(pattern));
        Self { ask, language }
    }

    /// Compiles them; what was compiled before is known.
    ///
    /// # Errors
    /// The first pattern that is no regular expression.
    pub fn compiled(&self) -> Result<CueKind, regex::Error> {
        let joined = |patterns: &[String]| -> Result<Option<Pattern>, regex::Error> {
            if patterns.is_empty() {
                return Ok(None);
            }
            let parts: Vec<String> = patterns.iter().map(|pattern| format!("(?:{pattern})")).collect();
            compile(&parts.join("|"), self.language).map(Some)
        };
        Ok(match &self.ask {
            Ask::Locate { cues, .. } => CueKind::Locate {
                any: joined(&cues.any)?,
                near: joined(&cues.near)?,
                not: joined(&cues.not)?,
                heading: joined(&cues.heading)?,
            },
            Ask::Extract { cues, .. } => CueKind::Extract {
                after: joined(&cues.after)?,
                before: joined(&cues.before)?,
                pattern: cues
                    .pattern
                    .iter()
                    .map(|pattern| compile(pattern, self.language))
                    .collect::<Result<_, _>>()?,
                pick: cues.pick,
            },
            Ask::Judge { cues, .. } => CueKind::Judge {
                yes: joined(&cues.yes)?,
                no: joined(&cues.no)?,
                prefer: cues.prefer,
                otherwise: cues.otherwise,
            },
            Ask::Classify { labels, .. } => CueKind::Classify(
                labels
                    .iter()
                    .map(|label| Ok((label.id.clone(), joined(&label.cues)?)))
                    .collect::<Result<_, regex::Error>>()?,
            ),
            Ask::Compare { .. } => CueKind::None,
        })
    }

    fn words(&self) -> Vec<String> {
        match &self.ask {
            Ask::Locate { cues, .. } => readable(cues.any.iter().chain(&cues.heading).chain(&cues.near)),
            _ => Vec::new(),
        }
    }
}

impl Cues {
    /// The cues of a node, compiled when they are first needed: a model is asked before the cues are.
    #[must_use]
    pub fn later(filled: Filled, contract: Arc<FoldedDocument>) -> Self {
        Self { words: filled.words(), filled, kind: OnceLock::new(), contract }
    }

    /// The cues of a node, compiled.
    ///
    /// # Errors
    /// The first pattern that is no regular expression.
    pub fn new(filled: Filled, contract: Arc<FoldedDocument>) -> Result<Self, regex::Error> {
        let kind = filled.compiled()?;
        let cues = Self::later(filled, contract);
        let _ = cues.kind.set(kind);
        Ok(cues)
    }

    /// The cues by kind of node. Patterns that do not compile give no second opinion; the check of a rulebook refuses them.
    #[must_use]
    pub fn kind(&self) -> &CueKind {
        self.kind.get_or_init(|| self.filled.compiled().unwrap_or(CueKind::None))
    }
}

/// The plain words in patterns, in order and once each.
fn readable<'a>(patterns: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for pattern in patterns {
        // Escapes and repetition counts carry no words.
        let mut plain = String::new();
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => {
                    chars.next();
                    plain.push('|');
                }
                '{' => {
                    chars.by_ref().find(|c| *c == '}');
                    plain.push('|');
                }
                '[' => {
                    chars.by_ref().find(|c| *c == ']');
                    plain.push('|');
                }
                c if c.is_alphabetic() || c == ' ' || c == '-' => plain.push(c),
                _ => plain.push('|'),
            }
        }
        for word in plain.split('|').map(str::trim).filter(|word| word.chars().count() >= 2) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words.truncate(24);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_patterns_match_as_written() {
        let matches = |pattern: &str, text: &str| compile(pattern, Language::En).unwrap().is_match(text);
        assert!(matches(r"\bterm\w*\b", "Termination"));
        assert!(!matches(r"\bterm\b", "determine"));
        assert!(matches(r"[\w.-]+@\d{2}", "a.b-c@42"));
        assert!(matches(r"[^\d\s]x", "ax") && !matches(r"^[^\d]x", "1x"));
        assert!(matches(r"\[\*\]\s\W", "[*] §"));
        assert!(matches(r"caf\w?", "café"));
    }
}
