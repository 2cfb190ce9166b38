//! The switches: every way in which the practice site can look or behave differently, in one table.
//!
//! The table feeds `--help`, the control page, the check of a given value and the shuffle. A switch that no source
//! speaks of says so with `invented` in its text.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a switch may be set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number, up to this.
    Number(u64),
    /// Free text.
    Text,
}

/// One switch.
#[derive(Debug, Clone, Copy)]
pub struct Switch {
    /// Its key (`markup.check`).
    pub key: &'static str,
    /// What it may be.
    pub values: Values,
    /// What it is when nobody sets it.
    pub default: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// What a shuffle draws from (of a number also `from..to`); empty: a shuffle leaves it alone.
    pub shuffle: &'static [&'static str],
}

const YES_NO: &[&str] = &["no", "yes"];
const ASSIGN_FAULTS: &[&str] = &[
    "none",
    "500-once",
    "500",
    "500-done",
    "hang",
    "password",
    "code",
    "checkpoint",
    "blocked",
    "signed-out",
    "dialog",
    "removes",
];

macro_rules! switch {
    ($key:literal, one_of $values:expr, $default:literal, $about:literal, $shuffle:expr) => {
        Switch { key: $key, values: Values::OneOf($values), default: $default, about: $about, shuffle: $shuffle }
    };
    ($key:literal, number $max:literal, $default:literal, $about:literal, $shuffle:expr) => {
        Switch { key: $key, values: Values::Number($max), default: $default, about: $about, shuffle: $shuffle }
    };
    ($key:literal, text, $default:literal, $about:literal) => {
        Switch { key: $key, values: Values::Text, default: $default, about: $about, shuffle: &[] }
    };
}

