//! Why a file cannot be read, in words for the person who uploaded it.

use pacta_domain::document::Language;

/// Why a file cannot be read. The codes are stable; scripts rely on them.
///
/// `Display` gives the English message; [`ReadError::message`] and [`ReadError::hint`] speak both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadError {
    /// The file has no bytes.
    Empty,
    /// The file is larger than [`Limits::file_bytes`](super::Limits::file_bytes).
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Neither Word, PDF nor text.
    Unsupported,
    /// A binary Word document (.doc, Word 97–2003), and LibreOffice is not installed.
    LegacyDoc,
    /// Another word processor's file (RTF, OpenDocument), and LibreOffice is not installed.
    NeedsConverter,
    /// LibreOffice could not open the file.
    NotConverted,
    /// A Word document under a password.
    DocxEncrypted,
    /// The container of the Word document is damaged.
    DocxBrokenZip,
    /// The container unpacks to far more than a document holds.
    DocxBomb,
    /// An Office file or an archive, but not a Word document.
    DocxNotADocument,
    /// A part of the Word document is not well-formed.
    DocxBrokenXml,
    /// The Word document has no text, perhaps only scanned pages.
    DocxNoText,
    /// The Word document has more paragraphs, longer ones or deeper nesting than any contract.
    DocxTooComplex,
    /// The PDF is damaged.
    PdfBroken,
    /// The PDF is under a password.
    PdfEncrypted,
    /// The PDF has no text layer: scanned pages.
    PdfNoText,
    /// The PDF took longer than [`Limits::pdf_time`](super::Limits::pdf_time).
    PdfTooComplex,
    /// A picture, and Tesseract is not installed.
    ImageNeedsOcr,
    /// A picture that cannot be opened.
    ImageBroken,
    /// A picture on which no text was recognised.
    ImageNoText,
    /// The bytes are no text in a known encoding.
    TextUndecodable,
    /// The text file is blank.
    TextEmpty,
    /// Reading broke off where no file should make it: a fault of Pacta.
    Failed,
}

impl ReadError {
    /// Every kind of error, for the list in the documentation.
    pub const ALL: [Self; 23] = [
        Self::Empty,
        Self::TooLarge { limit: 50 << 20 },
        Self::Unsupported,
        Self::LegacyDoc,
        Self::NeedsConverter,
        Self::NotConverted,
        Self::DocxEncrypted,
        Self::DocxBrokenZip,
        Self::DocxBomb,
        Self::DocxNotADocument,
        Self::DocxBrokenXml,
        Self::DocxNoText,
        Self::DocxTooComplex,
        Self::PdfBroken,
        Self::PdfEncrypted,
        Self::PdfNoText,
        Self::PdfTooComplex,
        Self::ImageNeedsOcr,
        Self::ImageBroken,
        Self::ImageNoText,
        Self::TextUndecodable,
        Self::TextEmpty,
        Self::Failed,
    ];

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "file.empty",
            Self::TooLarge { .. } => "file.too_large",
            Self::Unsupported => "file.unsupported",
            Self::LegacyDoc => "file.legacy_doc",
            Self::NeedsConverter => "file.needs_converter",
            Self::NotConverted => "file.not_converted",
            Self::DocxEncrypted => "docx.encrypted",
            Self::DocxBrokenZip => "docx.broken_zip",
            Self::DocxBomb => "docx.bomb",
            Self::DocxNotADocument => "docx.not_a_document",
            Self::DocxBrokenXml => "docx.broken_xml",
            Self::DocxNoText => "docx.no_text",
            Self::DocxTooComplex => "docx.too_complex",
            Self::PdfBroken => "pdf.broken",
            Self::PdfEncrypted => "pdf.encrypted",
            Self::PdfNoText => "pdf.no_text",
            Self::PdfTooComplex => "pdf.too_complex",
            Self::ImageNeedsOcr => "image.needs_ocr",
            Self::ImageBroken => "image.broken",
            Self::ImageNoText => "image.no_text",
            Self::TextUndecodable => "text.undecodable",
            Self::TextEmpty => "text.empty",
            Self::Failed => "file.failed",
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(self, language: Language) -> String {
        if let Self::TooLarge { limit } = self {
            let megabytes = limit >> 20;
            return match language {
                Language::Zh => format!("文件超过 {megabytes} MB。"),
                Language::En => format!("The file is larger than {megabytes} MB."),
            };
        }
        self.words(language).0.to_owned()
    }

