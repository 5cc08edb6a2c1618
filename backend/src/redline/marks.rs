//! Small surgery on properties: tracked paragraph marks, and copies without what belongs to others.

use std::ops::Range;

use quick_xml::{Reader, events::Event};

/// Text for XML content.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML 1.0 knows no other control characters.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// The direct children of an element: local name and bytes of each.
pub(super) fn children(element: &str) -> Vec<(String, Range<usize>)> {
    let mut reader = Reader::from_str(element);
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut name = String::new();
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event();
        let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Ok(Event::Start(tag)) => {
                if depth == 1 {
                    start = before;
                    name = tag.local_name().as_ref().to_owned();
                }
                depth += 1;
            }
            Ok(Event::Empty(tag)) if depth == 1 => found.push((tag.local_name().as_ref().to_owned(), before..after)),
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                if depth == 1 {
                    found.push((std::mem::take(&mut name), start..after));
                }
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// A copy of an element without some of its direct children.
pub(super) fn without(element: &str, names: &[&str]) -> String {
    let mut copy = String::with_capacity(element.len());
    let mut at = 0;
    for (name, bytes) in children(element) {
        if names.contains(&name.as_str()) {
            copy.push_str(&element[at..bytes.start]);
            at = bytes.end;
        }
    }
    copy.push_str(&element[at..]);
    copy
}

/// Run properties for text of ours: the look, without another author's record of changing it.
pub(super) fn look(properties: &str) -> String {
    without(properties, &["rPrChange", "ins", "del", "moveFrom", "moveTo"])
}

/// Run properties for the further piece of a run that was cut: another author's record of a change of
/// look stays, under a number of its own (no number of a revision occurs twice, 29500-1, 17.13.5).
pub(super) fn with_fresh_change(properties: &str, prefix: &str, fresh: impl FnOnce() -> i64) -> String {
    let Some((_, bytes)) = children(properties).into_iter().find(|(name, _)| name == "rPrChange") else {
        return properties.to_owned();
    };
    let id = format!("{prefix}id");
    let change = without_attribute(&properties[bytes.clone()], &id);
    let at = change.find([' ', '>', '/']).unwrap_or(change.len());
    let (name, rest) = change.split_at(at);
    format!("{}{name} {id}=\"{}\"{rest}{}", &properties[..bytes.start], fresh(), &properties[bytes.end..])
}

/// Paragraph properties for a paragraph of ours: no section, no records of others' changes.
pub(super) fn paragraph_look(properties: &str) -> String {
    let own = without(properties, &["sectPr", "pPrChange"]);
    match children(&own).into_iter().find(|(name, _)| name == "rPr") {
        Some((_, bytes)) => format!("{}{}{}", &own[..bytes.start], look(&own[bytes.clone()]), &own[bytes.end..]),
        None => own,
    }
}

/// Paragraph properties with a tracked mark (`w:ins` or `w:del`), which stands first in `w:rPr`
/// (29500-1, 17.3.1.29), after an insertion that is there already.
pub(super) fn with_mark(properties: Option<&str>, mark: &str, prefix: &str) -> String {
    let Some(properties) = properties else {
        return format!("<{prefix}pPr><{prefix}rPr>{mark}</{prefix}rPr></{prefix}pPr>");
    };
    let Some(open) = open_tag(properties) else {
        return format!("<{prefix}pPr><{prefix}rPr>{mark}</{prefix}rPr></{prefix}pPr>");
    };
    let inner = children(properties);
    if let Some((_, bytes)) = inner.iter().find(|(name, _)| name == "rPr") {
        let run = &properties[bytes.clone()];
        let marked = match open_tag(run) {
            None => format!("<{prefix}rPr>{mark}</{prefix}rPr>"),
            Some(end) => {
                let insertion = children(run).into_iter().find(|(name, _)| name == "ins");
                let at = insertion.map_or(end, |(_, bytes)| bytes.end);
                format!("{}{mark}{}", &run[..at], &run[at..])
            }
        };
        return format!("{}{marked}{}", &properties[..bytes.start], &properties[bytes.end..]);
    }
    let after = inner.iter().find(|(name, _)| name == "sectPr" || name == "pPrChange").map(|(_, bytes)| bytes.start);
    let at = after.or_else(|| properties.rfind("</")).unwrap_or(open);
    format!("{}<{prefix}rPr>{mark}</{prefix}rPr>{}", &properties[..at], &properties[at..])
}

/// Where the start tag of an element ends; `None` when it is empty (`<w:pPr/>`).
fn open_tag(element: &str) -> Option<usize> {
    let end = element.find('>')? + 1;
    (!element[..end].ends_with("/>")).then_some(end)
}

/// A start tag without an attribute.
pub(super) fn without_attribute(tag: &str, name: &str) -> String {
    let Some(start) = tag.find(&format!(" {name}=\"")) else { return tag.to_owned() };
    let value = start + name.len() + 3;
    let Some(end) = tag[value..].find('"').map(|end| value + end + 1) else { return tag.to_owned() };
    format!("{}{}", &tag[..start], &tag[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_run_records_a_change_of_look_twice_under_two_numbers() {
        let own = r#"<w:rPr><w:b/><w:rPrChange w:id="9" w:author="A"><w:rPr/></w:rPrChange></w:rPr>"#;
        let expected = r#"<w:rPr><w:b/><w:rPrChange w:id="12" w:author="A"><w:rPr/></w:rPrChange></w:rPr>"#;
        assert_eq!(with_fresh_change(own, "w:", || 12), expected);
        assert_eq!(with_fresh_change("<w:rPr><w:b/></w:rPr>", "w:", || 12), "<w:rPr><w:b/></w:rPr>");
    }

    #[test]
    fn a_mark_stands_first_and_in_its_place() {
        let mark = "<w:del/>";
        assert_eq!(with_mark(None, mark, "w:"), "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>");
        assert_eq!(with_mark(Some("<w:pPr/>"), mark, "w:"), "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>");
        assert_eq!(
            with_mark(Some("<w:pPr><w:jc/><w:rPr><w:b/></w:rPr><w:sectPr/></w:pPr>"), mark, "w:"),
            "<w:pPr><w:jc/><w:rPr><w:del/><w:b/></w:rPr><w:sectPr/></w:pPr>"
        );
        assert_eq!(
            with_mark(Some("<w:pPr><w:jc/><w:sectPr><w:x/></w:sectPr></w:pPr>"), mark, "w:"),
            "<w:pPr><w:jc/><w:rPr><w:del/></w:rPr><w:sectPr><w:x/></w:sectPr></w:pPr>"
        );
        assert_eq!(
            with_mark(Some("<w:pPr><w:rPr><w:ins w:id=\"1\"/><w:b/></w:rPr></w:pPr>"), mark, "w:"),
            "<w:pPr><w:rPr><w:ins w:id=\"1\"/><w:del/><w:b/></w:rPr></w:pPr>"
        );
    }

    #[test]
    fn copies_leave_out_what_belongs_to_others() {
        assert_eq!(
            look("<w:rPr><w:b/><w:rPrChange w:id=\"3\"><w:rPr/></w:rPrChange></w:rPr>"),
            "<w:rPr><w:b/></w:rPr>"
        );
        assert_eq!(
            paragraph_look("<w:pPr><w:numPr/><w:rPr><w:ins w:id=\"1\"/><w:i/></w:rPr><w:sectPr/></w:pPr>"),
            "<w:pPr><w:numPr/><w:rPr><w:i/></w:rPr></w:pPr>"
        );
        assert_eq!(without_attribute("<w:p w:x=\"1\" w14:paraId=\"AB\">", "w14:paraId"), "<w:p w:x=\"1\">");
    }
}
