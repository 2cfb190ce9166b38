//! What a target gets.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::secret::{
    Slug,
    credentials::{Credentials, Mark},
};

/// In which form a target gets the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// As in the credentials file.
    Dotenv,
    /// One JSON object.
    Json,
    /// The token alone, without a line end.
    Token,
    /// The four values that an integration's form asks for, one a line.
    Handout,
}

/// The object that JSON targets get.
#[derive(Serialize)]
struct Json<'a> {
    account: &'a str,
    access_token: &'a str,
    phone_number_id: Option<&'a str>,
    whatsapp_business_account_id: Option<&'a str>,
    app_id: Option<&'a str>,
    business_id: Option<&'a str>,
    system_user_id: Option<&'a str>,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unproved: Option<&'a str>,
}

/// The credentials in this form.
pub(super) fn render(format: Format, account: &Slug, credentials: &Credentials) -> Zeroizing<Vec<u8>> {
    // Room for all of it, so that growing leaves no copy of the token behind.
    let mut out = Zeroizing::new(Vec::with_capacity(16 * 1024));
    match format {
        Format::Dotenv => out.extend_from_slice(credentials.to_dotenv(account).as_bytes()),
        Format::Token => out.extend_from_slice(credentials.token.expose().as_bytes()),
        Format::Json => {
            let object = Json {
                account: account.as_str(),
                access_token: credentials.token.expose(),
                phone_number_id: credentials.phone_number_id.as_deref(),
                whatsapp_business_account_id: credentials.whatsapp_business_account_id.as_deref(),
                app_id: credentials.app_id.as_deref(),
                business_id: credentials.business_id.as_deref(),
                system_user_id: credentials.system_user_id.as_deref(),
                verified: matches!(credentials.mark, Mark::Verified { .. }),
                unproved: match &credentials.mark {
                    Mark::Verified { but, .. } => but.as_deref(),
                    Mark::NotProven { .. } => None,
                },
            };
            serde_json::to_writer(&mut *out, &object).expect("texts and a bool are JSON");
            out.push(b'\n');
        }
        Format::Handout => {
            for (label, value) in [
                ("Permanent access token", Some(credentials.token.expose())),
                ("Phone Number ID", credentials.phone_number_id.as_deref()),
                ("WhatsApp Business Account ID", credentials.whatsapp_business_account_id.as_deref()),
                ("App ID", credentials.app_id.as_deref()),
            ] {
                for part in [label, ": ", value.unwrap_or("(not known)"), "\n"] {
                    out.extend_from_slice(part.as_bytes());
                }
            }
        }
    }
    out
}
