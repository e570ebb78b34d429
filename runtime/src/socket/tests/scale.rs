//! Crowds, without a network.

use std::sync::Arc;

use super::Slow;
use crate::SocketId;
use crate::config::Config;
use crate::handshake::Handshake;
use crate::session::{Connection, Counters, TransportName};
use crate::socket::peer::Peer;
use crate::socket::{Auth, Broadcast, Mount, Namespaces, Socket};

/// A namespace with as many sockets as wanted, each of a client of its own.
struct Crowd {
    sockets: Vec<Socket>,
}

impl Crowd {
    fn of(count: u32) -> Self {
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
            take_frames(&socket);
            socket
        });
        Self { sockets: sockets.collect() }
    }

    fn everybody(&self) -> Broadcast {
        self.sockets[0].namespace().everybody()
    }

    /// How many have got something since they were asked last.
    fn reached(&self) -> usize {
        self.sockets.iter().filter(|socket| take_frames(socket) > 0).count()
    }
}

fn take_frames(socket: &Socket) -> usize {
    socket.connection().with_outbox(|outbox| outbox.take_all().len())
}

#[test]
fn room_of_100_000_is_reached_and_left() {
    let crowd = Crowd::of(100_000);
    for socket in &crowd.sockets {
        socket.join("all");
    }
    crowd.everybody().to("all").emit("hello", &());
    assert_eq!(crowd.reached(), 100_000);

    for socket in &crowd.sockets[1..] {
        socket.disconnect();
        take_frames(socket);
    }
    crowd.everybody().to("all").emit("hello", &());
    assert_eq!(crowd.reached(), 1);
}

#[test]
fn rooms_of_one_are_many_and_leave_nothing() {
    let crowd = Crowd::of(1_000);
    let room = |socket: usize, room: usize| format!("{socket}/{room}");
    for (number, socket) in crowd.sockets.iter().enumerate() {
        (0..100).for_each(|n| drop(socket.join(room(number, n))));
    }
    let namespace = crowd.sockets[0].of_namespace();
    assert_eq!(namespace.rooms().len(), 100_000);
    crowd.everybody().to(room(567, 89)).emit("hello", &());
    assert_eq!(crowd.reached(), 1);

    for socket in &crowd.sockets[..500] {
        socket.disconnect();
    }
    for (number, socket) in crowd.sockets.iter().enumerate().skip(500) {
        (0..100).for_each(|n| socket.leave(room(number, n)));
    }
    assert_eq!(namespace.rooms().len(), 0);
}
