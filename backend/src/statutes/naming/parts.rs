//! What stands around a name without being part of it: brackets, versions, the part and chapter of the law.

/// The parts of the Civil Code and of the Criminal Law that stand between a law's name and the article.
pub(super) const BOOKS: [&str; 9] = ["总则", "物权", "合同", "人格权", "婚姻家庭", "继承", "侵权责任", "分则", "附则"];

/// The place of the 《 that opens the title `inside` ends in; titles may hold others.
pub(super) fn open_quote(inside: &str) -> Option<usize> {
    let mut depth = 1_u32;
    for (at, c) in inside.char_indices().rev() {
        match c {
            '》' => depth += 1,
            '《' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether 原, 旧 or 修订前的 stands before a name, and the year of its version.
pub(super) fn version(lead: &str) -> (bool, Option<String>) {
    let former = ["原", "旧", "修订前的", "修正前的", "修改前的"].iter().any(|word| lead.ends_with(word));
    let rest = ["的", "修正", "修订", "版"].iter().fold(lead, |lead, word| lead.trim_end_matches(word));
    let digits = rest.strip_suffix('年').map(|rest| rest.chars().rev().take_while(char::is_ascii_digit).count());
    let year = digits.filter(|count| *count == 4).and_then(|count| {
        let end = rest.len() - '年'.len_utf8();
        rest.get(end - count..end).map(str::to_owned)
    });
    (former, year)
}

/// The text before a closing bracket group at its end, and what the brackets hold.
pub(super) fn bracket_cut(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_suffix(['）', ')'])?;
    let open = inside.rfind(['（', '('])?;
    let held = inside.get(open..)?;
    let held = held.trim_start_matches(['（', '(']);
    (held.chars().count() <= 40 && !held.contains('\n')).then_some((text.get(..open)?.trim_end(), held))
}

pub(super) fn year(inside: &str) -> Option<String> {
    // The last year named is that of the version: 1993年通过，2023年修订.
    let mut runs = inside.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    runs.next_back().map(str::to_owned)
}

/// Whether a bracket after a name leaves it the same law: a version, a short name, a part, a decree.
pub(super) fn says_nothing_else(inside: &str) -> bool {
    let version = year(inside).is_some() && !inside.contains("草案") && !inside.contains('稿');
    let named = ["以下", "下称", "简称", "主席令", "国务院令", "法释"].iter().any(|word| inside.contains(word));
    let part = BOOKS.iter().any(|book| inside.starts_with(book)) || inside.starts_with('第');
    version || named || part || inside == "试行"
}

/// Without 的, 中, 里 and the part, chapter and section, with their headings, between a law's name and the article.
pub(super) fn structure_cut(text: &str) -> &str {
    let mut text = text.trim_end();
    loop {
        let before = text;
        text = text.trim_end_matches(['的', '中', '里', '之', '·', ' ', '\u{3000}', '”', '“']);
        text = text.strip_suffix("一章").unwrap_or(text);
        // 第八章“违约责任”, 第二章公司登记, 第三编.
        if let Some((at, heading)) = text.rfind('第').map(|at| (at, text.get(at..).unwrap_or_default())) {
            let numeral = heading
                .trim_start_matches('第')
                .trim_start_matches(|c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十百".contains(c));
            let unit = ["分编", "编", "章", "节"].iter().find_map(|unit| numeral.strip_prefix(unit));
            let short =
                unit.is_some_and(|title| title.chars().count() <= 12 && !title.contains(['》', '，', '。', '条']));
            if short && numeral.len() < heading.len() - '第'.len_utf8() {
                text = text.get(..at).unwrap_or_default();
            }
        }
        for book in BOOKS {
            for tail in ["编通则", "编总则", "编", "通则", ""] {
                let Some(rest) = text.strip_suffix(tail).and_then(|rest| rest.strip_suffix(book)) else { continue };
                // 民法总则 is a law; 民法典总则 a part of one.
                if rest.ends_with(['》', '典', '·'])
                    || rest.ends_with("刑法")
                    || (!tail.is_empty() && rest.ends_with('法'))
                {
                    text = rest;
                }
            }
        }
        // 《民法典》关于情势变更的规定, 《民法典》合同编租赁合同.
        if let Some((at, words)) =
            text.rfind('》').map(|at| at + '》'.len_utf8()).and_then(|at| Some((at, text.get(at..)?)))
        {
            let about = ["中关于", "关于", "有关", "规定的"].iter().any(|word| words.starts_with(word));
            let book = BOOKS.iter().any(|book| words.strip_prefix(book).is_some_and(|rest| rest.starts_with('编')));
            if (about || book) && words.chars().count() <= 20 && !words.contains(['，', '。', '；', '、', '条']) {
                text = text.get(..at).unwrap_or_default();
            }
        }
        if text.len() == before.len() {
            return text;
        }
    }
}
