//! From the parts of a package to blocks: joins what tracked changes join, asks styles and numbering.

use std::collections::{HashMap, HashSet};

use pacta_domain::document::{Block, BlockKind, Comment, Deletion, Layout, Revisions, Run, Story};

use super::{
    super::{ReadError, ReadOptions, clauses::Hint},
    BlockAddress, ParagraphAddress,
    comments::{Remark, remarks},
    container::Container,
    numbering::{Counter, Numbering},
    properties::{CharacterProperties, ParagraphProperties},
    story::{self, AnchorKind, Paragraph},
    styles::{Looks, Style, Styles},
};

/// What the parts of a document give, one entry a block in each list but comments and warnings.
#[derive(Default)]
pub(super) struct Stories {
    pub blocks: Vec<Block>,
    pub hints: Vec<Hint>,
    pub addresses: Vec<BlockAddress>,
    pub comments: Vec<Comment>,
    pub warnings: Vec<String>,
}

/// The stories beside the body, by the kind of their relationship, in the order in which they are read.
const BESIDE: [(&str, Story); 4] = [
    ("header", Story::Header),
    ("footer", Story::Footer),
    ("footnotes", Story::Footnote),
    ("endnotes", Story::Endnote),
];

/// Reads all stories of a package.
pub(super) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Stories, ReadError> {
    let mut container = Container::open(bytes, &options.limits)?;
    let main = container.main_part()?;
    let relationships = container.relationships(&main)?;
    let mut related = |kind: &str| -> Result<String, ReadError> {
        let target = relationships.iter().find(|relationship| relationship.kind == kind);
        // Looks and numbers may be damaged without harm to the text.
        Ok(target.and_then(|target| container.part(&target.target).ok().flatten()).unwrap_or_default())
    };
    let styles = Styles::parse(&related("styles")?);
    let numbering = Numbering::parse(&related("numbering")?);
    let remarks = remarks(&related("comments")?, &related("commentsExtended")?);
    let body = container.part(&main)?.ok_or(ReadError::DocxNotADocument)?;
    if !is_document(&body) {
        return Err(ReadError::DocxNotADocument);
    }
    let mut reader = StoryReader {
        styles: &styles,
        numbering: &numbering,
        options,
        stories: Stories::default(),
        anchored: HashMap::new(),
        tables: 0,
        paragraphs: 0,
    };
    reader.part(&main, &body, Story::Body)?;
    let mut seen = HashSet::new();
    for (kind, story) in BESIDE {
        let mut texts = HashSet::new();
        for relationship in relationships.iter().filter(|relationship| relationship.kind == kind) {
            if !seen.insert(relationship.target.clone()) {
                continue;
            }
            let Some(part) = container.part(&relationship.target)? else { continue };
            let from = reader.stories.blocks.len();
            reader.part(&relationship.target, &part, story)?;
            // First, even and odd pages mostly repeat one header.
            let text: Vec<String> = reader.stories.blocks.iter().skip(from).map(|block| block.text.clone()).collect();
            if matches!(story, Story::Header | Story::Footer) && !texts.insert(text) {
                reader.stories.blocks.truncate(from);
                reader.stories.hints.truncate(from);
                reader.stories.addresses.truncate(from);
            }
        }
    }
    reader.comment(remarks);
    Ok(reader.stories)
}

/// Whether the root of the main part is `w:document`.
fn is_document(part: &str) -> bool {
    let mut xml = quick_xml::Reader::from_str(part);
    loop {
        match xml.read_event() {
            Ok(quick_xml::events::Event::Start(tag)) => return tag.local_name().as_ref() == "document",
            // Damage before the root is told apart by the reading that follows.
            Ok(quick_xml::events::Event::Eof) => return false,
            Err(_) => return true,
            Ok(_) => {}
        }
    }
}

