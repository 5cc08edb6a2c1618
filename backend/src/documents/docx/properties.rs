//! What a paragraph (`w:pPr`) or a run (`w:rPr`) says about its own looks, before styles are asked.

use pacta_domain::document::{Align, Revisions};
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

/// A reader over a part or a piece of one.
pub(super) type Xml<'a> = Reader<&'a [u8]>;

/// The direct properties of a paragraph (ECMA-376 part 1, 17.3.1). `None` means "ask the style".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParagraphProperties {
    /// `w:pStyle`.
    pub style: Option<String>,
    /// `w:numPr/w:numId`; 0 takes the numbering of the style away.
    pub numbering: Option<i64>,
    /// `w:numPr/w:ilvl`.
    pub level: Option<usize>,
    /// `w:jc`.
    pub align: Option<Align>,
    /// Left indent in twentieths of a point.
    pub indent: Option<i32>,
    /// First-line indent in twentieths of a point, negative when hanging.
    pub first_line: Option<i32>,
    /// `w:outlineLvl`, from 0; 9 is body text.
    pub outline: Option<u8>,
    /// A section ends with this paragraph (`w:sectPr`).
    pub ends_section: bool,
}

impl ParagraphProperties {
    /// Reads a `w:pPr` element as it stands in a part.
    pub fn parse(element: &str, revisions: Revisions) -> Self {
        let mut xml = Reader::from_str(element);
        match xml.read_event() {
            Ok(Event::Start(_)) => Self::read(&mut xml, revisions),
            _ => Self::default(),
        }
    }

    /// Reads up to the end of the `w:pPr` whose start tag was just read. What is not well-formed
    /// ends the reading: the caller has read, or will read, the whole part and reports it.
    pub(super) fn read(xml: &mut Xml<'_>, revisions: Revisions) -> Self {
        let mut properties = Self::default();
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "rPr" => skip(xml, &tag),
                    "sectPr" => {
                        properties.ends_section = true;
                        skip(xml, &tag);
                    }
                    "pPrChange" if revisions == Revisions::Rejected => {
                        properties = Self::read_former(xml, revisions);
                    }
                    "pPrChange" => skip(xml, &tag),
                    _ => properties.take(&tag),
                },
                Ok(Event::Empty(tag)) => properties.take(&tag),
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "pPr" => return properties,
                Ok(Event::Eof) | Err(_) => return properties,
                Ok(_) => {}
            }
        }
    }

    /// The properties before a tracked change of formatting: `w:pPrChange/w:pPr`.
    fn read_former(xml: &mut Xml<'_>, revisions: Revisions) -> Self {
        let mut former = Self::default();
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) if tag.local_name().as_ref() == "pPr" => former = Self::read(xml, revisions),
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "pPrChange" => return former,
                Ok(Event::Eof) | Err(_) => return former,
                Ok(_) => {}
            }
        }
    }

    fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "pStyle" => self.style = value(tag),
            "numId" => self.numbering = number(tag, "val"),
            "ilvl" => self.level = number(tag, "val").and_then(|level| usize::try_from(level).ok()),
            "sectPr" => self.ends_section = true,
            "outlineLvl" => self.outline = number(tag, "val").and_then(|level| u8::try_from(level).ok()),
            "jc" => {
                self.align = value(tag).map(|name| match name.as_str() {
                    "center" => Align::Center,
                    "right" | "end" => Align::End,
                    "both" | "distribute" | "highKashida" | "mediumKashida" | "lowKashida" | "thaiDistribute" => {
                        Align::Justify
                    }
                    _ => Align::Start,
                });
            }
            "ind" => {
                // Word also writes indents in hundredths of a character; 21 half points is its usual
                // Chinese size, and Word keeps the twips beside them in any case.
                if let Some(left) = twips(tag, "left").or_else(|| twips(tag, "start")) {
                    self.indent = Some(left);
                }
                if let Some(hanging) = twips(tag, "hanging") {
                    self.first_line = Some(-hanging);
                } else if let Some(first) = twips(tag, "firstLine") {
                    self.first_line = Some(first);
                }
            }
            _ => {}
        }
    }

    /// Lays these properties over those of a base: what is said here wins.
    pub fn over(&self, base: &Self) -> Self {
        Self {
            style: self.style.clone().or_else(|| base.style.clone()),
            numbering: self.numbering.or(base.numbering),
            level: self.level.or(base.level),
            align: self.align.or(base.align),
            indent: self.indent.or(base.indent),
            first_line: self.first_line.or(base.first_line),
            outline: self.outline.or(base.outline),
            ends_section: self.ends_section,
        }
    }
}

/// The direct properties of a run (ECMA-376 part 1, 17.3.2). `None` means "ask the style".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CharacterProperties {
    /// `w:rStyle`.
    pub style: Option<String>,
    /// `w:b`, a toggle property.
    pub bold: Option<bool>,
    /// `w:i`, a toggle property.
    pub italic: Option<bool>,
    /// `w:u` other than `none`.
    pub underline: Option<bool>,
    /// `w:sz` in half points.
    pub size: Option<u32>,
}

