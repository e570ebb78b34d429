//! Clients that crash, at every stage: the server lives and keeps nothing of them.

use std::sync::Arc;
use std::time::Duration;

use wigwag::{Binary, Config};
use wigwag_tests::harness::{
    Handlers, HttpConnection, RawPolling, RawWebSocket, TestServer, echo, masked,
};

/// A server that notices within two seconds that a polling client has gone.
async fn start() -> TestServer {
    let config =
        Config::new().ping_interval(Duration::from_secs(1)).ping_timeout(Duration::from_secs(1));
    TestServer::with_config(config, Handlers::new().event(echo)).await
}

/// Nothing is left, and the next client is served.
async fn check_unharmed(server: &TestServer) {
    server.has_sessions(0).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["ping"]"#).await;
    loop {
        match client.text().await.as_str() {
            "2" => client.send("3").await,
            answer => break assert_eq!(answer, "430[]"),
        }
    }
}

/// How a client goes.
const ENDS: [fn(HttpConnection); 2] = [drop, HttpConnection::reset];

#[tokio::test]
async fn connection_that_ends_within_a_request() {
    let server = start().await;
    let upgrade = RawWebSocket::request("EIO=4&transport=websocket");
    let handshake = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";
    for end in ENDS {
        for request in [&upgrade, handshake] {
            for len in (0..=request.len()).step_by(7).chain([request.len()]) {
                let mut http = server.http().await;
                http.write(&request[..len]).await;
                end(http);
            }
        }
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn polling_client_that_ends_between_its_requests() {
    let server = start().await;
    for _ in 0..20 {
        RawPolling::open(&server).await;
        RawPolling::join(&server).await;
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn polling_client_that_ends_within_its_requests() {
    let server = start().await;
    for end in ENDS {
        for body in ["", "4", "42[\"a\"]"] {
            let (client, _) = RawPolling::join(&server).await;
            let get = client.start_get().await;
            let post = client.start_post(&format!("content-length: 100\r\n\r\n{body}")).await;
            end(post);
            end(get);
        }
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn websocket_that_ends_within_a_frame() {
    let server = start().await;
    let frames = [masked(0x81, b"42[\"a\"]"), masked(0x81, &[b'4'; 200]), masked(0x89, b"ping")];
    for end in [drop, RawWebSocket::reset] {
        for frame in &frames {
            for len in 0..frame.len().min(16) {
                let (mut client, _) = server.join().await;
                client.write(&frame[..len]).await;
                end(client);
            }
        }
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn websocket_that_ends_between_fragments_or_attachments() {
    let server = start().await;
    for end in [drop, RawWebSocket::reset] {
        let (mut client, _) = server.join().await;
        client.write(&masked(0x01, b"42[")).await;
        end(client);
        let (mut client, _) = server.join().await;
        client.send(r#"452-["a",{"_placeholder":true,"num":0}]"#).await;
        client.send_binary(&[1]).await;
        end(client);
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn websocket_that_ends_before_it_has_read_anything() {
    let server = start().await;
    for end in ENDS {
        for _ in 0..20 {
            let mut http = server.http().await;
            http.write(RawWebSocket::request("EIO=4&transport=websocket")).await;
            end(http);
        }
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn websocket_that_ends_while_it_is_written_to() {
    let handlers = Handlers::new().event(|socket, _| async move {
        for _ in 0..10 {
            socket.emit("page", &(Binary::from(vec![7; 1_000_000]),));
        }
    });
    let server = TestServer::with(handlers).await;
    for end in [drop, RawWebSocket::reset] {
        let (mut client, _) = server.join().await;
        client.send(r#"42["go"]"#).await;
        // The first page has begun to arrive.
        assert_eq!(client.text().await, r#"451-["page",{"_placeholder":true,"num":0}]"#);
        end(client);
    }
    server.has_sessions(0).await;
    server.join().await;
}

#[tokio::test]
async fn websocket_that_ends_within_the_close_handshake() {
    let server = start().await;
    for end in [drop, RawWebSocket::reset] {
        let (mut client, _) = server.join().await;
        client.send("1").await;
        end(client);
        let (mut client, _) = server.join().await;
        client.write(&masked(0x88, b"\x03\xe8")).await;
        end(client);
        let (mut client, _) = server.join().await;
        client.write(&masked(0xc1, b"")).await;
        end(client);
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn attempts_to_upgrade_that_end_anywhere() {
    let server = start().await;
    for end in [drop, RawWebSocket::reset] {
        for packets in [&[][..], &["2probe"], &["2probe", "5"], &["5"], &["x"]] {
            let (client, _) = RawPolling::join(&server).await;
            let get = client.start_get().await;
            let mut websocket = client.open_websocket().await;
            for packet in packets {
                websocket.send(packet).await;
            }
            end(websocket);
            drop(get);
        }
    }
    check_unharmed(&server).await;
}

#[tokio::test]
async fn websocket_that_is_opened_and_never_used_is_closed() {
    let server = start().await;
    let mut http = server.http().await;
    http.write(RawWebSocket::request("EIO=4&transport=websocket")).await;
    let mut silent = RawWebSocket::accepted(http).await;
    check_unharmed(&server).await;
    assert!(silent.text().await.starts_with("0{"));
    assert_eq!(silent.text().await, "2");
    silent.closes().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_sessions_opened_and_dropped_leave_nothing_behind() {
    // No heartbeat helps here: each end is noticed by itself.
    let server = Arc::new(TestServer::with(Handlers::new().event(echo)).await);
    let clients = (0..16).map(|number| {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            for round in 0..25 {
                let (websocket, _) = server.join().await;
                let (polling, _) = RawPolling::join(&server).await;
                let mut upgraded = polling.upgrade().await;
                upgraded.send(r#"420["ping"]"#).await;
                assert_eq!(upgraded.text().await, "430[]");
                drop(RawPolling::open(&server).await.start_post_in_flight().await);
                if (number + round) % 2 == 0 {
                    websocket.reset();
                    drop(upgraded);
                } else {
                    drop(websocket);
                    upgraded.reset();
                }
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
    check_unharmed(&server).await;
}
