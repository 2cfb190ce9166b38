//! A person in front of the browser of a run: sees names and roles, and clicks and types with real input, through the browser's own
//! debugging port. Nothing of it is known to the program.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket, client};

use super::processes::eventually;
use super::site::Site;

/// As long as the program may take until there is something to do.
const LONG: Duration = Duration::from_secs(90);

/// A person in front of a run's browser.
pub(crate) struct Person {
    port: u16,
}

/// One page of the browser.
struct Page {
    socket: WebSocket<TcpStream>,
    sent: u64,
}

/// Something that the person sees, and where its middle is.
struct Seen {
    page: Page,
    x: f64,
    y: f64,
}

impl Person {
    /// In front of the browser that a run against this site has started.
    pub(crate) fn beside(site: &Site) -> Self {
        let mut port = None;
        eventually("the browser tells its debugging port", || {
            port = port_of(&site.folder().join("tmp"));
            port.is_some()
        });
        Self { port: port.unwrap() }
    }

    /// Waits until words show.
    #[track_caller]
    pub(crate) fn reads(&self, words: &str) {
        let began = Instant::now();
        while began.elapsed() < LONG {
            if self.pages().into_iter().any(|mut page| page.nodes().iter().any(|node| node.text.contains(words))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(60));
        }
        panic!("nobody reads {words:?}; there is: {:#?}", self.all());
    }

    /// Clicks what has this role and name, once it shows.
    #[track_caller]
    pub(crate) fn clicks(&self, role: &str, name: &str) {
        let mut seen = self.finds(role, name);
        seen.mouse("mouseMoved", 0);
        seen.mouse("mousePressed", 1);
        seen.mouse("mouseReleased", 1);
    }

    /// Moves the pointer over what has this role and name, once it shows.
    #[track_caller]
    pub(crate) fn hovers(&self, role: &str, name: &str) {
        self.finds(role, name).mouse("mouseMoved", 0);
    }

    /// Types into what has the focus.
    pub(crate) fn types(&self, words: &str) {
        for mut page in self.pages().into_iter().filter_map(Page::showing) {
            page.ask("Input.insertText", &json!({ "text": words }));
        }
    }

    /// Closes the window of the page that has something of this role and name.
    #[track_caller]
    pub(crate) fn closes_the_window(&self, role: &str, name: &str) {
        let mut seen = self.finds(role, name);
        seen.page.tell("Page.close", &json!({}));
    }

    #[track_caller]
    fn finds(&self, role: &str, name: &str) -> Seen {
        let began = Instant::now();
        while began.elapsed() < LONG {
            for mut page in self.pages() {
                let nodes = page.nodes();
                for node in nodes.iter().filter(|node| node.role == role && node.text == name) {
                    page.ask("DOM.scrollIntoViewIfNeeded", &json!({ "backendNodeId": node.id }));
                    let told = page.ask("DOM.getBoxModel", &json!({ "backendNodeId": node.id }));
                    let Some(corners) = told["model"]["border"].as_array() else { continue };
                    let at = |number: usize| corners[number].as_f64().unwrap();
                    return Seen { page, x: f64::midpoint(at(0), at(4)), y: f64::midpoint(at(1), at(5)) };
                }
            }
            std::thread::sleep(Duration::from_millis(60));
        }
        panic!("nobody sees {role} {name:?}; there is: {:#?}", self.all());
    }

    /// Roles and names of all that is there.
    fn all(&self) -> Vec<String> {
        let nodes = self.pages().into_iter().flat_map(|mut page| page.nodes());
        let short = nodes.filter(|node| !node.text.is_empty() && node.text.len() < 200);
        short.map(|node| format!("{} {:?}", node.role, node.text)).collect()
    }

    fn pages(&self) -> Vec<Page> {
        let list = targets(self.port);
        let pages = list.iter().filter(|target| target["type"] == "page");
        pages.filter_map(|target| Page::open(self.port, target["webSocketDebuggerUrl"].as_str()?)).collect()
    }
}

