//! The TOML of a file, or what is wrong with it.

use toml_edit::Document;

use super::context::Context;
use crate::scenario::source::Source;

/// Parses the file; a fault of its TOML is told to the context.
pub(in crate::scenario) fn parse<'s>(source: &'s Source, context: &Context<'_>) -> Option<Document<&'s str>> {
    match Document::parse(source.text.as_str()) {
        Ok(document) => Some(document),
        Err(error) => {
            let message = error.message().trim().replace('\n', ", ");
            context.error(error.span().unwrap_or(0..0), format!("not valid TOML: {message}"));
            None
        }
    }
}
