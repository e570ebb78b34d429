//! One event on its way through everybody who waits for it, and the end of a socket likewise.

use std::future::Future;
use std::sync::Arc;

use bytestring::ByteString;

use super::event_middleware::{BoxedEventMiddleware, EventRefusal};
use super::handler::BoxFuture;
use super::listeners::{LeavingListener, Listeners};
use super::{DisconnectReason, Event, NamespaceHandler, Socket, SocketErrorKind};
use crate::panics::{Panicked, catching_panics};

/// Takes what happens to a socket to its namespace's handler and to its own listeners, one after the other. What goes wrong in one of them
/// is reported, and keeps nobody else from being called.
pub(super) struct Dispatch {
    handler: Arc<dyn NamespaceHandler>,
    socket: Socket,
}

impl Dispatch {
    pub(super) fn new(handler: Arc<dyn NamespaceHandler>, socket: Socket) -> Self {
        Self { handler, socket }
    }

    /// The catch-all listeners, the middlewares, the handler, the listeners of the event.
    pub(super) async fn event(self, event: Event) {
        if let Some(listeners) = self.socket.existing_listeners() {
            for listener in listeners.any().iter() {
                let call = || listener(self.socket.clone(), event.clone());
                self.run(Some(&event.name), call).await;
            }
        }
        let Some(event) = self.pass_middlewares(event).await else { return };
        let name = event.name.clone();
        // A listener that is added from here on waits for the next event.
        let listeners = self.socket.existing_listeners();
        let called = listeners.map(|listeners| (listeners.take_called(&name), event.clone()));
        self.hand_over(Some(&name), |handler, socket| handler.event(socket, event)).await;
        let Some((called, event)) = called else { return };
        for listener in called.iter() {
            self.run(Some(&name), || listener(self.socket.clone(), event.clone())).await;
        }
    }

    /// The handler and the listeners of a socket that has left and still knows its rooms.
    pub(super) async fn disconnecting(self, reason: DisconnectReason) {
        let listeners = self.socket.existing_listeners().map(Listeners::take_disconnecting);
        self.hand_over(None, |handler, socket| handler.disconnecting(socket, reason)).await;
        self.run_leaving(listeners.unwrap_or_default(), reason).await;
    }

    /// The handler and the listeners of a socket that has left.
    pub(super) async fn disconnect(self, reason: DisconnectReason) {
        let listeners = self.socket.existing_listeners().map(Listeners::take_disconnect);
        self.hand_over(None, |handler, socket| handler.disconnect(socket, reason)).await;
        self.run_leaving(listeners.unwrap_or_default(), reason).await;
    }

    async fn run_leaving(&self, listeners: Vec<LeavingListener>, reason: DisconnectReason) {
        for listener in listeners {
            self.run(None, || listener(self.socket.clone(), reason)).await;
        }
    }

    /// Takes an event through the namespace's middlewares and the socket's own. `None` when one of them refuses it.
    async fn pass_middlewares(&self, mut event: Event) -> Option<Event> {
        let namespace = self.socket.of_namespace().clone();
        for middleware in &namespace.hooks().incoming {
            event = self.pass(middleware, event).await?;
        }
        if let Some(listeners) = self.socket.existing_listeners() {
            for middleware in listeners.incoming().iter() {
                event = self.pass(middleware, event).await?;
            }
        }
        // A socket that was thrown out meanwhile has no events any more.
        (!self.socket.is_dismissed()).then_some(event)
    }

    async fn pass(&self, middleware: &BoxedEventMiddleware, event: Event) -> Option<Event> {
        let (name, ack) = (event.name.clone(), event.ack.clone());
        let passing = catching_panics(async { middleware(self.socket.clone(), event).await });
        let refusal: EventRefusal = match passing.await {
            Ok(Ok(event)) => return Some(event),
            Ok(Err(refusal)) => refusal,
            Err(Panicked(message)) => {
                self.socket.report_error(Some(name), SocketErrorKind::Panic(message));
                return None;
            }
        };
        let message = refusal.message().to_owned();
        if let Err(error) = refusal.answer(ack.as_ref()) {
            self.socket.report_error(Some(name.clone()), SocketErrorKind::Encode(error));
        }
        self.socket.report_error(Some(name), SocketErrorKind::Refused(message));
        None
    }

    /// Calls a method of the handler.
    async fn hand_over(
        &self,
        event: Option<&ByteString>,
        call: impl FnOnce(Arc<dyn NamespaceHandler>, Socket) -> Option<BoxFuture<()>> + Send,
    ) {
        let (handler, socket) = (Arc::clone(&self.handler), self.socket.clone());
        let handling = async {
            if let Some(running) = call(handler, socket) {
                running.await;
            }
            Ok(())
        };
        self.run(event, || handling).await;
    }

    /// Calls something that handles, and reports what goes wrong.
    async fn run<R>(&self, event: Option<&ByteString>, call: impl FnOnce() -> R + Send)
    where
        R: Future<Output = Result<(), String>> + Send,
    {
        let kind = match catching_panics(async { call().await }).await {
            Ok(Ok(())) => return,
            Ok(Err(message)) => SocketErrorKind::Handler(message),
            Err(Panicked(message)) => SocketErrorKind::Panic(message),
        };
        self.socket.report_error(event.cloned(), kind);
    }
}
