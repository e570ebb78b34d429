//! One client, by contract.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::{Broadcast, IntoRoom, SessionRef, Target};
use crate::Contract;
use crate::SocketId;
use crate::audit::Audit;
use crate::codec::ToArgs;
use crate::handshake::Handshake;
use crate::session::Connection;
use crate::socket::{
    AckFuture, Data, Extensions, Flags, Joined, ReadAck, RecoveryOutcome, Room, Socket as Untyped,
};

/// One client in the namespace of the contract `N`. Emits the contract's events when its `Emit` trait is in scope.
///
/// Cheap to clone; a clone outlives the client's presence and then does nothing.
pub struct Socket<N> {
    untyped: Untyped,
    flags: Flags,
    contract: PhantomData<N>,
}

impl<N> Socket<N> {
    pub(crate) fn new(untyped: Untyped) -> Self {
        Self { untyped, flags: Flags::default(), contract: PhantomData }
    }

    /// The public id: the client's `socket.id`, and the name of a room that only this socket is in.
    pub fn id(&self) -> SocketId {
        self.untyped.id()
    }

    /// Whether the client is in the namespace: false until it has been admitted, and after it has left.
    pub fn is_connected(&self) -> bool {
        self.untyped.is_connected()
    }

    /// The request that opened the session.
    pub fn handshake(&self) -> &Handshake {
        self.untyped.handshake()
    }

    /// The Engine.IO session that carries the client, see [`socket::Socket::connection`](crate::socket::Socket::connection).
    pub fn connection(&self) -> &Connection {
        self.untyped.connection()
    }

    /// The rooms that this socket is in, its own included; after it has left, those that it was in.
    pub fn rooms(&self) -> Vec<Room> {
        self.untyped.rooms()
    }

    /// Values that are kept with the socket on this server, by their types: what middlewares have learnt, and others.
    pub fn extensions(&self) -> &Extensions {
        self.untyped.extensions()
    }

    /// Values that are kept with the socket as JSON, and that other servers see. The reference's `socket.data`.
    pub fn data(&self) -> &Data {
        self.untyped.data()
    }

    /// What `connect` returned for this socket, where the implementation's `Session` is `S`. `None` until it has been admitted.
    ///
    /// ```
    /// # use wigwag::{Io, socket_events};
    /// # #[socket_events]
    /// # pub trait Chat { type Session; }
    /// # fn example(io: Io) {
    /// pub struct Session {
    ///     nickname: String,
    /// }
    ///
    /// for socket in io.of::<chat::Ns>().sockets() {
    ///     if let Some(session) = socket.session::<Session>() {
    ///         println!("{} is here", session.nickname);
    ///     }
    /// }
    /// # }
    /// # fn main() {}
    /// ```
    pub fn session<S: Send + Sync + 'static>(&self) -> Option<SessionRef<N, S>>
    where
        N: Contract,
    {
        SessionRef::of(&self.untyped)
    }

    /// Whether the client has come back to this socket after it was cut off: see
    /// [`Config::connection_state_recovery`](crate::Config::connection_state_recovery).
    pub fn recovered(&self) -> bool {
        self.untyped.recovered()
    }

    /// Whether the client has come back to this socket after it was cut off, with how much it had missed; or why it has not.
    pub fn recovery(&self) -> RecoveryOutcome {
        self.untyped.recovery()
    }

    /// Joins a room. Joining twice, or after the client has left, does nothing. In a cluster, awaiting the result waits until what other
    /// servers send to the room arrives.
    pub fn join(&self, room: impl IntoRoom<N>) -> Joined {
        self.untyped.join(room.into_room())
    }

    /// Leaves a room. A socket that leaves the room named by its id gets no more private messages.
    pub fn leave(&self, room: impl IntoRoom<N>) {
        self.untyped.leave(room.into_room());
    }

    /// Removes this client from the namespace, see [`socket::Socket::disconnect`](crate::socket::Socket::disconnect).
    pub fn disconnect(&self) {
        self.untyped.disconnect();
    }

    /// Closes the client's whole connection, with all of its namespaces.
    pub fn disconnect_client(&self) {
        self.untyped.disconnect_client();
    }

    /// The same socket without types.
    pub fn untyped(&self) -> &Untyped {
        &self.untyped
    }

    /// Everybody in the namespace but this socket and those in `room`.
    pub fn except(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        self.broadcast().except(room)
    }

    /// Everybody in `room` but this socket.
    pub fn to(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        Broadcast::new(self.untyped.to(room.into_room()))
    }

    /// Everybody in the namespace but this socket.
    pub fn broadcast(&self) -> Broadcast<N> {
        Broadcast::new(self.untyped.broadcast())
    }

    /// Everybody on this server but this socket. The reference's `local`.
    pub fn local(&self) -> Broadcast<N> {
        self.broadcast().local()
    }

    /// The same socket, giving up on acknowledgements after `timeout`.
    #[must_use]
    pub fn timeout(&self, timeout: Duration) -> Self {
        self.flagged(Flags { timeout: Some(timeout), ..self.flags })
    }

    /// The same socket, dropping what cannot be written right now.
    #[must_use]
    pub fn volatile(&self) -> Self {
        self.flagged(Flags { is_volatile: true, ..self.flags })
    }

    /// The same socket, saying whether what is sent is worth compressing. Default: it is. The reference's `compress`.
    #[must_use]
    pub fn compress(&self, compress: bool) -> Self {
        self.flagged(Flags { compress: Some(compress), ..self.flags })
    }

    fn flagged(&self, flags: Flags) -> Self {
        Self { flags, ..self.clone() }
    }
}

impl<N> super::target::sealed::Sealed for Socket<N> {}

impl<N: Send + Sync> Target<N> for Socket<N> {
    type Ack<T: Send + 'static> = AckFuture<T>;

    fn audit(&self) -> Audit {
        self.untyped.audit()
    }

    fn emit_args<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.untyped.emit_flagged(self.flags, event, args);
    }

    fn emit_args_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.untyped.emit_flagged(Flags { is_volatile: true, ..self.flags }, event, args);
    }

    fn emit_args_with_ack<T: Send + 'static, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckFuture<T> {
        self.untyped.emit_and_read(event, args, self.flags, read)
    }
}

impl<N> Clone for Socket<N> {
    fn clone(&self) -> Self {
        Self { untyped: self.untyped.clone(), flags: self.flags, contract: PhantomData }
    }
}

impl<N> fmt::Debug for Socket<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.untyped.fmt(f)
    }
}
