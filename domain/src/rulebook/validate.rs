//! From file to meaning: every name resolves, every path ends, nothing loops, nothing is idle.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Act, Ask, ExtractCues, JudgeCues, Label, LocateCues, NEUTRAL, Node, Outcome, Point, Position, Proposal, Risk,
    Rulebook, Strictness, Target,
    file::{CuesFile, EditFile, Many, NodeFile, NodeOrTrue, OutcomeFile, PointFile, RulebookFile},
};
use crate::document::Language;

/// What is wrong with a rulebook file, and where, in words a lawyer understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Id of the point; `None` when the head of the file is meant.
    pub point: Option<String>,
    /// Id of the node or outcome within the point.
    pub node: Option<String>,
    /// Line of the file, from 1, where that is known.
    pub line: Option<usize>,
    zh: String,
    en: String,
}

impl Problem {
    /// A problem in both languages.
    #[must_use]
    pub fn new(point: Option<&str>, node: Option<&str>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            point: point.map(str::to_owned),
            node: node.map(str::to_owned),
            line: None,
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The place and what is wrong there.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let place: Vec<&str> = [self.point.as_deref(), self.node.as_deref()].into_iter().flatten().collect();
        let (words, colon) = match language {
            Language::Zh => (&self.zh, "："),
            Language::En => (&self.en, ": "),
        };
        let line = match (self.line, language) {
            (None, _) => String::new(),
            (Some(line), Language::Zh) => format!("第 {line} 行，"),
            (Some(line), Language::En) => format!("line {line}, "),
        };
        if place.is_empty() { format!("{line}{words}") } else { format!("{line}{}{colon}{words}", place.join(" / ")) }
    }
}

/// Collects problems while a point is read.
struct Checker<'a> {
    problems: &'a mut Vec<Problem>,
    point: String,
}

impl Checker<'_> {
    fn say(&mut self, node: Option<&str>, zh: impl Into<String>, en: impl Into<String>) {
        self.problems.push(Problem::new(Some(&self.point), node, zh, en));
    }
}

/// Checks a file and gives its meaning.
///
/// # Errors
/// Everything that is wrong, in file order; the list is never empty.
pub fn validate(file: RulebookFile) -> Result<Rulebook, Vec<Problem>> {
    let mut problems = Vec::new();
    head(&file, &mut problems);
    let positions: Vec<Position> = file
        .positions
        .0
        .into_iter()
        .map(|(id, side)| Position {
            id,
            name: super::Bilingual { zh: side.zh, en: side.en },
            terms: side.terms,
            usual: side.usual,
        })
        .collect();
    let mut points = Vec::new();
    let mut seen = BTreeSet::new();
    for point in file.points {
        if !seen.insert(point.id.clone()) {
            problems.push(Problem::new(Some(&point.id), None, "审查点编号重复", "this point id is used twice"));
        }
        if point.id.starts_with(CHECKS) {
            let english = format!("point ids beginning with `{CHECKS}` belong to the built-in text checks");
            problems.push(Problem::new(
                Some(&point.id),
                None,
                format!("“{CHECKS}”开头的编号留给内置的文本核对"),
                english,
            ));
        }
        let mut checker = Checker { point: point.id.clone(), problems: &mut problems };
        points.push(read_point(point, &positions, &mut checker));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Rulebook {
        id: file.id,
        title: file.title,
        version: file.version,
        language: file.language,
        contract_types: file.contract_types,
        positions,
        points,
    })
}

fn head(file: &RulebookFile, problems: &mut Vec<Problem>) {
    let mut say = |zh: String, en: String| problems.push(Problem::new(None, None, zh, en));
    if !is_id(&file.id) {
        say(
            format!("清单编号“{}”只能用小写字母、数字和连字符", file.id),
            format!("rulebook id `{}` may only hold a-z, 0-9 and hyphens", file.id),
        );
    }
    if file.points.is_empty() {
        say("清单里没有审查点".into(), "the rulebook has no points".into());
    }
    let mut seen = BTreeSet::new();
    for (id, _) in &file.positions.0 {
        if !is_id(id) || [NEUTRAL, "us", "them"].contains(&id.as_str()) || !seen.insert(id) {
            say(format!("立场编号“{id}”不能用"), format!("position id `{id}` cannot be used"));
        }
    }
}

/// What the ids of the text checks begin with; decisions are kept by id, so no point may take one.
const CHECKS: &str = "check-";

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

