//! From edits to operations on paragraphs: every address is looked up, every conflict decided here.

use std::{collections::BTreeMap, ops::Range};

use pacta_domain::{
    diff::{Change, Part},
    document::{Block, BlockKind, Document, Language, Story},
    edit::{Edit, EditResult, Placement},
};

use super::{
    comments::Comments,
    outline::{NoteKind, Outline, Surroundings},
    paragraph::Paragraph,
    segment::difference,
};
use crate::documents::docx::BlockAddress;

/// What is to be done, by the byte at which each paragraph begins.
pub(super) struct Plan<'a> {
    pub work: BTreeMap<usize, Work>,
    results: Vec<EditResult>,
    document: &'a Document,
    addresses: &'a [BlockAddress],
    main: &'a str,
    xml: &'a str,
    outline: &'a Outline,
    /// What each block's paragraphs say in the end.
    intended: Vec<Vec<String>>,
}

/// What is to be done to one paragraph.
pub(super) struct Work {
    pub surroundings: Surroundings,
    pub paragraph: Paragraph,
    /// Changes within its text, none overlapping another.
    pub rewordings: Vec<Rewording>,
    /// Comments without a change.
    pub notes: Vec<Note>,
    /// The whole paragraph goes.
    pub deletion: Option<Deletion>,
    /// New paragraphs after it, in order.
    pub additions: Vec<Addition>,
}

/// A changed wording.
pub(super) struct Rewording {
    /// Code-point offsets within the paragraph.
    pub range: Range<usize>,
    pub parts: Vec<Part>,
    pub comment: Option<String>,
}

/// A comment on words that stay.
pub(super) struct Note {
    pub range: Range<usize>,
    pub comment: String,
    /// Number of the comment it answers.
    pub reply_to: Option<String>,
}

/// A paragraph that goes.
pub(super) struct Deletion {
    pub comment: Option<String>,
}

/// New paragraphs.
pub(super) struct Addition {
    pub lines: Vec<String>,
    pub comment: Option<String>,
    /// Where the paragraph begins whose style the new ones take.
    pub model: usize,
}

