//! The cookies of a sign-in: out of one browser, and into another.

use std::fmt;

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::Session;
use crate::browser::error::BrowserError;

/// What a cookie is made of, as Chromium takes it.
const PARTS: [&str; 10] =
    ["name", "value", "domain", "path", "expires", "httpOnly", "secure", "sameSite", "priority", "partitionKey"];

/// All cookies of a browser. Whoever has them is signed in as their owner: they are not shown, and are overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Cookies(Zeroizing<String>);

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cookies(..)")
    }
}

impl Cookies {
    /// Takes them from JSON, as [`Cookies::json`] gives it; `None`: it is something else.
    pub fn parse(text: Zeroizing<String>) -> Option<Self> {
        let list: Vec<Map<String, Value>> = serde_json::from_str(&text).ok()?;
        list.iter().all(|cookie| cookie.contains_key("name") && cookie.contains_key("domain")).then_some(Self(text))
    }

    /// As JSON: an array with an object for each.
    pub fn json(&self) -> &str {
        &self.0
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        serde_json::from_str::<Vec<Value>>(&self.0).map_or(0, |list| list.len())
    }
}

impl Session {
    /// All cookies of this browser.
    ///
    /// # Errors
    /// As for every command; refused by other browsers than Chromium.
    pub async fn cookies(&self) -> Result<Cookies, BrowserError> {
        let mut answer = self.devtools("Storage.getCookies", json!({})).await?;
        let mut list = match answer["cookies"].take() {
            Value::Array(list) => list,
            _ => Vec::new(),
        };
        for cookie in list.iter_mut().filter_map(Value::as_object_mut) {
            // One that ends with the browser has a time at which it ends in name only.
            let ends = cookie.get("session") == Some(&Value::Bool(false));
            cookie.retain(|part, _| PARTS.contains(&part.as_str()) && (ends || part != "expires"));
        }
        Ok(Cookies(Zeroizing::new(Value::Array(list).to_string())))
    }

    /// Gives this browser these cookies.
    ///
    /// # Errors
    /// As for every command; refused by other browsers than Chromium.
    pub async fn put_cookies(&self, cookies: &Cookies) -> Result<(), BrowserError> {
        let list: Value = serde_json::from_str(&cookies.0).unwrap_or_default();
        self.devtools("Storage.setCookies", json!({ "cookies": list })).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_never_shown() {
        let text = r#"[{"name":"xs","value":"hush","domain":".example.org"}]"#;
        let cookies = Cookies::parse(Zeroizing::new(text.to_owned())).unwrap();
        assert_eq!((cookies.count(), cookies.json()), (1, text));
        assert!(!format!("{cookies:?}").contains("hush"));
        assert_eq!(Cookies::parse(Zeroizing::new(r#"[{"value":"hush"}]"#.to_owned())), None);
        assert_eq!(Cookies::parse(Zeroizing::new("hush".to_owned())), None);
    }
}
