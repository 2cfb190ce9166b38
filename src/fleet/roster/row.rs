//! A roster that was read, as plain data.

/// The accounts to set up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// The accounts, in the order of the file.
    pub rows: Vec<Row>,
    /// What a person should look at although it can be done.
    pub warnings: Vec<String>,
}

/// One account as the roster has it. What it leaves out comes from flags and settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// The account's name, fit to name files.
    pub id: String,
    /// The app, by name or ID.
    pub app: Option<String>,
    /// The business, by name or ID.
    pub business: Option<String>,
    /// The system user's name.
    pub system_user: Option<String>,
    /// `admin` or `employee`.
    pub role: Option<String>,
    /// The saved sign-in.
    pub session: Option<String>,
    /// The language of the pages.
    pub language: Option<String>,
    /// Which phone number goes into the credentials.
    pub phone_number: Option<String>,
    /// The line of the file on which it stands.
    pub line: usize,
}

/// What flags and settings give for all accounts, and what the scenario cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Given {
    /// An app.
    pub app: bool,
    /// A business.
    pub business: bool,
    /// Whether the scenario needs a business.
    pub needs_business: bool,
}
