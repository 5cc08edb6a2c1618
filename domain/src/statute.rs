//! Laws and their articles. An article has words, a status and dates of force; a citation is an
//! article that was looked up, so that promise 2 (no citation without a text) holds by construction.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whether an article is law today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In force as it stands.
    InForce,
    /// Replaced by a later wording of the same law.
    Amended,
    /// The law no longer exists.
    Repealed,
    /// Published, in force from a later date.
    NotYet,
}

/// Where a text stands in the order of norms (Legislation Law of the PRC, chapter V).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 宪法.
    Constitution,
    /// 法律, and decisions of the National People's Congress.
    Law,
    /// 司法解释.
    Interpretation,
    /// 行政法规 and 部门规章.
    Regulation,
    /// 地方性法规.
    Local,
}

/// How the names of provinces begin.
const PROVINCES: [&str; 31] = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
];

impl Level {
    /// The level that an official title tells: titles are made by rule.
    #[must_use]
    pub fn of_title(title: &str) -> Self {
        let name = title.strip_prefix("中华人民共和国").unwrap_or(title);
        let name = name.split(['（', '(']).next().unwrap_or(name);
        if name.starts_with("宪法") {
            return Self::Constitution;
        }
        if name.starts_with("最高人民") {
            return Self::Interpretation;
        }
        if !["条例", "规定", "办法", "细则", "规则"].iter().any(|ending| name.ends_with(ending)) {
            return Self::Law;
        }
        // 城市 is no city.
        let city = name.find('市').filter(|at| *at > 0 && *at <= 12).and_then(|at| name.get(..at));
        let named = city.is_some_and(|city| !city.contains('城') || city.chars().count() > 3);
        if PROVINCES.iter().any(|province| name.starts_with(province)) || (named && title == name) {
            return Self::Local;
        }
        Self::Regulation
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Ok(match name {
            "constitution" => Self::Constitution,
            "law" => Self::Law,
            "interpretation" => Self::Interpretation,
            "regulation" => Self::Regulation,
            "local" => Self::Local,
            _ => return Err("constitution, law, interpretation, regulation or local".to_owned()),
        })
    }
}

/// One article of one version of a law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// `民法典#585`, `公司法#15之1`: the law's short name and the number.
    pub id: String,
    /// Official title: 中华人民共和国民法典.
    pub law: String,
    /// Article number.
    pub article: u32,
    /// 1 for 之一, 2 for 之二; 0 for none.
    #[serde(default)]
    pub sub: u32,
    /// Where it stands in the law: part, chapter, section.
    #[serde(default)]
    pub title_path: Vec<String>,
    /// The official words; paragraphs (款) are separated by `\n`.
    pub text: String,
    /// Whether it is law today.
    pub status: Status,
    /// First day of force, `2021-01-01`.
    pub in_force_from: Option<String>,
    /// First day it is no longer in force.
    #[serde(default)]
    pub in_force_until: Option<String>,
}

impl Article {
    /// Whether this wording is law on that day (`2026-11-23`; ISO dates compare as text).
    #[must_use]
    pub fn in_force_on(&self, date: &str) -> bool {
        self.status != Status::NotYet
            && self.in_force_from.as_deref().is_none_or(|from| from <= date)
            && self.in_force_until.as_deref().is_none_or(|until| date < until)
            && (self.status != Status::Repealed || self.in_force_until.is_some())
    }
}

/// An article as a finding cites it. Made only from an [`Article`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Citation {
    /// `民法典#585`.
    pub id: String,
    /// Official title of the law.
    pub law: String,
    /// Article number.
    pub article: u32,
    /// 1 for 之一; 0 for none.
    #[serde(default)]
    pub sub: u32,
    /// The paragraph (款) meant, from 1; `None` for the whole article.
    pub paragraph: Option<u32>,
    /// The article in the index's own words.
    pub text: String,
    /// Whether it is law today.
    pub status: Status,
    /// First day of force.
    pub in_force_from: Option<String>,
}

impl Citation {
    /// Cites an article, or one paragraph of it.
    #[must_use]
    pub fn of(article: &Article, paragraph: Option<u32>) -> Self {
        Self {
            id: article.id.clone(),
            law: article.law.clone(),
            article: article.article,
            sub: article.sub,
            paragraph,
            text: article.text.clone(),
            status: article.status,
            in_force_from: article.in_force_from.clone(),
        }
    }
}

/// What a review needs of the statute index, and no more.
pub trait StatuteLookup {
    /// The article of that id as it stood on `date`, or `None` when it is unknown or not in force.
    fn article(&self, id: &str, date: &str) -> Option<Article>;
    /// The best articles for a plain query, in force on `date`.
    fn search(&self, query: &str, date: &str, limit: usize) -> Vec<Article>;
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn a_title_tells_the_level() {
        for (title, level) in [
            ("中华人民共和国宪法", Level::Constitution),
            ("中华人民共和国民法典", Level::Law),
            ("最高人民法院关于审理民间借贷案件适用法律若干问题的规定", Level::Interpretation),
            ("城市供水条例", Level::Regulation),
            ("中华人民共和国劳动合同法实施条例", Level::Regulation),
            ("成都市养犬管理条例", Level::Local),
            ("上海市物业管理规定", Level::Local),
            ("云南省大理白族自治州水资源管理条例", Level::Local),
            ("全国人民代表大会常务委员会关于加强网络信息保护的决定", Level::Law),
        ] {
            assert_eq!(Level::of_title(title), level, "{title}");
        }
    }
}
