//! Glyphs of a page as the PDF reader gives them, put together into lines.

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

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
}

/// Collects what is drawn on one page.
#[derive(Debug, Default)]
pub(super) struct Page {
    lines: Vec<Line>,
    page: (f64, f64),
    kept: usize,
}

impl Page {
    /// The lines that hold words, in the order in which they are drawn.
    pub(super) fn into_lines(self) -> Vec<Line> {
        self.lines.into_iter().filter(|line| !line.text.trim().is_empty()).collect()
    }
}

impl OutputDev for Page {
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
        let size = (place.m11.hypot(place.m12) * font_size).abs().max(1.0);
        let (x, y) = (place.m31, place.m32);
        let end = x + width * size;
        let same_line = self.lines.last().is_some_and(|line| {
            (line.bottom - y).abs() < 0.5 * size.max(line.size) && x > line.right - 2.0 * size && x < line.right + 400.0
        });
        match self.lines.last_mut().filter(|_| same_line) {
            Some(line) => {
                let gap = x - line.right;
                if gap > 0.15 * size && !line.text.ends_with(' ') && !sign.starts_with(' ') {
                    // A wide gap is a tab or a column of a table.
                    line.text.push_str(if gap > 2.5 * size { "  " } else { " " });
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
