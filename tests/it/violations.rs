//! What a client may not send, and what looks odd but is allowed.

use wigwag::{Config, Io};
use wigwag_tests::harness::{
    Gate, Handlers, RawPolling, RawWebSocket, TestServer, closed, echo, hide_sid, journal,
};

/// What a client sends after it has joined.
#[derive(Clone, Copy)]
enum Sent<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
}

use Sent::{Binary, Text};

/// These messages end the session with `reason`, over WebSocket and over polling.
async fn check_closed(messages: &[Sent<'_>], reason: &str) {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let label: Vec<_> = messages
        .iter()
        .map(|message| match message {
            Text(text) => text.chars().take(60).collect(),
            Binary(bytes) => format!("{bytes:?}"),
        })
        .collect();

    let (mut websocket, _) = server.join().await;
    for message in messages {
        match message {
            Text(text) => websocket.send(&format!("4{text}")).await,
            Binary(bytes) => websocket.send_binary(bytes).await,
        }
    }
    assert_eq!(websocket.next().await, closed(), "{label:?}");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, format!("disconnect {reason}"), "{label:?}");

    let (polling, _) = RawPolling::join(&server).await;
    let packets = messages.iter().map(|message| match message {
        Text(text) => format!("4{text}"),
        // Nobody looks into these bytes.
        Binary(_) => "bAAAA".to_owned(),
    });
    polling.send(&packets.collect::<Vec<_>>().join("\x1e")).await;
    assert_eq!(polling.poll().await, "6\x1e1", "{label:?}");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, format!("disconnect {reason}"), "{label:?}");
    drop(websocket);
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0], "{label:?}");
}

#[tokio::test]
async fn packets_out_of_place_close_the_connection() {
    let cases = [
        // A second CONNECT.
        "0",
        "0{\"token\":\"x\"}",
        // Namespaces that were not joined.
        "2/elsewhere,[\"a\"]",
        "3/elsewhere,0[]",
        "1/elsewhere,",
        // Only servers refuse.
        "4",
        "4{\"message\":\"x\"}",
    ];
    for packet in cases {
        check_closed(&[Text(packet)], "forced server close").await;
    }
}

#[tokio::test]
async fn event_after_leaving_closes_the_connection() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    for packet in [r#"42["late"]"#, "430[]", "41"] {
        let (client, _) = RawPolling::join(&server).await;
        client.send(&format!("41\x1e{packet}")).await;
        assert_eq!(client.poll().await, "6\x1e1", "{packet}");
        assert_eq!(entries.next().await, "connected");
        assert_eq!(entries.next().await, "disconnect client namespace disconnect");
    }
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn messages_before_joining_close_the_connection() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let packets = [
        r#"42["early"]"#,
        "430[]",
        "41",
        "4",
        r#"451-["a",{"_placeholder":true,"num":0}]"#,
        r#"451000000-["a"]"#,
        "b",
        "bAAAA",
    ];
    for packet in packets {
        let mut client = server.websocket().await;
        client.send(packet).await;
        if packet.starts_with("451-") {
            client.send_binary(&[1]).await;
        }
        client.closes().await;
    }
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

/// A server where admissions wait, and a client that has asked for one.
async fn start_connecting() -> (TestServer, RawWebSocket) {
    let is_asked = Gate::new();
    let handlers = Handlers::new().connect({
        let is_asked = is_asked.clone();
        move |_, _| {
            is_asked.open();
            std::future::pending()
        }
    });
    let server = TestServer::with(handlers).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    is_asked.pass().await;
    (server, client)
}

#[tokio::test]
async fn second_connect_while_the_first_is_pending_closes_the_connection() {
    let (server, mut client) = start_connecting().await;
    client.send("40").await;
    client.closes().await;
    server.has_sessions(0).await;
}

#[tokio::test]
async fn packets_while_connect_is_pending_close_the_connection() {
    for packet in [r#"42["early"]"#, "430[]", "41"] {
        let (server, mut client) = start_connecting().await;
        client.send(packet).await;
        client.closes().await;
        server.has_sessions(0).await;
    }
}

#[tokio::test]
async fn text_that_is_no_packet_is_refused() {
    let cases = [
        "",
        "7",
        "a",
        "é",
        "0null",
        "0[]",
        "0\"x\"",
        "0{",
        "1{}",
        "2{}",
        "2[]",
        "2[null]",
        "2[{}]",
        "2[[\"a\"]]",
        "2[true]",
        "2\"a\"",
        "2[\"a\"",
        "2[\"a\",]",
        "2[\"a\"]]",
        "2[\"a\"] x",
        "2[\"a\",NaN]",
        "2[\"\\ud800\"",
        "218446744073709551616[\"a\"]",
        "30{}",
        "30\"a\"",
        "30[",
    ];
    for packet in cases {
        check_closed(&[Text(packet)], "forced close").await;
    }
}

#[tokio::test]
async fn reserved_event_names_are_refused() {
    let names = [
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
        "dis\\u0063onnect",
    ];
    for name in names {
        check_closed(&[Text(&format!("2[\"{name}\"]"))], "forced close").await;
    }
}

