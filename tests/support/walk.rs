//! One run of the real program.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::processes::{Process, eventually, naming, signal};
use super::seat::Seated;
use super::site::Site;
use super::turn::{Turn, light_browser};
use super::walked::Walked;

/// No run of a test takes longer than this, however busy the machine is.
pub(super) const LONGEST: Duration = Duration::from_secs(150);

/// A run that has not been started.
pub(crate) struct Walk<'s> {
    site: &'s Site,
    app: String,
    out: PathBuf,
    timeout: &'static str,
    trace: &'static str,
    developers_url: String,
    args: Vec<String>,
    env: Vec<(&'static str, OsString)>,
    whole_browser: bool,
    command: &'static str,
}

impl<'s> Walk<'s> {
    pub(super) fn new(site: &'s Site) -> Self {
        Self {
            site,
            app: "RCWa".to_owned(),
            out: site.out(),
            timeout: "12",
            trace: "off",
            developers_url: site.addresses()[0].to_owned(),
            args: Vec::new(),
            env: Vec::new(),
            whole_browser: false,
            command: "run",
        }
    }

    /// The app, by name or ID.
    pub(crate) fn app(mut self, app: &str) -> Self {
        app.clone_into(&mut self.app);
        self
    }

    /// Another folder for what it writes.
    pub(crate) fn out(mut self, out: &Path) -> Self {
        out.clone_into(&mut self.out);
        self
    }

    /// The longest wait for one step, in seconds.
    pub(crate) fn timeout(mut self, seconds: &'static str) -> Self {
        self.timeout = seconds;
        self
    }

    /// What is kept: `full`, `failures` or `off`.
    pub(crate) fn trace(mut self, level: &'static str) -> Self {
        self.trace = level;
        self
    }

    /// Another app panel.
    pub(crate) fn developers_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.developers_url);
        self
    }

    /// Further arguments.
    pub(crate) fn args<const N: usize>(mut self, args: [&str; N]) -> Self {
        self.args.extend(args.map(str::to_owned));
        self
    }

    /// A variable of the environment, which is otherwise nearly empty.
    pub(crate) fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// The regression check instead of the run.
    pub(crate) fn check(mut self) -> Self {
        self.command = "check";
        self
    }

    /// The walk with a person beside it instead of the run.
    pub(crate) fn teach(mut self) -> Self {
        self.command = "teach";
        self
    }

    /// In the browser that a person has, also where a lighter one is here.
    pub(crate) fn whole_browser(mut self) -> Self {
        self.whole_browser = true;
        self
    }

    fn arguments(&self) -> Vec<OsString> {
        let [_, business, graph] = self.site.addresses();
        let words =
            [self.command, "--app", &self.app, "--developers-url", &self.developers_url, "--business-url", business];
        let more = ["--graph-url", graph, "--timeout", self.timeout, "--trace", self.trace, "--out"];
        let all = words.into_iter().chain(more).map(OsString::from).chain([self.out.clone().into()]);
        all.chain(self.args.iter().map(OsString::from)).collect()
    }

    /// A nearly empty environment.
    fn environment(&self) -> Vec<(&'static str, OsString)> {
        let folder = |name| self.site.folder().join(name).into_os_string();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut all = vec![("PATH", path), ("HOME", folder("home")), ("TMPDIR", folder("tmp"))];
        let browser = if self.whole_browser { None } else { light_browser() };
        all.extend(browser.map(|program| ("TOKENWRIGHT_CHROMIUM", program.into_os_string())));
        // Where the browsers are that the tests are to use.
        for name in ["TOKENWRIGHT_CHROMIUM", "TOKENWRIGHT_FIREFOX", "TOKENWRIGHT_GECKODRIVER"] {
            all.extend(std::env::var_os(name).map(|program| (name, program)));
        }
        all.extend(self.env.iter().cloned());
        all
    }

    /// Starts it in front of a person: in a window, at a terminal.
    pub(crate) fn seat(self) -> Seated<'s> {
        let this = self.whole_browser();
        let (arguments, environment) = (this.arguments(), this.environment());
        Seated::start(this.site, this.out, &arguments, environment)
    }

    /// Starts it.
    pub(crate) fn start(self) -> Walking<'s> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tokenwright"));
        // Beside whom it walks is told by no flag.
        let alone: &[&str] = if self.command == "teach" { &[] } else { &["--json", "--non-interactive"] };
        command
            .args(self.arguments())
            .arg("--headless")
            .args(alone)
            .current_dir(self.site.folder())
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Read from the beginning: a pipe that nobody empties would hold the program up.
        let pipes = Some([read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap())]);
        Walking { site: self.site, out: self.out, child, pipes, began: Instant::now() }
    }

    /// Runs it to its end. Whatever came of it, nothing may be left running.
    pub(crate) fn run(self) -> Walked {
        let _turn = Turn::wait();
        self.start().finish()
    }
}

/// A run under way.
pub(crate) struct Walking<'s> {
    site: &'s Site,
    out: PathBuf,
    child: Child,
    pipes: Option<[JoinHandle<Vec<u8>>; 2]>,
    began: Instant,
}

fn read(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut text = Vec::new();
        pipe.read_to_end(&mut text).unwrap();
        text
    })
}

impl Walking<'_> {
    /// Sends the program a signal.
    pub(crate) fn signal(&self, what: Signal) {
        signal(self.pid(), what);
    }

    /// The program's process.
    pub(crate) fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    /// Whether it is still under way.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until this holds, which it must do before the run ends.
    pub(crate) fn until(&mut self, what: &str, mut holds: impl FnMut() -> bool) {
        let mut over = false;
        eventually(what, || {
            let now = holds();
            assert!(now || !over, "the run has ended before {what}: {}", self.said());
            // Looked at once more afterwards: it may have come to hold just before the end.
            over = !self.runs();
            now
        });
    }

    /// What it said, once it has ended.
    fn said(&mut self) -> String {
        let texts = self.pipes.take().into_iter().flatten().map(|pipe| pipe.join().unwrap());
        texts.map(|text| String::from_utf8_lossy(&text).into_owned()).collect()
    }

    /// Waits until the console has been asked for this.
    pub(crate) fn until_logged(&mut self, what: &str) {
        let site = self.site;
        self.until(&format!("the console is asked to {what}"), || !site.log(what).is_empty());
    }

    /// The browser's own process, once it is there.
    pub(crate) fn browser(&self) -> Process {
        let mut found = None;
        eventually("the browser runs", || {
            found = naming(self.site.folder()).into_iter().find(Process::is_browser);
            found.is_some()
        });
        found.unwrap()
    }

    /// Waits for its end. Whatever came of it, nothing may be left running.
    pub(crate) fn finish(self) -> Walked {
        let site = self.site;
        let walked = self.finish_beside();
        site.assert_clean();
        walked
    }

    /// Waits for its end while another run goes on.
    pub(crate) fn finish_beside(mut self) -> Walked {
        while self.runs() {
            if self.began.elapsed() > LONGEST {
                self.signal(Signal::SIGTERM);
                panic!("the run takes longer than {LONGEST:?}; the server saw {:#?}", self.site.truth().log);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let status = self.child.wait().unwrap();
        let [stdout, stderr] = self.pipes.take().unwrap().map(|pipe| pipe.join().unwrap());
        Walked::new(self.out.clone(), status, stdout, stderr, self.began.elapsed())
    }
}

impl Drop for Walking<'_> {
    /// A test that fails half way leaves no program and no browser behind.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal(Signal::SIGTERM);
            self.signal(Signal::SIGCONT);
            let _ = self.child.wait();
        }
    }
}
