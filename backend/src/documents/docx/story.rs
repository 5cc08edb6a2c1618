//! The paragraphs of one part, with the places of their bytes.

mod marks;

use std::{ops::Range, rc::Rc};

use pacta_domain::document::{CellPlace, Revisions};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    super::{Limits, ReadError},
    properties::{Xml, attribute, characters},
};

/// Namespaces of WordprocessingML: Transitional and Strict.
const NAMESPACES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// A `w:p` as it stands in the part.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    /// Bytes of the element in the decoded part.
    pub bytes: Range<usize>,
    /// Bytes of its `w:pPr`.
    pub properties: Option<Range<usize>>,
    pub pieces: Vec<Piece>,
    /// Code points in the pieces.
    length: usize,
    pub cell: Option<CellPlace>,
    pub in_text_box: bool,
    /// Number of the note it stands in.
    pub note: Option<String>,
    /// The cell, text box or other container it stands in; paragraphs are joined within one only.
    pub container: usize,
    /// Words that tracked changes take out; only read where changes count as accepted.
    pub deletions: Vec<Gone>,
    /// Where comments begin, end and are referred to.
    pub anchors: Vec<Anchor>,
    /// Its mark is deleted (or inserted, when changes are read as rejected): the next paragraph continues it.
    pub mark_gone: bool,
}

/// Text of one run.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub text: String,
    /// Bytes of the run's `w:rPr`.
    pub properties: Option<Range<usize>>,
    pub inserted_by: Option<Rc<str>>,
}

/// Words taken out, and where in the paragraph's text they stood.
#[derive(Clone, Debug)]
pub(super) struct Gone {
    pub at: usize,
    pub text: String,
    pub by: Rc<str>,
}

/// A mark of a comment.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub at: usize,
    pub comment: String,
    pub kind: AnchorKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnchorKind {
    Start,
    End,
    Reference,
}

/// What an open element changes while it is open.
enum Scope {
    Plain,
    /// Content that does not count under the chosen reading of the changes.
    Gone,
    /// The same, by somebody's deletion.
    Deleted,
    Paragraph(usize),
    Run,
    Text,
    Table,
    Row,
    Cell(usize),
    TextBox(usize),
    Inserted,
}

#[derive(Default)]
struct Table {
    number: usize,
    row: Option<usize>,
    column: usize,
    span: usize,
}

/// Reads the paragraphs of a part.
pub(super) fn scan(
    part: &str,
    revisions: Revisions,
    limits: &Limits,
    tables: &mut usize,
) -> Result<Vec<Paragraph>, ReadError> {
    let mut scanner = Scanner {
        part,
        revisions,
        prefixes: Vec::new(),
        paragraphs: Vec::new(),
        scopes: Vec::new(),
        gone: 0,
        texts: 0,
        open: Vec::new(),
        run: None,
        authors: Vec::new(),
        deleters: Vec::new(),
        tables: Vec::new(),
        next_table: tables,
        container: 0,
        containers: 0,
        boxes: 0,
        note: None,
        limits,
    };
    scanner.run()?;
    Ok(scanner.paragraphs)
}

struct Scanner<'a> {
    part: &'a str,
    revisions: Revisions,
    prefixes: Vec<String>,
    paragraphs: Vec<Paragraph>,
    scopes: Vec<Scope>,
    gone: usize,
    texts: usize,
    /// Open paragraphs: those of a text box stand inside the one that anchors it.
    open: Vec<usize>,
    run: Option<Option<Range<usize>>>,
    authors: Vec<Rc<str>>,
    /// Authors of the deletions that are open.
    deleters: Vec<Rc<str>>,
    tables: Vec<Table>,
    next_table: &'a mut usize,
    container: usize,
    containers: usize,
    boxes: usize,
    note: Option<String>,
    limits: &'a Limits,
}

