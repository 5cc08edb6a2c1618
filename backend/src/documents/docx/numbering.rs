//! Automatic numbers as Word shows them (`numbering.xml`, ECMA-376 part 1, 17.9).

use std::collections::{HashMap, HashSet};

use pacta_domain::document::Revisions;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    number_format,
    properties::{ParagraphProperties, Xml, attribute, number, on, skip, value},
    styles::Styles,
};

/// Levels a list has at most (17.9.6).
const LEVELS: usize = 9;
/// Longest chain of list styles that is followed.
const CHAIN: usize = 8;

/// The lists a document defines.
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    definitions: HashMap<i64, Definition>,
    lists: HashMap<i64, List>,
}

/// `w:abstractNum`.
#[derive(Clone, Debug, Default)]
struct Definition {
    levels: [Option<Level>; LEVELS],
    /// The numbering style whose list holds the levels.
    style_link: Option<String>,
}

/// `w:num`.
#[derive(Clone, Debug, Default)]
struct List {
    definition: i64,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

/// `w:lvl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    start: u32,
    format: String,
    text: String,
    restart: Option<usize>,
    legal: bool,
    style: Option<String>,
    /// Indents that the level gives its paragraphs.
    pub paragraph: ParagraphProperties,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 0,
            format: "decimal".into(),
            text: String::new(),
            restart: None,
            legal: false,
            style: None,
            paragraph: ParagraphProperties::default(),
        }
    }
}

impl Numbering {
    /// Reads `numbering.xml`; damage ends the reading and leaves the lists before it.
    pub fn parse(part: &str) -> Self {
        let mut numbering = Self::default();
        let mut xml = Reader::from_str(part);
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "abstractNum" => {
                        let id = number(&tag, "abstractNumId").unwrap_or(-1);
                        numbering.definitions.insert(id, Definition::read(&mut xml));
                    }
                    "num" => {
                        let id = number(&tag, "numId").unwrap_or(-1);
                        numbering.lists.insert(id, List::read(&mut xml));
                    }
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => return numbering,
                Ok(_) => {}
            }
        }
    }

    /// The definition behind a list, through `w:numStyleLink` (17.9.21).
    fn definition(&self, list: &List, styles: &Styles) -> Option<(i64, &Definition)> {
        let mut id = list.definition;
        for _ in 0..CHAIN {
            let definition = self.definitions.get(&id)?;
            let Some(style) = &definition.style_link else { return Some((id, definition)) };
            let linked = styles.get(style).and_then(|style| style.paragraph.numbering);
            let Some(next) = linked.and_then(|list| self.lists.get(&list)) else { return Some((id, definition)) };
            id = next.definition;
        }
        None
    }

    /// What a level of a list looks like.
    pub fn level(&self, list: i64, level: usize, styles: &Styles) -> Option<&Level> {
        let list = self.lists.get(&list)?;
        let own = list.levels.get(level)?.as_ref();
        own.or_else(|| self.definition(list, styles)?.1.levels.get(level)?.as_ref())
    }

    /// The level of a list that a paragraph style is tied to (`w:lvl/w:pStyle`, 17.9.23).
    pub fn level_of_style(&self, list: i64, style: &str, styles: &Styles) -> Option<usize> {
        (0..LEVELS)
            .find(|level| self.level(list, *level, styles).is_some_and(|level| level.style.as_deref() == Some(style)))
    }
}

impl Definition {
    fn read(xml: &mut Xml<'_>) -> Self {
        let mut definition = Self::default();
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) if tag.local_name().as_ref() == "lvl" => {
                    let (index, level) = Level::read(xml, &tag);
                    if let Some(place) = definition.levels.get_mut(index) {
                        *place = Some(level);
                    }
                }
                Ok(Event::Empty(tag) | Event::Start(tag)) if tag.local_name().as_ref() == "numStyleLink" => {
                    definition.style_link = value(&tag);
                }
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "abstractNum" => return definition,
                Ok(Event::Eof) | Err(_) => return definition,
                Ok(_) => {}
            }
        }
    }
}

impl List {
    fn read(xml: &mut Xml<'_>) -> Self {
        let mut list = Self { definition: -1, ..Self::default() };
        let mut overridden = LEVELS;
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) if tag.local_name().as_ref() == "lvl" => {
                    let (index, level) = Level::read(xml, &tag);
                    if let Some(place) = list.levels.get_mut(index) {
                        *place = Some(level);
                    }
                }
                Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                    "abstractNumId" => list.definition = number(&tag, "val").unwrap_or(-1),
                    "lvlOverride" => overridden = level_index(&tag),
                    "startOverride" => {
                        if let Some(place) = list.starts.get_mut(overridden) {
                            *place = number(&tag, "val").and_then(|start| u32::try_from(start).ok());
                        }
                    }
                    _ => {}
                },
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "num" => return list,
                Ok(Event::Eof) | Err(_) => return list,
                Ok(_) => {}
            }
        }
    }
}

