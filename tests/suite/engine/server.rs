//! Serves the pages of a case file on loopback: the clipboard and same-origin frames need a real origin.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Html;
use tokio::task::JoinHandle;

use super::case::Case;

/// Notes which elements really got the clicks, in frames and shadow roots too.
const LOG: &str = r"
window.clicks = [];
const note = (event) => {
  const element = event.composedPath().find((e) => e.id);
  window.clicks.push(element ? element.id : event.target.localName);
};
const follow = (doc) => {
  if (!doc || doc.followed) return;
  doc.followed = true;
  doc.addEventListener('click', note, true);
  for (const frame of doc.querySelectorAll('iframe')) follow(frame.contentDocument);
  doc.addEventListener('load', (event) => event.target.localName === 'iframe' && follow(event.target.contentDocument), true);
};
follow(document);
";

/// What a page does later it does so long after the engine has come to it, however busy the machine is.
const CLOCK: &str = r"
{
  const held = [];
  const arrived = Symbol.for('tokenwright.traffic');
  for (const [set, clear] of [['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval']]) {
    const [begin, end] = [window[set], window[clear]];
    window[set] = (...given) => {
      if (document.readyState !== 'loading') return begin(...given);
      const one = {};
      held.push(() => (one.id = begin(...given)));
      return one;
    };
    window[clear] = (one) => end(one?.id ?? one);
  }
  const wait = () => (window[arrived] ? held.forEach((begin) => begin()) : requestAnimationFrame(wait));
  wait();
}
";

/// The server; it ends with the test.
pub(super) struct Server {
    port: u16,
    task: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(cases: &[Case]) -> Self {
        let pages: Vec<String> = cases.iter().map(page).collect();
        let router = Router::new().route("/{number}", axum::routing::get(serve)).with_state(pages);
        // An answer that takes longer than any page of ours takes to settle.
        let slow = async || {
            tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
            String::new()
        };
        let router = router.route("/slow", axum::routing::get(slow));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, task }
    }

    pub(super) fn url(&self, number: usize) -> String {
        format!("http://127.0.0.1:{}/{number}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(pages): State<Vec<String>>, Path(number): Path<usize>) -> Html<String> {
    Html(pages.get(number).cloned().unwrap_or_default())
}

fn page(case: &Case) -> String {
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>A case</title><script>{LOG}{CLOCK}</script></head>\n\
         <body>{}</body></html>",
        case.language, case.html
    )
}
