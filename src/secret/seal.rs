//! Sealing to age recipients, and opening again.

use std::{
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use age::{armor, x25519};
use zeroize::Zeroizing;

/// Those who can open what is sealed.
pub(super) struct Recipients(Vec<x25519::Recipient>);

impl Recipients {
    /// Reads recipients (`age1...`). A wrong one is told by its place: it may be a secret key, pasted by mistake.
    pub(super) fn parse(texts: &[String]) -> Result<Self, SealError> {
        if texts.is_empty() {
            return Err(SealError::NoRecipient);
        }
        let mut all = Vec::with_capacity(texts.len());
        for (place, text) in texts.iter().enumerate() {
            let text = text.trim();
            if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
                super::redact::register_secret(text);
                return Err(SealError::SecretKey { place: place + 1 });
            }
            all.push(text.parse().map_err(|_| SealError::Recipient { place: place + 1 })?);
        }
        Ok(Self(all))
    }

    /// Seals `bytes` into an ASCII-armoured age file.
    pub(super) fn seal(&self, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let recipients = self.0.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(recipients).map_err(|_| SealError::NoRecipient)?;
        let mut sealed = Vec::new();
        let failed = |error: std::io::Error| SealError::Sealing { message: error.to_string() };
        let armored = armor::ArmoredWriter::wrap_output(&mut sealed, armor::Format::AsciiArmor).map_err(failed)?;
        let mut writer = encryptor.wrap_output(armored).map_err(failed)?;
        writer.write_all(bytes).map_err(failed)?;
        writer.finish().and_then(armor::ArmoredWriter::finish).map_err(failed)?;
        Ok(sealed)
    }
}

/// Opens a sealed file with the identities in a file.
pub(super) fn open(sealed: &[u8], identity: &Path) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let wrong = || SealError::Identity { path: identity.to_owned() };
    let file = age::IdentityFile::from_file(identity.display().to_string()).map_err(|_| wrong())?;
    let identities = file.into_identities().map_err(|_| wrong())?;
    let other = || SealError::Key { path: identity.to_owned() };
    open_with(sealed, identities.iter().map(|identity| &**identity as &dyn age::Identity), &other)
}

/// Opens a sealed file with these identities; `other` is the error where it was sealed to others.
pub(super) fn open_with<'i>(
    sealed: &[u8],
    identities: impl IntoIterator<Item = &'i dyn age::Identity>,
    other: &dyn Fn() -> SealError,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let decryptor = age::Decryptor::new(armor::ArmoredReader::new(sealed)).map_err(|_| SealError::NotSealed)?;
    let mut reader = decryptor.decrypt(identities.into_iter()).map_err(|_| other())?;
    // Room for all of it, so that growing leaves no copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(|_| SealError::NotSealed)?;
    Ok(plain)
}

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Sealing to nobody.
    #[error("no age recipient is given; make a key with age-keygen and put its public half (age1...) under recipients")]
    NoRecipient,
    /// Not a recipient.
    #[error("age recipient number {place} is not one; recipients begin with age1 (age-keygen -y FILE shows yours)")]
    Recipient {
        /// Which one, from 1.
        place: usize,
    },
    /// The secret half in place of the public one.
    #[error(
        "age recipient number {place} is a secret key; put its public half there (age-keygen -y FILE), and make a new key if others have seen this one"
    )]
    SecretKey {
        /// Which one, from 1.
        place: usize,
    },
    /// The identity file is missing or wrong.
    #[error("{} is not an age identity file, or cannot be read", path.display())]
    Identity {
        /// The file.
        path: PathBuf,
    },
    /// The identity is not one of the recipients.
    #[error("the identity in {} cannot open this file; it was sealed to others", path.display())]
    Key {
        /// The identity file.
        path: PathBuf,
    },
    /// The keyring has no key of this sign-in, or another one.
    #[error(
        "the system's keyring has no key that opens the sign-in \"{name}\"; seal it anew with `tokenwright login {name} --keyring`"
    )]
    KeyringKey {
        /// The sign-in.
        name: String,
    },
    /// The file is damaged or none of age's.
    #[error("this is not an age file, or it is damaged")]
    NotSealed,
    /// age could not do it.
    #[error("the file could not be sealed: {message}")]
    Sealing {
        /// Why.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use std::{fs, process::Command};

    use age::secrecy::ExposeSecret as _;

    use super::*;

    fn key(folder: &Path, name: &str) -> (String, PathBuf) {
        let identity = x25519::Identity::generate();
        let path = folder.join(name);
        fs::write(&path, identity.to_string().expose_secret()).unwrap();
        (identity.to_public().to_string(), path)
    }

    #[test]
    fn each_recipient_opens_it_and_no_one_else() {
        let folder = tempfile::tempdir().unwrap();
        let ((one, first), (two, second), (_, other)) =
            (key(folder.path(), "1"), key(folder.path(), "2"), key(folder.path(), "3"));
        let sealed = Recipients::parse(&[one, format!(" {two}\n")]).unwrap().seal(b"a secret").unwrap();
        assert!(sealed.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----"));
        assert_eq!(*open(&sealed, &first).unwrap(), b"a secret");
        assert_eq!(*open(&sealed, &second).unwrap(), b"a secret");
        assert_eq!(open(&sealed, &other).unwrap_err(), SealError::Key { path: other.clone() });
        assert_eq!(open(b"garbage", &first).unwrap_err(), SealError::NotSealed);
        assert!(matches!(open(&sealed, Path::new("/none")).unwrap_err(), SealError::Identity { .. }));
        let file = folder.path().join("sealed.age");
        fs::write(&file, &sealed).unwrap();
        match Command::new("age").arg("-d").arg("-i").arg(&first).arg(&file).output() {
            Ok(output) => assert_eq!(output.stdout, b"a secret", "the age command opens it too"),
            Err(_) => eprintln!("skipped the age command: it is not installed"),
        }
    }

    #[test]
    fn a_wrong_recipient_is_not_shown() {
        let secret = x25519::Identity::generate().to_string();
        let error = Recipients::parse(&[secret.expose_secret().to_owned()]).map(|_| ()).unwrap_err();
        assert_eq!(error, SealError::SecretKey { place: 1 });
        assert_eq!(
            Recipients::parse(&["ssh-rsa x".to_owned()]).map(|_| ()).unwrap_err(),
            SealError::Recipient { place: 1 }
        );
        assert_eq!(Recipients::parse(&[]).map(|_| ()).unwrap_err(), SealError::NoRecipient);
    }
}
