//! A driver that is held up once: between the program and its chromedriver stands somebody who keeps one command back.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokenwright::run::ledger::Ledger;

/// A chromedriver behind somebody who keeps the click on a commit back for a while.
pub(crate) struct HeldDriver {
    driver: Child,
    address: String,
    held: Arc<AtomicBool>,
}

impl HeldDriver {
    /// Starts it. The first act of input after `step` was journalled in `out` comes to the browser so late.
    pub(crate) fn start(out: PathBuf, step: &'static str, late: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let program = std::env::var_os("TOKENWRIGHT_CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let driver = Command::new(program)
            .arg(format!("--port={free}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed");
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", free)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "chromedriver does not start");
            thread::sleep(Duration::from_millis(20));
        }
        let address = format!("http://{}", listener.local_addr().unwrap());
        let held = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&held);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (out, held) = (out.clone(), Arc::clone(&told));
                let due = move |request: &[u8]| {
                    let acts = request.starts_with(b"POST") && contains(request, b"/actions");
                    acts && asked(&out, step) && !held.swap(true, Ordering::SeqCst)
                };
                thread::spawn(move || pass_on(client, free, late, due));
            }
        });
        Self { driver, address, held }
    }

    /// Its address.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Whether a command was kept back.
    pub(crate) fn has_held(&self) -> bool {
        self.held.load(Ordering::SeqCst)
    }
}

impl Drop for HeldDriver {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A driver that was started by hand is not told to do without the sandbox, which does not work as root: here it is, in the
/// place of an argument that does nothing on this system.
fn without_sandbox(request: &mut [u8]) {
    const IDLE: &[u8] = b"\"--use-mock-keychain\"";
    let at = request.windows(IDLE.len()).position(|window| window == IDLE);
    if let Some(at) = at.filter(|_| nix::unistd::geteuid().is_root()) {
        let place = &mut request[at..at + IDLE.len()];
        place.fill(b' ');
        place[..14].copy_from_slice(b"\"--no-sandbox\"");
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn asked(out: &std::path::Path, step: &str) -> bool {
    let path = out.join("ledger.sqlite");
    path.exists()
        && Ledger::open(&path).is_ok_and(|ledger| ledger.open_intent("rcwa", step).is_ok_and(|at| at.is_some()))
}

/// Passes bytes on in both directions.
fn pass_on(client: TcpStream, port: u16, late: Duration, due: impl Fn(&[u8]) -> bool) {
    let Ok(driver) = TcpStream::connect(("127.0.0.1", port)) else { return };
    let (mut answers, mut to_client) = (driver.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || std::io::copy(&mut answers, &mut to_client));
    let (mut client, mut driver) = (client, driver);
    let mut piece = vec![0; 1 << 20];
    while let Ok(read @ 1..) = client.read(&mut piece) {
        if due(&piece[..read]) {
            thread::sleep(late);
        }
        without_sandbox(&mut piece[..read]);
        if driver.write_all(&piece[..read]).is_err() {
            return;
        }
    }
}
