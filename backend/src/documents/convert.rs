//! Older and other word-processor files, through LibreOffice when it is installed: doc, wps, rtf, odt → docx.

use std::{fs, process::Command, time::Duration};

use super::{
    ReadError,
    tools::{self, ToolError},
};

/// Longest time for one file.
const TIME: Duration = Duration::from_secs(120);

/// Signature of the compound files of older Office versions (MS-CFB 2.2).
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// First member of an OpenDocument text (ODF 1.3 part 2, 3.3): stored, so that its content stands in plain sight.
const OPEN_DOCUMENT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.text";
/// Where that stands: behind the header of the first member.
const OPEN_DOCUMENT_AT: usize = 30;

/// What a file is that only another word processor reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// Word 97–2003, WPS Writer.
    Doc,
    /// Rich Text Format.
    Rtf,
    /// OpenDocument text.
    Odt,
}

impl Foreign {
    /// Tells the kind from the content; `None` for everything that is read without help.
    ///
    /// # Errors
    /// For compound files that hold no Word document: encrypted ones, spreadsheets, mails.
    pub(super) fn of(bytes: &[u8]) -> Result<Option<Self>, ReadError> {
        if bytes.starts_with(COMPOUND_FILE) {
            let holds = |name: &str| {
                let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
                bytes.windows(name.len()).any(|window| window == name)
            };
            // MS-OFFCRYPTO 2.3.4.4, MS-DOC 2.1.1.
            return match (holds("EncryptedPackage"), holds("WordDocument")) {
                (true, _) => Err(ReadError::DocxEncrypted),
                (false, true) => Ok(Some(Self::Doc)),
                (false, false) => Err(ReadError::Unsupported),
            };
        }
        if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
            return Ok(Some(Self::Rtf));
        }
        let open_document = bytes.get(OPEN_DOCUMENT_AT..).is_some_and(|rest| rest.starts_with(OPEN_DOCUMENT));
        Ok((bytes.starts_with(b"PK") && open_document).then_some(Self::Odt))
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Doc => "doc",
            Self::Rtf => "rtf",
            Self::Odt => "odt",
        }
    }
}

/// The same contract as a Word document.
///
/// # Errors
/// When LibreOffice is not installed, takes too long or cannot open the file.
pub(super) fn to_docx(bytes: &[u8], kind: Foreign) -> Result<Vec<u8>, ReadError> {
    let program = tools::find("soffice").map_err(|_| match kind {
        Foreign::Doc => ReadError::LegacyDoc,
        Foreign::Rtf | Foreign::Odt => ReadError::NeedsConverter,
    })?;
    let folder = tempfile::tempdir().map_err(|_| ReadError::Failed)?;
    let source = folder.path().join(format!("contract.{}", kind.extension()));
    fs::write(&source, bytes).map_err(|_| ReadError::Failed)?;
    // A profile of its own: an instance that somebody has open would take the job over and lose it.
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let mut command = Command::new(program);
    command
        .arg(profile)
        .args(["--headless", "--norestore", "--convert-to", "docx:MS Word 2007 XML", "--outdir"])
        .arg(folder.path())
        .arg(&source);
    tools::run(&mut command, TIME).map_err(|error| match error {
        ToolError::TimedOut => ReadError::DocxTooComplex,
        ToolError::Missing | ToolError::Failed => ReadError::NotConverted,
    })?;
    fs::read(folder.path().join("contract.docx")).map_err(|_| ReadError::NotConverted)
}
