//! The templates in questions, explanations and wordings.

use std::collections::BTreeMap;

/// The template with its variables filled in.
///
/// # Errors
/// When it is no template.
pub(super) fn render(template: &str, variables: BTreeMap<String, String>) -> Result<String, minijinja::Error> {
    minijinja::Environment::new().render_str(template, variables)
}

/// Whether a template uses the answer of one of these nodes.
pub(super) fn mentions<'n>(template: &str, mut nodes: impl Iterator<Item = &'n String>) -> bool {
    if !template.contains('{') {
        return false;
    }
    let environment = minijinja::Environment::new();
    // What is no template is found out when it is rendered.
    let Ok(template) = environment.template_from_str(template) else { return true };
    let used = template.undeclared_variables(false);
    nodes.any(|node| used.contains(&node.replace('-', "_")))
}
