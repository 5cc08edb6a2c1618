//! The parties: who they are and what the text calls them.

use std::sync::LazyLock;

use pacta_domain::document::{Block, Document, Language, Party, Story};
use regex::Regex;

/// Blocks at the beginning, and at the end for what is missing, that are searched.
const FIRST: usize = 60;
const LAST: usize = 30;
/// Longest name of a party in characters.
const NAME: usize = 80;

const NEUTRAL: &str = "甲方|乙方|丙方|丁方|戊方|甲 方|乙 方|丙 方";
/// Chinese words for a side, as heads of a line.
const ROLES: &str = "总承包人|总承包方|总包方|分包人|分包方|劳务分包人|承包人|承包方|发包人|发包方|工程承包人|劳务承包人|用人单位|劳动者|出租方|承租方|出租人|承租人|次承租人|转租方|买受人|出卖人|买受方|出卖方|买方|卖方|供方|需方|供货方|供应商|供应方|采购方|采购人|订货方|销售方|委托方|受托方|委托人|受托人|定作人|承揽人|定作方|承揽方|借款人|贷款人|出借人|借款方|贷款方|出借方|保证人|担保人|抵押人|抵押权人|质权人|出质人|许可方|被许可方|许可人|被许可人|披露方|接收方|接受方|转让方|受让方|转让人|受让人|投资方|投资人|目标公司|服务方|服务提供方|服务商|客户|用户|个人信息处理者|受托处理者|数据提供方|数据接收方|经销商|代理人|代理方|被代理人|特许人|被特许人|物业服务人|业主|聘用单位|受聘人|雇主|雇员|用工单位|赠与人|受赠人|寄存人|保管人|托运人|承运人|中介人|合伙人";
const ENGLISH: &str = "Disclosing Party|Receiving Party|Discloser|Recipient|Customer|Provider|Service Provider|Supplier|Vendor|Client|Company|Contractor|Subcontractor|Consultant|Licensor|Licensee|Lessor|Lessee|Landlord|Tenant|Buyer|Seller|Purchaser|Lender|Borrower|Employer|Employee|Distributor|Reseller|Manufacturer|Investor|Guarantor|Party A|Party B|Party C|Controller|Processor|Data Controller|Data Processor";

static LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?:^|[\s\u3000、；;])(?P<role>{NEUTRAL}|{ROLES}|{ENGLISH})\s*(?:[（(]\s*(?:以下简称|以下称|下称|简称|或称)?\s*为?[“"「『]?(?P<other>[^（）()：:，,；;“”"「」\s]{{1,12}}(?:[ /、][A-Za-z]+)?)[”"」』]?\s*[)）]\s*)?(?:名称|姓名|身份证号码?)?\s*[：:]\s*"#
    ))
    .expect("a constant pattern")
});
/// A line or cell that names the role alone.
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"^[\s\u3000]*(?P<role>{NEUTRAL}|{ROLES}|{ENGLISH})\s*(?:[（(]\s*(?:以下简称|以下称|下称|简称)?\s*[“"「]?(?P<other>[^（）()：:，,“”"]{{1,12}})[”"」]?\s*[)）])?\s*(?:名称|姓名)?\s*[：:]?[\s\u3000_]*$"#
    ))
    .expect("a constant pattern")
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s\u3000•·\-*]*(?:公司名称|单位名称|企业名称|名\s*称|姓\s*名|单位|公司|name|company(?: name)?)\s*[：:]\s*(?P<name>.+)$")
        .expect("a constant pattern")
});
/// A name that declares its role behind it: 某某公司（以下简称“甲方”）.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?P<name>[^，。；：:;、“”"（）()\s]{{2,40}}(?:[（(][^（）()]{{1,8}}[)）][^，。；：:;、“”"（）()\s]{{2,30}})?)\s*[（(]\s*(?:以下简称|以下称|下称|简称|以下)\s*为?\s*[“"「『]?(?P<role>{NEUTRAL}|{ROLES})[”"」』]?(?:\s*或\s*[“"「]?(?P<other>[^“”"（）()]{{1,12}})[”"」]?)?\s*[)）]"#
    ))
    .expect("a constant pattern")
});
static PREAMBLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:by\s+and\s+between|by\s+and\s+among|between|among|made\s+by)\b\s*:?")
        .expect("a constant pattern")
});
static TERMS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\([^()“"]{0,80}[“"][^()]{1,120}\)"#).expect("a constant pattern"));
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"[“"]\s*([^“”"]{1,60}?)[,.]?\s*[”"]"#).expect("a constant pattern"));
/// 某某公司（甲方）: the neutral word behind a name.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?P<name>.{{2,60}}?)\s*[（(]\s*(?P<other>{NEUTRAL})\s*[)）]\s*$"))
        .expect("a constant pattern")
});
/// Where a name ends in an English preamble.
static NAME_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i),?\s+d/?b/?a\b|,\s+(?:an?|the|with|having|whose|located|organized|incorporated|duly|on\s+behalf|acting|individually|of|at|as|and|registered|[0-9])\b|\s+(?:having|with)\s+(?:its|an?|offices)\b|\s+(?:located|organized|residing|whose)\b|\s+\(|,?\s+an?\s+(?:[A-Z][a-z]+\s+){1,3}(?:corporation|company|limited|partnership)")
        .expect("a constant pattern")
});

