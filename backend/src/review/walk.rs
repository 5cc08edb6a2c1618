//! One point, from its first question to its outcome.

use std::{collections::BTreeMap, sync::Arc};

use pacta_domain::{
    document::Language,
    evidence::{Span, VerifiedQuote},
    review::{Answer, ExtractAnswer, FailedAnswer, Finding, JudgeAnswer, LocateAnswer, PointResult, Searched, Status},
    rulebook::{Ask, Node, Outcome, Point, Risk, Target},
    statute::{Citation, StatuteLookup},
    values::Value,
};

use super::{
    Job,
    cues::Cues,
    engine::{Cost, Engine, Passage, Question, QuoteClaim, Reply, Wants},
    evidence::verify,
    expressions,
    folding::FoldedDocument,
    proposals::{self, Ground},
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
struct Way {
    path: Vec<String>,
    answers: BTreeMap<String, Answer>,
    quotes: BTreeMap<String, Vec<Span>>,
    values: BTreeMap<String, Value>,
    last_quoted: Option<String>,
    last_located: Option<String>,
    searched: Option<Searched>,
    cost: Cost,
    unverified: usize,
}

/// Why a node has no answer, in words for the lawyer.
struct Stuck(String);

impl Walk<'_> {
    fn words(&self, zh: &str, en: &str) -> String {
        match self.job.rulebook.language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    pub(super) async fn point(&self, point: &Point) -> Ended {
        let mut way = Way::default();
        let mut current = point.start.clone();
        // Validation rules out loops; the bound keeps that promise even if it were wrong.
        for _ in 0..=point.nodes.len() {
            let Some(node) = point.nodes.get(&current) else { break };
            way.path.push(current.clone());
            match self.node(point, &current, node, &mut way).await {
                Err(Stuck(error)) => {
                    way.answers.insert(current, Answer::Failed { answer: FailedAnswer::Failed, error: error.clone() });
                    return self.lawyer(point, way, None, error);
                }
                Ok(Target::Node(next)) => current = next,
                Ok(Target::Lawyer) => {
                    let words = self.words(
                        "合同的写法不足以自动判断，请人工查看。",
                        "The wording does not allow an automatic answer; please look at it.",
                    );
                    return self.lawyer(point, way, None, words);
                }
                Ok(Target::Outcome(id)) => {
                    way.path.push(id.clone());
                    return self.outcome(point, &id, way);
                }
            }
        }
        let words = self.words("这个审查点没有走到结论。", "This point reached no outcome.");
        self.lawyer(point, way, None, words)
    }

    async fn node(&self, point: &Point, id: &str, node: &Node, way: &mut Way) -> Result<Target, Stuck> {
        if let Ask::Compare { expression, yes, no } = &node.ask {
            let holds = expressions::holds(expression, &way.values).map_err(|error| Stuck(error.to_string()))?;
            let (answer, next) = if holds { (JudgeAnswer::Yes, yes) } else { (JudgeAnswer::No, no) };
            let shown: Vec<String> = way
                .values
                .iter()
                .map(|(name, value)| format!("{} = {}", name.replace('-', "_"), shown(value)))
                .collect();
            way.answers.insert(
                id.to_owned(),
                Answer::Compare { answer, expression: format!("{expression}  [{}]", shown.join(", ")) },
            );
            return Ok(next.clone());
        }
        let fill = |pattern: &str| self.sides.fill(pattern);
        let cues = Cues::new(&node.ask, self.job.rulebook.language, &fill, Arc::clone(&self.contract))
            .map_err(|error| Stuck(error.to_string()))?;
        let passages = self.passages(node, way);
        let prompt = self.render(&node.prompt, way);
        let wants = match &node.ask {
            Ask::Extract { kind, .. } => Wants::Value(*kind),
            Ask::Judge { .. } => Wants::YesNo,
            Ask::Classify { labels, .. } => {
                Wants::Label(labels.iter().map(|l| (l.id.as_str(), l.means.as_str())).collect())
            }
            Ask::Locate { .. } | Ask::Compare { .. } => Wants::Places,
        };
        let mut question = Question {
            point: &point.id,
            node: id,
            prompt: &prompt,
            language: self.job.rulebook.language,
            position: &self.sides.title,
            wants,
            cues: &cues,
            passages: &passages,
            missed_quote: None,
        };
        let mut reply = self.ask(&question, &mut way.cost).await?;
        let missed = claims(&reply).into_iter().find(|claim| verify(self.job.document, claim).is_none()).cloned();
        if let Some(missed) = &missed {
            question.missed_quote = Some(&missed.text);
            reply = self.ask(&question, &mut way.cost).await?;
        }
        let mut check = |claim: QuoteClaim| match verify(self.job.document, &claim) {
            Some(quote) => Span::from(quote),
            None => {
                way.unverified += 1;
                Span::unverified(claim.text)
            }
        };
        let malformed = || Stuck(self.words("回答的形式不对。", "The answer did not have the form asked for."));
        let (answer, next) = match (&node.ask, reply) {
            (Ask::Locate { found, missing, .. }, Reply::Places(claims)) => {
                let nothing_claimed = claims.is_empty();
                let mut spans: Vec<Span> = claims.into_iter().map(check).filter(Span::is_verified).collect();
                spans.sort_by_key(|span| span.doc_start);
                spans.dedup();
                if spans.is_empty() && !nothing_claimed {
                    return Err(Stuck(
                        self.words("给出的引文在合同里找不到。", "The words quoted do not stand in the contract."),
                    ));
                }
                if spans.is_empty() {
                    way.searched = Some(self.searched(&prompt, &cues));
                    (Answer::Locate { answer: LocateAnswer::Missing, spans }, missing)
                } else {
                    way.last_located = Some(id.to_owned());
                    (Answer::Locate { answer: LocateAnswer::Found, spans }, found)
                }
            }
            (Ask::Extract { ok, .. }, Reply::Value(Some((value, claim)))) => {
                let quote = check(claim);
                way.values.insert(id.to_owned(), value.clone());
                (Answer::Extract { answer: ExtractAnswer::Ok, value: Some(value), quote: Some(quote) }, ok)
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
                let known = label.as_deref().and_then(|id| labels.iter().find(|label| label.id == id));
                let answer = known.map_or_else(|| "other".to_owned(), |label| label.id.clone());
                (
                    Answer::Classify { answer, quote: quote.map(check), confidence },
                    known.map_or(otherwise, |label| &label.next),
                )
            }
            _ => return Err(malformed()),
        };
        let quotes: Vec<Span> = answer.quotes().into_iter().cloned().collect();
        if !quotes.is_empty() {
            way.quotes.insert(id.to_owned(), quotes);
            way.last_quoted = Some(id.to_owned());
        }
        way.answers.insert(id.to_owned(), answer);
        Ok(next.clone())
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
        self.job
            .document
            .blocks
            .iter()
            .filter_map(|block| {
                let ranges: Vec<_> = located
                    .into_iter()
                    .flatten()
                    .filter(|span| span.block == block.id)
                    .map(|span| span.start..span.end)
                    .collect();
                if !is_locate && located.is_some() && ranges.is_empty() {
                    return None;
                }
                let mut headings = Vec::new();
                let mut clause = block.clause.as_deref();
                while let Some(current) = clause.and_then(|id| self.job.document.clause(id)) {
                    headings.extend(current.title.as_deref());
                    clause = current.parent.as_deref();
                }
                headings.reverse();
                let located = if is_locate { Vec::new() } else { ranges };
                Some(Passage {
                    block: &block.id,
                    place: self.job.document.place(block),
                    headings,
                    text: &block.text,
                    located,
                })
            })
            .collect()
    }

    fn searched(&self, question: &str, cues: &Cues) -> Searched {
        let overlap = |text: &str| {
            cues.words.iter().flat_map(|word| pairs(word)).filter(|pair| text.contains(pair.as_str())).count()
        };
        let mut closest: Vec<_> = self
            .job
            .document
            .blocks
            .iter()
            .map(|block| (overlap(&block.text), block))
            .filter(|(score, _)| *score > 0)
            .collect();
        closest.sort_by_key(|(score, block)| (std::cmp::Reverse(*score), block.start));
        Searched {
            question: question.to_owned(),
            cues: cues.words.clone(),
            blocks: self.job.document.blocks.len(),
            closest: closest
                .into_iter()
                .take(3)
                .filter_map(|(_, block)| VerifiedQuote::whole(block))
                .map(Span::from)
                .collect(),
        }
    }

    fn render(&self, template: &str, way: &Way) -> String {
        if !template.contains('{') {
            return template.to_owned();
        }
        let mut variables = self.sides.variables();
        for node in way.values.keys() {
            let quote = way.quotes.get(node).and_then(|quotes| quotes.first());
            variables.insert(node.replace('-', "_"), quote.map(|quote| quote.text.clone()).unwrap_or_default());
        }
        minijinja::Environment::new().render_str(template, variables).unwrap_or_else(|_| template.to_owned())
    }

    fn outcome(&self, point: &Point, id: &str, way: Way) -> Ended {
        let quoted = |nodes: &[String]| -> Vec<Span> {
            let named = nodes.iter().filter_map(|node| way.quotes.get(node)).flatten();
            let last = way.last_quoted.iter().filter_map(|node| way.quotes.get(node)).flatten();
            if nodes.is_empty() { last.cloned().collect() } else { named.cloned().collect() }
        };
        let Some(outcome) = point.outcomes.get(id) else {
            let words = self.words("结论不存在。", "There is no such outcome.");
            return self.lawyer(point, way, None, words);
        };
        let (status, reason, quotes) = match outcome {
            Outcome::Lawyer { says } => {
                let reason = self.render(says, &way);
                return self.lawyer(point, way, Some(id), reason);
            }
            Outcome::NotApplicable { says } => (Status::NotApplicable, self.render(says, &way), Vec::new()),
            Outcome::Pass { shown_by, says } => {
                let says = says.as_ref().map(|says| self.render(says, &way));
                (
                    Status::Pass,
                    says.unwrap_or_else(|| self.words("符合要求。", "In order.")),
                    quoted(shown_by.as_slice()),
                )
            }
            Outcome::Risk(risk) if risk.tolerated_at.is_some_and(|until| self.job.strictness > until) => {
                (Status::Pass, self.render(&risk.says, &way), quoted(&risk.quotes))
            }
            Outcome::Risk(risk) => {
                let quotes = quoted(&risk.quotes);
                return self.risk(point, id, risk, quotes, way);
            }
        };
        // Nothing passes on words that do not stand in the contract, or on no search at all.
        if way.unverified > 0 {
            let words = self.words(
                "依据的引文在合同里找不到，不能算通过。",
                "The words it rests on do not stand in the contract; this cannot pass.",
            );
            return self.lawyer(point, way, Some(id), words);
        }
        if quotes.is_empty() && way.searched.is_none() && status == Status::Pass {
            let words = self.words("没有引文可以证明通过。", "No words of the contract show that this is in order.");
            return self.lawyer(point, way, Some(id), words);
        }
        self.ended(point, way, status, Some(id), reason, quotes)
    }

    fn lawyer(&self, point: &Point, way: Way, outcome: Option<&str>, reason: String) -> Ended {
        let quotes: Vec<Span> =
            way.last_quoted.iter().filter_map(|node| way.quotes.get(node)).flatten().cloned().collect();
        self.ended(point, way, Status::NeedsLawyer, outcome, reason, quotes)
    }

    fn risk(&self, point: &Point, id: &str, risk: &Risk, quotes: Vec<Span>, way: Way) -> Ended {
        let fill = |pattern: &str| self.sides.fill(pattern);
        let render = |template: &str| self.render(template, &way);
        let edit = risk.edit.as_ref().map(|proposal| {
            let ground = Ground {
                document: self.job.document,
                language: self.job.rulebook.language,
                strictness: self.job.strictness,
                quotes: &way.quotes,
                last: quotes.iter().find(|quote| quote.is_verified()),
                fill: &fill,
                render: &render,
            };
            proposals::place(proposal, &ground)
        });
        let cited: Vec<_> = risk.cite.iter().filter_map(|id| self.statutes.article(id, self.job.date)).collect();
        let dropped = risk.cite.len() - cited.len();
        let mut citations: Vec<Citation> = cited.iter().map(|article| Citation::of(article, None)).collect();
        if let Some(query) = &risk.search {
            let further = self.statutes.search(&render(query), self.job.date, 2);
            citations.extend(
                further
                    .iter()
                    .filter(|more| cited.iter().all(|own| own.id != more.id))
                    .map(|article| Citation::of(article, None)),
            );
        }
        let explanation = render(&risk.says);
        let finding = Finding {
            id: point.id.clone(),
            point: point.id.clone(),
            severity: risk.severity,
            title: risk.title.as_ref().map_or_else(|| point.title.clone(), |title| render(title)),
            explanation: explanation.clone(),
            searched: if quotes.is_empty() { way.searched.clone() } else { None },
            quotes: quotes.clone(),
            citations,
            edit,
        };
        let mut ended = self.ended(point, way, Status::Risk, Some(id), explanation, quotes);
        ended.finding = Some(finding);
        ended.dropped_citations = dropped;
        ended
    }

    fn ended(
        &self,
        point: &Point,
        way: Way,
        status: Status,
        outcome: Option<&str>,
        reason: String,
        quotes: Vec<Span>,
    ) -> Ended {
        let result = PointResult {
            point: point.id.clone(),
            title: point.title.clone(),
            group: point.group.clone(),
            status,
            outcome: outcome.map(str::to_owned),
            reason,
            searched: if quotes.is_empty() { way.searched } else { None },
            quotes,
            answers: way.answers,
            path: way.path,
        };
        Ended { result, finding: None, cost: way.cost, dropped_citations: 0, unverified_quotes: way.unverified }
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

/// The pairs of neighbouring characters of a Chinese word; an English word as it is.
fn pairs(word: &str) -> Vec<String> {
    if word.is_ascii() {
        return vec![word.to_owned()];
    }
    let chars: Vec<char> = word.chars().collect();
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}
