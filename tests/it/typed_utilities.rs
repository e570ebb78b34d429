//! What a contract's handler is told besides events, and what it can do with many sockets.

use wigwag::socket::{Auth, Refusal, Socket, SocketError};
use wigwag::{DisconnectReason, Io, RoomName, socket_events};
use wigwag_tests::harness::{Entries, Journal, RawWebSocket, TestServer, journal};

#[derive(RoomName)]
enum Deck {
    Upper,
    Lower,
}

/// A ship with crew.
#[socket_events(namespace = "/ship")]
trait Ship {
    type Auth = Papers;
    type Room = Deck;

    async fn whoami(&self, cx: ship::Cx<Self>) -> String;

    async fn sink(&self, cx: ship::Cx<Self>) -> Result<u32, String>;

    #[to_client]
    fn ordered(text: &str);
}

use ship::Emit as _;

#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct Papers {
    name: String,
}

/// What the middleware finds out.
struct Rank(&'static str);

struct Sailor {
    name: String,
}

struct Captain(Journal);

impl Ship for Captain {
    type Session = Sailor;

    async fn connect(&self, cx: ship::ConnectCx, papers: Papers) -> Sailor {
        let rank = cx.extensions().get::<Rank>().unwrap();
        cx.socket().join(Deck::Lower);
        Sailor { name: format!("{} {}", rank.0, papers.name) }
    }

    async fn whoami(&self, cx: ship::Cx<Self>) -> String {
        let rank = cx.extensions().get::<Rank>().unwrap();
        format!("{}, {}", rank.0, cx.session().name)
    }

    async fn sink(&self, _cx: ship::Cx<Self>) -> Result<u32, String> {
        panic!("a test asked for this panic");
    }

    async fn disconnecting(&self, cx: ship::Cx<Self>, reason: DisconnectReason) {
        let decks = cx.socket().rooms().iter().filter_map(Deck::from_room).count();
        self.0.write(format!("{} leaves {decks} decks: {reason}", cx.session().name));
    }

    async fn disconnect(&self, cx: ship::Cx<Self>, reason: DisconnectReason) {
        let rooms = cx.socket().rooms().len();
        self.0.write(format!("{} left, in {rooms} rooms: {reason}", cx.session().name));
    }

    fn error(&self, cx: Option<ship::Cx<Self>>, error: &SocketError) {
        let name = cx.map(|cx| cx.session().name.clone());
        self.0.write(format!("{name:?}, {:?}: {}", error.event(), error.kind()));
    }
}

async fn rank(socket: Socket, auth: Auth) -> Result<(), Refusal> {
    socket.extensions().insert(Rank(if auth.as_json().contains("Ada") { "mate" } else { "cook" }));
    Ok(())
}

async fn start() -> (Io, TestServer, Entries) {
    let (journal, entries) = journal();
    let mount = ship::serve(Captain(journal)).middleware(rank);
    let io = Io::builder().mount(mount).build().unwrap();
    let server = TestServer::start(&io).await;
    (io, server, entries)
}

async fn join(server: &TestServer, name: &str) -> RawWebSocket {
    let mut client = server.websocket().await;
    client.join(&format!(r#"40/ship,{{"name":"{name}"}}"#)).await;
    client
}

#[tokio::test]
async fn what_a_middleware_has_learnt_reaches_handlers_with_its_type() {
    let (_io, server, _entries) = start().await;
    let mut ada = join(&server, "Ada").await;
    ada.send(r#"42/ship,0["whoami"]"#).await;
    assert_eq!(ada.text().await, r#"43/ship,0["mate, mate Ada"]"#);
}

#[tokio::test]
async fn leaving_is_told_before_and_after_the_rooms_are_left() {
    let (_io, server, mut entries) = start().await;
    let ada = join(&server, "Ada").await;
    drop(ada);
    assert_eq!(entries.next().await, "mate Ada leaves 1 decks: transport close");
    assert_eq!(entries.next().await, "mate Ada left, in 0 rooms: transport close");
}

#[tokio::test]
async fn errors_are_told_with_the_session() {
    let (_io, server, mut entries) = start().await;
    let mut ada = join(&server, "Ada").await;
    ada.send(r#"42/ship,0["sink"]"#).await;
    assert_eq!(
        ada.text().await,
        r#"43/ship,0[{"ok":false,"error":{"code":"wigwag.internal","message":"internal error"}}]"#
    );
    let told = entries.next().await;
    assert!(told.starts_with(r#"Some("mate Ada"), Some("sink"): "#), "{told}");
    assert!(told.contains("a test asked for this panic"), "{told}");
}

#[tokio::test]
async fn sockets_are_moved_and_disconnected_together() {
    let (io, server, mut entries) = start().await;
    let mut ada = join(&server, "Ada").await;
    let mut bob = join(&server, "Bob").await;
    let all = io.of::<ship::Ns>();
    let mut names: Vec<String> = all
        .sockets()
        .iter()
        .map(|socket| socket.session::<Sailor>().unwrap().name.clone())
        .collect();
    names.sort();
    assert_eq!(names, ["cook Bob", "mate Ada"]);
    let is_ada = |socket: &ship::Socket| socket.session::<Sailor>().unwrap().name == "mate Ada";
    let ada_socket = all.sockets().into_iter().find(is_ada).unwrap();
    // Another type than that of the implementation is none.
    assert!(ada_socket.session::<String>().is_none());

    all.to(ada_socket.id()).sockets_join(Deck::Upper);
    all.to(Deck::Upper).ordered("ada, above");
    assert_eq!(ada.text().await, r#"42/ship,["ordered","ada, above"]"#);
    all.local().except_any([Deck::Upper]).compress(false).ordered("bob, below");
    assert_eq!(bob.text().await, r#"42/ship,["ordered","bob, below"]"#);
    ada_socket.local().ordered("bob, from ada");
    assert_eq!(bob.text().await, r#"42/ship,["ordered","bob, from ada"]"#);
    ada_socket.compress(false).ordered("ada alone");
    assert_eq!(ada.text().await, r#"42/ship,["ordered","ada alone"]"#);

    all.sockets_leave(Deck::Lower);
    all.to(Deck::Lower).ordered("nobody");
    all.to(Deck::Upper).disconnect_sockets(false);
    assert_eq!(ada.text().await, "41/ship,");
    assert_eq!(entries.next().await, "mate Ada leaves 1 decks: server namespace disconnect");
    assert_eq!(entries.next().await, "mate Ada left, in 0 rooms: server namespace disconnect");
    all.disconnect_sockets(true);
    assert_eq!(bob.text().await, "41/ship,");
    bob.closes().await;
    server.has_sessions(1).await;
}
