//! What Word keeps beside comments: the threads they form (`commentsExtended`, [MS-DOCX] 2.5.4.5) and who their
//! authors are (`people`, [MS-DOCX] 2.5.4.12). Both are only ever added to.

use std::collections::HashSet;

use quick_xml::{Reader, events::Event};

use super::{
    RedlineError,
    comments::COMPATIBILITY,
    package::{Package, append},
};
use crate::documents::ReadError;

/// Namespace of `w14:paraId`.
pub(super) const WORD_2010: &str = "http://schemas.microsoft.com/office/word/2010/wordml";
const WORD_2012: &str = "http://schemas.microsoft.com/office/word/2012/wordml";
const RELATIONSHIPS: &str = "http://schemas.microsoft.com/office/2011/relationships";
const CONTENT_TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// Keys are above nought and below this ([MS-DOCX] 2.6.2.3).
const KEYS: u32 = 0x8000_0000;

/// The part that keeps the threads.
pub(super) fn find(package: &mut Package<'_>, main: &str) -> Result<Option<String>, RedlineError> {
    related(package, main, "commentsExtended")
}

fn related(package: &mut Package<'_>, main: &str, kind: &str) -> Result<Option<String>, RedlineError> {
    let ending = format!("/{kind}");
    let found = package.relationships(main)?.into_iter().find(|own| own.kind.ends_with(&ending));
    Ok(found.and_then(|found| package.find(&found.target)))
}

/// Adds the keys of a part's paragraphs to those that are taken.
pub(super) fn keys(xml: &str, taken: &mut HashSet<u32>) {
    for (at, name) in xml.match_indices("paraId=") {
        let value = xml.get(at + name.len() + 1..at + name.len() + 9);
        taken.extend(value.and_then(|value| u32::from_str_radix(value, 16).ok()));
    }
}

/// A key that no paragraph has, the same for the same file and comment.
pub(super) fn fresh_key(id: i64, taken: &mut HashSet<u32>) -> u32 {
    let seed = u32::try_from(id).unwrap_or(1).wrapping_mul(0x9E37_79B1) % KEYS;
    let mut keys = (0..KEYS).map(|step| (seed + step) % KEYS);
    let key = keys.find(|key| *key > 0 && !taken.contains(key)).unwrap_or(1);
    taken.insert(key);
    key
}

/// Adds comments to the threads, each by its key and that of the comment it answers.
pub(super) fn store(
    package: &mut Package<'_>,
    main: &str,
    comments: &[(u32, Option<&str>)],
) -> Result<(), RedlineError> {
    let entry = |prefix: &str, (key, parent): &(u32, Option<&str>)| {
        let parent = parent.map(|parent| format!(" {prefix}paraIdParent=\"{parent}\"")).unwrap_or_default();
        format!("<{prefix}commentEx {prefix}paraId=\"{key:08X}\"{parent} {prefix}done=\"0\"/>")
    };
    let entries = |prefix: &str| comments.iter().map(|comment| entry(prefix, comment)).collect::<String>();
    match find(package, main)? {
        Some(name) => add(package, &name, entries),
        None => {
            let part = root("commentsEx", &entries("w15:"));
            let kind = format!("{RELATIONSHIPS}/commentsExtended");
            package.add_related(main, "commentsExtended", &kind, &format!("{CONTENT_TYPES}.commentsExtended+xml"), part)
        }
    }
}

/// Adds an author, whose name is escaped already, to the people of the file.
pub(super) fn store_person(package: &mut Package<'_>, main: &str, author: &str) -> Result<(), RedlineError> {
    let entry = |prefix: &str| {
        format!(
            "<{prefix}person {prefix}author=\"{author}\"><{prefix}presenceInfo {prefix}providerId=\"None\" {prefix}userId=\"{author}\"/></{prefix}person>"
        )
    };
    match related(package, main, "people")? {
        Some(name) if package.text(&name)?.contains(&format!("author=\"{author}\"")) => Ok(()),
        Some(name) => add(package, &name, entry),
        None => {
            let part = root("people", &entry("w15:"));
            package.add_related(
                main,
                "people",
                &format!("{RELATIONSHIPS}/people"),
                &format!("{CONTENT_TYPES}.people+xml"),
                part,
            )
        }
    }
}