/// Every switch there is.
#[rustfmt::skip]
pub const SWITCHES: &[Switch] = &[
    switch!("generation", one_of &["1", "1-expiry", "1b", "2", "3"], "3", "which console: 2022 to 2023, early 2024 with the expiry question, early 2024 with the wider dialog, late 2024 to 2026, 2026", &["1", "1-expiry", "1b", "2", "3", "3"]),
    switch!("language", one_of &["en", "en-GB", "es", "pt-BR", "it", "de", "fr", "nl"], "en", "language of the pages (de, fr and nl: mostly guesses)", &["en", "en-GB", "es", "pt-BR", "it"]),
    switch!("wording", one_of &["0", "1", "2"], "0", "which of the wordings known for the same thing", &["0", "1", "2"]),
    switch!("case", one_of &["auto", "title", "sentence"], "auto", "letter case of the English words of generation 1", &["auto", "title", "sentence"]),
    switch!("html_lang", one_of &["right", "missing"], "right", "whether the page says its language (invented)", &[]),
    switch!("delay_ms", number 60_000, "60", "server delay of each piece of data and each commit", &["5..150"]),

    switch!("markup.button", one_of &["mixed", "native", "link", "div-role", "plain"], "mixed", "how a button is marked up", &["mixed", "native", "link", "div-role", "plain"]),
    switch!("markup.row", one_of &["mixed", "native", "link", "div-role", "plain"], "mixed", "how a clickable row (side panel, list, asset type) is marked up", &["mixed", "native", "link", "div-role", "plain"]),
    switch!("markup.picker", one_of &["auto", "native", "select-only", "combobox", "listbox", "menu"], "auto", "how a picker is marked up", &["auto", "native", "select-only", "combobox", "listbox", "menu"]),
    switch!("markup.picker_search", one_of YES_NO, "no", "whether an open picker has a search field", &["no", "no", "yes"]),
    switch!("markup.check", one_of &["auto", "native", "switch", "hidden", "clipped", "aria"], "auto", "how a check box is marked up", &["auto", "native", "switch", "hidden", "clipped", "aria"]),
    switch!("markup.toggle", one_of &["auto", "native", "switch", "hidden", "clipped", "aria"], "auto", "how the permission toggles of the assign dialog are marked up", &["auto", "native", "switch", "hidden", "clipped", "aria"]),
    switch!("markup.label", one_of &["for", "wrap", "aria-label", "labelledby", "beside"], "for", "how a field, picker or check gets its name", &["for", "wrap", "aria-label", "labelledby", "beside"]),
    switch!("markup.permissions", one_of &["auto", "all", "search", "virtual", "dropdown"], "auto", "the permission list: all in view, with a search field, rendered only where it is visible, or behind a field whose list stands outside of the dialog", &["auto", "all", "search", "virtual", "dropdown"]),
    switch!("markup.menu_button", one_of &["dots", "named", "nameless"], "dots", "the button of the ... menu", &["dots", "named", "nameless"]),
    switch!("markup.token", one_of &["auto", "lines", "pieces", "field", "short"], "auto", "the token: text over several lines, several pieces, a read-only field, or shortened with the whole behind Copy", &["auto", "lines", "pieces", "field", "short"]),
    switch!("markup.container", one_of &["page", "iframe", "shadow"], "page", "where the business console lives", &["page", "page", "iframe", "shadow"]),
    switch!("markup.side", one_of &["open", "folded"], "open", "whether the groups of the side panel are folded", &["open", "folded"]),
    switch!("markup.dialog", one_of &["role", "norole", "native"], "role", "how a dialog is marked up", &["role", "role", "norole", "native"]),

    switch!("markup.popup", one_of &["all", "lazy", "virtual"], "all", "the list in a popup of generation 3: all there, filled as it is scrolled, or rendered only where it is visible", &["all", "lazy", "virtual"]),
    switch!("markup.popup_row", one_of &["check", "option"], "check", "a row of the permission popup: a check box, or an option of a list box (both invented)", &["check", "check", "option"]),
    switch!("markup.stepper", one_of &["still", "button", "tab"], "still", "generation 3: the items of the token assistant's rail are words, buttons or tabs (the latter two invented)", &["still", "button", "tab"]),
    switch!("markup.expiry", one_of &["radio", "picker"], "radio", "generations 1-expiry and 3: the expiry is chosen by radio buttons or in a picker (invented)", &["radio", "radio", "picker"]),
    switch!("markup.name_max", number 1_000, "0", "how many letters the field for a system user's name takes (0: all; how many is invented)", &[]),
    switch!("markup.users", one_of &["all", "lazy"], "all", "generation 3: whether the rows of the list of system users come only as it is scrolled, and what is searched is what has come (invented)", &[]),
    switch!("markup.pane", one_of &["buttons", "menu"], "buttons", "generation 3: the pane has its buttons beside the name, or only behind ... (invented)", &["buttons", "buttons", "menu"]),
    switch!("markup.card", one_of &["short", "long"], "short", "generation 3: an app's card is without Mode and Type, or with them", &["short", "long"]),
    switch!("assign_face", one_of &["columns", "pickers"], "columns", "generation 3: the assign dialog has three columns, or pickers with a part that unfolds", &["columns", "pickers"]),

    switch!("markup.words", one_of &["plain", "nbsp", "zero-width", "spans", "all"], "plain", "words with spaces that do not break, with characters of no width, in nested spans, or all of it", &["plain", "nbsp", "zero-width", "spans", "all"]),
    switch!("reword", text, "", "other words for keys of languages.js: add:New;next:Go on (or parted by |)"),

    switch!("manner.classes", one_of &["random", "fixed"], "random", "class names, drawn anew for each load or not", &[]),
    switch!("manner.fade_ms", number 5_000, "160", "how long a dialog takes to fade in", &["0", "0..600"]),
    switch!("manner.close_ms", number 5_000, "120", "how long a dialog takes to close", &["0", "0..900"]),
    switch!("manner.deaf", one_of YES_NO, "no", "whether a dialog ignores clicks until it has come to rest", &[]),
    switch!("manner.enable_ms", number 10_000, "0", "how long a committing button stays disabled at first", &["0", "0..900"]),
    switch!("manner.rerender_ms", number 10_000, "0", "the lists are rendered anew so often (0: never)", &["0", "0", "120..600"]),
    switch!("manner.silent", one_of YES_NO, "no", "whether what arrives late does so without any sign that it is on its way", &["no", "no", "yes"]),
    switch!("manner.flash_ms", number 20_000, "2000", "how long manner.flash says that there is nobody", &["500..3000"]),
    switch!("manner.toast_ms", number 20_000, "1500", "how long the toast of manner.toast stays", &["300..2500"]),
    switch!("manner.toast_at_ms", number 20_000, "300", "how long after the button has come the toast of manner.toast lies down on it", &["50..1200"]),
    switch!("manner.pieces_ms", number 5_000, "120", "how long manner.pieces takes from one piece to the next", &["20..400"]),
    switch!("manner.reload_ms", number 20_000, "900", "how long after the page has come manner.reload reloads it", &["200..2500"]),
    switch!("manner.picker_reload_ms", number 5_000, "20", "the same after a picker was opened", &["0..300"]),
    switch!("manner.deaf_ms", number 5_000, "50", "how long after it has faded in manner.deaf still hears nothing", &["0..300"]),
    switch!("manner.alert_ms", number 5_000, "150", "how long after the page has come manner.alert=load comes", &["0..800"]),
    switch!("manner.flash", one_of &["no", "yes", "logged"], "no", "the list of system users says for a while that there is nobody, and only then asks its server (logged: which is asked something else meanwhile)", &["no", "no", "no", "yes"]),
    switch!("manner.stale", one_of YES_NO, "no", "whether another type's assets stay listed until those that were asked for come; a page is called as the app is", &["no", "no", "no", "yes"]),
    switch!("manner.pieces", one_of YES_NO, "no", "whether lists arrive in pieces", &["no", "yes"]),
    switch!("manner.twins", one_of YES_NO, "no", "hidden, transparent and off-screen twins of the buttons", &["no", "yes"]),
    switch!("manner.toast", one_of YES_NO, "no", "a toast lies over the button for a while", &["no", "no", "yes"]),
    switch!("manner.cookie", one_of YES_NO, "no", "a cookie banner lies over the page until it is answered (invented wording)", &["no", "no", "yes"]),
    switch!("manner.alert", one_of &["none", "load", "add"], "none", "an alert() on load or on Add (invented)", &["none", "none", "none", "load"]),
    switch!("manner.reload", one_of &["no", "once", "twice", "picker", "commit"], "no", "the settings page reloads itself, once, twice, as soon as a picker is opened for the first time, or under the click on Create (never while it shows a token)", &["no", "no", "once", "picker"]),
    switch!("manner.window", one_of &["blank", "same"], "blank", "whether the Business link opens a new window", &["blank", "same"]),
    switch!("manner.strays", one_of YES_NO, "no", "whether the settings of the first business lead on to those of another one (invented)", &[]),
    switch!("manner.landing", one_of &["info", "system-users"], "info", "the settings page that the Business link leads to", &["info", "system-users"]),

    switch!("manner.hydrate_ms", number 10_000, "0", "how long what a page or a dialog has just drawn hears no click", &["0", "0", "50..900"]),
    switch!("manner.verify", one_of &["tab", "same"], "tab", "whether Verify account leads to a new tab, or goes on in place", &["tab", "same"]),
    switch!("manner.popup_ms", number 10_000, "0", "generation 3: how long an opened popup stays empty, and how long more of it takes to come", &["0", "0..700"]),
    switch!("manner.token_ms", number 60_000, "0", "how long the commit of a token takes on top of delay_ms", &["0", "0..1500"]),
    switch!("manner.token_late_ms", number 60_000, "0", "generation 3: how long the token's field stays empty on the page that says that it is created", &["0", "0..1200"]),

    switch!("manner.rail", one_of &["still", "unfolds"], "still", "generation 3: whether the icon rail unfolds under the pointer and covers the side panel", &["still", "unfolds"]),
    switch!("manner.rail_ms", number 5_000, "150", "how long the rail takes to unfold, and to fold up again (invented)", &["0..600"]),
    switch!("manner.assistant", one_of &["none", "button", "open"], "button", "generation 3: a helper that is a round button, or an open panel that is itself a modal dialog", &["none", "button", "open"]),
    switch!("manner.banner", one_of YES_NO, "no", "generation 3: a banner over the page with a button of its own (invented)", &["no", "yes"]),
    switch!("manner.link", one_of &["whole", "bare", "recent", "other"], "whole", "generation 3: whether the Business link carries business_id; without it the page shows nothing, or what it was used for last: the app's business, or another (the latter two invented)", &[]),
    switch!("manner.expiry", one_of &["kept", "resets"], "kept", "whether the expiry that was chosen is set back to 60 days: on a later page of the token assistant, unseen, or in sight where there is one page (invented)", &[]),
    switch!("manner.leave", one_of &["at-once", "asks"], "at-once", "whether the dialog that shows the token asks once more before it closes (invented)", &[]),
    switch!("manner.news", one_of &["none", "done"], "none", "whether something new is shown over the token, with a Done of its own (invented)", &[]),
    switch!("manner.news_ms", number 20_000, "0", "how long after the token has come manner.news comes", &[]),
    switch!("manner.optimistic", one_of &["no", "toast", "silent"], "no", "whether a system user or an assignment shows before the server has answered, and goes again where it refuses, with a toast or without a word (invented)", &[]),
    switch!("manner.take_back_ms", number 60_000, "300", "how long after the refusal manner.optimistic takes back what it showed", &[]),

    switch!("session", one_of &["open", "required"], "open", "whether a browser must have signed in before (a cookie; invented)", &[]),
    switch!("terms", one_of &["ask", "accepted"], "ask", "whether the non-discrimination policy must be accepted first", &["ask", "accepted"]),
    switch!("name_rules", one_of &["auto", "none", "strict", "silent"], "auto", "generation 3: names with two or more hyphens or capital letters are refused (how many are too many is invented; auto: yes), or nothing comes of Create", &[]),
    switch!("token_button", one_of &["open", "needs-app"], "open", "generation 3: Generate token is greyed until the user has an app; it always is where the portfolio has none", &["open", "needs-app"]),
    switch!("role_default", one_of &["auto", "admin", "employee"], "auto", "the role that the dialog proposes (auto: by generation)", &["auto", "admin", "employee"]),
    switch!("confirm", one_of &["auto", "dialog", "toast", "none"], "auto", "what follows on an assignment (auto: by generation)", &["auto", "dialog", "toast", "none"]),
    switch!("tasks_default", one_of &["none", "develop"], "none", "which permissions are on as soon as an asset is ticked", &["none", "develop"]),
    switch!("app_default", one_of &["auto", "first", "none"], "auto", "which app the token dialog proposes", &["auto", "first", "none"]),
    switch!("preselected", one_of YES_NO, "no", "whether some permissions are ticked from the start (invented)", &["no", "no", "yes"]),
    switch!("create_ms", number 600_000, "0", "how long the server takes to make a system user, and says nothing (invented)", &[]),
    switch!("preticked", one_of &["none", "page"], "none", "generation 3: what is ticked as the dialog that assigns opens: a Page (invented)", &[]),
    switch!("user_visible_ms", number 600_000, "0", "how long until the list shows a new system user (invented)", &["0", "0", "0..6000"]),
    switch!("assign_visible_ms", number 600_000, "800", "generations 2 and 3: how long until an assignment shows", &["0", "0..2000"]),
    switch!("assign_visible_loads", number 20, "1", "generations 2 and 3: how many loads of the page until an assignment shows", &["0", "1", "2"]),

    switch!("token.late_ms", number 60_000, "0", "how long the page keeps an answer to Generate before it shows it (invented)", &[]),
    switch!("token.gap_ms", number 60_000, "0", "generations 1 and 2: how long the result dialog stands with an empty place before the token shows in it (invented)", &[]),
    switch!("token.words", one_of &["none", "revoke", "seven-days", "approval", "new-device", "code", "password"], "none", "generations 1 and 2: words beside the token that elsewhere would be a reason to stop (invented)", &[]),
    switch!("token.beside", one_of &["none", "version", "date", "twin"], "none", "generations 1 and 2: what stands right beside the token: the value of another row, or something else that looks like one (invented)", &[]),
    switch!("token.form", one_of &["plain", "opaque"], "plain", "what tokens are made of: letters and digits, or other characters too (invented)", &[]),
    switch!("token.also", one_of &["no", "all"], "no", "generations 1 and 2: the token also shows selected, drawn, letter by letter, in attributes and frames (invented)", &[]),
    switch!("token.error", one_of YES_NO, "no", "generations 1 and 2: a script of the page fails as the token shows (invented)", &[]),

    switch!("world.apps", one_of &["several", "many", "twins", "twins-same", "missing", "one", "no-business", "unattached"], "several", "the app panel: look-alikes, forty, two of one name (in two businesses, in the same one), none of the name, one alone, one without a business, or one that names a portfolio to which no app is attached", &[]),
    switch!("world.whatsapp", one_of &["yes", "no"], "yes", "whether the apps have the WhatsApp product", &[]),
    switch!("world.permissions", one_of &["many", "whatsapp"], "many", "generation 3: which permissions the apps offer: some twelve, or the four of an app for WhatsApp alone", &["many", "whatsapp"]),
    switch!("world.users", text, "", "system users that are there already: name:role:app,... (mark:admin:RCWa,mark-old:employee); with page for the app, the page is assigned, which is then called RCWa; waba is the first WhatsApp account; several assets: RCWa+page; RCWa~partial and RCWa~nothing are given in part and not at all"),
    switch!("world.names", text, "", "other names for apps, businesses and system users, as in a query: RCWa=CRM+%7Brole%7D&Acme+Retail=Shop"),
    switch!("world.use_case", one_of &["yes", "no"], "yes", "whether the apps have a use case: without, no permission is offered although the role is there", &[]),
    switch!("world.accounts", one_of &["one", "split"], "one", "generation 3: whether Messaging accounts stand beside WhatsApp accounts", &["one", "split"]),
    switch!("world.rights", one_of &["full", "partial"], "full", "full control of the business, or none (no System users entry)", &[]),
    switch!("world.numbers", number 60, "2", "phone numbers of the owned WhatsApp Business Account", &[]),
    switch!("world.owned", number 60, "1", "WhatsApp Business Accounts that the business owns", &[]),
    switch!("world.clients", number 60, "1", "WhatsApp Business Accounts shared by clients", &[]),
    switch!("world.waba_names", one_of &["apart", "same"], "apart", "whether the WhatsApp accounts that a business owns or is given have names of their own (same: invented)", &[]),
    switch!("world.test_waba", one_of YES_NO, "no", "Meta's test account with its test number, before the others", &[]),
    switch!("world.waba_access", one_of &["all", "owned", "none"], "all", "which WhatsApp Business Accounts a new token reaches", &[]),
    switch!("world.expiring_only", one_of &["no", "yes", "ninety", "once"], "no", "whether the business must use expiring tokens: then the pages offer 60 days alone (invented), 60 or 90 days, or 60 days or a one-time token", &[]),
    switch!("world.app_secret", one_of &["optional", "required"], "optional", "whether the apps demand appsecret_proof", &[]),

    switch!("obstacle.apps", one_of &["none", "signed-out", "checkpoint", "hang", "spinner", "500"], "none", "what stops a person at the app panel", &[]),
    switch!("obstacle.page", one_of &["none", "signed-out", "checkpoint", "blocked", "wrong-person", "hang", "spinner", "500", "dialog"], "none", "what stops a person at the settings page", &[]),
    switch!("obstacle.create", one_of &["none", "500-once", "500", "500-done", "hang", "password", "code", "checkpoint", "blocked", "signed-out", "dialog", "invalid-name", "invalid-name-created", "invalid-words", "seven-days", "quota"], "none", "what happens on Create System User (invalid-words: names with WhatsApp, Meta or Bot are refused)", &[]),
    switch!("obstacle.agreement", one_of &["none", "accept", "agree", "continue", "data-sharing", "fees", "mixed"], "none", "generation 3: an agreement that is not the policy, with Accept, I agree or Continue, or with I accept and the policy named in passing (invented)", &[]),
    switch!("obstacle.agreement_at", one_of &["add", "page", "token"], "add", "what shows the agreement: Add, the page itself as it comes, or Generate token (invented)", &[]),
    switch!("obstacle.assign", one_of ASSIGN_FAULTS, "none", "what happens on Save Changes / Assign assets (removes: generation 3 asks whether permissions shall be removed; English words invented)", &[]),
    switch!("obstacle.token", one_of &["none", "500-once", "500", "500-done", "hang", "password", "code", "checkpoint", "blocked", "signed-out", "dialog", "approval", "approval-banner", "verify-gate", "consent", "not-a-token", "empty", "expires", "one-scope"], "none", "what happens on Generate Token (approval-banner, verify-gate, consent: generation 3: another admin must approve, told in the assistant; the account must be verified before the token shows; terms that add permissions to the app; expires: a token of 60 days whatever was chosen; one-scope: one that lacks whatsapp_business_management; both invented)", &[]),

    switch!("graph.fail", one_of &["none", "190", "190-458", "190-459", "190-460", "190-463", "190-467", "10", "4", "17", "1", "2", "100", "104", "200", "368", "415-2859009", "10-2859030", "131031", "131005", "0", "80007", "500", "hang", "drop", "html", "not-json", "10mb", "redirect"], "none", "how the Graph API fails", &[]),
    switch!("graph.fail_at", one_of &["any", "debug_token", "me", "owned", "clients", "assigned", "permissions", "app", "phone_numbers", "system_users", "access_tokens", "applications", "assigned_users"], "any", "at which endpoint", &[]),
    switch!("graph.fail_times", number 1_000, "0", "how often before it works again (0: always)", &[]),
    switch!("graph.retry_after", number 3_600, "0", "seconds in a Retry-After header with it (0: none)", &[]),
    switch!("graph.debug", one_of &["answers", "refused"], "answers", "whether debug_token tells a system user's token about itself, or only the app", &[]),
    switch!("graph.business_lists", one_of &["answer", "refused"], "answer", "whether a token without business_management may list the business's WhatsApp Business Accounts", &[]),
    switch!("graph.statuses", text, "", "states of the phone numbers, in the world's order: BANNED,CONNECTED,PENDING/NOT_VERIFIED"),
    switch!("graph.order", one_of &["made", "reversed"], "made", "the order of Graph's lists", &[]),
    switch!("graph.page_size", number 100, "25", "rows on a page where the question names no limit", &[]),
];

