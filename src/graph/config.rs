//! How to reach the Graph API.

use std::time::Duration;

use url::Url;

use super::{AddressError, NumberRule, address};
use crate::secret::Secret;

/// The permissions that a token must have where nobody says otherwise.
pub const REQUIRED_SCOPES: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];

/// How to reach the Graph API, and how patient to be with it.
pub struct GraphConfig {
    /// The root address, checked.
    pub(super) base: Url,
    /// The version in every path (`v26.0`).
    pub version: String,
    /// Longest wait for one answer.
    pub timeout: Duration,
    /// How often a request is made at most, the first time included.
    pub attempts: u32,
    /// The pause before the second attempt; each further one is twice as long, with jitter.
    pub first_pause: Duration,
    /// The longest pause. If Graph asks for a longer one, the request is given up at once.
    pub longest_pause: Duration,
    /// Most bytes of one answer.
    pub largest_reply: usize,
    /// The app secret, for apps that require `appsecret_proof`.
    pub app_secret: Option<Secret>,
    /// Which phone number is chosen of several.
    pub number: NumberRule,
    /// The permissions that a token must have, and gets through the API.
    pub permissions: Vec<String>,
    /// WhatsApp Business Accounts to ask of where neither the stored credentials nor Graph names one.
    pub accounts: Vec<String>,
}

impl GraphConfig {
    /// The address of Meta's own.
    pub const META: &str = "https://graph.facebook.com";
    /// The version that the program was written for.
    pub const VERSION: &str = "v26.0";

    /// Checks the address. Everything else has its default.
    ///
    /// # Errors
    /// When a token must not be sent to this address, or it or the version is none.
    pub fn new(root: &str, version: &str) -> Result<Self, AddressError> {
        let base = address::check(root)?;
        address::check_version(version)?;
        Ok(Self {
            base,
            version: version.to_owned(),
            timeout: Duration::from_secs(30),
            attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(60),
            largest_reply: 2 * 1024 * 1024,
            app_secret: None,
            number: NumberRule::default(),
            permissions: REQUIRED_SCOPES.map(str::to_owned).to_vec(),
            accounts: Vec::new(),
        })
    }

    /// The root address, which tells one console's Graph from another's.
    pub fn root(&self) -> &str {
        self.base.as_str()
    }

    /// The address of a node or edge: `["123", "phone_numbers"]`.
    pub(super) fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().push(&self.version).extend(path);
        }
        url
    }
}
