//! Many sockets as one target.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::namespace::Namespace;
use super::{AckStream, ReadAck, Room, Socket};
use crate::SocketId;
use crate::codec::{ToArgs, encode_event};

/// A choice of sockets of one namespace, made when something is sent to it. A value: every method gives another choice, and one
/// that is kept can be used again.
///
/// The event is encoded once; each recipient costs a reference to the same bytes. A socket in several of the rooms gets it once.
#[derive(Clone)]
pub struct Broadcast {
    namespace: Arc<Namespace>,
    /// `None` is everybody.
    rooms: Option<Vec<Room>>,
    except: Vec<Room>,
    without: Option<SocketId>,
    is_volatile: bool,
    timeout: Option<Duration>,
}

impl Broadcast {
    pub(crate) fn all(namespace: Arc<Namespace>) -> Self {
        Self {
            namespace,
            rooms: None,
            except: Vec::new(),
            without: None,
            is_volatile: false,
            timeout: None,
        }
    }

    /// Leaves one socket out, whatever rooms it is in.
    pub(crate) fn without(mut self, id: SocketId) -> Self {
        self.without = Some(id);
        self
    }

    /// Only those in `room`; called again, also those in another room. The reference's `to` and `in`.
    #[must_use]
    pub fn to(mut self, room: impl Into<Room>) -> Self {
        self.rooms.get_or_insert_default().push(room.into());
        self
    }

    /// Only those in one of `rooms`; nobody when there is none.
    #[must_use]
    pub fn to_any<R: Into<Room>>(mut self, rooms: impl IntoIterator<Item = R>) -> Self {
        self.rooms.get_or_insert_default().extend(rooms.into_iter().map(Into::into));
        self
    }

    /// Not those in `room`. The reference's `except`.
    #[must_use]
    pub fn except(mut self, room: impl Into<Room>) -> Self {
        self.except.push(room.into());
        self
    }

    /// Drops what is sent for those whose connection cannot take it right now. The reference's `volatile`.
    #[must_use]
    pub fn volatile(mut self) -> Self {
        self.is_volatile = true;
        self
    }

    /// How long to wait for acknowledgements. Default: [`Config::ack_timeout`](crate::Config::ack_timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends an event to everybody chosen. See [`Socket::emit`].
    pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        if let Some(encoded) = self.namespace.encode(event, args) {
            self.for_each(|socket| {
                if self.is_volatile {
                    socket.push_volatile(encoded.clone());
                } else {
                    socket.push(encoded.clone());
                }
            });
        }
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
        let ack_id = self.namespace.next_ack_id();
        let encoded = encode_event(self.namespace.name(), Some(ack_id), event, args);
        let timeout = self.timeout.unwrap_or_else(|| self.namespace.ack_timeout());
        AckStream::send(self.sockets(), ack_id, encoded, timeout, read)
    }

    /// The sockets that are chosen right now.
    pub fn sockets(&self) -> Vec<Socket> {
        let mut sockets = Vec::new();
        self.for_each(|socket| sockets.push(socket.clone()));
        sockets
    }

    fn for_each(&self, mut visit: impl FnMut(&Socket)) {
        let mut excluded = HashSet::new();
        for room in &self.except {
            self.for_each_in(room, |socket| {
                excluded.insert(socket.id());
            });
        }
        // Who has joined a room while it is being admitted is not reached yet, and may never be.
        let is_reached = |socket: &Socket, excluded: &HashSet<SocketId>| {
            let id = socket.id();
            socket.is_connected() && self.without != Some(id) && !excluded.contains(&id)
        };
        match self.rooms.as_deref() {
            None => self
                .namespace
                .sockets()
                .values()
                .filter(|socket| is_reached(socket, &excluded))
                .for_each(visit),
            Some([room]) => self.for_each_in(room, |socket| {
                if is_reached(socket, &excluded) {
                    visit(socket);
                }
            }),
            Some(rooms) => rooms.iter().for_each(|room| {
                self.for_each_in(room, |socket| {
                    // Who has been visited is left out of the rooms that follow.
                    if is_reached(socket, &excluded) {
                        excluded.insert(socket.id());
                        visit(socket);
                    }
                });
            }),
        }
    }

    /// Visits who is in one room: those who joined it, and the socket whose own room it is.
    fn for_each_in(&self, room: &Room, mut visit: impl FnMut(&Socket)) {
        if let Some(members) = self.namespace.rooms().snapshot(room) {
            members.values().for_each(&mut visit);
        }
        if let Ok(id) = room.as_str().parse()
            && let Some(owner) = self.namespace.socket(id)
            && owner.is_in_own_room()
        {
            visit(&owner);
        }
    }
}

impl fmt::Debug for Broadcast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broadcast")
            .field("namespace", &self.namespace.name())
            .field("rooms", &self.rooms)
            .field("except", &self.except)
            .field("without", &self.without)
            .field("is_volatile", &self.is_volatile)
            .field("timeout", &self.timeout)
            .finish()
    }
}
