//! What a token should be.

/// What the token should be, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The app's ID.
    pub app_id: Option<String>,
    /// The system user, as it was asked for: a name, or an ID of the console's or Graph's.
    pub system_user: Option<String>,
    /// The system user's ID as Graph told it when a token of it proved good. It goes before the name. Never the console's.
    pub system_user_id: Option<String>,
    /// The business's ID; also where accounts are looked for.
    pub business_id: Option<String>,
    /// WhatsApp Business Accounts that the user names; they must answer, and go before all others.
    pub accounts: Vec<String>,
    /// A WhatsApp Business Account that must answer, as the number in use is of it.
    pub whatsapp_business_account_id: Option<String>,
    /// The phone number that the token is used with; goes before the configured rule, unless that names a number.
    pub phone_number_id: Option<String>,
}
