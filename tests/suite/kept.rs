//! Where a token goes and where it never does: sealed files, the keyring, child processes, endpoints. The real program, and
//! a look at every file, argument and variable.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread::JoinHandle,
    time::Duration,
};

use age::{secrecy::ExposeSecret as _, x25519};
use assert_cmd::assert::OutputAssertExt as _;
use regex::bytes::Regex;
use serde_json::Value;
use tempfile::TempDir;
use which::which;

use crate::support::{Practice, command_lines, files_under, forms_in};

/// A folder for a run, with a temporary folder and a home inside.
fn folder() -> TempDir {
    let folder = TempDir::with_prefix("kept-").unwrap();
    for name in ["tmp", "home"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder
}

/// Runs a command in such a folder, and looks all the while for files with a token in the clear and at the arguments of
/// every process.
fn watch(command: &mut Command, folder: &Path) -> (Output, BTreeSet<PathBuf>, BTreeSet<Vec<u8>>) {
    let token = Regex::new("EAA[0-9A-Za-z]{40,}").unwrap();
    let (mut clear, mut lines) = (BTreeSet::new(), BTreeSet::new());
    let mut look = || {
        let holds = |path: &PathBuf| fs::read(path).is_ok_and(|bytes| token.is_match(&bytes));
        clear.extend(settled_files(folder).into_iter().filter(holds));
        lines.append(&mut command_lines());
    };
    command.env("TMPDIR", folder.join("tmp")).env("HOME", folder.join("home"));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while child.try_wait().unwrap().is_none() {
        look();
        std::thread::sleep(Duration::from_millis(2));
    }
    look();
    (child.wait_with_output().unwrap(), clear, lines)
}

/// The files of a folder in which files come and go.
fn settled_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.flat_map(|path| if path.is_dir() { settled_files(&path) } else { vec![path] }).collect()
}

