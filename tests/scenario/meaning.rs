//! What the words of a scenario file mean.

use tokenwright::scenario::{
    Library, Source,
    model::{Action, Belief, Condition, Control, Guard, Matching, Name, Scenario, StopClass, Which},
};

fn good() -> Scenario {
    (Library { folders: Vec::new() }).load("tests/fixtures/scenarios/good.toml").unwrap().scenario
}

fn step_of(text: &str) -> tokenwright::scenario::model::Step {
    let text =
        format!("name = \"x\"\ntitle = \"x\"\nstart = \"https://x\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\n{text}\n");
    let loaded = (Library { folders: Vec::new() }).read(&Source::new("x.toml", text));
    loaded.unwrap_or_else(|error| panic!("{error}")).scenario.steps.remove(0)
}

#[test]
fn a_name_is_a_label_where_there_is_one_and_words_where_it_says_so() {
    let name = |text: &str| match step_of(&format!("click = {{ button = \"{text}\" }}")).ways.remove(0).action {
        Action::Click { mut target, .. } => target.remove(0).name,
        other => panic!("{other:?}"),
    };
    assert_eq!(name("add"), Some(Name::Label("add".to_owned())));
    assert_eq!(name("=add"), Some(Name::Literal("add".to_owned())));
    assert_eq!(name("{app} Old"), Some(Name::Literal("{app} Old".to_owned())));
}

#[test]
fn unless_is_a_first_way_and_the_others_wait_until_its_absence_can_be_believed() {
    let scenario = good();
    let step = scenario.steps.iter().find(|step| step.id == "create").unwrap();
    assert_eq!(step.ways.len(), 2);
    assert_eq!(step.ways[0].action, Action::Expect);
    assert_eq!(step.ways[0].goto.as_ref().unwrap().step, "select-user");
    assert_eq!(step.ways[0].settled, None);
    assert_eq!(step.ways[1].settled, Some(Belief::Sure));
    assert_eq!(step.timeout_ms, Some(2500));
}

#[test]
fn jumps_backwards_have_a_limit_and_those_forwards_none() {
    let scenario = good();
    let limit = |id: &str, way: usize| {
        let step = scenario.steps.iter().find(|step| step.id == id).unwrap();
        step.ways[way].goto.as_ref().unwrap().limit
    };
    assert_eq!(limit("create", 0), u32::MAX);
    assert_eq!(limit("apps", 0), 4);
    assert_eq!(limit("patience", 0), 3);
}

#[test]
fn guards_are_told_apart_by_their_keys() {
    let scenario = good();
    let guards = &scenario.steps.iter().find(|step| step.id == "create").unwrap().guards;
    assert!(matches!(&guards[0], Guard::Value { value, .. } if value == "{system_user}"));
    assert!(matches!(&guards[1], Guard::Shows { option, .. } if option[0].control == Some(Control::Option)));
    assert!(matches!(&guards[2], Guard::Holds(Condition::Absent(locator)) if locator.matching == Matching::Contains));
    assert!(matches!(&guards[3], Guard::Holds(Condition::Twins(locator)) if locator.control == Some(Control::Text)));
    assert!(matches!(guards[4], Guard::Checked { on: true, if_there: true, .. }));
    assert!(matches!(guards[5], Guard::Checked { on: false, if_there: false, .. }));
    assert!(matches!(&guards[6], Guard::CheckedOnly { names, also, .. } if names.len() == 2 && also.len() == 1));
    assert!(matches!(guards[7], Guard::Holds(Condition::NoDialog)));
}

#[test]
fn a_ladder_stays_as_it_is_written() {
    let scenario = good();
    let Action::Click { target, may_open_window } = &scenario.steps[1].ways[0].action else { panic!() };
    assert!(may_open_window);
    assert_eq!(target.len(), 2);
    assert_eq!(target[0].role.as_deref(), Some("link"));
    assert_eq!(target[1].which, Some(Which::First));
    assert_eq!(target[1].control, Some(Control::Button));
}

#[test]
fn what_to_read_may_be_pointed_at_by_its_scope_alone() {
    let scenario = good();
    let step = scenario.steps.iter().find(|step| step.id == "token").unwrap();
    let Action::Read { target, pattern, copy, .. } = &step.ways[0].action else { panic!() };
    assert_eq!((target.len(), copy.len()), (1, 1));
    assert_eq!(target[0].within.as_deref(), Some("dialog"));
    assert_eq!(target[0].name, None);
    assert_eq!(pattern, "EAA[0-9A-Za-z]{60,}");
}

#[test]
fn the_language_of_the_page_decides_the_order_of_wordings() {
    let labels = good().labels;
    assert_eq!(labels.wordings("users", "es-MX")[0].text, "Usuarios");
    assert_eq!(labels.wordings("users", "es-MX")[1].text, "Users");
    assert_eq!(labels.file_for("pt_BR"), Some("pt-BR"));
    assert_eq!(labels.file_for("pt-PT"), Some("pt-BR"));
    assert_eq!(labels.file_for("ja"), None);
}

#[test]
fn a_scenario_is_told_in_plain_words() {
    let loaded = (Library { folders: Vec::new() }).load("tests/fixtures/scenarios/good.toml").unwrap();
    let text = tokenwright::scenario::overview(&loaded);
    assert!(text.contains("click button \"Create System User\" in the dialog"), "{text}");
    assert!(text.contains("only if field \"System Username\" is \"{system_user}\""), "{text}");
}

#[test]
fn a_notice_names_what_a_person_is_asked_for_and_why_a_walk_ends() {
    let scenario = good();
    let notice = |id: &str| scenario.interruptions.iter().find(|one| one.id == id).unwrap();
    let Action::Person(person) = &notice("new-device").action else { panic!() };
    assert_eq!((person.kind.as_deref(), person.refused), (Some("new_device"), true));
    assert_eq!(notice("new-device").title, "a new device");
    let Action::Stop(stop) = &notice("home-2").action else { panic!() };
    assert_eq!((stop.kind.as_str(), stop.class), ("sent_home", StopClass::Refused));
    assert_eq!(notice("home-2").when, [Condition::Url("*/latest/home*".to_owned())]);
}

#[test]
fn a_strange_dialog_has_none_of_the_commits() {
    let scenario = good();
    let password = scenario.interruptions.iter().find(|one| one.id == "password").unwrap();
    let absent = |condition: &Condition| matches!(condition, Condition::Absent(locator) if locator.within.as_deref() == Some("dialog"));
    assert_eq!(password.when.len(), 2);
    assert!(absent(&password.when[1]), "{:?}", password.when);
}

/// A scenario that reads no token comes to none, however many commits it has.
#[test]
fn what_makes_a_token_reads_one() {
    let shipped = |name: &str| (Library { folders: Vec::new() }).load(name).unwrap().scenario;
    assert!(shipped("whatsapp-token").makes_token());
    assert!(!shipped("whatsapp-assets").makes_token());
}
