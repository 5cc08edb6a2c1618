//! The comments part: found through its relationship, made when there is none, only ever added to.

use std::collections::{HashMap, HashSet};

use quick_xml::{Reader, events::Event};

use super::{
    RedlineError, RedlineOptions,
    marks::escape,
    outline::Outline,
    package::Package,
    splice::Ids,
    threads::{self, WORD_2010},
};
use crate::documents::docx::{attribute, remarks};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const WORD_STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONSHIPS_STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
/// Namespace of Markup Compatibility (ISO/IEC 29500-3).
pub(super) const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// Comments to be added to a document.
pub(super) struct Comments {
    /// Name of the part, and its text when it exists.
    part: Option<(String, String)>,
    /// Author, initials and time, as attributes follow the prefix.
    author: String,
    initials: String,
    date: String,
    added: Vec<Added>,
    /// For each comment of the file the key of the first comment of its thread (threads have one level).
    threads: HashMap<String, String>,
    /// Paragraph keys (`w14:paraId`) that are taken.
    keys: HashSet<u32>,
    main: String,
    strict: bool,
    /// Above every number that comments use.
    pub next_id: i64,
}

/// A comment to be added.
struct Added {
    id: i64,
    text: String,
    /// `w14:paraId` of its last paragraph.
    key: u32,
    /// Key of the comment it answers.
    parent: Option<String>,
}

impl Comments {
    pub(super) fn open(
        package: &mut Package<'_>,
        main: &str,
        xml: &str,
        options: &RedlineOptions,
        outline: &Outline,
    ) -> Result<Self, RedlineError> {
        let found =
            package.relationships(main)?.into_iter().find(|relationship| relationship.kind.ends_with("/comments"));
        let part = match found.and_then(|found| package.find(&found.target)) {
            Some(name) => {
                let text = package.text(&name)?;
                Some((name, text))
            }
            None => None,
        };
        let mut next_id = outline.next_id;
        let mut keys = HashSet::new();
        threads::keys(xml, &mut keys);
        let mut threads = HashMap::new();
        if let Some((_, text)) = &part {
            next_id = next_id.max(highest_id(text) + 1);
            threads::keys(text, &mut keys);
            let extended = threads::find(package, main)?.map(|name| package.text(&name)).transpose()?;
            let remarks = remarks(text, &extended.unwrap_or_default());
            let key = |id: &str| remarks.iter().find(|remark| remark.id == id).and_then(|remark| remark.key.clone());
            threads = remarks
                .iter()
                .filter_map(|remark| Some((remark.id.clone(), key(remark.reply_to.as_ref().unwrap_or(&remark.id))?)))
                .collect();
        }
        // Other stories share the number space.
        let stories: Vec<String> = package
            .relationships(main)?
            .into_iter()
            .filter(|own| is_story(&own.kind))
            .filter_map(|own| package.find(&own.target))
            .collect();
        for name in stories {
            let text = package.text(&name)?;
            next_id = next_id.max(highest_id(&text) + 1);
            threads::keys(&text, &mut keys);
        }
        Ok(Self {
            part,
            author: escape(&options.author),
            initials: escape(&initials(&options.author)),
            date: escape(&options.date),
            added: Vec::new(),
            threads,
            keys,
            main: main.to_owned(),
            strict: outline.strict,
            next_id,
        })
    }

    /// Whether a comment of the file can be answered: threads are kept by the keys of paragraphs, which older files
    /// do not have.
    pub(super) fn can_answer(&self, id: &str) -> bool {
        self.threads.contains_key(id)
    }

    /// Adds a comment, perhaps in answer to another one, and gives its number.
    pub(super) fn add(&mut self, text: &str, reply_to: Option<&str>, ids: &mut Ids) -> i64 {
        let id = ids.fresh();
        let parent = reply_to.and_then(|parent| self.threads.get(parent)).cloned();
        let key = threads::fresh_key(id, &mut self.keys);
        self.added.push(Added { id, text: text.to_owned(), key, parent });
        id
    }

    /// Writes the part, its relationship and its content type, as far as they are needed.
    pub(super) fn store(self, package: &mut Package<'_>) -> Result<(), RedlineError> {
        if self.added.is_empty() {
            return Ok(());
        }
        let entries: Vec<(u32, Option<&str>)> =
            self.added.iter().map(|added| (added.key, added.parent.as_deref())).collect();
        threads::store(package, &self.main, &entries)?;
        threads::store_person(package, &self.main, &self.author)?;
        match &self.part {
            Some((name, text)) => {
                package.replace(name, threads::with_namespace(text)?.into_bytes());
                threads::add(package, name, |prefix| self.written(prefix))?;
            }
            None => self.create(package)?,
        }
        Ok(())
    }

    fn create(&self, package: &mut Package<'_>) -> Result<(), RedlineError> {
        let namespace = if self.strict { WORD_STRICT } else { WORD };
        let part = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{namespace}\" xmlns:mc=\"{COMPATIBILITY}\" xmlns:w14=\"{WORD_2010}\" mc:Ignorable=\"w14\">{}</w:comments>",
            self.written("w:")
        );
        let kind = format!("{}/comments", if self.strict { RELATIONSHIPS_STRICT } else { RELATIONSHIPS });
        package.add_related(&self.main, "comments", &kind, CONTENT_TYPE, part)
    }

    fn written(&self, p: &str) -> String {
        let comment = |Added { id, text, key, .. }: &Added| {
            let lines: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
            let mut paragraphs = String::new();
            for (index, line) in lines.iter().enumerate() {
                let reference = if index == 0 {
                    format!("<{p}r><{p}rPr><{p}rStyle {p}val=\"CommentReference\"/></{p}rPr><{p}annotationRef/></{p}r>")
                } else {
                    String::new()
                };
                let key = if index + 1 == lines.len() { format!(" w14:paraId=\"{key:08X}\"") } else { String::new() };
                paragraphs.push_str(&format!(
                    "<{p}p{key}><{p}pPr><{p}pStyle {p}val=\"CommentText\"/></{p}pPr>{reference}<{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>",
                    escape(line)
                ));
            }
            format!(
                "<{p}comment {p}id=\"{id}\" {p}author=\"{}\" {p}date=\"{}\" {p}initials=\"{}\">{paragraphs}</{p}comment>",
                self.author, self.date, self.initials
            )
        };
        self.added.iter().map(comment).collect()
    }
}

fn is_story(kind: &str) -> bool {
    ["/header", "/footer", "/footnotes", "/endnotes"].iter().any(|story| kind.ends_with(story))
}

fn highest_id(xml: &str) -> i64 {
    let mut reader = Reader::from_str(xml);
    let mut highest = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() != "id" => {
                let id = attribute(&tag, "id").and_then(|id| id.parse::<i64>().ok());
                highest = highest.max(id.filter(|id| *id < i64::from(i32::MAX)).unwrap_or(0));
            }
            Ok(Event::Eof) | Err(_) => return highest,
            Ok(_) => {}
        }
    }
}

/// Initials as Word shows them beside a comment: first letters of a Latin name, else the first two characters.
fn initials(author: &str) -> String {
    let latin: String =
        author.split_whitespace().filter_map(|word| word.chars().next()).filter(char::is_ascii).collect();
    if latin.is_empty() { author.chars().take(2).collect() } else { latin.to_uppercase() }
}
