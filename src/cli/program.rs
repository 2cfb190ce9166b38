//! From the process's arguments to its exit code.

use std::{future::Future, io::Write, process::ExitCode};

use clap::Parser;

use super::{
    args::{DoctorArgs, PlaceArgs},
    check,
    command::{Cli, Command},
    completions, deliver, demo, doctor, exit, inspect, logging, login, practice,
    report::{self, ReportArgs},
    run, scenario,
    setting_flags::SettingFlags,
    status, teach, verify, write,
};
use crate::{
    config::{SecretTables, Settings},
    graph::GraphConfig,
    secret::{self, Store, redact},
};

/// Runs the program with the process's own arguments and returns its exit code.
pub fn main() -> ExitCode {
    redact::install_panic_hook();
    completions::answer();
    secret::protect_memory();
    let cli = Cli::parse();
    logging::start();
    ExitCode::from(dispatch(cli.command))
}

fn dispatch(command: Command) -> u8 {
    match command {
        Command::Check(args) => match args.settings() {
            Ok(settings) => block_on(check::check(&args, &settings)),
            Err(error) => {
                write::error(error);
                exit::USAGE
            }
        },
        Command::Completions { shell } => completions::run(shell),
        Command::Demo(args) => with_settings(&args, |settings| block_on(demo::demo(&args, settings))),
        Command::Doctor(args) => examine(&args),
        Command::Inspect(args) => with_settings(&args, |settings| block_on(inspect::run(&args, &settings))),
        Command::Login(args) => with_settings(&args, |settings| block_on(login::run(&args, &settings))),
        Command::Practice(args) => block_on(async {
            practice::run(args).await.unwrap_or_else(|error| {
                write::error(format_args!("{error:#}"));
                exit::USAGE
            })
        }),
        Command::Report { args, place } => rebuild(&args, &place),
        Command::Run(args) => match args.settings() {
            Ok(settings) => block_on(run::run(&settings, &args.fleet)),
            Err(error) => {
                write::error(error);
                exit::USAGE
            }
        },
        Command::Status(args) => with_settings(&args, |settings| status::status(&settings)),
        Command::Scenario(scenario::ScenarioCommand::Test(args)) => {
            with_settings(&*args, |settings| block_on(scenario::test(&args, &settings)))
        }
        Command::Scenario(command) => scenario::run(&command),
        Command::Teach(args) => block_on(teach::run(&args)),
        Command::Verify { args, place } => stored(&place, |settings, tables, store| {
            let graph = GraphConfig::new(&settings.graph_url, &settings.graph_version);
            let mut graph = graph.map_err(|error| error.to_string())?;
            graph.timeout = settings.timeout;
            graph.permissions.clone_from(&settings.permissions);
            graph.accounts.clone_from(&settings.accounts);
            tables.graph.apply(&mut graph).map_err(|error| error.to_string())?;
            Ok(block_on(async { told(verify::run(&args, store, &tables.deliver.to, &graph, &settings.given).await) }))
        }),
        Command::Deliver { args, place } => stored(&place, |_, tables, store| {
            Ok(block_on(async { told(deliver::run(&args, store, &tables.deliver).await) }))
        }),
    }
}

fn examine(args: &DoctorArgs) -> u8 {
    with_settings(args, |settings| {
        block_on(async {
            let examination = doctor::examine(&settings.browser_options(), &settings.out).await;
            if settings.json {
                write::out(examination.json());
            } else {
                let table = redact::text(&examination.table()).into_owned();
                let _ = anstream::stdout().write_all(table.as_bytes());
            }
            examination.exit_code()
        })
    })
}

fn rebuild(args: &ReportArgs, place: &PlaceArgs) -> u8 {
    with_settings(place, |settings| match report::report(args, &settings.out, |text| redact::text(text).into_owned()) {
        Ok(path) => {
            write::out(path.display());
            exit::DONE
        }
        Err(error) => {
            write::error(error);
            exit::USAGE
        }
    })
}

/// Goes on with what is stored, or tells why that cannot be.
fn stored(flags: &impl SettingFlags, then: impl FnOnce(&Settings, &SecretTables, &Store) -> Result<u8, String>) -> u8 {
    with_settings(flags, |settings| {
        let done = SecretTables::here().map_err(|error| error.to_string()).and_then(|tables| {
            let store = Store::new(&settings.out, &tables.deliver).map_err(|error| error.to_string())?;
            then(&settings, &tables, &store)
        });
        done.unwrap_or_else(|error| {
            write::error(error);
            exit::USAGE
        })
    })
}

/// The exit code of a command whose output nobody may read any more (`tokenwright verify | head -1`).
fn told(code: std::io::Result<u8>) -> u8 {
    code.unwrap_or_else(|error| {
        if error.kind() != std::io::ErrorKind::BrokenPipe {
            write::error(format_args!("cannot write to standard output: {error}"));
        }
        exit::FAULT
    })
}

/// Goes on with the settings, or tells what is wrong with them.
fn with_settings(flags: &impl SettingFlags, then: impl FnOnce(Settings) -> u8) -> u8 {
    match flags.settings_without_account() {
        Ok(settings) => then(settings),
        Err(error) => {
            write::error(error);
            exit::USAGE
        }
    }
}

/// Runs a command that waits for browsers and networks. Others start without a runtime, in a few milliseconds.
fn block_on(work: impl Future<Output = u8>) -> u8 {
    match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => {
            write::error(format_args!("cannot start working: {error}"));
            exit::FAULT
        }
    }
}