/// Why an edit is not simply placed.
enum Trouble {
    /// It goes into a comment with its wording.
    Comment(&'static str),
    /// It cannot even be commented on.
    Refuse(&'static str),
}

impl<'a> Plan<'a> {
    pub(super) fn make(
        document: &'a Document,
        addresses: &'a [BlockAddress],
        main: &'a str,
        xml: &'a str,
        outline: &'a Outline,
        comments: &Comments,
        edits: &[Edit],
    ) -> Self {
        let intended = document.blocks.iter().map(|block| vec![block.text.clone()]).collect();
        let mut plan =
            Self { work: BTreeMap::new(), results: Vec::new(), document, addresses, main, xml, outline, intended };
        for (index, edit) in edits.iter().enumerate() {
            let (result, reason) = match plan.take(edit, comments) {
                Ok(()) => (Placement::Placed, plan.remark(edit)),
                Err(Trouble::Comment(reason)) => match plan.comment_instead(edit) {
                    Ok(()) => (Placement::Commented, Some(reason)),
                    Err(_) => (Placement::Refused, Some(reason)),
                },
                Err(Trouble::Refuse(reason)) => (Placement::Refused, Some(reason)),
            };
            plan.results.push(EditResult { index, result, reason: reason.map(str::to_owned) });
        }
        plan.compute_intended();
        plan
    }

    pub(super) fn results(&self) -> Vec<EditResult> {
        self.results.clone()
    }

    /// The texts of all blocks once everything is accepted.
    pub(super) fn intended(&self, document: &Document) -> Vec<String> {
        let texts = self.intended.iter().take(document.blocks.len()).flatten();
        texts.filter(|text| !text.chars().all(char::is_whitespace)).cloned().collect()
    }

    /// What one should know of an edit that was placed.
    fn remark(&self, edit: &Edit) -> Option<&'static str> {
        let Edit::Delete { delete, .. } = edit else { return None };
        let index = self.document.block_index(delete)?;
        let paragraph = self.addresses.get(index)?.paragraphs.first()?;
        let work = self.work.get(&paragraph.bytes.start)?;
        let own = self.xml.get(work.surroundings.bytes.clone())?;
        (!work.mark_may_go(own)).then_some("an empty paragraph stays in its place")
    }

    fn take(&mut self, edit: &Edit, comments: &Comments) -> Result<(), Trouble> {
        match edit {
            Edit::Replace { block, start, end, text, comment } => {
                self.reword(block, *start..*end, text, comment.as_deref())
            }
            Edit::InsertAfter { insert_after, text, comment } => self.add(insert_after, text, comment.as_deref()),
            Edit::Delete { delete, comment } => self.delete(delete, comment.as_deref()),
            Edit::Comment { comment_on, start, end, comment } => self.note(comment_on, *start..*end, comment).map(drop),
            Edit::Reply { reply_to, comment } => self.reply(reply_to, comment, comments),
        }
    }

    /// An answer stands on the same words as the comment it answers.
    fn reply(&mut self, id: &str, words: &str, comments: &Comments) -> Result<(), Trouble> {
        let theirs = self.document.comments.iter().find(|comment| comment.id == id);
        let theirs = theirs.ok_or(Trouble::Refuse("no such comment"))?;
        if !comments.can_answer(id) {
            return Err(Trouble::Comment("answers a comment that keeps no thread"));
        }
        let (block, range) = (theirs.block.clone(), theirs.start..theirs.end);
        let notes = self.note(&block, range, words)?;
        if let Some(note) = notes.last_mut() {
            note.reply_to = Some(id.to_owned());
        }
        Ok(())
    }

    fn reword(&mut self, id: &str, range: Range<usize>, text: &str, comment: Option<&str>) -> Result<(), Trouble> {
        let (_, start, offset) = self.locate(id, &range)?;
        let local = range.start - offset..range.end - offset;
        let work = self.work_at(start)?;
        if work.deletion.is_some() || work.rewordings.iter().any(|other| overlap(&other.range, &local)) {
            return Err(Trouble::Refuse("overlaps an earlier edit"));
        }
        if work.surroundings.text_box_in.is_some() {
            return Err(Trouble::Comment("stands in a text box, of which Word keeps two copies"));
        }
        if work.surroundings.protected || !work.paragraph.is_free(&local) {
            return Err(Trouble::Comment("stands in a field, a move or a locked content control"));
        }
        let old = pacta_domain::document::slice(&work.paragraph.text, local.start, local.end).unwrap_or_default();
        let parts = difference(old, text);
        if parts.iter().all(|part| part.change == Change::Equal) {
            if let Some(comment) = comment {
                work.notes.push(Note { range: local, comment: comment.to_owned(), reply_to: None });
            }
            return Ok(());
        }
        work.rewordings.push(Rewording { range: local, parts, comment: comment.map(str::to_owned) });
        Ok(())
    }

    fn delete(&mut self, id: &str, comment: Option<&str>) -> Result<(), Trouble> {
        let block = self.block(id)?;
        let length = block.text.chars().count();
        let (_, start, _) = self.locate(id, &(0..length))?;
        let work = self.work_at(start)?;
        if work.deletion.is_some() || !work.rewordings.is_empty() || !work.additions.is_empty() {
            return Err(Trouble::Refuse("overlaps an earlier edit"));
        }
        if work.surroundings.text_box_in.is_some() {
            return Err(Trouble::Comment("stands in a text box, of which Word keeps two copies"));
        }
        let whole = 0..length;
        if work.surroundings.protected
            || work.surroundings.open_fields > 0
            || work.paragraph.has_protected()
            || !work.paragraph.is_free(&whole)
        {
            return Err(Trouble::Comment("holds a field, a move or a locked content control"));
        }
        work.deletion = Some(Deletion { comment: comment.map(str::to_owned) });
        Ok(())
    }

    fn add(&mut self, id: &str, text: &str, comment: Option<&str>) -> Result<(), Trouble> {
        let index = self.document.block_index(id).ok_or(Trouble::Refuse("no such block"))?;
        let length = self.block(id)?.text.chars().count();
        let (_, start, _) = self.locate(id, &(length..length))?;
        let model = self.model(index, start);
        let lines: Vec<String> =
            text.split('\n').map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect();
        let work = self.work_at(start)?;
        if lines.is_empty() {
            return Err(Trouble::Refuse("has no text"));
        }
        if work.deletion.is_some() {
            return Err(Trouble::Refuse("overlaps an earlier edit"));
        }
        if work.surroundings.text_box_in.is_some() {
            return Err(Trouble::Comment("stands in a text box, of which Word keeps two copies"));
        }
        if work.surroundings.protected || work.surroundings.open_fields > 0 {
            return Err(Trouble::Comment("stands in a field, a move or a locked content control"));
        }
        work.additions.push(Addition { lines, comment: comment.map(str::to_owned), model });
        Ok(())
    }

    /// Adds a comment and gives all those of its paragraph.
    fn note(&mut self, id: &str, range: Range<usize>, comment: &str) -> Result<&mut Vec<Note>, Trouble> {
        let (_, start, offset) = self.locate(id, &range)?;
        let work = self.work_at(start)?;
        if work.surroundings.text_box_in.is_some() {
            return Err(Trouble::Comment("stands in a text box, where Word allows no comment"));
        }
        if work.surroundings.open_fields > 0 {
            return Err(Trouble::Comment("stands in a field that runs over several paragraphs"));
        }
        let mut local = range.start - offset..range.end - offset;
        if !work.paragraph.is_free(&local) {
            // A comment never starts inside a field: it goes around the whole paragraph then.
            local = 0..work.paragraph.text.chars().count();
        }
        work.notes.push(Note { range: local, comment: comment.to_owned(), reply_to: None });
        Ok(&mut work.notes)
    }

    /// A comment with the wording of an edit that cannot be placed.
    fn comment_instead(&mut self, edit: &Edit) -> Result<(), Trouble> {
        let zh = self.document.language == Language::Zh;
        let (id, wording, comment) = match edit {
            Edit::Replace { block, text, comment, .. } => {
                (block, format!("{}{text}", if zh { "建议改为：" } else { "Proposed wording: " }), comment)
            }
            Edit::InsertAfter { insert_after, text, comment } => (
                insert_after,
                format!("{}{text}", if zh { "建议在此后增加：" } else { "Proposed addition after this: " }),
                comment,
            ),
            Edit::Delete { delete, comment } => {
                (delete, (if zh { "建议删除本段。" } else { "Proposed: delete this paragraph." }).to_owned(), comment)
            }
            Edit::Comment { comment_on, comment, .. } => (comment_on, comment.clone(), &None),
            Edit::Reply { reply_to, comment } => {
                let theirs = self.document.comments.iter().find(|theirs| theirs.id == *reply_to);
                let theirs = theirs.ok_or(Trouble::Refuse("no such comment"))?;
                let answer = if zh { format!("答复{}：", theirs.author) } else { format!("To {}: ", theirs.author) };
                (&theirs.block, answer + comment, &None)
            }
        };
        let length = self.block(id)?.text.chars().count();
        let words = comment.as_ref().map_or(wording.clone(), |comment| format!("{wording}\n{comment}"));
        match self.note(id, 0..length, &words) {
            Err(Trouble::Comment(_)) => self.note_elsewhere(id, &words),
            done => done.map(drop),
        }
    }

    /// A comment in the main text on words that can bear none: at the reference of a note, at the anchor of a text
    /// box, before a field that runs over several paragraphs, at the beginning for headers and footers. It names the
    /// words it is about.
    fn note_elsewhere(&mut self, id: &str, words: &str) -> Result<(), Trouble> {
        let block = self.block(id)?;
        let place = self.anchor(id, block.story).ok_or(Trouble::Refuse("has no place in the main text"))?;
        let zh = self.document.language == Language::Zh;
        let story = match block.story {
            Story::Footnote if zh => "脚注",
            Story::Footnote => "Footnote",
            Story::Endnote if zh => "尾注",
            Story::Endnote => "Endnote",
            Story::Header if zh => "页眉",
            Story::Header => "Header",
            Story::Footer if zh => "页脚",
            Story::Footer => "Footer",
            Story::Textbox if zh => "文本框",
            Story::Textbox => "Text box",
            Story::Body if zh => "正文",
            Story::Body => "Text",
        };
        let about = if zh {
            format!("{story}“{}”：{words}", block.text)
        } else {
            format!("{story} “{}”: {words}", block.text)
        };
        let work = self.work_at(place)?;
        if work.surroundings.open_fields > 0 || work.surroundings.text_box_in.is_some() {
            return Err(Trouble::Refuse("stands where Word allows no comment"));
        }
        let whole = 0..work.paragraph.text.chars().count();
        work.notes.push(Note { range: whole, comment: about, reply_to: None });
        Ok(())
    }

    /// The paragraph of the main text that a block outside it belongs to.
    fn anchor(&self, id: &str, story: Story) -> Option<usize> {
        let address = self.addresses.get(self.document.block_index(id)?)?;
        let note = |kind| self.outline.references.get(&(kind, address.note.clone()?)).copied();
        match story {
            Story::Footnote => note(NoteKind::Footnote),
            Story::Endnote => note(NoteKind::Endnote),
            Story::Textbox if address.part.eq_ignore_ascii_case(self.main) => {
                let start = address.paragraphs.first()?.bytes.start;
                self.outline.paragraphs.get(&start)?.text_box_in
            }
            Story::Body => {
                let own = address.paragraphs.first()?.bytes.start;
                let free =
                    self.outline.paragraphs.iter().filter(|(start, around)| {
                        **start < own && around.open_fields == 0 && around.text_box_in.is_none()
                    });
                free.map(|(start, _)| *start).max()
            }
            _ => {
                let mut starts = self.addresses.iter().filter(|first| first.part.eq_ignore_ascii_case(self.main));
                starts.find_map(|first| first.paragraphs.first()).map(|first| first.bytes.start)
            }
        }
    }

    fn block(&self, id: &str) -> Result<&'a Block, Trouble> {
        self.document.block(id).ok_or(Trouble::Refuse("no such block"))
    }

