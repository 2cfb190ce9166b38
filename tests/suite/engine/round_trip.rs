//! How long one trivial question takes.

use std::time::{Duration, Instant};

use serde_json::json;
use tokenwright::browser::{BrowserOptions, Session};
use tokenwright::page::{self, Answer};

/// A question whose answer is on the page already.
#[tokio::test(flavor = "multi_thread")]
async fn a_trivial_question_takes_a_few_milliseconds() {
    let session = Session::start(&BrowserOptions::default()).await.unwrap();
    session.goto("data:text/html,<button>OK</button>").await.unwrap();
    let mut times = Vec::new();
    for number in 0..60 {
        let question = json!({
            "id": number.to_string(), "run": "r", "override": null, "clicked": null, "click": "1", "filled": false,
            "strict": true, "regions": {}, "never": [], "spent": 0, "timeout": 5000, "slice": 900,
            "ways": [{ "id": "w", "when": [], "act": { "kind": "none" }, "settled": null, "guards": [] }],
        });
        let began = Instant::now();
        let answer = page::ask(&session, question).await.unwrap();
        times.push(began.elapsed());
        assert!(matches!(answer, Answer::Way(_)), "{answer:?}");
    }
    session.close().await.unwrap();
    times.sort();
    let median = times[times.len() / 2];
    println!("median {median:?}, best {:?}, worst {:?}", times[0], times[times.len() - 1]);
    // Generous: machines that build something else at the same time are slow.
    assert!(median < Duration::from_millis(100), "{median:?}");
}
