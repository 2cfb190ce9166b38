//! A Selenium Grid on loopback: a hub and its nodes, each a process group of its own.

use std::ffi::OsString;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;

use super::http::http_client;
use super::processes::eventually;

/// The variable that names the jar of Selenium Grid 4.
const JAR: &str = "SELENIUM_SERVER_JAR";

/// A Grid whose nodes have one browser each.
pub(crate) struct Grid {
    jar: OsString,
    folder: TempDir,
    address: String,
    events: [String; 2],
    hub: Member,
    nodes: Vec<(Member, u16)>,
}

impl Grid {
    /// A hub and its nodes, once they are ready; `None`, and why: what it takes is not here.
    pub(crate) fn start(nodes: usize) -> Option<Self> {
        let Some(jar) = std::env::var_os(JAR) else {
            eprintln!("skipped: {JAR} names no jar of Selenium Grid 4 (`make grid` fetches one)");
            return None;
        };
        if Command::new("java").arg("-version").stderr(Stdio::null()).status().is_err() {
            eprintln!("skipped: there is no java to run {}", PathBuf::from(jar).display());
            return None;
        }
        let folder = TempDir::with_prefix("grid-").unwrap();
        let [hub_port, publish, subscribe] = [free_port(), free_port(), free_port()];
        let events = [format!("tcp://127.0.0.1:{publish}"), format!("tcp://127.0.0.1:{subscribe}")];
        let hub = Member::start(
            &jar,
            &folder,
            &[
                "hub",
                "--port",
                &hub_port.to_string(),
                // That no browser is free is told of soon; that one has died, too.
                "--session-request-timeout",
                "40",
                "--healthcheck-interval",
                "5",
            ],
            &events,
        );
        let address = format!("http://127.0.0.1:{hub_port}");
        let mut grid = Self { jar, folder, address, events, hub, nodes: Vec::new() };
        for _ in 0..nodes {
            grid.add_node();
        }
        grid.await_slots(nodes);
        Some(grid)
    }

    /// Another node.
    pub(crate) fn add_node(&mut self) {
        let port = free_port();
        let driver = std::env::var("TOKENWRIGHT_CHROMEDRIVER").ok().or_else(|| on_path("chromedriver"));
        let configuration = format!("webdriver-executable={}", driver.expect("chromedriver is installed"));
        let node = Member::start(
            &self.jar,
            &self.folder,
            &[
                "node",
                "--port",
                &port.to_string(),
                "--grid-url",
                &self.address,
                "--detect-drivers",
                "false",
                "--max-sessions",
                "1",
                "--heartbeat-period",
                "2",
                "--driver-configuration",
                "display-name=chrome",
                "max-sessions=1",
                &configuration,
                "stereotype={\"browserName\":\"chrome\",\"platformName\":\"linux\"}",
            ],
            &self.events,
        );
        self.nodes.push((node, port));
    }

    /// The hub's address.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Kills a node that has a browser open, with all that it has started, as a machine dies.
    pub(crate) fn kill_the_busy_node(&mut self) {
        let status = self.status();
        let busy = nodes(&status).find(|node| sessions(node) > 0).expect("a node has a browser open");
        let port: u16 = busy["uri"].as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        self.nodes.retain_mut(|(node, its)| *its != port || !node.kill());
    }

    /// Kills the hub.
    pub(crate) fn kill_the_hub(&mut self) {
        self.hub.kill();
    }

    /// Waits until so many browsers may be open at once, of nodes that live.
    pub(crate) fn await_slots(&self, slots: usize) {
        eventually(&format!("the Grid has {slots} nodes"), || nodes(&self.status()).count() == slots);
    }

    /// Waits until so many browsers are open.
    pub(crate) fn await_sessions(&self, count: usize) {
        eventually(&format!("{count} browsers are open"), || {
            nodes(&self.status()).map(sessions).sum::<usize>() == count
        });
    }

    fn status(&self) -> Value {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = http_client().no_proxy().build().unwrap();
            let answer = client.get(format!("{}/status", self.address)).send().await.ok();
            match answer {
                Some(answer) => answer.json().await.unwrap_or_default(),
                None => Value::Null,
            }
        })
    }
}

/// A process of a Grid, with what it has started.
struct Member {
    child: Child,
}

impl Member {
    fn start(jar: &OsString, folder: &TempDir, arguments: &[&str], events: &[String; 2]) -> Self {
        let home = folder.path();
        let child = Command::new("java")
            .args(["-Xmx192m", "-XX:TieredStopAtLevel=1", "-jar"])
            .arg(jar)
            .args(arguments)
            .args(["--host", "127.0.0.1", "--publish-events", &events[0], "--subscribe-events", &events[1]])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("TMPDIR", home)
            .current_dir(home)
            .stdin(Stdio::null())
            .stdout(Stdio::from(std::fs::File::create(home.join(format!("{}.log", arguments[2]))).unwrap()))
            .stderr(Stdio::from(std::fs::File::create(home.join(format!("{}.err", arguments[2]))).unwrap()))
            .process_group(0)
            .spawn()
            .expect("java is here");
        Self { child }
    }

    /// Kills all of it. Always true.
    fn kill(&mut self) -> bool {
        let _gone_already = killpg(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), Signal::SIGKILL);
        let _ = self.child.wait();
        true
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The nodes that live.
fn nodes(status: &Value) -> impl Iterator<Item = &Value> {
    let all = status["value"]["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter(|node| node["availability"] == "UP")
}

fn sessions(node: &Value) -> usize {
    node["slots"].as_array().unwrap().iter().filter(|slot| slot["session"].is_object()).count()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Where a program is, if it is on `PATH`.
pub(crate) fn on_path(program: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file());
    found.map(|path| path.display().to_string())
}
