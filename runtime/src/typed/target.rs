//! Everything that events can be emitted to.

use crate::codec::ToArgs;
use crate::socket::ReadAck;

/// Somebody to emit the events of a contract to: one socket, or many. The generated `Emit` trait adds a method for each event.
pub trait Target<N>: sealed::Sealed + Send + Sync {
    /// What waiting for an acknowledgement gives: a future for one socket, a stream for many.
    type Ack<T: Send + 'static>;

    #[doc(hidden)]
    fn emit_args<A: ToArgs + ?Sized>(&self, event: &str, args: &A);

    #[doc(hidden)]
    fn emit_args_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A);

    #[doc(hidden)]
    fn emit_args_with_ack<T: Send + 'static, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> Self::Ack<T>;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// Emits an event without an acknowledgement.
pub fn emit<N, G: Target<N> + ?Sized, A: ToArgs + ?Sized>(target: &G, event: &str, args: &A) {
    target.emit_args(event, args);
}

/// Emits an event that is dropped where it cannot be written right now.
pub fn emit_volatile<N, G: Target<N> + ?Sized, A: ToArgs + ?Sized>(
    target: &G,
    event: &str,
    args: &A,
) {
    target.emit_args_volatile(event, args);
}

/// Emits an event that wants an acknowledgement.
pub fn emit_with_ack<N, G: Target<N> + ?Sized, A: ToArgs + ?Sized, T: Send + 'static>(
    target: &G,
    event: &str,
    args: &A,
    read: ReadAck<T>,
) -> G::Ack<T> {
    target.emit_args_with_ack(event, args, read)
}
