//! Several servers as one, joined by the bus: what clients of each of them get.

use std::time::Duration;

use wigwag::adapter::Bus;
use wigwag::socket::{Namespace, Socket};
use wigwag::{Config, Io, SocketId};
use wigwag_tests::harness::{Handlers, RawWebSocket, TestServer, echo, eventually};

/// One server of the cluster, with one client.
pub(crate) struct Node {
    pub(crate) io: Io,
    _server: TestServer,
    pub(crate) client: RawWebSocket,
    pub(crate) id: SocketId,
}

impl Node {
    /// A server whose requests wait for so short a time that a test can wait for it too.
    pub(crate) async fn start(bus: &Bus) -> Self {
        let builder = Io::builder().namespace("/", Handlers::new().event(echo));
        let config = Config::new().cluster_request_timeout(TIMEOUT);
        let io = builder.adapter(bus.adapter()).config(config).build().unwrap();
        let server = TestServer::start(&io).await;
        let (client, id) = server.join().await;
        Self { io, _server: server, client, id: id.parse().unwrap() }
    }

    pub(crate) fn namespace(&self) -> Namespace {
        self.io.namespace("/").unwrap()
    }

    pub(crate) fn socket(&self) -> Socket {
        self.namespace().socket(self.id).unwrap()
    }

    /// Waits until so many publications of other servers have come.
    pub(crate) async fn has_received(&self, publications: u64) {
        eventually("publications", || self.io.cluster_stats().received == publications).await;
    }
}

pub(crate) const TIMEOUT: Duration = Duration::from_millis(300);

pub(crate) async fn start<const NODES: usize>() -> [Node; NODES] {
    let bus = Bus::new();
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(Node::start(&bus).await);
    }
    nodes.try_into().unwrap_or_else(|_| unreachable!("as many as were pushed"))
}

/// The next message of each client.
async fn texts<const NODES: usize>(nodes: &mut [Node; NODES]) -> [String; NODES] {
    let mut texts = [const { String::new() }; NODES];
    for (node, text) in nodes.iter_mut().zip(&mut texts) {
        *text = node.client.text().await;
    }
    texts
}

