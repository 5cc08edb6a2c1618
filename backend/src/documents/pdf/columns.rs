//! Stretches of lines put into reading order: rows where a page has one column, column by column where it has two.

use super::glyphs::{Column, Line};

/// Lines that each of two columns has at least; fewer are a table, a form or signatures.
const LINES: usize = 12;
/// Most of the lines of a page, as a share, that run over both columns: headings.
const OVER: f64 = 0.2;
/// Width of a column's usual line, as a share of the page.
const WIDTH: f64 = 0.25;
/// How much wider one column's usual line may be than the other's. Cells of a table differ more.
const UNLIKE: f64 = 1.3;

/// The lines of a page in the order in which they are read.
pub(super) fn arrange(stretches: Vec<Line>) -> Vec<Line> {
    match gutter(&stretches) {
        Some(x) => by_column(stretches, x),
        None => rows(stretches),
    }
}

/// Joins stretches that were drawn one after the other in one row.
fn rows(stretches: Vec<Line>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        let in_row = |line: &Line| {
            (line.bottom - stretch.bottom).abs() < 0.5 * line.size.max(stretch.size) && stretch.left > line.right
        };
        match lines.last_mut().filter(|line| in_row(line)) {
            Some(line) => {
                line.text.push_str("  ");
                line.text.push_str(&stretch.text);
                line.right = line.right.max(stretch.right);
                line.size = line.size.max(stretch.size);
            }
            None => lines.push(stretch),
        }
    }
    lines
}

/// Where the white between two columns of running text lies, if the page is set so.
fn gutter(stretches: &[Line]) -> Option<f64> {
    let width = stretches.first()?.page.0;
    let candidates = (35..=65).map(|percent| width * f64::from(percent) / 100.0);
    let over = |x: f64| stretches.iter().filter(|line| line.left < x && line.right > x).count();
    let x = candidates.min_by_key(|x| over(*x))?;
    #[allow(clippy::cast_precision_loss, reason = "pages have some hundred lines")]
    if over(x) as f64 > stretches.len() as f64 * OVER {
        return None;
    }
    let left: Vec<&Line> = stretches.iter().filter(|line| line.right <= x).collect();
    let right: Vec<&Line> = stretches.iter().filter(|line| line.left >= x).collect();
    if left.len() < LINES || right.len() < LINES {
        return None;
    }
    let (one, other) = (usual_width(&left), usual_width(&right));
    let alike = one.max(other) <= one.min(other) * UNLIKE;
    (alike && one.min(other) >= width * WIDTH).then_some(x)
}

fn usual_width(lines: &[&Line]) -> f64 {
    let mut widths: Vec<f64> = lines.iter().map(|line| line.right - line.left).collect();
    widths.sort_by(f64::total_cmp);
    widths.get(widths.len() / 2).copied().unwrap_or(0.0)
}

/// Between two lines that run over both columns, the left one first.
fn by_column(stretches: Vec<Line>, x: f64) -> Vec<Line> {
    let bars: Vec<f64> =
        stretches.iter().filter(|line| line.left < x && line.right > x).map(|line| line.bottom).collect();
    let mut placed: Vec<(usize, Line)> = stretches
        .into_iter()
        .map(|mut line| {
            line.column = match (line.right <= x, line.left >= x) {
                (true, _) => Column::Left,
                (_, true) => Column::Right,
                _ => Column::Whole,
            };
            // A line that runs over both counts itself, so that it comes before what stands below it.
            let above = bars.iter().filter(|bar| **bar >= line.bottom).count();
            let band = 2 * above - usize::from(line.column == Column::Whole && above > 0);
            (band, line)
        })
        .collect();
    placed.sort_by(|(band, line), (other_band, other)| {
        (band, line.column).cmp(&(other_band, other.column)).then(other.bottom.total_cmp(&line.bottom))
    });
    rows(placed.into_iter().map(|(_, line)| line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(text: &str, left: f64, right: f64, bottom: f64) -> Line {
        Line { text: text.into(), left, right, bottom, size: 10.0, page: (600.0, 800.0), ..Line::default() }
    }

    #[test]
    fn two_columns_are_read_one_after_the_other_wherever_they_are_drawn() {
        let mut page = vec![stretch("LICENSE AGREEMENT", 150.0, 450.0, 760.0)];
        for row in 0..15 {
            let bottom = 740.0 - f64::from(row) * 12.0;
            page.push(stretch(&format!("left {row}"), 50.0, 290.0, bottom));
            page.push(stretch(&format!("right {row}"), 310.0, 550.0, bottom));
        }
        page.push(stretch("Signed by both parties on the date above", 50.0, 550.0, 500.0));
        let read: Vec<String> = arrange(page).into_iter().map(|line| line.text).collect();
        assert_eq!(read.len(), 32);
        assert_eq!((read[0].as_str(), read[1].as_str(), read[15].as_str()), ("LICENSE AGREEMENT", "left 0", "left 14"));
        assert_eq!((read[16].as_str(), read[30].as_str()), ("right 0", "right 14"));
        assert!(read[31].starts_with("Signed"));
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        let mut page = Vec::new();
        for row in 0..15 {
            let bottom = 740.0 - f64::from(row) * 12.0;
            page.push(stretch(&format!("item {row}"), 50.0, 120.0, bottom));
            page.push(stretch("what it is, in many words", 310.0, 550.0, bottom));
        }
        let read = arrange(page);
        assert_eq!(read.len(), 15);
        assert_eq!(read[0].text, "item 0  what it is, in many words");
    }
}
