//! "Why this result?": the way through the point's tree, each question with what was read, the answer, the words it rests
//! on, and the branches that were not taken. Fetched when somebody asks.

use leptos::prelude::*;
use pacta_domain::{
    review::{Answer, ExtractAnswer, JudgeAnswer, LocateAnswer, PointResult},
    trace::{Agreement, Branch, BranchEnd, NodeKind, Shown, Step, Why},
};

use super::{card::SeverityBadge, store::DeskStore};
use crate::{calls, words};

/// From here down a result is shown as doubtful.
const DOUBT: f64 = 0.55;

/// A word of warning where a result rests on an answer that is not sure.
#[component]
pub fn Doubt(confidence: f64) -> impl IntoView {
    (confidence < DOUBT).then(|| view! { <p class="doubt">{words::in_doubt()}</p> })
}

/// The steps of a point, behind a fold.
#[component]
pub fn WhyThis(point: PointResult) -> impl IntoView {
    let store = DeskStore::current();
    let id = StoredValue::new(point.point);
    // The checks of the text have no questions.
    if point.path.is_empty() {
        return None;
    }
    let asked = RwSignal::new(false);
    let why = RwSignal::new(None::<Option<Why>>);
    let fetch = move |_| {
        if asked.get_untracked() {
            return;
        }
        asked.set(true);
        let review = store.head.with_value(|desk| desk.review.clone());
        leptos::task::spawn_local(async move {
            match calls::explain_point(review, id.get_value()).await {
                Ok(told) => why.set(Some(told.filter(|why| !why.steps.is_empty()))),
                // Folding it up and down again asks once more.
                Err(_) => asked.set(false),
            }
        });
    };
    Some(view! {
        <details class="trace" on:toggle=fetch>
            <summary>{words::why_this()}</summary>
            {move || why.get().map(|why| match why {
                Some(Why { steps, branches }) => view! {
                    <ol>
                        {steps.into_iter().zip(branches).map(|(step, branches)| view! { <StepItem step branches/> }).collect_view()}
                    </ol>
                }.into_any(),
                None => view! { <p class="small quiet">{words::no_trace()}</p> }.into_any(),
            })}
        </details>
    })
}

#[component]
fn StepItem(step: Step, branches: Vec<Branch>) -> impl IntoView {
    let answer = told(&step.answer);
    let quotes: Vec<String> = step.answer.quotes().into_iter().take(2).map(|quote| quote.text.clone()).collect();
    let reason = match &step.answer {
        Answer::Judge { reason, .. } => reason.clone(),
        _ => None,
    };
    let agreement = match step.cues {
        Agreement::Silent => None,
        Agreement::Agree => Some(words::cues_agree()),
        Agreement::Disagree => Some(words::cues_disagree()),
    };
    let effort = [Some(read(&step.shown)), Some(effort(&step)), agreement.map(str::to_owned)];
    let effort = effort.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="step">
            <span class="kind">{kind(step.kind)}</span> " " <span class="question">{step.question}</span>
            <div class="answer">{answer}</div>
            {reason.map(|reason| view! { <div>{reason}</div> })}
            {quotes.into_iter().map(|quote| view! { <q>{quote}</q> }).collect_view()}
            {step.missed_quote.map(|quote| view! { <div>{words::quote_missed()} <q>{quote}</q></div> })}
            <div>{effort}</div>
            {step.prompt.map(|prompt| view! {
                <details>
                    <summary>{words::show_prompt()} " " {prompt.name} " v" {prompt.version}</summary>
                    <pre tabindex="0">{prompt.text}</pre>
                </details>
            })}
            <ul class="branches">
                {branches.into_iter().map(|branch| view! { <BranchItem branch/> }).collect_view()}
            </ul>
        </li>
    }
}

#[component]
fn BranchItem(branch: Branch) -> impl IntoView {
    let answer = branch.means.unwrap_or_else(|| match branch.answer.as_str() {
        "found" => words::branch_found().into(),
        "missing" => words::answer_missing().into(),
        "ok" => words::branch_ok().into(),
        "absent" => words::answer_absent().into(),
        "yes" => words::answer_yes().into(),
        "no" => words::answer_no().into(),
        "unclear" => words::answer_unclear().into(),
        _ => words::branch_else().into(),
    });
    let to = match branch.to {
        BranchEnd::Question(question) => question.into_any(),
        BranchEnd::Risk(severity, title) => view! { <SeverityBadge severity/> " " {title} }.into_any(),
        BranchEnd::Pass => words::passed().into_any(),
        BranchEnd::NotApplicable => words::not_applicable().into_any(),
        BranchEnd::Lawyer => words::leads_to_lawyer().into_any(),
    };
    view! { <li class:taken=branch.taken>{answer} " → " {to}</li> }
}

fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Locate => words::node_locate(),
        NodeKind::Extract => words::node_extract(),
        NodeKind::Judge => words::node_judge(),
        NodeKind::Classify => words::node_classify(),
        NodeKind::Compare => words::node_compare(),
    }
}

fn read(shown: &Shown) -> String {
    match shown {
        Shown::Whole => words::read_whole().into(),
        Shown::Blocks(blocks) => format!("{} {} {}", words::read_some(), blocks.len(), words::read_some_after()),
        Shown::Nothing => String::new(),
    }
}

/// Who answered, and at what price.
fn effort(step: &Step) -> String {
    if step.kind == NodeKind::Compare {
        return String::new();
    }
    if step.together == 0 && step.spent.calls == 0 {
        return words::by_cues().into();
    }
    if step.spent.cached > 0 {
        return words::from_memory().into();
    }
    let spent = &step.spent;
    let mut told = format!("{} {}.{} s", words::by_model(), spent.ms / 1000, spent.ms % 1000 / 100);
    let tokens = spent.prompt_tokens + spent.completion_tokens;
    if tokens > 0 {
        told.push_str(&format!(" · {tokens} {}", words::tokens()));
    }
    if step.together > 1 {
        told.push_str(&format!(" · {} {}", step.together, words::shared_request()));
    }
    if spent.retries > 0 {
        told.push_str(&format!(" · {} {}", spent.retries, words::retried()));
    }
    told
}

fn told(answer: &Answer) -> String {
    let yes_no = |answer: &JudgeAnswer| match answer {
        JudgeAnswer::Yes => words::answer_yes(),
        JudgeAnswer::No => words::answer_no(),
        JudgeAnswer::Unclear => words::answer_unclear(),
    };
    match answer {
        Answer::Locate { answer: LocateAnswer::Found, spans } => format!("{} {}", words::answer_found(), spans.len()),
        Answer::Locate { .. } => words::answer_missing().into(),
        Answer::Extract { answer: ExtractAnswer::Ok, value: Some(value), .. } => value.shown(words::language()),
        Answer::Extract { .. } => words::answer_absent().into(),
        Answer::Judge { answer, .. } | Answer::Compare { answer, .. } => yes_no(answer).into(),
        Answer::Classify { answer, .. } if answer == "other" => words::branch_else().into(),
        Answer::Classify { answer, .. } => answer.clone(),
        Answer::Failed { error, .. } => format!("{}: {error}", words::node_failed()),
    }
}