/// Opens a sealed file with the program that people have for it, or else with the crate.
fn unseal(file: &Path, key: &Path) -> String {
    let program = ["age", "rage"].into_iter().find_map(|name| which(name).ok());
    if let Some(program) = program {
        let output = Command::new(program).arg("-d").arg("-i").arg(key).arg(file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        return String::from_utf8(output.stdout).unwrap();
    }
    eprintln!("neither age nor rage is installed: opened with the age crate");
    let identities = age::IdentityFile::from_file(key.display().to_string()).unwrap().into_identities().unwrap();
    let sealed = fs::read(file).unwrap();
    let decryptor = age::Decryptor::new(age::armor::ArmoredReader::new(&sealed[..])).unwrap();
    let mut plain = String::new();
    decryptor.decrypt(identities.iter().map(|one| &**one as _)).unwrap().read_to_string(&mut plain).unwrap();
    plain
}

#[test]
fn a_sealed_token_is_nowhere_in_the_clear_and_the_age_command_opens_it() {
    let practice = Practice::start(&[]);
    let folder = folder();
    let identity = x25519::Identity::generate();
    let key = folder.path().join("key.txt");
    fs::write(&key, identity.to_string().expose_secret()).unwrap();
    let recipient = identity.to_public();
    let settings = format!(
        "[deliver]\nkeep = \"age\"\nrecipients = [\"{recipient}\"]\nidentity = \"key.txt\"\n\
         [[deliver.to]]\nkind = \"age\"\npath = \"{{account}}-for-the-vault.age\"\nrecipients = [\"{recipient}\"]\nformat = \"json\"\n"
    );
    fs::write(folder.path().join("tokenwright.toml"), settings).unwrap();

    let (output, clear, lines) = watch(&mut practice.run(folder.path(), "acme"), folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let token = practice.tokens().remove(0);
    assert_eq!(clear, BTreeSet::new(), "no file held it in the clear at any moment");
    for file in files_under(folder.path()) {
        assert_eq!(forms_in(&fs::read(&file).unwrap(), &token), Vec::<&str>::new(), "{}", file.display());
    }
    assert_eq!(files_under(&folder.path().join("tmp")), Vec::<PathBuf>::new());
    for line in &lines {
        assert_eq!(forms_in(line, &token), Vec::<&str>::new());
    }
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["credentials"], "out/credentials/acme.env.age");

    let kept = unseal(&folder.path().join("out/credentials/acme.env.age"), &key);
    assert!(kept.contains(&format!("WHATSAPP_ACCESS_TOKEN={token}\n")), "the file that is kept opens");
    let delivered: Value = serde_json::from_str(&unseal(&folder.path().join("acme-for-the-vault.age"), &key)).unwrap();
    assert_eq!((&delivered["access_token"], &delivered["verified"]), (&token.clone().into(), &true.into()));

    // The commands that read it again leave nothing behind either.
    for arguments in [&["verify"][..], &["deliver", "acme"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
        command.current_dir(folder.path()).args(arguments);
        if arguments == ["verify"] {
            command = practice.tokenwright(folder.path(), arguments);
        }
        let (output, clear, _) = watch(&mut command, folder.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(clear, BTreeSet::new(), "{arguments:?}");
    }

    // Where nobody can open it nothing is known of it, and nothing replaces it.
    let settings = format!("[deliver]\nkeep = \"age\"\nrecipients = [\"{recipient}\"]\n");
    fs::write(folder.path().join("tokenwright.toml"), settings).unwrap();
    let verify = practice.tokenwright(folder.path(), &["verify"]).assert().code(6).get_output().clone();
    assert!(String::from_utf8_lossy(&verify.stdout).starts_with("unknown  acme"), "{verify:?}");
    practice.run(folder.path(), "acme").assert().code(2);
    let forced = practice.run(folder.path(), "acme").arg("--force-new-token").assert().success().get_output().clone();
    assert!(
        String::from_utf8_lossy(&forced.stdout)
            .contains("cannot be opened: they are in out/credentials/acme.env.age.20")
    );
    let mut all: Vec<_> = files_under(&folder.path().join("out/credentials"));
    all.sort();
    let [new, old] = &all[..] else { panic!("{all:?}") };
    assert!(unseal(old, &key).contains(&token) && !unseal(new, &key).contains(&token));
}

/// An endpoint that refuses, and repeats what it was sent, but for the scheme before a key.
fn parrot() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut chunk = [0; 4096];
        while !got.windows(4).any(|end| end == b"\"}\n\r" || end.ends_with(b"}\n") || end.ends_with(b"}")) {
            match stream.read(&mut chunk) {
                Ok(length @ 1..) => got.extend_from_slice(&chunk[..length]),
                _ => break,
            }
        }
        let got = String::from_utf8_lossy(&got).replace("Bearer ", "").into_bytes();
        let head = format!("HTTP/1.1 403 Forbidden\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", got.len());
        let _ = stream.write_all(&[head.as_bytes(), &got].concat());
    });
    (url, server)
}

/// One token, every way out at once, each of which tries to show it: child processes, bodies of errors, the ledger, the report.
#[test]
fn a_token_that_goes_everywhere_shows_nowhere() {
    let practice = Practice::start(&[]);
    let folder = folder();
    let (url, server) = parrot();
    let settings = format!(
        r#"
        [[deliver.to]]
        kind = "handout"
        path = "handed/form.txt"
        [[deliver.to]]
        kind = "command"
        name = "look"
        command = ["sh", "-c", "cat > handed/token; cat /proc/$$/cmdline /proc/$$/environ > seen; ulimit -c > core"]
        [[deliver.to]]
        kind = "command"
        name = "blab"
        command = ["sh", "-c", "t=$(cat); echo \"refused: $t\" >&2; echo \"$t\" | base64 -w0 >&2; exit 9"]
        [[deliver.to]]
        kind = "http"
        url = "{url}"
        "#
    );
    fs::write(folder.path().join("tokenwright.toml"), settings).unwrap();
    fs::create_dir(folder.path().join("handed")).unwrap();
    let mut command = practice.run(folder.path(), "acme");
    command.env("TOKENWRIGHT_LOG", "trace");
    let (output, _, lines) = watch(&mut command, folder.path());
    server.join().unwrap();
    assert_eq!(output.status.code(), Some(6), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("blab") && text.contains("status 403") && text.contains("[token sha256:"), "{text}");

    let token = practice.tokens().remove(0);
    let (secret, admin) = practice.secrets();
    let looked = looked_through(folder.path(), &[&token, &secret, &admin]);
    assert!(looked.iter().any(|path| path.ends_with("ledger.sqlite")), "{looked:?}");
    assert!(looked.iter().any(|path| path.ends_with("report.html")), "{looked:?}");
    assert!(looked.iter().any(|path| path.ends_with("trace.jsonl")), "{looked:?}");
    for hidden in [&token, &secret, &admin] {
        for (bytes, what) in [(&output.stdout, "standard output"), (&output.stderr, "standard error")] {
            assert_eq!(forms_in(bytes, hidden), Vec::<&str>::new(), "{what}");
        }
        for line in &lines {
            assert_eq!(forms_in(line, hidden), Vec::<&str>::new(), "{}", String::from_utf8_lossy(line));
        }
    }
    // The search finds what is there, and the child had what it should: the token, no more variables of ours, no core dumps.
    assert_eq!(fs::read_to_string(folder.path().join("handed/token")).unwrap(), token);
    assert_eq!(fs::read_to_string(folder.path().join("core")).unwrap().trim(), "0");
    let seen = fs::read(folder.path().join("seen")).unwrap();
    assert!(String::from_utf8_lossy(&seen).contains("TMPDIR="), "the child's variables were seen");

    // Done again, one by one: the same care.
    let again = practice.tokenwright(folder.path(), &["verify", "--json"]).assert().success().get_output().clone();
    let mut deliver = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    deliver.current_dir(folder.path()).args(["deliver", "acme", "--only", "blab"]).env("TOKENWRIGHT_LOG", "trace");
    let failed = deliver.assert().code(6).get_output().clone();
    for bytes in [again.stdout, again.stderr, failed.stdout, failed.stderr] {
        assert_eq!(forms_in(&bytes, &token), Vec::<&str>::new());
    }
    looked_through(folder.path(), &[&token, &secret, &admin]);
}