impl CharacterProperties {
    /// Reads a `w:rPr` element as it stands in a part.
    pub fn parse(element: &str, revisions: Revisions) -> Self {
        let mut xml = Reader::from_str(element);
        match xml.read_event() {
            Ok(Event::Start(_)) => Self::read(&mut xml, revisions),
            _ => Self::default(),
        }
    }

    /// Reads up to the end of the `w:rPr` whose start tag was just read.
    pub(super) fn read(xml: &mut Xml<'_>, revisions: Revisions) -> Self {
        let mut properties = Self::default();
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "rPrChange" if revisions == Revisions::Rejected => {
                        properties = Self::default();
                    }
                    "rPrChange" => skip(xml, &tag),
                    // The former properties of a rejected change follow and are taken as the run's own.
                    "rPr" => {
                        properties = Self::read(xml, revisions);
                    }
                    _ => properties.take(&tag),
                },
                Ok(Event::Empty(tag)) => properties.take(&tag),
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "rPr" => return properties,
                Ok(Event::Eof) | Err(_) => return properties,
                Ok(_) => {}
            }
        }
    }

    fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "rStyle" => self.style = value(tag),
            "b" => self.bold = Some(on(tag)),
            "i" => self.italic = Some(on(tag)),
            "u" => self.underline = Some(value(tag).is_some_and(|kind| kind != "none")),
            "sz" => self.size = number(tag, "val").and_then(|size| u32::try_from(size).ok()),
            _ => {}
        }
    }

    /// Lays these properties over those of a base of the same kind of style: what is said here wins.
    pub fn over(&self, base: &Self) -> Self {
        Self {
            style: self.style.clone().or_else(|| base.style.clone()),
            bold: self.bold.or(base.bold),
            italic: self.italic.or(base.italic),
            underline: self.underline.or(base.underline),
            size: self.size.or(base.size),
        }
    }
}

/// Reads past the end of the element whose start tag was just read.
pub(super) fn skip(xml: &mut Xml<'_>, tag: &BytesStart<'_>) {
    // A missing end tag shows itself at the next event.
    let _ = xml.read_to_end(tag.name());
}

/// The attribute of that local name, whatever its prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name).map(
        |attribute| {
            quick_xml::escape::unescape(&attribute.value)
                .map_or_else(|_| attribute.value.clone().into_owned(), std::borrow::Cow::into_owned)
        },
    )
}

/// The characters that an event stands for, where it stands for any: text, and references to characters. Entities
/// that a document type declares are never expanded: Word writes none.
pub(crate) fn characters(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.xml10_content().into_owned()),
        Event::CData(text) => Some(text.xml10_content().into_owned()),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(sign)) => Some(sign.to_string()),
            _ => resolve_predefined_entity(reference).map(str::to_owned),
        },
        _ => None,
    }
}

/// `w:val`.
pub(super) fn value(tag: &BytesStart<'_>) -> Option<String> {
    attribute(tag, "val")
}

/// An attribute that holds a whole number.
pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Option<i64> {
    attribute(tag, name)?.trim().parse().ok()
}

/// An on/off property (ECMA-376 part 1, 17.17.4): on unless it says otherwise.
pub(super) fn on(tag: &BytesStart<'_>) -> bool {
    !matches!(value(tag).as_deref(), Some("0" | "false" | "off"))
}

/// A measure in twentieths of a point; Strict files may write it with a unit.
fn twips(tag: &BytesStart<'_>, name: &str) -> Option<i32> {
    let text = attribute(tag, name)?;
    let text = text.trim();
    let (digits, factor) = [("pt", 20.0), ("cm", 1440.0 / 2.54), ("mm", 144.0 / 2.54), ("in", 1440.0), ("pc", 240.0)]
        .into_iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))
        .unwrap_or((text, 1.0));
    let measure = digits.trim().parse::<f64>().ok()? * factor;
    // A page is at most 22 inches wide; anything beyond is damage.
    #[allow(clippy::cast_possible_truncation, reason = "clamped to the width of a page first")]
    let measure = measure.clamp(-31_680.0, 31_680.0).round() as i32;
    Some(measure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracked_change_of_formatting_is_read_as_asked_for() {
        let element = r#"<w:pPr><w:jc w:val="center"/><w:pPrChange w:id="1"><w:pPr><w:jc w:val="right"/></w:pPr></w:pPrChange></w:pPr>"#;
        assert_eq!(ParagraphProperties::parse(element, Revisions::Accepted).align, Some(Align::Center));
        assert_eq!(ParagraphProperties::parse(element, Revisions::Rejected).align, Some(Align::End));
        let element = r"<w:rPr><w:b/><w:rPrChange w:id='1'><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr>";
        let former = CharacterProperties::parse(element, Revisions::Rejected);
        assert_eq!((former.bold, former.italic), (None, Some(true)));
        let now = CharacterProperties::parse(element, Revisions::Accepted);
        assert_eq!((now.bold, now.italic), (Some(true), None));
    }

    #[test]
    fn measures_may_carry_units() {
        let element = r#"<w:pPr><w:ind w:start="1in" w:hanging="18pt"/></w:pPr>"#;
        let properties = ParagraphProperties::parse(element, Revisions::Accepted);
        assert_eq!((properties.indent, properties.first_line), (Some(1440), Some(-360)));
    }
}
