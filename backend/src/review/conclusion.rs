//! The end of a point: its outcome, the finding with its evidence, and what may count as a pass.

use pacta_domain::{
    evidence::{Span, VerifiedQuote},
    review::{Finding, PointResult, ProposedEdit, Searched, Status},
    rulebook::{Outcome, Point, Risk},
    statute::Citation,
};

use super::{
    asking::total,
    cues::Cues,
    drafts,
    engine::Draft,
    proposals::{self, Ground},
    walk::{Ended, Stuck, Walk, Way},
};

/// Articles that a risk's own search may add to those it names.
const FOUND_ARTICLES: usize = 2;

/// Blocks shown beside a finding that something is missing.
const CLOSEST: usize = 3;

impl Walk<'_> {
    /// What was looked for in vain, and the blocks that came closest.
    pub(super) fn searched(&self, question: &str, cues: &Cues) -> Searched {
        let overlap = |text: &str| {
            cues.words.iter().flat_map(|word| pairs(word)).filter(|pair| text.contains(pair.as_str())).count()
        };
        let mut closest: Vec<_> = self
            .reads
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
            blocks: self.reads.document.blocks.len(),
            closest: closest
                .into_iter()
                .take(CLOSEST)
                .filter_map(|(_, block)| VerifiedQuote::whole(block))
                .map(|quote| self.reads.span(quote))
                .collect(),
        }
    }

    /// Ends a point at one of its outcomes.
    ///
    /// # Errors
    /// When a template of the outcome does not work out; the point then needs a lawyer.
    pub(super) async fn outcome(&self, point: &Point, id: &str, way: &mut Way) -> Result<Ended, Stuck> {
        let Some(outcome) = point.outcomes.get(id) else {
            return Err(Stuck::new(self.words("结论不存在。", "There is no such outcome.")));
        };
        let (status, reason, quotes) = match outcome {
            Outcome::Lawyer { says } => return Ok(self.lawyer(point, way, Some(id), self.render(says, way)?)),
            Outcome::NotApplicable { says } => (Status::NotApplicable, self.render(says, way)?, Vec::new()),
            Outcome::Pass { shown_by, says } => {
                let says = says.as_ref().map(|says| self.render(says, way)).transpose()?;
                let says = says.unwrap_or_else(|| self.words("符合要求。", "In order."));
                (Status::Pass, says, way.quoted(shown_by.as_slice()))
            }
            Outcome::Risk(risk) if risk.tolerated_at.is_some_and(|until| self.job.strictness > until) => {
                (Status::Pass, self.render(&risk.says, way)?, way.quoted(&risk.quotes))
            }
            Outcome::Risk(risk) => return self.risk(point, id, risk, way).await,
        };
        // Nothing passes on words that do not stand in the contract, or on no search at all (promise 3).
        if way.unverified > 0 {
            let words = self.words(
                "依据的引文在合同里找不到，不能算通过。",
                "The words it rests on do not stand in the contract; this cannot pass.",
            );
            return Ok(self.lawyer(point, way, Some(id), words));
        }
        if quotes.is_empty() && way.searched.is_none() && status == Status::Pass {
            let words = self.words("没有引文可以证明通过。", "No words of the contract show that this is in order.");
            return Ok(self.lawyer(point, way, Some(id), words));
        }
        Ok(self.ended(point, way, status, Some(id), reason, quotes))
    }

    /// Ends a point that no machine may decide.
    pub(super) fn lawyer(&self, point: &Point, way: &Way, outcome: Option<&str>, reason: String) -> Ended {
        self.ended(point, way, Status::NeedsLawyer, outcome, reason, way.quoted(&[]))
    }

    async fn risk(&self, point: &Point, id: &str, risk: &Risk, way: &mut Way) -> Result<Ended, Stuck> {
        let quotes = way.quoted(&risk.quotes);
        let ground = Ground {
            document: self.job.document,
            language: self.job.rulebook.language,
            strictness: self.job.strictness,
            quotes: &way.quotes,
            last: quotes.iter().find(|quote| quote.is_in_contract()),
            fill: &|pattern| self.sides.fill(pattern),
            render: &|template| self.render(template, way),
        };
        let mut edit = risk.edit.as_ref().map(|proposal| proposals::place(proposal, &ground)).transpose()?;
        let (citations, dropped) = self.citations(risk, way)?;
        let explanation = self.render(&risk.says, way)?;
        let title = risk.title.as_ref().map(|title| self.render(title, way)).transpose()?;
        let instruction = risk.edit.as_ref().and_then(|proposal| proposal.draft.as_ref());
        if let (Some(instruction), Some(edit)) = (instruction, &mut edit)
            && self.engine.is_model()
        {
            let wish = self.render(instruction, way)?;
            self.draft(edit, &wish, &explanation, way).await;
        }
        let finding = Finding {
            id: point.id.clone(),
            point: point.id.clone(),
            severity: risk.severity,
            title: title.unwrap_or_else(|| point.title.clone()),
            explanation: explanation.clone(),
            searched: if quotes.is_empty() { way.searched.clone() } else { None },
            quotes: quotes.clone(),
            citations,
            edit,
        };
        let ended = self.ended(point, way, Status::Risk, Some(id), explanation, quotes);
        Ok(Ended { finding: Some(finding), dropped_citations: dropped, ..ended })
    }

    /// Has a model write the proposal for this contract. The rulebook's own wording stays when that fails or its draft has
    /// a fault, and remains one of the choices.
    async fn draft(&self, edit: &mut ProposedEdit, wish: &str, why: &str, way: &mut Way) {
        let Some((clause, words)) = drafts::ground(edit, self.job.document) else { return };
        let task = Draft {
            language: self.job.rulebook.language,
            position: &self.sides.title,
            clause,
            words,
            why,
            standard: &edit.text,
            current: &edit.text,
            wish,
            rejected: None,
        };
        if let Ok(drafted) = drafts::draft(self.engine, self.job.document, task).await {
            way.spent_beside += drafted.spent;
            if drafted.faults.is_empty() {
                edit.choices.insert(0, drafted.text.clone());
                edit.text = drafted.text;
            }
        }
    }

    /// The articles in force on the contract's date, and how many of those named are not in the index (promise 2).
    fn citations(&self, risk: &Risk, way: &Way) -> Result<(Vec<Citation>, usize), Stuck> {
        let cited: Vec<_> = risk.cite.iter().filter_map(|id| self.statutes.article(id, self.job.date)).collect();
        let further = match &risk.search {
            Some(query) => self.statutes.search(&self.render(query, way)?, self.job.date, FOUND_ARTICLES),
            None => Vec::new(),
        };
        let new = further.iter().filter(|more| cited.iter().all(|own| own.id != more.id));
        let citations = cited.iter().chain(new).map(|article| Citation::of(article, None)).collect();
        Ok((citations, risk.cite.len() - cited.len()))
    }

    fn ended(
        &self,
        point: &Point,
        way: &Way,
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
            searched: if quotes.is_empty() { way.searched.clone() } else { None },
            quotes,
            answers: way.answers.clone(),
            path: way.path.clone(),
            confidence: way.steps.iter().map(|step| step.confidence).fold(1.0, f64::min),
        };
        let mut spent = way.spent_beside;
        spent += total(way.steps.iter().map(|step| &step.spent));
        Ended {
            result,
            finding: None,
            spent,
            dropped_citations: 0,
            unverified_quotes: way.unverified,
            steps: way.steps.clone(),
        }
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
