//! Consoles drawn at random: the walk ends right, or stops and does no harm. Seeds that ever failed stay.

use tokenwright::practice::shuffled;

use super::table::{Case, all, walk_all};

/// Seeds that once failed, with their switches, each for a reason of its own (a token in bold pieces, a guard that read a description as a
/// name, a page that reloads itself under a dialog, a clipped toggle rendered anew, a button that only looks greyed, an alert
/// under the click on a cookie banner, an app's name level by chance with a permission scrolled out of view).
/// They are kept with what was drawn then: what a switch is drawn from may change.
#[rustfmt::skip]
const ONCE_FAILED: [(u64, &str); 13] = [
    (
        4,
        "assign_visible_loads=2 assign_visible_ms=1500 case=title generation=1b language=es \
         manner.close_ms=600 manner.reload=picker manner.rerender_ms=400 manner.stale=yes manner.window=same \
         markup.button=div-role markup.label=wrap markup.menu_button=named markup.permissions=virtual \
         markup.picker=select-only markup.row=link markup.toggle=hidden markup.token=field \
         role_default=employee terms=accepted",
    ),
    (
        6,
        "generation=1 app_default=none assign_visible_loads=0 assign_visible_ms=0 case=sentence \
         confirm=dialog manner.close_ms=0 manner.fade_ms=400 manner.pieces=yes manner.rerender_ms=400 \
         manner.silent=yes manner.twins=yes markup.button=plain markup.check=hidden markup.container=shadow \
         markup.dialog=norole markup.permissions=search markup.picker=native markup.picker_search=yes \
         markup.row=plain markup.side=folded markup.toggle=native markup.token=pieces preselected=yes \
         role_default=employee wording=2",
    ),
    (
        10,
        "app_default=none assign_visible_loads=2 assign_visible_ms=500 confirm=toast generation=1-expiry \
         manner.close_ms=600 manner.cookie=yes manner.fade_ms=400 manner.landing=system-users \
         manner.reload=picker manner.rerender_ms=150 markup.button=div-role markup.check=clipped \
         markup.dialog=norole markup.label=labelledby markup.permissions=search markup.picker=listbox \
         markup.row=native markup.side=folded markup.toggle=switch role_default=admin wording=1",
    ),
    (
        11,
        "generation=1 assign_visible_ms=500 case=sentence confirm=toast manner.cookie=yes \
         manner.enable_ms=500 manner.fade_ms=400 manner.flash=yes manner.landing=system-users \
         manner.pieces=yes manner.reload=picker manner.stale=yes manner.window=same markup.button=div-role \
         markup.check=native markup.container=iframe markup.label=aria-label markup.menu_button=named \
         markup.permissions=virtual markup.picker=combobox markup.row=plain markup.side=folded \
         markup.toggle=switch markup.token=short preselected=yes role_default=admin tasks_default=develop \
         wording=1",
    ),
    (
        18,
        "app_default=none assign_visible_loads=2 assign_visible_ms=1500 case=title confirm=toast \
         generation=1-expiry language=it manner.close_ms=0 manner.cookie=yes manner.fade_ms=0 \
         manner.landing=system-users manner.reload=once manner.stale=yes manner.toast=yes manner.window=same \
         markup.button=native markup.check=native markup.container=iframe markup.dialog=norole \
         markup.label=wrap markup.menu_button=named markup.picker=listbox markup.row=native \
         markup.toggle=aria markup.token=lines role_default=employee",
    ),
    (
        19,
        "app_default=first assign_visible_ms=0 case=title confirm=none generation=2 language=it \
         manner.cookie=yes manner.enable_ms=500 manner.fade_ms=400 manner.landing=system-users \
         manner.rerender_ms=400 manner.toast=yes manner.twins=yes manner.window=same markup.check=hidden \
         markup.label=beside markup.permissions=search markup.picker=combobox markup.row=native \
         markup.toggle=clipped markup.token=pieces role_default=admin",
    ),
    (
        23,
        "generation=1 assign_visible_loads=2 assign_visible_ms=500 case=sentence confirm=toast \
         manner.close_ms=600 manner.cookie=yes manner.fade_ms=0 manner.flash=yes manner.pieces=yes \
         manner.rerender_ms=150 manner.window=same markup.container=shadow markup.dialog=native \
         markup.label=beside markup.permissions=search markup.picker=native markup.picker_search=yes \
         markup.row=native markup.toggle=switch wording=1",
    ),
    (
        29,
        "app_default=none assign_visible_loads=0 assign_visible_ms=1500 case=title confirm=dialog \
         generation=2 manner.cookie=yes manner.enable_ms=500 manner.fade_ms=400 manner.rerender_ms=150 \
         manner.toast=yes manner.twins=yes manner.window=same markup.button=link markup.check=switch \
         markup.dialog=norole markup.label=beside markup.menu_button=nameless markup.permissions=search \
         markup.picker=native markup.picker_search=yes markup.row=div-role markup.toggle=switch \
         markup.token=pieces role_default=admin tasks_default=develop wording=2",
    ),
    (
        39,
        "assign_visible_loads=2 assign_visible_ms=500 confirm=none generation=1b language=pt-BR \
         manner.close_ms=0 manner.enable_ms=500 manner.reload=once manner.silent=yes manner.window=same \
         markup.button=plain markup.check=hidden markup.container=iframe markup.label=aria-label \
         markup.menu_button=named markup.picker=select-only markup.row=plain markup.side=folded \
         markup.token=pieces role_default=admin terms=accepted wording=1",
    ),
    (
        1001,
        "app_default=none assign_visible_ms=0 case=sentence confirm=none generation=1b language=pt-BR \
         manner.close_ms=600 manner.enable_ms=500 manner.fade_ms=0 manner.flash=yes manner.pieces=yes \
         manner.rerender_ms=150 markup.button=plain markup.check=clipped markup.label=labelledby \
         markup.picker=native markup.row=link markup.side=folded markup.toggle=switch markup.token=short \
         tasks_default=develop wording=2",
    ),
    (
        2005,
        "assign_visible_loads=0 assign_visible_ms=1500 case=sentence generation=1-expiry language=it \
         manner.close_ms=600 manner.landing=system-users manner.pieces=yes manner.rerender_ms=400 \
         manner.toast=yes manner.twins=yes manner.window=same markup.button=native markup.check=clipped \
         markup.container=shadow markup.label=beside markup.menu_button=nameless markup.permissions=virtual \
         markup.picker=combobox markup.row=native markup.side=folded markup.toggle=aria markup.token=lines \
         role_default=employee wording=2",
    ),
    (
        2094,
        "generation=1 app_default=none assign_visible_ms=0 case=sentence confirm=none language=it \
         manner.alert=load manner.close_ms=600 manner.fade_ms=400 manner.landing=system-users \
         manner.pieces=yes manner.reload=once manner.rerender_ms=150 manner.stale=yes manner.twins=yes \
         markup.check=aria markup.container=iframe markup.label=labelledby markup.permissions=search \
         markup.picker=listbox markup.row=native markup.side=folded markup.toggle=native markup.token=pieces \
         role_default=admin tasks_default=develop terms=accepted",
    ),
    (
        2121,
        "generation=1 assign_visible_loads=0 assign_visible_ms=1500 case=sentence confirm=dialog language=es \
         manner.alert=load manner.close_ms=600 manner.flash=yes manner.rerender_ms=400 markup.button=link \
         markup.check=hidden markup.container=shadow markup.label=beside markup.menu_button=nameless \
         markup.permissions=search markup.row=link markup.side=folded markup.toggle=switch \
         markup.token=pieces preselected=yes tasks_default=develop terms=accepted",
    ),
];

