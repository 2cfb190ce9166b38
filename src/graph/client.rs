//! Asking the Graph API.

use std::{collections::HashSet, sync::OnceLock, time::Duration};

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{
    Method, Response,
    header::{AUTHORIZATION, HeaderValue, LOCATION},
};
use serde_json::Value;
use sha2::Sha256;
use url::Url;
use zeroize::Zeroizing;

use super::{ApiError, GraphConfig, GraphError, address, retry};
use crate::secret::{Secret, Token, http_client};

/// More rows than any business has.
const MOST_ROWS: usize = 20_000;
/// More bytes than any business's list has.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// More pages than any business's list has, however few rows Graph puts on one.
const MOST_PAGES: usize = 500;
/// Graph may leave a page empty where nothing on it is for this token; not so many in a row.
const MOST_EMPTY: usize = 20;

/// Who asks.
#[derive(Clone, Copy)]
enum Asker<'a> {
    /// The user of a token.
    User(&'a Token),
    /// The app itself, by its ID and secret.
    App(&'a str, &'a Secret),
}

/// An answer.
struct Page {
    value: Value,
    /// How long it was.
    bytes: usize,
}

/// A client of one Graph API. Making it costs nothing; the HTTP client behind it is made at the first request.
pub struct Client<'a> {
    pub(super) config: &'a GraphConfig,
    http: OnceLock<Result<reqwest::Client, GraphError>>,
}

impl<'a> Client<'a> {
    /// A client with this configuration.
    pub fn new(config: &'a GraphConfig) -> Self {
        Self { config, http: OnceLock::new() }
    }

    /// The WhatsApp Business Accounts to ask of where nothing else names one.
    pub fn accounts(&self) -> &[String] {
        &self.config.accounts
    }

    /// Reads a node or edge.
    pub(super) async fn get(&self, token: &Token, path: &[&str], query: &[(&str, &str)]) -> Result<Value, GraphError> {
        let mut url = self.config.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.get_url(Asker::User(token), &url).await.map(|page| page.value)
    }

