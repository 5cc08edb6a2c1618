//! Styles (`styles.xml`, ECMA-376 part 1, 17.7): what a paragraph or a run looks like when it does not say so itself.

use std::collections::HashMap;

use pacta_domain::document::Revisions;
use quick_xml::{Reader, events::Event};

use super::properties::{CharacterProperties, ParagraphProperties, attribute, skip, value};

/// Longest chain of `w:basedOn` that is followed; Word itself stops at 11.
const CHAIN: usize = 16;

/// The styles of a document, each resolved through its bases.
#[derive(Clone, Debug, Default)]
pub struct Styles {
    defaults: (ParagraphProperties, CharacterProperties),
    default_paragraph: Option<String>,
    styles: HashMap<String, Style>,
}

/// One style with what it inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// `w:name` in lower case: `heading 1`, `标题 1`, `title`.
    pub name: String,
    /// `paragraph`, `character`, `table` or `numbering`.
    pub kind: String,
    /// Paragraph properties.
    pub paragraph: ParagraphProperties,
    /// Character properties.
    pub characters: CharacterProperties,
    based_on: Option<String>,
}

/// How a stretch of text looks in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Size in half points; 0 when nothing says.
    pub size: u32,
}

impl Styles {
    /// Reads `styles.xml`. A damaged part gives the styles up to the damage: looks are worth less than text.
    pub fn parse(part: &str) -> Self {
        let mut styles = Self::default();
        let mut xml = Reader::from_str(part);
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "style" => {
                        let id = attribute(&tag, "styleId").unwrap_or_default();
                        let kind = attribute(&tag, "type").unwrap_or_default();
                        let default = matches!(attribute(&tag, "default").as_deref(), Some("1" | "true" | "on"));
                        if default && kind == "paragraph" {
                            styles.default_paragraph = Some(id.clone());
                        }
                        styles.styles.insert(id, Style::read(&mut xml, kind));
                    }
                    "pPr" => styles.defaults.0 = ParagraphProperties::read(&mut xml, Revisions::Accepted),
                    "rPr" => styles.defaults.1 = CharacterProperties::read(&mut xml, Revisions::Accepted),
                    "latentStyles" => skip(&mut xml, &tag),
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        styles.inherit();
        styles
    }

    /// Resolves each style through its bases once, so that paragraphs only look things up.
    fn inherit(&mut self) {
        let resolved = self
            .styles
            .iter()
            .map(|(id, own)| {
                let mut style = own.clone();
                let mut base = own.based_on.as_deref();
                for _ in 0..CHAIN {
                    let Some(next) = base.and_then(|id| self.styles.get(id)) else { break };
                    style.paragraph = style.paragraph.over(&next.paragraph);
                    style.characters = style.characters.over(&next.characters);
                    base = next.based_on.as_deref();
                }
                (id.clone(), style)
            })
            .collect();
        self.styles = resolved;
    }

    /// The style of that id.
    pub fn get(&self, id: &str) -> Option<&Style> {
        self.styles.get(id)
    }

