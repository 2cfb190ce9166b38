//! The permissions that the token dialog offers.

/// Permission names as Meta publishes them, in no useful order, with whether a fresh app may tick them.
///
/// That the two for WhatsApp stand far apart and that many are greyed is in the pictures; which ones are greyed is
/// `invented`.
pub(super) const PERMISSIONS: &[(&str, bool)] = &[
    ("read_insights", false),
    ("publish_video", false),
    ("catalog_management", true),
    ("pages_manage_cta", false),
    ("pages_manage_instant_articles", false),
    ("pages_show_list", true),
    ("read_page_mailboxes", false),
    ("ads_management", true),
    ("whatsapp_business_messaging", true),
    ("ads_read", true),
    ("business_management", true),
    ("instagram_basic", true),
    ("pages_messaging", false),
    ("instagram_manage_comments", false),
    ("instagram_manage_insights", false),
    ("instagram_content_publish", false),
    ("leads_retrieval", false),
    ("whatsapp_business_manage_events", true),
    ("attribution_read", false),
    ("page_events", false),
    ("pages_read_engagement", true),
    ("pages_manage_metadata", false),
    ("pages_read_user_content", false),
    ("pages_manage_ads", false),
    ("pages_manage_posts", false),
    ("pages_manage_engagement", false),
    ("instagram_manage_messages", false),
    ("instagram_shopping_tag_products", false),
    ("instagram_branded_content_brand", false),
    ("instagram_branded_content_creator", false),
    ("instagram_branded_content_ads_brand", false),
    ("commerce_account_read_settings", false),
    ("commerce_account_manage_orders", false),
    ("commerce_account_read_orders", false),
    ("commerce_account_read_reports", false),
    ("whatsapp_business_management", true),
    ("manage_fundraisers", false),
    ("private_computation_access", false),
    ("threads_business_basic", false),
    ("paid_marketing_messages", false),
    ("facebook_creator_marketplace_discovery", false),
    ("manage_app_solution", true),
];

/// Whether an app without the WhatsApp product lacks this permission.
pub(super) fn needs_whatsapp(name: &str) -> bool {
    name.starts_with("whatsapp_") || name == "paid_marketing_messages"
}

/// All that an app for WhatsApp alone offers in 2026.
pub(super) const WHATSAPP_ONLY: &[&str] = &[
    "manage_app_solution",
    "whatsapp_business_manage_events",
    "whatsapp_business_management",
    "whatsapp_business_messaging",
];

/// Ticked from the start where the switch `preselected` says so (`invented`).
pub(super) const PRESELECTED: &[&str] = &["business_management", "whatsapp_business_manage_events"];
