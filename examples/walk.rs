//! dev harness (not committed)
use std::time::Duration;
use tokenwright::{browser::{BrowserKind, BrowserOptions}, graph::GraphConfig, practice, run::{account::{Account, Setup, set_up}, trace::TraceLevel, event::Event}, scenario};
#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut o = practice::Options::default();
    let mut timeout=15; let mut trace=TraceLevel::Off; let mut shuffle=None; let mut app="RCWa".to_string();
    for a in &args { 
        if let Some(t)=a.strip_prefix("timeout=") { timeout=t.parse().unwrap(); continue }
        if let Some(t)=a.strip_prefix("shuffle=") { shuffle=Some(t.parse::<u64>().unwrap()); continue }
        if let Some(t)=a.strip_prefix("app=") { app=t.to_string(); continue }
        if a=="full" { trace=TraceLevel::Full; continue }
        if let Some((k,v))=a.split_once('=') { o = o.with(k,v).unwrap(); }
    }
    if let Some(s)=shuffle { o.switches = practice::shuffled(s); for a in &args { if let Some((k,v))=a.split_once('=') { if !["timeout","shuffle","app"].contains(&k) {o = o.with(k,v).unwrap();} } } println!("{:?}", o.switches.changed()); }
    let served = practice::serve(o).await.unwrap();
    let loaded = scenario::load("whatsapp-token").unwrap_or_else(|e| panic!("{e}"));
    for w in &loaded.warnings { eprintln!("warn {w:?}"); }
    let (_tx, rx) = tokio::sync::watch::channel(false);
    let out = std::path::PathBuf::from(format!("/tmp/tw-out-{}", std::process::id()));
    let setup = Setup { scenario: loaded.scenario, browser: BrowserOptions::new(BrowserKind::Chromium), developers_url: served.developers_url.clone(), business_url: served.business_url.clone(), graph: GraphConfig::new(&served.graph_url, "v26.0").unwrap(), out, timeout: Duration::from_secs(timeout), person_limit: None, language: None, trace, force_new_token: false, interrupt: rx };
    let account = Account { id: "acme".into(), app, business: None, system_user: "Cloud Messaging".into(), role: "admin".into() };
    let r = set_up(&setup, &account, &mut |e: &Event| match e { Event::StepFinished{record} => println!("{:>6} {:?} {:20} {:>5}ms wait {:>5} rung {:?} {} | {:?}", record.at_ms, record.outcome, record.id, record.ms, record.waited_ms, record.rung, record.action, record.answered), Event::StepStarted{..} => {}, e => println!("   {e:?}") }).await;
    if let Some(s)=r.steps.last() { for l in &s.seen { println!("  seen: {l}"); } }
    println!("{:?} {:?} verified {} elapsed {}", r.status, r.error, r.verified, r.elapsed_ms);
    println!("drift {:?} report {:?}", r.drift, r.report);
    let t = served.truth();
    println!("users {:?}", t.users); println!("assign {:?}", t.assignments); println!("tokens {:?}", t.tokens.iter().map(|t| (&t.user_id, &t.scopes, t.expires_at)).collect::<Vec<_>>());
    for l in &t.log { println!("log {l:?}"); }
}
