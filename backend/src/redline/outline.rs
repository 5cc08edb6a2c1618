//! One walk over the main part: where its paragraphs stand, what surrounds them, and which numbers are taken.

use std::{collections::HashMap, ops::Range};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::RedlineError;
use crate::documents::{Limits, ReadError, docx::attribute};

/// What the walk found.
#[derive(Debug)]
pub(super) struct Outline {
    /// Paragraphs by the byte at which they begin.
    pub paragraphs: HashMap<usize, Surroundings>,
    /// The paragraphs that refer to notes, by kind and number of the note.
    pub references: HashMap<(NoteKind, String), usize>,
    /// Above every `w:id` of the part: revisions, bookmarks and comment anchors share one number space,
    /// as Word keeps it.
    pub next_id: i64,
    /// Prefix of WordprocessingML, with its colon.
    pub prefix: String,
    /// Whether the document is Strict (ISO/IEC 29500-1) rather than Transitional (29500-4).
    pub strict: bool,
}

/// What surrounds a paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    /// Bytes of the element.
    pub bytes: Range<usize>,
    /// Another paragraph follows in the same container, so that this one's mark may go.
    pub followed: bool,
    /// Complex fields (`w:fldChar`) that began before it and have not ended.
    pub open_fields: usize,
    /// It stands in a content control that is locked or bound to data, or in a table of contents.
    pub protected: bool,
    /// The paragraph that a text box is anchored in, where it stands in one: Word keeps a second copy of those.
    pub text_box_in: Option<usize>,
}

/// The two kinds of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NoteKind {
    Footnote,
    Endnote,
}

/// An open element that may hold paragraphs.
struct Container {
    /// The paragraph that came last in it, if nothing came after.
    last: Option<usize>,
}

enum Scope {
    Plain,
    Container,
    Paragraph(usize),
    TextBox,
    Control { protected: bool },
}

impl Outline {
    /// Walks over the part.
    pub(super) fn of(xml: &str) -> Result<Self, RedlineError> {
        let mut walk = Walk {
            outline: Self {
                paragraphs: HashMap::new(),
                references: HashMap::new(),
                next_id: 1,
                prefix: String::new(),
                strict: false,
            },
            scopes: Vec::new(),
            containers: vec![Container { last: None }],
            fields: 0,
            protected: 0,
            boxes: Vec::new(),
            depth: Limits::default().xml_depth,
        };
        walk.run(xml)?;
        if walk.outline.prefix.is_empty() { Err(RedlineError::Unusual) } else { Ok(walk.outline) }
    }

    /// Keeps clear of the ids that another part uses.
    pub(super) fn keep_clear_of(&mut self, id: i64) {
        self.next_id = self.next_id.max(id + 1);
    }
}

struct Walk {
    outline: Outline,
    scopes: Vec<Scope>,
    containers: Vec<Container>,
    fields: usize,
    protected: usize,
    /// The paragraphs that the open text boxes are anchored in.
    boxes: Vec<Option<usize>>,
    depth: usize,
}

