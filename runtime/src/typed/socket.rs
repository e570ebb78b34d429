//! One client, by contract.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::time::Duration;

use super::{Broadcast, Target};
use crate::codec::ToArgs;
use crate::socket::{AckFuture, ReadAck, Room, Socket as Untyped};

/// One client in the namespace of the contract `N`. Has all that [`socket::Socket`](crate::socket::Socket) has, and emits the
/// contract's events when its `Emit` trait is in scope.
pub struct Socket<N> {
    untyped: Untyped,
    timeout: Option<Duration>,
    is_volatile: bool,
    contract: PhantomData<N>,
}

impl<N> Socket<N> {
    pub(crate) fn new(untyped: Untyped) -> Self {
        Self { untyped, timeout: None, is_volatile: false, contract: PhantomData }
    }

    /// Everybody in `room` but this socket.
    pub fn to(&self, room: impl Into<Room>) -> Broadcast<N> {
        Broadcast::new(self.untyped.to(room))
    }

    /// Everybody in the namespace but this socket.
    pub fn broadcast(&self) -> Broadcast<N> {
        Broadcast::new(self.untyped.broadcast())
    }

    /// The same socket, giving up on acknowledgements after `timeout`.
    #[must_use]
    pub fn timeout(&self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self.clone() }
    }

    /// The same socket, dropping what cannot be written right now.
    #[must_use]
    pub fn volatile(&self) -> Self {
        Self { is_volatile: true, ..self.clone() }
    }
}

impl<N> Deref for Socket<N> {
    type Target = Untyped;

    fn deref(&self) -> &Untyped {
        &self.untyped
    }
}

impl<N> super::target::sealed::Sealed for Socket<N> {}

impl<N: Send + Sync> Target<N> for Socket<N> {
    type Ack<T: Send + 'static> = AckFuture<T>;

    fn emit_args<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        if self.is_volatile {
            self.untyped.emit_volatile(event, args);
        } else {
            self.untyped.emit(event, args);
        }
    }

    fn emit_args_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.untyped.emit_volatile(event, args);
    }

    fn emit_args_with_ack<T: Send + 'static, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckFuture<T> {
        self.untyped.emit_and_read(event, args, self.timeout, read)
    }
}

impl<N> Clone for Socket<N> {
    fn clone(&self) -> Self {
        Self {
            untyped: self.untyped.clone(),
            timeout: self.timeout,
            is_volatile: self.is_volatile,
            contract: PhantomData,
        }
    }
}

impl<N> fmt::Debug for Socket<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.untyped.fmt(f)
    }
}
