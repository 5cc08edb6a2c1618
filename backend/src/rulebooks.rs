//! Rulebook files: reading and checking them, those that come with Pacta, and their regression cases.

mod cases;

use pacta_domain::{
    document::Language,
    rulebook::{Act, Ask, Outcome, Problem, Rulebook, file::RulebookFile, validate},
};

pub use cases::{Case, CaseFailure, TestReport, parse_case, test, told};

/// Why a text is no rulebook.
#[derive(Debug, thiserror::Error)]
pub enum RulebookError {
    /// It does not have the form of one; the message names line and column.
    #[error("the file does not have the form of a rulebook: {0}")]
    Form(String),
    /// Names, paths or patterns are wrong.
    #[error("{}", .0.iter().map(|problem| problem.message(Language::En)).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
}

impl RulebookError {
    /// What is wrong and where, one problem a line.
    #[must_use]
    pub fn describe(&self, language: Language) -> String {
        match (self, language) {
            (Self::Form(words), Language::Zh) => format!("文件不符合审查清单的格式：{words}"),
            (Self::Form(_), Language::En) => self.to_string(),
            (Self::Problems(problems), _) => {
                problems.iter().map(|problem| problem.message(language)).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

/// Reads a rulebook that was parsed before, such as a bundled or a stored one: names and paths are
/// checked again, but not every pattern is compiled.
///
/// # Errors
/// All that is wrong with its form.
pub fn read(yaml: &str) -> Result<Rulebook, RulebookError> {
    let file: RulebookFile = serde_saphyr::from_str(yaml).map_err(|error| RulebookError::Form(error.to_string()))?;
    validate(file).map_err(|problems| RulebookError::Problems(placed(problems, yaml)))
}

/// Reads a rulebook and checks everything that can be checked without a contract: names, paths,
/// patterns, expressions, templates.
///
/// # Errors
/// All that is wrong.
pub fn parse(yaml: &str) -> Result<Rulebook, RulebookError> {
    let rulebook = read(yaml)?;
    let problems = unreadable(&rulebook);
    if problems.is_empty() { Ok(rulebook) } else { Err(RulebookError::Problems(placed(problems, yaml))) }
}

/// Problems with the lines of their points, nodes and outcomes.
fn placed(problems: Vec<Problem>, yaml: &str) -> Vec<Problem> {
    let lines: Vec<&str> = yaml.lines().collect();
    let names = |line: &str, key: &str| {
        let line = line.trim_start().trim_start_matches("- ");
        line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    let point_at = |id: &str| {
        lines.iter().position(|line| {
            let value = line.trim_start().trim_start_matches("- ").strip_prefix("id:");
            value.is_some_and(|value| value.trim().trim_matches(['"', '\'']) == id)
        })
    };
    let place = |mut problem: Problem| {
        let start = problem.point.as_deref().and_then(point_at);
        let node = problem.node.as_deref().zip(start).and_then(|(node, start)| {
            let inside = lines.iter().enumerate().skip(start + 1);
            let mut inside = inside.take_while(|(_, line)| !line.trim_start().starts_with("- id:"));
            inside.find(|(_, line)| names(line, node)).map(|(index, _)| index)
        });
        problem.line = node.or(start).map(|index| index + 1);
        problem
    };
    problems.into_iter().map(place).collect()
}

/// Patterns, expressions and templates that cannot be read.
fn unreadable(rulebook: &Rulebook) -> Vec<Problem> {
    let mut problems = Vec::new();
    let fill = |pattern: &str| {
        let sides = rulebook.positions.iter().map(|side| side.id.as_str()).chain(["us", "them"]);
        // As long as the names of real parties are: what fits here fits in a review.
        let names = format!("(?:{})", vec!["x".repeat(24); 8].join("|"));
        sides.fold(pattern.to_owned(), |pattern, side| pattern.replace(&format!("{{{side}}}"), &names))
    };
    for point in &rulebook.points {
        let mut say = |node: &str, zh: &str, en: &str, what: &dyn std::fmt::Display| {
            problems.push(Problem::new(Some(&point.id), Some(node), format!("{zh}：{what}"), format!("{en}: {what}")));
        };
        let environment = minijinja::Environment::new();
        let template = |text: &str| environment.template_from_str(text).map(drop);
        for (id, node) in &point.nodes {
            for pattern in node.ask.patterns() {
                if let Err(error) = crate::review::cues::compile(&fill(pattern), rulebook.language) {
                    say(id, "正则写错了", "bad pattern", &error);
                }
            }
            if let Ask::Compare { expression, .. } = &node.ask
                && let Err(error) = crate::review::check_expression(expression)
            {
                say(id, "算式写错了", "bad expression", &error);
            }
            if let Err(error) = template(&node.prompt) {
                say(id, "模板写错了", "bad template", &error);
            }
        }
        for (id, outcome) in &point.outcomes {
            let says = match outcome {
                Outcome::Lawyer { says } | Outcome::NotApplicable { says } => Some(says),
                Outcome::Pass { says, .. } => says.as_ref(),
                Outcome::Risk(risk) => Some(&risk.says),
            };
            if let Some(Err(error)) = says.map(|says| template(says)) {
                say(id, "模板写错了", "bad template", &error);
            }
            let Outcome::Risk(risk) = outcome else { continue };
            let edit = risk.edit.as_ref();
            let wordings = edit.into_iter().flat_map(|edit| std::iter::once(&edit.standard).chain(&edit.fallbacks));
            for text in risk.title.iter().chain(wordings) {
                if let Err(error) = template(text) {
                    say(id, "模板写错了", "bad template", &error);
                }
            }
            let matched: Vec<&String> = match edit.map(|edit| &edit.act) {
                Some(Act::Replace { pattern, .. } | Act::Delete { pattern, .. }) => pattern.iter().collect(),
                Some(Act::InsertAfter { after_heading, .. }) => after_heading.iter().collect(),
                _ => Vec::new(),
            };
            for pattern in matched {
                if let Err(error) = crate::review::cues::compile(&fill(pattern), rulebook.language) {
                    say(id, "正则写错了", "bad pattern", &error);
                }
            }
        }
    }
    problems
}

/// The JSON Schema of rulebook files.
#[must_use]
pub fn schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(RulebookFile)).unwrap_or_default()
}

/// A rulebook that comes with Pacta.
#[derive(Clone, Debug)]
pub struct Bundled {
    /// Its id.
    pub id: String,
    /// Its text.
    pub yaml: String,
    /// Its regression cases.
    pub cases: Vec<Case>,
}

#[derive(rust_embed::RustEmbed)]
#[folder = "../rulebooks"]
struct Shipped;

fn shipped(path: &str) -> Option<String> {
    Shipped::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

/// Ids and texts of the rulebooks that come with Pacta, in the order of their ids; their cases are left unread.
#[must_use]
pub fn texts() -> Vec<(String, String)> {
    let mut ids: Vec<String> =
        Shipped::iter().filter_map(|path| path.strip_suffix("/rulebook.yaml").map(str::to_owned)).collect();
    ids.sort();
    let text = |id: String| {
        let yaml = shipped(&format!("{id}/rulebook.yaml")).unwrap_or_default();
        (id, yaml)
    };
    ids.into_iter().map(text).collect()
}

/// The rulebooks that come with Pacta with their cases, in the order of their ids.
///
/// # Errors
/// When a case does not have the form of one; a test sees to it that all do.
pub fn bundled() -> Result<Vec<Bundled>, RulebookError> {
    let mut paths: Vec<_> = Shipped::iter().collect();
    paths.sort();
    let book = |(id, yaml): (String, String)| {
        let folder = format!("{id}/cases/");
        let cases = paths
            .iter()
            .filter_map(|path| Some((path, path.strip_prefix(&folder)?.strip_suffix(".yaml")?)))
            .map(|(path, name)| parse_case(name, &shipped(path).unwrap_or_default()))
            .collect::<Result<_, _>>()?;
        Ok(Bundled { id, yaml, cases })
    };
    texts().into_iter().map(book).collect()
}
