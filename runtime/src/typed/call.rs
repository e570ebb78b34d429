//! One event on its way to a handler.

use std::fmt;
use std::future::Future;

use super::Cx;
use super::outcome::{BoundaryError, Envelope};
use crate::codec::{ArgReader, ArgsError, EncodeError, FromArgs};
use crate::event::{ClientEvent, ReceivedArgs, Sends};
use crate::panics::catching_panics;
use crate::socket::{Ack, BoxFuture, Event};

/// An event of a client, and the way to answer it. Generated code chooses the handler by [`event`](Self::event).
pub struct Call<N, S> {
    cx: Cx<N, S>,
    event: Event,
}

/// What is left to do for an event after dispatch.
pub struct Dispatched(pub(super) Option<BoxFuture<()>>);

impl Dispatched {
    fn done() -> Self {
        Self(None)
    }

    fn running(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Some(Box::pin(work)))
    }
}

impl<N: Send + Sync + 'static, S: Send + Sync + 'static> Call<N, S> {
    pub(super) fn new(cx: Cx<N, S>, event: Event) -> Self {
        Self { cx, event }
    }

    /// The event's name.
    pub fn event(&self) -> &str {
        self.event.name()
    }

    /// Runs the handler of the event with this index and acknowledges with what it returns. What goes wrong before or in the
    /// handler is answered where the answer has a place for it, and logged.
    pub fn handle<const INDEX: usize, F, R>(mut self, handler: F) -> Dispatched
    where
        N: ClientEvent<INDEX>,
        F: FnOnce(Cx<N, S>, N::Args) -> R + Send + 'static,
        R: Future<Output = N::Answer> + Send,
    {
        let reply = self.take_reply();
        let args = match self.event.args().read() {
            Ok(ReadArgs::<N::Args>(args)) => args,
            Err(error) => {
                reply.log_invalid(&error);
                reply.fail::<N::Form, N::Answer>(BoundaryError::invalid_payload(&error));
                return Dispatched::done();
            }
        };
        let cx = self.cx;
        Dispatched::running(async move {
            let Ok(output) = catching_panics(async { handler(cx, args).await }).await else {
                reply.log_panic();
                return reply.fail::<N::Form, N::Answer>(BoundaryError::internal());
            };
            if let Err(error) = reply.send::<N::Form, _>(output) {
                reply.log_unsent(&error);
                reply.fail::<N::Form, N::Answer>(BoundaryError::internal());
            }
        })
    }

    /// For an event that the contract does not name: it has no effect, as in the reference.
    pub fn unknown(self) -> Dispatched {
        let namespace = self.cx.socket().untyped().namespace_name();
        tracing::debug!(namespace, event = self.event(), "unknown event");
        Dispatched::done()
    }

    fn take_reply(&mut self) -> Reply<N, S> {
        Reply { event: self.event.name.clone(), ack: self.event.take_ack(), cx: self.cx.clone() }
    }
}

struct ReadArgs<A>(A);

impl<A: ReceivedArgs> FromArgs for ReadArgs<A> {
    fn from_args<R: ArgReader>(args: &mut R) -> Result<Self, R::Error> {
        A::read(args).map(Self)
    }
}

/// The answer to one event, and what is written to the log when there cannot be one.
struct Reply<N, S> {
    event: bytestring::ByteString,
    ack: Option<Ack>,
    cx: Cx<N, S>,
}

impl<N, S> Reply<N, S> {
    fn send<F: Sends<T>, T>(&self, answer: T) -> Result<(), EncodeError> {
        self.ack.as_ref().map_or(Ok(()), |ack| F::send(answer, ack))
    }

    fn fail<F: Sends<T>, T>(&self, error: BoundaryError) {
        if let Some(ack) = self.ack.as_ref().filter(|_| F::HAS_ERROR) {
            // A boundary error has nothing that could fail to encode.
            let _ = ack.send(&(Envelope::<(), _>::from(Err(error)),));
        }
    }

    fn log_invalid(&self, error: &ArgsError) {
        let (namespace, event) = (self.cx.socket().untyped().namespace_name(), &*self.event);
        tracing::debug!(namespace, event, %error, "event refused: its arguments have another shape");
    }

    fn log_panic(&self) {
        let (namespace, event) = (self.cx.socket().untyped().namespace_name(), &*self.event);
        tracing::error!(namespace, event, "the handler panicked");
    }

    fn log_unsent(&self, error: &EncodeError) {
        let (namespace, event) = (self.cx.socket().untyped().namespace_name(), &*self.event);
        tracing::error!(namespace, event, %error, "acknowledgement not sent");
    }
}

impl<N, S> fmt::Debug for Call<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("event", &self.event.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Dispatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatched").field("is_running", &self.0.is_some()).finish()
    }
}
