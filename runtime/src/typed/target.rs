//! Everything that events can be emitted to.

use crate::answer::Reads as _;
use crate::codec::{ArgWriter, EncodeError, ToArgs};
use crate::event::{EmittedArgs, ServerEvent};
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

/// What the server sends by a contract.
pub(crate) struct LentArgs<A>(pub(crate) A);

impl<A: EmittedArgs> ToArgs for LentArgs<A> {
    fn write_args(&self, writer: &mut ArgWriter<'_>) -> Result<(), EncodeError> {
        self.0.write(writer)
    }
}

/// Emits an event without an acknowledgement.
pub fn emit<N: ServerEvent<INDEX>, const INDEX: usize>(
    target: &(impl Target<N> + ?Sized),
    args: N::Args<'_>,
) {
    target.emit_args(N::EVENT, &LentArgs(args));
}

/// Emits an event that is dropped where it cannot be written right now.
pub fn emit_volatile<N: ServerEvent<INDEX>, const INDEX: usize>(
    target: &(impl Target<N> + ?Sized),
    args: N::Args<'_>,
) {
    target.emit_args_volatile(N::EVENT, &LentArgs(args));
}

/// Emits an event that wants an acknowledgement.
pub fn emit_with_ack<N: ServerEvent<INDEX>, const INDEX: usize, G: Target<N> + ?Sized>(
    target: &G,
    args: N::Args<'_>,
) -> G::Ack<N::Answer> {
    target.emit_args_with_ack(N::EVENT, &LentArgs(args), N::Form::read)
}