fn read_point(file: PointFile, positions: &[Position], checker: &mut Checker<'_>) -> Point {
    let served = file.positions.into_vec();
    for position in &served {
        if !positions.iter().any(|own| own.id == *position) {
            checker.say(None, format!("没有“{position}”这个立场"), format!("there is no position `{position}`"));
        }
    }
    let mut names: BTreeMap<String, bool> = BTreeMap::new();
    let declared =
        file.nodes.0.iter().map(|(id, _)| (id, true)).chain(file.outcomes.0.iter().map(|(id, _)| (id, false)));
    for (id, is_node) in declared {
        if !is_id(id) || id == "lawyer" {
            checker.say(
                Some(id),
                "编号只能用小写字母、数字和连字符，也不能叫 lawyer",
                "an id may only hold a-z, 0-9 and hyphens, and cannot be `lawyer`",
            );
        }
        if names.insert(id.clone(), is_node).is_some() {
            checker.say(
                Some(id),
                "编号重复：节点和结论共用一套编号",
                "this id is used twice; nodes and outcomes share one set of ids",
            );
        }
    }
    let mut nodes = BTreeMap::new();
    for (id, node) in file.nodes.0 {
        if let Some(node) = read_node(&id, node, &names, checker) {
            nodes.insert(id, node);
        }
    }
    let mut outcomes = BTreeMap::new();
    for (id, outcome) in file.outcomes.0 {
        if let Some(outcome) = read_outcome(&id, outcome, checker) {
            outcomes.insert(id, outcome);
        }
    }
    let point = Point {
        id: file.id,
        title: file.title,
        group: file.group,
        why: file.why,
        positions: served,
        start: file.start,
        nodes,
        outcomes,
    };
    if names.get(&point.start) == Some(&true) {
        super::paths::check(&point, &mut |node, zh, en| checker.say(node, zh, en));
    } else {
        checker.say(
            None,
            format!("start 指向的节点“{}”不存在", point.start),
            format!("start names `{}`, which is no node", point.start),
        );
    }
    point
}

fn read_node(id: &str, file: NodeFile, names: &BTreeMap<String, bool>, checker: &mut Checker<'_>) -> Option<Node> {
    let keys = [&file.locate, &file.extract, &file.judge, &file.classify, &file.compare];
    if keys.iter().filter(|key| key.is_some()).count() != 1 {
        checker.say(
            Some(id),
            "节点要写明是哪一种提问：locate、extract、judge、classify、compare 五选一",
            "a node needs exactly one of locate, extract, judge, classify, compare",
        );
        return None;
    }
    idle_keys(id, &file, checker);
    let mut target = |key: &str, value: Option<String>| match value {
        Some(name) if name == "lawyer" => Target::Lawyer,
        Some(name) => match names.get(&name) {
            Some(true) => Target::Node(name),
            Some(false) => Target::Outcome(name),
            None => {
                checker.say(
                    Some(id),
                    format!("{key} 指向的“{name}”不存在"),
                    format!("{key} leads to `{name}`, which does not exist"),
                );
                Target::Lawyer
            }
        },
        None if key == "unclear" => Target::Lawyer,
        None => {
            checker.say(
                Some(id),
                format!("缺少 {key}：这种回答没有去向"),
                format!("{key} is missing: that answer leads nowhere"),
            );
            Target::Lawyer
        }
    };
    let cues = file.cues;
    let (prompt, ask) = if let Some(prompt) = file.locate {
        let (found, missing) = (target("found", file.found), target("missing", file.missing));
        let cues = LocateCues {
            any: cues.any.into_vec(),
            near: cues.near.into_vec(),
            not: cues.not.into_vec(),
            heading: cues.heading.into_vec(),
        };
        if cues.any.is_empty() && cues.heading.is_empty() {
            checker.say(Some(id), "线索里至少要有 any 或者 heading", "the cues need `any` or `heading`");
        }
        (prompt, Ask::Locate { cues, found, missing })
    } else if let Some(prompt) = file.extract {
        let (ok, absent) = (target("ok", file.ok), target("absent", file.absent));
        let Some(kind) = file.kind else {
            checker.say(Some(id), "extract 要写明 type", "extract needs a `type`");
            return None;
        };
        let cues = ExtractCues {
            after: cues.after.into_vec(),
            before: cues.before.into_vec(),
            pattern: cues.pattern.into_vec(),
            pick: cues.pick.unwrap_or_default(),
        };
        for pattern in &cues.pattern {
            if !pattern.contains("<value>") {
                checker.say(
                    Some(id),
                    "pattern 里要有名为 value 的分组：(?<value>…)",
                    "a `pattern` needs a group named value: (?<value>…)",
                );
            }
        }
        (prompt, Ask::Extract { kind, cues, ok, absent })
    } else if let Some(prompt) = file.judge {
        let (yes, no, unclear) = (target("yes", file.yes), target("no", file.no), target("unclear", file.unclear));
        let cues = JudgeCues {
            yes: cues.yes.into_vec(),
            no: cues.no.into_vec(),
            prefer: cues.prefer,
            otherwise: cues.otherwise,
        };
        (prompt, Ask::Judge { cues, yes, no, unclear })
    } else if let Some(prompt) = file.classify {
        let mut labels = Vec::new();
        for (label, entry) in file.labels.map(|labels| labels.0).unwrap_or_default() {
            let next = target(&format!("labels / {label} / next"), Some(entry.next));
            labels.push(Label { id: label, means: entry.means, cues: entry.cues.into_vec(), next });
        }
        let otherwise = target("else", file.otherwise);
        // Answers name the case that no label fits `other`.
        if labels.iter().any(|label| label.id == "other" || label.id == "else") {
            checker.say(
                Some(id),
                "标签不能叫 other 或 else，“都不是”用 else 指定去向",
                "a label cannot be called `other` or `else`; `else` says where to go when none fits",
            );
        }
        if labels.is_empty() {
            checker.say(Some(id), "classify 要有 labels", "classify needs `labels`");
        }
        (prompt, Ask::Classify { labels, otherwise })
    } else {
        let expression = file.compare?;
        let (yes, no) = (target("yes", file.yes), target("no", file.no));
        (String::new(), Ask::Compare { expression, yes, no })
    };
    Some(Node { prompt, reads: file.reads, ask })
}

