//! `pacta review`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use pacta_backend::{
    clock::{Clock, rfc3339},
    documents::{self, Opened, ReadOptions},
    redline::{self, RedlineOptions},
    report,
    review::{self, Changed, Engine, Further, Job, edits},
    rulebooks,
    statutes::Library,
};
use pacta_domain::{
    desk::{Desk, Extent, Progress, State},
    document::{Document, Format, Language, Revisions},
    review::{Decision, DecisionKind, Review, Strictness},
    rulebook::{Bilingual, Rulebook},
};
use serde::Serialize;

use super::{
    Failure, Settings,
    output::{self, Form},
};

/// How strict.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum StrictnessArg {
    Strict,
    #[default]
    Neutral,
    Lenient,
}

/// Review contracts against a rulebook.
#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// Contracts: docx, pdf, txt.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Id of a bundled rulebook, or a YAML file.
    #[arg(long)]
    rulebook: String,
    /// Whose side: a position of the rulebook, or `neutral`.
    #[arg(long)]
    position: String,
    /// Down to which position a clause may go.
    #[arg(long, value_enum, default_value_t)]
    strictness: StrictnessArg,
    /// The day whose law applies; default: the day of signing, else today.
    #[arg(long)]
    date: Option<String>,
    /// Only these points.
    #[arg(long, value_delimiter = ',', value_name = "POINT,…")]
    only: Option<Vec<String>>,
    /// Only points that the file's own tracked changes touch.
    #[arg(long, conflicts_with = "since")]
    tracked: bool,
    /// Only points touched by what changed since this earlier version.
    #[arg(long, value_name = "OLD")]
    since: Option<PathBuf>,
    /// A further document to read beside the contract, such as the framework agreement beside an order form; may be given several times.
    #[arg(long, value_name = "FILE")]
    context: Vec<PathBuf>,
    /// What the deal is about, in a sentence or two, for a model.
    #[arg(long, value_name = "TEXT")]
    deal: Option<String>,
    /// Redline with every proposal (a folder when several files are given).
    #[arg(long, value_name = "REDLINE.docx")]
    out: Option<PathBuf>,
    /// Review report (a folder when several files are given).
    #[arg(long, value_name = "REPORT.docx")]
    report: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
    /// Also give the way of each point through its tree: what each node asked, read, answered and spent.
    #[arg(long)]
    trace: bool,
}

#[derive(Serialize)]
struct ReviewLine<'a> {
    file: &'a str,
    document: Head<'a>,
    #[serde(flatten)]
    review: &'a Review,
}

#[derive(Serialize)]
struct Head<'a> {
    language: Language,
    contract_type: Option<&'a str>,
    text: &'a str,
}

/// What all files of one command share.
struct Shared {
    rulebook: Rulebook,
    further: Vec<Further>,
    library: Library,
    engine: Arc<dyn Engine>,
    strictness: Strictness,
    today: String,
    now: String,
}

impl ReviewArgs {
    pub fn is_json(&self) -> bool {
        self.form.is_json()
    }

    pub async fn run(self, settings: &Settings) -> Result<ExitCode, Failure> {
        let clock = Clock::system();
        let shared = Arc::new(Shared {
            rulebook: rulebook(&self.rulebook)?,
            further: self.further()?,
            library: super::statutes::library(settings).await?,
            engine: super::model::engine(settings)?,
            strictness: match self.strictness {
                StrictnessArg::Strict => Strictness::Strict,
                StrictnessArg::Neutral => Strictness::Neutral,
                StrictnessArg::Lenient => Strictness::Lenient,
            },
            today: clock.today(),
            now: rfc3339(clock.now_ms()),
        });
        self.check(&shared.rulebook)?;
        if self.files.len() > 1 {
            for folder in [&self.out, &self.report].into_iter().flatten() {
                std::fs::create_dir_all(folder)
                    .map_err(|error| Failure::outside("output.unwritable", format!("{}: {error}", folder.display())))?;
            }
        }
        let args = Arc::new(self);
        // As many files at a time as there are cores; answers in the order given.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let handle = tokio::runtime::Handle::current();
        let reviewed = args.files.clone().into_iter().map(|path| {
            let (args, shared, handle) = (args.clone(), shared.clone(), handle.clone());
            async move {
                let own = path.clone();
                let one = tokio::task::spawn_blocking(move || handle.block_on(args.one(&own, &shared)));
                (path, one.await.unwrap_or_else(|_| Err(Failure::refused("review.failed", "stopped"))))
            }
        });
        use futures::StreamExt as _;
        let mut answers = futures::stream::iter(reviewed).buffered(cores);
        let (mut done, mut failed) = (0, None);
        while let Some((path, answer)) = answers.next().await {
            match answer {
                Ok(line) => {
                    done += 1;
                    output::say(&line);
                }
                Err(failure) => {
                    if args.files.len() == 1 {
                        return Err(failure);
                    }
                    if args.is_json() {
                        output::line(&serde_json::json!({"file": output::shown(&path), "error": failure.json()}));
                    } else {
                        eprintln!("{}: {}", path.display(), failure.json()["message"].as_str().unwrap_or_default());
                    }
                    failed = Some(failure);
                }
            }
        }
        Ok(if failed.is_some() && done == 0 { ExitCode::from(3) } else { ExitCode::SUCCESS })
    }