impl Scanner<'_> {
    fn run(&mut self) -> Result<(), ReadError> {
        let mut xml = Reader::from_str(self.part);
        loop {
            let before = position(&xml);
            match xml.read_event().map_err(|_| ReadError::DocxBrokenXml)? {
                Event::Start(tag) => self.start(&mut xml, &tag, before)?,
                Event::Empty(tag) => self.empty(&tag, before, position(&xml))?,
                Event::End(_) => self.end(position(&xml)),
                Event::Eof if self.scopes.is_empty() => return Ok(()),
                Event::Eof => return Err(ReadError::DocxBrokenXml),
                other if self.texts > 0 => self.push(&characters(&other).unwrap_or_default())?,
                _ => {}
            }
        }
    }

    fn start(&mut self, xml: &mut Xml<'_>, tag: &BytesStart<'_>, before: usize) -> Result<(), ReadError> {
        self.learn_prefixes(tag);
        let ours = self.is_ours(tag);
        let local = tag.local_name();
        let name = local.as_ref();
        let scope = match name {
            // Fallbacks repeat what the choice says; ruby text and field codes are not read aloud.
            "Fallback" => return self.pass(xml, tag).map(drop),
            "t" => {
                self.texts += 1;
                Scope::Text
            }
            _ if !ours => Scope::Plain,
            "pPr" => {
                let range = before..self.pass(xml, tag)?;
                self.paragraph_properties(range);
                return Ok(());
            }
            "rPr" => {
                let range = before..self.pass(xml, tag)?;
                if let Some(run) = &mut self.run {
                    run.get_or_insert(range);
                }
                return Ok(());
            }
            "trPr" | "tcPr" => {
                let range = before..self.pass(xml, tag)?;
                self.table_properties(range);
                return Ok(());
            }
            "instrText" | "delInstrText" | "rt" | "sectPr" | "tblPr" | "tblGrid" | "sdtPr" => {
                return self.pass(xml, tag).map(drop);
            }
            "delText" if self.revisions == Revisions::Rejected || !self.deleters.is_empty() => {
                self.texts += 1;
                Scope::Text
            }
            "delText" => return self.pass(xml, tag).map(drop),
            "p" => self.open_paragraph(before)?,
            "r" => {
                self.run = Some(None);
                Scope::Run
            }
            "ins" | "moveTo" if self.revisions == Revisions::Rejected => self.lose(),
            "del" | "moveFrom" if self.revisions == Revisions::Accepted => {
                self.lose();
                self.deleters.push(attribute(tag, "author").unwrap_or_default().into());
                Scope::Deleted
            }
            "ins" | "moveTo" => {
                self.authors.push(attribute(tag, "author").unwrap_or_default().into());
                Scope::Inserted
            }
            "tbl" => {
                self.tables.push(Table { number: *self.next_table, ..Table::default() });
                *self.next_table += 1;
                Scope::Table
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = Some(table.row.map_or(0, |row| row + 1));
                    table.column = 0;
                }
                Scope::Row
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.span = 1;
                }
                Scope::Cell(self.enter())
            }
            "txbxContent" => {
                self.boxes += 1;
                Scope::TextBox(self.enter())
            }
            "footnote" | "endnote" => {
                self.note = attribute(tag, "id");
                Scope::Cell(self.enter())
            }
            _ => Scope::Plain,
        };
        self.scopes.push(scope);
        if self.scopes.len() > self.limits.xml_depth { Err(ReadError::DocxTooComplex) } else { Ok(()) }
    }

    fn empty(&mut self, tag: &BytesStart<'_>, before: usize, after: usize) -> Result<(), ReadError> {
        if !self.is_ours(tag) {
            return Ok(());
        }
        match tag.local_name().as_ref() {
            "commentRangeStart" => self.anchor(tag, AnchorKind::Start),
            "commentRangeEnd" => self.anchor(tag, AnchorKind::End),
            "commentReference" => self.anchor(tag, AnchorKind::Reference),
            "p" => {
                let scope = self.open_paragraph(before)?;
                self.close(scope, after);
            }
            "tab" | "ptab" if self.run.is_some() => self.push("\t")?,
            "br" | "cr" if self.run.is_some() => self.push("\n")?,
            "noBreakHyphen" if self.run.is_some() => self.push("-")?,
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row = Some(table.row.map_or(0, |row| row + 1));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, after: usize) {
        if let Some(scope) = self.scopes.pop() {
            self.close(scope, after);
        }
    }

    fn close(&mut self, scope: Scope, after: usize) {
        match scope {
            Scope::Plain | Scope::Row => {}
            Scope::Gone => self.gone = self.gone.saturating_sub(1),
            Scope::Deleted => {
                self.gone = self.gone.saturating_sub(1);
                self.deleters.pop();
            }
            Scope::Paragraph(index) => {
                if let Some(paragraph) = self.paragraphs.get_mut(index) {
                    paragraph.bytes.end = after;
                }
                self.open.pop();
            }
            Scope::Run => self.run = None,
            Scope::Text => self.texts = self.texts.saturating_sub(1),
            Scope::Table => {
                self.tables.pop();
            }
            Scope::Cell(outer) => {
                self.container = outer;
                if let Some(table) = self.tables.last_mut() {
                    table.column += table.span.max(1);
                }
            }
            Scope::TextBox(outer) => {
                self.container = outer;
                self.boxes = self.boxes.saturating_sub(1);
            }
            Scope::Inserted => {
                self.authors.pop();
            }
        }
    }

    fn lose(&mut self) -> Scope {
        self.gone += 1;
        Scope::Gone
    }

    /// Enters a container of paragraphs and gives the outer one back.
    fn enter(&mut self) -> usize {
        self.containers += 1;
        std::mem::replace(&mut self.container, self.containers)
    }

    fn open_paragraph(&mut self, before: usize) -> Result<Scope, ReadError> {
        if self.gone > 0 {
            return Ok(Scope::Plain);
        }
        if self.paragraphs.len() >= self.limits.paragraphs {
            return Err(ReadError::DocxTooComplex);
        }
        let index = self.paragraphs.len();
        let cell = self.tables.last().and_then(|table| {
            let column_span = table.span.max(1);
            Some(CellPlace { table: table.number, row: table.row?, column: table.column, column_span })
        });
        self.paragraphs.push(Paragraph {
            bytes: before..before,
            cell,
            in_text_box: self.boxes > 0,
            note: self.note.clone(),
            container: self.container,
            ..Paragraph::default()
        });
        self.open.push(index);
        Ok(Scope::Paragraph(index))
    }

    /// Adds text to the innermost open paragraph.
    fn push(&mut self, text: &str) -> Result<(), ReadError> {
        if self.gone > 0 {
            return self.push_deleted(text);
        }
        if text.is_empty() {
            return Ok(());
        }
        let Some(paragraph) = self.open.last().and_then(|index| self.paragraphs.get_mut(*index)) else { return Ok(()) };
        let properties = self.run.clone().flatten();
        let inserted_by = self.authors.last();
        paragraph.length += text.chars().count();
        match paragraph.pieces.last_mut() {
            Some(piece) if piece.properties == properties && piece.inserted_by.as_ref() == inserted_by => {
                piece.text.push_str(text);
                if piece.text.len() > self.limits.paragraph_bytes {
                    return Err(ReadError::DocxTooComplex);
                }
            }
            _ => {
                let inserted_by = inserted_by.cloned();
                paragraph.pieces.push(Piece { text: text.to_owned(), properties, inserted_by });
            }
        }
        Ok(())
    }

    /// Keeps what a deletion takes out of the innermost open paragraph.
    fn push_deleted(&mut self, text: &str) -> Result<(), ReadError> {
        let Some(by) = self.deleters.last() else { return Ok(()) };
        let Some(paragraph) = self.open.last().and_then(|index| self.paragraphs.get_mut(*index)) else { return Ok(()) };
        let at = paragraph.length;
        match paragraph.deletions.last_mut() {
            Some(gone) if gone.at == at && gone.by == *by => {
                gone.text.push_str(text);
                if gone.text.len() > self.limits.paragraph_bytes {
                    return Err(ReadError::DocxTooComplex);
                }
            }
            _ => paragraph.deletions.push(Gone { at, text: text.to_owned(), by: Rc::clone(by) }),
        }
        Ok(())
    }

    /// Notes a comment's mark; one between paragraphs belongs to the paragraph before.
    fn anchor(&mut self, tag: &BytesStart<'_>, kind: AnchorKind) {
        let last = self.paragraphs.len().checked_sub(1);
        let place = self.open.last().copied().or(last);
        let paragraph = place.and_then(|index| self.paragraphs.get_mut(index));
        if let (Some(paragraph), Some(comment)) = (paragraph, attribute(tag, "id")) {
            paragraph.anchors.push(Anchor { at: paragraph.length, comment, kind });
        }
    }

    /// Reads past an element and gives the place behind it.
    fn pass(&mut self, xml: &mut Xml<'_>, tag: &BytesStart<'_>) -> Result<usize, ReadError> {
        xml.read_to_end(tag.name()).map_err(|_| ReadError::DocxBrokenXml)?;
        Ok(position(xml))
    }

    fn paragraph_properties(&mut self, range: Range<usize>) {
        let Some(paragraph) = self.open.last().and_then(|index| self.paragraphs.get_mut(*index)) else { return };
        let element = self.part.get(range.clone()).unwrap_or_default();
        paragraph.mark_gone = marks::paragraph_gone(element, self.revisions);
        paragraph.properties.get_or_insert(range);
    }

    /// `w:trPr` may say that the row is gone, `w:tcPr` how many columns the cell spans.
    fn table_properties(&mut self, range: Range<usize>) {
        let found = marks::table(self.part.get(range).unwrap_or_default(), self.revisions);
        if let Some(table) = self.tables.last_mut() {
            table.span = found.span.unwrap_or(table.span);
            table.column = found.before.unwrap_or(table.column);
        }
        if found.gone
            && let Some(row @ Scope::Row) = self.scopes.last_mut()
        {
            *row = Scope::Gone;
            self.gone += 1;
        }
    }

    /// Remembers which prefixes stand for WordprocessingML.
    fn learn_prefixes(&mut self, tag: &BytesStart<'_>) {
        if !tag.attributes_raw().contains("xmlns") {
            return;
        }
        for attribute in tag.attributes().with_checks(false).flatten() {
            let key = attribute.key.as_ref();
            let prefix = if key == "xmlns" { Some("") } else { key.strip_prefix("xmlns:") };
            if let Some(prefix) = prefix
                && NAMESPACES.contains(&attribute.value.as_ref())
                && !self.prefixes.iter().any(|known| known == prefix)
            {
                self.prefixes.push(prefix.to_owned());
            }
        }
    }

    fn is_ours(&self, tag: &BytesStart<'_>) -> bool {
        let name = tag.name();
        let prefix = name.as_ref().split_once(':').map_or("", |(prefix, _)| prefix);
        self.prefixes.iter().any(|known| known == prefix)
    }
}

fn position(xml: &Xml<'_>) -> usize {
    usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX)
}
