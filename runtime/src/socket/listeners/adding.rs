//! How an application adds listeners to a socket, and takes them away.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

use super::handling::{HandlerResult, event_listener, leaving_listener, once_listener};
use super::{ListenerId, Listeners, Lists};
use crate::codec::is_reserved_event;
use crate::socket::event_middleware;
use crate::socket::{DisconnectReason, Event, EventMiddleware, Socket, SocketError};

/// Listeners of this socket, for events that no contract names.
///
/// For one event are called, one after the other: the [catch-all](Self::on_any) listeners, the middlewares of the namespace and of the
/// socket, the namespace's [handler](crate::socket::NamespaceHandler::event) or contract, and the listeners of the event. The next event of
/// the socket waits until all of them are done. An error or a panic of one goes to the hooks for errors, and the others are called all the
/// same.
///
/// Listeners may be added and removed at any time, also by a listener: what is changed while an event is being handled counts from the next
/// one on. They are dropped when the socket has left and its last handler is done; those that are added later are dropped at once. So a
/// listener may hold the socket.
impl Socket {
    /// Calls `listener` for each event of this name. The reference's `socket.on`.
    ///
    /// An acknowledgement is given to each listener, and the first answer counts. Lifecycle has listeners of its own: clients cannot send
    /// events with the names that Socket.IO keeps for itself, so that a listener for `disconnect` is never called, which is logged as an
    /// error; see [`on_disconnect`](Self::on_disconnect). An event that a client calls `error` is an event like others.
    ///
    /// ```
    /// # fn example(socket: &wigwag::socket::Socket) {
    /// socket.on("sum", |_socket, event| async move {
    ///     let (a, b) = event.args().read::<(i64, i64)>()?;
    ///     if let Some(ack) = event.ack() {
    ///         ack.send(&(a + b,))?;
    ///     }
    ///     Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// });
    /// # }
    /// ```
    pub fn on<F, R>(&self, event: &str, listener: F) -> ListenerId
    where
        F: Fn(Self, Event) -> R + Send + Sync + 'static,
        R: Future<Output: HandlerResult> + Send + 'static,
    {
        self.check_name(event);
        let listener = event_listener(listener);
        self.add_listener(|lists, id| {
            lists.events.entry(event.into()).or_default().push(id, listener);
        })
    }

    /// Calls `listener` for the next event of this name, and not again.
    pub fn once<F, R>(&self, event: &str, listener: F) -> ListenerId
    where
        F: FnOnce(Self, Event) -> R + Send + 'static,
        R: Future<Output: HandlerResult> + Send + 'static,
    {
        self.check_name(event);
        let listener = once_listener(listener);
        self.add_listener(|lists, id| {
            lists.events.entry(event.into()).or_default().push_once(id, listener);
        })
    }

    /// Removes all listeners of one event. False when there was none. The reference's `removeAllListeners(event)`.
    pub fn off(&self, event: &str) -> bool {
        self.if_listening(false, |listeners| {
            listeners.change(|lists| lists.events.remove(event)).is_some()
        })
    }

    /// Removes one listener of this socket, whatever it listens to, or one of its middlewares. False when it was removed before, or was
    /// to be called once and has been.
    pub fn off_listener(&self, id: ListenerId) -> bool {
        self.if_listening(false, |listeners| listeners.remove(id))
    }

    /// The events that have listeners, in the order in which each got its first.
    pub fn event_names(&self) -> Vec<String> {
        self.if_listening(Vec::new(), |listeners| listeners.lists().event_names())
    }

    /// Calls `listener` for each event, before any middleware and before the listeners of the event. The reference's `socket.onAny`.
    pub fn on_any<F, R>(&self, listener: F) -> ListenerId
    where
        F: Fn(Self, Event) -> R + Send + Sync + 'static,
        R: Future<Output: HandlerResult> + Send + 'static,
    {
        let listener = event_listener(listener);
        self.add_listener(|lists, id| lists.any.push(id, listener))
    }

    /// As [`on_any`](Self::on_any), but before the catch-all listeners that are there.
    pub fn prepend_any<F, R>(&self, listener: F) -> ListenerId
    where
        F: Fn(Self, Event) -> R + Send + Sync + 'static,
        R: Future<Output: HandlerResult> + Send + 'static,
    {
        let listener = event_listener(listener);
        self.add_listener(|lists, id| lists.any.prepend(id, listener))
    }

