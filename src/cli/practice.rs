//! `tokenwright practice`: serves the practice site.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Context as _;
use clap::Args;

use crate::practice::{Options, SWITCHES, Switches, serve, shuffled};

/// Flags of `tokenwright practice`.
#[derive(Debug, Args)]
#[command(after_long_help = switch_help(), after_help = "`--help` lists every switch and its values.")]
pub(crate) struct PracticeArgs {
    /// Port of the app panel; the business console and the Graph API take the two after it [default: free ports]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// What the ids are drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Server delay of each piece of data and each commit, in milliseconds
    #[arg(long, value_name = "MS")]
    delay_ms: Option<u64>,
    /// Draw generation, language, markup and manners at random from this seed
    #[arg(long, value_name = "SEED")]
    shuffle: Option<u64>,
    /// Set a switch; may be given several times, and wins over --shuffle
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// Serves the practice site until it is interrupted.
pub(crate) async fn run(args: PracticeArgs) -> anyhow::Result<u8> {
    let mut switches = args.shuffle.map_or_else(Switches::default, shuffled);
    if let Some(delay) = args.delay_ms {
        switches.set("delay_ms", &delay.to_string())?;
    }
    for pair in &args.set {
        switches.apply(pair)?;
    }
    let changed = serde_json::to_value(switches.changed())?;
    let options = Options { port: args.port, seed: args.seed, switches };
    let served = serve(options).await.context("cannot serve the practice site on loopback; is the port taken?")?;
    let line = serde_json::json!({
        "developers_url": served.developers_url,
        "business_url": served.business_url,
        "graph_url": served.graph_url,
        "control_url": served.control_url,
        "switches": changed,
    });
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    wait_for_the_end().await?;
    served.shutdown().await;
    Ok(0)
}

async fn wait_for_the_end() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

/// Every switch with its values, for `--help`.
fn switch_help() -> String {
    let mut text = String::from("Switches (--set KEY=VALUE; the first value named after `default` holds otherwise):\n");
    for switch in SWITCHES {
        let default = if switch.default.is_empty() { "(empty)" } else { switch.default };
        // Writing to a string cannot fail.
        let _ =
            write!(text, "\n  {}\n      {}\n      {}; default {default}\n", switch.key, switch.about, switch.values);
    }
    text
}
