//! What Graph answers.

use super::*;

#[tokio::test]
async fn graph_answers_from_the_same_truth() {
    let site = site(&["graph.page_size=1", "world.owned=2"]).await;
    let token = walk(&site).await;
    let ids = ids(&site);
    let ask = async |path: &str| {
        let url = format!("{}/v26.0/{path}", site.graph_url);
        client().get(url).bearer_auth(&token).send().await.unwrap().json::<Value>().await.unwrap()
    };
    let data = &ask(&format!("debug_token?input_token={token}")).await["data"];
    assert_eq!(
        (&data["type"], &data["is_valid"], &data["expires_at"]),
        (&json!("SYSTEM_USER"), &json!(true), &json!(0))
    );
    assert_eq!(data["app_id"], ids.app);
    assert_eq!(ask("me").await["name"], "mark");
    let first = ask(&format!("{}/owned_whatsapp_business_accounts", ids.business)).await;
    assert_eq!(first["data"].as_array().unwrap().len(), 1);
    let next = first["paging"]["next"].as_str().unwrap();
    let second = get(next).await.1;
    assert!(second["data"][0]["id"] != first["data"][0]["id"] && second["paging"]["next"].is_null());
    let numbers = ask(&format!("{}/phone_numbers?fields=verified_name&limit=9", ids.waba)).await;
    assert_eq!(numbers["data"].as_array().unwrap().len(), 2);
    assert!(numbers["data"][0]["display_phone_number"].is_null());
    let log = site.truth().graph_log;
    assert_eq!(log.iter().map(|entry| entry.token_in_address).collect::<Vec<_>>(), [false, false, false, true, false]);
    assert!(!serde_json::to_string(&log).unwrap().contains("EAA"));
}

#[tokio::test]
async fn graph_refuses_in_the_real_shapes() {
    let site = site(&["world.waba_access=none"]).await;
    let token = walk(&site).await;
    let waba = ids(&site).waba;
    let url = format!("{}/v26.0/{waba}/phone_numbers", site.graph_url);
    let (status, error) = get(&format!("{url}?access_token={token}")).await;
    assert_eq!((status, &error["error"]["code"], &error["error"]["error_subcode"]), (400, &json!(100), &json!(33)));
    let (_, error) = get(&format!("{url}?access_token=EAAnonsense")).await;
    assert_eq!(error["error"]["code"], 190);
    for (fail, status, code) in [("190-463", 400, 190), ("10", 403, 10), ("4", 403, 4), ("2", 500, 2), ("500", 500, 0)]
    {
        site.set("graph.fail", fail).unwrap();
        site.set("graph.fail_times", "1").unwrap();
        let (got, error) = get(&url).await;
        assert_eq!((got, error["error"]["code"].as_i64().unwrap_or(0)), (status, code), "{fail}");
        assert_ne!(get(&url).await.1["error"]["code"], code, "{fail} comes once");
    }
}

#[tokio::test]
async fn the_way_through_the_api_ends_in_the_same_truth() {
    let site = site(&["world.waba_access=none"]).await;
    let ids = ids(&site);
    let truth = site.truth_json();
    let admin = truth["admin_token"].as_str().unwrap().to_owned();
    let secrets = truth["app_secrets"].as_array().unwrap();
    let secret = secrets.iter().find(|one| one["id"] == ids.app.as_str()).unwrap()["secret"].as_str().unwrap();
    let post = async |path: &str, fields: &[(&str, &str)]| {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let reply = client()
            .post(format!("{}/v26.0/{path}", site.graph_url))
            .bearer_auth(&admin)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.finish());
        reply.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let user = post(&format!("{}/system_users", ids.business), &[("name", "mark"), ("role", "ADMIN")]).await;
    let user = user["id"].as_str().unwrap();
    post(&format!("{user}/applications"), &[("business_app", &ids.app)]).await;
    post(&format!("{}/assigned_users", ids.waba), &[("user", user), ("tasks", "['MANAGE']")]).await;
    let proof = super::super::graph_call::appsecret_proof(secret, &admin);
    let scope = "whatsapp_business_messaging,whatsapp_business_management";
    let fields = [("business_app", ids.app.as_str()), ("scope", scope), ("appsecret_proof", &proof)];
    site.set("obstacle.token", "none").unwrap();
    let made = post(&format!("{user}/access_tokens"), &fields).await;
    let token = made["access_token"].as_str().unwrap();
    let url = format!("{}/v26.0/{}/phone_numbers?access_token={token}", site.graph_url, ids.waba);
    assert_eq!(get(&url).await.0, 200);
    let what: Vec<_> = site.truth().log.into_iter().map(|entry| entry.what).collect();
    assert_eq!(what, ["create_system_user", "install_app", "assign_assets", "generate_token"]);
    let wrong = [("business_app", ids.app.as_str()), ("scope", scope), ("appsecret_proof", "00")];
    assert_eq!(post(&format!("{user}/access_tokens"), &wrong).await["error"]["code"], 100);
}
