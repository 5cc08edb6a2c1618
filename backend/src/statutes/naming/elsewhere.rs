//! Whose law it is: words before a name that make it the law of another country, or of a province or city.

use super::is_name;

/// Countries and regions whose laws are not held, where 国 does not tell.
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

/// Whether the words before a name make it the law of another country: 德国, 巴西的, 法国1804年, 法国新; 在法国， as well.
pub(super) fn is_elsewhere(lead: &str) -> bool {
    let country = place_end(lead);
    let ours = ["我国", "中国", "共和国", "全国"].iter().any(|ours| country.ends_with(ours));
    (country.ends_with('国') && !ours) || ELSEWHERE.iter().any(|place| country.ends_with(place))
}

/// Whether the words before a quoted name make it the regulation of a province or city.
pub(super) fn is_local(lead: &str) -> bool {
    PLACES.iter().any(|place| lead.trim_end_matches('的').ends_with(place))
}

/// The country, province or city right before a name: the law is said to be its own.
pub(super) fn place_before(lead: &str) -> &str {
    let plain = place_end(lead);
    let known = ELSEWHERE.iter().filter(|place| plain.ends_with(**place)).max_by_key(|place| place.len());
    if let Some(place) = known {
        return plain.get(plain.len() - place.len()..).unwrap_or_default();
    }
    let named = plain.ends_with('国') || PLACES.iter().any(|place| plain.ends_with(place));
    let start = plain.char_indices().rev().take_while(|(_, c)| is_name(c.encode_utf8(&mut [0; 4]))).take(3).last();
    start.filter(|_| named).and_then(|(at, _)| plain.get(at..)).unwrap_or_default()
}

/// The words up to the end of the place that they may name: without 的, 新, a year, and 法 with a comma after it.
fn place_end(lead: &str) -> &str {
    let dated = lead.trim_end_matches(['的', '新', '旧', '年']).trim_end_matches(|c: char| c.is_ascii_digit());
    let lead = dated.trim_end_matches(['的', '新', '旧']);
    let apart = lead.trim_end_matches(['，', ',']);
    match apart.strip_suffix('法').filter(|_| apart.len() < lead.len()) {
        Some(country) => country.trim_end_matches(['，', ',']),
        None => apart,
    }
}
