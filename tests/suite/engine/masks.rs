//! Pictures of a page that shows a token: no pixel may depend on it, and nothing of the cover may stay.

use serde_json::json;
use std::time::Duration;
use tokenwright::browser::{BrowserOptions, Session};
use tokenwright::page::picture;

/// The same length and letters in two orders, so that only the letters differ.
const ONE: &str = "EAAa1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c3d4";
const OTHER: &str = "EAAz9y8x7w6v5u4t3s2r1q0z9y8x7w6v5u4t3s2r1q0z9y8x7w6v5u4t3s2r1q0z9y8x7w6";

/// Ways in which a page shows a token, in place of `TOKEN`; `HALF` and `REST` are its pieces.
const PAGES: [&str; 9] = [
    "<p style='font:16px monospace'>TOKEN</p>",
    "<p style='font:16px monospace'>Access Token: TOKEN (keep it)</p>",
    "<p style='font:16px monospace'>HALF<br>REST</p>",
    "<p style='font:16px monospace'><span>HALF</span><span>REST</span></p>",
    "<div style='font:16px monospace'><div>HALF</div><div>REST</div></div>",
    "<input readonly style='font:16px monospace;width:700px' value='TOKEN'>",
    "<textarea readonly style='font:16px monospace;width:700px;height:100px'>TOKEN</textarea>",
    "<div id=h></div><script>h.attachShadow({mode:'open'}).innerHTML = '<p style=\"font:16px monospace\">TOKEN</p>'</script>",
    "<iframe width=800 height=200 srcdoc='<p style=\"font:16px monospace\">TOKEN</p>'></iframe>",
];

const LIMIT: Duration = Duration::from_secs(10);

async fn run(session: &Session, code: &str) -> serde_json::Value {
    let script = format!("arguments[0]((() => {{ {code} }})())");
    session.execute_async(&script, vec![], LIMIT).await.unwrap()
}

async fn show(session: &Session, page: &str, token: &str) {
    let (half, rest) = token.split_at(36);
    let html = page.replace("TOKEN", token).replace("HALF", half).replace("REST", rest);
    session.goto("about:blank").await.unwrap();
    let script = "document.open(); document.write(arguments[0]); document.close(); arguments[1]()";
    let html = format!("<!doctype html><title>t</title><body><h1>Token created</h1>{html}<button>OK</button>");
    session.execute_async(script, vec![json!(html)], LIMIT).await.unwrap();
    // Frames load in their own time.
    run(session, "return document.fonts.ready").await;
    let frames = "const done = arguments[0]; const frame = document.querySelector('iframe'); \
                  if (!frame || frame.contentDocument?.querySelector('p')) done(); else frame.onload = () => done();";
    session.execute_async(frames, vec![], LIMIT).await.unwrap();
}

fn pixels(png: &[u8]) -> image::RgbaImage {
    image::load_from_memory(png).unwrap().to_rgba8()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_pixel_of_a_picture_depends_on_the_token() {
    let session = Session::start(&BrowserOptions::default()).await.unwrap();
    let mut faults = Vec::new();
    for page in PAGES {
        let mut pictures = Vec::new();
        for token in [ONE, OTHER] {
            show(&session, page, token).await;
            let before = run(&session, "return document.documentElement.outerHTML").await;
            let bare = pixels(&session.screenshot().await.unwrap());
            let Some(masked) = picture::take(&session).await.unwrap() else {
                faults.push(format!("no picture of {page}"));
                continue;
            };
            let after = run(&session, "return document.documentElement.outerHTML").await;
            if after != before {
                faults.push(format!("the cover of {page} stays: {after}"));
            }
            let masked = pixels(&masked);
            if masked == bare {
                faults.push(format!("nothing is covered of {page}"));
            }
            pictures.push(masked);
        }
        if pictures.len() == 2 && pictures[0] != pictures[1] {
            faults.push(format!("the pictures of {page} differ with the token"));
        }
    }
    session.close().await.unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_a_page_without_secrets_is_left_as_it_is() {
    let session = Session::start(&BrowserOptions::default()).await.unwrap();
    show(&session, "<p>System users: mark, mark-old</p><input value='mark'>", ONE).await;
    let bare = session.screenshot().await.unwrap();
    let masked = picture::take(&session).await.unwrap().unwrap();
    assert_eq!(pixels(&bare), pixels(&masked));
    session.close().await.unwrap();
}
