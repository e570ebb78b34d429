//! Whom a socket can send to besides its own client.

use super::{Broadcast, Room, Socket};

/// Everybody but this socket, and choices among them.
impl Socket {
    /// A target of everybody in the namespace but this socket. The reference's `socket.broadcast`.
    pub fn broadcast(&self) -> Broadcast {
        Broadcast::of(self.of_namespace().clone()).without(self.id())
    }

    /// A target of everybody in `room` but this socket. The reference's `to` and `in`.
    pub fn to(&self, room: impl Into<Room>) -> Broadcast {
        self.broadcast().to(room)
    }

    /// A target of everybody in one of `rooms` but this socket; of nobody when there is none.
    pub fn to_any<R: Into<Room>>(&self, rooms: impl IntoIterator<Item = R>) -> Broadcast {
        self.broadcast().to_any(rooms)
    }

    /// A target of everybody in the namespace but this socket and those in `room`.
    pub fn except(&self, room: impl Into<Room>) -> Broadcast {
        self.broadcast().except(room)
    }

    /// A target of everybody in the namespace but this socket and those in any of `rooms`.
    pub fn except_any<R: Into<Room>>(&self, rooms: impl IntoIterator<Item = R>) -> Broadcast {
        self.broadcast().except_any(rooms)
    }

    /// A target of everybody in the namespace who is connected to this server, but this socket. The reference's `socket.local`.
    pub fn local(&self) -> Broadcast {
        self.broadcast().local()
    }
}
