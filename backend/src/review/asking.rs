//! From a node to a question, and from an engine's answer to one that may be used: shared requests, answers known from
//! before, a second chance for quotes that are not there, a second opinion from the cues.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    pin::Pin,
    sync::Arc,
    time::Instant,
};

use futures::{FutureExt, future::Shared};
use pacta_domain::{
    rulebook::{Ask, Node, Point, Target},
    trace::{Agreement, Shown, Spent},
};

use super::{
    agreement,
    cues::{Cues, Filled},
    engine::{Answered, Part, Passage, Question, QuoteClaim, Reply, Wants},
    evidence::verify,
    walk::{Stuck, Walk, Way},
};

/// A question with all that it borrows.
pub(super) struct Prepared<'a> {
    point: &'a str,
    node: &'a str,
    pub prompt: String,
    pub cues: Cues,
    wants: Wants<'a>,
    passages: Cow<'a, [Passage<'a>]>,
    following: usize,
}

impl Prepared<'_> {
    fn question<'q>(&'q self, walk: &'q Walk<'_>) -> Question<'q> {
        Question {
            point: self.point,
            node: self.node,
            prompt: &self.prompt,
            language: walk.job.rulebook.language,
            position: &walk.sides.title,
            deal: walk.job.deal,
            wants: self.wants.clone(),
            cues: &self.cues,
            passages: &self.passages,
            missed_quote: None,
            following: self.following,
        }
    }

    /// What was read of what the question offered; `None` for all of it.
    pub(super) fn shown(&self, read: Option<Vec<String>>) -> Shown {
        let is_whole = matches!(self.passages, Cow::Borrowed(_));
        match read {
            Some(blocks) if !is_whole || blocks.len() < self.passages.len() => Shown::Blocks(blocks),
            _ if is_whole => Shown::Whole,
            _ => Shown::Blocks(self.passages.iter().map(|passage| passage.block.to_owned()).collect()),
        }
    }
}

/// An answer as the walk uses it.
pub(super) struct Heard {
    pub reply: Reply,
    pub answered: Answered,
    pub agreement: Agreement,
    pub confidence: f64,
    /// The quote for which the question was asked once more.
    pub missed: Option<String>,
}

/// The answers of one shared request.
type Together<'a> = Shared<Pin<Box<dyn Future<Output = Arc<Vec<Answered>>> + Send + 'a>>>;

/// Locate questions that are asked in shared requests, by point and node.
#[derive(Default)]
pub(super) struct Ahead<'a>(HashMap<(&'a str, &'a str), (Together<'a>, usize)>);

impl Ahead<'_> {
    /// Sends all shared requests and waits for their answers; whoever waits for one of them as well gets the same answer.
    pub(super) async fn sent(&self) {
        let firsts = self.0.values().filter(|(_, place)| *place == 0).map(|(request, _)| request.clone());
        futures::future::join_all(firsts).await;
    }
}

