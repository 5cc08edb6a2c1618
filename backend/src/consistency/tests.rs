//! Slips that must be found, and their neighbours that must not.

use pacta_domain::document::Document;

use super::{Check, check, references};
use crate::documents::{ReadOptions, read};

fn contract(text: &str) -> Document {
    read(text.as_bytes(), "contract.txt", &ReadOptions::default()).expect("a text")
}

/// The quotes of all issues of one check, joined.
fn found(kind: Check, text: &str) -> Vec<String> {
    let document = contract(text);
    let checked = check(&document).into_iter().find(|checked| checked.check == kind).expect("every check runs");
    for quote in checked.issues.iter().flat_map(|issue| &issue.quotes) {
        assert!(quote.holds_in(&document), "{quote:?}");
    }
    checked
        .issues
        .iter()
        .map(|issue| issue.quotes.iter().map(|quote| quote.text.trim()).collect::<Vec<_>>().join(" | "))
        .collect()
}

#[track_caller]
fn expect(kind: Check, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(found(kind, text), *expected, "{text}");
    }
}

#[test]
fn amounts_in_words_and_figures() {
    expect(
        Check::Amounts,
        &[
            ("合同总价为人民币壹拾万元整（¥100,000.00）。", &[]),
            ("合同总价为人民币壹拾万元整（¥10,000.00）。", &["人民币壹拾万元整（¥10,000.00"]),
            ("租金为人民币（大写）伍万元整，小写：¥5,000元。", &["人民币（大写）伍万元整，小写：¥5,000元"]),
            ("保证金为人民币叁仟元（￥3000）及物业费人民币贰仟元（¥2000）。", &[]),
            ("应于三十（30）日内付款，逾期超过十五（50）日的，可以解除。", &["十五（50）"]),
            ("按合同总价的百分之五（5%）支付，余款百分之十（20%）一年后支付。", &["百分之十（20%"]),
            ("依照第三条（2）项处理；共壹仟（1000）万元。", &[]),
            ("Either party may terminate on thirty (30) days' notice or sixty (90) days' notice.", &["sixty (90)"]),
            ("The fee is cero point five percent (0.5%) and one thousandth of one percent (0.001%).", &[]),
            ("One Million and No/100 USD ($1,000,000) is due; ninety-\nfive percent (95%) of it at once.", &[]),
        ],
    );
}

#[test]
fn instalments_of_one_price() {
    expect(
        Check::Sums,
        &[
            (
                "付款协议\n第一条 付款\n（1）签订后支付合同总价的30%。\n（2）到货后支付合同总价的50%。\n（3）验收后支付合同总价的20%。\n第二条 违约\n违约金为合同总价的30%。",
                &[],
            ),
            (
                "付款协议\n第一条 付款\n（1）签订后支付合同总价的30%。\n（2）到货后支付合同总价的60%。\n（3）验收后支付合同总价的20%。",
                &["30% | 60% | 20%"],
            ),
            (
                "付款协议\n第一条 付款\n签订后付至合同总价的30%；到货后付至合同总价的90%；验收后付至合同总价的100%。",
                &[],
            ),
        ],
    );
}

#[test]
fn days_and_terms() {
    expect(
        Check::Dates,
        &[
            ("租赁期限为3年，自2024年1月1日起至2026年12月31日止。", &[]),
            ("租赁期限为3年，自2024年1月1日起至2027年1月1日止。", &[]),
            ("租赁期限为3年，自2024年1月1日起至2027年12月31日止。", &["3年，自2024年1月1日起至2027年12月31日"]),
            ("服务期限自2025年6月1日至2024年5月31日。", &["2025年6月1日至2024年5月31日"]),
            ("应于2025年2月30日前交付。", &["2025年2月30日"]),
            ("租期12个月，自2025年3月1日至2026年2月28日，每3个月付一次租金。", &[]),
            (
                "The term of two years from January 1, 2024 to December 31, 2024 applies.",
                &["two years from January 1, 2024 to December 31, 2024"],
            ),
        ],
    );
}

#[test]
fn names_of_parties() {
    let contract = |name: &str| {
        format!("采购合同\n甲方：上海明远贸易有限公司\n乙方：杭州启航科技有限公司\n第一条 供货\n由{name}负责供货。\n")
    };
    expect(
        Check::Parties,
        &[
            (&contract("上海明远贸易有限公司"), &[]),
            (&contract("上海明达贸易有限公司"), &["上海明达贸易有限公司"]),
            (&contract("上海明远贸有限公司"), &["上海明远贸有限公司"]),
            (&contract("上海明远贸易（集团）有限公司"), &[]),
            (&contract("苏州明远贸易有限公司"), &[]),
        ],
    );
}

#[test]
fn references_to_clauses() {
    let contract = |words: &str| {
        format!(
            "服务合同\n第一条 服务\n{words}\n第二条 费用\n费用另计。\n第三条 其他\n（一）通知。\n（二）解释。\n（三）附件。\n"
        )
    };
    expect(
        Check::References,
        &[
            (&contract("依照第二条付费。"), &[]),
            (&contract("依照本合同第五条付费，违反第五条的应当赔偿。"), &["第五条 | 第五条"]),
            (&contract("依照《中华人民共和国民法典》第五百八十五条、第五百八十六条处理。"), &[]),
            (&contract("依照民法典第585条处理；主合同第九条不变。"), &[]),
            (&contract("依照第三条第（二）项处理。"), &[]),
            (&contract("依照第三条第（五）项处理。"), &["第三条第（五）项"]),
            (
                "SERVICES AGREEMENT\n1. Services\n1.1 Scope. As in Section 2.2 and Section 2.4.\n1.2 Quality. Section 409A of the Internal Revenue Code and Section 5 of the Securities Act apply.\n2. Fees\n2.1 Amount. As agreed.\n2.2 Time. Monthly.\n3. General\n3.1 Law. Ohio.\n",
                &["Section 2.4"],
            ),
            (
                "AGREEMENT\n1. Scope. As in Section 7.0 and Article 8.\n2. Fees. Monthly.\n3. Term. One year.\n7.0  Materials. ARTICLE EIGHT LAW Ohio.\n",
                &[],
            ),
            (
                "AGREEMENT\n1. Scope. Subject to Section 9 or 10, respectively, of the Transfer Agreement.\n2. Fees. Monthly.\n3. Law. Ohio.\n",
                &[],
            ),
        ],
    );
}

