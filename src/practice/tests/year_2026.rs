//! The console of 2026.

use super::*;

/// Makes the user `mark` with the app, and asks for a token as the pages do. Returns the user's id and the answer.
async fn mint(site: &Served, extra: Value) -> (String, Value) {
    let ids = ids(site);
    let body = json!({ "business_id": ids.business, "name": "mark", "role": "ADMIN" });
    let user = commit(site, "create-user", body).await.1["id"].as_str().unwrap().to_owned();
    let asset = json!({ "kind": "app", "id": ids.app, "tasks": ["MANAGE", "DEVELOP"] });
    commit(site, "assign", json!({ "user_id": user, "assets": [asset], "tasks": ["MANAGE"] })).await;
    let scopes = json!(["whatsapp_business_messaging", "whatsapp_business_management"]);
    let mut body = json!({ "user_id": user, "app_id": ids.app, "scopes": scopes, "expires": false });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    let reply = commit(site, "token", body).await.1;
    (user, reply)
}

/// A site of 2026 where an assignment shows at once.
async fn of_2026(pairs: &[&str]) -> Served {
    let quick = ["generation=3", "assign_visible_ms=0", "assign_visible_loads=0"];
    site(&[&quick, pairs].concat()).await
}

#[tokio::test]
async fn a_token_behind_the_gate_is_shown_only_to_who_has_verified() {
    let site = of_2026(&["obstacle.token=verify-gate"]).await;
    let reply = mint(&site, json!({})).await.1;
    assert_eq!((&reply["ok"], &reply["token"]), (&json!(true), &json!("")));
    let gate = reply["gate"].as_str().unwrap();
    let ask = format!("{}/ajax/withheld?gate={gate}", site.business_url);
    assert_eq!(get(&ask).await.1, json!({ "verified": false }));
    assert!(!site.truth().tokens[0].shown);
    site.pass_obstacle();
    let token = site.truth().tokens[0].clone();
    assert_eq!(get(&ask).await.1["token"], token.token.as_str());
    assert!(site.truth().tokens[0].shown && !site.truth().tokens[0].lost);
    // The next one meets the gate again.
    let again = mint(&site, json!({})).await.1;
    let ask = format!("{}/ajax/withheld?gate={}", site.business_url, again["gate"].as_str().unwrap());
    assert_eq!(get(&ask).await.1["verified"], false);
}

#[tokio::test]
async fn a_gate_that_is_closed_loses_the_token() {
    let site = of_2026(&["obstacle.token=verify-gate"]).await;
    let gate = mint(&site, json!({})).await.1["gate"].clone();
    commit(&site, "gate", json!({ "gate": gate, "what": "verify_account" })).await;
    commit(&site, "gate", json!({ "gate": gate, "what": "close_gate" })).await;
    site.pass_obstacle();
    let ask = format!("{}/ajax/withheld?gate={}", site.business_url, gate.as_str().unwrap());
    assert_eq!(get(&ask).await.1["verified"], false);
    let truth = site.truth();
    assert!(truth.tokens[0].lost && !truth.tokens[0].shown);
    assert_eq!((truth.entries("verify_account").len(), truth.entries("close_gate").len()), (1, 1));
}

#[tokio::test]
async fn what_is_agreed_to_is_told() {
    let site = of_2026(&["obstacle.token=consent"]).await;
    mint(&site, json!({ "consent": true, "expires": true, "expiry": "ninety" })).await;
    commit(&site, "accept-agreement", json!({})).await;
    let truth = site.truth();
    assert_eq!(truth.entries("accept_platform_terms").len(), 1);
    assert!(truth.agreement_accepted && !truth.terms_accepted);
    assert_eq!(truth.tokens[0].expires_at - truth.tokens[0].issued_at, 90 * 24 * 3600);
}

#[tokio::test]
async fn permissions_are_removed_only_where_that_is_confirmed() {
    let site = of_2026(&["obstacle.assign=removes", "world.users=mark:admin:RCWa~partial+page"]).await;
    let (user, app) = (site.truth().users[0].id.clone(), ids(&site).app);
    let asset = json!({ "kind": "app", "id": app, "tasks": ["MANAGE"] });
    let body = json!({ "user_id": user, "assets": [asset], "tasks": ["MANAGE"] });
    assert_eq!(commit(&site, "assign", body.clone()).await.1["removes"], true);
    assert_eq!(site.truth().assignments[0].tasks, ["DEVELOP"]);
    assert!(site.truth().entries("remove_permissions").is_empty());
    let mut confirmed = body;
    confirmed["confirmed"] = json!(true);
    assert_eq!(commit(&site, "assign", confirmed).await.1["ok"], true);
    assert_eq!(site.truth().entries("remove_permissions").len(), 1);
    commit(&site, "remove-asset", json!({ "user_id": user, "id": app })).await;
    let kinds: Vec<_> = site.truth().assignments.into_iter().map(|given| given.kind).collect();
    assert_eq!(kinds, ["page"]);
    assert_eq!(site.truth().entries("remove_asset").len(), 1);
}

