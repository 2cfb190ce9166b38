//! One view of TOML's several ways to write the same thing: `[[step]]` and `step = [{..}]`, `[a]` and `a = {..}`.

use std::ops::Range;

use toml_edit::{ArrayOfTables, Item, Table, TableLike, Value};

/// Something that was written, with its place.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    /// A value, inline tables and arrays among them.
    Value(&'a Value),
    /// A table with a header, or of dotted keys.
    Table(&'a Table),
    /// Tables with a double header.
    Tables(&'a ArrayOfTables),
}

impl<'a> Node<'a> {
    /// The node of an item; `None` for the placeholder item of an absent key.
    pub(super) fn of(item: &'a Item) -> Option<Self> {
        match item {
            Item::None => None,
            Item::Value(value) => Some(Self::Value(value)),
            Item::Table(table) => Some(Self::Table(table)),
            Item::ArrayOfTables(tables) => Some(Self::Tables(tables)),
        }
    }

    /// The bytes on which it stands.
    pub(super) fn span(self) -> Range<usize> {
        match self {
            Self::Value(value) => value.span(),
            Self::Table(table) => table.span(),
            Self::Tables(tables) => tables.span().or_else(|| tables.get(0).and_then(Table::span)),
        }
        .unwrap_or(0..0)
    }

    /// What it is, in words.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Value(Value::String(_)) => "a string",
            Self::Value(Value::Integer(_) | Value::Float(_)) => "a number",
            Self::Value(Value::Boolean(_)) => "true or false",
            Self::Value(Value::Datetime(_)) => "a date",
            Self::Value(Value::Array(_)) | Self::Tables(_) => "a list",
            Self::Value(Value::InlineTable(_)) | Self::Table(_) => "a table",
        }
    }

    /// Its text, if it is a string.
    pub(super) fn text(self) -> Option<&'a str> {
        if let Self::Value(value) = self { value.as_str() } else { None }
    }

    /// Its truth, if it is a boolean.
    pub(super) fn boolean(self) -> Option<bool> {
        if let Self::Value(value) = self { value.as_bool() } else { None }
    }

    /// Its whole number, if it is one.
    pub(super) fn integer(self) -> Option<i64> {
        if let Self::Value(value) = self { value.as_integer() } else { None }
    }

    /// Its number, whole or not.
    #[allow(clippy::cast_precision_loss, reason = "seconds and milliseconds are far below the limit")]
    pub(super) fn number(self) -> Option<f64> {
        let Self::Value(value) = self else { return None };
        value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
    }

    /// Its keys and values, if it is a table.
    pub(super) fn table(self) -> Option<&'a dyn TableLike> {
        match self {
            Self::Value(Value::InlineTable(table)) => Some(table),
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Its members, if it is a list.
    pub(super) fn members(self) -> Option<Vec<Node<'a>>> {
        match self {
            Self::Value(Value::Array(array)) => Some(array.iter().map(Node::Value).collect()),
            Self::Tables(tables) => Some(tables.iter().map(Node::Table).collect()),
            _ => None,
        }
    }

    /// Its members if it is a list, else itself alone.
    pub(super) fn one_or_many(self) -> Vec<Node<'a>> {
        self.members().unwrap_or_else(|| vec![self])
    }
}