/// Keys that mean nothing for the node's kind are mistakes, not decoration.
fn idle_keys(id: &str, file: &NodeFile, checker: &mut Checker<'_>) {
    let (kind, allowed): (&str, &[&str]) = if file.locate.is_some() {
        ("locate", &["found", "missing", "any", "near", "not", "heading"])
    } else if file.extract.is_some() {
        ("extract", &["type", "ok", "absent", "in", "after", "before", "pattern", "pick"])
    } else if file.judge.is_some() {
        ("judge", &["yes", "no", "unclear", "in", "cues.yes", "cues.no", "prefer", "cues.else"])
    } else if file.classify.is_some() {
        ("classify", &["labels", "else", "in"])
    } else {
        ("compare", &["yes", "no"])
    };
    let CuesFile { any, near, not, heading, after, before, pattern, pick, yes, no, prefer, otherwise } = &file.cues;
    let present = [
        ("found", file.found.is_some()),
        ("missing", file.missing.is_some()),
        ("ok", file.ok.is_some()),
        ("absent", file.absent.is_some()),
        ("yes", file.yes.is_some()),
        ("no", file.no.is_some()),
        ("unclear", file.unclear.is_some()),
        ("else", file.otherwise.is_some()),
        ("in", file.reads.is_some()),
        ("type", file.kind.is_some()),
        ("labels", file.labels.is_some()),
        ("any", !any.is_empty()),
        ("near", !near.is_empty()),
        ("not", !not.is_empty()),
        ("heading", !heading.is_empty()),
        ("after", !after.is_empty()),
        ("before", !before.is_empty()),
        ("pattern", !pattern.is_empty()),
        ("pick", pick.is_some()),
        ("cues.yes", !yes.is_empty()),
        ("cues.no", !no.is_empty()),
        ("prefer", prefer.is_some()),
        ("cues.else", otherwise.is_some()),
    ];
    for (key, _) in present.iter().filter(|(key, present)| *present && !allowed.contains(key)) {
        checker.say(Some(id), format!("{kind} 节点不能写 {key}"), format!("a {kind} node takes no `{key}`"));
    }
}

