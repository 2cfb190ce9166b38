//! Names as people give them, as the ids that Graph wants.

use std::collections::HashSet;

use serde_json::Value;

use super::refusal;
use crate::{
    graph::{Client, reading::text},
    names::nearest,
    outcome::{code, result::RunError},
    secret::Token,
};

/// Something with an id and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: Option<String>,
}

pub(super) fn named(entry: &Value) -> Option<Named> {
    Some(Named { id: entry.get("id").and_then(text)?, name: entry.get("name").and_then(text) })
}

/// Whether this may be an id. A name may be of digits alone, too: what is there decides.
fn may_be_id(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The business's id.
pub(super) async fn business(client: &Client<'_>, admin: &Token, wanted: &str) -> Result<Named, RunError> {
    if may_be_id(wanted) {
        let seen = client.get(admin, &[wanted], &[("fields", "id,name")]).await;
        if let Some(seen) = seen.as_ref().ok().and_then(named).filter(|seen| seen.id == wanted) {
            return Ok(seen);
        }
    }
    let list = client.get_all(admin, &["me", "businesses"], &[("fields", "id,name"), ("limit", "100")]).await;
    let list = match list {
        Ok(list) => list,
        // The name is only for people: without it the id does.
        Err(_) if may_be_id(wanted) => return Ok(Named { id: wanted.to_owned(), name: None }),
        Err(error) => {
            let mut error = refusal::of(&error, "looking for the business by its name");
            "a system user's token cannot look for businesses: give the business's ID with --business"
                .clone_into(&mut error.hint);
            return Err(error);
        }
    };
    match pick(list.iter().filter_map(named), wanted, "business", "--business")? {
        Some(found) => Ok(found),
        None if may_be_id(wanted) => Ok(Named { id: wanted.to_owned(), name: None }),
        None => Err(none("business_not_found", "business", wanted, "--business")),
    }
}

/// The app's id.
pub(super) async fn app(client: &Client<'_>, admin: &Token, business: &str, wanted: &str) -> Result<Named, RunError> {
    let fields = [("fields", "id,name"), ("limit", "100")];
    let mut all = Vec::new();
    let mut refused = None;
    for edge in ["owned_apps", "client_apps"] {
        match client.get_all(admin, &[business, edge], &fields).await {
            Ok(list) => all.extend(list.iter().filter_map(named)),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    if let Some(found) = pick(all.into_iter(), wanted, "app", "--app")? {
        return Ok(found);
    }
    // An app need not be in these lists to have tokens made for it.
    if may_be_id(wanted) {
        return Ok(Named { id: wanted.to_owned(), name: None });
    }
    Err(match refused {
        Some(error) => refusal::of(&error, &format!("looking for the app {wanted} (its ID with --app would do)")),
        None => none("no_such_app", "app", wanted, "--app"),
    })
}

/// The one with this ID or this name, an exact one before those that are written alike; more than one is an error.
pub(super) fn pick(
    all: impl Iterator<Item = Named>,
    wanted: &str,
    what: &str,
    flag: &str,
) -> Result<Option<Named>, RunError> {
    let mut all: Vec<Named> = all.collect();
    let mut seen = HashSet::new();
    all.retain(|one| seen.insert(one.id.clone()));
    let by_id: Vec<Named> = all.iter().filter(|one| one.id == wanted.trim()).cloned().collect();
    let mut found = nearest(all, wanted, |one| one.name.as_deref());
    found.retain(|one| !by_id.contains(one));
    found.extend(by_id);
    if found.len() > 1 {
        let ids: Vec<_> = found.iter().map(|one| one.id.as_str()).collect();
        return Err(refusal::error(
            "ambiguous",
            code::REFUSED,
            format!("there are {} of the {what} named {wanted}: {}", found.len(), ids.join(", ")),
            format!("say which by its ID with {flag}"),
        ));
    }
    Ok(found.into_iter().next())
}

fn none(kind: &str, what: &str, wanted: &str, flag: &str) -> RunError {
    refusal::error(
        kind,
        code::REFUSED,
        format!("there is no {what} named {wanted} within reach of the admin's token"),
        format!("check {flag}; the ID is safer than the name"),
    )
}
