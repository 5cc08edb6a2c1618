//! The report's own words, Chinese and English written separately.

use pacta_domain::{
    desk::Desk,
    document::Language,
    review::{Decision, DecisionKind, EditKind, Searched, Severity, Status},
    statute::Citation,
};

/// Every fixed word of the report in one language.
pub(super) struct Words {
    language: Language,
    pub report_title: &'static str,
    pub file: &'static str,
    pub rulebook: &'static str,
    pub position: &'static str,
    pub law_date: &'static str,
    pub beside: &'static str,
    pub deal: &'static str,
    pub engine: &'static str,
    pub prepared_by: &'static str,
    pub date: &'static str,
    pub summary: &'static str,
    pub findings: &'static str,
    pub no_findings: &'static str,
    pub severity: &'static str,
    pub risk: &'static str,
    pub place: &'static str,
    pub decision: &'static str,
    pub searched: &'static str,
    pub explanation: &'static str,
    pub statute: &'static str,
    pub verified: &'static str,
    pub unverified: &'static str,
    pub needs_lawyer: &'static str,
    pub passed: &'static str,
    pub not_applicable: &'static str,
    pub missing: &'static str,
    pub body: &'static str,
    pub method: &'static str,
}

impl Words {
    pub fn in_language(language: Language) -> Self {
        match language {
            Language::Zh => Self {
                language,
                report_title: "合同审查报告",
                file: "文件",
                rulebook: "审查清单",
                position: "审查立场",
                law_date: "适用法律日期",
                beside: "一并阅读",
                deal: "交易背景",
                engine: "审查引擎",
                prepared_by: "处理人",
                date: "报告日期",
                summary: "一、结论一览",
                findings: "二、风险点",
                no_findings: "清单所列各点未发现风险。",
                severity: "等级",
                risk: "风险",
                place: "位置",
                decision: "处理意见",
                searched: "已检索",
                explanation: "说明",
                statute: "依据",
                verified: "原文已核对",
                unverified: "引文未能在原文中核对",
                needs_lawyer: "三、需要律师判断",
                passed: "四、已核对、未见风险",
                not_applicable: "五、不适用",
                missing: "合同未约定",
                body: "正文",
                method: "六、审查方法与限制",
            },
            Language::En => Self {
                language,
                report_title: "Contract review report",
                file: "File",
                rulebook: "Rulebook",
                position: "Position",
                law_date: "Law as of",
                beside: "Read beside it",
                deal: "The deal",
                engine: "Engine",
                prepared_by: "Prepared by",
                date: "Date",
                summary: "1. Summary",
                findings: "2. Findings",
                no_findings: "No risk was found on the points of the rulebook.",
                severity: "Severity",
                risk: "Risk",
                place: "Clause",
                decision: "Decision",
                searched: "Searched",
                explanation: "Why it matters",
                statute: "Authority",
                verified: "Checked against the text",
                unverified: "This quote could not be found in the text",
                needs_lawyer: "3. For a lawyer to decide",
                passed: "4. Checked and in order",
                not_applicable: "5. Not applicable",
                missing: "Not in the contract",
                body: "Body",
                method: "6. Method and limits",
            },
        }
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::Zh { zh } else { en }
    }

    pub fn severity_name(&self, severity: Severity) -> &'static str {
        match severity {
            Severity::High => self.pick("高", "High"),
            Severity::Medium => self.pick("中", "Medium"),
            Severity::Low => self.pick("低", "Low"),
        }
    }

    pub fn decision_name(&self, decision: Option<&Decision>) -> &'static str {
        match decision.map(|decision| decision.decision) {
            None => self.pick("未处理", "Open"),
            Some(DecisionKind::Accept) => self.pick("接受修改", "Accepted"),
            Some(DecisionKind::Edit) => self.pick("改写", "Edited"),
            Some(DecisionKind::Dismiss) => self.pick("忽略", "Dismissed"),
            Some(DecisionKind::Comment) => self.pick("批注", "Commented"),
        }
    }

    pub fn proposal(&self, kind: EditKind) -> &'static str {
        match kind {
            EditKind::Replace => self.pick("建议修改", "Proposed change"),
            EditKind::InsertAfter => self.pick("建议增加", "Proposed addition"),
            EditKind::Delete => self.pick("建议删除", "Proposed deletion"),
            EditKind::Comment => self.pick("建议批注", "Proposed comment"),
        }
    }

    pub fn engine_name<'a>(&self, engine: &'a str) -> &'a str {
        if engine == "builtin" {
            self.pick("内置引擎（规则与结构）", "Built-in (rules and structure)")
        } else {
            engine
        }
    }

    pub fn searched_text(&self, searched: &Searched) -> String {
        let cues = searched.cues.iter().take(12).cloned().collect::<Vec<_>>();
        match self.language {
            Language::Zh => format!("全文 {} 段；检索词：{}。最接近的段落：", searched.blocks, cues.join("、")),
            Language::En => {
                format!("all {} paragraphs, looking for: {}. Closest:", searched.blocks, cues.join(", "))
            }
        }
    }

    pub fn citation(&self, citation: &Citation) -> String {
        let sub = if citation.sub == 0 {
            String::new()
        } else {
            format!("之{}", pacta_domain::numerals::to_chinese(citation.sub.into()))
        };
        let from = citation.in_force_from.as_deref().unwrap_or("—");
        let article = citation.article;
        match self.language {
            Language::Zh => format!("《{}》第{article}条{sub}（{from} 起施行）", citation.law),
            Language::En => format!("《{}》 art. {article}{sub} (in force from {from})", citation.law),
        }
    }

    /// What a review of changes only does not say.
    pub fn limited(&self, paragraphs: usize) -> String {
        match self.language {
            Language::Zh => format!(
                "本次只审查改动：有改动的段落共 {paragraphs} 段，改动没有涉及的审查点列为不适用，其结论以全文审查为准。"
            ),
            Language::En => format!(
                "This review is limited to what changed ({paragraphs} paragraphs). Points that the changes do not touch are listed \
                 as not applicable; only a review of the whole contract says how they stand. "
            ),
        }
    }

    pub fn method_text(&self, desk: &Desk) -> String {
        let count = |status| desk.points.iter().filter(|point| point.status == status).count();
        let (total, open) = (desk.points.len(), count(Status::NeedsLawyer));
        let limit = desk.summary.as_ref().and_then(|summary| summary.changed_paragraphs);
        let limit = limit.map(|paragraphs| self.limited(paragraphs)).unwrap_or_default();
        limit
            + &match self.language {
                Language::Zh => format!(
                    "本报告按所列审查清单逐点核对合同全文，共 {total} 点，其中 {open} 点未能自动判断，留待律师处理。\
                 每一处引文都与合同原文逐字核对；所列法条取自法条库原文。本报告由软件准备、供律师判断，不能代替法律意见。"
                ),
                Language::En => format!(
                    "The whole contract was checked against the {total} points of the rulebook; {open} of them could not be \
                 decided automatically and are left to a lawyer. Every quotation was compared with the text of the contract \
                 word by word; statutes are given in the words of the statute index. This report was prepared by software \
                 for a lawyer to judge and is not legal advice."
                ),
            }
    }
}
