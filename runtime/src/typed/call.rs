//! One event on its way to a handler.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytestring::ByteString;
use pin_project_lite::pin_project;

use super::outcome::BoundaryError;
use super::{Cx, Guards, limits};
use crate::Contract;
use crate::answer::Sends;
use crate::audit::Auditor;
use crate::codec::{ArgReader, Args, EncodeError, FromArgs};
use crate::event::{ClientEvent, ReceivedArgs};
use crate::panics::{CatchingPanics, Panicked, catching_panics};
use crate::socket::{Ack, BoxFuture, Event, Socket, SocketErrorKind};

/// An event of a client, and the way to answer it. Generated code chooses the handler by [`event`](Self::event).
pub struct Call<N: Contract, S> {
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

impl<N: Contract, S: Send + Sync + 'static> Call<N, S> {
    pub(super) fn new(cx: Cx<N, S>, event: Event) -> Self {
        Self { cx, event }
    }

    /// The event's name.
    pub fn event(&self) -> &str {
        self.event.name()
    }

    /// Runs the handler of the event with this index and acknowledges with what it returns: when the event is within its limits, `G`
    /// lets it pass, and its arguments can be read, in this order. What goes wrong before or in the handler is answered where the
    /// answer has a place for it, counted and logged.
    pub fn handle<const INDEX: usize, G, F, R>(self, handler: F) -> Dispatched
    where
        N: ClientEvent<INDEX>,
        G: Guards<N, S>,
        F: FnOnce(Cx<N, S>, N::Args) -> R + Send + 'static,
        R: Future<Output = N::Answer> + Send + 'static,
    {
        let Self { cx, event: Event { name, args, ack } } = self;
        let socket = cx.socket().untyped();
        note_outdated::<N, INDEX>(socket, &name);
        // What the contract calls the event, whatever name it has come by.
        let auditor = Auditor::new(socket.audit(), N::NAMESPACE, N::EVENT);
        let sender = ack.map_or_else(|| Sender::Deaf(socket.clone()), Sender::Waiting);
        let reply = Reply { event: name, auditor, sender };
        if let Err(error) = limits::check(INDEX, N::LIMITS, &cx, &args) {
            reply.refuse::<N::Form, N::Answer>(error);
            return Dispatched::done();
        }
        if G::IS_EMPTY {
            let Some(args) = reply.read::<N::Form, N::Answer, _>(&args) else {
                return Dispatched::done();
            };
            return Dispatched::running(reply.running::<N::Form, _>(handler(cx, args)));
        }
        Dispatched::running(async move {
            let check = catching_panics(async { G::check_all(&cx, N::EVENT).await }).await;
            match check {
                Ok(Ok(())) => {}
                Ok(Err(forbidden)) => {
                    return reply.refuse::<N::Form, N::Answer>(BoundaryError::forbidden(forbidden));
                }
                Err(panicked) => return reply.panicked::<N::Form, N::Answer>(panicked),
            }
            if let Some(args) = reply.read::<N::Form, N::Answer, _>(&args) {
                reply.running::<N::Form, _>(handler(cx, args)).await;
            }
        })
    }

    /// Runs the handler of events that the contract does not name.
    pub fn unknown<F, R>(self, handler: F) -> Dispatched
    where
        F: FnOnce(Cx<N, S>, Event) -> R + Send + 'static,
        R: Future<Output = ()> + Send,
    {
        let Self { cx, event } = self;
        let namespace = cx.socket().untyped().namespace_name();
        tracing::debug!(namespace, event = event.name(), "unknown event");
        Dispatched::running(async move { handler(cx, event).await })
    }
}

/// Counts the use of what should not be used any more. For all other events this is nothing.
fn note_outdated<N: ClientEvent<INDEX>, const INDEX: usize>(socket: &Socket, name: &str) {
    if !N::DEPRECATED && N::ALIASES.is_empty() {
        return;
    }
    let Some(cohort) = socket.cohort() else { return };
    if N::DEPRECATED {
        cohort.note_deprecated(N::NAMESPACE, N::EVENT);
    }
    if let Some(alias) = N::ALIASES.iter().find(|alias| **alias == name) {
        cohort.note_alias(N::NAMESPACE, alias);
    }
}

