//! What an integration needs of one account, and what is known of its token.

use std::{io, path::PathBuf};

use zeroize::Zeroizing;

use super::{SlugError, Token, TokenError, dotenv, files::FileError, seal::SealError, token};

/// The variable of a credentials file that holds the token.
pub(super) const TOKEN: &str = "WHATSAPP_ACCESS_TOKEN";
/// How the line begins that tells the stored token's fingerprint.
pub(super) const FINGERPRINT: &str = "# token ";

/// What an integration needs of one account.
pub struct Credentials {
    /// The permanent token.
    pub token: Token,
    /// The Phone Number ID, where one was chosen.
    pub phone_number_id: Option<String>,
    /// The WhatsApp Business Account that the number belongs to.
    pub whatsapp_business_account_id: Option<String>,
    /// The app's ID.
    pub app_id: Option<String>,
    /// The app's name, where it was seen.
    pub app: Option<String>,
    /// The business's ID.
    pub business_id: Option<String>,
    /// The business's name, where it was seen.
    pub business: Option<String>,
    /// The system user, as it was asked for: a name, or an ID of the console's. What Graph says never replaces it.
    pub system_user: Option<String>,
    /// The system user's ID as Graph has it, which is another than the console's.
    pub system_user_id: Option<String>,
    /// What is known of the token's worth.
    pub mark: Mark,
}

/// What is known of a stored token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The Graph API proved it good.
    Verified {
        /// When, RFC 3339.
        at: String,
        /// What nobody could prove of it all the same, in plain words.
        but: Option<String>,
    },
    /// It did not, or was not asked yet.
    NotProven {
        /// Why, in plain words.
        reason: String,
    },
}

impl Mark {
    /// Proved good at this moment.
    pub fn verified_now() -> Self {
        Self::verified_but(None)
    }

    /// The same, but for what could not be proved.
    pub fn verified_but(but: Option<String>) -> Self {
        Self::Verified { but, at: jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default().to_string() }
    }
}

impl Credentials {
    /// Credentials of which nothing but the token is known yet.
    pub fn unproven(token: Token, reason: &str) -> Self {
        Self {
            token,
            phone_number_id: None,
            whatsapp_business_account_id: None,
            app_id: None,
            app: None,
            business_id: None,
            business: None,
            system_user: None,
            system_user_id: None,
            mark: Mark::NotProven { reason: reason.to_owned() },
        }
    }

    /// A second copy, for where two owners are really needed.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self {
            token: self.token.duplicate(),
            phone_number_id: self.phone_number_id.clone(),
            whatsapp_business_account_id: self.whatsapp_business_account_id.clone(),
            app_id: self.app_id.clone(),
            app: self.app.clone(),
            business_id: self.business_id.clone(),
            business: self.business.clone(),
            system_user: self.system_user.clone(),
            system_user_id: self.system_user_id.clone(),
            mark: self.mark.clone(),
        }
    }

    /// Tells what a target gets of these credentials from anything else, as [`Token::fingerprint`] does for a token.
    pub fn fingerprint(&self) -> String {
        // Room for all of it, as below.
        let mut text = Zeroizing::new(String::with_capacity(8 * 1024));
        text.push_str(self.token.expose());
        text.push_str(if matches!(self.mark, Mark::Verified { .. }) { " verified" } else { "" });
        for (name, value) in self.ids() {
            if let Some(value) = value.filter(|value| dotenv::is_plain(value)) {
                text.push('\n');
                dotenv::line(&mut text, name, value);
            }
        }
        token::fingerprint(text.as_bytes())
    }
}

/// Why credentials could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// The account's name cannot name a file.
    #[error(transparent)]
    Account(#[from] SlugError),
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file or folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line is not as it should be.
    #[error("{}:{line}: this line {what}; a credentials file has lines of NAME=value", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// There is no token in it.
    #[error("{} holds no {TOKEN}; run tokenwright run for this account to make one", path.display())]
    NoToken {
        /// The file.
        path: PathBuf,
    },
    /// What stands in the place of the token is none.
    #[error("{TOKEN} in {}: {source}", path.display())]
    Token {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: TokenError,
    },
    /// The token is not the one that was stored.
    #[error(
        "the token in {} is not the one that was stored there: its fingerprint is another, so it was cut off or changed; put the right \
         one back, or, if you changed it on purpose, delete the line that begins with \"{FINGERPRINT}sha256\"", path.display()
    )]
    OtherToken {
        /// The file.
        path: PathBuf,
    },
    /// It is sealed, and there is nothing to open it with.
    #[error("{} is sealed; set identity under [deliver] to the age identity file that opens it", path.display())]
    NoIdentity {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be sealed or opened.
    #[error("{}: {source}", path.display())]
    Sealed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: SealError,
    },
}

impl CredentialsError {
    /// Machine-readable kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Account(_) => "account_name",
            Self::File(error) => error.kind(),
            Self::Read { .. } => "unreadable",
            Self::Malformed { .. } => "malformed",
            Self::NoToken { .. } | Self::Token { .. } => "no_token",
            Self::OtherToken { .. } => "token_changed",
            Self::NoIdentity { .. } | Self::Sealed { .. } => "sealed",
        }
    }
}
