//! The rules of a good token that need no further question.

use super::{Expected, Problem, Proof, reading::date};
use crate::names::{Sameness, same};

/// Judges what the token says of itself.
pub(super) fn judge(proof: &mut Proof, expected: &Expected, permissions: &[String]) {
    let mut problems = Vec::new();
    if !proof.by_use {
        problems.extend(kind(proof));
        problems.extend(expiry(proof));
    }
    problems.extend(lacks(proof, permissions));
    if let (Some(wanted), Some(is)) = (&expected.app_id, &proof.app_id)
        && wanted != is
    {
        let name = proof.app.as_deref().unwrap_or("another app");
        problems.push(Problem::new(
            "wrong_app",
            format!("the token was made for the app {name} ({is}), not for {wanted}"),
            "this token can act on another app: in Business settings, System users, revoke the system user's tokens (other tokens of its end, too) and take that app from its assigned assets; then see which app is meant, and give its ID (--app ID) to tokenwright run with --force-new-token",
        ));
    }
    match who(proof, expected) {
        Who::Right => {}
        Who::Noted(note) => proof.notes.push(note),
        Who::Other(wanted) => {
            let is = proof.user_name.clone().or(proof.user_id.clone()).unwrap_or_default();
            problems.push(Problem::new(
                "wrong_user",
                format!("the token acts as {is}, not as the system user {wanted}"),
                "this token can act as another user: in Business settings, System users, revoke that user's tokens (other tokens of its end, too); then see which user is meant, and give its ID (--system-user ID) to tokenwright run with --force-new-token",
            ));
        }
    }
    let surplus: Vec<&str> = proof
        .scopes
        .iter()
        .map(String::as_str)
        // Graph adds these to every token.
        .filter(|scope| {
            !permissions.iter().any(|wanted| wanted == scope) && !matches!(*scope, "public_profile" | "email")
        })
        .collect();
    if !surplus.is_empty() {
        proof.notes.push(format!("the token can do more than it needs to: {}", surplus.join(", ")));
    }
    proof.problems.extend(problems);
}

fn kind(proof: &Proof) -> Option<Problem> {
    let other = proof.token_type.as_deref();
    (other != Some("SYSTEM_USER")).then(|| Problem::new(
        "wrong_type",
        format!("the token is of type {}, not a system user's", other.unwrap_or("unknown")),
        "a person's or a page's token ends with the session; make one on the System users page with tokenwright run --force-new-token",
    ))
}

fn expiry(proof: &Proof) -> Option<Problem> {
    match proof.expires_at {
        Some(0) => None,
        Some(when) => Some(Problem::new(
            "expires",
            format!("the token expires on {}", date(when)),
            "make one whose expiry is Never: tokenwright run --force-new-token; where the business may only have tokens that expire, its owner can change that in the business's security settings",
        )),
        None => Some(Problem::new(
            "expiry_unknown",
            "Graph does not say when the token expires",
            "run tokenwright verify later; a permanent token has expires_at 0",
        )),
    }
}

fn lacks(proof: &Proof, permissions: &[String]) -> Option<Problem> {
    let missing: Vec<&str> =
        permissions.iter().filter(|scope| !proof.scopes.contains(scope)).map(String::as_str).collect();
    (!missing.is_empty()).then(|| Problem::new(
        "scope_missing",
        format!("the token lacks the permission {}", missing.join(" and ")),
        "make another with both permissions: tokenwright run --force-new-token; if they are not offered, add the product WhatsApp to the app first (developers.facebook.com/apps, the app, Add product)",
    ))
}

/// Whose token it is, against whose it should be.
#[derive(Debug, PartialEq, Eq)]
enum Who {
    Right,
    /// As far as can be told; this is to be said of it.
    Noted(String),
    /// Somebody else's than this one's.
    Other(String),
}

