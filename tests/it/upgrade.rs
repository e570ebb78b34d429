//! A polling session that moves to WebSocket, and attempts that come to nothing.

use std::time::Duration;

use wigwag::{Config, TransportName};
use wigwag_tests::harness::{
    Gate, Handlers, Incoming, RawPolling, RawWebSocket, TestServer, closed, closed_with, echo,
    journal, masked, within,
};

const BAD_REQUEST: &str = r#"{"code":3,"message":"Bad request"}"#;

async fn start() -> (TestServer, RawPolling) {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    (server, client)
}

/// The session works over polling.
async fn check_polling(client: &RawPolling) {
    client.send(r#"427["over polling"]"#).await;
    assert_eq!(client.poll().await, "437[]");
}

/// The session works over its WebSocket.
async fn check_websocket(websocket: &mut RawWebSocket) {
    websocket.send(r#"428["over websocket"]"#).await;
    assert_eq!(websocket.text().await, "438[]");
}

#[tokio::test]
async fn session_moves_to_a_websocket_that_proved_itself() {
    let (server, client) = start().await;
    check_polling(&client).await;
    let mut websocket = client.upgrade().await;
    check_websocket(&mut websocket).await;
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn pending_get_is_ended_by_the_probe() {
    let (server, client) = start().await;
    let mut get = client.start_get_in_session(&server).await;
    let mut websocket = client.open_websocket().await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    assert_eq!(get.response().await.status_and_body(), (200, "6"));
    websocket.send("5").await;
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn get_that_comes_after_the_probe_is_ended_as_well() {
    let (_server, client) = start().await;
    let mut websocket = client.open_websocket().await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    assert_eq!(client.poll().await, "6");
    assert_eq!(client.poll().await, "6");
    websocket.send("5").await;
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn packets_travel_over_polling_until_the_upgrade_is_complete() {
    let (_server, client) = start().await;
    let mut websocket = client.open_websocket().await;
    check_polling(&client).await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    check_polling(&client).await;
    client.send(r#"421["before"]"#).await;
    client.send(r#"422["the upgrade"]"#).await;
    websocket.send("5").await;
    // What no GET has fetched comes first on the new transport.
    assert_eq!(websocket.text().await, "431[]");
    assert_eq!(websocket.text().await, "432[]");
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn repeated_probe_is_answered_once() {
    let (_server, client) = start().await;
    let mut websocket = client.open_websocket().await;
    for _ in 0..3 {
        websocket.send("2probe").await;
    }
    assert_eq!(websocket.text().await, "3probe");
    websocket.send("5").await;
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn upgrade_without_a_probe_is_accepted() {
    let (server, client) = start().await;
    let mut get = client.start_get_in_session(&server).await;
    let mut websocket = client.open_websocket().await;
    websocket.send("5").await;
    assert_eq!(get.response().await.status_and_body(), (200, "1"));
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn polling_requests_after_the_upgrade_are_refused() {
    let (_server, client) = start().await;
    let mut websocket = client.upgrade().await;
    check_websocket(&mut websocket).await;
    assert_eq!(client.get().await.status_and_body(), (400, BAD_REQUEST));
    assert_eq!(client.post("42[\"late\"]").await.status_and_body(), (400, BAD_REQUEST));
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn post_in_flight_at_the_upgrade_is_not_acknowledged() {
    let (_server, client) = start().await;
    let mut post = client.start_post_in_flight().await;
    let mut websocket = client.upgrade().await;
    check_websocket(&mut websocket).await;
    assert_eq!(post.response().await.status_and_body(), (400, ""));
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn whole_upgrade_may_come_in_the_segment_of_the_request() {
    let (server, client) = start().await;
    let mut http = server.http().await;
    let query = format!("EIO=4&transport=websocket&sid={}", client.sid());
    let mut bytes = RawWebSocket::request(&query).into_bytes();
    bytes.extend(masked(0x81, b"2probe"));
    bytes.extend(masked(0x81, b"5"));
    bytes.extend(masked(0x81, br#"420["early"]"#));
    http.write(bytes).await;
    let mut websocket = RawWebSocket::accepted(http).await;
    assert_eq!(websocket.text().await, "3probe");
    assert_eq!(websocket.text().await, "430[]");
}

#[tokio::test]
async fn second_attempt_is_closed_and_does_no_harm() {
    let (_server, client) = start().await;
    let mut first = client.open_websocket().await;
    first.send("2probe").await;
    assert_eq!(first.text().await, "3probe");
    client.open_websocket().await.closes().await;
    check_polling(&client).await;
    first.send("5").await;
    check_websocket(&mut first).await;
    client.open_websocket().await.closes().await;
    check_websocket(&mut first).await;
}

#[tokio::test]
async fn other_packets_on_a_probing_websocket_end_the_attempt_only() {
    let (_server, client) = start().await;
    let packets = ["0", "1", "2", "2prob", "3", "3probe", "42[\"x\"]", "40", "6", "", "x", "é"];
    for packet in packets {
        let mut websocket = client.open_websocket().await;
        websocket.send(packet).await;
        websocket.closes().await;
        check_polling(&client).await;
    }
    for packet in ["40", "x"] {
        let mut websocket = client.open_websocket().await;
        websocket.send("2probe").await;
        assert_eq!(websocket.text().await, "3probe");
        websocket.send(packet).await;
        websocket.closes().await;
        check_polling(&client).await;
    }
    let mut websocket = client.open_websocket().await;
    websocket.send_binary(&[1]).await;
    websocket.closes().await;
    let mut websocket = client.upgrade().await;
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn broken_frame_on_a_probing_websocket_ends_the_attempt_only() {
    let (_server, client) = start().await;
    let mut websocket = client.open_websocket().await;
    websocket.write(&masked(0xc1, b"2probe")).await;
    assert_eq!(websocket.next().await, closed_with(1002));
    check_polling(&client).await;
    let mut websocket = client.upgrade().await;
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn websocket_that_dies_takes_the_attempt_only() {
    let (_server, client) = start().await;
    for cut in [drop, RawWebSocket::reset] {
        cut(client.open_websocket().await);
        let mut probing = client.open_websocket().await;
        loop {
            probing.send("2probe").await;
            match probing.next().await {
                // The attempt before is not forgotten yet.
                Incoming::Close(None) => probing = client.open_websocket().await,
                answer => {
                    assert_eq!(answer, Incoming::Text("3probe".to_owned()));
                    break;
                }
            }
        }
        cut(probing);
        check_polling(&client).await;
    }
}

#[tokio::test]
async fn abandoned_attempt_is_closed_in_time() {
    let config = Config::new().upgrade_timeout(Duration::from_millis(500));
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    client.open_websocket().await.closes().await;
    let mut websocket = client.open_websocket().await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    websocket.closes().await;
    check_polling(&client).await;
    let mut websocket = client.upgrade().await;
    check_websocket(&mut websocket).await;
}

#[tokio::test]
async fn upgrades_that_are_switched_off_are_not_accepted() {
    let config = Config::new().allow_upgrades(false);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    client.open_websocket().await.closes().await;
    check_polling(&client).await;
}

#[tokio::test]
async fn upgrade_to_a_transport_that_is_switched_off_is_refused() {
    let config = Config::new().transports([TransportName::Polling]);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut http = server.http().await;
    let query = format!("EIO=4&transport=websocket&sid={}", client.sid());
    http.write(RawWebSocket::request(&query)).await;
    let unknown = r#"{"code":0,"message":"Transport unknown"}"#;
    assert_eq!(http.response().await.status_and_body(), (400, unknown));
    check_polling(&client).await;
}

#[tokio::test]
async fn upgrade_of_another_revision_is_refused() {
    let (server, client) = start().await;
    let mut http = server.http().await;
    let query = format!("EIO=3&transport=websocket&sid={}", client.sid());
    http.write(RawWebSocket::request(&query)).await;
    assert_eq!(http.response().await.status_and_body(), (400, "Bad request"));
    check_polling(&client).await;
}

#[tokio::test]
async fn session_that_ends_takes_a_probing_websocket_along() {
    let (server, client) = start().await;
    let mut websocket = client.open_websocket().await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    client.send("1").await;
    websocket.closes().await;
    server.has_sessions(0).await;
}

#[tokio::test]
async fn session_that_is_closing_is_upgraded_first() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut websocket = client.open_websocket().await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    client.send("420[\"last\"]\x1e42/elsewhere,[\"a violation\"]").await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event last");
    assert_eq!(entries.next().await, "disconnect forced server close");
    websocket.send("5").await;
    assert_eq!(websocket.text().await, "430[]");
    websocket.closes().await;
    server.has_sessions(0).await;
}

#[tokio::test]
async fn client_that_hangs_up_after_the_upgrade_ends_its_session() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    for cut in [drop, RawWebSocket::reset] {
        let (client, _) = RawPolling::join(&server).await;
        let mut websocket = client.upgrade().await;
        check_websocket(&mut websocket).await;
        cut(websocket);
        assert_eq!(entries.next().await, "connected");
        assert_eq!(entries.next().await, "event over websocket");
        assert_eq!(entries.next().await, "disconnect transport close");
        server.has_sessions(0).await;
    }
}

#[tokio::test]
async fn unanswered_close_frame_does_not_keep_a_polling_session_from_going_on() {
    let (_server, client) = start().await;
    let mut refused = client.open_websocket().await;
    refused.send("x").await;
    assert_eq!(refused.next().await, closed());
    // The close frame stays unanswered meanwhile.
    check_polling(&client).await;
    let mut websocket = client.upgrade().await;
    check_websocket(&mut websocket).await;
    drop(refused);
}

/// How many numbered events the client sends; the server sends three for each of them.
const EVENTS: u32 = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn upgrade_under_traffic_loses_doubles_and_reorders_nothing() {
    let (journal, mut entries) = journal();
    let gate = Gate::new();
    let handlers = Handlers::new()
        .connected({
            let gate = gate.clone();
            move |socket| {
                let gate = gate.clone();
                tokio::spawn(async move {
                    for number in 0..3 * EVENTS {
                        gate.pass().await;
                        socket.emit("down", &(number,));
                    }
                });
                std::future::ready(())
            }
        })
        .event(move |_, event| {
            journal.write(event.args().json_list());
            (0..3).for_each(|_| gate.open());
            std::future::ready(())
        });
    let server = TestServer::with(handlers).await;
    for polls in 0..20 {
        let (client, _) = RawPolling::join(&server).await;
        let (mut up, mut down) = (0, Vec::new());
        for _ in 0..polls {
            client.send(&format!("42[\"up\",{up}]\x1e42[\"up\",{}]", up + 1)).await;
            up += 2;
            down.extend(client.poll().await.split('\x1e').map(str::to_owned));
        }
        let mut websocket = client.open_websocket().await;
        client.send(&format!("42[\"up\",{up}]")).await;
        websocket.send("2probe").await;
        down.extend(client.poll().await.split('\x1e').map(str::to_owned));
        assert_eq!(websocket.text().await, "3probe");
        client.send(&format!("42[\"up\",{}]", up + 1)).await;
        websocket.send("5").await;
        for number in up + 2..EVENTS {
            websocket.send(&format!("42[\"up\",{number}]")).await;
        }
        // The last GET may have brought a noop and nothing else.
        down.retain(|packet| packet != "6");
        while down.len() < 3 * EVENTS as usize {
            down.push(websocket.text().await);
        }
        let sent = (0..3 * EVENTS).map(|number| format!("42[\"down\",{number}]"));
        assert_eq!(down, sent.collect::<Vec<_>>());
        for number in 0..EVENTS {
            assert_eq!(entries.next().await, number.to_string());
        }
        websocket.send("1").await;
        websocket.closes().await;
    }
    assert_eq!(entries.so_far(), [""; 0]);
    server.has_sessions(0).await;
}

#[tokio::test]
async fn socket_knows_what_carries_its_client() {
    let (handlers, mut sockets) = Handlers::new().event(echo).hand_over_sockets();
    let server = TestServer::with(handlers).await;
    let (client, _) = RawPolling::join(&server).await;
    let socket = sockets.next().await;
    assert_eq!(socket.connection().id(), client.sid());
    assert_eq!(socket.connection().transport(), TransportName::Polling);
    let mut websocket = client.upgrade().await;
    within("the upgrade", socket.connection().upgraded()).await.unwrap();
    assert_eq!(socket.connection().transport(), TransportName::WebSocket);
    check_websocket(&mut websocket).await;
}
