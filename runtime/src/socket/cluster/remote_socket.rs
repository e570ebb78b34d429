//! A socket, wherever it is.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::SocketId;
use crate::adapter::{NodeError, Receipt, SocketDescription};
use crate::audit::Audit;
use crate::codec::{Args, ToArgs};
use crate::handshake::Handshake;
use crate::socket::scope::Scope;
use crate::socket::{
    AckError, AckFuture, AckStream, Auth, BoxFuture, Broadcast, Data, Flags, Joined, ReadAck, Room,
    Socket,
};

/// A socket of this server, or what another one has told of one of its own. Cheap to clone.
///
/// Of another server's socket this is a copy of the moment in which it was [fetched](Broadcast::fetch_sockets); what is done to it is done
/// over there, in the order in which it is done here.
#[derive(Clone)]
pub struct RemoteSocket(Place);

#[derive(Clone)]
enum Place {
    Here(Socket),
    Elsewhere(Arc<Elsewhere>),
}

struct Elsewhere {
    scope: Scope,
    id: SocketId,
    handshake: Handshake,
    auth: Auth,
    rooms: Vec<Room>,
    data: Data,
}

impl RemoteSocket {
    pub(super) fn new(target: &Broadcast, described: SocketDescription) -> Self {
        let SocketDescription { id, handshake, auth, rooms, data } = described;
        Self(Place::Elsewhere(Arc::new(Elsewhere {
            scope: target.scope().clone(),
            id,
            handshake: Handshake::from_description(&handshake),
            auth: Auth::new(Some(&auth)),
            rooms,
            // What is no JSON object is as good as none.
            data: Data::from_json(&data).unwrap_or_else(|_| Data::new(usize::MAX)),
        })))
    }

    /// The public id: the client's `socket.id`.
    pub fn id(&self) -> SocketId {
        match &self.0 {
            Place::Here(socket) => socket.id(),
            Place::Elsewhere(there) => there.id,
        }
    }

    /// The request that opened the session.
    pub fn handshake(&self) -> &Handshake {
        match &self.0 {
            Place::Here(socket) => socket.handshake(),
            Place::Elsewhere(there) => &there.handshake,
        }
    }

    /// What the client presented to the namespace. The reference's `handshake.auth`.
    pub fn auth(&self) -> &Auth {
        match &self.0 {
            Place::Here(socket) => socket.auth(),
            Place::Elsewhere(there) => &there.auth,
        }
    }

    /// The rooms that it is in, its own included; on another server, that it was in.
    pub fn rooms(&self) -> Vec<Room> {
        match &self.0 {
            Place::Here(socket) => socket.rooms(),
            Place::Elsewhere(there) => there.rooms.clone(),
        }
    }

    /// The values that the application keeps with it; of another server's socket a copy, which can be changed without effect.
    pub fn data(&self) -> &Data {
        match &self.0 {
            Place::Here(socket) => socket.data(),
            Place::Elsewhere(there) => &there.data,
        }
    }

    /// The socket itself, when it is one of this server's.
    pub fn local(&self) -> Option<&Socket> {
        match &self.0 {
            Place::Here(socket) => Some(socket),
            Place::Elsewhere(_) => None,
        }
    }

    /// How contracts are audited.
    pub(crate) fn audit(&self) -> Audit {
        match &self.0 {
            Place::Here(socket) => socket.audit(),
            Place::Elsewhere(there) => there.scope.audit(),
        }
    }

