//! Scanned pages and photographs, through Tesseract when it is installed; pages of a PDF are drawn by Poppler.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use pacta_domain::normalize::is_cjk;

use super::{
    super::{
        ReadError,
        tools::{self, ToolError},
    },
    glyphs::{Column, Line},
};

/// Longest time for one page.
const TIME: Duration = Duration::from_secs(120);
/// Most pages that are recognised; a page takes a few seconds.
pub(super) const PAGES: usize = 200;
/// Dots per inch at which pages are drawn: what Tesseract was trained on.
const RESOLUTION: &str = "300";
/// Width that a picture is taken to have, in points: A4.
const WIDTH: f64 = 595.0;
/// Words that Tesseract is less sure of, in percent, and that have neither letter nor digit, are specks.
const SPECK: f64 = 40.0;
/// Lines with less confidence, in percent, are shades and seals, not words.
const NOISE: f64 = 25.0;
/// How much larger than the usual line one is that is set larger; the height of a line depends on its letters.
const LARGER: f64 = 1.45;

/// Recognises a picture; several pages when it has several.
pub(super) fn picture(bytes: &[u8]) -> Result<Vec<Vec<Line>>, ReadError> {
    let tesseract = tools::find("tesseract").map_err(|_| ReadError::ImageNeedsOcr)?;
    let folder = tempfile::tempdir().map_err(|_| ReadError::Failed)?;
    let file = folder.path().join("page");
    fs::write(&file, bytes).map_err(|_| ReadError::Failed)?;
    recognise(&tesseract, &languages(&tesseract), &file)
}

/// Recognises pages of a PDF, each by its number; a page that fails gives `None`.
pub(super) fn pages(pdf: &[u8], numbers: &[u32]) -> Result<Vec<Option<Vec<Line>>>, ReadError> {
    let missing = |_| ReadError::PdfNoText;
    let (tesseract, drawer) = (tools::find("tesseract").map_err(missing)?, tools::find("pdftoppm").map_err(missing)?);
    let folder = tempfile::tempdir().map_err(|_| ReadError::Failed)?;
    let file = folder.path().join("scan.pdf");
    fs::write(&file, pdf).map_err(|_| ReadError::Failed)?;
    let languages = languages(&tesseract);
    let one = |number: u32| -> Option<Vec<Line>> {
        let number = number.to_string();
        let drawn = folder.path().join(&number);
        let mut draw = Command::new(&drawer);
        // Without compression, which would take longer than the recognition.
        draw.args(["-r", RESOLUTION, "-gray", "-singlefile", "-f", &number, "-l", &number]).arg(&file).arg(&drawn);
        tools::run(&mut draw, TIME).ok()?;
        let picture = drawn.with_extension("pgm");
        let lines = recognise(&tesseract, &languages, &picture).ok()?;
        let _ = fs::remove_file(picture);
        Some(lines.into_iter().flatten().collect())
    };
    // Each page is one process of one thread; the next free hand takes the next page.
    let next = AtomicUsize::new(0);
    let hands = thread::available_parallelism().map_or(1, usize::from).min(numbers.len().max(1));
    let mut pages: Vec<Option<Vec<Line>>> = vec![None; numbers.len()];
    thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            while let Some((place, number)) = take(&next, numbers) {
                done.push((place, one(number)));
            }
            done
        };
        let running: Vec<_> = (0..hands).map(|_| scope.spawn(work)).collect();
        for (place, lines) in running.into_iter().flat_map(|hand| hand.join().unwrap_or_default()) {
            pages[place] = lines;
        }
    });
    Ok(pages)
}

fn take(next: &AtomicUsize, numbers: &[u32]) -> Option<(usize, u32)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    numbers.get(place).map(|number| (place, *number))
}

/// Simplified Chinese and English, as far as they are installed.
fn languages(tesseract: &Path) -> String {
    let listed = tools::run(Command::new(tesseract).arg("--list-langs"), TIME).unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed);
    let installed: Vec<&str> =
        ["chi_sim", "eng"].into_iter().filter(|one| listed.lines().any(|own| own == *one)).collect();
    if installed.is_empty() { "eng".to_owned() } else { installed.join("+") }
}

fn recognise(tesseract: &Path, languages: &str, picture: &Path) -> Result<Vec<Vec<Line>>, ReadError> {
    let mut command = Command::new(tesseract);
    command.arg(picture).args(["stdout", "-l", languages, "--psm", "3", "tsv"]).env("OMP_THREAD_LIMIT", "1");
    let table = tools::run(&mut command, TIME).map_err(|error| match error {
        ToolError::TimedOut => ReadError::PdfTooComplex,
        ToolError::Missing => ReadError::ImageNeedsOcr,
        ToolError::Failed => ReadError::ImageBroken,
    })?;
    Ok(pages_of(&String::from_utf8_lossy(&table)))
}

/// A row of Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
struct Row<'a> {
    level: u32,
    /// Page, block, paragraph, line.
    place: [u32; 4],
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    confidence: f64,
    text: &'a str,
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut fields = line.split('\t');
    let mut number = || fields.next()?.parse::<f64>().ok();
    let (level, page, block, paragraph, row, _word) =
        (number()?, number()?, number()?, number()?, number()?, number()?);
    let (left, top, width, height, confidence) = (number()?, number()?, number()?, number()?, number()?);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "Tesseract counts from nought")]
    let whole = |value: f64| value as u32;
    let place = [page, block, paragraph, row].map(whole);
    Some(Row {
        level: whole(level),
        place,
        left,
        top,
        width,
        height,
        confidence,
        text: fields.next().unwrap_or_default(),
    })
}

