//! The law that a list of article numbers belongs to, read from the words beside it.

use std::collections::HashMap;

use super::{
    interpretations::{Interpretations, is_numbered},
    names::key,
};

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

/// Countries and regions whose laws are not held, where 国 does not tell; also provinces and cities before a quoted name.
const ELSEWHERE: [&str; 44] = [
    "日本",
    "瑞士",
    "意大利",
    "俄罗斯",
    "台湾",
    "台湾地区",
    "香港",
    "澳门",
    "特别行政区",
    "新加坡",
    "越南",
    "加州",
    "欧盟",
    "葡萄牙",
    "西班牙",
    "荷兰",
    "比利时",
    "奥地利",
    "瑞典",
    "挪威",
    "丹麦",
    "芬兰",
    "波兰",
    "希腊",
    "土耳其",
    "埃及",
    "沙特",
    "沙特阿拉伯",
    "伊朗",
    "印度",
    "印度尼西亚",
    "印尼",
    "马来西亚",
    "菲律宾",
    "哈萨克斯坦",
    "巴西",
    "阿根廷",
    "智利",
    "墨西哥",
    "加拿大",
    "魁北克",
    "澳大利亚",
    "蒙古",
    "州",
];

/// Where a quoted regulation of a place is a local one.
const PLACES: [&str; 5] = ["省", "自治区", "市", "自治州", "自治县"];

/// The parts of the Civil Code and of the Criminal Law that stand between a law's name and the article.
const BOOKS: [&str; 9] = ["总则", "物权", "合同", "人格权", "婚姻家庭", "继承", "侵权责任", "分则", "附则"];

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
        let local = PLACES.iter().any(|place| lead.trim_end_matches('的').ends_with(place));
        let (whole, dated) = match bracket_cut(title) {
            Some((rest, inside)) if year(inside).is_some() => (rest, year(inside)),
            _ => (title, None),
        };
        let part = whole.split_once('·').filter(|(_, part)| BOOKS.iter().any(|book| part.starts_with(book)));
        let whole = part.map_or(whole, |(law, _)| law);
        let known = register.find(whole).filter(|_| !is_elsewhere(lead) && !local);
        if known.is_none() && (title.is_empty() || PAPERS.iter().any(|paper| is_paper(title, paper)) || is_house(lead))
        {
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

/// The country or region right before a name: the law is said to be its own.
fn place_before(lead: &str) -> &str {
    let plain =
        lead.trim_end_matches(['的', '新', '旧', '年', '，', '法']).trim_end_matches(|c: char| c.is_ascii_digit());
    let known = ELSEWHERE.iter().filter(|place| plain.ends_with(**place)).max_by_key(|place| place.len());
    if let Some(place) = known {
        return plain.get(plain.len() - place.len()..).unwrap_or_default();
    }
    let country = plain.ends_with('国') || PLACES.iter().any(|place| plain.ends_with(place));
    let start = plain.char_indices().rev().take_while(|(_, c)| is_name(c.encode_utf8(&mut [0; 4]))).take(3).last();
    start.filter(|_| country).and_then(|(at, _)| plain.get(at..)).unwrap_or_default()
}

fn is_paper(title: &str, paper: &str) -> bool {
    title.trim_end_matches(['）', ')']).ends_with(paper)
}

fn is_house(lead: &str) -> bool {
    HOUSES.iter().any(|house| lead.ends_with(house))
}

/// Whether 原, 旧 or 修订前的 stands before a name, and the year of its version.
fn version(lead: &str) -> (bool, Option<String>) {
    let former = ["原", "旧", "修订前的", "修正前的", "修改前的"].iter().any(|word| lead.ends_with(word));
    let rest = ["的", "修正", "修订", "版"].iter().fold(lead, |lead, word| lead.trim_end_matches(word));
    let digits = rest.strip_suffix('年').map(|rest| rest.chars().rev().take_while(char::is_ascii_digit).count());
    let year = digits.filter(|count| *count == 4).and_then(|count| {
        let end = rest.len() - '年'.len_utf8();
        rest.get(end - count..end).map(str::to_owned)
    });
    (former, year)
}

/// The law of `Article 585 of the Civil Code`, `Art. 585 PRC Civil Code` or `Civil Code, art. 585`: where the citation
/// begins, how many bytes of `after` belong to it, and the law.
pub(super) fn english(before: &str, after: &str, register: &Register) -> Option<(usize, usize, Named)> {
    let law = |title: &str, year| Named { title: title.to_owned(), known: true, year, former: false };
    let rest = after.trim_start_matches([' ', ',', '\n']);
    let of = rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("of "));
    let rest = if of { rest.get(3..).unwrap_or_default().trim_start() } else { rest };
    let quoted = rest.starts_with('"');
    let rest = rest.trim_start_matches(['"', '“', '《']);
    let rest = rest
        .get(..4)
        .filter(|the| the.eq_ignore_ascii_case("the "))
        .map_or(rest, |_| rest.get(4..).unwrap_or_default());
    let former = rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("former "));
    let rest = if former { rest.get(7..).unwrap_or_default() } else { rest };
    let rest = rest.trim_start_matches('"');
    if of || rest.starts_with(|c: char| c.is_ascii_uppercase()) {
        let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).take(4 * LONGEST_NAME);
        let boundary = |end: &usize| !rest.get(*end..).is_some_and(|next| next.starts_with(char::is_alphanumeric));
        let mut longest = None;
        for end in ends.filter(boundary) {
            let name = rest.get(..end).unwrap_or_default();
            let western = name.chars().all(|c| c.is_ascii() || c == '’');
            longest = register
                .find(name)
                .filter(|_| western && name.trim_end() == name)
                .map(|title| (end, title))
                .or(longest);
        }
        if let Some((end, title)) = longest {
            let next = rest.get(end..).unwrap_or_default();
            let next = if quoted { next.trim_start_matches('"') } else { next };
            let dated = next.trim_start().strip_prefix('(').and_then(|inside| inside.split(')').next()).and_then(year);
            let mut law = law(title, dated);
            law.former = former;
            let context = !before.split(['.', ';', '\n']).next_back().unwrap_or_default().contains(" law, ")
                || before.contains("Chinese law")
                || before.contains("PRC law");
            return (is_chinese(next) && context).then(|| (before.len(), after.len() - next.len(), law));
        }
        let chinese = rest.split(['》', '”']).next().unwrap_or_default();
        if let Some(title) = register.find(chinese).filter(|_| !chinese.is_empty() && !chinese.is_ascii()) {
            let used = rest.len() - chinese.len();
            return Some((before.len(), after.len() - used, law(title, None)));
        }
        if of {
            return None;
        }
    }
    if before.trim_end().ends_with(|c: char| !c.is_ascii()) {
        let (start, law) = self::before(before, None, register)?;
        return law.known.then_some((start, 0, law));
    }
    let name = before.trim_end().trim_end_matches([',', '(']).trim_end();
    let name = name.strip_suffix(" provides in").unwrap_or(name);
    let (name, dated) = match name.strip_suffix(')').and_then(|inside| inside.rsplit_once('(')) {
        Some((rest, inside)) if year(inside).is_some() => (rest.trim_end(), year(inside)),
        _ => (name, None),
    };
    let starts = name.char_indices().rev().take(2 * LONGEST_NAME).map(|(at, _)| at);
    let mut longest = None;
    for start in starts {
        let (lead, word) = (name.get(..start).unwrap_or_default(), name.get(start..).unwrap_or_default());
        if word.is_ascii() && !word.starts_with(' ') && !lead.ends_with(char::is_alphanumeric) {
            longest = register.find(word).map(|title| (start, title)).or(longest);
        }
    }
    let (start, title) = longest?;
    // German Civil Code, California Civil Code: another capital before the name makes it another law.
    let lead = name.get(..start).unwrap_or_default().split_whitespace().last().unwrap_or_default();
    let ours = ["The", "PRC", "Chinese", "China's", "China", "See", "Under"].contains(&lead);
    let foreign = lead.starts_with(char::is_uppercase) && !ours && !lead.ends_with(['.', ',', ';', ':']);
    (!foreign).then(|| (start, 0, law(title, dated)))
}

