//! Laws written in Markdown: a first heading with the title, lines of events with dates, a comment
//! that ends the head, then headings and articles.

use std::sync::LazyLock;

use regex::Regex;

use super::numerals::{NUMBER, numeral};

/// Ends the head of a file.
const END_OF_HEAD: &str = "<!-- INFO END -->";

/// A law that is kept in several files names the part in a second title; its official heading.
const PARTS: [(&str, &str); 7] = [
    ("总则", "第一编 总则"),
    ("物权编", "第二编 物权"),
    ("合同编", "第三编 合同"),
    ("人格权编", "第四编 人格权"),
    ("婚姻家庭编", "第五编 婚姻家庭"),
    ("继承编", "第六编 继承"),
    ("侵权责任编", "第七编 侵权责任"),
];

static ARTICLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"^第(?P<article>{NUMBER})条(?:之(?P<sub>{NUMBER}))?(?:\s+(?P<text>.*))?$")).ok()
});
static DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日").ok());
static FORCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"自(?P<date>[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)起(?:正式)?(?:施行|实施|生效|执行)").ok()
});
static FILE_DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[（(]([0-9]{4}-[0-9]{2}-[0-9]{2})[）)]$").ok());

/// One article as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LawArticle {
    pub(super) article: u32,
    pub(super) sub: u32,
    pub(super) title_path: Vec<String>,
    /// Paragraphs (款) are separated by `\n`.
    pub(super) text: String,
}

/// A file of a law, or of a part of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LawFile {
    /// Official title.
    pub(super) title: String,
    /// Day this version was passed, the last event of the head or the file name's date.
    pub(super) passed: Option<String>,
    /// First day of force as the head or the closing articles say.
    pub(super) in_force_from: Option<String>,
    pub(super) articles: Vec<LawArticle>,
}

/// Reads a law. `name` is the file's name without its ending.
///
/// `None` when there is no title. A file without articles is a law with none.
pub(super) fn read(name: &str, source: &str) -> Option<LawFile> {
    let (head, body) = source.split_once(END_OF_HEAD).unwrap_or(("", source));
    // A file without the comment has its title at the top of the body.
    let head = if head.is_empty() { source.lines().take(12).collect::<Vec<_>>().join("\n") } else { head.to_owned() };
    let mut titles = head.lines().filter_map(|line| line.trim().strip_prefix("# ")).map(trimmed);
    let title = super::names::official(titles.next()?);
    let part = titles.next().filter(|part| !part.is_empty());
    let articles = articles(body, part);
    let events: Vec<(String, bool)> =
        head.lines().filter_map(|line| Some((date(line)?, line.contains("施行") && !line.contains("公布")))).collect();
    let named = FILE_DATE.as_ref()?.captures(name).and_then(|found| found.get(1)).map(|date| date.as_str().to_owned());
    let passed = named.or_else(|| events.iter().filter(|(_, force)| !force).map(|(date, _)| date.clone()).max());
    let in_force_from = events
        .iter()
        .filter(|(_, force)| *force)
        .map(|(date, _)| date.clone())
        .chain(articles.iter().rev().take(3).filter_map(|article| force(&article.text)))
        .filter(|date| passed.as_ref().is_none_or(|passed| passed <= date))
        .max();
    (!title.is_empty()).then_some(LawFile { title, passed, in_force_from, articles })
}

