//! Judicial interpretations by the names that practice gives them: 担保制度解释, 公司法司法解释三, 两高盗窃解释 stand for titles of
//! thirty characters. A name is taken apart into subject and number; it counts when one interpretation alone fits.

use super::numerals::numeral;

/// Who issues interpretations, as names begin with them; the longer ones first.
const ISSUERS: [&str; 10] = [
    "最高人民法院最高人民检察院",
    "最高人民检察院",
    "最高人民法院",
    "最高法院",
    "最高法",
    "最高院",
    "最高检",
    "两高",
    "现行",
    "新",
];

/// What the frame of a title says around its subject; longer phrases first.
const FRAME: [&str; 19] = [
    "中华人民共和国",
    "应用法律",
    "适用法律",
    "人民法院",
    "若干",
    "问题",
    "具体",
    "案件",
    "纠纷",
    "刑事",
    "民事",
    "审理",
    "办理",
    "适用",
    "确定",
    "有关",
    "关于",
    "涉及",
    "的",
];

/// Laws whose names hold words of the frame, and what practice shortens.
const WHOLE: [(&str, &str); 3] = [("民事诉讼法", "民诉法"), ("刑事诉讼法", "刑诉法"), ("行政诉讼法", "行诉法")];

/// Subjects in short, as a whole.
const SHORT: [(&str, &str); 23] = [
    ("民诉", "民诉法"),
    ("刑诉", "刑诉法"),
    ("行诉", "行诉法"),
    ("破产法", "企业破产法"),
    ("建工", "建设工程施工合同"),
    ("建设工程", "建设工程施工合同"),
    ("施工合同", "建设工程施工合同"),
    ("人损", "人身损害赔偿"),
    ("担保", "担保制度"),
    ("侵权", "侵权责任"),
    ("证据", "诉讼证据"),
    ("民诉证据", "诉讼证据"),
    ("民诉法证据", "诉讼证据"),
    ("诉讼时效", "诉讼时效制度"),
    ("查扣冻", "执行中查封扣押冻结财产"),
    ("查封扣押冻结", "执行中查封扣押冻结财产"),
    ("执行异议复议", "执行异议和复议"),
    ("变更追加", "执行中变更追加当事人"),
    ("变更追加当事人", "执行中变更追加当事人"),
    ("限制高消费", "限制被执行人高消费"),
    ("帮信罪", "帮助信息网络犯罪活动"),
    ("精神损害赔偿", "侵权精神损害赔偿责任"),
    ("反垄断诉讼", "垄断"),
];

/// What the names of an interpretation are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    subject: String,
    number: Option<u32>,
    /// 解释 or 规定; `None` for 司法解释, which may be either.
    kind: Option<&'static str>,
}

/// An interpretation that is held.
#[derive(Debug)]
struct Held {
    parts: Parts,
    title: String,
    in_force: bool,
}

/// The interpretations that are held.
#[derive(Debug, Default)]
pub(super) struct Interpretations(Vec<Held>);

impl Interpretations {
    pub(super) fn add(&mut self, title: &str, in_force: bool) {
        if let Some(parts) = title.starts_with("最高人民").then(|| parts(title)).flatten() {
            self.0.push(Held { parts, title: title.to_owned(), in_force });
        }
    }

    /// The title of the only interpretation that a name can mean. 解释 and 规定 are told apart only where both exist; a
    /// 规定 must be named by its whole subject, since every company has its 规定.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let wanted = parts(name)?;
        let short = SHORT.iter().find(|(short, _)| *short == wanted.subject).map(|(_, long)| *long);
        let subject = short.unwrap_or(&wanted.subject);
        if subject.chars().count() < 2 {
            return None;
        }
        let numbered = || self.0.iter().filter(|held| held.parts.number == wanted.number);
        let exact = numbered().filter(|held| held.parts.subject == subject).collect();
        if let Some(title) = only(exact, wanted.kind) {
            return Some(title);
        }
        if wanted.kind == Some("规定") && short.is_none() {
            return None;
        }
        only(numbered().filter(|held| held.parts.subject.contains(subject)).collect(), wanted.kind)
    }
}

