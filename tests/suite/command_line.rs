//! The program's own surface: help, usage errors, scenario commands, completions, exit codes.

use std::{fs, path::Path};

use assert_cmd::Command;
use predicates::{boolean::PredicateBooleanExt, str::contains};
use tempfile::TempDir;

fn tokenwright(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tokenwright").unwrap();
    command.current_dir(folder).env_clear().env("HOME", folder);
    command
}

#[test]
fn every_command_has_help_with_examples() {
    let folder = TempDir::new().unwrap();
    for command in [&["report"][..], &["doctor"], &["completions"], &["scenario", "show"], &["scenario", "lint"]] {
        let assert = tokenwright(folder.path()).args(command).arg("--help").assert().success();
        let help = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
        assert!(help.contains("Examples:"), "{command:?}:\n{help}");
    }
    tokenwright(folder.path()).arg("--help").assert().success().stdout(contains("Exit codes:"));
}

/// All commands, as the program itself lists them.
fn commands(folder: &Path) -> Vec<Vec<String>> {
    let listed = |words: &[&str]| {
        let assert = tokenwright(folder).args(words).arg("--help").assert().success();
        let help = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        // What stands further in goes on with what a command does.
        let lines = lines.filter(|line| !line.starts_with("   "));
        lines.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut all = vec![Vec::new()];
    for command in listed(&[]).into_iter().filter(|command| command != "help") {
        let below = listed(&[&command]).into_iter().filter(|below| below != "help");
        all.extend(below.map(|below| vec![command.clone(), below]));
        all.push(vec![command]);
    }
    all
}

/// Paragraphs fill their lines however wide the terminal is, and no command is broken: it could not be pasted.
#[test]
fn help_is_not_ragged_and_its_examples_stay_whole() {
    let folder = TempDir::new().unwrap();
    let all = commands(folder.path());
    assert!(all.len() > 12, "{all:?}");
    for (command, columns) in all.iter().flat_map(|command| [80, 120].map(|columns| (command, columns))) {
        let assert = tokenwright(folder.path())
            .args(command)
            .arg("--help")
            .env("COLUMNS", columns.to_string())
            .assert()
            .success();
        let help = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        let width = columns.min(110);
        for (line, next) in help.lines().zip(help.lines().skip(1)) {
            let flush = |line: &str| line.starts_with(|c: char| !c.is_whitespace());
            let word = next.split_whitespace().next().unwrap_or_default();
            let fits = line.chars().count() + 1 + word.chars().count() <= width;
            assert!(
                !(flush(line) && flush(next) && !line.ends_with(':') && fits),
                "{command:?} at {columns}:\n{line}\n{next}"
            );
            let example = line.starts_with("  tokenwright ") || line.starts_with("  echo ");
            assert!(
                line.chars().count() <= width && !(example && flush(next)),
                "{command:?} at {columns}: {line}\n{next}"
            );
        }
    }
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    let folder = TempDir::new().unwrap();
    tokenwright(folder.path()).arg("scenari").assert().code(2).stderr(contains("scenario"));
    tokenwright(folder.path()).args(["doctor", "--headed", "--headless"]).assert().code(2);
    tokenwright(folder.path()).assert().code(2).stderr(contains("Usage"));
}

#[test]
fn a_wrong_settings_file_exits_with_2_and_shows_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("tokenwright.toml"), "browsr = \"firefox\"\n").unwrap();
    tokenwright(folder.path())
        .args(["doctor"])
        .assert()
        .code(2)
        .stderr(contains("error: tokenwright.toml:1:1: unknown setting \"browsr\"; did you mean \"browser\"?"));
}

#[test]
fn the_shipped_scenarios_are_there_in_any_folder() {
    let folder = TempDir::new().unwrap();
    tokenwright(folder.path()).args(["scenario", "list"]).assert().success();
    tokenwright(folder.path()).args(["scenario", "lint"]).assert().success().stdout(contains("nothing wrong"));
}

#[test]
fn a_file_of_the_users_is_listed_shown_and_looked_through() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("scenarios/labels")).unwrap();
    let good = fs::read_to_string("tests/fixtures/scenarios/good.toml").unwrap();
    fs::write(folder.path().join("scenarios/mine.toml"), &good).unwrap();
    fs::write(
        folder.path().join("scenarios/labels/es.toml"),
        "language = \"es\"\nname = \"Spanish\"\n[labels]\nad = \"X\"\n",
    )
    .unwrap();
    tokenwright(folder.path())
        .args(["scenario", "list"])
        .assert()
        .success()
        .stdout(contains("mine").and(contains("from scenarios/mine.toml")));
    tokenwright(folder.path())
        .args(["scenario", "show", "mine"])
        .assert()
        .success()
        .stdout(contains("Create the system user [commits, again only after a look] (create, line"));
    tokenwright(folder.path())
        .args(["scenario", "show", "mine", "--source"])
        .assert()
        .success()
        .stdout(contains(good.lines().last().unwrap()));
    let warned =
        "scenarios/labels/es.toml:4:1: warning: the label \"ad\" is not in the English file; did you mean \"add\"?";
    for arguments in [&["scenario", "lint"][..], &["scenario", "lint", "scenarios/labels/es.toml"]] {
        tokenwright(folder.path()).args(arguments).assert().success().stdout(contains(warned));
    }
    tokenwright(folder.path()).args(["scenario", "lint", "--strict"]).assert().code(2);
}