impl Walk {
    fn run(&mut self, xml: &str) -> Result<(), RedlineError> {
        let mut reader = Reader::from_str(xml);
        loop {
            let before = position(&reader);
            match reader.read_event().map_err(|_| ReadError::DocxBrokenXml)? {
                Event::Start(tag) => {
                    if self.outline.prefix.is_empty() {
                        self.root(&tag);
                    }
                    let scope = self.open(&tag, before);
                    self.scopes.push(scope);
                    if self.scopes.len() > self.depth {
                        return Err(ReadError::DocxTooComplex.into());
                    }
                }
                Event::Empty(tag) => {
                    let scope = self.open(&tag, before);
                    self.close(scope, position(&reader));
                }
                Event::End(_) => {
                    if let Some(scope) = self.scopes.pop() {
                        self.close(scope, position(&reader));
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn root(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name();
        if let Some((prefix, _)) = name.as_ref().split_once(':') {
            self.outline.prefix = format!("{prefix}:");
            let own = format!("xmlns:{prefix}");
            let namespace = tag.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == own);
            self.outline.strict = namespace.is_some_and(|found| found.value.contains("purl.oclc.org"));
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, before: usize) -> Scope {
        let name = tag.local_name();
        self.number(tag, name.as_ref());
        match name.as_ref() {
            "p" if is_word(tag, &self.outline.prefix) => {
                self.follow();
                let surroundings = Surroundings {
                    bytes: before..before,
                    followed: false,
                    open_fields: self.fields,
                    protected: self.protected > 0,
                    text_box_in: self.boxes.first().copied().flatten(),
                };
                self.outline.paragraphs.insert(before, surroundings);
                if let Some(container) = self.containers.last_mut() {
                    *container = Container { last: Some(before) };
                }
                Scope::Paragraph(before)
            }
            // A table takes no mark: the paragraph before it must keep its own.
            "tbl" => {
                if let Some(container) = self.containers.last_mut() {
                    container.last = None;
                }
                Scope::Plain
            }
            "body" | "tc" | "footnote" | "endnote" | "hdr" | "ftr" | "comment" => {
                self.containers.push(Container { last: None });
                Scope::Container
            }
            "txbxContent" => {
                self.boxes.push(self.open_paragraph());
                self.containers.push(Container { last: None });
                Scope::TextBox
            }
            "sdt" => {
                // As with tables; but one within a paragraph is part of it.
                if !self.within_paragraph()
                    && let Some(container) = self.containers.last_mut()
                {
                    container.last = None;
                }
                Scope::Control { protected: false }
            }
            // No paragraph joins one on the other side of a content control's border.
            "sdtContent" => {
                self.containers.push(Container { last: None });
                Scope::Container
            }
            "lock" => {
                let kind = attribute(tag, "val").unwrap_or_default();
                self.protect(kind == "contentLocked" || kind == "sdtContentLocked");
                Scope::Plain
            }
            "dataBinding" | "dropDownList" | "comboBox" | "date" | "checkbox" | "docPartList" => {
                self.protect(true);
                Scope::Plain
            }
            "docPartGallery" => {
                self.protect(attribute(tag, "val").is_some_and(|gallery| gallery == "Table of Contents"));
                Scope::Plain
            }
            "footnoteReference" => {
                self.refer(tag, NoteKind::Footnote);
                Scope::Plain
            }
            "endnoteReference" => {
                self.refer(tag, NoteKind::Endnote);
                Scope::Plain
            }
            "fldChar" => {
                match attribute(tag, "fldCharType").as_deref() {
                    Some("begin") => self.fields += 1,
                    Some("end") => self.fields = self.fields.saturating_sub(1),
                    _ => {}
                }
                Scope::Plain
            }
            _ => Scope::Plain,
        }
    }

    /// The innermost paragraph that is open.
    fn open_paragraph(&self) -> Option<usize> {
        self.scopes.iter().rev().find_map(|scope| match scope {
            Scope::Paragraph(start) => Some(*start),
            _ => None,
        })
    }

    fn refer(&mut self, tag: &BytesStart<'_>, kind: NoteKind) {
        if let (Some(paragraph), Some(id)) = (self.open_paragraph(), attribute(tag, "id")) {
            self.outline.references.entry((kind, id)).or_insert(paragraph);
        }
    }

    fn within_paragraph(&self) -> bool {
        let holder = self.scopes.iter().rev().find(|scope| !matches!(scope, Scope::Plain | Scope::Control { .. }));
        matches!(holder, Some(Scope::Paragraph(_)))
    }

    fn close(&mut self, scope: Scope, after: usize) {
        match scope {
            Scope::Plain => {}
            Scope::Container => {
                self.containers.pop();
            }
            Scope::TextBox => {
                self.containers.pop();
                self.boxes.pop();
            }
            Scope::Paragraph(start) => {
                if let Some(paragraph) = self.outline.paragraphs.get_mut(&start) {
                    paragraph.bytes.end = after;
                }
            }
            Scope::Control { protected } => self.protected -= usize::from(protected),
        }
    }

    /// The paragraph before is followed by another one.
    fn follow(&mut self) {
        let last = self.containers.last().and_then(|container| container.last);
        if let Some(paragraph) = last.and_then(|last| self.outline.paragraphs.get_mut(&last)) {
            paragraph.followed = true;
        }
    }

    /// Marks the content control whose properties are being read.
    fn protect(&mut self, on: bool) {
        let control = self.scopes.iter_mut().rev().find_map(|scope| match scope {
            Scope::Control { protected } => Some(protected),
            _ => None,
        });
        if let Some(protected) = control
            && on
            && !*protected
        {
            *protected = true;
            self.protected += 1;
        }
    }

    fn number(&mut self, tag: &BytesStart<'_>, name: &str) {
        // Content controls and drawings number themselves apart, far up to 2³¹.
        if name == "id" || name == "docPr" || name == "cNvPr" {
            return;
        }
        if tag.attributes_raw().contains("id=")
            && let Some(id) = attribute(tag, "id").and_then(|id| id.parse::<i64>().ok())
            && id < i64::from(i32::MAX)
        {
            self.outline.keep_clear_of(id);
        }
    }
}

/// Whether an element belongs to WordprocessingML, told by the prefix of the root.
fn is_word(tag: &BytesStart<'_>, prefix: &str) -> bool {
    tag.name().as_ref().starts_with(prefix)
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}
