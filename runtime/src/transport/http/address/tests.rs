use http::Request;

use super::*;

const PROXIES: [&str; 3] = ["10.0.0.0/8", "2001:db8::/32", "127.0.0.1"];

/// What comes of a request: `headers` are lines of `name: value`.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    address: Option<String>,
    is_secure: bool,
    host: Option<String>,
}

fn seen(proxies: Option<&TrustedProxies>, peer: Option<&str>, headers: &[&[u8]]) -> Seen {
    let mut request = Request::builder().uri("/socket.io/");
    for header in headers {
        let colon = header.windows(2).position(|bytes| bytes == b": ").unwrap();
        request = request.header(&header[..colon], &header[colon + 2..]);
    }
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    if let Some(peer) = peer {
        parts.extensions.insert(PeerAddr((peer.parse::<IpAddr>().unwrap(), 1234).into()));
    }
    let Provenance { remote, host } = Provenance::of(&parts, proxies);
    assert_eq!(remote.peer.map(|peer| peer.ip().to_string()).as_deref(), peer);
    Seen {
        address: remote.address.map(|address| address.to_string()),
        is_secure: remote.is_secure,
        host: host.map(Cow::into_owned),
    }
}

#[track_caller]
fn check_address(proxies: &TrustedProxies, peer: &str, headers: &[&str], expected: &str) {
    let headers: Vec<_> = headers.iter().map(|header| header.as_bytes()).collect();
    let seen = seen(Some(proxies), Some(peer), &headers);
    assert_eq!(seen.address.as_deref(), Some(expected), "{peer} {headers:?}");
}

#[track_caller]
fn check_x(peer: &str, headers: &[&str], expected: &str) {
    check_address(&TrustedProxies::new(PROXIES), peer, headers, expected);
}

#[track_caller]
fn check_rfc(peer: &str, headers: &[&str], expected: &str) {
    check_address(&TrustedProxies::new(PROXIES).forwarded_header(), peer, headers, expected);
}

#[test]
fn without_proxies_the_peer_is_the_client() {
    let headers: [&[u8]; 5] = [
        b"host: a.test",
        b"x-forwarded-for: 192.0.2.1",
        b"x-forwarded-proto: https",
        b"x-forwarded-host: b.test",
        b"forwarded: for=192.0.2.1;proto=https;host=b.test",
    ];
    let expected = |address: Option<&str>| Seen {
        address: address.map(str::to_owned),
        is_secure: false,
        host: Some("a.test".to_owned()),
    };
    assert_eq!(seen(None, Some("127.0.0.1"), &headers), expected(Some("127.0.0.1")));
    assert_eq!(seen(None, None, &headers), expected(None));
    for proxies in [TrustedProxies::new(PROXIES), TrustedProxies::new(PROXIES).forwarded_header()] {
        let stranger = seen(Some(&proxies), Some("203.0.113.9"), &headers);
        assert_eq!(stranger, expected(Some("203.0.113.9")), "no trusted peer");
        assert_eq!(seen(Some(&proxies), None, &headers), expected(None), "no address");
    }
}

