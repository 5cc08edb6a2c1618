//! The promise of no damage, on small files and on a hard one, and at random.

mod files;

use pacta_domain::{
    document::Revisions,
    edit::{Edit, Placement},
};
use proptest::prelude::*;

use super::{RedlineError, RedlineOptions, Redlined, clean, write};
use crate::documents::{self, ReadOptions};
use files::{body, docx, hard_case, paragraph};

fn options() -> RedlineOptions {
    RedlineOptions { author: "张律师".into(), date: "2026-11-23T08:00:00Z".into() }
}

fn text(bytes: &[u8], revisions: Revisions) -> String {
    super::lines(bytes, revisions).unwrap().join("\n")
}

fn replace(block: &str, start: usize, end: usize, text: &str) -> Edit {
    Edit::Replace { block: block.into(), start, end, text: text.into(), comment: None }
}

fn redlined(original: &[u8], edits: &[Edit]) -> Redlined {
    write(original, edits, &options()).unwrap()
}

fn main_xml(bytes: &[u8]) -> String {
    files::part(bytes, "word/document.xml").unwrap()
}

#[test]
fn only_the_words_that_change_are_marked() {
    let original = docx(&body(&[paragraph("押金于三十日内退还。"), paragraph("其他")]));
    let done = redlined(&original, &[replace("b1", 0, 10, "押金于十五日内退还。")]);
    let xml = main_xml(&done.bytes);
    assert!(xml.contains("<w:delText xml:space=\"preserve\">三十</w:delText>"), "{xml}");
    assert!(xml.contains("<w:t xml:space=\"preserve\">十五</w:t>"), "{xml}");
    assert_eq!(text(&done.bytes, Revisions::Rejected), text(&original, Revisions::Accepted));
    assert_eq!(text(&done.bytes, Revisions::Accepted), "押金于十五日内退还。\n其他");
    assert_eq!(done.parts_changed, ["word/document.xml"]);
}

#[test]
fn nothing_to_change_touches_no_byte() {
    let original = docx(&body(&[paragraph("甲方")]));
    let done = redlined(&original, &[replace("b1", 0, 2, "甲方")]);
    assert_eq!(done.bytes, original);
    assert!(done.parts_changed.is_empty());
}

#[test]
fn a_byte_order_mark_stays_and_moves_nothing() {
    let original = docx(&format!("\u{FEFF}{}", body(&[paragraph("押金于三十日内退还。")])));
    let done = redlined(&original, &[replace("b1", 3, 5, "十五")]);
    assert_eq!(done.results[0].result, Placement::Placed, "{:?}", done.results);
    assert!(main_xml(&done.bytes).starts_with("\u{FEFF}<?xml"));
}

#[test]
fn a_comment_stands_around_the_changed_words_and_names_its_author() {
    let original = docx(&body(&[paragraph("甲方有权随时解除合同。")]));
    let edit = Edit::Replace {
        block: "b1".into(),
        start: 4,
        end: 6,
        text: "提前三十日通知后".into(),
        comment: Some("依据：《民法典》第五百六十三条\n<不> & 转义".into()),
    };
    let done = redlined(&original, &[edit]);
    let comments = files::part(&done.bytes, "word/comments.xml").unwrap();
    assert!(comments.contains("w:author=\"张律师\"") && comments.contains("&lt;不&gt; &amp; 转义"), "{comments}");
    let xml = main_xml(&done.bytes);
    let places = ["commentRangeStart", "<w:del ", "<w:ins ", "commentRangeEnd", "commentReference"]
        .map(|tag| xml.find(tag).unwrap());
    assert!(places.is_sorted(), "{xml}");
    assert!(files::part(&done.bytes, "[Content_Types].xml").unwrap().contains("/word/comments.xml"));
}

#[test]
fn whole_paragraphs_go_and_come_with_their_marks() {
    let original = docx(&body(&[paragraph("第一条"), paragraph("第二条"), paragraph("第三条")]));
    let done = redlined(
        &original,
        &[
            Edit::Delete { delete: "b2".into(), comment: None },
            Edit::InsertAfter {
                insert_after: "b3".into(),
                text: "新增一款\n新增二款".into(),
                comment: Some("理由".into()),
            },
        ],
    );
    assert!(done.results.iter().all(|result| result.result == Placement::Placed), "{:?}", done.results);
    assert_eq!(text(&done.bytes, Revisions::Rejected), "第一条\n第二条\n第三条");
    // Exactly the words asked for: numbers are the reviewer's business.
    assert_eq!(text(&done.bytes, Revisions::Accepted), "第一条\n第三条\n新增一款\n新增二款");
    let clean_copy = clean(&done.bytes, Revisions::Accepted).unwrap();
    assert_eq!(text(&clean_copy, Revisions::Rejected), text(&done.bytes, Revisions::Accepted));
    assert!(files::part(&clean_copy, "word/comments.xml").is_none());
    let back = clean(&done.bytes, Revisions::Rejected).unwrap();
    assert_eq!(main_xml(&back), main_xml(&original));
}

