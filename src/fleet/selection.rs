//! Which accounts of a roster are meant: `--only` and `--status`.

use std::collections::HashMap;

use super::{
    roster::{Roster, Row},
    standing::{Standing, StatusLine},
};
use crate::scenario::closest;

/// Which accounts are meant; empty lists mean all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Those of these names.
    pub only: Vec<String>,
    /// Those that stand so.
    pub status: Vec<Standing>,
}

impl Selection {
    /// The accounts that are meant, in the order of the roster, with where they stand.
    ///
    /// # Errors
    /// When a name is not in the roster.
    pub fn choose(
        &self,
        roster: &Roster,
        known: &HashMap<String, StatusLine>,
    ) -> Result<Vec<(Row, StatusLine)>, NotInRoster> {
        let unknown: Vec<&String> =
            self.only.iter().filter(|id| roster.rows.iter().all(|row| row.id != **id)).collect();
        if !unknown.is_empty() {
            let near = closest(unknown[0], roster.rows.iter().map(|row| row.id.as_str())).map(str::to_owned);
            return Err(NotInRoster { names: unknown.into_iter().cloned().collect(), near });
        }
        let rows = roster.rows.iter().filter(|row| self.only.is_empty() || self.only.contains(&row.id));
        let standing = rows.map(|row| {
            let line = known.get(&row.id).cloned().unwrap_or_else(|| StatusLine::new(&row.id));
            (row.clone(), line)
        });
        Ok(standing.filter(|(_, line)| self.status.is_empty() || self.status.contains(&line.status)).collect())
    }
}

/// Names that the roster does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "--only names {}, which the roster does not have{}",
    names.join(", "), near.as_ref().map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
)]
pub struct NotInRoster {
    names: Vec<String>,
    near: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_that_are_meant() {
        let rows = ["acme", "nord", "sud"].map(|id| Row { id: id.to_owned(), ..Row::default() }).to_vec();
        let roster = Roster { rows, ..Roster::default() };
        let done = StatusLine { status: Standing::Done, ..StatusLine::new("acme") };
        let known = HashMap::from([("acme".to_owned(), done)]);
        let chosen = |only: &[&str], status: &[Standing]| {
            let only = only.iter().map(|id| (*id).to_owned()).collect();
            let chosen = Selection { only, status: status.to_vec() }.choose(&roster, &known);
            chosen.map(|all| all.into_iter().map(|(row, _)| row.id).collect::<Vec<_>>())
        };
        assert_eq!(chosen(&[], &[]).unwrap(), ["acme", "nord", "sud"]);
        assert_eq!(chosen(&["sud", "acme"], &[]).unwrap(), ["acme", "sud"]);
        assert_eq!(chosen(&[], &[Standing::New, Standing::Failed]).unwrap(), ["nord", "sud"]);
        assert_eq!(chosen(&["acme"], &[Standing::New]).unwrap(), Vec::<String>::new());
        let error = chosen(&["nort"], &[]).unwrap_err().to_string();
        assert_eq!(error, "--only names nort, which the roster does not have; did you mean \"nord\"?");
    }
}