/// The seeds that are walked each time; `TOKENWRIGHT_SHUFFLES=from..to,seed,...` walks those instead.
fn seeds() -> Vec<u64> {
    match std::env::var("TOKENWRIGHT_SHUFFLES") {
        Ok(wanted) => wanted.split(',').flat_map(range).collect(),
        Err(_) => (1002..1004).collect(),
    }
}

#[test]
fn shuffled_consoles_are_walked() {
    let mut cases: Vec<Case> = seeds().into_iter().map(case).collect();
    if std::env::var_os("TOKENWRIGHT_SHUFFLES").is_none() {
        // The suite walks the latest of them.
        let from = if all() { 0 } else { ONCE_FAILED.len() - 2 };
        let once_failed = ONCE_FAILED[from..].iter().map(|(seed, switches)| named(*seed, (*switches).to_owned()));
        cases.splice(..0, once_failed);
    }
    let faults: Vec<String> = cases
        .iter()
        .zip(walk_all(&cases))
        .filter_map(|(case, came)| came.fault(&format!("{}: {}", case.name, case.switches)))
        .collect();
    assert!(faults.is_empty(), "{} of {} failed:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

fn range(text: &str) -> std::ops::Range<u64> {
    let number = |text: &str| text.parse().expect("a seed is a number");
    let single = || (number(text), number(text) + 1);
    let (from, to) = text.split_once("..").map_or_else(single, |(from, to)| (number(from), number(to)));
    from..to
}

fn case(seed: u64) -> Case {
    let changed = serde_json::to_value(shuffled(seed).changed()).unwrap();
    let pairs = changed.as_object().unwrap().iter();
    let switches: Vec<String> = pairs.map(|(key, value)| format!("{key}={}", value.as_str().unwrap())).collect();
    named(seed, switches.join(" "))
}

fn named(seed: u64, switches: String) -> Case {
    Case { switches, name: format!("seed {seed}"), timeout: "15", system_user: None }
}
