//! `pacta rulebook`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use pacta_backend::{
    documents::{self, ReadOptions},
    rulebooks::{self, Case},
    shelf::{Shelf, Shelved},
};
use pacta_domain::document::Language;

use super::{Failure, failure::CHECK_FAILED, output};

/// Rulebooks: list, check, test, schema.
#[derive(Debug, Subcommand)]
pub enum RulebookCommand {
    /// The bundled rulebooks.
    List {
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
    /// Check a rulebook file and say what is wrong and where.
    Check {
        /// Rulebook files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Run the regression cases of the bundled rulebooks, or of one, or of a folder.
    Test {
        /// Id of a bundled rulebook, or a folder with `rulebook.yaml` and `cases/`.
        name: Option<String>,
        /// One JSON object on standard output.
        #[arg(long)]
        json: bool,
    },
    /// The JSON Schema of rulebook files, for editors.
    Schema,
}

/// A rulebook to test: its text, and its cases.
struct Tested {
    name: String,
    yaml: String,
    cases: Vec<Case>,
}

impl RulebookCommand {
    pub fn is_json(&self) -> bool {
        matches!(self, Self::List { json: true } | Self::Test { json: true, .. })
    }

    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::List { json } => list(json),
            Self::Check { files } => check(&files),
            Self::Test { name, json } => test(name.as_deref(), json).await,
            Self::Schema => {
                output::say(&rulebooks::schema());
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn list(json: bool) -> Result<ExitCode, Failure> {
    let mut items = Vec::new();
    let shelf = Shelf::bundled().map_err(|error| Failure::outside("rulebook.invalid", error))?;
    for Shelved { rulebook: book, .. } in shelf.all() {
        let positions: Vec<&str> = book.positions.iter().map(|position| position.id.as_str()).collect();
        if json {
            items.push(serde_json::json!({
                "id": book.id, "title": book.title, "version": book.version, "language": book.language,
                "contract_types": book.contract_types, "positions": positions, "points": book.points.len(),
            }));
        } else {
            let (points, names) = (book.points.len(), positions.join(", "));
            output::say(&format!("{}  {} / {}  {points} points  {names}", book.id, book.title.zh, book.title.en));
        }
    }
    if json {
        output::line(&serde_json::json!({"rulebooks": items}));
    }
    Ok(ExitCode::SUCCESS)
}

fn check(files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let mut wrong = false;
    for path in files {
        let yaml = text(path)?;
        match rulebooks::parse(&yaml) {
            Ok(book) => output::say(&format!("{}: {} points, in order", path.display(), book.points.len())),
            Err(error) => {
                wrong = true;
                output::say(&format!("{}:\n{}", path.display(), error.describe(Language::Zh)));
            }
        }
    }
    Ok(if wrong { ExitCode::from(CHECK_FAILED) } else { ExitCode::SUCCESS })
}

async fn test(name: Option<&str>, json: bool) -> Result<ExitCode, Failure> {
    let mut reports = Vec::new();
    for tested in chosen(name)? {
        let book = rulebooks::parse(&tested.yaml).map_err(|error| {
            Failure::refused("rulebook.invalid", format!("{}: {}", tested.name, error.describe(Language::Zh)))
        })?;
        let read = |contract: &str| documents::read(contract.as_bytes(), "case.txt", &ReadOptions::default());
        reports.push(rulebooks::test(&book, &tested.cases, &read).await);
    }
    let failed = reports.iter().any(|report| !report.failed.is_empty());
    if json {
        output::line(&serde_json::json!({"rulebooks": reports}));
    } else {
        for report in &reports {
            output::say(&format!(
                "{}: {} cases, {} points, {} of {} assertions passed, {} of {} branches covered",
                report.id,
                report.cases,
                report.points,
                report.passed,
                report.assertions,
                report.branches_covered,
                report.branches
            ));
            for failure in &report.failed {
                output::say(&format!("  {failure}"));
            }
        }
    }
    Ok(if failed { ExitCode::from(CHECK_FAILED) } else { ExitCode::SUCCESS })
}

fn chosen(name: Option<&str>) -> Result<Vec<Tested>, Failure> {
    let bundled = rulebooks::bundled()
        .map_err(|error| Failure::outside("rulebook.invalid", error))?
        .into_iter()
        .map(|book| Tested { name: book.id.to_string(), yaml: book.yaml.to_string(), cases: book.cases });
    let Some(name) = name else { return Ok(bundled.collect()) };
    if let Some(found) = bundled.into_iter().find(|tested| tested.name == name) {
        return Ok(vec![found]);
    }
    let given = Path::new(name);
    let file = if given.is_dir() { given.join("rulebook.yaml") } else { given.to_owned() };
    if !file.exists() {
        return Err(Failure::usage("rulebook.unknown", name));
    }
    // The cases lie beside the rulebook.
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut cases = Vec::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join("cases"))
        .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
        .unwrap_or_default();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let case =
            rulebooks::parse_case(&stem, &text(path)?).map_err(|error| Failure::refused("rulebook.invalid", error))?;
        cases.push(case);
    }
    Ok(vec![Tested { name: name.to_owned(), yaml: text(&file)?, cases }])
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(output::load(path)?).map_err(|error| Failure::refused("rulebook.invalid", error))
}
