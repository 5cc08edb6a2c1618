//! Word files made from a fuzzer's bytes.
//!
//! Bytes flipped in a ZIP are caught by its checksums, and bytes flipped in XML by its grammar; what lies
//! behind is reached by files that are well-formed and only strange. So each byte is a word of a small
//! language: open an element, close one, write text.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const MAIN: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>"#;
const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape""#;

/// Elements that may hold others.
const ELEMENTS: &[(&str, &str)] = &[
    ("w:p", ""),
    ("w:p", ""),
    ("w:pPr", ""),
    ("w:r", ""),
    ("w:r", ""),
    ("w:r", ""),
    ("w:rPr", ""),
    ("w:t", " xml:space=\"preserve\""),
    ("w:t", " xml:space=\"preserve\""),
    ("w:t", ""),
    ("w:delText", ""),
    ("w:instrText", ""),
    ("w:ins", " w:id=\"1\" w:author=\"A\""),
    ("w:del", " w:id=\"2\" w:author=\"A\""),
    ("w:moveFrom", " w:id=\"3\" w:author=\"A\""),
    ("w:moveTo", " w:id=\"4\" w:author=\"A\""),
    ("w:hyperlink", " w:anchor=\"a\""),
    ("w:fldSimple", " w:instr=\"REF a\""),
    ("w:sdt", ""),
    ("w:sdtPr", ""),
    ("w:sdtContent", ""),
    ("w:tbl", ""),
    ("w:tr", ""),
    ("w:trPr", ""),
    ("w:tc", ""),
    ("w:tcPr", ""),
    ("w:smartTag", ""),
    ("w:customXml", ""),
    ("w:numPr", ""),
    ("w:pPrChange", " w:id=\"5\" w:author=\"A\""),
    ("w:rPrChange", " w:id=\"6\" w:author=\"A\""),
    ("w:pict", ""),
    ("w:txbxContent", ""),
    ("wps:txbx", ""),
    ("mc:AlternateContent", ""),
    ("mc:Choice", " Requires=\"wps\""),
    ("mc:Fallback", ""),
    ("w:ruby", ""),
    ("w:rt", ""),
    ("w:rubyBase", ""),
    ("w:style", " w:type=\"paragraph\" w:styleId=\"s\""),
    ("w:abstractNum", " w:abstractNumId=\"0\""),
    ("w:num", " w:numId=\"1\""),
    ("w:lvl", " w:ilvl=\"0\""),
    ("w:lvl", " w:ilvl=\"1\""),
    ("w:lvlOverride", " w:ilvl=\"0\""),
    ("w:footnote", " w:id=\"1\""),
    ("w:comment", " w:id=\"1\" w:author=\"A\""),
];

