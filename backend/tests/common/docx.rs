//! A small Word file for tests: a body of paragraphs and nothing else.

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// A Word file with one paragraph for each line.
pub fn docx(text: &str) -> Vec<u8> {
    let paragraphs: String =
        text.lines().map(|line| format!(r#"<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>"#)).collect();
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraphs}<w:sectPr/></w:body></w:document>"#
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in
        [("[Content_Types].xml", TYPES), ("_rels/.rels", RELS), ("word/document.xml", document.as_str())]
    {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Where words hide in a Word file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// A paragraph of its own before the last ones.
    Text,
    /// The end of a clause.
    Clause,
    /// White letters.
    White,
    /// Hidden letters (`w:vanish`).
    Hidden,
    /// A comment.
    Comment,
    /// A footnote.
    Footnote,
    /// The header.
    Header,
    /// The properties of the file.
    Properties,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn run(properties: &str, text: &str) -> String {
    format!(r#"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(text))
}

/// A contract with words hidden in it, on the line `at` where the place is a line.
pub fn docx_with(text: &str, at: usize, place: Place, words: &str) -> Vec<u8> {
    const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut body = String::new();
    for (number, line) in text.lines().enumerate() {
        let here = number == at;
        let mut paragraph = run("", line);
        match place {
            Place::Clause if here => paragraph.push_str(&run("", words)),
            Place::White if here => paragraph.push_str(&run(r#"<w:color w:val="FFFFFF"/><w:sz w:val="2"/>"#, words)),
            Place::Hidden if here => paragraph.push_str(&run("<w:vanish/>", words)),
            Place::Footnote if here => paragraph.push_str(r#"<w:r><w:footnoteReference w:id="2"/></w:r>"#),
            Place::Comment if here => {
                paragraph = format!(
                    r#"<w:commentRangeStart w:id="0"/>{paragraph}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>"#
                );
            }
            _ => {}
        }
        body.push_str(&format!("<w:p>{paragraph}</w:p>"));
        if here && place == Place::Text {
            body.push_str(&format!("<w:p>{}</w:p>", run("", words)));
        }
    }
    let inner = format!("<w:p>{}</w:p>", run("", words));
    let part = match place {
        Place::Comment => Some((
            "comments",
            format!(
                r#"<w:comments {W}><w:comment w:id="0" w:author="A" w:date="2026-01-01T00:00:00Z">{inner}</w:comment></w:comments>"#
            ),
        )),
        Place::Footnote => {
            Some(("footnotes", format!(r#"<w:footnotes {W}><w:footnote w:id="2">{inner}</w:footnote></w:footnotes>"#)))
        }
        Place::Header => Some(("header", format!("<w:hdr {W}>{inner}</w:hdr>"))),
        _ => None,
    };
    let header = if place == Place::Header { r#"<w:headerReference w:type="default" r:id="rId9"/>"# } else { "" };
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {W}><w:body>{body}<w:sectPr>{header}</w:sectPr></w:body></w:document>"#
    );
    let mut types = TYPES.replace("</Types>", "");
    let mut rels = RELS.replace("</Relationships>", "");
    let mut files = vec![("word/document.xml".to_owned(), document)];
    if let Some((name, xml)) = part {
        types.push_str(&format!(r#"<Override PartName="/word/{name}.xml" ContentType="{KIND}.{name}+xml"/>"#));
        let own = format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="{REL}/{name}" Target="{name}.xml"/></Relationships>"#
        );
        files.push(("word/_rels/document.xml.rels".to_owned(), own));
        files.push((format!("word/{name}.xml"), xml));
    }
    if place == Place::Properties {
        types.push_str(r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#);
        rels.push_str(r#"<Relationship Id="rId8" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#);
        let core = format!(
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{0}</dc:title><dc:description>{0}</dc:description></cp:coreProperties>"#,
            escaped(words)
        );
        files.push(("docProps/core.xml".to_owned(), core));
    }
    files.push(("[Content_Types].xml".to_owned(), types + "</Types>"));
    files.push(("_rels/.rels".to_owned(), rels + "</Relationships>"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
