//! The runs of a changed paragraph: cut only at the edges of a change, each half with its own look.

use std::ops::Range;

use pacta_domain::{diff::Change, document::slice};

use super::{
    super::{
        RedlineError, marks,
        paragraph::{Around, Content, Item, Paragraph, Run},
        plan::Work,
    },
    emissions::{Emission, Ids, What, range_end, range_start},
};

/// Writes what stands between a paragraph's properties and its end tag.
pub(super) struct Writer<'a> {
    own: &'a str,
    paragraph: &'a Paragraph,
    list: std::iter::Peekable<std::vec::IntoIter<Emission>>,
    /// All offsets at which something is written or a deletion begins or ends.
    cuts: Vec<usize>,
    stamp: &'a str,
    prefix: &'a str,
    ids: &'a mut Ids,
    out: String,
    deleting: bool,
    /// Elements that are open around the runs: bytes of the start tag, and what it is.
    around: Vec<(Range<usize>, Around)>,
    at: usize,
    /// Where the run begins whose properties were written last: its next piece needs numbers of its own.
    cut_run: Option<usize>,
}

/// Part of a run's content.
struct Segment<'a> {
    content: &'a Content,
    /// Code-point offsets within the content's text.
    range: Range<usize>,
    deleted: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        own: &'a str,
        paragraph: &'a Paragraph,
        list: Vec<Emission>,
        stamp: &'a str,
        prefix: &'a str,
        ids: &'a mut Ids,
    ) -> Self {
        let cuts = list.iter().map(|emission| emission.at).collect();
        Self {
            own,
            paragraph,
            list: list.into_iter().peekable(),
            cuts,
            stamp,
            prefix,
            ids,
            out: String::new(),
            deleting: false,
            around: Vec::new(),
            at: 0,
            cut_run: None,
        }
    }

    pub(super) fn write(mut self, work: &Work) -> Result<String, RedlineError> {
        let deleted = deleted_ranges(work);
        self.cuts.extend(deleted.iter().flat_map(|range| [range.start, range.end]));
        for item in &self.paragraph.items {
            // What is due here is written at once, so that a bookmark's end stays behind it; but at
            // the end of an insertion or a hyperlink it waits until that is closed.
            let waits = matches!(item, Item::Close { kind: Around::Insertion | Around::Hyperlink, .. });
            if !waits {
                self.flush(self.at)?;
            }
            match item {
                Item::Fixed { bytes, length } => {
                    self.end_deletion();
                    self.copy(bytes);
                    self.at += length;
                }
                Item::Open { bytes, kind } => {
                    self.end_deletion();
                    self.copy(bytes);
                    self.around.push((bytes.clone(), *kind));
                }
                Item::Close { bytes, .. } => {
                    self.end_deletion();
                    self.copy(bytes);
                    self.around.pop();
                }
                Item::Run(run) => self.run(run, &deleted, work.deletion.is_some())?,
            }
        }
        self.flush(usize::MAX)?;
        self.end_deletion();
        Ok(self.out)
    }

    fn copy(&mut self, bytes: &Range<usize>) {
        self.out.push_str(self.own.get(bytes.clone()).unwrap_or_default());
    }

    fn run(&mut self, run: &'a Run, deleted: &[Range<usize>], whole: bool) -> Result<(), RedlineError> {
        let segments = self.segments(run, deleted, whole);
        let uncut = segments.len() == run.contents.len()
            && segments.iter().all(|segment| !segment.deleted)
            && !run.contents.iter().any(|content| self.loses_blanks(content));
        let inside = |emission: &Emission| {
            emission.at > self.at
                && segments.iter().any(|s| !s.range.is_empty() && s.content.start + s.range.start >= emission.at)
        };
        if uncut && !self.list.peek().is_some_and(inside) {
            self.end_deletion();
            self.copy(&run.bytes);
            self.at += segments.iter().map(|segment| segment.range.len()).sum::<usize>();
            return Ok(());
        }
        let mut pending: Vec<&Segment<'_>> = Vec::new();
        for segment in &segments {
            let start = if segment.range.is_empty() { self.at } else { segment.content.start + segment.range.start };
            let due = !segment.range.is_empty() && self.list.peek().is_some_and(|emission| emission.at <= start);
            if due || pending.last().is_some_and(|last| last.deleted != segment.deleted) {
                self.piece(run, &std::mem::take(&mut pending));
            }
            if due {
                self.flush(start)?;
            }
            pending.push(segment);
            self.at = start + segment.range.len();
        }
        self.piece(run, &pending);
        Ok(())
    }

    fn segments(&self, run: &'a Run, deleted: &[Range<usize>], whole: bool) -> Vec<Segment<'a>> {
        let mut segments = Vec::new();
        for content in &run.contents {
            let length = content.text.chars().count();
            if length == 0 {
                segments.push(Segment { content, range: 0..0, deleted: whole });
                continue;
            }
            let mut edges: Vec<usize> = vec![0, length];
            if content.cuttable {
                let within = self.cuts.iter().filter(|cut| content.start < **cut && **cut < content.start + length);
                edges.extend(within.map(|cut| cut - content.start));
            }
            edges.sort_unstable();
            edges.dedup();
            for pair in edges.windows(2) {
                let &[start, end] = pair else { continue };
                let at = content.start + start;
                let gone = whole || deleted.iter().any(|range| range.start <= at && at < range.end);
                segments.push(Segment { content, range: start..end, deleted: gone });
            }
        }
        segments
    }

    /// Writes neighbouring segments of one run that share a fate.
    fn piece(&mut self, run: &Run, segments: &[&Segment<'_>]) {
        let Some(first) = segments.first() else { return };
        if first.deleted {
            self.begin_deletion();
        } else {
            self.end_deletion();
        }
        let p = self.prefix;
        self.copy(&run.open);
        if let Some(properties) = &run.properties {
            let properties = self.own.get(properties.clone()).unwrap_or_default();
            if self.cut_run.replace(run.bytes.start) == Some(run.bytes.start) {
                let fresh = marks::with_fresh_change(properties, p, || self.ids.fresh());
                self.out.push_str(&fresh);
            } else {
                self.out.push_str(properties);
            }
        }
        for segment in segments {
            let content = segment.content;
            let untouched = segment.range.len() == content.text.chars().count();
            if !content.cuttable || (untouched && !segment.deleted && !self.loses_blanks(content)) {
                self.copy(&content.bytes);
                continue;
            }
            let words = slice(&content.text, segment.range.start, segment.range.end).unwrap_or_default();
            let tag = if segment.deleted { "delText" } else { "t" };
            self.out.push_str(&format!("<{p}{tag} xml:space=\"preserve\">{}</{p}{tag}>", marks::escape(words)));
        }
        self.out.push_str(&format!("</{p}r>"));
    }

    /// Blanks at an edge without `xml:space="preserve"`, which Word drops when it opens the file: beside a
    /// change the words would run together.
    fn loses_blanks(&self, content: &Content) -> bool {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        content.cuttable
            && (content.text.starts_with(blank) || content.text.ends_with(blank))
            && !self.own.get(content.bytes.clone()).unwrap_or_default().contains("xml:space=")
    }

    fn begin_deletion(&mut self) {
        if !self.deleting {
            let p = self.prefix;
            let id = self.ids.fresh();
            self.out.push_str(&format!("<{p}del {p}id=\"{id}\" {}>", self.stamp));
            self.deleting = true;
        }
    }

    fn end_deletion(&mut self) {
        if self.deleting {
            self.out.push_str(&format!("</{}del>", self.prefix));
            self.deleting = false;
        }
    }

    /// Writes everything that is due at an offset.
    fn flush(&mut self, at: usize) -> Result<(), RedlineError> {
        while let Some(emission) = self.list.next_if(|emission| emission.at <= at) {
            self.end_deletion();
            let p = self.prefix;
            match emission.what {
                What::Begin(id) => self.out.push_str(&range_start(p, id)),
                What::End(id) => self.out.push_str(&range_end(p, id)),
                What::Insert { text, properties } => {
                    let reopened = self.leave_insertion()?;
                    let id = self.ids.fresh();
                    self.out.push_str(&format!("<{p}ins {p}id=\"{id}\" {}>", self.stamp));
                    self.out.push_str(&new_run(p, properties.as_deref(), &text));
                    self.out.push_str(&format!("</{p}ins>"));
                    self.out.push_str(&reopened);
                }
            }
        }
        Ok(())
    }

    /// An insertion inside another author's splits theirs: closes what is open down to it and gives the
    /// start tags that open it again behind ours, with a number of its own (ECMA-376 knows no nesting).
    fn leave_insertion(&mut self) -> Result<String, RedlineError> {
        let Some(depth) = self.around.iter().position(|(_, kind)| *kind == Around::Insertion) else {
            return Ok(String::new());
        };
        let mut reopened = String::new();
        let mut closed = String::new();
        for (bytes, kind) in &self.around[depth..] {
            let tag = self.own.get(bytes.clone()).unwrap_or_default();
            if *kind == Around::Other {
                return Err(RedlineError::Unusual);
            }
            let name = tag.trim_start_matches('<').split([' ', '>', '/']).next().unwrap_or_default();
            closed.insert_str(0, &format!("</{name}>"));
            let id = format!("{}id", self.prefix);
            if *kind == Around::Insertion {
                let bare = marks::without_attribute(tag, &id);
                let fresh = format!(" {id}=\"{}\"", self.ids.fresh());
                let at = bare.find([' ', '>']).unwrap_or(bare.len());
                reopened.push_str(&format!("{}{fresh}{}", &bare[..at], &bare[at..]));
            } else {
                reopened.push_str(tag);
            }
        }
        self.out.push_str(&closed);
        Ok(reopened)
    }
}

/// The stretches of a paragraph that its rewordings strike.
fn deleted_ranges(work: &Work) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for rewording in &work.rewordings {
        let mut at = rewording.range.start;
        for part in rewording.parts.iter().filter(|part| part.change != Change::Insert) {
            let end = at + part.text.chars().count();
            if part.change == Change::Delete {
                ranges.push(at..end);
            }
            at = end;
        }
    }
    ranges
}

/// A run of ours.
pub(super) fn new_run(p: &str, properties: Option<&str>, text: &str) -> String {
    let mut run = format!("<{p}r>{}", properties.unwrap_or_default());
    let mut words = String::new();
    let flush = |run: &mut String, words: &mut String| {
        if !words.is_empty() {
            run.push_str(&format!("<{p}t xml:space=\"preserve\">{}</{p}t>", marks::escape(words)));
            words.clear();
        }
    };
    for c in text.chars() {
        match c {
            '\t' | '\n' => {
                flush(&mut run, &mut words);
                run.push_str(&format!("<{p}{}/>", if c == '\t' { "tab" } else { "br" }));
            }
            c => words.push(c),
        }
    }
    flush(&mut run, &mut words);
    run.push_str(&format!("</{p}r>"));
    run
}
