//! Reads small packages made here, and the shared ones where they are.

use std::{
    io::{Cursor, Write},
    path::PathBuf,
};

use pacta_domain::document::{Align, BlockKind, Document, Revisions, Story};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{super::read, *};
use crate::documents::Limits;

const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A package with these parts in the folder `word`, each related to the main one by the kind given.
fn package(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    put(
        "_rels/.rels",
        &format!(
            r#"<Relationships><Relationship Id="r1" Type="{kind}/officeDocument" Target="/word/main.xml"/></Relationships>"#
        ),
    );
    put(
        "word/main.xml",
        &format!(r#"<?xml version="1.0"?><w:document xmlns:w="{NAMESPACE}"><w:body>{body}</w:body></w:document>"#),
    );
    let mut relationships = String::new();
    for (name, related, text) in parts {
        relationships.push_str(&format!(r#"<Relationship Id="{name}" Type="{kind}/{related}" Target="{name}"/>"#));
        put(&format!("word/{name}"), text);
    }
    put("word/_rels/main.xml.rels", &format!("<Relationships>{relationships}</Relationships>"));
    zip.finish().unwrap().into_inner()
}

fn document(body: &str, parts: &[(&str, &str, &str)]) -> Document {
    read(&package(body, parts), "a.docx", &ReadOptions::default()).unwrap()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.as_str()).collect()
}

#[test]
fn paragraphs_become_blocks_with_looks_layout_and_clauses() {
    let styles = format!(
        r#"<w:styles xmlns:w="{NAMESPACE}"><w:style w:type="paragraph" w:styleId="T"><w:name w:val="标题 1"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>"#
    );
    let body = concat!(
        r#"<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>商铺租赁合同</w:t></w:r></w:p><w:p/>"#,
        r#"<w:p><w:r><w:t>出租方（甲方）：杭州某某有限公司</w:t></w:r></w:p>"#,
        r#"<w:p><w:r><w:t>第一条 </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>租金 &amp;</w:t></w:r><w:r><w:rPr><w:b w:val="1"/></w:rPr><w:t>押金</w:t></w:r></w:p>"#,
        r#"<w:p><w:pPr><w:ind w:firstLine="420"/></w:pPr><w:r><w:t xml:space="preserve">押金 </w:t><w:tab/><w:t>三个月</w:t><w:br/><w:noBreakHyphen/></w:r></w:p>"#,
    );
    let document = document(body, &[("styles.xml", "styles", &styles)]);
    assert_eq!(
        texts(&document),
        ["商铺租赁合同", "出租方（甲方）：杭州某某有限公司", "第一条 租金 &押金", "押金 \t三个月\n-"]
    );
    assert_eq!(document.title.as_deref(), Some("商铺租赁合同"));
    assert_eq!(document.contract_type.as_deref(), Some("retail_lease"));
    let [title, _, article, last] = &document.blocks[..] else { panic!("four blocks") };
    assert_eq!((title.kind, title.layout.align), (BlockKind::Heading, Align::Center));
    assert_eq!((article.label.as_deref(), article.label_typed), (Some("第一条"), true));
    assert_eq!(article.runs.iter().map(|run| (run.start, run.end)).collect::<Vec<_>>(), [(4, 10)]);
    assert_eq!(last.clause.as_deref(), Some("c1"));
    assert_eq!(last.layout.first_line, 420);
    assert_eq!(document.clauses[0].title.as_deref(), Some("租金 &押金"));
}

#[test]
fn automatic_numbers_stay_out_of_the_text() {
    let numbering = format!(
        r#"<w:numbering xmlns:w="{NAMESPACE}"><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="A"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#
    );
    let styles = format!(
        r#"<w:styles xmlns:w="{NAMESPACE}"><w:style w:type="paragraph" w:styleId="A"><w:name w:val="Article"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#
    );
    let article =
        |text: &str| format!(r#"<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#);
    let section = |text: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
        )
    };
    let body =
        article("租金") + &section("月租金一万元。") + &section("按季支付。") + &article("押金") + &section("三个月。");
    let parts = [("n.xml", "numbering", numbering.as_str()), ("s.xml", "styles", styles.as_str())];
    let document = document(&body, &parts);
    let labels: Vec<_> = document.blocks.iter().filter_map(|block| block.label.as_deref()).collect();
    assert_eq!(labels, ["第一条", "1.1", "1.2", "第二条", "2.1"]);
    assert!(document.blocks.iter().all(|block| !block.label_typed));
    assert_eq!(document.clause("c3").and_then(|clause| clause.parent.as_deref()), Some("c1"));
    assert_eq!(document.clause("c4").and_then(|clause| clause.title.as_deref()), Some("押金"));
}

#[test]
fn a_blank_paragraph_takes_a_number_unless_it_only_ends_a_section() {
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let numbered = |more: &str, text: &str| {
        format!(r#"<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>{more}</w:pPr>{text}</w:p>"#)
    };
    let words = "<w:r><w:t>words</w:t></w:r>";
    for (blank, expected) in [(numbered("", ""), "2."), (numbered("<w:sectPr><w:cols/></w:sectPr>", ""), "1.")] {
        let read = document(&(blank + &numbered("", words)), &[("numbering.xml", "numbering", numbering)]);
        assert_eq!(read.blocks[0].label.as_deref(), Some(expected));
    }
}

#[test]
fn tracked_changes_are_read_as_asked_for() {
    let body = concat!(
        r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>租期</w:t></w:r><w:del w:id="2"><w:r><w:delText>两</w:delText></w:r></w:del>"#,
        r#"<w:ins w:id="3" w:author="王律师"><w:r><w:t>三</w:t></w:r></w:ins></w:p>"#,
        r#"<w:p><w:r><w:t>年。</w:t></w:r></w:p>"#,
    );
    let bytes = package(body, &[]);
    let Raw { document: accepted, addresses, .. } = raw(&bytes, &ReadOptions::default()).unwrap();
    assert_eq!(texts(&accepted), ["租期三年。"]);
    assert_eq!(accepted.blocks[0].runs[0].inserted_by.as_deref(), Some("王律师"));
    assert_eq!(addresses[0].part, "word/main.xml");
    assert_eq!(addresses[0].paragraphs.iter().map(|p| (p.index, p.start)).collect::<Vec<_>>(), [(0, 0), (1, 3)]);
    let options = ReadOptions { revisions: Revisions::Rejected, ..ReadOptions::default() };
    assert_eq!(texts(&read(&bytes, "", &options).unwrap()), ["租期两", "年。"]);
}

#[test]
fn what_others_took_out_is_kept_beside_the_text() {
    let gone =
        |text: &str| format!(r#"<w:del w:id="2" w:author="王律师"><w:r><w:delText>{text}</w:delText></w:r></w:del>"#);
    let body = format!(
        "<w:p><w:r><w:t>租期</w:t></w:r>{}<w:r><w:t>三年。</w:t></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>",
        gone("两"),
        gone("整段删除。"),
        gone("再删一段。")
    );
    let read = document(&body, &[]);
    assert_eq!(texts(&read), ["租期三年。"]);
    let deletions: Vec<_> = read.blocks[0].deletions.iter().map(|gone| (gone.at, gone.text.as_str())).collect();
    assert_eq!(deletions, [(2, "两"), (5, "\n整段删除。\n"), (5, "\n再删一段。")]);
    assert!(read.blocks[0].deletions.iter().all(|gone| gone.by == "王律师"));
    // What went with a footnote is not shown in the text that stands before it in the file.
    let notes = format!(
        r#"<w:footnotes xmlns:w="{NAMESPACE}"><w:footnote w:id="1"><w:p>{}</w:p></w:footnote></w:footnotes>"#,
        gone("注")
    );
    let read = document(&paragraph("正文。"), &[("f.xml", "footnotes", &notes)]);
    assert!(read.blocks[0].deletions.is_empty());
}

#[test]
fn comments_come_with_their_words_and_threads() {
    let comments = format!(
        r#"<w:comments xmlns:w="{NAMESPACE}" xmlns:w14="x"><w:comment w:id="7" w:author="Jane" w:date="2026-01-02T03:04:05Z"><w:p w14:paraId="0A"><w:r><w:t>太高 &amp; 不合理</w:t></w:r></w:p></w:comment><w:comment w:id="8" w:author="李律师"><w:p w14:paraId="0B"><w:r><w:t>同意</w:t></w:r></w:p><w:p w14:paraId="0C"><w:r><w:t>改为两个月</w:t></w:r></w:p></w:comment><w:comment w:id="9" w:author="nobody"/></w:comments>"#
    );
    let extended = r#"<w15:commentsEx xmlns:w15="x"><w15:commentEx w15:paraId="0A" w15:done="1"/><w15:commentEx w15:paraId="0C" w15:paraIdParent="0A" w15:done="0"/></w15:commentsEx>"#;
    let body = r#"<w:p><w:r><w:t>押金为</w:t></w:r><w:commentRangeStart w:id="7"/><w:commentRangeStart w:id="8"/><w:r><w:t>三个月</w:t></w:r><w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r><w:commentRangeEnd w:id="8"/><w:r><w:t>租金。</w:t></w:r></w:p>"#;
    let read = document(body, &[("c.xml", "comments", &comments), ("x.xml", "commentsExtended", extended)]);
    let [first, second] = &read.comments[..] else { panic!("two comments with a place") };
    assert_eq!((first.author.as_str(), first.text.as_str(), first.resolved), ("Jane", "太高 & 不合理", true));
    assert_eq!((first.block.as_str(), first.start, first.end), ("b1", 3, 6));
    assert_eq!((second.text.as_str(), second.reply_to.as_deref()), ("同意\n改为两个月", Some("7")));
    assert_eq!(read.text, "押金为三个月租金。");
}

#[test]
fn addresses_hold_the_bytes_of_their_paragraphs() {
    let body = format!("{}<w:p/>{}", paragraph("一"), paragraph("二"));
    let bytes = package(&body, &[]);
    let Raw { document, addresses, .. } = raw(&bytes, &ReadOptions::default()).unwrap();
    let limits = Limits::default();
    let part = container::Container::open(&bytes, &limits).unwrap().part("word/main.xml").unwrap().unwrap();
    for (block, address) in document.blocks.iter().zip(&addresses) {
        assert_eq!(part.get(address.paragraphs[0].bytes.clone()), Some(paragraph(&block.text).as_str()));
    }
    assert_eq!(addresses[1].paragraphs[0].index, 2);
}

#[test]
fn tables_text_boxes_and_other_stories_are_read_in_order() {
    let body = format!(
        r#"<w:tbl><w:tr><w:tc>{}</w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{}</w:tc><w:tc><w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:t>正文</w:t></w:r><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>"#,
        paragraph("甲方"),
        paragraph("杭州某某有限公司"),
        paragraph("内"),
        paragraph("框")
    );
    let story = |root: &str, text: &str| format!(r#"<w:{root} xmlns:w="{NAMESPACE}">{}</w:{root}>"#, paragraph(text));
    let (first, again) = (story("hdr", "页眉"), story("hdr", "页眉"));
    let notes = format!(
        r#"<w:footnotes xmlns:w="{NAMESPACE}"><w:footnote w:id="1">{}</w:footnote></w:footnotes>"#,
        paragraph("注")
    );
    let parts = [("h1.xml", "header", first.as_str()), ("h2.xml", "header", &again), ("f.xml", "footnotes", &notes)];
    let document = document(&body, &parts);
    assert_eq!(texts(&document), ["甲方", "杭州某某有限公司", "内", "正文", "框", "页眉", "注"]);
    let cells: Vec<_> = document
        .blocks
        .iter()
        .filter_map(|block| block.cell)
        .map(|c| (c.table, c.row, c.column, c.column_span))
        .collect();
    assert_eq!(cells, [(0, 0, 0, 1), (0, 0, 1, 2), (1, 0, 0, 1)]);
    let stories: Vec<_> = document.blocks.iter().skip(3).map(|block| block.story).collect();
    assert_eq!(stories, [Story::Body, Story::Textbox, Story::Header, Story::Footnote]);
    assert_eq!(document.parties.len(), 1);
    assert_eq!(document.parties[0].name, "杭州某某有限公司");
}

#[test]
fn what_is_no_readable_word_document_is_told_apart() {
    let code = |bytes: &[u8]| read(bytes, "a.docx", &ReadOptions::default()).unwrap_err().code();
    assert_eq!(code(b""), "file.empty");
    assert_eq!(code(b"PK\x03\x04 and no more"), "docx.broken_zip");
    assert_eq!(code(&package("<w:p/>", &[])), "docx.no_text");
    assert_eq!(code(&package("<w:p><w:r></w:p>", &[])), "docx.broken_xml");
    assert_eq!(code(&package(&"<w:sdt>".repeat(400), &[])), "docx.too_complex");
    assert_eq!(code(&package(&" ".repeat(4 << 20), &[])), "docx.bomb");
    let compound = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    assert_eq!(code(&compound), "file.unsupported");
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&[compound, name].concat()), "docx.encrypted");
    assert_eq!(code(&[0, 1, 2, 3]), "docx.broken_zip");
    assert_eq!(read(&[0, 1, 2, 3], "a.bin", &ReadOptions::default()).unwrap_err().code(), "file.unsupported");
}

#[test]
fn hostile_packages_are_bounded() {
    let code = |bytes: &[u8]| {
        read(bytes, "a.docx", &ReadOptions::default()).map(|_| "read").unwrap_or_else(|error| error.code())
    };
    assert_eq!(code(&package(&"<w:p/>".repeat(100_001), &[])), "docx.too_complex");
    assert_eq!(code(&package(&paragraph("x").repeat(99_000), &[])), "read");
    assert_eq!(code(&package(&paragraph(&"租金".repeat(2 << 20)), &[])), "docx.too_complex");
    let varied: String = (0..400_000_u32).map(|number| number.wrapping_mul(2_654_435_761).to_string()).collect();
    assert_eq!(code(&package(&paragraph(&varied), &[])), "docx.too_complex");
    assert_eq!(code(&package(&"<w:p><w:r><w:pict><w:txbxContent>".repeat(10_000), &[])), "docx.too_complex");
    // Entities of a document type are not expanded, whatever they promise.
    let declared = r#"<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>"#;
    let main = format!(
        r#"{declared}<w:document xmlns:w="{NAMESPACE}"><w:body>{}</w:body></w:document>"#,
        paragraph("甲方&b;&c;乙方")
    );
    let read_text = read(&around(&main, "/word/main.xml"), "a.docx", &ReadOptions::default()).unwrap().text;
    assert_eq!(read_text, "甲方乙方");
    // No target leaves the package.
    assert_eq!(code(&around(&main, "../../../../etc/passwd")), "docx.not_a_document");
    assert_eq!(code(&around(&main, "https://example.org/main.xml")), "docx.not_a_document");
}

/// A package with this main part, referred to by this target.
fn around(main: &str, target: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let related = format!(r#"<Relationships><Relationship Id="r1" Type="{kind}" Target="{target}"/></Relationships>"#);
    for (name, text) in [("_rels/.rels", related.as_str()), ("word/main.xml", main)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Every tenth of the shared files: read or refused with a reason, never more.
#[test]
fn shared_files_are_read_or_refused() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let mut read_files = 0;
    for folder in ["contract-docs", "tracked-docx", "hostile-docx", "hostile-pdf"] {
        let Ok(entries) = std::fs::read_dir(shared.join(folder).join("files")) else {
            eprintln!("skipped: no shared files in {folder}");
            continue;
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().step_by(10) {
            let bytes = std::fs::read(path).unwrap();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if let Ok(document) = read(&bytes, &name, &ReadOptions::default()) {
                read_files += 1;
                for block in &document.blocks {
                    let end = block.start + block.text.chars().count();
                    let found = pacta_domain::document::slice(&document.text, block.start, end);
                    assert_eq!(found, Some(block.text.as_str()), "{name} {}", block.id);
                    assert!(block.runs.iter().all(|run| run.start < run.end && block.start + run.end <= end), "{name}");
                    assert!(block.clause.as_deref().is_none_or(|clause| document.clause(clause).is_some()), "{name}");
                }
            }
        }
    }
    assert!(read_files == 0 || read_files > 40, "{read_files}");
}
