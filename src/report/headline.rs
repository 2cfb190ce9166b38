//! The one sentence that says how a run ended.

use serde::Serialize;

use crate::outcome::result::{RunResult, Status};

/// How good the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// All is well.
    Good,
    /// A person should look.
    Attention,
    /// It failed.
    Bad,
}

/// How a run ended, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Headline {
    /// How good the news is.
    pub tone: Tone,
    /// The sentence, without a full stop.
    pub text: String,
}

/// Says how a run ended.
pub fn headline(result: &RunResult) -> Headline {
    let has_token = result.token_fingerprint.is_some();
    let (tone, text) = match result.status {
        Status::Done if has_token && result.verified && result.expires_at.is_none() => {
            (Tone::Good, "The token is proven and stored; whether it ever expires could not be proved".into())
        }
        Status::Done if has_token && result.verified => (Tone::Good, "The permanent token is proven and stored".into()),
        Status::Done if has_token => (Tone::Attention, "A token is stored, but it is not proven".into()),
        Status::Done if result.title.is_empty() => (Tone::Good, "The walk went through".into()),
        Status::Done if result.has_changed_something() => (Tone::Good, format!("Done: {}", result.title)),
        Status::Done => (Tone::Good, format!("It was so already, and nothing was changed: {}", result.title)),
        Status::NeedsPerson => (Tone::Attention, "A person is needed".into()),
        Status::Failed if result.verified && kind(result) == Some("not_delivered") => {
            (Tone::Attention, "The token is good and stored, but not delivered everywhere".into())
        }
        Status::Failed if has_token && !result.verified => {
            (Tone::Bad, "A token was taken, but it did not prove good".into())
        }
        Status::Failed => (Tone::Bad, stopped_at(result)),
    };
    Headline { tone, text }
}

fn kind(result: &RunResult) -> Option<&str> {
    result.error.as_ref().map(|error| error.kind.as_str())
}

fn stopped_at(result: &RunResult) -> String {
    let id = result.error.as_ref().and_then(|error| error.step.as_deref());
    match id.and_then(|id| result.steps.iter().rev().find(|step| step.id == id)) {
        Some(step) => format!("It stopped at “{}”", step.title),
        None if result.steps.is_empty() => "It stopped before the first step".to_owned(),
        None => "It stopped".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    #[test]
    fn each_end_has_its_sentence() {
        let good = headline(&samples::good());
        assert_eq!((good.tone, good.text.as_str()), (Tone::Good, "The permanent token is proven and stored"));
        let failed = headline(&samples::failed());
        assert_eq!((failed.tone, failed.text.as_str()), (Tone::Bad, "It stopped at “Turn Manage app on”"));
        assert_eq!(headline(&samples::needs_person()).tone, Tone::Attention);
    }

    /// Of a scenario that comes to no token its own words tell what was done.
    #[test]
    fn what_is_no_token_is_told_by_the_scenario() {
        let mut result = samples::good();
        (result.token_fingerprint, result.credentials, result.verified) = (None, None, false);
        result.title = "Assign the shelf".to_owned();
        assert_eq!(headline(&result).text, "Done: Assign the shelf");
        result.steps.retain(|step| !step.commits);
        let already = headline(&result);
        assert_eq!(
            (already.tone, already.text.as_str()),
            (Tone::Good, "It was so already, and nothing was changed: Assign the shelf")
        );
        result.status = Status::Failed;
        assert!(headline(&result).text.starts_with("It stopped"));
    }

    #[test]
    fn a_token_that_is_not_proven_is_never_good_news() {
        let mut result = samples::good();
        result.verified = false;
        assert_eq!(headline(&result).tone, Tone::Attention);
        result.status = Status::Failed;
        assert_eq!(headline(&result).text, "A token was taken, but it did not prove good");
    }

    #[test]
    fn a_good_token_that_was_not_delivered_is_not_called_bad() {
        let mut result = samples::good();
        result.status = Status::Failed;
        result.error = samples::failed().error;
        if let Some(error) = &mut result.error {
            error.kind = "not_delivered".to_owned();
        }
        assert_eq!(headline(&result).text, "The token is good and stored, but not delivered everywhere");
    }
}
