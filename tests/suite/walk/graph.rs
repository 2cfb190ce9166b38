//! The Graph API answers with an error, or not at all: the token is stored and marked all the same.

use crate::support::Site;

#[test]
fn a_token_that_graph_does_not_prove_is_stored_and_marked() {
    let site = Site::new("terms=accepted");
    site.set("graph.fail", "190");
    let walked = site.walk().run();
    walked.expect(6);
    let token = site.truth().tokens[0].clone();
    assert_eq!(walked.json["verified"], false);
    assert_eq!(walked.variable("WHATSAPP_ACCESS_TOKEN"), Some(token.token.clone()));
    assert!(walked.credentials()[0].1.contains("# not proven: "), "it is marked");
    assert_eq!(walked.json["token_fingerprint"], token.fingerprint);
    site.assert_made_once("ADMIN");

    // The token stays, whatever Graph says; none of this makes another. Each failure has words of its own.
    let mut messages = vec![walked.json["error"]["message"].as_str().unwrap().to_owned()];
    for failure in ["10", "4", "500", "hang"] {
        site.set("graph.fail", failure);
        let walked = site.walk().timeout("2").run();
        walked.expect(6);
        assert_eq!(walked.variable("WHATSAPP_ACCESS_TOKEN"), Some(token.token.clone()), "{failure}");
        assert!(walked.credentials()[0].1.contains("# not proven: "), "{failure}: it is marked");
        messages.push(walked.json["error"]["message"].as_str().unwrap().to_owned());
    }
    assert_eq!(site.truth().tokens.len(), 1);
    messages.sort();
    messages.dedup();
    assert_eq!(messages.len(), 5, "each failure has words of its own: {messages:#?}");

    // And when Graph works again, the next run says so.
    site.set("graph.fail", "none");
    let walked = site.walk().run();
    walked.expect(0);
    assert!(walked.credentials()[0].1.contains("# verified "));
}

/// Not all of Meta's machines know a token at once: one that was made just now is asked for again before it is called invalid.
#[test]
fn a_new_token_that_graph_does_not_know_yet_is_asked_for_again() {
    let site = Site::new("terms=accepted graph.fail=190 graph.fail_times=2");
    let walked = site.walk().run();
    walked.expect(0);
    assert_eq!(walked.json["verified"], true);
}

/// A hiccup is waited out.
#[test]
fn a_failure_that_passes_is_waited_out() {
    let site = Site::new("terms=accepted graph.fail=500 graph.fail_times=1 generation=2 assign_visible_ms=0");
    site.walk().run().expect(0);
    site.assert_made_once("ADMIN");
}

/// The console gave a token of sixty days: it is kept, and is not called good.
#[test]
fn a_token_that_expires_is_not_called_good() {
    let site = Site::new("terms=accepted obstacle.token=expires");
    let walked = site.walk().run();
    walked.expect(6).says(["expire"]);
    assert_eq!(walked.json["expires_at"], site.truth().tokens[0].expires_at);
    assert!(walked.credentials()[0].1.contains("# not proven: "));
}

#[test]
fn a_token_without_a_phone_number_is_not_called_good() {
    let site = Site::new("terms=accepted world.waba_access=none");
    let walked = site.walk().run();
    walked.expect(6);
    assert_eq!(walked.json["phone_numbers"].as_array().unwrap().len(), 0);
    assert_eq!(walked.variable("WHATSAPP_PHONE_NUMBER_ID"), None);
}

/// No token is ever in an address, except where Graph leaves no other way.
#[test]
fn graph_is_asked_with_the_token_in_the_header() {
    let site = Site::new("terms=accepted world.owned=3 world.clients=2 graph.page_size=1");
    let walked = site.walk().run();
    walked.expect(0);
    let asked = site.truth().graph_log;
    assert!(asked.len() >= 5);
    for question in &asked {
        assert!(!question.token_in_address && question.authorization, "{question:?}");
        assert!(question.version.is_some(), "{question:?}");
    }
    assert_eq!(walked.json["whatsapp_business_account_ids"].as_array().unwrap().len(), 5);
}
