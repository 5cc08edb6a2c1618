//! Lines joined into paragraphs; page furniture left out.

use std::collections::{HashMap, HashSet};

use pacta_domain::document::Align;

use super::{
    super::labels,
    glyphs::{Column, Line},
};

/// Share of a page at its top and bottom where headers and footers stand.
const MARGIN: f64 = 0.12;

/// A paragraph as far as a PDF lets one see it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paragraph {
    pub text: String,
    pub align: Align,
    /// Size of the letters in half points.
    pub size: u32,
    /// How sure text recognition is of the words, from 0 to 1; `None` for text that the file has as such.
    pub confidence: Option<f64>,
}

/// How a page is set.
#[derive(Clone, Copy, Debug)]
struct Setting {
    /// Where full lines end.
    right: f64,
    /// From one line to the next.
    pitch: f64,
}

/// The paragraphs of all pages, also those that run across a page break.
pub(super) fn join(pages: &[Vec<Line>]) -> Vec<Paragraph> {
    let furniture = repeated(pages);
    let vocabulary = vocabulary(pages);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut last: Option<(&Line, Setting)> = None;
    for page in pages {
        let pitch = pitch(page);
        let edges = [Column::Whole, Column::Left, Column::Right].map(|column| right_edge(page, column));
        let lines = page.iter().filter(|line| !is_page_number(line) && !furniture.contains_key(&signature(line)));
        for line in lines {
            let setting = Setting { right: edges[line.column as usize], pitch };
            let text = tidy(&line.text);
            if text.is_empty() {
                continue;
            }
            let continues = last.is_some_and(|(before, setting)| goes_on(before, line, setting, &text));
            match paragraphs.last_mut().filter(|_| continues) {
                Some(paragraph) => {
                    paragraph.confidence = together(paragraph, line, &text);
                    append(&mut paragraph.text, &text, &vocabulary);
                }
                None => paragraphs.push(Paragraph {
                    text,
                    align: align(line),
                    size: half_points(line.size),
                    confidence: line.confidence.map(|percent| percent / 100.0),
                }),
            }
            last = Some((line, setting));
        }
    }
    paragraphs
}

/// The confidence of a paragraph with one more line, each weighted by its signs.
#[allow(clippy::cast_precision_loss, reason = "paragraphs are short")]
fn together(paragraph: &Paragraph, line: &Line, text: &str) -> Option<f64> {
    let (so_far, more) = (paragraph.confidence?, line.confidence? / 100.0);
    let (before, now) = (paragraph.text.chars().count() as f64, text.chars().count() as f64);
    Some((so_far * before + more * now) / (before + now))
}

/// What stands in the margin of at least three pages and half of them, numbers aside.
fn repeated(pages: &[Vec<Line>]) -> HashMap<String, usize> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let mut here: Vec<String> = page.iter().filter(|line| in_margin(line)).map(signature).collect();
        here.sort_unstable();
        here.dedup();
        for line in here {
            *seen.entry(line).or_default() += 1;
        }
    }
    seen.retain(|_, count| *count >= 3 && *count * 2 >= pages.len());
    seen
}

/// A line with its digits and its side of the page, but not its page number. Lines of the middle are all different.
fn signature(line: &Line) -> String {
    if !in_margin(line) {
        return String::new();
    }
    line.text
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| if sign.is_ascii_digit() { '0' } else { sign })
        .collect()
}

fn in_margin(line: &Line) -> bool {
    let height = line.page.1;
    height > 0.0 && (line.bottom < height * MARGIN || line.bottom > height * (1.0 - MARGIN))
}

/// 12, - 12 -, Page 3 of 9, 第 3 页 共 9 页.
fn is_page_number(line: &Line) -> bool {
    if !in_margin(line) {
        return false;
    }
    let bare: String =
        line.text.to_lowercase().chars().filter(|sign| !sign.is_whitespace() && !"-–—/|·,，".contains(*sign)).collect();
    let rest = ["page", "of", "第", "页", "共"].iter().fold(bare.clone(), |rest, word| rest.replace(word, ""));
    bare.chars().any(|sign| sign.is_ascii_digit()) && rest.chars().all(|sign| sign.is_ascii_digit()) && rest.len() <= 6
}

