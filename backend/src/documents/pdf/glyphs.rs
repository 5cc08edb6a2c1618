//! Glyphs of a page as the PDF reader gives them, put together into lines and stretches of lines.

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

use super::{columns, encodings::Encodings};

/// Most characters kept of one page; a page of small print has some ten thousand.
const PAGE: usize = 400_000;

/// A line of text with its place on the page, in points from the lower left corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub bottom: f64,
    pub size: f64,
    /// Size of the page.
    pub page: (f64, f64),
    /// How sure text recognition is, in percent; `None` for text that the file has as such.
    pub confidence: Option<f64>,
    /// Which column of the page it stands in.
    pub column: Column,
}

/// A column of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    /// The page has none, or the line runs over both.
    #[default]
    Whole,
    Left,
    Right,
}

/// A gap this many letters wide is a tab, the next cell of a table, or the next column.
const WIDE: f64 = 2.5;

/// Collects what is drawn on one page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    encodings: &'a Encodings,
    lines: Vec<Line>,
    page: (f64, f64),
    kept: usize,
}

impl<'a> Page<'a> {
    /// A page on which nothing is drawn yet.
    pub(super) fn new(encodings: &'a Encodings) -> Self {
        Self { encodings, lines: Vec::new(), page: (0.0, 0.0), kept: 0 }
    }

    /// The lines that hold words, in the order in which they are read.
    pub(super) fn into_lines(self) -> Vec<Line> {
        columns::arrange(self.lines.into_iter().filter(|line| !line.text.trim().is_empty()).collect())
    }
}

impl OutputDev for Page<'_> {
    fn begin_page(
        &mut self,
        _number: u32,
        media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.page = (media.urx - media.llx, media.ury - media.lly);
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        sign: &str,
    ) -> Result<(), OutputError> {
        self.kept += sign.len();
        if self.kept > PAGE {
            return Ok(());
        }
        let sign = &*self.encodings.decode(sign);
        let size = (place.m11.hypot(place.m12) * font_size).abs().max(1.0);
        let (x, y) = (place.m31, place.m32);
        let end = x + width * size;
        let same_line = self.lines.last().is_some_and(|line| {
            let gap = x - line.right;
            (line.bottom - y).abs() < 0.5 * size.max(line.size) && gap > -2.0 * size && gap <= WIDE * size
        });
        match self.lines.last_mut().filter(|_| same_line) {
            Some(line) => {
                let gap = x - line.right;
                if gap > 0.15 * size && !line.text.ends_with(' ') && !sign.starts_with(' ') {
                    line.text.push(' ');
                }
                line.text.push_str(sign);
                line.right = end.max(line.right);
                line.size = line.size.max(size);
            }
            None => self.lines.push(Line {
                text: sign.to_owned(),
                left: x,
                right: end,
                bottom: y,
                size,
                page: self.page,
                confidence: None,
                column: Column::Whole,
            }),
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
