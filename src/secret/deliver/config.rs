//! The `[deliver]` table of `tokenwright.toml`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{
    CommandTarget, EndpointTarget, FileTarget, KeyringTarget, SealedTarget,
    template::{self, TemplateError},
};
use crate::secret::{SealError, seal::Recipients, secret_variables::note_secret_variable, token::fingerprint};

/// What happens to a token once it is made.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeliverConfig {
    /// How credentials are kept under the output folder.
    pub keep: Keep,
    /// Who can open them where they are kept sealed (`age1...`).
    pub recipients: Vec<String>,
    /// The age identity file with which `verify` and `deliver` open them again.
    pub identity: Option<PathBuf>,
    /// Where else they go.
    pub to: Vec<Target>,
}

/// How credentials are kept under the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// As `credentials/<account>.env`, readable for its owner only.
    #[default]
    Dotenv,
    /// As `credentials/<account>.env.age`, sealed to the recipients.
    Age,
}

/// Where credentials go.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// A dotenv file.
    Dotenv(FileTarget),
    /// A JSON file.
    Json(FileTarget),
    /// A text file with the four values that an integration's form asks for.
    Handout(FileTarget),
    /// A file sealed to age recipients.
    Age(SealedTarget),
    /// The operating system's keyring.
    Keyring(KeyringTarget),
    /// A command that gets them on its standard input.
    Command(CommandTarget),
    /// An HTTP endpoint.
    Http(EndpointTarget),
}

impl DeliverConfig {
    /// Finds what could never work, before anything is started.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn check(&self) -> Result<(), DeliverConfigError> {
        if self.keep == Keep::Age {
            Recipients::parse(&self.recipients)?;
        }
        for (place, target) in self.to.iter().enumerate() {
            let wrong = |why: String| DeliverConfigError::Target { place: place + 1, why };
            target.check().map_err(wrong)?;
            if let Target::Http(target) = target {
                target.headers_from_env.values().for_each(|name| note_secret_variable(name));
            }
        }
        Ok(())
    }
}

impl DeliverConfig {
    /// Puts the path that is meant in the place of each that was written.
    pub fn expand(&mut self, meant: impl Fn(&Path) -> PathBuf) {
        let text = |written: &mut String| {
            let path = meant(Path::new(written.as_str()));
            if path != Path::new(written.as_str()) {
                *written = path.display().to_string();
            }
        };
        if let Some(identity) = &mut self.identity {
            *identity = meant(identity);
        }
        for target in &mut self.to {
            match target {
                Target::Dotenv(target) | Target::Json(target) | Target::Handout(target) => text(&mut target.path),
                Target::Age(target) => text(&mut target.path),
                Target::Command(target) => target.command.iter_mut().take(1).for_each(text),
                Target::Http(target) => {
                    if let Some(file) = &mut target.ca_file {
                        *file = meant(file);
                    }
                }
                Target::Keyring(_) => {}
            }
        }
    }
}

