//! Everything that events can be emitted to.

use crate::answer::Reads as _;
use crate::audit::{Audit, Auditor};
use crate::codec::{ArgWriter, EncodeError, ToArgs};
use crate::event::{EmittedArgs, ServerEvent};
use crate::socket::ReadAck;

/// Somebody to emit the events of a contract to: one socket, or many. The generated `Emit` trait adds a method for each event.
pub trait Target<N>: sealed::Sealed + Send + Sync {
    /// What waiting for an acknowledgement gives: a future for one socket, a stream for many.
    type Ack<T: Send + 'static>;

    #[doc(hidden)]
    fn audit(&self) -> Audit;

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
pub(crate) struct LentArgs<A> {
    args: A,
    auditor: Auditor,
}

impl<A> LentArgs<A> {
    pub(crate) fn new(args: A, auditor: Auditor) -> Self {
        Self { args, auditor }
    }
}

impl<A: EmittedArgs> ToArgs for LentArgs<A> {
    fn write_args(&self, writer: &mut ArgWriter<'_>) -> Result<(), EncodeError> {
        self.args.write(writer, self.auditor)
    }
}

/// The arguments of an event, for that target.
fn lent<'a, N: ServerEvent<INDEX>, const INDEX: usize>(
    target: &(impl Target<N> + ?Sized),
    args: N::Args<'a>,
) -> LentArgs<N::Args<'a>> {
    LentArgs::new(args, Auditor::new(target.audit(), N::NAMESPACE, N::EVENT))
}

/// Emits an event without an acknowledgement.
pub fn emit<N: ServerEvent<INDEX>, const INDEX: usize>(
    target: &(impl Target<N> + ?Sized),
    args: N::Args<'_>,
) {
    target.emit_args(N::EVENT, &lent::<N, INDEX>(target, args));
}

/// Emits an event that is dropped where it cannot be written right now.
pub fn emit_volatile<N: ServerEvent<INDEX>, const INDEX: usize>(
    target: &(impl Target<N> + ?Sized),
    args: N::Args<'_>,
) {
    target.emit_args_volatile(N::EVENT, &lent::<N, INDEX>(target, args));
}

/// Emits an event that wants an acknowledgement.
pub fn emit_with_ack<N: ServerEvent<INDEX>, const INDEX: usize, G: Target<N> + ?Sized>(
    target: &G,
    args: N::Args<'_>,
) -> G::Ack<N::Answer> {
    target.emit_args_with_ack(N::EVENT, &lent::<N, INDEX>(target, args), N::Form::read)
}
