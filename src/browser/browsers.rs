//! Browsers that serve one account after another: opening one takes longer than half of what a walk does.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::error::BrowserError;
use super::options::BrowserOptions;
use super::session::Session;

/// After so many accounts a browser is closed: what it has gathered in its memory goes with it.
const MOST_ACCOUNTS: u32 = 50;

/// Browsers that are open and have nothing to do.
#[derive(Debug)]
pub struct Browsers {
    idle: Mutex<Vec<Idle>>,
    most: usize,
}

#[derive(Debug)]
struct Idle {
    asked: BrowserOptions,
    session: Session,
}

impl Browsers {
    /// None yet, and never more than so many.
    pub fn new(most: usize) -> Self {
        Self { idle: Mutex::default(), most }
    }

    /// A browser for an account: one that was asked for in just the same way and has nothing to do, or a new one.
    ///
    /// # Errors
    /// When a new one does not start.
    pub async fn take(&self, options: &BrowserOptions) -> Result<Session, BrowserError> {
        while let Some(session) = self.find(options) {
            // It may have died, or its only tab may have been closed, while nobody looked.
            match session.windows().await {
                Ok(windows) if windows.len() == 1 => return Ok(session),
                _ => drop(session.close().await),
            }
        }
        if let Some(profile) = &options.profile {
            // It was asked for in another way, and two browsers would spoil one profile.
            self.close_in(profile).await;
        }
        Session::start(options).await
    }

    /// Takes a browser back that has served an account, with nothing left in it of that; where that cannot be, it is closed.
    ///
    /// # Errors
    /// When it was to be closed and did not close in time; it is ended all the same.
    pub async fn give_back(&self, options: &BrowserOptions, mut session: Session) -> Result<(), BrowserError> {
        session.served += 1;
        let usable = session.served < MOST_ACCOUNTS
            && session.can_begin_anew()
            && session.begin_anew(options.profile.is_some()).await.is_ok();
        let left = if usable { self.keep(options, session) } else { Some(session) };
        match left {
            Some(session) => session.close().await,
            None => Ok(()),
        }
    }

    /// Closes all that have nothing to do.
    pub async fn close(&self) {
        self.close_all(|_| true).await;
    }

    /// Closes those whose kept profile is in this folder.
    pub async fn close_in(&self, folder: &Path) {
        self.close_all(|options| options.profile.as_ref().is_some_and(|profile| profile.starts_with(folder))).await;
    }

    async fn close_all(&self, which: impl Fn(&BrowserOptions) -> bool) {
        for one in self.take_out(which) {
            if let Err(error) = one.session.close().await {
                tracing::debug!(%error, "a browser did not close");
            }
        }
    }

    fn take_out(&self, which: impl Fn(&BrowserOptions) -> bool) -> Vec<Idle> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let (out, kept) = std::mem::take(&mut *idle).into_iter().partition(|one| which(&one.asked));
        *idle = kept;
        out
    }

    fn find(&self, options: &BrowserOptions) -> Option<Session> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let at = idle.iter().position(|one| one.asked == *options)?;
        Some(idle.swap_remove(at).session)
    }

    /// `Some`: there are enough already.
    fn keep(&self, options: &BrowserOptions, session: Session) -> Option<Session> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() >= self.most {
            return Some(session);
        }
        idle.push(Idle { asked: options.clone(), session });
        None
    }
}
