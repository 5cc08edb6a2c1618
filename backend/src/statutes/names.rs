//! What laws are called: official titles, short names and the aliases people write.

/// English and everyday names, by short name. Only names that mean one law.
const ALIASES: [(&str, &[&str]); 5] = [
    ("民法典", &["Civil Code of the People's Republic of China", "Civil Code of the PRC", "PRC Civil Code", "Civil Code"]),
    ("民事诉讼法", &["民诉法", "Civil Procedure Law"]),
    ("反不正当竞争法", &["Anti-Unfair Competition Law"]),
    ("电子签名法", &["Electronic Signature Law"]),
    ("城镇房屋租赁合同解释", &["城镇房屋租赁合同司法解释", "城镇房屋租赁司法解释", "房屋租赁司法解释"]),
];

/// The name a law goes by in article ids: without 中华人民共和国, book quotes, blanks, a version
/// in brackets, and the frame of a judicial interpretation's title.
#[must_use]
pub fn short_name(title: &str) -> String {
    let mut name: String =
        title.chars().filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '〈' | '〉')).collect();
    if let Some(start) = name.rfind(['（', '(']) {
        let version = name.get(start..).unwrap_or_default();
        if version.contains('修') || version.chars().filter(char::is_ascii_digit).count() >= 4 {
            name.truncate(start);
        }
    }
    let name = name.strip_prefix("中华人民共和国").unwrap_or(&name);
    let Some(subject) = name.strip_prefix("最高人民法院关于审理") else { return name.to_owned() };
    let frames = ["纠纷案件具体应用法律若干问题的", "纠纷案件适用法律若干问题的", "纠纷案件应用法律若干问题的", "纠纷案件适用法律问题的"];
    frames.iter().fold(subject.to_owned(), |short, frame| short.replace(frame, ""))
}

/// Everything a law of this official title may be called in a text.
pub(super) fn aliases(title: &str) -> Vec<String> {
    let short = short_name(title);
    let mut names = vec![title.to_owned(), short.clone()];
    if let Some(rest) = title.strip_prefix("最高人民法院") {
        names.push(rest.to_owned());
    }
    let known = ALIASES.iter().find(|(law, _)| *law == short).map_or(&[][..], |(_, names)| names);
    names.extend(known.iter().map(|name| (*name).to_owned()));
    names.dedup();
    names
}
