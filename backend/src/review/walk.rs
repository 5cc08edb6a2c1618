//! One point, from its first question towards an outcome.

use std::{collections::BTreeMap, sync::Arc};

use pacta_domain::{
    document::{Block, Language},
    evidence::Span,
    review::{Answer, ExtractAnswer, FailedAnswer, Finding, JudgeAnswer, LocateAnswer, PointResult, Searched},
    rulebook::{Ask, Node, Point, Target},
    statute::StatuteLookup,
    values::Value,
};

use super::{
    Job,
    cues::Cues,
    engine::{Cost, Engine, Passage, Question, QuoteClaim, Reply, Wants},
    evidence::verify,
    expressions,
    reading::{FoldedBlock, FoldedDocument},
    sides::Sides,
};

/// What all points of a review share.
pub(super) struct Walk<'a> {
    pub job: Job<'a>,
    pub engine: &'a dyn Engine,
    pub statutes: &'a (dyn StatuteLookup + Send + Sync),
    pub contract: Arc<FoldedDocument>,
    pub sides: &'a Sides,
}

/// How a point ended, with what it cost.
pub(super) struct Ended {
    pub result: PointResult,
    pub finding: Option<Finding>,
    pub cost: Cost,
    pub dropped_citations: usize,
    pub unverified_quotes: usize,
}

/// What is known on the way.
#[derive(Default)]
pub(super) struct Way {
    pub path: Vec<String>,
    pub answers: BTreeMap<String, Answer>,
    pub quotes: BTreeMap<String, Vec<Span>>,
    pub values: BTreeMap<String, Value>,
    last_quoted: Option<String>,
    last_located: Option<String>,
    pub searched: Option<Searched>,
    pub cost: Cost,
    pub unverified: usize,
}

impl Way {
    /// The quotes of these nodes; of the node that quoted last when none are named.
    pub(super) fn quoted(&self, nodes: &[String]) -> Vec<Span> {
        let nodes = if nodes.is_empty() { self.last_quoted.as_slice() } else { nodes };
        nodes.iter().filter_map(|node| self.quotes.get(node)).flatten().cloned().collect()
    }
}

/// Why a node has no answer, in words for the lawyer.
pub(super) struct Stuck(pub String);

