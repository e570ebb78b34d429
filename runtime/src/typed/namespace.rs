//! A whole namespace, by contract.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::{Broadcast, IntoRoom, Socket, Target};
use crate::SocketId;
use crate::codec::ToArgs;
use crate::socket::{AckStream, Broadcast as AllSockets, ReadAck, Scope};

/// The namespace of the contract `N`: everybody who is connected to it. Of a contract with parameters all of its namespaces, or one.
pub struct Namespace<N> {
    scope: Scope,
    contract: PhantomData<N>,
}

impl<N> Namespace<N> {
    pub(crate) fn new(scope: impl Into<Scope>) -> Self {
        Self { scope: scope.into(), contract: PhantomData }
    }

    /// The namespace's name, such as `/admin`; of all namespaces of a contract with parameters, their pattern.
    pub fn name(&self) -> &str {
        self.scope.name()
    }

    /// How many sockets are connected.
    pub fn len(&self) -> usize {
        self.scope.len()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everybody in `room`.
    pub fn to(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        self.everybody().to(room)
    }

    /// Everybody in one of `rooms`; nobody when there is none.
    pub fn to_any<R: IntoRoom<N>>(&self, rooms: impl IntoIterator<Item = R>) -> Broadcast<N> {
        self.everybody().to_any(rooms)
    }

    /// Everybody but those in `room`.
    pub fn except(&self, room: impl IntoRoom<N>) -> Broadcast<N> {
        self.everybody().except(room)
    }

    /// Everybody, dropping what cannot be written right now.
    pub fn volatile(&self) -> Broadcast<N> {
        self.everybody().volatile()
    }

    /// Everybody, giving up on acknowledgements after `timeout`.
    pub fn timeout(&self, timeout: Duration) -> Broadcast<N> {
        self.everybody().timeout(timeout)
    }

    /// Everybody who is connected right now.
    pub fn sockets(&self) -> Vec<Socket<N>> {
        self.everybody().sockets()
    }

    /// The socket with this id, if it is connected.
    pub fn socket(&self, id: SocketId) -> Option<Socket<N>> {
        self.scope.socket(id).map(Socket::new)
    }

    fn everybody(&self) -> Broadcast<N> {
        Broadcast::new(AllSockets::of(self.scope.clone()))
    }
}

impl<N> super::target::sealed::Sealed for Namespace<N> {}

impl<N: Send + Sync> Target<N> for Namespace<N> {
    type Ack<T: Send + 'static> = AckStream<T>;

    fn emit_args<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.everybody().emit_args(event, args);
    }

    fn emit_args_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.everybody().emit_args_volatile(event, args);
    }

    fn emit_args_with_ack<T: Send + 'static, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckStream<T> {
        self.everybody().emit_args_with_ack(event, args, read)
    }
}

impl<N> Clone for Namespace<N> {
    fn clone(&self) -> Self {
        Self::new(self.scope.clone())
    }
}

impl<N> fmt::Debug for Namespace<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.scope.fmt(f)
    }
}
