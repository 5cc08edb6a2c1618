//! XML as a tree of raw tags: what is not changed is written as it was read.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::super::RedlineError;
use crate::documents::{Limits, ReadError, docx::attribute};

/// A piece of a part.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Anything but an element, as it was read.
    Raw(String),
    /// An element.
    Element(Element),
}

/// An element with its raw start tag.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Name without prefix.
    pub name: String,
    /// Prefix with its colon.
    pub prefix: String,
    /// Everything between `<` and `>` or `/>`.
    pub tag: String,
    pub children: Vec<Node>,
}

impl Element {
    /// The first child element of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The child elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Raw(_) => None,
        })
    }

    /// Gives it another name, keeping prefix and attributes.
    pub(super) fn rename(&mut self, name: &str) {
        let rest = self.tag.get(self.prefix.len() + self.name.len()..).unwrap_or_default().to_owned();
        self.tag = format!("{}{name}{rest}", self.prefix);
        self.name = name.to_owned();
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let start = BytesStart::from_content(self.tag.as_str(), self.prefix.len() + self.name.len());
        attribute(&start, name)
    }
}

/// Reads a part.
pub(super) fn parse(xml: &str) -> Result<Vec<Node>, RedlineError> {
    let mut reader = Reader::from_str(xml);
    let depth = Limits::default().xml_depth;
    let mut stack: Vec<Element> = Vec::new();
    let mut top: Vec<Node> = Vec::new();
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|_| ReadError::DocxBrokenXml)?;
        let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let node = match event {
            Event::Start(tag) => {
                stack.push(element(&tag));
                if stack.len() > depth {
                    return Err(ReadError::DocxTooComplex.into());
                }
                continue;
            }
            Event::Empty(tag) => Node::Element(element(&tag)),
            Event::End(_) => match stack.pop() {
                Some(element) => Node::Element(element),
                None => return Err(ReadError::DocxBrokenXml.into()),
            },
            Event::Eof if stack.is_empty() => return Ok(top),
            Event::Eof => return Err(ReadError::DocxBrokenXml.into()),
            _ => Node::Raw(xml.get(before..after).unwrap_or_default().to_owned()),
        };
        match stack.last_mut() {
            Some(parent) => parent.children.push(node),
            None => top.push(node),
        }
    }
}

fn element(tag: &BytesStart<'_>) -> Element {
    let name = tag.name();
    let prefix = name.as_ref().split_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
    let raw: &str = tag;
    Element { name: tag.local_name().as_ref().to_owned(), prefix, tag: raw.to_owned(), children: Vec::new() }
}

/// Writes nodes.
pub(super) fn write(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Raw(text) => out.push_str(text),
            Node::Element(element) if element.children.is_empty() => {
                out.push('<');
                out.push_str(element.tag.trim_end());
                out.push_str("/>");
            }
            Node::Element(element) => {
                out.push('<');
                out.push_str(&element.tag);
                out.push('>');
                write(&element.children, out);
                out.push_str("</");
                out.push_str(&element.prefix);
                out.push_str(&element.name);
                out.push('>');
            }
        }
    }
}
