//! Many sockets of one namespace, without a network.

use std::sync::Arc;

use super::Slow;
use crate::SocketId;
use crate::config::Config;
use crate::handshake::Handshake;
use crate::session::{Connection, Counters, Outbox, TransportName};
use crate::socket::peer::Peer;
use crate::socket::{Auth, Broadcast, Mount, Namespaces, Socket};

/// A namespace with as many sockets as wanted, each of a client of its own.
pub(super) struct Crowd {
    pub(super) sockets: Vec<Socket>,
}

impl Crowd {
    pub(super) fn of(count: u32) -> Self {
        let namespaces = Namespaces::new(Config::new(), None, None);
        namespaces.mount(Mount::new("/", Slow)).unwrap();
        let (namespaces, counters) = (Arc::new(namespaces), Arc::<Counters>::default());
        let namespace = namespaces.get("/").expect("the namespace was added").clone();
        let sockets = (0..count).map(|number| {
            let counters = Arc::clone(&counters);
            let connection =
                Connection::new("sid".into(), TransportName::WebSocket, usize::MAX, counters);
            let peer = Arc::new(Peer::new(
                Arc::clone(&namespaces),
                connection,
                Handshake::of_nobody(),
                None,
            ));
            let id = format!("{number:020}").parse::<SocketId>().expect("twenty digits are an id");
            let socket = Socket::new(id, peer, namespace.clone(), Auth::default(), None);
            socket.admit().unwrap();
            take_packets(&socket);
            socket
        });
        Self { sockets: sockets.collect() }
    }

    pub(super) fn everybody(&self) -> Broadcast {
        self.sockets[0].namespace().everybody()
    }

    /// How many have got something since they were asked last.
    pub(super) fn reached(&self) -> usize {
        self.sockets.iter().filter(|socket| !take_packets(socket).is_empty()).count()
    }
}

/// What a socket has got since it was asked last.
pub(super) fn take_packets(socket: &Socket) -> Vec<String> {
    let frames = socket.connection().with_outbox(Outbox::take_all);
    let packets = frames.iter().map(|frame| String::from_utf8(frame.payload().to_vec()));
    packets.map(|packet| packet.expect("text")).collect()
}
