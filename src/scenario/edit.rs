//! Changes of a scenario's file that keep its comments, its order and its form.

use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, Value};

use super::read::locator;

/// The kinds of control that a locator begins with.
const KINDS: [&str; 9] = ["button", "field", "picker", "check", "option", "menu", "text", "label", "name"];
/// Acts whose table has a locator and more; `target` takes a ladder instead.
const WITH_TARGET: [&str; 4] = ["fill", "choose", "check", "read"];

/// A way to a value: keys of tables, and places in lists.
#[derive(Clone)]
enum Leg {
    Key(String),
    Place(usize),
}

/// The text of a scenario in which the locator on this line, that asks for this label, has one alternative more: `rung`, a locator as it
/// stands in a scenario. `None`: there is none, or the text is no TOML.
pub fn with_rung(text: &str, line: usize, label: &str, rung: &str) -> Option<String> {
    let spanned = Document::parse(text).ok()?;
    let mut way = Vec::new();
    let lines = Lines { text, line };
    find_in_table(spanned.as_table(), &lines, label, &mut way).then_some(())?;
    let rung: Value = format!("x = {rung}").parse::<DocumentMut>().ok()?.remove("x")?.into_value().ok()?;
    let mut document: DocumentMut = text.parse().ok()?;
    let Some(Leg::Key(act)) = way.last().cloned() else { return None };
    let value = follow(document.as_item_mut(), &way)?;
    let changed = with_alternative(value, &act, rung)?;
    let decor = value.decor().clone();
    *value = changed;
    *value.decor_mut() = decor;
    Some(document.to_string())
}

struct Lines<'a> {
    text: &'a str,
    line: usize,
}

impl Lines<'_> {
    fn has(&self, span: Option<std::ops::Range<usize>>) -> bool {
        let Some(span) = span else { return false };
        let number = |at: usize| self.text[..at].matches('\n').count() + 1;
        (number(span.start)..=number(span.end.saturating_sub(1).max(span.start))).contains(&self.line)
    }
}

fn find_in_table(table: &dyn toml_edit::TableLike, lines: &Lines<'_>, label: &str, way: &mut Vec<Leg>) -> bool {
    for (key, item) in table.iter() {
        way.push(Leg::Key(key.to_owned()));
        let found = match item {
            Item::Value(value) => find_in_value(value, lines, label, way),
            Item::Table(table) => find_in_table(table, lines, label, way),
            Item::ArrayOfTables(tables) => tables.iter().enumerate().any(|(at, table)| {
                way.push(Leg::Place(at));
                find_in_table(table, lines, label, way) || way.pop().is_none()
            }),
            Item::None => false,
        };
        if found {
            return true;
        }
        way.pop();
    }
    false
}

/// Whether the value of a key, or what is in it, is the locator; `way` leads to it then.
fn find_in_value(value: &Value, lines: &Lines<'_>, label: &str, way: &mut Vec<Leg>) -> bool {
    if !lines.has(value.span()) {
        return false;
    }
    // What stands beside a locator in an act ("on") is none of it; "check" is an act, too.
    let is_act = |key: &str| key == "check" || (key != "on" && !locator::KEYS.contains(&key));
    let of_act = matches!(way.last(), Some(Leg::Key(key)) if is_act(key));
    if of_act && asks_for(value, label) {
        return true;
    }
    match value {
        Value::InlineTable(table) => find_in_table(table, lines, label, way),
        Value::Array(list) => list.iter().enumerate().any(|(at, one)| {
            let Value::InlineTable(table) = one else { return false };
            way.push(Leg::Place(at));
            (lines.has(one.span()) && find_in_table(table, lines, label, way)) || way.pop().is_none()
        }),
        _ => false,
    }
}

/// Whether a value is a locator that asks for the label, or a list with one.
fn asks_for(value: &Value, label: &str) -> bool {
    match value {
        Value::String(text) => text.value() == label,
        Value::InlineTable(table) => {
            KINDS.iter().any(|kind| table.get(kind).and_then(Value::as_str) == Some(label))
                || table.get("target").is_some_and(|target| asks_for(target, label))
        }
        Value::Array(list) => list.iter().any(|one| asks_for(one, label)),
        _ => false,
    }
}