    /// The paragraph style that applies, the default one where none is named, with its id.
    pub fn paragraph_style<'a>(&'a self, named: Option<&'a str>) -> Option<(&'a str, &'a Style)> {
        named
            .and_then(|id| Some((id, self.styles.get(id)?)))
            .or_else(|| self.default_paragraph.as_deref().and_then(|id| Some((id, self.styles.get(id)?))))
    }

    /// The document's own defaults for paragraphs.
    pub fn paragraph_defaults(&self) -> &ParagraphProperties {
        &self.defaults.0
    }

    /// The looks of a run: direct formatting, else styles, where toggle properties that are on in both
    /// the paragraph and the character style cancel each other out (17.7.3).
    pub fn looks(&self, paragraph: Option<&Style>, direct: &CharacterProperties) -> Looks {
        let character = direct.style.as_deref().and_then(|id| self.styles.get(id)).map(|style| &style.characters);
        let paragraph = paragraph.map(|style| &style.characters);
        let toggle = |get: fn(&CharacterProperties) -> Option<bool>| {
            get(direct).unwrap_or_else(|| {
                let default = get(&self.defaults.1).unwrap_or(false);
                let styled = paragraph.and_then(get).unwrap_or(false) ^ character.and_then(get).unwrap_or(false);
                default || styled
            })
        };
        Looks {
            bold: toggle(|properties| properties.bold),
            italic: toggle(|properties| properties.italic),
            underline: direct
                .underline
                .or_else(|| character.and_then(|style| style.underline))
                .or_else(|| paragraph.and_then(|style| style.underline))
                .or(self.defaults.1.underline)
                .unwrap_or(false),
            size: direct
                .size
                .or_else(|| character.and_then(|style| style.size))
                .or_else(|| paragraph.and_then(|style| style.size))
                .or(self.defaults.1.size)
                .unwrap_or(0),
        }
    }
}

impl Style {
    fn read(xml: &mut super::properties::Xml<'_>, kind: String) -> Self {
        let mut style = Self { kind, ..Self::default() };
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "pPr" => style.paragraph = ParagraphProperties::read(xml, Revisions::Accepted),
                    "rPr" => style.characters = CharacterProperties::read(xml, Revisions::Accepted),
                    // Conditional formatting of tables has properties of its own.
                    "tblStylePr" => skip(xml, &tag),
                    _ => style.take(&tag),
                },
                Ok(Event::Empty(tag)) => style.take(&tag),
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "style" => return style,
                Ok(Event::Eof) | Err(_) => return style,
                Ok(_) => {}
            }
        }
    }

    fn take(&mut self, tag: &quick_xml::events::BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "name" => self.name = value(tag).unwrap_or_default().to_lowercase(),
            "basedOn" => self.based_on = value(tag),
            _ => {}
        }
    }

    /// The depth of a heading, from 1, when the style is one: its outline level, else its name.
    pub fn heading(&self) -> Option<u8> {
        if let Some(outline) = self.paragraph.outline {
            return (outline < 9).then_some(outline + 1);
        }
        let digits = self.name.strip_prefix("heading").or_else(|| self.name.strip_prefix("标题"))?.trim();
        if digits.is_empty() { Some(1) } else { digits.parse().ok().filter(|level| (1..=9).contains(level)) }
    }

    /// True for the style of a document's title.
    pub fn is_title(&self) -> bool {
        matches!(self.name.as_str(), "title" | "文档标题" | "标题")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = r#"<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="11"><w:name w:val="Clause"/><w:basedOn w:val="1"/></w:style>
        <w:style w:type="paragraph" w:styleId="x"><w:name w:val="X"/><w:basedOn w:val="y"/></w:style>
        <w:style w:type="paragraph" w:styleId="y"><w:name w:val="Y"/><w:basedOn w:val="x"/></w:style>
        <w:style w:type="character" w:styleId="s"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style></w:styles>"#;

    #[test]
    fn headings_are_inherited_and_circles_end() {
        let styles = Styles::parse(PART);
        assert_eq!(styles.get("11").and_then(Style::heading), Some(1));
        assert_eq!(styles.get("x").and_then(Style::heading), None);
        assert_eq!(styles.paragraph_style(Some("gone")).map(|(id, _)| id), Some("a"));
    }

    #[test]
    fn toggles_of_two_styles_cancel_out_and_direct_formatting_wins() {
        let styles = Styles::parse(PART);
        let heading = styles.get("1");
        let strong = CharacterProperties { style: Some("s".into()), ..CharacterProperties::default() };
        assert!(!styles.looks(heading, &strong).bold);
        assert!(styles.looks(None, &strong).bold);
        let direct = CharacterProperties { bold: Some(true), ..strong };
        assert!(styles.looks(heading, &direct).bold);
        assert_eq!(styles.looks(heading, &direct).size, 21);
    }
}