#[test]
fn numbers_of_clauses() {
    expect(
        Check::Numbering,
        &[
            ("合同\n第一条 甲\n内容。\n第二条 乙\n内容。\n第三条 丙\n内容。\n第四条 丁\n内容。\n", &[]),
            ("合同\n第一条 甲\n内容。\n第二条 乙\n内容。\n第四条 丙\n内容。\n第五条 丁\n内容。\n", &["第四条 丙"]),
            ("合同\n第一条 甲\n内容。\n第二条 乙\n内容。\n第二条 丙\n内容。\n第三条 丁\n内容。\n", &["第二条 丙"]),
            ("合同\n一、甲\n内容。\n二、乙\n内容。\n一、附则\n内容。\n二、其他\n内容。\n", &[]),
        ],
    );
}

#[test]
fn defined_terms() {
    expect(
        Check::Terms,
        &[
            ("合同\n本合同项下的房屋（以下简称“租赁房屋”）位于上海。\n租赁房屋用于办公。\n", &[]),
            ("合同\n本合同项下的房屋（以下简称“租赁房屋”）位于上海。\n该房用于办公。\n", &["租赁房屋"]),
            (
                "AGREEMENT\n“Services” means the work. The Service is done monthly.\n“Net Revenue” means the income.\n",
                &["Net Revenue"],
            ),
            // One term however its parts are joined, cut at the end of a line or declined.
            ("AGREEMENT\n“Assigned Know-How” means the plans. The Assigned Know- How is sold.\n", &[]),
            ("AGREEMENT\n“Client Property” means the goods. Client's Property is returned.\n", &[]),
            (
                "AGREEMENT\n“Issuer\u{AD}Represented Prospectus” means a paper. The Issuer-Represented Prospectus is filed.\n",
                &[],
            ),
            // A second name is a use; what is only mentioned is no definition.
            ("AGREEMENT\n“Daily Delivery Obligation (DDO)” means the gas. The DDO is fixed.\n", &[]),
            ("AGREEMENT\nThe next day (“Trade Date plus One” or “TD+1”) counts. On TD+1 it is paid.\n", &[]),
            (
                "AGREEMENT\nTitle of the officer (for example, “Secretary”). See Section 10.1 (“Indemnity for Loss”).\n",
                &[],
            ),
            // Nobody knows what stands in words that were taken out.
            ("AGREEMENT\n“Net Revenue” means the income. The fee is [***].\n", &[]),
        ],
    );
}

#[test]
fn blanks_left() {
    expect(
        Check::Blanks,
        &[
            ("合同\n租金为每月____元。\n其他内容在此约定。\n", &["租金为每月____元。"]),
            ("合同\n自【 】年【 】月起算。\n其他内容在此约定。\n", &["自【 】年【 】月起算。"]),
            ("合同\n租金为每月5000元。\n————————————\n甲方（签字）：________\n乙方（签字）：________\n", &[]),
            (
                "AGREEMENT\nThe fee is $[●] per month.\nIt is paid.\nBy: ____________\nName: ____________\n",
                &["fee is $[●] per mon"],
            ),
            (
                "AGREEMENT\n____begin instructions____\nThe fee is paid monthly.\nSee MAILTO:__NAME@EXAMPLE.ORG for it.\n",
                &[],
            ),
            (
                "AGREEMENT\nThe fee is paid monthly. ____ * * * Omitted and filed apart.\n______\n____ Signature of the officer.\n",
                &[],
            ),
        ],
    );
}

#[test]
fn references_lead_to_the_clauses_they_mean() {
    let text = "服务合同\n第一条 服务\n第二条 费用\n（一）费用按月支付。\n（二）逾期按第五条处理。\n第三条 期限\n依据第二条第（一）项付款，第九条除外。\n第四条 其他\n第五条 违约";
    let document = contract(text);
    let found: Vec<_> = references(&document)
        .into_iter()
        .map(|referred| {
            let clause = referred.clause.and_then(|id| document.clause(&id)).and_then(|clause| clause.label.clone());
            (referred.span.text, clause)
        })
        .collect();
    let expected = [("第五条", Some("第五条")), ("第二条第（一）项", Some("（一）")), ("第九条", None)];
    assert_eq!(found, expected.map(|(words, clause)| (words.to_owned(), clause.map(str::to_owned))));

    let english = contract(
        "AGREEMENT\n1. Services\n1.1 The Supplier provides services under Section 2.1.\n2. Fees\n2.1 Fees are due.\n3. Term\nSubject to Section 2 hereof and Section 9 hereof.",
    );
    let clauses: Vec<_> = references(&english)
        .into_iter()
        .map(|referred| referred.clause.and_then(|id| english.clause(&id)).and_then(|clause| clause.label.clone()))
        .collect();
    assert_eq!(clauses, [Some("2.1".to_owned()), Some("2.".to_owned()), None]);
}
