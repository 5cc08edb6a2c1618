//! One point, from its first question towards an outcome.

use std::{collections::BTreeMap, sync::Arc};

use pacta_domain::{
    document::Language,
    evidence::Span,
    review::{Answer, ExtractAnswer, FailedAnswer, Finding, JudgeAnswer, LocateAnswer, PointResult, Searched},
    rulebook::{Ask, Node, Point, Target},
    statute::StatuteLookup,
    trace::{Agreement, NodeKind, Shown, Spent, Step},
    values::Value,
};

use super::{
    Job,
    asking::{Ahead, Heard, Prepared},
    context::Context,
    engine::{Engine, Passage, QuoteClaim, Reply},
    evidence::verify,
    expressions,
    further::Joined,
    reading::FoldedDocument,
    sides::Sides,
};

/// What all points of a review share.
pub(super) struct Walk<'a> {
    pub job: Job<'a>,
    /// The contract with the further documents.
    pub reads: &'a Joined<'a>,
    pub engine: &'a dyn Engine,
    pub statutes: &'a (dyn StatuteLookup + Send + Sync),
    pub contract: &'a Arc<FoldedDocument>,
    /// Every block, as locate questions read it.
    pub whole: &'a [Passage<'a>],
    pub context: Context,
    pub sides: &'a Sides,
}

/// How a point ended, with what it cost.
pub(super) struct Ended {
    pub result: PointResult,
    pub finding: Option<Finding>,
    pub spent: Spent,
    pub dropped_citations: usize,
    pub unverified_quotes: usize,
    pub steps: Vec<Step>,
}

/// What is known on the way.
#[derive(Default)]
pub(super) struct Way {
    pub path: Vec<String>,
    pub answers: BTreeMap<String, Answer>,
    pub quotes: BTreeMap<String, Vec<Span>>,
    pub values: BTreeMap<String, Value>,
    last_quoted: Option<String>,
    pub last_located: Option<String>,
    pub searched: Option<Searched>,
    pub unverified: usize,
    pub steps: Vec<Step>,
    /// What was spent beside the steps: on questions without an answer, and on drafts.
    pub spent_beside: Spent,
}

impl Way {
    /// The quotes of these nodes; of the node that quoted last when none are named.
    pub(super) fn quoted(&self, nodes: &[String]) -> Vec<Span> {
        let nodes = if nodes.is_empty() { self.last_quoted.as_slice() } else { nodes };
        nodes.iter().filter_map(|node| self.quotes.get(node)).flatten().cloned().collect()
    }
}

/// Why a node has no answer.
pub(super) struct Stuck {
    /// In words for the lawyer.
    pub why: String,
    /// What it cost to learn that.
    pub spent: Spent,
}

impl Stuck {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), spent: Spent::default() }
    }
}

