//! Settings: which layer wins, and what is said of a wrong value in each of them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use tempfile::TempDir;
use tokenwright::config::{Browser, KEYS, Key, Layers, OTHER_VARIABLES, Overrides, Role, Settings, Trace, Via};

use crate::support::files_under;

#[derive(Default)]
struct Case {
    files: Vec<&'static str>,
    variables: Vec<(&'static str, &'static str)>,
    flags: Overrides,
}

impl Case {
    fn new() -> Self {
        Self::default().flag("app", "Rocket")
    }

    fn file(mut self, text: &'static str) -> Self {
        self.files.push(text);
        self
    }

    fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    fn flag(mut self, name: &'static str, value: &str) -> Self {
        self.flags.insert(name, value.to_owned());
        self
    }

    fn check(self) -> Result<Settings, String> {
        let folder = TempDir::new().unwrap();
        let mut paths: Vec<PathBuf> = vec![folder.path().join("absent.toml")];
        for (number, text) in self.files.iter().enumerate() {
            let path = folder.path().join(format!("{number}.toml"));
            fs::write(&path, text).unwrap();
            paths.push(path);
        }
        let variables: BTreeMap<String, String> =
            self.variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let settings = Layers::new(&paths, variables, self.flags).and_then(|layers| Settings::check(&layers));
        settings.map_err(|error| error.to_string().replace(&format!("{}/", folder.path().display()), ""))
    }

    fn good(self) -> Settings {
        self.check().unwrap_or_else(|error| panic!("{error}"))
    }

    fn said(self) -> String {
        self.check().expect_err("the settings should be refused")
    }
}

#[test]
fn without_more_than_an_app_it_is_the_real_console_and_nobody_is_surprised() {
    let settings = Case::new().good();
    assert_eq!(settings.developers_url, "https://developers.facebook.com");
    assert_eq!(settings.graph_version, "v26.0");
    assert_eq!(settings.system_user, "Cloud Messaging");
    assert_eq!(settings.account, "rocket");
    assert_eq!(settings.role, Role::Admin);
    assert_eq!(settings.via, Via::Browser);
    assert_eq!(settings.browser, Browser::Chromium);
    assert_eq!(settings.trace, Trace::Full);
    assert_eq!(settings.timeout.as_secs(), 30);
    assert_eq!(settings.out, PathBuf::from("out"));
    assert!(!settings.json && !settings.non_interactive && !settings.force_new_token);
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_files() {
    let case = || {
        Case::new()
            .file("timeout = 1\nrole = \"employee\"\nsystem_user = \"far\"\n")
            .file("timeout = 2\nsystem_user = \"near\"\n")
            .variable("TOKENWRIGHT_TIMEOUT", "3")
    };
    let settings = case().good();
    assert_eq!((settings.timeout.as_secs(), settings.role), (3, Role::Employee));
    assert_eq!(settings.system_user, "near");
    assert_eq!(case().flag("timeout", "4.5").good().timeout.as_millis(), 4500);
}

#[test]
fn an_id_may_be_written_as_a_number_and_an_empty_variable_is_none() {
    let settings = Case::default().file("app = 1234567890123").variable("TOKENWRIGHT_APP", "").good();
    assert_eq!(settings.app, "1234567890123");
    assert_eq!(Case::default().variable("TOKENWRIGHT_APP", "007").good().app, "007");
}

#[test]
fn accounts_and_permissions_are_lists() {
    let both = ["whatsapp_business_messaging", "whatsapp_business_management"];
    let settings = Case::new().good();
    assert_eq!((settings.accounts.len(), settings.permissions), (0, both.map(str::to_owned).to_vec()));
    assert_eq!(Case::new().file("waba = 123456789012345").good().accounts, ["123456789012345"]);
    assert_eq!(Case::new().variable("TOKENWRIGHT_WABA", "123, 456,123").good().accounts, ["123", "456"]);
    let said = Case::new().flag("waba", "Acme").said();
    assert!(said.starts_with("--waba: \"Acme\" is not the ID of a WhatsApp account"), "{said}");
    // Another scenario may go by a name, blanks and commas included.
    let named = Case::new().flag("scenario", "whatsapp-assets").flag("waba", "Acme, Retail 2").good();
    assert_eq!((named.accounts.len(), named.account_named.as_deref()), (0, Some("Acme, Retail 2")));
    let by_id = Case::new().flag("scenario", "whatsapp-assets").flag("waba", "123").good();
    assert_eq!((by_id.accounts, by_id.account_named), (vec!["123".to_owned()], None));
    let new = Case::new().variable("TOKENWRIGHT_PERMISSIONS", "a_b,c_d").good();
    assert_eq!(new.permissions, ["a_b", "c_d"]);
    for wrong in [",", "Manage app"] {
        assert!(Case::new().flag("permissions", wrong).said().starts_with("--permissions: "), "{wrong}");
    }
}

#[test]
fn other_variables_of_the_program_are_no_settings() {
    Case::new().variable("TOKENWRIGHT_LOG", "debug").good();
}

/// A variable that the program reads and the list does not name would be told as a slip.
#[test]
fn every_variable_of_the_program_is_known() {
    let known: Vec<String> = KEYS.iter().map(Key::variable).chain(OTHER_VARIABLES.map(str::to_owned)).collect();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut read = 0;
    let of_tests = |path: &PathBuf| path.ends_with("tests.rs");
    for path in files_under(&root).into_iter().filter(|path| !of_tests(path)) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (at, _) in code.match_indices("\"TOKENWRIGHT_") {
            let name: String = code[at + 1..].chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
            assert!(name == "TOKENWRIGHT_" || known.contains(&name), "{name} in {}", path.display());
            read += 1;
        }
    }
    assert!(read > 7, "{read} variables were found");
}