/// Elements without content, and text.
const LEAVES: &[&str] = &[
    "<w:tab/>",
    "<w:br/>",
    "<w:br w:type=\"page\"/>",
    "<w:cr/>",
    "<w:noBreakHyphen/>",
    "<w:softHyphen/>",
    "<w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/>",
    "<w:fldChar w:fldCharType=\"begin\"/>",
    "<w:fldChar w:fldCharType=\"separate\"/>",
    "<w:fldChar w:fldCharType=\"end\"/>",
    "<w:bookmarkStart w:id=\"8\" w:name=\"a\"/>",
    "<w:bookmarkEnd w:id=\"8\"/>",
    "<w:commentRangeStart w:id=\"1\"/>",
    "<w:commentRangeEnd w:id=\"1\"/>",
    "<w:commentReference w:id=\"1\"/>",
    "<w:footnoteReference w:id=\"1\"/>",
    "<w:moveFromRangeStart w:id=\"9\" w:name=\"m\"/>",
    "<w:moveFromRangeEnd w:id=\"9\"/>",
    "<w:moveToRangeStart w:id=\"10\" w:name=\"m\"/>",
    "<w:moveToRangeEnd w:id=\"10\"/>",
    "<w:ins w:id=\"11\" w:author=\"A\"/>",
    "<w:del w:id=\"12\" w:author=\"A\"/>",
    "<w:cellIns w:id=\"13\" w:author=\"A\"/>",
    "<w:cellDel w:id=\"14\" w:author=\"A\"/>",
    "<w:ilvl w:val=\"0\"/>",
    "<w:ilvl w:val=\"1\"/>",
    "<w:numId w:val=\"1\"/>",
    "<w:numId w:val=\"0\"/>",
    "<w:abstractNumId w:val=\"0\"/>",
    "<w:start w:val=\"1\"/>",
    "<w:start w:val=\"2147483647\"/>",
    "<w:startOverride w:val=\"3\"/>",
    "<w:numFmt w:val=\"decimal\"/>",
    "<w:numFmt w:val=\"upperRoman\"/>",
    "<w:numFmt w:val=\"lowerLetter\"/>",
    "<w:numFmt w:val=\"chineseCountingThousand\"/>",
    "<w:numFmt w:val=\"ideographTraditional\"/>",
    "<w:numFmt w:val=\"bullet\"/>",
    "<w:lvlText w:val=\"第%1条\"/>",
    "<w:lvlText w:val=\"%1.%2\"/>",
    "<w:lvlRestart w:val=\"1\"/>",
    "<w:isLgl/>",
    "<w:basedOn w:val=\"s\"/>",
    "<w:pStyle w:val=\"s\"/>",
    "<w:outlineLvl w:val=\"0\"/>",
    "<w:vanish/>",
    "<w:caps/>",
    "<w:b/>",
    "<w:lock w:val=\"sdtContentLocked\"/>",
    "<w:ind w:left=\"-9999999999\"/>",
    "<w:sectPr/>",
    "<w:vMerge/>",
    "<w:gridSpan w:val=\"2\"/>",
    "甲方应当在",
    "30 days ",
    " ",
    "。",
    "第一条",
    "(a) ",
    "1.1 ",
    "&amp;",
    "&#x10FFFF;",
    "<![CDATA[x]]>",
    "<!-- c -->",
    "<?mso x?>",
];

/// Closes the innermost element.
const CLOSE: u8 = 0xFF;
/// Ends the part; the next one follows.
const NEXT_PART: u8 = 0xFE;

/// A Word file from bytes: main part, styles, numbering, footnotes, comments, in that order. With `valid`,
/// elements of the main part stand only where the schema lets them, else anywhere.
#[must_use]
pub fn word_file(bytes: &[u8], valid: bool) -> Vec<u8> {
    let mut parts = bytes.split(|&byte| byte == NEXT_PART);
    let mut next = |root: &str, inner: &str| xml(parts.next().unwrap_or_default(), root, inner, valid);
    let document = next("w:document", "w:body");
    let styles = next("w:styles", "");
    let numbering = next("w:numbering", "");
    let footnotes = next("w:footnotes", "");
    let comments = next("w:comments", "");
    package(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", PACKAGE),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", MAIN),
        ("word/styles.xml", &styles),
        ("word/numbering.xml", &numbering),
        ("word/footnotes.xml", &footnotes),
        ("word/comments.xml", &comments),
    ])
}

/// A Word file around a main part that may be anything.
#[must_use]
pub fn around(document: &str) -> Vec<u8> {
    package(&[("[Content_Types].xml", TYPES), ("_rels/.rels", PACKAGE), ("word/document.xml", document)])
}

/// What an element may hold, in the terms of the schema (ISO/IEC 29500-1, annex A).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Paragraphs and tables.
    Blocks,
    /// Runs and what stands around them.
    Runs,
    /// What stands in a run.
    InRun,
    /// Only characters.
    Characters,
    /// Rows of a table, cells of a row.
    Rows,
    Cells,
    /// The properties and the content of a content control, which holds what its place may hold.
    Control { runs: bool },
    /// Choices of alternative content, and a shape with a text box.
    Choices,
    Shape,
    Boxes,
    /// Properties: whatever stands in them is only looked up.
    Any,
}

