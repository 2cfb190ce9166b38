//! What a phone number can do, by Graph's words for its state.

/// What a number can do; the better, the less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NumberState {
    /// It sends.
    Sends,
    /// It sends, less than it could: its quality or the day's limit.
    Limited,
    /// Its owner has proved that it is theirs, but it is not registered yet, or Graph has a new word for it.
    NotYet,
    /// It sends nothing before somebody has done something about it.
    Unusable,
}

impl NumberState {
    /// What a person should know of a number that is used all the same.
    pub(super) fn note(self) -> Option<&'static str> {
        match self {
            Self::Sends | Self::Unusable => None,
            Self::Limited => Some("Meta limits what it sends; see WhatsApp Manager (business.facebook.com/wa/manage)"),
            Self::NotYet => Some("it sends only once it is registered (POST /<number's ID>/register, with this token)"),
        }
    }
}

/// The state by `status` and `code_verification_status`. What Graph does not tell is not held against the number. A code that
/// has expired says nothing: it does so on every number that was registered long ago.
pub(super) fn state(status: Option<&str>, code: Option<&str>) -> NumberState {
    let not_verified = code.is_some_and(|code| code.eq_ignore_ascii_case("NOT_VERIFIED"));
    match status.map(str::to_ascii_uppercase).as_deref() {
        Some("CONNECTED") => NumberState::Sends,
        Some("FLAGGED" | "RATE_LIMITED" | "RESTRICTED") => NumberState::Limited,
        Some("BANNED" | "DELETED" | "DISCONNECTED" | "MIGRATED" | "UNVERIFIED") => NumberState::Unusable,
        _ if not_verified => NumberState::Unusable,
        None => NumberState::Sends,
        Some(_) => NumberState::NotYet,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_graph() {
        for (status, code, is) in [
            (Some("CONNECTED"), None, NumberState::Sends),
            (Some("CONNECTED"), Some("EXPIRED"), NumberState::Sends),
            (None, None, NumberState::Sends),
            (None, Some("NOT_VERIFIED"), NumberState::Unusable),
            (Some("FLAGGED"), None, NumberState::Limited),
            (Some("PENDING"), Some("VERIFIED"), NumberState::NotYet),
            (Some("PENDING"), Some("NOT_VERIFIED"), NumberState::Unusable),
            (Some("banned"), Some("VERIFIED"), NumberState::Unusable),
            (Some("SOMETHING_NEW"), None, NumberState::NotYet),
        ] {
            assert_eq!(state(status, code), is, "{status:?} {code:?}");
        }
    }
}