    /// What to do.
    #[must_use]
    pub fn hint(self, language: Language) -> String {
        self.words(language).1.to_owned()
    }

    fn words(self, language: Language) -> (&'static str, &'static str) {
        match language {
            Language::Zh => self.chinese(),
            Language::En => self.english(),
        }
    }

    fn chinese(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => ("文件是空的。", "请确认文件已完整保存，再上传一次。"),
            Self::TooLarge { .. } => ("文件过大。", "请压缩文件中的图片，或者把附件拆开单独上传。"),
            Self::Unsupported => ("无法识别这种文件。", "请上传 Word、PDF、文本文件，或者页面的扫描图片。"),
            Self::LegacyDoc => {
                ("这是旧版 Word 文件（.doc）。", "请在 Word 中打开，另存为 .docx 后上传；或请管理员安装 LibreOffice。")
            }
            Self::NeedsConverter => (
                "读取 RTF、ODT 文件需要 LibreOffice，这台服务器没有安装。",
                "请另存为 .docx 后上传；或请管理员安装 LibreOffice。",
            ),
            Self::NotConverted => ("这个文件无法转换为 Word 文档。", "请在原来的软件中打开，另存为 .docx 后上传。"),
            Self::DocxEncrypted => {
                ("Word 文件设有打开密码。", "请在 Word 中取消密码（文件—信息—保护文档），保存后再上传。")
            }
            Self::DocxBrokenZip => ("Word 文件已损坏，无法解包。", "请在 Word 中打开并修复，另存为新的 .docx 后上传。"),
            Self::DocxBomb => ("文件解包后的体积异常。", "请在 Word 中打开，另存为新的 .docx 后上传。"),
            Self::DocxNotADocument => {
                ("这不是 Word 文档。", "请确认上传的是合同的 .docx 文件，而不是表格、演示文稿或者压缩包。")
            }
            Self::DocxBrokenXml => ("Word 文件的内容已损坏。", "请在 Word 中打开并修复，另存为新的 .docx 后上传。"),
            Self::DocxNoText => ("Word 文件中没有文字。", "如果页面是扫描图片，请先做文字识别，再上传识别后的文件。"),
            Self::DocxTooComplex => ("Word 文件的结构过于复杂。", "请把合同正文另存为单独的 .docx 后上传。"),
            Self::PdfBroken => ("PDF 文件已损坏。", "请重新导出 PDF，或者上传 Word 原件。"),
            Self::PdfEncrypted => ("PDF 文件设有密码。", "请取消密码后上传，或者上传 Word 原件。"),
            Self::PdfNoText => (
                "PDF 中没有文字，可能是扫描件。",
                "请上传 Word 原件，或者先做文字识别（OCR）；服务器装有 Tesseract 和 Poppler 时会自动识别。",
            ),
            Self::PdfTooComplex => ("读取这个 PDF 用时过长。", "请拆分文件，或者上传 Word 原件。"),
            Self::ImageNeedsOcr => (
                "这是图片，识别文字需要 Tesseract，这台服务器没有安装。",
                "请上传 Word 原件或者 PDF；或请管理员安装 Tesseract。",
            ),
            Self::ImageBroken => ("图片已损坏或者格式特殊。", "请重新拍摄或者导出为 PNG、JPEG 后上传。"),
            Self::ImageNoText => ("图片中没有识别出文字。", "请确认页面清晰、方向正确，再上传一次。"),
            Self::TextUndecodable => ("无法识别文本的编码。", "请把文件另存为 UTF-8 编码后上传。"),
            Self::TextEmpty => ("文件中没有文字。", "请确认上传的是合同文本。"),
            Self::Failed => {
                ("读取这个文件时程序出错。", "文件未被保存。请在 Word 中另存为新的 .docx 再上传，并把问题告诉管理员。")
            }
        }
    }

    fn english(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => ("The file is empty.", "Check that it was saved completely and upload it again."),
            Self::TooLarge { .. } => {
                ("The file is too large.", "Compress the pictures in it, or upload the annexes separately.")
            }
            Self::Unsupported => (
                "This kind of file is not known.",
                "Upload a Word document, a PDF, a text file or a picture of the pages.",
            ),
            Self::LegacyDoc => (
                "This is a Word 97–2003 document (.doc).",
                "Open it in Word, save it as .docx and upload that; or ask your administrator to install LibreOffice.",
            ),
            Self::NeedsConverter => (
                "RTF and ODT files need LibreOffice, which this server does not have.",
                "Save the file as .docx and upload that; or ask your administrator to install LibreOffice.",
            ),
            Self::NotConverted => (
                "The file could not be turned into a Word document.",
                "Open it where it was written, save it as .docx and upload that.",
            ),
            Self::DocxEncrypted => (
                "The Word document is protected by a password.",
                "Remove the password in Word (File, Info, Protect Document), save and upload it again.",
            ),
            Self::DocxBrokenZip => (
                "The Word document is damaged and cannot be unpacked.",
                "Open and repair it in Word, save it as a new .docx and upload that.",
            ),
            Self::DocxBomb => {
                ("The file unpacks to a suspicious size.", "Open it in Word, save it as a new .docx and upload that.")
            }
            Self::DocxNotADocument => (
                "This is not a Word document.",
                "Upload the contract's .docx, not a spreadsheet, a presentation or an archive.",
            ),
            Self::DocxBrokenXml => (
                "The content of the Word document is damaged.",
                "Open and repair it in Word, save it as a new .docx and upload that.",
            ),
            Self::DocxNoText => (
                "The Word document has no text.",
                "If its pages are scanned pictures, run text recognition (OCR) first and upload the result.",
            ),
            Self::DocxTooComplex => (
                "The Word document is too complex to read.",
                "Save the contract itself as a .docx of its own and upload that.",
            ),
            Self::PdfBroken => ("The PDF is damaged.", "Export it again, or upload the Word original."),
            Self::PdfEncrypted => {
                ("The PDF is protected by a password.", "Remove the password, or upload the Word original.")
            }
            Self::PdfNoText => (
                "The PDF has no text; its pages seem to be scanned.",
                "Upload the Word original, or run text recognition (OCR) first; a server with Tesseract and Poppler does it itself.",
            ),
            Self::PdfTooComplex => ("Reading this PDF takes too long.", "Split the file, or upload the Word original."),
            Self::ImageNeedsOcr => (
                "This is a picture; reading it needs Tesseract, which this server does not have.",
                "Upload the Word original or a PDF; or ask your administrator to install Tesseract.",
            ),
            Self::ImageBroken => {
                ("The picture is damaged or of an unusual kind.", "Take or export it again as PNG or JPEG.")
            }
            Self::ImageNoText => (
                "No text was recognised in the picture.",
                "Check that the page is sharp and the right way up, and upload it again.",
            ),
            Self::TextUndecodable => {
                ("The encoding of the text is not known.", "Save the file as UTF-8 and upload it again.")
            }
            Self::TextEmpty => ("The file has no text.", "Check that it is the contract's text."),
            Self::Failed => (
                "Pacta failed while reading this file.",
                "Nothing was stored. Save it in Word as a new .docx, upload that, and tell your administrator.",
            ),
        }
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for ReadError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_a_code_of_its_own_and_words_in_both_languages() {
        let mut codes: Vec<_> = ReadError::ALL.iter().map(|error| error.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ReadError::ALL.len());
        for error in ReadError::ALL {
            for language in [Language::Zh, Language::En] {
                assert!(!error.message(language).is_empty() && !error.hint(language).is_empty());
            }
        }
    }
}
