//! The scenarios and label files that are inside the binary, so that it runs from any folder.

use super::source::Source;

/// A scenario that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

/// The scenarios that come with the program.
pub fn shipped() -> &'static [Shipped] {
    &SCENARIOS
}

static SCENARIOS: [Shipped; 2] = [
    Shipped { name: "whatsapp-token", text: include_str!("../../scenarios/whatsapp-token.toml") },
    Shipped { name: "whatsapp-assets", text: include_str!("../../scenarios/whatsapp-assets.toml") },
];

/// The label files that come with the program, English first.
pub(super) fn shipped_labels() -> Vec<Source> {
    LABELS.iter().map(|(tag, text)| Source::new(format!("scenarios/labels/{tag}.toml"), *text)).collect()
}

static LABELS: [(&str, &str); 6] = [
    ("en", include_str!("../../scenarios/labels/en.toml")),
    ("de", include_str!("../../scenarios/labels/de.toml")),
    ("es", include_str!("../../scenarios/labels/es.toml")),
    ("fr", include_str!("../../scenarios/labels/fr.toml")),
    ("it", include_str!("../../scenarios/labels/it.toml")),
    ("pt-BR", include_str!("../../scenarios/labels/pt-BR.toml")),
];
