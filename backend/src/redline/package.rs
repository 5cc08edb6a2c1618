//! The file as a zip: untouched parts are copied as they lie in the archive, compressed bytes and all.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};

use quick_xml::{Reader, events::Event};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::RedlineError;
use crate::documents::{
    Limits, ReadError,
    docx::{attribute, resolve},
};

/// An open file with the parts that will differ.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names as they are in the archive.
    names: Vec<String>,
    changes: BTreeMap<String, Vec<u8>>,
    limit: u64,
}

/// A relationship of a part.
#[derive(Clone, Debug)]
pub(super) struct Relationship {
    pub kind: String,
    pub target: String,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, RedlineError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::DocxBrokenZip)?;
        let names: Vec<String> =
            archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
        Ok(Self { archive, names, changes: BTreeMap::new(), limit: Limits::default().unpacked_bytes })
    }

    /// The name of a part as the archive writes it; names do not tell case apart (29500-2, 6.2.2.3).
    pub(super) fn find(&self, name: &str) -> Option<String> {
        let wanted = name.trim_start_matches('/');
        self.names
            .iter()
            .chain(self.changes.keys())
            .find(|own| own.trim_start_matches('/').eq_ignore_ascii_case(wanted))
            .cloned()
    }

    /// The text of a part that exists.
    pub(super) fn text(&mut self, name: &str) -> Result<String, RedlineError> {
        if let Some(changed) = self.changes.get(name) {
            return String::from_utf8(changed.clone()).map_err(|_| RedlineError::Unusual);
        }
        let file = self.archive.by_name(name).map_err(|_| ReadError::DocxBrokenZip)?;
        let mut bytes = Vec::new();
        file.take(self.limit).read_to_end(&mut bytes).map_err(|_| ReadError::DocxBrokenZip)?;
        // Offsets count from the byte order mark, so it stays; UTF-16 is not spliced into.
        String::from_utf8(bytes).map_err(|_| RedlineError::Unusual)
    }

    /// The part that holds the main text.
    pub(super) fn main_part(&mut self) -> Result<String, RedlineError> {
        let found =
            self.relationships("")?.into_iter().find(|relationship| relationship.kind.ends_with("/officeDocument"));
        let name = found.map_or_else(|| "word/document.xml".to_owned(), |relationship| relationship.target);
        self.find(&name).ok_or(RedlineError::NotDocx)
    }

    /// The name of the part that holds a part's relationships.
    pub(super) fn relationships_name(part: &str) -> String {
        let (folder, base) = part.rsplit_once('/').unwrap_or(("", part));
        format!("{folder}/_rels/{base}.rels").trim_start_matches('/').to_owned()
    }

    /// The internal relationships of a part; of the file itself for an empty name.
    pub(super) fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, RedlineError> {
        let Some(name) = self.find(&Self::relationships_name(part)) else { return Ok(Vec::new()) };
        let xml = self.text(&name)?;
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut relationships = Vec::new();
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "Relationship" => {
                    let value = |name: &str| attribute(&tag, name);
                    if value("TargetMode").as_deref() == Some("External") {
                        continue;
                    }
                    if let (Some(kind), Some(target)) = (value("Type"), value("Target")) {
                        relationships.push(Relationship { kind, target: resolve(folder, &target) });
                    }
                }
                Ok(Event::Eof) | Err(_) => return Ok(relationships),
                Ok(_) => {}
            }
        }
    }

    /// Protected and signed files are not changed.
    pub(super) fn refuse_what_may_not_change(&mut self) -> Result<(), RedlineError> {
        if self.names.iter().any(|name| name.to_ascii_lowercase().starts_with("_xmlsignatures/")) {
            return Err(RedlineError::Signed);
        }
        let main = self.main_part()?;
        let settings =
            self.relationships(&main)?.into_iter().find(|relationship| relationship.kind.ends_with("/settings"));
        let Some(name) = settings.and_then(|settings| self.find(&settings.target)) else { return Ok(()) };
        let xml = self.text(&name)?;
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "documentProtection" => {
                    let enforced = attribute(&tag, "enforcement");
                    if matches!(enforced.as_deref(), Some("1" | "true" | "on")) {
                        return Err(RedlineError::Protected);
                    }
                }
                Ok(Event::Eof) | Err(_) => return Ok(()),
                Ok(_) => {}
            }
        }
    }

    /// Gives a part new content, or adds it.
    pub(super) fn replace(&mut self, name: &str, bytes: Vec<u8>) {
        self.changes.insert(name.to_owned(), bytes);
    }

    /// Leaves a part out.
    pub(super) fn remove(&mut self, name: &str) {
        self.names.retain(|own| own != name);
        self.changes.remove(name);
    }

    /// Adds a part beside the main one, with its relationship and its content type. Its name is `base`, or `base1`,
    /// `base2` where that is taken.
    pub(super) fn add_related(
        &mut self,
        main: &str,
        base: &str,
        kind: &str,
        content_type: &str,
        content: String,
    ) -> Result<(), RedlineError> {
        let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let names = (0..).map(|n: u32| if n == 0 { format!("{base}.xml") } else { format!("{base}{n}.xml") });
        let target = names.into_iter().find(|name| self.find(&format!("{folder}{name}")).is_none()).unwrap_or_default();
        self.replace(&format!("{folder}{target}"), content.into_bytes());
        self.relate(main, kind, &target)?;
        let types = self.find("[Content_Types].xml").ok_or(ReadError::DocxNotADocument)?;
        let text = self.text(&types)?;
        let entry = format!("<Override PartName=\"/{folder}{target}\" ContentType=\"{content_type}\"/>");
        self.replace(&types, append(&text, &entry)?.into_bytes());
        Ok(())
    }

    fn relate(&mut self, main: &str, kind: &str, target: &str) -> Result<(), RedlineError> {
        let name = Self::relationships_name(main);
        let (name, text) = match self.find(&name) {
            Some(name) => {
                let text = self.text(&name)?;
                (name, text)
            }
            None => (
                name,
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_owned(),
            ),
        };
        let id = (1..)
            .map(|n: u32| format!("rIdPacta{n}"))
            .find(|id| !text.contains(&format!("\"{id}\"")))
            .unwrap_or_default();
        let entry = format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
        self.replace(&name, append(&text, &entry)?.into_bytes());
        Ok(())
    }

    /// Names of the parts that differ.
    pub(super) fn changed(&self) -> Vec<String> {
        self.changes.keys().cloned().collect()
    }

    /// The file with its changes: same order, same names, same attributes.
    pub(super) fn write(mut self) -> Result<Vec<u8>, RedlineError> {
        let broken = |_| RedlineError::from(ReadError::DocxBrokenZip);
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for place in 0..self.archive.len() {
            let file = self.archive.by_index_raw(place).map_err(broken)?;
            let Ok(name) = file.name().map(std::borrow::Cow::into_owned) else {
                out.raw_copy_file(file).map_err(broken)?;
                continue;
            };
            if !self.names.contains(&name) {
                continue;
            }
            let Some(content) = self.changes.remove(&name) else {
                out.raw_copy_file(file).map_err(broken)?;
                continue;
            };
            let mut options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
            if let Some(time) = file.last_modified() {
                options = options.last_modified_time(time);
            }
            if let Some(mode) = file.unix_mode() {
                options = options.unix_permissions(mode);
            }
            drop(file);
            out.start_file(name, options).map_err(broken)?;
            out.write_all(&content).map_err(|_| ReadError::DocxBrokenZip)?;
        }
        // New parts come last, with the zip epoch as their time, so that the same input gives the same bytes.
        for (name, content) in &self.changes {
            let options = SimpleFileOptions::default()
                .compression_method(zip::CompressionMethod::Deflated)
                .last_modified_time(zip::DateTime::default());
            out.start_file(name.as_str(), options).map_err(broken)?;
            out.write_all(content).map_err(|_| ReadError::DocxBrokenZip)?;
        }
        Ok(out.finish().map_err(broken)?.into_inner())
    }
}

/// Adds an entry at the end of a list such as relationships or content types.
pub(super) fn append(list: &str, entry: &str) -> Result<String, RedlineError> {
    if let Some(end) = list.rfind("</") {
        return Ok(format!("{}{entry}{}", &list[..end], &list[end..]));
    }
    let end = list.rfind("/>").ok_or(ReadError::DocxBrokenXml)?;
    let start = list.rfind('<').ok_or(ReadError::DocxBrokenXml)?;
    let name = list[start + 1..].split([' ', '/', '>']).next().unwrap_or_default();
    Ok(format!("{}>{entry}</{name}>", &list[..end]))
}