fn pages_of(table: &str) -> Vec<Vec<Line>> {
    let mut pages: Vec<Vec<Line>> = Vec::new();
    let (mut scale, mut size, mut place) = (1.0, (WIDTH, 0.0), [0; 4]);
    for row in table.lines().filter_map(row) {
        if row.level == 1 {
            scale = WIDTH / row.width.max(1.0);
            size = (WIDTH, row.height * scale);
            pages.push(Vec::new());
            continue;
        }
        let speck = row.confidence < SPECK && !row.text.chars().any(char::is_alphanumeric);
        let (5, Some(page), false) = (row.level, pages.last_mut(), speck || row.text.trim().is_empty()) else {
            continue;
        };
        let (left, right) = (row.left * scale, (row.left + row.width) * scale);
        let bottom = size.1 - (row.top + row.height) * scale;
        let weight = row.text.chars().count();
        match page.last_mut().filter(|_| place == row.place) {
            Some(line) => {
                line.text.push(' ');
                line.text.push_str(row.text);
                line.confidence = mean(line.confidence, line.text.chars().count() - weight, row.confidence, weight);
                line.right = line.right.max(right);
                line.bottom = line.bottom.min(bottom);
                line.size = line.size.max(row.height * scale);
            }
            None => page.push(Line {
                text: row.text.to_owned(),
                left,
                right,
                bottom,
                size: row.height * scale,
                page: size,
                confidence: Some(row.confidence),
                column: Column::Whole,
            }),
        }
        place = row.place;
    }
    for page in &mut pages {
        for line in page.iter_mut() {
            line.text = punctuated(&line.text);
        }
        page.retain(|line| line.confidence.is_none_or(|confidence| confidence >= NOISE));
        even(page);
    }
    pages
}

/// Gives the signs between Chinese words the width that Chinese print has: recognition writes the narrow ones,
/// with blanks around them.
fn punctuated(line: &str) -> String {
    let signs: Vec<char> = line.chars().collect();
    let mut text = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(sign) = signs.get(at).copied() {
        // Quotation marks look the same in both scripts: what counts is the word behind them.
        let is_word = |sign: &char| !matches!(*sign, ' ' | '“' | '”' | '‘' | '’');
        let next = signs.get(at + 1..).unwrap_or_default().iter().copied().find(is_word);
        let before = text.chars().rev().find(is_word);
        let beside = before.is_some_and(is_cjk) || next.is_some_and(is_cjk);
        let wide = match sign {
            ',' => '，',
            ';' => '；',
            ':' => '：',
            '?' => '？',
            '(' | '〈' => '（',
            ')' | '〉' => '）',
            _ => sign,
        };
        at += 1;
        if wide == sign || !beside {
            text.push(sign);
            continue;
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push(wide);
        at += signs.get(at..).unwrap_or_default().iter().take_while(|next| **next == ' ').count();
    }
    text
}

#[allow(clippy::cast_precision_loss, reason = "lines are short")]
fn mean(before: Option<f64>, signs: usize, more: f64, weight: usize) -> Option<f64> {
    before.map(|before| (before * signs as f64 + more * weight as f64) / (signs + weight).max(1) as f64)
}

/// Gives lines of about the usual height the same size: what one sees is the height of their letters.
fn even(page: &mut [Line]) {
    let mut sizes: Vec<f64> = page.iter().map(|line| line.size).collect();
    sizes.sort_by(f64::total_cmp);
    let Some(usual) = sizes.get(sizes.len() / 2).copied() else { return };
    for line in page.iter_mut().filter(|line| line.size < usual * LARGER) {
        line.size = usual;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_between_chinese_words_are_wide() {
        assert_eq!(punctuated("乙方 , 即承租方 (下称 “乙方”) 。"), "乙方，即承租方（下称 “乙方”）。");
        assert_eq!(punctuated("30 days (thirty), at 12:30"), "30 days (thirty), at 12:30");
    }

    #[test]
    fn words_become_lines_and_specks_go() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t2380\t3368\t-1\t\n\
            4\t1\t1\t1\t1\t0\t400\t400\t900\t50\t-1\t\n\
            5\t1\t1\t1\t1\t1\t400\t400\t300\t48\t90.5\t第一条\n\
            5\t1\t1\t1\t1\t2\t720\t402\t500\t50\t80\t租金\n\
            5\t1\t1\t1\t2\t1\t400\t470\t900\t52\t70\t每月支付\n\
            5\t1\t2\t1\t1\t1\t100\t3000\t9\t9\t12\t·\n";
        let pages = pages_of(table);
        let lines: Vec<(&str, f64)> =
            pages[0].iter().map(|line| (line.text.as_str(), line.confidence.unwrap().round())).collect();
        assert_eq!(lines, [("第一条 租金", 87.0), ("每月支付", 70.0)]);
        assert_eq!(pages[0][0].page.0, WIDTH);
        assert!((pages[0][0].size - pages[0][1].size).abs() < 0.01 && pages[0][0].bottom > pages[0][1].bottom);
    }
}
