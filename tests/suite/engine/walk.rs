//! Asks one question of a page and does what the engine answers, as the runner does, until there is no more to do.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokenwright::browser::{BrowserError, Session};
use tokenwright::page::{self, Act, Answer, Found, Phrasing, Stuck, act};
use tokenwright::scenario::model::{Action, Belief, Control, Locator, Matching, Name, Scenario, Way};
use tokenwright::scenario::{Library, Source};

use super::case::{Case, Question};

/// As long as the engine's own calls, so that the driver need not be told another limit each time.
const LIMIT: Duration = Duration::from_secs(10);

/// Questions count through the whole process, as those of a run do.
static QUESTIONS: AtomicU64 = AtomicU64::new(1);

pub(super) struct Walk<'a> {
    session: &'a Session,
    case: &'a Case,
    question: &'a Question,
    scenario: Scenario,
    clicked: Option<String>,
    /// The number under which the engine watches the next click.
    armed: String,
    filled: bool,
    acts: Vec<String>,
    redone: u32,
    /// Whether what runs between answer and act is still to be run.
    between: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(session: &'a Session, case: &'a Case, question: &'a Question) -> Self {
        let text = format!(
            "name = \"case\"\ntitle = \"A case\"\nstart = \"https://example.org/\"\n{}\n[[step]]\nid = \"case\"\ntitle = \"A case\"\n{}",
            case.scenario, question.step
        );
        let scenario = match Library::default().read(&Source::new("case.toml", text)) {
            Ok(loaded) => loaded.scenario,
            Err(error) => panic!("{}: {error}", case.title),
        };
        Self {
            session,
            case,
            question,
            scenario,
            clicked: None,
            armed: String::new(),
            filled: false,
            acts: Vec::new(),
            redone: 0,
            between: true,
        }
    }

    /// The acts, then (on further lines) the engine's reasons.
    pub(super) async fn take(mut self, url: &str) -> Result<String, BrowserError> {
        self.session.goto(url).await?;
        let reasons = self.until_done().await?;
        for code in &self.question.afterwards {
            let so = self.run(&format!("return Boolean({code})")).await?;
            if so != json!(true) {
                self.acts.push(format!("but not {code}"));
            }
        }
        Ok(format!("{}\n{reasons}", self.acts.join(", ")))
    }

    async fn until_done(&mut self) -> Result<String, BrowserError> {
        let step = self.scenario.steps[0].clone();
        let mut calm = false;
        for _ in 0..60 {
            let ways = {
                let wording = self.wording();
                step.ways.iter().map(|way| wording.way("case", way, &step.guards)).collect::<Vec<_>>()
            };
            let ways = ways.into_iter().enumerate().map(|(number, mut way)| {
                way["id"] = json!(format!("case/{number}"));
                if !step.guards.is_empty() {
                    way["commit"] = json!("look");
                }
                if calm {
                    way["calm"] = json!(700);
                }
                way
            });
            match self.ask(ways.collect(), if self.question.in_vain() { 1200 } else { 20_000 }).await? {
                Answer::Way(found) => {
                    if found.way > 0 {
                        self.acts.push(format!("way {}", found.way));
                    }
                    if self.act(&step.ways[found.way], found).await? {
                        return Ok(String::new());
                    }
                    calm = true;
                }
                Answer::Redo { reason, .. } => {
                    self.acts.push("redo".into());
                    return Ok(reason);
                }
                Answer::Pending { .. } => {}
                Answer::Timeout(stuck) => {
                    self.acts.push("nothing".into());
                    return Ok(told(&stuck));
                }
                Answer::Stuck(stuck) => {
                    self.acts.push(format!("stuck {}", stuck.why));
                    return Ok(told(&stuck));
                }
            }
        }
        self.acts.push("no end".into());
        Ok(String::new())
    }

    /// True when there is no more to do.
    async fn act(&mut self, way: &Way, found: Found) -> Result<bool, BrowserError> {
        if let (true, Some(code)) = (self.between, &self.question.between) {
            self.run(code).await?;
        }
        self.between = false;
        match found.act {
            Act::None => self.acts.push("seen".into()),
            Act::Already => self.acts.push("so".into()),
            Act::Value { value } => self.acts.push(format!("value {value}")),
            Act::Click { x, y } => {
                self.click("click", x, y).await?;
                return self.verdict().await;
            }
            Act::Fill { x, y, .. } => {
                let Action::Fill { value, .. } = &way.action else { panic!("typing without words") };
                self.type_into("fill", x, y, value).await?;
                return self.verdict().await;
            }
            Act::Search { x, y, ref text } => {
                self.type_into("search", x, y, text).await?;
                return Ok(false);
            }
            Act::Copy { x, y } => {
                self.click("copy", x, y).await?;
                return Ok(false);
            }
            Act::Check { x, y, .. } => {
                self.click("check", x, y).await?;
                return Ok(false);
            }
            Act::Reveal { x, y } => {
                self.click("reveal", x, y).await?;
                return Ok(false);
            }
            Act::Escape => {
                act::escape(self.session).await?;
                self.acts.push("escape".into());
                return Ok(false);
            }
            Act::Keys { delta } => {
                act::arrow(self.session, delta).await?;
                self.acts.push("keys".into());
                return Ok(false);
            }
            Act::Opened { x, y, editable } => {
                self.click("open", x, y).await?;
                self.pick(way, editable.then_some((x, y))).await?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Chooses the option in the list that has opened.
    async fn pick(&mut self, way: &Way, editable: Option<(i64, i64)>) -> Result<(), BrowserError> {
        let Action::Choose { option, .. } = &way.action else { panic!("a list without an option") };
        let target: Vec<Locator> = option
            .iter()
            .map(|locator| Locator { control: Some(Control::Option), within: None, ..locator.clone() })
            .collect();
        let words = target.iter().find_map(|locator| match &locator.name {
            Some(Name::Literal(words)) => Some(words.clone()),
            _ => None,
        });
        let words = words.unwrap_or_default();
        let click = Way::plain(Action::Click { target, may_open_window: false });
        let search = Locator {
            control: Some(Control::Field),
            name: Some(Name::Pattern("search|filter".into())),
            matching: Matching::Contains,
            ..Locator::default()
        };
        let search = Way {
            action: Action::Fill { target: vec![search], value: words.clone() },
            settled: Some(Belief::Quiet),
            ..click.clone()
        };
        let mut typed = false;
        for _ in 0..4 {
            let mut ways = {
                let wording = self.wording();
                vec![
                    wording.way("option", &click, &[]),
                    wording.way("search", &search, &[]),
                    wording.look("type", &[], Some(Belief::Quiet)),
                ]
            };
            ways[1]["fresh"] = json!(true);
            ways.truncate(if typed {
                1
            } else if editable.is_some() {
                3
            } else {
                2
            });
            let Answer::Way(found) = self.ask(ways, 4000).await? else {
                self.acts.push("no option".into());
                return Ok(());
            };
            match (found.act, editable) {
                (Act::Click { x, y }, _) => return self.click("pick", x, y).await,
                (Act::Fill { x, y, .. }, _) => self.type_into("search", x, y, &words).await?,
                (Act::None, Some((x, y))) => self.type_into("type", x, y, &words).await?,
                _ => {}
            }
            typed = true;
        }
        Ok(())
    }

    /// Whether the input before arrived: an end, unless it is done again.
    async fn verdict(&mut self) -> Result<bool, BrowserError> {
        let look = self.wording().look("verdict", &[], None);
        match self.ask(vec![look], 2000).await {
            Ok(Answer::Redo { .. }) if self.redone < self.case.again => {
                self.redone += 1;
                self.acts.pop();
                return Ok(false);
            }
            Ok(Answer::Redo { .. }) => self.acts.push("redo".into()),
            Ok(_) => {}
            // The click went to another page.
            Err(error) if error.session_lives() => {}
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    async fn click(&mut self, what: &str, x: i64, y: i64) -> Result<(), BrowserError> {
        let before = self.clicks().await?.len();
        act::click(self.session, x, y).await?;
        self.note(what, before).await
    }

    async fn type_into(&mut self, what: &str, x: i64, y: i64, text: &str) -> Result<(), BrowserError> {
        let before = self.clicks().await?.len();
        act::type_into(self.session, x, y, false, text).await?;
        self.filled = true;
        self.note(what, before).await
    }

    async fn note(&mut self, what: &str, before: usize) -> Result<(), BrowserError> {
        self.clicked = Some(self.armed.clone());
        let clicks = self.clicks().await?;
        // A label's click is followed by one of its control; the first is what the pointer hit.
        let got = clicks.get(before).map_or("-", String::as_str);
        self.acts.push(format!("{what} {got}"));
        Ok(())
    }

    async fn clicks(&self) -> Result<Vec<String>, BrowserError> {
        let value = self.run("return window.clicks ?? []").await?;
        Ok(serde_json::from_value(value).unwrap_or_default())
    }

    async fn run(&self, code: &str) -> Result<Value, BrowserError> {
        let script = format!(
            "const done = arguments[0]; const work = async () => {{ {code} }}; work().then(done, (e) => done(String(e)));"
        );
        self.session.execute_async(&script, Vec::new(), LIMIT).await
    }

    fn wording(&self) -> Phrasing<'_> {
        Phrasing::new(&self.scenario, &self.case.values)
    }

    async fn ask(&mut self, ways: Vec<Value>, limit: u64) -> Result<Answer, BrowserError> {
        self.armed = QUESTIONS.fetch_add(1, Ordering::Relaxed).to_string();
        let wording = self.wording();
        let question = json!({
            "id": self.armed,
            "run": "tests",
            "override": null,
            "clicked": self.clicked,
            "click": self.armed,
            "filled": self.filled,
            "strict": true,
            "regions": wording.regions(),
            "never": wording.never(),
            "ways": ways,
            "spent": 0,
            "timeout": limit,
            "slice": limit,
        });
        let answer = page::ask(self.session, question).await;
        self.clicked = None;
        self.filled = false;
        answer
    }
}

fn told(stuck: &Stuck) -> String {
    let reasons = stuck.reasons.iter().filter_map(|reason| reason.reason.as_deref());
    let parts: Vec<&str> =
        std::iter::once(stuck.reason.as_str()).chain(reasons).filter(|part| !part.is_empty()).collect();
    let near = if stuck.near.is_empty() { String::new() } else { format!(" | near: {}", stuck.near.join("; ")) };
    format!("{}{near}", parts.join(" | "))
}
