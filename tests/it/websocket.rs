//! WebSocket sessions between peers that keep to the protocol.

use wigwag::{Config, PerMessageDeflate};
use wigwag_tests::harness::{
    Handlers, Incoming, RawPolling, RawWebSocket, TestServer, closed, closed_with, echo, hide_sid,
    journal, masked,
};

#[tokio::test]
async fn messages_travel_in_one_frame_each() {
    let handlers = Handlers::new().event(|socket, _| async move {
        socket.emit("a", &());
        socket.emit("b", &(wigwag::Binary::from(vec![1, 2, 3]),));
        socket.emit("c", &());
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["go"]"#).await;
    assert_eq!(client.text().await, r#"42["a"]"#);
    assert_eq!(client.text().await, r#"451-["b",{"_placeholder":true,"num":0}]"#);
    assert_eq!(client.binary().await, [1, 2, 3]);
    assert_eq!(client.text().await, r#"42["c"]"#);
}

#[tokio::test]
async fn binary_comes_back_as_it_went() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client
        .send(r#"452-3["echo",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#)
        .await;
    client.send_binary(&[0; 3]).await;
    client.send_binary(&[255; 70_000]).await;
    assert_eq!(
        client.text().await,
        r#"462-3[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#
    );
    assert_eq!(client.binary().await, [0; 3]);
    assert!(client.binary().await == [255; 70_000]);
}

#[tokio::test]
async fn base64_text_counts_as_binary() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client.send(r#"451-0["echo",{"_placeholder":true,"num":0}]"#).await;
    client.send("bAQIDBA==").await;
    assert_eq!(client.text().await, r#"461-0[{"_placeholder":true,"num":0}]"#);
    assert_eq!(client.binary().await, [1, 2, 3, 4]);
}

/// Echoes through a WebSocket whose client wants no binary messages.
async fn check_base64(client: &mut RawWebSocket) {
    client
        .send(r#"452-0["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#)
        .await;
    client.send("bAQIDBA==").await;
    // What the client sends is its own choice.
    client.send_binary(&[255; 3]).await;
    assert_eq!(
        client.text().await,
        r#"462-0[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#
    );
    assert_eq!(client.text().await, "bAQIDBA==");
    assert_eq!(client.text().await, "b////");
}

#[tokio::test]
async fn client_that_forces_base64_gets_binary_as_text() {
    for config in [Config::new(), Config::new().per_message_deflate(PerMessageDeflate::new())] {
        let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
        let query = "EIO=4&transport=websocket&b64=1";
        let mut client = RawWebSocket::handshake(server.http().await, query).await;
        client.text().await;
        client.join("40").await;
        check_base64(&mut client).await;
    }
}

#[tokio::test]
async fn upgrade_that_forces_base64_gets_binary_as_text() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (polling, _) = RawPolling::join(&server).await;
    let query = format!("EIO=4&transport=websocket&b64=true&sid={}", polling.sid());
    let mut client = RawWebSocket::handshake(server.http().await, &query).await;
    client.send("2probe").await;
    assert_eq!(client.text().await, "3probe");
    client.send("5").await;
    check_base64(&mut client).await;
}

#[tokio::test]
async fn empty_b64_forces_nothing() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let query = "EIO=4&transport=websocket&b64=1&b64=";
    let mut client = RawWebSocket::handshake(server.http().await, query).await;
    client.text().await;
    client.join("40").await;
    client.send(r#"451-0["echo",{"_placeholder":true,"num":0}]"#).await;
    client.send("bAQIDBA==").await;
    client.text().await;
    assert_eq!(client.binary().await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn lengths_around_the_size_of_the_header_arrive_whole() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    // The frame lengths 125, 126, 127, 65535, 65536 and 65537: 14 bytes are not padding.
    for len in [111, 112, 113, 65_521, 65_522, 65_523] {
        let padding = "x".repeat(len);
        client.send(&format!(r#"420["echo","{padding}"]"#)).await;
        assert!(client.text().await == format!(r#"430["{padding}"]"#), "{len}");
    }
}

#[tokio::test]
async fn fragments_make_one_message() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client.write(&masked(0x01, b"420[\"ec")).await;
    client.write(&masked(0x00, b"ho\",")).await;
    client.write(&masked(0x00, b"")).await;
    client.write(&masked(0x80, b"\"a\"]")).await;
    assert_eq!(client.text().await, r#"430["a"]"#);
}

#[tokio::test]
async fn fragment_may_end_in_the_middle_of_a_character() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client.write(&masked(0x01, b"420[\"echo\",\"\xf0\x9f")).await;
    client.write(&masked(0x80, b"\x98\x80\"]")).await;
    assert_eq!(client.text().await, r#"430["😀"]"#);
}

#[tokio::test]
async fn binary_message_may_be_fragmented() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client.send(r#"451-0["echo",{"_placeholder":true,"num":0}]"#).await;
    client.write(&masked(0x02, &[1, 2])).await;
    client.write(&masked(0x00, &[3])).await;
    client.write(&masked(0x80, &[4])).await;
    client.text().await;
    assert_eq!(client.binary().await, [1, 2, 3, 4]);
}

#[tokio::test]
async fn control_frames_may_come_between_fragments() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client.write(&masked(0x01, b"420[\"echo\"")).await;
    client.write(&masked(0x89, b"are you there?")).await;
    assert_eq!(client.next().await, Incoming::Pong(b"are you there?".to_vec()));
    client.write(&masked(0x8a, b"unasked")).await;
    client.write(&masked(0x89, b"")).await;
    assert_eq!(client.next().await, Incoming::Pong(Vec::new()));
    client.write(&masked(0x80, b",1]")).await;
    assert_eq!(client.text().await, "430[1]");
}

#[tokio::test]
async fn longest_ping_is_answered_whole() {
    let server = TestServer::with(Handlers::new()).await;
    let (mut client, _) = server.join().await;
    client.write(&masked(0x89, &[7; 125])).await;
    assert_eq!(client.next().await, Incoming::Pong(vec![7; 125]));
}

#[tokio::test]
async fn frames_may_arrive_byte_by_byte() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    for byte in masked(0x81, br#"420["echo","abc"]"#) {
        client.write(&[byte]).await;
    }
    assert_eq!(client.text().await, r#"430["abc"]"#);
}

#[tokio::test]
async fn many_frames_may_arrive_at_once() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    let frames: Vec<u8> = (0..500)
        .flat_map(|number| masked(0x81, format!(r#"42{number}["echo",{number}]"#).as_bytes()))
        .collect();
    client.write(&frames).await;
    for number in 0..500 {
        assert_eq!(client.text().await, format!("43{number}[{number}]"));
    }
}

#[tokio::test]
async fn frames_may_share_a_segment_with_the_request() {
    for is_behind_axum in [false, true] {
        let io = wigwag::Io::builder().namespace("/", Handlers::new().event(echo)).build().unwrap();
        let server = if is_behind_axum {
            TestServer::start_behind_axum(&io, axum::Router::new()).await
        } else {
            TestServer::start(&io).await
        };
        let mut http = server.http().await;
        let mut bytes = RawWebSocket::request("EIO=4&transport=websocket").into_bytes();
        bytes.extend(masked(0x81, b"40"));
        http.write(bytes).await;
        let mut client = RawWebSocket::accepted(http).await;
        assert!(client.text().await.starts_with("0{"));
        assert_eq!(hide_sid(&client.text().await), r#"40{"sid":"SID"}"#);
        client.send(r#"420["echo"]"#).await;
        assert_eq!(client.text().await, "430[]");
    }
}

#[tokio::test]
async fn close_frame_is_echoed_with_its_code_and_reason() {
    let cases: [(&[u8], Incoming); 4] = [
        (b"", closed()),
        (b"\x03\xe8", closed_with(1000)),
        (b"\x03\xe9going away", Incoming::Close(Some((1001, "going away".to_owned())))),
        (b"\x0b\xb8", closed_with(3000)),
    ];
    for (payload, answer) in cases {
        let (journal, mut entries) = journal();
        let server = TestServer::with(Handlers::recording(&journal)).await;
        let (mut client, _) = server.join().await;
        client.write(&masked(0x88, payload)).await;
        assert_eq!(client.next().await, answer);
        assert_eq!(client.next().await, Incoming::End);
        assert_eq!(entries.next().await, "connected");
        assert_eq!(entries.next().await, "disconnect transport close");
        server.has_sessions(0).await;
    }
}

#[tokio::test]
async fn frames_behind_a_close_frame_have_no_effect() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (mut client, _) = server.join().await;
    let mut frames = masked(0x81, br#"42["last"]"#);
    frames.extend(masked(0x88, b""));
    frames.extend(masked(0x81, br#"42["late"]"#));
    client.write(&frames).await;
    assert_eq!(client.next().await, closed());
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event last");
    assert_eq!(entries.next().await, "disconnect transport close");
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn close_packet_ends_the_session_at_once() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (mut client, _) = server.join().await;
    client.send("1").await;
    client.closes().await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "disconnect transport close");
}

#[tokio::test]
async fn client_that_hangs_up_ends_its_session() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    for cut in [drop, RawWebSocket::reset] {
        let (client, _) = server.join().await;
        assert_eq!(entries.next().await, "connected");
        cut(client);
        assert_eq!(entries.next().await, "disconnect transport close");
        server.has_sessions(0).await;
    }
}

#[tokio::test]
async fn message_at_the_limit_is_taken() {
    let config = Config::new().max_http_buffer_size(100);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    let message = format!(r#"420["echo","{}"]"#, "x".repeat(86));
    assert_eq!(message.len(), 100);
    client.send(&message).await;
    assert_eq!(client.text().await, format!(r#"430["{}"]"#, "x".repeat(86)));

    let (start, end) = message.as_bytes().split_at(50);
    client.write(&masked(0x01, start)).await;
    client.write(&masked(0x80, end)).await;
    assert_eq!(client.text().await, format!(r#"430["{}"]"#, "x".repeat(86)));
}

#[tokio::test]
async fn packets_without_a_meaning_are_ignored() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    for packet in ["0", "0{}", "5", "6", "3", "3probe"] {
        client.send(packet).await;
    }
    client.send(r#"420["echo"]"#).await;
    assert_eq!(client.text().await, "430[]");
}