fn articles(body: &str, part: Option<&str>) -> Vec<LawArticle> {
    let part = part.map(|part| PARTS.iter().find(|(name, _)| *name == part).map_or(part, |(_, heading)| heading));
    let mut headings: Vec<(usize, String)> = part.map(|part| (1, part.to_owned())).into_iter().collect();
    let mut articles: Vec<LawArticle> = Vec::new();
    // After a heading, words belong to no article: a signature, an annex.
    let mut open = false;
    for line in body.lines().map(trimmed).filter(|line| !line.is_empty()) {
        let level = line.chars().take_while(|c| *c == '#').count();
        if level > 0 {
            headings.retain(|(above, _)| *above < level);
            let words = heading(line.get(level..).unwrap_or_default());
            if !words.is_empty() {
                headings.push((level, words));
            }
            open = false;
        } else if let Some((article, sub, text)) = opening(line) {
            let title_path = headings.iter().map(|(_, words)| words.clone()).collect();
            articles.push(LawArticle { article, sub, title_path, text: text.to_owned() });
            open = true;
        } else if let Some(last) = articles.last_mut().filter(|_| open) {
            if !last.text.is_empty() {
                last.text.push('\n');
            }
            last.text.push_str(line);
        }
    }
    articles.retain(|article| !article.text.is_empty());
    articles
}

fn opening(line: &str) -> Option<(u32, u32, &str)> {
    if !line.starts_with('第') {
        return None;
    }
    let found = ARTICLE.as_ref()?.captures(line)?;
    let article = numeral(found.name("article")?.as_str())?;
    let sub = match found.name("sub") {
        Some(digits) => numeral(digits.as_str())?,
        None => 0,
    };
    Some((article, sub, found.name("text").map_or("", |text| trimmed(text.as_str()))))
}

/// `第一章 总 则` → `第一章 总则`: blanks inside a heading only set its words apart.
fn heading(line: &str) -> String {
    let mut words = trimmed(line).split(|c: char| c.is_whitespace() || c == '\u{200b}').filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return String::new() };
    let rest: String = words.collect();
    if rest.is_empty() {
        first.to_owned()
    } else if first.starts_with('第') {
        format!("{first} {rest}")
    } else {
        format!("{first}{rest}")
    }
}

fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
}

/// The first date of a line, `2021-01-01`.
fn date(line: &str) -> Option<String> {
    let found = DATE.as_ref()?.captures(line)?;
    let part = |name: &str| found.name(name).and_then(|digits| digits.as_str().parse::<u32>().ok());
    Some(format!("{:04}-{:02}-{:02}", part("year")?, part("month")?, part("day")?))
}

/// The date in `本法自2021年1月1日起施行`.
fn force(text: &str) -> Option<String> {
    date(FORCE.as_ref()?.captures(text)?.name("date")?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_with_parts_and_inserted_articles() {
        let source = "# 中华人民共和国示范法\n\n# 合同编\n\n2020年5月28日 全国人民代表大会通过\n\n<!-- INFO END -->\n\n## 第一章 总 则\n\n\
                      第一条 甲。\n\n　　乙。\n\n（一）丙；\n\n### 第一节\u{3000}附 则\n\n第一条之二\u{3000}丁。\n\n##\n\n第一百零三条 \
                      本法自2021年1月1日起施行。\n";
        let law = read("示范法", source).unwrap();
        assert_eq!(law.title, "中华人民共和国示范法");
        assert_eq!(law.passed.as_deref(), Some("2020-05-28"));
        assert_eq!(law.in_force_from.as_deref(), Some("2021-01-01"));
        let seen: Vec<_> =
            law.articles.iter().map(|a| (a.article, a.sub, a.title_path.join("/"), a.text.clone())).collect();
        assert_eq!(
            seen,
            [
                (1, 0, "第三编 合同/第一章 总则".to_owned(), "甲。\n乙。\n（一）丙；".to_owned()),
                (1, 2, "第三编 合同/第一章 总则/第一节 附则".to_owned(), "丁。".to_owned()),
                (103, 0, "第三编 合同".to_owned(), "本法自2021年1月1日起施行。".to_owned()),
            ]
        );
    }

    #[test]
    fn an_amendment_does_not_move_the_closing_date() {
        let source = "# 中华人民共和国示范法\n2004年8月28日 通过\n2019年4月23日 第二次修正\n<!-- INFO END -->\n第一条 \
                      本法自2005年4月1日起施行。";
        let law = read("示范法(2019-04-23)", source).unwrap();
        assert_eq!((law.passed.as_deref(), law.in_force_from), (Some("2019-04-23"), None));
    }
}
