//! A contract as it is read: blocks of text with offsets, clauses above them, parties beside them.
//!
//! All offsets are Unicode code points, never bytes, so that scripts in any language can use them.

use serde::{Deserialize, Serialize};

/// What a file turned out to be once it was opened (never judged by its name alone).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Office Open XML word-processing document (ISO/IEC 29500, Transitional or Strict).
    Docx,
    /// Portable Document Format with a text layer.
    Pdf,
    /// Plain text in UTF-8, UTF-16 or GB 18030.
    Txt,
    /// A picture of pages, read by text recognition.
    Image,
}

/// The language a contract is written in. Mixed documents take the one that carries most text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The code used in JSON and in `lang` attributes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// Whether existing tracked changes are read as accepted (the default) or as rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Revisions {
    /// Inserted text counts, deleted text does not: the contract as proposed.
    #[default]
    Accepted,
    /// Deleted text counts, inserted text does not: the contract before the changes.
    Rejected,
}

/// A contract as it is read from one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What the file turned out to be.
    pub format: Format,
    /// The language that carries most of the text.
    pub language: Language,
    /// A guess at the kind of contract, such as `retail_lease`; `None` when nothing fits.
    pub contract_type: Option<String>,
    /// The title as it stands in the text.
    pub title: Option<String>,
    /// The parties in the order they are named.
    pub parties: Vec<Party>,
    /// The date of signing (`2026-11-23`) when the text states it.
    pub signed_on: Option<String>,
    /// Every paragraph that has text, in reading order.
    pub blocks: Vec<Block>,
    /// Numbered units, each made of blocks; a parent comes before its children.
    pub clauses: Vec<Clause>,
    /// The blocks' texts joined by `\n` (for plain text: the file's own text).
    pub text: String,
    /// The comments that came with the file, in the order of their places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    /// What the reader could not keep or is not sure of, in words for the lawyer.
    pub warnings: Vec<String>,
}

/// One side of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// How the text calls it: 甲方, 承租方, Disclosing Party.
    pub role: String,
    /// The party's name as written.
    pub name: String,
    /// Further words the text declares for this party (`出租方（甲方）` gives both).
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// The part a block plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A title or the heading of a clause.
    Heading,
    /// A paragraph inside a table cell.
    Cell,
}

/// Where in the file a block stands (the "story" of WordprocessingML).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Story {
    /// The main text.
    #[default]
    Body,
    /// A page header.
    Header,
    /// A page footer.
    Footer,
    /// A footnote.
    Footnote,
    /// An endnote.
    Endnote,
    /// A text box.
    Textbox,
}

/// One paragraph, or one paragraph of a table cell. Paragraphs without text are no blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// `b1`, `b2`, … in reading order; stable for one file.
    pub id: String,
    /// The part it plays.
    pub kind: BlockKind,
    /// Where it stands.
    pub story: Story,
    /// The number as Word shows it (`第三条`, `3.2`, `(a)`), typed or automatic.
    pub label: Option<String>,
    /// True when the label is typed in the text (then `text` starts with it); false when Word
    /// computes it (then `text` does not hold it).
    #[serde(default)]
    pub label_typed: bool,
    /// Depth: of the heading for headings, of the numbering for numbered paragraphs.
    pub level: Option<u8>,
    /// The innermost clause the block belongs to.
    pub clause: Option<String>,
    /// The text, tracked changes read as asked for.
    pub text: String,
    /// Code-point offset of the block's text in [`Document::text`].
    #[serde(default)]
    pub start: usize,
    /// How stretches of the text look; gaps are plain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
    /// Words that tracked changes take out: the text, read as if they were accepted, does not hold them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deletions: Vec<Deletion>,
    /// How the paragraph is set.
    #[serde(default, skip_serializing_if = "Layout::is_plain")]
    pub layout: Layout,
    /// The table cell it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<CellPlace>,
    /// How sure text recognition is of the words, from 0 to 1; `None` for text that the file has as such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// A stretch of a block that does not look plain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Code-point offsets within the block.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// Bold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// Italic.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
    /// Underlined.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub underline: bool,
    /// The author of a tracked insertion that this text came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inserted_by: Option<String>,
}