pub(super) struct ReadArgs<A>(pub(super) A);

impl<A: ReceivedArgs> FromArgs for ReadArgs<A> {
    fn from_args<R: ArgReader>(args: &mut R) -> Result<Self, R::Error> {
        A::read(args).map(Self)
    }
}

/// The answer to one event, and who is told when there cannot be one.
struct Reply {
    event: ByteString,
    auditor: Auditor,
    sender: Sender,
}

/// Who has sent an event.
enum Sender {
    Waiting(Ack),
    /// Without an ear for an answer.
    Deaf(Socket),
}

impl Sender {
    fn socket(&self) -> &Socket {
        match self {
            Self::Waiting(ack) => ack.socket(),
            Self::Deaf(socket) => socket,
        }
    }

    fn ack(&self) -> Option<&Ack> {
        match self {
            Self::Waiting(ack) => Some(ack),
            Self::Deaf(_) => None,
        }
    }
}

impl Reply {
    fn send<F: Sends<T>, T>(&self, answer: T) -> Result<(), EncodeError> {
        let Some(ack) = self.sender.ack() else { return Ok(()) };
        F::send(answer, self.auditor, |args| ack.send(args))
    }

    /// Reads the arguments, or refuses the event.
    fn read<F: Sends<T>, T, A: ReceivedArgs>(&self, args: &Args) -> Option<A> {
        match args.read() {
            Ok(ReadArgs(args)) => Some(args),
            Err(error) => {
                let refusal = BoundaryError::invalid_payload(&error);
                self.refuse_as::<F, T>(refusal, SocketErrorKind::Args(error));
                None
            }
        }
    }

    /// Runs the handler and answers with what it returns.
    fn running<F: Sends<H::Output>, H: Future>(self, handler: H) -> Running<F, H> {
        Running { reply: self, handler: catching_panics(handler), form: PhantomData }
    }

    fn answer<F: Sends<T>, T>(&self, output: T) {
        if let Err(error) = self.send::<F, T>(output) {
            self.fail::<F, T>(BoundaryError::internal());
            self.report(SocketErrorKind::Encode(error));
        }
    }

    /// The event does not reach its handler.
    fn refuse<F: Sends<T>, T>(&self, error: BoundaryError) {
        let kind = SocketErrorKind::Refused(error.to_string());
        self.refuse_as::<F, T>(error, kind);
    }

    fn refuse_as<F: Sends<T>, T>(&self, error: BoundaryError, kind: SocketErrorKind) {
        error.count(self.sender.socket());
        self.fail::<F, T>(error);
        self.report(kind);
    }

    fn panicked<F: Sends<T>, T>(&self, Panicked(words): Panicked) {
        self.fail::<F, T>(BoundaryError::internal());
        self.report(SocketErrorKind::Panic(words));
    }

    fn fail<F: Sends<T>, T>(&self, error: BoundaryError) {
        if let Some(ack) = self.sender.ack() {
            // A boundary error has nothing that could fail to encode.
            let _ = F::refuse(error, |args| ack.send(args));
        }
    }

    fn report(&self, error: SocketErrorKind) {
        self.sender.socket().report_error(Some(self.event.clone()), error);
    }
}

pin_project! {
    /// A handler that runs, and the answer that is made of what it returns. It is allocated with each event, and moved there: as an `async`
    /// block it would have room for the handler's future several times.
    struct Running<F, H> {
        reply: Reply,
        #[pin]
        handler: CatchingPanics<H>,
        form: PhantomData<fn() -> F>,
    }
}

impl<F: Sends<H::Output>, H: Future> Future for Running<F, H> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        match ready!(this.handler.poll(cx)) {
            Ok(output) => this.reply.answer::<F, _>(output),
            Err(panicked) => this.reply.panicked::<F, H::Output>(panicked),
        }
        Poll::Ready(())
    }
}

impl<N: Contract, S> fmt::Debug for Call<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("event", &self.event.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Dispatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatched").field("is_running", &self.0.is_some()).finish()
    }
}
