//! `tokenwright demo`: the main job, whole, against the practice site in a real browser.

use std::path::PathBuf;

use super::args::DemoArgs;
use super::{exit, run, write};
use crate::config::Settings;
use crate::practice::{self, Options, Switches};
use crate::report::Next;
use crate::run::account;

/// The app that the demo sets up: one of three on the practice site that are named alike.
const APP: &str = "RCWa";

/// Serves the practice site, walks it, and shows what came of it.
pub(super) async fn demo(args: &DemoArgs, mut settings: Settings) -> u8 {
    let mut switches = Switches::default();
    let wishes = std::iter::once(format!("delay_ms={}", args.delay_ms)).chain(args.set.iter().cloned());
    for wish in wishes {
        if let Err(error) = switches.apply(&wish) {
            write::error(error);
            return exit::USAGE;
        }
    }
    let served = match practice::serve(Options { switches, ..Options::default() }).await {
        Ok(served) => served,
        Err(error) => {
            write::error(format_args!("cannot serve the practice site on loopback: {error}"));
            return exit::FAULT;
        }
    };
    settings.account = "demo".to_owned();
    settings.app = APP.to_owned();
    settings.business = None;
    settings.developers_url.clone_from(&served.developers_url);
    settings.business_url.clone_from(&served.business_url);
    settings.graph_url.clone_from(&served.graph_url);
    // Each demo is a business of its own: what an earlier one stored belongs to a practice site that is gone.
    settings.force_new_token = true;
    let code = match run::set_up(&settings, None, Some(next(&settings.out))).await {
        Ok(result) => account::exit_code(&result),
        Err(code) => code,
    };
    if !settings.json && code == exit::DONE {
        write::out(truth(&served.truth()));
    }
    served.shutdown().await;
    code
}

fn next(out: &std::path::Path) -> Next {
    let shown: PathBuf = out.join("credentials").join("demo.env");
    Next::Lines(vec![
        format!("look at {} (a token of the practice site, good for nothing)", shown.display()),
        "tokenwright report demo                  opens the report with the pictures".to_owned(),
        "tokenwright run --app NAME --headed      does it for an app of yours; sign in in the window".to_owned(),
    ])
}

/// What the practice site's own server says: the bot's word is not taken for it.
fn truth(truth: &practice::Truth) -> String {
    let mut lines = vec!["What the practice site's server saw:".to_owned()];
    for user in &truth.users {
        lines.push(format!("  system user  {} ({})", user.name, user.role));
    }
    for assignment in truth.assignments.iter().filter(|assignment| assignment.kind == "app") {
        lines.push(format!("  assignment   app {} with {}", assignment.asset_id, assignment.tasks.join(", ")));
    }
    for token in &truth.tokens {
        let expiry =
            if token.expires_at == 0 { "never expires".to_owned() } else { format!("expires {}", token.expires_at) };
        lines.push(format!("  token        {} for {}, {expiry}", token.fingerprint, token.scopes.join(" and ")));
    }
    lines.join("\n")
}
