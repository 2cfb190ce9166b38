//! Pointing on a small page of its own: what is taken, and that nothing on the page hears of it.

use serde_json::Value;
use tokenwright::browser::{BrowserOptions, Session};
use tokenwright::page::act;
use tokenwright::page::point::{self, Button, Did, Panel};

/// The page notes everything that it hears, also before all others.
const PAGE: &str = r##"<!doctype html><html lang=en><title>x</title><body style='margin:0;font:16px sans-serif'>
<script>
  window.heard = [];
  window.watch = (win) => { for (const type of ['pointerdown','pointerup','mousedown','mouseup','click','keydown','touchstart','submit']) win.addEventListener(type, (e) => window.heard.push(type), true); };
  watch(window);
</script>
<button id=plain style='position:absolute;left:0;top:0;width:200px;height:40px'>Allocate <b>resources</b></button>
<button id=grey disabled style='position:absolute;left:0;top:50px;width:200px;height:40px'>Later</button>
<select id=native aria-label=Kind style='position:absolute;left:0;top:100px;width:200px;height:40px'><option>One<option>Two</select>
<label style='position:absolute;left:0;top:150px;width:200px;height:40px'><input type=checkbox>Manage it</label>
<div id=host style='position:absolute;left:0;top:200px;width:200px;height:40px'></div>
<iframe id=same srcdoc="<body style='margin:0'><button style='width:200px;height:40px'>In a frame</button>" style='position:absolute;left:0;top:250px;width:220px;height:50px;border:0'></iframe>
<iframe src='data:text/html,<button>Other</button>' style='position:absolute;left:0;top:310px;width:200px;height:40px;border:0'></iframe>
<script>
  document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<a href="#gone">In a shadow</a>';
  document.querySelector('#same').addEventListener('load', (e) => watch(e.target.contentWindow));
</script>"##;

fn panel(id: &str) -> Panel {
    Panel {
        id: id.to_owned(),
        title: "Looking for it".to_owned(),
        buttons: vec![Button::new("skip", "Skip")],
        pointing: true,
        ..Panel::default()
    }
}

/// What the person did by clicking there.
async fn pointed(session: &Session, kind: &str, y: i64) -> Did {
    let id = format!("{kind} {y}");
    assert!(matches!(point::point(session, &panel(&id), kind, 0).await.unwrap(), Did::Pending));
    act::click(session, 60, y).await.unwrap();
    point::point(session, &panel(&id), kind, 0).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pointed_at_is_told_and_the_page_hears_nothing() {
    let session = Session::start(&BrowserOptions::default()).await.unwrap();
    point::prepare(&session).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, PAGE).unwrap();
    session.goto(&format!("file://{}", file.display())).await.unwrap();
    session.execute("return document.readyState", Vec::new()).await.unwrap();
    let expected = [
        ("button", 20, "button", "Allocate resources", "button"),
        ("button", 70, "button", "Later", "button"),
        ("picker", 120, "combobox", "Kind", "picker"),
        ("check", 160, "checkbox", "Manage it", "check"),
        ("button", 210, "link", "In a shadow", "button"),
        ("button", 270, "button", "In a frame", "button"),
    ];
    for (sought, y, role, name, kind) in expected {
        let Did::Pointed(it) = pointed(&session, sought, y).await else { panic!("{name} was not taken") };
        assert_eq!([it.role.as_str(), it.name.as_str(), it.kind.as_str()], [role, name, kind]);
        assert_eq!(it.state.contains(&"greyed".to_owned()), name == "Later", "{:?}", it.state);
    }
    // What cannot be pointed at is told in the panel, and nothing is taken: another site's frame, and nothing at all.
    for y in [330, 500] {
        assert!(matches!(pointed(&session, "button", y).await, Did::Pending), "at {y}");
    }
    act::escape(&session).await.unwrap();
    let did = point::point(&session, &panel("button 500"), "button", 0).await.unwrap();
    assert!(matches!(did, Did::Pressed { button } if button == "stop"), "Escape leaves");
    let state = "return [window.heard, document.querySelector('#native').value, document.querySelector('input').checked, location.hash]";
    let told = session.execute(state, Vec::new()).await.unwrap();
    assert_eq!(told, serde_json::json!([[], "One", false, ""]), "the page has heard of it");
    // Afterwards the page is the page's own again.
    point::end(&session).await.unwrap();
    act::click(&session, 60, 20).await.unwrap();
    let heard: Value = session.execute("return window.heard.length", Vec::new()).await.unwrap();
    assert_eq!(heard, 5, "a click has five events");
    session.close().await.unwrap();
}