impl Walk<'_> {
    pub(super) fn words(&self, zh: &str, en: &str) -> String {
        match self.job.rulebook.language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    pub(super) async fn point(&self, point: &Point, ahead: &Ahead<'_>) -> Ended {
        let mut way = Way::default();
        let reached = match self.way(point, ahead, &mut way).await {
            Ok(Some(outcome)) => self.outcome(point, &outcome, &mut way).await,
            Ok(None) => Err(Stuck::new(self.words(
                "合同的写法不足以自动判断，请人工查看。",
                "The wording does not allow an automatic answer; please look at it.",
            ))),
            Err(stuck) => Err(stuck),
        };
        reached.unwrap_or_else(|stuck| self.lawyer(point, &way, None, stuck.why))
    }

    /// From node to node; the id of the outcome, or `None` for *needs a lawyer*.
    async fn way(&self, point: &Point, ahead: &Ahead<'_>, way: &mut Way) -> Result<Option<String>, Stuck> {
        let mut current = point.start.as_str();
        // Validation rules out loops; the bound keeps that promise even if it were wrong.
        for _ in 0..=point.nodes.len() {
            let Some((id, node)) = point.nodes.get_key_value(current) else { break };
            way.path.push(id.clone());
            match self.node(point, (id, node), ahead, way).await {
                Ok(Target::Node(next)) => current = next,
                Ok(Target::Lawyer) => return Ok(None),
                Ok(Target::Outcome(outcome)) => {
                    way.path.push(outcome.clone());
                    return Ok(Some(outcome.clone()));
                }
                Err(stuck) => {
                    let answer = Answer::Failed { answer: FailedAnswer::Failed, error: stuck.why.clone() };
                    way.answers.insert(id.clone(), answer);
                    way.spent_beside += stuck.spent;
                    return Err(stuck);
                }
            }
        }
        Err(Stuck::new(self.words("这个审查点没有走到结论。", "This point reached no outcome.")))
    }

    /// Asks one node and says where to go next.
    async fn node<'t>(
        &self,
        point: &'t Point,
        (id, node): (&'t str, &'t Node),
        ahead: &Ahead<'_>,
        way: &mut Way,
    ) -> Result<&'t Target, Stuck> {
        let (step, next) = match &node.ask {
            Ask::Compare { expression, yes, no } => self.compare(id, expression, way, (yes, no))?,
            ask => {
                let prepared = self.prepare(point, id, node, way)?;
                let heard = self.hear(&prepared, ahead).await?;
                let (answer, next) = self.settle(ask, heard.reply.clone(), way)?;
                match &answer {
                    Answer::Locate { answer: LocateAnswer::Missing, .. } => {
                        way.searched = Some(self.searched(&prepared.prompt, &prepared.cues));
                    }
                    Answer::Locate { answer: LocateAnswer::Found, .. } => way.last_located = Some(id.to_owned()),
                    Answer::Extract { value: Some(value), .. } => {
                        way.values.insert(id.to_owned(), value.clone());
                    }
                    _ => {}
                }
                (step(id, ask, prepared, heard, answer), next)
            }
        };
        let quotes: Vec<Span> = step.answer.quotes().into_iter().cloned().collect();
        if !quotes.is_empty() {
            way.quotes.insert(id.to_owned(), quotes);
            way.last_quoted = Some(id.to_owned());
        }
        way.answers.insert(id.to_owned(), step.answer.clone());
        way.steps.push(step);
        Ok(next)
    }

    /// A compare node works out its expression over the values found so far; no engine is asked.
    fn compare<'t>(
        &self,
        id: &str,
        expression: &str,
        way: &Way,
        (yes, no): (&'t Target, &'t Target),
    ) -> Result<(Step, &'t Target), Stuck> {
        let holds = expressions::holds(expression, &way.values).map_err(|error| Stuck::new(error.to_string()))?;
        let (answer, next) = if holds { (JudgeAnswer::Yes, yes) } else { (JudgeAnswer::No, no) };
        let values = way.values.iter().map(|(name, value)| format!("{} = {}", name.replace('-', "_"), shown(value)));
        let shown = values.collect::<Vec<_>>().join(", ");
        let expression = format!("{expression}  [{shown}]");
        let step = Step {
            node: id.to_owned(),
            kind: NodeKind::Compare,
            question: expression.clone(),
            shown: Shown::Nothing,
            answer: Answer::Compare { answer, expression },
            prompt: None,
            together: 0,
            rounds: 0,
            spent: Spent::default(),
            cues: Agreement::Silent,
            confidence: 1.0,
            missed_quote: None,
        };
        Ok((step, next))
    }

    /// What a reply means for the way: the answer with its quotes checked, and where it leads.
    fn settle<'t>(&self, ask: &'t Ask, reply: Reply, way: &mut Way) -> Result<(Answer, &'t Target), Stuck> {
        let mut check = |claim: QuoteClaim| match verify(&self.reads.document, &claim) {
            Some(quote) => self.reads.span(quote),
            None => {
                way.unverified += 1;
                Span::unverified(claim.text)
            }
        };
        let malformed = || Stuck::new(self.words("回答的形式不对。", "The answer did not have the form asked for."));
        Ok(match (ask, reply) {
            (Ask::Locate { missing, .. }, Reply::Places(claims)) if claims.is_empty() => {
                (Answer::Locate { answer: LocateAnswer::Missing, spans: Vec::new() }, missing)
            }
            (Ask::Locate { found, .. }, Reply::Places(claims)) => {
                let mut spans: Vec<Span> = claims.into_iter().map(check).filter(Span::is_verified).collect();
                // The contract's own words go before those of the documents beside it.
                if spans.iter().any(Span::is_in_contract) {
                    spans.retain(Span::is_in_contract);
                }
                spans.sort_by_key(|span| span.doc_start);
                spans.dedup();
                if spans.is_empty() {
                    let words =
                        self.words("给出的引文在合同里找不到。", "The words quoted do not stand in the contract.");
                    return Err(Stuck::new(words));
                }
                (Answer::Locate { answer: LocateAnswer::Found, spans }, found)
            }
            (Ask::Extract { ok, .. }, Reply::Value(Some((value, claim)))) => {
                let quote = Some(check(claim));
                (Answer::Extract { answer: ExtractAnswer::Ok, value: Some(value), quote }, ok)
            }
            (Ask::Extract { absent, .. }, Reply::Value(None)) => {
                (Answer::Extract { answer: ExtractAnswer::Absent, value: None, quote: None }, absent)
            }
            (Ask::Judge { yes, no, unclear, .. }, Reply::YesNo { answer, quote, reason, confidence }) => {
                let (answer, next) = match answer {
                    Some(true) => (JudgeAnswer::Yes, yes),
                    Some(false) => (JudgeAnswer::No, no),
                    None => (JudgeAnswer::Unclear, unclear),
                };
                (Answer::Judge { answer, quote: quote.map(check), confidence, reason }, next)
            }
            (Ask::Classify { labels, otherwise }, Reply::Label { label, quote, confidence }) => {
                let (answer, next) = match label {
                    // A label that nobody offered is no answer, least of all "none of these".
                    Some(id) => {
                        let label = labels.iter().find(|label| label.id == id).ok_or_else(malformed)?;
                        (id, &label.next)
                    }
                    None => ("other".to_owned(), otherwise),
                };
                (Answer::Classify { answer, quote: quote.map(check), confidence }, next)
            }
            _ => return Err(malformed()),
        })
    }

    /// A template with the names of the sides and the words found so far.
    pub(super) fn render(&self, template: &str, way: &Way) -> Result<String, Stuck> {
        if !template.contains('{') {
            return Ok(template.to_owned());
        }
        let mut variables = self.sides.variables();
        for node in way.values.keys() {
            let quote = way.quotes.get(node).and_then(|quotes| quotes.first());
            variables.insert(node.replace('-', "_"), quote.map(|quote| quote.text.clone()).unwrap_or_default());
        }
        super::templates::render(template, variables).map_err(|error| {
            Stuck::new(
                self.words(
                    &format!("审查点的文字模板有误：{error}"),
                    &format!("The point's template is wrong: {error}"),
                ),
            )
        })
    }
}

/// What the trace keeps of a question and its answer.
fn step(id: &str, ask: &Ask, prepared: Prepared<'_>, heard: Heard, answer: Answer) -> Step {
    let Heard { answered, agreement, confidence, missed, .. } = heard;
    let shown = prepared.shown(answered.read);
    Step {
        node: id.to_owned(),
        kind: NodeKind::from(ask),
        question: prepared.prompt,
        shown,
        answer,
        prompt: answered.prompt,
        together: answered.together,
        rounds: answered.rounds,
        spent: answered.spent,
        cues: agreement,
        confidence,
        missed_quote: missed,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Duration { days, .. } => format!("{days}d"),
        Value::Money { value, .. }
        | Value::Percent { value }
        | Value::Number { value }
        | Value::Date { value }
        | Value::Party { value }
        | Value::Text { value } => value.clone(),
    }
}
