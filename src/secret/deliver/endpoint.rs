//! Delivery to an HTTP endpoint.

use std::{collections::BTreeMap, error::Error, fs, path::PathBuf, time::Duration};

use bytes::Bytes;
use reqwest::{
    Body, Certificate, Client, Method, Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    content::{Format, render},
    receipt::{Failure, Receipt},
    template,
};
use crate::secret::{Secret, Slug, credentials::Credentials, http_client, plain, redact};

/// Most bytes of an answer that are read.
const MOST_ANSWER: usize = 8 * 1024;
/// Most characters of it that are shown.
const SHOWN: usize = 300;

/// An endpoint that takes the credentials as JSON, over TLS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointTarget {
    /// What it is called in messages.
    pub name: Option<String>,
    /// Where; `{account}` and ids may be in it. Plain http only on this machine.
    pub url: String,
    /// `POST` or `PUT`.
    #[serde(default)]
    pub method: HttpMethod,
    /// Headers, and the environment variables that hold their values.
    #[serde(default)]
    pub headers_from_env: BTreeMap<String, String>,
    /// A PEM file with the certificate authority of the endpoint, where it is a private one.
    pub ca_file: Option<PathBuf>,
    /// How long it may take.
    #[serde(default = "half_a_minute")]
    pub timeout_seconds: u64,
}

/// How the endpoint wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// As a new thing.
    #[default]
    Post,
    /// In place of what is there.
    Put,
}

fn half_a_minute() -> u64 {
    30
}

impl EndpointTarget {
    pub(super) fn check(&self) -> Result<(), String> {
        template::check(&self.url).map_err(|error| error.to_string())?;
        let sample = self.url.replace(['{', '}'], "x");
        let url = Url::parse(&sample).map_err(|_| "url is not an address".to_owned())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("url has a user name or password in it; put them into a header from the environment".to_owned());
        }
        let on_this_machine = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => {}
            "http" if on_this_machine => {}
            _ => return Err("url is not https, and a token must not travel in the clear".to_owned()),
        }
        for name in self.headers_from_env.keys() {
            if HeaderName::from_bytes(name.as_bytes()).is_err() {
                return Err(format!("{name:?} is not the name of a header"));
            }
        }
        Ok(())
    }
}

pub(super) async fn deliver(
    target: &EndpointTarget,
    account: &Slug,
    credentials: &Credentials,
) -> Result<Receipt, Failure> {
    target.check().map_err(|why| Failure::new(why, "mend [deliver] in tokenwright.toml"))?;
    let url = template::fill(&target.url, account, credentials)?;
    let url =
        Url::parse(&url).map_err(|_| Failure::new("url is not an address", "mend [deliver] in tokenwright.toml"))?;
    // Its path and query may hold a key of the user's.
    let host = url.host_str().unwrap_or_default().to_owned();
    let again = format!("then run tokenwright deliver {account}");
    let body = render(Format::Json, account, credentials);
    let method = match target.method {
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
    };
    let request = client(target, &url)?
        .request(method, url)
        .headers(headers(target)?)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(Bytes::from_owner(body)));
    let mut answer = request.send().await.map_err(|error| {
        Failure::new(
            format!("{host}: {}", innermost(error)),
            format!("see that {host} can be reached and its certificate is valid, {again}"),
        )
    })?;
    let status = answer.status();
    if status.is_success() {
        return Ok(Receipt(format!("{host} took it ({})", status.as_u16())));
    }
    if status.is_redirection() {
        return Err(Failure::new(
            format!("{host} sends elsewhere ({}); the token was not sent there", status.as_u16()),
            format!("give the final address as url, {again}"),
        ));
    }
    // It may hold the token, sent back.
    let mut said = Zeroizing::new(Vec::with_capacity(4 * MOST_ANSWER));
    while let Ok(Some(chunk)) = answer.chunk().await {
        said.extend_from_slice(&chunk[..chunk.len().min(2 * MOST_ANSWER)]);
        if said.len() > MOST_ANSWER {
            break;
        }
    }
    let said: String = plain(&String::from_utf8_lossy(&said)).chars().take(SHOWN).collect();
    Err(Failure::new(
        format!("{host} refused with status {}: {}", status.as_u16(), said.trim()),
        format!("mend what it says, {again}"),
    ))
}

fn client(target: &EndpointTarget, url: &Url) -> Result<Client, Failure> {
    let mut builder = http_client().timeout(Duration::from_secs(target.timeout_seconds));
    // The scheme as it was read: in capitals it is the same one.
    if url.scheme() == "http" {
        builder = builder.no_proxy();
    }
    if let Some(path) = &target.ca_file {
        let wrong = |why: String| Failure::new(format!("{}: {why}", path.display()), "give a PEM file as ca_file");
        let pem = fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|_| wrong("not a certificate".to_owned()))?;
        builder = builder.tls_certs_merge([certificate]);
    }
    builder.build().map_err(|error| Failure::new(innermost(error), "see that this machine has root certificates"))
}

fn headers(target: &EndpointTarget) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, variable) in &target.headers_from_env {
        let secret = Secret::from_env(variable).map_err(|error| {
            Failure::new(error.to_string(), format!("set {variable} before the command is started"))
        })?;
        let wrong =
            || Failure::new(format!("{variable} does not fit into a header"), "see that it is one line of ASCII");
        redact::register_header(secret.expose());
        let mut value = HeaderValue::from_str(secret.expose()).map_err(|_| wrong())?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?, value);
    }
    Ok(headers)
}

/// The cause, without the address.
fn innermost(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    plain(&cause.to_string())
}
