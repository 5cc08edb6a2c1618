//! What laws are called: official titles, short names and the aliases people write.

/// Everyday and English names, by short name. Only names that mean one law.
const ALIASES: [(&str, &[&str]); 22] = [
    (
        "民法典",
        &["Civil Code of the People's Republic of China", "Civil Code of the PRC", "PRC Civil Code", "Civil Code"],
    ),
    ("民事诉讼法", &["民诉法", "Civil Procedure Law", "Civil Procedure Law of the PRC", "PRC Civil Procedure Law"]),
    ("刑事诉讼法", &["刑诉法", "Criminal Procedure Law"]),
    ("行政诉讼法", &["行诉法", "Administrative Litigation Law"]),
    ("刑法", &["Criminal Law of the PRC", "PRC Criminal Law"]),
    ("公司法", &["Company Law of the PRC", "PRC Company Law", "Company Law"]),
    ("劳动法", &["PRC Labor Law", "PRC Labour Law"]),
    ("劳动合同法", &["Labor Contract Law", "Labour Contract Law", "PRC Labor Contract Law"]),
    ("消费者权益保护法", &["消保法", "消法", "Consumer Protection Law"]),
    ("个人信息保护法", &["个保法", "Personal Information Protection Law", "PIPL"]),
    ("数据安全法", &["数安法", "Data Security Law"]),
    ("网络安全法", &["网安法", "Cybersecurity Law"]),
    ("电子签名法", &["Electronic Signature Law", "Electronic Signatures Law"]),
    ("反垄断法", &["Anti-Monopoly Law"]),
    ("反不正当竞争法", &["反法", "Anti-Unfair Competition Law"]),
    ("道路交通安全法", &["道交法"]),
    ("治安管理处罚法", &["治安处罚法"]),
    ("涉外民事关系法律适用法", &["涉外法律适用法"]),
    ("城镇房屋租赁合同解释", &["城镇房屋租赁合同司法解释", "城镇房屋租赁司法解释", "房屋租赁司法解释"]),
    ("买卖合同解释", &["买卖合同司法解释"]),
    ("建设工程施工合同解释（一）", &["建设工程司法解释一", "建设工程施工合同司法解释（一）"]),
    ("民间借贷规定", &["民间借贷司法解释"]),
];

/// The frames of a judicial interpretation's title around its subject; none is part of another.
const FRAMES: [&str; 6] = [
    "纠纷案件具体应用法律若干问题的",
    "纠纷案件适用法律若干问题的",
    "纠纷案件应用法律若干问题的",
    "纠纷案件适用法律问题的",
    "案件适用法律若干问题的",
    "适用法律若干问题的",
];

/// The courts' and the prosecution's names as titles begin with them, in [`key`]'s spelling.
const ISSUERS: [&str; 3] = ["最高人民法院最高人民检察院", "最高人民法院", "最高人民检察院"];

/// A title as the library writes it: full-width brackets, no doubled blanks, issuers set apart by 、.
pub(super) fn official(title: &str) -> String {
    let mut clean = String::with_capacity(title.len());
    for word in title.split_whitespace() {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(clean.chars().last()) && latin(word.chars().next()) {
            clean.push(' ');
        } else if ISSUERS.iter().any(|issuer| clean == *issuer) && word.starts_with("最高人民") {
            clean.push('、');
        }
        clean.extend(word.chars().map(full_width));
    }
    clean
}

fn full_width(c: char) -> char {
    match c {
        '(' => '（',
        ')' => '）',
        '<' => '〈',
        '>' => '〉',
        other => other,
    }
}

/// The name a law goes by in article ids: without 中华人民共和国, book quotes, blanks, a version
/// in brackets, and the frame of a judicial interpretation's title.
#[must_use]
pub fn short_name(title: &str) -> String {
    let mut name: String = title
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '、'))
        .map(full_width)
        .collect();
    if let Some(start) = name.rfind('（') {
        let (law, version) = name.split_at(start);
        let dated = version.chars().filter(char::is_ascii_digit).count() >= 4;
        // 宪法修正案（1993年） is a text of its own, not a version.
        if (version.contains('修') || dated) && !law.ends_with("修正案") {
            name.truncate(start);
        }
    }
    let name = name.strip_prefix("中华人民共和国").unwrap_or(&name);
    let Some(subject) = name.strip_prefix("最高人民法院关于审理") else { return name.to_owned() };
    FRAMES.iter().fold(subject.to_owned(), |short, frame| short.replace(frame, ""))
}

/// The id of an article: `民法典#585`, `刑法#120之1`.
pub(super) fn id(law: &str, article: u32, sub: u32) -> String {
    let short = short_name(law);
    if sub == 0 { format!("{short}#{article}") } else { format!("{short}#{article}之{sub}") }
}

/// A name as it is compared: as a short name or, for Latin letters, with single blanks and no case.
pub(super) fn key(name: &str) -> String {
    if name.is_ascii() {
        name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
    } else {
        short_name(name).replace('，', "")
    }
}

/// The keys of everything a law of this official title may be called in a text.
pub(super) fn aliases(title: &str) -> Vec<String> {
    let short = short_name(title);
    let mut names = vec![key(title), key(&short)];
    let plain: String = title.chars().filter(|c| !c.is_whitespace() && *c != '、').collect();
    if let Some(rest) = ISSUERS.iter().find_map(|issuer| plain.strip_prefix(issuer)) {
        names.push(plain.clone());
        names.push(key(rest));
    }
    let known = ALIASES.iter().find(|(law, _)| *law == short).map_or(&[][..], |(_, names)| names);
    names.extend(known.iter().map(|name| key(name)));
    names.sort();
    names.dedup();
    names
}

/// An id as [`id`] writes it: 之一 as 之1.
pub(super) fn plain_id(id: &str) -> String {
    match id.rsplit_once('之') {
        Some((law, sub)) => super::numerals::numeral(sub).map_or_else(|| id.to_owned(), |sub| format!("{law}之{sub}")),
        None => id.to_owned(),
    }
}
