//! Many sockets as one target.

use std::fmt;
use std::time::Duration;

use super::departure::Departure;
use super::flags::Flags;
use super::scope::Scope;
use super::selection::Selection;
use super::{AckStream, ReadAck, Room, Socket};
use crate::SocketId;
use crate::codec::ToArgs;

/// A choice of sockets of one namespace or of a [family](super::Family), made when something is sent to it. A value: every method gives another choice, and one
/// that is kept can be used again.
///
/// The event is encoded once for each namespace; each recipient costs a reference to the same bytes. A socket in several of the rooms gets it once.
#[derive(Clone)]
pub struct Broadcast {
    scope: Scope,
    selection: Selection,
    flags: Flags,
}

impl Broadcast {
    /// Everybody in there.
    pub(crate) fn of(scope: impl Into<Scope>) -> Self {
        Self { scope: scope.into(), selection: Selection::default(), flags: Flags::default() }
    }

    /// Leaves one socket out, whatever rooms it is in.
    pub(crate) fn without(mut self, id: SocketId) -> Self {
        self.selection.without = Some(id);
        self
    }

    /// Only those in `room`; called again, also those in another room. The reference's `to` and `in`.
    #[must_use]
    pub fn to(mut self, room: impl Into<Room>) -> Self {
        self.selection.rooms.get_or_insert_default().push(room.into());
        self
    }

    /// Only those in one of `rooms`; nobody when there is none.
    #[must_use]
    pub fn to_any<R: Into<Room>>(mut self, rooms: impl IntoIterator<Item = R>) -> Self {
        self.selection.rooms.get_or_insert_default().extend(rooms.into_iter().map(Into::into));
        self
    }

    /// Not those in `room`. The reference's `except`.
    #[must_use]
    pub fn except(mut self, room: impl Into<Room>) -> Self {
        self.selection.except.push(room.into());
        self
    }

    /// Drops what is sent for those whose connection cannot take it right now. The reference's `volatile`.
    #[must_use]
    pub fn volatile(mut self) -> Self {
        self.flags.is_volatile = true;
        self
    }

    /// Whether what is sent may be compressed where that is on. Default: true. False saves the work for what is compressed already, such
    /// as pictures. The reference's `compress`.
    ///
    /// # Wire
    /// Over WebSocket with [`Config::per_message_deflate`](crate::Config::per_message_deflate) the event's messages go out as they are; the
    /// reference ignores the flag there. With [`Config::http_compression`](crate::Config::http_compression) the answer to a GET is
    /// compressed when one of its packets may be.
    #[must_use]
    pub fn compress(mut self, compress: bool) -> Self {
        self.flags.is_uncompressed = !compress;
        self
    }

    /// How long to wait for acknowledgements. Default: [`Config::ack_timeout`](crate::Config::ack_timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.flags.timeout = Some(timeout);
        self
    }

    /// Sends an event to everybody chosen. See [`Socket::emit`].
    pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.scope.for_each(|namespace| {
            let report = |error| namespace.report_error(event, error);
            let departure = Departure::or_report(namespace, self.flags, event, &args, report);
            let Some(departure) = departure else { return };
            self.selection.for_each(namespace, |socket| {
                departure.send(socket);
            });
        });
    }

    /// Sends an event that everybody chosen has to acknowledge, and waits for the first argument of each acknowledgement.
    pub fn emit_with_ack<T, A>(&self, event: &str, args: &A) -> AckStream<T>
    where
        T: serde::de::DeserializeOwned,
        A: ToArgs + ?Sized,
    {
        self.emit_and_read(event, args, |args| args.read::<(T,)>().map(|(value,)| value))
    }

    pub(crate) fn emit_and_read<T, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckStream<T> {
        let timeout = self.flags.timeout.unwrap_or_else(|| self.scope.ack_timeout());
        let mut answers = AckStream::new(timeout, read);
        self.scope.for_each(|namespace| {
            let ack_id = namespace.next_ack_id();
            let departure = Departure::new(namespace, self.flags, Some(ack_id), event, &args);
            let mut recipients = Vec::new();
            self.selection.for_each(namespace, |socket| recipients.push(socket.clone()));
            answers.send(recipients, ack_id, departure);
        });
        answers
    }

    /// The sockets that are chosen right now.
    pub fn sockets(&self) -> Vec<Socket> {
        let mut sockets = Vec::new();
        self.scope.for_each(|namespace| {
            self.selection.for_each(namespace, |socket| sockets.push(socket.clone()));
        });
        sockets
    }
}

impl fmt::Debug for Broadcast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broadcast")
            .field("scope", &self.scope)
            .field("selection", &self.selection)
            .field("flags", &self.flags)
            .finish()
    }
}
