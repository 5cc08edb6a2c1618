//! The comments part: found through its relationship, made when there is none, only ever added to.

use quick_xml::{Reader, events::Event};

use super::{RedlineError, RedlineOptions, marks::escape, outline::Outline, package::Package, splice::Ids};
use crate::documents::{ReadError, docx::attribute};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const WORD_STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONSHIPS_STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// Comments to be added to a document.
pub(super) struct Comments {
    /// Name of the part, and its text when it exists.
    part: Option<(String, String)>,
    /// Author, initials and time, as attributes follow the prefix.
    author: String,
    initials: String,
    date: String,
    added: Vec<(i64, String)>,
    main: String,
    strict: bool,
    /// Above every number that comments use.
    pub next_id: i64,
}

impl Comments {
    pub(super) fn open(
        package: &mut Package<'_>,
        main: &str,
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
        if let Some((_, text)) = &part {
            next_id = next_id.max(highest_id(text) + 1);
        }
        // Other stories share the number space.
        let stories: Vec<String> = package
            .relationships(main)?
            .into_iter()
            .filter(|own| is_story(&own.kind))
            .filter_map(|own| package.find(&own.target))
            .collect();
        for name in stories {
            next_id = next_id.max(highest_id(&package.text(&name)?) + 1);
        }
        Ok(Self {
            part,
            author: escape(&options.author),
            initials: escape(&initials(&options.author)),
            date: escape(&options.date),
            added: Vec::new(),
            main: main.to_owned(),
            strict: outline.strict,
            next_id,
        })
    }

    /// Adds a comment and gives its number.
    pub(super) fn add(&mut self, text: &str, ids: &mut Ids) -> i64 {
        let id = ids.fresh();
        self.added.push((id, text.to_owned()));
        id
    }

    /// Writes the part, its relationship and its content type, as far as they are needed.
    pub(super) fn store(self, package: &mut Package<'_>) -> Result<(), RedlineError> {
        if self.added.is_empty() {
            return Ok(());
        }
        match &self.part {
            Some((name, text)) => {
                let prefix = root_prefix(text);
                let added = self.written(&prefix);
                let end = text.rfind("</").ok_or(ReadError::DocxBrokenXml);
                let text = match end {
                    Ok(end) => format!("{}{added}{}", &text[..end], &text[end..]),
                    // `<w:comments …/>`: an empty list opens.
                    Err(_) => {
                        let at = text.rfind("/>").ok_or(ReadError::DocxBrokenXml)?;
                        format!("{}>{added}</{prefix}comments>", &text[..at])
                    }
                };
                package.replace(name, text.into_bytes());
            }
            None => self.create(package)?,
        }
        Ok(())
    }

    fn create(&self, package: &mut Package<'_>) -> Result<(), RedlineError> {
        let folder = self.main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let base = (0..).map(|n: u32| if n == 0 { "comments.xml".to_owned() } else { format!("comments{n}.xml") });
        let path = |base: &str| if folder.is_empty() { base.to_owned() } else { format!("{folder}/{base}") };
        let base = base.into_iter().find(|base| package.find(&path(base)).is_none()).unwrap_or_default();
        let namespace = if self.strict { WORD_STRICT } else { WORD };
        let part = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{namespace}\">{}</w:comments>",
            self.written("w:")
        );
        package.replace(&path(&base), part.into_bytes());
        self.relate(package, &base)?;
        let types = package.find("[Content_Types].xml").ok_or(ReadError::DocxNotADocument)?;
        let text = package.text(&types)?;
        let entry = format!("<Override PartName=\"/{}\" ContentType=\"{CONTENT_TYPE}\"/>", path(&base));
        package.replace(&types, append(&text, &entry)?.into_bytes());
        Ok(())
    }

    fn relate(&self, package: &mut Package<'_>, target: &str) -> Result<(), RedlineError> {
        let kind = format!("{}/comments", if self.strict { RELATIONSHIPS_STRICT } else { RELATIONSHIPS });
        let name = Package::relationships_name(&self.main);
        let (name, text) = match package.find(&name) {
            Some(name) => {
                let text = package.text(&name)?;
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
        package.replace(&name, append(&text, &entry)?.into_bytes());
        Ok(())
    }

    fn written(&self, p: &str) -> String {
        let comment = |(id, text): &(i64, String)| {
            let lines: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
            let mut paragraphs = String::new();
            for (index, line) in lines.iter().enumerate() {
                let reference = if index == 0 {
                    format!("<{p}r><{p}rPr><{p}rStyle {p}val=\"CommentReference\"/></{p}rPr><{p}annotationRef/></{p}r>")
                } else {
                    String::new()
                };
                paragraphs.push_str(&format!(
                    "<{p}p><{p}pPr><{p}pStyle {p}val=\"CommentText\"/></{p}pPr>{reference}<{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>",
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

/// Adds an entry at the end of a list such as relationships or content types.
fn append(list: &str, entry: &str) -> Result<String, RedlineError> {
    if let Some(end) = list.rfind("</") {
        return Ok(format!("{}{entry}{}", &list[..end], &list[end..]));
    }
    let end = list.rfind("/>").ok_or(ReadError::DocxBrokenXml)?;
    let start = list.rfind('<').ok_or(ReadError::DocxBrokenXml)?;
    let name = list[start + 1..].split([' ', '/', '>']).next().unwrap_or_default();
    Ok(format!("{}>{entry}</{name}>", &list[..end]))
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

fn root_prefix(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                return tag
                    .name()
                    .as_ref()
                    .split_once(':')
                    .map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
            }
            Ok(Event::Eof) | Err(_) => return "w:".into(),
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
