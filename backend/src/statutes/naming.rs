//! The law that a list of article numbers belongs to, read from the words beside it.

mod elsewhere;
mod english;
mod parts;

use std::collections::HashMap;

use super::{
    interpretations::{Interpretations, is_numbered},
    names::key,
};
use elsewhere::{is_elsewhere, is_local, place_before};
pub(super) use english::english;
use parts::{BOOKS, bracket_cut, open_quote, says_nothing_else, structure_cut, version, year};

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
const NOT_LAWS: [&str; 20] = [
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
    "立法",
    "新法",
    "旧法",
    "相关规定",
    "有关规定",
    "法律规定",
    "司法解释",
    "的解释",
    "的规定",
    "国家法律",
];

/// What papers that are no law are called.
const PAPERS: [&str; 22] = [
    "协议",
    "合同",
    "章程",
    "手册",
    "公约",
    "规约",
    "条款",
    "文本",
    "释义",
    "实务",
    "评注",
    "理解与适用",
    "草案",
    "稿",
    "制度",
    "说明书",
    "通知书",
    "清单",
    "附件",
    "报告",
    "方案",
    "订单",
];

/// Whoever stands before a quoted 规定 has made it for the house.
const HOUSES: [&str; 8] = ["公司", "单位", "我司", "集团", "用人单位", "本院", "学校", "物业"];

/// The laws and interpretations by all their names.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// Official titles by the key of every name; a repealed law that is not held has its name alone.
    pub(super) titles: HashMap<String, String>,
    pub(super) interpretations: Interpretations,
}

impl Register {
    fn find(&self, name: &str) -> Option<&str> {
        // What a bracket with a version says is the caller's to read; the rest of a name counts as a whole.
        if name.contains(['（', '(']) && bracket_cut(name).is_some_and(|(_, inside)| year(inside).is_some()) {
            return None;
        }
        if name.contains("草案") {
            return None;
        }
        self.titles.get(&key(name)).map(String::as_str).or_else(|| self.interpretations.find(name))
    }
}

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
pub(super) fn before(text: &str, previous: Option<(&str, &Named)>, register: &Register) -> Option<(usize, Named)> {
    let text = text.trim_end().trim_end_matches(['：', ':', '（', '(', '*', '§']).trim_end();
    let cut = structure_cut(text);
    // A bracket may end a title, （一）, or follow it: （2018年修正）, （以下简称民法典）.
    let mut candidates = vec![(text, None)];
    if cut.len() < text.len() {
        candidates.push((cut, None));
    }
    for (rest, inside) in [text, cut].into_iter().filter_map(bracket_cut) {
        // Any other bracket makes it another text: （德国）, （二）, （草案）.
        if says_nothing_else(inside) {
            candidates.push((rest, year(inside)));
        }
    }
    let mut unknown = None;
    for (candidate, year) in candidates {
        match named(candidate, register) {
            Some((start, law)) if law.known => {
                let year = year.or_else(|| law.year.clone());
                return Some((start, Named { year, ..law }));
            }
            Some((start, law)) if unknown.is_none() => unknown = Some((start, law)),
            _ => {}
        }
    }
    let same = SAME_LAW.iter().find(|same| text.ends_with(**same)).map(|same| text.len() - same.len());
    if let Some(start) = same {
        // A law named without an article since the last citation is nearer.
        let since = previous.map_or(0, |(between, _)| text.len().saturating_sub(between.len()));
        let quoted =
            text.get(since..start).and_then(|between| between.rfind('》')).map(|at| since + at + '》'.len_utf8());
        let nearer = quoted.and_then(|end| named(text.get(..end)?, register)).filter(|(_, law)| law.known);
        return match (nearer, previous) {
            (Some((_, law)), _) => Some((start, law)),
            (None, Some((_, law))) => Some((start, law.clone())),
            (None, None) => None,
        };
    }
    if unknown.is_some() {
        return unknown;
    }
    let (between, law) = previous?;
    let joined = |between: &str| {
        let between = between.trim_matches([' ', '、', '，', ',', '；', ';', '和', '及', '与', '或', '以', '并', '其']);
        between.is_empty() || between == "结合"
    };
    joined(between).then(|| (text.len(), law.clone()))
}