    /// Reads a node as the app itself; `None`: its secret is not there.
    pub(super) async fn get_as_app(
        &self,
        app: &str,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Option<Result<Value, GraphError>> {
        let secret = self.config.app_secret.as_ref()?;
        let mut url = self.config.url(path);
        url.query_pairs_mut().extend_pairs(query);
        Some(self.get_url(Asker::App(app, secret), &url).await.map(|page| page.value))
    }

    /// Reads an edge to its last page.
    pub(super) async fn get_all(
        &self,
        token: &Token,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Vec<Value>, GraphError> {
        let endless = |why| Err(GraphError::Endless { why });
        let mut url = self.config.url(path);
        url.query_pairs_mut().extend_pairs(query);
        let mut asked = HashSet::new();
        let (mut all, mut bytes, mut empty) = (Vec::new(), 0, 0);
        loop {
            let mut page = self.get_url(Asker::User(token), &url).await?;
            asked.insert(url);
            let Some(Value::Array(data)) = page.value.get_mut("data").map(Value::take) else {
                return Err(GraphError::Shape { what: "the list data" });
            };
            empty = if data.is_empty() { empty + 1 } else { 0 };
            all.extend(data);
            bytes += page.bytes;
            let Some(next) = page.value.pointer("/paging/next").and_then(Value::as_str) else { return Ok(all) };
            url = self.next_page(next)?;
            if asked.contains(&url) {
                return endless("a page names one as the next that was read already");
            }
            if empty > MOST_EMPTY {
                return endless("page after page is empty, and each names another as the next");
            }
            if asked.len() >= MOST_PAGES || all.len() > MOST_ROWS || bytes > MOST_BYTES {
                return endless("there is far more in it than any business has");
            }
        }
    }

    /// The next page's address as it may be asked for: on the same host, and without the token that Graph puts into it.
    fn next_page(&self, next: &str) -> Result<Url, GraphError> {
        let next = Url::parse(next).map_err(|_| GraphError::Shape { what: "a readable address of the next page" })?;
        if !address::same_origin(&self.config.base, &next) {
            return Err(GraphError::Redirect { to: next.host_str().unwrap_or("another host").to_owned() });
        }
        let kept: Vec<(String, String)> = next
            .query_pairs()
            .filter(|(name, _)| name != "access_token" && name != "appsecret_proof")
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let mut clean = next.clone();
        clean.set_query(None);
        clean.query_pairs_mut().extend_pairs(kept);
        Ok(clean)
    }

    async fn get_url(&self, asker: Asker<'_>, url: &Url) -> Result<Page, GraphError> {
        let mut attempt = 1;
        loop {
            let error = match self.once_sized(Method::GET, asker, url, None).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            let Some(pause) = retry::pause(self.config, &error, attempt) else { return Err(error) };
            tracing::debug!(attempt, ?pause, %error, "asking graph again");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    /// One request, once.
    pub(super) async fn once(
        &self,
        method: Method,
        token: &Token,
        url: &Url,
        form: Option<&[(&str, &str)]>,
    ) -> Result<Value, GraphError> {
        self.once_sized(method, Asker::User(token), url, form).await.map(|page| page.value)
    }

    async fn once_sized(
        &self,
        method: Method,
        asker: Asker<'_>,
        url: &Url,
        form: Option<&[(&str, &str)]>,
    ) -> Result<Page, GraphError> {
        let mut url = url.clone();
        // The app needs no proof that it knows its own secret.
        let proof = match (asker, &self.config.app_secret) {
            (Asker::User(token), Some(secret)) => Some(appsecret_proof(token, secret)),
            _ => None,
        };
        // In a form it goes with the other fields.
        if let (Some(proof), true) = (&proof, form.is_none()) {
            url.query_pairs_mut().append_pair("appsecret_proof", proof);
        }
        let mut request = self.http()?.request(method, url).header(AUTHORIZATION, bearer(asker)?);
        if let Some(form) = form {
            // Room for all of it, so that growing leaves no copy of a token behind.
            let mut body = url::form_urlencoded::Serializer::new(String::with_capacity(8 * 1024));
            body.extend_pairs(form);
            let has_proof = form.iter().any(|(name, _)| *name == "appsecret_proof");
            if let (Some(proof), false) = (&proof, has_proof) {
                body.append_pair("appsecret_proof", proof);
            }
            let body = Bytes::from_owner(Zeroizing::new(body.finish().into_bytes()));
            request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        let answer = request.send().await.map_err(|error| GraphError::of_http(error, self.config.timeout))?;
        self.read(answer).await
    }

    async fn read(&self, mut answer: Response) -> Result<Page, GraphError> {
        let status = answer.status();
        if status.is_redirection() {
            let to = answer
                .headers()
                .get(LOCATION)
                .and_then(|to| to.to_str().ok())
                .and_then(|to| self.config.base.join(to).ok().and_then(|url| url.host_str().map(str::to_owned)));
            return Err(GraphError::Redirect { to: to.unwrap_or_else(|| "another address".to_owned()) });
        }
        let retry_after = retry::read_retry_after(answer.headers());
        let limit = self.config.largest_reply;
        let mut body = Zeroizing::new(Vec::new());
        while let Some(chunk) = answer.chunk().await.map_err(|error| GraphError::of_http(error, self.config.timeout))? {
            if body.len() + chunk.len() > limit {
                return Err(GraphError::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        let value = serde_json::from_slice::<Value>(&body);
        if let Ok(value) = &value
            && let Some(error @ Value::Object(_)) = value.get("error")
        {
            return Err(GraphError::Api(ApiError::read(error, status.as_u16(), retry_after)));
        }
        if !status.is_success() {
            return Err(GraphError::Status { status: status.as_u16(), what: kind_of(&body), retry_after });
        }
        let value = value.map_err(|_| GraphError::NotJson { what: kind_of(&body) })?;
        Ok(Page { value, bytes: body.len() })
    }

    fn http(&self) -> Result<&reqwest::Client, GraphError> {
        let made = self.http.get_or_init(|| {
            let mut builder = http_client()
                .connect_timeout(self.config.timeout.min(Duration::from_secs(10)))
                .timeout(self.config.timeout);
            if address::is_loopback(&self.config.base) {
                builder = builder.no_proxy();
            } else {
                builder = builder.https_only(true);
            }
            builder.build().map_err(|error| GraphError::of_http(error, self.config.timeout))
        });
        made.as_ref().map_err(Clone::clone)
    }
}

/// The token where it belongs: in a header, which the HTTP client is told to keep out of its logs.
fn bearer(asker: Asker<'_>) -> Result<HeaderValue, GraphError> {
    let text = Zeroizing::new(match asker {
        Asker::User(token) => format!("Bearer {}", token.expose()),
        Asker::App(app, secret) => format!("Bearer {app}|{}", secret.expose()),
    });
    let mut value =
        HeaderValue::from_str(&text).map_err(|_| GraphError::Shape { what: "a token that fits a header" })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Hex HMAC-SHA256 of the token with the app secret.
pub(super) fn appsecret_proof(token: &Token, secret: &Secret) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes a key of any length");
    mac.update(token.expose().as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// A person's words for a body that is not JSON.
fn kind_of(body: &[u8]) -> &'static str {
    let beginning = body.trim_ascii_start();
    if beginning.is_empty() {
        "nothing"
    } else if beginning[0] == b'<' {
        "a page of HTML"
    } else if matches!(beginning[0], b'{' | b'[') {
        "broken JSON"
    } else {
        "something else"
    }
}
