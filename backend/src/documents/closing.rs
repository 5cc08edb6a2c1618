//! Where a contract ends and its signatures begin.

use std::sync::LazyLock;

use pacta_domain::document::{Block, Document, Story};
use regex::Regex;

/// Words that only the signature part has.
static SIGNATURES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)以下无正文|本页无正文|此页无正文|[（(](?:加盖)?(?:盖章|签章|公章|签字|签名|盖公章|签字或盖章|签字盖章|签署)[^）)]{0,6}[）)]\s*(?:[：:_]|\s\s|$)",
        r"|(?:签\s*字|签\s*名|签\s*章|盖\s*章|签约代表|签约时间)\s*[：:]|^(?:甲方|乙方|出租方|承租方)签[字名章]",
        r"|in witness whereof|signature page|^\s*(?:by|signed|signature|print name)\s*:?\s*_*\s*$|^\s*by\s*:",
    ))
    .expect("a constant pattern")
});

/// Lines that lead over to the signatures: a party, an address, a date.
static LEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^\s*(?:甲方|乙方|丙方|丁方|出租方|承租方|买方|卖方|委托方|受托方|(?:法定|授权)代表人?|地址|电话|电话号码|联系电话|开户银?行|账号|日期|身份证号?码?)\s*(?:[（(][^）)]{0,12}[）)])?\s*(?:[：:]|$)",
        r"|^\s*(?:name|title|date|address|company|party [ab12])\s*:?\s*$",
    ))
    .expect("a constant pattern")
});

/// Signatures stand in the last part of a contract; a first page has like words.
const EARLIEST: f64 = 0.5;

/// The paragraphs of the contract proper: without what comes after the first line of the signature part,
/// and without the lines that lead over to it. Annexes behind the signatures are not part of it.
pub(crate) fn before_signatures(document: &Document) -> &[Block] {
    let body = document.blocks.iter().take_while(|block| block.story == Story::Body).count();
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let from = (body as f64 * EARLIEST) as usize;
    let body = document.blocks.get(..body).unwrap_or_default();
    let signed = body.iter().skip(from).position(|block| SIGNATURES.is_match(&block.text)).map(|at| from + at);
    let mut end = signed.unwrap_or(body.len());
    while let Some(last) = end.checked_sub(1).and_then(|at| body.get(at)) {
        let leads = last.text.trim().is_empty() || last.cell.is_some() || LEADING.is_match(&last.text);
        if !leads {
            break;
        }
        end -= 1;
    }
    body.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{super::text::document, before_signatures};

    fn last(text: &str) -> Option<String> {
        let document = document(text.to_owned()).unwrap();
        before_signatures(&document).last().map(|block| block.text.clone())
    }

    #[test]
    fn the_contract_ends_before_parties_sign() {
        for (text, expected) in [
            (
                "房屋租赁合同\n一、租金每月支付。\n二、本合同一式二份。\n甲方签名：        乙方签名：\n电话号码：\n签约时间：  年  月  日",
                "本合同一式二份。",
            ),
            (
                "采购合同\n第一条 价款为一万元。\n第二条 本合同自签字之日起生效。\n甲方（盖章）：甲公司\n法定代表人（签字）：\n附件一 清单\n货物一批。",
                "本合同自签字之日起生效。",
            ),
            (
                "Agreement\n1. The Receiving Party keeps it secret.\n2. Governed by the laws of Delaware.\nIN WITNESS WHEREOF, the parties have signed.\nBy: ______",
                "Governed by the laws of Delaware.",
            ),
            ("合同\n第一条 甲方出租。\n第二条 乙方承租。", "乙方承租。"),
        ] {
            let found = last(text).unwrap();
            assert!(found.ends_with(expected), "{found}");
        }
    }

    #[test]
    fn words_of_signing_on_the_first_page_end_nothing() {
        let found = last(
            "合同\n甲方（盖章）：甲公司\n乙方（盖章）：乙公司\n第一条 甲方供货。\n第二条 乙方付款。\n第三条 争议由法院管辖。\n第四条 一式两份。\n第五条 自盖章之日起生效。",
        );
        assert!(found.unwrap().ends_with("自盖章之日起生效。"));
    }
}