/// What `name` may hold within `parent`, or `None` where it may not stand.
fn within(parent: Content, name: &str) -> Option<Content> {
    use Content::{Any, Blocks, Boxes, Cells, Characters, Choices, Control, InRun, Rows, Runs, Shape};
    Some(match (parent, name) {
        (Any, _) => Any,
        (Blocks, "w:p") => Runs,
        (Blocks, "w:tbl") => Rows,
        (Blocks, "w:sdt") => Control { runs: false },
        (Blocks, "w:customXml") => Blocks,
        (Rows, "w:tr") => Cells,
        (Cells, "w:tc") => Blocks,
        (Cells, "w:trPr") | (Blocks, "w:tcPr") | (Runs, "w:pPr") | (InRun, "w:rPr") | (Control { .. }, "w:sdtPr") => Any,
        (Runs, "w:r") => InRun,
        (Runs, "w:ins" | "w:del" | "w:moveFrom" | "w:moveTo" | "w:hyperlink" | "w:fldSimple" | "w:smartTag" | "w:customXml") => Runs,
        (Runs, "w:sdt") => Control { runs: true },
        (Control { runs }, "w:sdtContent") => if runs { Runs } else { Blocks },
        (InRun, "w:t" | "w:delText" | "w:instrText") => Characters,
        (InRun, "mc:AlternateContent") => Choices,
        (Choices, "mc:Choice") => Shape,
        (Choices, "mc:Fallback") => InRun,
        (Shape, "wps:txbx") | (InRun, "w:pict") => Boxes,
        (Boxes, "w:txbxContent") => Blocks,
        _ => return None,
    })
}

/// Whether a leaf may stand in `parent`.
fn holds(parent: Content, leaf: &str) -> bool {
    let mark = ["<w:bookmark", "<w:commentRange", "<w:move", "<!--", "<?"].iter().any(|name| leaf.starts_with(name));
    let in_run = ["<w:tab", "<w:br", "<w:cr", "<w:noBreak", "<w:soft", "<w:sym", "<w:fldChar", "<w:commentRef", "<w:footnoteRef"];
    match parent {
        Content::Any => true,
        Content::Characters => !leaf.starts_with("<w:"),
        Content::InRun => in_run.iter().any(|name| leaf.starts_with(name)),
        Content::Runs | Content::Blocks => mark,
        _ => false,
    }
}

fn xml(bytes: &[u8], root: &str, inner: &str, valid: bool) -> String {
    let mut out = format!("<{root} {SPACES}>");
    let start = if valid && !inner.is_empty() { Content::Blocks } else { Content::Any };
    let mut open: Vec<(&str, Content)> = Vec::new();
    if !inner.is_empty() {
        out.push_str(&format!("<{inner}>"));
    }
    for &byte in bytes {
        let index = usize::from(byte);
        let parent = open.last().map_or(start, |(_, content)| *content);
        if byte == CLOSE {
            if let Some((name, _)) = open.pop() {
                out.push_str(&format!("</{name}>"));
            }
        } else if let Some((name, attributes)) = ELEMENTS.get(index) {
            if let Some(content) = within(parent, name) {
                out.push_str(&format!("<{name}{attributes}>"));
                open.push((name, content));
            }
        } else {
            let leaf = LEAVES[(index - ELEMENTS.len()) % LEAVES.len()];
            if holds(parent, leaf) {
                out.push_str(leaf);
            }
        }
    }
    for (name, _) in open.iter().rev() {
        out.push_str(&format!("</{name}>"));
    }
    if !inner.is_empty() {
        out.push_str(&format!("</{inner}>"));
    }
    out.push_str(&format!("</{root}>"));
    out
}

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(*name, stored).expect("a fixed name");
        zip.write_all(content.as_bytes()).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}
