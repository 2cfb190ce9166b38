//! How credentials stand in a dotenv file: a block of comments and variables of ours, among lines of which most may be a person's own.

use std::path::Path;

use zeroize::Zeroizing;

use super::{
    Slug, Token,
    credentials::{Credentials, CredentialsError, FINGERPRINT, Mark, TOKEN},
    dotenv::{self, BYTE_ORDER_MARK, Kind, Piece, pieces},
};

pub(super) const HEADING: &str = "# WhatsApp Cloud API credentials of ";
const VERIFIED: &str = "# verified ";
const UNPROVED: &str = "# unproved: ";
const NOT_PROVEN: &str = "# not proven: ";
const APP_NAME: &str = "# app ";
const BUSINESS_NAME: &str = "# business ";
const USER_NAME: &str = "# system user ";
const PHONE_NUMBER: &str = "WHATSAPP_PHONE_NUMBER_ID";
const WABA: &str = "WHATSAPP_BUSINESS_ACCOUNT_ID";
const APP: &str = "META_APP_ID";
const BUSINESS: &str = "META_BUSINESS_ID";
const SYSTEM_USER: &str = "META_SYSTEM_USER_ID";
/// Every variable of ours, in the order of the file.
const NAMES: [&str; 6] = [TOKEN, PHONE_NUMBER, WABA, APP, BUSINESS, SYSTEM_USER];

