//! The clean copy: every tracked change accepted (or rejected), every comment gone.
//!
//! What accepting and rejecting mean for each kind of change is in ISO/IEC 29500-1, 17.13.5.

mod tree;

use pacta_domain::document::Revisions;

use super::{RedlineError, package::Package};
use tree::{Element, Node};

/// Accepts or rejects all tracked changes of a Word file and removes its comments.
///
/// # Errors
/// When the file cannot be read or is signed or protected.
pub fn clean(original: &[u8], revisions: Revisions) -> Result<Vec<u8>, RedlineError> {
    let mut package = Package::open(original)?;
    package.refuse_what_may_not_change()?;
    let main = package.main_part()?;
    let related = package.relationships(&main)?;
    let stories = related
        .iter()
        .filter(|own| ["/header", "/footer", "/footnotes", "/endnotes"].iter().any(|story| own.kind.ends_with(story)));
    let mut parts: Vec<String> = stories.filter_map(|own| package.find(&own.target)).collect();
    parts.push(main.clone());
    parts.sort();
    parts.dedup();
    let settle = Settle { revisions };
    for name in parts {
        let xml = package.text(&name)?;
        let mut out = String::with_capacity(xml.len());
        tree::write(&settle.all(tree::parse(&xml)?), &mut out);
        if out != xml {
            package.replace(&name, out.into_bytes());
        }
    }
    remove_comments(&mut package, &main)?;
    package.write()
}

/// Removes the comments parts, their relationships and their content types.
fn remove_comments(package: &mut Package<'_>, main: &str) -> Result<(), RedlineError> {
    const KINDS: [&str; 4] = ["/comments", "/commentsExtended", "/commentsIds", "/commentsExtensible"];
    let is_comments = |kind: &str| KINDS.iter().any(|own| kind.ends_with(own));
    let related = package.relationships(main)?.into_iter().filter(|own| is_comments(&own.kind));
    let gone: Vec<String> = related.filter_map(|own| package.find(&own.target)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    for name in &gone {
        package.remove(name);
        if let Some(own) = package.find(&Package::relationships_name(name)) {
            package.remove(&own);
        }
    }
    let lists = [Package::relationships_name(main), "[Content_Types].xml".to_owned()];
    for name in lists.iter().filter_map(|name| package.find(name)).collect::<Vec<_>>() {
        let xml = package.text(&name)?;
        let mut nodes = tree::parse(&xml)?;
        for node in &mut nodes {
            let Node::Element(list) = node else { continue };
            list.children.retain(|entry| match entry {
                Node::Element(entry) => {
                    let kind = entry.attribute("Type").is_some_and(|kind| is_comments(&kind));
                    let part = entry.attribute("PartName").is_some_and(|part| {
                        gone.iter().any(|name| name.eq_ignore_ascii_case(part.trim_start_matches('/')))
                    });
                    !kind && !part
                }
                Node::Raw(_) => true,
            });
        }
        let mut out = String::with_capacity(xml.len());
        tree::write(&nodes, &mut out);
        package.replace(&name, out.into_bytes());
    }
    Ok(())
}

struct Settle {
    revisions: Revisions,
}

impl Settle {
    /// Content that goes.
    fn lost(&self) -> [&'static str; 2] {
        match self.revisions {
            Revisions::Accepted => ["del", "moveFrom"],
            Revisions::Rejected => ["ins", "moveTo"],
        }
    }

    /// Content that stays without its frame.
    fn kept(&self) -> [&'static str; 2] {
        match self.revisions {
            Revisions::Accepted => ["ins", "moveTo"],
            Revisions::Rejected => ["del", "moveFrom"],
        }
    }

    fn all(&self, nodes: Vec<Node>) -> Vec<Node> {
        let mut settled = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Raw(_) => settled.push(node),
                Node::Element(element) => self.element(element, &mut settled),
            }
        }
        join_paragraphs(settled)
    }

    fn element(&self, mut element: Element, settled: &mut Vec<Node>) {
        let name = element.name.as_str();
        let is_mark = element.children.is_empty();
        match name {
            // Range marks of moves and comments, and where comments are shown.
            "moveFromRangeStart" | "moveFromRangeEnd" | "moveToRangeStart" | "moveToRangeEnd" | "commentRangeStart"
            | "commentRangeEnd" | "commentReference" | "annotationRef" => {}
            // In properties such an element is a mark; what it says is carried out where it stands.
            _ if is_mark && ["ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"].contains(&name) => {
            }
            _ if self.lost().contains(&name) => {}
            _ if self.kept().contains(&name) => settled.extend(self.all(element.children)),
            "rPrChange" | "pPrChange" | "sectPrChange" | "tblPrChange" | "tblPrExChange" | "trPrChange"
            | "tcPrChange" | "tblGridChange" | "numberingChange" => {}
            "tr" if element.child("trPr").is_some_and(|row| row.elements().any(|own| own.name == self.lost()[0])) => {}
            // Properties that held nothing but a mark leave nothing behind.
            "rPr" | "pPr" | "trPr" if !is_mark && self.settled_properties(&element).is_empty() => {}
            "p" => {
                let gone = self.mark_gone(&element);
                element.children = self.all(element.children);
                if gone {
                    // Carried to the joining below; never written.
                    element.tag.push_str(GONE);
                }
                settled.push(Node::Element(element));
            }
            "rPr" | "pPr" | "sectPr" | "tblPr" | "trPr" | "tcPr" => {
                element.children = self.settled_properties(&element);
                settled.push(Node::Element(element));
            }
            "r" => {
                let had_children = !element.children.is_empty();
                element.children = self.all(element.children);
                let bare = element.elements().all(|own| own.name == "rPr");
                if !(had_children && bare) {
                    settled.push(Node::Element(element));
                }
            }
            "delText" | "delInstrText" => {
                let plain = if name == "delText" { "t" } else { "instrText" };
                element.rename(plain);
                settled.push(Node::Element(element));
            }
            _ => {
                element.children = self.all(element.children);
                settled.push(Node::Element(element));
            }
        }
    }

    /// What properties say once their changes are settled.
    fn settled_properties(&self, element: &Element) -> Vec<Node> {
        match self.revisions {
            Revisions::Accepted => self.all(element.children.clone()),
            Revisions::Rejected => self.all(restore(element.clone()).children),
        }
    }

    /// Whether the paragraph's mark goes, so that the next paragraph continues it.
    fn mark_gone(&self, paragraph: &Element) -> bool {
        let mark = paragraph.child("pPr").and_then(|properties| properties.child("rPr"));
        mark.is_some_and(|mark| mark.elements().any(|own| self.lost().contains(&own.name.as_str())))
    }
}

