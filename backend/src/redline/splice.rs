//! Writes the paragraphs of a plan anew and leaves every other byte of the part where it is.

mod emissions;
mod runs;

use super::{
    RedlineError, RedlineOptions,
    comments::Comments,
    marks,
    outline::Outline,
    plan::{Addition, Plan, Work},
};

pub(super) use emissions::Ids;
use emissions::emissions;
use runs::Writer;

/// The part with the plan's changes.
///
/// # Errors
/// When a paragraph turns out to be built in a way that cannot be changed safely.
pub(super) fn write(
    xml: &str,
    outline: &Outline,
    plan: &mut Plan<'_>,
    comments: &mut Comments,
    options: &RedlineOptions,
) -> Result<String, RedlineError> {
    let mut ids = Ids { next: comments.next_id.max(outline.next_id) };
    let stamp = format!(
        "{p}author=\"{}\" {p}date=\"{}\"",
        marks::escape(&options.author),
        marks::escape(&options.date),
        p = outline.prefix
    );
    let mut written = String::with_capacity(xml.len() + plan.work.len() * 512);
    let mut at = 0;
    let models: Vec<(usize, Vec<Model>)> = plan
        .work
        .iter()
        .map(|(start, work)| (*start, work.additions.iter().map(|a| Model::of(xml, outline, a)).collect()))
        .collect();
    for ((start, work), (_, models)) in plan.work.iter_mut().zip(models) {
        if work.is_idle() {
            continue;
        }
        let own = xml.get(work.surroundings.bytes.clone()).unwrap_or_default();
        written.push_str(xml.get(at..*start).unwrap_or_default());
        let mut writer = ParagraphWriter { own, work, ids: &mut ids, comments, stamp: &stamp, prefix: &outline.prefix };
        written.push_str(&writer.write(&models)?);
        at = work.surroundings.bytes.end;
    }
    written.push_str(xml.get(at..).unwrap_or_default());
    Ok(written)
}

impl Work {
    /// The mark of the last paragraph in a cell, and one that holds a section, must stay; so must the
    /// mark of a paragraph after which there is none to join. `own` is the paragraph's element.
    pub(super) fn mark_may_go(&self, own: &str) -> bool {
        let section = self.paragraph.properties.clone().and_then(|bytes| own.get(bytes));
        self.surroundings.followed && !section.is_some_and(|properties| properties.contains("sectPr"))
    }

    fn is_idle(&self) -> bool {
        self.rewordings.is_empty() && self.notes.is_empty() && self.deletion.is_none() && self.additions.is_empty()
    }
}

/// The look that inserted paragraphs take.
struct Model {
    paragraph: Option<String>,
    run: Option<String>,
}

impl Model {
    fn of(xml: &str, outline: &Outline, addition: &Addition) -> Self {
        let bytes = outline.paragraphs.get(&addition.model).map(|found| found.bytes.clone());
        let own = bytes.and_then(|bytes| xml.get(bytes)).unwrap_or_default();
        let parsed = super::paragraph::Paragraph::parse(own, 0).unwrap_or_default();
        let run = parsed.items.iter().rev().find_map(|item| match item {
            super::paragraph::Item::Run(run) if run.contents.iter().any(|content| !content.text.is_empty()) => {
                run.properties.clone()
            }
            _ => None,
        });
        Self {
            paragraph: parsed.properties.and_then(|bytes| own.get(bytes)).map(marks::paragraph_look),
            run: run.and_then(|bytes| own.get(bytes)).map(marks::look),
        }
    }
}

struct ParagraphWriter<'a> {
    own: &'a str,
    work: &'a mut Work,
    ids: &'a mut Ids,
    comments: &'a mut Comments,
    stamp: &'a str,
    prefix: &'a str,
}