/// Every file but those that are meant to hold the token; none of them holds one of these.
fn looked_through(folder: &Path, hidden: &[&str]) -> Vec<PathBuf> {
    let meant =
        |path: &PathBuf| path.starts_with(folder.join("out/credentials")) || path.starts_with(folder.join("handed"));
    let files: Vec<PathBuf> = files_under(folder).into_iter().filter(|path| !meant(path)).collect();
    for file in &files {
        let bytes = fs::read(file).unwrap();
        for secret in hidden {
            assert_eq!(forms_in(&bytes, secret), Vec::<&str>::new(), "{}", file.display());
        }
    }
    files
}

/// Secrets under names of the user's own: no child gets them, and an endpoint that quotes a key quotes it without its scheme.
#[test]
fn secrets_of_the_users_own_naming_stay_with_the_program() {
    let practice = Practice::start(&[]);
    let folder = folder();
    let (url, server) = parrot();
    let (proxy, proxied) = ("127.0.0.1:1", url.replace("http://", "HTTP://"));
    let settings = format!(
        "[graph]\napp_secret_env = \"ACME_APP\"\nadmin_token_env = \"ACME_ADMIN\"\n\
         [[deliver.to]]\nkind = \"command\"\ncommand = [\"sh\", \"-c\", \"cat > /dev/null; env > seen\"]\n\
         [[deliver.to]]\nkind = \"http\"\nurl = \"{proxied}\"\nheaders_from_env = {{ x-key = \"INTAKE_AUTH\" }}\n"
    );
    fs::write(folder.path().join("tokenwright.toml"), settings).unwrap();
    let (secret, admin) = practice.secrets();
    let mut run = practice.run(folder.path(), "acme");
    run.env_remove("TOKENWRIGHT_ADMIN_TOKEN").env_remove("TOKENWRIGHT_APP_SECRET");
    run.env("ACME_APP", &secret).env("ACME_ADMIN", &admin).env("INTAKE_AUTH", "Bearer k9-aaaa-bbbb-7777");
    let output = run.env("http_proxy", proxy).env("TOKENWRIGHT_TIMEOUT", "20").assert().code(6).get_output().clone();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("status 403") && told.contains("x-key: [secret sha256:"), "{told}");
    server.join().unwrap();
    assert!(!told.contains("k9-aaaa-bbbb-7777"), "{told}");
    let seen = fs::read_to_string(folder.path().join("seen")).unwrap();
    assert!(seen.contains("http_proxy="), "{seen}");
    for name in ["ACME_APP", "ACME_ADMIN", "INTAKE_AUTH", "TOKENWRIGHT_"] {
        assert!(!seen.contains(name), "{name} in {seen}");
    }
}

