//! What follows from places and from the steps at them, without being said.

use tokenwright::scenario::{
    Library, Source,
    model::{Action, Belief, Condition, Goto, Guard, Repeat, Scenario, Step, Way},
};

fn places() -> Scenario {
    (Library { folders: Vec::new() }).load("tests/fixtures/scenarios/places.toml").unwrap().scenario
}

fn step<'a>(scenario: &'a Scenario, id: &str) -> &'a Step {
    scenario.steps.iter().find(|step| step.id == id).unwrap_or_else(|| panic!("no step {id}"))
}

fn led_to<'a>(ways: impl IntoIterator<Item = &'a Way>) -> Vec<&'a str> {
    ways.into_iter().filter_map(|way| way.goto.as_ref()).map(|goto| goto.step.as_str()).collect()
}

/// Whether a way believes that no dialog is open.
fn dialog_gone(way: &Way) -> bool {
    way.when.contains(&Condition::NoDialog) && way.settled == Some(Belief::Sure)
}

#[test]
fn each_act_in_a_dialog_that_is_gone_begins_anew() {
    let scenario = places();
    for (act, again) in [
        ("create-user", "create-user-look"),
        ("apps", "assign-again"),
        ("pick", "assign-again"),
        ("manage", "assign-again"),
        ("assign", "assign-again"),
        ("expiry", "generate-again"),
        ("expiry-next", "generate-again"),
        ("permissions", "generate-again"),
        ("generate", "generate-again"),
    ] {
        let ways = step(&scenario, act).ways.iter().filter(|way| dialog_gone(way));
        assert_eq!(led_to(ways), [again], "{act}");
    }
    // Nothing leads to the dialog that shows the token but what makes it.
    assert!(!step(&scenario, "token").ways.iter().any(dialog_gone));
}

#[test]
fn the_way_back_is_made_of_the_moves_of_the_places_the_nearest_first_and_opens_no_window() {
    let scenario = places();
    let back = step(&scenario, "generate-again");
    assert_eq!(led_to(&back.ways[..1]), ["generate-open"]);
    let beliefs: Vec<Option<Belief>> = back.ways.iter().map(|way| way.settled).collect();
    let (quiet, sure) = (Some(Belief::Quiet), Some(Belief::Sure));
    assert_eq!(beliefs, [None, None, quiet, quiet, quiet, sure, sure, sure]);
    let opens = |way: &Way| matches!(way.action, Action::Click { may_open_window: true, .. } | Action::Open(_));
    assert!(!back.ways.iter().any(opens), "{back:?}");
    // What was clicked is given the time to show.
    assert_eq!(led_to(&step(&scenario, "generate-again-wait").ways), ["generate-open", "generate-again"]);
}

#[test]
fn what_the_acts_have_made_of_a_page_must_still_be_so_when_it_is_committed() {
    let scenario = places();
    let guards = &step(&scenario, "create-user").guards;
    assert!(matches!(&guards[0], Guard::Value { value, .. } if value == "{system_user}"));
    assert!(matches!(guards[1], Guard::Shows { if_there: false, .. }));
    // That the list shows nobody of this name is asked once more, in the commit's own question.
    assert!(matches!(&guards[2], Guard::Holds(Condition::Absent(user)) if user.within.as_deref() == Some("page")));
    let guards = &step(&scenario, "assign").guards;
    assert!(matches!(
        guards[..],
        [Guard::Checked { on: true, .. }, Guard::Checked { on: true, .. }, Guard::CheckedOnly { .. }]
    ));
    // Of a dialog of several pages only the last is to be seen.
    let guards = &step(&scenario, "generate").guards;
    assert!(matches!(guards[..], [Guard::Checked { if_there: true, .. }, Guard::CheckedOnly { .. }]));
}

#[test]
fn a_commit_that_is_refused_is_looked_up_before_it_is_made_again_or_never_made_again() {
    let scenario = places();
    let create = step(&scenario, "create-user");
    assert_eq!((create.repeat, create.commits), (Repeat::Look, true));
    let Some(Goto { step: home, reload: true, then: Some(stop), .. }) = &create.if_not_done else { panic!() };
    assert_eq!((home.as_str(), stop.kind.as_str()), ("system-users", "console_error"));
    assert_eq!(led_to(&create.outcomes), ["create-user-instead", "create-user-refused", "system-users"]);
    let refused = step(&scenario, "create-user-refused");
    assert!(!led_to(&refused.ways).contains(&"add"), "it would be made again");
    assert_eq!(step(&scenario, "generate").if_not_done, None);
}

