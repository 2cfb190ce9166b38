//! Three small servers on loopback, one for each address of the real thing.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::options::Options;
use super::question::{Question, Site};
use super::state::{Addresses, Shared};
use super::switches::SwitchError;
use super::truth::Truth;
use super::{console, control, graph};

/// Largest body that is read.
const BODY_LIMIT: usize = 1 << 20;

/// A practice site that is up. It goes down when this is dropped.
#[derive(Debug)]
pub struct Served {
    /// Root of the app panel.
    pub developers_url: String,
    /// Root of the business console.
    pub business_url: String,
    /// Root of the Graph API.
    pub graph_url: String,
    /// The control page: truth and switches.
    pub control_url: String,
    shared: Arc<Shared>,
    servers: Vec<JoinHandle<()>>,
}

/// Starts a practice site on loopback.
///
/// # Errors
/// Where a port is taken.
pub async fn serve(options: Options) -> io::Result<Served> {
    let mut listeners = Vec::new();
    for offset in 0..3 {
        let port = if options.port == 0 { 0 } else { options.port.saturating_add(offset) };
        listeners.push(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?);
    }
    let mut urls = listeners.iter().map(|listener| Ok(format!("http://{}", listener.local_addr()?)));
    let mut next = || urls.next().unwrap_or_else(|| Err(io::Error::other("three listeners were bound")));
    let addresses = Addresses { developers: next()?, business: next()?, graph: next()? };
    let shared = Arc::new(Shared::new(&options, addresses.clone()));
    let mut servers = Vec::new();
    for (listener, server) in listeners.into_iter().zip([Server::Developers, Server::Business, Server::Graph]) {
        let state = (Arc::clone(&shared), server);
        let router = Router::new().fallback(entry).with_state(state);
        servers.push(tokio::spawn(async move {
            // It ends by being aborted; an error of a listener on loopback leaves nothing to be done.
            let _ = axum::serve(listener, router).await;
        }));
    }
    Ok(Served {
        control_url: format!("{}/practice", addresses.developers),
        developers_url: addresses.developers,
        business_url: addresses.business,
        graph_url: addresses.graph,
        shared,
        servers,
    })
}

impl Served {
    /// What really happened so far.
    pub fn truth(&self) -> Truth {
        self.shared.lock().truth.clone()
    }

    /// All that the control page's JSON tells: truth, world and switches.
    pub fn truth_json(&self) -> Value {
        control::truth(&self.shared)
    }

    /// Sets a switch.
    ///
    /// # Errors
    /// Where there is no such switch, or it cannot be that.
    pub fn set(&self, key: &str, value: &str) -> Result<(), SwitchError> {
        self.shared.lock().set(&[(key.to_owned(), value.to_owned())])
    }

    /// Forgets everything that happened.
    pub fn reset(&self) {
        self.shared.lock().reset();
    }

    /// Lets the person pass what stands in the way: signed in, code typed, request approved.
    pub fn pass_obstacle(&self) {
        self.shared.lock().pass();
    }

    /// Lets the person go to another page (a path) in the window, from a page that waits for them.
    pub fn wander(&self, to: &str) {
        self.shared.lock().wander(to);
    }

    /// Takes the site down and waits until its ports are free.
    pub async fn shutdown(mut self) {
        for server in std::mem::take(&mut self.servers) {
            server.abort();
            let _ = server.await;
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Server {
    Developers,
    Business,
    Graph,
}

async fn entry(State((shared, server)): State<(Arc<Shared>, Server)>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    if !on_loopback(&head.headers) {
        return (StatusCode::MISDIRECTED_REQUEST, "the practice site answers on loopback only\n").into_response();
    }
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let query = head.uri.query().unwrap_or_default();
    let question = Question {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: head.headers,
        body: body.to_vec(),
    };
    if question.path == "/practice" || question.path.starts_with("/practice/") {
        return control::answer(&shared, &question);
    }
    match server {
        Server::Developers => console::answer(&shared, Site::Developers, &question).await,
        Server::Business => console::answer(&shared, Site::Business, &question).await,
        Server::Graph => graph::answer(&shared, &question).await,
    }
}

/// Whether the address that was typed is a loopback one: a name of somebody else's that points here gets no answer.
fn on_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}
