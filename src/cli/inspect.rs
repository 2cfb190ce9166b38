//! `tokenwright inspect`: what the bot sees on a page, for those who write scenarios.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use anstyle::Style;
use serde_json::json;
use url::Url;

use super::args::InspectArgs;
use super::{exit, write};
use crate::browser::{BrowserError, Session};
use crate::config::Settings;
use crate::page::{self, Answer, Control, engine};
use crate::secret::redact;

mod gate;

/// How long one question may take, so that Ctrl-C need not wait.
const SLICE: Duration = Duration::from_millis(900);
/// After a question that the page could not answer, because it was being replaced, the next one waits so long.
const REPLACED_PAUSE: Duration = Duration::from_millis(50);

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("\"{0}\" is not an address of a page: begin with https://, http:// or file://")]
    Address(String),
    #[error("{url} did not load{}{}", within(*.limit), because(.reason.as_deref()))]
    NotLoaded { url: String, limit: Option<Duration>, reason: Option<String> },
    #[error("{title}: nobody came within {} s\nhelp: run again when somebody is at the browser window", limit.as_secs())]
    Person { title: String, limit: Duration },
    #[error("\"{0}\" is not a CSS selector; an example is '[role=dialog] *'")]
    Selector(String),
    #[error("{error}\nhelp: {}", .error.hint())]
    Browser {
        #[from]
        error: BrowserError,
    },
}

/// Only where the time was what ended it.
fn within(limit: Option<Duration>) -> String {
    limit.map(|limit| format!(" within {} s", limit.as_secs_f32())).unwrap_or_default()
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!(": {reason}")).unwrap_or_default()
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Self::Address(_) | Self::Selector(_) => exit::USAGE,
            Self::NotLoaded { .. } => exit::PAGE,
            Self::Person { .. } => exit::PERSON,
            Self::Browser { .. } => exit::BROWSER,
        }
    }
}

/// Opens the page, waits until it has come to rest, and prints what the bot sees. Returns the exit code.
pub(super) async fn run(args: &InspectArgs, settings: &Settings) -> u8 {
    match look(args, settings).await {
        Ok(controls) => {
            if settings.json {
                write::out(serde_json::to_string_pretty(&controls).unwrap_or_default());
            } else {
                let table = redact::text(&table(&controls)).into_owned();
                let _ = anstream::stdout().write_all(table.as_bytes());
            }
            exit::DONE
        }
        Err(failure) => {
            write::error(&failure);
            failure.exit_code()
        }
    }
}

async fn look(args: &InspectArgs, settings: &Settings) -> Result<Vec<Control>, Failure> {
    let url = address(&args.url)?;
    let session = Session::start(&settings.browser_options()).await?;
    let seen = look_at(&session, &url, args.css.as_deref(), settings).await;
    let closed = session.close().await;
    let seen = seen?;
    closed?;
    Ok(seen)
}

async fn look_at(
    session: &Session,
    url: &Url,
    css: Option<&str>,
    settings: &Settings,
) -> Result<Vec<Control>, Failure> {
    let mut here = open(session, url, settings.timeout).await?;
    // What only a person can do is waited for; where they came out may be another page than the one to look at.
    while gate::await_person(session, url, &here, settings).await? {
        here = open(session, url, settings.timeout).await?;
    }
    engine::inspect(session, css).await.map_err(|error| match error {
        BrowserError::Javascript(text) if text.contains("valid selector") => {
            Failure::Selector(css.unwrap_or_default().to_owned())
        }
        error => error.into(),
    })
}

