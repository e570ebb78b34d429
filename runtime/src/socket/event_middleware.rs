//! Who is asked about each event before its handlers.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::handler::BoxFuture;
use super::{Ack, Event, Socket};
use crate::codec::{EncodeError, ToArgs};

/// Passes the events of clients on, changes them or refuses them, before their handlers: see
/// [`Mount::event_middleware`](super::Mount::event_middleware) and [`Socket::use_`]. The reference's `socket.use(fn)`.
///
/// The events of one socket come one after the other: the next one waits, however long a middleware takes. Other sockets do not wait.
/// Implemented for closures from a [`Socket`] and an [`Event`] to such a future.
///
/// ```
/// use wigwag::socket::{Event, EventMiddleware, EventRefusal, Socket};
///
/// /// Lets nobody edit who only looks.
/// struct ReadOnly;
///
/// impl EventMiddleware for ReadOnly {
///     async fn pass(&self, socket: Socket, event: Event) -> Result<Event, EventRefusal> {
///         if event.name() == "edit" && socket.auth().as_json() == "{}" {
///             return Err(EventRefusal::new("looking only").with_answer(("forbidden",)));
///         }
///         Ok(event)
///     }
/// }
/// ```
pub trait EventMiddleware: Send + Sync + 'static {
    /// Gives the event back, for the next middleware and in the end for the handlers; or refuses it, and nobody gets it.
    ///
    /// A panic refuses the event.
    ///
    /// # Cancel safety
    /// When the session's task ends, the future is dropped where it waits.
    fn pass(
        &self,
        socket: Socket,
        event: Event,
    ) -> impl Future<Output = Result<Event, EventRefusal>> + Send;
}

impl<F, R> EventMiddleware for F
where
    F: Fn(Socket, Event) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Event, EventRefusal>> + Send + 'static,
{
    fn pass(
        &self,
        socket: Socket,
        event: Event,
    ) -> impl Future<Output = Result<Event, EventRefusal>> + Send {
        self(socket, event)
    }
}

/// An event middleware whose type does not matter any more.
pub(super) type BoxedEventMiddleware =
    Arc<dyn Fn(Socket, Event) -> BoxFuture<Result<Event, EventRefusal>> + Send + Sync>;

pub(super) fn boxed(middleware: impl EventMiddleware) -> BoxedEventMiddleware {
    let middleware = Arc::new(middleware);
    Arc::new(move |socket, event| {
        let middleware = Arc::clone(&middleware);
        Box::pin(async move { middleware.pass(socket, event).await })
    })
}

/// Why an event has no effect: goes to the hooks for errors, and to the client only what [`with_answer`](Self::with_answer) says.
pub struct EventRefusal {
    message: String,
    answer: Option<Answer>,
}

/// Acknowledges the event; what with is known only where the refusal was made.
type Answer = Box<dyn FnOnce(&Ack) -> Result<(), EncodeError> + Send>;

impl EventRefusal {
    /// A refusal with a text for people. The client is told nothing: one that waits for an acknowledgement waits until its own timeout.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), answer: None }
    }

    /// Acknowledges the event with any number of arguments: a tuple, such as `("forbidden",)`. Nothing is sent to a client that did not
    /// ask for an acknowledgement, or whose event was answered before.
    ///
    /// # Wire
    /// `43<id>["forbidden"]`.
    #[must_use]
    pub fn with_answer<A: ToArgs + Send + 'static>(self, args: A) -> Self {
        Self { answer: Some(Box::new(move |ack| ack.send(&args))), ..self }
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Answers the event, if it waits for an answer and there is one.
    pub(super) fn answer(self, ack: Option<&Ack>) -> Result<(), EncodeError> {
        match (self.answer, ack) {
            (Some(answer), Some(ack)) => answer(ack),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for EventRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventRefusal").field("message", &self.message).finish_non_exhaustive()
    }
}
