//! The law that a list of article numbers belongs to, read from the words beside it.

use std::collections::HashMap;

use super::names::key;

/// The longest name looked for without book quotes, in characters.
const LONGEST_NAME: usize = 48;

/// Words after which a law's name may begin. Any other character before a known name makes it a
/// longer, unknown name: 劳动 in 劳动合同法, 德国 in 德国民法典.
const BEFORE_A_NAME: [&str; 66] = [
    "中华人民共和国",
    "中国",
    "我国",
    "国家",
    "大陆",
    "现行",
    "新",
    "原",
    "旧",
    "根据",
    "依据",
    "依照",
    "按照",
    "遵照",
    "比照",
    "参照",
    "参考",
    "参见",
    "详见",
    "见",
    "违反",
    "适用",
    "援引",
    "引用",
    "结合",
    "符合",
    "触犯",
    "基于",
    "遵守",
    "履行",
    "修改",
    "规避",
    "据",
    "依",
    "按",
    "照",
    "及",
    "和",
    "与",
    "或",
    "或者",
    "以及",
    "即",
    "如",
    "为",
    "是",
    "在",
    "对",
    "由",
    "从",
    "以",
    "因",
    "的",
    "了",
    "除",
    "于",
    "则",
    "且",
    "并",
    "而",
    "但",
    "经",
    "受",
    "将",
    "到",
    "查",
];

/// Words that point back to the law named last.
const SAME_LAW: [&str; 4] = ["同法", "该法", "本法", "上述法律"];

/// Endings that make a name a law's when it is not known.
const ENDINGS: [&str; 9] = ["法", "法典", "条例", "规定", "解释", "细则", "办法", "通则", "规则"];

/// Words with such an ending that name no law.
const NOT_LAWS: [&str; 14] = [
    "方法",
    "做法",
    "合法",
    "违法",
    "无法",
    "看法",
    "用法",
    "依法",
    "守法",
    "执法",
    "司法",
    "立法",
    "相关规定",
    "有关规定",
];

/// Countries and regions whose laws are not held, where 国 does not tell.
const ELSEWHERE: [&str; 12] =
    ["日本", "瑞士", "意大利", "俄罗斯", "台湾", "台湾地区", "香港", "澳门", "新加坡", "越南", "加州", "欧盟"];

/// A law as a citation names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Official title when known, else the name in the text.
    pub(super) title: String,
    /// Whether the title is one the library knows.
    pub(super) known: bool,
    /// The year of a version in brackets: 《公司法》（2018年修正）.
    pub(super) year: Option<String>,
    /// Called 原 or 旧: not the law of today.
    pub(super) former: bool,
}

/// The law before a list of numbers and where its name begins (bytes). `previous` is the last citation:
/// what stands between it and this one, and its law.
pub(super) fn before(
    text: &str,
    previous: Option<(&str, &Named)>,
    titles: &HashMap<String, String>,
) -> Option<(usize, Named)> {
    let text = structure_cut(text.trim_end());
    // A bracket may end a title, （一）, or follow it: （2018年修正）, （以下简称民法典）.
    let outside = bracket_cut(text);
    for candidate in [Some(text), outside.map(|(rest, _)| rest)].into_iter().flatten() {
        let year = outside.filter(|(rest, _)| *rest == candidate).and_then(|(_, inside)| year(inside));
        if let Some((start, law)) = named(candidate, titles) {
            return Some((start, Named { year, ..law }));
        }
    }
    let (between, law) = previous?;
    let same = SAME_LAW.iter().find(|same| text.ends_with(**same)).map(|same| text.len() - same.len());
    let joined = |between: &str| {
        let between = between.trim_matches([' ', '、', '，', ',', '；', ';', '和', '及', '与', '或', '以']);
        between.is_empty()
    };
    match same {
        Some(start) => Some((start, law.clone())),
        None if joined(between) => Some((text.len(), law.clone())),
        None => None,
    }
}

fn named(text: &str, titles: &HashMap<String, String>) -> Option<(usize, Named)> {
    let unknown = |title: &str| Named { title: title.to_owned(), known: false, year: None, former: false };
    if let Some(inside) = text.strip_suffix('》') {
        let start = open_quote(inside)?;
        let title = inside.get(start..)?.trim_start_matches('《');
        let lead = text.get(..start).unwrap_or_default().trim_end();
        let known = titles.get(&key(title)).filter(|_| !is_elsewhere(lead));
        let law = known.map_or_else(|| unknown(title), |title| Named { known: true, ..unknown(title) });
        return Some((start, Named { former: lead.ends_with(['原', '旧']), ..law }));
    }
    let mut starts: Vec<usize> = text.char_indices().rev().take(LONGEST_NAME).map(|(at, _)| at).collect();
    starts.reverse();
    for start in &starts {
        let name = text.get(*start..).unwrap_or_default();
        if let Some(title) = titles.get(&key(name)).filter(|_| !name.starts_with(char::is_whitespace)) {
            let lead = text.get(..*start).unwrap_or_default();
            if !begins_after(lead) {
                break;
            }
            let former = lead.ends_with(['原', '旧']);
            return Some((*start, Named { known: true, former, ..unknown(title) }));
        }
    }
    if SAME_LAW.iter().any(|same| text.ends_with(same)) {
        return None;
    }
    // A name in the form of a law's that is not known.
    let tail = starts.iter().rev().take_while(|at| text.get(**at..).is_some_and(is_name)).last()?;
    let name = text.get(*tail..)?;
    let lead = BEFORE_A_NAME.iter().filter(|word| word.chars().count() > 1);
    let cut = lead.filter_map(|word| name.rfind(word).map(|at| at + word.len())).filter(|at| *at < name.len()).max();
    let (start, name) = (tail + cut.unwrap_or_default(), name.get(cut.unwrap_or_default()..)?);
    let own = ["本", "该", "此", "其", "上述", "前述", "相关", "有关"].iter().any(|word| name.starts_with(word));
    let law = ENDINGS.iter().any(|ending| name.ends_with(ending) && name.len() > ending.len() + 2);
    let word = NOT_LAWS.iter().any(|word| name.ends_with(word));
    (law && !word && !own).then(|| (start, unknown(name)))
}

