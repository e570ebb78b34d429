//! One event on its way to a handler.

use std::fmt;
use std::future::Future;

use serde::Serialize;

use super::Cx;
use super::outcome::{BoundaryError, Envelope};
use crate::codec::{ArgsError, EncodeError, FromArgs, ToArgs};
use crate::socket::{Ack, BoxFuture, Event, catching_panics};

/// An event of a client, and the way to answer it. Generated code chooses the handler by [`event`](Self::event) and one of the
/// other methods by what the handler returns.
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

    /// For a handler without a return type: acknowledged empty, if the client asked, when it is done.
    pub fn notify<A, F, R>(self, handler: F) -> Dispatched
    where
        A: FromArgs + Send + 'static,
        F: FnOnce(Cx<N, S>, A) -> R + Send + 'static,
        R: Future<Output = ()> + Send,
    {
        self.run(handler, |reply, ()| reply.send(&()))
    }

    /// For a handler that returns a plain value: acknowledged with it.
    pub fn reply<A, F, R, T>(self, handler: F) -> Dispatched
    where
        A: FromArgs + Send + 'static,
        F: FnOnce(Cx<N, S>, A) -> R + Send + 'static,
        R: Future<Output = T> + Send,
        T: Serialize + Send,
    {
        self.run(handler, |reply, value| reply.send(&(value,)))
    }

    /// For a handler that returns a `Result`: acknowledged with an envelope, which also carries what goes wrong before the handler
    /// is reached.
    pub fn outcome<A, F, R, T, E>(mut self, handler: F) -> Dispatched
    where
        A: FromArgs + Send + 'static,
        F: FnOnce(Cx<N, S>, A) -> R + Send + 'static,
        R: Future<Output = Result<T, E>> + Send,
        T: Serialize + Send,
        E: Serialize + Send,
    {
        let reply = self.take_reply();
        let args = match self.event.args().read::<A>() {
            Ok(args) => args,
            Err(error) => {
                reply.log_invalid(&error);
                reply.fail(BoundaryError::invalid_payload(&error));
                return Dispatched::done();
            }
        };
        let cx = self.cx;
        Dispatched::running(async move {
            let outcome = catching_panics(async { handler(cx, args).await }).await;
            let Ok(result) = outcome else {
                reply.log_panic();
                return reply.fail(BoundaryError::internal());
            };
            if let Err(error) = reply.send(&(Envelope::from(result),)) {
                reply.log_unsent(&error);
                reply.fail(BoundaryError::internal());
            }
        })
    }

    /// For an event that the contract does not name: it has no effect, as in the reference.
    pub fn unknown(self) -> Dispatched {
        let namespace = self.cx.socket().untyped().namespace_name();
        tracing::debug!(namespace, event = self.event(), "unknown event");
        Dispatched::done()
    }

    /// Runs a handler whose acknowledgement cannot carry an error: what goes wrong is logged, and the client is not answered.
    fn run<A, F, R, T, G>(mut self, handler: F, answer: G) -> Dispatched
    where
        A: FromArgs + Send + 'static,
        F: FnOnce(Cx<N, S>, A) -> R + Send + 'static,
        R: Future<Output = T> + Send,
        T: Send,
        G: FnOnce(&Reply<N, S>, T) -> Result<(), EncodeError> + Send + 'static,
    {
        let reply = self.take_reply();
        let args = match self.event.args().read::<A>() {
            Ok(args) => args,
            Err(error) => {
                reply.log_invalid(&error);
                return Dispatched::done();
            }
        };
        let cx = self.cx;
        Dispatched::running(async move {
            let Ok(value) = catching_panics(async { handler(cx, args).await }).await else {
                return reply.log_panic();
            };
            if let Err(error) = answer(&reply, value) {
                reply.log_unsent(&error);
            }
        })
    }

    fn take_reply(&mut self) -> Reply<N, S> {
        Reply { event: self.event.name.clone(), ack: self.event.take_ack(), cx: self.cx.clone() }
    }
}

/// The answer to one event, and what is written to the log when there cannot be one.
struct Reply<N, S> {
    event: bytestring::ByteString,
    ack: Option<Ack>,
    cx: Cx<N, S>,
}

impl<N, S> Reply<N, S> {
    fn send<A: ToArgs>(&self, args: &A) -> Result<(), EncodeError> {
        self.ack.as_ref().map_or(Ok(()), |ack| ack.send(args))
    }

    fn fail(&self, error: BoundaryError) {
        // A boundary error has nothing that could fail to encode.
        let _ = self.send(&(Envelope::<(), _>::from(Err(error)),));
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
