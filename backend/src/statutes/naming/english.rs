//! Names in English, on either side of the numbers.

use super::{LONGEST_NAME, Named, Register, parts::year};

/// The law of `Article 585 of the Civil Code`, `Art. 585 PRC Civil Code` or `Civil Code, art. 585`: where the citation
/// begins, how many bytes of `after` belong to it, and the law.
pub(in crate::statutes) fn english(before: &str, after: &str, register: &Register) -> Option<(usize, usize, Named)> {
    let law = |title: &str, year| Named { title: title.to_owned(), known: true, year, former: false };
    let (of, rest) = without(after.trim_start_matches([' ', ',', '\n']), "of ");
    let rest = rest.trim_start();
    let quoted = rest.starts_with('"');
    let (_, rest) = without(rest.trim_start_matches(['"', '“', '《']), "the ");
    let (former, rest) = without(rest, "former ");
    let rest = rest.trim_start_matches('"');
    if of || rest.starts_with(|c: char| c.is_ascii_uppercase()) {
        let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).take(4 * LONGEST_NAME);
        let boundary = |end: &usize| !rest.get(*end..).is_some_and(|next| next.starts_with(char::is_alphanumeric));
        let mut longest = None;
        for end in ends.filter(boundary) {
            let name = rest.get(..end).unwrap_or_default();
            let western = name.chars().all(|c| c.is_ascii() || c == '’');
            longest = register
                .find(name)
                .filter(|_| western && name.trim_end() == name)
                .map(|title| (end, title))
                .or(longest);
        }
        if let Some((end, title)) = longest {
            let next = rest.get(end..).unwrap_or_default();
            let next = if quoted { next.trim_start_matches('"') } else { next };
            let dated = next.trim_start().strip_prefix('(').and_then(|inside| inside.split(')').next()).and_then(year);
            let mut law = law(title, dated);
            law.former = former;
            let context = !before.split(['.', ';', '\n']).next_back().unwrap_or_default().contains(" law, ")
                || before.contains("Chinese law")
                || before.contains("PRC law");
            return (is_chinese(next) && context).then(|| (before.len(), after.len() - next.len(), law));
        }
        let chinese = rest.split(['》', '”']).next().unwrap_or_default();
        if let Some(title) = register.find(chinese).filter(|_| !chinese.is_empty() && !chinese.is_ascii()) {
            let used = rest.len() - chinese.len();
            return Some((before.len(), after.len() - used, law(title, None)));
        }
        if of {
            return None;
        }
    }
    if before.trim_end().ends_with(|c: char| !c.is_ascii()) {
        let (start, law) = super::before(before, None, register)?;
        return law.known.then_some((start, 0, law));
    }
    let name = before.trim_end().trim_end_matches([',', '(']).trim_end();
    let name = name.strip_suffix(" provides in").unwrap_or(name);
    let (name, dated) = match name.strip_suffix(')').and_then(|inside| inside.rsplit_once('(')) {
        Some((rest, inside)) if year(inside).is_some() => (rest.trim_end(), year(inside)),
        _ => (name, None),
    };
    let starts = name.char_indices().rev().take(2 * LONGEST_NAME).map(|(at, _)| at);
    let mut longest = None;
    for start in starts {
        let (lead, word) = (name.get(..start).unwrap_or_default(), name.get(start..).unwrap_or_default());
        if word.is_ascii() && !word.starts_with(' ') && !lead.ends_with(char::is_alphanumeric) {
            longest = register.find(word).map(|title| (start, title)).or(longest);
        }
    }
    let (start, title) = longest?;
    // German Civil Code, California Civil Code: another capital before the name makes it another law.
    let lead = name.get(..start).unwrap_or_default().split_whitespace().last().unwrap_or_default();
    let ours = ["The", "PRC", "Chinese", "China's", "China", "See", "Under"].contains(&lead);
    let foreign = lead.starts_with(char::is_uppercase) && !ours && !lead.ends_with(['.', ',', ';', ':']);
    (!foreign).then(|| (start, 0, law(title, dated)))
}

/// Whether what follows an English name leaves it a Chinese law: not `of Germany`.
fn is_chinese(next: &str) -> bool {
    let next = next.trim_start();
    if let Some(place) = next.strip_prefix('(').or_else(|| next.strip_prefix(", ")) {
        return !place.starts_with(|c: char| c.is_ascii_uppercase())
            || place.starts_with("PRC")
            || place.starts_with("China");
    }
    let Some(of) = next.strip_prefix("of ") else { return true };
    let of = of.trim_start().strip_prefix("the ").unwrap_or(of);
    ["PRC", "People", "China"].iter().any(|ours| of.starts_with(ours)) || !of.starts_with(char::is_uppercase)
}

/// Whether a text begins with a word, in any case, and the text after it.
fn without<'t>(text: &'t str, word: &str) -> (bool, &'t str) {
    match text.split_at_checked(word.len()) {
        Some((first, rest)) if first.eq_ignore_ascii_case(word) => (true, rest),
        _ => (false, text),
    }
}
