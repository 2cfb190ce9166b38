//! `report.html`: one file that opens without a network.

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{Environment, Value, context, value::Serde};
use sha2::{Digest, Sha256};

use super::view::View;
use crate::outcome::result::RunResult;

const TEMPLATE: &str = include_str!("report.html.j2");
/// The looks of all pages.
pub const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The report of a run as one HTML file. `pictures` gives a step's masked picture (a PNG) by its path in the result;
/// where there is none, the step is shown without.
///
/// Texts are escaped by the template engine, and a content security policy in the file allows no script but the
/// report's own and nothing from a network, so a name on the console cannot become markup.
pub fn html(result: &RunResult, pictures: impl Fn(&str) -> Option<Vec<u8>>) -> String {
    const NAME: &str = "report.html.j2";
    // Base64 has no character that means something in HTML; escaping its slashes would make the file half as big again.
    let data = |path: &str| pictures(path).map(|png| Value::from_safe_string(STANDARD.encode(png)));
    page(
        NAME,
        TEMPLATE,
        context! {
            run => Serde(View::of(result, data)),
            style => Value::from_safe_string(STYLE.to_owned()),
            script => Value::from_safe_string(SCRIPT.to_owned()),
            script_hash => Value::from_safe_string(STANDARD.encode(Sha256::digest(SCRIPT))),
        },
    )
}

/// A page of an embedded template. The ending of its name is what turns the engine's HTML escaping on.
pub(crate) fn page(name: &'static str, template: &'static str, values: Value) -> String {
    let mut environment = Environment::new();
    environment.add_template(name, template).expect("the embedded template parses");
    environment
        .get_template(name)
        .and_then(|template| template.render(values))
        .expect("the embedded template renders everything that it is given")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn pictureless(result: &RunResult) -> String {
        html(result, |_| None)
    }

    #[test]
    fn every_step_is_in_it() {
        let result = samples::good();
        let page = pictureless(&result);
        for step in &result.steps {
            assert!(page.contains(&step.title.replace('\'', "&#x27;")), "{} is missing", step.title);
        }
    }

    #[test]
    fn nothing_is_loaded_from_a_network() {
        for result in [samples::good(), samples::failed(), samples::needs_person()] {
            let page = html(&result, |_| Some(b"png".to_vec()));
            for (attribute, beginning) in [(" src=\"", "data:"), (" href=\"", "#")] {
                for value in page.split(attribute).skip(1) {
                    assert!(value.starts_with(beginning), "{attribute}{}", value.split('"').next().unwrap());
                }
            }
            for loading in ["http://", "https://", "url(", "@import", "<link", "fetch(", "srcset"] {
                assert!(!page.contains(loading), "{loading} in the report of {}", result.account);
            }
        }
    }

    #[test]
    fn a_malicious_name_stays_text() {
        let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
        let mut result = samples::failed();
        let text = || evil.to_owned();
        result.account = text();
        result.business = Some(text());
        result.app = Some(text());
        result.app_id = Some(text());
        result.system_user = text();
        result.language = Some(text());
        result.notes = vec![text()];
        result.drift = vec![text()];
        result.scopes = vec![text()];
        result.credentials = Some(evil.into());
        result.token_fingerprint = Some(text());
        result.started_at = text();
        result.whatsapp_business_account_ids = vec![text()];
        for number in &mut result.phone_numbers {
            number.verified_name = text();
        }
        let error = result.error.as_mut().unwrap();
        (error.message, error.hint, error.kind) = (text(), text(), text());
        for step in &mut result.steps {
            (step.id, step.title, step.action, step.answered) = (text(), text(), text(), Some(text()));
            (step.asked, step.seen) = (vec![text()], vec![text()]);
        }
        let page = html(&result, |_| Some(b"png".to_vec()));
        assert_eq!(page.matches("<script").count(), 1, "only the report's own script");
        assert!(!page.contains("<img src=x"));
        assert!(!page.contains("\"'><"));
        assert!(page.contains("&lt;script&gt;alert(1)"));
    }

    #[test]
    fn the_policy_names_the_script_that_is_there() {
        let page = pictureless(&samples::good());
        let script = page.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
        let hash = STANDARD.encode(Sha256::digest(script));
        assert!(page.contains(&format!("script-src 'sha256-{hash}'")), "the browser would refuse the script");
    }

    #[test]
    fn pictures_are_inside() {
        let page = html(&samples::good(), |path| path.starts_with("steps/").then(|| vec![0xff, 0xff, 0xff]));
        assert!(page.contains("src=\"data:image/png;base64,////\""));
    }

    #[test]
    fn a_failure_comes_before_the_timeline() {
        let result = samples::failed();
        let page = pictureless(&result);
        let error = result.error.unwrap();
        let timeline = page.find("class=\"timeline\"").unwrap();
        assert!(page.find(&error.hint.replace('\'', "&#x27;")).unwrap() < timeline);
        for seen in result.steps.iter().flat_map(|step| &step.seen) {
            assert!(page.contains(&seen.replace('"', "&quot;")), "{seen} is missing");
        }
    }

    #[test]
    fn a_run_without_steps_still_has_a_report() {
        let mut result = samples::failed();
        result.steps.clear();
        result.elapsed_ms = 0;
        assert!(pictureless(&result).contains("</html>"));
    }

    /// Writes the samples into the folder that `REPORT_SAMPLES` names, with the picture `page.png` that lies there.
    #[test]
    #[ignore = "for the eye: REPORT_SAMPLES=FOLDER cargo test --lib samples_for_the_eye -- --ignored"]
    fn samples_for_the_eye() {
        let folder =
            std::path::PathBuf::from(std::env::var_os("REPORT_SAMPLES").expect("REPORT_SAMPLES names a folder"));
        let picture = std::fs::read(folder.join("page.png")).ok();
        for (name, result) in
            [("good", samples::good()), ("failed", samples::failed()), ("needs-person", samples::needs_person())]
        {
            std::fs::write(folder.join(format!("{name}.html")), html(&result, |_| picture.clone())).unwrap();
        }
    }
}