fn read_outcome(id: &str, file: OutcomeFile, checker: &mut Checker<'_>) -> Option<Outcome> {
    let keys = [file.risk.is_some(), file.pass.is_some(), file.na.is_some(), file.lawyer.is_some()];
    if keys.iter().filter(|present| **present).count() != 1 {
        checker.say(
            Some(id),
            "结论要在 risk、pass、na、lawyer 中写且只写一个",
            "an outcome needs exactly one of risk, pass, na, lawyer",
        );
        return None;
    }
    let Some(severity) = file.risk else {
        if file.edit.is_some() || !file.cite.is_empty() || file.tolerate.is_some() {
            checker.say(
                Some(id),
                "只有 risk 结论可以写 cite、tolerate、edit",
                "only a risk takes cite, tolerate and edit",
            );
        }
        return Some(match (file.pass, file.na, file.lawyer) {
            (Some(pass), ..) => Outcome::Pass { shown_by: node_of(pass, id, checker), says: file.says },
            (_, Some(says), _) => Outcome::NotApplicable { says },
            (.., says) => Outcome::Lawyer { says: says.unwrap_or_default() },
        });
    };
    let says = file.says.unwrap_or_default();
    if says.trim().is_empty() {
        checker.say(Some(id), "风险要有 says：说明为什么", "a risk needs `says`: why it is one");
    }
    let cite = file.cite.into_vec();
    for article in cite.iter().filter(|article| !is_article(article)) {
        checker.say(
            Some(id),
            format!("法条“{article}”的写法不对，应如 民法典#585"),
            format!("`{article}` is not written like 民法典#585"),
        );
    }
    // `tolerate: lenient` means that neutral still sees a risk; `tolerate: neutral`, that only strict does.
    let tolerated_at = file.tolerate.and_then(|from| match from {
        Strictness::Lenient => Some(Strictness::Neutral),
        Strictness::Neutral => Some(Strictness::Strict),
        Strictness::Strict => {
            checker.say(Some(id), "tolerate 只能是 neutral 或者 lenient", "`tolerate` takes neutral or lenient");
            None
        }
    });
    let edit = file.edit.and_then(|edit| read_edit(id, edit, checker));
    Some(Outcome::Risk(Box::new(Risk {
        severity,
        title: file.title,
        says,
        cite,
        search: file.search,
        quotes: file.quote.into_vec(),
        tolerated_at,
        edit,
    })))
}

/// `民法典#585`, `公司法#15之1`.
fn is_article(id: &str) -> bool {
    id.split_once('#').is_some_and(|(law, number)| {
        let mut parts = number.split('之');
        !law.is_empty()
            && parts.clone().count() <= 2
            && parts.all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
    })
}

fn node_of(named: NodeOrTrue, id: &str, checker: &mut Checker<'_>) -> Option<String> {
    match named {
        NodeOrTrue::Node(node) if node != "true" => Some(node),
        NodeOrTrue::Flag(false) => {
            checker.say(Some(id), "这里只能写节点编号或者 true", "write a node's id or `true`");
            None
        }
        _ => None,
    }
}

fn read_edit(id: &str, file: EditFile, checker: &mut Checker<'_>) -> Option<Proposal> {
    let EditFile { replace, append, insert_after, delete, comment, pattern, after_heading, standard, fallbacks, draft } =
        file;
    let acts = [replace.is_some(), append.is_some(), insert_after.is_some(), delete.is_some(), comment.is_some()];
    if acts.iter().filter(|present| **present).count() != 1 {
        checker.say(
            Some(id),
            "edit 要在 replace、append、insert_after、delete、comment 中写且只写一个",
            "an edit needs exactly one of replace, append, insert_after, delete, comment",
        );
        return None;
    }
    if pattern.is_some() && replace.is_none() && delete.is_none() {
        checker.say(Some(id), "match 只能配合 replace 或者 delete", "`match` goes with replace or delete");
    }
    if after_heading != Many::default() && insert_after.is_none() {
        checker.say(Some(id), "after_heading 只能配合 insert_after", "`after_heading` goes with insert_after");
    }
    let standard = standard.unwrap_or_default();
    if standard.trim().is_empty() && delete.is_none() {
        checker.say(Some(id), "edit 要有 standard：建议的文字", "an edit needs `standard`: the wording");
    }
    let act = if let Some(node) = replace {
        Act::Replace { node, pattern }
    } else if let Some(node) = append {
        Act::Append { node }
    } else if let Some(node) = insert_after {
        Act::InsertAfter { node: (node != "end").then_some(node), after_heading: after_heading.into_vec() }
    } else if let Some(node) = delete {
        Act::Delete { node, pattern }
    } else {
        Act::Comment { node: comment.and_then(|node| node_of(node, id, checker)) }
    };
    if draft.is_some() && matches!(act, Act::Delete { .. } | Act::Comment { .. }) {
        checker.say(
            Some(id),
            "draft 只能配合 replace、append 或者 insert_after",
            "`draft` goes with replace, append or insert_after",
        );
    }
    Some(Proposal { act, standard, fallbacks: fallbacks.into_vec(), draft })
}