fn named(text: &str, register: &Register) -> Option<(usize, Named)> {
    let unknown = |title: &str| Named { title: title.to_owned(), known: false, year: None, former: false };
    if let Some(inside) = text.strip_suffix('》') {
        let start = open_quote(inside)?;
        let title = inside.get(start..)?.trim_start_matches('《').trim();
        let lead = text.get(..start).unwrap_or_default().trim_end();
        let (whole, dated) = match bracket_cut(title) {
            Some((rest, inside)) if year(inside).is_some() => (rest, year(inside)),
            _ => (title, None),
        };
        let part = whole.split_once('·').filter(|(_, part)| BOOKS.iter().any(|book| part.starts_with(book)));
        let whole = part.map_or(whole, |(law, _)| law);
        let known = register.find(whole).filter(|_| !is_elsewhere(lead) && !is_local(lead));
        if known.is_none() && (title.is_empty() || is_paper(title) || is_house(lead)) {
            return None;
        }
        let place = if known.is_none() { place_before(lead) } else { "" };
        let law =
            known.map_or_else(|| unknown(&format!("{place}{title}")), |title| Named { known: true, ..unknown(title) });
        let (former, year) = version(lead);
        return Some((start, Named { former, year: dated.or(year), ..law }));
    }
    let mut starts: Vec<usize> = text.char_indices().rev().take(LONGEST_NAME).map(|(at, _)| at).collect();
    starts.reverse();
    for start in &starts {
        let name = text.get(*start..).unwrap_or_default();
        if name.starts_with(|c: char| c.is_whitespace() || "，。；、".contains(c)) {
            continue;
        }
        if let Some(title) = register.find(name) {
            let lead = text.get(..*start).unwrap_or_default();
            if !begins_after(lead) {
                break;
            }
            let (former, year) = version(lead);
            return Some((*start, Named { known: true, former, year, ..unknown(title) }));
        }
    }
    if SAME_LAW.iter().any(|same| text.ends_with(same)) {
        return None;
    }
    // A name in the form of a law's that is not known.
    let plain = bracket_cut(text).filter(|_| is_numbered(text)).map_or(text, |(rest, _)| rest);
    let tail = starts.iter().rev().skip_while(|at| **at >= plain.len());
    let tail = tail.take_while(|at| text.get(**at..plain.len()).is_some_and(is_name)).last()?;
    let name = text.get(*tail..plain.len())?;
    let lead = BEFORE_A_NAME.iter().filter(|word| word.chars().count() > 1);
    let cut = lead.filter_map(|word| name.rfind(word).map(|at| at + word.len())).filter(|at| *at < name.len()).max();
    let (start, name) = (tail + cut.unwrap_or_default(), name.get(cut.unwrap_or_default()..)?);
    let other = ["本", "该", "此", "其", "上述", "前述", "相关", "有关", "各国", "多部", "是否", "第"];
    let own = other.iter().any(|word| name.starts_with(word));
    let law = ENDINGS.iter().any(|ending| name.ends_with(ending) && name.len() > ending.len() + 2);
    let word =
        NOT_LAWS.iter().any(|word| name.ends_with(word)) || (name.ends_with("司法") && !name.ends_with("公司法"));
    (law && !word && !own).then(|| (start, unknown(text.get(start..).unwrap_or(name))))
}

fn is_paper(title: &str) -> bool {
    let title = title.trim_end_matches(['）', ')']);
    PAPERS.iter().any(|paper| title.ends_with(paper))
}

fn is_house(lead: &str) -> bool {
    HOUSES.iter().any(|house| lead.ends_with(house))
}

fn begins_after(lead: &str) -> bool {
    let open = !lead.ends_with(|c: char| c.is_alphanumeric());
    // 在法国，民法典第1240条 speaks of the law of France.
    !is_elsewhere(lead) && (open || BEFORE_A_NAME.iter().any(|word| lead.ends_with(word)))
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() && !c.is_ascii())
}
