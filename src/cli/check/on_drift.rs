//! `--on-drift`: a command that is to hear of a change.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;

use crate::cli::write;
use crate::outcome::check::CheckResult;
use crate::secret::{redact, secret_variables};

/// How long the command may take.
const HEARS_WITHIN: Duration = Duration::from_secs(60);

/// Starts what is to hear of a change, with one line on its standard input. It gets no secret, and decides nothing. `of_many`: the
/// line says which account.
pub(super) async fn tell(command: &str, of_many: bool, result: &CheckResult) {
    let mut shell = tokio::process::Command::new("sh");
    shell
        .args(["-c", command])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true);
    for name in secret_variables() {
        shell.env_remove(name);
    }
    let account = if of_many { format!("{}: ", result.account) } else { String::new() };
    let line = format!("{}\n", redact::text(&format!("{account}{}", result.headline())));
    let told = async {
        let mut child = shell.spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // One that does not read is no fault.
            let _ = input.write_all(line.as_bytes()).await;
        }
        child.wait().await
    };
    match tokio::time::timeout(HEARS_WITHIN, told).await {
        Ok(Ok(status)) if status.success() => {}
        Ok(Ok(status)) => write::err(format_args!("warning: --on-drift ended with {status}")),
        Ok(Err(error)) => write::err(format_args!("warning: --on-drift: {error}")),
        Err(_) => write::err(format_args!("warning: --on-drift took longer than {} s", HEARS_WITHIN.as_secs())),
    }
}
