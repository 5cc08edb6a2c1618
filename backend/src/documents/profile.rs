//! What a lawyer wants to know of a contract first: title, kind, language, parties, date.

use pacta_domain::document::{Align, Block, Document, Language, Story};

use super::{clauses::Hint, labels, parties, signing};

/// Blocks at the beginning among which the title is looked for.
const TITLE_WITHIN: usize = 12;
/// Longest title in characters.
const TITLE_LENGTH: usize = 120;

/// The block that holds the title: styled as such, else large, centred, or named like a contract.
pub(super) fn title(document: &Document, hints: &[Hint]) -> Option<usize> {
    let plain = Hint::default();
    let hint = |index: usize| hints.get(index).unwrap_or(&plain);
    // Cells hold titles only where the whole contract is a form.
    let form = document.blocks.iter().take(TITLE_WITHIN).all(|block| block.cell.is_some());
    let body: Vec<(usize, &Block)> = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.story == Story::Body)
        .take(TITLE_WITHIN)
        .take_while(|(index, block)| *index == 0 || !begins_clauses(block))
        .filter(|(index, block)| {
            let length = block.text.chars().count();
            (form || block.cell.is_none()) && (2..=TITLE_LENGTH).contains(&length) && !hint(*index).contents
        })
        .collect();
    let largest = body.iter().map(|(index, _)| hint(*index).size).max().unwrap_or(0);
    let (best, score) = body
        .iter()
        .enumerate()
        .map(|(rank, (index, block))| {
            let hint = hint(*index);
            let text = block.text.trim();
            let mut score = 0;
            score += if hint.title { 6 } else { 0 };
            score += if named_like_a_contract(text) { 5 } else { 0 };
            score += if block.layout.align == Align::Center { 2 } else { 0 };
            score += if hint.size == largest && largest > 24 { 2 } else { 0 };
            score += if hint.heading == Some(1) { 2 } else { 0 };
            score += if rank == 0 { 2 } else { 0 };
            score += if is_capitals(text) { 2 } else { 0 };
            score -=
                if text.contains(['：', ':']) || text.ends_with(['。', '.', '，', ',', '；', ';']) { 6 } else { 0 };
            score -= if begins_clauses(block) { 4 } else { 0 };
            (*index, score)
        })
        // Of equals the first.
        .max_by(|(first, one), (second, other)| one.cmp(other).then(second.cmp(first)))?;
    (score >= 2).then_some(best)
}

/// Whether the numbered part begins with this block.
fn begins_clauses(block: &Block) -> bool {
    let label = match &block.label {
        Some(label) => labels::automatic(label),
        None => labels::typed(&block.text),
    };
    label.is_some_and(|label| label.family != labels::Family::Annex)
}

fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

fn named_like_a_contract(text: &str) -> bool {
    let bare = text.trim_end_matches(|sign: char| !sign.is_alphanumeric());
    let bare = bare.split(['（', '(']).next().unwrap_or(bare).trim();
    if ["合同", "合同书", "协议", "协议书", "契约", "订单", "承诺书", "条款"].iter().any(|end| bare.ends_with(end))
    {
        return bare.chars().count() <= 40;
    }
    let lower = bare.to_lowercase();
    lower.split_whitespace().count() <= 12
        && ["agreement", "contract", "lease", "nda", "addendum", "terms", "deed", "order", "note"]
            .iter()
            .any(|word| lower.split(|sign: char| !sign.is_alphabetic()).any(|part| part == *word))
}

/// Fills in what can be known once the clauses stand.
pub(super) fn complete(document: &mut Document, title: Option<usize>) {
    document.language = language(&document.text);
    document.title = title
        .and_then(|index| document.blocks.get(index))
        .map(|block| block.text.split_whitespace().collect::<Vec<_>>().join(" "));
    document.parties = parties::find(document);
    document.signed_on = signing::date(document);
    document.contract_type = kind(document).map(str::to_owned);
}

/// The language that carries most of the text: a Chinese sign weighs as much as two Latin letters.
pub(super) fn language(text: &str) -> Language {
    let (mut han, mut latin) = (0usize, 0usize);
    for sign in text.chars() {
        if ('\u{4E00}'..='\u{9FFF}').contains(&sign) {
            han += 1;
        } else if sign.is_ascii_alphabetic() {
            latin += 1;
        }
    }
    if han * 2 >= latin && han > 0 { Language::Zh } else { Language::En }
}