/// The parties in the order they are named.
pub(super) fn find(document: &Document) -> Vec<Party> {
    let body: Vec<&Block> = document.blocks.iter().filter(|block| block.story == Story::Body).collect();
    let mut found = Found::default();
    let first = &body[..body.len().min(FIRST)];
    for (place, block) in first.iter().enumerate() {
        lines(&block.text, &mut found);
        if let Some(alone) = ALONE.captures(&block.text) {
            let role = alone.name("role").map_or("", |role| role.as_str());
            let other = alone.name("other").map(|other| other.as_str());
            found.add(role, other, &name_below(block, &first[place + 1..]).unwrap_or_default());
        }
        declared(&block.text, &mut found);
    }
    if document.language == Language::En && (found.parties.len() < 2 || !found.has_names()) {
        let mut preamble = Found::default();
        english(first, &mut preamble);
        // One lone "Company:" belongs to a form or a signature.
        if found.parties.len() < 2 || preamble.has_names() {
            found = preamble;
        }
    }
    if !found.parties.is_empty() && !found.has_names() {
        for block in body.iter().rev().take(LAST) {
            lines(&block.text, &mut found);
        }
    }
    found.finish()
}

#[derive(Default)]
struct Found {
    parties: Vec<Party>,
}

impl Found {
    fn has_names(&self) -> bool {
        self.parties.iter().any(|party| !party.name.is_empty())
    }

    /// Adds a party, or what is new about one that is known.
    fn add(&mut self, role: &str, other: Option<&str>, name: &str) {
        let squeeze =
            |word: &str| word.split_whitespace().collect::<Vec<_>>().join(if word.is_ascii() { " " } else { "" });
        let mut words: Vec<String> = [Some(role), other].into_iter().flatten().map(squeeze).collect();
        words.retain(|word| {
            !word.is_empty() && !is_seal(word) && !["全称", "公司", "单位", "个人"].contains(&word.as_str())
        });
        // The neutral word leads, whichever way round the text puts the two.
        words.sort_by_key(|word| !is_neutral(word));
        let Some(role) = words.first().cloned() else { return };
        let name = clean_name(name);
        if let Some(known) = self.parties.iter_mut().find(|party| {
            let called = |word: &String| *word == party.role || party.aliases.contains(word);
            // 供方：某某公司（以下简称“甲方”）: two words for one.
            let same = name.chars().count() >= 2
                && party.name == name
                && words.iter().all(|word| is_neutral(word) != is_neutral(&party.role));
            words.iter().any(called) || same
        }) {
            if known.name.is_empty() {
                known.name = name;
            }
            for word in words {
                if word != known.role && !known.aliases.contains(&word) {
                    if is_neutral(&word) && !is_neutral(&known.role) {
                        let former = std::mem::replace(&mut known.role, word);
                        known.aliases.push(former);
                    } else {
                        known.aliases.push(word);
                    }
                }
            }
            return;
        }
        self.parties.push(Party { role, name, aliases: words.into_iter().skip(1).collect() });
    }

