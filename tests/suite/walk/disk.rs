//! Disks that are full, before the token is made and after it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use tokenwright::run::ledger::Ledger;

use crate::support::{Site, Walking, eventually};

/// A small file system, for those who may mount one.
struct Disk(TempDir);

impl Disk {
    fn mount(size: &str) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(folder.path());
        if command.output().is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: this user may not mount a file system");
        None
    }

    fn fill(&self) {
        let mut filler = fs::File::create(self.0.path().join("filler")).unwrap();
        while filler.write(&[1; 1024]).is_ok_and(|written| written > 0) {}
    }

    fn make_room(&self) {
        fs::remove_file(self.0.path().join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).output();
    }
}

/// The program has journalled that it is about to ask for the token.
fn await_intent(walking: &mut Walking<'_>, out: &Path) {
    let ledger = Ledger::open(&out.join("ledger.sqlite")).unwrap();
    walking.until("the token is asked for", || ledger.open_intent("rcwa", "generate").unwrap().is_some());
}

#[test]
fn a_full_disk_is_seen_before_anything_is_started() {
    let Some(disk) = Disk::mount("64k") else { return };
    disk.fill();
    let site = Site::new("");
    let walked = site.walk().out(disk.0.path()).run();
    walked.expect_error(2, "disk_full").says(["disk is full", "nothing was started"]);
    assert_eq!(site.truth().page_views, 0);
}

/// It fills up while the token is made: the dialog stays open until there is room, and then all ends well.
#[test]
fn a_disk_that_fills_up_under_the_token_is_waited_for() {
    let Some(disk) = Disk::mount("2m") else { return };
    let site = Site::new("terms=accepted");
    let mut walking = site.walk().out(disk.0.path()).timeout("60").start();
    walking.until_logged("assign_assets");
    site.set("delay_ms", "1200");
    await_intent(&mut walking, disk.0.path());
    disk.fill();
    walking.until_logged("generate_token");
    // The page has the token, and the program cannot store it: it goes on trying, which the folder's time shows.
    let touched = || fs::metadata(disk.0.path().join("credentials")).unwrap().modified().unwrap();
    let before = touched();
    eventually("storing is tried", || touched() > before);
    assert!(walking.runs());
    disk.make_room();
    let walked = walking.finish();
    walked.expect(0);
    site.assert_made_once("ADMIN");
    assert_eq!(walked.variable("WHATSAPP_ACCESS_TOKEN").as_deref(), Some(site.truth().tokens[0].token.as_str()));
}

/// Something gets into the way of the file while the token is made, and stays there: the person is told that the token is
/// lost and what to do, and the next run does not just make another one.
#[test]
fn a_token_that_cannot_be_stored_is_told() {
    let site = Site::new("terms=accepted");
    let mut walking = site.walk().timeout("6").start();
    walking.until_logged("assign_assets");
    site.set("delay_ms", "1200");
    await_intent(&mut walking, &site.out());
    let folder = site.out().join("credentials");
    fs::remove_dir(&folder).unwrap();
    fs::write(&folder, "in the way").unwrap();
    let walked = walking.finish();
    walked.expect_error(3, "in_the_way").says(["could not be stored", "revoke", "--force-new-token"]);
    assert_eq!(walked.json["credentials"], serde_json::Value::Null);
    assert_eq!(site.truth().tokens.len(), 1);

    fs::remove_file(&folder).unwrap();
    site.set("delay_ms", "20");
    site.walk().run().expect_error(3, "token_unaccounted");
    assert_eq!(site.truth().tokens.len(), 1);
}

/// No room for the journal: without its line on the disk nothing is committed.
#[test]
fn without_a_journal_nothing_is_committed() {
    let Some(disk) = Disk::mount("2m") else { return };
    let site = Site::new("terms=accepted");
    let mut walking = site.walk().out(disk.0.path()).start();
    walking.until("the console is opened", || site.truth().page_views > 1);
    disk.fill();
    let walked = walking.finish();
    walked.expect_error(1, "ledger").says(["ledger.sqlite", "make room"]);
    let truth = site.truth();
    assert!(truth.tokens.is_empty() && truth.users.len() <= 1, "{truth:?}");
}
