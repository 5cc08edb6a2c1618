//! The review report: a Word document for a client, made from nothing, so `docx-rs` writes it.

mod words;

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, LineSpacing, PageMargin, Paragraph, Run, RunFonts, Shading, Style, StyleType,
    Table, TableCell, TableRow, WidthType,
};
use pacta_domain::{
    desk::Desk,
    document::{Document, Language},
    evidence::{Span, in_book_quotes},
    review::{Decision, DecisionKind, EditKind, Finding, PointResult, Severity, Status},
};

use words::Words;

/// What stands on the cover beside the contract's own facts.
#[derive(Clone, Debug)]
pub struct Cover {
    /// Who decided on the findings.
    pub prepared_by: String,
    /// Day of the report, `2026-11-23`.
    pub date: String,
}

/// The report could not be packed into a file.
#[derive(Debug, thiserror::Error)]
#[error("the report could not be packed: {0}")]
pub struct ReportError(String);

/// Writes the report of a review.
///
/// # Errors
/// When the file cannot be packed.
pub fn write(desk: &Desk, cover: &Cover, language: Language) -> Result<Vec<u8>, ReportError> {
    let words = Words::in_language(language);
    let mut docx = styled();
    for paragraph in cover_page(desk, cover, &words, language) {
        docx = docx.add_paragraph(paragraph);
    }
    docx = docx.add_paragraph(heading(1, words.summary)).add_table(summary_table(desk, &words)).add_paragraph(body(""));
    docx = docx.add_paragraph(heading(1, words.findings));
    if desk.findings.is_empty() {
        docx = docx.add_paragraph(body(words.no_findings));
    }
    for (index, finding) in desk.findings.iter().enumerate() {
        for paragraph in finding_section(desk, index, finding, &words) {
            docx = docx.add_paragraph(paragraph);
        }
    }
    for (title, status) in [
        (words.needs_lawyer, Status::NeedsLawyer),
        (words.passed, Status::Pass),
        (words.not_applicable, Status::NotApplicable),
    ] {
        let points: Vec<&PointResult> = desk.points.iter().filter(|point| point.status == status).collect();
        docx = docx.add_paragraph(heading(1, &format!("{title} ({})", points.len())));
        for point in points {
            for paragraph in point_section(&desk.document, point, &words) {
                docx = docx.add_paragraph(paragraph);
            }
        }
    }
    docx = docx.add_paragraph(heading(1, words.method)).add_paragraph(body(&words.method_text(desk)));
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| ReportError(error.to_string()))?;
    Ok(bytes.into_inner())
}

const INK: &str = "1C1B19";
const QUIET: &str = "57534B";
const HIGH: &str = "A8281E";

fn fonts() -> RunFonts {
    RunFonts::new().ascii("Georgia").hi_ansi("Georgia").east_asia("宋体")
}

fn sans() -> RunFonts {
    RunFonts::new().ascii("Arial").hi_ansi("Arial").east_asia("黑体")
}

fn styled() -> Docx {
    let heading_style = |id: &str, name: &str, size: usize, level: usize| {
        Style::new(id, StyleType::Paragraph).name(name).size(size).bold().fonts(sans()).color(INK).outline_lvl(level)
    };
    Docx::new()
        .default_fonts(fonts())
        .default_size(21)
        .page_margin(PageMargin::new().top(1440).bottom(1440).left(1440).right(1440))
        .add_style(heading_style("Heading1", "heading 1", 30, 0))
        .add_style(heading_style("Heading2", "heading 2", 24, 1))
}

fn heading(level: usize, text: &str) -> Paragraph {
    Paragraph::new()
        .style(&format!("Heading{level}"))
        .keep_next(true)
        .line_spacing(LineSpacing::new().before(if level == 1 { 360 } else { 240 }).after(120))
        .add_run(Run::new().add_text(text))
}

fn spaced(paragraph: Paragraph) -> Paragraph {
    paragraph.line_spacing(LineSpacing::new().after(100).line(340))
}