    /// Index of the block, the byte at which the paragraph begins that holds the range, and the
    /// code-point offset of that paragraph in the block.
    fn locate(&self, id: &str, range: &Range<usize>) -> Result<(usize, usize, usize), Trouble> {
        let index = self.document.block_index(id).ok_or(Trouble::Refuse("no such block"))?;
        let length = self.block(id)?.text.chars().count();
        if range.start > range.end || range.end > length {
            return Err(Trouble::Refuse("lies outside the block"));
        }
        let address = self.addresses.get(index).ok_or(Trouble::Refuse("no such block"))?;
        if !address.part.eq_ignore_ascii_case(self.main) {
            return Err(Trouble::Comment("stands outside the main text"));
        }
        let holding = address.paragraphs.iter().rev().find(|paragraph| paragraph.start <= range.start);
        let paragraph = holding.ok_or(Trouble::Refuse("no such block"))?;
        let end = address.paragraphs.iter().map(|other| other.start).find(|start| *start > paragraph.start);
        if end.is_some_and(|end| range.end > end) {
            return Err(Trouble::Comment("runs over a tracked paragraph border"));
        }
        Ok((index, paragraph.bytes.start, paragraph.start))
    }

    /// The work on a paragraph, begun when it is the first.
    fn work_at(&mut self, start: usize) -> Result<&mut Work, Trouble> {
        if !self.work.contains_key(&start) {
            let surroundings =
                self.outline.paragraphs.get(&start).cloned().ok_or(Trouble::Refuse("cannot be found in the file"))?;
            let xml = self.xml.get(surroundings.bytes.clone()).unwrap_or_default();
            let paragraph = Paragraph::parse(xml, surroundings.open_fields)
                .map_err(|_| Trouble::Refuse("cannot be taken apart safely"))?;
            if !self.says(start, &paragraph.text) {
                return Err(Trouble::Refuse("cannot be mapped to the file safely"));
            }
            let work = Work {
                surroundings,
                paragraph,
                rewordings: Vec::new(),
                notes: Vec::new(),
                deletion: None,
                additions: Vec::new(),
            };
            self.work.insert(start, work);
        }
        self.work.get_mut(&start).ok_or(Trouble::Refuse("cannot be found in the file"))
    }