#[test]
fn addresses_are_normalised() {
    check_x("::ffff:203.0.113.9", &[], "203.0.113.9");
    check_x("::ffff:10.0.0.1", &["x-forwarded-for: ::ffff:192.0.2.1"], "192.0.2.1");
    check_rfc("::ffff:10.0.0.1", &[r#"forwarded: for="[::ffff:192.0.2.1]""#], "192.0.2.1");
}

#[test]
fn the_list_is_read_from_its_end() {
    check_x("10.0.0.1", &[], "10.0.0.1");
    check_x("10.0.0.1", &["x-forwarded-for: 192.0.2.1"], "192.0.2.1");
    check_x("10.0.0.1", &["x-forwarded-for: 1.1.1.1, 192.0.2.1"], "192.0.2.1");
    check_x("10.0.0.1", &["x-forwarded-for: 1.1.1.1, 192.0.2.1, 10.0.0.2"], "192.0.2.1");
    check_x("10.0.0.1", &["x-forwarded-for: 10.0.0.9, 1.1.1.1,10.0.0.2,10.0.0.3"], "1.1.1.1");
    check_x("10.0.0.1", &["x-forwarded-for: 10.0.0.3, 10.0.0.2"], "10.0.0.3");
    let two = ["x-forwarded-for: 1.1.1.1", "x-forwarded-for: 192.0.2.1, 10.0.0.2"];
    check_x("10.0.0.1", &two, "192.0.2.1");
    check_x("2001:db8::1", &["x-forwarded-for: 2a00::1"], "2a00::1");
}

#[test]
fn addresses_may_have_ports() {
    check_x("10.0.0.1", &["x-forwarded-for: 192.0.2.1:4711"], "192.0.2.1");
    check_x("10.0.0.1", &["x-forwarded-for: [2a00::1]:4711"], "2a00::1");
    check_x("10.0.0.1", &["x-forwarded-for: [2a00::1]"], "2a00::1");
    check_rfc("10.0.0.1", &[r#"forwarded: for="192.0.2.1:_hidden-1""#], "192.0.2.1");
}

#[test]
fn what_is_no_address_ends_the_walk() {
    let bad = [
        "",
        "unknown",
        "_hidden",
        "localhost",
        "192.0.2",
        "192.0.2.1:",
        "192.0.2.1:x",
        "192.0.2.1:99999",
        "192.0.2.1:+1",
        "192.0.2.1:_",
        "[192.0.2.1]",
        "[2a00::1",
        "2a00::1]",
        "[2a00::1]x",
        "[2a00::1]:",
        "fe80::1%eth0",
        "192.0.2.1 10.0.0.2",
        "\"192.0.2.1\"",
        "01.2.3.4",
        "2130706433",
        "0x7f000001",
    ];
    for text in bad {
        let header = format!("x-forwarded-for: 192.0.2.9, {text}, 10.0.0.2");
        check_x("10.0.0.1", &[&header], "10.0.0.2");
        check_x("10.0.0.1", &[&format!("x-forwarded-for: {text}")], "10.0.0.1");
    }
}

#[test]
fn forwarded_elements_are_read_from_the_end() {
    check_rfc("10.0.0.1", &[], "10.0.0.1");
    check_rfc("10.0.0.1", &["forwarded: for=192.0.2.1"], "192.0.2.1");
    check_rfc("10.0.0.1", &["forwarded: For=\"[2001:DB9::1]:80\" ; by=10.0.0.1"], "2001:db9::1");
    check_rfc(
        "10.0.0.1",
        &["forwarded: for=1.1.1.1, by=x;for=192.0.2.1,for=10.0.0.2"],
        "192.0.2.1",
    );
    check_rfc("10.0.0.1", &["forwarded: for=1.1.1.1", "forwarded: for=192.0.2.1"], "192.0.2.1");
    check_rfc("10.0.0.1", &[r#"forwarded: for="192.0.2\.1""#], "192.0.2.1");
    check_rfc("10.0.0.1", &["forwarded: for=192.0.2.1:80"], "192.0.2.1");
}

#[test]
fn a_client_cannot_swallow_what_the_proxy_wrote() {
    // The client left a quote open, and the proxy appended to the same header: nothing in it is believed.
    check_rfc("10.0.0.1", &[r#"forwarded: for=1.1.1.1;x=", for=192.0.2.1"#], "10.0.0.1");
    // A header that the proxy added of its own is not concerned.
    check_rfc(
        "10.0.0.1",
        &[r#"forwarded: for=1.1.1.1;x=""#, "forwarded: for=192.0.2.1"],
        "192.0.2.1",
    );
    let bad = [
        "for",
        "for=",
        "for=a b",
        "=192.0.2.1",
        "for =192.0.2.1",
        "for= 192.0.2.1",
        "for=192.0.2.1 x",
        "for=\"192.0.2.1",
        "for=\"192.0.2.1\\",
        "for=\"192.0.2.1\"x",
        "for=192.0.2.1/8",
        "for=192.0.2.1;;x",
    ];
    for text in bad {
        check_rfc("10.0.0.1", &[&format!("forwarded: for=192.0.2.9, {text}")], "10.0.0.1");
    }
}

#[test]
fn only_the_configured_header_is_believed() {
    check_x("10.0.0.1", &["forwarded: for=192.0.2.1"], "10.0.0.1");
    check_rfc("10.0.0.1", &["x-forwarded-for: 192.0.2.1"], "10.0.0.1");
}

#[track_caller]
fn check_origin(headers: &[&str], is_secure: bool, host: &str) {
    let proxies = TrustedProxies::new(PROXIES);
    let proxies = if headers.iter().any(|header| header.starts_with("forwarded: ")) {
        proxies.forwarded_header()
    } else {
        proxies
    };
    let mut all: Vec<&[u8]> = vec![b"host: backend:8080"];
    all.extend(headers.iter().map(|header| header.as_bytes()));
    let seen = seen(Some(&proxies), Some("10.0.0.1"), &all);
    assert_eq!((seen.is_secure, seen.host.as_deref()), (is_secure, Some(host)), "{headers:?}");
}

#[test]
fn scheme_and_host_are_those_of_the_client() {
    check_origin(&[], false, "backend:8080");
    check_origin(&["x-forwarded-proto: https"], true, "backend:8080");
    check_origin(&["x-forwarded-proto: HTTP"], false, "backend:8080");
    check_origin(&["x-forwarded-proto: wss"], true, "backend:8080");
    check_origin(&["x-forwarded-host: a.test:8443"], false, "a.test:8443");
    check_origin(&["forwarded: proto=https;host=\"a.test:8443\";for=1.1.1.1"], true, "a.test:8443");
    check_origin(&["forwarded: for=1.1.1.1"], false, "backend:8080");
}

#[test]
fn scheme_and_host_are_what_the_outermost_trusted_proxy_wrote() {
    // Both proxies append.
    let both = [
        "x-forwarded-for: 9.9.9.9, 192.0.2.1, 10.0.0.2",
        "x-forwarded-proto: http, https, http",
        "x-forwarded-host: evil.test, a.test, backend",
    ];
    check_origin(&both, true, "a.test");
    // The inner one leaves what the outer one wrote.
    let outer = ["x-forwarded-for: 192.0.2.1, 10.0.0.2", "x-forwarded-proto: https"];
    check_origin(&outer, true, "backend:8080");
    // The proxy appends to what the client made up.
    check_origin(
        &["x-forwarded-proto: http, https", "x-forwarded-for: 1.1.1.1"],
        true,
        "backend:8080",
    );
    let rfc = "forwarded: for=9.9.9.9;host=evil.test, for=192.0.2.1;host=a.test;proto=https, for=10.0.0.2;proto=http";
    check_origin(&[rfc], true, "a.test");
    // The proxy hides its client, but not how it was asked.
    check_origin(&["forwarded: for=9.9.9.9;proto=http, for=_x;proto=https"], true, "backend:8080");
}

#[test]
fn unreadable_scheme_and_host_are_not_said() {
    for scheme in ["", "httpsx", "https://", "on", "1"] {
        check_origin(&[&format!("x-forwarded-proto: {scheme}")], false, "backend:8080");
    }
    for host in ["", "a b", "user@a.test", "a.test/path", "a.test:port:x", "é.test"] {
        check_origin(&[&format!("x-forwarded-host: {host}")], false, "backend:8080");
    }
}

#[test]
fn peers_of_a_unix_socket_are_trusted_on_request() {
    let proxies = TrustedProxies::new(["10.0.0.0/8"]).peers_without_address();
    let headers: [&[u8]; 2] =
        [b"x-forwarded-for: 192.0.2.1, 10.0.0.2", b"x-forwarded-proto: https"];
    let client = seen(Some(&proxies), None, &headers);
    assert_eq!((client.address.as_deref(), client.is_secure), (Some("192.0.2.1"), true));
    let headers: [&[u8]; 1] = [b"x-forwarded-for: 192.0.2.1, unknown"];
    assert_eq!(seen(Some(&proxies), None, &headers).address, None, "not the one before");
}

#[test]
fn bytes_that_are_no_text_are_never_believed() {
    let proxies = TrustedProxies::new(PROXIES);
    let headers: [&[u8]; 2] = [b"x-forwarded-for: 192.0.2.1, \xff", b"x-forwarded-proto: http\xff"];
    let client = seen(Some(&proxies), Some("10.0.0.1"), &headers);
    assert_eq!((client.address.as_deref(), client.is_secure), (Some("10.0.0.1"), false));
    let headers: [&[u8]; 2] = [b"forwarded: for=192.0.2.1", b"forwarded: for=192.0.2.1;x=\"\xff\""];
    let client = seen(Some(&proxies.forwarded_header()), Some("10.0.0.1"), &headers);
    assert_eq!(client.address.as_deref(), Some("10.0.0.1"));
}

/// Whatever a client sends, the proxy's own last word on its address decides.
#[test]
fn no_prefix_of_the_client_changes_the_outcome() {
    let pieces = [
        "for=",
        "6.6.6.6",
        "\"",
        "\\",
        ",",
        ";",
        "=",
        " ",
        "[::1]",
        "proto=https",
        "host=a",
        ":",
        "10.0.0.2",
        "_x",
        "[",
        "]",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..20_000 {
        let mut made_up = String::new();
        for _ in 0..10 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            made_up.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        // The proxy has a header of its own behind those of the client.
        let made_up_x = format!("x-forwarded-for: {made_up}");
        check_x("10.0.0.1", &[&made_up_x, "x-forwarded-for: 192.0.2.1"], "192.0.2.1");
        check_x("10.0.0.1", &[&format!("{made_up_x}, 192.0.2.1")], "192.0.2.1");
        let made_up_rfc = format!("forwarded: {made_up}");
        check_rfc("10.0.0.1", &[&made_up_rfc, "forwarded: for=192.0.2.1"], "192.0.2.1");
        // The proxy appends to the client's: its word, or none.
        let appended = format!("{made_up_rfc}, for=192.0.2.1");
        let proxies = TrustedProxies::new(PROXIES).forwarded_header();
        let seen = seen(Some(&proxies), Some("10.0.0.1"), &[appended.as_bytes()]);
        assert!(
            matches!(seen.address.as_deref(), Some("192.0.2.1" | "10.0.0.1")),
            "{appended}: {seen:?}"
        );
    }
}

#[test]
fn a_proxy_decides_over_its_own_connection() {
    let secure = |header: Option<&str>| {
        let mut request = Request::builder().uri("/socket.io/");
        if let Some(header) = header {
            request = request.header("x-forwarded-proto", header);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(PeerAddr(([10, 0, 0, 1], 1234).into()));
        parts.extensions.insert(Encrypted);
        let proxies = TrustedProxies::new(PROXIES);
        (
            Provenance::of(&parts, Some(&proxies)).remote.is_secure,
            Provenance::of(&parts, None).remote.is_secure,
        )
    };
    assert_eq!(secure(None), (true, true));
    assert_eq!(secure(Some("http")), (false, true), "the proxy encrypts, its client did not");
    assert_eq!(secure(Some("https")), (true, true));
}

#[track_caller]
fn check_host(uri: &str, hosts: &[&[u8]], expected: Option<&str>) {
    let mut request = Request::builder().uri(uri);
    for host in hosts {
        request = request.header("host", *host);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    assert_eq!(Provenance::of(&parts, None).host.as_deref(), expected, "{uri} {hosts:?}");
}

#[test]
fn the_host_is_that_of_the_target_or_of_the_one_header() {
    check_host("/socket.io/", &[], None);
    check_host("/socket.io/", &[b"a.test:3000"], Some("a.test:3000"));
    check_host("/socket.io/", &[b"a.test", b"a.test"], None);
    check_host("/socket.io/", &[b"a.test\xff"], None);
    check_host("https://a.test:8443/socket.io/", &[], Some("a.test:8443"));
    check_host("https://a.test:8443/socket.io/", &[b"b.test"], Some("a.test:8443"));
}

#[test]
fn long_header_without_a_pair_takes_no_longer_than_others() {
    // With time in the square of its length, this header would take minutes.
    let header = format!("forwarded: {}", ",".repeat(2_000_000));
    check_rfc("10.0.0.1", &[&header], "10.0.0.1");
}
