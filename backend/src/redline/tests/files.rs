//! Word files for tests, written by hand.

use std::io::{Cursor, Read as _, Write as _};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A package around a main part.
pub fn docx(document: &str) -> Vec<u8> {
    zip(&[("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONSHIPS), ("word/document.xml", document)])
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same package with one more part, related to the main part.
pub fn with_part(docx: &[u8], name: &str, kind: &str, content: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut parts: Vec<(String, String)> = Vec::new();
    for own in names {
        let mut text = String::new();
        archive.by_name(&own).unwrap().read_to_string(&mut text).unwrap();
        parts.push((own, text));
    }
    parts.push((name.into(), content.into()));
    let target = name.trim_start_matches("word/");
    parts.push(("word/_rels/document.xml.rels".into(), format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"#)));
    zip(&parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect::<Vec<_>>())
}

/// A part as text.
pub fn part(docx: &[u8], name: &str) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut file = archive.by_name(name).ok()?;
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    Some(text)
}

/// A main part with these paragraphs.
pub fn body(paragraphs: &[String]) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>{}<w:sectPr/></w:body></w:document>"#,
        paragraphs.concat()
    )
}

/// A paragraph of one run.
pub fn paragraph(text: &str) -> String {
    split_paragraph(text, usize::MAX)
}

/// A paragraph whose text is split into runs of so many characters, of changing looks, as Word does it.
pub fn split_paragraph(text: &str, size: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    let runs: String = characters
        .chunks(size.min(characters.len().max(1)))
        .enumerate()
        .map(|(index, chunk)| {
            let look = if index % 2 == 1 { "<w:rPr><w:b/></w:rPr>" } else { "" };
            let words: String = chunk.iter().collect();
            format!(r#"<w:r w:rsidR="00{index:02}">{look}<w:t xml:space="preserve">{words}</w:t></w:r>"#)
        })
        .collect();
    format!("<w:p>{runs}</w:p>")
}

/// Another author's changes and comment, split runs, a field, a hyperlink, a bookmark, a locked
/// content control, a table.
pub fn hard_case() -> Vec<u8> {
    let run = |text: &str| format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#);
    let jane = r#"w:author="Jane" w:date="2026-01-02T03:04:05Z""#;
    docx(&body(&[
        format!(
            r#"<w:p><w:pPr><w:jc w:val="both"/></w:pPr>{}<w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">ty (30</w:t></w:r><w:bookmarkStart w:id="7" w:name="_Ref1"/>{}<w:bookmarkEnd w:id="7"/></w:p>"#,
            run("The term is thir"),
            run(") days from signing.")
        ),
        format!(
            r#"<w:p>{}<w:ins w:id="11" {jane}>{}</w:ins><w:del w:id="12" {jane}><w:r><w:delText>their deletion</w:delText></w:r></w:del>{}</w:p>"#,
            run("Each party uses "),
            run("its reasonable and proper "),
            run("efforts.")
        ),
        format!(
            r#"<w:p>{}<w:hyperlink r:id="rId5">{}</w:hyperlink>{}</w:p>"#,
            run("See the "),
            run("linked words"),
            run(" here.")
        ),
        format!(
            r#"<w:p>{}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> REF _Ref1 \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>{}</w:p>"#,
            run("As stated in "),
            run("Section 5"),
            run(" above.")
        ),
        format!(
            r#"<w:p><w:sdt><w:sdtPr><w:lock w:val="sdtContentLocked"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt></w:p>"#,
            run("This is locked text.")
        ),
        format!(
            r#"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="100"/></w:tblGrid><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>"#,
            run("Some cell text.")
        ),
        format!("<w:p>{}</w:p>", run("The end.")),
    ]))
}
