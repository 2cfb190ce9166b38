//! Values of Graph's answers, which writes one and the same in several ways.

use serde_json::Value;

/// A text or number as text: Graph writes ids both ways. Redacted, as a name may hold anything.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(crate::secret::plain(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also where it came as text or with a point.
pub(super) fn whole_number(value: &Value) -> Option<i64> {
    let of_float = |number: f64| format!("{number:.0}").parse().ok().filter(|_| number.fract() == 0.0);
    match value {
        Value::Number(number) => number.as_i64().or_else(|| of_float(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

pub(super) fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(text).collect()
}

pub(super) fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| seconds.to_string(), |when| when.strftime("%Y-%m-%d").to_string())
}
