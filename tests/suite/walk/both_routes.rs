//! The clicks in the browser and the calls to Meta's API end in the same server truth.

use serde_json::{Value, json};

use crate::support::{Site, Walked};

/// What is the same whichever way it came about: all but ids that were drawn, times, and the token's text.
fn outcome(site: &Site) -> Value {
    let truth = site.truth();
    let name = |id: &str| truth.user(id).map_or_else(|| id.to_owned(), |user| user.name.clone());
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort();
        words
    };
    let users: Vec<_> = truth.users.iter().map(|user| json!([user.name, user.role, user.business_id])).collect();
    let assignments: Vec<_> = truth
        .assignments
        .iter()
        .map(|given| json!([name(&given.user_id), given.kind, given.asset_id, sorted(&given.tasks)]))
        .collect();
    let installed: Vec<_> = truth.installed.iter().map(|(user, app)| json!([name(user), app])).collect();
    let tokens: Vec<_> = truth
        .tokens
        .iter()
        .map(|token| {
            let scopes = sorted(&token.scopes);
            json!([
                token.kind,
                name(&token.user_id),
                token.app_id,
                scopes,
                token.waba_ids,
                token.expires_at,
                token.revoked
            ])
        })
        .collect();
    json!({ "users": users, "assignments": assignments, "installed": installed, "tokens": tokens })
}

/// What the program says of it: ids that were drawn, places and times left out.
fn said(walked: &Walked) -> Value {
    let keys = [
        "account",
        "status",
        "business",
        "business_id",
        "app",
        "app_id",
        "system_user",
        "whatsapp_business_account_ids",
        "phone_numbers",
        "expires_at",
        "verified",
        "credentials",
        "error",
    ];
    keys.iter().map(|key| ((*key).to_owned(), walked.json[key].clone())).collect()
}

#[test]
fn both_routes_end_in_the_same_server_truth() {
    // Two sites that differ in nothing: the seed draws the same world for both. A person's consent to the policy is no call's.
    let [clicked, called] = ["terms=accepted"; 2].map(Site::new);
    let by_clicks = clicked.walk().args(["--id", "acme"]).run();
    by_clicks.expect(0);
    clicked.assert_made_once("ADMIN");

    let (secret, admin) = called.secrets("RCWa");
    let business = called.business_id("Acme Retail");
    let by_calls = called
        .walk()
        .args(["--via", "graph", "--business", &business, "--id", "acme"])
        .env("TOKENWRIGHT_ADMIN_TOKEN", admin)
        .env("TOKENWRIGHT_APP_SECRET", secret)
        .run();
    by_calls.expect(0);
    called.assert_made_once("ADMIN");
    assert_eq!(called.truth().page_views, 0, "no page was opened");

    assert_eq!(outcome(&clicked), outcome(&called));
    let of = |walked: &Walked| {
        let mut said = said(walked);
        said["credentials"] = walked.json["credentials"].as_str().unwrap().rsplit('/').next().into();
        said
    };
    assert_eq!(of(&by_clicks), of(&by_calls));
    for name in ["WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_BUSINESS_ACCOUNT_ID", "META_APP_ID", "META_BUSINESS_ID"] {
        assert_eq!(by_clicks.variable(name), by_calls.variable(name), "{name}");
    }
}