#[test]
fn the_account_is_named_after_the_business_unless_it_has_an_id() {
    assert_eq!(Case::new().flag("business", "Müller & Söhne").good().account, "muller-sohne");
    assert_eq!(Case::new().flag("business", "Müller").flag("id", "acme").good().account, "acme");
}

#[test]
fn the_stronger_layer_decides_upon_a_window() {
    let case = || Case::new().file("headless = true");
    assert!(case().good().headless);
    assert!(!case().flag("headed", "true").good().headless);
    assert!(!case().variable("TOKENWRIGHT_HEADLESS", "false").good().headless);
    let said = Case::new().file("headless = true\nheaded = true").said();
    assert_eq!(
        said,
        "0.toml:1:12: \"headed\" and \"headless\" contradict each other\n  |\n1 | headless = true\n  |            ^^^^\n  = give one"
    );
}

#[test]
fn an_unknown_setting_is_told_with_its_place_and_the_nearest_one() {
    let said = Case::new().file("\ntimout = 5\n").said();
    assert!(said.starts_with("0.toml:2:1: unknown setting \"timout\"; did you mean \"timeout\"?\n"), "{said}");
    assert!(said.contains("2 | timout = 5\n  | ^^^^^^\n  = settings: app, business, "), "{said}");
}

/// TOML takes what follows a heading for a part of its table.
#[test]
fn a_setting_under_the_wrong_heading_is_told_with_its_place() {
    for (text, place, heading) in [
        ("[graph]\napp = \"x\"\n", "0.toml:2:1", "[graph]"),
        ("[[deliver.to]]\nkind = \"keyring\"\n  app = \"x\"\n", "0.toml:3:3", "[[deliver.to]]"),
        ("[deliver]\nout = \"x\"\n", "0.toml:2:1", "[deliver]"),
    ] {
        let said = Case::default().file(text).said();
        let name = if text.contains("out") { "out" } else { "app" };
        let words = format!("{place}: \"{name}\" is a setting of its own, and has no effect under {heading}\n");
        assert!(said.starts_with(&words) && said.contains("= put it above the first heading"), "{said}");
    }
    let said = Case::new().file("phone_number = \"only\"\n").said();
    assert!(
        said.starts_with("0.toml:1:1: unknown setting \"phone_number\"") && said.contains("= it stands under [graph]"),
        "{said}"
    );
}

#[test]
fn a_home_folder_is_meant_and_not_a_folder_of_that_name() {
    let home = std::env::home_dir().unwrap();
    for case in [
        Case::new().file("out = \"~/tw\""),
        Case::new().variable("TOKENWRIGHT_OUT", "~/tw"),
        Case::new().flag("out", "~/tw"),
    ] {
        assert_eq!(case.good().out, home.join("tw"));
    }
    assert_eq!(Case::new().flag("scenario", "~/x.toml").good().scenario, home.join("x.toml").display().to_string());
    assert_eq!(Case::new().flag("out", "~tw").good().out, PathBuf::from("~tw"));
}

#[test]
fn a_wrong_value_is_told_of_the_layer_that_it_comes_from() {
    let wrong = "\"opera\" is not one of chromium, firefox";
    assert_eq!(Case::new().flag("browser", "opera").said(), format!("--browser: {wrong}"));
    assert_eq!(Case::new().variable("TOKENWRIGHT_BROWSER", "opera").said(), format!("TOKENWRIGHT_BROWSER: {wrong}"));
    let said = Case::new().file("browser = \"opera\"").said();
    assert_eq!(said, format!("0.toml:1:11: {wrong}\n  |\n1 | browser = \"opera\"\n  |           ^^^^^^^"));
}

#[test]
fn a_value_of_the_wrong_type_is_told_with_its_place() {
    let said = Case::new().file("timeout = \"long\"\njson = 1\nout = []\n").said();
    for line in
        ["0.toml:1:11: \"timeout\" is a number", "0.toml:2:8: \"json\" is true or", "0.toml:3:7: \"out\" is a string"]
    {
        assert!(said.contains(line), "{line} in:\n{said}");
    }
    assert!(Case::new().file("app = ").said().starts_with("0.toml:1:7: not valid TOML: "));
}

#[test]
fn all_faults_are_told_at_once() {
    let said = Case::default().flag("timeout", "0").flag("id", "../x").flag("graph_version", "26").said();
    assert_eq!(said.lines().filter(|line| line.starts_with("--")).count(), 4, "{said}");
    assert!(said.starts_with("--app: no app is named\n"), "{said}");
}

#[test]
fn a_root_is_an_encrypted_address_without_a_path() {
    for bad in [
        "developers.facebook.com",
        "ftp://facebook.com",
        "http://business.facebook.com",
        "https://business.facebook.com/settings",
        "https://business.facebook.com/?a=1",
        "https://127.0.0.1.example.com/x",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "",
    ] {
        let said = Case::new().flag("business_url", bad).said();
        assert!(said.starts_with("--business-url: "), "{said}");
    }
    for good in ["https://business.facebook.com/", "http://127.0.0.1:8080", "http://[::1]:1", "http://localhost:2/"] {
        let settings = Case::new().flag("business_url", good).good();
        assert_eq!(settings.business_url, good.trim_end_matches('/'));
    }
}

#[test]
fn a_password_in_an_address_is_refused_and_not_repeated() {
    let said = Case::new().flag("graph_url", "https://me:hunter2@graph.facebook.com").said();
    assert!(said.starts_with("--graph-url: the address has a user name or password in it"), "{said}");
    assert!(!said.contains("hunter2"));
}
