//! What readers make of the file: the real ones, where they are here, and the rules of the others.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::*;
use crate::secret::canary;

type Seen = BTreeMap<String, String>;
/// What one reader sees; none where it is not here.
type Reader = fn(&Path) -> Option<Seen>;

const READERS: [(&str, Reader); 6] = [
    ("bash", bash),
    ("node", node),
    ("python-dotenv", python),
    ("systemd", systemd),
    ("systemd before 254", |path| Some(rules::systemd(&fs::read(path).unwrap()))),
    ("docker", |path| Some(rules::docker(&fs::read(path).unwrap()))),
];

fn ended_well(command: &mut Command, what: &str) -> Option<Output> {
    let output = command.output().ok().filter(|output| output.status.success());
    if output.is_none() {
        eprintln!("skipped {what}: it is not here");
    }
    output
}

fn lines(output: &Output) -> Seen {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split(['\n', '\0'])
        .filter_map(|line| line.split_once('='))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect()
}

fn bash(path: &Path) -> Option<Seen> {
    let mut command = Command::new("bash");
    // What a person's own lines do there is their affair; that ours are seen is not.
    command.args(["-c", "set -a; . \"$1\" >/dev/null 2>&1; env -0", "sh"]).arg(path).env_clear();
    ended_well(command.envs(std::env::var_os("PATH").map(|path| ("PATH", path))), "bash").map(|output| lines(&output))
}

