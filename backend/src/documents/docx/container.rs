//! The parts of a Word file and how they refer to each other (ISO/IEC 29500-2, Open Packaging Conventions).

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use encoding_rs::Encoding;
use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, result::ZipError};

use super::{
    super::{Limits, ReadError},
    properties::attribute,
};

/// Parts below this size may pack as well as they like.
const SMALL: u64 = 1 << 20;

/// A package that is unpacked part by part, within limits that hold for the whole of it.
pub(super) struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Part names without case (29500-2, 6.2.2.3) to their place in the archive.
    places: HashMap<String, usize>,
    limits: &'a Limits,
    unpacked: u64,
}

/// An internal relationship: its kind (the last segment of its type, the same in Transitional and Strict) and target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relationship {
    pub kind: String,
    pub target: String,
}

impl<'a> Container<'a> {
    /// Opens the archive and reads its list of parts; no part is unpacked yet.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::DocxBrokenZip)?;
        if archive.len() > limits.parts {
            return Err(ReadError::DocxBomb);
        }
        let mut places = HashMap::with_capacity(archive.len());
        for place in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(place) {
                places.entry(name.replace('\\', "/").trim_start_matches('/').to_lowercase()).or_insert(place);
            }
        }
        Ok(Self { archive, places, limits, unpacked: 0 })
    }

    /// The text of an XML part; `None` when there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let Some(place) = self.places.get(&name.to_lowercase()).copied() else { return Ok(None) };
        let file = self.archive.by_index(place).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::DocxEncrypted,
            _ => ReadError::DocxBrokenZip,
        })?;
        let packed = file.compressed_size().max(1);
        let ratio = packed.saturating_mul(self.limits.unpack_ratio).max(SMALL);
        // What the archive claims is not believed: reading stops one byte beyond what is allowed.
        let allowed = ratio.min(self.limits.unpacked_bytes.saturating_sub(self.unpacked));
        let mut bytes = Vec::new();
        file.take(allowed + 1).read_to_end(&mut bytes).map_err(|_| ReadError::DocxBrokenZip)?;
        let length = bytes.len() as u64;
        if length > allowed {
            return Err(ReadError::DocxBomb);
        }
        self.unpacked += length;
        decode(bytes).map(Some)
    }

    /// The part that holds the main text, found through the relationships of the package.
    pub(super) fn main_part(&mut self) -> Result<String, ReadError> {
        let found = self.relationships("")?.into_iter().find(|relationship| relationship.kind == "officeDocument");
        let name = found.map_or_else(|| "word/document.xml".to_owned(), |relationship| relationship.target);
        if self.places.contains_key(&name.to_lowercase()) { Ok(name) } else { Err(ReadError::DocxNotADocument) }
    }

    /// The internal relationships of a part; of the package itself for an empty name.
    pub(super) fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, ReadError> {
        let (folder, base) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}/_rels/{base}.rels");
        let Some(xml) = self.part(name.trim_start_matches('/'))? else { return Ok(Vec::new()) };
        let mut relationships = Vec::new();
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "Relationship" => {
                    if attribute(&tag, "TargetMode").as_deref() == Some("External") {
                        continue;
                    }
                    if let (Some(kind), Some(target)) = (attribute(&tag, "Type"), attribute(&tag, "Target")) {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        relationships.push(Relationship { kind, target: resolve(folder, &target) });
                    }
                }
                // Damage ends the list: what is named before it still counts.
                Ok(Event::Eof) | Err(_) => return Ok(relationships),
                Ok(_) => {}
            }
        }
    }
}

/// The name of a part that a relationship of a part in this folder means.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let joined = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut segments: Vec<&str> = Vec::new();
    for segment in joined.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}

/// XML parts are UTF-8 or UTF-16 (29500-2, 8.2); older producers also wrote their own code pages.
fn decode(mut bytes: Vec<u8>) -> Result<String, ReadError> {
    if let Some(mark) = bytes.get_mut(..3).filter(|mark| *mark == [0xEF, 0xBB, 0xBF]) {
        // Blanks in place of the byte order mark keep every offset what it is in the file.
        mark.fill(b' ');
    }
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        return encoding
            .decode_without_bom_handling_and_without_replacement(rest)
            .map(std::borrow::Cow::into_owned)
            .ok_or(ReadError::DocxBrokenXml);
    }
    String::from_utf8(bytes).or_else(|error| {
        let bytes = error.into_bytes();
        let declared = bytes.get(..200).unwrap_or(&bytes);
        let declared = String::from_utf8_lossy(declared);
        let label = declared.split_once("encoding=").and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next());
        label
            .and_then(|label| Encoding::for_label(label.as_bytes()))
            .and_then(|encoding| encoding.decode_without_bom_handling_and_without_replacement(&bytes))
            .map(std::borrow::Cow::into_owned)
            .ok_or(ReadError::DocxBrokenXml)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_against_the_folder_and_never_leave_the_package() {
        assert_eq!(resolve("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word", "../custom/item.xml"), "custom/item.xml");
        assert_eq!(resolve("word", "../../../etc/passwd"), "etc/passwd");
    }
}
