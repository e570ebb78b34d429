//! One client of any server, by contract.

use std::fmt;
use std::marker::PhantomData;

use super::{IntoRoom, SessionRef, Socket, Target};
use crate::adapter::Receipt;
use crate::audit::Audit;
use crate::codec::ToArgs;
use crate::handshake::Handshake;
use crate::socket::{Data, Joined, MissingNode, ReadAck, RemoteAck, RemoteSocket as Untyped, Room};
use crate::{Contract, SocketId};

/// One client in the namespace of the contract `N`, on this server or on another one: what is known of it, and what can be done with it.
/// Emits the contract's events when its `Emit` trait is in scope. Comes from [`Broadcast::fetch_sockets`](super::Broadcast::fetch_sockets).
pub struct RemoteSocket<N> {
    untyped: Untyped,
    contract: PhantomData<N>,
}

impl<N> RemoteSocket<N> {
    pub(super) fn new(untyped: Untyped) -> Self {
        Self { untyped, contract: PhantomData }
    }

    /// The public id: the client's `socket.id`.
    pub fn id(&self) -> SocketId {
        self.untyped.id()
    }

    /// The request that opened the session.
    pub fn handshake(&self) -> &Handshake {
        self.untyped.handshake()
    }

    /// The rooms that it is in, its own included; on another server, that it was in.
    pub fn rooms(&self) -> Vec<Room> {
        self.untyped.rooms()
    }

    /// The values that the application keeps with it as JSON; of another server's socket a copy.
    pub fn data(&self) -> &Data {
        self.untyped.data()
    }

    /// The socket itself, when it is one of this server's.
    pub fn local(&self) -> Option<Socket<N>> {
        self.untyped.local().cloned().map(Socket::new)
    }

    /// What `connect` returned for it, when it is one of this server's. See [`Socket::session`].
    pub fn session<S: Send + Sync + 'static>(&self) -> Option<SessionRef<N, S>>
    where
        N: Contract,
    {
        SessionRef::of(self.untyped.local()?)
    }

    /// Has it join a room. See [`Socket::join`].
    pub fn join(&self, room: impl IntoRoom<N>) -> Joined {
        self.untyped.join(room.into_room())
    }

    /// Has it leave a room. See [`Socket::leave`].
    pub fn leave(&self, room: impl IntoRoom<N>) {
        self.untyped.leave(room.into_room());
    }

    /// Removes it from the namespace; with `close` from all others too, with its connection.
    pub fn disconnect(&self, close: bool) -> Receipt {
        self.untyped.disconnect(close)
    }

    /// The same socket without types.
    pub fn untyped(&self) -> &Untyped {
        &self.untyped
    }
}

impl<N> super::target::sealed::Sealed for RemoteSocket<N> {}

impl<N: Send + Sync> Target<N> for RemoteSocket<N> {
    type Ack<T: Send + 'static> = RemoteAck<T>;

    fn audit(&self) -> Audit {
        self.untyped.audit()
    }

    fn emit_args<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.untyped.emit(event, args);
    }

    fn emit_args_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.untyped.emit_volatile(event, args);
    }

    fn emit_args_with_ack<T: Send + 'static, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> RemoteAck<T> {
        self.untyped.emit_and_read(event, args, read)
    }
}

impl<N> Clone for RemoteSocket<N> {
    fn clone(&self) -> Self {
        Self::new(self.untyped.clone())
    }
}

impl<N> fmt::Debug for RemoteSocket<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.untyped.fmt(f)
    }
}

/// The sockets that were found, on this server and on the others.
#[non_exhaustive]
pub struct FetchedSockets<N> {
    /// Those that were found, beginning with this server's own.
    pub sockets: Vec<RemoteSocket<N>>,
    /// The servers that have not told of theirs.
    pub missing_nodes: Vec<MissingNode>,
}

impl<N> FetchedSockets<N> {
    pub(super) fn new(found: crate::socket::FetchedSockets) -> Self {
        let crate::socket::FetchedSockets { sockets, missing_nodes } = found;
        Self { sockets: sockets.into_iter().map(RemoteSocket::new).collect(), missing_nodes }
    }
}

impl<N> IntoIterator for FetchedSockets<N> {
    type Item = RemoteSocket<N>;
    type IntoIter = std::vec::IntoIter<RemoteSocket<N>>;

    fn into_iter(self) -> Self::IntoIter {
        self.sockets.into_iter()
    }
}

impl<N> fmt::Debug for FetchedSockets<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchedSockets")
            .field("sockets", &self.sockets)
            .field("missing_nodes", &self.missing_nodes)
            .finish()
    }
}
