//! Files that other programs help to read: LibreOffice and Tesseract, as they are installed.

use std::process::Command;

use pacta_backend::documents::{Opened, ReadOptions, open, read};
use pacta_domain::document::{Format, Revisions};

/// A contract in Rich Text Format, with Chinese as its escapes.
fn rtf() -> Vec<u8> {
    let text =
        "租赁合同\n甲方：云栖示例商业有限公司\n乙方：禾木示例餐饮有限公司\n第一条 租金\n租金为每月人民币10000元。";
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.encode_utf16().map(|unit| format!("\\u{}?", unit.cast_signed())).collect())
        .collect();
    format!("{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Noto Serif CJK SC;}}}}\\f0 {}}}", lines.join("\\par ")).into_bytes()
}

#[test]
fn a_rich_text_file_becomes_a_word_file() {
    let Opened { document, converted } = open(&rtf(), "租赁合同.rtf", &ReadOptions::default()).expect("LibreOffice");
    assert_eq!(document.format, Format::Docx);
    assert_eq!(document.parties.len(), 2);
    assert_eq!(document.blocks.last().map(|block| block.text.as_str()), Some("租金为每月人民币10000元。"));
    assert!(document.warnings.iter().any(|warning| warning.contains("LibreOffice")));
    // What is worked on from now on is the Word file.
    let word = converted.expect("a converted file");
    let again = read(&word, "租赁合同.docx", &ReadOptions::default()).expect("a Word file");
    assert_eq!(again.text, document.text);
    let rejected = ReadOptions { revisions: Revisions::Rejected, ..ReadOptions::default() };
    assert!(read(&word, "租赁合同.docx", &rejected).is_ok());
}

#[test]
fn what_no_program_can_open_is_told_apart() {
    let code = |bytes: &[u8]| read(bytes, "contract", &ReadOptions::default()).expect_err("no contract").code();
    let compound = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    assert_eq!(code(&compound), "file.unsupported");
    let stream: Vec<u8> = "WordDocument".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&[compound, stream].concat()), "file.not_converted");
    assert_eq!(code(b"\x89PNG\r\n\x1a\n and no more"), "image.broken");
}

/// A page drawn by the programs that draw scans: LibreOffice sets it, Poppler draws it.
fn scanned() -> (Vec<u8>, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a folder");
    let rich = folder.path().join("lease.rtf");
    std::fs::write(&rich, rtf()).expect("a file");
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let run = |command: &mut Command| assert!(command.output().expect("an installed program").status.success());
    run(Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&rich));
    let page = folder.path().join("page");
    run(Command::new("pdftoppm")
        .args(["-r", "200", "-jpeg", "-singlefile"])
        .arg(folder.path().join("lease.pdf"))
        .arg(&page));
    let picture = std::fs::read(page.with_extension("jpg")).expect("a picture");
    (pdf_around(&picture), picture)
}

/// Width and height of a JPEG, from its frame header (ITU-T T.81, B.2.2).
fn size_of(jpeg: &[u8]) -> (u16, u16) {
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a baseline JPEG");
    let number = |at: usize| u16::from_be_bytes([jpeg[frame + at], jpeg[frame + at + 1]]);
    (number(7), number(5))
}

/// A PDF of one page that shows a picture and has no text.
fn pdf_around(jpeg: &[u8]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    let (width, height) = size_of(jpeg);
    let draw = b"q 595 0 0 842 0 0 cm /Im Do Q";
    let objects: [(String, &[u8]); 5] = [
        ("<</Type/Catalog/Pages 2 0 R>>".into(), b""),
        ("<</Type/Pages/Kids[3 0 R]/Count 1>>".into(), b""),
        (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</Im 5 0 R>>>>>>"
                .into(),
            b"",
        ),
        (format!("<</Length {}>>", draw.len()), draw),
        (
            format!(
                "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length {}>>",
                jpeg.len()
            ),
            jpeg,
        ),
    ];
    for (number, (head, stream)) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{head}\n", number + 1).bytes());
        if !stream.is_empty() {
            pdf.extend(b"stream\n");
            pdf.extend(*stream);
            pdf.extend(b"\nendstream\n");
        }
        pdf.extend(b"endobj\n");
    }
    let table = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).bytes());
    for offset in offsets {
        pdf.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    pdf.extend(format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    pdf
}

#[test]
fn scanned_pages_are_recognised_with_a_confidence() {
    let (pdf, picture) = scanned();
    for (bytes, name, format) in [(pdf, "scan.pdf", Format::Pdf), (picture, "photo.jpg", Format::Image)] {
        let document = read(&bytes, name, &ReadOptions::default()).expect("Tesseract and Poppler");
        assert_eq!(document.format, format);
        assert!(document.text.contains("10000元"), "{}", document.text);
        assert!(document.text.contains("租金"), "{}", document.text);
        assert!(document.blocks.iter().all(|block| block.confidence.is_some_and(|sure| (0.0..=1.0).contains(&sure))));
        assert!(document.warnings.iter().any(|warning| warning.contains("扫描件")), "{:?}", document.warnings);
    }
}
