//! The comments of a file: who says what, and in answer to which (ISO/IEC 29500-1, 17.13.4; threads by
//! [MS-DOCX] 2.5.4.5, `commentsExtended`).

use std::collections::HashMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::properties::{attribute, characters};

/// A comment without its place, which the stories know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Remark {
    pub id: String,
    pub author: String,
    pub date: Option<String>,
    pub text: String,
    pub reply_to: Option<String>,
    pub resolved: bool,
    /// `w14:paraId` of its last paragraph, by which threads are kept.
    pub key: Option<String>,
}

/// The comments of the part `comments`, with the threads that `extended` keeps. Damage ends the list: a
/// contract can be read without its comments.
pub(crate) fn remarks(comments: &str, extended: &str) -> Vec<Remark> {
    let mut remarks = written(comments);
    let keys: HashMap<String, String> =
        remarks.iter().filter_map(|remark| Some((remark.key.clone()?, remark.id.clone()))).collect();
    let threads = threads(extended);
    for remark in &mut remarks {
        let Some(thread) = remark.key.as_ref().and_then(|key| threads.get(key)) else { continue };
        remark.reply_to = thread.parent.as_ref().and_then(|parent| keys.get(parent)).cloned();
        remark.resolved = thread.done;
    }
    remarks
}

fn written(comments: &str) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = Vec::new();
    let mut reader = Reader::from_str(comments);
    let mut in_text = false;
    loop {
        let Ok(event) = reader.read_event() else { return remarks };
        match event {
            Event::Eof => return remarks,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "comment" => remarks.push(begun(&tag)),
                "p" => paragraph(&mut remarks, &tag),
                "t" => in_text = true,
                // What others took back of a comment's words is not part of them.
                "del" | "moveFrom" if reader.read_to_end(tag.name()).is_err() => return remarks,
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "comment" => remarks.push(begun(&tag)),
                "p" => paragraph(&mut remarks, &tag),
                "tab" | "br" | "cr" => push(&mut remarks, " "),
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "t" => in_text = false,
            other if in_text => push(&mut remarks, &characters(&other).unwrap_or_default()),
            _ => {}
        }
    }
}

fn begun(tag: &BytesStart<'_>) -> Remark {
    Remark {
        id: attribute(tag, "id").unwrap_or_default(),
        author: attribute(tag, "author").unwrap_or_default(),
        date: attribute(tag, "date"),
        ..Remark::default()
    }
}

fn paragraph(remarks: &mut [Remark], tag: &BytesStart<'_>) {
    let Some(remark) = remarks.last_mut() else { return };
    if !remark.text.is_empty() {
        remark.text.push('\n');
    }
    remark.key = attribute(tag, "paraId").or(remark.key.take());
}

fn push(remarks: &mut [Remark], text: &str) {
    if let Some(remark) = remarks.last_mut() {
        remark.text.push_str(text);
    }
}

#[derive(Default)]
struct Thread {
    parent: Option<String>,
    done: bool,
}

fn threads(extended: &str) -> HashMap<String, Thread> {
    let mut threads = HashMap::new();
    let mut reader = Reader::from_str(extended);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "commentEx" => {
                let Some(key) = attribute(&tag, "paraId") else { continue };
                let done = attribute(&tag, "done").is_some_and(|done| done == "1" || done == "true");
                threads.insert(key, Thread { parent: attribute(&tag, "paraIdParent"), done });
            }
            Ok(Event::Eof) | Err(_) => return threads,
            Ok(_) => {}
        }
    }
}