impl Seen {
    fn mouse(&mut self, kind: &str, buttons: u8) {
        let button = if buttons == 0 { "none" } else { "left" };
        let event = json!({ "type": kind, "x": self.x, "y": self.y, "button": button, "clickCount": buttons });
        self.page.ask("Input.dispatchMouseEvent", &event);
    }
}

impl Page {
    fn open(port: u16, address: &str) -> Option<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let (socket, _) = client(address, stream).ok()?;
        Some(Self { socket, sent: 0 })
    }

    fn shows(&mut self) -> bool {
        let told = self.ask("Runtime.evaluate", &json!({ "expression": "document.visibilityState" }));
        told["result"]["value"] == "visible"
    }

    /// It, if it is the one that a person has before them.
    fn showing(mut self) -> Option<Self> {
        self.shows().then_some(self)
    }

    /// Every element, those of closed shadow roots too. Of a page that is behind another window: none.
    fn nodes(&mut self) -> Vec<Node> {
        if !self.shows() {
            return Vec::new();
        }
        let document = self.ask("DOM.getDocument", &json!({ "depth": -1, "pierce": true }));
        let mut nodes = Vec::new();
        gather(&document["root"], &mut nodes);
        nodes
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.sent += 1;
        let command = json!({ "id": self.sent, "method": method, "params": params });
        drop(self.socket.send(Message::text(command.to_string())));
    }

    /// What it answers; null where the page has gone meanwhile, or refuses.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.tell(method, params);
        loop {
            let Ok(message) = self.socket.read() else { return Value::Null };
            let Ok(answer) = serde_json::from_str::<Value>(message.to_text().unwrap_or_default()) else { continue };
            if answer["id"] == self.sent {
                return answer["result"].clone();
            }
        }
    }
}

/// An element of a page.
struct Node {
    /// Its role, as far as its tag or its `role` tells.
    role: String,
    /// Its name, or the words in it.
    text: String,
    id: Value,
}

/// Puts an element and all in it to the others, and returns the words in it.
fn gather(node: &Value, nodes: &mut Vec<Node>) -> String {
    let name = node["localName"].as_str().unwrap_or_default();
    if node["nodeType"] == 3 {
        return node["nodeValue"].as_str().unwrap_or_default().to_owned();
    }
    if ["script", "style", "head"].contains(&name) {
        return String::new();
    }
    let own = ["children", "shadowRoots"].into_iter().flat_map(|key| node[key].as_array().into_iter().flatten());
    let inside = own.chain(node.get("contentDocument"));
    let words = inside.map(|child| gather(child, nodes)).collect::<Vec<_>>().join(" ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let attributes = node["attributes"].as_array().map_or(&[][..], Vec::as_slice);
    let attribute = |key: &str| attributes.chunks(2).find(|pair| pair[0] == key).and_then(|pair| pair[1].as_str());
    let role = attribute("role").unwrap_or(match name {
        "a" => "link",
        "input" | "textarea" => "textbox",
        "select" => "combobox",
        name => name,
    });
    let text = ["aria-label", "placeholder"].into_iter().find_map(attribute).unwrap_or(&words);
    nodes.push(Node { role: role.to_owned(), text: text.to_owned(), id: node["backendNodeId"].clone() });
    words
}

/// The port that a browser has written down in its profile.
fn port_of(folder: &std::path::Path) -> Option<u16> {
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if let Some(port) = port_of(&path) {
                return Some(port);
            }
        } else if path.file_name().is_some_and(|name| name == "DevToolsActivePort") {
            return std::fs::read_to_string(path).ok()?.lines().next()?.parse().ok();
        }
    }
    None
}

/// The pages that a browser has open.
fn targets(port: u16) -> Vec<Value> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer: Value = runtime.block_on(async {
        let client = super::http_client().no_proxy().build().unwrap();
        match client.get(format!("http://127.0.0.1:{port}/json/list")).send().await {
            Ok(answer) => answer.json().await.unwrap_or_default(),
            Err(_) => Value::Null,
        }
    });
    answer.as_array().cloned().unwrap_or_default()
}