    /// Sends an event to this client. See [`Socket::emit`].
    pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        match &self.0 {
            Place::Here(socket) => socket.emit(event, args),
            Place::Elsewhere(there) => there.own_room().emit(event, args),
        }
    }

    /// Sends an event that the client has to acknowledge, and waits for the acknowledgement's first argument. See
    /// [`Socket::emit_with_ack`].
    pub fn emit_with_ack<T, A>(&self, event: &str, args: &A) -> RemoteAck<T>
    where
        T: DeserializeOwned,
        A: ToArgs + ?Sized,
    {
        self.emit_and_read(event, args, Args::read_first)
    }

    pub(crate) fn emit_and_read<T, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> RemoteAck<T> {
        RemoteAck(match &self.0 {
            Place::Here(socket) => {
                AckOf::Here(socket.emit_and_read(event, args, Flags::default(), read))
            }
            Place::Elsewhere(there) => {
                AckOf::Elsewhere(there.own_room().emit_and_read(event, args, read))
            }
        })
    }

    pub(crate) fn emit_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        match &self.0 {
            Place::Here(socket) => socket.emit_volatile(event, args),
            Place::Elsewhere(there) => there.own_room().volatile().emit(event, args),
        }
    }

    /// Has it join a room. See [`Socket::join`].
    pub fn join(&self, room: impl Into<Room>) -> Joined {
        match &self.0 {
            Place::Here(socket) => socket.join(room),
            Place::Elsewhere(there) => there.own_room().sockets_join(room).into(),
        }
    }

    /// Has it leave a room. See [`Socket::leave`].
    pub fn leave(&self, room: impl Into<Room>) {
        match &self.0 {
            Place::Here(socket) => socket.leave(room),
            Place::Elsewhere(there) => drop(there.own_room().sockets_leave(room)),
        }
    }

    /// Removes it from the namespace; with `close` from all others too, with its connection. See [`Broadcast::disconnect_sockets`].
    pub fn disconnect(&self, close: bool) -> Receipt {
        match &self.0 {
            Place::Here(socket) => {
                socket.end(close);
                Receipt::done()
            }
            Place::Elsewhere(there) => there.own_room().disconnect_sockets(close),
        }
    }
}

impl Elsewhere {
    fn own_room(&self) -> Broadcast {
        Broadcast::of(self.scope.clone()).to(self.id)
    }
}

impl From<Socket> for RemoteSocket {
    fn from(socket: Socket) -> Self {
        Self(Place::Here(socket))
    }
}

impl fmt::Debug for RemoteSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteSocket")
            .field("id", &self.id())
            .field("is_local", &self.local().is_some())
            .finish_non_exhaustive()
    }
}

/// Waits for the acknowledgement of one socket, wherever it is. The event has been sent already.
///
/// # Cancel safety
/// Dropping it gives up the answer only.
#[must_use = "the event has been sent; await this for the answer, or drop it to ignore the answer"]
pub struct RemoteAck<T>(AckOf<T>);

enum AckOf<T> {
    Here(AckFuture<T>),
    Elsewhere(AckStream<T>),
}

impl<T> RemoteAck<T> {
    /// Limits the waiting, counted from when the event was sent. Another server waits for
    /// [`Config::ack_timeout`](crate::Config::ack_timeout) at most.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self(match self.0 {
            AckOf::Here(ack) => AckOf::Here(ack.timeout(timeout)),
            AckOf::Elsewhere(acks) => AckOf::Elsewhere(acks.timeout(timeout)),
        })
    }
}

impl<T: Send + 'static> IntoFuture for RemoteAck<T> {
    type Output = Result<T, AckError>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let mut acks = match self.0 {
            AckOf::Here(ack) => return Box::pin(ack),
            AckOf::Elsewhere(acks) => acks,
        };
        Box::pin(async move {
            if let Some((_, answer)) = acks.next().await {
                return answer;
            }
            // Nobody was there to be asked, unless a server has not said whether somebody was.
            let missing = acks.missing_nodes().first().map(|missing| missing.error.clone());
            Err(match missing {
                Some(NodeError::TimedOut { after }) => AckError::TimedOut { after },
                Some(error) => AckError::Node(error),
                None => AckError::Disconnected,
            })
        })
    }
}

impl<T> fmt::Debug for RemoteAck<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            AckOf::Here(ack) => ack.fmt(f),
            AckOf::Elsewhere(acks) => acks.fmt(f),
        }
    }
}