/// Words that another author's tracked change takes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// Code-point offset within the block at which they stood.
    pub at: usize,
    /// The words; `\n` where a paragraph's end goes with them.
    pub text: String,
    /// Whose change it is.
    pub by: String,
}

/// A comment that came with the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its number in the file (`w:comment/@w:id`).
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// When, as the file has it: local time without a zone in most.
    pub date: Option<String>,
    /// Its words, paragraphs separated by `\n`.
    pub text: String,
    /// The block it is anchored to: the first one where it spans several.
    pub block: String,
    /// Code-point offsets within that block of the words commented on.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// The comment that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Somebody marked the thread as resolved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resolved: bool,
}

/// How a paragraph is set, as far as a reader on screen needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Horizontal alignment.
    #[serde(default)]
    pub align: Align,
    /// Left indent in twentieths of a point (`w:ind/@w:left`).
    #[serde(default)]
    pub indent: i32,
    /// First-line indent in twentieths of a point; negative when hanging.
    #[serde(default)]
    pub first_line: i32,
}

impl Layout {
    /// True when nothing departs from the default.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// Horizontal alignment of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// As the script begins.
    #[default]
    Start,
    /// Centred.
    Center,
    /// Right-aligned.
    End,
    /// Justified.
    Justify,
}

/// The cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellPlace {
    /// Number of the table in the document, from 0.
    pub table: usize,
    /// Row, from 0.
    pub row: usize,
    /// Grid column, from 0.
    pub column: usize,
    /// Grid columns it spans (`w:gridSpan`), at least 1.
    pub column_span: usize,
}

/// A numbered unit of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// `c1`, `c2`, … in reading order.
    pub id: String,
    /// The number as shown, absent for unnumbered units (recitals, signature block).
    pub label: Option<String>,
    /// The heading's words without the number.
    pub title: Option<String>,
    /// The clause that holds this one.
    pub parent: Option<String>,
    /// Blocks that belong to this clause itself, not to its children.
    pub blocks: Vec<String>,
}

impl Block {
    /// A plain paragraph of the body; `index` counts blocks from 0, `start` code points of the document.
    #[must_use]
    pub fn paragraph(index: usize, text: String, start: usize) -> Self {
        Self {
            id: format!("b{}", index + 1),
            kind: BlockKind::Paragraph,
            story: Story::Body,
            label: None,
            label_typed: false,
            level: None,
            clause: None,
            text,
            start,
            runs: Vec::new(),
            deletions: Vec::new(),
            layout: Layout::default(),
            cell: None,
            confidence: None,
        }
    }
}