/// The locate questions of all points that do not depend on an answer.
pub(super) fn locate_questions<'a>(walk: &Walk<'a>, points: &[&'a Point]) -> Vec<Prepared<'a>> {
    let mut prepared = Vec::new();
    for point in points {
        for (id, node) in &point.nodes {
            let is_locate = matches!(node.ask, Ask::Locate { .. });
            if is_locate && !super::templates::mentions(&node.prompt, point.nodes.keys()) {
                // What cannot be prepared is said when the point is walked.
                prepared.extend(walk.prepare(point, id, node, &Way::default()));
            }
        }
    }
    prepared
}

/// Compiles the cues of all questions on a thread of its own: they are needed when the first answers come.
pub(super) fn warm_up(walk: &Walk<'_>, points: &[&Point]) {
    let fill = |pattern: &str| walk.sides.fill(pattern);
    let nodes = points.iter().flat_map(|point| point.nodes.values());
    let filled: Vec<Filled> = nodes.map(|node| Filled::new(&node.ask, walk.job.rulebook.language, &fill)).collect();
    std::thread::spawn(move || filled.iter().for_each(|filled| drop(filled.compiled())));
}

/// Groups questions as the engine likes them and prepares one request for each group.
pub(super) fn ahead<'a>(walk: &'a Walk<'a>, prepared: &'a [Prepared<'a>]) -> Ahead<'a> {
    let unknown: Vec<&Prepared<'a>> =
        prepared.iter().filter(|prepared| walk.recall(&prepared.question(walk)).is_none()).collect();
    let questions: Vec<Question<'a>> = unknown.iter().map(|prepared| prepared.question(walk)).collect();
    let mut ahead = HashMap::new();
    for group in walk.engine.together(&questions) {
        let members: Vec<&Prepared<'a>> = group.iter().filter_map(|index| unknown.get(*index).copied()).collect();
        let asked: Vec<Question<'a>> = members.iter().map(|prepared| prepared.question(walk)).collect();
        let request: Pin<Box<dyn Future<Output = Arc<Vec<Answered>>> + Send + 'a>> =
            Box::pin(async move { Arc::new(walk.engine.answer_together(asked.iter().collect()).await) });
        let shared = request.shared();
        for (place, member) in members.into_iter().enumerate() {
            ahead.insert((member.point, member.node), (shared.clone(), place));
        }
    }
    Ahead(ahead)
}

impl<'a> Walk<'a> {
    /// The question of a node at this place of the way.
    pub(super) fn prepare<'p>(
        &self,
        point: &'p Point,
        id: &'p str,
        node: &'p Node,
        way: &Way,
    ) -> Result<Prepared<'p>, Stuck>
    where
        'a: 'p,
    {
        let fill = |pattern: &str| self.sides.fill(pattern);
        let filled = Filled::new(&node.ask, self.job.rulebook.language, &fill);
        let contract = Arc::clone(self.contract);
        let cues = match self.engine.is_model() {
            true => Cues::later(filled, contract),
            false => Cues::new(filled, contract).map_err(|error| Stuck::new(error.to_string()))?,
        };
        Ok(Prepared {
            point: &point.id,
            node: id,
            prompt: self.render(&node.prompt, way)?,
            cues,
            wants: Wants::of(&node.ask),
            passages: self.passages(node, way),
            following: following(point, node),
        })
    }

    /// The whole contract for locate questions; else the blocks found earlier, with what they refer to and define.
    fn passages(&self, node: &Node, way: &Way) -> Cow<'a, [Passage<'a>]> {
        let located = node.reads.as_ref().or(way.last_located.as_ref()).and_then(|id| way.quotes.get(id));
        let Some(located) = located.filter(|_| !matches!(node.ask, Ask::Locate { .. })) else {
            return Cow::Borrowed(self.whole);
        };
        let document = &self.reads.document;
        let asked: BTreeSet<usize> = located.iter().filter_map(|span| document.block_index(&span.block)).collect();
        let beside = if self.engine.is_model() { self.context.beside(document, &asked) } else { BTreeSet::new() };
        let passage = |index: &usize| {
            let mut passage = self.whole.get(*index)?.clone();
            if asked.contains(index) {
                let quoted = located.iter().filter(|span| span.block == passage.block);
                passage.located = quoted.map(|span| span.start..span.end).collect();
            } else {
                passage.part = Part::Context;
            }
            Some(passage)
        };
        Cow::Owned(asked.union(&beside).filter_map(passage).collect())
    }

    /// The engine's answer to a question. It is asked once more when it quotes words that the contract does not contain.
    pub(super) async fn hear(&self, prepared: &Prepared<'_>, ahead: &Ahead<'_>) -> Result<Heard, Stuck> {
        let mut question = prepared.question(self);
        let shared = ahead.0.get(&(prepared.point, prepared.node));
        let mut answered = self.answered(&question, shared).await;
        let mut missed = None;
        if let Ok(reply) = &answered.reply {
            let absent = claims(reply).into_iter().find(|claim| verify(&self.reads.document, claim).is_none());
            missed = absent.map(|claim| claim.text.clone());
        }
        if let Some(quote) = &missed {
            question.missed_quote = Some(quote);
            let (before, waited) = (answered.spent, answered.rounds);
            answered = self.answered(&question, None).await;
            answered.spent += before;
            answered.rounds += waited;
        }
        let reply = answered.reply.clone().map_err(|error| Stuck {
            why: self.words(
                &format!("模型没有给出可用的回答（{error}）。"),
                &format!("The model gave no usable answer ({error})."),
            ),
            spent: answered.spent,
        })?;
        let agreement = if self.engine.is_model() { agreement::between(&question, &reply) } else { Agreement::Silent };
        let confidence = agreement::confidence(&reply, self.engine.is_model().then_some(agreement));
        Ok(Heard { reply, answered, agreement, confidence, missed })
    }

    async fn answered(&self, question: &Question<'_>, shared: Option<&(Together<'_>, usize)>) -> Answered {
        let print = self.job.memory.map(|memory| (memory, question.fingerprint(self.engine.name())));
        if let Some(known) = print.as_ref().and_then(|(memory, print)| memory.recall(print)) {
            return known;
        }
        let started = Instant::now();
        let in_group = match shared {
            Some((request, place)) => request.clone().await.get(*place).cloned(),
            None => None,
        };
        let mut answered = match in_group {
            Some(answered) => answered,
            None => self.engine.answer(question).await,
        };
        answered.spent.ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if let (Some((memory, print)), Ok(_)) = (&print, &answered.reply) {
            memory.keep(print, &answered).await;
        }
        answered
    }

    fn recall(&self, question: &Question<'_>) -> Option<Answered> {
        self.job.memory?.recall(&question.fingerprint(self.engine.name()))
    }
}

/// The most questions that can follow a node. Locate questions are asked at the start and comparing asks nobody, so
/// neither counts.
fn following(point: &Point, node: &Node) -> usize {
    let next = node.ask.branches().into_iter().filter_map(|(_, target)| match target {
        Target::Node(id) => point.nodes.get(id),
        _ => None,
    });
    let own = |next: &Node| usize::from(!matches!(next.ask, Ask::Locate { .. } | Ask::Compare { .. }));
    next.map(|next| own(next) + following(point, next)).max().unwrap_or(0)
}

/// What a whole point cost.
pub(super) fn total<'s>(parts: impl Iterator<Item = &'s Spent>) -> Spent {
    parts.fold(Spent::default(), |mut sum, part| {
        sum += *part;
        sum
    })
}

fn claims(reply: &Reply) -> Vec<&QuoteClaim> {
    match reply {
        Reply::Places(claims) => claims.iter().collect(),
        Reply::Value(value) => value.iter().map(|(_, claim)| claim).collect(),
        Reply::YesNo { quote, .. } | Reply::Label { quote, .. } => quote.iter().collect(),
    }
}