impl Level {
    fn read(xml: &mut Xml<'_>, start: &BytesStart<'_>) -> (usize, Self) {
        let index = level_index(start);
        let mut level = Self::default();
        loop {
            match xml.read_event() {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "pPr" => level.paragraph = ParagraphProperties::read(xml, Revisions::Accepted),
                    "rPr" => skip(xml, &tag),
                    _ => level.take(&tag),
                },
                Ok(Event::Empty(tag)) => level.take(&tag),
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "lvl" => return (index, level),
                Ok(Event::Eof) | Err(_) => return (index, level),
                Ok(_) => {}
            }
        }
    }

    fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "start" => self.start = number(tag, "val").and_then(|start| u32::try_from(start).ok()).unwrap_or(0),
            "numFmt" => {
                self.format = match value(tag).as_deref() {
                    // Newer formats hide in `w:format`; the one in use is zero-padded decimals.
                    Some("custom") if attribute(tag, "format").is_some_and(|f| f.starts_with("01")) => {
                        "decimalZero".into()
                    }
                    Some(name) => name.to_owned(),
                    None => "decimal".into(),
                };
            }
            "lvlText" => self.text = value(tag).unwrap_or_default(),
            "lvlRestart" => self.restart = number(tag, "val").and_then(|level| usize::try_from(level).ok()),
            "isLgl" => self.legal = on(tag),
            "pStyle" => self.style = value(tag),
            _ => {}
        }
    }
}

fn level_index(tag: &BytesStart<'_>) -> usize {
    number(tag, "ilvl").and_then(|level| usize::try_from(level).ok()).unwrap_or(LEVELS)
}

/// Counts the paragraphs of one story. Lists that share a definition share their counters, as in Word.
#[derive(Debug)]
pub struct Counter<'a> {
    numbering: &'a Numbering,
    styles: &'a Styles,
    counts: HashMap<i64, [Option<u32>; LEVELS]>,
    started: HashSet<(i64, usize)>,
}

impl<'a> Counter<'a> {
    /// A counter that has seen nothing yet.
    pub fn new(numbering: &'a Numbering, styles: &'a Styles) -> Self {
        Self { numbering, styles, counts: HashMap::new(), started: HashSet::new() }
    }

