//! A recording of Chrome's `DevTools` that becomes a scenario: no browser is started.

use std::fs;

use assert_cmd::Command;
use predicates::str::contains;
use tempfile::TempDir;

const RECORDING: &str = r#"{ "title": "Look", "steps": [
  { "type": "navigate", "url": "https://developers.facebook.com/apps" },
  { "type": "click", "selectors": [["aria/System users"]] },
  { "type": "keyDown", "key": "Enter" },
  { "type": "change", "value": "Anna", "selectors": [["aria/Filter by name or ID"]] }
] }"#;

#[test]
fn a_recording_becomes_a_scenario_once_and_what_is_left_out_is_said_with_its_line() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("look.json"), RECORDING).unwrap();
    let import = |name: &str| {
        let mut command = Command::cargo_bin("tokenwright").unwrap();
        let args = ["teach", "--new", name, "--import", "look.json", "--system-user", "Anna"];
        command.current_dir(folder.path()).env_clear().env("HOME", folder.path()).args(args);
        command.assert()
    };
    import("look")
        .success()
        .stderr(contains("look.json:4: left out: the key \"Enter\""))
        .stdout(contains("scenarios/look.toml"));
    let text = fs::read_to_string(folder.path().join("scenarios/look.toml")).unwrap();
    for part in ["open = \"{developers_url}/apps\"", "button = \"system_users\"", "value = \"{system_user}\""] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    // What is there is not written over, and a name is no path.
    import("look").code(2).stderr(contains("there is a scenario look already"));
    import("../look").code(2).stderr(contains("small letters"));
    import("whatsapp-token").code(2).stderr(contains("already"));
    assert_eq!(fs::read_to_string(folder.path().join("scenarios/look.toml")).unwrap(), text);
}
