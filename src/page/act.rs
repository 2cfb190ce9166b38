//! Real input: W3C pointer and key actions (WebDriver, section 17 "Actions"), as one request each.

use serde_json::{Value, json};

use crate::browser::{BrowserError, Session};

// Key values of WebDriver, section 17.4.2 "Keyboard actions".
const CONTROL: &str = "\u{E009}";
const META: &str = "\u{E03D}";
const DELETE: &str = "\u{E017}";
const DOWN: &str = "\u{E015}";
const UP: &str = "\u{E013}";
const TAB: &str = "\u{E004}";
const ESCAPE: &str = "\u{E00C}";

fn press(x: i64, y: i64) -> Vec<Value> {
    vec![
        json!({ "type": "pointerMove", "duration": 0, "origin": "viewport", "x": x, "y": y }),
        json!({ "type": "pointerDown", "button": 0 }),
        json!({ "type": "pointerUp", "button": 0 }),
    ]
}

fn pointer(actions: &[Value]) -> Value {
    json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions })
}

fn keys(id: &str, actions: &[Value]) -> Value {
    json!({ "type": "key", "id": id, "actions": actions })
}

fn stroke(key: &str) -> [Value; 2] {
    [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
}

/// A click at a point of the viewport.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn click(session: &Session, x: i64, y: i64) -> Result<(), BrowserError> {
    session.perform(json!([pointer(&press(x, y))])).await
}

/// How many letters are typed at once.
const FINGERS: usize = 4;

/// Replaces the content of the field at a point by what a person would do: click into it, select all that is there, type.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn type_into(session: &Session, x: i64, y: i64, empty: bool, text: &str) -> Result<(), BrowserError> {
    let all = if cfg!(target_os = "macos") { META } else { CONTROL };
    let pause = json!({ "type": "pause", "duration": 0 });
    // Both devices act tick by tick: three ticks of the pointer first, then the keys.
    let mut typed = vec![pause.clone(); 3];
    if !empty {
        typed.push(json!({ "type": "keyDown", "value": all }));
        typed.extend(stroke("a"));
        typed.push(json!({ "type": "keyUp", "value": all }));
        typed.extend(stroke(DELETE));
    }
    // The driver works tick by tick. The keys of a few letters in a row go down in one tick and come up in the next, each on an input
    // device of its own: fewer ticks, which is faster, and nothing else is meant by it.
    let mut hands = vec![typed; 1];
    hands.resize(FINGERS, vec![pause; hands[0].len()]);
    for (number, letter) in text.chars().enumerate() {
        hands[number % FINGERS].extend(stroke(&letter.to_string()));
    }
    let hands = hands.iter().enumerate().map(|(number, typed)| keys(&format!("keys {number}"), typed));
    let devices: Vec<Value> = std::iter::once(pointer(&press(x, y))).chain(hands).collect();
    session.perform(json!(devices)).await
}

/// Moves the selection of the focused native select, and leaves it.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn arrow(session: &Session, delta: i64) -> Result<(), BrowserError> {
    let key = if delta > 0 { DOWN } else { UP };
    let mut strokes: Vec<Value> = (0..delta.unsigned_abs()).flat_map(|_| stroke(key)).collect();
    strokes.extend(stroke(TAB));
    session.perform(json!([keys("left", &strokes)])).await
}

/// Closes what lies over the page with the key for it.
///
/// # Errors
/// Whatever the browser fails with.
pub async fn escape(session: &Session) -> Result<(), BrowserError> {
    session.perform(json!([keys("left", &stroke(ESCAPE))])).await
}