impl Walk<'_> {
    pub(super) fn words(&self, zh: &str, en: &str) -> String {
        match self.job.rulebook.language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    pub(super) async fn point(&self, point: &Point) -> Ended {
        let mut way = Way::default();
        let reached = match self.way(point, &mut way).await {
            Ok(Some(outcome)) => self.outcome(point, &outcome, &way),
            Ok(None) => Err(Stuck(self.words(
                "合同的写法不足以自动判断，请人工查看。",
                "The wording does not allow an automatic answer; please look at it.",
            ))),
            Err(stuck) => Err(stuck),
        };
        reached.unwrap_or_else(|Stuck(error)| self.lawyer(point, &way, None, error))
    }

    /// From node to node; the id of the outcome, or `None` for *needs a lawyer*.
    async fn way(&self, point: &Point, way: &mut Way) -> Result<Option<String>, Stuck> {
        let mut current = point.start.clone();
        // Validation rules out loops; the bound keeps that promise even if it were wrong.
        for _ in 0..=point.nodes.len() {
            let Some(node) = point.nodes.get(&current) else { break };
            way.path.push(current.clone());
            let next = self.node(point, &current, node, way).await.inspect_err(|Stuck(error)| {
                let failed = FailedAnswer::Failed;
                way.answers.insert(current.clone(), Answer::Failed { answer: failed, error: error.clone() });
            });
            match next? {
                Target::Node(next) => current = next,
                Target::Lawyer => return Ok(None),
                Target::Outcome(id) => {
                    way.path.push(id.clone());
                    return Ok(Some(id));
                }
            }
        }
        Err(Stuck(self.words("这个审查点没有走到结论。", "This point reached no outcome.")))
    }

    /// Asks one node and says where to go next.
    async fn node(&self, point: &Point, id: &str, node: &Node, way: &mut Way) -> Result<Target, Stuck> {
        let (answer, next) = match &node.ask {
            Ask::Compare { expression, yes, no } => self.compare(expression, way, (yes, no))?,
            ask => {
                let (prompt, cues) = (self.render(&node.prompt, way)?, self.cues(ask)?);
                let reply = self.reply(point, id, node, (&prompt, &cues), way).await?;
                let (answer, next) = self.settle(ask, reply, way)?;
                match answer {
                    Answer::Locate { answer: LocateAnswer::Missing, .. } => {
                        way.searched = Some(self.searched(&prompt, &cues));
                    }
                    Answer::Locate { answer: LocateAnswer::Found, .. } => way.last_located = Some(id.to_owned()),
                    Answer::Extract { value: Some(ref value), .. } => {
                        way.values.insert(id.to_owned(), value.clone());
                    }
                    _ => {}
                }
                (answer, next)
            }
        };
        let quotes: Vec<Span> = answer.quotes().into_iter().cloned().collect();
        if !quotes.is_empty() {
            way.quotes.insert(id.to_owned(), quotes);
            way.last_quoted = Some(id.to_owned());
        }
        way.answers.insert(id.to_owned(), answer);
        Ok(next.clone())
    }

    /// A compare node works out its expression over the values found so far; no engine is asked.
    fn compare<'t>(
        &self,
        expression: &str,
        way: &Way,
        (yes, no): (&'t Target, &'t Target),
    ) -> Result<(Answer, &'t Target), Stuck> {
        let holds = expressions::holds(expression, &way.values).map_err(|error| Stuck(error.to_string()))?;
        let (answer, next) = if holds { (JudgeAnswer::Yes, yes) } else { (JudgeAnswer::No, no) };
        let values = way.values.iter().map(|(name, value)| format!("{} = {}", name.replace('-', "_"), shown(value)));
        let shown = values.collect::<Vec<_>>().join(", ");
        Ok((Answer::Compare { answer, expression: format!("{expression}  [{shown}]") }, next))
    }

    fn cues(&self, ask: &Ask) -> Result<Cues, Stuck> {
        let fill = |pattern: &str| self.sides.fill(pattern);
        Cues::new(ask, self.job.rulebook.language, &fill, Arc::clone(&self.contract))
            .map_err(|error| Stuck(error.to_string()))
    }

    /// The engine's reply; it is asked once more when it quotes words that the contract does not contain.
    async fn reply(
        &self,
        point: &Point,
        id: &str,
        node: &Node,
        (prompt, cues): (&str, &Cues),
        way: &mut Way,
    ) -> Result<Reply, Stuck> {
        let passages = self.passages(node, way);
        let mut question = Question {
            point: &point.id,
            node: id,
            prompt,
            language: self.job.rulebook.language,
            position: &self.sides.title,
            wants: Wants::of(&node.ask),
            cues,
            passages: &passages,
            missed_quote: None,
        };
        let reply = self.ask(&question, &mut way.cost).await?;
        let missed = claims(&reply).into_iter().find(|claim| verify(self.job.document, claim).is_none());
        let Some(missed) = missed else { return Ok(reply) };
        question.missed_quote = Some(&missed.text);
        self.ask(&question, &mut way.cost).await
    }

    /// What a reply means for the way: the answer with its quotes checked, and where it leads.
    fn settle<'t>(&self, ask: &'t Ask, reply: Reply, way: &mut Way) -> Result<(Answer, &'t Target), Stuck> {
        let mut check = |claim: QuoteClaim| match verify(self.job.document, &claim) {
            Some(quote) => Span::from(quote),
            None => {
                way.unverified += 1;
                Span::unverified(claim.text)
            }
        };
        let malformed = || Stuck(self.words("回答的形式不对。", "The answer did not have the form asked for."));
        Ok(match (ask, reply) {
            (Ask::Locate { missing, .. }, Reply::Places(claims)) if claims.is_empty() => {
                (Answer::Locate { answer: LocateAnswer::Missing, spans: Vec::new() }, missing)
            }
            (Ask::Locate { found, .. }, Reply::Places(claims)) => {
                let mut spans: Vec<Span> = claims.into_iter().map(check).filter(Span::is_verified).collect();
                spans.sort_by_key(|span| span.doc_start);
                spans.dedup();
                if spans.is_empty() {
                    let words =
                        self.words("给出的引文在合同里找不到。", "The words quoted do not stand in the contract.");
                    return Err(Stuck(words));
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

    async fn ask(&self, question: &Question<'_>, cost: &mut Cost) -> Result<Reply, Stuck> {
        let (reply, spent) = self.engine.answer(question).await;
        cost.calls += spent.calls;
        cost.cached += spent.cached;
        cost.prompt_tokens += spent.prompt_tokens;
        cost.completion_tokens += spent.completion_tokens;
        reply.map_err(|error| {
            Stuck(self.words(
                &format!("模型没有给出可用的回答（{error}）。"),
                &format!("The model gave no usable answer ({error})."),
            ))
        })
    }

    /// The whole contract for locate questions, else the blocks found earlier.
    fn passages<'w>(&'w self, node: &Node, way: &Way) -> Vec<Passage<'w>> {
        let located = node.reads.as_ref().or(way.last_located.as_ref()).and_then(|id| way.quotes.get(id));
        let is_locate = matches!(node.ask, Ask::Locate { .. });
        let blocks = self.job.document.blocks.iter().zip(self.contract.blocks());
        let passage = |(block, folded): (&'w Block, &'w FoldedBlock)| {
            let quoted = located.into_iter().flatten().filter(|span| span.block == block.id);
            let ranges: Vec<_> = quoted.map(|span| span.start..span.end).collect();
            if !is_locate && located.is_some() && ranges.is_empty() {
                return None;
            }
            Some(Passage {
                block: &block.id,
                place: folded.place.as_deref(),
                headings: &folded.headings,
                text: &block.text,
                located: if is_locate { Vec::new() } else { ranges },
            })
        };
        blocks.filter_map(passage).collect()
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
        minijinja::Environment::new().render_str(template, variables).map_err(|error| {
            Stuck(
                self.words(
                    &format!("审查点的文字模板有误：{error}"),
                    &format!("The point's template is wrong: {error}"),
                ),
            )
        })
    }
}

fn claims(reply: &Reply) -> Vec<&QuoteClaim> {
    match reply {
        Reply::Places(claims) => claims.iter().collect(),
        Reply::Value(value) => value.iter().map(|(_, claim)| claim).collect(),
        Reply::YesNo { quote, .. } | Reply::Label { quote, .. } => quote.iter().collect(),
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
