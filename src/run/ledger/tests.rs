//! The ledger: what it keeps, and what it refuses.

use super::*;

#[test]
fn an_intent_stays_open_until_it_is_settled() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite")).unwrap();
    let run = ledger.begin("acme").unwrap();
    let commit = ledger.intend(run, "acme", "generate").unwrap();
    assert!(ledger.open_intent("acme", "generate").unwrap().is_some());
    let line = &ledger.accounts().unwrap()[0];
    assert_eq!(line.open_commits, ["generate"]);
    assert!(line.hint.as_deref().unwrap().contains("run again"));
    assert!(!ledger.was_done("acme", "generate").unwrap());
    ledger.settle(commit, CommitState::Done).unwrap();
    assert!(ledger.was_done("acme", "generate").unwrap() && !ledger.was_done("other", "generate").unwrap());
    assert!(ledger.open_intent("acme", "generate").unwrap().is_none());
    assert!(ledger.open_intent("other", "generate").unwrap().is_none());
}

/// Two scenarios may have a step of one name: neither is taken for done, nor asked about, for the other's sake.
#[test]
fn each_work_has_commits_and_runs_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let open = |work: &str| Ledger::open(&at(&folder)).unwrap().of(work);
    let (token, other) = (Ledger::open(&at(&folder)).unwrap(), open("other"));
    let done = token.intend(token.begin("acme").unwrap(), "acme", "assign").unwrap();
    token.settle(done, CommitState::Done).unwrap();
    assert!(token.was_done("acme", "assign").unwrap() && !other.was_done("acme", "assign").unwrap());
    let run = other.begin("acme").unwrap();
    other.intend(run, "acme", "assign").unwrap();
    assert!(other.open_intent("acme", "assign").unwrap().is_some());
    assert!(token.open_intent("acme", "assign").unwrap().is_none(), "the later one is the other's");
    // Nor does one settle what the other has left open.
    token.settle_open("acme", "assign", CommitState::Done).unwrap();
    assert!(other.open_intent("acme", "assign").unwrap().is_some() && !other.was_done("acme", "assign").unwrap());
    other.settle_open("acme", "assign", CommitState::NotDone).unwrap();
    assert!(other.open_intent("acme", "assign").unwrap().is_none() && token.was_done("acme", "assign").unwrap());
    // How an account stands is told for each of them.
    let mut result = RunResult::begun("acme", "other", "browser", jiff::Timestamp::now());
    result.status = Status::Done;
    other.intend(run, "acme", "more").unwrap();
    other.end(run, &result).unwrap();
    let line = |ledger: &Ledger| ledger.accounts().unwrap().remove(0);
    assert_eq!((line(&token).status.as_str(), line(&other).status.as_str()), (RUNNING, "done"));
    assert_eq!((line(&token).attempts, line(&other).attempts), (1, 1));
    assert!(line(&token).open_commits.is_empty());
    assert_eq!(line(&other).open_commits, ["more"]);
    assert!(open("third").accounts().unwrap().is_empty());
}

#[test]
fn attempts_and_steps_are_counted_without_proofs() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&at(&folder)).unwrap();
    for _ in 0..2 {
        let run = ledger.begin("acme").unwrap();
        ledger.at_step(run, "add");
    }
    let mut result = RunResult::begun("acme", "whatsapp-token", "browser", jiff::Timestamp::now());
    result.status = Status::Done;
    ledger.record(&result).unwrap();
    let line = &ledger.accounts().unwrap()[0];
    assert_eq!((line.attempts, line.last_step.as_deref(), line.status.as_str()), (2, Some("add"), "done"));
}

/// What an older program wrote is read where it cannot be brought up to date.
#[test]
fn an_older_ledger_is_read_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let old = Connection::open(at(&folder)).unwrap();
    old.execute_batch(&format!("{FIRST}pragma user_version = 1;")).unwrap();
    old.execute("insert into runs (account, started_at, status) values ('acme', 'then', 'done')", []).unwrap();
    let line = Ledger::open_to_read(&at(&folder)).unwrap().accounts().unwrap().remove(0);
    assert_eq!((line.attempts, line.last_step), (1, None));
    assert!(Ledger::open_to_read(&at(&folder)).unwrap().of("other").accounts().unwrap().is_empty());
}

/// Two programs that begin at the same moment, while a third one asks how it stands: none of them is refused.
#[test]
fn many_may_make_it_at_once() {
    for _ in 0..40 {
        let folder = tempfile::tempdir().unwrap();
        let path = at(&folder);
        let together = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (path, together) = (&path, &together);
                scope.spawn(move || {
                    together.wait();
                    let ledger = if number % 4 == 3 {
                        while !path.exists() {
                            std::thread::yield_now();
                        }
                        Ledger::open_to_read(path)
                    } else {
                        Ledger::open(path)
                    };
                    let ledger = ledger.unwrap_or_else(|error| panic!("{number}: {error}"));
                    if number % 4 == 3 {
                        ledger.accounts().unwrap();
                    } else {
                        ledger.begin("acme").unwrap();
                    }
                });
            }
        });
        assert_eq!(Ledger::open(&path).unwrap().accounts().unwrap()[0].attempts, 6);
    }
}