fn node(path: &Path) -> Option<Seen> {
    let mut command = Command::new("node");
    command.arg(format!("--env-file={}", path.display())).args(["-e", "console.log(JSON.stringify(process.env))"]);
    let output = ended_well(&mut command, "node --env-file")?;
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn python(path: &Path) -> Option<Seen> {
    let mut command = Command::new("python3");
    command.args([
        "-c",
        "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1], encoding='latin-1')))",
    ]);
    let output = ended_well(command.arg(path), "python-dotenv")?;
    let seen: BTreeMap<String, Option<String>> = serde_json::from_slice(&output.stdout).unwrap();
    Some(seen.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

/// The part of systemd that reads such files at the start of a session reads them as a service's `EnvironmentFile` is read.
fn systemd(path: &Path) -> Option<Seen> {
    const GENERATOR: &str = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("environment.d");
    fs::create_dir(&folder).unwrap();
    fs::copy(path, folder.join("x.conf")).unwrap();
    let output = ended_well(Command::new(GENERATOR).env_clear().env("XDG_CONFIG_HOME", home.path()), "systemd")?;
    Some(lines(&output))
}

/// The rules of readers that cannot be asked here.
mod rules {
    use super::Seen;

    /// A line as it stands, blanks before it left out; no quotes, no comments behind a value.
    pub(super) fn docker(text: &[u8]) -> Seen {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let line = |line: &[u8]| {
            let line = String::from_utf8_lossy(line).trim_start().trim_end_matches('\r').to_owned();
            let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
            Some((name.to_owned(), value.to_owned()))
        };
        text.split(|byte| *byte == b'\n').filter_map(line).collect()
    }

    /// Letter by letter, as `man systemd.exec` tells, with a backslash at the end of a comment as it was before 254.
    pub(super) fn systemd(text: &[u8]) -> Seen {
        #[derive(Clone, Copy, PartialEq)]
        enum At {
            BeforeName,
            Name,
            BeforeValue,
            Value,
            Escaped,
            Single,
            Double,
            DoubleEscaped,
            Comment,
            CommentEscaped,
        }
        let mut seen = Seen::new();
        let (mut at, mut name, mut value) = (At::BeforeName, String::new(), String::new());
        for c in text.iter().map(|byte| char::from(*byte)).chain(['\n']) {
            let ends = matches!(c, '\n' | '\r');
            at = match at {
                At::BeforeName if matches!(c, '#' | ';') => At::Comment,
                At::BeforeName if c.is_whitespace() => at,
                At::BeforeName => {
                    name = c.to_string();
                    value.clear();
                    At::Name
                }
                At::Name if ends => At::BeforeName,
                At::Name if c == '=' => At::BeforeValue,
                At::Name => {
                    name.push(c);
                    at
                }
                At::BeforeValue | At::Value if ends => {
                    seen.insert(name.trim().to_owned(), value.trim_end().to_owned());
                    At::BeforeName
                }
                At::BeforeValue if c == '\'' => At::Single,
                At::BeforeValue if c == '"' => At::Double,
                At::BeforeValue | At::Value if c == '\\' => At::Escaped,
                At::BeforeValue if c.is_whitespace() => at,
                At::BeforeValue | At::Value => {
                    value.push(c);
                    At::Value
                }
                At::Escaped => {
                    if !ends {
                        value.push(c);
                    }
                    At::Value
                }
                At::Single if c == '\'' => At::BeforeValue,
                At::Double if c == '"' => At::BeforeValue,
                At::Double if c == '\\' => At::DoubleEscaped,
                At::Single | At::Double => {
                    value.push(c);
                    at
                }
                At::DoubleEscaped => {
                    value.push(c);
                    At::Double
                }
                At::Comment if c == '\\' => At::CommentEscaped,
                At::CommentEscaped => At::Comment,
                At::Comment if ends => At::BeforeName,
                At::Comment => at,
            };
        }
        seen
    }
}

fn credentials(seed: u64, app: &str) -> Credentials {
    Credentials {
        phone_number_id: Some("106540352242922".to_owned()),
        whatsapp_business_account_id: Some("700".to_owned()),
        app_id: Some("500".to_owned()),
        app: Some(app.to_owned()),
        system_user_id: Some("1\nWHATSAPP_ACCESS_TOKEN=x".to_owned()),
        business: Some(format!("{app} & more \\")),
        ..Credentials::unproven(Token::parse(&canary::token(seed)).unwrap(), app)
    }
}

/// Every reader sees the variables and nothing else of ours.
#[track_caller]
fn all_see(text: &[u8], credentials: &Credentials) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("x.env");
    fs::write(&path, text).unwrap();
    for (reader, read) in READERS {
        let Some(seen) = read(&path) else { continue };
        let of = |name: &str| seen.get(name).map(String::as_str);
        let text = String::from_utf8_lossy(text);
        for (name, value) in credentials.variables() {
            assert_eq!(of(name), Some(value), "{reader} sees another {name} in\n{text}");
        }
        assert_eq!(of(SYSTEM_USER), None, "{reader} sees what is no ID in\n{text}");
        assert_eq!(of("MISTAKE"), None, "{reader} takes a part of a comment for a line of its own in\n{text}");
    }
}

const NAMES_THAT_MISLEAD: [&str; 12] = [
    "Shop \\",
    "Shop \\\\",
    "Shop \\ #",
    "\\",
    "Joe's \"best\" `shop",
    "a\nMISTAKE=1",
    "a\r\nMISTAKE=1\\\r",
    "a\u{2028}MISTAKE=1\u{85}MISTAKE=1",
    "$(MISTAKE=1) ${MISTAKE:=1}",
    "'\nMISTAKE=1\n'",
    "MISTAKE=1",
    "",
];

#[test]
fn no_name_and_no_value_changes_what_a_reader_sees() {
    let account = Slug::parse("acme").unwrap();
    for name in NAMES_THAT_MISLEAD {
        let one = credentials(120, name);
        let text = one.to_dotenv(&account);
        all_see(text.as_bytes(), &one);
        let back = parse(Path::new("x.env"), text.as_bytes()).unwrap();
        if !name.contains(['\n', '\u{2028}']) && !name.is_empty() {
            assert_eq!(back.app.as_deref(), Some(name), "the name comes back");
            assert_eq!(back.business, one.business);
        }
        assert_eq!(back.system_user_id, None, "what is no ID is left out");
    }
}

/// The files of applications that credentials are set in. In each of them all readers that can read it at all see them.
#[test]
fn every_reader_sees_what_is_set_in_a_file_of_an_application() {
    let account = Slug::parse("acme").unwrap();
    let (old, new) = (credentials(121, "Shop \\"), credentials(122, "Shop"));
    let token = canary::token(121);
    for text in [
        "PORT=80\n",
        "PORT=80",
        "# app of ours\n# business as usual\n\nPORT=80\n\n\n",
        "# ends in a backslash \\\n",
        "PORT=80 # \\\nWHATSAPP_ACCESS_TOKEN=old\nMETA_APP_ID='1'\nHOST=a\n",
        "KEY='-----BEGIN\nMISTAKES=x\n-----END'\nPORT=80\n",
        &format!("# mine\n{}\nPORT=80\n", old.to_dotenv(&account).as_str()),
    ] {
        let put = new.put_into(text.as_bytes(), &account).unwrap();
        let told = String::from_utf8_lossy(&put).into_owned();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.env");
        fs::write(&path, &*put).unwrap();
        for (reader, read) in READERS {
            let Some(seen) = read(&path) else { continue };
            for (name, value) in new.variables() {
                assert_eq!(seen.get(name).map(String::as_str), Some(value), "{reader}, {name} in\n{told}");
            }
        }
        assert!(!told.contains(&token), "the old token is gone:\n{told}");
        for line in text.lines().filter(|line| !line.contains("WHATSAPP_") && !line.contains("META_")) {
            let ours = ["# WhatsApp", "# token", "# not proven", "# app Shop", "# business Shop"];
            assert!(ours.iter().any(|ours| line.starts_with(ours)) || told.contains(line), "{line} in\n{told}");
        }
        assert_eq!(*new.put_into(&put, &account).unwrap(), *put, "done twice it is the same");
    }
}

/// For a shell this file is none, with or without our lines.
#[test]
fn a_comment_that_only_systemd_knows_swallows_nothing() {
    let one = credentials(123, "Shop");
    let put = one.put_into(b"; ends in a backslash \\", &Slug::parse("acme").unwrap()).unwrap();
    for (name, value) in one.variables() {
        assert_eq!(rules::systemd(&put).get(name).map(String::as_str), Some(value));
    }
}

#[test]
fn what_looks_like_ours_inside_a_value_is_left_alone() {
    let one = credentials(123, "Shop");
    let text = "A=\"open\nWHATSAPP_ACCESS_TOKEN=x\nB=closed\"\nMETA_APP_ID='1\n";
    let put = one.put_into(text.as_bytes(), &Slug::parse("acme").unwrap()).unwrap();
    let told = String::from_utf8_lossy(&put);
    assert!(
        told.starts_with("A=\"open\nWHATSAPP_ACCESS_TOKEN=x\nB=closed\"\nMETA_APP_ID=500\nWHATSAPP_ACCESS_TOKEN=EAA"),
        "{told}"
    );
    all_see(&put, &one);
}

#[test]
fn a_persons_own_lines_are_kept_and_not_judged() {
    let account = Slug::parse("acme").unwrap();
    let one = credentials(124, "Shop \\");
    let own = b"MY-VAR=1\nset -a\n; note\n\t# tab\n# app of mine\n# verified by Ann\nKEY=\"-----BEGIN\nabc==\n-----END\"\n# caf\xe9\nX='open\n\xff\n";
    let mut text = one.to_dotenv(&account).as_bytes().to_vec();
    text.extend_from_slice(own);
    let back = parse(Path::new("x.env"), &text).unwrap();
    assert_eq!(back.token.expose(), canary::token(124));
    assert_eq!(back.app.as_deref(), Some("Shop \\"));
    assert_eq!(*others(&text), own);
    let mut before = own.to_vec();
    before.extend_from_slice(one.to_dotenv(&account).as_bytes());
    assert_eq!(*others(&before), own, "wherever they stand");
    assert_eq!(parse(Path::new("x.env"), &before).unwrap().token.expose(), canary::token(124));
}

/// What could not be proved of a good token stands beside it, is read back, and goes once it is proved.
#[test]
fn what_could_not_be_proved_is_kept_beside_the_token() {
    let account = Slug::parse("shop").unwrap();
    let token = || crate::secret::Token::parse(&canary::token(90)).unwrap();
    let with = |mark| Credentials { mark, ..Credentials::unproven(token(), "") };
    let doubtful = with(Mark::verified_but(Some("when it\nexpires".to_owned())));
    let text = doubtful.to_dotenv(&account);
    assert!(text.contains("\n# unproved: when it expires\nWHATSAPP_ACCESS_TOKEN="), "{} bytes", text.len());
    let back = parse(Path::new("shop.env"), text.as_bytes()).unwrap();
    assert!(matches!(&back.mark, Mark::Verified { but: Some(what), .. } if what == "when it expires"));
    let proved = with(Mark::verified_now()).put_into(text.as_bytes(), &account).unwrap();
    assert!(!String::from_utf8_lossy(&proved).contains("unproved"));
}