#[tokio::test]
async fn broadcast_reaches_the_clients_of_every_server() {
    let mut nodes = start::<3>().await;
    nodes[0].namespace().emit("news", &("a", 1));
    assert_eq!(texts(&mut nodes).await, [r#"42["news","a",1]"#; 3]);
    nodes[1].socket().broadcast().emit("others", &());
    nodes[1].namespace().emit("all", &());
    assert_eq!(texts(&mut nodes).await, [r#"42["others"]"#, r#"42["all"]"#, r#"42["others"]"#]);
}

#[tokio::test]
async fn local_broadcast_stays_on_its_server() {
    let mut nodes = start::<2>().await;
    nodes[0].namespace().local().emit("here", &());
    nodes[0].namespace().emit("everywhere", &());
    assert_eq!(texts(&mut nodes).await, [r#"42["here"]"#, r#"42["everywhere"]"#]);
    assert_eq!(nodes[0].client.text().await, r#"42["everywhere"]"#);
    assert_eq!(nodes[0].io.cluster_stats().published, 1);
}

#[tokio::test]
async fn binary_arguments_travel() {
    let mut nodes = start::<2>().await;
    let bytes = wigwag::Binary::from(vec![1, 2, 255]);
    nodes[0].namespace().emit("picture", &("a", bytes));
    for node in &mut nodes {
        let text = node.client.text().await;
        assert_eq!(text, r#"451-["picture","a",{"_placeholder":true,"num":0}]"#);
        assert_eq!(node.client.binary().await, [1, 2, 255]);
    }
}

#[tokio::test]
async fn room_of_one_socket_is_found_on_its_server() {
    let mut nodes = start::<3>().await;
    nodes[0].namespace().to(nodes[2].id).emit("private", &());
    nodes[0].namespace().emit("all", &());
    nodes[1].has_received(1).await;
    assert_eq!(texts(&mut nodes).await, [r#"42["all"]"#, r#"42["all"]"#, r#"42["private"]"#]);
    nodes[2].socket().leave(nodes[2].id);
    nodes[0].namespace().to(nodes[2].id).emit("private", &());
    nodes[0].namespace().emit("end", &());
    let [.., third] = &mut nodes;
    assert_eq!(third.client.text().await, r#"42["all"]"#);
    assert_eq!(third.client.text().await, r#"42["end"]"#);
}

#[tokio::test]
async fn rooms_and_exceptions_mean_the_same_everywhere() {
    let mut nodes = start::<3>().await;
    for node in &nodes {
        node.socket().join("a").await.unwrap();
    }
    nodes[1].socket().join("b").await.unwrap();
    let namespace = nodes[0].namespace();
    namespace.to("a").except("b").emit("one", &());
    namespace.to("b").to("a").emit("two", &());
    let nobody: [&str; 0] = [];
    namespace.to_any(nobody).emit("three", &());
    namespace.except_any(["b", nodes[2].id.as_str()]).emit("four", &());
    namespace.emit("end", &());
    let expected: [&[&str]; 3] = [&["one", "two", "four"], &["two"], &["one", "two"]];
    for (node, expected) in nodes.iter_mut().zip(expected) {
        for event in expected.iter().chain(&["end"]) {
            assert_eq!(node.client.text().await, format!(r#"42["{event}"]"#));
        }
    }
    assert_eq!(nodes[0].io.cluster_stats().published, 4);
}

#[tokio::test]
async fn bulk_operations_reach_every_server_in_order() {
    let mut nodes = start::<3>().await;
    let namespace = nodes[0].namespace();
    namespace.except(nodes[1].id).sockets_join("a");
    namespace.to("a").emit("a", &());
    namespace.to("a").except(nodes[0].id).sockets_leave("a");
    namespace.to("a").emit("b", &());
    namespace.to(nodes[1].id).disconnect_sockets(false);
    namespace.emit("end", &());
    // Those who have nobody in a room do not hear of it.
    nodes[1].has_received(3).await;
    nodes[2].has_received(4).await;
    let [first, second, third] = &mut nodes;
    assert_eq!(first.client.texts_so_far().await, [r#"42["a"]"#, r#"42["b"]"#, r#"42["end"]"#]);
    assert_eq!(second.client.text().await, "41");
    assert_eq!(third.client.texts_so_far().await, [r#"42["a"]"#, r#"42["end"]"#]);
}

#[tokio::test]
async fn one_client_gets_broadcasts_and_its_own_events_in_the_order_of_their_sender() {
    let mut nodes = start::<2>().await;
    let (namespace, id) = (nodes[0].namespace(), nodes[1].id);
    let found = namespace.to(id).fetch_sockets().await.sockets;
    for number in 0..200 {
        namespace.emit("all", &(number,));
        found[0].emit("one", &(number,));
        namespace.to(id).emit("room", &(number,));
    }
    for number in 0..200 {
        for event in ["all", "one", "room"] {
            assert_eq!(nodes[1].client.text().await, format!(r#"42["{event}",{number}]"#));
        }
    }
}

#[tokio::test]
async fn family_is_meant_on_every_server() {
    use wigwag::socket::{Mount, NamespacePattern, on_connect};

    let bus = Bus::new();
    let mut servers = Vec::new();
    for _ in 0..2 {
        let pattern: NamespacePattern = "/chat/{room}".parse().unwrap();
        let mount = Mount::dynamic(pattern, on_connect(|_| async {}));
        let io = Io::builder().mount(mount).adapter(bus.adapter()).build().unwrap();
        servers.push((TestServer::start(&io).await, io));
    }
    let mut client = servers[1].0.websocket().await;
    client.join("40/chat/blue,").await;
    // The first server has no namespace of the family.
    let family = servers[0].1.family("/chat/{room}").unwrap();
    family.sockets_join("a");
    family.to("a").emit("news", &());
    assert_eq!(client.text().await, r#"42/chat/blue,["news"]"#);
    let found = family.fetch_sockets().await;
    assert_eq!((found.sockets.len(), found.missing_nodes.len()), (1, 0));
    found.sockets[0].emit("to you", &());
    assert_eq!(client.text().await, r#"42/chat/blue,["to you"]"#);
}
