//! Why a redline is not written.

use pacta_domain::document::Language;

use crate::documents::ReadError;

/// Why a redline is not written. Nothing is changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedlineError {
    /// The file is no Word document.
    #[error("only a Word file (.docx) can be redlined")]
    NotDocx,
    /// The original cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// Word's own protection forbids changes.
    #[error("the document is protected against editing")]
    Protected,
    /// A change would break the digital signature.
    #[error("the document is digitally signed")]
    Signed,
    /// The main part is written in a way we do not splice into (an encoding other than UTF-8, no prefix).
    #[error("the document's XML is written in a way that cannot be changed safely")]
    Unusual,
    /// Reading the result back did not give what it must.
    #[error("the redline did not survive its own check")]
    RoundTrip,
}

impl RedlineError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDocx => "redline.not_docx",
            Self::Unreadable(error) => error.code(),
            Self::Protected => "redline.protected",
            Self::Signed => "redline.signed",
            Self::Unusual => "redline.unusual",
            Self::RoundTrip => "redline.round_trip",
        }
    }

    /// Every error of its own, for the list of codes.
    #[must_use]
    pub fn all() -> Vec<Self> {
        vec![Self::NotDocx, Self::Protected, Self::Signed, Self::Unusual, Self::RoundTrip]
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let zh = match self {
            Self::NotDocx => "只有 Word 文件（.docx）可以出修订稿。",
            Self::Unreadable(error) => return error.message(language),
            Self::Protected => "文件设置了编辑保护。",
            Self::Signed => "文件带有数字签名，任何改动都会使签名失效。",
            Self::Unusual => "文件内部的写法特殊，无法保证安全改动。",
            Self::RoundTrip => "修订稿没有通过自检，为免损坏原件，没有输出。",
        };
        let en = match self {
            Self::NotDocx => "Only a Word file (.docx) can be redlined.",
            Self::Unreadable(error) => return error.message(language),
            Self::Protected => "The document is protected against editing.",
            Self::Signed => "The document is digitally signed; any change would break the signature.",
            Self::Unusual => "The file is written in a way that cannot be changed safely.",
            Self::RoundTrip => {
                "The redline did not pass its own check and was not written, so that nothing is damaged."
            }
        };
        if language == Language::Zh { zh.into() } else { en.into() }
    }

    /// What to do.
    #[must_use]
    pub fn hint(&self, language: Language) -> String {
        let zh = match self {
            Self::NotDocx => "请上传这份合同的 Word 版本；审查报告仍可下载。",
            Self::Unreadable(error) => return error.hint(language),
            Self::Protected => "请在 Word 的“审阅—限制编辑”中停止保护后重新上传。",
            Self::Signed => "请上传未签名的版本。",
            Self::Unusual => "请用 Word 打开后另存为 .docx，再重新上传。",
            Self::RoundTrip => "请用 Word 另存一份后重试，并把这份文件告诉管理员。",
        };
        let en = match self {
            Self::NotDocx => "Upload the Word version of this contract; the report can be downloaded as it is.",
            Self::Unreadable(error) => return error.hint(language),
            Self::Protected => "Stop the protection in Word (Review, Restrict Editing) and upload it again.",
            Self::Signed => "Upload the version without the signature.",
            Self::Unusual => "Open it in Word, save it as .docx, and upload it again.",
            Self::RoundTrip => "Save the file anew in Word and try again, and tell your administrator about it.",
        };
        if language == Language::Zh { zh.into() } else { en.into() }
    }
}