/// A switch that is not there, or a value that it cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SwitchError {
    /// No such switch.
    #[error("no switch is named {key:?}; `tokenwright practice --help` lists them")]
    Unknown {
        /// What was asked for.
        key: String,
    },
    /// Not a `key=value` pair.
    #[error("{text:?} is not of the form key=value")]
    Form {
        /// What was given.
        text: String,
    },
    /// A value that the switch cannot have.
    #[error("{key} cannot be {value:?}; it is {expected}")]
    Value {
        /// The switch.
        key: String,
        /// The value.
        value: String,
        /// What it can be.
        expected: String,
    },
}

/// The positions of all switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Switches(BTreeMap<String, String>);

impl Default for Switches {
    fn default() -> Self {
        Self(SWITCHES.iter().map(|switch| (switch.key.to_owned(), switch.default.to_owned())).collect())
    }
}

impl Switches {
    /// Sets one switch, after checking that it exists and may have this value.
    ///
    /// # Errors
    /// Where it does not, or may not.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SwitchError> {
        let switch = find(key).ok_or_else(|| SwitchError::Unknown { key: key.to_owned() })?;
        if !switch.values.allow(value) {
            return Err(SwitchError::Value {
                key: key.to_owned(),
                value: value.to_owned(),
                expected: switch.values.to_string(),
            });
        }
        self.0.insert(switch.key.to_owned(), value.to_owned());
        Ok(())
    }

    /// Sets one switch from `key=value`.
    ///
    /// # Errors
    /// Where the text is no such pair, or [`Switches::set`] refuses it.
    pub fn apply(&mut self, pair: &str) -> Result<(), SwitchError> {
        let (key, value) = pair.split_once('=').ok_or_else(|| SwitchError::Form { text: pair.to_owned() })?;
        self.set(key.trim(), value.trim())
    }

    /// The position of a switch; empty where there is none of that name.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Whether a switch is in this position.
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == value
    }

    /// The position of a switch as a number; 0 where it is none.
    pub fn number(&self, key: &str) -> u64 {
        self.get(key).parse().unwrap_or(0)
    }

    /// The switches that are not in their default position.
    pub fn changed(&self) -> BTreeMap<&str, &str> {
        self.0
            .iter()
            .filter(|(key, value)| find(key).is_none_or(|switch| switch.default != value.as_str()))
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect()
    }
}

impl FromStr for Switches {
    type Err = SwitchError;

    /// Reads `key=value` pairs parted by white space or semicolons.
    fn from_str(text: &str) -> Result<Self, SwitchError> {
        let mut switches = Self::default();
        for pair in text.split([' ', '\n', ';']).filter(|pair| !pair.trim().is_empty()) {
            switches.apply(pair)?;
        }
        Ok(switches)
    }
}

impl Values {
    fn allow(self, value: &str) -> bool {
        match self {
            Self::OneOf(values) => values.contains(&value),
            Self::Number(max) => value.parse::<u64>().is_ok_and(|number| number <= max),
            Self::Text => true,
        }
    }
}

impl std::fmt::Display for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OneOf(values) => f.write_str(&values.join(" | ")),
            Self::Number(max) => write!(f, "a number up to {max}"),
            Self::Text => f.write_str("text"),
        }
    }
}

fn find(key: &str) -> Option<&'static Switch> {
    SWITCHES.iter().find(|switch| switch.key == key)
}