#[test]
fn a_faulty_scenario_exits_with_2_and_shows_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("x.toml"), "nam = 1\n").unwrap();
    let said = contains("x.toml:1:1: unknown key \"nam\" in a scenario; did you mean \"name\"?");
    tokenwright(folder.path()).args(["scenario", "lint", "x.toml"]).assert().code(2).stdout(said.clone());
    tokenwright(folder.path()).args(["scenario", "show", "x.toml"]).assert().code(2).stderr(said);
}

#[test]
fn every_shell_gets_its_completions() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = contains("tokenwright").and(contains("TOKENWRIGHT_COMPLETE"));
        tokenwright(folder.path()).args(["completions", shell]).assert().success().stdout(script);
        // As the script asks.
        let mut asked = tokenwright(folder.path());
        asked.env("TOKENWRIGHT_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", "1").env("_CLAP_IFS", "\n");
        asked.args(["--", "tokenwright", "do"]).assert().success().stdout(contains("doctor"));
    }
}

/// Whether bash offers this behind the words, with the script that the program prints for it.
fn bash_offers(folder: &Path, words: &[&str]) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_tokenwright")).parent().unwrap();
    let path = std::env::join_paths(
        [bin.to_owned()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
    let script = format!(
        "source <(tokenwright completions bash); COMP_WORDS=(tokenwright {line}); COMP_CWORD={}; COMP_TYPE=9
         _clap_complete_tokenwright tokenwright '{}' x 2>/dev/null; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.len(),
        words.last().unwrap(),
    );
    let mut bash = Command::new("bash");
    let assert = bash.current_dir(folder).env("PATH", path.unwrap()).args(["-c", &script]).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn accounts_are_completed() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("elsewhere/credentials")).unwrap();
    fs::create_dir_all(folder.path().join("elsewhere/runs/20260727T101205000Z-north")).unwrap();
    for account in ["acme", "berlin"] {
        fs::write(folder.path().join(format!("elsewhere/credentials/{account}.env")), "").unwrap();
    }
    fs::write(folder.path().join("tokenwright.toml"), "out = \"elsewhere\"\n").unwrap();
    assert_eq!(bash_offers(folder.path(), &["deliver", "ac"]).trim(), "acme");
    let offered = bash_offers(folder.path(), &["deliver", ""]);
    assert!(offered.contains("acme") && offered.contains("berlin"), "{offered}");
    assert!(bash_offers(folder.path(), &["report", "n"]).contains("north"));
    assert_eq!(bash_offers(folder.path(), &["run", "--id", "ber"]).trim(), "berlin");
}

#[test]
fn a_report_of_a_run_that_is_not_there_exits_with_2() {
    let folder = TempDir::new().unwrap();
    tokenwright(folder.path())
        .args(["report", "nobody", "--no-open"])
        .assert()
        .code(2)
        .stderr(contains("error: no run 'nobody' under 'out/runs'"));
}

/// What a scenario that comes to no token cannot go with is said before anything is started.
#[test]
fn what_does_not_go_with_a_scenario_is_told() {
    let folder = TempDir::new().unwrap();
    let run = |more: &[&str]| {
        let mut command = tokenwright(folder.path());
        command.args(["run", "--app", "x", "--scenario", "whatsapp-assets"]).args(more);
        command.assert().code(2)
    };
    run(&["--via", "graph"]).stderr(contains("--via graph makes a token, and the scenario whatsapp-assets does not"));
    run(&["--waba", "123,456"]).stderr(contains("takes one account, and several are given with --waba"));
    // A scenario of one's own that makes a token knows an account by its ID alone.
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::copy("scenarios/whatsapp-token.toml", folder.path().join("scenarios/mine.toml")).unwrap();
    let mut mine = tokenwright(folder.path());
    mine.args(["run", "--app", "x", "--scenario", "mine", "--waba", "Acme"]);
    mine.assert().code(2).stderr(contains("--waba: \"Acme\" is not an ID"));
    assert!(!folder.path().join("out").exists(), "nothing was started");
}