/// Goes to the page and waits until it has come to rest. Returns its address then.
async fn open(session: &Session, url: &Url, limit: Duration) -> Result<String, Failure> {
    let began = Instant::now();
    let not_loaded = |limit, reason| Failure::NotLoaded { url: shown(url), limit, reason };
    match session.goto(url.as_str()).await {
        Ok(()) => {}
        Err(error) if error.session_lives() => return Err(not_loaded(None, Some(error.to_string()))),
        Err(error) => return Err(error.into()),
    }
    let mut last = None;
    loop {
        let spent = began.elapsed();
        if spent > limit {
            return Err(not_loaded(Some(limit), last));
        }
        match settled(session, spent, limit).await {
            Ok(Some(here)) if here.starts_with("chrome-error:") || here.starts_with("about:neterror") => {
                return Err(not_loaded(None, Some("the browser shows an error page instead".into())));
            }
            Ok(Some(here)) => return Ok(here),
            Ok(None) => {}
            Err(error) if error.session_lives() => {
                last = Some(error.to_string());
                if let BrowserError::Alert { text } = error {
                    write::err(format_args!("note: the page showed an alert, which was closed: \"{text}\""));
                    session.dismiss_alert().await?;
                }
                tokio::time::sleep(REPLACED_PAUSE).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The address of the page once it has come to rest, or at the end of the time if it never does.
async fn settled(session: &Session, spent: Duration, limit: Duration) -> Result<Option<String>, BrowserError> {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let question = json!({
        "id": "inspect", "run": "inspect", "override": null, "clicked": null, "click": "0", "filled": false,
        "strict": false, "regions": {}, "never": [],
        "spent": millis(spent), "timeout": millis(limit), "slice": millis(SLICE.min(limit.saturating_sub(spent))),
        "ways": [{
            "id": "settled", "when": [], "act": { "kind": "none" }, "settled": "sure", "guards": [],
            "quietly": true,
        }],
    });
    Ok(match page::ask(session, question).await? {
        Answer::Way(found) => Some(found.url),
        Answer::Timeout(stuck) | Answer::Stuck(stuck) => {
            write::err("note: the page kept changing; this is how it looked at the end of --timeout");
            Some(stuck.url)
        }
        Answer::Pending { .. } | Answer::Redo { .. } => None,
    })
}

fn address(text: &str) -> Result<Url, Failure> {
    let refused = || Failure::Address(text.to_owned());
    let url = Url::parse(text).map_err(|_| refused())?;
    let known = ["http", "https", "file", "data"].contains(&url.scheme());
    if known { Ok(url) } else { Err(refused()) }
}

/// The address as far as it may be shown: what follows the path may be secret.
fn shown(url: &Url) -> String {
    match url.scheme() {
        "data" => "the page".to_owned(),
        _ => format!("{}{}", url.origin().ascii_serialization().replace("null", ""), url.path()),
    }
}

/// Longest name that the table shows whole.
const NAME_WIDTH: usize = 44;

/// For a person: one line a control.
fn table(controls: &[Control]) -> String {
    if controls.is_empty() {
        return "Nothing: no control is seen on the page.\n".to_owned();
    }
    let rows: Vec<[String; 4]> = controls
        .iter()
        .map(|control| {
            let role = if control.role.is_empty() { "-".to_owned() } else { control.role.clone() };
            [role, shortened(&control.name), control.state.join(", "), control.locator.clone()]
        })
        .collect();
    let heads = ["ROLE", "NAME", "STATE", "LOCATOR"];
    let width = |column: usize| {
        let cells = rows.iter().map(|row| console::measure_text_width(&row[column]));
        cells.chain([heads[column].len()]).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    let bold = Style::new().bold();
    let mut text = String::new();
    let mut line = |cells: [&str; 4], style: Style| {
        let mut parts = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let _ = write!(parts, "{}  ", console::pad_str(cell, width, console::Alignment::Left, None));
        }
        let _ = writeln!(text, "{style}{parts}{}{style:#}", cells[3]);
    };
    line(heads, bold);
    for row in &rows {
        line([&row[0], &row[1], &row[2], &row[3]], Style::new());
    }
    let _ = writeln!(text, "\n{} seen. In a scenario: click = {{ button = \"=OK\", in = \"dialog\" }}", controls.len());
    text
}

/// A name on one line, cut where it is long.
fn shortened(name: &str) -> String {
    let flat = name.split_whitespace().collect::<Vec<_>>().join(" ");
    console::truncate_str(&flat, NAME_WIDTH, "…").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_are_opened() {
        for good in ["https://example.org", "http://127.0.0.1:80/x?y=1", "file:///tmp/a.html", "data:text/html,x"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["example.org", "", "javascript:alert(1)", "ftp://x/y", "/tmp/a.html"] {
            assert_eq!(address(bad).unwrap_err().exit_code(), exit::USAGE, "{bad}");
        }
    }

    #[test]
    fn a_shown_address_has_no_query() {
        assert_eq!(shown(&Url::parse("https://a.example/b?access_token=c#d").unwrap()), "https://a.example/b");
    }

    #[test]
    fn the_table_stands_in_columns() {
        let control = |role: &str, name: &str, state: &[&str]| Control {
            role: role.into(),
            name: name.into(),
            state: state.iter().map(|word| (*word).to_owned()).collect(),
            locator: format!("{{ button = \"={name}\" }}"),
            html: "<x>".into(),
        };
        let table =
            table(&[control("button", "Añadir", &[]), control("switch", "Manage app", &["checked", "disabled"])]);
        let plain = console::strip_ansi_codes(&table).into_owned();
        assert!(plain.starts_with("ROLE    NAME        STATE              LOCATOR\n"), "{plain}");
        assert!(plain.contains("button  Añadir                         { button"), "{plain}");
        assert!(plain.contains("switch  Manage app  checked, disabled  { button"), "{plain}");
    }
}
