//! Why a file could not be written.

use std::{
    io,
    path::{Path, PathBuf},
};

pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Why a file could not be written, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// No space, or no more of it for this user.
    #[error("{}; free some space and run the same command again", self.what())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// Not allowed.
    #[error("{}; make its folder yours (ls -ld shows whose it is) or choose another with --out", self.what())]
    Permission {
        /// The file.
        path: PathBuf,
    },
    /// The file system is mounted read-only.
    #[error("{}; choose another folder with --out", self.what())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Something else is there.
    #[error("{}; move it away or choose another folder with --out", self.what())]
    InTheWay {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A symbolic link that is followed for nobody.
    #[error("{}; remove it, or give the place that it leads to", self.what())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Anything else.
    #[error("{}", self.what())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl FileError {
    pub(super) fn new(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind as Kind;
        let path = path.to_owned();
        match source.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Self::DiskFull { path },
            Kind::PermissionDenied => Self::Permission { path },
            Kind::ReadOnlyFilesystem => Self::ReadOnly { path },
            Kind::IsADirectory | Kind::NotADirectory | Kind::AlreadyExists => Self::InTheWay { path, source },
            _ => Self::Io { path, source },
        }
    }

    /// Of which file it is.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::DiskFull { path }
            | Self::Permission { path }
            | Self::ReadOnly { path }
            | Self::InTheWay { path, .. }
            | Self::Link { path }
            | Self::Io { path, .. } => path,
        }
    }

    /// What happened, without the way out: that is another one where the file is not under the output folder.
    pub(super) fn what(&self) -> String {
        match self {
            Self::DiskFull { path } => format!("the disk is full: {} could not be written", path.display()),
            Self::Permission { path } => format!("no permission to write {}", path.display()),
            Self::ReadOnly { path } => format!("{} is on a read-only file system", path.display()),
            Self::InTheWay { path, source } => format!("{} is not what it should be ({source})", path.display()),
            Self::Link { path } => {
                format!("{} is a symbolic link that somebody else may have made, and is not followed", path.display())
            }
            Self::Io { path, source } => format!("{} could not be written: {source}", path.display()),
        }
    }

    /// Machine-readable kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DiskFull { .. } => "disk_full",
            Self::Permission { .. } => "permission",
            Self::ReadOnly { .. } => "read_only",
            Self::InTheWay { .. } => "in_the_way",
            Self::Link { .. } => "link",
            Self::Io { .. } => "io",
        }
    }
}