#[tokio::test]
async fn names_of_2026_may_have_one_hyphen_and_one_capital_letter() {
    let site = of_2026(&[]).await;
    let business = ids(&site).business;
    let cases = [
        ("cloud-messaging", None),
        ("Admin", None),
        ("cloud messaging api", None),
        ("x-y-z", Some("too_many_hyphens")),
        ("Cloud Messaging", Some("too_many_capitals")),
    ];
    for (name, refused) in cases {
        let body = json!({ "business_id": business, "name": name, "role": "EMPLOYEE" });
        assert_eq!(commit(&site, "create-user", body).await.1["error"].as_str(), refused, "{name}");
    }
    for (rules, refused) in [("silent", Some("silent")), ("none", None)] {
        site.set("name_rules", rules).unwrap();
        let body = json!({ "business_id": business, "name": "x-y-z", "role": "EMPLOYEE" });
        assert_eq!(commit(&site, "create-user", body).await.1["error"].as_str(), refused, "{rules}");
    }
    site.set("obstacle.create", "quota").unwrap();
    for (role, refused) in [("ADMIN", Some("quota")), ("EMPLOYEE", None)] {
        let body = json!({ "business_id": business, "name": "mark", "role": role });
        assert_eq!(commit(&site, "create-user", body).await.1["error"].as_str(), refused, "{role}");
    }
}

#[tokio::test]
async fn permissions_of_2026_and_why_there_are_none() {
    let site = of_2026(&["world.users=mark:admin:RCWa~partial,new:admin:RCWa~nothing,mark:employee"]).await;
    let names: Vec<_> = site.truth().users.iter().map(|user| user.name.clone()).collect();
    assert_eq!(names, ["mark", "new", "mark"], "two may share a name");
    let ask = async |user: usize| {
        let (user, app) = (site.truth().users[user].id.clone(), ids(&site).app);
        let url = format!("{}/ajax/permissions?user_id={user}&app_id={app}", site.business_url);
        let reply = get(&url).await.1;
        let list = reply["permissions"].as_array().unwrap().iter();
        (list.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), reply["cause"].clone())
    };
    let (many, _) = ask(0).await;
    assert!(
        many.is_sorted() && many.len() > 9 && many.iter().any(|name| name == "whatsapp_business_messaging"),
        "{many:?}"
    );
    assert_eq!(ask(1).await, (vec![], json!("role")));
    site.set("world.permissions", "whatsapp").unwrap();
    assert_eq!(ask(0).await.0.len(), 4);
    site.set("world.use_case", "no").unwrap();
    assert_eq!(ask(0).await, (vec![], json!("use_case")));
}

#[tokio::test]
async fn an_app_may_name_a_portfolio_to_which_it_is_not_attached() {
    for (apps, attached) in [("several", 3), ("many", 40), ("unattached", 0)] {
        let site = of_2026(&[&format!("world.apps={apps}"), "world.users=mark:admin"]).await;
        let ids = ids(&site);
        let url = format!("{}/ajax/assets?business_id={}", site.business_url, ids.business);
        assert_eq!(get(&url).await.1["app"].as_array().unwrap().len(), attached, "{apps}");
        let url = format!("{}/ajax/user?id={}", site.business_url, site.truth().users[0].id);
        assert_eq!(get(&url).await.1["apps_here"], attached, "{apps}");
    }
}

#[tokio::test]
async fn a_page_without_business_id_is_none_of_rights() {
    let site = of_2026(&[]).await;
    let to = location(&format!("{}/settings/info", site.business_url)).await;
    assert_eq!(to, "/latest/settings/business_info?business_id=&bm_redirect_migration=true");
    let reply = get(&format!("{}/ajax/business", site.business_url)).await.1;
    assert_eq!(reply["error"], "no_such_business");
}

#[tokio::test]
async fn other_places_make_wrong_tokens() {
    let site = of_2026(&[]).await;
    for place in ["api_setup", "try_it_out", "events_manager"] {
        commit(&site, "temporary-token", json!({ "app_id": ids(&site).app, "place": place })).await;
    }
    let truth = site.truth();
    assert_eq!(truth.entries("temporary_token").len(), 3);
    assert!(truth.tokens.iter().all(|token| token.kind == "USER" && token.expires_at > 0));
}
