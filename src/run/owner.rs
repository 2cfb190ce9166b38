//! Whose credentials are stored under an account's name: two businesses, or two apps of one, may come to the same name.

use super::halt::Halt;
use super::setup::{Account, is_id};
use crate::names::same;
use crate::outcome::code;
use crate::secret::Store;
use crate::secret::credentials::Credentials;

/// The account under whose name the credentials of this app, business and system user are stored already, where that is another
/// name than they would be stored under now: the app was asked for by its ID then and by its name now, or the other way round.
pub(super) fn stored_as(store: &Store, account: &Account) -> Option<String> {
    if account.id_given || store.find(&account.id).ok()?.is_some() {
        return None;
    }
    only(stored(store).filter(|(_, stored)| is_of(account, stored)))
}

/// The account under whose name credentials of the app of this ID and of the system user are stored.
pub(super) fn stored_for_app(store: &Store, account: &Account, app_id: &str) -> Option<String> {
    if account.id_given {
        return None;
    }
    let user = |stored: &Credentials| {
        stored.system_user.as_ref().is_some_and(|then| same(then, &account.system_user).is_same())
    };
    only(
        stored(store)
            .filter(|(id, stored)| *id != account.id && stored.app_id.as_deref() == Some(app_id) && user(stored)),
    )
}

fn stored(store: &Store) -> impl Iterator<Item = (String, Credentials)> {
    let all = store.list().unwrap_or_default().into_iter();
    all.filter_map(|(id, path)| store.load(&path).ok().map(|stored| (id, stored)))
}

/// One alone: of several nobody knows which is meant.
fn only(mut found: impl Iterator<Item = (String, Credentials)>) -> Option<String> {
    let (id, _) = found.next()?;
    found.next().is_none().then_some(id)
}

/// Whether stored credentials are certainly those of the account's app, business and system user.
fn is_of(account: &Account, stored: &Credentials) -> bool {
    let is = |asked: &str, name: Option<&str>, id: Option<&str>| {
        id == Some(asked.trim()) || name.is_some_and(|name| same(name, asked).is_same())
    };
    is(&account.app, stored.app.as_deref(), stored.app_id.as_deref())
        && account
            .business
            .as_deref()
            .is_none_or(|asked| is(asked, stored.business.as_deref(), stored.business_id.as_deref()))
        && is(&account.system_user, stored.system_user.as_deref(), stored.system_user_id.as_deref())
}

/// Refuses stored credentials that are known to be of another app or business than the one that is asked for: they are
/// neither taken for it nor replaced by its own.
///
/// # Errors
/// When they are.
pub fn same_owner(account: &Account, stored: &Credentials) -> Result<(), Halt> {
    let asked = [
        ("other_app", "app", Some(account.app.as_str()), stored.app.as_deref(), stored.app_id.as_deref()),
        (
            "other_business",
            "business",
            account.business.as_deref(),
            stored.business.as_deref(),
            stored.business_id.as_deref(),
        ),
    ];
    for (kind, what, asked, name, id) in asked {
        let Some(asked) = asked.filter(|asked| differs(asked, name, id)) else { continue };
        let known: Vec<&str> = [name, id].into_iter().flatten().collect();
        let message = format!(
            "the credentials stored for the account \"{}\" are of another {what} ({}), not of \"{asked}\"; they are left as they are",
            account.id,
            known.join(", ")
        );
        let hint = format!(
            "nothing was started; give this {what} an account of its own: run again with --id NAME, or with another id in its row of the roster (if it was only renamed, name it by its ID: --{what} ID)"
        );
        return Err(Halt::new(kind, code::USAGE, &message, &hint));
    }
    Ok(())
}

/// Refuses a new token where the one that is stored is another system user's, and nobody has said that this one's is wanted: what
/// uses the old one would act as somebody else. `given`: whether the system user was named for this run.
///
/// # Errors
/// When it is.
pub fn same_user(account: &Account, stored: &Credentials, given: bool) -> Result<(), Halt> {
    let (name, id) = (stored.system_user.as_deref(), stored.system_user_id.as_deref());
    let asked = account.system_user.as_str();
    if given || !differs(asked, name, id) {
        return Ok(());
    }
    let known: Vec<&str> = [name, id].into_iter().flatten().collect();
    let message = format!(
        "the token stored for the account \"{}\" is that of the system user {}, and the new one would be that of \"{asked}\"",
        account.id,
        known.join(", ")
    );
    let hint = "nothing was started; say with --system-user whose token is wanted, and run again";
    Err(Halt::new("other_user", code::USAGE, &message, hint))
}