/// The law of `Article 585 of the Civil Code` or `Civil Code, art. 585`: where the citation begins, how
/// many bytes of `after` belong to it, and the law.
pub(super) fn english(before: &str, after: &str, titles: &HashMap<String, String>) -> Option<(usize, usize, Named)> {
    let law = |title: &String| Named { title: title.clone(), known: true, year: None, former: false };
    let rest = after.trim_start();
    if let Some(rest) = rest.strip_prefix("of ") {
        let rest = rest.trim_start().strip_prefix("the ").unwrap_or(rest).trim_start();
        let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).take(2 * LONGEST_NAME);
        let boundary = |end: &usize| !rest.get(*end..).is_some_and(|next| next.starts_with(char::is_alphanumeric));
        let mut longest = None;
        for end in ends.filter(boundary) {
            let name = rest.get(..end).unwrap_or_default();
            longest = titles.get(&key(name)).filter(|_| name.is_ascii()).map(|title| (end, title)).or(longest);
        }
        let (end, title) = longest?;
        let next = rest.get(end..).unwrap_or_default();
        return is_chinese(next).then(|| (before.len(), after.len() - next.len(), law(title)));
    }
    let name = before.trim_end().trim_end_matches([',', '(']).trim_end();
    let starts = name.char_indices().rev().take(2 * LONGEST_NAME).map(|(at, _)| at);
    let mut longest = None;
    for start in starts {
        let (lead, word) = (name.get(..start).unwrap_or_default(), name.get(start..).unwrap_or_default());
        if word.is_ascii() && !word.starts_with(' ') && !lead.ends_with(char::is_alphanumeric) {
            longest = titles.get(&key(word)).map(|title| (start, title)).or(longest);
        }
    }
    let (start, title) = longest?;
    // German Civil Code, California Civil Code: another capital before the name makes it another law.
    let lead = name.get(..start).unwrap_or_default().split_whitespace().last().unwrap_or_default();
    let ours = ["The", "PRC", "Chinese", "China's", "China", "See", "Under"].contains(&lead);
    let foreign = lead.starts_with(char::is_uppercase) && !ours && !lead.ends_with(['.', ',', ';', ':']);
    (!foreign).then(|| (start, 0, law(title)))
}

/// Whether what follows an English name leaves it a Chinese law: not `of Germany`.
fn is_chinese(next: &str) -> bool {
    let Some(of) = next.trim_start().strip_prefix("of ") else { return true };
    let of = of.trim_start().strip_prefix("the ").unwrap_or(of);
    ["PRC", "People", "China"].iter().any(|ours| of.starts_with(ours)) || !of.starts_with(char::is_uppercase)
}

fn begins_after(lead: &str) -> bool {
    let open = !lead.ends_with(|c: char| c.is_alphanumeric());
    open || (BEFORE_A_NAME.iter().any(|word| lead.ends_with(word)) && !is_elsewhere(lead))
}

fn is_elsewhere(lead: &str) -> bool {
    let ours = ["我国", "中国", "共和国", "全国"].iter().any(|ours| lead.ends_with(ours));
    (lead.ends_with('国') && !ours) || ELSEWHERE.iter().any(|place| lead.ends_with(place))
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() && !c.is_ascii())
}

/// The place of the 《 that opens the title `inside` ends in; titles may hold others.
fn open_quote(inside: &str) -> Option<usize> {
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

/// The text before a closing bracket group at its end, and what the brackets hold.
fn bracket_cut(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_suffix(['）', ')'])?;
    let open = inside.rfind(['（', '('])?;
    let held = inside.get(open..)?;
    (held.chars().count() <= 40 && !held.contains('\n')).then_some((text.get(..open)?.trim_end(), held))
}

fn year(inside: &str) -> Option<String> {
    let digits: String = inside.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    (digits.len() == 4).then_some(digits)
}

/// Without 的, 中 and the part, chapter and section between a law's name and the article.
fn structure_cut(text: &str) -> &str {
    let mut text = text;
    loop {
        let shorter = text.trim_end().strip_suffix(['的', '中', '编', '章', '节', '之']).map(str::trim_end);
        let Some(shorter) = shorter else { return text };
        if text.ends_with(['的', '中', '之']) {
            text = shorter;
            continue;
        }
        let numeral =
            shorter.trim_end_matches(|c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十百".contains(c));
        match numeral.strip_suffix('第') {
            Some(rest) if numeral.len() < shorter.len() => text = rest.trim_end(),
            _ => return text,
        }
    }
}
