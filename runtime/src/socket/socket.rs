//! One client in one namespace.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use super::ack::PendingAcks;
use super::departure::Departure;
use super::flags::Flags;
use super::listeners::Listeners;
use super::namespace::Namespace;
use super::namespaces::Namespaces;
use super::peer::Peer;
use super::reason::Departed;
use super::recipients::Recipients;
use super::recovery::{Kept, NotRecovered, Order, Pid, RecoveryOutcome, Trail};
use super::room::TooManyRooms;
use super::work::drop_quietly;
use super::{
    AckFuture, Auth, Data, DisconnectReason, Extensions, Joined, ReadAck, Refusal, Room,
    SocketErrorKind,
};
use crate::SocketId;
use crate::audit::Audit;
use crate::codec::{Args, EncodeError, Encoded, Format, Frame, FromArgs, ToArgs};
use crate::handshake::Handshake;
use crate::session::Connection;
use crate::skew::Cohort;
use crate::sync::lock;

/// One client in one namespace. Cheap to clone; a clone outlives the client's presence and then does nothing.
#[derive(Clone)]
pub struct Socket(Arc<Inner>);

struct Inner {
    id: SocketId,
    peer: Arc<Peer>,
    namespace: Namespace,
    is_admitted: AtomicBool,
    /// Why it left. Whoever sets it takes the socket out of the namespace; the session's task tells the application.
    left: OnceLock<Departed>,
    /// Whether it is in the room named by its id, which is not kept with the other rooms.
    in_own_room: AtomicBool,
    rooms: Mutex<BTreeSet<Room>>,
    acks: Mutex<PendingAcks>,
    auth: Auth,
    /// Allocated with the first listener.
    listeners: OnceLock<Box<Listeners>>,
    /// Whether the log has a warning about it.
    has_failed: AtomicBool,
    /// Whether its last handler is done, so that no listener will be called any more.
    is_over: AtomicBool,
    session: OnceLock<Session>,
    /// Allocated when the application first asks for what it keeps here.
    belongings: OnceLock<Arc<Belongings>>,
    /// Where clients may come back to their sockets.
    trail: Option<Box<Trail>>,
}

/// What the typed layer's `connect` returned.
pub(super) type Session = Arc<dyn Any + Send + Sync>;

/// What the application keeps with a socket. A socket whose client comes back has it again.
pub(super) struct Belongings {
    extensions: Extensions,
    data: Data,
}

impl Socket {
    pub(super) fn new(
        id: SocketId,
        peer: Arc<Peer>,
        namespace: Namespace,
        auth: Auth,
        trail: Option<Trail>,
    ) -> Self {
        Self::with(id, peer, namespace, auth, OnceLock::new(), trail)
    }

    /// The socket of a client that has come back, in the rooms in which it was.
    pub(super) fn again(
        kept: &Kept,
        trail: Trail,
        peer: Arc<Peer>,
        namespace: Namespace,
        auth: Auth,
    ) -> Self {
        let mut rooms = trail.rooms();
        let belongings = kept.belongings.clone().into();
        let socket = Self::with(kept.id, peer, namespace, auth, belongings, Some(trail));
        let in_own_room = rooms.remove(socket.id().as_str());
        socket.0.in_own_room.store(in_own_room, Ordering::Release);
        for room in &rooms {
            socket.0.namespace.rooms().join(room, socket.clone());
            socket.0.namespace.note_joined(room);
        }
        *lock(&socket.0.rooms) = rooms;
        socket
    }

    fn with(
        id: SocketId,
        peer: Arc<Peer>,
        namespace: Namespace,
        auth: Auth,
        belongings: OnceLock<Arc<Belongings>>,
        trail: Option<Trail>,
    ) -> Self {
        Self(Arc::new(Inner {
            id,
            peer,
            namespace,
            is_admitted: AtomicBool::new(false),
            left: OnceLock::new(),
            in_own_room: AtomicBool::new(true),
            rooms: Mutex::default(),
            acks: Mutex::default(),
            auth,
            listeners: OnceLock::new(),
            has_failed: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            session: OnceLock::new(),
            belongings,
            trail: trail.map(Box::new),
        }))
    }

