//! One server for all consoles: the page, the calls it makes, and the Graph endpoints.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::graph;
use super::truth::{APP, Assignment, BUSINESS, OTHER_APP, Token, Truth, token_text};

/// What every handler sees.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) truth: Arc<Mutex<Truth>>,
    traits: Arc<BTreeMap<String, u64>>,
    page: &'static str,
    calls: Arc<AtomicU64>,
}

impl Shared {
    pub(crate) fn value(&self, name: &str) -> u64 {
        self.traits.get(name).copied().unwrap_or_default()
    }
}

/// A console that runs, on a port of its own.
pub(crate) struct Console {
    shared: Shared,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Console {
    /// Serves `page` with these traits: numbers that the page and the server understand.
    pub(crate) fn start(page: &'static str, traits: &[(&str, u64)]) -> Self {
        let traits: BTreeMap<String, u64> = traits.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        let shared = Shared {
            truth: Arc::new(Mutex::new(Truth::new(&traits))),
            traits: Arc::new(traits),
            page,
            calls: Arc::default(),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let routes = routes(shared.clone());
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { shared, address, _runtime: runtime }
    }

    /// The app panel's root.
    pub(crate) fn developers(&self) -> String {
        format!("http://127.0.0.1:{}", self.address.port())
    }

    /// The business console's root: another origin, as in life.
    pub(crate) fn business(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    pub(crate) fn truth(&self) -> MutexGuard<'_, Truth> {
        self.shared.truth.lock().unwrap()
    }
}

fn routes(shared: Shared) -> Router {
    let calls = Router::new()
        .route("/api/apps", get(apps))
        .route("/api/business/{id}", get(business))
        .route("/api/business/{id}/users", get(users).post(create_user))
        .route("/api/business/{id}/apps", get(assets))
        .route("/api/user/{id}", get(user))
        .route("/api/user/{id}/assets", post(assign))
        .route("/api/user/{id}/permissions", get(permissions))
        .route("/api/user/{id}/tokens", post(token))
        .route("/api/terms", post(terms))
        .route("/api/temporary", post(temporary))
        .route("/api/pressed", post(pressed))
        .layer(from_fn_with_state(shared.clone(), late));
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/apps") }))
        .route("/apps", get(page))
        .route("/apps/{*rest}", get(page))
        .route("/settings", get(page))
        .route("/settings/", get(page))
        .route("/settings/{*rest}", get(page))
        .route("/latest/{*rest}", get(page))
        .route("/frame", get(page))
        .route("/frame/{*rest}", get(page))
        .route("/security/{*rest}", get(page))
        .route("/business/{*rest}", get(page))
        .merge(calls)
        .route("/v26.0/{*rest}", get(graph::get))
        .with_state(shared)
}

/// Between 50 and 400 ms, never the same twice in a row.
async fn late(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let number = shared.calls.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(50 + (number * 137 + 61) % 351)).await;
    next.run(request).await
}

async fn page(State(shared): State<Shared>) -> Response {
    let file = |name| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/consoles").join(name);
    let text = std::fs::read_to_string(file(shared.page)).unwrap();
    let client = std::fs::read_to_string(file("client.js")).unwrap();
    let text = text.replace("/* CLIENT */", &client);
    let traits = serde_json::to_string(&*shared.traits).unwrap();
    ([(header::CACHE_CONTROL, "no-store")], Html(text.replace("\"TRAITS\"", &traits))).into_response()
}

async fn apps(State(shared): State<Shared>) -> Json<Value> {
    let business = json!({ "id": BUSINESS.0, "name": BUSINESS.1 });
    let old = json!({ "id": "102030405060709", "name": "Rocket Foods Old" });
    let app = |id: &str, name: &str, business: &Value| json!({ "id": id, "name": name, "business": business });
    let mut apps: Vec<_> = more_apps(&shared).iter().map(|(id, name)| app(id, name, &business)).collect();
    apps.extend([
        app("604512345678903", "Rocket Old", &old),
        app(OTHER_APP.0, OTHER_APP.1, &business),
        app(APP.0, APP.1, &business),
        app("604512345678904", "My Rocket", &Value::Null),
    ]);
    Json(json!(apps))
}

/// As many more apps of the same business as `many_apps` says, named alike.
fn more_apps(shared: &Shared) -> Vec<(String, String)> {
    let app = |number: u64| (format!("6045199{number:08}"), format!("Rocket {number}"));
    (1..=shared.value("many_apps")).map(app).collect()
}

async fn business(State(shared): State<Shared>, Path(id): Path<String>) -> Json<Value> {
    let name = if id == BUSINESS.0 { BUSINESS.1 } else { "Rocket Foods Old" };
    let terms = shared.value("terms") > 0 && !shared.truth.lock().unwrap().terms;
    Json(json!({ "id": id, "name": name, "terms": terms }))
}

/// All users; or, to a page that asks for them in pieces, `count` of them from the one at `from` whose name or ID has `q`.
async fn users(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Json<Value> {
    tokio::time::sleep(Duration::from_millis(shared.value("late_list"))).await;
    let truth = shared.truth.lock().unwrap();
    if id != BUSINESS.0 {
        return Json(json!([]));
    }
    let number = |key: &str, otherwise| query.get(key).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let sought = query.get("q").map(|text| text.to_lowercase()).unwrap_or_default();
    let found = truth.users.iter().filter(|user| user.name.to_lowercase().contains(&sought) || user.id == sought);
    Json(json!(found.skip(number("from", 0)).take(number("count", usize::MAX)).collect::<Vec<_>>()))
}

fn text(body: &Value, key: &str) -> String {
    body[key].as_str().unwrap_or_default().to_owned()
}

fn texts(body: &Value) -> Vec<String> {
    let items = body.as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

async fn create_user(State(shared): State<Shared>, Path(id): Path<String>, Json(body): Json<Value>) -> Response {
    let (name, role) = (text(&body, "name"), text(&body, "role"));
    let mut truth = shared.truth.lock().unwrap();
    truth.log.push(format!("user {name} {role} in {id}"));
    if shared.value("seven_days") > 0 && role == "ADMIN" {
        let message = "The Admin System User must be at least 7 days old before creating other Admin System Users.";
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": message }))).into_response();
    }
    let made_all_the_same = shared.value("create_fault") == 2;
    let user = if made_all_the_same || shared.value("create_fault") == 0 {
        truth.add_user(&name, &role)
    } else {
        String::new()
    };
    match fault("create", shared.value("create_fault")) {
        Some(fault) => fault,
        None => Json(json!({ "id": user })).into_response(),
    }
}

/// A refusal in the words that guides tell of, or a place to which the console sends its user instead of an answer.
fn fault(at: &str, number: u64) -> Option<Response> {
    let refused = |message: &str| json!({ "error": message });
    let body = match (at, number) {
        ("create", 1 | 2) => refused("You chose an invalid system user name."),
        ("create", 3) => refused("You have reached the maximum number of admin system users for this business."),
        ("create", 4) => refused("Sorry, something went wrong. Please try again later."),
        ("create", 5) => json!({ "error": "password", "ask": "password" }),
        ("create", 6) => {
            json!({ "error": "This account is blocked because of suspicious activity.", "go": "/latest/home" })
        }
        ("token", 1) => refused("This request must be approved by another admin first."),
        ("token", 2) => json!({ "error": "device", "go": "/security/block/" }),
        ("token", 3) => json!({ "error": "code", "ask": "code" }),
        _ => return None,
    };
    Some((StatusCode::BAD_REQUEST, Json(body)).into_response())
}

async fn assets(State(shared): State<Shared>) -> Json<Value> {
    let app = |id: &str, name: &str| json!({ "id": id, "name": name });
    let mut apps: Vec<_> = more_apps(&shared).iter().map(|(id, name)| app(id, name)).collect();
    apps.extend([app(OTHER_APP.0, OTHER_APP.1), app(APP.0, APP.1), app("604512345678905", "Rocket Legacy")]);
    Json(json!(apps))
}

fn app_name(id: &str) -> &'static str {
    [APP, OTHER_APP].into_iter().find(|app| app.0 == id).map_or("Rocket Legacy", |app| app.1)
}

fn visible(shared: &Shared, assignment: &Assignment) -> bool {
    let wait = Duration::from_millis(shared.value("visible_after"));
    let late = assignment.looks < shared.value("visible_after_looks");
    assignment.since.is_none_or(|since| since.elapsed() >= wait && !late)
}

async fn user(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let mut truth = shared.truth.lock().unwrap();
    truth.assignments.iter_mut().filter(|one| one.user == id).for_each(|one| one.looks += 1);
    let Some(user) = truth.users.iter().find(|user| user.id == id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let assets = truth.assignments.iter().filter(|one| one.user == id && visible(&shared, one));
    let assets: Vec<_> = assets
        .map(|one| json!({ "id": one.app, "name": app_name(&one.app), "full": one.tasks.contains(&"MANAGE".into()) }))
        .collect();
    Json(json!({ "id": id, "name": user.name, "role": user.role, "assets": assets })).into_response()
}

async fn assign(State(shared): State<Shared>, Path(id): Path<String>, Json(body): Json<Value>) -> Json<Value> {
    let mut truth = shared.truth.lock().unwrap();
    for app in texts(&body["apps"]) {
        let tasks = texts(&body["tasks"]);
        truth.log.push(format!("assign {} {} to {id}", app, tasks.join("+")));
        truth.assignments.retain(|one| one.user != id || one.app != app);
        truth.assignments.push(Assignment { user: id.clone(), app, tasks, since: Some(Instant::now()), looks: 0 });
    }
    Json(json!({ "ok": true }))
}

/// Some forty, the two for WhatsApp far apart, among others whose names begin alike.
const PERMISSIONS: &str = "read_insights publish_video catalog_management pages_manage_cta *pages_manage_instant_articles \
    pages_show_list read_page_mailboxes ads_management ads_read business_management *pages_messaging \
    whatsapp_business_messaging_beta instagram_basic instagram_manage_comments *instagram_manage_insights \
    whatsapp_business_messaging instagram_content_publish *leads_retrieval instagram_manage_messages \
    page_events commerce_account_read_settings *commerce_account_manage_orders commerce_account_read_orders \
    pages_read_engagement pages_manage_metadata pages_read_user_content *pages_manage_ads pages_manage_posts \
    pages_manage_engagement whatsapp_business_manage_events whatsapp_business_management *instagram_shopping_tag_products \
    instagram_branded_content_brand *instagram_branded_content_ads_brand manage_fundraisers *attribution_read \
    private_computation_access threads_business_basic *manage_app_solution facebook_creator_marketplace_discovery";

async fn permissions(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Json<Value> {
    let app = query.get("app").cloned().unwrap_or_default();
    let truth = shared.truth.lock().unwrap();
    let given = truth.assignments.iter().any(|one| one.user == id && one.app == app && visible(&shared, one));
    let generation_1 = shared.value("any_app") > 0;
    let product = shared.value("no_product") == 0;
    let offered = |name: &&str| product || !name.starts_with("whatsapp");
    let names = PERMISSIONS.split_whitespace().filter(|_| given || generation_1).filter(offered);
    let row = |name: &str| json!({ "name": name.trim_start_matches('*'), "off": name.starts_with('*') });
    Json(names.map(row).collect())
}

async fn token(State(shared): State<Shared>, Path(id): Path<String>, Json(body): Json<Value>) -> Response {
    let mut truth = shared.truth.lock().unwrap();
    let (app, scopes, days) = (text(&body, "app"), texts(&body["scopes"]), body["days"].as_u64().unwrap_or(60));
    truth.log.push(format!("token {app} {} {days} for {id}", scopes.join("+")));
    if shared.value("approval") > 0 {
        let message = "Someone else needs to approve request to generate an access token";
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": message }))).into_response();
    }
    if let Some(fault) = fault("token", shared.value("token_fault")) {
        return fault;
    }
    // The account must be verified first: the page stands there with an empty field.
    if shared.value("verify") > 0 {
        return Json(json!({ "token": "" })).into_response();
    }
    let made = Token { text: token_text(), user: id, app, scopes, days };
    truth.tokens.push(made.clone());
    Json(json!({ "token": made.text })).into_response()
}

async fn terms(State(shared): State<Shared>) -> Json<Value> {
    let mut truth = shared.truth.lock().unwrap();
    truth.terms = true;
    truth.log.push("terms".to_owned());
    Json(json!({ "ok": true }))
}

async fn temporary(State(shared): State<Shared>) -> Json<Value> {
    let mut truth = shared.truth.lock().unwrap();
    let text = token_text();
    truth.log.push("temporary token".to_owned());
    truth.temporary.push(text.clone());
    Json(json!({ "token": text }))
}

/// A button that only a person may press.
async fn pressed(State(shared): State<Shared>, Json(body): Json<Value>) -> Json<Value> {
    shared.truth.lock().unwrap().log.push(format!("pressed {}", text(&body, "what")));
    Json(json!({ "ok": true }))
}
