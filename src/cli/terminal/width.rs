//! How wide the terminal is.

use console::Term;

/// Where the number of columns comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// That of the terminal behind standard output, which a person may change at any moment.
    Stdout,
    /// That of the terminal behind standard error.
    Stderr,
    /// So many.
    Columns(u16),
}

impl Width {
    /// How many columns there are now.
    pub(super) fn columns(self) -> u16 {
        match self {
            Self::Stdout => Term::stdout().size().1,
            Self::Stderr => Term::stderr().size().1,
            Self::Columns(columns) => columns,
        }
    }

    /// How many of them a line of text may take: all that it likes in a file or a pipe. The last one stays free, as some
    /// terminals begin a new line after it.
    pub(in crate::cli) fn text_columns(self) -> usize {
        let terminal = match self {
            Self::Stdout => Term::stdout().is_term(),
            Self::Stderr => Term::stderr().is_term(),
            Self::Columns(_) => true,
        };
        if terminal { usize::from(self.columns()).saturating_sub(1) } else { usize::MAX }
    }
}