struct StoryReader<'a> {
    styles: &'a Styles,
    numbering: &'a Numbering,
    options: &'a ReadOptions,
    stories: Stories,
    /// Block and code points of the words that a comment is anchored to, by its number.
    anchored: HashMap<String, (usize, std::ops::Range<usize>)>,
    tables: usize,
    paragraphs: usize,
}

impl StoryReader<'_> {
    fn part(&mut self, name: &str, part: &str, story: Story) -> Result<(), ReadError> {
        let revisions = self.options.revisions;
        let paragraphs = story::scan(part, revisions, &self.options.limits, &mut self.tables)?;
        self.paragraphs += paragraphs.len();
        if self.paragraphs > self.options.limits.paragraphs {
            return Err(ReadError::DocxTooComplex);
        }
        let (styles, numbering) = (self.styles, self.numbering);
        let mut counter = Counter::new(numbering, styles);
        let mut looks = LooksCache { part, styles, revisions, direct: HashMap::new() };
        for group in joined(&paragraphs) {
            let Some(last) = group.last().and_then(|index| paragraphs.get(*index)) else { continue };
            let properties = last
                .properties
                .clone()
                .and_then(|range| part.get(range))
                .map(|element| ParagraphProperties::parse(element, revisions))
                .unwrap_or_default();
            let named = styles.paragraph_style(properties.style.as_deref());
            let style = named.map(|(_, style)| style);
            let list = list_of(&properties, named, numbering, styles);
            let members = group.iter().filter_map(|index| Some((*index, paragraphs.get(*index)?)));
            let (text, runs, size, addresses) = looks.text(members, style);
            let deletions = deletions(&group, &paragraphs, &addresses);
            // Blank paragraphs count too: Word numbers them, but for those that are nothing but the end of a section.
            let counts = !(properties.ends_section && text.is_empty());
            let label = list.filter(|_| counts).and_then(|(list, level)| counter.next(list, level));
            if text.chars().all(char::is_whitespace) {
                // The first paragraphs of a part have none before them.
                if self.stories.addresses.last().is_some_and(|before| before.part == name) {
                    self.keep_deleted_paragraph(last, deletions);
                    self.anchor_nearby(&group, &paragraphs);
                }
                continue;
            }
            if text.len() > self.options.limits.paragraph_bytes {
                return Err(ReadError::DocxTooComplex);
            }
            let layout = layout(&properties, style, list, numbering, styles);
            let outline = properties.outline.filter(|level| *level < 9).map(|level| level + 1);
            let heading = if properties.outline == Some(9) { None } else { outline.or_else(|| style?.heading()) };
            self.stories.hints.push(Hint {
                heading,
                title: style.is_some_and(Style::is_title),
                contents: style.is_some_and(|style| style.name.starts_with("toc ") || style.name.starts_with("目录")),
                size,
            });
            self.anchor(&group, &paragraphs, &addresses);
            self.stories.blocks.push(Block {
                id: format!("b{}", self.stories.blocks.len() + 1),
                kind: if last.cell.is_some() { BlockKind::Cell } else { BlockKind::Paragraph },
                story: if last.in_text_box { Story::Textbox } else { story },
                label,
                label_typed: false,
                level: list.and_then(|(_, level)| u8::try_from(level + 1).ok()),
                clause: None,
                text,
                start: 0,
                runs,
                deletions,
                layout,
                cell: last.cell,
                confidence: None,
            });
            let note = last.note.clone();
            self.stories.addresses.push(BlockAddress { part: name.to_owned(), note, paragraphs: addresses });
        }
        Ok(())
    }

    /// A paragraph of which nothing is left gives no block; what went with it is shown at the end of the one before.
    fn keep_deleted_paragraph(&mut self, paragraph: &Paragraph, deletions: Vec<Deletion>) {
        let Some(before) = self.stories.blocks.last_mut().filter(|block| block.cell == paragraph.cell) else { return };
        let at = before.text.chars().count();
        let gone = deletions.into_iter().map(|gone| Deletion { at, text: format!("\n{}", gone.text), ..gone });
        before.deletions.extend(gone);
    }

    /// Comments on a paragraph without text, such as one that holds a picture, stand at the end of the block before.
    fn anchor_nearby(&mut self, group: &[usize], paragraphs: &[Paragraph]) {
        let Some(place) = self.stories.blocks.len().checked_sub(1) else { return };
        let end = self.stories.blocks[place].text.chars().count();
        for anchor in group.iter().filter_map(|index| paragraphs.get(*index)).flat_map(|own| &own.anchors) {
            self.anchored.entry(anchor.comment.clone()).or_insert((place, end..end));
        }
    }

    /// Notes which words of the block about to be added comments are anchored to.
    fn anchor(&mut self, group: &[usize], paragraphs: &[Paragraph], addresses: &[ParagraphAddress]) {
        let block = self.stories.blocks.len();
        for (index, address) in group.iter().zip(addresses) {
            for anchor in paragraphs.get(*index).map_or(&[][..], |paragraph| &paragraph.anchors) {
                let at = address.start + anchor.at;
                let known = self.anchored.get_mut(&anchor.comment);
                match (anchor.kind, known) {
                    (AnchorKind::End, Some((begun, range))) if *begun == block => range.end = at.max(range.start),
                    (_, Some(_)) => {}
                    // Open until its end is seen: to the end of the block, where that stands further on.
                    (AnchorKind::Start, None) => {
                        self.anchored.insert(anchor.comment.clone(), (block, at..usize::MAX));
                    }
                    (_, None) => {
                        self.anchored.insert(anchor.comment.clone(), (block, at..at));
                    }
                }
            }
        }
    }

    /// Joins comments with their places. One on words that are gone has none and is left out.
    fn comment(&mut self, remarks: Vec<Remark>) {
        for remark in remarks {
            let Some((index, range)) = self.anchored.get(&remark.id) else { continue };
            let Some(block) = self.stories.blocks.get(*index) else { continue };
            self.stories.comments.push(Comment {
                block: block.id.clone(),
                start: range.start,
                end: range.end.min(block.text.chars().count()),
                id: remark.id,
                author: remark.author,
                date: remark.date,
                text: remark.text,
                reply_to: remark.reply_to,
                resolved: remark.resolved,
            });
        }
        let place = |comment: &Comment| (self.anchored.get(&comment.id).map(|(block, _)| *block), comment.start);
        self.stories.comments.sort_by_key(place);
    }
}

