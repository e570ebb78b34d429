//! What a program adds to a namespace around its handler.

use std::fmt;
use std::sync::Arc;

use super::error::call;
use super::event_middleware::{self, BoxedEventMiddleware};
use super::{Event, EventMiddleware, Mount, Namespace, Socket, SocketError};

/// Changes or drops what goes to one socket.
pub(super) type OutgoingMiddleware = Arc<dyn Fn(&Socket, Event) -> Option<Event> + Send + Sync>;

/// Is told of errors.
pub(super) type ErrorHook = Arc<dyn Fn(&SocketError) + Send + Sync>;

/// What a program adds to a namespace around its handler, each kind in the order in which it was added.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) incoming: Vec<BoxedEventMiddleware>,
    pub(super) outgoing: Vec<OutgoingMiddleware>,
    error: Vec<ErrorHook>,
}

impl Mount {
    /// Passes each event of every socket through `middleware`, behind those that were added before, and before those of the socket itself
    /// ([`Socket::use_`]), the handler and the listeners. It may change the event or refuse it: nobody behind gets it then.
    ///
    /// It is called when the event's turn has come, after the catch-all listeners of the socket.
    ///
    /// ```
    /// use wigwag::Args;
    /// use wigwag::socket::{Event, EventRefusal, Mount, NamespaceHandler, Socket};
    ///
    /// # fn example(handler: impl NamespaceHandler) {
    /// let mount = Mount::new("/notes", handler).event_middleware(|_: Socket, event: Event| async move {
    ///     match event.args().read::<(String,)>() {
    ///         Ok((text,)) => Ok(event.with_args(Args::of(&(text.trim(),)).map_err(refused)?)),
    ///         Err(error) => Err(refused(error)),
    ///     }
    /// });
    ///
    /// fn refused(error: impl std::fmt::Display) -> EventRefusal {
    ///     EventRefusal::new(error.to_string()).with_answer(("not a text",))
    /// }
    /// # let _ = mount;
    /// # }
    /// ```
    #[must_use]
    pub fn event_middleware(mut self, middleware: impl EventMiddleware) -> Self {
        self.application.hooks.incoming.push(event_middleware::boxed(middleware));
        self
    }

    /// Passes each event that goes to a client through `middleware`, behind those that were added before: once for each recipient, whether
    /// it was emitted to the socket or to many. It may change name and arguments; with `None` the client does not get it, and who waits
    /// for its acknowledgement is told [`AckError::Withheld`](super::AckError::Withheld). Acknowledgements of the server do not pass.
    ///
    /// It is called where the event is emitted, at once, and must not wait. Without one, a broadcast is encoded once for all; with one,
    /// once for each recipient. When it panics, the client does not get the event.
    ///
    /// ```
    /// use wigwag::socket::{Mount, NamespaceHandler};
    ///
    /// # fn example(handler: impl NamespaceHandler) {
    /// let mount = Mount::new("/notes", handler).outgoing_middleware(|socket, event| {
    ///     let is_for_staff = event.name().starts_with("staff:");
    ///     let is_staff = socket.rooms().iter().any(|room| room.as_str() == "staff");
    ///     (is_staff || !is_for_staff).then_some(event)
    /// });
    /// # let _ = mount;
    /// # }
    /// ```
    #[must_use]
    pub fn outgoing_middleware<F>(mut self, middleware: F) -> Self
    where
        F: Fn(&Socket, Event) -> Option<Event> + Send + Sync + 'static,
    {
        self.application.hooks.outgoing.push(Arc::new(middleware));
        self
    }

    /// Tells `hook` of everything that goes wrong in the namespace: errors and panics of handlers, events that were refused, packets that
    /// are none, events that cannot be encoded. It is called at once, where that happens, after
    /// [`NamespaceHandler::error`](super::NamespaceHandler::error), and must not wait.
    ///
    /// ```
    /// use wigwag::socket::{Mount, NamespaceHandler, SocketErrorKind};
    ///
    /// # fn example(handler: impl NamespaceHandler) {
    /// let mount = Mount::new("/notes", handler).on_error(|error| {
    ///     if let (SocketErrorKind::Refused(_), Some(socket)) = (error.kind(), error.socket()) {
    ///         socket.disconnect();
    ///     }
    /// });
    /// # let _ = mount;
    /// # }
    /// ```
    #[must_use]
    pub fn on_error(mut self, hook: impl Fn(&SocketError) + Send + Sync + 'static) -> Self {
        self.application.hooks.error.push(Arc::new(hook));
        self
    }
}

impl Namespace {
    /// Tells the handler and the hooks of an error.
    pub(super) fn handle_error(&self, error: &SocketError) {
        call(self, || self.application().handler.error(error));
        for hook in &self.hooks().error {
            call(self, || hook(error));
        }
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("incoming", &self.incoming.len())
            .field("outgoing", &self.outgoing.len())
            .field("error", &self.error.len())
            .finish()
    }
}
