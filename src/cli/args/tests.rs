//! The command line against the table of settings.

use clap::{CommandFactory, Parser};

use super::super::command::Cli;
use super::*;
use crate::config::KEYS;

#[test]
fn the_command_line_contradicts_itself_nowhere() {
    Cli::command().debug_assert();
}

#[test]
fn every_setting_has_a_flag() {
    #[derive(Parser)]
    struct Run {
        #[command(flatten)]
        _args: RunArgs,
    }
    let command = Run::command();
    for key in KEYS {
        let flag = key.flag();
        assert!(command.get_arguments().any(|arg| arg.get_long() == flag.strip_prefix("--")), "{flag}");
    }
}

#[test]
fn every_flag_reaches_its_setting() {
    #[derive(Parser)]
    struct Run {
        #[command(flatten)]
        args: RunArgs,
    }
    let line = "x --app a --business b --system-user c --role employee --accept-policy ask --id d --waba 7 \
        --permissions a_b --scenario e --developers-url f \
        --business-url g --graph-url h --graph-version i --webdriver j --webdriver-limit 8 --browser firefox --headed --language k \
        --session m --jobs 2 --jobs-per-session 2 --max-failures 3 --pause 4 --accounts-per-hour 5 \
        --via graph --timeout 2.5 --patience 6 --person-limit 9 --out l --trace off --json --non-interactive --force-new-token";
    let mut flags = Overrides::new();
    Run::parse_from(line.split_whitespace()).args.add_to(&mut flags);
    let missing: Vec<&str> = KEYS.iter().map(|key| key.name).filter(|name| !flags.contains_key(name)).collect();
    assert_eq!(missing, ["headless", "accounts"], "headed and id exclude them");
    assert_eq!(flags["timeout"], "2.5");
}