    /// A single role without a name is a heading or a signature, not a party.
    fn finish(mut self) -> Vec<Party> {
        if self.parties.len() == 1 && !self.has_names() {
            self.parties.clear();
        }
        if self.has_names() && self.parties.iter().filter(|party| !party.name.is_empty()).count() >= 2 {
            self.parties.retain(|party| !party.name.is_empty() || is_neutral(&party.role));
        }
        self.parties
    }
}

fn is_neutral(word: &str) -> bool {
    let mut signs = word.chars();
    matches!((signs.next(), signs.next(), signs.next()), (Some('甲' | '乙' | '丙' | '丁' | '戊'), Some('方'), None))
        || word.starts_with("Party ")
}

/// 盖章 and the like beside a role mark a signature, not another name.
fn is_seal(word: &str) -> bool {
    ["章", "签字", "签名", "法定代表", "代表人", "授权", "盖", "印"].iter().any(|seal| word.contains(seal))
}

/// 甲方（出租方）：某某公司, several on one line too.
fn lines(text: &str, found: &mut Found) {
    text.split('\n').for_each(|text| line(text, found));
}

fn line(text: &str, found: &mut Found) {
    let heads: Vec<_> = LINE.captures_iter(text).collect();
    for (place, head) in heads.iter().enumerate() {
        let Some(whole) = head.get(0) else { continue };
        // A role in the midst of running text is not the head of a line.
        if place == 0 && text.get(..whole.start()).is_some_and(|before| before.chars().count() > 12) {
            return;
        }
        let end = heads.get(place + 1).and_then(|next| next.get(0)).map_or(text.len(), |next| next.start());
        let name = text.get(whole.end()..end).unwrap_or_default();
        let role = head.name("role").map_or("", |role| role.as_str());
        let other = head.name("other").map(|other| other.as_str());
        if other.is_some_and(is_seal) && found.parties.is_empty() {
            continue;
        }
        // A sentence after the colon lists duties: it is no name.
        let sentence = name.chars().count() > NAME || name.contains('。');
        let aliases: Vec<&str> = TERMS
            .find_iter(name)
            .flat_map(|terms| QUOTED.captures_iter(terms.as_str()))
            .filter_map(|quoted| quoted.get(1))
            .map(|word| word.as_str())
            .filter(|word| !no_party(word))
            .collect();
        if !sentence || found.parties.iter().any(|party| party.role == role) {
            let behind = BEHIND.captures(name.trim());
            let (other, name) = match behind.as_ref().and_then(|behind| behind.name("name").zip(behind.name("other"))) {
                Some((bare, word)) if other.is_none() => (Some(word.as_str()), bare.as_str()),
                _ => (other, name),
            };
            found.add(role, other, if sentence { "" } else { name });
            for alias in aliases {
                found.add(role, Some(alias), "");
            }
        }
    }
}

