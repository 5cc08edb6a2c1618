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
    with_parts(docx, &[(name, kind, content)])
}

/// The same package with more parts in the folder `word`, each related to the main part by its kind.
pub fn with_parts(docx: &[u8], more: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut parts: Vec<(String, String)> = Vec::new();
    for own in names {
        let mut text = String::new();
        archive.by_name(&own).unwrap().read_to_string(&mut text).unwrap();
        if own == "[Content_Types].xml" {
            let overrides: String = more.iter().map(|(name, kind, _)| format!(
                r#"<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>"#
            )).collect();
            text = text.replace("</Types>", &(overrides + "</Types>"));
        }
        parts.push((own, text));
    }
    let mut related = String::new();
    for (index, (name, kind, content)) in more.iter().enumerate() {
        parts.push(((*name).into(), (*content).into()));
        let target = name.trim_start_matches("word/");
        let base = match *kind {
            "commentsExtended" | "people" => "http://schemas.microsoft.com/office/2011/relationships",
            _ => "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        };
        related.push_str(&format!(r#"<Relationship Id="rId{}" Type="{base}/{kind}" Target="{target}"/>"#, index + 20));
    }
    let link = r#"<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.org/" TargetMode="External"/>"#;
    parts.push(("word/_rels/document.xml.rels".into(), format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}{related}</Relationships>"#)));
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

/// Another author's changes and commented thread, split runs, a field, a hyperlink, a bookmark, automatic numbers,
/// a locked content control, a table, a footnote, a text box in both its copies.
pub fn hard_case() -> Vec<u8> {
    let run = |text: &str| format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#);
    let jane = r#"w:author="Jane" w:date="2026-01-02T03:04:05Z""#;
    let numbered = |text: &str| {
        format!(
            r#"<w:p w14:paraId="1000000{}"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{}</w:p>"#,
            text.len() % 10,
            run(text)
        )
    };
    let boxed = r#"<w:txbxContent><w:p><w:r><w:t>Text in a box.</w:t></w:r></w:p></w:txbxContent>"#;
    let main = body(&[
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
        numbered("The fee is due within ten days."),
        numbered("Late fees bear interest."),
        format!(
            r#"<w:p><w:commentRangeStart w:id="21"/><w:commentRangeStart w:id="22"/>{}<w:commentRangeEnd w:id="21"/><w:r><w:commentReference w:id="21"/></w:r><w:commentRangeEnd w:id="22"/><w:r><w:commentReference w:id="22"/></w:r>{}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#,
            run("Either party may terminate"),
            run(" at any time.")
        ),
        format!(
            r#"<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{boxed}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{boxed}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"#
        ),
        format!("<w:p>{}</w:p>", run("The end.")),
    ]);
    let main = main.replace(
        "<w:document ",
        r#"<w:document xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14 wps" "#,
    );
    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let comment = |id: u32, author: &str, key: &str, text: &str| {
        format!(
            r#"<w:comment w:id="{id}" w:author="{author}" w:date="2026-01-02T03:04:05Z"><w:p w14:paraId="{key}"><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>"#
        )
    };
    let comments = format!(
        r#"<w:comments xmlns:w="{WORD}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">{}{}</w:comments>"#,
        comment(21, "Jane", "2000000A", "Too wide."),
        comment(22, "John", "2000000B", "Agreed.")
    );
    let extended = r#"<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:commentEx w15:paraId="2000000A" w15:done="0"/><w15:commentEx w15:paraId="2000000B" w15:paraIdParent="2000000A" w15:done="0"/></w15:commentsEx>"#;
    let footnotes = format!(
        r#"<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="2"><w:p><w:r><w:t>Except in the first year.</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    let numbering = format!(
        r#"<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    );
    with_parts(
        &docx(&main),
        &[
            ("word/comments.xml", "comments", &comments),
            ("word/commentsExtended.xml", "commentsExtended", extended),
            ("word/footnotes.xml", "footnotes", &footnotes),
            ("word/numbering.xml", "numbering", &numbering),
        ],
    )
}