fn at(folder: &TempDir) -> PathBuf {
    Ledger::path(folder.path())
}

#[test]
fn what_a_newer_program_wrote_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    Ledger::open(&at(&folder)).unwrap().connection.execute_batch("pragma user_version = 7").unwrap();
    for error in [Ledger::open(&at(&folder)).unwrap_err(), Ledger::open_to_read(&at(&folder)).unwrap_err()] {
        assert!(error.to_string().contains("newer tokenwright (its version is 7, and this one knows"), "{error}");
    }
    let version: i64 = Connection::open(at(&folder))
        .unwrap()
        .query_row("select user_version from pragma_user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 7);
}

#[test]
fn what_to_do_hangs_on_why_the_database_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&at(&folder)).unwrap();
    ledger.connection.busy_timeout(Duration::ZERO).unwrap();
    let other = Connection::open(at(&folder)).unwrap();
    other.execute_batch("begin exclusive").unwrap();
    let held = way_out(&ledger.begin("acme").unwrap_err());
    assert!(held.contains("another program holds it"), "{held}");
    other.execute_batch("rollback").unwrap();
    ledger.connection.pragma_update(None, "query_only", true).unwrap();
    let refused = way_out(&ledger.begin("acme").unwrap_err());
    assert!(refused.contains("permissions"), "{refused}");
}

/// As programs before this one wrote it.
#[test]
fn a_ledger_of_the_first_version_opens() {
    let folder = tempfile::tempdir().unwrap();
    let old = Connection::open(at(&folder)).unwrap();
    old.execute_batch(&format!("pragma journal_mode = wal;{FIRST}pragma user_version = 1;")).unwrap();
    old.execute("insert into runs (account, started_at, status) values ('acme', 'then', 'done')", []).unwrap();
    // What it has left open is of the only work that there was.
    old.execute(
        "insert into commits (run, account, step, state, at) values (1, 'acme', 'generate', 'intent', 'then')",
        [],
    )
    .unwrap();
    drop(old);
    let ledger = Ledger::open(&at(&folder)).unwrap();
    assert_eq!(ledger.accounts().unwrap()[0].account, "acme");
    assert_eq!(ledger.open_intent("acme", "generate").unwrap().as_deref(), Some("then"));
    assert!(ledger.of("other").accounts().unwrap().is_empty());
}

#[test]
fn every_version_can_be_come_to() {
    Migrations::from_slice(&MIGRATIONS).validate().unwrap();
}

#[test]
fn it_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for found in [false, true] {
        if found {
            fs::set_permissions(at(&folder), fs::Permissions::from_mode(0o644)).unwrap();
        }
        let ledger = Ledger::open(&at(&folder)).unwrap();
        ledger.begin("acme").unwrap();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path), wanted, "{}", path.display());
        }
    }
}

/// Where nothing may be written, what was written last is read all the same: it may be in the file beside.
#[test]
fn a_copy_that_may_only_be_read_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&at(&folder)).unwrap();
    ledger.begin("acme").unwrap();
    let copied = copy(&at(&folder)).unwrap();
    drop(ledger);
    assert_eq!(Ledger::open_to_read(&at(&copied)).unwrap().accounts().unwrap().len(), 1);
    let Some(mounted) = read_only(copied.path()) else { return };
    let accounts = Ledger::open_to_read(&mounted.0.path().join(LEDGER)).map(|ledger| ledger.accounts().unwrap().len());
    drop(mounted);
    assert_eq!(accounts.unwrap(), 1);
}

struct Mounted(TempDir);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).output();
    }
}

/// A folder as it looks where nothing can be written, for those who may mount one: root writes whatever the modes say.
fn read_only(folder: &Path) -> Option<Mounted> {
    let place = tempfile::tempdir().unwrap();
    let mount = |arguments: &[&str], from: Option<&Path>| {
        let mut command = std::process::Command::new("mount");
        command.args(arguments).args(from).arg(place.path());
        command.output().is_ok_and(|output| output.status.success())
    };
    if !mount(&["--bind"], Some(folder)) {
        eprintln!("skipped: this user may not mount");
        return None;
    }
    let mounted = mount(&["-o", "remount,bind,ro"], None);
    let place = Mounted(place);
    mounted.then_some(place)
}

#[test]
fn a_target_has_what_it_got_last() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&Ledger::path(folder.path())).unwrap();
    ledger.delivered("acme", "vault", "1").unwrap();
    assert!(ledger.is_delivered("acme", "vault", "1").unwrap());
    ledger.delivered("acme", "vault", "2").unwrap();
    for (account, target, content) in [("acme", "vault", "1"), ("acme", "file", "2"), ("other", "vault", "2")] {
        assert!(!ledger.is_delivered(account, target, content).unwrap());
    }
}
