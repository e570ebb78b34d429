//! Many sockets as one target.

use std::fmt;
use std::time::Duration;

use super::cluster::Cluster;
use super::departure::Departure;
use super::flags::Flags;
use super::recipients::Recipients;
use super::scope::Scope;
use super::selection::Choice;
use super::{AckStream, ReadAck, Room, Socket, SocketErrorKind};
use crate::SocketId;
use crate::adapter::{Emission, Operation, Publication, Question, Receipt, Selection};
use crate::codec::{Args, ToArgs};

/// A choice of sockets of one namespace or of a [family](super::Family), made when something is sent to it. A value: every method gives
/// another choice, and one that is kept can be used again.
///
/// The event is encoded once for each namespace; each recipient costs a reference to the same bytes. A socket in several of the rooms gets
/// it once.
///
/// In a cluster the sockets of all servers are meant, unless it is [`local`](Self::local). Those of this server are served at once, and
/// nothing waits for the others: see [`adapter`](crate::adapter).
#[derive(Clone)]
pub struct Broadcast {
    scope: Scope,
    choice: Choice,
    flags: Flags,
}

/// Whom it is for.
impl Broadcast {
    /// Everybody in there.
    pub(crate) fn of(scope: impl Into<Scope>) -> Self {
        Self { scope: scope.into(), choice: Choice::default(), flags: Flags::default() }
    }

    /// Those of this server that another one means.
    pub(super) fn here(scope: Scope, selection: &Selection) -> Self {
        let choice = Choice::from(selection.clone());
        Self { scope, choice, flags: Flags::default() }.local()
    }

    /// Leaves one socket out, whatever rooms it is in.
    pub(crate) fn without(mut self, id: SocketId) -> Self {
        self.choice.without = Some(id);
        self
    }

    fn selection(&mut self) -> &mut Selection {
        &mut self.choice.selection
    }

    /// Only those in `room`; called again, also those in another room. The reference's `to` and `in`.
    #[must_use]
    pub fn to(mut self, room: impl Into<Room>) -> Self {
        self.selection().rooms.get_or_insert_default().push(room.into());
        self
    }

    /// Only those in one of `rooms`; nobody when there is none. The reference's `to` with an empty array is everybody.
    #[must_use]
    pub fn to_any<R: Into<Room>>(mut self, rooms: impl IntoIterator<Item = R>) -> Self {
        self.selection().rooms.get_or_insert_default().extend(rooms.into_iter().map(Into::into));
        self
    }

    /// Not those in `room`. The reference's `except`.
    #[must_use]
    pub fn except(mut self, room: impl Into<Room>) -> Self {
        self.selection().except.push(room.into());
        self
    }

    /// Not those in any of `rooms`. The reference's `except` with an array.
    #[must_use]
    pub fn except_any<R: Into<Room>>(mut self, rooms: impl IntoIterator<Item = R>) -> Self {
        self.selection().except.extend(rooms.into_iter().map(Into::into));
        self
    }

    /// Only those who are connected to this server. The reference's `local`.
    #[must_use]
    pub fn local(mut self) -> Self {
        self.flags.is_local = true;
        self
    }

    /// The sockets of this server that are chosen right now.
    pub fn sockets(&self) -> Vec<Socket> {
        let mut sockets = Vec::new();
        self.for_each(|socket| sockets.push(socket.clone()));
        sockets
    }
}

/// How it is sent.
impl Broadcast {
    /// Drops what is sent for those whose connection cannot take it right now. The reference's `volatile`.
    #[must_use]
    pub fn volatile(mut self) -> Self {
        self.flags.is_volatile = true;
        self
    }

    /// Says whether what is sent is worth compressing. Default: it is, on connections that
    /// [compress](crate::Config::per_message_deflate) and from their threshold on. The reference's `compress`.
    #[must_use]
    pub fn compress(mut self, compress: bool) -> Self {
        self.flags.compress = Some(compress);
        self
    }

    /// How long to wait for answers. Default: [`Config::ack_timeout`](crate::Config::ack_timeout) for those of clients.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.flags.timeout = Some(timeout);
        self
    }
}