    /// The public id: the client's `socket.id`, and the name of a room that only this socket is in.
    pub fn id(&self) -> SocketId {
        self.0.id
    }

    /// The Engine.IO session that carries the client, with all of its namespaces: which transport it is on, when it upgrades, and its
    /// end. The reference's `socket.conn`.
    ///
    /// [`close`](Connection::close) ends it with the reason `forced close`, without a word in any namespace. Messages that are no
    /// Socket.IO packets are not for this session: official clients close it when they get one.
    pub fn connection(&self) -> &Connection {
        &self.0.peer.connection
    }

    /// The clients that were generated from the same contract as this one, on servers that know theirs.
    pub(crate) fn cohort(&self) -> Option<&Cohort> {
        self.0.peer.origin.as_ref().map(|origin| &*origin.cohort)
    }

    /// The name of the namespace, such as `/admin`.
    pub fn namespace_name(&self) -> &str {
        self.0.namespace.name()
    }

    /// The request that opened the session.
    pub fn handshake(&self) -> &Handshake {
        &self.0.peer.handshake
    }

    /// What the client presented to this namespace. The reference's `handshake.auth`.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// Values of the application that stay with this socket, on this server.
    pub fn extensions(&self) -> &Extensions {
        &self.belongings().extensions
    }

    /// Values of the application that other servers see as well, and that a recovered socket has again. The reference's
    /// `socket.data`.
    pub fn data(&self) -> &Data {
        &self.belongings().data
    }

    /// Whether the client is in the namespace: false until it has been admitted, and after it has left.
    pub fn is_connected(&self) -> bool {
        self.0.is_admitted.load(Ordering::Acquire) && self.reason_to_leave().is_none()
    }

    /// Whether the client has come back to this socket after it was cut off: see
    /// [`Config::connection_state_recovery`](crate::Config::connection_state_recovery).
    pub fn recovered(&self) -> bool {
        self.recovery().is_recovered()
    }

    /// Whether the client has come back to this socket after it was cut off, with how much it had missed; or why it has not.
    pub fn recovery(&self) -> RecoveryOutcome {
        let off = RecoveryOutcome::NotRecovered(NotRecovered::Disabled);
        self.trail().map_or(off, Trail::outcome)
    }

    /// Why the socket has left; `None` while it has not.
    pub fn disconnect_reason(&self) -> Option<DisconnectReason> {
        self.0.left.get().map(|departed| departed.reason)
    }