    /// Whether the reader saw the same text in the paragraph that begins there.
    fn says(&self, start: usize, text: &str) -> bool {
        // A paragraph without text, such as one that only holds a drawing, is no block and has nothing to mistake.
        text.is_empty()
            || self.addresses.iter().zip(&self.document.blocks).any(|(address, block)| {
                address.part.eq_ignore_ascii_case(self.main)
                    && address.paragraphs.iter().enumerate().any(|(index, paragraph)| {
                        let end = address
                            .paragraphs
                            .get(index + 1)
                            .map_or_else(|| block.text.chars().count(), |next| next.start);
                        paragraph.bytes.start == start
                            && pacta_domain::document::slice(&block.text, paragraph.start, end) == Some(text)
                    })
            })
    }

    /// A clause inserted after a heading looks like the body that follows the heading.
    fn model(&self, index: usize, start: usize) -> usize {
        let block = self.document.blocks.get(index);
        let next = self.document.blocks.get(index + 1);
        let body = next.filter(|next| next.kind == BlockKind::Paragraph && next.cell.is_none());
        if block.is_some_and(|block| block.kind == BlockKind::Heading) && body.is_some() {
            let address = self.addresses.get(index + 1).filter(|address| address.part.eq_ignore_ascii_case(self.main));
            if let Some(first) = address.and_then(|address| address.paragraphs.first()) {
                return first.bytes.start;
            }
        }
        start
    }

