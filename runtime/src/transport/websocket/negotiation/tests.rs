use super::*;

const DEFAULT: PerMessageDeflate = PerMessageDeflate::new();

/// What we answer to these offers.
fn answer(offers: &str, options: PerMessageDeflate) -> Option<String> {
    negotiate(offers, &options).expect(offers).map(|(_, answer)| answer)
}

#[track_caller]
fn check(offers: &str, options: PerMessageDeflate, expected: &str) {
    assert_eq!(answer(offers, options).as_deref(), Some(expected), "{offers}");
}

#[track_caller]
fn check_declined(offers: &str, options: PerMessageDeflate) {
    assert_eq!(answer(offers, options), None, "{offers}");
}

#[test]
fn offers_of_clients_that_there_are() {
    // Browsers, `ws`, and what Autobahn asks for.
    check("permessage-deflate", DEFAULT, "permessage-deflate");
    check("permessage-deflate; client_max_window_bits", DEFAULT, "permessage-deflate");
    check(
        "permessage-deflate; client_max_window_bits; server_max_window_bits=9",
        DEFAULT,
        "permessage-deflate; server_max_window_bits=9",
    );
    check(
        "permessage-deflate; client_no_context_takeover; client_max_window_bits; \
         server_no_context_takeover; server_max_window_bits=15",
        DEFAULT,
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=15",
    );
}

#[test]
fn client_window_is_only_named_to_clients_that_offer_it() {
    let ten = DEFAULT.client_max_window_bits(10);
    check(
        "permessage-deflate; client_max_window_bits",
        ten,
        "permessage-deflate; client_max_window_bits=10",
    );
    check(
        "permessage-deflate; client_max_window_bits=9",
        ten,
        "permessage-deflate; client_max_window_bits=9",
    );
    check(
        "permessage-deflate; client_max_window_bits=15",
        ten,
        "permessage-deflate; client_max_window_bits=10",
    );
    check_declined("permessage-deflate", ten);
    check("permessage-deflate", DEFAULT.client_max_window_bits(15), "permessage-deflate");
    check(
        "permessage-deflate; client_max_window_bits=12",
        DEFAULT,
        "permessage-deflate; client_max_window_bits=12",
    );
}

#[test]
fn server_window_is_the_smaller_one() {
    let ten = DEFAULT.server_max_window_bits(10);
    check("permessage-deflate", ten, "permessage-deflate; server_max_window_bits=10");
    check(
        "permessage-deflate; server_max_window_bits=9",
        ten,
        "permessage-deflate; server_max_window_bits=9",
    );
    check(
        "permessage-deflate; server_max_window_bits=15",
        ten,
        "permessage-deflate; server_max_window_bits=10",
    );
    check(
        "permessage-deflate; server_max_window_bits=12",
        DEFAULT,
        "permessage-deflate; server_max_window_bits=12",
    );
}

#[test]
fn window_of_256_bytes_is_read_but_not_written() {
    check_declined("permessage-deflate; server_max_window_bits=8", DEFAULT);
    check(
        "permessage-deflate; client_max_window_bits=8",
        DEFAULT,
        "permessage-deflate; client_max_window_bits=8",
    );
    let (negotiated, _) =
        negotiate("permessage-deflate; client_max_window_bits=8", &DEFAULT).unwrap().unwrap();
    assert_eq!(negotiated.client_window_bits, 9);
}

#[test]
fn context_is_kept_unless_one_side_says_otherwise() {
    let lean = DEFAULT.server_no_context_takeover(true).client_no_context_takeover(true);
    let both = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    check("permessage-deflate", lean, both);
    check(both, lean, both);
    check(both, DEFAULT, both);
    let one = "permessage-deflate; server_no_context_takeover";
    check(one, DEFAULT, one);
    let (negotiated, _) = negotiate(one, &DEFAULT).unwrap().unwrap();
    assert!(!negotiated.server_context_takeover);
    assert!(negotiated.client_context_takeover);
}

#[test]
fn first_acceptable_offer_is_taken() {
    check(
        "permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=11, permessage-deflate",
        DEFAULT,
        "permessage-deflate; server_max_window_bits=11",
    );
    check(
        "permessage-deflate; from_the_future, x-webkit-deflate-frame, permessage-deflate",
        DEFAULT,
        "permessage-deflate",
    );
}

#[test]
fn offers_that_must_be_declined() {
    // RFC 7692 §7.1: a parameter that is unknown, has a value that it cannot have, or comes twice.
    for parameters in [
        "unknown",
        "unknown=1",
        "server_no_context_takeover=true",
        "server_no_context_takeover=\"1\"",
        "client_no_context_takeover=10",
        "server_max_window_bits",
        "server_max_window_bits=7",
        "server_max_window_bits=16",
        "server_max_window_bits=010",
        "server_max_window_bits=1e1",
        "server_max_window_bits=0x0a",
        "server_max_window_bits=99999999999999999999",
        "client_max_window_bits=7",
        "client_max_window_bits=16",
        "client_max_window_bits=08",
        "client_max_window_bits=-9",
        "server_no_context_takeover; server_no_context_takeover",
        "client_no_context_takeover; client_no_context_takeover",
        "server_max_window_bits=10; server_max_window_bits=10",
        "client_max_window_bits; client_max_window_bits",
        "client_max_window_bits; client_max_window_bits=10",
    ] {
        check_declined(&format!("permessage-deflate; {parameters}"), DEFAULT);
        check(
            &format!("permessage-deflate; {parameters}, permessage-deflate"),
            DEFAULT,
            "permessage-deflate",
        );
    }
}

#[test]
fn other_extensions_are_nothing_to_us() {
    for offers in
        ["x", "permessage-bzip2; a=b", "constructor, __proto__; toString", "deflate-frame"]
    {
        check_declined(offers, DEFAULT);
    }
}

#[test]
fn values_may_be_quoted_and_spaces_are_free() {
    check(
        "permessage-deflate ;  server_max_window_bits = \"1\\0\" \t; client_max_window_bits  ,x",
        DEFAULT,
        "permessage-deflate; server_max_window_bits=10",
    );
}

#[test]
fn header_outside_of_the_grammar_is_malformed() {
    for offers in [
        "",
        " ",
        ";",
        ",",
        "=",
        "a,",
        ",a",
        "a,,b",
        "a;",
        "a;;b",
        "a;b=",
        "a;=b",
        "a;b=\"",
        "a;b=\"\"",
        "a;b=\"c",
        "a;b=\"c d\"",
        "a;b=\"\\",
        "a b",
        "a;b c",
        "a;b=c d",
        "a;b=\"c\"d",
        "(a)",
        "a;b=c=d",
        "ä",
        "a;b=\u{7f}",
    ] {
        assert_eq!(negotiate(offers, &DEFAULT), Err(Malformed), "{offers}");
        let behind = format!("permessage-deflate, {offers}");
        assert_eq!(negotiate(&behind, &DEFAULT), Err(Malformed), "{behind}");
    }
}