    /// What happened in detail when the connection was lost, in the reference's words. Only
    /// [`TransportError`](DisconnectReason::TransportError) has it. The second argument of the reference's `disconnect`.
    pub fn disconnect_description(&self) -> Option<&'static str> {
        self.0.left.get()?.description
    }

    /// The rooms that this socket is in, its own included. Of a socket that has left those that it was in, until its handlers for
    /// `disconnecting` are done; then none.
    pub fn rooms(&self) -> Vec<Room> {
        let mut rooms: Vec<Room> = lock(&self.0.rooms).iter().cloned().collect();
        if self.is_in_own_room() {
            rooms.push(self.id().into());
        }
        rooms
    }

    /// Joins a room. Joining twice, or after the client has left, does nothing. A socket that is in
    /// [`Config::max_rooms_per_socket`](crate::Config::max_rooms_per_socket) rooms joins no other one, and the hooks for errors are told.
    ///
    /// On this server the socket is in the room when this returns. What is returned need not be looked at: it says when the events of
    /// other servers reach the socket as well.
    pub fn join(&self, room: impl Into<Room>) -> Joined {
        self.try_join(room).unwrap_or_else(|TooManyRooms { max }| {
            self.report_error(None, SocketErrorKind::TooManyRooms { max });
            Joined::ready()
        })
    }

    /// As [`join`](Self::join), for those who want to know.
    ///
    /// # Errors
    /// When the socket is in as many rooms as it may.
    pub fn try_join(&self, room: impl Into<Room>) -> Result<Joined, TooManyRooms> {
        let room = room.into();
        self.join_here(&room)?;
        Ok(self.0.namespace.note_joined(&room))
    }

    fn join_here(&self, room: &Room) -> Result<(), TooManyRooms> {
        let order = self.order();
        let mut rooms = lock(&self.0.rooms);
        if self.reason_to_leave().is_some() {
            return Ok(());
        }
        if room.as_str() == self.id().as_str() {
            self.0.in_own_room.store(true, Ordering::Release);
        } else if !rooms.contains(room) {
            let max = self.namespaces().config().max_rooms_per_socket;
            if rooms.len() >= max {
                return Err(TooManyRooms { max });
            }
            rooms.insert(room.clone());
            self.0.namespace.rooms().join(room, self.clone());
        }
        if let Some((order, trail)) = order {
            order.join(trail, room.clone());
        }
        Ok(())
    }

    /// Leaves a room. A socket that leaves the room named by its id gets no more private messages.
    pub fn leave(&self, room: impl Into<Room>) {
        let room = room.into();
        self.leave_here(&room);
        self.0.namespace.note_left(&room);
    }

    fn leave_here(&self, room: &Room) {
        let order = self.order();
        let mut rooms = lock(&self.0.rooms);
        if self.reason_to_leave().is_some() {
            return;
        }
        if room.as_str() == self.id().as_str() {
            self.0.in_own_room.store(false, Ordering::Release);
        } else if rooms.remove(room) {
            self.0.namespace.rooms().leave(room, self.id());
        }
        if let Some((order, trail)) = order {
            order.leave_room(trail, room);
        }
    }

    /// Sends an event to this client. The arguments are a tuple, such as `&(a, b)`, or those of another event.
    ///
    /// An event that cannot be encoded is not sent; the hooks for errors are told. After the client has left, nothing happens; if it may come back
    /// ([`Config::connection_state_recovery`](crate::Config::connection_state_recovery)), the event waits for it, and if it has come back
    /// already, it is sent.
    ///
    /// Numbers are written as `JSON.stringify` does: `NaN` and the infinities are `null`. Integers beyond ±(2<sup>53</sup> − 1) are written
    /// whole, and JavaScript reads them as other ones. Contracts refuse both.
    ///
    /// # Wire
    /// `42["event",…]`, or `45<n>-["event",…]` with attachments: Socket.IO v5, "Sending and receiving data".
    pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.emit_flagged(Flags::default(), event, args);
    }

    /// As [`emit`](Self::emit), but the event is dropped when it cannot be written right now.
    pub fn emit_volatile<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.volatile().emit(event, args);
    }

    /// Sends the event `message`. The reference's `socket.send`.
    pub fn send<A: ToArgs + ?Sized>(&self, args: &A) {
        self.emit("message", args);
    }

    pub(crate) fn emit_flagged<A: ToArgs + ?Sized>(&self, flags: Flags, event: &str, args: &A) {
        let sent = self.0.namespace.deliver(flags, event, &args, &Recipients::One(self));
        if let Err(error) = sent {
            self.report_error(Some(event.into()), SocketErrorKind::Encode(error));
        }
    }

    /// Sends an event that the client has to acknowledge, and waits for the acknowledgement's first argument.
    pub fn emit_with_ack<T, A>(&self, event: &str, args: &A) -> AckFuture<T>
    where
        T: serde::de::DeserializeOwned,
        A: ToArgs + ?Sized,
    {
        self.emit_first_arg(Flags::default(), event, args)
    }

    /// As [`emit_with_ack`](Self::emit_with_ack), and gives all of the acknowledgement's arguments that a tuple has room for.
    ///
    /// ```
    /// # async fn example(socket: wigwag::socket::Socket) -> Result<(), wigwag::AckError> {
    /// let (votes, comment): (u32, Option<String>) = socket.emit_with_ack_args("vote", &("tea",)).await?;
    /// # let _ = (votes, comment);
    /// # Ok(())
    /// # }
    /// ```
    pub fn emit_with_ack_args<T, A>(&self, event: &str, args: &A) -> AckFuture<T>
    where
        T: FromArgs,
        A: ToArgs + ?Sized,
    {
        self.emit_and_read(event, args, Flags::default(), |args| args.read())
    }

    pub(super) fn emit_first_arg<T, A>(&self, flags: Flags, event: &str, args: &A) -> AckFuture<T>
    where
        T: serde::de::DeserializeOwned,
        A: ToArgs + ?Sized,
    {
        self.emit_and_read(event, args, flags, Args::read_first)
    }

    pub(crate) fn emit_and_read<T, A: ToArgs + ?Sized>(
        &self,
        event: &str,
        args: &A,
        flags: Flags,
        read: ReadAck<T>,
    ) -> AckFuture<T> {
        let ack_id = self.0.namespace.next_ack_id();
        let timeout = flags.timeout.unwrap_or_else(|| self.0.namespace.settings().ack_timeout);
        let departure = Departure::new(&self.0.namespace, flags, Some(ack_id), event, &args);
        AckFuture::send(self, ack_id, departure, timeout, read)
    }

    /// Removes this client from the namespace. Its connection stays open for other namespaces.
    ///
    /// The client sees the reason `io server disconnect` and does not reconnect by itself.
    ///
    /// # Wire
    /// `41` or `41/admin,`: Socket.IO v5, "Disconnection from a namespace".
    pub fn disconnect(&self) {
        if self.leave_namespace(DisconnectReason::ServerNamespaceDisconnect) {
            self.0.peer.tell(self.format().encode_disconnect(self.namespace_name()));
        }
    }

    /// The namespace that this socket is in, or was in.
    pub fn namespace(&self) -> Namespace {
        self.0.namespace.clone()
    }

    /// Closes the client's whole connection, with all of its namespaces.
    ///
    /// # Wire
    /// One `41` for each namespace, then the close of the connection.
    pub fn disconnect_client(&self) {
        if self.reason_to_leave().is_none() {
            self.0.peer.dismiss();
        }
    }

    /// As [`disconnect`](Self::disconnect), or with `close` as [`disconnect_client`](Self::disconnect_client).
    pub(super) fn end(&self, close: bool) {
        if close {
            self.disconnect_client();
        } else {
            self.disconnect();
        }
    }

    /// Queues the frames of a packet for the client, unless the socket has left.
    pub(super) fn push(&self, packet: impl IntoIterator<Item = Frame>) {
        if self.reason_to_leave().is_none() {
            self.0.peer.connection.push(packet);
        }
    }

    pub(super) fn push_volatile(&self, packet: impl IntoIterator<Item = Frame>) {
        if self.reason_to_leave().is_none() {
            self.0.peer.connection.push_volatile(packet);
        }
    }

    /// What tells it from all others, without a look at it.
    pub(super) fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    pub(super) fn pending_acks(&self) -> MutexGuard<'_, PendingAcks> {
        lock(&self.0.acks)
    }

    pub(super) fn is_in_own_room(&self) -> bool {
        self.0.in_own_room.load(Ordering::Acquire)
    }

    /// Tells the client that it is in, then lets others find it. A socket that left meanwhile stays out.
    ///
    /// # Errors
    /// When its client comes back, and cannot be given all that it has missed.
    pub(super) fn admit(&self) -> Result<(), NotRecovered> {
        self.admit_here()?;
        self.0.namespace.note_entered(self.id());
        Ok(())
    }

    fn admit_here(&self) -> Result<(), NotRecovered> {
        match (self.0.namespace.keeper(), self.trail()) {
            (Some(keeper), Some(trail)) if trail.is_returning() => keeper.admit_again(self, trail),
            (Some(keeper), Some(trail)) => {
                keeper.order().admit(self, trail);
                Ok(())
            }
            _ => {
                self.enter(None);
                if self.reason_to_leave().is_some() {
                    self.0.namespace.exit(self.id());
                }
                Ok(())
            }
        }
    }

    /// Enters the namespace. `pid` is the secret by which the client may come back.
    pub(super) fn enter(&self, pid: Option<Pid>) {
        self.0.peer.tell(self.encode_connect(pid));
        self.become_member();
    }

    /// Enters the namespace behind what the client has missed. False, and nothing is done, when that does not fit into its outbox.
    pub(super) fn enter_again(&self, missed: impl Iterator<Item = Frame>, pid: Pid) -> bool {
        match self.encode_connect(Some(pid)) {
            Ok(connect) => {
                if !self.0.peer.connection.try_push(missed.chain(connect)) {
                    return false;
                }
            }
            failed => self.0.peer.tell(failed),
        }
        self.become_member();
        true
    }

    fn encode_connect(&self, pid: Option<Pid>) -> Result<Encoded, EncodeError> {
        let pid = pid.as_ref().map(Pid::as_str);
        self.format().encode_connect(self.namespace_name(), self.id().as_str(), pid)
    }

    fn become_member(&self) {
        self.0.is_admitted.store(true, Ordering::Release);
        self.0.namespace.enter(self.clone());
    }

    /// Makes room for a client that comes back on another connection, while this one still looks alive. If it is, its client is told
    /// not to come back here.
    pub(super) fn evict(&self) {
        if let Some(trail) = self.trail() {
            trail.evict();
        }
        if self.leave_namespace(DisconnectReason::TransportClose) {
            self.0.peer.tell(self.format().encode_disconnect(self.namespace_name()));
        }
    }

    pub(super) fn peer(&self) -> &Arc<Peer> {
        &self.0.peer
    }

    pub(super) fn trail(&self) -> Option<&Trail> {
        self.0.trail.as_deref()
    }

    pub(super) fn shared_session(&self) -> Option<Session> {
        self.0.session.get().cloned()
    }

    pub(super) fn belongings(&self) -> &Arc<Belongings> {
        self.0.belongings.get_or_init(|| {
            let bytes_max = self.namespaces().config().socket_data_bytes_max;
            Arc::new(Belongings { extensions: Extensions::default(), data: Data::new(bytes_max) })
        })
    }

    pub(super) fn is_admitted(&self) -> bool {
        self.0.is_admitted.load(Ordering::Acquire)
    }

    /// Stops the events of the namespace, where they are kept in order, until the result is dropped.
    fn order(&self) -> Option<(Order<'_>, &Trail)> {
        let trail = self.trail()?;
        Some((self.0.namespace.keeper()?.order(), trail))
    }

    /// Tells the client that it may not join.
    pub(super) fn refuse(&self, refusal: &Refusal) {
        self.leave_namespace(DisconnectReason::ServerNamespaceDisconnect);
        self.0.peer.tell(refusal.encode(self.format(), self.namespace_name()));
    }

    fn format(&self) -> &Format {
        self.0.namespace.format()
    }

    pub(super) fn reason_to_leave(&self) -> Option<DisconnectReason> {
        self.disconnect_reason()
    }

    /// Whether the client was told to leave. What was on its way then is not its fault.
    pub(super) fn is_told_to_leave(&self) -> bool {
        self.is_dismissed() || self.trail().is_some_and(Trail::is_evicted)
    }

    /// Whether it was the server that made it leave.
    pub(super) fn is_dismissed(&self) -> bool {
        self.reason_to_leave() == Some(DisconnectReason::ServerNamespaceDisconnect)
    }

    /// Takes the socket out of the namespace and its rooms. False when it had left before.
    pub(super) fn leave_namespace(&self, departed: impl Into<Departed>) -> bool {
        if !self.leave_everything(departed.into()) {
            return false;
        }
        self.pending_acks().close(self.id());
        // The application is told by the session's task.
        self.0.peer.connection.notify();
        true
    }

    /// The session's task may see at once that the socket has left. It [forgets the rooms](Self::forget_rooms), and so waits until
    /// nobody finds the socket in one any more and the other servers' part is done.
    fn leave_everything(&self, departed: Departed) -> bool {
        let order = self.order();
        let rooms = lock(&self.0.rooms);
        let reason = departed.reason;
        if self.0.left.set(departed).is_err() {
            return false;
        }
        self.0.namespace.exit(self.id());
        for room in rooms.iter() {
            self.0.namespace.rooms().leave(room, self.id());
        }
        let forgotten = order.map(|(order, trail)| order.leave(self, trail, reason));
        for room in rooms.iter() {
            self.0.namespace.note_left(room);
        }
        self.0.namespace.note_exited(self.id());
        // What is forgotten is the program's, and may want to know of rooms.
        drop(rooms);
        drop(forgotten);
        true
    }

    /// Forgets where it was, when whoever takes it out is done: nobody asks any more.
    pub(super) fn forget_rooms(&self) {
        let rooms = std::mem::take(&mut *lock(&self.0.rooms));
        self.0.in_own_room.store(false, Ordering::Release);
        drop(rooms);
    }

    /// The listeners of this socket, if it has ever had one.
    pub(super) fn existing_listeners(&self) -> Option<&Listeners> {
        self.0.listeners.get().map(|listeners| &**listeners)
    }

    /// The listeners of this socket.
    pub(super) fn listeners(&self) -> &Listeners {
        self.0.listeners.get_or_init(Box::default)
    }

    /// Forgets the listeners of a socket whose last handler is done, and all that are added later: one that holds the socket would keep
    /// both for ever.
    pub(super) fn forget_listeners(&self) {
        self.0.is_over.store(true, Ordering::Release);
        // Who adds the first listener at this moment looks at the two the other way round: one of both sees what the other did.
        fence(Ordering::SeqCst);
        if let Some(listeners) = self.existing_listeners() {
            drop_quietly(listeners.take_all(), self);
        }
    }

    /// Whether nobody has asked this before: the log is warned of each socket once.
    pub(super) fn begins_to_fail(&self) -> bool {
        !self.0.has_failed.swap(true, Ordering::Relaxed)
    }

    /// Whether its last handler is done.
    pub(super) fn is_over(&self) -> bool {
        self.0.is_over.load(Ordering::Acquire)
    }

    /// Whether somebody wants to know of its events besides the namespace's handler.
    pub(super) fn has_incoming(&self) -> bool {
        self.0.listeners.get().is_some() || !self.0.namespace.hooks().incoming.is_empty()
    }

    /// Whether somebody wants to know of what goes to it. Nothing goes to a socket that has left.
    pub(super) fn has_outgoing(&self) -> bool {
        let has_middlewares = || !self.0.namespace.hooks().outgoing.is_empty();
        let has_listeners = || self.existing_listeners().is_some_and(Listeners::has_outgoing);
        self.0.namespace.is_overheard()
            && (has_middlewares() || has_listeners())
            && self.reason_to_leave().is_none()
    }

    /// Keeps what the typed layer's `connect` returned.
    pub(crate) fn set_session(&self, session: Session) {
        // A socket connects once, so nothing is there to be replaced.
        let _ = self.0.session.set(session);
    }

    pub(crate) fn session<S: Send + Sync + 'static>(&self) -> Option<Arc<S>> {
        self.shared_session()?.downcast().ok()
    }

    pub(crate) fn namespaces(&self) -> &Namespaces {
        &self.0.peer.namespaces
    }

    pub(crate) fn of_namespace(&self) -> &Namespace {
        &self.0.namespace
    }

    /// How contracts are audited.
    pub(crate) fn audit(&self) -> Audit {
        self.0.namespace.settings().audit
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("id", &self.id())
            .field("namespace", &self.namespace_name())
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