/// What tracked changes take out of joined paragraphs.
fn deletions(group: &[usize], paragraphs: &[Paragraph], addresses: &[ParagraphAddress]) -> Vec<Deletion> {
    let mut deletions = Vec::new();
    for (index, address) in group.iter().zip(addresses) {
        let Some(paragraph) = paragraphs.get(*index).filter(|paragraph| !paragraph.deletions.is_empty()) else {
            continue;
        };
        deletions.extend(paragraph.deletions.iter().map(|gone| Deletion {
            at: address.start + gone.at,
            text: gone.text.clone(),
            by: gone.by.to_string(),
        }));
        if let Some(last) = deletions.last_mut().filter(|_| paragraph.mark_gone) {
            last.text.push('\n');
        }
    }
    deletions
}

/// The paragraphs as they read: each with those before it whose marks are gone, within one container.
fn joined(paragraphs: &[Paragraph]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::with_capacity(paragraphs.len());
    // Containers whose last paragraph waits for its continuation, with the place of its group.
    let mut waiting: HashMap<usize, usize> = HashMap::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let place = match waiting.remove(&paragraph.container) {
            Some(place) => place,
            None => {
                groups.push(Vec::with_capacity(1));
                groups.len() - 1
            }
        };
        if let Some(group) = groups.get_mut(place) {
            group.push(index);
        }
        if paragraph.mark_gone {
            waiting.insert(paragraph.container, place);
        }
    }
    groups
}