fn body(text: &str) -> Paragraph {
    spaced(Paragraph::new()).add_run(Run::new().add_text(text))
}

/// A label in front of its words.
fn labelled(label: &str, text: &str) -> Paragraph {
    spaced(Paragraph::new())
        .add_run(Run::new().add_text(format!("{label}  ")).bold().color(QUIET).fonts(sans()).size(18))
        .add_run(Run::new().add_text(text))
}

fn indented(text: &str) -> Paragraph {
    spaced(Paragraph::new().indent(Some(360), None, None, None)).add_run(Run::new().add_text(text).color(QUIET))
}

fn cover_page(desk: &Desk, cover: &Cover, words: &Words, language: Language) -> Vec<Paragraph> {
    let title = |text: &str, size: usize| {
        Paragraph::new()
            .align(AlignmentType::Center)
            .line_spacing(LineSpacing::new().before(200).after(200))
            .add_run(Run::new().add_text(text).size(size).bold().fonts(sans()))
    };
    let fact = |label: &str, value: &str| labelled(label, value).align(AlignmentType::Center);
    let mut page = vec![
        Paragraph::new().line_spacing(LineSpacing::new().before(2400)),
        title(words.report_title, 44),
        title(&desk.title, 28),
        fact(words.file, &desk.file_name),
        fact(words.rulebook, desk.rulebook.get(language)),
        fact(words.position, desk.position.get(language)),
    ];
    page.extend(desk.document.parties.iter().map(|party| fact(&party.role, &party.name)));
    if let Some(summary) = &desk.summary {
        page.push(fact(words.law_date, &summary.date));
        page.push(fact(words.engine, words.engine_name(&summary.engine)));
        page.extend(summary.context.iter().map(|name| fact(words.beside, name)));
        page.extend(summary.deal.iter().map(|deal| fact(words.deal, deal)));
        if let Some(paragraphs) = summary.changed_paragraphs {
            page.push(body(&words.limited(paragraphs)).align(AlignmentType::Center));
        }
    }
    page.push(fact(words.prepared_by, &cover.prepared_by));
    page.push(fact(words.date, &cover.date));
    page.push(Paragraph::new().add_run(Run::new().add_break(BreakType::Page)));
    page
}

fn summary_table(desk: &Desk, words: &Words) -> Table {
    let cell = |text: &str, width: usize, bold: bool| {
        let mut run = Run::new().add_text(text).size(19);
        if bold {
            run = run.bold().fonts(sans());
        }
        let cell = TableCell::new().width(width, WidthType::Dxa).add_paragraph(Paragraph::new().add_run(run));
        if bold { cell.shading(Shading::new().fill("F4F2EE")) } else { cell }
    };
    let row = |texts: [&str; 5], head: bool| {
        let widths = [600, 900, 4200, 1700, 1700];
        TableRow::new(texts.iter().zip(widths).map(|(text, width)| cell(text, width, head)).collect())
    };
    let mut rows = vec![row(["#", words.severity, words.risk, words.place, words.decision], true)];
    for (index, finding) in desk.findings.iter().enumerate() {
        rows.push(row(
            [
                &(index + 1).to_string(),
                words.severity_name(finding.severity),
                &finding.title,
                &place(&desk.document, finding.quotes.first(), words),
                words.decision_name(desk.decisions.get(&finding.id)),
            ],
            false,
        ));
    }
    Table::new(rows).width(9100, WidthType::Dxa).set_grid(vec![600, 900, 4200, 1700, 1700])
}