/// The name that follows a role in the next cell or in one of the next lines.
fn name_below(role: &Block, following: &[&Block]) -> Option<String> {
    for (distance, block) in following.iter().take(4).enumerate() {
        if ALONE.is_match(&block.text) {
            return None;
        }
        if let Some(name) = NAMED.captures(&block.text).and_then(|found| found.name("name")) {
            return Some(name.as_str().to_owned());
        }
        let same_row = matches!((role.cell, block.cell), (Some(one), Some(other)) if one.table == other.table && one.row == other.row);
        let company = [
            "公司",
            "厂",
            "中心",
            "店",
            "银行",
            "学校",
            "大学",
            "医院",
            "研究院",
            "合伙企业",
            "Inc.",
            "LLC",
            "Ltd.",
            "Limited",
        ]
        .iter()
        .any(|end| block.text.trim_end().ends_with(end));
        if distance == 0 && (same_row || (company && !block.text.contains(['：', ':']))) {
            return Some(block.text.clone());
        }
    }
    None
}

/// 某某公司（以下简称“甲方”）
fn declared(text: &str, found: &mut Found) {
    for head in DECLARED.captures_iter(text) {
        let name = head.name("name").map_or("", |name| name.as_str());
        let name = name.trim_start_matches(['由', '与', '和', '及']);
        let role = head.name("role").map_or("", |role| role.as_str());
        // 出租方（以下简称甲方）：… is a line with two words for one party.
        if !ALONE.is_match(name) {
            found.add(role, head.name("other").map(|other| other.as_str()), name);
        }
    }
}

/// This Agreement is between X Inc., a Delaware corporation ("Buyer"), and Y Ltd ("Seller").
fn english(blocks: &[&Block], found: &mut Found) {
    let Some(start) = blocks.iter().position(|block| PREAMBLE.is_match(&block.text)) else { return };
    // The parties may stand in paragraphs of their own after "between".
    let text =
        blocks[start..].iter().take(6).map(|block| block.text.replace('\u{A0}', " ")).collect::<Vec<_>>().join(" ");
    let Some(preamble) = PREAMBLE.find(&text) else { return };
    let mut from = preamble.end();
    for terms in TERMS.find_iter(&text) {
        if terms.start() < from || found.parties.len() >= 6 {
            continue;
        }
        let words: Vec<&str> = QUOTED
            .captures_iter(terms.as_str())
            .filter_map(|found| found.get(1))
            .map(|word| word.as_str().trim_start_matches("the ").trim())
            .filter(|word| !no_party(word))
            .collect();
        let name = text.get(from..terms.start()).unwrap_or_default();
        // After the first party only "and" or a comma leads to the next; a new sentence speaks of other things.
        if !found.parties.is_empty() && !name.trim_start().to_lowercase().starts_with([',', ';', '&', 'a']) {
            break;
        }
        let collective = terms.as_str().to_lowercase().contains("collectively") && found.parties.len() >= 2;
        if words.is_empty() || collective || name.len() > 600 {
            if found.parties.len() >= 2 {
                break;
            }
            from = if name.to_lowercase().contains(" date") || words.is_empty() && name.len() < 200 {
                from
            } else {
                terms.end()
            };
            continue;
        }
        let name = name.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        let name = name.strip_prefix("and ").or_else(|| name.strip_prefix("AND ")).unwrap_or(name);
        let name = name.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        let name = NAME_END.find(name).map_or(name, |end| &name[..end.start()]);
        let (role, aliases) = words.split_first().map_or(("", &[][..]), |(role, rest)| (*role, rest));
        if name.chars().count() <= NAME && name.starts_with(|first: char| first.is_uppercase() || first.is_numeric()) {
            found.add(role, None, name);
            for alias in aliases {
                found.add(role, Some(alias), name);
            }
        }
        from = terms.end();
    }
}

/// Defined terms of a preamble that are no parties.
fn no_party(word: &str) -> bool {
    let lower = word.to_lowercase();
    ["agreement", "date", "parties", "contract", "term", "lease", "property", "premises", "services", "products", "act"]
        .iter()
        .any(|end| lower.ends_with(end))
        || lower == "party"
}