    /// Works out what each block says once everything is accepted.
    fn compute_intended(&mut self) {
        for (index, address) in self.addresses.iter().enumerate() {
            if !address.part.eq_ignore_ascii_case(self.main) {
                continue;
            }
            let Some(lines) = self.intended.get_mut(index) else { continue };
            let mut text = String::new();
            let mut added = Vec::new();
            let block = &self.document.blocks[index];
            for (place, paragraph) in address.paragraphs.iter().enumerate() {
                let end =
                    address.paragraphs.get(place + 1).map_or_else(|| block.text.chars().count(), |next| next.start);
                match self.work.get(&paragraph.bytes.start) {
                    Some(work) => {
                        text.push_str(&work.result());
                        added.extend(work.additions.iter().flat_map(|addition| addition.lines.clone()));
                    }
                    None => text
                        .push_str(pacta_domain::document::slice(&block.text, paragraph.start, end).unwrap_or_default()),
                }
            }
            *lines = vec![text];
            lines.extend(added);
        }
    }
}

impl Work {
    /// The paragraph's text once its changes are accepted.
    fn result(&self) -> String {
        if self.deletion.is_some() {
            return String::new();
        }
        let mut text = String::new();
        let mut at = 0;
        let mut ordered: Vec<&Rewording> = self.rewordings.iter().collect();
        ordered.sort_by_key(|rewording| (rewording.range.start, rewording.range.end));
        for rewording in ordered {
            text.push_str(
                pacta_domain::document::slice(&self.paragraph.text, at, rewording.range.start).unwrap_or_default(),
            );
            text.extend(
                rewording.parts.iter().filter(|part| part.change != Change::Delete).map(|part| part.text.as_str()),
            );
            at = rewording.range.end;
        }
        let length = self.paragraph.text.chars().count();
        text.push_str(pacta_domain::document::slice(&self.paragraph.text, at, length).unwrap_or_default());
        text
    }
}

/// Whether two ranges get in each other's way; two insertions at one place do.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => a.start == b.start,
        (true, false) => b.start < a.start && a.start < b.end,
        (false, true) => a.start < b.start && b.start < a.end,
        (false, false) => a.start < b.end && b.start < a.end,
    }
}