fn finding_section(desk: &Desk, index: usize, finding: &Finding, words: &Words) -> Vec<Paragraph> {
    let mut section = vec![heading(2, &format!("{}. {}", index + 1, finding.title))];
    let severity = Run::new().add_text(words.severity_name(finding.severity)).bold().fonts(sans());
    let severity = if finding.severity == Severity::High { severity.color(HIGH) } else { severity };
    section.push(
        spaced(Paragraph::new())
            .add_run(Run::new().add_text(format!("{}  ", words.severity)).bold().color(QUIET).fonts(sans()).size(18))
            .add_run(severity)
            .add_run(Run::new().add_text(format!("    {}", place(&desk.document, finding.quotes.first(), words)))),
    );
    for quote in &finding.quotes {
        section.extend(quoted(&desk.document, quote, words));
    }
    if let Some(searched) = &finding.searched {
        section.push(labelled(words.searched, &words.searched_text(searched)));
        for close in &searched.closest {
            section.push(indented(&format!("{} “{}”", place(&desk.document, Some(close), words), close.text)));
        }
    }
    section.push(labelled(words.explanation, &finding.explanation));
    for citation in &finding.citations {
        section.push(labelled(words.statute, &words.citation(citation)));
        section.push(indented(&citation.text));
    }
    if let Some(edit) = &finding.edit {
        section.extend(proposal(desk, finding, edit.kind, words));
    }
    if let Some(decision) = desk.decisions.get(&finding.id) {
        section.push(labelled(words.decision, &decided(decision, words)));
    }
    section
}

fn quoted(document: &Document, quote: &Span, words: &Words) -> Vec<Paragraph> {
    let checked = if quote.is_verified() { words.verified } else { words.unverified };
    vec![
        spaced(Paragraph::new().indent(Some(360), None, None, None))
            .add_run(Run::new().add_text(format!("“{}”", quote.text))),
        spaced(Paragraph::new().indent(Some(360), None, None, None)).add_run(
            Run::new().add_text(format!("{checked} · {}", place(document, Some(quote), words))).size(17).color(QUIET),
        ),
    ]
}

/// The proposed change as Word shows one: struck red, underlined green.
fn proposal(desk: &Desk, finding: &Finding, kind: EditKind, words: &Words) -> Vec<Paragraph> {
    use pacta_domain::diff::Change;
    let Some(edit) = &finding.edit else { return Vec::new() };
    let mut paragraph = spaced(Paragraph::new())
        .add_run(Run::new().add_text(format!("{}  ", words.proposal(kind))).bold().color(QUIET).fonts(sans()).size(18));
    match desk.diffs.get(&finding.id) {
        Some(parts) => {
            for part in parts {
                let run = Run::new().add_text(&part.text);
                paragraph = paragraph.add_run(match part.change {
                    Change::Equal => run,
                    Change::Delete => run.strike().color(HIGH),
                    Change::Insert => run.underline("single").color("17653A"),
                });
            }
        }
        None => paragraph = paragraph.add_run(Run::new().add_text(&edit.text)),
    }
    vec![paragraph]
}

fn decided(decision: &Decision, words: &Words) -> String {
    let detail = match decision.decision {
        DecisionKind::Accept => None,
        DecisionKind::Edit | DecisionKind::Comment => decision.text.as_deref(),
        DecisionKind::Dismiss => decision.reason.as_deref(),
    };
    let name = words.decision_name(Some(decision));
    let who = format!("{name} · {} · {}", decision.by, decision.at.chars().take(10).collect::<String>());
    detail.map_or(who.clone(), |detail| format!("{who}: {detail}"))
}

fn point_section(document: &Document, point: &PointResult, words: &Words) -> Vec<Paragraph> {
    let mut section = vec![labelled(&point.title, &point.reason)];
    if point.status == Status::Pass {
        for quote in point.quotes.iter().take(2) {
            section.push(indented(&format!("{} “{}”", place(document, Some(quote), words), quote.text)));
        }
    }
    section
}

fn place(document: &Document, quote: Option<&Span>, words: &Words) -> String {
    if let Some(source) = quote.and_then(|quote| quote.source.as_deref()) {
        return in_book_quotes(source);
    }
    let Some(block) = quote.and_then(|quote| document.block(&quote.block)) else { return words.missing.to_owned() };
    document.place(block).unwrap_or_else(|| words.body.to_owned())
}
