//! A Graph API of the tests' own, on loopback, which answers with recorded shapes and remembers what it was asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Response, StatusCode},
};
use serde_json::{Value, json};

use super::GraphConfig;

/// What it was asked.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Asked {
    pub(in crate::graph) method: String,
    pub(in crate::graph) body: String,
    pub(in crate::graph) path: String,
    pub(in crate::graph) query: String,
    pub(in crate::graph) authorization: String,
}

/// What it answers.
#[derive(Clone)]
pub(in crate::graph) enum Answer {
    Json(u16, Value),
    Text(u16, &'static str, String),
    Headers(u16, Vec<(&'static str, String)>, Value),
    Never,
}

type Answers = Arc<Mutex<HashMap<String, Vec<Answer>>>>;

pub(in crate::graph) struct Server {
    pub(in crate::graph) root: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Answers,
}

impl Server {
    /// A server that answers as for a good token.
    pub(in crate::graph) async fn good() -> Self {
        let server = Self::start().await;
        server.on("debug_token", [Answer::Json(200, debug_token(&json!({})))]);
        server.on("me", [Answer::Json(200, json!({"id": "61580000000001", "name": "Cloud Messaging"}))]);
        server.on("900/owned_whatsapp_business_accounts", [list(&json!([{"id": "700", "name": "Acme"}]))]);
        server.on("900/client_whatsapp_business_accounts", [list(&json!([]))]);
        server.on("700/phone_numbers", [list(&json!([number("106540352242922", "+1 555-0100")]))]);
        server
    }

    async fn start() -> Self {
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let answers = Answers::default();
        let (seen, known) = (asked.clone(), answers.clone());
        let app = Router::new().fallback(move |request: Request| {
            let (seen, known) = (seen.clone(), known.clone());
            async move {
                let path = request.uri().path().trim_start_matches("/v26.0/").to_owned();
                let authorization =
                    request.headers().get("authorization").map_or("", |value| value.to_str().unwrap()).to_owned();
                let query = request.uri().query().unwrap_or("").to_owned();
                let method = request.method().to_string();
                let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
                let body = String::from_utf8(body.to_vec()).unwrap();
                let exact = format!("{method} {path}");
                seen.lock().unwrap().push(Asked { method, body, path: path.clone(), query, authorization });
                let answer = {
                    let mut known = known.lock().unwrap();
                    let key = if known.contains_key(&exact) { exact } else { path };
                    match known.get_mut(&key) {
                        Some(queue) if queue.len() > 1 => queue.remove(0),
                        Some(queue) => queue[0].clone(),
                        None => error(400, 100, Some(33), "Unsupported get request. Object does not exist"),
                    }
                };
                respond(answer).await
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { root, asked, answers }
    }

    /// Answers one after the other; the last for ever. `path` may begin with the method.
    pub(in crate::graph) fn on(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().unwrap().insert(path.to_owned(), answers.into_iter().collect());
    }

    pub(in crate::graph) fn config(&self) -> GraphConfig {
        GraphConfig {
            first_pause: Duration::from_millis(2),
            timeout: Duration::from_secs(5),
            ..GraphConfig::new(&self.root, "v26.0").unwrap()
        }
    }

    pub(in crate::graph) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(in crate::graph) fn count(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.path == path).count()
    }
}

async fn respond(answer: Answer) -> Response<Body> {
    let (status, headers, body) = match answer {
        Answer::Json(status, value) => {
            (status, vec![("content-type", "application/json".to_owned())], value.to_string())
        }
        Answer::Headers(status, headers, value) => (status, headers, value.to_string()),
        Answer::Text(status, kind, body) => (status, vec![("content-type", kind.to_owned())], body),
        Answer::Never => std::future::pending().await,
    };
    let mut response = Response::builder().status(StatusCode::from_u16(status).unwrap());
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body)).unwrap()
}

/// An error as Graph words it.
pub(in crate::graph) fn error(status: u16, code: i64, subcode: Option<i64>, message: &str) -> Answer {
    let mut error = json!({"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbCdEf123"});
    if let Some(subcode) = subcode {
        error["error_subcode"] = subcode.into();
    }
    Answer::Json(status, json!({ "error": error }))
}

pub(in crate::graph) fn list(data: &Value) -> Answer {
    Answer::Json(200, json!({"data": data, "paging": {"cursors": {"before": "A", "after": "B"}}}))
}

pub(in crate::graph) fn number(id: &str, display: &str) -> Value {
    json!({"id": id, "display_phone_number": display, "verified_name": "Acme", "status": "CONNECTED", "quality_rating": "GREEN"})
}

/// What `debug_token` says of a good token, with some fields changed.
pub(in crate::graph) fn debug_token(changes: &Value) -> Value {
    let mut data = json!({
        "app_id": "500", "type": "SYSTEM_USER", "application": "RCWa", "data_access_expires_at": 0, "expires_at": 0,
        "is_valid": true, "issued_at": 1_780_000_000, "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"],
        "granular_scopes": [
            {"scope": "whatsapp_business_management"},
            {"scope": "whatsapp_business_messaging", "target_ids": ["700"]}
        ],
        "user_id": "61580000000001"
    });
    for (name, value) in changes.as_object().unwrap() {
        data[name] = value.clone();
    }
    json!({ "data": data })
}
