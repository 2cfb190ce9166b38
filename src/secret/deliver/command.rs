//! Delivery to a command's standard input.

use std::{process::Stdio, time::Duration};

use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
    time::timeout,
};

use super::{
    content::{Format, render},
    delivery::{Failure, Receipt},
    template,
};
use crate::secret::{Slug, credentials::Credentials, redact};

/// Most bytes of a command's output that are read; the rest is thrown away.
const MOST_OUTPUT: usize = 64 * 1024;
/// Most characters of it that are shown.
const SHOWN: usize = 500;

/// A command (`vault kv put`, `op`, `kubectl create secret`) that gets the credentials on its standard input, never as an argument or in its environment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandTarget {
    /// What it is called in messages.
    pub name: Option<String>,
    /// The program and its arguments; `{account}` and ids may be in them. No shell is between.
    pub command: Vec<String>,
    /// What it gets.
    #[serde(default = "token")]
    pub format: Format,
    /// How long it may take.
    #[serde(default = "a_minute")]
    pub timeout_seconds: u64,
}

fn token() -> Format {
    Format::Token
}

fn a_minute() -> u64 {
    60
}

pub(super) async fn deliver(
    target: &CommandTarget,
    account: &Slug,
    credentials: &Credentials,
) -> Result<Receipt, Failure> {
    let words =
        target.command.iter().map(|word| template::fill(word, account, credentials)).collect::<Result<Vec<_>, _>>()?;
    let Some((program, arguments)) = words.split_first() else {
        return Err(Failure::new("the command is empty", "give the program and its arguments as a list"));
    };
    let mut child = Command::new(program)
        .args(arguments)
        // It gets one token, and no more.
        .env_remove("TOKENWRIGHT_ADMIN_TOKEN")
        .env_remove("TOKENWRIGHT_APP_SECRET")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| {
            Failure::new(
                format!("{program} cannot be started: {error}"),
                format!("install {program} or give its whole path, then run tokenwright deliver {account}"),
            )
        })?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let content = render(target.format, account, credentials);
    let limit = Duration::from_secs(target.timeout_seconds);
    let work = async {
        let write = async {
            let Some(mut stdin) = stdin else { return Ok(()) };
            stdin.write_all(&content).await?;
            stdin.shutdown().await
        };
        let (written, out, err, status) = tokio::join!(write, read(stdout), read(stderr), child.wait());
        (written, out, err, status)
    };
    let Ok((written, out, err, status)) = timeout(limit, work).await else {
        return Err(Failure::new(
            format!("{program} did not end within {} s and was ended", target.timeout_seconds),
            "it may be waiting for an answer at a prompt; try it by hand, or set timeout_seconds",
        ));
    };
    let hint = || format!("mend what the command says, then run tokenwright deliver {account}");
    let status = status.map_err(|error| Failure::new(format!("{program}: {error}"), hint()))?;
    if !status.success() {
        let said = if err.trim().is_empty() { out } else { err };
        let said = if said.trim().is_empty() { String::new() } else { format!(" and said: {}", said.trim()) };
        return Err(Failure::new(format!("{program} ended with {status}{said}"), hint()));
    }
    if written.is_err() {
        return Err(Failure::new(
            format!("{program} ended well without having read what it was given"),
            "make it read its standard input (an argument such as - or token=- often says so)",
        ));
    }
    Ok(Receipt(format!("{program} took it")))
}

/// The end of what a command says, redacted.
async fn read(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut pipe) = pipe else { return String::new() };
    let mut kept = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(length @ 1..) = pipe.read(&mut chunk).await {
        kept.extend_from_slice(&chunk[..length]);
        if kept.len() > 2 * MOST_OUTPUT {
            kept.drain(..kept.len() - MOST_OUTPUT);
        }
    }
    // First redacted, then cut: a token cut in two would not be seen.
    let text = redact::text(&String::from_utf8_lossy(&kept)).into_owned();
    let from = text.char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
    text[from..].chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}
