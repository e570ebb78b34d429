//! Many clients that come, and many that go, in the same moment.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use wigwag::engine::EngineServer;
use wigwag::{Config, Io, PeerAddr};
use wigwag_tests::harness::{
    Handlers, HttpConnection, RawPolling, RawWebSocket, TestServer, echo, journal, within,
};

/// How many are many: several turns of the few that pass in one.
const CROWD: usize = 100;

/// Longer than a connection takes that finds room in the queue, and less than until one that does not tries again.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(900);

/// More messages than need a turn of their own.
const SETTLED: usize = 8;

fn engine(config: Config) -> EngineServer {
    let io = Io::builder().config(config).namespace("/", Handlers::new()).build();
    io.unwrap().engine().clone()
}

fn handshake() -> Request<Body> {
    let address = PeerAddr((Ipv4Addr::LOCALHOST, 1).into());
    let request = Request::get("/socket.io/?EIO=4&transport=polling").extension(address);
    request.body(Body::empty()).unwrap()
}

/// A server on connections of its own, of whose handshakes nearly none waits.
async fn server_that_reads_in_turn() -> TestServer {
    let config = Config::new().handshakes_per_turn(1).max_waiting_handshakes(CROWD / 10);
    let io = Io::builder().config(config).namespace("/", Handlers::new().event(echo)).build();
    TestServer::start(&io.unwrap()).await
}

/// A client that has been there for a while.
async fn settled(server: &TestServer) -> RawWebSocket {
    let (mut client, _) = server.join().await;
    for _ in 0..SETTLED {
        client.send(r#"420["stay"]"#).await;
        assert_eq!(client.text().await, "430[]");
    }
    client
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
async fn connections_wait_in_the_queue_of_the_system() {
    let server = server_that_reads_in_turn().await;
    // All are there with their requests before the server looks for the first time.
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        let mut stream = std::net::TcpStream::connect(server.address()).unwrap();
        let request = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        stream.set_nonblocking(true).unwrap();
        crowd.push(HttpConnection::over(TcpStream::from_std(stream).unwrap()));
    }
    for mut http in crowd {
        assert_eq!(http.response().await.status, 200);
    }
    assert_eq!(server.stats().refused.waiting_handshakes, 0);
}

#[tokio::test]
async fn queue_of_the_system_has_room_for_a_crowd_whoever_has_bound_the_listener() {
    let server = server_that_reads_in_turn().await;
    // It serves, and the next time that it may accept is after all of these: more than wait with `TcpListener::bind`.
    server.answer("GET /elsewhere HTTP/1.1\r\nhost: test\r\n\r\n").await;
    let mut crowd = Vec::new();
    for index in 0..300 {
        let stream = std::net::TcpStream::connect_timeout(&server.address(), CONNECT_TIMEOUT);
        crowd.push(stream.unwrap_or_else(|error| panic!("connection {index}: {error}")));
    }
}

#[tokio::test]
async fn requests_that_come_at_once_are_not_in_front_of_one_who_stays() {
    let server = server_that_reads_in_turn().await;
    let mut staying = settled(&server).await;
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(server.http().await);
    }
    // The server has accepted those that came before this one.
    server.answer("GET /elsewhere HTTP/1.1\r\nhost: test\r\n\r\n").await;
    for http in &mut crowd {
        http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n").await;
    }
    staying.send(r#"420["stay"]"#).await;
    assert_eq!(staying.text().await, "430[]");
    let n_opened = server.stats().sessions - 1;
    assert!(n_opened < CROWD / 2, "{n_opened} were in front");

    for mut http in crowd {
        assert_eq!(http.response().await.status, 200);
    }
    assert_eq!(server.stats().refused.waiting_handshakes, 0);
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

#[tokio::test]
async fn clients_who_join_at_once_are_not_in_front_of_one_who_stays() {
    let config = Config::new().handshakes_per_turn(1);
    let handlers = Handlers::new().event(echo);
    let io = Io::builder().config(config).namespace("/", handlers).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut staying = settled(&server).await;
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(server.websocket().await);
    }
    // A server in the same thread finds all of it at once, and that of the one who stays last.
    for client in &mut crowd {
        client.send("40").await;
        client.send(r#"420["first"]"#).await;
        client.send(r#"421["second"]"#).await;
    }
    staying.send(r#"420["stay"]"#).await;
    assert_eq!(staying.text().await, "430[]");
    let n_joined = io.namespace("/").unwrap().len() - 1;
    assert!(n_joined < CROWD / 2, "{n_joined} were in front");

    for mut client in crowd {
        assert!(client.text().await.starts_with(r#"40{"sid":"#));
        assert_eq!(client.text().await, "430[]");
        assert_eq!(client.text().await, "431[]");
    }
}

/// Clients that say the next thing as soon as they have their answer, so that the server always has something to do.
struct Others {
    n_answers: Arc<AtomicUsize>,
    talking: JoinSet<()>,
}

impl Others {
    /// They talk, and each has had an answer.
    async fn talking(clients: Vec<RawWebSocket>) -> Self {
        let n_clients = clients.len();
        let n_answers = Arc::new(AtomicUsize::new(0));
        let mut talking = JoinSet::new();
        for mut client in clients {
            let n_answers = Arc::clone(&n_answers);
            talking.spawn(async move {
                loop {
                    client.send(r#"420["stay"]"#).await;
                    assert_eq!(client.text().await, "430[]");
                    n_answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while n_answers.load(Ordering::Relaxed) < n_clients {
            tokio::task::yield_now().await;
        }
        Self { n_answers, talking }
    }

    /// How many answers they have had.
    fn n_answers(&self) -> usize {
        self.n_answers.load(Ordering::Relaxed)
    }
}

#[tokio::test]
async fn who_has_come_is_heard_where_others_always_have_more_to_say() {
    let config = Config::new().handshakes_per_turn(1);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (mut others, mut crowd) = (Vec::new(), Vec::new());
    for _ in 0..CROWD {
        others.push(settled(&server).await);
        crowd.push(server.join().await.0);
    }
    let mut others = Others::talking(others).await;
    let n_before = others.n_answers();
    for client in &mut crowd {
        client.send(r#"420["first"]"#).await;
    }
    for client in &mut crowd {
        assert_eq!(client.text().await, "430[]");
    }
    let n_meanwhile = others.n_answers() - n_before;
    assert!(n_meanwhile < CROWD * 20, "{n_meanwhile} answers to others were in front");
    others.talking.shutdown().await;
}

#[tokio::test]
async fn who_comes_is_let_in_where_others_always_have_more_to_say() {
    let server = server_that_reads_in_turn().await;
    let mut others = Vec::new();
    for _ in 0..CROWD {
        others.push(settled(&server).await);
    }
    let mut others = Others::talking(others).await;
    let n_before = others.n_answers();
    let server = Arc::new(server);
    let mut crowd = JoinSet::new();
    for _ in 0..CROWD {
        let server = Arc::clone(&server);
        crowd.spawn(async move { server.join().await.0 });
    }
    crowd.join_all().await;
    let n_meanwhile = others.n_answers() - n_before;
    assert!(n_meanwhile < CROWD * 80, "{n_meanwhile} answers to others were in front");
    others.talking.shutdown().await;
}
