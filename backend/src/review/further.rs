//! Further documents beside the contract: the framework agreement beside an order form. What the contract does not say
//! may stand there, and their definitions hold; they are read and quoted, never changed.

use std::borrow::Cow;

use pacta_domain::{
    document::Document,
    evidence::{Span, VerifiedQuote},
};

/// A document to read beside the contract.
#[derive(Clone, Debug)]
pub struct Further {
    /// What it is called where its words are quoted: its title, else its file name.
    pub name: String,
    /// As it was read.
    pub document: Document,
}

impl Further {
    /// A document under its title, or the name of its file.
    #[must_use]
    pub fn new(document: Document, file_name: &str) -> Self {
        Self { name: document.title.clone().unwrap_or_else(|| file_name.to_owned()), document }
    }
}

/// The contract followed by the further documents. Ids of their blocks and clauses begin with the number of the document,
/// `d1:b12`; offsets stay those of each document's own text.
pub(super) struct Joined<'a> {
    pub document: Cow<'a, Document>,
    names: Vec<&'a str>,
    /// The document that each block comes from, and the place of its first block, contract first.
    parts: Vec<(&'a Document, usize)>,
}

impl<'a> Joined<'a> {
    pub(super) fn new(contract: &'a Document, further: &'a [Further]) -> Self {
        let mut document = Cow::Borrowed(contract);
        let mut parts = vec![(contract, 0)];
        for (number, more) in (1..).zip(further) {
            let whole = document.to_mut();
            parts.push((&more.document, whole.blocks.len()));
            let own = |id: &String| format!("d{number}:{id}");
            whole.blocks.extend(more.document.blocks.iter().cloned().map(|mut block| {
                block.id = own(&block.id);
                block.clause = block.clause.as_ref().map(own);
                block
            }));
            whole.clauses.extend(more.document.clauses.iter().cloned().map(|mut clause| {
                clause.id = own(&clause.id);
                clause.parent = clause.parent.as_ref().map(own);
                clause.blocks = clause.blocks.iter().map(own).collect();
                clause
            }));
        }
        Self { document, names: further.iter().map(|more| more.name.as_str()).collect(), parts }
    }

    /// Each document with the place of its first block.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&'a Document, usize)> + '_ {
        self.parts.iter().copied()
    }

    /// The name of the further document that a block stands in.
    pub(super) fn source(&self, block: &str) -> Option<&'a str> {
        let number = block.strip_prefix('d')?.split_once(':')?.0.parse::<usize>().ok()?;
        self.names.get(number.checked_sub(1)?).copied()
    }

    /// A quote with the document it stands in.
    pub(super) fn span(&self, quote: VerifiedQuote) -> Span {
        let source = self.source(quote.block());
        Span::from(quote).standing_in(source)
    }
}
