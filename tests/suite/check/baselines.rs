//! The baselines of the practice site's generations, which are kept in the repository, and those that cannot be used.

use std::fs;

use super::{baseline, came, check, console};
use crate::support::{files_under, side_by_side};

/// `UPDATE_BASELINES=1` writes them anew (`make baselines`).
#[test]
fn the_kept_baselines_are_those_of_the_practice_site() {
    let generations = ["1", "2", "3"];
    let anew = std::env::var_os("UPDATE_BASELINES").is_some();
    let checked: &[&str] = if anew { &generations } else { &[] };
    side_by_side(checked, |generation| {
        let site = console(&format!("generation={generation} delay_ms=20"));
        let walked = check(&site, &baseline(generation), "mark", ["--update"]);
        assert_eq!(walked.code, Some(0), "{}", walked.stdout);
    });
    for generation in generations {
        let head = fs::read_to_string(baseline(generation).join("baseline.toml")).unwrap();
        assert!(head.contains("step = \"generate\"") && head.contains("version = 1"), "{generation}");
        let dialog = fs::read_to_string(baseline(generation).join("create-user.txt")).unwrap();
        assert!(dialog.contains("{system_user}") && !dialog.contains("mark"), "names are replaced: {dialog}");
    }
}

#[test]
fn a_baseline_is_written_and_used_and_refused_where_it_is_not_whole() {
    let site = console("generation=1");
    let folder = site.folder().join("base");
    let walked = check(&site, &folder, "mark", []);
    assert_eq!(walked.code, Some(2), "{}", walked.stderr);
    assert!(walked.stderr.contains("there is no baseline") && walked.stderr.contains("--update"), "{}", walked.stderr);
    came(&check(&site, &folder, "mark", ["--update"]), 0, "same");
    fs::write(folder.join("add-assets.txt"), "== assign-leave\n").unwrap();
    let walked = check(&site, &folder, "mark", []);
    assert_eq!(walked.code, Some(2));
    assert!(walked.stderr.contains("damaged: add-assets.txt"), "{}", walked.stderr);
}

/// What has changed is shown at a terminal, and written only on yes.
#[test]
fn a_person_sees_the_difference_before_a_baseline_is_replaced() {
    let site = console("generation=3");
    let folder = site.folder().join("base");
    fs::create_dir(&folder).unwrap();
    for file in files_under(&baseline("3")) {
        fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
    }
    site.set("reword", "user_name:Name of the machine");
    let head = || fs::read_to_string(folder.join("baseline.toml")).unwrap();
    let before = head();
    let path = folder.to_str().unwrap();
    let walk = || site.walk().check().args(["--system-user", "mark", "--baseline", path, "--update"]).timeout("8");
    let mut seated = walk().seat();
    seated.await_words("Write this into the baseline", 1);
    seated.types("n\r");
    let (code, shown) = seated.end();
    assert_eq!(code, Some(10), "{shown}");
    assert!(shown.contains("-user-name: textbox \"System user name\""), "{shown}");
    assert!(shown.contains("+user-name: textbox \"Name of the machine\""), "{shown}");
    assert!(shown.contains("is left as it is"), "{shown}");
    assert_eq!(head(), before);
    // Where nobody can be asked it is written.
    let walked = walk().run();
    assert_eq!(walked.code, Some(10), "{}", walked.stderr);
    assert!(head().contains("Name of the machine") && walked.stderr.contains("is written"), "{}", walked.stderr);
}
