//! Parties, by the names that contracts give them.

use crate::{
    document::Language,
    values::{Found, Value, scan::Scan},
};

/// Chinese roles; at one place the longest wins.
const CHINESE: &[&str] = &[
    "任何一方",
    "任意一方",
    "任一方",
    "守约方",
    "违约方",
    "双方",
    "各方",
    "对方",
    "一方",
    "另一方",
    "第三方",
    "出租人",
    "承租人",
    "出租方",
    "承租方",
    "转租人",
    "次承租人",
    "出卖人",
    "买受人",
    "卖方",
    "买方",
    "供方",
    "需方",
    "供应商",
    "采购人",
    "采购方",
    "供应方",
    "供货方",
    "发包人",
    "承包人",
    "发包方",
    "承包方",
    "分包人",
    "委托人",
    "受托人",
    "委托方",
    "受托方",
    "服务方",
    "服务商",
    "客户",
    "披露方",
    "接收方",
    "许可方",
    "被许可方",
    "许可人",
    "被许可人",
    "转让方",
    "受让方",
    "转让人",
    "受让人",
    "出让方",
    "投资方",
    "投资人",
    "目标公司",
    "创始人",
    "借款人",
    "贷款人",
    "出借人",
    "保证人",
    "担保人",
    "抵押人",
    "抵押权人",
    "质押人",
    "质权人",
    "用人单位",
    "劳动者",
    "用工单位",
    "开发方",
    "定作人",
    "承揽人",
    "保管人",
    "寄存人",
    "托运人",
    "承运人",
    "收货人",
    "投保人",
    "被保险人",
    "保险人",
    "受益人",
    "债权人",
    "债务人",
    "平台方",
    "运营方",
    "合作方",
    "加盟商",
    "特许人",
    "被特许人",
];

/// English roles; at one place the longest wins.
const ENGLISH: &[&str] = &[
    "Disclosing Party",
    "Receiving Party",
    "Indemnifying Party",
    "Indemnified Party",
    "Defaulting Party",
    "Non-Defaulting Party",
    "Breaching Party",
    "Non-Breaching Party",
    "Terminating Party",
    "Other Party",
    "Either Party",
    "Neither Party",
    "Each Party",
    "Both Parties",
    "the Parties",
    "Third Party",
    "Party A",
    "Party B",
    "Party C",
    "Landlord",
    "Tenant",
    "Lessor",
    "Lessee",
    "Buyer",
    "Seller",
    "Purchaser",
    "Vendor",
    "Supplier",
    "Customer",
    "Client",
    "Contractor",
    "Subcontractor",
    "Consultant",
    "Service Provider",
    "Provider",
    "Employer",
    "Employee",
    "Licensor",
    "Licensee",
    "Assignor",
    "Assignee",
    "Borrower",
    "Lender",
    "Guarantor",
    "Investor",
    "Company",
    "Distributor",
    "Manufacturer",
    "Franchisor",
    "Franchisee",
    "Agent",
    "Principal",
    "Discloser",
    "Recipient",
    "Owner",
    "Operator",
];

pub(super) fn find(scan: &Scan, text: &str, language: Language) -> Vec<Found> {
    let roles = match language {
        Language::Zh => CHINESE,
        Language::En => ENGLISH,
    };
    let originals: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.chars.len() {
        let role = roles.iter().filter_map(|role| role_at(scan, at, role)).max();
        match role.or_else(|| stem(scan, at)) {
            Some(end) => {
                let value = originals.get(at..end).unwrap_or_default().iter().collect();
                found.push(Found { value: Value::Party { value }, start: at, end });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A role at the beginning of a word.
fn role_at(scan: &Scan, at: usize, role: &str) -> Option<usize> {
    let inside_word = scan.get(at).is_ascii_alphabetic() && scan.before(at).is_ascii_alphabetic();
    if inside_word { None } else { scan.after(at, role) }
}

/// 甲方, 乙方 and on through the heavenly stems, in contracts of either language.
fn stem(scan: &Scan, at: usize) -> Option<usize> {
    let is_stem = "甲乙丙丁戊己庚辛壬癸".contains(scan.get(at));
    (is_stem && scan.get(at + 1) == '方').then_some(at + 2)
}