const KEYRING: &str = "[[deliver.to]]\nkind = \"keyring\"\nservice = \"tokenwright-test\"\n";

/// A machine without a keyring: the rest is done, the token is kept, and it is said what to do.
#[test]
fn without_a_keyring_the_way_out_is_told() {
    let practice = Practice::start(&[]);
    let folder = folder();
    fs::write(folder.path().join("tokenwright.toml"), KEYRING).unwrap();
    let nobody = format!("unix:path={}", folder.path().join("no-bus").display());
    let mut run = practice.run(folder.path(), "acme");
    let output = run.env("DBUS_SESSION_BUS_ADDRESS", &nobody).assert().code(6).get_output().clone();
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&line["error"]["kind"], &line["verified"]), (&"not_delivered".into(), &true.into()));
    let hint = line["error"]["hint"].as_str().unwrap();
    assert!(hint.contains("tokenwright deliver --graph-url http") && hint.ends_with(" acme"), "{hint}");
    let mut deliver = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
    deliver.current_dir(folder.path()).args(["deliver", "acme"]).env("DBUS_SESSION_BUS_ADDRESS", &nobody);
    let output = deliver.assert().code(6).get_output().clone();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("no keyring answers here") && text.contains("Secret Service"), "{text}");

    // A secret that should come out of it: nothing is started.
    fs::write(folder.path().join("tokenwright.toml"), "[graph]\napp_secret_keyring = \"rcwa\"\n").unwrap();
    let mut run = practice.run(folder.path(), "berlin");
    let output = run.env("DBUS_SESSION_BUS_ADDRESS", &nobody).assert().code(2).get_output().clone();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("the entry rcwa of the service tokenwright") && text.contains("Secret Service"), "{text}");
    assert!(!folder.path().join("out/credentials/berlin.env").exists());
}

/// A real Secret Service, where this machine has one to start: gnome-keyring on a bus of its own.
#[test]
fn a_real_keyring_takes_the_token_and_gives_a_secret() {
    if which("dbus-run-session").is_err() || which("gnome-keyring-daemon").is_err() {
        eprintln!("skipped: dbus-run-session and gnome-keyring-daemon are not installed");
        return;
    }
    let practice = Practice::start(&[]);
    let folder = folder();
    practice.run(folder.path(), "acme").assert().success();
    let settings = format!("[graph]\napp_secret_keyring = \"acme\"\n{KEYRING}[[deliver.to]]\nkind = \"keyring\"\n");
    fs::write(folder.path().join("tokenwright.toml"), settings).unwrap();
    let script = "printf x | gnome-keyring-daemon --unlock --components=secrets > log 2>&1 || exit 40
        \"$0\" doctor --json > doctor
        \"$0\" deliver acme > delivered || exit 41
        \"$0\" \"$@\"";
    let run = practice.run(folder.path(), "berlin");
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh", "-c", script, env!("CARGO_BIN_EXE_tokenwright")]).args(run.get_args());
    session.current_dir(folder.path()).env_remove("DBUS_SESSION_BUS_ADDRESS");
    session.env("TOKENWRIGHT_ADMIN_TOKEN", practice.secrets().1);
    for (name, place) in [("XDG_DATA_HOME", "home"), ("XDG_RUNTIME_DIR", "tmp")] {
        session.env(name, folder.path().join(place));
    }
    let (output, _, lines) = watch(&mut session, folder.path());
    let delivered = fs::read_to_string(folder.path().join("delivered")).unwrap_or_default();
    for service in ["tokenwright-test", "tokenwright"] {
        let words = format!("in the keyring, service {service}, user acme\n");
        assert!(delivered.contains(&words), "{delivered}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    // It is read again, too: here as an app secret, which it is not, and so Graph says.
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"kind\":\"app_secret_wrong\""), "{output:?}");
    let doctor: Value = serde_json::from_slice(&fs::read(folder.path().join("doctor")).unwrap()).unwrap();
    let keyring = doctor["checks"].as_array().unwrap().iter().find(|check| check["name"] == "keyring").unwrap();
    assert_eq!(keyring["state"], "ok", "{keyring}");
    // gnome-keyring encrypts its own file.
    let token = practice.tokens().remove(0);
    looked_through(folder.path(), &[&token]);
    for line in &lines {
        assert_eq!(forms_in(line, &token), Vec::<&str>::new());
    }
}