#[test]
fn a_paragraph_that_is_an_empty_element_can_be_followed() {
    // The mark of A was deleted by another author, so that its block ends in the cell's last paragraph.
    let cell = r#"<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr><w:del w:id="7" w:author="Other" w:date="2026-01-01T00:00:00Z"/></w:rPr></w:pPr><w:r><w:t>A</w:t></w:r></w:p><w:p/></w:tc></w:tr></w:tbl>"#;
    let original = docx(&body(&[cell.to_owned(), paragraph("End.")]));
    let edit = Edit::InsertAfter { insert_after: "b1".into(), text: "New.".into(), comment: None };
    let done = redlined(&original, &[edit]);
    assert_eq!(done.results[0].result, Placement::Placed);
    assert_eq!(text(&done.bytes, Revisions::Accepted), "A\nNew.\nEnd.");
    assert_eq!(text(&done.bytes, Revisions::Rejected), text(&original, Revisions::Rejected));
}

#[test]
fn edits_that_overlap_or_miss_are_refused_with_a_reason() {
    let original = docx(&body(&[paragraph("甲方应当付款。")]));
    let done = redlined(
        &original,
        &[
            replace("b1", 0, 4, "乙方应当"),
            replace("b1", 2, 6, "可以付款"),
            replace("b9", 0, 1, "x"),
            replace("b1", 5, 99, "x"),
        ],
    );
    let results: Vec<Placement> = done.results.iter().map(|result| result.result).collect();
    assert_eq!(results, [Placement::Placed, Placement::Refused, Placement::Refused, Placement::Refused]);
    assert!(done.results[1..].iter().all(|result| result.reason.is_some()));
}

#[test]
fn the_hard_case_keeps_what_belongs_to_others() {
    let original = hard_case();
    let before = documents::read(&original, "x.docx", &ReadOptions::default()).unwrap();
    let at = |needle: &str| {
        let block = before.blocks.iter().find(|block| block.text.contains(needle)).unwrap();
        let byte = block.text.find(needle).unwrap();
        let start = block.text[..byte].chars().count();
        (block.id.clone(), start, start + needle.chars().count())
    };
    let edit = |needle: &str, new: &str| {
        let (block, start, end) = at(needle);
        Edit::Replace { block, start, end, text: new.into(), comment: Some("why".into()) }
    };
    let edits = [
        edit("thirty (30) days", "sixty (60) days"),
        edit("reasonable", "all reasonable"),
        edit("linked words", "other words"),
        edit("Section 5", "Section 6"),
        edit("locked", "open"),
        edit("cell text", "cell wording"),
        edit("ten days", "thirty days"),
        edit("first year", "first two years"),
        edit("in a box", "in no box"),
        edit("terminate", "terminate this agreement"),
        Edit::Reply { reply_to: "22".into(), comment: "Only for cause.".into() },
        Edit::InsertAfter { insert_after: at("ten days").0, text: "Fees are net of tax.".into(), comment: None },
        Edit::Delete { delete: at("bear interest").0, comment: None },
    ];
    let done = redlined(&original, &edits);
    let results: Vec<Placement> = done.results.iter().map(|result| result.result).collect();
    use Placement::{Commented, Placed};
    let expected = [
        Placed, Placed, Placed, Commented, Commented, Placed, Placed, Commented, Commented, Placed, Placed, Placed,
        Placed,
    ];
    assert_eq!(results, expected, "{:?}", done.results);
    let xml = main_xml(&done.bytes);
    for theirs in [
        "w:author=\"Jane\"",
        "<w:delText>their deletion</w:delText>",
        "REF _Ref1",
        "<w:bookmarkEnd w:id=\"7\"/>",
        "w:val=\"sdtContentLocked\"",
    ] {
        assert!(xml.contains(theirs), "{theirs} is gone: {xml}");
    }
    assert_eq!(text(&done.bytes, Revisions::Rejected), text(&original, Revisions::Rejected));
    let after = documents::read(&done.bytes, "x.docx", &ReadOptions::default()).unwrap();
    let said = |words: &str| after.comments.iter().find(|comment| comment.text.contains(words)).unwrap();
    // A thread has one level: the answer to an answer belongs to the first comment.
    assert_eq!(said("Only for cause.").reply_to.as_deref(), Some("21"));
    assert_eq!(said("Agreed.").reply_to.as_deref(), Some("21"));
    // What stands beside the main text is commented on where it belongs, in its own words.
    assert!(said("first two years").text.starts_with("Footnote “Except in the first year.”: Proposed wording:"));
    assert!(after.block(&said("first two years").block).unwrap().text.contains("at any time"));
    assert!(said("in no box").text.contains("Text box “Text in a box.”"));
    let people = files::part(&done.bytes, "word/people.xml").unwrap();
    assert!(people.contains("w15:author=\"张律师\""), "{people}");
    referee(&original, &done.bytes);
    // A second pass over our own output is possible.
    let again = documents::read(&done.bytes, "x.docx", &ReadOptions::default()).unwrap();
    let block = again.blocks.iter().find(|block| block.text.contains("sixty (60) days")).unwrap();
    let byte = block.text.find("sixty").unwrap();
    let start = block.text[..byte].chars().count();
    let second = redlined(&done.bytes, &[replace(&block.id, start, start + 5, "ninety")]);
    assert!(text(&second.bytes, Revisions::Accepted).contains("ninety (60) days"));
}

