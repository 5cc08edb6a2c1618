//! What laws are called: official titles, short names and the aliases people write.

/// Everyday names in Chinese, by short name. Only names that mean one law.
const ALIASES: [(&str, &[&str]); 53] = [
    ("民事诉讼法", &["民诉法"]),
    ("刑事诉讼法", &["刑诉法"]),
    ("行政诉讼法", &["行诉法"]),
    ("消费者权益保护法", &["消保法", "消法"]),
    ("个人信息保护法", &["个保法"]),
    ("数据安全法", &["数安法"]),
    ("网络安全法", &["网安法"]),
    ("反不正当竞争法", &["反法"]),
    ("道路交通安全法", &["道交法"]),
    ("道路交通安全法实施条例", &["道交法实施条例"]),
    ("治安管理处罚法", &["治安处罚法"]),
    ("涉外民事关系法律适用法", &["涉外法律适用法"]),
    ("企业破产法", &["破产法"]),
    ("招标投标法", &["招投标法"]),
    ("招标投标法实施条例", &["招投标法实施条例"]),
    ("社会保险法", &["社保法"]),
    ("食品安全法", &["食安法"]),
    ("电子商务法", &["电商法"]),
    ("反电信网络诈骗法", &["反诈法", "反电诈法"]),
    ("个人所得税法", &["个税法"]),
    ("税收征收管理法", &["征管法", "税收征管法"]),
    ("劳动争议调解仲裁法", &["劳动争议仲裁法", "调解仲裁法", "劳动仲裁法"]),
    ("农村土地承包法", &["土地承包法"]),
    ("城市房地产管理法", &["房地产管理法"]),
    ("环境保护法", &["环保法"]),
    ("政府采购法", &["政采法"]),
    ("未成年人保护法", &["未保法"]),
    ("海事诉讼特别程序法", &["海诉法", "海事诉讼法"]),
    ("期货和衍生品法", &["期货法"]),
    ("证券投资基金法", &["基金法"]),
    ("银行业监督管理法", &["银监法"]),
    ("固体废物污染环境防治法", &["固废法"]),
    ("环境影响评价法", &["环评法"]),
    ("反家庭暴力法", &["反家暴法"]),
    ("促进科技成果转化法", &["科技成果转化法"]),
    ("出境入境管理法", &["出入境管理法"]),
    ("进出口商品检验法", &["商检法"]),
    ("企业国有资产法", &["国资法"]),
    ("工伤保险条例", &["工伤条例"]),
    ("机动车交通事故责任强制保险条例", &["交强险条例"]),
    ("职工带薪年休假条例", &["年休假条例"]),
    ("住房公积金管理条例", &["住房公积金条例"]),
    ("政府信息公开条例", &["信息公开条例"]),
    ("商业特许经营管理条例", &["商业特许经营条例"]),
    ("劳动合同法", &["劳合法"]),
    ("城镇房屋租赁合同解释", &["城镇房屋租赁合同司法解释", "城镇房屋租赁司法解释", "房屋租赁司法解释"]),
    ("买卖合同解释", &["买卖合同司法解释"]),
    ("建设工程施工合同解释（一）", &["建设工程司法解释一", "建设工程施工合同司法解释（一）"]),
    ("民间借贷规定", &["民间借贷司法解释", "民间借贷新规"]),
    ("最高人民法院关于民事诉讼证据的若干规定", &["证据规定", "民事证据规定", "民诉证据规定", "新证据规定"]),
    ("最高人民法院关于执行和解若干问题的规定", &["执行和解规定"]),
    ("最高人民法院关于人民法院网络司法拍卖若干问题的规定", &["网络司法拍卖规定"]),
    ("最高人民法院关于适用中华人民共和国公司法时间效力的若干规定", &["公司法时间效力规定"]),
];

