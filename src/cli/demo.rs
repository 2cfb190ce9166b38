//! `tokenwright demo`: the main job, whole, against the practice site in a real browser.

use std::path::Path;

use super::args::DemoArgs;
use super::own_name::own_name;
use super::terminal::Width;
use super::{exit, run, write};
use crate::config::Settings;
use crate::practice::{self, Options, Switches};
use crate::report::{Next, quote, words::hung};
use crate::run::account;

/// The app that the demo sets up: one of three on the practice site that are named alike.
const APP: &str = "RCWa";

/// Serves the practice site, walks it, and shows what came of it.
pub(super) async fn demo(args: &DemoArgs, settings: Settings) -> u8 {
    let seeds = args.shuffled.map(|count| args.seed..args.seed.saturating_add(count));
    let Some(seeds) = seeds else { return one(args, settings, "demo", Switches::default()).await };
    let mut outcomes = Vec::new();
    for seed in seeds {
        let mut switches = practice::shuffled(seed);
        // What is wished for is walked whatever was drawn. A wish that cannot be is told where the console is made.
        let _ = args.set.iter().try_for_each(|wish| switches.apply(wish));
        if !settings.json {
            write::out(format_args!("\nConsole {seed}: {}\n", say(&switches)));
        }
        let code = one(args, settings.clone(), &format!("demo-{seed}"), switches).await;
        outcomes.push((seed, code));
        // What stops every walk stops this one too.
        if code == exit::INTERRUPTED || code == exit::USAGE || code == exit::BROWSER {
            break;
        }
    }
    let done = outcomes.iter().filter(|(_, code)| *code == exit::DONE).count();
    if !settings.json {
        write::out(format_args!(
            "\n{done} of {} shuffled consoles walked to a stored and proven token.",
            outcomes.len()
        ));
        for (seed, code) in outcomes.iter().filter(|(_, code)| *code != exit::DONE) {
            write::out(format_args!("  console {seed} ended with exit code {code}"));
        }
    }
    outcomes.iter().map(|(_, code)| *code).find(|code| *code != exit::DONE).unwrap_or(exit::DONE)
}

/// The switches that are not as usual, as a person reads them.
fn say(switches: &Switches) -> String {
    let changed = serde_json::to_value(switches.changed()).unwrap_or_default();
    let pairs = changed.as_object().into_iter().flatten();
    let words: Vec<String> =
        pairs.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
    words.join(" ")
}

/// One console.
async fn one(args: &DemoArgs, mut settings: Settings, account: &str, mut switches: Switches) -> u8 {
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
    account.clone_into(&mut settings.account);
    APP.clone_into(&mut settings.app);
    settings.business = None;
    settings.developers_url.clone_from(&served.developers_url);
    settings.business_url.clone_from(&served.business_url);
    settings.graph_url.clone_from(&served.graph_url);
    // Each demo is a business of its own: what an earlier one stored belongs to a practice site that is gone.
    settings.force_new_token = true;
    let last_words = if args.shuffled.is_some() { Next::Nothing } else { next(args, &settings.out) };
    let code = match run::set_up(&settings, None, Some(last_words)).await {
        Ok(result) => account::exit_code(&result),
        Err(code) => code,
    };
    if !settings.json && code == exit::DONE {
        write::out(truth(&served.truth(), Width::Stdout.text_columns()));
    }
    served.shutdown().await;
    code
}

/// How to go on, in commands that can be pasted here.
fn next(args: &DemoArgs, out: &Path) -> Next {
    let program = own_name();
    let file = quote(&out.join("credentials").join("demo.env").to_string_lossy());
    let folder = args.output.place.out.as_ref().map(|out| format!(" --out {}", quote(&out.to_string_lossy())));
    let commands = [
        (
            format!("{program} report demo{}", folder.unwrap_or_default()),
            "opens the report, with a picture of every step",
        ),
        (format!("cat {file}"), "the file with the token, one of the practice site's that is good for nothing"),
        (format!("{program} doctor"), "says whether this machine has what a real run needs"),
        (
            format!("{program} run --app NAME --headed"),
            "does it for an app of yours: put its name in; sign in in the window",
        ),
    ];
    Next::Commands(commands.map(|(command, does)| (command, does.to_owned())).to_vec())
}

/// What the practice site's own server says: the bot's word is not taken for it.
fn truth(truth: &practice::Truth, columns: usize) -> String {
    let mut lines = vec!["\nWhat the practice site's server saw:".to_owned()];
    let say = |what: &str, words: &str| hung(&format!("  {what:<11}  "), 15, words, columns);
    for user in &truth.users {
        lines.push(say("system user", &format!("{} ({})", user.name, user.role)));
    }
    for assignment in truth.assignments.iter().filter(|assignment| assignment.kind == "app") {
        lines.push(say("assignment", &format!("app {} with {}", assignment.asset_id, assignment.tasks.join(", "))));
    }
    for token in &truth.tokens {
        let expiry =
            if token.expires_at == 0 { "never expires".to_owned() } else { format!("expires {}", token.expires_at) };
        lines.push(say("token", &format!("{} for {}, {expiry}", token.fingerprint, token.scopes.join(" and "))));
    }
    lines.join("\n")
}
