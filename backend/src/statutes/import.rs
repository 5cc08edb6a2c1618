//! Reading laws from files: folders of Markdown, tar.gz of such, JSON lines of articles.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use pacta_domain::statute::{Article, Status};
use serde::Serialize;

use super::{
    markdown::{self, LawFile},
    names,
    store::StatuteError,
};

/// Larger files are no laws; the longest code has below a megabyte.
const LARGEST_FILE: u64 = 32 * 1024 * 1024;

/// Folders that hold no law: court cases and guides.
const NOT_LAW: [&str; 2] = ["案例", "其他"];

/// First days of force that neither the head nor the closing article of a version tells, because the
/// decision that amended the law set them: short name, day of passing, first day of force.
const FORCE_BY_DECISION: [(&str, &str, &str); 1] = [("民事诉讼法", "2023-09-01", "2024-01-01")];

/// What an import brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Laws, each counted once whatever its versions.
    pub laws: usize,
    /// Articles, every wording counted.
    pub articles: usize,
    /// What was not imported.
    pub skipped: Vec<Skipped>,
}

/// A file or line that was not imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The file; inside an archive, its path there.
    pub path: String,
    /// Line number from 1, in a file of lines.
    pub line: Option<usize>,
    /// Why.
    pub reason: SkipReason,
}

/// Why a file or line was not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Neither Markdown nor JSON lines.
    UnknownFormat,
    /// Not UTF-8, or too large.
    Unreadable,
    /// No title on top.
    NoTitle,
    /// A reply, a decision or another text that is not divided into articles.
    NoArticles,
    /// A court case or a guide.
    NotLaw,
    /// The line is not a JSON object of an article.
    NotAnArticle,
}

/// Reads everything under the paths.
pub(super) fn gather(paths: &[PathBuf]) -> Result<(Vec<Article>, ImportReport), StatuteError> {
    let mut gathered = Gathered::default();
    for path in paths {
        let unreadable = |source| StatuteError::Unreadable { path: path.clone(), source };
        gathered.path(path).map_err(unreadable)?;
    }
    Ok(gathered.finish())
}

#[derive(Default)]
struct Gathered {
    laws: Vec<LawFile>,
    lines: Vec<Article>,
    skipped: Vec<Skipped>,
}

impl Gathered {
    fn path(&mut self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            let mut inside = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
            inside.sort();
            return inside.iter().try_for_each(|path| self.path(path));
        }
        let name = path.to_string_lossy().to_lowercase();
        if [".tar.gz", ".tgz"].iter().any(|ending| name.ends_with(ending)) {
            return self.archive(fs::File::open(path)?);
        }
        self.file(path, fs::File::open(path)?)
    }

    fn archive(&mut self, file: fs::File) -> io::Result<()> {
        let mut archive = tar::Archive::new(GzDecoder::new(io::BufReader::new(file)));
        for entry in archive.entries()? {
            let entry = entry?;
            if entry.header().entry_type().is_file() {
                let path = entry.path()?.into_owned();
                self.file(&path, entry)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, content: impl Read) -> io::Result<()> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let markdown = match ending.as_deref() {
            Some("md" | "markdown") => true,
            Some("jsonl") => false,
            _ => {
                self.skip(path, None, SkipReason::UnknownFormat);
                return Ok(());
            }
        };
        let in_folder = |folder: &str| path.components().any(|part| part.as_os_str() == folder);
        if NOT_LAW.iter().any(|folder| in_folder(folder)) {
            self.skip(path, None, SkipReason::NotLaw);
            return Ok(());
        }
        let mut bytes = Vec::new();
        content.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
        let too_large = bytes.len() as u64 > LARGEST_FILE;
        match String::from_utf8(bytes) {
            Ok(text) if !too_large && markdown => self.law(path, &text),
            Ok(text) if !too_large => self.json_lines(path, &text),
            _ => self.skip(path, None, SkipReason::Unreadable),
        }
        Ok(())
    }

    fn law(&mut self, path: &Path, text: &str) {
        let name = path.file_stem().map(|name| name.to_string_lossy()).unwrap_or_default();
        match markdown::read(&name, text) {
            None => self.skip(path, None, SkipReason::NoTitle),
            Some(law) if law.articles.is_empty() => self.skip(path, None, SkipReason::NoArticles),
            Some(law) => self.laws.push(law),
        }
    }

    fn json_lines(&mut self, path: &Path, text: &str) {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<Article>(line) {
                Ok(article) if article.article > 0 && !article.text.trim().is_empty() => self.lines.push(article),
                _ => self.skip(path, Some(index + 1), SkipReason::NotAnArticle),
            }
        }
    }

    fn skip(&mut self, path: &Path, line: Option<usize>, reason: SkipReason) {
        self.skipped.push(Skipped { path: path.to_string_lossy().into_owned(), line, reason });
    }

    fn finish(self) -> (Vec<Article>, ImportReport) {
        // A code may be spread over files of which only the last tells the first day of force.
        let mut force: HashMap<(String, Option<String>), String> = HashMap::new();
        for law in &self.laws {
            if let Some(from) = &law.in_force_from {
                force.insert((law.title.clone(), law.passed.clone()), from.clone());
            }
        }
        // Of two files of the same law and day, the later version stands.
        let mut articles: BTreeMap<(String, Option<String>), (Option<String>, Article)> = BTreeMap::new();
        for law in self.laws {
            let short = names::short_name(&law.title);
            let decided = FORCE_BY_DECISION
                .iter()
                .find(|(name, passed, _)| *name == short && law.passed.as_deref() == Some(passed))
                .map(|(_, _, from)| (*from).to_owned());
            let from = decided
                .or_else(|| force.get(&(law.title.clone(), law.passed.clone())).cloned())
                .or_else(|| law.passed.clone());
            for part in law.articles {
                let article = Article {
                    id: names::id(&law.title, part.article, part.sub),
                    law: law.title.clone(),
                    article: part.article,
                    sub: part.sub,
                    title_path: part.title_path,
                    text: part.text,
                    // The true status depends on the day and is worked out when the library opens.
                    status: Status::InForce,
                    in_force_from: from.clone(),
                    in_force_until: None,
                };
                let key = (article.id.clone(), from.clone());
                match articles.get(&key) {
                    Some((passed, _)) if *passed > law.passed => {}
                    _ => drop(articles.insert(key, (law.passed.clone(), article))),
                }
            }
        }
        for article in self.lines {
            articles.insert((article.id.clone(), article.in_force_from.clone()), (None, article));
        }
        let articles: Vec<Article> = articles.into_values().map(|(_, article)| article).collect();
        let laws: HashSet<&str> = articles.iter().map(|article| article.law.as_str()).collect();
        let report = ImportReport { laws: laws.len(), articles: articles.len(), skipped: self.skipped };
        (articles, report)
    }
}