/// English names by short name, without what English adds around them: the PRC, Chinese, of China.
const ENGLISH: [(&str, &[&str]); 36] = [
    ("民法典", &["civil code"]),
    ("民事诉讼法", &["civil procedure law"]),
    ("刑事诉讼法", &["criminal procedure law"]),
    ("行政诉讼法", &["administrative litigation law", "administrative procedure law"]),
    ("刑法", &["criminal law"]),
    ("公司法", &["company law"]),
    ("劳动法", &["labor law", "labour law"]),
    ("劳动合同法", &["labor contract law", "labour contract law"]),
    (
        "劳动合同法实施条例",
        &["implementing regulations of labor contract law", "implementing regulations of labour contract law"],
    ),
    (
        "消费者权益保护法",
        &[
            "consumer protection law",
            "law on protection of consumer rights and interests",
            "consumer rights protection law",
        ],
    ),
    ("个人信息保护法", &["personal information protection law", "pipl"]),
    ("数据安全法", &["data security law"]),
    ("网络安全法", &["cybersecurity law"]),
    ("电子签名法", &["electronic signature law", "electronic signatures law"]),
    ("电子商务法", &["e-commerce law", "electronic commerce law"]),
    ("反垄断法", &["anti-monopoly law"]),
    ("反不正当竞争法", &["anti-unfair competition law"]),
    ("仲裁法", &["arbitration law"]),
    ("证券法", &["securities law"]),
    ("商标法", &["trademark law"]),
    ("专利法", &["patent law"]),
    ("著作权法", &["copyright law"]),
    ("企业破产法", &["enterprise bankruptcy law", "bankruptcy law"]),
    ("外商投资法", &["foreign investment law"]),
    ("保险法", &["insurance law"]),
    ("社会保险法", &["social insurance law"]),
    ("产品质量法", &["product quality law"]),
    ("招标投标法", &["bidding law", "tendering and bidding law"]),
    ("涉外民事关系法律适用法", &["law on application of laws to foreign-related civil relations"]),
    (
        "最高人民法院关于适用中华人民共和国民法典有关担保制度的解释",
        &["interpretation of supreme people's court on application of guarantee system under civil code"],
    ),
    ("合同法", &["contract law"]),
    ("物权法", &["property law", "property rights law"]),
    ("侵权责任法", &["tort law", "tort liability law"]),
    ("民法通则", &["general principles of civil law"]),
    ("民法总则", &["general provisions of civil law"]),
    ("担保法", &["guarantee law", "guaranty law", "security law"]),
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

/// A name as it is compared: as a short name or, for Latin letters, see [`english_key`].
pub(super) fn key(name: &str) -> String {
    if name.is_ascii() || name.contains('’') { english_key(name) } else { short_name(name).replace('，', "") }
}

/// An English name without articles, case, and what only says that the law is one of China.
fn english_key(name: &str) -> String {
    let mut plain = format!(" {} ", name.replace('’', "'").to_lowercase().replace('"', " "));
    plain = plain.split_whitespace().fold(String::from(" "), |all, word| all + word + " ");
    for phrase in [
        " of the people's republic of china ",
        " of the prc ",
        " of prc ",
        " of china ",
        " china's ",
        " chinese ",
        " prc ",
        " the ",
        " new ",
        " current ",
    ] {
        while plain.contains(phrase) {
            plain = plain.replace(phrase, " ");
        }
    }
    plain.trim().to_owned()
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
    names.extend(everyday(&short));
    names.sort();
    names.dedup();
    names
}

/// The keys of the everyday and English names of a law, by its short name.
pub(super) fn everyday(short: &str) -> impl Iterator<Item = String> {
    let own = move |(law, names): &(&str, &'static [&'static str])| (*law == short).then_some(*names);
    let names = ALIASES.iter().find_map(own).into_iter().chain(ENGLISH.iter().find_map(own));
    names.flatten().map(|name| key(name))
}

/// An id as [`id`] writes it: 之一 as 之1.
pub(super) fn plain_id(id: &str) -> String {
    match id.rsplit_once('之') {
        Some((law, sub)) => super::numerals::numeral(sub).map_or_else(|| id.to_owned(), |sub| format!("{law}之{sub}")),
        None => id.to_owned(),
    }
}
