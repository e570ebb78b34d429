//! One event on its way to clients.

use std::cell::OnceCell;
use std::fmt;

use super::flags::Flags;
use super::listeners::Listeners;
use super::selection::Choice;
use super::{Event, Namespace, Socket, SocketErrorKind};
use crate::codec::{Args, EncodeError, Encoded, ToArgs};
use crate::panics::{Panicked, catching_panic};

/// One event on its way to one client or many: encoded once, unless somebody changes it for a recipient.
pub(super) struct Departure<'a> {
    namespace: &'a Namespace,
    flags: Flags,
    ack_id: Option<u64>,
    name: &'a str,
    args: &'a dyn ToArgs,
    encoded: Encoded,
    /// The event as middlewares and listeners see it, made when the first of them wants it. `None` when it cannot be.
    event: OnceCell<Option<Event>>,
}

impl<'a> Departure<'a> {
    /// Encodes an event.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub(super) fn new(
        namespace: &'a Namespace,
        flags: Flags,
        ack_id: Option<u64>,
        name: &'a str,
        args: &'a dyn ToArgs,
    ) -> Result<Self, EncodeError> {
        let encoded =
            namespace.format().encode_event(namespace.name(), ack_id, name, &args, None)?;
        let encoded = flags.mark(encoded);
        Ok(Self { namespace, flags, ack_id, name, args, encoded, event: OnceCell::new() })
    }

    /// Sends it to one of several recipients. False when a middleware withholds it.
    pub(super) fn send(&self, socket: &Socket) -> bool {
        if !socket.has_outgoing() {
            self.flags.push(socket, self.encoded.shared());
            return true;
        }
        self.pass(socket).map(|encoded| self.flags.push(socket, encoded)).is_some()
    }

    /// Sends it to those chosen, on this server.
    pub(super) fn send_all(&self, choice: &Choice) {
        self.namespace.choose(choice, |socket| {
            self.send(socket);
        });
    }

    /// Sends it to the only recipient. False when a middleware withholds it.
    pub(super) fn send_only(self, socket: &Socket) -> bool {
        if socket.has_outgoing() {
            return self.send(socket);
        }
        // A second reference to the bytes would cost an allocation.
        let Self { flags, encoded, .. } = self;
        flags.push(socket, encoded);
        true
    }

    /// Takes the event through the namespace's middlewares and the socket's listeners.
    fn pass(&self, socket: &Socket) -> Option<Encoded> {
        let event = self.event.get_or_init(|| self.event()).clone()?;
        let event = pass_middlewares(socket, event)?;
        let encoded = if self.namespace.hooks().outgoing.is_empty() {
            self.encoded.clone()
        } else {
            self.encode_changed(socket, &event)?
        };
        tell_listeners(socket, &event);
        Some(encoded)
    }

    fn event(&self) -> Option<Event> {
        // It has been encoded once; whoever cannot do that again has a `Serialize` implementation that changes its mind.
        let args = Args::of(&self.args).ok()?;
        Some(Event::new(self.name.into(), args, None))
    }

    fn encode_changed(&self, socket: &Socket, event: &Event) -> Option<Encoded> {
        let (format, namespace) = (self.namespace.format(), self.namespace.name());
        match format.encode_event(namespace, self.ack_id, event.name(), event.args(), None) {
            Ok(encoded) => Some(self.flags.mark(encoded)),
            Err(error) => {
                socket.report_error(Some(event.name.clone()), SocketErrorKind::Encode(error));
                None
            }
        }
    }
}

/// Takes an event to a socket through the namespace's middlewares. `None` when one of them withholds it.
pub(super) fn pass_middlewares(socket: &Socket, event: Event) -> Option<Event> {
    let name = event.name.clone();
    let middlewares = &socket.of_namespace().hooks().outgoing;
    let passed = catching_panic(|| {
        middlewares.iter().try_fold(event, |event, middleware| middleware(socket, event))
    });
    passed.unwrap_or_else(|Panicked(message)| {
        socket.report_error(Some(name), SocketErrorKind::Panic(message));
        None
    })
}

/// Tells the listeners of a socket of an event that goes to it.
pub(super) fn tell_listeners(socket: &Socket, event: &Event) {
    let listeners = socket.existing_listeners().map(Listeners::outgoing).unwrap_or_default();
    for listener in listeners.iter() {
        if let Err(Panicked(message)) = catching_panic(|| listener(socket, event)) {
            socket.report_error(Some(event.name.clone()), SocketErrorKind::Panic(message));
        }
    }
}

impl fmt::Debug for Departure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Departure").field("name", &self.name).finish_non_exhaustive()
    }
}