fn root(name: &str, content: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w15:{name} xmlns:mc=\"{COMPATIBILITY}\" xmlns:w15=\"{WORD_2012}\" mc:Ignorable=\"w15\">{content}</w15:{name}>"
    )
}

/// Adds entries to a part, written with the prefix that its root has.
pub(super) fn add(package: &mut Package<'_>, name: &str, entries: impl Fn(&str) -> String) -> Result<(), RedlineError> {
    let text = package.text(name)?;
    let (tag, _) = root_tag(&text)?;
    let prefix = tag.split_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    package.replace(name, append(&text, &entries(&prefix))?.into_bytes());
    Ok(())
}

/// Name of the root element and the place of its start tag's end: of `>`, or of `/>`.
fn root_tag(xml: &str) -> Result<(String, usize), RedlineError> {
    let mut reader = Reader::from_str(xml);
    loop {
        let (tag, closing) = match reader.read_event() {
            Ok(Event::Start(tag)) => (tag, 1),
            Ok(Event::Empty(tag)) => (tag, 2),
            Ok(Event::Eof) | Err(_) => return Err(ReadError::DocxBrokenXml.into()),
            Ok(_) => continue,
        };
        let name = tag.name().as_ref().to_owned();
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        return Ok((name, end.saturating_sub(closing)));
    }
}

/// A comments part whose root knows the namespace of paragraph keys, and lets older programs pass over them.
pub(super) fn with_namespace(xml: &str) -> Result<String, RedlineError> {
    let (_, end) = root_tag(xml)?;
    let head = xml.get(..end).unwrap_or_default();
    let mut head = head.to_owned();
    if !head.contains("xmlns:w14=") {
        head.push_str(&format!(" xmlns:w14=\"{WORD_2010}\""));
    }
    if !head.contains("xmlns:mc=") {
        head.push_str(&format!(" xmlns:mc=\"{COMPATIBILITY}\""));
    }
    let listed = head.find("mc:Ignorable=").map(|at| at + "mc:Ignorable=".len() + 1);
    match listed {
        None => head.push_str(" mc:Ignorable=\"w14\""),
        Some(at) => {
            let list = head.get(at..).and_then(|rest| rest.split(['"', '\'']).next()).unwrap_or_default();
            if !list.split_whitespace().any(|prefix| prefix == "w14") {
                head.insert_str(at, if list.is_empty() { "w14" } else { "w14 " });
            }
        }
    }
    Ok(head + xml.get(end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_learn_the_namespace_of_keys_once() {
        let plain = "<?xml version=\"1.0\"?><w:comments xmlns:w=\"u\"><w:comment/></w:comments>";
        let once = with_namespace(plain).unwrap();
        assert!(once.contains("mc:Ignorable=\"w14\"><w:comment/>") && once.contains("xmlns:w14="), "{once}");
        assert_eq!(with_namespace(&once).unwrap(), once);
        let listed = with_namespace("<w:comments xmlns:mc=\"m\" mc:Ignorable=\"w15\"/>").unwrap();
        assert!(listed.contains("mc:Ignorable=\"w14 w15\"") && listed.ends_with("/>"), "{listed}");
    }

    #[test]
    fn keys_are_fresh_and_in_range() {
        let mut taken = HashSet::new();
        keys("<w:p w14:paraId=\"0000000A\"/><w:p w14:paraId='7FFFFFFF'/>", &mut taken);
        assert_eq!(taken.len(), 2);
        let fresh: HashSet<u32> = (0..50).map(|id| fresh_key(id, &mut taken)).collect();
        assert!(fresh.len() == 50 && fresh.iter().all(|key| (1..KEYS).contains(key)));
    }
}
