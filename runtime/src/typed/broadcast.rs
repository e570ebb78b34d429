//! Many clients, by contract.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::{FetchedSockets, IntoRoom, Socket, Target};
use crate::SocketId;
use crate::adapter::Receipt;
use crate::audit::Audit;
use crate::codec::ToArgs;
use crate::socket::{AckStream, Broadcast as Untyped, ReadAck};

/// A choice of sockets in the namespace of the contract `N`. A value: every method gives another choice. Emits the contract's
/// events when its `Emit` trait is in scope.
pub struct Broadcast<N> {
    untyped: Untyped,
    /// Whom [`except_self`](Self::except_self) means.
    sender: Option<SocketId>,
    contract: PhantomData<N>,
}

impl<N> Broadcast<N> {
    pub(super) fn new(untyped: Untyped) -> Self {
        Self { untyped, sender: None, contract: PhantomData }
    }

    pub(super) fn from_sender(untyped: Untyped, sender: SocketId) -> Self {
        Self { untyped, sender: Some(sender), contract: PhantomData }
    }

    fn map(self, change: impl FnOnce(Untyped) -> Untyped) -> Self {
        Self { untyped: change(self.untyped), ..self }
    }

    /// Only those in `room`; called again, also those in another room. The reference's `to` and `in`.
    #[must_use]
    pub fn to(self, room: impl IntoRoom<N>) -> Self {
        self.map(|untyped| untyped.to(room.into_room()))
    }

    /// Only those in one of `rooms`; nobody when there is none.
    #[must_use]
    pub fn to_any<R: IntoRoom<N>>(self, rooms: impl IntoIterator<Item = R>) -> Self {
        self.map(|untyped| untyped.to_any(rooms.into_iter().map(IntoRoom::into_room)))
    }

    /// Not those in `room`. The reference's `except`.
    #[must_use]
    pub fn except(self, room: impl IntoRoom<N>) -> Self {
        self.map(|untyped| untyped.except(room.into_room()))
    }

    /// Not those in any of `rooms`. The reference's `except` with several rooms.
    #[must_use]
    pub fn except_any<R: IntoRoom<N>>(self, rooms: impl IntoIterator<Item = R>) -> Self {
        self.map(|untyped| untyped.except_any(rooms.into_iter().map(IntoRoom::into_room)))
    }

    /// Only those on this server. The reference's `local`.
    #[must_use]
    pub fn local(self) -> Self {
        self.map(Untyped::local)
    }

    /// Not the socket whose event is being handled. Where there is none, nobody is left out.
    #[must_use]
    pub fn except_self(self) -> Self {
        match self.sender {
            Some(sender) => self.map(|untyped| untyped.without(sender)),
            None => self,
        }
    }

    /// Drops what is sent for those whose connection cannot take it right now. The reference's `volatile`.
    #[must_use]
    pub fn volatile(self) -> Self {
        self.map(Untyped::volatile)
    }

    /// Says whether what is sent is worth compressing. Default: it is. The reference's `compress`.
    #[must_use]
    pub fn compress(self, compress: bool) -> Self {
        self.map(|untyped| untyped.compress(compress))
    }

    /// How long to wait for acknowledgements. Default: [`Config::ack_timeout`](crate::Config::ack_timeout).
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|untyped| untyped.timeout(timeout))
    }

    /// The sockets that are chosen right now.
    pub fn sockets(&self) -> Vec<Socket<N>> {
        self.untyped.sockets().into_iter().map(Socket::new).collect()
    }

    /// Has everybody chosen join `room`, see [`socket::Broadcast::sockets_join`](crate::socket::Broadcast::sockets_join).
    pub fn sockets_join(&self, room: impl IntoRoom<N>) -> Receipt {
        self.untyped.sockets_join(room.into_room())
    }

    /// Has everybody chosen leave `room`, see [`socket::Broadcast::sockets_leave`](crate::socket::Broadcast::sockets_leave).
    pub fn sockets_leave(&self, room: impl IntoRoom<N>) -> Receipt {
        self.untyped.sockets_leave(room.into_room())
    }

    /// Removes everybody chosen from the namespace, with `close` also from all others, see
    /// [`socket::Broadcast::disconnect_sockets`](crate::socket::Broadcast::disconnect_sockets).
    pub fn disconnect_sockets(&self, close: bool) -> Receipt {
        self.untyped.disconnect_sockets(close)
    }

    /// Finds the sockets that are chosen, on this server and on the others, with what is known of each: see
    /// [`socket::Broadcast::fetch_sockets`](crate::socket::Broadcast::fetch_sockets). The reference's `fetchSockets`.
    ///
    /// ```
    /// # use wigwag::{Io, socket_events};
    /// # #[socket_events]
    /// # pub trait Chat {
    /// #     #[to_client]
    /// #     fn message(text: &str);
    /// # }
    /// # async fn example(io: Io) {
    /// use chat::Emit as _;
    ///
    /// for socket in io.of::<chat::Ns>().to("lobby").fetch_sockets().await {
    ///     socket.message("you alone");
    /// }
    /// # }
    /// # fn main() {}
    /// ```
    ///
    /// # Cancel safety
    /// Dropping the future gives up the answers, and changes nothing.
    pub async fn fetch_sockets(&self) -> FetchedSockets<N> {
        FetchedSockets::new(self.untyped.fetch_sockets().await)
    }

    /// The same choice without types.
    pub fn untyped(&self) -> &Untyped {
        &self.untyped
    }
}

impl<N> super::target::sealed::Sealed for Broadcast<N> {}

impl<N: Send + Sync> Target<N> for Broadcast<N> {
    type Ack<T: Send + 'static> = AckStream<T>;

    fn audit(&self) -> Audit {
        self.untyped.scope().audit()
    }

    fn emit_args<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.untyped.emit(event, args);
    }

    fn emit_args_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.untyped.clone().volatile().emit(event, args);
    }

    fn emit_args_with_ack<T: Send + 'static, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckStream<T> {
        self.untyped.emit_and_read(event, args, read)
    }
}

impl<N> Clone for Broadcast<N> {
    fn clone(&self) -> Self {
        Self { untyped: self.untyped.clone(), sender: self.sender, contract: PhantomData }
    }
}

impl<N> fmt::Debug for Broadcast<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.untyped.fmt(f)
    }
}
