//! The contract as it looks in Word, with risks marked in the text.

use std::collections::BTreeMap;

use leptos::{either::Either, prelude::*};
use pacta_domain::{
    diff::Change,
    document::{Align, Block, BlockKind, Comment, Document, Story},
    review::{DecisionKind, EditKind, Severity},
};

use super::{
    marks::{self, Mark, Piece, TextChange},
    store::DeskStore,
};
use crate::{pages::day, words};

/// A stretch of the contract: a paragraph, or a table with its rows of cells of blocks (by index).
enum Stretch {
    Paragraph(usize),
    Table(Vec<Vec<(usize, Vec<usize>)>>),
}

/// The paper.
#[component]
pub fn Reader() -> impl IntoView {
    let store = DeskStore::current();
    let marks = Memo::new(move |_| {
        store.findings.with(|findings| {
            store.points.with(|points| marks::by_block(findings, points, store.selected.get().as_deref()))
        })
    });
    let changes = Memo::new(move |_| changes(store));
    let stretches = store.document.with_value(lay_out);
    let lang = store.document.with_value(|document| document.language.code());
    let paper = stretches
        .into_iter()
        .map(|stretch| match stretch {
            Stretch::Paragraph(index) => Either::Left(view! { <Paragraph index marks changes/> }),
            Stretch::Table(rows) => Either::Right(view! { <PaperTable rows marks changes/> }),
        })
        .collect_view();
    let beside = store.document.with_value(beside_the_text);
    let beside = (!beside.is_empty()).then(|| {
        view! {
            <section class="beside" aria-label=words::beside_the_text()>
                <h3>{words::beside_the_text()}</h3>
                {beside.into_iter().map(|index| view! { <Paragraph index marks changes/> }).collect_view()}
            </section>
        }
    });
    #[cfg(feature = "hydrate")]
    scroll_to_selection(store);
    view! {
        <section class="reader" aria-label=words::contract_text() tabindex="0">
            <article class="paper" lang=lang>{paper} {beside}</article>
        </section>
    }
}

/// What decisions put into the text, by block; and the paragraphs they add after a block.
#[derive(Clone, Debug, Default, PartialEq)]
struct Changes {
    within: BTreeMap<String, Vec<TextChange>>,
    after: BTreeMap<String, Vec<(String, String)>>,
}

fn changes(store: DeskStore) -> Changes {
    let mut changes = Changes::default();
    store.findings.with(|findings| {
        store.decisions.with(|decisions| {
            store.diffs.with(|diffs| {
                for finding in findings {
                    let Some(decision) = decisions.get(&finding.id) else { continue };
                    if let Some((block, change)) = marks::change(finding, decision, diffs) {
                        changes.within.entry(block).or_default().push(change);
                    }
                    let Some(edit) = finding.edit.as_ref().filter(|edit| edit.kind == EditKind::InsertAfter) else {
                        continue;
                    };
                    let text = match decision.decision {
                        DecisionKind::Accept => Some(edit.text.clone()),
                        DecisionKind::Edit => decision.text.clone(),
                        DecisionKind::Dismiss | DecisionKind::Comment => None,
                    };
                    if let (Some(text), Some(span)) = (text, &edit.span) {
                        changes.after.entry(span.block.clone()).or_default().push((finding.point.clone(), text));
                    }
                }
            });
        });
    });
    changes
}

/// The blocks of headers, footers and notes: they are reviewed like the rest, and stand below the text.
fn beside_the_text(document: &Document) -> Vec<usize> {
    let blocks = document.blocks.iter().enumerate();
    blocks.filter(|(_, block)| !matches!(block.story, Story::Body | Story::Textbox)).map(|(index, _)| index).collect()
}

