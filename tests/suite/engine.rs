//! The page engine on small pages of its own: `tests/pages/engine/*.html`, in a real browser with real input.
//!
//! The pages tell what is asked of them and what must come of it; their README tells how.

mod case;
mod masks;
mod round_trip;
mod server;
mod walk;

use case::Case;
use server::Server;
use tokenwright::browser::{BrowserOptions, Session};
use walk::Walk;

/// Runs every case of a page file, and fails with all that is not as it says.
async fn check(file: &str) {
    let wanted = std::env::var("ENGINE_CASE").unwrap_or_default();
    let cases: Vec<Case> = Case::all(file).into_iter().filter(|case| case.title.contains(&wanted)).collect();
    let server = Server::start(&cases).await;
    let session = Session::start(&BrowserOptions::default()).await.unwrap();
    let mut faults = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        for question in &case.questions {
            let walk = Walk::new(&session, case, question);
            let came = match walk.take(&server.url(number)).await {
                Ok(came) => came,
                Err(error) => format!("error: {error}"),
            };
            if let Some(fault) = question.fault(&came) {
                faults.push(format!("{file}: {}\n  {}\n{fault}", case.title, question.step.trim()));
            }
        }
    }
    session.close().await.unwrap();
    assert!(faults.is_empty(), "{} not as they should be:\n{}", faults.len(), faults.join("\n"));
}

macro_rules! pages {
    ($($name:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            check(stringify!($name)).await;
        })*

        #[test]
        fn every_page_file_is_tried() {
            let mut files = case::files();
            let mut tried = vec![$(stringify!($name).to_owned()),*];
            files.sort();
            tried.sort();
            assert_eq!(files, tried);
        }
    };
}

pages! { buttons checks clicks fields guards languages pickers readings scopes settling visibility }