impl Target {
    /// Its kind, as in the configuration.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dotenv(_) => "dotenv",
            Self::Json(_) => "json",
            Self::Handout(_) => "handout",
            Self::Age(_) => "age",
            Self::Keyring(_) => "keyring",
            Self::Command(_) => "command",
            Self::Http(_) => "http",
        }
    }

    /// What it is called: the name that it was given, or its kind.
    pub fn name(&self) -> &str {
        let name = match self {
            Self::Dotenv(target) | Self::Json(target) | Self::Handout(target) => &target.name,
            Self::Age(target) => &target.name,
            Self::Keyring(target) => &target.name,
            Self::Command(target) => &target.name,
            Self::Http(target) => &target.name,
        };
        name.as_deref().unwrap_or_else(|| self.kind())
    }

    /// Tells it from every other target, also when it is given another name: its kind, and a fingerprint of where it is. Not in
    /// the clear, as a command or an address may hold a key of the user's.
    pub fn mark(&self) -> String {
        let place = match self {
            Self::Dotenv(target) | Self::Json(target) | Self::Handout(target) => target.path.clone(),
            Self::Age(target) => format!("{} {:?} {:?}", target.path, target.format, target.recipients),
            Self::Keyring(target) => format!("{} {:?}", target.service, target.format),
            Self::Command(target) => format!("{:?} {:?}", target.command, target.format),
            Self::Http(target) => format!("{:?} {}", target.method, target.url),
        };
        format!("{} {}", self.kind(), fingerprint(place.as_bytes()))
    }

    fn check(&self) -> Result<(), String> {
        let template = |text: &str| template::check(text).map_err(|error: TemplateError| error.to_string());
        match self {
            Self::Dotenv(target) | Self::Json(target) | Self::Handout(target) => template(&target.path),
            Self::Age(target) => {
                template(&target.path)?;
                Recipients::parse(&target.recipients).map(|_| ()).map_err(|error| error.to_string())
            }
            Self::Keyring(target) => template(&target.service),
            Self::Command(target) => {
                if target.command.first().is_none_or(|program| program.trim().is_empty()) {
                    return Err("command is empty; give the program and its arguments as a list".to_owned());
                }
                target.command.iter().try_for_each(|part| template(part))
            }
            Self::Http(target) => target.check(),
        }
    }
}

/// What is wrong with the `[deliver]` table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliverConfigError {
    /// The recipients are wrong.
    #[error("[deliver]: {0}")]
    Seal(#[from] SealError),
    /// A target is wrong.
    #[error("[[deliver.to]] number {place}: {why}")]
    Target {
        /// Which one, from 1.
        place: usize,
        /// What is wrong.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<DeliverConfig, String> {
        let config: DeliverConfig = toml_edit::de::from_str(text).map_err(|error| error.to_string())?;
        config.check().map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn every_target_can_be_written_down() {
        let config = read(
            r#"
            [[to]]
            kind = "dotenv"
            path = "/srv/app/{account}.env"
            [[to]]
            kind = "json"
            path = "x.json"
            [[to]]
            kind = "handout"
            path = "x.txt"
            [[to]]
            kind = "age"
            path = "{account}.age"
            recipients = ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
            [[to]]
            kind = "keyring"
            [[to]]
            kind = "command"
            name = "vault"
            command = ["vault", "kv", "put", "secret/{account}", "token=-"]
            format = "token"
            [[to]]
            kind = "http"
            url = "https://intake.example/tokens"
            headers_from_env = { authorization = "INTAKE_AUTH" }
            "#,
        )
        .unwrap();
        assert_eq!(config.to.len(), 7);
        assert_eq!(config.keep, Keep::Dotenv);
        let mut marks: Vec<_> = config.to.iter().map(Target::mark).collect();
        assert!(marks.iter().all(|mark| !mark.contains("vault")), "{marks:?}");
        marks.dedup();
        assert_eq!(marks.len(), 7, "each has a mark of its own");
    }

    #[test]
    fn what_could_never_work_is_told_by_its_place() {
        for (text, words) in [
            ("[[to]]\nkind = \"command\"\ncommand = []", "number 1: command is empty"),
            ("[[to]]\nkind = \"command\"\ncommand = [\"x\", \"{token}\"]", "{token}"),
            ("[[to]]\nkind = \"http\"\nurl = \"http://intake.example/\"", "https"),
            ("[[to]]\nkind = \"http\"\nurl = \"https://u:secret@intake.example/\"", "user name"),
            ("[[to]]\nkind = \"age\"\npath = \"x\"\nrecipients = []", "recipient"),
            ("keep = \"age\"", "recipient"),
            ("[[to]]\nkind = \"dotenv\"\npath = \"x\"\nmode = 1", "mode"),
            ("[[to]]\nkind = \"floppy\"", "floppy"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(words), "{error}");
            assert!(!error.contains("u:secret"), "{error}");
        }
    }
}