    /// What is wrong with the command is said before any file is read.
    fn check(&self, rulebook: &Rulebook) -> Result<(), Failure> {
        let known = |position: &str| {
            position == pacta_domain::rulebook::NEUTRAL || rulebook.positions.iter().any(|own| own.id == position)
        };
        if !known(&self.position) {
            let names: Vec<&str> = rulebook.positions.iter().map(|position| position.id.as_str()).collect();
            return Err(Failure::usage("review.unknown_position", format!("{}, neutral", names.join(", "))));
        }
        for point in self.only.iter().flatten() {
            if !rulebook.points.iter().any(|own| &own.id == point) {
                return Err(Failure::usage("review.unknown_point", point));
            }
        }
        if let Some(date) = &self.date
            && date.parse::<jiff::civil::Date>().is_err()
        {
            return Err(Failure::usage("review.bad_date", date));
        }
        Ok(())
    }

    /// Reviews one file and gives what to print.
    async fn one(&self, path: &Path, shared: &Shared) -> Result<String, Failure> {
        let name = output::shown(path);
        let bytes = output::load(path)?;
        let Opened { document, converted } = documents::open(&bytes, &name, &ReadOptions::default())?;
        let bytes = converted.unwrap_or(bytes);
        let changed = self.changed(&bytes, &name, &document)?;
        let date = self.date.as_ref().or(document.signed_on.as_ref()).unwrap_or(&shared.today);
        let job = Job {
            document: &document,
            rulebook: &shared.rulebook,
            position: &self.position,
            strictness: shared.strictness,
            date,
            further: &shared.further,
            deal: self.deal.as_deref(),
            only: self.only.as_deref(),
            changed: changed.as_ref(),
            memory: None,
        };
        let mut review = review::run(job, shared.engine.as_ref(), &shared.library, &|_| {})
            .await
            .map_err(|error| Failure::usage(error.code(), error))?;
        let several = self.files.len() > 1;
        if let Some(out) = &self.out {
            self.write_redline(&bytes, &document, &review, &output::out_path(out, path, several, "redline"), shared)?;
        }
        if let Some(out) = &self.report {
            write_report(&name, document.clone(), &review, &output::out_path(out, path, several, "report"), shared)?;
        }
        if self.form.is_json() {
            if !self.trace {
                review.trace.clear();
            }
            let head = Head {
                language: document.language,
                contract_type: document.contract_type.as_deref(),
                text: &document.text,
            };
            let line = ReviewLine { file: &name, document: head, review: &review };
            return serde_json::to_string(&line).map_err(|error| Failure::outside("output.unwritable", error));
        }
        Ok(told(&name, &document, &review, self.trace))
    }

    /// The documents to read beside each contract.
    fn further(&self) -> Result<Vec<Further>, Failure> {
        let read = |path: &PathBuf| {
            let name = output::shown(path);
            let document = documents::open(&output::load(path)?, &name, &ReadOptions::default())?.document;
            let file_name = path.file_name().map_or(name.clone(), |name| name.to_string_lossy().into_owned());
            Ok(Further::new(document, &file_name))
        };
        self.context.iter().map(read).collect()
    }

    /// What the review is limited to, if it is.
    fn changed(&self, bytes: &[u8], name: &str, document: &Document) -> Result<Option<Changed>, Failure> {
        if self.tracked {
            let options = ReadOptions { revisions: Revisions::Rejected, ..ReadOptions::default() };
            return Ok(Some(Changed::between(&documents::read(bytes, name, &options)?, document)));
        }
        let Some(path) = &self.since else { return Ok(None) };
        let old = documents::read(&output::load(path)?, &output::shown(path), &ReadOptions::default())?;
        Ok(Some(Changed::between(&old, document)))
    }

