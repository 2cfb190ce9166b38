//! Delivery to a command's standard input.

use std::{
    fs::File,
    io::{self, Read as _},
    pin::pin,
    process::Stdio,
    time::Duration,
};

use futures_util::future;
use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::unix::pipe,
    process::{Child, Command},
    time::timeout,
};
use zeroize::Zeroizing;

use super::{
    content::{Format, render},
    receipt::{Failure, Receipt},
    template,
};
use crate::secret::{Slug, credentials::Credentials, plain, redact, secret_variables};

/// How long is listened on once the command has ended.
const LAST_WORDS: Duration = Duration::from_secs(1);
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
    let again = format!("then run tokenwright deliver {account}");
    let not_started = |error: io::Error| {
        Failure::new(
            format!("{program} cannot be started: {error}"),
            format!("install {program} or give its whole path, {again}"),
        )
    };
    let (mut stdin, theirs) = pipe::pipe().map_err(not_started)?;
    let theirs = theirs.into_blocking_fd().map_err(not_started)?;
    let left = theirs.try_clone().map_err(not_started)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(theirs).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    // It gets one token, and no more.
    for name in secret_variables() {
        command.env_remove(name);
    }
    let mut child = command.spawn().map_err(not_started)?;
    // It holds the child's end of the pipe, too.
    drop(command);
    let mut group = Group::of(&child);
    let mut output = [Output::default(), Output::default()];
    let [out, err] = &mut output;
    let content = render(target.format, account, credentials);
    let work = async {
        let mut reading = pin!(future::join(out.read(child.stdout.take()), err.read(child.stderr.take())));
        // The end of it closes the pipe, which is what the command waits for.
        let mut writing = pin!(async move { stdin.write_all(&content).await });
        let (mut written, mut heard) = (None, false);
        let status = loop {
            tokio::select! {
                biased;
                result = &mut writing, if written.is_none() => written = Some(result),
                _ = &mut reading, if !heard => heard = true,
                status = child.wait() => break status,
            }
        };
        group.ended();
        // What it started in the background may hold these pipes for ever.
        if !heard {
            let _ = timeout(LAST_WORDS, reading).await;
        }
        (matches!(written, Some(Ok(()))), status)
    };
    let Ok((written, status)) = timeout(Duration::from_secs(target.timeout_seconds), work).await else {
        return Err(Failure::new(
            format!("{program} did not end within {} s and was ended", target.timeout_seconds),
            "it may be waiting for an answer at a prompt; try it by hand, or set timeout_seconds",
        ));
    };
    let hint = || format!("mend what the command says, {again}");
    let status = status.map_err(|error| Failure::new(format!("{program}: {error}"), hint()))?;
    if !status.success() {
        let [out, err] = output.map(Output::words);
        let said = if err.trim().is_empty() { out } else { err };
        let said = if said.trim().is_empty() { String::new() } else { format!(" and said: {}", said.trim()) };
        return Err(Failure::new(format!("{program} ended with {status}{said}"), hint()));
    }
    // Nobody writes into the pipe any more: there is something in it, or its end.
    let untouched = File::from(left).read(&mut [0; 1]).is_ok_and(|length| length > 0);
    if !written || untouched {
        return Err(Failure::new(
            format!("{program} ended well without having read what it was given"),
            "make it read its standard input (an argument such as - or token=- often says so)",
        ));
    }
    Ok(Receipt(format!("{program} took it")))
}

/// The command with all that it starts, which is ended when it is given up.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        Self(child.id().map(|id| Pid::from_raw(id.cast_signed())))
    }

    /// The command has ended by itself; what it left running on purpose goes on.
    fn ended(&mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(id) = self.0 {
            let _ = killpg(id, Signal::SIGKILL);
        }
    }
}

/// The end of what a command says.
#[derive(Default)]
struct Output(Zeroizing<Vec<u8>>);

impl Output {
    async fn read(&mut self, pipe: Option<impl AsyncRead + Unpin>) {
        let Some(mut pipe) = pipe else { return };
        // Room for all of it, so that growing leaves no copy of a token behind.
        self.0.reserve(3 * MOST_OUTPUT);
        let mut chunk = Zeroizing::new([0; 4096]);
        while let Ok(length @ 1..) = pipe.read(&mut chunk[..]).await {
            self.0.extend_from_slice(&chunk[..length]);
            if self.0.len() > 2 * MOST_OUTPUT {
                let surplus = self.0.len() - MOST_OUTPUT;
                self.0.drain(..surplus);
            }
        }
    }

    /// As it may be shown.
    fn words(self) -> String {
        let lines = Zeroizing::new(String::from_utf8_lossy(&self.0).into_owned());
        // First redacted, then cut: a token cut in two would not be seen.
        let text = redact::text(&lines).lines().map(plain).collect::<Vec<_>>().join("\n");
        let from = text.char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
        text[from..].to_owned()
    }
}
