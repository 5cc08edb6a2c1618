//! What is written between the runs of a paragraph, and in which order where several things meet.

use pacta_domain::diff::Change;

use super::super::{
    comments::Comments,
    marks,
    paragraph::{Item, Paragraph},
    plan::Work,
};

/// One counter for all numbers that are given out.
#[derive(Debug)]
pub(in super::super) struct Ids {
    pub next: i64,
}

impl Ids {
    pub fn fresh(&mut self) -> i64 {
        let id = self.next;
        self.next += 1;
        id
    }
}

/// Something to write at an offset.
#[derive(Clone, Debug)]
pub(super) struct Emission {
    pub at: usize,
    /// Order at one offset: ends of what began before, then beginnings.
    phase: u8,
    order: usize,
    pub what: What,
}

/// What is written.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Inserted words with the properties of the run they follow.
    Insert { text: String, properties: Option<String> },
    /// A comment begins.
    Begin(i64),
    /// A comment ends.
    End(i64),
}

/// Everything to write into a paragraph, in order.
pub(super) fn emissions(own: &str, work: &mut Work, comments: &mut Comments, ids: &mut Ids) -> Vec<Emission> {
    let mut list = Vec::new();
    let length = work.paragraph.text.chars().count();
    if let Some(comment) = work.deletion.as_ref().and_then(|deletion| deletion.comment.clone()) {
        around(&mut list, 0, length, comments.add(&comment, None, ids));
    }
    for note in &work.notes {
        around(&mut list, note.range.start, note.range.end, comments.add(&note.comment, note.reply_to.as_deref(), ids));
    }
    work.rewordings.sort_by_key(|rewording| (rewording.range.start, rewording.range.end));
    for rewording in &work.rewordings {
        let mut at = rewording.range.start;
        let mut first = None;
        let mut last = (at, 0);
        let mut struck = None;
        let mut words = Vec::new();
        for part in &rewording.parts {
            let count = part.text.chars().count();
            match part.change {
                Change::Equal => {
                    struck = None;
                    at += count;
                }
                Change::Delete => {
                    first.get_or_insert(at);
                    struck = Some(at);
                    at += count;
                    last = (at, 0);
                }
                Change::Insert => {
                    first.get_or_insert(at);
                    let phase = if struck.is_some() { 0 } else { 3 };
                    let properties = properties_at(own, &work.paragraph, struck, at);
                    words.push((at, phase, What::Insert { text: part.text.clone(), properties }));
                    last = (at, phase);
                }
            }
        }
        let comment = rewording.comment.as_ref().map(|comment| comments.add(comment, None, ids));
        if let (Some(id), Some(first)) = (comment, first) {
            push(&mut list, first, 3, What::Begin(id));
        }
        for (at, phase, what) in words {
            push(&mut list, at, phase, what);
        }
        if let Some(id) = comment {
            push(&mut list, last.0, last.1, What::End(id));
        }
    }
    list.sort_by_key(|emission| (emission.at, emission.phase, emission.order));
    list
}

fn around(list: &mut Vec<Emission>, start: usize, end: usize, id: i64) {
    push(list, start, 2, What::Begin(id));
    push(list, end, if end > start { 1 } else { 4 }, What::End(id));
}

fn push(list: &mut Vec<Emission>, at: usize, phase: u8, what: What) {
    let order = list.len();
    list.push(Emission { at, phase, order, what });
}

/// Inserted words look like the first word they replace, or like the words before them.
fn properties_at(own: &str, paragraph: &Paragraph, struck: Option<usize>, at: usize) -> Option<String> {
    let mut best: Option<Option<&str>> = None;
    for item in &paragraph.items {
        let Item::Run(run) = item else { continue };
        for content in run.contents.iter().filter(|content| !content.text.is_empty()) {
            let end = content.start + content.text.chars().count();
            let properties = run.properties.clone().and_then(|bytes| own.get(bytes));
            let hit = match struck {
                Some(struck) => content.start <= struck && struck < end,
                None => content.start < at && at <= end,
            };
            if hit {
                return properties.map(marks::look);
            }
            if best.is_none() || end <= at {
                best = Some(properties);
            }
        }
    }
    best.flatten().map(marks::look)
}

/// The start of a comment's range.
pub(super) fn range_start(p: &str, id: i64) -> String {
    format!("<{p}commentRangeStart {p}id=\"{id}\"/>")
}

/// The end of a comment's range and the reference that shows it.
pub(super) fn range_end(p: &str, id: i64) -> String {
    format!(
        "<{p}commentRangeEnd {p}id=\"{id}\"/><{p}r><{p}rPr><{p}rStyle {p}val=\"CommentReference\"/></{p}rPr>\
         <{p}commentReference {p}id=\"{id}\"/></{p}r>"
    )
}
