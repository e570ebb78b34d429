//! Several servers as one, joined by the bus: what clients of each of them get.

use wigwag::adapter::Bus;
use wigwag::socket::{Namespace, Socket};
use wigwag::{Io, SocketId};
use wigwag_tests::harness::{Handlers, RawWebSocket, TestServer, echo, eventually};

/// One server of the cluster, with one client.
struct Node {
    io: Io,
    _server: TestServer,
    client: RawWebSocket,
    id: SocketId,
}

impl Node {
    async fn start(io: Io) -> Self {
        let server = TestServer::start(&io).await;
        let (client, id) = server.join().await;
        Self { io, _server: server, client, id: id.parse().unwrap() }
    }

    fn namespace(&self) -> Namespace {
        self.io.namespace("/").unwrap()
    }

    fn socket(&self) -> Socket {
        self.namespace().socket(self.id).unwrap()
    }

    /// Waits until everything has come that this server had been sent so far.
    async fn has_received(&self, publications: u64) {
        eventually("publications", || self.io.cluster_stats().received == publications).await;
    }
}

async fn start<const NODES: usize>() -> [Node; NODES] {
    let bus = Bus::new();
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        let builder =
            Io::builder().namespace("/", Handlers::new().event(echo)).adapter(bus.adapter());
        nodes.push(Node::start(builder.build().unwrap()).await);
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
