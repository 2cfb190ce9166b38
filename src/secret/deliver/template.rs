//! `{account}` and ids in a target's path, command or address. There is no `{token}`: arguments and addresses are seen by others.

use crate::secret::{Slug, credentials::Credentials};

const NAMES: [&str; 6] =
    ["account", "app_id", "business_id", "phone_number_id", "system_user_id", "whatsapp_business_account_id"];

/// Checks that every `{placeholder}` is one.
pub(super) fn check(text: &str) -> Result<(), TemplateError> {
    for name in placeholders(text) {
        if !NAMES.contains(&name) {
            return Err(TemplateError::Unknown { name: name.to_owned() });
        }
    }
    Ok(())
}

/// Puts the values in.
pub(super) fn fill(text: &str, account: &Slug, credentials: &Credentials) -> Result<String, TemplateError> {
    check(text)?;
    let mut out = text.to_owned();
    for name in placeholders(text) {
        let value = match name {
            "account" => Some(account.as_str()),
            "app_id" => credentials.app_id.as_deref(),
            "business_id" => credentials.business_id.as_deref(),
            "phone_number_id" => credentials.phone_number_id.as_deref(),
            "system_user_id" => credentials.system_user_id.as_deref(),
            _ => credentials.whatsapp_business_account_id.as_deref(),
        };
        let value = value.ok_or_else(|| TemplateError::Missing { name: name.to_owned() })?;
        // Ids are digits; anything else could lead to another path.
        if name != "account" && !value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            return Err(TemplateError::Unfit { name: name.to_owned() });
        }
        out = out.replace(&format!("{{{name}}}"), value);
    }
    Ok(out)
}

/// The names between braces. Braces around anything else (JSON, shell) are left alone.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        (!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).then_some(name)
    })
}

/// Why a text with placeholders cannot be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum TemplateError {
    /// No such placeholder.
    #[error("{{{name}}} is not known here; there are {{{}}}; the token itself goes over standard input or in the body only", NAMES.join("}, {"))]
    Unknown {
        /// Its name.
        name: String,
    },
    /// Its value is not known for this account.
    #[error("{{{name}}} is not known for this account")]
    Missing {
        /// Its name.
        name: String,
    },
    /// Its value has characters that no id has.
    #[error("{{{name}}} has characters that no id has")]
    Unfit {
        /// Its name.
        name: String,
    },
}