impl ParagraphWriter<'_> {
    fn write(&mut self, models: &[Model]) -> Result<String, RedlineError> {
        let lines = self.work.additions.iter().map(|addition| addition.lines.len()).sum::<usize>();
        // Where no paragraph follows, the old mark must stay the last: the old paragraph gets the
        // inserted mark, and the last new one takes over the old properties (REDLINE.md, 21).
        let takes_over = lines > 0 && !self.work.surroundings.followed;
        let mark = if takes_over {
            Some("ins")
        } else {
            self.work.deletion.is_some().then_some("del").filter(|_| self.work.mark_may_go(self.own))
        };
        let mut out = self.old(mark, takes_over)?;
        let mut line = 0;
        let additions = std::mem::take(&mut self.work.additions);
        for (addition, model) in additions.iter().zip(models) {
            let comment = addition.comment.as_ref().map(|text| self.comments.add(text, None, self.ids));
            for (index, text) in addition.lines.iter().enumerate() {
                line += 1;
                let opens = comment.filter(|_| index == 0);
                let closes = comment.filter(|_| index + 1 == addition.lines.len());
                let last = takes_over && line == lines;
                out.push_str(&self.new_paragraph(text, model, takes_over, last, opens, closes));
            }
        }
        self.work.additions = additions;
        Ok(out)
    }

    /// The start tag of the old paragraph, which may be all there is of it (`<w:p/>`).
    fn open_tag(&self) -> String {
        let tag = self.own.get(self.work.paragraph.open.clone()).unwrap_or_default();
        tag.strip_suffix("/>").map_or_else(|| tag.to_owned(), |start| format!("{start}>"))
    }

    /// The old paragraph with its changes.
    fn old(&mut self, mark: Option<&str>, takes_over: bool) -> Result<String, RedlineError> {
        if mark.is_none()
            && self.work.rewordings.is_empty()
            && self.work.notes.is_empty()
            && self.work.deletion.is_none()
        {
            // New paragraphs come after it; it stays as it is, byte for byte.
            return Ok(self.own.to_owned());
        }
        let open = self.open_tag();
        let properties = self.work.paragraph.properties.clone().map(|bytes| &self.own[bytes]);
        let mut out = if takes_over { marks::without_attribute(&open, "w14:paraId") } else { open };
        match mark {
            Some(kind) => {
                let mark = self.revision(kind);
                let kept = properties.map(|own| if takes_over { marks::paragraph_look(own) } else { own.to_owned() });
                out.push_str(&marks::with_mark(kept.as_deref(), &mark, self.prefix));
            }
            None => out.push_str(properties.unwrap_or_default()),
        }
        // Properties come first (ISO/IEC 29500-1, 17.3.1.22); some writers put a comment's start before them.
        out.push_str(&self.own[self.work.paragraph.before_properties.clone()]);
        let list = emissions(self.own, self.work, self.comments, self.ids);
        let writer = Writer::new(self.own, &self.work.paragraph, list, self.stamp, self.prefix, self.ids);
        out.push_str(&writer.write(self.work)?);
        out.push_str(&format!("</{}p>", self.prefix));
        Ok(out)
    }

    /// An empty revision element, as paragraph marks carry it.
    fn revision(&mut self, kind: &str) -> String {
        let p = self.prefix;
        format!("<{p}{kind} {p}id=\"{}\" {}/>", self.ids.fresh(), self.stamp)
    }

    /// A new paragraph.
    fn new_paragraph(
        &mut self,
        text: &str,
        model: &Model,
        takes_over: bool,
        last: bool,
        opens: Option<i64>,
        closes: Option<i64>,
    ) -> String {
        let p = self.prefix;
        let own = self.work.paragraph.properties.clone().map(|bytes| &self.own[bytes]);
        let (open, properties) = if last {
            (self.open_tag(), own.unwrap_or_default().to_owned())
        } else {
            let mark = self.revision("ins");
            let look = if takes_over { own.map(marks::paragraph_look) } else { model.paragraph.clone() };
            (format!("<{p}p>"), marks::with_mark(look.as_deref(), &mark, p))
        };
        let mut out = open;
        out.push_str(&properties);
        if let Some(id) = opens {
            out.push_str(&emissions::range_start(p, id));
        }
        out.push_str(&format!("<{p}ins {p}id=\"{}\" {}>", self.ids.fresh(), self.stamp));
        out.push_str(&runs::new_run(p, model.run.as_deref(), text));
        out.push_str(&format!("</{p}ins>"));
        if let Some(id) = closes {
            out.push_str(&emissions::range_end(p, id));
        }
        out.push_str(&format!("</{p}p>"));
        out
    }
}