fn follow<'a>(item: &'a mut Item, way: &[Leg]) -> Option<&'a mut Value> {
    let (leg, rest) = way.split_first()?;
    match (leg, item) {
        (Leg::Key(key), Item::Value(value)) => follow_value(value.as_inline_table_mut()?.get_mut(key)?, rest),
        (Leg::Key(key), item) => {
            let next = item.as_table_like_mut()?.get_mut(key)?;
            if rest.is_empty() { next.as_value_mut() } else { follow(next, rest) }
        }
        (Leg::Place(at), Item::Value(value)) => follow_value(value.as_array_mut()?.get_mut(*at)?, rest),
        (Leg::Place(at), Item::ArrayOfTables(tables)) => {
            let [Leg::Key(key), rest @ ..] = rest else { return None };
            let next = tables.get_mut(*at)?.get_mut(key)?;
            if rest.is_empty() { next.as_value_mut() } else { follow(next, rest) }
        }
        _ => None,
    }
}

fn follow_value<'a>(value: &'a mut Value, way: &[Leg]) -> Option<&'a mut Value> {
    match way.split_first() {
        None => Some(value),
        Some((Leg::Key(key), rest)) => follow_value(value.as_inline_table_mut()?.get_mut(key)?, rest),
        Some((Leg::Place(at), rest)) => follow_value(value.as_array_mut()?.get_mut(*at)?, rest),
    }
}

fn with_alternative(value: &Value, act: &str, rung: Value) -> Option<Value> {
    match value {
        Value::Array(list) => {
            let mut list = list.clone();
            list.push(rung);
            Some(list.into())
        }
        Value::InlineTable(table) if WITH_TARGET.contains(&act) => {
            let mut left = table.clone();
            if let Some(target) = table.get("target") {
                left.insert("target", with_alternative(target, "target", rung)?);
                return Some(left.into());
            }
            let mut target = InlineTable::new();
            for key in locator::KEYS.into_iter().filter(|key| !(act == "choose" && *key == "option")) {
                if let Some(part) = left.remove(key) {
                    target.insert(key, bare(part));
                }
            }
            let mut whole = InlineTable::new();
            whole.insert("target", list([target.into(), rung]));
            for (key, rest) in &left {
                whole.insert(key, bare(rest.clone()));
            }
            Some(whole.into())
        }
        Value::String(_) | Value::InlineTable(_) => Some(list([bare(value.clone()), rung])),
        _ => None,
    }
}

fn list(members: [Value; 2]) -> Value {
    members.into_iter().collect::<Array>().into()
}

/// Without the white space that stood around it.
fn bare(mut value: Value) -> Value {
    value.decor_mut().clear();
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# mine
name = "x"
[place]
create = { from = "users", reach = { click = "add" }, leave = "cancel" } # here
[[step]]
id = "a"
do = [
    { id = "name", fill = { field = "user_name", value = "{system_user}" } },
    # chosen
    { id = "role", choose = { picker = "user_role", option = "{role}", others = ["admin"] } },
    { id = "on", check = { check = "manage", alone = true } },
    { commit = ["save", { button = "add" }] },
]
"#;

    fn changed(line: usize, label: &str) -> String {
        let after = with_rung(TEXT, line, label, "{ role = \"link\", label = \"x\" }").unwrap();
        let (before, after): (Vec<&str>, Vec<&str>) = (TEXT.lines().collect(), after.lines().collect());
        assert_eq!(before.len(), after.len());
        let differ: Vec<usize> = (0..before.len()).filter(|at| before[*at] != after[*at]).collect();
        assert_eq!(differ, [line - 1], "one line changes: {after:#?}");
        after[line - 1].trim().to_owned()
    }

    #[test]
    fn an_alternative_is_put_where_the_locator_is_and_all_else_stays() {
        let rung = "{ role = \"link\", label = \"x\" }";
        assert_eq!(
            changed(4, "add"),
            format!(
                "create = {{ from = \"users\", reach = {{ click = [\"add\", {rung}] }}, leave = \"cancel\" }} # here"
            )
        );
        assert_eq!(
            changed(8, "user_name"),
            format!(
                "{{ id = \"name\", fill = {{ target = [{{ field = \"user_name\" }}, {rung}], value = \"{{system_user}}\" }} }},"
            )
        );
        assert_eq!(
            changed(10, "user_role"),
            format!(
                "{{ id = \"role\", choose = {{ target = [{{ picker = \"user_role\" }}, {rung}], option = \"{{role}}\", others = [\"admin\"] }} }},"
            )
        );
        assert_eq!(
            changed(11, "manage"),
            format!("{{ id = \"on\", check = {{ target = [{{ check = \"manage\" }}, {rung}], alone = true }} }},")
        );
        assert_eq!(changed(12, "save"), format!("{{ commit = [\"save\", {{ button = \"add\" }}, {rung}] }},"));
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        assert!(with_rung(TEXT, 4, "save", "{ button = \"x\" }").is_none());
        assert!(with_rung(TEXT, 99, "add", "{ button = \"x\" }").is_none());
        assert!(with_rung("a = [", 1, "add", "{ button = \"x\" }").is_none());
    }
}
