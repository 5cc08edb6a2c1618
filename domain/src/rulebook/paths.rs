//! The ways through a point: no loops, nothing unreachable, nothing read before it is known.

use std::collections::{BTreeMap, BTreeSet};

use super::{Act, Ask, Outcome, Point, Target};

type Say<'a> = dyn FnMut(Option<&str>, String, String) + 'a;

/// Where a node can lead, with the answer that leads there.
pub(super) fn branches(ask: &Ask) -> Vec<(String, &Target)> {
    let pairs: Vec<(&str, &Target)> = match ask {
        Ask::Locate { found, missing, .. } => vec![("found", found), ("missing", missing)],
        Ask::Extract { ok, absent, .. } => vec![("ok", ok), ("absent", absent)],
        Ask::Judge { yes, no, unclear, .. } => vec![("yes", yes), ("no", no), ("unclear", unclear)],
        Ask::Compare { yes, no, .. } => vec![("yes", yes), ("no", no)],
        Ask::Classify { labels, otherwise } => {
            labels.iter().map(|label| (label.id.as_str(), &label.next)).chain([("else", otherwise)]).collect()
        }
    };
    pairs.into_iter().map(|(name, target)| (name.to_owned(), target)).collect()
}

/// What is surely known where a node or outcome is reached.
type Known = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(point: &Point, say: &mut Say<'_>) {
    let mut order = Vec::new();
    let mut state = BTreeMap::new();
    if !sorted(point, &point.start, &mut state, &mut order, say) {
        return;
    }
    order.reverse();
    let known = known_before(point, &order);
    for id in point.nodes.keys().chain(point.outcomes.keys()) {
        if !known.contains_key(id) {
            say(Some(id), "没有任何一条路走到这里".into(), "no path leads here".into());
        }
    }
    for (id, node) in &point.nodes {
        let Some(before) = known.get(id) else { continue };
        if let Some(reads) = &node.reads {
            let is_locate = point.nodes.get(reads).is_some_and(|node| matches!(node.ask, Ask::Locate { .. }));
            if !is_locate || !before.contains(reads) {
                say(
                    Some(id),
                    format!("in 写的“{reads}”不是一定先走过的 locate 节点"),
                    format!("`in` names `{reads}`, which is no locate node that always ran before"),
                );
            }
        }
        if let Ask::Compare { expression, .. } = &node.ask {
            for name in variables(expression) {
                if !before.iter().any(|known| known.replace('-', "_") == name && is_extract(point, known)) {
                    say(
                        Some(id),
                        format!("算式里的“{name}”并不是每条路上都已提取"),
                        format!("`{name}` in the expression is not extracted on every path that leads here"),
                    );
                }
            }
        }
    }
    for (id, outcome) in &point.outcomes {
        let Some(before) = known.get(id) else { continue };
        for node in named_nodes(outcome) {
            if !before.contains(node) {
                say(
                    Some(id),
                    format!("用到的节点“{node}”并不是每条路上都有引文"),
                    format!("`{node}` may have no quote when this outcome is reached"),
                );
            }
        }
    }
}

fn is_extract(point: &Point, id: &str) -> bool {
    point.nodes.get(id).is_some_and(|node| matches!(node.ask, Ask::Extract { .. }))
}

/// Nodes whose quotes an outcome uses.
fn named_nodes(outcome: &Outcome) -> Vec<&String> {
    match outcome {
        Outcome::Pass { shown_by, .. } => shown_by.iter().collect(),
        Outcome::Risk(risk) => {
            let acts_on = risk.edit.as_ref().and_then(|edit| match &edit.act {
                Act::Replace { node, .. } | Act::Append { node } | Act::Delete { node, .. } => Some(node),
                Act::InsertAfter { node, .. } | Act::Comment { node } => node.as_ref(),
            });
            risk.quotes.iter().chain(acts_on).collect()
        }
        Outcome::NotApplicable { .. } | Outcome::Lawyer { .. } => Vec::new(),
    }
}

/// Depth-first order, leaves first; false when there is a loop.
fn sorted(
    point: &Point,
    id: &str,
    state: &mut BTreeMap<String, bool>,
    order: &mut Vec<String>,
    say: &mut Say<'_>,
) -> bool {
    match state.get(id) {
        Some(true) => return true,
        Some(false) => {
            say(Some(id), "这里绕成了圈，永远走不到结论".into(), "the path comes back here and never ends".into());
            return false;
        }
        None => {}
    }
    state.insert(id.to_owned(), false);
    if let Some(node) = point.nodes.get(id) {
        for (_, target) in branches(&node.ask) {
            if let Target::Node(next) | Target::Outcome(next) = target
                && !sorted(point, next, state, order, say)
            {
                return false;
            }
        }
    }
    state.insert(id.to_owned(), true);
    order.push(id.to_owned());
    true
}

/// For everything reachable, the nodes that gave a quote or a value on every path to it.
fn known_before(point: &Point, order: &[String]) -> Known {
    let mut known = Known::from([(point.start.clone(), BTreeSet::new())]);
    for id in order {
        let (Some(node), Some(before)) = (point.nodes.get(id), known.get(id).cloned()) else { continue };
        for (answer, target) in branches(&node.ask) {
            let (Target::Node(next) | Target::Outcome(next)) = target else { continue };
            let mut after = before.clone();
            let empty_handed = matches!(node.ask, Ask::Compare { .. }) || answer == "missing" || answer == "absent";
            if !empty_handed {
                after.insert(id.clone());
            }
            known.entry(next.clone()).and_modify(|have| have.retain(|node| after.contains(node))).or_insert(after);
        }
    }
    known
}

/// The names an expression uses, function names and quoted words left out.
fn variables(expression: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut chars = expression.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c == '"' || c == '\'' {
            for (_, inner) in chars.by_ref() {
                if inner == c {
                    break;
                }
            }
        } else if c.is_ascii_digit() {
            while chars.next_if(|(_, next)| next.is_ascii_alphanumeric() || *next == '.').is_some() {}
        } else if c.is_alphabetic() || c == '_' {
            let mut end = start + c.len_utf8();
            while let Some((at, next)) = chars.next_if(|(_, next)| next.is_alphanumeric() || *next == '_') {
                end = at + next.len_utf8();
            }
            let called = expression[end..].trim_start().starts_with('(');
            let name = &expression[start..end];
            if !called && !matches!(name, "true" | "false" | "null" | "in") {
                names.push(name.to_owned());
            }
        }
    }
    names
}