/// Whether what follows an English name leaves it a Chinese law: not `of Germany`.
fn is_chinese(next: &str) -> bool {
    let next = next.trim_start();
    if let Some(place) = next.strip_prefix('(').or_else(|| next.strip_prefix(", ")) {
        return !place.starts_with(|c: char| c.is_ascii_uppercase())
            || place.starts_with("PRC")
            || place.starts_with("China");
    }
    let Some(of) = next.strip_prefix("of ") else { return true };
    let of = of.trim_start().strip_prefix("the ").unwrap_or(of);
    ["PRC", "People", "China"].iter().any(|ours| of.starts_with(ours)) || !of.starts_with(char::is_uppercase)
}

fn begins_after(lead: &str) -> bool {
    let open = !lead.ends_with(|c: char| c.is_alphanumeric());
    // 在法国，民法典第1240条 speaks of the law of France.
    if is_elsewhere(lead) {
        return false;
    }
    open || (BEFORE_A_NAME.iter().any(|word| lead.ends_with(word)))
}

/// Whether the words before a name make it the law of another country: 德国, 巴西的, 法国1804年, 法国新.
fn is_elsewhere(lead: &str) -> bool {
    let years = lead.trim_end_matches(['的', '新', '旧', '年']).trim_end_matches(|c: char| c.is_ascii_digit());
    let lead = years.trim_end_matches(['的', '新', '旧']);
    let ours = ["我国", "中国", "共和国", "全国"].iter().any(|ours| lead.ends_with(ours));
    let law =
        lead.trim_end_matches(['，', ',']).strip_suffix('法').filter(|_| lead.ends_with(['，', ','])).unwrap_or(lead);
    let country = law.trim_end_matches(['，', ',']);
    let ours = ours || ["我国", "中国", "共和国", "全国"].iter().any(|ours| country.ends_with(ours));
    (country.ends_with('国') && !ours) || ELSEWHERE.iter().any(|place| country.ends_with(place))
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
    let held = held.trim_start_matches(['（', '(']);
    (held.chars().count() <= 40 && !held.contains('\n')).then_some((text.get(..open)?.trim_end(), held))
}

fn year(inside: &str) -> Option<String> {
    // The last year named is that of the version: 1993年通过，2023年修订.
    let mut runs = inside.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    runs.next_back().map(str::to_owned)
}

/// Whether a bracket after a name leaves it the same law: a version, a short name, a part, a decree.
fn says_nothing_else(inside: &str) -> bool {
    let version = year(inside).is_some() && !inside.contains("草案") && !inside.contains('稿');
    let named = ["以下", "下称", "简称", "主席令", "国务院令", "法释"].iter().any(|word| inside.contains(word));
    let part = BOOKS.iter().any(|book| inside.starts_with(book)) || inside.starts_with('第');
    version || named || part || inside == "试行"
}

/// Without 的, 中, 里 and the part, chapter and section, with their headings, between a law's name and the article.
fn structure_cut(text: &str) -> &str {
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
