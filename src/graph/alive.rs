//! Whether a value is a token at all: the one question that has to be answered before the dialog that shows it is closed.

use super::{Client, GraphConfig, GraphError};
use crate::secret::Token;

/// What Graph makes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It takes it for a token, be it a good one or not.
    Yes,
    /// It does not.
    No,
    /// It said nothing about it, or could not be asked.
    Unknown,
}

/// Asks Graph whether it takes this value for a token.
pub async fn takes(config: &GraphConfig, token: &Token) -> Taken {
    let client = Client::new(config);
    match client.get(token, &["me"], &[("fields", "id")]).await {
        Ok(_) => Taken::Yes,
        Err(error) => judge(&error),
    }
}

fn judge(error: &GraphError) -> Taken {
    match error {
        // Of a token that was revoked or has expired, Graph says that, with a number of its own.
        GraphError::Api(api) if api.code == 190 => {
            if api.subcode.is_some() {
                Taken::Yes
            } else {
                Taken::No
            }
        }
        // Who may not do this has been let in.
        GraphError::Api(api) if matches!(api.code, 3 | 10 | 200..=299) => Taken::Yes,
        _ => Taken::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::ApiError;
    use super::*;

    #[test]
    fn only_what_graph_says_of_the_token_counts() {
        let api = |code: i64, subcode: Option<i64>| {
            GraphError::Api(ApiError::read(&json!({ "code": code, "error_subcode": subcode }), 400, None))
        };
        for (error, taken) in [
            (api(190, None), Taken::No),
            (api(190, Some(467)), Taken::Yes),
            (api(200, None), Taken::Yes),
            (api(10, None), Taken::Yes),
            (api(4, None), Taken::Unknown),
            (api(2, None), Taken::Unknown),
            (api(368, None), Taken::Unknown),
            (GraphError::Timeout { seconds: 1 }, Taken::Unknown),
            (GraphError::NotJson { what: "a page of HTML" }, Taken::Unknown),
        ] {
            assert_eq!(judge(&error), taken, "{error:?}");
        }
    }
}