    fn write_redline(
        &self,
        original: &[u8],
        document: &Document,
        review: &Review,
        out: &Path,
        shared: &Shared,
    ) -> Result<(), Failure> {
        if document.format != Format::Docx {
            eprintln!("{}: the input is no Word file; the redline is a new one of its text", out.display());
        }
        let accept =
            Decision { decision: DecisionKind::Accept, text: None, reason: None, by: String::new(), at: String::new() };
        let edits = edits::to_edits(document, review.findings.iter().map(|finding| (finding, &accept)));
        let options = RedlineOptions { author: "Pacta".into(), date: shared.now.clone() };
        let redlined = redline::write(&redline::word_file(original, document)?, &edits, &options)?;
        output::store(out, &redlined.bytes)
    }
}

/// A bundled rulebook, or one from a file.
pub fn rulebook(name: &str) -> Result<Rulebook, Failure> {
    // Only the one that is asked for is read: all of them take longer than a review.
    if let Some((_, yaml)) = rulebooks::texts().into_iter().find(|(id, _)| id == name) {
        return rulebooks::read(&yaml).map_err(|error| Failure::outside("rulebook.invalid", error));
    }
    let path = Path::new(name);
    if !path.exists() {
        return Err(Failure::usage("rulebook.unknown", name));
    }
    let yaml = String::from_utf8(output::load(path)?).map_err(|error| Failure::refused("rulebook.invalid", error))?;
    rulebooks::parse(&yaml).map_err(|error| Failure::refused("rulebook.invalid", error))
}

fn write_report(name: &str, document: Document, review: &Review, out: &Path, shared: &Shared) -> Result<(), Failure> {
    let language = document.language;
    let position = shared.rulebook.positions.iter().find(|position| position.id == review.review.position);
    let position = position
        .map_or_else(|| Bilingual { zh: "中立".into(), en: "Neutral".into() }, |position| position.name.clone());
    let file_name = Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let diffs = pacta_backend::desk::differences(&review.findings);
    let desk = Desk {
        review: String::new(),
        contract: String::new(),
        title: document.title.clone().unwrap_or_else(|| file_name.clone()),
        file_name,
        version_number: 1,
        uploaded_at: shared.now.clone(),
        format: document.format,
        state: State::Done,
        progress: Progress { done: review.points.len(), total: review.points.len() },
        error: None,
        rulebook: shared.rulebook.title.clone(),
        position,
        strictness: shared.strictness,
        extent: Extent::Whole,
        summary: Some(review.review.clone()),
        points: review.points.clone(),
        findings: review.findings.clone(),
        diffs,
        decisions: std::collections::BTreeMap::new(),
        document,
    };
    let cover = report::Cover { prepared_by: "Pacta".into(), date: shared.today.clone() };
    let bytes = report::write(&desk, &cover, language).map_err(|error| Failure::outside("report.failed", error))?;
    output::store(out, &bytes)
}

/// The review in words for the terminal.
fn told(name: &str, document: &Document, review: &Review, trace: bool) -> String {
    use std::fmt::Write as _;
    let counts = review.review.points;
    let mut text = format!(
        "{name}\n  {} points: {} risk, {} pass, {} not applicable, {} for a lawyer",
        counts.total, counts.risk, counts.pass, counts.not_applicable, counts.needs_lawyer
    );
    for finding in &review.findings {
        let severity = match finding.severity {
            pacta_domain::review::Severity::High => "HIGH  ",
            pacta_domain::review::Severity::Medium => "MEDIUM",
            pacta_domain::review::Severity::Low => "LOW   ",
        };
        let place = finding
            .quotes
            .first()
            .and_then(|quote| document.block(&quote.block))
            .and_then(|block| document.place(block))
            .unwrap_or_else(|| "—".to_owned());
        let _ = write!(text, "\n  {severity} {}  [{place}]", finding.title);
    }
    for point in review.points.iter().filter(|point| point.status == pacta_domain::review::Status::NeedsLawyer) {
        let _ = write!(text, "\n  LAWYER {}: {}", point.title, point.reason);
    }
    if trace {
        for point in &review.points {
            let _ = write!(
                text,
                "\n  {} → {} via {}",
                point.point,
                point.outcome.as_deref().unwrap_or("—"),
                point.path.join(" → ")
            );
        }
    }
    text
}
