//! What goes wrong around a socket, and who is told.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytestring::ByteString;
use tracing::Level;

use super::listeners::Listeners;
use super::{Namespace, Socket};
use crate::codec::{ArgsError, DecodeError, EncodeError};

/// Something that went wrong in a namespace, as told to [`NamespaceHandler::error`](super::NamespaceHandler::error),
/// [`Mount::on_error`](super::Mount::on_error) and [`Socket::on_error`]. It is in the log already.
///
/// Clients are told nothing of it, unless the kind says so.
#[derive(Debug, Clone)]
pub struct SocketError {
    namespace: Namespace,
    socket: Option<Socket>,
    event: Option<ByteString>,
    kind: SocketErrorKind,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketErrorKind {
    /// A handler or a listener returned an error; its own words.
    Handler(String),
    /// A handler, a listener or a middleware panicked; the panic's words. What it was called for is over, the socket lives on.
    Panic(String),
    /// A middleware refused an event of the client; its own words.
    Refused(String),
    /// An argument of the client's event did not have the shape that its contract says.
    Args(ArgsError),
    /// The client sent something that is no packet. Its connection is closed, and each of its sockets gets this.
    Packet(DecodeError),
    /// An event or an acknowledgement could not be encoded and was not sent.
    Encode(EncodeError),
    /// The socket is in as many rooms as it may, and did not join another one.
    TooManyRooms {
        /// The bound: [`Config::max_rooms_per_socket`](crate::Config::max_rooms_per_socket).
        max: usize,
    },
}

impl SocketError {
    /// The namespace that it is about.
    pub fn namespace(&self) -> &Namespace {
        &self.namespace
    }

    /// The socket that it is about; `None` when something was sent to many.
    pub fn socket(&self) -> Option<&Socket> {
        self.socket.as_ref()
    }

    /// The name of the event that it is about, if it is about one.
    pub fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    /// What went wrong.
    pub fn kind(&self) -> &SocketErrorKind {
        &self.kind
    }

    fn log(&self) {
        let (namespace, event) = (self.namespace.name(), self.event());
        let socket = self.socket.as_ref().map(|socket| tracing::field::display(socket.id()));
        match self.level() {
            Level::ERROR => {
                tracing::error!(namespace, socket, event, error = %self.kind, "socket error");
            }
            Level::WARN => {
                tracing::warn!(namespace, socket, event, error = %self.kind, "socket error");
            }
            _ => tracing::debug!(namespace, socket, event, error = %self.kind, "socket error"),
        }
    }

    /// What a client can cause at will is not worth more than `debug`. Whether it has caused what a handler says, nobody knows: the first
    /// time is a warning for each socket.
    fn level(&self) -> Level {
        match &self.kind {
            SocketErrorKind::Refused(_) | SocketErrorKind::Args(_) | SocketErrorKind::Packet(_) => {
                Level::DEBUG
            }
            SocketErrorKind::Handler(_) | SocketErrorKind::TooManyRooms { .. } => {
                let is_first = self.socket.as_ref().is_none_or(Socket::begins_to_fail);
                if is_first { Level::WARN } else { Level::DEBUG }
            }
            SocketErrorKind::Panic(_) | SocketErrorKind::Encode(_) => Level::ERROR,
        }
    }

    /// Logs it and calls everybody who wants to know. What they do wrong themselves is logged only.
    fn report(&self) {
        self.log();
        if IS_REPORTING.replace(true) {
            return;
        }
        self.namespace.handle_error(self);
        if let Some(socket) = &self.socket {
            for listener in
                socket.existing_listeners().map(Listeners::errors).unwrap_or_default().iter()
            {
                call(&self.namespace, || listener(self));
            }
        }
        IS_REPORTING.set(false);
    }
}

thread_local! {
    /// A hook that emits something which cannot be encoded would be told of that, and do it again.
    static IS_REPORTING: Cell<bool> = const { Cell::new(false) };
}

/// Calls a hook, which may panic.
pub(super) fn call(namespace: &Namespace, hook: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(hook)).is_err() {
        tracing::error!(namespace = namespace.name(), "a hook for errors panicked");
    }
}

impl Socket {
    /// Tells the hooks for errors of a failure of the application, as if a handler had returned it: for tasks of its own.
    ///
    /// They are called before this returns. What they report themselves is only logged.
    pub fn report(&self, error: impl fmt::Display) {
        self.report_error(None, SocketErrorKind::Handler(error.to_string()));
    }

    pub(crate) fn report_error(&self, event: Option<ByteString>, kind: SocketErrorKind) {
        let namespace = self.of_namespace().clone();
        SocketError { namespace, socket: Some(self.clone()), event, kind }.report();
    }
}

impl Namespace {
    pub(super) fn report_error(&self, event: &str, kind: SocketErrorKind) {
        let event = Some(event.into());
        SocketError { namespace: self.clone(), socket: None, event, kind }.report();
    }
}

impl fmt::Display for SocketErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(message) => f.write_str(message),
            Self::Panic(message) => write!(f, "panicked: {message}"),
            Self::Refused(message) => write!(f, "refused: {message}"),
            Self::Args(error) => error.fmt(f),
            Self::Packet(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::TooManyRooms { max } => write!(f, "the socket is in {max} rooms already"),
        }
    }
}

impl fmt::Display for SocketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.namespace.name())?;
        if let Some(socket) = &self.socket {
            write!(f, " {}", socket.id())?;
        }
        if let Some(event) = &self.event {
            write!(f, " {:?}", &**event)?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl std::error::Error for SocketError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            SocketErrorKind::Args(error) => Some(error),
            SocketErrorKind::Packet(error) => Some(error),
            SocketErrorKind::Encode(error) => Some(error),
            SocketErrorKind::Handler(_)
            | SocketErrorKind::Panic(_)
            | SocketErrorKind::Refused(_)
            | SocketErrorKind::TooManyRooms { .. } => None,
        }
    }
}