/// Whether a line is the continuation of the one before.
fn goes_on(before: &Line, line: &Line, setting: Setting, text: &str) -> bool {
    let size = before.size.max(line.size).max(1.0);
    let new_page = line.bottom > before.bottom + size;
    let gap = before.bottom - line.bottom;
    let same_row = gap.abs() < size * 0.5;
    if same_row {
        return true;
    }
    if labels::typed(text).is_some() || (before.size - line.size).abs() > size * 0.15 {
        return false;
    }
    let last = before.text.trim_end();
    let ended = last.ends_with(['。', '；', '：', ':', '！', '？', '.', ';']);
    // The line before fills its row when the next word would not have fitted.
    let full = before.right + first_word(line, text) + size * 0.5 > setting.right;
    let indented = line.left > before.left + size * 1.2;
    if new_page {
        return !ended && full;
    }
    gap < (size * 2.4).max(setting.pitch * 1.25)
        && full
        && !(indented && ended)
        && !(ended && line.left > before.left + size * 0.8)
}

/// Where full lines of a page or of its column end: the rightmost place at which a tenth of the lines end, so that a
/// table or a stamp that stands out does not count.
fn right_edge(page: &[Line], column: Column) -> f64 {
    let own = page.iter().filter(|line| line.column == column);
    let mut ends: Vec<(f64, f64)> = own.map(|line| (line.right, line.size)).collect();
    ends.sort_by(|one, other| other.0.total_cmp(&one.0));
    let enough = (ends.len() / 10).max(2);
    let common = ends.iter().enumerate().find(|(place, (end, size))| {
        ends.iter().skip(*place).take_while(|(other, _)| end - other <= size * 1.5).count() >= enough
    });
    let end = common.or(ends.iter().enumerate().next()).map_or(0.0, |(_, (end, _))| *end);
    // A page of short lines only has no full ones.
    end.max(page.first().map_or(0.0, |line| line.page.0 * 0.6))
}