/// The list and level that number a paragraph: its own, else its style's (ECMA-376 part 1, 17.9.18).
fn list_of(
    properties: &ParagraphProperties,
    style: Option<(&str, &Style)>,
    numbering: &Numbering,
    styles: &Styles,
) -> Option<(i64, usize)> {
    let styled = style.map(|(_, style)| &style.paragraph);
    let list = properties.numbering.or_else(|| styled?.numbering).filter(|list| *list > 0)?;
    let level = properties.level.or_else(|| {
        let (id, style) = style?;
        numbering.level_of_style(list, id, styles).or(style.paragraph.level)
    });
    Some((list, level.unwrap_or(0)))
}

/// Direct settings, else those of the list when the paragraph names it itself, else the style's, the list's, the defaults.
fn layout(
    properties: &ParagraphProperties,
    style: Option<&Style>,
    list: Option<(i64, usize)>,
    numbering: &Numbering,
    styles: &Styles,
) -> Layout {
    let empty = ParagraphProperties::default();
    let level =
        list.and_then(|(list, level)| numbering.level(list, level, styles)).map_or(&empty, |level| &level.paragraph);
    let styled = style.map_or(&empty, |style| &style.paragraph);
    let base = if properties.numbering.is_some() { level.over(styled) } else { styled.over(level) };
    let all = properties.over(&base).over(styles.paragraph_defaults());
    Layout {
        align: all.align.unwrap_or_default(),
        indent: all.indent.unwrap_or(0),
        first_line: all.first_line.unwrap_or(0),
    }
}

/// The looks of runs; runs mostly repeat the same few properties.
struct LooksCache<'a> {
    part: &'a str,
    styles: &'a Styles,
    revisions: Revisions,
    direct: HashMap<&'a str, CharacterProperties>,
}

impl<'a> LooksCache<'a> {
    /// Text, runs, size of the first words and addresses of joined paragraphs.
    fn text<'p>(
        &mut self,
        members: impl Iterator<Item = (usize, &'p Paragraph)>,
        style: Option<&Style>,
    ) -> (String, Vec<Run>, u32, Vec<ParagraphAddress>) {
        let mut text = String::new();
        let mut runs: Vec<Run> = Vec::new();
        let mut size = 0;
        let mut addresses = Vec::new();
        let mut start = 0;
        for (index, paragraph) in members {
            addresses.push(ParagraphAddress { index, bytes: paragraph.bytes.clone(), start });
            for piece in &paragraph.pieces {
                let end = start + piece.text.chars().count();
                let looks = self.of(piece.properties.clone(), style);
                if size == 0 && !piece.text.trim().is_empty() {
                    size = looks.size;
                }
                text.push_str(&piece.text);
                add_run(&mut runs, start..end, looks, piece.inserted_by.as_deref());
                start = end;
            }
        }
        (text, runs, size, addresses)
    }

    fn of(&mut self, properties: Option<std::ops::Range<usize>>, style: Option<&Style>) -> Looks {
        let element: &'a str = properties.and_then(|range| self.part.get(range)).unwrap_or_default();
        let revisions = self.revisions;
        let direct = self.direct.entry(element).or_insert_with(|| CharacterProperties::parse(element, revisions));
        self.styles.looks(style, direct)
    }
}

/// Adds a run that does not look plain, merged with the one before when they look alike.
fn add_run(runs: &mut Vec<Run>, range: std::ops::Range<usize>, looks: Looks, inserted_by: Option<&str>) {
    let Looks { bold, italic, underline, .. } = looks;
    if range.is_empty() || !(bold || italic || underline || inserted_by.is_some()) {
        return;
    }
    if let Some(last) = runs.last_mut() {
        let alike = (last.bold, last.italic, last.underline) == (bold, italic, underline);
        if last.end == range.start && alike && last.inserted_by.as_deref() == inserted_by {
            last.end = range.end;
            return;
        }
    }
    let inserted_by = inserted_by.map(str::to_owned);
    runs.push(Run { start: range.start, end: range.end, bold, italic, underline, inserted_by });
}