#[tokio::test]
async fn attachments_are_counted() {
    let cases = [
        "5[\"a\"]",
        "5-[\"a\"]",
        "50-[\"a\"]",
        "511-[\"a\"]",
        "51000000-[\"a\"]",
        "5184467440737095516161-[\"a\"]",
        "5x-[\"a\"]",
        "5-1-[\"a\"]",
        "51.5-[\"a\"]",
        "60-0[]",
        "611-0[]",
    ];
    for packet in cases {
        check_closed(&[Text(packet)], "forced close").await;
    }
}

#[tokio::test]
async fn placeholder_must_name_an_attachment() {
    for index in ["1", "-1", "1.5", "0.5", "\"0\"", "null", "1e99", "\"__proto__\"", "99999999999"]
    {
        let packet = format!(r#"51-["a",{{"_placeholder":true,"num":{index}}}]"#);
        check_closed(&[Text(&packet), Binary(&[1])], "forced close").await;
    }
    let without_index = r#"51-["a",{"_placeholder":true}]"#;
    check_closed(&[Text(without_index), Binary(&[1])], "forced close").await;
}

#[tokio::test]
async fn attachments_must_follow_their_packet() {
    let packet = Text(r#"52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#);
    check_closed(&[Binary(&[1])], "forced close").await;
    check_closed(&[packet, Text("2[\"b\"]")], "forced close").await;
    check_closed(&[packet, Binary(&[1]), Text("2[\"b\"]")], "forced close").await;
}

#[tokio::test]
async fn attachments_of_one_packet_are_bounded_together() {
    let config = Config::new().max_http_buffer_size(200).max_attachments(2);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client.send(r#"452-0["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#).await;
    client.send_binary(&[1; 200]).await;
    client.send_binary(&[2; 200]).await;
    client.text().await;
    assert_eq!(client.binary().await, [1; 200]);
    assert_eq!(client.binary().await, [2; 200]);
    client.send(r#"453-0["a"]"#).await;
    client.closes().await;
}

#[tokio::test]
async fn nesting_without_end_does_no_harm() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    let nested = "[".repeat(200_000) + &"]".repeat(200_000);
    client.send(&format!("420[\"a\",{nested}]")).await;
    assert!(client.text().await == format!("430[{nested}]"));
}

#[tokio::test]
async fn what_looks_odd_but_is_allowed_is_taken() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (mut client, _) = server.join().await;
    let packets = [
        // No payload at all: nothing happens.
        ("42", None),
        ("421", None),
        // Acknowledgements that nobody waits for.
        ("43", None),
        ("430[]", None),
        ("43999999", None),
        ("42/,[\"a\"]", Some("event a")),
        ("42[1,2]", Some("event 1 2")),
        ("42[-1.5e3]", Some("event -1.5e3")),
        ("42[\"\"]", Some("event ")),
        ("42[\"error\",\"x\"]", Some("event error \"x\"")),
        ("42[\"__proto__\"]", Some("event __proto__")),
        ("42[\"constructor\"]", Some("event constructor")),
        ("42[\"connection\"]", Some("event connection")),
        ("42[\"a\\u0062\"]", Some("event ab")),
        // Without attachments, a placeholder is data like any other.
        (
            r#"42["a",{"_placeholder":true,"num":7}]"#,
            Some(r#"event a {"_placeholder":true,"num":7}"#),
        ),
    ];
    assert_eq!(entries.next().await, "connected");
    for (packet, entry) in packets {
        client.send(packet).await;
        if let Some(entry) = entry {
            assert_eq!(entries.next().await, entry.trim_end(), "{packet}");
        }
    }
    assert_eq!(client.texts_so_far().await, [""; 0]);
    assert_eq!(entries.so_far(), ["event fence"]);
}

#[tokio::test]
async fn same_attachment_may_be_used_twice_or_not_at_all() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    let placeholders = r#"{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}"#;
    client.send(&format!(r#"452-0["a",{placeholders}]"#)).await;
    client.send_binary(&[1]).await;
    client.send_binary(&[2]).await;
    // Sent on as it came.
    assert_eq!(client.text().await, format!("462-0[{placeholders}]"));
    assert_eq!(client.binary().await, [1]);
    assert_eq!(client.binary().await, [2]);
}

#[tokio::test]
async fn other_namespaces_end_with_the_one_that_broke_the_rule() {
    let (journal, mut entries) = journal();
    let io = Io::builder()
        .namespace("/", Handlers::recording(&journal))
        .namespace("/admin", Handlers::recording(&journal))
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    for connect in ["40", "40/admin,"] {
        client.send(connect).await;
        assert!(hide_sid(&client.text().await).ends_with(r#"{"sid":"SID"}"#));
        assert_eq!(entries.next().await, "connected");
    }
    client.send("42/admin,{}").await;
    client.closes().await;
    assert_eq!(entries.next().await, "disconnect forced close");
    assert_eq!(entries.next().await, "disconnect forced close");
    server.has_sessions(0).await;
}