/// Has the independent checker judge a redline, where it and Python are at hand.
fn referee(original: &[u8], redlined: &[u8]) {
    let checker = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/tools/redline_check.py");
    if !checker.exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (before, after) = (folder.path().join("before.docx"), folder.path().join("after.docx"));
    std::fs::write(&before, original).unwrap();
    std::fs::write(&after, redlined).unwrap();
    let told = std::process::Command::new("python3").arg(&checker).args([&before, &after]).output();
    let Ok(told) = told else { return };
    // It answers with 2 where it cannot run.
    let words = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.code() != Some(1), "{words}");
}

#[test]
fn protected_files_are_refused() {
    let original = files::with_part(
        &docx(&body(&[paragraph("甲方")])),
        "word/settings.xml",
        "settings",
        r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>"#,
    );
    assert_eq!(write(&original, &[replace("b1", 0, 1, "乙")], &options()).unwrap_err(), RedlineError::Protected);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let original = hard_case();
    let edits =
        [Edit::InsertAfter { insert_after: "b1".into(), text: "New clause.".into(), comment: Some("c".into()) }];
    assert_eq!(redlined(&original, &edits).bytes, redlined(&original, &edits).bytes);
}

fn random_edit() -> impl Strategy<Value = (u8, usize, usize, usize, String)> {
    (0_u8..5, 0_usize..8, 0_usize..14, 0_usize..6, "[甲乙三十日a-c ]{0,5}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn any_edits_leave_a_file_that_can_go_either_way(
        texts in prop::collection::vec("[甲乙方应当三十日内付款，。a-c ]{1,14}", 1..7),
        edits in prop::collection::vec(random_edit(), 1..8),
    ) {
        prop_assume!(texts.iter().any(|text| !text.trim().is_empty()));
        let paragraphs: Vec<String> = texts.iter().enumerate().map(|(index, text)| files::split_paragraph(text, index % 4 + 1)).collect();
        let original = docx(&body(&paragraphs));
        let blocks = documents::read(&original, "x.docx", &ReadOptions::default()).unwrap().blocks.len();
        let edits: Vec<Edit> = edits.into_iter().map(|(kind, block, start, length, words)| {
            let id = format!("b{}", block % blocks + 1);
            match kind {
                0 => Edit::Delete { delete: id, comment: None },
                1 => Edit::InsertAfter { insert_after: id, text: words, comment: Some("理由".into()) },
                2 => Edit::Comment { comment_on: id, start, end: start + length, comment: "看".into() },
                _ => Edit::Replace { block: id, start, end: start + length, text: words, comment: (kind == 3).then(|| "因".into()) },
            }
        }).collect();
        // `write` reads its own result back; an error here is a broken promise.
        let done = write(&original, &edits, &options()).unwrap();
        prop_assert_eq!(text(&done.bytes, Revisions::Rejected), text(&original, Revisions::Accepted));
    }
}
