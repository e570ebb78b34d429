//! A namespace: its application, its sockets, its rooms.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use super::application::Application;
use super::cluster::Clustered;
use super::departure::Departure;
use super::flags::Flags;
use super::hooks::Hooks;
use super::members::{Members, Snapshot};
use super::pattern::Params;
use super::recipients::Recipients;
use super::recovery::Keeper;
use super::rooms::Rooms;
use super::scope::Scope;
use super::settings::Settings;
use super::{Broadcast, Socket};
use crate::SocketId;
use crate::codec::{EncodeError, Format, ToArgs};

/// One namespace of a server, without types. Cheap to clone; all clones are one namespace.
#[derive(Clone)]
pub struct Namespace(Arc<Inner>);

struct Inner {
    name: Arc<str>,
    /// What its name says where it was made from a pattern.
    params: Params,
    application: Arc<Application>,
    residents: Arc<Residents>,
    /// Done when the program has been told that it exists.
    announced: Once,
    /// Whether it has been taken away: nobody stays, and nobody comes in.
    is_closed: AtomicBool,
    /// Whether one of its sockets has ever had a listener for what goes to it.
    has_had_listeners: AtomicBool,
    sockets: Members<Socket>,
    rooms: Rooms,
    /// One counter for all sockets, because a broadcast has one ack id for all that it reaches.
    next_ack_id: AtomicU64,
    settings: Settings,
    format: Format,
    /// Present when the server is in a cluster.
    clustered: Option<Clustered>,
    keeper: Option<Arc<Keeper>>,
}

impl Namespace {
    pub(super) fn new(
        name: &str,
        application: Arc<Application>,
        params: Params,
        settings: Settings,
        format: Format,
        clustered: Option<Clustered>,
        keeper: Option<Arc<Keeper>>,
    ) -> Self {
        Self(Arc::new(Inner {
            name: name.into(),
            params,
            application,
            residents: Arc::default(),
            announced: Once::new(),
            is_closed: AtomicBool::new(false),
            has_had_listeners: AtomicBool::new(false),
            sockets: Members::default(),
            rooms: Rooms::default(),
            next_ack_id: AtomicU64::new(0),
            settings,
            format,
            clustered,
            keeper,
        }))
    }

    /// The name, such as `/admin`.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What the parameter `name` is in the name of a namespace that was made from a [pattern](super::NamespacePattern): in `/chat/blue`
    /// of `/chat/{room}`, `room` is `blue`. `None` when there is no such parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.0.params.get(name)
    }

    /// The parameters with their values, in the order of the pattern; none where the namespace was not made from a pattern.
    pub fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.params.iter()
    }

    /// How many sockets are connected.
    pub fn len(&self) -> usize {
        self.0.sockets.len()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The socket with this id, if it is connected.
    pub fn socket(&self, id: SocketId) -> Option<Socket> {
        self.0.sockets.get(id)
    }

    /// Everybody in the namespace.
    pub fn everybody(&self) -> Broadcast {
        Broadcast::of(Scope::One(self.clone()))
    }
}

/// What the rest of the layer does with it.
impl Namespace {
    pub(super) fn settings(&self) -> Settings {
        self.0.settings
    }

    pub(super) fn clustered(&self) -> Option<&Clustered> {
        self.0.clustered.as_ref()
    }

    /// How packets of this namespace travel.
    pub(super) fn format(&self) -> &Format {
        &self.0.format
    }

    /// The name, for whoever keeps it.
    pub(super) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.0.name)
    }

    pub(super) fn application(&self) -> &Arc<Application> {
        &self.0.application
    }

    pub(super) fn hooks(&self) -> &Hooks {
        &self.0.application.hooks
    }

    /// Whether somebody may want to know of what goes to its clients. Where nobody does, recipients are not asked one by one.
    pub(super) fn is_overheard(&self) -> bool {
        !self.hooks().outgoing.is_empty() || self.0.has_had_listeners.load(Ordering::Acquire)
    }

    /// One of its sockets gets a listener for what goes to it.
    pub(super) fn be_overheard(&self) {
        self.0.has_had_listeners.store(true, Ordering::Release);
    }

    /// Puts everybody out. Who enters at this moment looks afterwards whether it [is closed](Self::is_closed), so that nobody is left.
    pub(super) fn close(&self) {
        self.0.is_closed.store(true, Ordering::Release);
        self.sockets().iter().for_each(Socket::disconnect);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.is_closed.load(Ordering::Acquire)
    }

    pub(super) fn residents(&self) -> &Arc<Residents> {
        &self.0.residents
    }

    pub(super) fn announced(&self) -> &Once {
        &self.0.announced
    }

    pub(super) fn members(&self) -> Snapshot<Socket> {
        self.0.sockets.snapshot()
    }

    /// Keeps everybody from coming and going until the result is dropped.
    #[cfg(test)]
    pub(super) fn hold_members(&self) -> impl Drop {
        self.0.sockets.hold()
    }

    pub(super) fn rooms(&self) -> &Rooms {
        &self.0.rooms
    }

    pub(super) fn next_ack_id(&self) -> u64 {
        self.0.next_ack_id.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn enter(&self, socket: Socket) {
        self.0.sockets.insert(socket.id(), socket);
    }

    pub(super) fn exit(&self, id: SocketId) {
        self.0.sockets.remove(id);
    }

    /// Who keeps what clients may come back for, where they may.
    pub(super) fn keeper(&self) -> Option<&Keeper> {
        self.0.keeper.as_deref()
    }

    /// Sends an event that nobody acknowledges.
    ///
    /// # Errors
    /// When it cannot be encoded; nobody gets it then.
    pub(super) fn deliver(
        &self,
        flags: Flags,
        event: &str,
        args: &dyn ToArgs,
        recipients: &Recipients<'_>,
    ) -> Result<(), EncodeError> {
        if let Some(keeper) = self.keeper() {
            return keeper.deliver(self, flags, event, args, recipients);
        }
        let departure = Departure::new(self, flags, None, event, args)?;
        match recipients {
            Recipients::One(socket) => {
                departure.send_only(socket);
            }
            Recipients::Chosen(choice) => departure.send_all(choice),
        }
        Ok(())
    }
}

/// How many clients have a place in a namespace that lives only for them.
#[derive(Default)]
pub(super) struct Residents(AtomicUsize);

impl Residents {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Says whether that was the last one.
    pub(super) fn subtract(&self) -> bool {
        self.0.fetch_sub(1, Ordering::AcqRel) == 1
    }

    pub(super) fn is_none(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }
}

/// Whether both are the same namespace of the same server.
impl PartialEq for Namespace {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Namespace {}

impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Namespace")
            .field("name", &self.name())
            .field("sockets", &self.len())
            .finish_non_exhaustive()
    }
}