    /// Counts the next paragraph and gives its label; `None` where Word shows nothing.
    pub fn next(&mut self, list: i64, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let shown = self.numbering.level(list, level, self.styles)?;
        let definition = self.numbering.definition(self.numbering.lists.get(&list)?, self.styles)?.0;
        let restarts = self.numbering.lists.get(&list).is_some_and(|list| list.starts[level].is_some());
        let first = self.started.insert((list, level)) && restarts;
        let starts: [u32; LEVELS] = std::array::from_fn(|level| self.start(list, level));
        let counts = self.counts.entry(definition).or_default();
        counts[level] = match counts[level] {
            Some(count) if !first => Some(count.saturating_add(1)),
            _ => Some(starts[level]),
        };
        // A number under levels that had none yet, as 1.1 without a 1., takes their first numbers: the next is 2.
        for (above, count) in counts.iter_mut().enumerate().take(level).filter(|(_, count)| count.is_none()) {
            *count = Some(starts[above]);
            self.started.insert((list, above));
        }
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            // 17.9.11: restarts after any higher level, after the one named, or (0) never.
            let after = self.numbering.level(list, deeper, self.styles).and_then(|level| level.restart);
            if level < after.unwrap_or(deeper) {
                *count = None;
            }
        }
        let counts = *counts;
        self.write(list, shown, &counts)
    }

    /// Where a level begins to count.
    fn start(&self, list: i64, level: usize) -> u32 {
        let overridden = self.numbering.lists.get(&list).and_then(|list| list.starts.get(level).copied().flatten());
        overridden.or_else(|| Some(self.numbering.level(list, level, self.styles)?.start)).unwrap_or(1)
    }

    /// Fills in the level's text (17.9.12).
    fn write(&self, list: i64, shown: &Level, counts: &[Option<u32>; LEVELS]) -> Option<String> {
        if shown.format == "bullet" {
            let sign = shown.text.chars().next()?;
            // Signs of symbol fonts (and the letter o, which stands for a ring) mean nothing outside their font.
            let private = ('\u{E000}'..='\u{F8FF}').contains(&sign) || sign.is_alphanumeric();
            return Some(if private { "•".into() } else { shown.text.clone() });
        }
        let mut label = String::new();
        let mut signs = shown.text.chars().peekable();
        while let Some(sign) = signs.next() {
            let place = (sign == '%').then(|| signs.peek().and_then(|digit| digit.to_digit(10))).flatten();
            let Some(place) = place.filter(|place| (1..=9).contains(place)) else {
                label.push(sign);
                continue;
            };
            signs.next();
            let level = place as usize - 1;
            let format = match self.numbering.level(list, level, self.styles) {
                Some(level) if level.format == "none" || level.format == "bullet" => continue,
                _ if shown.legal => "decimal",
                Some(level) => &level.format,
                None => "decimal",
            };
            let count = counts[level].unwrap_or_else(|| self.start(list, level));
            label.push_str(&number_format::format(count, format).unwrap_or_default());
        }
        let label = label.trim();
        (!label.is_empty()).then(|| label.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(index: usize, format: &str, text: &str, extra: &str) -> String {
        format!(
            r#"<w:lvl w:ilvl="{index}"><w:start w:val="1"/>{extra}<w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
        )
    }

    fn lists(levels: &str, nums: &str) -> Numbering {
        Numbering::parse(&format!(
            r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}</w:numbering>"#
        ))
    }

    const NUM: &str = r#"<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;

    #[test]
    fn articles_sections_and_restarts() {
        let levels = level(0, "chineseCountingThousand", "第%1条", "")
            + &level(1, "decimal", "%1.%2", "<w:isLgl/>")
            + &level(2, "lowerLetter", "(%3)", r#"<w:lvlRestart w:val="1"/>"#);
        let (numbering, styles) = (lists(&levels, NUM), Styles::default());
        let mut counter = Counter::new(&numbering, &styles);
        let labels: Vec<_> = [0, 1, 2, 1, 2, 0, 1, 2].iter().filter_map(|level| counter.next(1, *level)).collect();
        assert_eq!(labels, ["第一条", "1.1", "(a)", "1.2", "(b)", "第二条", "2.1", "(a)"]);
    }

    #[test]
    fn a_number_under_none_starts_the_levels_above_it() {
        let levels = level(0, "decimal", "%1.", "") + &level(1, "decimal", "%1.%2", "");
        let (numbering, styles) = (lists(&levels, NUM), Styles::default());
        let mut counter = Counter::new(&numbering, &styles);
        let labels: Vec<_> = [1, 1, 0, 1].iter().filter_map(|level| counter.next(1, *level)).collect();
        assert_eq!(labels, ["1.1", "1.2", "2.", "2.1"]);
    }

    #[test]
    fn lists_of_one_definition_count_on_unless_they_start_anew() {
        let nums = format!(
            "{NUM}{}{}",
            r#"<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>"#,
            r#"<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>"#
        );
        let (numbering, styles) = (lists(&level(0, "decimal", "%1.", ""), &nums), Styles::default());
        let mut counter = Counter::new(&numbering, &styles);
        let labels: Vec<_> = [1, 2, 3, 3, 1].iter().filter_map(|list| counter.next(*list, 0)).collect();
        assert_eq!(labels, ["1.", "2.", "5.", "6.", "7."]);
    }

    #[test]
    fn a_numbering_style_lends_its_levels() {
        let styles = Styles::parse(
            r#"<w:styles xmlns:w="w"><w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#,
        );
        let numbering = Numbering::parse(&format!(
            r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">{}</w:abstractNum><w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="L"/></w:abstractNum>{NUM}<w:num w:numId="9"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#,
            level(0, "upperRoman", "%1)", "")
        ));
        assert_eq!(Counter::new(&numbering, &styles).next(9, 0).as_deref(), Some("I)"));
        assert_eq!(Counter::new(&numbering, &styles).next(4, 0), None);
    }

    #[test]
    fn bullets_of_symbol_fonts_become_plain_ones() {
        let (numbering, styles) = (lists(&level(0, "bullet", "\u{F0B7}", ""), NUM), Styles::default());
        assert_eq!(Counter::new(&numbering, &styles).next(1, 0).as_deref(), Some("•"));
    }

    proptest::proptest! {
        #[test]
        fn a_level_counts_one_by_one_until_a_higher_one_comes(levels in proptest::collection::vec(0usize..3, 1..60)) {
            let parts = (0..3).map(|index| level(index, "decimal", "%1.%2.%3", "")).collect::<String>();
            let (numbering, styles) = (lists(&parts, NUM), Styles::default());
            let mut counter = Counter::new(&numbering, &styles);
            let mut expected = [0u32; 3];
            for level in levels {
                expected[level] += 1;
                for above in &mut expected[..level] {
                    *above = (*above).max(1);
                }
                expected[level + 1..].fill(0);
                let label = counter.next(1, level).unwrap();
                let shown: Vec<u32> = label.split('.').map(|part| part.parse().unwrap()).collect();
                proptest::prop_assert_eq!(shown[level], expected[level]);
            }
        }
    }
}
