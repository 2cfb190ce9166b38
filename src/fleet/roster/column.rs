//! The columns that a roster may have.

use crate::scenario::closest;

/// One column of a CSV file, or key of an `[[account]]` table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Id,
    App,
    Business,
    SystemUser,
    Role,
    Session,
    Language,
    PhoneNumber,
}

/// The names of all columns.
pub const COLUMNS: [&str; 8] = ["id", "app", "business", "system_user", "role", "session", "language", "phone_number"];

const ALL: [Column; 8] = [
    Column::Id,
    Column::App,
    Column::Business,
    Column::SystemUser,
    Column::Role,
    Column::Session,
    Column::Language,
    Column::PhoneNumber,
];

impl Column {
    /// The column of this name. A heading is written by people: `System user` is `system_user`.
    pub(super) fn of_heading(heading: &str) -> Option<Self> {
        let name = plain(heading);
        COLUMNS.iter().position(|known| *known == name).map(|at| ALL[at])
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        COLUMNS[self as usize]
    }

    /// Whether it may hold an ID of Meta's: long digits, which spreadsheets like to round.
    pub(super) fn holds_digits(self) -> bool {
        matches!(self, Self::Id | Self::App | Self::Business | Self::PhoneNumber)
    }
}

/// `; did you mean "business"?`, or nothing.
pub(super) fn did_you_mean(heading: &str) -> String {
    closest(&plain(heading), COLUMNS).map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
}

/// The columns that there are, in words.
pub(super) fn known() -> String {
    format!("the columns are {}", COLUMNS.join(", "))
}

fn plain(heading: &str) -> String {
    heading.split(|c: char| c.is_whitespace() || c == '-' || c == '_').filter(|word| !word.is_empty()).fold(
        String::new(),
        |name, word| {
            if name.is_empty() { word.to_lowercase() } else { format!("{name}_{}", word.to_lowercase()) }
        },
    )
}