/// Groups the blocks of each table.
fn lay_out(document: &Document) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut table: Option<usize> = None;
    for (index, block) in document.blocks.iter().enumerate() {
        if !matches!(block.story, Story::Body | Story::Textbox) {
            continue;
        }
        let Some(cell) = block.cell else {
            table = None;
            stretches.push(Stretch::Paragraph(index));
            continue;
        };
        if table != Some(cell.table) {
            table = Some(cell.table);
            stretches.push(Stretch::Table(Vec::new()));
        }
        let Some(Stretch::Table(rows)) = stretches.last_mut() else { continue };
        let place = |index: usize| document.blocks.get(index).and_then(|block| block.cell);
        let same_row = rows
            .last()
            .and_then(|row| row.last())
            .and_then(|(_, blocks)| blocks.first())
            .and_then(|first| place(*first));
        match (same_row, rows.last_mut()) {
            (Some(last), Some(row)) if last.row == cell.row => match row.last_mut() {
                Some((_, blocks)) if last.column == cell.column => blocks.push(index),
                _ => row.push((cell.column_span.max(1), vec![index])),
            },
            _ => rows.push(vec![(cell.column_span.max(1), vec![index])]),
        }
    }
    stretches
}

#[component]
fn PaperTable(
    rows: Vec<Vec<(usize, Vec<usize>)>>,
    marks: Memo<BTreeMap<String, Vec<Mark>>>,
    changes: Memo<Changes>,
) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=words::table_of_contract()>
            <table>
                <tbody>
                    {rows.into_iter().map(|row| view! {
                        <tr>
                            {row.into_iter().map(|(span, blocks)| view! {
                                <td colspan=(span > 1).then(|| span.to_string())>
                                    {blocks.into_iter().map(|index| view! { <Paragraph index marks changes/> }).collect_view()}
                                </td>
                            }).collect_view()}
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Paragraph(index: usize, marks: Memo<BTreeMap<String, Vec<Mark>>>, changes: Memo<Changes>) -> impl IntoView {
    let store = DeskStore::current();
    let (block, remarks) = store.document.with_value(|document| {
        let block = document.blocks[index].clone();
        let remarks: Vec<Comment> =
            document.comments.iter().filter(|comment| comment.block == block.id).cloned().collect();
        (block, remarks)
    });
    let remarked: Vec<_> = remarks.iter().map(|comment| comment.start..comment.end).collect();
    let id = StoredValue::new(block.id.clone());
    let own_marks =
        Memo::new(move |_| id.with_value(|id| marks.with(|marks| marks.get(id).cloned().unwrap_or_default())));
    let own_changes = Memo::new(move |_| {
        id.with_value(|id| changes.with(|changes| changes.within.get(id).cloned().unwrap_or_default()))
    });
    let added = Memo::new(move |_| {
        id.with_value(|id| changes.with(|changes| changes.after.get(id).cloned().unwrap_or_default()))
    });
    let (class, style) = dress(&block);
    let label = block.label.clone().filter(|_| !block.label_typed);
    let dom_id = block.id.clone();
    let kind = block.kind;
    let level = block.level.unwrap_or(1);
    let text = move || {
        let pieces =
            own_marks.with(|marks| own_changes.with(|changes| marks::pieces(&block, &remarked, marks, changes)));
        pieces.into_iter().map(|piece| view! { <PieceView piece/> }).collect_view()
    };
    let inner = view! { {label.map(|label| view! { <i class="label">{label}</i> })} {text} };
    let element = if kind == BlockKind::Heading && level <= 1 {
        view! { <h2 id=dom_id class=class style=style>{inner}</h2> }.into_any()
    } else if kind == BlockKind::Heading {
        view! { <h3 id=dom_id class=class style=style>{inner}</h3> }.into_any()
    } else {
        view! { <p id=dom_id class=class style=style>{inner}</p> }.into_any()
    };
    view! {
        {element}
        {remarks.into_iter().map(|comment| view! { <Remark comment/> }).collect_view()}
        {move || added.get().into_iter().map(|(point, text)| view! {
            <p class="added" title=words::inserted_here() on:click=move |_| store.select(&point)><ins>{text}</ins></p>
        }).collect_view()}
    }
}

/// A comment that came with the file, below the paragraph it is anchored in.
#[component]
fn Remark(comment: Comment) -> impl IntoView {
    let when = comment.date.as_deref().map(day);
    view! {
        <aside class="remark" class:reply=comment.reply_to.is_some() class:resolved=comment.resolved aria-label=words::comment_in_file()>
            <b>{comment.author}</b> " " <small>{when} {comment.resolved.then(|| format!(" · {}", words::comment_resolved()))}</small>
            <span>{comment.text}</span>
        </aside>
    }
}

/// Class and style of a paragraph: how it is set in Word, in units of the screen's type.
fn dress(block: &Block) -> (&'static str, Option<String>) {
    let class = match (block.kind, block.layout.align, block.label.is_some() && !block.label_typed) {
        (_, Align::Center, _) => "center",
        (_, Align::End, _) => "end",
        (BlockKind::Heading, _, _) => "heading",
        (BlockKind::Cell, _, _) => "cell",
        (_, _, true) => "numbered",
        _ => "",
    };
    // Twentieths of a point against a body of 10.5 points.
    let em = |twips: i32| f64::from(twips.clamp(-2000, 4000)) / 210.0;
    let mut style = String::new();
    if block.layout.indent > 0 && block.kind != BlockKind::Cell {
        style.push_str(&format!("margin-left:{:.2}em;", em(block.layout.indent.min(1600)).min(6.0)));
    }
    if block.layout.first_line > 0 && block.layout.align != Align::Center {
        style.push_str(&format!("text-indent:{:.2}em;", em(block.layout.first_line).min(4.0)));
    }
    (class, (!style.is_empty()).then_some(style))
}

#[component]
fn PieceView(piece: Piece) -> impl IntoView {
    let store = DeskStore::current();
    let mut class = String::new();
    for (on, name) in [(piece.bold, "b "), (piece.italic, "i "), (piece.underline, "u "), (piece.remarked, "remarked ")]
    {
        if on {
            class.push_str(name);
        }
    }
    let text = match piece.theirs {
        None => piece.text.into_any(),
        Some((change, by)) => {
            let title = words::their_change(change == Change::Delete, &by);
            if change == Change::Delete {
                view! { <del class="theirs" title=title>{piece.text}</del> }.into_any()
            } else {
                view! { <ins class="theirs" title=title>{piece.text}</ins> }.into_any()
            }
        }
    };
    let words = match piece.change {
        Some(Change::Insert) => view! { <ins>{text}</ins> }.into_any(),
        Some(Change::Delete) => view! { <del>{text}</del> }.into_any(),
        _ if class.is_empty() => text,
        _ => view! { <span class=class>{text}</span> }.into_any(),
    };
    let Some(mark) = piece.mark else { return words };
    let severity = match mark.severity {
        Some(Severity::High) => "high",
        Some(Severity::Medium) => "medium",
        Some(Severity::Low) => "low",
        None => "shown",
    };
    let (point, own) = (mark.point.clone(), mark.point.clone());
    view! {
        <mark class=severity data-point=mark.point
            class:on=move || store.selected.with(|selected| selected.as_deref() == Some(own.as_str()))
            on:click=move |_| store.select(&point)>{words}</mark>
    }
    .into_any()
}

/// Brings the selected words, or the place where something is added, into view.
#[cfg(feature = "hydrate")]
fn scroll_to_selection(store: DeskStore) {
    Effect::new(move |_| {
        let Some(point) = store.selected.get() else { return };
        request_animation_frame(move || {
            let query = format!("mark[data-point='{point}']");
            let marked = document().query_selector(&query).ok().flatten();
            let place = marked.or_else(|| {
                let finding = untrack(|| store.finding(&point))?;
                let block = finding.edit.and_then(|edit| edit.span).map(|span| span.block)?;
                document().get_element_by_id(&block)
            });
            if let Some(place) = place {
                bring_into_view(&place);
            }
            if let Some(card) = document().get_element_by_id(&format!("card-{point}")) {
                bring_card_into_view(&card);
            }
        });
    });
}

#[cfg(feature = "hydrate")]
fn bring_into_view(element: &web_sys::Element) {
    let calm =
        window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches());
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    options.set_behavior(if calm { web_sys::ScrollBehavior::Auto } else { web_sys::ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

#[cfg(feature = "hydrate")]
fn bring_card_into_view(element: &web_sys::Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