    /// Removes all catch-all listeners. One alone: [`off_listener`](Self::off_listener).
    pub fn off_any(&self) {
        self.if_listening((), |listeners| {
            drop(listeners.change(|lists| std::mem::take(&mut lists.any)));
        });
    }

    /// Calls `listener` for each event that goes to this client, whether it was emitted to the socket or to many. The reference's
    /// `socket.onAnyOutgoing`.
    ///
    /// It sees what the outgoing middlewares have left, without the acknowledgement that may be asked for. Acknowledgements themselves are no
    /// events. It is called where the event is emitted, at once, and must not wait.
    pub fn on_any_outgoing<F>(&self, listener: F) -> ListenerId
    where
        F: Fn(&Self, &Event) + Send + Sync + 'static,
    {
        let listener = Arc::new(listener);
        self.of_namespace().be_overheard();
        self.add_listener(|lists, id| lists.outgoing.push(id, listener))
    }

    /// As [`on_any_outgoing`](Self::on_any_outgoing), but before those that are there.
    pub fn prepend_any_outgoing<F>(&self, listener: F) -> ListenerId
    where
        F: Fn(&Self, &Event) + Send + Sync + 'static,
    {
        let listener = Arc::new(listener);
        self.of_namespace().be_overheard();
        self.add_listener(|lists, id| lists.outgoing.prepend(id, listener))
    }

    /// Removes all catch-all listeners of what goes to the client.
    pub fn off_any_outgoing(&self) {
        self.if_listening((), |listeners| {
            drop(listeners.change(|lists| std::mem::take(&mut lists.outgoing)));
        });
    }

    /// Passes each event of this socket through `middleware`, behind those of the namespace and those that were added before. The
    /// reference's `socket.use`. See [`Mount::event_middleware`](crate::Mount::event_middleware).
    pub fn use_(&self, middleware: impl EventMiddleware) -> ListenerId {
        let middleware = event_middleware::boxed(middleware);
        self.add_listener(|lists, id| lists.incoming.push(id, middleware))
    }

    /// Calls `listener` when the socket has left, while [`rooms`](Self::rooms) still says where it was: after the handlers of its events,
    /// after the namespace's handler. Nothing reaches the client any more.
    pub fn on_disconnecting<F, R>(&self, listener: F) -> ListenerId
    where
        F: FnOnce(Self, DisconnectReason) -> R + Send + 'static,
        R: Future<Output: HandlerResult> + Send + 'static,
    {
        let listener = leaving_listener(listener);
        self.add_listener(|lists, id| lists.disconnecting.push((id, listener)))
    }

    /// Calls `listener` as the last of all, when the socket is in no room any more.
    ///
    /// ```
    /// # fn example(socket: &wigwag::socket::Socket) {
    /// socket.on_disconnect(|socket, reason| async move {
    ///     println!("{} left: {reason} {:?}", socket.id(), socket.disconnect_description());
    /// });
    /// # }
    /// ```
    pub fn on_disconnect<F, R>(&self, listener: F) -> ListenerId
    where
        F: FnOnce(Self, DisconnectReason) -> R + Send + 'static,
        R: Future<Output: HandlerResult> + Send + 'static,
    {
        let listener = leaving_listener(listener);
        self.add_listener(|lists, id| lists.disconnect.push((id, listener)))
    }

    /// Calls `listener` when something goes wrong with this socket, after the namespace's own hooks: see
    /// [`Mount::on_error`](crate::Mount::on_error). The reference's `socket.on("error", …)`.
    pub fn on_error<F>(&self, listener: F) -> ListenerId
    where
        F: Fn(&SocketError) + Send + Sync + 'static,
    {
        let listener = Arc::new(listener);
        self.add_listener(|lists, id| lists.errors.push(id, listener))
    }

    /// Adds a listener. When the time of the socket is over, it is dropped at once.
    fn add_listener(&self, add: impl FnOnce(&mut Lists, ListenerId)) -> ListenerId {
        let id = self.listeners().add(add);
        // See `forget_listeners`.
        fence(Ordering::SeqCst);
        if self.is_over() {
            self.forget_listeners();
        }
        id
    }

    fn if_listening<T>(&self, otherwise: T, then: impl FnOnce(&Listeners) -> T) -> T {
        self.existing_listeners().map_or(otherwise, then)
    }

    fn check_name(&self, event: &str) {
        if is_reserved_event(event) {
            let namespace = self.namespace_name();
            tracing::error!(namespace, event, "no client can send an event with this name");
        }
    }
}