fn only<'a>(mut fitting: Vec<&'a Held>, kind: Option<&str>) -> Option<&'a str> {
    for narrower in [&(|held: &&Held| held.in_force) as &dyn Fn(&&Held) -> bool, &|held: &&Held| {
        kind.is_none_or(|kind| held.parts.kind == Some(kind))
    }] {
        if fitting.len() > 1 && fitting.iter().any(narrower) {
            fitting.retain(narrower);
        }
    }
    match fitting.as_slice() {
        [one] => Some(&one.title),
        _ => None,
    }
}

/// Takes a name apart; `None` when it is not the name of an interpretation.
fn parts(name: &str) -> Option<Parts> {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_whitespace() && !"《》〈〉<>、，·".contains(*c))
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            c => c,
        })
        .collect();
    let (rest, number) = number_cut(&plain);
    let kind = ["解释", "规定"].into_iter().find(|kind| rest.ends_with(kind))?;
    let rest = rest.strip_suffix(kind)?;
    let practice = rest.ends_with("司法") && !rest.ends_with("公司法");
    let mut subject = if practice { rest.strip_suffix("司法").unwrap_or(rest) } else { rest };
    while let Some(shorter) = ISSUERS.iter().find_map(|issuer| subject.strip_prefix(issuer)) {
        subject = shorter;
    }
    let subject = WHOLE.iter().fold(subject.to_owned(), |subject, (whole, short)| subject.replace(whole, short));
    let subject = FRAME.iter().fold(subject, |subject, phrase| subject.replace(phrase, ""));
    let subject = match subject.strip_prefix("民法典") {
        Some(part) if !part.is_empty() => part.to_owned(),
        _ => subject,
    };
    let subject = subject.replace('编', "");
    let subject = subject.strip_prefix('涉').map(str::to_owned).unwrap_or(subject);
    Some(Parts { subject, number, kind: (!practice).then_some(kind) })
}

/// A name without the number at its end: 解释（三）, 解释三.
fn number_cut(name: &str) -> (&str, Option<u32>) {
    if let Some((rest, number)) = name.strip_suffix('）').and_then(|inside| inside.rsplit_once('（')) {
        return match numeral(number) {
            Some(number) => (rest, Some(number)),
            None => (name, None),
        };
    }
    let rest = name.trim_end_matches(|c: char| "一二三四五六七八九十".contains(c));
    let ends = rest.ends_with("解释") || rest.ends_with("规定");
    match name.get(rest.len()..).and_then(numeral) {
        Some(number) if ends => (rest, Some(number)),
        _ => (name, None),
    }
}

/// Whether a text ends in the number of an interpretation, or in a bracket that holds one.
pub(super) fn is_numbered(name: &str) -> bool {
    number_cut(&name.replace('(', "（").replace(')', "）")).1.is_some()
}

#[cfg(test)]
mod tests {
    use super::Interpretations;

    #[test]
    fn names_of_practice_lead_to_one_title() {
        let mut held = Interpretations::default();
        for (title, in_force) in [
            ("最高人民法院关于适用《中华人民共和国民法典》有关担保制度的解释", true),
            ("最高人民法院关于适用《中华人民共和国担保法》若干问题的解释", false),
            ("最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（三）", true),
            ("最高人民法院关于审理民间借贷案件适用法律若干问题的规定", true),
            ("最高人民法院关于适用《中华人民共和国民事诉讼法》的解释", true),
            ("最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释", true),
            ("最高人民法院、最高人民检察院关于办理盗窃刑事案件适用法律若干问题的解释", true),
        ] {
            held.add(title, in_force);
        }
        for (name, title) in [
            ("担保制度司法解释", Some("担保制度")),
            ("民法典担保解释", Some("担保制度")),
            ("公司法解释三", Some("（三）")),
            ("公司法司法解释（三）", Some("（三）")),
            ("公司法解释二", None),
            ("民间借贷司法解释", Some("民间借贷")),
            ("民间借贷司法解释（二）", None),
            ("民诉法解释", Some("民事诉讼法")),
            ("刑诉解释", Some("刑事诉讼法")),
            ("两高盗窃案件解释", Some("盗窃")),
            ("考勤管理规定", None),
            ("诉讼规定", None),
        ] {
            let found = held.find(name);
            assert_eq!(found.is_some(), title.is_some(), "{name}: {found:?}");
            assert!(found.is_none_or(|found| found.contains(title.unwrap())), "{name}: {found:?}");
        }
    }
}
