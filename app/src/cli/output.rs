//! Results go to standard output; messages and progress to standard error.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::Failure;

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Form {
    /// One JSON object on standard output (one a line for several files).
    #[arg(long)]
    pub json: bool,
    /// One JSON object a line.
    #[arg(long, conflicts_with = "json")]
    pub jsonl: bool,
}

impl Form {
    /// True when scripts read the output.
    pub fn is_json(self) -> bool {
        self.json || self.jsonl
    }
}

/// Prints one JSON object on a line. A reader that has gone away is no error of ours.
pub fn line(value: &impl Serialize) {
    let mut out = std::io::stdout().lock();
    if serde_json::to_writer(&mut out, value).is_ok() {
        let _ = writeln!(out);
    }
}

/// Prints words.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Reads a file named on the command line.
pub fn load(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::refused("input.unreadable", format!("{}: {error}", path.display())))
}

/// Writes a result beside its place first and then moves it there, so that no half file is left.
pub fn store(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::outside("output.unwritable", format!("{}: {error}", path.display()));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The name of a file as it was given.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Where the result for one of several files goes: `OUT.docx` itself for one file, else the file's
/// own name in the folder `OUT`.
pub fn out_path(out: &Path, file: &Path, several: bool, suffix: &str) -> PathBuf {
    if !several {
        return out.to_owned();
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    out.join(format!("{stem}.{suffix}.docx"))
}