/// Whether what is asked for is certainly not what is known. A name cannot be held against an ID, nor an ID against a name;
/// and what is of digits alone may be either.
fn differs(asked: &str, name: Option<&str>, id: Option<&str>) -> bool {
    let asked = asked.trim();
    if id == Some(asked) || name.is_some_and(|name| same(name, asked).is_same()) {
        return false;
    }
    if is_id(asked) {
        // So many digits are no name.
        return id.is_some() && (name.is_some() || asked.len() >= 13);
    }
    name.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Token, canary};

    fn asked(app: &str, business: Option<&str>) -> Option<String> {
        let account = Account {
            id: "acme".to_owned(),
            id_given: false,
            app: app.to_owned(),
            business: business.map(str::to_owned),
            system_user: "Cloud Messaging".to_owned(),
            role: "admin".to_owned(),
            accounts: Vec::new(),
        };
        let stored = Credentials {
            app: Some("RCWa".to_owned()),
            app_id: Some("500000".to_owned()),
            business: Some("Acme Retail".to_owned()),
            business_id: Some("900000".to_owned()),
            ..Credentials::unproven(Token::parse(&canary::token(110)).unwrap(), "new")
        };
        same_owner(&account, &stored).err().map(|halt| halt.error.kind)
    }

    #[test]
    fn the_same_app_by_id_and_by_name_is_one_account() {
        let out = tempfile::tempdir().unwrap();
        let store = Store::plain(out.path());
        let put = |id: &str, user: &str| {
            let stored = Credentials {
                app: Some("RCWa".to_owned()),
                app_id: Some("500000".to_owned()),
                business: Some("Acme Retail".to_owned()),
                business_id: Some("900000".to_owned()),
                system_user: Some(user.to_owned()),
                ..Credentials::unproven(Token::parse(&canary::token(111)).unwrap(), "new")
            };
            store.put(id, &stored).unwrap();
        };
        put("rcwa", "Cloud Messaging");
        let as_asked = |id: &str, given: bool, app: &str, business: Option<&str>, user: &str| {
            let account = Account {
                id: id.to_owned(),
                id_given: given,
                app: app.to_owned(),
                business: business.map(str::to_owned),
                system_user: user.to_owned(),
                role: "admin".to_owned(),
                accounts: Vec::new(),
            };
            (stored_as(&store, &account), stored_for_app(&store, &account, "500000"))
        };
        let rcwa = Some("rcwa".to_owned());
        assert_eq!(as_asked("500000", false, "500000", None, "Cloud Messaging"), (rcwa.clone(), rcwa.clone()));
        assert_eq!(as_asked("acme", false, "rcwa", Some("900000"), "cloud messaging"), (rcwa.clone(), rcwa.clone()));
        assert_eq!(as_asked("new", false, "RCWa New", None, "Cloud Messaging"), (None, rcwa), "renamed: by its ID");
        // What the user says wins; another business, user or app is another account; a file of its own is its own.
        assert_eq!(as_asked("500000", true, "500000", None, "Cloud Messaging"), (None, None));
        assert_eq!(as_asked("500000", false, "500000", Some("Other"), "Cloud Messaging").0, None);
        assert_eq!(as_asked("500000", false, "500000", None, "mark"), (None, None));
        assert_eq!(as_asked("x", false, "500001", None, "Cloud Messaging").0, None);
        assert_eq!(as_asked("rcwa", false, "500000", None, "Cloud Messaging"), (None, None));
        // Of two nobody knows which.
        put("other", "Cloud Messaging");
        assert_eq!(as_asked("500000", false, "500000", None, "Cloud Messaging"), (None, None));
    }

    #[test]
    fn a_token_of_another_system_user_is_not_replaced_unasked() {
        let account = Account {
            id: "acme".to_owned(),
            id_given: true,
            app: "RCWa".to_owned(),
            business: None,
            system_user: "Cloud Messaging".to_owned(),
            role: "admin".to_owned(),
            accounts: Vec::new(),
        };
        let of = |name: Option<&str>, given: bool| {
            let stored = Credentials {
                system_user: name.map(str::to_owned),
                ..Credentials::unproven(Token::parse(&canary::token(112)).unwrap(), "new")
            };
            same_user(&account, &stored, given).err().map(|halt| (halt.error.kind, halt.error.message))
        };
        let (kind, message) = of(Some("hook relay"), false).unwrap();
        assert!(
            kind == "other_user" && message.contains("hook relay") && message.contains("Cloud Messaging"),
            "{message}"
        );
        assert_eq!(of(Some("hook relay"), true), None);
        assert_eq!((of(Some("cloud messaging"), false), of(None, false)), (None, None));
    }

    #[test]
    fn only_what_is_certain_is_refused() {
        for (app, business) in
            [("RCWa", None), (" rcwa ", Some("acme  retail")), ("500000", Some("900000")), ("RCWa", Some("900000"))]
        {
            assert_eq!(asked(app, business), None, "{app} {business:?}");
        }
        for app in ["RCWa Cloud", "500001"] {
            assert_eq!(asked(app, None).as_deref(), Some("other_app"), "{app}");
        }
        for business in ["Acme-Retail", "900001"] {
            assert_eq!(asked("RCWa", Some(business)).as_deref(), Some("other_business"), "{business}");
        }
        assert!(!differs("RCWa", None, Some("500000")) && !differs("500001", Some("RCWa"), None));
        // Digits may be a name.
        assert!(!differs("20240115", Some("20240115"), Some("500000")) && !differs("20240115", None, Some("500000")));
        assert!(differs("100200300400500", None, Some("500000")) && differs("20240115", Some("RCWa"), Some("500000")));
        assert!(!differs("equipe cloud", Some("Équipe  Cloud"), None) && differs("か", Some("が"), None));
    }
}