/// A name without blanks to fill in and without what follows it on the line.
fn clean_name(name: &str) -> String {
    let name = name.trim_matches(|sign: char| sign.is_whitespace() || "_＿，,；;。、：:".contains(sign));
    let cut = [
        "（以下",
        "(以下",
        "（下称",
        "(下称",
        "（简称",
        "(hereinafter",
        "(“",
        "(\"",
        "（“",
        "，",
        "；",
        ";",
        "\t",
        "\n",
        "   ",
        "　　",
        "统一社会信用代码",
        "法定代表人",
        "地址",
        "住所",
        "联系",
    ]
    .iter()
    .filter_map(|sign| name.find(sign))
    .min()
    .unwrap_or(name.len());
    let name = name.get(..cut).unwrap_or(name).trim_matches(|sign: char| sign.is_whitespace() || "_＿".contains(sign));
    let blank = name.chars().all(|sign| !sign.is_alphanumeric())
        || (name.starts_with(['[', '【']) && name.ends_with([']', '】']));
    if blank || is_seal_line(name) || name.chars().count() > NAME { String::new() } else { name.to_owned() }
}

/// （盖章） alone after the colon.
fn is_seal_line(name: &str) -> bool {
    name.starts_with(['（', '(']) && is_seal(name) && name.chars().count() <= 12
}

#[cfg(test)]
mod tests {
    use super::super::text::document;

    fn found(text: &str) -> Vec<(String, String, String)> {
        let document = document(text.to_owned()).unwrap();
        document.parties.into_iter().map(|party| (party.role, party.name, party.aliases.join("/"))).collect()
    }

    fn expected(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        rows.iter().map(|(role, name, aliases)| ((*role).into(), (*name).into(), (*aliases).into())).collect()
    }

    #[test]
    fn chinese_parties_are_found_in_their_usual_forms() {
        let both = [("甲方", "杭州甲有限公司", "出租方"), ("乙方", "王某", "承租方")];
        for text in [
            "租赁合同\n出租方（甲方）：杭州甲有限公司\n承租方（乙方）：王某",
            "租赁合同\n甲方（出租方）：杭州甲有限公司\n乙方（承租方）：王某\n第一条 租金\n甲方（盖章）：",
            "租赁合同\n出租方（以下简称甲方）：杭州甲有限公司\n承租方（以下简称“乙方”）：王某",
            "租赁合同\n甲方（出租方）：杭州甲有限公司　　乙方（承租方）：王某",
            "租赁合同\n出租方：杭州甲有限公司（甲方）\n承租方：王某（乙方）",
            "租赁合同\n出租方：杭州甲有限公司（以下简称“甲方”）\n承租方：王某（下称乙方）",
            "租赁合同\n甲方（出租方）\n公司名称：杭州甲有限公司\n乙方（承租方）\n姓名：王某",
        ] {
            assert_eq!(found(text), expected(&both), "{text}");
        }
        assert_eq!(
            found("合作协议\n北京丙（集团）有限公司（以下简称“甲方”）与上海丁有限公司（以下简称“乙方”）达成协议。"),
            expected(&[("甲方", "北京丙（集团）有限公司", ""), ("乙方", "上海丁有限公司", "")])
        );
        assert_eq!(found("合同\n甲方：＿＿＿＿\n乙方：____"), expected(&[("甲方", "", ""), ("乙方", "", "")]));
    }

    #[test]
    fn english_parties_are_found_in_the_preamble() {
        assert_eq!(
            found(
                "NDA\nThis Agreement (the \"Agreement\") is dated as of May 1, 2020 (the \"Effective Date\") and is between Acme Inc., a Delaware corporation (\"Disclosing Party\" or \"Discloser\"), and Widget Ltd, an English company (\"Recipient\"), together (the \"Parties\")."
            ),
            expected(&[("Disclosing Party", "Acme Inc.", "Discloser"), ("Recipient", "Widget Ltd", "")])
        );
        assert_eq!(
            found("Lease\nLandlord: Acme LLC\nTenant: Bob Smith"),
            expected(&[("Landlord", "Acme LLC", ""), ("Tenant", "Bob Smith", "")])
        );
    }
}