/// Events.
impl Broadcast {
    /// Sends an event to everybody chosen. See [`Socket::emit`].
    pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.emit_with_receipt(event, args);
    }

    /// Sends the event `message`. The reference's `send` and `write`.
    pub fn send<A: ToArgs + ?Sized>(&self, args: &A) {
        self.emit("message", args);
    }

    /// As [`emit`](Self::emit), and tells when the event is on its way to the other servers. The clients of this server have it in any case.
    pub fn emit_with_receipt<A: ToArgs + ?Sized>(&self, event: &str, args: &A) -> Receipt {
        if self.cluster_to_ask().is_none() {
            self.emit_here(event, args);
            return Receipt::done();
        }
        // Each server encodes for its own clients. What cannot be encoded is reported here, and nobody else is bothered with it.
        let args = match Args::of(args) {
            Ok(args) if self.emit_here(event, &args) => args,
            Ok(_) => return Receipt::done(),
            Err(_) => {
                self.emit_here(event, args);
                return Receipt::done();
            }
        };
        self.publish(|selection| Operation::Emit {
            selection,
            event: self.flags.emission(event, args),
        })
    }

    /// Sends an event on this server. False when it cannot be encoded.
    pub(super) fn emit_here<A: ToArgs + ?Sized>(&self, event: &str, args: &A) -> bool {
        let mut is_sound = true;
        self.scope.for_each(|namespace| {
            let recipients = Recipients::Chosen(&self.choice);
            if let Err(error) = namespace.deliver(self.flags, event, &args, &recipients) {
                is_sound = false;
                namespace.report_error(event, SocketErrorKind::Encode(error));
            }
        });
        is_sound
    }

    /// Sends an event that everybody chosen has to acknowledge, and waits for the first argument of each acknowledgement.
    pub fn emit_with_ack<T, A>(&self, event: &str, args: &A) -> AckStream<T>
    where
        T: serde::de::DeserializeOwned,
        A: ToArgs + ?Sized,
    {
        self.emit_and_read(event, args, Args::read_first)
    }

    pub(crate) fn emit_and_read<T, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckStream<T> {
        let mut answers = self.ask_here(event, args, read);
        if answers.is_unsound() {
            return answers;
        }
        // What has been encoded here can be encoded again.
        if let Some(cluster) = self.cluster_to_ask()
            && let Ok(args) = Args::of(args)
        {
            let (selection, event) = (self.choice.to_selection(), self.flags.emission(event, args));
            let question = Question::EmitWithAck { selection, event };
            answers.ask(cluster.ask(self.scope.audience(), question, self.ack_timeout()));
        }
        answers
    }

    fn ack_timeout(&self) -> Duration {
        self.flags.timeout.unwrap_or_else(|| self.scope.settings().ack_timeout)
    }

    /// Asks those of this server.
    pub(super) fn ask_here<T, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        read: ReadAck<T>,
    ) -> AckStream<T> {
        let mut answers = AckStream::new(self.ack_timeout(), read);
        self.scope.for_each(|namespace| {
            let ack_id = namespace.next_ack_id();
            let departure = Departure::new(namespace, self.flags, Some(ack_id), event, &args);
            let mut recipients = Vec::new();
            namespace.choose(&self.choice, |socket| recipients.push(socket.clone()));
            answers.send(recipients, ack_id, departure);
        });
        answers
    }
}

/// What is done to sockets, wherever they are.
impl Broadcast {
    /// Has everybody chosen join `room`. On this server they have when this returns; the receipt says when the other servers have been
    /// told. The reference's `socketsJoin`.
    pub fn sockets_join(&self, room: impl Into<Room>) -> Receipt {
        let room = room.into();
        self.for_each(|socket| drop(socket.join(&room)));
        self.publish(|selection| Operation::Join { selection, rooms: vec![room] })
    }

    /// Has everybody chosen leave `room`. As [`sockets_join`](Self::sockets_join). The reference's `socketsLeave`.
    pub fn sockets_leave(&self, room: impl Into<Room>) -> Receipt {
        let room = room.into();
        self.for_each(|socket| socket.leave(&room));
        self.publish(|selection| Operation::Leave { selection, rooms: vec![room] })
    }

    /// Removes everybody chosen from the namespace, see [`Socket::disconnect`]; with `close` also from all others, and closes their
    /// connections, see [`Socket::disconnect_client`]. As [`sockets_join`](Self::sockets_join). The reference's `disconnectSockets`.
    pub fn disconnect_sockets(&self, close: bool) -> Receipt {
        self.for_each(|socket| socket.end(close));
        self.publish(|selection| Operation::Disconnect { selection, close })
    }
}

impl Broadcast {
    fn for_each(&self, mut visit: impl FnMut(&Socket)) {
        self.scope.for_each(|namespace| namespace.choose(&self.choice, &mut visit));
    }

    /// The other servers, when sockets of theirs may be meant.
    pub(super) fn cluster_to_ask(&self) -> Option<&Cluster> {
        let is_theirs = !self.flags.is_local && !self.choice.is_nobody();
        self.scope.cluster().filter(|_| is_theirs).map(|cluster| &**cluster)
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(super) fn choice(&self) -> &Choice {
        &self.choice
    }

    pub(super) fn flags(&self) -> Flags {
        self.flags
    }

    /// To be sent in this way, and still only where it was to be sent.
    pub(super) fn flagged(self, flags: Flags) -> Self {
        let is_local = self.flags.is_local;
        Self { flags: Flags { is_local, ..flags }, ..self }
    }

    /// Has the other servers do what has been done here, if they are meant.
    fn publish(&self, operation: impl FnOnce(Selection) -> Operation) -> Receipt {
        let Some(cluster) = self.cluster_to_ask() else { return Receipt::done() };
        let operation = operation(self.choice.to_selection());
        cluster.publish(Publication { audience: self.scope.audience(), operation })
    }
}

impl Flags {
    fn emission(self, name: &str, args: Args) -> Emission {
        let (volatile, compress) = (self.is_volatile, self.compress);
        Emission { name: name.to_owned(), args, volatile, compress, offset: None }
    }
}

impl fmt::Debug for Broadcast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broadcast")
            .field("scope", &self.scope)
            .field("choice", &self.choice)
            .field("flags", &self.flags)
            .finish()
    }
}
