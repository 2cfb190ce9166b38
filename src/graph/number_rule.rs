//! Which phone number is chosen where a token reaches several.

use std::{convert::Infallible, fmt, str::FromStr};

use crate::outcome::result::PhoneNumber;

/// Which phone number goes into the credentials file. All of them are reported, whatever the rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum NumberRule {
    /// The first of those that can send, in an order that is not Graph's: the business's own accounts before those shared with
    /// it, the lowest number first, Meta's own test numbers last. This is the default; where there are several, the run says
    /// which was chosen and how to choose another.
    #[default]
    First,
    /// The one that there is. Of several none is chosen, and the run says so.
    Only,
    /// This one: a Phone Number ID, or the number as people write it (only its digits count).
    This(String),
}

impl NumberRule {
    /// Applies the rule. `Ok(None)`: there is none at all.
    ///
    /// # Errors
    /// When the rule does not settle on one of them.
    pub fn choose<'a>(&self, numbers: &'a [PhoneNumber]) -> Result<Option<&'a PhoneNumber>, NumberRuleError> {
        let shown = || numbers.iter().map(|n| format!("{} ({})", n.display_phone_number, n.id)).collect::<Vec<_>>();
        match (self, numbers) {
            (_, []) => Ok(None),
            (Self::Only, [one]) | (Self::First, [one, ..]) => Ok(Some(one)),
            (Self::Only, _) => Err(NumberRuleError::Several { numbers: shown().join(", ") }),
            (Self::This(wanted), _) => {
                let matching: Vec<_> = numbers.iter().filter(|number| is(number, wanted)).collect();
                match matching[..] {
                    [one] => Ok(Some(one)),
                    [_, _, ..] => {
                        Err(NumberRuleError::Ambiguous { wanted: wanted.clone(), numbers: shown().join(", ") })
                    }
                    [] => Err(NumberRuleError::NotThere { wanted: wanted.clone(), numbers: shown().join(", ") }),
                }
            }
        }
    }
}

fn is(number: &PhoneNumber, wanted: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    number.id == wanted.trim() || (!digits(wanted).is_empty() && digits(&number.display_phone_number) == digits(wanted))
}

impl FromStr for NumberRule {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.trim() {
            "" | "first" => Self::First,
            "only" => Self::Only,
            this => Self::This(this.to_owned()),
        })
    }
}

impl fmt::Display for NumberRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Only => "only",
            Self::First => "first",
            Self::This(this) => this,
        })
    }
}

impl<'de> serde::Deserialize<'de> for NumberRule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Ok(rule) = text_or_number(deserializer)?.parse();
        Ok(rule)
    }
}

/// An ID or a phone number in a settings file, with quotes or without.
pub(super) fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged, expecting = "a text or a whole number is expected")]
    enum Written {
        Text(String),
        Number(u64),
    }
    Ok(match serde::Deserialize::deserialize(deserializer)? {
        Written::Text(text) => text,
        Written::Number(number) => number.to_string(),
    })
}

/// Why the rule does not settle on a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberRuleError {
    /// There are several and the rule is [`NumberRule::Only`].
    #[error("the token reaches several phone numbers, and none is chosen: {numbers}")]
    Several {
        /// All of them.
        numbers: String,
    },
    /// Several of them are written like the wanted one.
    #[error("the token reaches several phone numbers that are {wanted}: {numbers}")]
    Ambiguous {
        /// The wanted one.
        wanted: String,
        /// All of them.
        numbers: String,
    },
    /// The wanted one is not among them.
    #[error("the phone number {wanted} is not one of those that the token reaches: {numbers}")]
    NotThere {
        /// The wanted one.
        wanted: String,
        /// All of them.
        numbers: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Settings {
        phone_number: NumberRule,
    }

    fn number(id: &str, display: &str) -> PhoneNumber {
        PhoneNumber {
            id: id.to_owned(),
            display_phone_number: display.to_owned(),
            verified_name: "Acme".to_owned(),
            whatsapp_business_account_id: "1".to_owned(),
            status: None,
        }
    }

    #[test]
    fn a_number_is_never_chosen_silently() {
        let (a, b) = (number("11", "+1 555-0100"), number("22", "+1 555-0200"));
        let both = [a.clone(), b.clone()];
        let choose = |rule: &str| {
            let Ok(rule) = rule.parse::<NumberRule>();
            rule.choose(&both).map(|chosen| chosen.map(|number| number.id.clone()))
        };
        assert!(matches!(choose("only"), Err(NumberRuleError::Several { .. })));
        assert_eq!(choose("first").unwrap().as_deref(), Some("11"));
        assert_eq!(choose("22").unwrap().as_deref(), Some("22"));
        assert_eq!(choose("+1 (555) 0200").unwrap().as_deref(), Some("22"));
        assert!(matches!(choose("33"), Err(NumberRuleError::NotThere { .. })));
        assert_eq!(NumberRule::Only.choose(std::slice::from_ref(&a)), Ok(Some(&a)));
        assert_eq!(NumberRule::Only.choose(&[]), Ok(None));
        let written = |text: &str| toml_edit::de::from_str::<Settings>(text).map(|settings| settings.phone_number);
        assert_eq!(written("phone_number = 15550200").unwrap(), NumberRule::This("15550200".to_owned()));
        assert_eq!(written("phone_number = \"only\"").unwrap(), NumberRule::Only);
        assert!(written("phone_number = 1.5").unwrap_err().to_string().contains("a text or a whole number"));
        let twice = [b.clone(), b];
        let twice = NumberRule::This("22".to_owned()).choose(&twice).unwrap_err();
        assert!(matches!(twice, NumberRuleError::Ambiguous { .. }));
    }
}