#[test]
fn a_page_that_asks_for_something_is_not_turned() {
    let scenario = places();
    let expiry = step(&scenario, "expiry");
    let turn = |way: &&Way| matches!(way.action, Action::Click { .. }) && way.settled == Some(Belief::Order);
    let turns: Vec<&Way> = expiry.ways.iter().filter(turn).collect();
    assert_eq!((turns.len(), turns[0].limit), (1, Some(1)));
    assert!(matches!(&turns[0].when[..], [Condition::Absent(asked)] if asked.within.as_deref() == Some("dialog")));
}

#[test]
fn what_counts_no_more_is_waited_for_and_then_done_anew() {
    let scenario = places();
    let refuted = step(&scenario, "generate-refuted");
    assert_eq!(led_to(&refuted.ways), ["generate-again", "assign-anew-again", "generate-again"]);
    assert_eq!(refuted.ways[1].when, [Condition::NotDone("assign".to_owned())]);
    // However often the dialog is opened again: what it is waited for counts on.
    let place = |id: &str| scenario.steps.iter().position(|step| step.id == id).unwrap();
    assert!(place("generate-refuted") < place("generate-open"));
}

#[test]
fn a_scenario_that_ends_with_a_goal_ends_where_it_is_there() {
    let text = std::fs::read_to_string("tests/fixtures/scenarios/places.toml").unwrap();
    let (before, after) = text.split_once("[[step]]\nid = \"generate\"").unwrap();
    let stops = &after[after.find("[stop]").unwrap()..];
    let text = format!("{before}{stops}").replace(", greyed = \"greyed\"", "");
    let loaded = (Library { folders: Vec::new() }).read(&Source::new("x.toml", text));
    let scenario = loaded.unwrap_or_else(|error| panic!("{error}")).scenario;
    assert_eq!(led_to(&step(&scenario, "assign-look").ways)[1], "(end)");
    assert_eq!(scenario.steps.last().unwrap().id, "assign-shows");
}

#[test]
fn a_locator_looks_at_the_place_of_its_step_unless_it_says_where() {
    let scenario = places();
    let Action::Read { target, .. } = &step(&scenario, "app-id").ways[0].action else { panic!() };
    assert!(target[0].near.is_some() && target[0].single.is_some());
    let Action::Click { target, .. } = &step(&scenario, "apps").ways[0].action else { panic!() };
    assert_eq!(target[0].within.as_deref(), Some("dialog"));
    let Condition::Present(anywhere) = &step(&scenario, "create-user").outcomes[0].when[0] else { panic!() };
    assert_eq!(anywhere.within, None);
}

/// Where a place is an entry of a list and says why the walk ends without it, the whole list is looked through before that is said, and
/// nobody is added.
#[test]
fn an_entry_that_must_be_there_is_looked_for_in_the_whole_list() {
    let text = std::fs::read_to_string("tests/fixtures/scenarios/places.toml").unwrap();
    let reach = "reach = { find = \"{system_user}\" }\n";
    assert!(text.contains(reach));
    let stop = "no_such_user = { message = \"nobody is called so\", hint = \"give another name\" }\n";
    let text = text.replace(reach, &format!("{reach}else = \"no_such_user\"\n"));
    let text = text.replacen("[stop]\n", &format!("[stop]\n{stop}"), 1);
    let loaded = (Library { folders: Vec::new() }).read(&Source::new("x.toml", text));
    let scenario = loaded.unwrap_or_else(|error| panic!("{error}")).scenario;
    let pane = step(&scenario, "open-user");
    assert_eq!(led_to(&pane.ways), ["open-user-entry", "open-user-look"]);
    let look = led_to(&step(&scenario, "open-user-look").ways);
    for part in ["open-user-entry", "open-user-search", "open-user-ask", "open-user-more", "open-user-none"] {
        assert!(look.contains(&part), "{part} in {look:?}");
    }
    let none = step(&scenario, "open-user-none");
    let [Way { action: Action::Stop(stop), .. }] = none.ways.as_slice() else { panic!("{none:?}") };
    assert_eq!(stop.kind, "no_such_user");
    // Where it says nothing, it is clicked as ever.
    assert!(places().steps.iter().all(|step| step.id != "open-user-none"));
}
