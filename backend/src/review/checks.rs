//! The checks that need no rulebook, as points of a review: the lawyer decides on them as on any finding.

use pacta_domain::{
    document::{Document, Language},
    review::{EditKind, Finding, PointResult, ProposedEdit, Status},
    trace::Spent,
};

use crate::{
    consistency::{self, Check, Checked, Issue},
    review::walk::Ended,
};

/// Issues of one check that become findings of their own; more are a contract in another state than final.
const MOST: usize = 20;

/// One point for a check in order, and one for each issue otherwise.
pub(super) fn points(document: &Document) -> Vec<Ended> {
    consistency::check(document).into_iter().flat_map(|checked| ended(document, checked)).collect()
}

fn ended(document: &Document, checked: Checked) -> Vec<Ended> {
    let Checked { check, looked_at, issues } = checked;
    let language = document.language;
    if issues.is_empty() {
        let (status, reason) = in_order(check, looked_at, language);
        return vec![without_cost(result(check, 1, status, reason, language), None)];
    }
    let findings = issues.into_iter().take(MOST).enumerate().map(|(index, issue)| {
        let result = PointResult {
            quotes: issue.quotes.clone(),
            ..result(check, index + 1, Status::Risk, issue.title.clone(), language)
        };
        let finding = finding(&result, issue, language);
        without_cost(result, Some(finding))
    });
    findings.collect()
}

fn in_order(check: Check, looked_at: usize, language: Language) -> (Status, String) {
    match (looked_at, language) {
        (0, Language::Zh) => (Status::NotApplicable, "合同中没有需要核对的内容。".to_owned()),
        (0, Language::En) => (Status::NotApplicable, "The contract has nothing of the kind.".to_owned()),
        (_, Language::Zh) if check == Check::Orders => (Status::Pass, "没有发现。".to_owned()),
        (_, Language::En) if check == Check::Orders => (Status::Pass, "None were found.".to_owned()),
        // Paragraphs without a blank are no matches to count.
        (_, Language::Zh) if check == Check::Blanks => (Status::Pass, "没有留空。".to_owned()),
        (_, Language::En) if check == Check::Blanks => (Status::Pass, "No blanks are left.".to_owned()),
        (many, Language::Zh) => (Status::Pass, format!("已核对 {many} 处，未见不一致。")),
        (1, Language::En) => (Status::Pass, "One place was checked and is in order.".to_owned()),
        (many, Language::En) => (Status::Pass, format!("{many} places were checked and are in order.")),
    }
}

fn result(check: Check, number: usize, status: Status, reason: String, language: Language) -> PointResult {
    let group = match language {
        Language::Zh => "文本核对",
        Language::En => "Text checks",
    };
    PointResult {
        point: if number == 1 { check.id().to_owned() } else { format!("{}-{number}", check.id()) },
        title: check.title(language).to_owned(),
        group: group.to_owned(),
        status,
        outcome: Some(if status == Status::Risk { "issue" } else { "in_order" }.to_owned()),
        reason,
        quotes: Vec::new(),
        searched: None,
        answers: std::collections::BTreeMap::default(),
        path: Vec::new(),
        confidence: 1.0,
    }
}

/// What is wrong is for the lawyer to settle, so what is proposed is a comment at the place.
fn finding(result: &PointResult, issue: Issue, language: Language) -> Finding {
    let text = match language {
        Language::Zh => format!("请核对：{}。", issue.title),
        Language::En => format!("Please check: {}.", issue.title),
    };
    let edit = ProposedEdit {
        kind: EditKind::Comment,
        span: issue.quotes.first().cloned(),
        text,
        placed: true,
        choices: Vec::new(),
    };
    Finding {
        id: result.point.clone(),
        point: result.point.clone(),
        severity: issue.severity,
        title: issue.title,
        explanation: issue.explanation,
        quotes: issue.quotes,
        searched: None,
        citations: Vec::new(),
        edit: Some(edit),
    }
}

fn without_cost(result: PointResult, finding: Option<Finding>) -> Ended {
    Ended { result, finding, spent: Spent::default(), dropped_citations: 0, unverified_quotes: 0, steps: Vec::new() }
}