/// The median step from one line to the next one below.
fn pitch(page: &[Line]) -> f64 {
    let mut steps: Vec<f64> = page
        .iter()
        .zip(page.iter().skip(1))
        .map(|(line, next)| line.bottom - next.bottom)
        .filter(|step| *step > 4.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

/// How wide the first word of a line is, or its first sign where words are not set apart.
fn first_word(line: &Line, text: &str) -> f64 {
    let all = text.chars().count().max(1);
    let word = text.chars().take_while(|sign| !sign.is_whitespace() && !is_wide(*sign)).count().max(1);
    #[allow(clippy::cast_precision_loss, reason = "lines are short")]
    let share = word as f64 / all as f64;
    (line.right - line.left).max(0.0) * share
}

/// The words of the file in small letters, those cut at the end of a line left out.
fn vocabulary(pages: &[Vec<Line>]) -> HashSet<String> {
    let mut words = HashSet::new();
    for line in pages.iter().flatten() {
        let mut own = line.text.split_whitespace();
        if line.text.trim_end().ends_with(HYPHENS) {
            own.next_back();
        }
        words.extend(own.map(bare).filter(|word| !word.is_empty()));
    }
    words
}

/// A word without the punctuation around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase()
}

/// Signs that cut a word at the end of a line.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{AD}'];

/// Joins with a blank between Latin words only.
fn append(text: &mut String, more: &str, vocabulary: &HashSet<String>) {
    if text.ends_with(HYPHENS) {
        if cuts_a_word(text, more, vocabulary) {
            text.pop();
        }
    } else if let (Some(left), Some(right)) = (text.chars().next_back(), more.chars().next())
        && !is_wide(left)
        && !is_wide(right)
    {
        text.push(' ');
    }
    text.push_str(more);
}

/// Whether a hyphen at the end of a line only cuts a word, rather than being part of it: the file itself tells,
/// where it has the word in one piece elsewhere.
fn cuts_a_word(text: &str, more: &str, vocabulary: &HashSet<String>) -> bool {
    let start = text.trim_end_matches(HYPHENS);
    let (Some(first), Some(rest)) = (start.split_whitespace().next_back(), more.split_whitespace().next()) else {
        return false;
    };
    if !first.ends_with(char::is_lowercase) || !rest.starts_with(char::is_lowercase) {
        return text.ends_with('\u{AD}');
    }
    let (first, rest) = (bare(first), bare(rest));
    let knows = |word: &str| vocabulary.contains(word);
    knows(&format!("{first}{rest}")) || !(knows(&format!("{first}-{rest}")) || (knows(&first) && knows(&rest)))
}

/// Chinese, Japanese and full-width signs, which stand without blanks.
fn is_wide(sign: char) -> bool {
    matches!(u32::from(sign), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF | 0x2018..=0x201D)
}

/// Takes away blanks that come from glyph spacing: between Chinese signs, and between them and digits.
fn tidy(line: &str) -> String {
    let signs: Vec<char> = line
        .trim()
        .chars()
        .map(|sign| if sign == '\u{A0}' { ' ' } else { sign })
        .filter(|sign| !sign.is_control())
        .collect();
    let mut text = String::with_capacity(line.len());
    for (place, sign) in signs.iter().enumerate() {
        if *sign == ' ' {
            let before = text.chars().next_back();
            let after = signs.get(place + 1..).and_then(|rest| rest.iter().find(|next| **next != ' '));
            let wide_gap = signs.get(place + 1) == Some(&' ');
            if let (Some(left), Some(right)) = (before, after) {
                let touches = (is_wide(left) && (is_wide(*right) || right.is_ascii_digit()))
                    || (left.is_ascii_digit() && is_wide(*right));
                if left == ' ' || (touches && !wide_gap) {
                    continue;
                }
            }
        }
        text.push(*sign);
    }
    text
}

fn align(line: &Line) -> Align {
    let (left, right) = (line.left, line.page.0 - line.right);
    let centred = left > line.page.0 * 0.2 && (left - right).abs() < line.size * 2.5;
    if centred { Align::Center } else { Align::Start }
}

fn half_points(size: f64) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to sizes of letters first")]
    let half_points = (size * 2.0).round().clamp(0.0, 1000.0) as u32;
    half_points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f64, right: f64, bottom: f64) -> Line {
        Line { text: text.into(), left, right, bottom, size: 12.0, page: (600.0, 800.0), ..Line::default() }
    }

    #[test]
    fn lines_become_paragraphs_and_page_numbers_go() {
        let pages = vec![
            vec![
                line("商 铺 租 赁 合 同", 250.0, 350.0, 690.0),
                line("第一条 租金为每月 12 000 元，承租方应", 80.0, 520.0, 660.0),
                line("当按月支付。", 80.0, 200.0, 640.0),
                line("1. The parties shall keep all", 80.0, 519.0, 600.0),
                line("- 1 -", 290.0, 310.0, 40.0),
            ],
            vec![line("information secret.", 80.0, 300.0, 700.0)],
        ];
        let texts: Vec<_> = join(&pages).into_iter().map(|paragraph| paragraph.text).collect();
        assert_eq!(
            texts,
            [
                "商铺租赁合同",
                "第一条租金为每月12 000元，承租方应当按月支付。",
                "1. The parties shall keep all information secret."
            ]
        );
    }

    #[test]
    fn a_hyphen_goes_where_it_only_cuts_a_word() {
        let pages = vec![vec![line(
            "the confidential information of a non-disclosing party, and disclosure of any third-party",
            0.0,
            1.0,
            1.0,
        )]];
        let vocabulary = vocabulary(&pages);
        for (text, more, expected) in [
            ("confiden-", "tial matters", "confidential matters"),
            ("third-", "party claims", "third-party claims"),
            ("non-", "disclosing party", "non-disclosing party"),
            ("indemni-", "fication", "indemnification"),
            ("Article 3-", "5", "Article 3-5"),
            ("shall", "pay", "shall pay"),
            ("付款", "义务", "付款义务"),
        ] {
            let mut joined = text.to_owned();
            append(&mut joined, more, &vocabulary);
            assert_eq!(joined, expected);
        }
    }
}
