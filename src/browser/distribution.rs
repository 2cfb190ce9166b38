//! Which command installs what on this machine.

use std::path::Path;

use super::kind::BrowserKind;

/// The family of operating system, as far as it decides how software is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distribution {
    /// Alpine Linux.
    Alpine,
    /// Arch Linux and kin.
    Arch,
    /// Debian and those of its kin that package Chromium.
    Debian,
    /// Fedora, RHEL and kin.
    Fedora,
    /// macOS.
    MacOs,
    /// NixOS.
    Nix,
    /// openSUSE and SLE.
    Suse,
    /// Ubuntu, where Chromium is a snap.
    Ubuntu,
    /// Anything else.
    Unknown,
}

impl Distribution {
    /// That of this machine.
    pub fn here() -> Self {
        if cfg!(target_os = "macos") {
            return Self::MacOs;
        }
        ["/etc/os-release", "/usr/lib/os-release"]
            .iter()
            .find_map(|path| std::fs::read_to_string(Path::new(path)).ok())
            .map_or(Self::Unknown, |text| Self::of_os_release(&text))
    }

    /// That of an `os-release` file: its `ID`, or else the first of `ID_LIKE` that is known.
    pub fn of_os_release(text: &str) -> Self {
        let value = |key: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
                .map(|value| value.trim().trim_matches(['"', '\'']).to_owned())
                .unwrap_or_default()
        };
        let (id, like) = (value("ID"), value("ID_LIKE"));
        std::iter::once(id.as_str()).chain(like.split_whitespace()).find_map(Self::of_id).unwrap_or(Self::Unknown)
    }

    fn of_id(id: &str) -> Option<Self> {
        Some(match id {
            "alpine" | "postmarketos" => Self::Alpine,
            "arch" | "manjaro" | "endeavouros" => Self::Arch,
            // Mint packages Chromium as Debian does, without the snap.
            "debian" | "raspbian" | "kali" | "linuxmint" => Self::Debian,
            "fedora" | "rhel" | "centos" | "rocky" | "almalinux" => Self::Fedora,
            "nixos" => Self::Nix,
            "opensuse" | "opensuse-leap" | "opensuse-tumbleweed" | "suse" | "sles" => Self::Suse,
            "ubuntu" => Self::Ubuntu,
            _ => return None,
        })
    }

    /// The command after which Chromium finds a sandbox, as somebody who is not root.
    pub fn sandbox(self) -> String {
        let sudo = if nix::unistd::geteuid().is_root() { "" } else { "sudo " };
        match self {
            Self::Debian => format!("{sudo}apt-get update && {sudo}apt-get install chromium-sandbox"),
            Self::Ubuntu => format!("{sudo}sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
            _ => format!(
                "{sudo}sysctl -w user.max_user_namespaces=10000 (in a container: allow user namespaces when it is started)"
            ),
        }
    }

    /// The command that installs browser and driver of one and the same version.
    pub fn install(self, kind: BrowserKind) -> String {
        let sudo = if nix::unistd::geteuid().is_root() { "" } else { "sudo " };
        let gecko = "geckodriver from https://github.com/mozilla/geckodriver/releases";
        match (kind, self) {
            (BrowserKind::Chromium, Self::Alpine) => format!("{sudo}apk add chromium chromium-chromedriver"),
            (BrowserKind::Chromium, Self::Arch) => format!("{sudo}pacman -Syu chromium"),
            (BrowserKind::Chromium, Self::Debian) => {
                // Without the sandbox it starts for nobody but root, where the kernel allows no namespaces to users.
                format!("{sudo}apt-get update && {sudo}apt-get install chromium chromium-driver chromium-sandbox")
            }
            (BrowserKind::Chromium, Self::Fedora) => format!("{sudo}dnf install --refresh chromium chromedriver"),
            (BrowserKind::Chromium, Self::MacOs) => "brew install --cask chromium chromedriver".into(),
            (BrowserKind::Chromium, Self::Nix) => "nix-shell -p chromium chromedriver".into(),
            (BrowserKind::Chromium, Self::Suse) => format!("{sudo}zypper install chromium chromedriver"),
            (BrowserKind::Chromium, Self::Ubuntu) => format!("{sudo}snap install chromium"),
            (BrowserKind::Chromium, Self::Unknown) => {
                "install Chromium, and the chromedriver of the same major version, with your system's packages".into()
            }
            (BrowserKind::Firefox, Self::Alpine) => format!("{sudo}apk add firefox geckodriver"),
            (BrowserKind::Firefox, Self::Arch) => format!("{sudo}pacman -Syu firefox geckodriver"),
            (BrowserKind::Firefox, Self::Debian) => format!("{sudo}apt-get install firefox-esr, and {gecko}"),
            (BrowserKind::Firefox, Self::Fedora) => format!("{sudo}dnf install firefox, and {gecko}"),
            (BrowserKind::Firefox, Self::MacOs) => "brew install --cask firefox && brew install geckodriver".into(),
            (BrowserKind::Firefox, Self::Nix) => "nix-shell -p firefox geckodriver".into(),
            (BrowserKind::Firefox, Self::Suse) => format!("{sudo}zypper install MozillaFirefox, and {gecko}"),
            (BrowserKind::Firefox, Self::Ubuntu) => format!("{sudo}snap install firefox"),
            (BrowserKind::Firefox, Self::Unknown) => {
                format!("install Firefox with your system's packages, and {gecko}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_decides_before_what_it_is_like() {
        for (text, expected) in [
            ("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n", Distribution::Debian),
            ("ID=ubuntu\nID_LIKE=debian\n", Distribution::Ubuntu),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Distribution::Debian),
            ("ID=pop\nID_LIKE=\"ubuntu debian\"\n", Distribution::Ubuntu),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Distribution::Fedora),
            ("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", Distribution::Suse),
            ("VERSION_ID=3\n", Distribution::Unknown),
        ] {
            assert_eq!(Distribution::of_os_release(text), expected, "{text}");
        }
    }
}
