//! Many clients that come, and many that go, in the same moment.

use std::net::Ipv4Addr;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use tokio::task::JoinSet;
use wigwag::engine::EngineServer;
use wigwag::{Config, Io, PeerAddr};
use wigwag_tests::harness::{
    Handlers, RawPolling, RawWebSocket, TestServer, echo, journal, within,
};

/// How many are many: several turns of the few that pass in one.
const CROWD: usize = 100;

fn engine(config: Config) -> EngineServer {
    let io = Io::builder().config(config).namespace("/", Handlers::new()).build();
    io.unwrap().engine().clone()
}

fn handshake() -> Request<Body> {
    let address = PeerAddr((Ipv4Addr::LOCALHOST, 1).into());
    let request = Request::get("/socket.io/?EIO=4&transport=polling").extension(address);
    request.body(Body::empty()).unwrap()
}

/// The status that each of so many handshakes at once is answered with.
async fn handshakes(engine: &EngineServer, count: usize) -> Vec<StatusCode> {
    let answers: Vec<_> = (0..count).map(|_| engine.handle(handshake())).collect();
    let mut answering = JoinSet::new();
    for (index, answer) in answers.into_iter().enumerate() {
        answering.spawn(async move { (index, answer.await.status()) });
    }
    let mut answered = within("all answers", answering.join_all()).await;
    answered.sort_unstable_by_key(|(index, _)| *index);
    answered.into_iter().map(|(_, status)| status).collect()
}

#[tokio::test]
async fn handshakes_that_come_at_once_wait_and_are_all_answered() {
    let engine = engine(Config::new().handshakes_per_turn(1));
    assert_eq!(handshakes(&engine, CROWD).await, [StatusCode::OK; CROWD]);
    assert_eq!(engine.stats().sessions, CROWD);
    assert_eq!(engine.stats().waiting_handshakes, 0);
    engine.close().await;
}

#[tokio::test]
async fn more_handshakes_than_may_wait_are_refused() {
    let engine = engine(Config::new().handshakes_per_turn(1).max_waiting_handshakes(2));
    let statuses = handshakes(&engine, 5).await;
    let (ok, unavailable) = (StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(statuses, [ok, ok, ok, unavailable, unavailable]);
    assert_eq!(engine.stats().refused.waiting_handshakes, 2);
    // Nobody waits any more, and there is room again.
    assert_eq!(handshakes(&engine, 3).await, [ok; 3]);
    engine.close().await;
}

#[tokio::test]
async fn handshake_that_is_given_up_while_it_waits_leaves_nothing() {
    let engine = engine(Config::new().handshakes_per_turn(1));
    let mut given_up = JoinSet::new();
    for _ in 0..3 {
        given_up.spawn(engine.handle(handshake()));
    }
    tokio::task::yield_now().await;
    given_up.shutdown().await;
    assert_eq!(engine.stats().waiting_handshakes, 0);
    assert_eq!(handshakes(&engine, 2).await, [StatusCode::OK; 2]);
    engine.close().await;
}

#[tokio::test]
async fn clients_that_stop_in_their_handshake_hold_up_nobody() {
    let config = Config::new().handshakes_per_turn(1).max_waiting_handshakes(1);
    let io = Io::builder().config(config).namespace("/", Handlers::new().event(echo)).build();
    let server = TestServer::start(&io.unwrap()).await;
    let mut stuck = Vec::new();
    for index in 0..CROWD {
        let mut http = server.http().await;
        if index % 2 == 0 {
            http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: te").await;
        }
        stuck.push(http);
    }
    let (mut client, _) = server.join().await;
    client.send(r#"420["echo"]"#).await;
    assert_eq!(client.text().await, "430[]");
    assert_eq!(server.stats().sessions, 1);
}

#[tokio::test]
async fn upgrade_can_be_tried_again_as_soon_as_its_websocket_is_lost() {
    let config = Config::new().handshakes_per_turn(1);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (mut clients, mut probes) = (Vec::new(), Vec::new());
    for _ in 0..CROWD {
        let (client, _) = RawPolling::join(&server).await;
        let mut probe = client.open_websocket().await;
        probe.send("2probe").await;
        assert_eq!(probe.text().await, "3probe");
        clients.push(client);
        probes.push(probe);
    }
    probes.into_iter().for_each(RawWebSocket::reset);
    for client in clients {
        let mut websocket = client.upgrade().await;
        websocket.send(r#"420["moved"]"#).await;
        assert_eq!(websocket.text().await, "430[]");
    }
}

#[tokio::test]
async fn sessions_whose_connections_break_at_once_all_end() {
    let (told, mut journal) = journal();
    let handlers = Handlers::recording(&told);
    let server = TestServer::with_config(Config::new().handshakes_per_turn(1), handlers).await;
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(server.join().await.0);
    }
    let (mut staying, _) = server.join().await;
    for client in crowd {
        client.reset();
    }
    server.has_stats("the end of all", |stats| stats.sessions + stats.ending == 1).await;
    assert_eq!(server.stats().closed.transport_close, CROWD as u64);
    let n_told = journal.so_far().iter().filter(|it| *it == "disconnect transport close").count();
    assert_eq!(n_told, CROWD);
    staying.send(r#"420["stay"]"#).await;
    assert_eq!(staying.text().await, "430[]");
}