impl Document {
    /// A document that nothing was read of yet.
    #[must_use]
    pub fn empty(format: Format) -> Self {
        Self {
            format,
            language: Language::default(),
            contract_type: None,
            title: None,
            parties: Vec::new(),
            signed_on: None,
            blocks: Vec::new(),
            clauses: Vec::new(),
            text: String::new(),
            comments: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The block of that id.
    #[must_use]
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.block_index(id).map(|index| &self.blocks[index])
    }

    /// Where the block of that id stands in [`Document::blocks`].
    #[must_use]
    pub fn block_index(&self, id: &str) -> Option<usize> {
        // Ids count from one in reading order, so the number is nearly always the place.
        let guess = id.strip_prefix('b').and_then(|number| number.parse::<usize>().ok());
        match guess {
            Some(number) if number >= 1 && self.blocks.get(number - 1).is_some_and(|b| b.id == id) => Some(number - 1),
            _ => self.blocks.iter().position(|block| block.id == id),
        }
    }

    /// Whether the file came with tracked changes of its text.
    #[must_use]
    pub fn has_tracked_changes(&self) -> bool {
        let changed =
            |block: &Block| !block.deletions.is_empty() || block.runs.iter().any(|run| run.inserted_by.is_some());
        self.blocks.iter().any(changed)
    }

    /// The clause of that id.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// What a lawyer calls the place of a block: `第三条`, `3.2`, `五、1.`, `12(b)`. A number that means
    /// nothing alone comes with the numbers of the clauses around it.
    #[must_use]
    pub fn place(&self, block: &Block) -> Option<String> {
        let mut place: Option<String> = None;
        let mut clause = block.clause.as_deref().and_then(|id| self.clause(id));
        while let Some(current) = clause {
            if let Some(label) = &current.label {
                place = Some(match place {
                    Some(inner) if inner.starts_with('(') => format!("{}{inner}", label.trim_end_matches('.')),
                    Some(inner) => format!("{label}{inner}"),
                    None => label.clone(),
                });
                if stands_alone(label) {
                    break;
                }
            }
            clause = current.parent.as_deref().and_then(|id| self.clause(id));
        }
        place.or_else(|| block.label.clone())
    }

    /// Joins the blocks' texts into [`Document::text`] and sets each block's start. Readers call
    /// it once at the end; plain-text readers keep the file's own text instead.
    pub fn join_text(&mut self) {
        let mut text = String::new();
        let mut offset = 0;
        for (index, block) in self.blocks.iter_mut().enumerate() {
            if index > 0 {
                text.push('\n');
                offset += 1;
            }
            block.start = offset;
            offset += block.text.chars().count();
            text.push_str(&block.text);
        }
        self.text = text;
    }
}

/// True for numbers that no other clause of a contract has: 第三条, Article 3, 3.2, but not (a) or 1.
fn stands_alone(label: &str) -> bool {
    let number = label.trim_end_matches(['.', '、', ' ']);
    let levels = number.split('.').filter(|level| level.starts_with(|c: char| c.is_ascii_digit())).count();
    let named = number.starts_with(|c: char| c.is_alphabetic()) && number.contains(' ');
    number.starts_with('第') || levels > 1 || named
}

/// The part of `text` between two code-point offsets, or `None` when they do not fit.
#[must_use]
pub fn slice(text: &str, start: usize, end: usize) -> Option<&str> {
    if start > end {
        return None;
    }
    let from = byte_offset(text, start)?;
    let to = from + byte_offset(&text[from..], end - start)?;
    Some(&text[from..to])
}

/// The byte offset of a code-point offset; the length of the text counts as a place.
#[must_use]
pub fn byte_offset(text: &str, chars: usize) -> Option<usize> {
    let mut seen = 0;
    for (byte, _) in text.char_indices() {
        if seen == chars {
            return Some(byte);
        }
        seen += 1;
    }
    (seen == chars).then_some(text.len())
}

/// The code-point offset of a byte offset that lies on a character border.
#[must_use]
pub fn char_offset(text: &str, byte: usize) -> usize {
    text[..byte].chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_code_points_also_beyond_the_basic_plane() {
        let text = "甲𠮷乙";
        assert_eq!(slice(text, 1, 2), Some("𠮷"));
        assert_eq!(slice(text, 3, 3), Some(""));
        assert_eq!(slice(text, 2, 4), None);
        assert_eq!(char_offset(text, text.len()), 3);
    }

    /// The place of a block in the innermost of these nested clauses.
    fn place(labels: &[&str]) -> Option<String> {
        let mut document = Document::empty(Format::Txt);
        for (depth, label) in labels.iter().enumerate() {
            document.clauses.push(Clause {
                id: format!("c{depth}"),
                label: Some((*label).to_owned()),
                title: None,
                parent: depth.checked_sub(1).map(|above| format!("c{above}")),
                blocks: Vec::new(),
            });
        }
        let block = Block {
            clause: labels.len().checked_sub(1).map(|last| format!("c{last}")),
            ..Block::paragraph(0, String::new(), 0)
        };
        document.place(&block)
    }

    #[test]
    fn a_place_says_as_much_as_a_lawyer_needs() {
        for (labels, expected) in [
            (&["第三条", "3.2"][..], "3.2"),
            (&["五、", "1."], "五、1."),
            (&["第三条", "（二）"], "第三条（二）"),
            (&["第二章", "第十条", "1."], "第十条1."),
            (&["12.", "(b)", "(iv)"], "12(b)(iv)"),
            (&["Article 4", "(a)"], "Article 4(a)"),
        ] {
            assert_eq!(place(labels).as_deref(), Some(expected));
        }
    }
}