/// What a piece of the file is to us.
enum Role<'a> {
    Heading,
    Fingerprint(&'a str),
    Verified(&'a str),
    Unproved(&'a str),
    NotProven(&'a str),
    AppName(&'a str),
    BusinessName(&'a str),
    UserName(&'a str),
    Variable(&'a str),
    /// Somebody else's: kept, and not judged.
    Theirs,
}

/// What each piece is. `# app ...` may be anybody's comment: it is ours only where it stands in the block that the program writes.
fn roles<'a>(pieces: &[Piece<'a>]) -> Vec<Role<'a>> {
    let mut inside = false;
    let role = |piece: &Piece<'a>| {
        let role = match piece.kind {
            Kind::Comment(text) => of_comment(text, inside),
            Kind::Variable { name, .. } if NAMES.contains(&name) => Role::Variable(name),
            _ => Role::Theirs,
        };
        inside = match role {
            Role::Theirs => false,
            Role::Variable(_) => inside,
            _ => true,
        };
        role
    };
    pieces.iter().map(role).collect()
}

fn of_comment(text: &[u8], inside: bool) -> Role<'_> {
    let Ok(text) = std::str::from_utf8(text) else { return Role::Theirs };
    let of = |begin: &str| text.strip_prefix(begin).map(str::trim);
    if of(HEADING).is_some() {
        return Role::Heading;
    }
    if let Some(fingerprint) = of(FINGERPRINT).filter(|of| of.starts_with("sha256:")) {
        return Role::Fingerprint(fingerprint);
    }
    if let Some(at) = of(VERIFIED).filter(|at| inside || at.parse::<jiff::Timestamp>().is_ok()) {
        return Role::Verified(at);
    }
    if let Some(reason) = of(NOT_PROVEN) {
        return Role::NotProven(dotenv::uncomment(reason));
    }
    if !inside {
        return Role::Theirs;
    }
    if let Some(what) = of(UNPROVED) {
        return Role::Unproved(dotenv::uncomment(what));
    }
    match (of(APP_NAME), of(BUSINESS_NAME), of(USER_NAME)) {
        (Some(name), ..) => Role::AppName(dotenv::uncomment(name)),
        (_, Some(name), _) => Role::BusinessName(dotenv::uncomment(name)),
        (.., Some(name)) => Role::UserName(dotenv::uncomment(name)),
        _ => Role::Theirs,
    }
}

impl Credentials {
    /// The name and value of each variable but the token's, in the order of the file.
    pub(super) fn ids(&self) -> [(&'static str, Option<&String>); 5] {
        [
            (PHONE_NUMBER, self.phone_number_id.as_ref()),
            (WABA, self.whatsapp_business_account_id.as_ref()),
            (APP, self.app_id.as_ref()),
            (BUSINESS, self.business_id.as_ref()),
            (SYSTEM_USER, self.system_user_id.as_ref()),
        ]
    }

    /// The variables of the file. An ID that is none, for its characters, is left out: readers would differ in what it says.
    fn variables(&self) -> Vec<(&'static str, &str)> {
        let ids = self.ids().into_iter().filter_map(|(name, value)| Some((name, value?.as_str())));
        let ids = ids.filter(|(name, value)| {
            let plain = dotenv::is_plain(value);
            if !plain {
                tracing::warn!(name, "left out: it has characters that no ID has");
            }
            plain
        });
        [(TOKEN, self.token.expose())].into_iter().chain(ids).collect()
    }

    /// The text of the file.
    pub(super) fn to_dotenv(&self, account: &Slug) -> Zeroizing<String> {
        // Room for all of it, so that growing leaves no copy of the token behind in freed memory.
        let mut text = Zeroizing::new(String::with_capacity(8 * 1024));
        text.push_str(HEADING);
        text.push_str(account.as_str());
        text.push_str(". Whoever has this file can use the account: keep it to yourself.\n");
        text.push_str(FINGERPRINT);
        text.push_str(&self.token.fingerprint());
        text.push('\n');
        match &self.mark {
            Mark::Verified { at, but } => {
                text.push_str(&dotenv::comment(&format!("{VERIFIED}{at}")));
                if let Some(what) = but {
                    text.push_str(&dotenv::comment(&format!("{UNPROVED}{what}")));
                }
            }
            Mark::NotProven { reason } => text.push_str(&dotenv::comment(&format!("{NOT_PROVEN}{reason}"))),
        }
        // The names are for people, and for a run that asks for another business of the same slug.
        for (what, name) in [(APP_NAME, &self.app), (BUSINESS_NAME, &self.business), (USER_NAME, &self.system_user)] {
            if let Some(name) = name {
                text.push_str(&dotenv::comment(&format!("{what}{name}")));
            }
        }
        for (name, value) in self.variables() {
            dotenv::line(&mut text, name, value);
        }
        text
    }

    /// The file of an application with these credentials in it. A block that the program wrote before is renewed where it stands; in
    /// any other file only the variables are set. All else stays, byte for byte.
    ///
    /// # Errors
    /// When the file is such that a reader would not see them.
    pub(super) fn put_into(&self, old: &[u8], account: &Slug) -> Result<Zeroizing<Vec<u8>>, &'static str> {
        let (mark, text) = without_mark(old);
        if text.trim_ascii().is_empty() {
            return Ok(Zeroizing::new(self.to_dotenv(account).as_bytes().to_vec()));
        }
        let all = pieces(text);
        let ours = block(&roles(&all));
        let new = if let Some(ours) = ours {
            let mut new = Zeroizing::new(Vec::with_capacity(old.len() + 16 * 1024));
            new.extend_from_slice(mark);
            all[..ours.start].iter().for_each(|piece| new.extend_from_slice(piece.bytes));
            dotenv::keep_apart(&mut new, ours.start.checked_sub(1).map(|before| &all[before]));
            new.extend_from_slice(self.to_dotenv(account).as_bytes());
            all[ours.end..].iter().for_each(|piece| new.extend_from_slice(piece.bytes));
            // A person may have set one of them once more, below.
            dotenv::set(&new, &self.variables())
        } else {
            dotenv::set(old, &self.variables())
        };
        self.seen_in(&new).then_some(new).ok_or("leaves a quote open, so that what stands below it would not be read")
    }

    /// Whether a reader of this text finds all variables as they are meant.
    fn seen_in(&self, text: &[u8]) -> bool {
        let all = pieces(without_mark(text).1);
        self.variables().into_iter().all(|(wanted, value)| {
            let last =
                all.iter().rev().find(|piece| matches!(piece.kind, Kind::Variable { name, .. } if name == wanted));
            last.is_some_and(|piece| piece.value().is_ok_and(|seen| *seen == *value))
        })
    }
}

/// Where the block stands that the program wrote: the heading and what follows it without a gap.
fn block(roles: &[Role<'_>]) -> Option<std::ops::Range<usize>> {
    let start = roles.iter().position(|role| matches!(role, Role::Heading))?;
    let length = roles[start..].iter().take_while(|role| !matches!(role, Role::Theirs)).count();
    Some(start..start + length)
}

fn without_mark(text: &[u8]) -> (&[u8], &[u8]) {
    text.strip_prefix(BYTE_ORDER_MARK).map_or((&[], text), |rest| (BYTE_ORDER_MARK, rest))
}

/// The lines of a credentials file that are not the program's: variables and comments of a person's own, which stay when it is
/// written anew. They stand below the program's own, so that nothing in them can reach into these.
pub(super) fn others(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let all = pieces(without_mark(text).1);
    let roles = roles(&all);
    let mut theirs: Vec<_> = all.iter().zip(&roles).filter(|(_, role)| matches!(role, Role::Theirs)).collect();
    let blank = |piece: &(&Piece<'_>, &Role<'_>)| matches!(piece.0.kind, Kind::Blank);
    // No empty lines where the program's own were, and none at the end.
    let first = theirs.iter().position(|piece| !blank(piece)).unwrap_or(theirs.len());
    let last = theirs.iter().rposition(|piece| !blank(piece)).map_or(first, |at| at + 1);
    let mut kept = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    theirs.drain(first..last).for_each(|(piece, _)| kept.extend_from_slice(piece.bytes));
    if !kept.is_empty() && !kept.ends_with(b"\n") {
        kept.push(b'\n');
    }
    kept
}

/// Reads the text of a credentials file; `path` is for messages.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Credentials, CredentialsError> {
    let mut token: Option<Token> = None;
    let mut fingerprint = None;
    let mut mark = Mark::NotProven { reason: "never proved".to_owned() };
    let mut ids = [const { None }; 5];
    let (mut app, mut business, mut system_user) = (None, None, None);
    let all = pieces(without_mark(bytes).1);
    for (piece, role) in all.iter().zip(roles(&all)) {
        match role {
            Role::Heading | Role::Theirs => {}
            Role::Fingerprint(of) => fingerprint = Some(of),
            Role::Verified(at) => mark = Mark::Verified { at: at.to_owned(), but: None },
            Role::Unproved(what) => {
                if let Mark::Verified { but, .. } = &mut mark {
                    *but = Some(what.to_owned());
                }
            }
            Role::NotProven(reason) => mark = Mark::NotProven { reason: reason.to_owned() },
            Role::AppName(name) => app = Some(name.to_owned()),
            Role::BusinessName(name) => business = Some(name.to_owned()),
            Role::UserName(name) => system_user = Some(name.to_owned()),
            Role::Variable(name) => {
                let wrong = |what| CredentialsError::Malformed { path: path.to_owned(), line: piece.line, what };
                let value = piece.value().map_err(wrong)?;
                if name == TOKEN {
                    let parsed = Token::parse(&value);
                    token = Some(parsed.map_err(|source| CredentialsError::Token { path: path.to_owned(), source })?);
                } else if let Some(at) = NAMES[1..].iter().position(|known| *known == name) {
                    ids[at] = Some(value.to_string()).filter(|value| !value.is_empty());
                }
            }
        }
    }
    let token = token.ok_or_else(|| CredentialsError::NoToken { path: path.to_owned() })?;
    if fingerprint.is_some_and(|fingerprint| fingerprint != token.fingerprint()) {
        return Err(CredentialsError::OtherToken { path: path.to_owned() });
    }
    let [phone_number_id, whatsapp_business_account_id, app_id, business_id, system_user_id] = ids;
    Ok(Credentials {
        token,
        phone_number_id,
        whatsapp_business_account_id,
        app_id,
        app,
        business_id,
        business,
        system_user,
        system_user_id,
        mark,
    })
}

#[cfg(test)]
mod tests;