/// Sign on the tag of a paragraph whose mark goes; no XML name or attribute can hold it.
const GONE: &str = "\u{0}";

/// Joins each paragraph whose mark goes with the one that follows.
fn join_paragraphs(nodes: Vec<Node>) -> Vec<Node> {
    let mut joined: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut carried: Option<Element> = None;
    for node in nodes {
        match node {
            Node::Element(mut paragraph) if paragraph.name == "p" => {
                let gone = paragraph.tag.ends_with(GONE);
                paragraph.tag.truncate(paragraph.tag.trim_end_matches(GONE).len());
                if let Some(before) = carried.take() {
                    let content = before.children.into_iter().filter(|node| !is_properties(node));
                    let at = paragraph.children.iter().position(is_properties).map_or(0, |place| place + 1);
                    paragraph.children.splice(at..at, content);
                }
                if gone {
                    carried = Some(paragraph);
                } else {
                    joined.push(Node::Element(paragraph));
                }
            }
            // Nothing to join with: a table, a section, the end of a cell.
            Node::Element(other) if carried.is_some() && !other.name.starts_with("bookmark") => {
                joined.extend(carried.take().map(Node::Element));
                joined.push(Node::Element(other));
            }
            other => joined.push(other),
        }
    }
    joined.extend(carried.map(Node::Element));
    joined
}

fn is_properties(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.name == "pPr")
}

/// Properties as they were before a tracked change of them.
fn restore(element: Element) -> Element {
    let change = format!("{}Change", element.name);
    let Some(before) = element.child(&change).and_then(|change| change.child(&element.name)).cloned() else {
        return element;
    };
    let mut restored = Element { children: before.children, ..element.clone() };
    if element.name == "pPr" {
        // The record of a paragraph's old properties leaves its run properties and its section out.
        let kept = element.elements().filter(|own| own.name == "rPr" || own.name == "sectPr").cloned();
        restored.children.extend(kept.map(Node::Element));
    }
    restored
}