/// Kinds of contract with the words of their titles and the words of their texts.
///
/// Order matters among titles: the more particular kind comes first.
const KINDS: [(&str, &[&str], &[&str]); 13] = [
    (
        "nda",
        &["保密", "non-disclosure", "nondisclosure", "confidentiality", "nda"],
        &["保密信息", "披露方", "接收方", "disclosing party", "receiving party"],
    ),
    (
        "data_processing",
        &["数据处理", "个人信息", "data processing", "data protection", "dpa"],
        &["个人信息处理者", "受托处理", "personal data", "data subject", "controller", "processor"],
    ),
    (
        "retail_lease",
        &["商铺", "店铺", "铺位", "租赁", "租房", "lease", "tenancy"],
        &["出租方", "承租方", "出租人", "承租人", "租金", "押金", "landlord", "tenant", "rent"],
    ),
    (
        "construction_subcontract",
        &["分包", "施工", "建设工程", "subcontract", "construction"],
        &["承包人", "发包人", "分包人", "工程款", "竣工", "subcontractor"],
    ),
    (
        "saas",
        &["saas", "software as a service", "cloud service", "subscription", "云服务"],
        &["subscription term", "cloud service", "uptime", "hosted"],
    ),
    (
        "technology",
        &["技术", "软件", "开发", "研发", "许可", "license", "development", "software"],
        &["技术成果", "源代码", "软件开发", "知识产权", "licensed software", "source code"],
    ),
    (
        "employment",
        &["劳动", "聘用", "雇佣", "employment", "offer letter"],
        &["用人单位", "劳动者", "试用期", "社会保险", "employee", "employer"],
    ),
    (
        "loan",
        &["借款", "贷款", "借贷", "借条", "loan", "credit", "promissory"],
        &["借款人", "贷款人", "出借人", "利率", "borrower", "lender"],
    ),
    ("supply", &["supply", "供货", "供应", "procurement"], &["supplier", "purchase order", "供货"]),
    (
        "sale",
        &["买卖", "采购", "购销", "销售", "购买", "purchase", "sale"],
        &["买受人", "出卖人", "买方", "卖方", "供方", "需方", "交货", "货物", "seller", "buyer", "goods"],
    ),
    (
        "services",
        &[
            "服务",
            "委托",
            "咨询",
            "运维",
            "物业",
            "劳务",
            "service",
            "services",
            "consulting",
            "hosting",
            "maintenance",
            "outsourcing",
        ],
        &["服务内容", "委托方", "受托方", "服务费", "services", "statement of work"],
    ),
    (
        "commercial",
        &[
            "合作",
            "商务",
            "战略",
            "经销",
            "代理",
            "加盟",
            "distribution",
            "reseller",
            "franchise",
            "sponsorship",
            "promotion",
            "alliance",
            "collaboration",
            "cooperation",
            "agency",
            "affiliate",
        ],
        &["合作", "经销商", "distributor"],
    ),
    ("commercial", &["合同", "协议", "agreement", "contract"], &[]),
];

/// The kind of contract, from the title first, then from the words that make up the text.
fn kind(document: &Document) -> Option<&'static str> {
    let title = document.title.as_deref().unwrap_or_default().to_lowercase();
    let last = KINDS.len() - 1;
    let titled = KINDS[..last].iter().find(|(_, names, _)| names.iter().any(|name| names_kind(&title, name)));
    let by_title = titled.map(|(kind, ..)| *kind);
    // The title of a plain "Agreement" says nothing; the words of the text decide.
    by_title
        .or_else(|| by_words(&document.text))
        .or_else(|| KINDS[last].1.iter().any(|name| names_kind(&title, name)).then_some(KINDS[last].0))
}

fn names_kind(title: &str, name: &str) -> bool {
    if name.is_ascii() {
        let mut rest = title;
        while let Some(place) = rest.find(name) {
            let before = rest[..place].chars().next_back();
            let after = rest[place + name.len()..].chars().next();
            if before.is_none_or(|sign| !sign.is_alphanumeric()) && after.is_none_or(|sign| !sign.is_alphanumeric()) {
                return true;
            }
            rest = &rest[place + name.len()..];
        }
        return false;
    }
    title.contains(name)
}

/// The kind whose words fill most of the text; at least three mentions of two different words.
fn by_words(text: &str) -> Option<&'static str> {
    // The opening tells; a long annex of prices does not.
    let opening: String = text.chars().take(20_000).collect::<String>().to_lowercase();
    KINDS
        .iter()
        .map(|(kind, _, words)| {
            let counts = words.iter().map(|word| opening.matches(word).count());
            let (sum, different) =
                counts.fold((0, 0), |(sum, different), count| (sum + count, different + usize::from(count > 0)));
            (*kind, if different >= 2 { sum } else { 0 })
        })
        .filter(|(_, sum)| *sum >= 3)
        .max_by_key(|(_, sum)| *sum)
        .map(|(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::super::text::document;
    use super::*;

    #[test]
    fn title_kind_and_language_are_found() {
        let read = |text: &str| document(text.to_owned()).unwrap();
        let lease = read("合同编号：1\n商铺租赁合同\n甲方：某某公司\n第一条 租金");
        assert_eq!(
            (lease.title.as_deref(), lease.contract_type.as_deref()),
            (Some("商铺租赁合同"), Some("retail_lease"))
        );
        assert_eq!(lease.language, Language::Zh);
        let nda = read("MUTUAL NON-DISCLOSURE AGREEMENT\nThis Agreement is made by X.\n1. Terms.");
        assert_eq!((nda.contract_type.as_deref(), nda.language), (Some("nda"), Language::En));
        let services = read("Master Services Agreement\n1. Services.");
        assert_eq!(services.contract_type.as_deref(), Some("services"));
        let release = read("Press Release Notes\nNothing here.");
        assert_eq!(release.contract_type, None);
    }
}