/// An ID of Graph's goes before all; then the name. The console has IDs of its own, which Graph does not know.
fn who(proof: &Proof, expected: &Expected) -> Who {
    let (name, id) = (proof.user_name.as_deref(), proof.user_id.as_deref());
    let wanted = expected.system_user.as_deref().map(str::trim).filter(|wanted| !wanted.is_empty());
    if let (Some(known), Some(id)) = (expected.system_user_id.as_deref(), id) {
        if known != id {
            return Who::Other(wanted.map_or_else(|| known.to_owned(), |wanted| format!("{wanted} ({known})")));
        }
        return match (wanted, name) {
            (Some(wanted), Some(name)) if !is_digits(wanted) && !same(name, wanted).is_same() => {
                Who::Noted(format!("the system user {wanted} is called {name} now; it is the same by its ID"))
            }
            _ => Who::Right,
        };
    }
    let Some(wanted) = wanted else { return Who::Right };
    if id == Some(wanted) {
        return Who::Right;
    }
    match name.map(|name| (name, same(name, wanted))) {
        Some((_, Sameness::Exact)) => return Who::Right,
        Some((name, Sameness::Folded)) => {
            return Who::Noted(format!("the token acts as {name}, which was asked for as {wanted}"));
        }
        _ => {}
    }
    match id {
        // Two IDs of one kind are as long as each other: then they tell for certain.
        Some(id) if is_id(wanted) && id.len() != wanted.len() => Who::Noted(format!(
            "whether the token acts as the system user {wanted} could not be proved: the console's IDs are not Graph's, where it is {id}"
        )),
        Some(_) if is_id(wanted) => Who::Other(wanted.to_owned()),
        _ if name.is_some() => Who::Other(wanted.to_owned()),
        _ => Who::Noted("Graph did not tell the name of the user that the token acts as".to_owned()),
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// As short as no ID of Meta's is, digits are a name.
fn is_id(text: &str) -> bool {
    is_digits(text) && text.len() >= 10
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who it is: name and ID as Graph tells them, the name asked for, the ID known before.
    fn told(name: &str, id: &str, wanted: &str, known: &str) -> Who {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let proof = Proof { user_name: some(name), user_id: some(id), ..Proof::default() };
        who(&proof, &Expected { system_user: some(wanted), system_user_id: some(known), ..Expected::default() })
    }

    #[test]
    fn the_walk_and_the_proof_mean_the_same_user() {
        let graphs = "122061580000000001";
        assert_eq!(told("Équipe Cloud", graphs, "Équipe Cloud", ""), Who::Right);
        assert!(matches!(told("Équipe  Cloud", graphs, "equipe cloud", ""), Who::Noted(_)));
        assert_eq!(
            told("Cloud Messaging · EU", graphs, "Cloud Messaging", ""),
            Who::Other("Cloud Messaging".to_owned())
        );
        assert_eq!(told("20240115", graphs, "20240115", ""), Who::Right);
        assert_eq!(told("mark", graphs, "20240115", ""), Who::Other("20240115".to_owned()));
        assert_eq!(told("mark", graphs, graphs, ""), Who::Right);
        assert!(matches!(told("", graphs, "mark", ""), Who::Noted(_)));
        assert_eq!(told("mark", graphs, "", ""), Who::Right);
    }

    #[test]
    fn an_id_of_the_console_is_not_held_against_one_of_graph() {
        let graphs = "122061580000000001";
        assert!(matches!(told("mark", graphs, "61580000000001", ""), Who::Noted(_)));
        assert!(matches!(told("mark", graphs, "122061580000000002", ""), Who::Other(_)));
    }

    #[test]
    fn a_user_that_is_known_by_its_id_may_be_renamed() {
        let graphs = "122061580000000001";
        assert!(matches!(told("marc", graphs, "mark", graphs), Who::Noted(_)));
        assert_eq!(told("mark", graphs, "mark", graphs), Who::Right);
        assert_eq!(told("mark", graphs, "mark", "1220999"), Who::Other("mark (1220999)".to_owned()));
        assert_eq!(told("mark", graphs, "61580000000001", graphs), Who::Right);
    }
}
